package ticketview

import (
	"context"
	"slices"
	"time"

	"loket/domain/clean"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
)

// do is a command on what is shown, which can be taken back.
func (s *Screen) do(c ticket.Command, done clean.Text) kit.Intent {
	return kit.Do{ID: s.id, Version: s.l.t.Version, Command: c, Done: done, Undo: true,
		Then: func(*ticket.Ticket) kit.Intent { return s.load() },
		Else: func(error) kit.Intent { return s.load() }}
}

// doLatest is a command that does not depend on what is shown: a note, say.
func (s *Screen) doLatest(c ticket.Command, done clean.Text) kit.Intent {
	return kit.Do{ID: s.id, Command: c, Done: done, Undo: true, Then: func(*ticket.Ticket) kit.Intent { return s.load() }}
}

// Undoes reports whether the undo key here takes back changes of that ticket.
func (s *Screen) Undoes(id ticket.ID) bool { return id == s.id }

// Bindings are the pane's keys and then those of the ticket.
func (s *Screen) Bindings() []kit.Binding {
	if s.l == nil {
		return nil
	}
	if p := s.typing(); p != nil {
		return nil
	}
	e := s.env
	next := kit.Bind("next", e.T("ticketview.do.next"), s.doNext, "n", "enter").Shown()
	if s.tab == about || s.tab == addresses { // there enter is for what is selected
		next = kit.Bind("next", e.T("ticketview.do.next"), s.doNext, "n").Shown()
	}
	out := []kit.Binding{next}
	out = append(out, s.panes[s.tab].bindings()...)
	out = append(out, s.ownBindings()...)
	out = append(out,
		kit.Bind("reply", e.T("ticketview.do.reply"), s.compose("plain", false), "r").Shown(),
		kit.Bind("note", e.T("ticketview.do.note"), s.noteSheet, "i").Shown(),
		kit.Bind("return", e.T("ticketview.do.return"), s.compose("revision", true), "R").Unless(s.shut()).Shown(),
		kit.Bind("refuse", e.T("ticketview.do.refuse"), s.compose("refusal", false), "P").Unless(s.shut()),
		kit.Bind("service", e.T("ticketview.do.service"), s.chooseService, "S").Unless(s.shut()),
		kit.Bind("wait", e.T("ticketview.do.wait"), s.waitFor, "w").Unless(s.shut()),
		kit.Bind("resume", e.T("ticketview.do.resume"), func() kit.Intent { return s.do(ticket.Resume{}, e.T("ticketview.did.resume")) }, "W").Unless(s.notWaiting()),
		kit.Bind("close", e.T("ticketview.do.close"), s.closeMenu, "C").Unless(s.shut()),
		kit.Bind("reopen", e.T("ticketview.do.reopen"), s.reopen, "O").Unless(s.notClosed()),
		kit.Bind("deadline", e.T("ticketview.do.deadline"), s.explain, "t"),
		kit.Bind("sender", e.T("sender.panel.title"), s.showSender, "F").Shown(),
		kit.Bind("passed-on", e.T("sender.panel.requester"), s.takePassedOn, "p").Unless(s.noPassedOn()),
		kit.Bind("undo", e.T("ticketview.do.undo"), func() kit.Intent {
			return kit.Do{ID: s.id, Command: ticket.UndoLast{}, Done: e.T("ticketview.did.undo"), Then: func(*ticket.Ticket) kit.Intent { return s.load() }}
		}, "u"),
		kit.Bind("copy", e.T("ticketview.do.copy"), func() kit.Intent { return kit.Copy{Text: line(s.l.t.Number)} }, "y"),
		kit.Bind("link", e.T("ticketview.do.link"), s.link, "K"),
		kit.Bind("merge", e.T("ticketview.do.merge"), s.merge, "M").Unless(s.shut()).Danger(),
		kit.Bind("split", e.T("ticketview.do.split"), s.split, "X").Unless(s.shut()).Danger(),
		kit.Bind("task", e.T("ticketview.do.task"), s.taskSheet, "D"),
		s.watchBinding(),
		kit.Bind("answer", e.T("survey.do"), s.noteAnswer, "Y").Unless(s.notClosed()),
		kit.Bind("breach", e.T("ticketview.do.breach"), s.breachSheet, "E").Unless(s.noBreach()),
	)
	return s.within(out)
}

