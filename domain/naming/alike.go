package naming

import (
	"cmp"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/glyph"
)

// Likeness says how a name resembles another.
type Likeness string

// The closed set of likenesses, the closest first.
const (
	SameName    Likeness = "same"    // it is taken
	SameLook    Likeness = "look"    // digits or neighbours that read alike: batarn, batam
	OneSlip     Likeness = "slip"    // one letter put in, left out, replaced or changed about
	SameHyphens Likeness = "hyphens" // but for hyphens
	SameRegion  Likeness = "region"  // but for kab, kota, prov, pemkab ...
	OtherZone   Likeness = "zone"    // the same label below the other zone
)

// Alike is a known name that another resembles.
type Alike struct {
	Name domain.Name
	How  Likeness
}

// Neighbours finds names that look alike among those of a register. It does not
// change and is safe for concurrent use.
type Neighbours struct {
	names  map[domain.Name]bool
	labels map[string][]domain.Name // by label
	looks  map[string][]domain.Name // by skeleton of the label
	cores  map[string][]domain.Name // by label without hyphens and words of the region
	length map[int][]domain.Name    // by length of the label
}

// NewNeighbours prepares names; what is below a registered name is taken as that,
// what is no government name is left out.
func NewNeighbours(names []domain.Name) *Neighbours {
	n := &Neighbours{
		names: map[domain.Name]bool{}, labels: map[string][]domain.Name{}, looks: map[string][]domain.Name{},
		cores: map[string][]domain.Name{}, length: map[int][]domain.Name{},
	}
	for _, name := range names {
		name = name.Registrable()
		if n.names[name] || !government(name) {
			continue
		}
		n.names[name] = true
		label := labelOf(name)
		n.labels[label] = append(n.labels[label], name)
		n.looks[glyph.Skeleton(label)] = append(n.looks[glyph.Skeleton(label)], name)
		n.cores[core(label)] = append(n.cores[core(label)], name)
		n.length[len(label)] = append(n.length[len(label)], name)
	}
	return n
}

// shortest is the length of a label below which one slip says nothing.
const shortest = 4

// Alike returns the known names that a name resembles, the closest first, at most
// max, each with its closest likeness.
func (n *Neighbours) Alike(name domain.Name, max int) []Alike {
	label := labelOf(name)
	if n == nil || label == "" {
		return nil
	}
	found := map[domain.Name]Likeness{}
	add := func(how Likeness, list []domain.Name) {
		for _, o := range list {
			if _, closer := found[o]; !closer {
				found[o] = how
			}
		}
	}
	if registered := name.Registrable(); n.names[registered] {
		add(SameName, []domain.Name{registered})
	}
	add(OtherZone, n.labels[label])
	if len(label) >= shortest {
		add(SameLook, n.looks[glyph.Skeleton(label)])
		add(OneSlip, n.slips(label, name.Suffix()))
	}
	if c := core(label); len(c) >= shortest-1 {
		for _, o := range n.cores[c] {
			how := SameRegion
			if plain(labelOf(o)) == plain(label) {
				how = SameHyphens
			}
			add(how, []domain.Name{o})
		}
	}
	return ranked(found, max)
}

// slips returns the names of the same zone that are one slip away.
func (n *Neighbours) slips(label, suffix string) (out []domain.Name) {
	for size := len(label) - 1; size <= len(label)+1; size++ {
		for _, o := range n.length[size] {
			if other := labelOf(o); o.Suffix() == suffix && glyph.OneEdit(label, other) {
				out = append(out, o)
			}
		}
	}
	return out
}

func ranked(found map[domain.Name]Likeness, max int) []Alike {
	out := make([]Alike, 0, len(found))
	for o, how := range found {
		out = append(out, Alike{o, how})
	}
	order := []Likeness{SameName, SameLook, OneSlip, SameHyphens, SameRegion, OtherZone}
	slices.SortFunc(out, func(a, b Alike) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.How), slices.Index(order, b.How)), cmp.Compare(a.Name, b.Name))
	})
	return out[:min(len(out), max)]
}

// regional are the words for a kind of region, the longer before what they begin
// with.
var regional = []string{"kabupaten", "pemkab", "pemkot", "pemprov", "pemda", "provinsi", "kab", "kota", "prov"}

// core takes hyphens and the words of a region off both ends, unless nothing would
// be left to speak of.
func core(label string) string {
	s := plain(label)
	for _, w := range regional {
		for _, rest := range []string{strings.TrimSuffix(s, w), strings.TrimPrefix(s, w)} {
			if rest != s && len(rest) >= 3 {
				return rest
			}
		}
	}
	return s
}

func plain(label string) string { return strings.ReplaceAll(label, "-", "") }
