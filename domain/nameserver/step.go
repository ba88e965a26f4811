package nameserver

import (
	"slices"
)

// StepKind is one instruction of RFC 2136.
type StepKind int

// The instructions that plans use, with their sections in RFC 2136. A whole name
// is never deleted (2.5.3): servers that grant types refuse it.
const (
	NameFree  StepKind = iota // 2.4.5: nothing stands at the name
	SetIs                     // 2.4.2: the set is exactly so
	SetFree                   // 2.4.3: there is no such set
	DeleteSet                 // 2.5.2: the set goes
	AddRecord                 // 2.5.1: the records of the set come
)

// Step is one instruction about one set; NameFree needs only the name.
type Step struct {
	Kind StepKind
	Set  RRset
}

// beside are the types that must not be there when a CNAME comes: no server
// says so when they are, it just leaves the CNAME out.
var beside = []string{"A", "AAAA", "CAA", "CNAME", "HTTPS", "MX", "NS", "PTR", "SRV", "SVCB", "TLSA", "TXT"}

// Steps is the plan as one RFC 2136 message: conditions about everything that
// was seen at every touched name, then every deletion, then every addition. All
// of it happens or nothing.
func (p Plan) Steps() []Step {
	var conditions, deletions, additions []Step
	if p.Pin {
		conditions = append(conditions, Step{SetIs, RRset{Name: p.Zone, Type: "SOA", Data: []string{p.SOA}}})
	}
	for _, n := range p.Names {
		conditions = append(conditions, n.conditions()...)
		for _, s := range n.Before {
			if !pick(n.After, n.Name, s.Type).Equal(s) {
				deletions = append(deletions, Step{DeleteSet, RRset{Name: n.Name, Type: s.Type}})
			}
		}
		for _, s := range n.After {
			if !pick(n.Before, n.Name, s.Type).Equal(s) {
				additions = append(additions, Step{AddRecord, s})
			}
		}
	}
	return slices.Concat(conditions, deletions, additions)
}

func (n NamePlan) conditions() []Step {
	if len(n.Before) == 0 {
		return []Step{{NameFree, RRset{Name: n.Name}}}
	}
	var steps []Step
	absent := []string{"CNAME"}
	if pick(n.After, n.Name, "CNAME").Exists() {
		absent = beside
	}
	for _, s := range n.Before {
		steps = append(steps, Step{SetIs, s})
	}
	for _, s := range n.After {
		if !slices.Contains(absent, s.Type) {
			absent = append(slices.Clone(absent), s.Type)
		}
	}
	for _, typ := range absent {
		if !pick(n.Before, n.Name, typ).Exists() {
			steps = append(steps, Step{SetFree, RRset{Name: n.Name, Type: typ}})
		}
	}
	return steps
}
