package ticket

import (
	"slices"
	"time"

	"loket/domain/survey"
)

// How requesters found the service. The survey leaves when a ticket closes; what is
// answered to it becomes the ticket's answer, and neither takes the ticket up again
// nor is a new request.

// SurveyAnswered is the answer to the survey that a mail holds, the last event of
// that mail. A later one takes its place: there is one answer for each ticket.
type SurveyAnswered struct {
	Letter  uint64       `json:"letter"`  // the survey that it answers
	Message uint32       `json:"message"` // Message.Version
	Marks   survey.Marks `json:"marks"`
	Comment string       `json:"comment,omitempty"`
}

func (SurveyAnswered) kind() string { return "survey-answered" }

// SurveyAnswer is how the requester found the service.
type SurveyAnswer struct {
	Marks   survey.Marks `json:"marks"`
	Comment string       `json:"comment,omitempty"`
	Message uint32       `json:"message"` // Message.Version
	At      time.Time    `json:"at"`
}

// surveyOpen is how long after the survey was written an answer counts, and may be
// corrected by another.
const surveyOpen = 60 * 24 * time.Hour

// surveyed returns the survey to which the mail is a reply, nil for none.
func (in *intake) surveyed(t *Ticket) *Letter {
	i := slices.IndexFunc(t.Letters, func(l Letter) bool { return l.Template == "survey" && has(in.mail.Refs, l.MessageID) })
	if i < 0 {
		return nil
	}
	return &t.Letters[i]
}

// surveyAnswer returns the answer that the mail holds to the ticket's survey, ok
// false where it holds none or came too late.
func (in *intake) surveyAnswer(t *Ticket) (SurveyAnswered, bool) {
	l := in.surveyed(t)
	if l == nil || in.mail.Internal.Sub(l.At) > surveyOpen {
		return SurveyAnswered{}, false
	}
	a, ok := survey.Parse(in.mail.Text, in.mail.Quoted)
	return SurveyAnswered{Letter: l.ID, Marks: a.Marks, Comment: a.Comment}, ok
}

// joinAnswer puts a mail with an answer on its ticket, which changes nothing else:
// what the desk waits for is something else.
func (in *intake) joinAnswer(t *Ticket, a SurveyAnswered, why reason) (Fate, error) {
	dec := &decision{desk: in.desk, tx: in.tx, t: t, by: ByDesk, now: in.now}
	dec.emit(MessageJoined{in.message(FateJoined)})
	a.Message = dec.t.Version
	dec.emit(a)
	if err := in.keep(dec); err != nil {
		return "", err
	}
	return in.record(FateJoined, t.ID, t.Number, why, 0)
}
