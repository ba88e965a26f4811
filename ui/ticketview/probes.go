package ticketview

import (
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/probe"
	"loket/ticket"
	"loket/ui/kit"
)

// What the desk asked about the world is shown below the step that asks: who was
// asked and when, what was found with what to do, and the evidence.

// isProbe begins the id of a block that is an answer.
const isProbe = "probe:"

// probes are the blocks of a step's answers.
func (p *stepList) probes(st domain.Step) []block {
	var out []block
	for _, a := range p.s.answers(probe.Kind(st.Probe)) {
		out = append(out, block{id: isProbe + string(a.Kind) + a.Subject, draw: func(w int, selected bool) []string { return p.s.probeLines(a, w, selected) }})
	}
	return out
}

// answers are those of a kind about what the ticket is about now; of payments, all.
func (s *Screen) answers(kind probe.Kind) []*ticket.Probe {
	if kind == "" {
		return nil
	}
	var out []*ticket.Probe
	names := s.l.t.ProbeNames(kind)
	for i := range s.l.t.Probes {
		if a := &s.l.t.Probes[i]; a.Kind == kind && (kind == probe.Payment || slices.Contains(names, a.Subject)) {
			out = append(out, a)
		}
	}
	return out
}

// probeMark is the glyph, word and ink of an answer.
func (s *Screen) probeMark(a *ticket.Probe) kit.Mark {
	th := s.env.Theme
	kind := a.Kind
	if kind == probe.NewName {
		kind = probe.Name
	}
	m := kit.Mark{Glyph: "?", Ink: th.Soon}
	switch a.Verdict {
	case probe.Good:
		m.Glyph, m.Ink = "✓", th.OK
		if a.Warned() {
			m.Glyph, m.Ink = "~", th.Soon
		}
	case probe.Bad:
		m.Glyph, m.Ink = "✗", th.Late
	case probe.Open:
	}
	m.Word = s.env.Lang.Word("probe.verdict.", string(kind)+"."+string(a.Verdict))
	return m
}

// probeLines is one answer: one line, its findings, and the evidence where it is
// chosen.
func (s *Screen) probeLines(a *ticket.Probe, w int, selected bool) []string {
	e, th, m := s.env, s.env.Theme, s.probeMark(a)
	name := line(a.Subject)
	if a.Kind == probe.Payment {
		name = line(a.Target)
	}
	side := list(s.source(&a.Answer), s.by(a.By), e.Moment(a.At))
	if w < 100 {
		side = list(s.source(&a.Answer), e.Moment(a.At))
	}
	sw := min(kit.Width(side), w/2)
	out := []string{kit.Row(ground(th, selected), w, kit.Cell{Text: clean.Own(" "), Width: 3}, kit.Cell{Text: clean.Own(m.Glyph), Width: 1, Ink: m.Ink},
		kit.Cell{Text: list(name, m.Word), Width: w - sw - 7, Ink: m.Ink}, kit.Cell{Text: side, Width: sw, Ink: th.Muted, Right: true})}
	for i := range a.Findings {
		out = append(out, s.probeFinding(&a.Findings[i], w)...)
	}
	if len(a.Instead) > 0 {
		out = append(out, text(e.T("probe.instead", strings.Join(a.Instead, ", ")), th.Accent, w, 6)...)
	}
	if !selected {
		return out
	}
	for _, f := range a.Facts {
		out = append(out, text(glue(e.Lang.Fact(f.Name), clean.Own(": "), e.Lang.Word("probe.value.", f.Value)), th.Text, w, 6)...)
	}
	if a.Source != "document" {
		out = append(out, text(line(a.Target), th.Muted, w, 6)...)
	}
	if a.Hint != "" {
		out = append(out, text(e.T("probe.hint", a.Hint), th.Muted, w, 6)...)
	}
	if !a.Next.IsZero() {
		out = append(out, text(e.T("acts.next-look", e.Moment(a.Next)), th.Muted, w, 6)...)
	}
	return out
}

// probeFinding says one finding and what to do; the sign says how heavy it is.
func (s *Screen) probeFinding(f *probe.Finding, w int) []string {
	mark, ink := "~ ", s.env.Theme.Soon
	if f.Level == domain.Refuse {
		mark, ink = "! ", s.env.Theme.Late
	}
	what := s.in(f.What)
	if f.Subject != "" && !strings.Contains(what.String(), f.Subject) {
		what = glue(line(f.Subject), clean.Own(": "), what)
	}
	if do := s.in(f.Do); !do.Empty() {
		what = glue(what, clean.Own(". → "), do)
	}
	lines := hanging(mark, what, ink, w-6)
	for i, l := range lines {
		lines[i] = kit.Spaces(6) + l
	}
	return lines
}

// source is who was asked.
func (s *Screen) source(a *probe.Answer) clean.Text {
	if a.Source == "" {
		return clean.Text{}
	}
	return s.env.Lang.Word("probe.source.", a.Source)
}

// probeEvent says in the history what was asked and answered.
func (s *Screen) probeEvent(b ticket.Body) clean.Text {
	p, ok := b.(ticket.Probed)
	if !ok {
		return clean.Text{}
	}
	a := ticket.Probe{Kind: p.Kind, Subject: p.Subject, Answer: p.Answer}
	subject := line(p.Subject)
	if p.Kind == probe.Payment {
		subject = line(p.Target)
	}
	parts := []clean.Text{s.env.T("probe.event", subject, s.probeMark(&a).Word), s.source(&p.Answer)}
	for i := range p.Findings {
		parts = append(parts, s.in(p.Findings[i].What))
	}
	for _, f := range p.Facts {
		parts = append(parts, glue(s.env.Lang.Fact(f.Name), space, s.env.Lang.Word("probe.value.", f.Value)))
	}
	return list(parts...)
}
