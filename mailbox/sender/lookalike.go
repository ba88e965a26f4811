package sender

import (
	"slices"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"loket/domain"
)

// likeness is how a domain resembles another.
type likeness struct {
	kind   string // look-...
	of     string
	weight int
}

// lookAlike compares the domain of From with the official suffixes and the
// agencies that are known.
func (c *court) lookAlike() {
	if c.host == "" || strings.HasPrefix(c.host, "[") {
		return
	}
	l := resemble(c.host, c.j.Official, c.o)
	if l.kind == "" {
		return
	}
	c.j.LookAlike, c.j.LookAlikeOf = l.of != "", l.of
	if l.of == "" {
		c.say(l.kind, l.weight, c.host)
		return
	}
	c.say(l.kind, l.weight, c.host, l.of)
}

// resemble returns the strongest likeness of host, whose kind is "" where there
// is none. A domain in the register resembles nothing but itself.
func resemble(host string, official bool, o Options) likeness {
	org := organisation(host)
	for _, a := range o.Agencies {
		if org != "" && org == a.Domain {
			return likeness{}
		}
	}
	if official || isASCII(host) && !strings.Contains(host, "xn--") && slices.ContainsFunc(o.Official, func(s string) bool { return within(host, s) }) {
		return nearAgency(org, true, o.Agencies)
	}
	shown := host
	if u, err := idna.ToUnicode(host); err == nil {
		shown = u
	}
	flat := skeleton(shown)
	for _, try := range []func() likeness{
		func() likeness { return sameLetters(host, flat, o) },
		func() likeness { return embedded(flat, o) },
		func() likeness { return nearSuffix(host, o) },
		func() likeness { return nearAgency(org, false, o.Agencies) },
		func() likeness { return otherSuffix(org, o.Agencies) },
	} {
		if l := try(); l.kind != "" {
			return l
		}
	}
	if shown != host || strings.Contains(host, "xn--") || !isASCII(host) {
		return likeness{"look-punycode", "", doubtful}
	}
	return likeness{}
}

// sameLetters finds a name that reads like an official one, or like a known
// agency's, but is written otherwise.
func sameLetters(host, flat string, o Options) likeness {
	if flat == host {
		return likeness{}
	}
	for _, a := range o.Agencies {
		if within(flat, skeleton(a.Domain)) {
			return likeness{"look-letters", a.Domain, decisive}
		}
	}
	for _, s := range o.Official {
		if within(flat, skeleton(s)) {
			return likeness{"look-letters", s, decisive}
		}
	}
	return likeness{}
}

// embedded finds an official name in the middle of another one, whether dots
// or hyphens stand between its labels: batam.go.id.example.com, go-id.com.
func embedded(flat string, o Options) likeness {
	labels := strings.FieldsFunc(flat, func(r rune) bool { return r == '.' || r == '-' || r == '_' })
	inside := " " + strings.Join(labels, " ") + " "
	for _, a := range o.Agencies {
		if strings.Contains(inside, spaced(a.Domain)) {
			return likeness{"look-embedded", a.Domain, decisive}
		}
		// batamgo.id: the dot is gone, the rest is there.
		if label, _, _ := strings.Cut(a.Domain, "."); len(label) >= 4 && within(flat, skeleton(strings.Replace(a.Domain, ".", "", 1))) {
			return likeness{"look-embedded", a.Domain, decisive}
		}
	}
	for _, s := range o.Official {
		if strings.Contains(inside, spaced(s)) {
			return likeness{"look-embedded", s, decisive}
		}
		if strings.Contains(inside, " "+strings.ReplaceAll(skeleton(s), ".", "")+" ") && strings.Count(s, ".") == 1 {
			return likeness{"look-embedded", s, decisive}
		}
	}
	return likeness{}
}

func spaced(name string) string { return " " + strings.ReplaceAll(skeleton(name), ".", " ") + " " }

// nearSuffix finds goo.id and batam.go.ld. What is a public suffix of its own
// (co.id) resembles nothing.
func nearSuffix(host string, o Options) likeness {
	labels := strings.Split(host, ".")
	for _, s := range o.Official {
		n := strings.Count(s, ".") + 1
		if len(labels) < n || n < 2 {
			continue
		}
		tail := strings.Join(labels[len(labels)-n:], ".")
		if ps, _ := publicsuffix.PublicSuffix(host); ps == tail || !oneEdit(tail, s) {
			continue
		}
		if len(labels) > n {
			return likeness{"look-near", s, decisive}
		}
		return likeness{"look-near", s, -3}
	}
	return likeness{}
}

// nearAgency finds a registered name one letter away from a known one. Below
// an official suffix both are registered by agencies, so it is only said.
func nearAgency(org string, official bool, agencies []Agency) likeness {
	flat := skeleton(org)
	const shortest = 4 // letters of the label: shorter ones are near each other anyway
	for _, a := range agencies {
		label, _, _ := strings.Cut(a.Domain, ".")
		if official && flat == skeleton(a.Domain) {
			return likeness{"look-letters", a.Domain, -1}
		}
		if len(label) < shortest || !oneEdit(org, a.Domain) {
			continue
		}
		if official {
			return likeness{"look-near", a.Domain, -1}
		}
		return likeness{"look-near", a.Domain, decisive}
	}
	return likeness{}
}

// otherSuffix finds the label of a known agency under another suffix.
func otherSuffix(org string, agencies []Agency) likeness {
	const shortest = 6
	label, _, _ := strings.Cut(org, ".")
	for _, a := range agencies {
		if own, _, _ := strings.Cut(a.Domain, "."); len(own) >= shortest && own == label {
			return likeness{"look-suffix", a.Domain, doubtful}
		}
	}
	return likeness{}
}

// LookAlikeOf returns the official suffix or known agency domain that the host
// of an address resembles without being it, "" if none.
func LookAlikeOf(host string, o Options) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return resemble(host, domain.OfficialEmail("a@"+host, o.Official), o).of
}

// within reports whether name is zone or below it.
func within(name, zone string) bool {
	return zone != "" && (name == zone || strings.HasSuffix(name, "."+zone))
}
