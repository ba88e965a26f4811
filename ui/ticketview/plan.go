package ticketview

import (
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/clean"
	"loket/ui/kit"
)

// planLines shows a plan as it is approved: for whom and where, every effect, what
// an officer should know, and what is to be typed where a person does it.
func (s *Screen) planLines(p *action.Plan, w int) []string {
	e, th := s.env, s.env.Theme
	out := append(text(line(p.Order.Name), th.Bold, w, 0), text(s.planVia(p), th.Muted, w, 0)...)
	if names := s.planPlace(p); !names.Empty() {
		out = append(out, text(names, th.Muted, w, 0)...)
	}
	out = append(out, "")
	if p.Settled {
		out = append(append(out, text(glue(clean.Own("✓ "), e.T("acts.plan.settled")), th.OK, w, 0)...), "")
	}
	heading := e.T("acts.plan.changes")
	if p.Settled || !slices.ContainsFunc(p.Effects, func(f action.Effect) bool { return f.Sign != " " }) {
		heading = e.T("acts.plan.stays")
	}
	out = append(out, th.Title.Render(heading))
	out = append(out, s.effectLines(p.Effects, w)...)
	out = append(out, s.planNotes(p, w)...)
	out = append(out, s.planByHand(p, w)...)
	return append(out, "", th.Muted.Render(e.T("acts.plan.made", e.Moment(p.Made))))
}

// planVia is the back end and the other side that it speaks to.
func (s *Screen) planVia(p *action.Plan) clean.Text {
	e := s.env
	years := clean.Text{}
	if p.Order.Years > 0 {
		years = e.T("acts.plan.years", p.Order.Years)
	}
	return list(e.Lang.Word("outside.driver.", p.Driver), line(p.Target), years)
}

// planPlace says which of several names it is, and which come after it.
func (s *Screen) planPlace(p *action.Plan) clean.Text {
	all, left := s.opt.Desk.ActNames(s.l.t, p.Order.Step)
	at := slices.Index(all, p.Order.Name)
	if len(all) < 2 || at < 0 || p.Order.Reverts != nil {
		return clean.Text{}
	}
	out := s.env.T("acts.plan.of", at+1, len(all))
	var after []clean.Text
	for _, n := range left {
		if n != p.Order.Name {
			after = append(after, line(n))
		}
	}
	if len(after) > 0 {
		out = list(out, s.env.T("acts.plan.more", commas(after)))
	}
	return out
}

// planNotes are the driver's notes, the other reasons for which the name stays on
// hold, and that another officer has to approve.
func (s *Screen) planNotes(p *action.Plan, w int) []string {
	e, th := s.env, s.env.Theme
	var notes []clean.Text
	for _, n := range p.Notes {
		notes = append(notes, e.Lang.Outside(n))
	}
	for _, h := range p.Order.Holds {
		notes = append(notes, e.T("acts.plan.hold", s.serviceTitle(h.Reason), line(h.Ticket), s.day(h.Since)))
	}
	if s.opt.Desk.Seconds(p.Order.Action) {
		notes = append(notes, e.T("acts.plan.second"))
	}
	if len(notes) == 0 {
		return nil
	}
	out := []string{"", th.Title.Render(e.T("acts.plan.notes"))}
	for _, n := range notes {
		out = append(out, hanging("! ", n, th.Soon, w)...)
	}
	return out
}

// planByHand is what a person does: the instructions of the step, the values, and
// what counts as evidence.
func (s *Screen) planByHand(p *action.Plan, w int) []string {
	e, th := s.env, s.env.Theme
	var out []string
	if p.ByHand {
		step := s.step(p.Order.Step)
		out = append(out, "", th.Title.Render(e.T("acts.plan.by-hand")))
		if p.Order.Reverts == nil {
			out = append(out, text(clean.Own(strings.TrimSpace(s.in(step.Instructions).String())), th.Text, w, 2)...)
		}
		if t := s.in(step.Evidence); !t.Empty() {
			out = append(out, text(e.T("acts.plan.evidence", t), th.Muted, w, 2)...)
		}
	}
	if p.Script != "" {
		out = append(out, "", th.Title.Render(e.T("acts.plan.script")))
		for l := range strings.SplitSeq(strings.TrimRight(passage(p.Script).String(), "\n"), "\n") {
			for _, part := range kit.Wrap(clean.Own(l+" "), max(w-2, 1)) {
				out = append(out, "  "+th.Accent.Render(clean.Own(part)))
			}
		}
	}
	return out
}

