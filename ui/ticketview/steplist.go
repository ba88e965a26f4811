package ticketview

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// stepList shows the service's steps; the selected one says more.
type stepList struct {
	s    *Screen
	list rows
	done bool // the current step was selected once
}

func newStepList(s *Screen) *stepList { return &stepList{s: s} }

func (p *stepList) resize(w, h int) { p.list.resize(w, h) }

func (p *stepList) fill() {
	var blocks []block
	current := ""
	for i := range p.s.l.t.Steps {
		st := &p.s.l.t.Steps[i]
		if st.State == "current" {
			current = st.ID
		}
		blocks = append(blocks, block{id: st.ID, draw: func(w int, selected bool) []string { return p.s.stepLines(i, w, selected) }})
		blocks = append(blocks, p.acts(func(a *ticket.Act) bool { return a.Step == st.ID })...)
		blocks = append(blocks, p.probes(p.s.step(st.ID))...)
	}
	blocks = append(blocks, p.acts(func(a *ticket.Act) bool {
		return !slices.ContainsFunc(p.s.l.t.Steps, func(st ticket.StepState) bool { return st.ID == a.Step })
	})...)
	if len(blocks) == 0 {
		blocks = []block{{draw: func(w int, _ bool) []string {
			return append([]string{""}, text(p.s.env.T("ticketview.steps.none"), p.s.env.Theme.Muted, w, 1)...)
		}}}
	}
	p.list.set(blocks)
	if !p.done && current != "" {
		p.done = p.list.choose(current)
	}
}

// isAct begins the id of a block that is an action.
const isAct = "act:"

// acts are the blocks of those actions that belong somewhere.
func (p *stepList) acts(here func(*ticket.Act) bool) []block {
	var out []block
	for i := range p.s.l.t.Acts {
		if a := &p.s.l.t.Acts[i]; here(a) {
			out = append(out, block{id: isAct + a.ID, draw: func(w int, selected bool) []string { return p.s.actLines(a, w, selected) }})
		}
	}
	return out
}

// chosen is the action that is selected, or the last of the selected step; nil for
// none.
func (p *stepList) chosen() *ticket.Act {
	id := p.list.selected()
	if act, ok := strings.CutPrefix(id, isAct); ok {
		return p.s.l.t.Act(act)
	}
	return p.s.l.t.LastAct(id)
}

func (p *stepList) key(msg tea.KeyPressMsg) bool { return p.list.key(msg) }
func (p *stepList) lines() []string              { return p.list.lines(p.s.env.Theme) }

func (p *stepList) mouse(m kit.Mouse) {
	if m.Wheel != 0 {
		p.list.wheel(m.Wheel)
	} else if m.Left {
		p.list.click(m.Y)
	}
}

func (p *stepList) bindings() []kit.Binding {
	e, id := p.s.env, p.list.selected()
	own := []kit.Binding{
		kit.Bind("skip", e.T("ticketview.do.skip"), p.s.skip, "s").Unless(p.s.noStep()).Shown(),
		kit.Bind("back-to", e.T("ticketview.do.back-to"), func() kit.Intent {
			return p.s.ask(glue(e.T("ticketview.do.back-to"), clean.Own(": "), p.s.stepTitle(id)), e.T("ticketview.form.reason"), func(text string) kit.Intent {
				return p.s.do(ticket.BackToStep{Step: id, Reason: text}, e.T("ticketview.did.back-to", p.s.stepTitle(id)))
			})
		}, "b").Unless(p.noBack()).Shown(),
	}
	if p.s.asks(p.s.step(id)) {
		own = append([]kit.Binding{kit.Bind("probe", e.T("probe.do.ask"), func() kit.Intent { return p.s.askMenu(p.s.step(id)) }, "V").Unless(p.s.noAsk(id)).Shown()}, own...)
	}
	if len(p.s.l.t.Acts) > 0 {
		own = append(p.s.actBindings(p.chosen()), own...)
	}
	if st := p.s.step(id); p.s.drives(st) && p.s.later(id) {
		own = append([]kit.Binding{kit.Bind("act-plan", e.T("acts.do.plan"), func() kit.Intent { return p.s.carryOut(id) }, "m").Shown()}, own...)
	}
	return own
}

// later reports whether a step is dated work of the ticket that is still to do.
func (s *Screen) later(step string) bool {
	return slices.ContainsFunc(s.l.t.Tasks, func(k ticket.Task) bool { return k.ID == step && k.Done.IsZero() })
}

func (s *Screen) noStep() clean.Text {
	if s.l.t.Step() == nil {
		return s.env.T("ticketview.why.no-step")
	}
	return s.shut()
}

func (p *stepList) noBack() clean.Text {
	for _, st := range p.s.l.t.Steps {
		if st.ID == p.list.selected() && (st.State == "done" || st.State == "skipped") {
			return p.s.shut()
		}
	}
	return p.s.env.T("ticketview.why.not-done")
}

