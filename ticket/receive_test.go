package ticket_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/store/storetest"
	"loket/ticket"
)

func (o *office) journal() (fates []string) {
	o.t.Helper()
	rows, _, err := o.Journal(0, 1000)
	if err != nil {
		o.t.Fatal(err)
	}
	for i := len(rows) - 1; i >= 0; i-- {
		fates = append(fates, strings.TrimSpace(string(rows[i].Fate)+" "+rows[i].Number))
	}
	return fates
}

func TestFates(t *testing.T) {
	first := "2026-00001"
	for _, c := range []struct {
		name   string
		change func(o *office, m *ticket.Incoming)
		want   string
		events int // on the first ticket
	}{
		{"new", func(*office, *ticket.Incoming) {}, "new 2026-00002", 0},
		{"joined", func(o *office, m *ticket.Incoming) { m.Refs = []string{"m1@contohkab.go.id"} }, "joined " + first, 1},
		{"joined by number", func(o *office, m *ticket.Incoming) { m.Subject = "Re: [" + o.Token(o.see(1)) + "] Permohonan" }, "joined " + first, 1},
		{"number without its check", func(o *office, m *ticket.Incoming) { m.Subject = "Re: [2026-00001] Permohonan" }, "parked", 0},
		{"joined by the same agency", func(o *office, m *ticket.Incoming) {
			m.Refs, m.From.Email = []string{"m1@contohkab.go.id"}, "siti@contohkab.go.id"
		}, "joined " + first, 1},
		{"stranger with the number", func(o *office, m *ticket.Incoming) {
			m.Subject, m.From.Email = "[2026-00001]", "x@penipu.example"
		}, "parked", 0},
		{"number without brackets", func(o *office, m *ticket.Incoming) { m.Subject = "Surat 2026-00001" }, "new 2026-00002", 0},
		{"same mail again", func(o *office, m *ticket.Incoming) {
			m.Raw = []byte("other trace headers")
			m.MessageID, m.Subject, m.Text = "m1@contohkab.go.id", "Permohonan", "Mohon bantuannya."
		}, "duplicate " + first, 0},
		{"same bytes again", func(o *office, m *ticket.Incoming) { m.Raw = []byte("raw 1 Permohonan Mohon bantuannya.") }, "duplicate " + first, 0},
		{"machine", func(o *office, m *ticket.Incoming) { m.Machine = "list" }, "machine", 0},
		{"machine on the thread of another mail", func(o *office, m *ticket.Incoming) { m.Machine, m.Refs = "auto-reply", []string{"m1@contohkab.go.id"} }, "machine", 0},
		{"own address, no letter of ours", func(o *office, m *ticket.Incoming) { m.From.Email = address }, "new 2026-00002", 0},
		{"own letter", func(o *office, m *ticket.Incoming) {
			m.From.Email, m.MessageID = address, o.do("ani", 1, ticket.SendLetter{Draft: draft()}).Letters[0].MessageID
		}, "own", 1},
		{"forged letter of ours", func(o *office, m *ticket.Incoming) {
			m.Machine, m.Bounced = "bounce", []string{"loket.1.1.aaaaaaaaaaaaaaaa@loket.example"}
		}, "machine", 0},
		{"failed", func(o *office, m *ticket.Incoming) { m.Failed = "no header" }, "failed", 0},
		{"oversize", func(o *office, m *ticket.Incoming) { m.Oversize, m.Size = true, 90<<20 }, "oversize 2026-00002", 0},
		{"oversize reply", func(o *office, m *ticket.Incoming) { m.Oversize, m.Refs = true, []string{"m1@contohkab.go.id"} }, "joined " + first, 1},
		{"without Message-ID", func(o *office, m *ticket.Incoming) { m.MessageID = "" }, "new 2026-00002", 0},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			o := newOffice(t)
			o.open("")
			before := o.events(1)
			m := o.mail("Lain", "Hal lain.")
			c.change(o, &m)
			got := o.receive(m)
			if fate, _, _ := strings.Cut(c.want, " "); got[ticket.Fate(fate)] != 1 || len(got) != 1 {
				t.Errorf("counted %v, want %s", got, fate)
			}
			wantDiff(t, []string{"new " + first, c.want}, o.journal())
			if n := o.events(1) - before; n != c.events {
				t.Errorf("%d events on the first ticket, want %d", n, c.events)
			}
			if again := o.receive(m); again[ticket.FateDuplicate] != 1 || len(o.journal()) != 2 {
				t.Errorf("fetched again: %v, journal %v", again, o.journal())
			}
		})
	}
}

