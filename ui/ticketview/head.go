package ticketview

import (
	"slices"
	"strings"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// drawHead draws four lines about the ticket, the next action and the tabs.
func (s *Screen) drawHead() []string {
	e, th, t := s.env, s.env.Theme, s.l.t
	state := e.State(string(t.State))
	due, dueInk := s.dueText()
	s.headDue = due
	return []string{
		sides(s.w, []span{{line(t.Number), th.Title}, {clean.Own("  "), th.Text}, {line(t.Subject), th.Bold}},
			[]span{{glue(clean.Own(state.Glyph), space, state.Word), state.Ink}}),
		sides(s.w, s.serviceSpans(), s.progress()),
		sides(s.w, s.requesterSpans(), append(s.peopleSpans(), s.ownerSpans()...)),
		sides(s.w, s.nameSpans(), []span{{due, dueInk}}),
		s.nextLine(),
		s.tabsLine(),
	}
}

// dueText is the countdown with the deadline's date.
func (s *Screen) dueText() (clean.Text, kit.Ink) {
	left := ticket.TimeLeft(&s.l.row, s.env.Now)
	word, ink := s.env.Due(left.State, left.D)
	if at := s.l.row.Due(); !at.IsZero() && left.State != "done" {
		key := "ticketview.until"
		if left.Step && s.w >= 100 {
			key = "ticketview.until-step"
		}
		word = glue(word, clean.Own("  "), s.env.T(key, s.env.Time(at)))
	}
	return word, ink
}

// serviceSpans is the service, and why the program thinks so while a person
// has not said it.
func (s *Screen) serviceSpans() []span {
	th, g := s.env.Theme, s.l.t.Guess
	out := []span{{s.serviceTitle(s.l.t.Service), th.Text}}
	percent := int(g.Confidence * 100)
	switch {
	case g.NeedsHuman:
		out = append([]span{{clean.Own("? "), th.Soon}}, out...)
		out = append(out, span{glue(clean.Own("  "), s.env.T("ticketview.unsure", percent), s.reasons()), th.Soon})
	case g.Service != "" && g.Service == s.l.t.Service && g.Confidence < 1 && !s.settled():
		out = append(out, span{glue(clean.Own("  "), s.env.T("ticketview.guessed", percent)), th.Muted})
	}
	return out
}

// settled reports whether nobody needs to be told any more that the service was a
// guess: a step of it was done, or the ticket is closed.
func (s *Screen) settled() bool {
	return s.l.t.State.Done() || slices.ContainsFunc(s.l.t.Steps, func(st ticket.StepState) bool { return st.State == "done" || st.State == "skipped" })
}

func (s *Screen) reasons() clean.Text {
	if len(s.l.t.Guess.Reasons) == 0 {
		return clean.Text{}
	}
	out := make([]string, len(s.l.t.Guess.Reasons))
	for i, r := range s.l.t.Guess.Reasons {
		out[i] = s.hint(r).String()
	}
	return glue(clean.Own(": "), clean.Own(strings.Join(out, "; ")))
}

// titleFrom is the width from which the current step's title fits beside the
// service.
const titleFrom = 100

// progress is a bar over the steps, the place in it and the step's name.
func (s *Screen) progress() []span {
	th, list := s.env.Theme, s.l.t.Steps
	if len(list) == 0 {
		return nil
	}
	done, at := 0, -1
	for i, st := range list {
		switch st.State {
		case "done", "skipped":
			done++
		case "current":
			at = i
		}
	}
	full := strings.Repeat("━", done)
	rest := strings.Repeat("─", len(list)-done)
	out := []span{{clean.Own(full), th.OK}, {clean.Own(rest), th.Faint}}
	if at < 0 {
		return append(out, span{glue(space, s.env.T("ticketview.steps-done")), th.Muted})
	}
	out = append(out, span{glue(space, clean.Own(itoa(at+1)+"/"+itoa(len(list)))), th.Bold})
	if s.w < titleFrom {
		return out // the next action below says it
	}
	return append(out, span{glue(space, clean.Own(kit.Cut(s.stepTitle(list[at].ID), s.w*2/5))), th.Text})
}

// requesterSpans begins with the mark of the address: it is never cut off.
func (s *Screen) requesterSpans() []span {
	th, p := s.env.Theme, s.l.t.Requester
	var out []span
	switch {
	case p.Email == "":
	case s.forgedRequester():
		out = append(out, span{glue(clean.Own("! "), s.env.T("sender.panel.forged"), clean.Own("  ")), th.Late})
	case s.l.t.Official:
		out = append(out, span{glue(clean.Own("✓ "), s.env.T("ticketview.official"), clean.Own("  ")), th.OK})
	default:
		out = append(out, span{glue(clean.Own("! "), s.env.T("ticketview.unofficial"), clean.Own("  ")), th.Soon})
	}
	if mark := s.bouncing(p.Email); !mark.Empty() {
		out = append(out, span{glue(mark, clean.Own("  ")), th.Late})
	}
	who := list(line(p.Name), line(p.Email))
	if who.Empty() {
		who = line(p.Phone)
	}
	out = append(out, span{who, th.Text})
	if p.Agency != "" {
		out = append(out, span{glue(clean.Own("  "), line(p.Agency)), th.Muted})
	}
	return out
}

func (s *Screen) ownerSpans() []span {
	th, owner := s.env.Theme, s.l.t.Owner
	switch owner {
	case "":
		return []span{{s.env.T("ticketview.nobody"), th.Soon}}
	case s.env.Officer:
		return []span{{s.env.T("ticketview.yours"), th.Accent}}
	}
	return []span{{glue(clean.Own("@"), s.env.OfficerName(owner)), th.Text}}
}

func (s *Screen) nameSpans() []span {
	th, t := s.env.Theme, s.l.t
	if len(t.Names) == 0 && len(t.URLs) == 0 {
		return []span{{s.env.T("ticketview.no-names"), th.Muted}}
	}
	var out []span
	switch {
	case len(t.Names) == 2 && s.l.service != nil && s.l.service.Renames:
		out = append(out, span{glue(line(t.Names[0]), clean.Own(" → "), line(t.Names[1])), th.Accent})
	case len(t.Names) > 0:
		out = append(out, span{line(t.Names[0]), th.Accent})
		if n := len(t.Names) - 1; n > 0 {
			out = append(out, span{glue(space, s.env.T("ticketview.more-names", n)), th.Muted})
		}
	}
	if n := len(t.URLs); n > 0 {
		out = append(out, span{glue(clean.Own("  "), s.env.T("ticketview.url-count", n)), th.Muted})
	}
	return out
}

// tabsLine draws the tabs with what is in them.
func (s *Screen) tabsLine() string {
	line, x := s.tabsIn(true)
	if x > s.w {
		line, _ = s.tabsIn(false)
	}
	return kit.Pad(line, s.w)
}

func (s *Screen) tabsIn(counts bool) (string, int) {
	th, x := s.env.Theme, 0
	var b strings.Builder
	s.tabsAt = [tabs][2]int{}
	for t := range s.count() {
		label := s.env.T(t.key())
		count := clean.Text{}
		if counts {
			count = s.tabCount(t)
		}
		ground, ink := kit.Ink{}, th.Muted
		if t == s.tab {
			ground, ink = th.Selected, th.Bold
		}
		w := kit.Width(label) + 2
		cells := []kit.Cell{{Text: clean.Own(" " + itoa(int(t)+1)), Width: 2, Ink: th.Accent}, {Text: label, Width: w - 2, Ink: ink}}
		w += 2
		if !count.Empty() {
			n := kit.Width(count)
			cells = append(cells, kit.Cell{Text: count, Width: n, Ink: th.Muted})
			w += n + 1
		}
		b.WriteString(kit.Row(ground, w, cells...))
		s.tabsAt[t] = [2]int{x, x + w}
		x += w
	}
	return b.String(), x
}

func (s *Screen) tabCount(t tab) clean.Text {
	tk := s.l.t
	switch t {
	case talk:
		if tk.Unread {
			return clean.Own(itoa(len(tk.Messages)+len(tk.Letters)+len(tk.Notes)) + "●")
		}
		return clean.Own(itoa(len(tk.Messages) + len(tk.Letters) + len(tk.Notes)))
	case papers:
		if done, all := s.judged(); all > 0 {
			return clean.Own(itoa(done) + "/" + itoa(all))
		}
	case past:
		if n := len(tk.Clock.Breaches); n > 0 {
			return clean.Own("!" + itoa(n))
		}
	case addresses:
		return clean.Own(itoa(len(tk.URLs)))
	case steps, about, due, tabs:
	}
	return clean.Text{}
}