// hanging draws a text behind a mark; what goes on below stands under the text.
func hanging(mark string, t clean.Text, ink kit.Ink, w int) []string {
	n := kit.Width(clean.Own(mark))
	lines := text(t, ink, w, n)
	if len(lines) > 0 {
		lines[0] = ink.Render(clean.Own(mark)) + strings.TrimPrefix(lines[0], kit.Spaces(n))
	}
	return lines
}

// signMark is how an effect is marked: the sign says it, not the colour alone.
func (s *Screen) signMark(sign string) kit.Mark {
	e, th := s.env, s.env.Theme
	switch sign {
	case "+":
		return kit.Mark{Glyph: "+", Word: e.T("acts.sign.add"), Ink: th.OK}
	case "-":
		return kit.Mark{Glyph: "-", Word: e.T("acts.sign.remove"), Ink: th.Late}
	case "~":
		return kit.Mark{Glyph: "~", Word: e.T("acts.sign.change"), Ink: th.Soon}
	}
	return kit.Mark{Glyph: " ", Word: e.T("acts.sign.keep"), Ink: th.Muted}
}

// effectLines draws effects below each other, their values in one column.
func (s *Screen) effectLines(effects []action.Effect, w int) []string {
	label := 0
	for _, f := range effects {
		if n := kit.Width(s.env.Lang.Outside(f.Words)); n <= w/2 {
			label = max(label, n)
		}
	}
	var out []string
	for i := range effects {
		out = append(out, s.effectLine(&effects[i], label, w)...)
	}
	return out
}

func (s *Screen) effectLine(f *action.Effect, label, w int) []string {
	m, what := s.signMark(f.Sign), s.env.Lang.Outside(f.Words)
	mark, value := m.Glyph+" ", effectValue(f)
	if value.Empty() {
		return hanging(mark, what, m.Ink, w)
	}
	room := w - label - 4
	if kit.Width(what) > label || room < 12 {
		return append(hanging(mark, what, m.Ink, w), text(value, s.env.Theme.Text, w, 4)...)
	}
	lines := kit.Wrap(value, room)
	for i, l := range lines {
		head := kit.Spaces(label + 4)
		if i == 0 {
			head = m.Ink.Fit(glue(clean.Own(mark), what), label+2) + "  "
		}
		lines[i] = head + l
	}
	return lines
}

// effectValue is what was and what will be.
func effectValue(f *action.Effect) clean.Text {
	before, after := line(f.Before), line(f.After)
	switch {
	case f.Before != "" && f.After != "" && f.Before != f.After:
		return glue(before, clean.Own(" → "), after)
	case f.After != "":
		return after
	}
	return before
}

// actTitle is what an action is called: its step, or its name of the catalogue.
func (s *Screen) actTitle(o *action.Order) clean.Text {
	title := s.deedTitle(o.Step)
	if title.Empty() {
		title = s.env.Lang.Word("outside.action.", o.Action)
	}
	if o.Reverts != nil {
		return s.env.T("acts.reverts", title)
	}
	return title
}

// deedTitle is what a step's action is called: as the step, unless that is another
// party's, and the desk does it in its place.
func (s *Screen) deedTitle(step string) clean.Text {
	st := s.step(step)
	if st.Kind == domain.KindWait && st.Action != "" {
		return s.env.Lang.Word("outside.action.", st.Action)
	}
	return s.in(st.Title)
}

// confirmWord is the name that is typed before something dangerous, "" for none.
func confirmWord(st domain.Step, o *action.Order) string {
	if st.Dangerous {
		return o.Name
	}
	return ""
}
