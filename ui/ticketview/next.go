package ticketview

import (
	"strconv"
	"strings"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

func itoa(n int) string { return strconv.Itoa(n) }

// nextLine is the one obvious thing to do, on a ground of its own.
func (s *Screen) nextLine() string {
	th := s.env.Theme
	do, note, blocked := s.nextWords()
	ink, glyph := th.Bold, "▸ "
	if blocked {
		ink, glyph = th.Soon.And(th.Bold), "! "
	}
	key := clean.Own("  n ")
	if why := s.env.Bar(s.nextNeeds(), s.l.t.Service); !why.Empty() {
		key, note = clean.Own("    "), why
	}
	words := glue(clean.Own(glyph), do)
	w := min(kit.Width(words), s.w-8)
	return kit.Row(th.Strip, s.w, kit.Cell{Text: clean.Text{}, Width: 0},
		kit.Cell{Text: key, Width: 4, Ink: th.Active}, kit.Cell{Text: words, Width: w, Ink: ink},
		kit.Cell{Text: glue(clean.Own("— "), note), Width: max(s.w-w-7, 0), Ink: th.Muted})
}

// nextWords says what comes next, more about it, and whether it is held up.
func (s *Screen) nextWords() (do, note clean.Text, blocked bool) {
	e, t, a := s.env, s.l.t, s.l.next
	title := s.in(a.Step.Title)
	switch {
	case t.State == ticket.Merged:
		return e.T("ticketview.next.merged"), e.T("ticketview.next.merged-note"), false
	case a.Kind == "reopen":
		return e.T("ticketview.next.reopen"), e.T("ticketview.next.closed", s.in(s.opt.Catalogue.Outcome(t.Outcome)), e.Time(t.ClosedAt)), false
	case a.Kind == "choose-service":
		return e.T("ticketview.next.service"), glue(e.T("ticketview.next.service-note"), s.reasons()), false
	case s.refusedBy() != nil:
		return e.T("ticketview.next.close", s.in(s.opt.Catalogue.Outcome("refused"))), e.T("ticketview.next.refused", e.Moment(s.refusedBy().At)), false
	case s.awaited() && s.pendingAct(a.Step.ID) == nil:
		do, note = s.waitWords(title)
		return do, note, false
	case a.Kind == "close":
		return e.T("ticketview.next.close", s.in(s.opt.Catalogue.Outcome(s.opt.Desk.EndsAs(s.l.t)))), e.T("ticketview.next.close-note"), false
	case a.Blocked != nil && a.Blocked.Code != "requirements-open":
		return s.heldUp(title), s.refusal(a.Blocked), true
	case a.Blocked != nil:
		do, note = s.openWords(title)
		return do, note, true
	}
	if s.drives(a.Step) {
		return s.actWords(title)
	}
	if note, wrong := s.probeWords(a.Step); !note.Empty() {
		return title, note, wrong
	}
	if n := s.wrongRecords(); n > 0 && (a.Kind == string(domain.KindVerify) || a.Kind == string(domain.KindAct)) {
		return title, e.T("ticketview.next.records", n), true
	}
	return title, s.stepNote(), false
}

// waitWords say whom the ticket waits for, since when, and the ways on.
func (s *Screen) waitWords(title clean.Text) (do, note clean.Text) {
	e, t := s.env, s.l.t
	note = e.T("ticketview.next.since", e.Moment(s.waitingSince()))
	if !t.Clock.ReviseBy.IsZero() && t.Clock.Waiting == "requester" && t.Clock.Rounds > 0 {
		note = e.T("ticketview.next.revise-by", s.day(t.Clock.ReviseBy))
	}
	ways := e.T("ticketview.next.wait-revised")
	if s.l.next.Kind == string(domain.KindWait) {
		ways = e.T("ticketview.next.wait-ways")
	}
	return e.T("ticketview.next.wait", s.actor(t.Clock.Waiting)), list(note, ways, title)
}

// openWords say which requirements hold the step up.
func (s *Screen) openWords(title clean.Text) (do, note clean.Text) {
	e, open := s.env, s.open()
	if len(open) == 0 {
		return title, s.refusal(s.l.next.Blocked)
	}
	done, all := s.judged()
	if s.toReturn() {
		return e.T("ticketview.next.return-now"), list(e.T("ticketview.next.judged", done, all), commas(open))
	}
	way := clean.Text{}
	if s.returnable() {
		way = e.T("ticketview.next.return")
	}
	return title, list(e.T("ticketview.next.judged", done, all), way, e.T("ticketview.next.open", commas(open)))
}

// stepNote says more about a step that nothing holds up.
func (s *Screen) stepNote() clean.Text {
	e, a := s.env, s.l.next
	switch domain.Kind(a.Kind) {
	case domain.KindVerify:
		return e.T("ticketview.next.complete")
	case domain.KindLetter:
		return e.T("ticketview.next.letter", s.letterTitle(a.Template))
	case domain.KindAct:
		if a.Dangerous {
			return e.T("ticketview.next.danger")
		}
		return e.T("ticketview.next.act")
	case domain.KindTask:
		if due := s.taskDue(); !due.Empty() {
			return e.T("ticketview.next.task", due)
		}
	case domain.KindWait:
		return list(e.T("ticketview.next.wait-ways"), s.in(a.Step.Hint))
	case domain.KindCheck, domain.KindRecord:
	}
	if hint := s.in(a.Step.Hint); !hint.Empty() {
		return hint
	}
	return e.T("ticketview.next.note")
}

// returnable reports whether there is something to tell the requester: a
// rejected document, or one that is not there at all.
func (s *Screen) returnable() bool {
	for i := range s.l.items {
		it := &s.l.items[i]
		if it.Evidence.Exception == "" && (it.Evidence.Verdict == ticket.Rejected ||
			it.Evidence.Verdict == ticket.Unjudged && !it.Optional && len(it.Files) == 0 && it.InMail == nil) {
			return true
		}
	}
	return false
}

// toReturn reports whether all that is there was judged and something is
// wrong: then the request goes back.
func (s *Screen) toReturn() bool {
	for i := range s.l.items {
		it := &s.l.items[i]
		if !it.Optional && it.Evidence.Verdict == ticket.Unjudged && it.Evidence.Exception == "" && (len(it.Files) > 0 || it.InMail != nil) {
			return false
		}
	}
	return domain.Kind(s.l.next.Kind) == domain.KindVerify && s.returnable()
}

// awaited reports whether another party has the next move, whatever the step is.
func (s *Screen) awaited() bool { return s.l.t.Clock.Waiting != "" }

// doNext does it.
func (s *Screen) doNext() kit.Intent {
	t, a := s.l.t, s.l.next
	switch {
	case t.State == ticket.Merged:
		return kit.Open{ID: t.MergedInto}
	case a.Kind == "reopen":
		return s.reopen()
	case a.Kind == "choose-service":
		return s.chooseService()
	case s.refusedBy() != nil:
		id := "refused"
		return s.closeAs(id, s.refusedBy().Subject, s.env.T("ticketview.did.close", s.in(s.opt.Catalogue.Outcome(id))))
	case s.awaited() && s.pendingAct(a.Step.ID) == nil:
		return s.waitMenu()
	case a.Kind == "close":
		return s.closeDone()
	case a.Blocked != nil && a.Blocked.Code != "requirements-open":
		return s.wayOut()
	case a.Blocked != nil && s.toReturn():
		return kit.Compose{ID: s.id, Template: "revision", Revision: true}
	case a.Blocked != nil:
		return s.showMissing()
	}
	if s.pendingAct(a.Step.ID) != nil {
		return s.carryOut(a.Step.ID)
	}
	switch domain.Kind(a.Kind) {
	case domain.KindVerify:
		if s.unfree() != nil {
			return s.nameStep()
		}
		return s.finishVerify()
	case domain.KindLetter:
		if s.tells() {
			return s.tellOrCompose()
		}
		return s.orSkip(func() kit.Intent { return kit.Compose{ID: s.id, Template: a.Template, Step: a.Step.ID} })
	case domain.KindWait:
		return s.waitMenu()
	case domain.KindAct:
		return s.orSkip(s.doAct)
	case domain.KindTask:
		return s.taskMenu()
	case domain.KindCheck, domain.KindRecord:
		if s.drives(a.Step) {
			return s.carryOut(a.Step.ID)
		}
	}
	if s.asks(a.Step) {
		return s.nameStep()
	}
	return s.finishSheet()
}

// orSkip does a step, or asks first where the catalogue says that it may be
// passed over; one that is only done when it must be begins at skipping.
func (s *Screen) orSkip(do func() kit.Intent) kit.Intent {
	e, st := s.env, s.l.next.Step
	if !st.Skippable && !st.Optional {
		return do()
	}
	at := 0
	if st.Optional {
		at = 1
	}
	entries := append(s.may(doing(st), kit.Entry{Key: "d", Text: e.T("ticketview.next.do"), Then: do}),
		kit.Entry{Key: "s", Text: e.T("ticketview.do.skip"), Note: s.in(st.SkipWhen), Then: s.skip})
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: s.in(st.Title), Note: s.in(st.Hint), At: min(at, len(entries)-1), Entries: entries})}
}