func (s *Screen) ownBindings() []kit.Binding {
	e, owner := s.env, s.l.t.Owner
	assign := kit.Bind("assign", e.T("ticketview.do.assign"), s.assign, "A").Unless(s.shut())
	switch owner {
	case "":
		return []kit.Binding{kit.Bind("claim", e.T("ticketview.do.claim"), func() kit.Intent {
			return s.do(ticket.Claim{}, e.T("ticketview.did.claim"))
		}, "c").Unless(s.shut()).Shown(), assign}
	case e.Officer:
		return []kit.Binding{kit.Bind("release", e.T("ticketview.do.release"), func() kit.Intent {
			return s.do(ticket.Release{}, e.T("ticketview.did.release"))
		}, "c").Unless(s.shut()), assign}
	}
	return []kit.Binding{kit.Bind("claim", e.T("ticketview.do.take"), func() kit.Intent {
		return kit.Show{Overlay: kit.NewConfirm(e, kit.Confirm{
			Title: e.T("ticketview.do.take"), Effect: e.T("ticketview.take.effect", e.OfficerName(owner)), Yes: e.T("ticketview.take.yes"),
			Then: func() kit.Intent { return s.do(ticket.Claim{Steal: true}, e.T("ticketview.did.claim")) },
		})}
	}, "c").Unless(s.shut()), assign}
}

func (s *Screen) shut() clean.Text {
	if s.l.t.State.Done() {
		return s.env.T("ticketview.why.closed")
	}
	return clean.Text{}
}

func (s *Screen) notClosed() clean.Text {
	if s.l.t.State != ticket.Closed {
		return s.env.T("ticketview.why.open")
	}
	return clean.Text{}
}

func (s *Screen) notWaiting() clean.Text {
	if s.l.t.Clock.Waiting == "" && !s.l.t.Clock.Paused() {
		return s.env.T("ticketview.why.not-waiting")
	}
	return s.shut()
}

func (s *Screen) noBreach() clean.Text {
	if len(s.l.t.Clock.Breaches) == 0 {
		return s.env.T("ticketview.why.no-breach")
	}
	return clean.Text{}
}

func (s *Screen) compose(template string, revision bool) func() kit.Intent {
	return func() kit.Intent { return kit.Compose{ID: s.id, Template: template, Revision: revision} }
}

// ask opens a sheet with one required line.
func (s *Screen) ask(title, label clean.Text, then func(string) kit.Intent) kit.Intent {
	return kit.Show{Overlay: kit.NewAsk(s.env, title, label, "", then)}
}

func (s *Screen) noteSheet() kit.Intent {
	e := s.env
	form := kit.NewForm(e, kit.Input{ID: "text", Label: e.T("ticketview.form.note"), Rows: 6, Required: true})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("ticketview.do.note"), Note: e.T("ticketview.note.note"), Form: form,
		Then: func(f *kit.Form) kit.Intent {
			return s.doLatest(ticket.AddNote{Text: f.Value("text")}, e.T("ticketview.did.note"))
		}})}
}

// chooseService offers the services, the guessed one first with its reasons.
func (s *Screen) chooseService() kit.Intent {
	e, g := s.env, s.l.t.Guess
	entry := func(id string) kit.Entry {
		svc, _ := s.opt.Catalogue.Service(id)
		en := kit.Entry{Text: s.in(svc.Title), Note: s.in(svc.Short), Then: func() kit.Intent {
			return s.do(ticket.SetService{Service: id}, e.T("ticketview.did.service", s.serviceTitle(id)))
		}}
		if id == g.Service {
			en.Note = e.T("ticketview.guess", int(g.Confidence*100))
		}
		return en
	}
	var entries []kit.Entry
	ids := s.opt.Catalogue.IDs()
	if i := slices.Index(ids, g.Service); i >= 0 {
		ids = append([]string{g.Service}, slices.Delete(ids, i, i+1)...)
	}
	for _, id := range ids {
		entries = append(entries, entry(id))
	}
	note := clean.Text{}
	if len(g.Reasons) > 0 {
		note = glue(e.T("ticketview.guess-why"), s.reasons())
	}
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: e.T("ticketview.do.service"), Entries: entries, Filter: true, Note: note})}
}

