package ticketview

import (
	"slices"
	"strings"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// actBindings are what an officer can do about an action; nil for none chosen.
func (s *Screen) actBindings(a *ticket.Act) []kit.Binding {
	e := s.env
	if a == nil {
		a = &ticket.Act{}
	}
	bind := func(id, key string, run func() kit.Intent, why clean.Text) kit.Binding {
		if a.ID == "" {
			why = e.T("acts.why.none")
		}
		return kit.Bind("act-"+id, e.T("acts.do."+id), run, key).Unless(why)
	}
	in := func(states ...ticket.ActState) clean.Text {
		if slices.Contains(states, a.State) {
			return clean.Text{}
		}
		return e.T("acts.why.state")
	}
	asked := in(ticket.ActAsked)
	if no := s.opt.Desk.MayApprove(e.Officer, a); asked.Empty() && no != nil {
		asked = s.refusal(no)
	}
	back := in(ticket.ActAsked, ticket.ActReady, ticket.ActByHand)
	if a.State == ticket.ActAsked && a.By != e.Officer {
		back = e.T("acts.why.asker")
	}
	open := in(ticket.ActFailed, ticket.ActStale, ticket.ActRejected, ticket.ActExpired)
	if s.l.t.OpenAct(a.Step) != nil {
		open = e.T("acts.why.open")
	}
	return []kit.Binding{
		bind("view", "v", func() kit.Intent { return s.showAct(a) }, clean.Text{}).Shown(),
		bind("approve", "a", func() kit.Intent { return s.showAct(a) }, asked).Shown(),
		bind("reject", "x", func() kit.Intent { return s.reject(a) }, asked).Shown(),
		bind("confirm", "f", func() kit.Intent { return s.confirm(a) }, in(ticket.ActByHand)).Shown(),
		bind("settle", "f", func() kit.Intent { return s.settleAct(a) }, in(ticket.ActUnknown, ticket.ActPending)).Shown(),
		bind("look", "o", func() kit.Intent { return s.final(ticket.LookAct{ID: a.ID}, "look", a) }, s.noLook(a)).Shown(),
		bind("anew", "m", func() kit.Intent { return s.planFor(a.Step) }, open).Shown(),
		bind("revert", "U", func() kit.Intent { return s.planBack(a) }, s.noRevert(a)).Shown(),
		bind("withdraw", "d", func() kit.Intent { return s.withdraw(a) }, back).Shown(),
	}
}

func (s *Screen) noLook(a *ticket.Act) clean.Text {
	if a.State == ticket.ActUnknown || a.State == ticket.ActPending || a.State == ticket.ActDone && !a.Proved {
		return clean.Text{}
	}
	return s.env.T("acts.why.state")
}

func (s *Screen) noRevert(a *ticket.Act) clean.Text {
	switch {
	case a.State != ticket.ActDone:
		return s.env.T("acts.why.state")
	case a.Reverts == nil || s.reverted(a):
		return s.env.T("acts.why.no-revert")
	case s.l.t.OpenAct(a.Step) != nil:
		return s.env.T("acts.why.open")
	}
	return clean.Text{}
}

// reverted reports whether an action was taken back.
func (s *Screen) reverted(a *ticket.Act) bool {
	return slices.ContainsFunc(s.l.t.Acts, func(b ticket.Act) bool {
		return b.State == ticket.ActDone && b.Step == a.Step && b.Plan.Order.Name == a.Plan.Order.Name && string(b.Plan.Order.Reverts) == string(a.Reverts) && b.At.After(a.At)
	})
}

// final is a command about an action, which the undo key does not take back.
func (s *Screen) final(c ticket.Command, did string, a *ticket.Act) kit.Intent {
	return kit.Do{ID: s.id, Version: s.l.t.Version, Command: c, Done: s.env.T("acts.did."+did, s.actTitle(&a.Plan.Order)),
		Then: func(*ticket.Ticket) kit.Intent { return s.load() },
		Else: func(error) kit.Intent { return s.load() }}
}

func (s *Screen) approve(a *ticket.Act) kit.Intent {
	return s.final(ticket.ApproveAct{ID: a.ID, Hash: a.Hash, Confirm: a.Plan.Order.Name}, "approve", a)
}

func (s *Screen) reject(a *ticket.Act) kit.Intent {
	return s.ask(s.env.T("acts.do.reject"), s.env.T("ticketview.form.reason"), func(why string) kit.Intent {
		return s.final(ticket.RejectAct{ID: a.ID, Reason: why}, "reject", a)
	})
}

func (s *Screen) withdraw(a *ticket.Act) kit.Intent {
	return s.ask(s.env.T("acts.do.withdraw"), s.env.T("ticketview.form.reason"), func(why string) kit.Intent {
		return s.final(ticket.WithdrawAct{ID: a.ID, Reason: why}, "withdraw", a)
	})
}

// confirm notes that a person did what the plan says.
func (s *Screen) confirm(a *ticket.Act) kit.Intent {
	e := s.env
	form := kit.NewForm(e,
		kit.Input{ID: "reference", Label: e.T("acts.form.reference"), Hint: s.in(s.step(a.Step).Evidence), Required: true},
		kit.Input{ID: "note", Label: e.T("acts.form.note"), Max: 1000})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: s.actTitle(&a.Plan.Order), Note: line(a.Plan.Order.Name), Form: form, Then: func(f *kit.Form) kit.Intent {
		return s.final(ticket.ConfirmAct{ID: a.ID, Reference: f.Value("reference"), Note: f.Value("note")}, "confirm", a)
	}})}
}

