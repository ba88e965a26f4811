package report

import (
	"slices"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/survey"
	"loket/ticket"
)

// Rules are what a report is made with.
type Rules struct {
	Catalogue *domain.Catalogue
	Calendar  *calendar.Calendar
	Period    Period
	Now       time.Time // a period that has not ended ends here
	Known     time.Time // what was recorded from here on is left out; zero: nothing is
	Services  []string  // ids; none: all
}

// asOf is the instant at which the tickets are shown.
func (r *Rules) asOf() time.Time {
	end := r.Period.To
	for _, t := range []time.Time{r.Now, r.Known} {
		if !t.IsZero() && t.Before(end) {
			end = t
		}
	}
	return end
}

// known reports whether an event is one to be counted with.
func (r *Rules) known(e ticket.Event) bool { return r.Known.IsZero() || e.At.Before(r.Known) }

// Kinds are the events that figures come from; of the fees also the request, see Make.
var Kinds = []string{
	"ticket-opened", "service-set", "subject-matter-set", "requester-set", "wanted-set",
	"claimed", "released", "verdict-given", "deadline-set", "revision-requested", "waited", "resumed",
	"letter-queued", "letter-moved", "url-marked", "merged-away", "ticket-closed", "ticket-reopened",
	"breach-recorded", "breach-explained", "survey-answered", "subject-erased", "undone",
}

// Story is what the report needs of one ticket.
type Story struct {
	id      ticket.ID
	t       *ticket.Ticket // as it stood
	ended   bool           // it had when the period began
	closer  string
	answers []uint64  // letters of officers to whoever asked then
	first   time.Time // the first of them that was not cancelled, zero for none
	spent   Waiting
	reopens int
	judged  []judged
	deeds   map[string]*deeds
	asked   int
	noted   bool                   // an officer wrote down the answer that counts
	steps   map[string][]time.Time // when steps ended whose target was missed
}

// judged is the last verdict of the period on what was handed in for a requirement.
type judged struct {
	requirement, reason string
	rejected            bool
	round               int  // returns before it
	past                bool // something else was handed in since
}

// deeds count what an officer did on a ticket in the period.
type deeds struct{ letters, verdicts, returned int }

// Read makes the story of a ticket from its events, in their order; those of other
// kinds than Kinds may be left out. ok is false where it has no part in the report.
func Read(r *Rules, events []ticket.Event) (s Story, ok bool) {
	all := events
	events = r.standing(events, r.asOf())
	if len(events) == 0 {
		return s, false
	}
	s = Story{t: new(ticket.Ticket), deeds: map[string]*deeds{}, ended: r.ended(all)}
	var at time.Time
	for i, e := range events {
		if i > 0 {
			s.wait(r, at, e.At)
		}
		at = later(at, e.At)
		s.t.Apply(e)
		if i == 0 {
			at = s.t.Received
		}
		s.note(r, e)
	}
	s.wait(r, at, r.asOf())
	s.id = s.t.ID
	s.letters(r)
	if len(r.Services) > 0 && !slices.Contains(r.Services, s.t.Service) {
		return s, false
	}
	return s, s.t.State != ticket.Closed && s.t.State != ticket.Merged || !s.t.ClosedAt.Before(r.Period.From) || s.lately(r)
}

// lately reports whether something is counted of a ticket that ended before.
func (s *Story) lately(r *Rules) bool {
	a := s.t.Survey
	return len(s.deeds) > 0 || s.asked > 0 || a != nil && r.Period.Holds(a.At)
}

// standing returns what had happened at an instant, without what was taken back by then.
func (r *Rules) standing(events []ticket.Event, end time.Time) []ticket.Event {
	if len(events) == 0 {
		return nil
	}
	opened, ok := events[0].Body.(ticket.TicketOpened)
	if !ok || !opened.Received.Before(end) || !r.known(events[0]) {
		return nil
	}
	undone := map[uint32]bool{}
	out := make([]ticket.Event, 0, len(events))
	for _, e := range events {
		if !r.counts(e, events[0].Cmd, end) {
			continue
		}
		if u, ok := e.Body.(ticket.Undone); ok {
			for _, v := range u.Versions {
				undone[v] = true
			}
		}
		out = append(out, e)
	}
	return slices.DeleteFunc(out, func(e ticket.Event) bool { return undone[e.Version] })
}

// counts reports whether an event had happened at an instant. What came with the request
// happened when the request did; a target was missed when its deadline passed.
func (r *Rules) counts(e ticket.Event, opening uint64, end time.Time) bool {
	if _, ok := e.Body.(ticket.SubjectErased); ok {
		return true // it says what is counted of what is gone
	}
	if !r.known(e) {
		return false
	}
	switch b := e.Body.(type) {
	case ticket.BreachRecorded:
		return b.Breach.Deadline.Before(end)
	case ticket.BreachExplained:
		return true
	}
	return e.Cmd == opening || e.At.Before(end)
}

