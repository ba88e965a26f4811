package sender

import (
	"strconv"
	"strings"

	"loket/domain/clean"
)

// maxInstances is the bound of RFC 8617 section 4.2.1.
const maxInstances = 50

// ARC is what the forwarders of a mail say about one another. It is read, not
// verified: nothing may be decided by it.
type ARC struct {
	Instances int    // 0: no chain
	CV        string // of the newest seal: none, pass, fail; "" if not readable
	Sealer    string // domain of the newest seal
	Said      string // what the newest forwarder found, one line
	Complete  bool   // every instance has its three fields, once
}

// chain reads the ARC fields.
func (c *court) chain() {
	a := &c.j.ARC
	seen := map[int]int{}
	for _, f := range c.head.fields {
		switch f.name {
		case "arc-seal", "arc-message-signature", "arc-authentication-results":
		default:
			continue
		}
		// Authentication-Results has words without "=", so only i= is read.
		first, rest, _ := strings.Cut(f.value(), ";")
		tags, _ := readTags(first + ";" + rest)
		n, err := strconv.Atoi(tags["i"])
		if err != nil || n < 1 || n > maxInstances {
			n = 0
		}
		seen[n]++
		if n < a.Instances || n == 0 {
			continue
		}
		if n > a.Instances {
			*a = ARC{Instances: n}
		}
		switch f.name {
		case "arc-seal":
			a.CV, a.Sealer = chainValue(tags["cv"]), clean.Line(strings.ToLower(tags["d"]), 253).String()
		case "arc-authentication-results":
			a.Said = clean.Line(rest, 300).String()
		}
	}
	if len(seen) == 0 {
		return
	}
	a.Complete = len(seen) == a.Instances
	for n := range seen {
		a.Complete = a.Complete && n > 0 && seen[n] == 3
	}
	if !a.Complete {
		c.say("arc-broken", 0)
		return
	}
	c.say("arc", 0, count(a.Instances), a.Sealer, a.CV)
}

func chainValue(s string) string {
	switch s = strings.ToLower(s); s {
	case "none", "pass", "fail":
		return s
	}
	return ""
}
