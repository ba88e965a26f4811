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

// history shows every event of the ticket in words, oldest first, and missed
// targets with their causes above them.
type history struct {
	s     *Screen
	paper paper
	w, h  int
	begun bool
}

func newHistory(s *Screen) *history { return &history{s: s} }

func (p *history) offset() int { return 0 }

func (p *history) resize(w, h int) { p.w, p.h = w, h; p.paper.resize(w, h) }

func (p *history) fill() {
	end := p.begun && !p.paper.More()
	lines := p.draw()
	p.paper.set(lines)
	if !p.begun || end {
		p.begun = true
		p.paper.Goto(len(lines))
	}
}

func (p *history) key(msg tea.KeyPressMsg) bool { return p.paper.key(msg) }
func (p *history) lines() []string              { return p.paper.Lines(p.s.env.Theme) }
func (p *history) mouse(m kit.Mouse)            { p.paper.Wheel(m.Wheel) }

func (p *history) bindings() []kit.Binding {
	return []kit.Binding{kit.Bind("search", p.s.env.T("ticketview.do.search"), func() kit.Intent { return nil }, "/")}
}

func (p *history) draw() []string {
	s, e, th := p.s, p.s.env, p.s.env.Theme
	out := s.breachLines(p.w)
	undone := s.l.t.Undone
	whoW := 0
	for _, ev := range s.l.events {
		whoW = max(whoW, min(kit.Width(s.by(ev.By)), 18))
	}
	day := clean.Text{}
	for _, ev := range s.l.events {
		if d := s.day(ev.At); !d.Equal(day) {
			day = d
			out = append(out, " "+th.Title.Render(day))
		}
		what := s.event(ev.Body)
		ink := th.Text
		if slices.Contains(undone, ev.Version) {
			what, ink = glue(what, clean.Own(" ("), e.T("ticketview.event.taken-back"), clean.Own(")")), th.Faint
		}
		when := e.Lang.Moment(ev.At, ev.At, s.zone())
		indent := 3 + 6 + whoW + 2
		lines := kit.Wrap(what, max(p.w-indent-1, 10))
		for i, l := range lines {
			head := kit.Spaces(indent)
			if i == 0 {
				head = "   " + th.Muted.Fit(when, 6) + th.Accent.Fit(s.by(ev.By), whoW) + "  "
			}
			out = append(out, head+ink.Render(clean.Own(l)))
		}
	}
	return out
}

// breachLines lists the missed targets with their causes.
func (s *Screen) breachLines(w int) []string {
	e, th := s.env, s.env.Theme
	var out []string
	for _, b := range s.l.t.Clock.Breaches {
		what := e.T("ticketview.breach.service")
		if b.What != "service" {
			what = s.stepTitle(b.What)
		}
		out = append(out, text(glue(clean.Own("! "), e.T("ticketview.breach.line", what, b.Target.String(), e.Time(b.Deadline))), th.Late, w, 1)...)
		cause := e.T("ticketview.breach.no-cause")
		if b.Cause != "" {
			cause = e.T("ticketview.breach.cause", b.Cause)
		}
		out = append(out, text(cause, th.Text, w, 3)...)
	}
	if len(out) > 0 {
		out = append(out, "")
	}
	return out
}