// waitMenu is what can be done while another party has the next move.
func (s *Screen) waitMenu() kit.Intent {
	e, t, st := s.env, s.l.t, s.l.next.Step
	party := t.Clock.Waiting
	if party == "" { // the first step: nobody was told yet
		party = st.Actor
	}
	entries := append(s.proofEntries(st), s.openedEntries(st)...)
	if s.l.next.Kind == "wait" {
		entries = append(entries, kit.Entry{Key: "d", Text: e.T("ticketview.wait.done"), Note: s.in(st.Title), Then: s.finishSheet})
		if s.drives(st) {
			entries = append(entries, s.may(staff.Act, kit.Entry{Key: "p", Text: e.T("acts.do.plan"), Note: e.Lang.Word("outside.action.", st.Action), Then: func() kit.Intent { return s.carryOut(st.ID) }})...)
		}
	} else {
		entries = append(entries, kit.Entry{Key: "d", Text: e.T("ticketview.do.resume"), Then: func() kit.Intent {
			return s.do(ticket.Resume{}, e.T("ticketview.did.resume"))
		}})
	}
	if t.Requester.Email != "" {
		entries = append(entries, kit.Entry{Key: "r", Text: e.T("ticketview.wait.remind"), Then: s.compose("reminder", false)})
	}
	if s.l.next.Kind == "wait" {
		entries = append(entries, kit.Entry{Key: "s", Text: e.T("ticketview.do.skip"), Note: s.in(st.SkipWhen), Then: s.skip})
	}
	entries = append(entries, kit.Entry{Key: "k", Text: e.T("ticketview.wait.keep")})
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: e.T("ticketview.next.wait", s.actor(party)), Entries: entries})}
}

// waitFor says who has the next move.
func (s *Screen) waitFor() kit.Intent {
	e := s.env
	var parties []kit.Option
	for _, a := range s.opt.Catalogue.Actors {
		if a.ID != "desk" {
			parties = append(parties, kit.Option{Value: a.ID, Text: s.in(a.Title)})
		}
	}
	form := kit.NewForm(e,
		kit.Input{ID: "party", Label: e.T("ticketview.form.party"), Options: parties},
		kit.Input{ID: "pause", Label: e.T("ticketview.form.clock"), Options: []kit.Option{
			{Value: "run", Text: e.T("ticketview.clock.run")}, {Value: "pause", Text: e.T("ticketview.clock.pause")}}},
		kit.Input{ID: "reason", Label: e.T("ticketview.form.reason")})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("ticketview.do.wait"), Form: form, Then: func(f *kit.Form) kit.Intent {
		return s.do(ticket.Wait{Party: f.Value("party"), Pause: f.Value("pause") == "pause", Reason: f.Value("reason")},
			e.T("ticketview.did.wait", s.actor(f.Value("party"))))
	}})}
}

func (s *Screen) assign() kit.Intent {
	return s.env.HandOver(s.opt.Officers, s.l.t.Owner, func(officer, note string) kit.Intent {
		return s.do(ticket.Assign{Officer: officer, Note: note}, s.env.T("ticketview.did.assign", s.env.OfficerName(officer)))
	})
}

// closeDone ends a ticket with nothing left to do, by the one key for what comes
// next: it can be taken back.
func (s *Screen) closeDone() kit.Intent {
	id := s.opt.Desk.EndsAs(s.l.t)
	return s.closeAs(id, "", s.env.T("ticketview.did.close", s.in(s.opt.Catalogue.Outcome(id))))
}