// settleAct takes an officer's word on what became of an action.
func (s *Screen) settleAct(a *ticket.Act) kit.Intent {
	e := s.env
	form := kit.NewForm(e,
		kit.Input{ID: "done", Label: e.T("acts.form.outcome"), Options: []kit.Option{
			{Value: "no", Text: e.T("acts.form.happened-not")}, {Value: "yes", Text: e.T("acts.form.happened")}}},
		kit.Input{ID: "reference", Label: e.T("acts.form.reference"), Required: true})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("acts.do.settle"), Note: e.T("acts.form.settle-note"), Form: form, Then: func(f *kit.Form) kit.Intent {
		return s.final(ticket.SettleAct{ID: a.ID, Done: f.Value("done") == "yes", Reference: f.Value("reference")}, "settle", a)
	}})}
}

// actMark is the glyph, word and ink of how far an action is.
func (s *Screen) actMark(a *ticket.Act) kit.Mark {
	e, th := s.env, s.env.Theme
	m := kit.Mark{Glyph: "·", Word: e.Lang.Word("acts.state.", string(a.State)), Ink: th.Muted}
	switch a.State {
	case ticket.ActAsked:
		m.Glyph, m.Ink = "?", th.Soon
	case ticket.ActByHand:
		m.Glyph, m.Ink = "▸", th.Soon
	case ticket.ActReady, ticket.ActRunning:
		m.Glyph, m.Ink = "»", th.Accent
	case ticket.ActPending:
		m.Glyph, m.Ink = "»", th.Paused
	case ticket.ActUnknown:
		m.Glyph, m.Ink = "!", th.Late
	case ticket.ActDone:
		m.Glyph, m.Ink, m.Word = "✓", th.OK, list(m.Word, e.T("acts.proved"))
		if !a.Proved {
			m.Ink, m.Word = th.Soon, list(e.Lang.Word("acts.state.", string(a.State)), e.T("acts.unproved"))
		}
	case ticket.ActFailed, ticket.ActStale, ticket.ActRejected:
		m.Glyph, m.Ink = "✗", th.Late
	case ticket.ActExpired:
		m.Glyph, m.Ink = "✗", th.Soon
	case ticket.ActWithdrawn:
		m.Glyph = "–"
	}
	return m
}

// actReview is all about one action: how far it is, who and when, what the other
// side said, and the plan or, where that is stale, the three ways.
func (s *Screen) actReview(a *ticket.Act, w int) []string {
	m := s.actMark(a)
	out := hanging(m.Glyph+" ", m.Word, m.Ink, w)
	out = append(append(out, s.actFacts(a, w, 2)...), "")
	if a.State == ticket.ActStale {
		return append(out, s.staleLines(&a.Plan, a.Now, w)...)
	}
	return append(out, s.planLines(&a.Plan, w)...)
}

