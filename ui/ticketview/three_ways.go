package ticketview

import (
	"slices"

	"loket/domain/action"
	"loket/domain/clean"
	"loket/ui/kit"
)

// staleLines puts beside each other what was approved, what is there now, and what
// is wanted.
func (s *Screen) staleLines(p *action.Plan, now []action.Effect, w int) []string {
	e := s.env
	same := func(a, b *action.Effect) bool { return a.Key == b.Key && slices.Equal(a.Args, b.Args) }
	var all []threeWays
	for i := range p.Effects {
		f := &p.Effects[i]
		ways := threeWays{f.Sign, e.Lang.Outside(f.Words), s.effectState(f), e.T("acts.plan.same"), s.effectGoal(f)}
		if at := slices.IndexFunc(now, func(g action.Effect) bool { return same(f, &g) }); at >= 0 {
			ways.now = s.thing(now[at].After)
		}
		all = append(all, ways)
	}
	for i := range now {
		f := &now[i]
		if !slices.ContainsFunc(p.Effects, func(g action.Effect) bool { return same(f, &g) }) {
			all = append(all, threeWays{f.Sign, e.Lang.Outside(f.Words), s.thing(f.Before), s.thing(f.After), e.T("acts.plan.not-asked")})
		}
	}
	return s.waysLines(e.T("acts.plan.differs"), e.T("acts.plan.was"), e.T("acts.plan.wanted"), all, w)
}

// apartLines puts beside each other what an action left, what is there now, and
// what taking it back would put there.
func (s *Screen) apartLines(apart []action.Apart, w int) []string {
	var all []threeWays
	for _, a := range apart {
		all = append(all, threeWays{"~", s.env.Lang.Outside(a.Words), s.thing(a.Left), s.thing(a.Now), s.thing(a.Wanted)})
	}
	return s.waysLines(s.env.T("acts.plan.apart"), s.env.T("acts.plan.left"), s.env.T("acts.plan.back"), all, w)
}

// threeWays is one thing that differs: as it was, as it is, as it is wanted.
type threeWays struct {
	sign                   string
	what, was, now, wanted clean.Text
}

func (s *Screen) waysLines(title, was, wanted clean.Text, all []threeWays, w int) []string {
	e, th := s.env, s.env.Theme
	now := e.T("acts.plan.now")
	label := max(kit.Width(was), kit.Width(now), kit.Width(wanted))
	out := []string{th.Title.Render(title)}
	row := func(key, value clean.Text, ink kit.Ink) {
		for i, l := range kit.Wrap(value, max(w-label-6, 1)) {
			head := kit.Spaces(label + 6)
			if i == 0 {
				head = kit.Spaces(4) + th.Muted.Fit(key, label) + "  "
			}
			out = append(out, head+ink.Render(clean.Own(l)))
		}
	}
	for _, d := range all {
		m := s.signMark(d.sign)
		out = append(out, hanging(m.Glyph+" ", d.what, m.Ink, w)...)
		row(was, d.was, th.Text)
		row(now, d.now, th.Late)
		row(wanted, d.wanted, th.Text)
	}
	return out
}

// thing is a value of the other side, or that there is none.
func (s *Screen) thing(value string) clean.Text {
	if value == "" {
		return s.env.T("acts.plan.gone")
	}
	return line(value)
}

// effectState is an effect in words: its values, or what happens to it.
func (s *Screen) effectState(f *action.Effect) clean.Text {
	if v := effectValue(f); !v.Empty() {
		return v
	}
	return s.signMark(f.Sign).Word
}

// effectGoal is what is wanted of it.
func (s *Screen) effectGoal(f *action.Effect) clean.Text {
	switch {
	case f.Sign == "-":
		return s.env.T("acts.plan.gone")
	case f.After != "":
		return line(f.After)
	case f.Before != "":
		return line(f.Before)
	}
	return s.env.T("acts.plan.there")
}