// taskDue is when the work of the current step is due that outlives the ticket.
func (s *Screen) taskDue() clean.Text {
	for _, k := range s.l.t.Tasks {
		if k.ID == s.l.next.Step.ID && k.Done.IsZero() {
			return s.day(k.Due)
		}
	}
	return clean.Text{}
}

// taskMenu offers to close the ticket, which keeps the dated work, or to do it now.
func (s *Screen) taskMenu() kit.Intent {
	e, st, due := s.env, s.l.next.Step, s.taskDue()
	do := s.finishSheet
	if s.drives(st) {
		do = s.doAct
	}
	if due.Empty() {
		return do()
	}
	entries := append([]kit.Entry{
		{Key: "t", Text: e.T("ticketview.next.close", s.in(s.opt.Catalogue.Outcome(s.opt.Desk.EndsAs(s.l.t)))), Note: e.T("ticketview.next.task-keeps", due), Then: s.closeDone},
	}, s.askEntries(st)...)
	entries = append(entries, s.may(doing(st), kit.Entry{Key: "d", Text: e.T("ticketview.next.do"), Then: do})...)
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: s.in(st.Title), Note: s.in(st.Hint), Entries: append(entries,
		kit.Entry{Key: "s", Text: e.T("ticketview.do.skip"), Note: s.in(st.SkipWhen), Then: s.skip})})}
}

