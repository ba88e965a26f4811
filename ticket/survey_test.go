package ticket_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"loket/domain/survey"
	"loket/ticket"
)

// surveyed closes a renewal, so that its survey leaves.
func surveyed(t *testing.T) (*office, ticket.ID, string) {
	t.Helper()
	o := newOffice(t, func(d *ticket.Desk) { d.Site.NoSurvey = false })
	id := o.open("renewal", "contohkab.go.id").ID
	o.work(id, "")
	o.do("ani", id, ticket.CloseTicket{Outcome: "done"})
	for _, l := range o.see(id).Letters {
		if l.Template == "survey" {
			return o, id, l.MessageID
		}
	}
	t.Fatal("no survey left")
	return nil, 0, ""
}

// answer sends a reply to the survey and returns the ticket after it.
func (o *office) answer(id ticket.ID, ref, text string) *ticket.Ticket {
	o.t.Helper()
	m := o.mail("Re: Survei", text)
	m.Refs = []string{ref}
	if got := o.receive(m); got[ticket.FateJoined] != 1 {
		o.t.Fatalf("the reply %q: %v", text, got)
	}
	return o.see(id)
}

func TestSurveyAnswer(t *testing.T) {
	o, id, ref := surveyed(t)
	at := o.events(id)
	got := o.answer(id, ref, "U1: 4\nU2: 3\n\nCepat sekali.")
	wantDiff(t, []string{"message-joined", "survey-answered"}, o.kinds(id, at))
	wantDiff(t, &ticket.SurveyAnswer{Marks: survey.Marks{4, 3}, Comment: "Cepat sekali.", Message: uint32(at + 1), At: o.clock.Now()}, got.Survey)
	if got.State != ticket.Closed {
		t.Errorf("the answer made the ticket %s", got.State)
	}
	o.clock.add(100 * 24 * time.Hour) // longer than any reply takes a ticket up again
	late := o.answer(id, ref, strings.Repeat("2 ", survey.Elements))
	if late.Survey.Marks != (survey.Marks{4, 3}) || late.State != ticket.Closed {
		t.Errorf("a late answer: %+v, %s", late.Survey, late.State)
	}
	if n := len(o.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, o.clock.Now())); n != 0 {
		t.Errorf("%d open tickets after the answers", n)
	}
}

func TestSurveyAnsweredAgain(t *testing.T) {
	o, id, ref := surveyed(t)
	o.answer(id, ref, "1 1 1 1 1 1 1 1 1")
	o.clock.add(time.Hour)
	got := o.answer(id, ref, "Maaf, tertukar:\n4 4 4 4 4 4 4 4 4")
	if got.Survey.Marks.Given() != survey.Elements || got.Survey.Marks[0] != 4 || !got.Survey.At.Equal(o.clock.Now()) {
		t.Errorf("the correction is not the answer: %+v", got.Survey)
	}
}

// What is no answer to a survey changes nothing of one.
func TestSurveyUnanswered(t *testing.T) {
	o, id, ref := surveyed(t)
	if got := o.answer(id, ref, "Terima kasih."); got.Survey != nil || got.State != ticket.Closed {
		t.Errorf("thanks: %+v, %s", got.Survey, got.State)
	}
	first := o.see(id).Messages[0].MessageID
	if got := o.answer(id, first, "U1: 4\nU2: 4"); got.Survey != nil || got.State == ticket.Closed {
		t.Errorf("marks in reply to something else: %+v, %s", got.Survey, got.State)
	}
	m := o.mail("Otomatis: Survei", "U1: 4")
	m.Refs, m.Machine = []string{ref}, "auto-reply"
	o.receive(m)
	if got := o.see(id); got.Survey != nil {
		t.Errorf("a machine answered: %+v", got.Survey)
	}
}

