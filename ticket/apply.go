package ticket

import (
	"slices"

	"loket/domain"
)

// Projection is the version of Apply and RowOf. A store whose projections were
// made by another version is rebuilt from its events.
const Projection = 11

// Fold makes a ticket from its events, leaving out those that were undone, and of
// the others what was destroyed later: what comes out is the same whether their
// keys are gone yet or not.
func Fold(events []Event) *Ticket {
	undone := make(map[uint32]bool)
	for _, e := range events {
		if u, ok := e.Body.(Undone); ok {
			for _, v := range u.Versions {
				undone[v] = true
			}
		}
	}
	gone := lossesOf(events)
	t := new(Ticket)
	for i, e := range events {
		if !undone[e.Version] {
			e.Body = gone.left(i, e.Body)
			t.Apply(e)
		} else {
			t.Version = e.Version
		}
	}
	return t
}

// Apply changes the ticket by one event that happened to it. It never fails:
// what happened, happened. Undone is only noted here; Fold leaves events out.
func (t *Ticket) Apply(e Event) {
	t.ID, t.Version, t.LastCmd = e.Ticket, e.Version, e.Cmd
	t.Updated = e.At
	switch b := e.Body.(type) {
	case TicketOpened, MessageJoined, BodyFetched, MessageLeft, SubjectMatterSet, FormConfirmed, RequesterSet, ServiceSet:
		t.applyRequest(e)
	case Claimed, NoteAdded, WatchSet, Heeded, WritingTaken:
		t.applyPeople(e)
	case Released:
		t.Owner = ""
	case Looked:
		t.Unread = false
	case DocumentInspected, DocumentMatched, VerdictGiven, ConditionChecked:
		t.applyDocuments(e)
	case MembersTaken:
		t.applyMembers(b)
	case DocumentScanned, QuarantineLifted:
		t.applyScan(e)
	case DeadlineSet, Waited, Resumed, RevisionRequested, BreachRecorded, BreachExplained, AlertRaised:
		t.applyClock(e)
	case StepStarted, StepFinished:
		t.applySteps(e)
	case LetterQueued, LetterMoved:
		t.applyLetters(e)
	case ActProposed, ActApproved, ActTurned, ActStarted, ActMoved:
		t.applyActs(e)
	case Probed:
		t.applyProbe(e, b)
	case SurveyAnswered:
		t.Survey = &SurveyAnswer{Marks: b.Marks, Comment: b.Comment, Message: b.Message, At: e.At}
	case WantedSet:
		t.Wanted = b.Wanted
	case URLMarked, LooksAsked, URLsSeen:
		t.applyURLs(e)
	case RecordAdjusted:
		if b.Index >= 0 && b.Index < len(t.Records) {
			t.Records[b.Index].Made, t.Records[b.Index].Reason = b.Made, b.Reason
		}
	case DocumentsDestroyed, HoldSet:
		t.applyRetention(e)
	case SubjectErased:
		t.applyErased(e, b)
	case TaskScheduled, TaskFinished:
		t.applyTasks(e)
	case Linked:
		if !slices.Contains(t.Links, b.Link) {
			t.Links = append(t.Links, b.Link)
		}
	case MergedAway, TicketClosed, TicketReopened:
		t.applyEnd(e)
	case Undone:
		t.Undone = append(t.Undone, b.Versions...)
	case NameKept, RegistrySaid, ZoneCompared, RecordsAccepted, NamesReminded, OfficerKept, SignedIn, SignedOut, SignInRefused, FileTaken, MailRecorded, MailMoved, MailFetched, MailboxChanged: // of the desk, not of a ticket
	}
	t.settle()
}

func (t *Ticket) applyEnd(e Event) {
	switch b := e.Body.(type) {
	case MergedAway:
		t.MergedInto, t.ClosedAt, t.Unread = b.Into, e.At, false
		t.Calls, t.Watchers = nil, nil // they live on there
		t.endReminders("")
	case TicketClosed:
		t.Outcome, t.ClosedAt, t.Unread = b.Outcome, e.At, false
		t.Clock.Waiting = ""
		t.Clock.resume(e)
		t.endReminders("")
	case TicketReopened:
		t.Clock.Pauses = append(t.Clock.Pauses, Pause{From: t.ClosedAt, To: e.At, Party: "closed", Reason: b.Reason})
		t.Outcome, t.ClosedAt = "", zeroTime
	}
}

