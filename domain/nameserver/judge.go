package nameserver

import (
	"slices"
	"strings"

	"loket/domain"

	"github.com/miekg/dns"
)

// Judge finds what is wrong with the zone as the plan would leave it, as far as
// the state shows the zone, and with each record that comes. Most of it no server
// says: see each rule. What was written in a form is judged by Findings, which
// holds this too.
func Judge(p Plan, before State, o Options) []domain.Problem {
	j := &judgement{plan: p, before: before, o: o, after: map[string][]RRset{}}
	for _, n := range p.Names {
		j.after[n.Name] = n.After
	}
	for _, n := range p.Names {
		j.coexistence(n)
		j.apex(n)
		j.delegation(n)
		for _, s := range n.After {
			if before := pick(n.Before, n.Name, s.Type); !before.Equal(s) {
				j.values(before, s)
				j.targets(s)
			}
		}
	}
	if before.Whole {
		j.pointers()
	}
	return once(j.found)
}

// values judges each record that comes by itself.
func (j *judgement) values(before, after RRset) {
	check := j.o.Check
	check.Zone = j.plan.Zone
	for _, d := range after.Data {
		if !slices.Contains(before.Data, d) {
			j.found = append(j.found, check.Record(domain.Record{Host: bare(after.Name), Type: after.Type, Value: d})...)
		}
	}
}

type judgement struct {
	plan   Plan
	before State
	o      Options
	after  map[string][]RRset // of the touched names
	found  []domain.Problem
}

func (j *judgement) say(code, key string, args ...string) {
	j.found = append(j.found, domain.Finding(code, key, args...))
}

// at gives what will stand at a name, and whether that is known.
func (j *judgement) at(name string) (sets []RRset, known bool) {
	if sets, ok := j.after[name]; ok {
		return sets, true
	}
	return j.before.At(name), j.before.Covers(name)
}

// coexistence: beside a CNAME nothing else, and one of it (RFC 1034 section
// 3.6.2). BIND and Knot answer NOERROR and do nothing, or replace the other.
func (j *judgement) coexistence(n NamePlan) {
	cname := pick(n.After, n.Name, "CNAME")
	switch {
	case !cname.Exists():
	case n.Name == j.plan.Zone:
		j.say("cname-apex", n.Name+" CNAME")
	case len(n.After) > 1:
		var others []string
		for _, s := range n.After {
			if s.Type != "CNAME" {
				others = append(others, s.Type)
			}
		}
		j.say("cname-beside", n.Name+" CNAME", strings.Join(others, ", "))
	case len(cname.Data) > 1:
		j.say("cname-two", n.Name+" CNAME")
	}
}

// apex: the SOA and NS of a zone are no matter of a form; its MX only where an
// officer says so.
func (j *judgement) apex(n NamePlan) {
	if n.Name != j.plan.Zone {
		return
	}
	for _, typ := range n.types() {
		changes := !pick(n.Before, n.Name, typ).Equal(pick(n.After, n.Name, typ))
		if changes && (typ == "NS" || typ == "MX" && !j.o.Apex) {
			j.say("apex", n.Name+" "+typ, typ)
		}
	}
}

// delegation: below a name that is delegated nobody looks here any more, except
// for the addresses of its servers (glue).
func (j *judgement) delegation(n NamePlan) {
	delegated := n.Name != j.plan.Zone && pick(n.After, n.Name, "NS").Exists()
	for _, s := range n.After {
		if delegated && s.Type != "NS" && s.Type != "DS" && !j.glue(s) {
			j.say("below-delegation", n.Name+" "+s.Type, bare(n.Name))
		}
	}
	for parent := parentOf(n.Name); parent != j.plan.Zone && dns.IsSubDomain(j.plan.Zone, parent); parent = parentOf(parent) {
		sets, _ := j.at(parent)
		if !pick(sets, parent, "NS").Exists() {
			continue
		}
		for _, s := range n.After {
			if !j.glue(s) {
				j.say("below-delegation", n.Name+" "+s.Type, bare(parent))
			}
		}
	}
}

func (j *judgement) glue(s RRset) bool { return s.Type == "A" || s.Type == "AAAA" }

// bare is a name as people write it, without the dot.
func bare(name string) string { return strings.TrimSuffix(name, ".") }

func parentOf(name string) string {
	at, end := dns.NextLabel(name, 0)
	if end {
		return "."
	}
	return name[at:]
}

// targets: what a record points at inside the zone must be there, have an
// address, and be no CNAME itself (RFC 2181 section 10.3, RFC 1034 section 3.6.2).
func (j *judgement) targets(s RRset) {
	if !slices.Contains(pointing, s.Type) {
		return
	}
	for _, d := range s.Data {
		target := targetOf(d)
		if !dns.IsSubDomain(j.plan.Zone, target) || target == "." {
			continue
		}
		key := s.Name + " " + s.Type
		sets, known := j.at(target)
		switch {
		case target == s.Name && s.Type == "CNAME":
			j.say("self", key)
		case pick(sets, target, "CNAME").Exists():
			j.say("target-cname", key, bare(target))
		case !known || j.covered(target) && !(s.Type == "NS" && dns.IsSubDomain(s.Name, target)):
		case s.Type == "CNAME" && len(sets) == 0:
			j.say("target-missing", key, bare(target))
		case s.Type != "CNAME" && !pick(sets, target, "A").Exists() && !pick(sets, target, "AAAA").Exists():
			j.say("target-address", key, bare(target))
		}
	}
}

// covered reports whether the target may be answered from elsewhere: by a
// wildcard, or by the servers of a delegation, unless glue must stand here.
func (j *judgement) covered(target string) bool {
	for parent := parentOf(target); dns.IsSubDomain(j.plan.Zone, parent); parent = parentOf(parent) {
		if sets, _ := j.at("*." + parent); len(sets) > 0 {
			return true
		}
		if sets, _ := j.at(parent); parent != j.plan.Zone && pick(sets, parent, "NS").Exists() {
			return true
		}
	}
	return false
}

// pointers: other names of the zone that point at a name which becomes a CNAME
// or goes away.
func (j *judgement) pointers() {
	for _, s := range j.before.Sets {
		if !slices.Contains(pointing, s.Type) {
			continue
		}
		if sets, ok := j.after[s.Name]; ok && !pick(sets, s.Name, s.Type).Equal(s) {
			continue // changes too, judged as a target
		}
		for _, d := range s.Data {
			target := targetOf(d)
			i := slices.IndexFunc(j.plan.Names, func(n NamePlan) bool { return n.Name == target })
			if i < 0 {
				continue
			}
			n := j.plan.Names[i]
			switch {
			case pick(n.After, target, "CNAME").Exists() && !pick(n.Before, target, "CNAME").Exists():
				j.say("pointed-cname", target+" CNAME", bare(s.Name)+" "+s.Type)
			case len(n.After) == 0 && len(n.Before) > 0:
				j.say("pointed-gone", target, bare(s.Name)+" "+s.Type)
			}
		}
	}
}