func TestParkedMailWaitsForAPerson(t *testing.T) {
	o := newOffice(t, func(d *ticket.Desk) { d.Reader = reader{} })
	id := o.open("").ID
	m := o.mail("[2026-00001] lampiran", "Ini.")
	m.From.Email = "x@lain.example"
	o.receive(m)
	rows, _, _ := o.Journal(0, 1)
	if o.Parked() != 1 || rows[0].Proposal != id {
		t.Fatalf("%d wait, proposal %d", o.Parked(), rows[0].Proposal)
	}
	ctx := context.Background()
	if err := o.IgnoreMail(ctx, "ani", m.Key, " "); ticket.IsRefusal(err) == nil {
		t.Errorf("set aside without a reason: %v", err)
	}
	if err := o.AttachMail(ctx, "ani", m.Key, id); err != nil {
		t.Fatal(err)
	}
	wantDiff(t, []string{"new 2026-00001", "joined 2026-00001"}, o.journal())
	if n := len(o.see(id).Messages); n != 2 || o.Parked() != 0 {
		t.Errorf("%d messages, %d wait", n, o.Parked())
	}
	if err := o.IgnoreMail(ctx, "ani", m.Key, "x"); ticket.IsRefusal(err) == nil || ticket.IsRefusal(err).Args[0] != "2026-00001" {
		t.Errorf("a filed mail was set aside: %v", err)
	}
}

// reader reads a raw mail of these tests.
type reader struct{}

func (reader) Read(_ context.Context, raw []byte, m ticket.MailRecord) ticket.Incoming {
	return ticket.Incoming{Key: m.Key, Internal: m.Internal, Raw: raw, MessageID: m.MessageID, Subject: m.Subject,
		From: ticket.Party{Email: m.From}, Text: string(raw)}
}

func (reader) File([]byte, int, string) ([]byte, error) { return nil, ticket.ErrNotFound }

func TestFailedMailCanBeRetried(t *testing.T) {
	o := newOffice(t, func(d *ticket.Desk) { d.Reader = reader{} })
	m := o.mail("Permohonan", "x")
	m.Failed = "bad header"
	o.receive(m)
	if err := o.RetryMail(context.Background(), "ani", m.Key); err != nil {
		t.Fatal(err)
	}
	wantDiff(t, []string{"new 2026-00001"}, o.journal())
	if err := o.RetryMail(context.Background(), "ani", m.Key); ticket.IsRefusal(err) == nil {
		t.Errorf("retried what was read: %v", err)
	}
	wantErr(t, o.RetryMail(context.Background(), "ani", "no such key"), ticket.ErrNotFound)
}

func TestRepliesFollowAMerge(t *testing.T) {
	o := newOffice(t)
	a, b := o.open("").ID, o.open("").ID
	if err := o.Merge(context.Background(), "ani", a, b); err != nil {
		t.Fatal(err)
	}
	o.receive(o.reply(a, "Menyusul."))
	if n, m := len(o.see(b).Messages), len(o.see(a).Messages); n != 3 || m != 1 {
		t.Errorf("%d messages on the survivor, %d on the merged one", n, m)
	}
	if tk := o.see(a); tk.State != ticket.Merged || tk.MergedInto != b {
		t.Errorf("state %s into %d", tk.State, tk.MergedInto)
	}
}

