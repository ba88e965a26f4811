package sender

import (
	"strings"

	"loket/domain/glyph"
)

// Agency is a known organisation.
type Agency struct {
	Domain string // registrable, "contohkab.go.id"
	Name   string // as people write it, may be empty
}

// Register finds agencies by what their domains and names look like. Nil is
// empty. It does not change and is safe for concurrent use.
type Register struct {
	agencies []Agency
	domains  map[string]Agency
	alike    map[string]string // skeleton of the domain -> domain
	glued    map[string]string // the same without the first dot
	labels   map[string]string // first label -> domain
	names    map[string]Agency // words of the name
	words    int               // of the longest name
}

// NewRegister prepares a list. What is no registrable domain is left out.
func NewRegister(agencies []Agency) *Register {
	const longGlued, longLabel, longName = 4, 6, 6 // shorter ones are words of their own
	r := &Register{domains: map[string]Agency{}, alike: map[string]string{}, glued: map[string]string{},
		labels: map[string]string{}, names: map[string]Agency{}}
	for _, a := range agencies {
		a.Domain = strings.ToLower(strings.TrimSuffix(a.Domain, "."))
		if organisation(a.Domain) != a.Domain || a.Domain == "" {
			continue
		}
		label, rest, _ := strings.Cut(a.Domain, ".")
		r.agencies = append(r.agencies, a)
		r.domains[a.Domain] = a
		r.alike[glyph.Skeleton(a.Domain)] = a.Domain
		if len(label) >= longGlued {
			r.glued[glyph.Skeleton(label+rest)] = a.Domain
		}
		if len(label) >= longLabel {
			r.labels[label] = a.Domain
		}
		if words := wordsOf(a.Name); len(strings.Join(words, "")) >= longName {
			r.names[strings.Join(words, " ")] = a
			r.words = max(r.words, len(words))
		}
	}
	return r
}

// has reports whether org is in the register.
func (r *Register) has(org string) bool { _, ok := r.of(org); return ok }

// of returns the agency with that registrable domain.
func (r *Register) of(org string) (Agency, bool) {
	if r == nil || org == "" {
		return Agency{}, false
	}
	a, ok := r.domains[org]
	return a, ok
}

// looksLike returns the agency whose domain reads like flat, a skeleton, or
// like a name above it.
func (r *Register) looksLike(flat string) string {
	return r.above(flat, func(s string) string { return r.alike[s] })
}

// gluedTo finds batamgo.id: a dot is gone, the rest is there.
func (r *Register) gluedTo(flat string) string {
	return r.above(flat, func(s string) string { return r.glued[s] })
}

// above asks for a name and each name above it.
func (r *Register) above(name string, ask func(string) string) string {
	for r != nil && name != "" {
		if found := ask(name); found != "" {
			return found
		}
		_, name, _ = strings.Cut(name, ".")
	}
	return ""
}

// inside finds an agency's domain among labels that stand side by side.
func (r *Register) inside(labels []string) string {
	const longest = 4 // labels of a registrable domain below go.id or desa.id, and one more
	for i := range labels {
		for n := 2; r != nil && n <= longest && i+n <= len(labels); n++ {
			if d := r.alike[strings.Join(labels[i:i+n], ".")]; d != "" {
				return d
			}
		}
	}
	return ""
}

// near returns an agency whose first label is one letter away from that of
// org, below the same suffix. Another suffix is another matter: contohkab.co.id
// is a company's.
func (r *Register) near(org string) string {
	const shortest = 4 // letters of the label: shorter ones are near each other anyway
	label, rest, _ := strings.Cut(org, ".")
	if r == nil || org == "" {
		return ""
	}
	for _, a := range r.agencies {
		if !glyph.OneEdit(org, a.Domain) {
			continue
		}
		if own, suffix, _ := strings.Cut(a.Domain, "."); suffix == rest && len(own) >= shortest && glyph.OneEdit(label, own) {
			return a.Domain
		}
	}
	return ""
}

// labelled returns the agency with the same first label as org.
func (r *Register) labelled(org string) string {
	label, _, _ := strings.Cut(org, ".")
	if r == nil {
		return ""
	}
	return r.labels[label]
}

// named finds the longest name of an agency in a row of words.
func (r *Register) named(words []string) (Agency, bool) {
	const most = 60 // words of a display name that are looked at
	if r == nil {
		return Agency{}, false
	}
	words = words[:min(len(words), most)]
	for n := min(r.words, len(words)); n > 0; n-- {
		for i := 0; i+n <= len(words); i++ {
			if a, ok := r.names[strings.Join(words[i:i+n], " ")]; ok {
				return a, true
			}
		}
	}
	return Agency{}, false
}