// showMissing goes to the checklist, to the first requirement that is open, and
// says why the step cannot be finished yet.
func (s *Screen) showMissing() kit.Intent {
	was := s.tab
	s.show(papers)
	s.docsPane.nextOpen()
	open := s.open()
	if was != papers || len(open) == 0 {
		return nil
	}
	return kit.Toast{Text: s.env.T("ticketview.still-open", commas(open)), Level: kit.Warn}
}

// finishVerify ends verification. Conditions that nobody checked are asked about:
// saying yes says that they hold, and the record says who said so.
func (s *Screen) finishVerify() kit.Intent {
	var ids []string
	var titles []clean.Text
	for _, id := range s.conditions() {
		if s.condition(id) == nil {
			ids, titles = append(ids, id), append(titles, s.conditionTitle(id))
		}
	}
	if len(ids) == 0 {
		return s.verified(nil)
	}
	s.show(papers)
	return kit.Show{Overlay: kit.NewConfirm(s.env, kit.Confirm{
		Title: s.env.T("ticketview.conditions.title"), Effect: s.env.T("ticketview.conditions.effect"), Items: titles,
		Yes: s.env.T("ticketview.conditions.yes"), Then: func() kit.Intent { return s.verified(ids) },
	})}
}

// verified records the conditions one after the other, then the step.
func (s *Screen) verified(conditions []string) kit.Intent {
	if len(conditions) == 0 {
		return s.do(ticket.FinishStep{Step: s.l.next.Step.ID}, s.env.T("ticketview.did.step", s.in(s.l.next.Step.Title)))
	}
	return kit.Do{ID: s.id, Version: s.l.t.Version, Command: ticket.CheckCondition{Condition: conditions[0], OK: true},
		Then: func(*ticket.Ticket) kit.Intent { return s.verified(conditions[1:]) },
		Else: func(error) kit.Intent { return s.load() }}
}

// doAct is an action on the outside world: by its plan where the desk can do it.
func (s *Screen) doAct() kit.Intent {
	if s.drives(s.l.next.Step) {
		return s.carryOut(s.l.next.Step.ID)
	}
	return s.act()
}