func (t *Ticket) applyTasks(e Event) {
	switch b := e.Body.(type) {
	case TaskScheduled:
		if i := slices.IndexFunc(t.Tasks, func(k Task) bool { return k.ID == b.Task.ID && k.Done.IsZero() }); i >= 0 {
			t.Tasks[i] = b.Task
			return
		}
		t.Tasks = append(t.Tasks, b.Task)
	case TaskFinished:
		if i := slices.IndexFunc(t.Tasks, func(k Task) bool { return k.ID == b.ID && k.Done.IsZero() }); i >= 0 {
			t.Tasks[i].Done, t.Tasks[i].By = e.At, e.By
		}
	}
}

// settle derives the state, which no event carries.
func (t *Ticket) settle() {
	switch {
	case t.MergedInto != 0:
		t.State = Merged
	case !t.ClosedAt.IsZero():
		t.State = Closed
	case t.Clock.Waiting == requester:
		t.State = WaitingRequester
	case t.Clock.Waiting != "":
		t.State = WaitingOther
	case t.Owner == "":
		t.State = New
	default:
		t.State = Open
	}
}

const requester = "requester"

func (t *Ticket) applyRequest(e Event) {
	switch b := e.Body.(type) {
	case TicketOpened:
		t.Number, t.Source, t.Subject, t.Requester = b.Number, b.Source, b.Subject, b.Requester
		t.Official, t.Received, t.Opened = b.Official, b.Received, e.At
		t.Clock.StepFrom = b.Received
	case MessageJoined:
		b.Message.Version = e.Version
		b.Message.Attachments = slices.Clone(b.Message.Attachments) // the event's own stay as they came
		t.Messages = append(t.Messages, b.Message)
		t.Unread = t.Unread || b.Message.Machine == ""
	case BodyFetched:
		if m := t.message(b.Version); m != nil {
			b.Message.Version = b.Version
			b.Message.Attachments = slices.Clone(b.Message.Attachments)
			*m = b.Message
		}
	case MessageLeft:
		t.Messages = slices.DeleteFunc(t.Messages, func(m Message) bool { return m.Version == b.Version })
	case RequesterSet:
		t.Requester, t.Official = b.Requester, b.Official
	case SubjectMatterSet:
		t.applyMatter(b)
	case FormConfirmed:
		t.Confirmed = &Confirmation{e.By, e.At}
	case ServiceSet:
		t.Service = b.Service
		if b.Guess != nil {
			t.Guess = *b.Guess
		} else {
			t.Guess = Guess{Service: b.Service, Confidence: 1}
		}
		t.Steps = nil
		for _, id := range b.Steps {
			t.Steps = append(t.Steps, StepState{ID: id, State: "todo"})
		}
		t.require(b.Requires)
	}
}

func (t *Ticket) applyMatter(b SubjectMatterSet) {
	if b.Form != nil || b.Records != nil {
		t.Confirmed = nil
	}
	if b.Form != nil {
		t.Form = b.Form
	}
	if b.Names != nil {
		t.Names = b.Names
	}
	if b.URLs != nil {
		old := t.URLs
		t.URLs = nil
		for _, u := range b.URLs {
			if i := slices.IndexFunc(old, func(o URL) bool { return o.URL == u }); i >= 0 {
				t.URLs = append(t.URLs, old[i])
			} else {
				t.URLs = append(t.URLs, URL{URL: u, State: "reported"})
			}
		}
	}
	if b.Records != nil {
		t.Records = nil
		for i, r := range b.Records {
			rec := Record{Asked: r, Made: r}
			if i < len(b.From) {
				rec.From = b.From[i]
			}
			t.Records = append(t.Records, rec)
		}
	}
}

// require makes room for a verdict on every mandatory requirement and keeps
// verdicts that were given already.
func (t *Ticket) require(ids []string) {
	old := t.Evidence
	t.Evidence = nil
	for _, id := range ids {
		ev := Evidence{Requirement: id}
		if i := slices.IndexFunc(old, func(o Evidence) bool { return o.Requirement == id }); i >= 0 {
			ev = old[i]
		}
		t.Evidence = append(t.Evidence, ev)
	}
}

