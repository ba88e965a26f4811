package sender

import (
	"slices"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"loket/domain/glyph"
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
	shown := host
	if u, err := idna.ToUnicode(host); err == nil {
		shown = u
	}
	foreign := shown != host || !glyph.ASCII(host) || strings.Contains(host, "xn--")
	switch {
	case o.Agencies.has(org):
		return likeness{}
	case official, !foreign && slices.ContainsFunc(o.Official, func(s string) bool { return within(host, s) }):
		return amongAgencies(org, o.Agencies)
	}
	flat := glyph.Skeleton(shown)
	for _, l := range []likeness{
		sameLetters(host, flat, o),
		embedded(flat, o),
		nearSuffix(host, o),
		{"look-near", o.Agencies.near(org), decisive},
		{"look-suffix", o.Agencies.labelled(org), doubtful},
	} {
		if l.of != "" {
			return l
		}
	}
	if foreign {
		return likeness{"look-punycode", "", doubtful}
	}
	return likeness{}
}

// amongAgencies compares names below an official suffix: both are registered
// by agencies, so a likeness is only said.
func amongAgencies(org string, known *Register) likeness {
	if of := known.looksLike(glyph.Skeleton(org)); of != "" {
		return likeness{"look-letters", of, -1}
	}
	if of := known.near(org); of != "" {
		return likeness{"look-near", of, -1}
	}
	return likeness{}
}

// sameLetters finds a name that reads like an official one, or like a known
// agency's, but is written otherwise.
func sameLetters(host, flat string, o Options) likeness {
	if flat == host {
		return likeness{}
	}
	if of := o.Agencies.looksLike(flat); of != "" {
		return likeness{"look-letters", of, decisive}
	}
	for _, s := range o.Official {
		if within(flat, glyph.Skeleton(s)) {
			return likeness{"look-letters", s, decisive}
		}
	}
	return likeness{}
}

// embedded finds an official name in the middle of another one, whether dots
// or hyphens stand between its labels: batam.go.id.example.com, go-id.com.
func embedded(flat string, o Options) likeness {
	labels := strings.FieldsFunc(flat, func(r rune) bool { return r == '.' || r == '-' || r == '_' })
	if of := o.Agencies.inside(labels); of != "" {
		return likeness{"look-embedded", of, decisive}
	}
	if of := o.Agencies.gluedTo(flat); of != "" {
		return likeness{"look-embedded", of, decisive}
	}
	inside := " " + strings.Join(labels, " ") + " "
	for _, s := range o.Official {
		plain := glyph.Skeleton(s)
		if strings.Contains(inside, " "+strings.ReplaceAll(plain, ".", " ")+" ") ||
			strings.Contains(inside, " "+strings.ReplaceAll(plain, ".", "")+" ") {
			return likeness{"look-embedded", s, decisive}
		}
	}
	return likeness{}
}

// nearSuffix finds goo.id and batam.go.ld. What is a public suffix of its own
// (co.id) resembles nothing.
func nearSuffix(host string, o Options) likeness {
	labels := strings.Split(host, ".")
	for _, s := range o.Official {
		const n = 2 // labels; a longer suffix is an agency's domain
		if strings.Count(s, ".")+1 != n || len(labels) < n {
			continue
		}
		tail := strings.Join(labels[len(labels)-n:], ".")
		if ps, _ := publicsuffix.PublicSuffix(host); ps == tail || !glyph.OneEdit(tail, s) {
			continue
		}
		if len(labels) > n {
			return likeness{"look-near", s, decisive}
		}
		return likeness{"look-near", s, -3}
	}
	return likeness{}
}

// within reports whether name is zone or below it.
func within(name, zone string) bool {
	return zone != "" && (name == zone || strings.HasSuffix(name, "."+zone))
}