// act is an action that an officer does: instructions, then the evidence.
func (s *Screen) act() kit.Intent {
	e, st := s.env, s.l.next.Step
	note := glue(s.in(st.Instructions), s.becoming(st))
	if st.Secret {
		note = glue(note, clean.Own("\n\n! "), e.T("ticketview.secret-note"))
	}
	title := s.in(st.Title)
	form := kit.NewForm(e,
		kit.Input{ID: "reference", Label: e.T("ticketview.form.reference"), Hint: s.in(st.Evidence), Marked: true},
		kit.Input{ID: "note", Label: e.T("ticketview.form.note"), Max: 1000})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: title, Note: note, Form: form, Check: s.proven, Then: func(f *kit.Form) kit.Intent {
		return s.finish(ticket.FinishStep{Step: st.ID, Reference: f.Value("reference"), Note: f.Value("note")}, title)
	}})}
}

// becoming says what doing the step makes of the reported addresses, so that one
// that became something else is marked first.
func (s *Screen) becoming(st domain.Step) clean.Text {
	count := map[string]int{}
	for _, m := range ticket.Becoming(s.l.t, st) {
		count[m.State]++
	}
	var parts []clean.Text
	for _, state := range ticket.URLStates {
		if n := count[state]; n > 0 {
			parts = append(parts, s.env.T("ticketview.becoming", n, s.urlMark(state).Word))
		}
	}
	if len(parts) == 0 {
		return clean.Text{}
	}
	return glue(clean.Own("\n\n"), list(parts...), clean.Own(". "), s.env.T("ticketview.becoming-else"))
}

// proven asks for the evidence of an action before its danger is asked about.
func (s *Screen) proven(f *kit.Form) (string, clean.Text) {
	if strings.TrimSpace(f.Value("reference")+f.Value("note")) == "" {
		return "reference", s.env.T("ticketview.form.evidence")
	}
	return "", clean.Text{}
}

// finish ends the step, a dangerous one after the name was typed; a letter that comes next is opened at once when the
// step gave a secret, which is to be pasted while it is at hand.
func (s *Screen) finish(cmd ticket.FinishStep, title clean.Text) kit.Intent {
	if s.l.next.Step.Dangerous && s.l.next.Step.Kind != domain.KindWait && cmd.Confirm == "" {
		word := s.opt.Desk.ConfirmWord(s.l.t)
		return kit.Show{Overlay: kit.NewConfirm(s.env, kit.Confirm{
			Title: title, Effect: s.env.T("ticketview.danger.effect", title), Items: s.affected(),
			Yes: s.env.T("ticketview.danger.yes"), Word: word,
			Then: func() kit.Intent { cmd.Confirm = word; return s.finish(cmd, title) },
		})}
	}
	secret := s.l.next.Step.Secret
	return kit.Do{ID: s.id, Version: s.l.t.Version, Command: cmd, Done: s.env.T("ticketview.did.step", title), Undo: true,
		Then: func(t *ticket.Ticket) kit.Intent {
			if t == nil || !secret {
				return s.load()
			}
			if a := s.opt.Desk.Next(t); a.Kind == string(domain.KindLetter) && a.Step.Secret {
				return kit.Many{s.load(), kit.Compose{ID: s.id, Template: a.Template, Step: a.Step.ID}}
			}
			return s.load()
		}}
}

// finishSheet asks for what was found and ends the step.
func (s *Screen) finishSheet() kit.Intent {
	e, st := s.env, s.l.next.Step
	title := s.in(st.Title)
	about := s.in(st.Instructions)
	if about.Empty() {
		about = s.in(st.Hint)
	}
	about = clean.Own(strings.TrimSpace(glue(about, s.becoming(st)).String()))
	form := kit.NewForm(e,
		kit.Input{ID: "note", Label: e.T("ticketview.form.found"), Hint: s.in(st.Evidence), Max: 1000},
		kit.Input{ID: "reference", Label: e.T("ticketview.form.reference")})
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: title, Note: about, Form: form, Then: func(f *kit.Form) kit.Intent {
		return s.finish(ticket.FinishStep{Step: st.ID, Note: f.Value("note"), Reference: f.Value("reference")}, title)
	}})}
}

func (s *Screen) nameTexts() []clean.Text {
	out := make([]clean.Text, len(s.l.t.Names))
	for i, n := range s.l.t.Names {
		out[i] = line(n)
	}
	return out
}