func TestReplyAfterClosing(t *testing.T) {
	for _, c := range []struct {
		late time.Duration
		want ticket.Fate
	}{{14 * 24 * time.Hour, ticket.FateJoined}, {14*24*time.Hour + time.Second, ticket.FateNew}} {
		o := newOffice(t)
		id := o.open("deactivation").ID
		o.do("ani", id, ticket.CloseTicket{Outcome: "withdrawn", Note: "x"})
		o.clock.add(c.late)
		if got := o.receive(o.reply(id, "Terima kasih.")); got[c.want] != 1 {
			t.Errorf("%v after closing: %v", c.late, got)
		}
		if c.want == ticket.FateJoined {
			continue
		}
		if l := o.see(2).Links; o.see(id).State != ticket.Closed || len(l) != 1 || l[0].Other != id {
			t.Errorf("closed ticket %s, links %v", o.see(id).State, l)
		}
	}
}

// TestReplyAfterClosingByService: a service may have a time of its own.
func TestReplyAfterClosingByService(t *testing.T) {
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range cat.Services {
		cat.Services[i].Reopen = calendar.Target{N: 2, Unit: calendar.WorkingDay}
	}
	for _, c := range []struct {
		late time.Duration
		want ticket.Fate
	}{{48 * time.Hour, ticket.FateJoined}, {5 * 24 * time.Hour, ticket.FateNew}} {
		o := newOffice(t, func(d *ticket.Desk) { d.Catalogue = cat })
		id := o.open("deactivation").ID
		o.do("ani", id, ticket.CloseTicket{Outcome: "withdrawn", Note: "x"})
		o.clock.add(c.late)
		if got := o.receive(o.reply(id, "Terima kasih.")); got[c.want] != 1 {
			t.Errorf("%v after closing: %v", c.late, got)
		}
	}
}

// A new UIDVALIDITY brings every mail again, under other keys.
func TestNewUIDValidity(t *testing.T) {
	o := newOffice(t)
	a, b := o.mail("Satu", "x"), o.mail("Dua", "y")
	o.receive(a, b)
	a.Key, b.Key = ticket.MailKey("a", "INBOX", 2, 1), ticket.MailKey("a", "INBOX", 2, 2)
	if got := o.receive(a, b); got[ticket.FateDuplicate] != 2 {
		t.Error(got)
	}
	wantDiff(t, []string{"new 2026-00001", "new 2026-00002", "duplicate 2026-00001", "duplicate 2026-00002"}, o.journal())
}

func TestSameMailTwiceInOneBatch(t *testing.T) {
	o := newOffice(t)
	a := o.mail("Satu", "x")
	b := a
	b.Key = ticket.MailKey("a", "INBOX", 1, 99)
	r := o.mail("Re: Satu", "lagi")
	r.Refs = []string{a.MessageID}
	if got := o.receive(a, b, r); got[ticket.FateNew] != 1 || got[ticket.FateDuplicate] != 1 || got[ticket.FateJoined] != 1 {
		t.Error(got)
	}
	if o.see(1).Version != uint32(o.events(1)) || len(o.see(1).Messages) != 2 {
		t.Errorf("version %d, %d events", o.see(1).Version, o.events(1))
	}
}

var errFault = errors.New("fault")

// faulty is a record whose n-th write fails; 0 never fails.
type faulty struct {
	*storetest.Memory
	n, calls int
}

type faultyTx struct {
	ticket.Tx
	log *faulty
}

func (f *faulty) Update(fn func(ticket.Tx) error) error {
	return f.Memory.Update(func(tx ticket.Tx) error {
		if err := fn(&faultyTx{tx, f}); err != nil {
			return err
		}
		return f.fail() // the commit itself
	})
}

func (f *faulty) fail() error {
	if f.calls++; f.calls == f.n {
		return errFault
	}
	return nil
}

