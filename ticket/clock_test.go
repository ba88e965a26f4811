package ticket_test

import (
	"context"
	"testing"
	"time"

	"loket/domain/calendar"
	"loket/ticket"
)

func wibTime(t testing.TB, s string) time.Time {
	t.Helper()
	cal, err := wib()
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", s, cal.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func (o *office) wantDeadline(id ticket.ID, target, at string) {
	o.t.Helper()
	c := o.see(id).Clock
	if c.Target.String() != target || !c.Deadline.Equal(wibTime(o.t, at)) {
		o.t.Errorf("promise %s until %s, want %s until %s", c.Target, c.Deadline.In(o.Calendar.Zone()).Format("2006-01-02 15:04"), target, at)
	}
}

// revise returns a ticket for revision with a letter.
func (o *office) revise(id ticket.ID) *ticket.Ticket {
	o.t.Helper()
	d, by, err := o.Revision(o.see(id), "ani", "")
	if err != nil {
		o.t.Fatal(err)
	}
	return o.do("ani", id, ticket.ReturnForRevision{Draft: d, ReviseBy: by})
}

// reply is a mail of the requester in the ticket's thread.
func (o *office) reply(id ticket.ID, text string) ticket.Incoming {
	m := o.mail("Re: Permohonan", text)
	m.Refs = []string{o.see(id).Messages[0].MessageID}
	return m
}

func TestRegistrationRevisionSwitchesOnceAndDoesNotPause(t *testing.T) {
	o := newOffice(t)
	id := o.open("registration", "contohkab.go.id").ID
	o.wantDeadline(id, "1d", "2026-05-05 16:00")
	o.clock.add(time.Hour)

	tk := o.revise(id)
	o.wantDeadline(id, "4wd", "2026-05-08 16:30") // from the start, not from the return
	if tk.Clock.Paused() || tk.State != ticket.WaitingRequester || tk.Clock.Rounds != 1 {
		t.Errorf("paused %v, state %s, round %d", tk.Clock.Paused(), tk.State, tk.Clock.Rounds)
	}
	o.clock.add(24 * time.Hour)
	o.receive(o.reply(id, "Sudah kami perbaiki."))
	if tk = o.see(id); tk.State != ticket.Open || tk.Clock.Waiting != "" {
		t.Fatalf("after the reply: %s, waiting for %q", tk.State, tk.Clock.Waiting)
	}
	tk = o.revise(id)
	o.wantDeadline(id, "4wd", "2026-05-08 16:30")
	if tk.Clock.Rounds != 2 || tk.Clock.Paused() {
		t.Errorf("second return: round %d, paused %v", tk.Clock.Rounds, tk.Clock.Paused())
	}
	var why []string
	for _, p := range tk.Clock.Promises {
		why = append(why, p.Why+" "+p.Target.String())
	}
	wantDiff(t, []string{"received 1d", "revision 4wd"}, lastOf(why, 3))
}

