package ticketview

import (
	"context"
	"slices"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// drives reports whether the desk does a step's action by itself.
func (s *Screen) drives(st domain.Step) bool { return st.Action != "" && s.opt.Desk.Drives(st.Action) }

// carryOut goes on with a step's action: where one is under way or came to nothing
// it is shown, else its plan is made.
func (s *Screen) carryOut(step string) kit.Intent {
	if a := s.pendingAct(step); a != nil {
		return s.showAct(a)
	}
	return s.planFor(step)
}

// pendingAct is the action of a step that an officer has to see before another is
// planned: one that is under way, or that came to nothing; nil for none.
func (s *Screen) pendingAct(step string) *ticket.Act {
	a := s.l.t.LastAct(step)
	if a == nil || a.State == ticket.ActDone || a.State == ticket.ActWithdrawn {
		return nil
	}
	return a
}

// planFor asks what a step's action would change for the next name.
func (s *Screen) planFor(step string) kit.Intent {
	desk, id := s.opt.Desk, s.id
	return s.askPlan(step, s.deedTitle(step), func(ctx context.Context) (*action.Plan, error) { return desk.PlanAct(ctx, id, step, "") })
}

// planBack asks what would take an action back.
func (s *Screen) planBack(a *ticket.Act) kit.Intent {
	desk, id, act := s.opt.Desk, s.id, a.ID
	return s.askPlan(a.Step, s.env.T("acts.reverts", s.deedTitle(a.Step)), func(ctx context.Context) (*action.Plan, error) { return desk.PlanRevert(ctx, id, act) })
}

// askPlan asks a driver outside of the event loop and says so meanwhile; esc
// calls it off.
func (s *Screen) askPlan(step string, title clean.Text, ask func(context.Context) (*action.Plan, error)) kit.Intent {
	e := s.env
	stopped, stop := context.WithCancel(context.Background())
	words := e.T("acts.asking")
	wait := kit.NewReview(e, kit.Review{Title: title, Off: stop, Draw: func(w int) []string { return text(words, e.Theme.Accent, w, 0) }})
	then := func(p *action.Plan, refused *ticket.Refusal) kit.Intent {
		if stopped.Err() != nil {
			return nil
		}
		stop()
		next := s.showPlan(step, title, p)
		if refused != nil {
			next = s.showRefused(title, refused, func() kit.Intent { return s.askPlan(step, title, ask) }, append(s.fillEntry(refused), s.handEntry(step)...))
		}
		return kit.Many{kit.Shut{Overlay: wait}, next}
	}
	return kit.Many{kit.Show{Overlay: wait}, kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(stopped, cancel)()
		p, err := ask(ctx)
		refused := ticket.IsRefusal(err)
		if err != nil && refused == nil {
			return nil, err
		}
		return func() kit.Intent { return then(p, refused) }, nil
	}, Else: func(error) kit.Intent { stop(); return kit.Shut{Overlay: wait} }}}
}

// showRefused says why there is no plan, and the ways on.
func (s *Screen) showRefused(title clean.Text, r *ticket.Refusal, again func() kit.Intent, hand []kit.Entry) kit.Intent {
	e := s.env
	return kit.Show{Self: true, Overlay: kit.NewReview(e, kit.Review{Title: title,
		Draw: func(w int) []string {
			out := hanging("! ", s.refusal(r), e.Theme.Late, w)
			if len(r.Apart) > 0 {
				out = append(append(out, ""), s.apartLines(r.Apart, w)...)
			}
			return out
		},
		Entries: append([]kit.Entry{{Key: "r", Text: e.T("acts.do.again"), Then: again}}, hand...),
	})}
}

// handEntry is the way without a plan: the officer does it and notes the evidence,
// where nobody else has to approve.
func (s *Screen) handEntry(step string) []kit.Entry {
	e, st := s.env, s.l.next.Step
	if st.ID != step || s.l.t.OpenAct(step) != nil {
		return nil
	}
	en := kit.Entry{Key: "m", Text: e.T("acts.do.finish-hand"), Then: s.act}
	if st.Kind != domain.KindAct {
		en.Then = s.finishSheet
	}
	if s.opt.Desk.Seconds(st.Action) && st.Kind != domain.KindWait {
		en.Why = e.T("acts.why.second")
	}
	return s.may(doing(st), en)
}