func (t *faultyTx) Append(e *ticket.Event) error {
	return errors.Join(t.log.fail(), t.Tx.Append(e))
}

func (t *faultyTx) SaveTicket(k *ticket.Ticket) error {
	return errors.Join(t.log.fail(), t.Tx.SaveTicket(k))
}

func (t *faultyTx) File(i ticket.Index, key string, id ticket.ID) error {
	return errors.Join(t.log.fail(), t.Tx.File(i, key, id))
}

func (t *faultyTx) SaveMail(m ticket.MailRecord) error {
	return errors.Join(t.log.fail(), t.Tx.SaveMail(m))
}

func (t *faultyTx) SaveJob(j ticket.Job) error { return errors.Join(t.log.fail(), t.Tx.SaveJob(j)) }

func (t *faultyTx) SetCursor(account, folder string, validity, uid uint32) error {
	return errors.Join(t.log.fail(), t.Tx.SetCursor(account, folder, validity, uid))
}

// Whichever write of a batch fails, nothing of it is kept, the cursor stands,
// and the same batch again brings all of it.
func TestBatchIsAllOrNothing(t *testing.T) {
	run := func(n int) (dump, bool) {
		f := &faulty{Memory: storetest.NewMemory()}
		o := openOffice(t, f, &handClock{now: monday}, func(d *ticket.Desk) { d.Site.Receipts = true })
		o.open("")
		a, b, r := o.mail("Pendaftaran domain", "Mohon app.contohkab.go.id", "surat.pdf"), o.mail("Dua", "y"), o.mail("Re", "z")
		r.Refs = []string{a.MessageID}
		batch := ticket.Batch{Account: "a", Folder: "INBOX", Validity: 1, UID: 9, Mails: []ticket.Incoming{a, b, r}}
		before, rev := dumpOf(t, f), o.Rev()
		f.n, f.calls = n, 0
		_, err := o.Receive(context.Background(), batch)
		if err != nil {
			wantErr(t, err, errFault)
			wantDiff(t, before, dumpOf(t, f))
			if rows := o.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, monday); len(rows) != 1 || o.Rev() != rev {
				t.Errorf("write %d failed, the queue shows %d rows", n, len(rows))
			}
			f.n = 0
			if _, err := o.Receive(context.Background(), batch); err != nil {
				t.Fatal(err)
			}
		}
		return dumpOf(t, f), err != nil
	}
	want, _ := run(0)
	failed := 0
	for n := 1; ; n++ {
		got, hit := run(n)
		if t.Failed() {
			t.Fatalf("write %d", n)
		}
		wantDiff(t, want, got)
		if !hit {
			break
		}
		failed++
	}
	if failed < 20 || want.UID != 9 {
		t.Errorf("only %d writes failed, cursor %d", failed, want.UID)
	}
}

type dump struct {
	*storetest.Contents
	Numbers map[string][]ticket.ID
	IDs     map[string][]ticket.ID
	Who     []ticket.ID
}

// dumpOf reads all that a record says of these tests' tickets.
func dumpOf(t storetest.TB, log ticket.Log) dump {
	t.Helper()
	d := dump{storetest.Dump(t, log, 12), map[string][]ticket.ID{}, map[string][]ticket.ID{}, nil}
	d.Hash = "" // of the chain; the key of Message-IDs is in it
	err := log.View(func(tx ticket.ReadTx) (err error) {
		for i := 1; i < 60 && err == nil; i++ {
			number, id := fmt.Sprintf("2026-%05d", i), fmt.Sprintf("m%d@contohkab.go.id", i)
			if d.Numbers[number], err = tx.Lookup(ticket.ByNumber, number); err != nil {
				return err
			}
			d.IDs[id], err = tx.Lookup(ticket.ByMessageID, id)
		}
		if err == nil {
			d.Who, err = tx.Lookup(ticket.ByRequester, asker)
		}
		return err
	})
	if err != nil {
		t.Fatalf("dump: %v", err)
	}
	return d
}
