package nameserver

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	"loket/domain"
)

// Manual is the back end for zones that a person keeps: it prints what to do, by
// hand in the zone file or with nsupdate, and proves it by looking where it may.
type Manual struct {
	// Reader looks at the zone's server; nil: nobody looks, see Blind.
	Reader Reader
	// Lang is the language of the remarks in the texts.
	Lang domain.Lang
	// Server is host:port for the script; "": nsupdate finds the primary itself.
	Server string
}

var _ Server = Manual{}

// Read asks the Reader. Without one it fails with NoReader.
func (m Manual) Read(ctx context.Context, zone string, names []string) (State, error) {
	if m.Reader == nil {
		return State{}, &Failure{Code: NoReader, Fate: NoEffect}
	}
	return m.Reader.Read(ctx, zone, names)
}

// Apply gives the texts for a person, with the result ByHand. A plan that has
// moved is refused, and one that is done already is a success: so Apply is also
// how to prove, afterwards, what a person did.
func (m Manual) Apply(ctx context.Context, p Plan) (Outcome, error) {
	if err := p.Check(); err != nil {
		return Outcome{}, &Failure{Code: BadPlan, Fate: NoEffect, Err: err}
	}
	out := Outcome{Result: ByHand, Snippet: p.Snippet(m.Lang), Script: p.Script(m.Server), Settles: int(p.Settles().Seconds())}
	if m.Reader == nil {
		return out, nil
	}
	now, err := m.Read(ctx, p.Zone, p.Touched())
	if err != nil {
		return Outcome{}, err
	}
	switch standing, diffs := p.Compare(now); standing {
	case Done:
		return Outcome{Result: Already, Before: now.Only(p.Touched()...), After: now.Only(p.Touched()...)}, nil
	case Moved:
		return Outcome{}, &Failure{Code: Stale, Fate: NoEffect, Differences: diffs}
	case Fresh:
		out.Before = now.Only(p.Touched()...)
	}
	return out, nil
}

// Blind is the state for planning where nobody looks: as if nothing stood at the
// names. The script is guarded against that being wrong; a person at the zone
// file is not, and must be told.
func Blind(zone string, names ...string) State {
	s := State{Zone: strings.ToLower(strings.TrimSuffix(zone, ".")) + "."}
	for _, n := range names {
		s.Names = append(s.Names, strings.ToLower(strings.TrimSuffix(n, "."))+".")
	}
	return s
}

// Snippet is the plan for the zone file: what goes away as remarks, what comes as
// lines to paste. The serial is left to whoever edits the file.
func (p Plan) Snippet(l domain.Lang) string {
	words := func(id, en string) string { return domain.Text{ID: id, EN: en}.In(l) }
	var b strings.Builder
	fmt.Fprintf(&b, "; %s %s, serial %d\n; %s %s\n", words("zona", "zone"), p.Zone, p.Serial, words("rencana", "plan"), p.Hash())
	for _, n := range p.Names {
		for _, s := range n.Before {
			if after := pick(n.After, n.Name, s.Type); !after.Equal(s) {
				lines(&b, "; "+words("hapus", "remove")+": ", s)
			}
		}
	}
	for _, n := range p.Names {
		for _, s := range n.After {
			if before := pick(n.Before, n.Name, s.Type); !before.Equal(s) {
				lines(&b, "", s)
			}
		}
	}
	fmt.Fprintf(&b, "; %s\n", words("naikkan serial SOA, lalu muat ulang zona", "raise the serial of the SOA, then reload the zone"))
	return b.String()
}

func lines(b *strings.Builder, before string, s RRset) {
	for _, d := range s.Data {
		fmt.Fprintf(b, "%s%s %d IN %s %s\n", before, s.Name, s.TTL, s.Type, d)
	}
}

// Script is the plan for nsupdate (BIND) and knsupdate (Knot): the same message,
// conditions included, that the rfc2136 back end sends. The key is given on the
// command line (-k), never here.
func (p Plan) Script(server string) string {
	var b strings.Builder
	if at, err := netip.ParseAddrPort(server); err == nil {
		fmt.Fprintf(&b, "server %s %d\n", at.Addr(), at.Port())
	}
	fmt.Fprintf(&b, "zone %s\n", p.Zone)
	for _, step := range p.Steps() {
		s := step.Set
		switch step.Kind {
		case NameFree:
			fmt.Fprintf(&b, "prereq nxdomain %s\n", s.Name)
		case SetFree:
			fmt.Fprintf(&b, "prereq nxrrset %s IN %s\n", s.Name, s.Type)
		case DeleteSet:
			fmt.Fprintf(&b, "update delete %s IN %s\n", s.Name, s.Type)
		case SetIs:
			for _, d := range s.Data {
				fmt.Fprintf(&b, "prereq yxrrset %s IN %s %s\n", s.Name, s.Type, d)
			}
		case AddRecord:
			for _, d := range s.Data {
				fmt.Fprintf(&b, "update add %s %d IN %s %s\n", s.Name, s.TTL, s.Type, d)
			}
		}
	}
	b.WriteString("send\nanswer\n")
	return b.String()
}