func TestOtherRevisionsPauseUntilTheReply(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID
	tk := o.revise(id)
	if !tk.Clock.Paused() || tk.State != ticket.WaitingRequester {
		t.Fatalf("paused %v, state %s", tk.Clock.Paused(), tk.State)
	}
	o.clock.add(48 * time.Hour) // Wednesday, 09:00
	for range 3 {
		if err := o.Tick(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(o.see(id).Clock.Breaches); n != 0 {
		t.Errorf("%d breaches while the clock stood", n)
	}
	o.receive(o.reply(id, "Terlampir perbaikannya."))
	if tk = o.see(id); tk.Clock.Paused() || tk.State != ticket.Open {
		t.Fatalf("the reply did not end the pause: %s", tk.State)
	}
	o.wantDeadline(id, "1d", "2026-05-07 16:00")
}

// G10: a pause counts also when the ticket closes out of it.
func TestClosingOutOfAPauseCountsIt(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID
	o.do("ani", id, ticket.Wait{Party: "pandi", Pause: true, Reason: "menunggu PANDI"})
	o.clock.add(48 * time.Hour)
	tk := o.do("ani", id, ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"})
	if tk.Clock.Paused() || tk.Clock.Waiting != "" {
		t.Errorf("still waiting for %q", tk.Clock.Waiting)
	}
	if len(tk.Clock.Breaches) != 0 || tk.ClosedAt.After(tk.Clock.Deadline) {
		t.Errorf("closed %v, due %v: the pause was not counted", tk.ClosedAt, tk.Clock.Deadline)
	}
}

// G11: two pauses that begin in the same minute both count.
func TestTwoPausesInOneMinute(t *testing.T) {
	o := newOffice(t)
	id := o.open("access-termination", "contohkab.go.id").ID
	o.do("ani", id, ticket.Wait{Party: "owner", Pause: true})
	o.clock.add(20 * time.Second)
	o.do("ani", id, ticket.Resume{})
	o.clock.add(10 * time.Second)
	o.do("ani", id, ticket.Wait{Party: "pai", Pause: true})
	o.clock.add(2 * time.Hour)
	tk := o.do("ani", id, ticket.Resume{})
	if want := monday.Add(72*time.Hour + 20*time.Second + 2*time.Hour); !tk.Clock.Deadline.Equal(want) {
		t.Errorf("deadline %v, want %v", tk.Clock.Deadline, want)
	}
}

// G12: the service changes during a pause and the pause survives.
func TestServiceChangeKeepsThePause(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID
	o.do("ani", id, ticket.Wait{Party: "pandi", Pause: true})
	o.clock.add(4 * time.Hour)
	if tk := o.do("ani", id, ticket.SetService{Service: "access-termination"}); !tk.Clock.Paused() {
		t.Fatal("the change ended the pause")
	}
	o.clock.add(6 * time.Hour)
	tk := o.do("ani", id, ticket.Resume{})
	if want := monday.Add(82 * time.Hour); !tk.Clock.Deadline.Equal(want) {
		t.Errorf("deadline %v, want %v", tk.Clock.Deadline, want)
	}
}

func TestServiceChangeWhileTheRequesterRevises(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID
	o.revise(id)
	o.do("ani", id, ticket.SetService{Service: "officer-change"})
	o.receive(o.reply(id, "Ini suratnya."))
	o.work(id, "")
	o.do("ani", id, ticket.CloseTicket{Outcome: "done"})
}

func TestWaitingWithoutPauseEndsAPause(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID
	o.do("ani", id, ticket.Wait{Party: "pandi", Pause: true})
	o.clock.add(time.Hour)
	tk := o.do("ani", id, ticket.Wait{Party: "owner"})
	if tk.Clock.Paused() || tk.Clock.Waiting != "owner" || len(tk.Clock.Pauses) != 1 {
		t.Errorf("paused %v, waiting for %q", tk.Clock.Paused(), tk.Clock.Waiting)
	}
	o.clock.add(time.Hour)
	o.do("ani", id, ticket.Wait{Party: "pai", Pause: true})
	o.clock.add(time.Hour)
	if tk = o.revise(id); tk.Clock.Waiting != "requester" || !tk.Clock.Paused() || tk.Clock.Pauses[len(tk.Clock.Pauses)-1].Party != "requester" {
		t.Errorf("after the return: waiting for %q, pauses %v", tk.Clock.Waiting, tk.Clock.Pauses)
	}
}

func TestRegistrationRevisionEndsAPause(t *testing.T) {
	o := newOffice(t)
	id := o.open("registration", "contohkab.go.id").ID
	o.do("ani", id, ticket.Wait{Party: "pandi", Pause: true})
	o.clock.add(time.Hour)
	if tk := o.revise(id); tk.Clock.Paused() {
		t.Error("the clock of a registration stands while the requester revises")
	}
}

const moreHolidays = `
zone = "WIB"
[[holiday]]
date = 2026-05-05
name = "Cuti bersama (contoh)"
kind = "leave"
`

// G13: a day off that is added after the promise moves the deadline, keeps the
// old promise and heals no breach.
func TestNewHolidayMovesTheDeadline(t *testing.T) {
	o := newOffice(t)
	early := o.open("deactivation", "contohkab.go.id").ID
	o.clock.add(-72 * time.Hour) // Friday, a holiday
	late := o.open("deactivation", "majujaya.desa.id").ID
	o.clock.set(wibTime(t, "2026-05-04 17:00"))
	missed := o.open("", "")
	_ = missed
	o.clock.set(wibTime(t, "2026-05-05 16:30"))
	if err := o.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
	if b := o.see(early).Clock.Breaches; len(b) != 1 || b[0].What != "service" || !b[0].Deadline.Equal(wibTime(t, "2026-05-05 16:00")) {
		t.Fatalf("breaches %+v", b)
	}
	cal, err := calendar.Parse([]byte(moreHolidays), "site.toml")
	if err != nil {
		t.Fatal(err)
	}
	p := openOffice(t, o.log, o.clock, func(d *ticket.Desk) { d.Calendar = cal })
	moved, err := p.Recount(context.Background())
	if err != nil || moved != 3 {
		t.Fatalf("moved %d, %v; want 3", moved, err)
	}
	p.wantDeadline(early, "1d", "2026-05-06 16:00")
	tk := p.see(early)
	if len(tk.Clock.Breaches) != 1 || !p.Row(early).Breached {
		t.Error("the breach was healed")
	}
	n := len(tk.Clock.Promises)
	if n < 2 || tk.Clock.Promises[n-1].Why != "calendar" || !tk.Clock.Promises[n-2].Deadline.Equal(wibTime(t, "2026-05-05 16:00")) {
		t.Errorf("promises %+v", tk.Clock.Promises)
	}
	if again, err := p.Recount(context.Background()); again != 0 || err != nil {
		t.Errorf("counted again: %d, %v", again, err)
	}
	_ = late
}

// G14: reopening goes on without the closed span, by a person and by a reply.
func TestReopenGoesOn(t *testing.T) {
	for _, by := range []string{"officer", "reply"} {
		t.Run(by, func(t *testing.T) {
			o := newOffice(t)
			id := o.open("access-termination", "contohkab.go.id").ID
			o.clock.add(10 * time.Hour)
			o.do("ani", id, ticket.CloseTicket{Outcome: "withdrawn", Note: "keliru"})
			o.clock.add(100 * time.Hour)
			if err := o.Tick(context.Background()); err != nil {
				t.Fatal(err)
			}
			if by == "officer" {
				o.do("ani", id, ticket.Reopen{Reason: "masih ada"})
			} else if got := o.receive(o.reply(id, "Masih ada.")); got[ticket.FateJoined] != 1 {
				t.Fatal(got)
			}
			tk := o.see(id)
			if want := monday.Add(172 * time.Hour); !tk.Clock.Deadline.Equal(want) {
				t.Errorf("deadline %v, want %v", tk.Clock.Deadline, want)
			}
			if tk.State != ticket.Open || tk.Outcome != "" || !tk.ClosedAt.IsZero() || len(tk.Clock.Breaches) != 0 {
				t.Errorf("state %s, outcome %q, breaches %v", tk.State, tk.Outcome, tk.Clock.Breaches)
			}
		})
	}
}

func TestReopenMovesTheStepToo(t *testing.T) {
	o := newOffice(t)
	id := o.open("subdomain", "app.batam.go.id").ID
	due := o.see(id).Clock.StepDue
	o.do("ani", id, ticket.CloseTicket{Outcome: "withdrawn", Note: "keliru"})
	o.clock.add(7 * 24 * time.Hour)
	tk := o.do("ani", id, ticket.Reopen{Reason: "masih perlu"})
	if !tk.Clock.StepDue.Equal(due.Add(7 * 24 * time.Hour)) {
		t.Errorf("step due %v, was %v before a closed week", tk.Clock.StepDue, due)
	}
}

// G15: the clock starts when the mail server had the mail.
func TestClockStartsAtTheServer(t *testing.T) {
	o := newOffice(t)
	m := o.mail("Permohonan", "Mohon bantuannya.")
	o.clock.set(wibTime(t, "2026-05-05 11:00"))
	o.receive(m)
	tk := o.see(1)
	if !tk.Received.Equal(monday) || !tk.Opened.Equal(o.clock.Now()) {
		t.Fatalf("received %v, opened %v", tk.Received, tk.Opened)
	}
	o.do("ani", 1, ticket.SetService{Service: "deactivation"})
	o.wantDeadline(1, "1d", "2026-05-05 16:00")
}

// G18: what a program writes ends no pause.
func TestMachineMailDoesNotEndAPause(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID
	letter := o.revise(id).Letters[0]
	o.clock.add(time.Minute)
	ooo := o.mail("Di luar kantor", "Saya sedang cuti.")
	ooo.Machine, ooo.Refs = "auto-reply", []string{letter.MessageID}
	bounce := o.mail("Undelivered", "mailbox full")
	bounce.Machine, bounce.Bounced, bounce.BounceWhy, bounce.From.Email = "bounce", []string{letter.MessageID}, "mailbox full", "mailer-daemon@contohkab.go.id"
	if got := o.receive(ooo, bounce); got[ticket.FateMachine] != 2 {
		t.Fatal(got)
	}
	tk := o.see(id)
	if !tk.Clock.Paused() || tk.State != ticket.WaitingRequester {
		t.Errorf("paused %v, state %s", tk.Clock.Paused(), tk.State)
	}
	if l := tk.Letter(letter.ID); l.State != ticket.LetterBounced || l.Error != "mailbox full" {
		t.Errorf("the letter is %s (%s)", l.State, l.Error)
	}
	if r := o.Row(id); !r.LetterBad || r.Messages != 3 {
		t.Errorf("row: bad letter %v, %d messages", r.LetterBad, r.Messages)
	}
}

func TestBreachIsRecordedOnceAndStays(t *testing.T) {
	o := newOffice(t)
	id := o.open("access-termination", "contohkab.go.id").ID
	o.clock.add(73 * time.Hour)
	for range 2 {
		if err := o.Tick(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	o.refused("citra", id, ticket.ExplainBreach{What: "verify", Cause: "x"}, "no-breach")
	o.refused("citra", id, ticket.ExplainBreach{What: "service"}, "no-reason")
	o.do("citra", id, ticket.ExplainBreach{What: "service", Cause: "daftar URL panjang"})
	tk := o.do("ani", id, ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"})
	if b := tk.Clock.Breaches; len(b) != 1 || b[0].Owner != "ani" || b[0].State != ticket.Open || b[0].Cause == "" {
		t.Errorf("breaches %+v", b)
	}
}

// A target that was missed while nobody looked is recorded before the command
// that would hide it.
func TestCommandsDoNotHideABreach(t *testing.T) {
	for name, c := range map[string]ticket.Command{
		"close":  ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"},
		"pause":  ticket.Wait{Party: "pandi", Pause: true},
		"switch": ticket.SetService{Service: "access-termination"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			id := o.open("deactivation", "contohkab.go.id").ID
			o.clock.add(48 * time.Hour)
			before := o.events(id)
			tk := o.do("ani", id, c)
			if b := tk.Clock.Breaches; len(b) != 1 || b[0].What != "service" {
				t.Errorf("breaches %+v, events %v", b, o.kinds(id, before))
			}
		})
	}
}