// fillEntry is the way to write down what an order lacks.
func (s *Screen) fillEntry(r *ticket.Refusal) []kit.Entry {
	if !s.noParts().Empty() || !slices.Contains([]string{"registry.no-registrant", "registry.no-expiry", "registry.no-hosts", "registry.other-expiry", "registry.no-contact", "registry.taken", "registry.no-address", "registry.bad-address"}, r.Code) {
		return nil
	}
	return []kit.Entry{{Key: "i", Text: s.env.T("ticketview.do.wanted"), Then: s.editWanted}}
}

// copyEntry copies what is to be typed.
func (s *Screen) copyEntry(p *action.Plan) []kit.Entry {
	if p.Script == "" {
		return nil
	}
	return []kit.Entry{{Key: "y", Text: s.env.T("acts.do.copy"), Then: func() kit.Intent { return kit.Copy{Text: passage(p.Script)} }}}
}

// showPlan shows a plan and asks for the action. No plan: no driver does it.
func (s *Screen) showPlan(step string, title clean.Text, p *action.Plan) kit.Intent {
	if p == nil {
		return s.act()
	}
	e, second := s.env, s.opt.Desk.Seconds(p.Order.Action)
	yes, done := e.T("acts.do.propose"), e.T("acts.did.propose", title)
	switch {
	case second:
		yes, done = e.T("acts.do.second"), e.T("acts.did.ask", title)
	case p.Settled:
		yes = e.T("acts.do.settle-plan")
	case p.ByHand:
		yes, done = e.T("acts.do.hand"), e.T("acts.did.hand", title)
	}
	return kit.Show{Self: true, Overlay: kit.NewReview(e, kit.Review{
		Title: title, Draw: func(w int) []string { return s.planLines(p, w) }, Yes: yes, Word: confirmWord(s.step(step), &p.Order),
		Entries: append(s.copyEntry(p), s.handEntry(step)...),
		Then: func() kit.Intent {
			return kit.Do{ID: s.id, Version: s.l.t.Version, Command: ticket.ProposeAct{Step: step, Plan: *p, Confirm: p.Order.Name},
				Done: done, Undo: second || p.ByHand,
				Then: func(*ticket.Ticket) kit.Intent { return s.load() },
				Else: func(error) kit.Intent { return s.load() }}
		},
	})}
}

// showAct shows an action with its plan, and what can be done about it now.
func (s *Screen) showAct(a *ticket.Act) kit.Intent {
	r := kit.Review{Title: s.actTitle(&a.Plan.Order), Draw: func(w int) []string { return s.actReview(a, w) }}
	name := a.Plan.Order.Name
	var yes string // of the bindings, what enter does
	switch a.State {
	case ticket.ActAsked:
		yes = "approve"
	case ticket.ActByHand:
		yes = "confirm"
	case ticket.ActFailed, ticket.ActStale, ticket.ActRejected, ticket.ActExpired:
		yes = "anew"
	case ticket.ActReady, ticket.ActRunning, ticket.ActPending, ticket.ActUnknown, ticket.ActDone, ticket.ActWithdrawn:
	}
	for _, b := range s.within(s.actBindings(a)) {
		switch {
		case b.Barred || !b.Why.Empty():
		case b.ID == "act-"+yes:
			r.Yes, r.Then = b.Name, b.Run
			if yes == "approve" {
				r.Word, r.Then = name, func() kit.Intent { return s.approve(a) }
			}
		case b.ID != "act-view":
			r.Entries = append(r.Entries, kit.BindingEntries([]kit.Binding{b})...)
		}
	}
	r.Entries = append(r.Entries, s.copyEntry(&a.Plan)...)
	return kit.Show{Overlay: kit.NewReview(s.env, r)}
}