// What is no answer and not only thanks is seen by a person: what cannot be read waits
// for one beside its ticket, and who says that something is wrong is heard.
func TestSurveyReplies(t *testing.T) {
	for _, c := range []struct {
		name, text string
		file       bool
		parked     bool
		state      ticket.State
	}{
		{"thanks", "Terima kasih banyak, sangat membantu.", false, false, ticket.Closed},
		{"out of range", "U1: 5\nU2: 7", false, true, ticket.Closed},
		{"between two", "U1: 3-4\nU2: 3 atau 4", false, true, ticket.Closed},
		{"one number", "4", false, true, ticket.Closed},
		{"not working", "Terima kasih, tetapi domain kami belum aktif.", false, false, ticket.Open},
		{"a question", "Kapan masa berlakunya habis?", false, false, ticket.Open},
		{"a file", "Berikut berkasnya.", true, false, ticket.Open},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, id, ref := surveyed(t)
			m := o.mail("Re: Survei", c.text)
			m.Refs = []string{ref}
			if c.file {
				m.Attachments = []ticket.File{{Name: "surat.pdf", SHA: strings.Repeat("a", 64), Size: 10}}
			}
			got := o.receive(m)
			if parked := got[ticket.FateParked] == 1; parked != c.parked || !parked && got[ticket.FateJoined] != 1 {
				t.Errorf("fates %v", got)
			}
			if s := o.see(id); s.State != c.state || s.Survey != nil {
				t.Errorf("the ticket is %s, want %s; answer %+v", s.State, c.state, s.Survey)
			}
			if !c.parked {
				return
			}
			rows, _, err := o.Journal(0, 1)
			if err != nil || len(rows) != 1 || rows[0].Proposal != id || rows[0].Code != "answer-unclear" {
				t.Errorf("the journal says %+v, %v", rows, err)
			}
		})
	}
}

// Nobody is asked where no person reads, and nobody at a desk that does not ask.
func TestSurveyToNobody(t *testing.T) {
	for _, c := range []struct {
		to    string
		off   bool
		asked bool
	}{
		{"budi@contohkab.go.id", false, true}, {"notaris@contohkab.go.id", false, true}, {"robotika@sekolah.sch.id", false, true},
		{"bot.ani@contohkab.go.id", false, true}, {"budi@contohkab.go.id", true, false},
		{"noreply@contohkab.go.id", false, false}, {"no-reply@contohkab.go.id", false, false}, {"DoNotReply@contohkab.go.id", false, false},
		{"mailer-daemon@contohkab.go.id", false, false}, {"postmaster@contohkab.go.id", false, false}, {"bounces+12=a@contohkab.go.id", false, false},
		{"warga-request@lists.contoh.id", false, false}, {"owner-warga@lists.contoh.id", false, false}, {"notifikasi@contohkab.go.id", false, false},
		{"noreply-siasn@contoh.go.id", false, false}, {"tidak-dibalas@contohkab.go.id", false, false}, {"helpdesk@domain-contoh.go.id", false, false}, {"", false, false},
	} {
		o := newOffice(t, func(d *ticket.Desk) {
			d.Site.NoSurvey, d.Site.Aliases = c.off, []string{"helpdesk@domain-contoh.go.id"}
		})
		id := o.open("renewal", "contohkab.go.id").ID
		o.do("ani", id, ticket.SetRequester{Requester: ticket.Party{Name: "Budi", Email: c.to}})
		o.work(id, "")
		o.do("ani", id, ticket.CloseTicket{Outcome: "done"})
		if asked := slices.ContainsFunc(o.see(id).Letters, func(l ticket.Letter) bool { return l.Template == "survey" }); asked != c.asked {
			t.Errorf("%q (off %v): asked %v", c.to, c.off, asked)
		}
	}
}

// A survey that is answered while the ticket waits for something else does not end that.
func TestSurveyAnswerWhileWaiting(t *testing.T) {
	o, id, ref := surveyed(t)
	o.do("ani", id, ticket.Reopen{Reason: "belum aktif"})
	o.do("ani", id, ticket.Wait{Party: "requester", Pause: true})
	if got := o.answer(id, ref, "4 4 4 4 4 4 4 4 4"); got.Clock.Waiting != "requester" || !got.Clock.Paused() || got.Survey == nil {
		t.Errorf("waits for %q, paused %v, answer %+v", got.Clock.Waiting, got.Clock.Paused(), got.Survey)
	}
}