// event says in words what happened.
func (s *Screen) event(b ticket.Body) clean.Text {
	e := s.env
	switch b := b.(type) {
	case ticket.TicketOpened:
		return e.T("ticketview.event.ticket-opened", b.Number, e.Lang.Word("ticketview.source.", string(b.Source)))
	case ticket.MessageJoined:
		return e.T("ticketview.event.message-joined", who(b.Message.From), domain.MaskNIPs(b.Message.Subject))
	case ticket.BodyFetched:
		return e.T("ticketview.event.body-fetched")
	case ticket.MessageLeft:
		return e.T("ticketview.event.message-left")
	case ticket.ServiceSet:
		if b.Guess != nil {
			return e.T("ticketview.event.service-guessed", s.serviceTitle(b.Service), int(b.Guess.Confidence*100))
		}
		return e.T("ticketview.event.service-set", s.serviceTitle(b.Service))
	case ticket.FormConfirmed:
		return e.T("ticketview.event.form-confirmed")
	case ticket.SubjectMatterSet:
		return e.T("ticketview.event.subject-matter-set", strings.Join(b.Names, ", "), len(b.URLs), len(b.Records))
	case ticket.WantedSet:
		return list(e.T("ticketview.event.wanted-set"), s.wantedLine(&b.Wanted))
	case ticket.RequesterSet:
		return e.T("ticketview.event.requester-set", who(b.Requester))
	case ticket.Claimed:
		return list(e.T("ticketview.event.claimed", s.by(b.Officer)), line(b.Note))
	case ticket.Released:
		return e.T("ticketview.event.released")
	case ticket.Looked:
		return e.T("ticketview.event.looked")
	case ticket.Undone:
		return e.T("ticketview.event.undone", len(b.Versions))
	case ticket.NoteAdded:
		return e.T("ticketview.event.note-added", b.Text)
	case ticket.Linked:
		return e.T("ticketview.event.linked", b.Link.Number, s.linkKind(b.Link.Kind))
	case ticket.MergedAway:
		return e.T("ticketview.event.merged-away", b.Number)
	case ticket.TicketClosed:
		return list(e.T("ticketview.event.ticket-closed", s.in(s.opt.Catalogue.Outcome(b.Outcome))), line(b.Note))
	case ticket.TicketReopened:
		return e.T("ticketview.event.ticket-reopened", b.Reason)
	}
	if t := s.documentEvent(b); !t.Empty() {
		return t
	}
	for _, say := range []func(ticket.Body) clean.Text{s.peopleEvent, s.scanEvent, s.actEvent, s.urlEvent, s.probeEvent, s.surveyEvent} {
		if t := say(b); !t.Empty() {
			return t
		}
	}
	return s.workEvent(b)
}

// namesOf are the files of a mail.
func (s *Screen) namesOf(mail string) (names []string) {
	for i := range s.l.t.Messages {
		for _, a := range s.l.t.Messages[i].Attachments {
			if a.Mail == mail {
				names = append(names, a.Name)
			}
		}
	}
	return names
}

// peopleEvent says what officers did about one another.
func (s *Screen) peopleEvent(b ticket.Body) clean.Text {
	e := s.env
	switch b := b.(type) {
	case ticket.DocumentsDestroyed:
		return e.T("ticketview.event.documents-destroyed", domain.MaskNIPs(strings.Join(s.namesOf(b.Mail), ", ")))
	case ticket.SubjectErased:
		return list(e.T("ticketview.event.subject-erased"), line(b.Reason))
	case ticket.HoldSet:
		if b.On {
			return list(e.T("ticketview.event.hold-set"), line(b.Reason))
		}
		return list(e.T("ticketview.event.hold-lifted"), line(b.Reason))
	case ticket.WatchSet:
		if b.On {
			return e.T("ticketview.event.watched", s.by(b.Officer))
		}
		return e.T("ticketview.event.unwatched", s.by(b.Officer))
	case ticket.Heeded:
		return e.T("ticketview.event.heeded")
	case ticket.WritingTaken:
		return e.T("ticketview.event.writing-taken", s.by(b.From))
	}
	return clean.Text{}
}