// skip passes over the current step with a reason; the catalogue's own reason
// is there to be taken.
func (s *Screen) skip() kit.Intent {
	e, st := s.env, s.l.t.Step()
	if st == nil {
		return kit.Toast{Text: e.T("ticketview.why.no-step"), Level: kit.Warn}
	}
	id, title := st.ID, s.stepTitle(st.ID)
	ready := ""
	if s.l.service != nil {
		step, _, _ := s.l.service.Step(id)
		ready = s.in(step.SkipWhen).String()
	}
	return kit.Show{Overlay: kit.NewAsk(e, glue(e.T("ticketview.do.skip"), clean.Own(": "), title), e.T("ticketview.form.reason"), ready, func(text string) kit.Intent {
		return s.do(ticket.SkipStep{Step: id, Reason: text}, e.T("ticketview.did.skip", title))
	})}
}

// stepMark is the glyph, word and ink of a step's state.
func (s *Screen) stepMark(state string) kit.Mark {
	th := s.env.Theme
	m := kit.Mark{Glyph: "·", Word: s.env.Lang.Word("ticketview.step.", state), Ink: th.Muted}
	switch state {
	case "done":
		m.Glyph, m.Ink = "✓", th.OK
	case "current":
		m.Glyph, m.Ink = "▸", th.Accent
	case "skipped":
		m.Glyph = "–"
	}
	return m
}

// stepLine is one step in one line: state, number, title, actor.
func (s *Screen) stepLine(i, w int, selected bool) string {
	th, st := s.env.Theme, &s.l.t.Steps[i]
	m := s.stepMark(st.State)
	ink := th.Text
	switch st.State {
	case "current":
		ink = th.Bold
	case "skipped":
		ink = th.Muted
	}
	step := s.step(st.ID)
	side := s.actor(step.Actor)
	if !step.Target.IsZero() {
		side = list(side, clean.Own(step.Target.String()))
	}
	if step.Pauses() {
		side = list(side, s.env.T("ticketview.step.pauses"))
	}
	if w < 50 {
		side = clean.Text{}
	}
	sw := min(kit.Width(side), w/3)
	return kit.Row(ground(th, selected), w, kit.Cell{Text: clean.Own(m.Glyph), Width: 1, Ink: m.Ink},
		kit.Cell{Text: clean.Own(itoa(i + 1)), Width: 2, Ink: th.Muted, Right: true},
		kit.Cell{Text: s.stepTitle(st.ID), Width: w - sw - 6, Ink: ink}, kit.Cell{Text: side, Width: sw, Ink: th.Muted, Right: true})
}

func (s *Screen) step(id string) domain.Step {
	if s.l.service == nil {
		return domain.Step{}
	}
	st, _, _ := s.l.service.Step(id)
	return st
}

// stepLines adds who did it, when and with what note; for the selected one also
// what is to be done.
func (s *Screen) stepLines(i, w int, selected bool) []string {
	e, th, st := s.env, s.env.Theme, &s.l.t.Steps[i]
	out := []string{s.stepLine(i, w, selected)}
	add := func(t clean.Text, ink kit.Ink) {
		out = append(out, text(t, ink, w, 5)...)
	}
	switch st.State {
	case "done", "skipped":
		add(list(s.stepMark(st.State).Word, s.by(st.By), e.Time(st.At)), th.Muted)
	case "current":
		if !st.From.IsZero() {
			add(list(e.T("ticketview.step.since", e.Time(st.From)), s.stepDue()), th.Accent)
		}
	}
	if st.Note != "" {
		add(s.stepNoteText(st), th.Text)
	}
	if st.Reference != "" && s.l.t.LastAct(st.ID) == nil { // the actions below say it better
		add(e.T("ticketview.step.reference", st.Reference), th.Text)
	}
	if !selected {
		return out
	}
	step := s.step(st.ID)
	add(s.in(step.Hint), th.Muted)
	add(clean.Own(strings.TrimSpace(s.in(step.Instructions).String())), th.Text)
	if t := s.in(step.Evidence); !t.Empty() {
		add(e.T("ticketview.step.evidence", t), th.Muted)
	}
	if step.Dangerous {
		add(glue(clean.Own("! "), e.T("ticketview.next.danger")), th.Late)
	}
	if step.Letter != "" {
		add(e.T("ticketview.next.letter", s.letterTitle(step.Letter)), th.Muted)
	}
	return out
}

// stepNoteText is what was noted of a step. Where it is the catalogue's own reason
// to skip it, in either language, it is given in the console's.
func (s *Screen) stepNoteText(st *ticket.StepState) clean.Text {
	return s.ready(st.Note, s.step(st.ID).SkipWhen, s.step(st.ID).Title)
}

// ready gives a text of the record in the console's language where it is one of
// the catalogue's.
func (s *Screen) ready(text string, known ...domain.Text) clean.Text {
	for _, t := range known {
		if text != "" && (text == t.ID || text == t.EN) {
			return s.in(t)
		}
	}
	return passage(text)
}

func (s *Screen) stepDue() clean.Text {
	if s.l.t.Clock.StepDue.IsZero() {
		return clean.Text{}
	}
	return s.env.T("ticketview.until-step", s.env.Time(s.l.t.Clock.StepDue))
}
