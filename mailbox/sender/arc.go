package sender

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"loket/domain/clean"
	"loket/mailbox/mail"
)

// Bounds of a chain: RFC 8617 section 4.2.1 allows fifty sets, of which only so
// many are verified.
const (
	maxInstances = 50
	maxSealed    = 10
)

// ARCState is how the check of a chain ended.
type ARCState string

// The states of a chain. Only ARCPass may prove anything, and only where the
// site trusts the newest sealer.
const (
	ARCUnchecked ARCState = ""          // nobody asked, or it cannot be asked here
	ARCPass      ARCState = "pass"      // every seal and the newest signature are valid
	ARCFail      ARCState = "fail"      // one of them is not
	ARCTemporary ARCState = "temporary" // a key could not be asked for now
)

// ARC is what the forwarders of a mail say about one another (RFC 8617).
type ARC struct {
	Instances int    // 0: no chain
	CV        string // of the newest seal: none, pass, fail; "" if not readable
	Sealer    string // domain of the newest seal
	Said      string // what the newest forwarder found, one line
	Complete  bool   // every instance has its three fields, once
	State     ARCState
	Trusted   bool   // the newest sealer is one that the site trusts
	Detail    string // why it failed, for a log
}

// arcSet is one instance of the chain: the places of its fields in the header.
type arcSet struct{ results, signature, seal int }

// arcTags reads the tags of a field of the chain. Authentication results have
// words without "=", so only their i= is read.
func arcTags(value string) (tags map[string]string, rest string) {
	first, rest, _ := strings.Cut(value, ";")
	tags, _ = readTags(first + ";" + rest)
	return tags, rest
}

// readChain finds the sets and says what the newest one says.
func (c *court) readChain() []arcSet {
	a := &c.j.ARC
	places := [3]map[int][]int{{}, {}, {}}
	count := 0
	for at, f := range c.head.fields {
		kind := slices.Index([]string{"arc-authentication-results", "arc-message-signature", "arc-seal"}, f.name)
		if kind < 0 {
			continue
		}
		count++
		tags, rest := arcTags(f.value())
		n, err := strconv.Atoi(tags["i"])
		if err != nil || n < 1 || n > maxInstances {
			n = 0
		}
		places[kind][n] = append(places[kind][n], at)
		if n > a.Instances {
			*a = ARC{Instances: n}
		}
		switch {
		case n < a.Instances || n == 0:
		case f.name == "arc-seal":
			a.CV, a.Sealer = chainValue(tags["cv"]), clean.Line(strings.ToLower(tags["d"]), 253).String()
		case f.name == "arc-authentication-results":
			a.Said = clean.Line(rest, 300).String()
		}
	}
	if count == 0 {
		return nil
	}
	sets := make([]arcSet, 0, a.Instances)
	for n := 1; n <= a.Instances; n++ {
		if len(places[0][n]) != 1 || len(places[1][n]) != 1 || len(places[2][n]) != 1 {
			c.say("arc-broken", 0)
			return nil
		}
		sets = append(sets, arcSet{places[0][n][0], places[1][n][0], places[2][n][0]})
	}
	if count != 3*len(sets) || len(sets) == 0 {
		c.say("arc-broken", 0)
		return nil
	}
	a.Complete = true
	return sets
}

func chainValue(s string) string {
	switch s = strings.ToLower(s); s {
	case "none", "pass", "fail":
		return s
	}
	return ""
}

// chain reads the chain, and verifies it where the site trusts its newest
// sealer: what other forwarders say proves nothing, valid or not.
func (c *court) chain(ctx context.Context, raw []byte) {
	sets := c.readChain()
	if sets == nil {
		return
	}
	a := &c.j.ARC
	a.Trusted = slices.ContainsFunc(c.o.Sealers, func(s string) bool { return within(a.Sealer, strings.ToLower(s)) })
	switch {
	case !a.Trusted:
		c.say("arc", 0, count(a.Instances), a.Sealer, a.CV)
		return
	case !c.sound || c.o.LookupTXT == nil || c.o.HeaderOnly || len(raw) > maxSigned || len(sets) > maxSealed:
		c.say("arc-unchecked", 0, a.Sealer)
		return
	}
	v := c.newSealing(ctx, raw, sets)
	a.State, a.Detail = v.verify()
	switch a.State {
	case ARCPass:
		c.say("arc-pass", 0, count(a.Instances), a.Sealer)
		c.weighChain(v)
	case ARCTemporary:
		c.say("arc-temporary", 0, a.Sealer)
	default:
		c.say("arc-fail", 0, a.Sealer)
	}
}

// weighChain takes what trusted sealers found, from the newest backwards as far
// as every sealer on the way is trusted: the oldest of them saw the mail before
// anything was changed.
func (c *court) weighChain(v *sealing) {
	for n := len(v.sets) - 1; n >= 0; n-- {
		seal := v.tags(v.sets[n].seal)["d"]
		if !slices.ContainsFunc(c.o.Sealers, func(s string) bool { return within(strings.ToLower(seal), strings.ToLower(s)) }) {
			return
		}
		auth := c.resultsOf(v.sets[n].results)
		aligned := func(r mail.AuthResult) bool { return r.Pass() && r.Domain != "" && organisation(r.Domain) == c.org }
		switch {
		case c.org == "":
			return
		case auth.DMARC.Pass() && (auth.DMARC.Domain == "" || organisation(auth.DMARC.Domain) == c.org), aligned(auth.DKIM):
			if c.j.Proof == ProofNone {
				c.j.Proof = ProofARC
			}
			c.say("arc-proof", proving, clean.Line(seal, 120).String(), c.host)
			if !slices.Contains(v.signed(), "subject") && c.head.has("subject") {
				c.say("dkim-subject", -1, c.j.ARC.Sealer)
			}
			return
		}
	}
}

// resultsOf reads an ARC-Authentication-Results as the reader of mail reads a
// server's own results.
func (c *court) resultsOf(at int) mail.Auth {
	_, rest := arcTags(c.head.fields[at].value())
	id, _, _ := strings.Cut(rest, ";")
	words := strings.Fields(id)
	if len(words) == 0 {
		return mail.Auth{}
	}
	head := "From: <" + c.j.Email + ">\r\nAuthentication-Results: " + strings.Join(strings.Fields(rest), " ") + "\r\n\r\n"
	return mail.HeaderOnly([]byte(head), mail.Options{AuthServID: words[0]}).Auth
}