// ended reports whether a ticket had ended when the period began, as the report of the
// period before has it.
func (r *Rules) ended(events []ticket.Event) (ended bool) {
	if !events[0].At.Before(r.Period.From) {
		return false
	}
	for _, e := range r.standing(events, r.Period.From) {
		switch e.Body.(type) {
		case ticket.TicketClosed, ticket.MergedAway:
			ended = true
		case ticket.TicketReopened:
			ended = false
		}
	}
	return ended
}

// wait adds a span to whoever had the next move in it.
func (s *Story) wait(r *Rules, from, to time.Time) {
	if s.t.State.Done() {
		return
	}
	part := Length(Period{r.Period.From, r.asOf()}.part(from, to))
	switch s.t.Clock.Waiting {
	case "":
		s.spent.Desk += part
	case "requester":
		s.spent.Requester += part
	default:
		s.spent.Others += part
	}
}

// note counts an event.
func (s *Story) note(r *Rules, e ticket.Event) {
	switch b := e.Body.(type) {
	case ticket.TicketClosed:
		if s.closer = e.By; e.By == ticket.ByDesk && s.t.Owner != "" {
			s.closer = s.t.Owner
		}
	case ticket.TicketReopened:
		if r.Period.Holds(e.At) {
			s.reopens++
		}
	case ticket.VerdictGiven:
		s.judge(r, e, b.Evidence)
	case ticket.LetterQueued:
		if l := &b.Letter; answering(l) && s.reaches(l) {
			s.answers = append(s.answers, l.ID)
		}
	case ticket.SubjectErased:
		for _, id := range b.Letters {
			if l := s.t.Letter(id); l != nil && answering(l) && !slices.Contains(s.answers, id) {
				s.answers = append(s.answers, id)
			}
		}
	case ticket.SurveyAnswered:
		s.noted = e.By != ticket.ByDesk
	case ticket.RevisionRequested:
		if r.Period.Holds(e.At) {
			s.of(e.By).returned++
		}
	}
}

// answering reports whether a letter is an officer's own.
func answering(l *ticket.Letter) bool {
	return !l.Auto && l.By != ticket.ByDesk && l.Template != "survey"
}

// judge keeps the last verdict on what was handed in. The desk itself opens a
// requirement again when something else is.
func (s *Story) judge(r *Rules, e ticket.Event, ev ticket.Evidence) {
	i := slices.IndexFunc(s.judged, func(j judged) bool {
		return j.requirement == ev.Requirement && j.round == s.t.Clock.Rounds && !j.past
	})
	if e.By == ticket.ByDesk {
		if i >= 0 {
			s.judged[i].past = true
		}
		return
	}
	if !r.Period.Holds(e.At) {
		return
	}
	if ev.Verdict != ticket.Unjudged {
		s.of(e.By).verdicts++
	}
	j := judged{requirement: ev.Requirement, reason: ev.Reason, rejected: ev.Verdict == ticket.Rejected, round: s.t.Clock.Rounds}
	if i >= 0 {
		s.judged[i] = j
		return
	}
	s.judged = append(s.judged, j)
}

func (s *Story) of(officer string) *deeds {
	d := s.deeds[officer]
	if d == nil {
		d = new(deeds)
		s.deeds[officer] = d
	}
	return d
}

// letters counts letters that were not cancelled.
func (s *Story) letters(r *Rules) {
	for i := range s.t.Letters {
		l := &s.t.Letters[i]
		if l.State == ticket.LetterCancelled {
			continue
		}
		if l.Template == "survey" {
			if r.Period.Holds(l.At) {
				s.asked++
			}
			continue
		}
		if l.Auto || l.By == ticket.ByDesk {
			continue
		}
		if r.Period.Holds(l.At) {
			s.of(l.By).letters++
		}
		if s.first.IsZero() && slices.Contains(s.answers, l.ID) {
			s.first = l.At
		}
	}
}

// reaches reports whether a letter goes to who asks, as far as the desk knew then.
func (s *Story) reaches(l *ticket.Letter) bool {
	return slices.Contains(l.To, s.t.Requester.Email) || slices.Contains(l.Cc, s.t.Requester.Email)
}

// closed reports whether the ticket ended in the period and was ended at its end.
func (s *Story) closed(r *Rules) bool {
	return s.t.State == ticket.Closed && r.Period.Holds(s.t.ClosedAt)
}

// kept reports whether the promise was kept. A breach stays, whatever came after.
func (s *Story) kept() bool {
	for _, b := range s.t.Clock.Breaches {
		if b.What == service {
			return false
		}
	}
	return s.t.Clock.Deadline.IsZero() || s.t.ClosedAt.IsZero() || !s.t.ClosedAt.After(s.t.Clock.Deadline)
}

// rated is the answer to the survey that came in the period, nil for none.
func (s *Story) rated(r *Rules) *ticket.SurveyAnswer {
	if a := s.t.Survey; a != nil && a.Marks != (survey.Marks{}) && r.Period.Holds(a.At) {
		return a
	}
	return nil
}

// service is Breach.What of a promise for the whole.
const service = "service"

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
