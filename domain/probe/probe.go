// Package probe is the language in which the desk asks about the world without
// changing anything there: may a name be registered, do its name servers answer,
// does a proof of payment fit. What was asked, whom, and what they answered is
// evidence that a ticket keeps.
//
// Rules:
//   - A probe changes nothing, so it may be repeated at any time.
//   - An answer is Good or Bad only where somebody was asked who knows. Whoever
//     cannot be reached makes it Open: that is no finding against anybody.
//   - What was found is said in both languages with what to do; what the other side
//     itself said is a fact, cleaned and bounded by Tidy.
//
// What it does not do: ask (see registry/driver and nameserver/driver), decide.
package probe

import (
	"context"
	"slices"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/clean"
	"loket/domain/naming"
)

// Kind is what is asked about.
type Kind string

// The closed set of kinds.
const (
	Name    Kind = "name"         // may each name be registered
	NewName Kind = "new-name"     // the same of the last of a ticket's names
	Servers Kind = "name-servers" // do its name servers answer
	Payment Kind = "payment"      // does a proof fit what was to be paid
)

// Verdict is what an answer comes to.
type Verdict string

// The verdicts.
const (
	Good Verdict = "good" // free, ready, fits
	Bad  Verdict = "bad"  // taken or forbidden, not ready, does not fit
	Open Verdict = "open" // nobody who knows could be asked
)

// Finding is one thing that was found.
type Finding struct {
	Level   domain.Level `json:"level"`
	Code    string       `json:"code"`
	Subject string       `json:"subject,omitempty"` // of what, where not of the whole: a server
	What    domain.Text  `json:"what"`
	Do      domain.Text  `json:"do,omitzero"`
}

// Answer is what came of asking.
type Answer struct {
	Verdict  Verdict       `json:"verdict"`
	Source   string        `json:"source,omitempty"` // epp, rdap, dns, document; "" where nobody was asked
	Target   string        `json:"target,omitempty"` // the other side: a host and port, or a file's name
	Findings []Finding     `json:"findings,omitempty"`
	Facts    []action.Fact `json:"facts,omitempty"`
	Instead  []string      `json:"instead,omitempty"` // names that one could ask for
	// Blind says that there is nobody to ask, now or later.
	Blind bool `json:"blind,omitempty"`
}

// Set are the ways of a desk to ask. A nil one means that an officer does it by
// hand. The functions may be called from several goroutines and end when their
// context does.
type Set struct {
	// Rules gives what names are judged by; their neighbours are the desk's own
	// register. nil: no more than the form of a name.
	Rules func() (naming.Rules, error)
	// Free asks whether a name is registered.
	Free func(ctx context.Context, name domain.Name) Answer
	// Servers asks the name servers of a name. said names them where an officer did:
	// hosts, each with its addresses behind it.
	Servers func(ctx context.Context, name domain.Name, said string) Answer
}

// Judge says whether a name may be registered: by the rules first, then by who
// knows whether it is free. A name that the rules refuse is not asked for. The
// error is of rules that cannot be read.
func (s *Set) Judge(ctx context.Context, q naming.Request, known *naming.Neighbours) (Answer, error) {
	var rules naming.Rules
	if s.Rules != nil {
		var err error
		if rules, err = s.Rules(); err != nil {
			return Answer{}, err
		}
	}
	rules.Neighbours = known
	v := rules.Judge(q)
	out := Answer{Verdict: Bad}
	if v.OK() {
		out = s.free(ctx, v.Name)
	}
	found := make([]Finding, 0, len(v.Findings)+len(out.Findings))
	for _, p := range v.Findings {
		found = append(found, Finding{Level: p.Level, Code: p.Key, What: p.What, Do: p.Fix})
	}
	out.Findings = append(found, out.Findings...)
	for _, n := range v.Instead {
		out.Instead = append(out.Instead, n.String())
	}
	return out.Tidy(), nil
}

func (s *Set) free(ctx context.Context, name domain.Name) Answer {
	if s.Free == nil {
		return Answer{Verdict: Open, Blind: true, Findings: []Finding{ByHand()}}
	}
	return s.Free(ctx, name)
}

// ByHand is the finding of a desk that has nobody to ask.
func ByHand() Finding {
	return Finding{Level: domain.Warn, Code: "by-hand",
		What: domain.Text{ID: "tidak ada layanan yang dapat ditanya", EN: "there is no service to be asked"},
		Do:   domain.Text{ID: "periksa sendiri dan catat hasilnya dengan waktunya", EN: "look it up yourself and note the result with its time"}}
}

// Warned reports whether something was found that an officer has to look at,
// although nothing speaks against it.
func (a *Answer) Warned() bool {
	return slices.ContainsFunc(a.Findings, func(f Finding) bool { return f.Level == domain.Warn })
}

// Bounds of what is kept of an answer.
const (
	maxFindings = 24
	maxFacts    = 48
	maxText     = 400 // bytes of one text
)

// Tidy bounds an answer and cleans every text in it.
func (a Answer) Tidy() Answer {
	line := func(s string) string { return clean.Line(s, maxText).String() }
	a.Target = line(a.Target)
	a.Findings = slices.Clone(a.Findings[:min(len(a.Findings), maxFindings)])
	for i := range a.Findings {
		f := &a.Findings[i]
		f.Subject = line(f.Subject)
		f.What, f.Do = domain.Text{ID: line(f.What.ID), EN: line(f.What.EN)}, domain.Text{ID: line(f.Do.ID), EN: line(f.Do.EN)}
	}
	a.Facts = slices.Clone(a.Facts[:min(len(a.Facts), maxFacts)])
	for i := range a.Facts {
		a.Facts[i].Value = line(a.Facts[i].Value)
	}
	return a
}
