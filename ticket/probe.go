package ticket

import (
	"slices"
	"strings"
	"time"

	"loket/domain/action"
	"loket/domain/probe"
)

// What the desk asked about the world, see package probe. An answer is evidence:
// it is kept with who asked, when, and whom.

// Probe is the latest answer of a kind about one subject.
type Probe struct {
	Kind    probe.Kind `json:"kind"`
	Subject string     `json:"subject"`        // a domain name; of a payment the SHA-256 of the proof
	Hint    string     `json:"hint,omitempty"` // what an officer said with the question: a Kode Wilayah, name servers
	probe.Answer

	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Looks int       `json:"looks,omitempty"` // times before that it came to the same
	Next  time.Time `json:"next,omitzero"`   // when the desk asks again by itself
}

// Probed is an answer that came. It is no change of the ticket: nobody's look at
// it gets old by it, and it is not taken back.
type Probed struct {
	Kind    probe.Kind `json:"kind"`
	Subject string     `json:"subject"`
	Hint    string     `json:"hint,omitempty"`
	probe.Answer

	Next time.Time `json:"next,omitzero"`
}

func (Probed) kind() string { return "probed" }

// maxProbes bounds the answers that a ticket shows; the record has them all.
const maxProbes = 64

func (t *Ticket) applyProbe(e Event, b Probed) {
	p := Probe{Kind: b.Kind, Subject: b.Subject, Hint: b.Hint, Answer: b.Answer, By: e.By, At: e.At, Next: b.Next}
	if old := t.Probe(b.Kind, b.Subject); old != nil {
		if old.Verdict == p.Verdict {
			p.Looks = old.Looks + 1
		}
		*old = p
		return
	}
	t.Probes = append(t.Probes, p)
	if n := len(t.Probes); n > maxProbes {
		t.Probes = slices.Clone(t.Probes[n-maxProbes:])
	}
}

// Probe returns the latest answer of a kind about a subject, nil for none.
func (t *Ticket) Probe(kind probe.Kind, subject string) *Probe {
	i := slices.IndexFunc(t.Probes, func(p Probe) bool { return p.Kind == kind && p.Subject == subject })
	if i < 0 {
		return nil
	}
	return &t.Probes[i]
}

// Quote is what a person writes down of an answer as the evidence of a step.
func (p *Probe) Quote() string {
	parts := []string{p.Subject, p.Source, p.Target}
	facts := []string{"svTRID", "answer-sha256"}
	if p.Kind == probe.Payment {
		parts, facts = nil, []string{"amount", "day", "bank", "payment-reference"}
	}
	for _, name := range facts {
		if i := slices.IndexFunc(p.Facts, func(f action.Fact) bool { return f.Name == name }); i >= 0 {
			parts = append(parts, p.Facts[i].Value)
			if p.Kind != probe.Payment {
				break // the one or the other names the answer
			}
		}
	}
	if p.Kind == probe.Payment {
		parts = append(parts, p.Target)
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

// probedAtOnce bounds the names of one ticket that are asked about.
const probedAtOnce = 10

// ProbeNames are the names of a ticket that a kind of probe is about.
func (t *Ticket) ProbeNames(kind probe.Kind) []string {
	switch kind {
	case probe.Name, probe.Servers:
		return t.Names[:min(len(t.Names), probedAtOnce)]
	case probe.NewName:
		return t.Names[max(len(t.Names)-1, 0):]
	case probe.Payment:
	}
	return nil
}

// probeDue is when the desk next has to ask by itself and about what; zero for
// never. What was asked before its step began or its task was due is asked anew.
func (t *Ticket) probeDue() (due time.Time, kind probe.Kind) {
	add := func(k probe.Kind, from time.Time) {
		for _, n := range t.ProbeNames(k) {
			at := from
			if p := t.Probe(k, n); p != nil && !p.At.Before(from) {
				at = p.Next
			}
			if !at.IsZero() && (due.IsZero() || at.Before(due)) {
				due, kind = at, k
			}
		}
	}
	if s := t.Step(); s != nil && !t.State.Done() && !t.Guess.NeedsHuman && (s.Probe == probe.Name || s.Probe == probe.NewName) {
		add(s.Probe, s.From)
	}
	for _, k := range t.Tasks {
		if k.Probe == probe.Servers && k.Done.IsZero() && t.State != Merged {
			add(k.Probe, k.Due)
		}
	}
	return due, kind
}

const (
	// serversAgain is how long after an answer the name servers are asked again.
	serversAgain = 24 * time.Hour
	// serversLooks bounds how often they are asked without an officer.
	serversLooks = 30
)

// probeNext is when to ask again after an answer; looks is how often it came to
// the same before. Zero: not by itself.
func probeNext(kind probe.Kind, a *probe.Answer, looks int, now time.Time) time.Time {
	switch {
	case a.Blind || a.Verdict == probe.Good:
	case kind == probe.Servers && looks < serversLooks:
		return now.Add(serversAgain)
	case kind != probe.Servers && a.Verdict == probe.Open && looks < proofLooks:
		return now.Add(lookAfter(looks))
	}
	return time.Time{}
}