// closeAs ends the ticket and goes back to the queue, where the next one waits.
func (s *Screen) closeAs(outcome, note string, done clean.Text) kit.Intent {
	return kit.Do{ID: s.id, Version: s.l.t.Version, Command: ticket.CloseTicket{Outcome: outcome, Note: note}, Done: done, Undo: true,
		Then: func(*ticket.Ticket) kit.Intent { return kit.Many{s.load(), kit.Back{Leave: true}} },
		Else: func(error) kit.Intent { return s.load() }}
}

// closeMenu offers how the ticket may end. The step's own outcome comes first.
func (s *Screen) closeMenu() kit.Intent {
	e := s.env
	var entries []kit.Entry
	for i, o := range s.opt.Catalogue.Outcomes {
		title := s.in(o.Title)
		done := e.T("ticketview.did.close", title)
		then := func() kit.Intent { return s.closeAs(o.ID, "", done) }
		if o.ID != "done" && o.ID != "duplicate" {
			then = func() kit.Intent {
				return s.ask(title, e.T("ticketview.form.reason"), func(text string) kit.Intent {
					return s.closeAs(o.ID, text, done)
				})
			}
		}
		entries = append(entries, kit.Entry{Key: itoa(i + 1), Text: title, Then: then})
	}
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: e.T("ticketview.do.close"), Entries: entries, Note: e.T("ticketview.close.note")})}
}

func (s *Screen) reopen() kit.Intent {
	e := s.env
	return s.ask(e.T("ticketview.do.reopen"), e.T("ticketview.form.reason"), func(text string) kit.Intent {
		return s.do(ticket.Reopen{Reason: text}, e.T("ticketview.did.reopen"))
	})
}

// explain shows how the deadline came to be.
func (s *Screen) explain() kit.Intent {
	w := min(max(s.w-14, 30), 90)
	return kit.Show{Overlay: kit.NewInfoLines(s.env, s.env.T("ticketview.do.deadline"), s.deadlineLines(w))}
}

func (s *Screen) taskSheet() kit.Intent {
	e := s.env
	zone := s.zone()
	form := kit.NewForm(e,
		kit.Input{ID: "text", Label: e.T("ticketview.form.task"), Required: true},
		kit.Input{ID: "due", Label: e.T("ticketview.form.date"), Hint: clean.Own("2026-12-31"), Required: true})
	check := func(f *kit.Form) (string, clean.Text) {
		if _, err := time.ParseInLocation(time.DateOnly, f.Value("due"), zone); err != nil {
			return "due", e.T("ticketview.bad-date")
		}
		return "", clean.Text{}
	}
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("ticketview.do.task"), Form: form, Check: check, Then: func(f *kit.Form) kit.Intent {
		at, err := time.ParseInLocation(time.DateOnly, f.Value("due"), zone)
		if err != nil { // checked before
			return kit.Toast{Text: e.T("ticketview.bad-date"), Level: kit.Bad}
		}
		return s.doLatest(ticket.ScheduleTask{Text: f.Value("text"), Due: at.Add(8 * time.Hour)}, e.T("ticketview.did.task"))
	}})}
}

// breachSheet asks for the cause of the latest missed target.
func (s *Screen) breachSheet() kit.Intent {
	e, list := s.env, s.l.t.Clock.Breaches
	b := list[len(list)-1]
	for _, x := range list {
		if x.Cause == "" {
			b = x
		}
	}
	return s.ask(e.T("ticketview.do.breach"), e.T("ticketview.form.cause"), func(text string) kit.Intent {
		return s.doLatest(ticket.ExplainBreach{What: b.What, Cause: text}, e.T("ticketview.did.breach"))
	})
}

func (s *Screen) zone() *time.Location {
	if s.env.Zone == nil {
		return time.UTC
	}
	return s.env.Zone
}

// work runs something with several tickets; what it returns runs in the event
// loop.
func (s *Screen) work(fn func(ctx context.Context) (func() kit.Intent, error)) kit.Intent {
	return kit.Run{Work: fn}
}
