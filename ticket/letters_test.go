package ticket_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"loket/store/storetest"
	"loket/ticket"
)

// left has a letter to two recipients that left, whose copy is still to be kept.
func left(t *testing.T, to ...string) (o *office, id ticket.ID, it ticket.OutboxItem) {
	t.Helper()
	o = newOffice(t)
	id = o.open("").ID
	d := draft()
	d.To = to
	l := o.do("ani", id, ticket.SendLetter{Draft: d}).Letters[0]
	o.clock.add(time.Minute)
	it = ticket.OutboxItem{Letter: l, Ticket: id, Job: ticket.Job{Letter: l.ID, Ticket: id}}
	ctx := context.Background()
	if err := o.HandOver(ctx, it); err != nil {
		t.Fatal(err)
	}
	if err := o.LetterTried(ctx, it, ticket.Outcome{State: ticket.LetterSent, Copy: true}); err != nil {
		t.Fatal(err)
	}
	return o, id, it
}

func (o *office) outgoing() (jobs []ticket.Job) {
	o.t.Helper()
	if err := o.log.View(func(tx ticket.ReadTx) (err error) {
		jobs, err = tx.Jobs()
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return jobs
}

// report has a delivery report of a letter come in.
func (o *office) report(l ticket.Letter, results ...ticket.RecipientResult) {
	o.t.Helper()
	m := o.mail("Undelivered", "x")
	m.Machine, m.Bounced, m.BounceWhy, m.From.Email = "bounce", []string{l.MessageID}, "no such user", "mailer-daemon@contohkab.go.id"
	m.Reports = results
	o.receive(m)
}

// result is what became of a letter for one recipient: what is said of the
// whole letter unless something is said of that one.
func result(l *ticket.Letter, to string) ticket.RecipientResult {
	for _, r := range l.Results {
		if strings.EqualFold(r.To, to) {
			return r
		}
	}
	return ticket.RecipientResult{To: to, State: l.State, Words: l.Error, At: l.SentAt}
}

func TestReportBeforeTheCopyIsKept(t *testing.T) {
	o, id, it := left(t, "a@contohkab.go.id", "b@contohkab.go.id")
	o.clock.add(time.Minute)
	o.report(it.Letter, ticket.RecipientResult{To: "B@contohkab.go.id", State: ticket.LetterBounced, Enhanced: "5.1.1"})
	l := o.see(id).Letter(it.Letter.ID)
	if l.State != ticket.LetterPartial || result(l, "b@contohkab.go.id").State != ticket.LetterBounced || result(l, "a@contohkab.go.id").State != ticket.LetterSent {
		t.Errorf("%+v", l)
	}
	if jobs := o.outgoing(); len(jobs) != 1 || !jobs[0].Copy {
		t.Errorf("the copy is forgotten: %+v", jobs)
	}
}

// A report names an address to which the only recipient had his mail forwarded,
// or one that is none of many.
func TestReportOfAnotherAddress(t *testing.T) {
	elsewhere := ticket.RecipientResult{To: "lama@example.com", State: ticket.LetterBounced, Words: "closed"}
	o, id, it := left(t, "a@contohkab.go.id")
	o.report(it.Letter, elsewhere)
	if l := o.see(id).Letter(it.Letter.ID); l.State != ticket.LetterBounced || result(l, "a@contohkab.go.id").Words != "lama@example.com closed" {
		t.Errorf("%+v", l)
	}
	o, id, it = left(t, "a@contohkab.go.id", "b@contohkab.go.id")
	o.report(it.Letter, elsewhere)
	if l := o.see(id).Letter(it.Letter.ID); l.State != ticket.LetterBounced || !o.Row(id).LetterBad {
		t.Errorf("nobody knows for whom of them, so it is shown for all: %+v", l)
	}
	elsewhere.State = ticket.LetterDelayed
	o, id, it = left(t, "a@contohkab.go.id", "b@contohkab.go.id")
	o.report(it.Letter, elsewhere)
	if l := o.see(id).Letter(it.Letter.ID); l.State != ticket.LetterSent || o.Row(id).LetterBad {
		t.Errorf("a delay is no loss: %+v", l)
	}
}

// Who writes from an address can be reached there again.
func TestBouncingUntilHeWrites(t *testing.T) {
	o, id, it := left(t, asker)
	o.report(it.Letter, ticket.RecipientResult{To: asker, State: ticket.LetterBounced})
	if _, ok := o.see(id).Bouncing(asker); !ok {
		t.Error("not marked")
	}
	o.clock.add(time.Hour)
	o.receive(o.reply(id, "Kotak surat saya sudah dibereskan."))
	if _, ok := o.see(id).Bouncing(asker); ok {
		t.Error("still marked")
	}
}

// A letter that was put off between being read and being handed over stays.
func TestPutOffIsNotHandedOver(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	d := draft()
	d.SendAt = o.clock.Now().Add(time.Hour)
	l := o.do("ani", id, ticket.SendLetter{Draft: d}).Letters[0]
	it := ticket.OutboxItem{Letter: l, Ticket: id}
	if err := o.HandOver(context.Background(), it); ticket.IsRefusal(err) == nil || o.see(id).Letters[0].State != ticket.LetterHeld {
		t.Errorf("%v", err)
	}
	if due, next, err := o.DueLetters(o.clock.Now().Add(time.Minute)); err != nil || len(due) != 0 || !next.Equal(d.SendAt) {
		t.Errorf("due %v, next %v, %v", due, next, err)
	}
	o.do("ani", id, ticket.RetryLetter{Letter: l.ID}) // now, after all
	if err := o.HandOver(context.Background(), it); err != nil {
		t.Error(err)
	}
	for code, at := range map[string]time.Time{"send-past": o.clock.Now().Add(-time.Minute), "send-far": o.clock.Now().AddDate(0, 3, 0)} {
		d.SendAt = at
		o.refused("ani", id, ticket.SendLetter{Draft: d}, code)
	}
}

// What is known of a letter in flight is in the events, so that a record whose
// projections are made anew sends nothing twice and forgets no copy.
func TestOutboxIsInTheEvents(t *testing.T) {
	o, id, copied := left(t, asker)
	if err := o.LetterCopied(context.Background(), copied, false, o.clock.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	flying := o.do("ani", id, ticket.SendLetter{Draft: draft()}).Letters[1]
	o.clock.add(time.Minute)
	if err := o.HandOver(context.Background(), ticket.OutboxItem{Letter: flying, Ticket: id}); err != nil {
		t.Fatal(err)
	}
	again := storetest.NewMemory()
	for _, e := range everything(t, o.log) {
		if err := again.Update(func(tx ticket.Tx) error {
			if err := tx.Append(&e); err != nil {
				return err
			}
			return ticket.Project(tx, e)
		}); err != nil {
			t.Fatal(err)
		}
	}
	o.log = again
	copies := map[uint64]bool{}
	for _, j := range o.outgoing() {
		copies[j.Letter] = j.Copy
	}
	wantDiff(t, map[uint64]bool{copied.Letter.ID: true, flying.ID: false}, copies)
	if err := again.View(func(tx ticket.ReadTx) error {
		tk, err := tx.Ticket(id)
		if l := tk.Letter(flying.ID); err == nil && l.State != ticket.LetterSending {
			t.Errorf("the letter in flight is %s", l.State)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