// documentEvent says what happened to documents and the matter.
func (s *Screen) documentEvent(b ticket.Body) clean.Text {
	e := s.env
	switch b := b.(type) {
	case ticket.MembersTaken:
		names := make([]clean.Text, len(b.Files))
		for i, f := range b.Files {
			names[i] = line(domain.MaskNIPs(f.Name))
		}
		return e.T("ticketview.event.members", commas(names))
	case ticket.DocumentInspected:
		return e.T("ticketview.event.document-inspected", s.fileName(b.SHA))
	case ticket.DocumentMatched:
		if b.Requirement == "" {
			return e.T("ticketview.event.document-unmatched", s.fileName(b.SHA))
		}
		return e.T("ticketview.event.document-matched", s.fileName(b.SHA), s.requirementTitle(b.Requirement))
	case ticket.VerdictGiven:
		m := e.Verdict(string(b.Evidence.Verdict))
		reason := clean.Text{}
		if b.Evidence.Reason != "" {
			reason = e.Lang.Word("ticketview.reason.", b.Evidence.Reason)
		}
		exception := clean.Text{}
		if b.Evidence.Exception != "" {
			exception = e.T("ticketview.docs.exception-why", b.Evidence.Exception)
		}
		found := make([]clean.Text, len(b.Evidence.Doubts))
		for i := range found {
			found[i] = s.doubt(&b.Evidence.Doubts[i])
		}
		return list(e.T("ticketview.event.verdict-given", s.requirementTitle(b.Evidence.Requirement), m.Word), reason, commas(found), line(b.Evidence.Note), exception)
	case ticket.ConditionChecked:
		key := "ticketview.event.condition-bad"
		if b.Condition.OK {
			key = "ticketview.event.condition-ok"
		}
		if b.Condition.Exception != "" {
			return list(e.T("sender.panel.excepted", s.conditionTitle(b.Condition.ID)), line(b.Condition.Exception), line(b.Condition.Note))
		}
		return list(e.T(key, s.conditionTitle(b.Condition.ID)), line(b.Condition.Note))
	case ticket.RecordAdjusted:
		return list(e.T("ticketview.event.record-adjusted", b.Made.String()), line(b.Reason))
	}
	return clean.Text{}
}

// workEvent says what happened to deadlines, steps, letters and tasks.
func (s *Screen) workEvent(b ticket.Body) clean.Text {
	e := s.env
	switch b := b.(type) {
	case ticket.DeadlineSet:
		if b.Deadline.IsZero() {
			return e.T("ticketview.event.deadline-none")
		}
		why := e.Lang.Word("ticketview.promise.", b.Why)
		if b.Step != "" {
			return list(e.T("ticketview.event.deadline-step", s.stepTitle(b.Step), e.Time(b.Deadline), b.Target.String()), why)
		}
		return list(e.T("ticketview.event.deadline-set", e.Time(b.Deadline), b.Target.String()), why)
	case ticket.StepStarted:
		return e.T("ticketview.event.step-started", s.stepTitle(b.Step))
	case ticket.StepFinished:
		key := "ticketview.event.step-finished"
		if b.Skipped {
			key = "ticketview.event.step-skipped"
		}
		return list(e.T(key, s.stepTitle(b.Step)), s.ready(b.Note, s.step(b.Step).SkipWhen), line(b.Reference))
	case ticket.RevisionRequested:
		return e.T("ticketview.event.revision-requested", b.Round, s.day(b.ReviseBy))
	case ticket.Waited:
		key := "ticketview.event.waited"
		if b.Pause {
			key = "ticketview.event.waited-pause"
		}
		return e.T(key, s.actor(b.Party))
	case ticket.Resumed:
		return list(e.T("ticketview.event.resumed"), e.Lang.Word("ticketview.resumed.", b.Why))
	case ticket.LetterQueued:
		return e.T("ticketview.event.letter-queued", s.letterTitle(b.Letter.Template), strings.Join(b.Letter.To, ", "))
	case ticket.LetterMoved:
		return s.letterMoved(b)
	case ticket.TaskScheduled:
		return e.T("ticketview.event.task-scheduled", b.Task.Text, s.day(b.Task.Due))
	case ticket.TaskFinished:
		return list(e.T("ticketview.event.task-finished"), line(b.Note))
	case ticket.BreachRecorded:
		return e.T("ticketview.event.breach-recorded", e.Time(b.Breach.Deadline), b.Breach.Target.String())
	case ticket.AlertRaised:
		return e.T("ticketview.event.alert-raised", int(b.Share), e.Time(b.Deadline))
	case ticket.BreachExplained:
		return e.T("ticketview.event.breach-explained", b.Cause)
	case ticket.RegistrySaid, ticket.MailRecorded, ticket.MailMoved, ticket.MailFetched, ticket.MailboxChanged:
		return e.T("ticketview.event.mail")
	}
	return dash
}

func who(p ticket.Party) string {
	if p.Name != "" {
		return p.Name
	}
	return p.Email
}

func (s *Screen) fileName(sha string) string {
	if a := s.l.t.Attachment(sha); a != nil {
		return domain.MaskNIPs(a.Name)
	}
	return "–"
}
