package letter

import (
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/probe"
	"loket/ticket"
)

// probes adds what the desk heard that speaks against the ticket's names and their
// name servers, in words for the requester.
func (m *Matter) probes(t *ticket.Ticket) {
	for i := range t.Probes {
		p := &t.Probes[i]
		if p.Verdict != probe.Bad || !slices.Contains(t.ProbeNames(p.Kind), p.Subject) {
			continue
		}
		name := line(p.Subject, 253)
		switch p.Kind {
		case probe.Name, probe.NewName:
			m.Unfree = append(m.Unfree, Line{name, strings.Join(against(p, ""), "; ")})
			for _, n := range p.Instead {
				m.Instead = append(m.Instead, line(n, 253))
			}
		case probe.Servers:
			for _, why := range against(p, ": ") {
				m.Servers = append(m.Servers, Line{name, why})
			}
		case probe.Payment:
		}
	}
}

// against is what speaks against a name. With a sign that parts the server from
// what was found of it, what to do stands behind.
func against(p *ticket.Probe, part string) []string {
	var out []string
	for _, f := range p.Findings {
		if f.Level != domain.Refuse {
			continue
		}
		what := line(f.What.ID, 300)
		if part != "" {
			if f.Subject != "" {
				what = line(f.Subject, 253) + part + what
			}
			what += "; " + line(f.Do.ID, 300)
		}
		out = append(out, what)
	}
	return out
}
