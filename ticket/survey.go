package ticket

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"loket/domain/survey"
)

// How requesters found the service. The survey leaves when a ticket closes; what is
// answered to it becomes the ticket's answer, and neither takes the ticket up again
// nor is a new request.

// SurveyAnswered is the answer to the survey that a mail holds, the last event of
// that mail, or that an officer wrote down. A later one takes its place: there is one answer for each ticket.
type SurveyAnswered struct {
	Letter  uint64       `json:"letter"`  // the survey that it answers, 0 for none
	Message uint32       `json:"message"` // Message.Version, 0 where an officer wrote it down
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
	i := slices.IndexFunc(t.Letters, func(l Letter) bool { return l.Template == surveyTemplate && has(in.mail.Refs, l.MessageID) })
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

// aside reports whether the mail is about the survey alone and not about the request: a
// remark, or an answer that came too late. Who writes there that something is wrong, or
// sends a file, is heard like anybody else.
func (in *intake) aside(t *Ticket) bool {
	if in.surveyed(t) == nil || slices.ContainsFunc(in.mail.Attachments, func(f File) bool { return !f.Inline }) {
		return false
	}
	_, answers := survey.Parse(in.mail.Text, in.mail.Quoted)
	return answers || survey.Meant(in.mail.Text, in.mail.Quoted) == survey.Remark
}

// unclear reports whether the mail tries to answer the survey and cannot be read: a
// person has to.
func (in *intake) unclear(t *Ticket) bool {
	l := in.surveyed(t)
	return l != nil && in.mail.Internal.Sub(l.At) <= surveyOpen && survey.Meant(in.mail.Text, in.mail.Quoted) == survey.Unclear
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

// surveyTemplate is the letter that asks.
const surveyTemplate = "survey"

// survey asks the requester how it was, where the service asks (PermenPANRB
// 14/2017). It is held like any letter, so that closing can be taken back.
func (d *decision) survey() error {
	s, to := d.service(), d.t.Requester.Email
	if s == nil || !s.Survey || d.desk.Site.NoSurvey || len(addresses([]string{to})) == 0 || d.desk.Site.Own(to) || nobodyReads(to) {
		return nil
	}
	if slices.ContainsFunc(d.t.Letters, func(l Letter) bool { return l.Template == surveyTemplate && l.State != LetterCancelled }) {
		return nil // once a ticket, also after it was reopened
	}
	draft, err := d.desk.Letters.Draft(surveyTemplate, LetterInput{Ticket: d.t, Now: d.now, Officer: d.desk.signer(d.by)})
	if err != nil {
		return fmt.Errorf("write survey: %w", err)
	}
	draft.Template, draft.To, draft.Cc = surveyTemplate, []string{to}, nil
	_, err = d.queue(draft, "", true)
	return err
}

// machine are the addresses of programs and lists, by the part before the @ sign (RFC
// 2142, RFC 2919 and what is usual): nobody there was served.
var machine = regexp.MustCompile(`(?i)^(?:(?:mailer|mail)-daemon|mdaemon|postmaster|no[-_.]?reply|do[-_.]?not[-_.]?reply|tidak[-_.]?(?:perlu[-_.]?)?(?:di)?balas|(?:bounces?|return|owner|listserv|majordomo|mailman)(?:[-+_=].*)?|.*[-+_](?:bounces?|request|owner|subscribe|unsubscribe|noreply|no-reply|daemon)|(?:noreply|no-reply)[-+_.].*|auto(?:matic)?[-_.]?(?:reply|notif\w*|mail\w*)|notif\w*|notifications?|alerts?|system|daemon|robot|bot|nobody|root)$`)

// nobodyReads reports whether no person reads what is sent to an address.
func nobodyReads(email string) bool {
	local, _, _ := strings.Cut(email, "@")
	return machine.MatchString(local)
}

func (c NoteAnswer) decide(d *decision) error {
	if d.t.State != Closed {
		return refuse("not-closed", "the ticket is not closed", "")
	}
	a, ok := survey.Parse(c.Marks, "")
	if !ok {
		return refuse("no-marks", "there are no marks in it", "write nine from 1 to 4 as 4 4 3 4 4 4 3 4 4, or U1=4 U3=3 for some")
	}
	answer := SurveyAnswered{Marks: a.Marks, Comment: cmp.Or(strings.TrimSpace(c.Comment), a.Comment)}
	for _, l := range d.t.Letters {
		if l.Template == surveyTemplate {
			answer.Letter = l.ID
		}
	}
	d.emit(answer)
	return nil
}