// actFacts are who, when, the other side's words and the evidence.
func (s *Screen) actFacts(a *ticket.Act, w, indent int) []string {
	e, th := s.env, s.env.Theme
	var out []string
	add := func(t clean.Text, ink kit.Ink) {
		if !t.Empty() {
			out = append(out, text(t, ink, w, indent)...)
		}
	}
	add(list(s.actSaid(a)), th.Text)
	add(e.T("acts.by", s.by(a.By), e.Moment(a.At)), th.Muted)
	if a.ApprovedBy != "" {
		add(e.T("acts.approved", s.by(a.ApprovedBy), e.Moment(a.ApprovedAt)), th.Muted)
	}
	if !a.Ended.IsZero() {
		add(e.T("acts.ended", s.by(a.EndedBy), e.Moment(a.Ended)), th.Muted)
	}
	if a.Reason != "" {
		add(e.T("acts.reason", a.Reason), th.Text)
	}
	var when []clean.Text
	if a.State == ticket.ActAsked {
		when = append(when, e.T("acts.expires", e.Moment(a.Expires)))
	}
	if a.Tries > 1 {
		when = append(when, e.T("acts.try", a.Tries))
	}
	if a.Looks > 0 && !a.Proved {
		when = append(when, e.T("acts.looks", a.Looks))
	}
	if !a.Next.IsZero() && !a.Proved {
		when = append(when, e.T("acts.next-look", e.Moment(a.Next)))
	}
	add(list(when...), th.Muted)
	for _, f := range a.Evidence {
		if strings.Contains(f.Value, "\n") { // records, one on a line
			add(glue(e.Lang.Fact(f.Name), clean.Own(":")), th.Text)
			out = append(out, text(passage(f.Value), th.Text, w, indent+2)...)
			continue
		}
		add(glue(e.Lang.Fact(f.Name), clean.Own(": "), line(f.Value)), th.Text)
	}
	return out
}

// actSaid is what the other side said last, with its own code.
func (s *Screen) actSaid(a *ticket.Act) clean.Text {
	said := s.env.Lang.Outside(a.Words)
	if a.Code == "" || strings.Contains(strings.ToLower(said.String()), strings.ToLower(a.Code)) {
		return said
	}
	return list(line(a.Code), said)
}

// actLines is an action on the list of steps: one line, and all about it where it
// is chosen or wants a look.
func (s *Screen) actLines(a *ticket.Act, w int, selected bool) []string {
	th, m := s.env.Theme, s.actMark(a)
	title := list(line(a.Plan.Order.Name), m.Word)
	if a.Plan.Order.Reverts != nil || s.step(a.Step).ID == "" {
		title = list(s.actTitle(&a.Plan.Order), line(a.Plan.Order.Name), m.Word)
	}
	side := list(s.by(a.By), s.env.Moment(a.At))
	sw := min(kit.Width(side), w/3)
	out := []string{kit.Row(ground(th, selected), w, kit.Cell{Text: clean.Own(" "), Width: 3}, kit.Cell{Text: clean.Own(m.Glyph), Width: 1, Ink: m.Ink},
		kit.Cell{Text: title, Width: w - sw - 7, Ink: m.Ink}, kit.Cell{Text: side, Width: sw, Ink: th.Muted, Right: true})}
	if selected {
		return append(out, s.actFacts(a, w, 6)...)
	}
	if said := s.actSaid(a); !said.Empty() && a.State != ticket.ActDone {
		out = append(out, text(said, th.Muted, w, 6)...)
	}
	return out
}

// actEvent says what happened to an action.
func (s *Screen) actEvent(b ticket.Body) clean.Text {
	e := s.env
	title := func(id string) clean.Text {
		if a := s.l.t.Act(id); a != nil {
			return list(s.actTitle(&a.Plan.Order), line(a.Plan.Order.Name))
		}
		step, _, _ := strings.Cut(id, ".")
		return s.stepTitle(step)
	}
	state := func(st ticket.ActState) clean.Text { return e.Lang.Word("acts.state.", string(st)) }
	switch b := b.(type) {
	case ticket.ActProposed:
		second := clean.Text{}
		if b.Second {
			second = e.T("acts.event.second")
		}
		return list(e.T("acts.event.proposed", s.actTitle(&b.Plan.Order), line(b.Plan.Order.Name)), second)
	case ticket.ActApproved:
		return e.T("acts.event.approved", title(b.ID))
	case ticket.ActTurned:
		return list(e.T("acts.event.turned", state(b.State), title(b.ID)), line(b.Reason))
	case ticket.ActStarted:
		try := clean.Text{}
		if b.Try > 1 {
			try = e.T("acts.try", b.Try)
		}
		return list(e.T("acts.event.started", title(b.ID)), try)
	case ticket.ActMoved:
		facts := make([]clean.Text, len(b.Evidence))
		for i, f := range b.Evidence {
			facts[i] = glue(e.Lang.Fact(f.Name), space, line(f.Value))
		}
		return list(e.T("acts.event.moved", state(b.State), title(b.ID)), line(b.Code), e.Lang.Outside(b.Words), list(facts...), line(b.Reason))
	}
	return clean.Text{}
}
