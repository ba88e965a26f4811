package ticketview

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ui/kit"
)

// deadline explains how the deadlines came to be.
type deadline struct {
	s     *Screen
	paper paper
	w     int
}

func newDeadline(s *Screen) *deadline { return &deadline{s: s} }

func (p *deadline) offset() int                  { return 0 }
func (p *deadline) resize(w, h int)              { p.w = w; p.paper.resize(w, h) }
func (p *deadline) fill()                        { p.paper.set(p.s.deadlineLines(p.w)) }
func (p *deadline) key(msg tea.KeyPressMsg) bool { return msg.String() != "/" && p.paper.key(msg) }
func (p *deadline) lines() []string              { return p.paper.Lines(p.s.env.Theme) }
func (p *deadline) mouse(m kit.Mouse)            { p.paper.Wheel(m.Wheel) }
func (p *deadline) bindings() []kit.Binding      { return nil }

// deadlineLines is the count, the promises, the pauses and the missed targets.
func (s *Screen) deadlineLines(w int) []string {
	e, th, c := s.env, s.env.Theme, &s.l.t.Clock
	var out []string
	due, ink := s.dueText()
	out = append(out, text(due, ink.And(th.Bold), w, 1)...)
	out = append(out, "")
	for _, l := range s.l.explain {
		if l == "" {
			out = append(out, "")
			continue
		}
		out = append(out, text(line(l), th.Text, w, 1)...)
	}
	if len(s.l.explain) == 0 {
		out = append(out, text(e.T("ticketview.due.none"), th.Muted, w, 1)...)
	}
	head := func(key string) {
		out = append(out, "", " "+th.Title.Render(e.T(key)))
	}
	if len(c.Pauses) > 0 {
		head("ticketview.due.pauses")
	}
	for _, p := range c.Pauses {
		to := e.T("ticketview.due.now")
		if !p.To.IsZero() {
			to = e.Time(p.To)
		}
		party := s.actor(p.Party)
		if p.Party == "closed" {
			party = e.T("ticketview.due.closed")
		}
		out = append(out, text(list(glue(e.Time(p.From), clean.Own(" – "), to), party, s.stepWords(p.Reason)), th.Text, w, 1)...)
	}
	if len(c.Promises) > 1 {
		head("ticketview.due.promises")
		for _, p := range c.Promises {
			out = append(out, text(list(e.T("ticketview.due.promise", e.Time(p.At), e.Time(p.Deadline), p.Target.String()),
				e.Lang.Word("ticketview.promise.", p.Why)), th.Text, w, 1)...)
		}
	}
	if len(c.Breaches) > 0 {
		head("ticketview.due.breaches")
		out = append(out, s.breachLines(w)...)
	}
	return out
}

// stepWords gives a reason that is a step's title in the console's language.
func (s *Screen) stepWords(reason string) clean.Text {
	if reason == "revision" {
		return s.env.T("ticketview.reason.revision")
	}
	if s.l.service != nil {
		for _, st := range s.l.service.Steps {
			if reason == st.Title.ID {
				return s.in(st.Title)
			}
		}
	}
	return line(reason)
}

// waitingSince is when the other party got the next move.
func (s *Screen) waitingSince() time.Time {
	if n := len(s.l.t.Clock.Pauses); n > 0 && s.l.t.Clock.Pauses[n-1].To.IsZero() {
		return s.l.t.Clock.Pauses[n-1].From
	}
	if st := s.l.t.Step(); st != nil && !st.From.IsZero() {
		return st.From
	}
	return s.l.t.Updated
}
