package nameserver

import (
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// State is what a server held at one instant, at some names or in the whole
// zone. It is read whole from one zone version, or name by name under one serial.
type State struct {
	Zone   string   `json:"zone"`   // lower case, with the dot at its end
	Serial uint32   `json:"serial"` // of the SOA it was read under
	SOA    string   `json:"soa"`    // the SOA's value in presentation form
	Whole  bool     `json:"whole,omitempty"`
	Names  []string `json:"names,omitempty"` // looked at, where not Whole
	Sets   []RRset  `json:"sets"`
}

// NewState sorts what was read under a SOA. Names are those looked at; none:
// the records are the whole zone.
func NewState(soa *dns.SOA, records []dns.RR, names ...string) State {
	s := State{
		Zone: dns.CanonicalName(soa.Hdr.Name), Serial: soa.Serial, Whole: len(names) == 0,
		SOA: strings.TrimPrefix(soa.String(), soa.Hdr.String()), Sets: Gather(records),
	}
	for _, n := range names {
		s.Names = append(s.Names, dns.CanonicalName(n))
	}
	slices.SortFunc(s.Names, compareNames)
	s.Names = slices.Compact(s.Names)
	return s
}

// Covers reports whether the state says something about a name.
func (s State) Covers(name string) bool {
	return s.Whole && dns.IsSubDomain(s.Zone, name) || slices.Contains(s.Names, name)
}

// At gives the sets of a name, sorted by type.
func (s State) At(name string) []RRset {
	i, _ := slices.BinarySearchFunc(s.Sets, name, func(r RRset, n string) int { return compareNames(r.Name, n) })
	var sets []RRset
	for ; i < len(s.Sets) && s.Sets[i].Name == name; i++ {
		sets = append(sets, s.Sets[i].clone())
	}
	return sets
}

// Set gives one set of a name, without Data where there is none.
func (s State) Set(name, typ string) RRset { return pick(s.At(name), name, typ) }

// Only gives what the state says about some names, for keeping beside a plan.
func (s State) Only(names ...string) State {
	out := State{Zone: s.Zone, Serial: s.Serial, SOA: s.SOA, Names: slices.Clone(names)}
	slices.SortFunc(out.Names, compareNames)
	for _, n := range slices.Compact(out.Names) {
		out.Sets = append(out.Sets, s.At(n)...)
	}
	return out
}

func pick(sets []RRset, name, typ string) RRset {
	for _, r := range sets {
		if r.Type == typ {
			return r
		}
	}
	return RRset{Name: name, Type: typ}
}