func (t *Ticket) applyDocuments(e Event) {
	switch b := e.Body.(type) {
	case DocumentInspected:
		t.eachAttachment(b.SHA, func(a *Attachment) {
			a.Await = false
			if a.Quarantined() {
				return
			}
			a.Report, a.Failed = b.Report, b.Why
			if b.Report != nil {
				a.Problems = b.Report.Problems
			}
		})
	case DocumentMatched:
		t.eachAttachment(b.SHA, func(a *Attachment) {
			a.Requirement, a.Why, a.Problems = b.Requirement, b.Why, b.Problems
			a.Parts, a.Doubts = b.Parts, b.Doubts
		})
	case VerdictGiven:
		ev := b.Evidence
		ev.By, ev.At = e.By, e.At
		i := slices.IndexFunc(t.Evidence, func(o Evidence) bool { return o.Requirement == ev.Requirement })
		switch {
		case ev.Optional && ev.Verdict == Unjudged: // as if nobody had asked
			t.Evidence = slices.DeleteFunc(t.Evidence, func(o Evidence) bool { return o.Requirement == ev.Requirement })
		case i < 0:
			t.Evidence = append(t.Evidence, ev)
		default:
			t.Evidence[i] = ev
		}
	case ConditionChecked:
		c := b.Condition
		c.By, c.At = e.By, e.At
		t.Conditions = slices.DeleteFunc(t.Conditions, func(o Condition) bool { return o.ID == c.ID })
		t.Conditions = append(t.Conditions, c)
	}
}

// eachAttachment calls fn for every copy of a file on the ticket: the same
// bytes may have been sent twice.
func (t *Ticket) eachAttachment(sha string, fn func(*Attachment)) {
	for i := range t.Messages {
		for j := range t.Messages[i].Attachments {
			if a := &t.Messages[i].Attachments[j]; a.SHA == sha {
				fn(a)
			}
		}
	}
}

func (t *Ticket) applyClock(e Event) {
	c := &t.Clock
	switch b := e.Body.(type) {
	case DeadlineSet:
		if b.Step != "" {
			c.Step, c.StepFrom, c.StepDue = b.Target, b.From, b.Deadline
			return
		}
		if b.Target != c.Target {
			c.Alerted.Service = 0 // another promise
		}
		c.Target, c.Deadline, c.Calendar = b.Target, b.Deadline, b.Calendar
		c.Promises = append(c.Promises, Promise{e.At, b.Deadline, b.Target, b.Calendar, b.Why})
	case Waited:
		if c.Waiting != b.Party || c.Since.IsZero() {
			c.Since = e.At
		}
		c.Waiting = b.Party
		if b.Pause && !c.Paused() {
			c.Pauses = append(c.Pauses, Pause{From: e.At, Party: b.Party, Reason: b.Reason})
		}
	case Resumed:
		c.Waiting, c.ReviseBy = "", zeroTime
		c.resume(e)
	case RevisionRequested:
		c.Rounds, c.ReviseBy = b.Round, b.ReviseBy
	case AlertRaised:
		c.alert(b)
	case BreachRecorded:
		c.Breaches = append(c.Breaches, b.Breach)
	case BreachExplained:
		for i := range c.Breaches {
			if c.Breaches[i].What == b.What {
				c.Breaches[i].Cause = b.Cause
			}
		}
	}
}

func (c *Clock) resume(e Event) {
	if c.Paused() {
		c.Pauses[len(c.Pauses)-1].To = e.At
	}
}

func (t *Ticket) applySteps(e Event) {
	switch b := e.Body.(type) {
	case StepStarted:
		for i := range t.Steps {
			s := &t.Steps[i]
			switch {
			case s.ID == b.Step:
				s.State, s.From, s.At, s.Probe = "current", e.At, zeroTime, b.Probe
			case s.State == "current":
				s.State = "todo"
			}
		}
		t.Clock.Step, t.Clock.StepFrom, t.Clock.StepDue, t.Clock.Alerted.Step = noTarget, e.At, zeroTime, 0
		t.endReminders(b.Step)
	case StepFinished:
		for i := range t.Steps {
			if s := &t.Steps[i]; s.ID == b.Step {
				s.State, s.At, s.By, s.Note, s.Reference = "done", e.At, e.By, b.Note, b.Reference
				if b.Skipped {
					s.State = "skipped"
				}
			}
		}
		t.Clock.Step, t.Clock.StepDue = noTarget, zeroTime
		t.endReminders("")
	}
}

// Asked returns the records as they were asked for.
func (t *Ticket) Asked() []domain.Record {
	out := make([]domain.Record, len(t.Records))
	for i, r := range t.Records {
		out[i] = r.Asked
	}
	return out
}
