package ticket_test

import (
	"context"
	"testing"
	"time"

	"loket/ticket"
)

// The events of one command share the number of its first event, also over two
// tickets; two mails of a batch are two commands, and so is a breach noted on
// the way.
func TestEventsAreGroupedByCommand(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID
	group := func(id ticket.ID, after int) map[uint64]int {
		events, err := o.History(id)
		if err != nil {
			t.Fatal(err)
		}
		n := map[uint64]int{}
		for _, e := range events[after:] {
			if n[e.Cmd]++; e.Cmd > e.Seq {
				t.Errorf("event %d belongs to the later command %d", e.Seq, e.Cmd)
			}
		}
		return n
	}
	at := o.events(id)
	o.revise(id)
	if n := group(id, at); len(n) != 1 {
		t.Errorf("a return for revision is %d commands", len(n))
	}
	at = o.events(id)
	o.receive(o.reply(id, "satu"), o.reply(id, "dua"))
	if n := group(id, at); len(n) != 2 {
		t.Errorf("two mails are %d commands", len(n))
	}
	at = o.events(id)
	o.clock.add(30 * 24 * time.Hour)
	o.do("ani", id, ticket.AddNote{Text: "x"})
	if n := group(id, at); len(n) != 2 {
		t.Errorf("a breach and a note are %d commands", len(n))
	}
	other := o.open("").ID
	if err := o.Link(context.Background(), "ani", id, other, "related"); err != nil {
		t.Fatal(err)
	}
	if a, b := o.see(id).LastCmd, o.see(other).LastCmd; a != b {
		t.Errorf("one command has the numbers %d and %d", a, b)
	}
}

func TestOutboxHoldsRetriesAndDrops(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	id := o.open("").ID
	o.do("ani", id, ticket.SendLetter{Draft: draft()})
	due, next, err := o.DueLetters(o.clock.Now())
	if err != nil || len(due) != 0 || !next.Equal(monday.Add(30*time.Second)) {
		t.Fatalf("due %v, next %v, %v", due, next, err)
	}
	o.clock.add(30 * time.Second)
	due, _, err = o.DueLetters(o.clock.Now())
	if err != nil || len(due) != 1 {
		t.Fatalf("due %v, %v", due, err)
	}
	if err := o.HandOver(ctx, due[0]); err != nil {
		t.Fatal(err)
	}
	o.refused("ani", id, ticket.CancelLetter{Letter: due[0].Letter.ID}, "letter-gone") // on its way just now
	if err := o.LetterTried(ctx, due[0], ticket.Outcome{State: ticket.LetterRetry, Error: "busy", Next: o.clock.Now().Add(time.Minute)}); err != nil {
		t.Fatal(err)
	}
	items, err := o.Outbox()
	if err != nil || len(items) != 1 || items[0].Job.Tries != 1 || items[0].Letter.State != ticket.LetterRetry || items[0].Letter.Error != "busy" {
		t.Fatalf("outbox %+v, %v", items, err)
	}
	if err := o.LetterTried(ctx, items[0], ticket.Outcome{State: ticket.LetterFailed, Error: "no such user"}); err != nil {
		t.Fatal(err)
	}
	if items, err = o.Outbox(); err != nil || len(items) != 0 || !o.Row(id).LetterBad {
		t.Errorf("outbox %+v, %v, bad %v", items, err, o.Row(id).LetterBad)
	}
	o.do("ani", id, ticket.RetryLetter{Letter: due[0].Letter.ID})
	o.sendAll()
	if l := o.see(id).Letters[0]; l.State != ticket.LetterSent || !l.SentAt.Equal(o.clock.Now()) || o.Row(id).LetterBad {
		t.Errorf("the letter is %s", l.State)
	}
	if err := o.HandOver(ctx, due[0]); ticket.IsRefusal(err) == nil {
		t.Errorf("a letter that left is sent again: %v", err)
	}
}

func TestReceipts(t *testing.T) {
	for _, c := range []struct {
		name string
		age  time.Duration
		from string
		want int
	}{
		{"new", time.Hour, asker, 1}, {"old", 25 * time.Hour, asker, 0}, {"no address", 0, "", 0},
	} {
		o := newOffice(t, func(d *ticket.Desk) { d.Site.Receipts = true })
		m := o.mail("Permohonan", "x")
		m.Internal, m.From.Email = monday.Add(-c.age), c.from
		o.receive(m)
		due, _, err := o.DueLetters(o.clock.Now())
		if err != nil || len(due) != c.want {
			t.Errorf("%s: %d receipts, %v", c.name, len(due), err)
		}
		if c.want == 1 && (due[0].Letter.InReplyTo != m.MessageID || !due[0].Letter.Auto || due[0].Letter.By != ticket.ByDesk) {
			t.Errorf("%s: %+v", c.name, due[0].Letter)
		}
	}
}

func TestByHand(t *testing.T) {
	o := newOffice(t)
	ok := ticket.Manual{Source: ticket.ByWhatsApp, Subject: "Penonaktifan", Text: "Mohon penonaktifan domain lama", Names: []string{"Majujaya.desa.id"}, Requester: ticket.Party{Name: "Siti", Email: "siti@majujaya.desa.id"}}
	tk, err := o.OpenByHand(context.Background(), "ani", ok)
	if err != nil {
		t.Fatal(err)
	}
	if tk.Owner != "ani" || tk.State != ticket.Open || tk.Source != ticket.ByWhatsApp || tk.Unread || !tk.Official {
		t.Errorf("%+v", tk)
	}
	wantDiff(t, []string{"majujaya.desa.id"}, tk.Names)
	for code, change := range map[string]func(*ticket.Manual){
		"no-subject":      func(m *ticket.Manual) { m.Subject = " " },
		"future-date":     func(m *ticket.Manual) { m.Received = monday.Add(time.Hour) },
		"bad-source":      func(m *ticket.Manual) { m.Source = ticket.ByMail },
		"unknown-service": func(m *ticket.Manual) { m.Service = "x" },
		"bad-name":        func(m *ticket.Manual) { m.Names = []string{"x y"} },
	} {
		m, head := ok, o.head()
		change(&m)
		_, err := o.OpenByHand(context.Background(), "ani", m)
		if r := ticket.IsRefusal(err); r == nil || r.Code != code || o.head() != head {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func TestFind(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	for _, s := range []string{"2026-00001", "#2026-00001", " 1 ", "#1", "00001"} {
		if got, err := o.Find(s); got != id || err != nil {
			t.Errorf("%q: %d, %v", s, got, err)
		}
	}
	for s, code := range map[string]string{"": "bad-number", "1x": "bad-number", "-1": "unknown-number", "0": "bad-number", "2": "unknown-number", "2025-00001": "unknown-number"} {
		if _, err := o.Find(s); ticket.IsRefusal(err) == nil || ticket.IsRefusal(err).Code != code {
			t.Errorf("%q: %v", s, err)
		}
	}
}
