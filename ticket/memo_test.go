package ticket_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/domain/staff"
	"loket/store/storetest"
	"loket/ticket"
)

// memos writes what a test looks for.
type memos struct{}

func (memos) Memo(m ticket.Memo) (subject, body string, err error) {
	var b strings.Builder
	for _, a := range m.Alerts {
		fmt.Fprintf(&b, "%s %d %s\n", a.Row.Number, a.Share, a.Owner)
	}
	if m.Head != nil {
		fmt.Fprintf(&b, "%s new %d\n", m.Head, m.Head.New)
	}
	return string(m.Kind) + " for " + m.To.ID, b.String(), nil
}

// mailing is a desk that tells its officers by mail.
func mailing(d *ticket.Desk) {
	d.Memos = memos{}
	d.Site.Alerts.Mail = true
	d.Site.Staff = []staff.Officer{
		{ID: "ani", Name: "Ani", Email: "ani@loket.example", Roles: []staff.Role{staff.Worker}, Leaves: []staff.Leave{{From: "2026-05-05", To: "2026-05-05", StandIn: "bayu"}}},
		{ID: "bayu", Name: "Bayu", Email: "bayu@loket.example", Roles: []staff.Role{staff.Worker}},
		{ID: "citra", Name: "Citra", Email: "citra@loket.example", Roles: []staff.Role{staff.Supervisor}},
		{ID: "dedi", Name: "Dedi", Roles: []staff.Role{staff.Supervisor}},
		{ID: "eka", Name: "Eka", Email: "eka@loket.example", Roles: []staff.Role{staff.Worker}},
		{ID: "fajar", Name: "Fajar", Email: "Helpdesk+saya@loket.example", Roles: []staff.Role{staff.Supervisor}}, // would come back
	}
}

// memosOf are the memos in the outbox, by their subjects.
func (o *office) memosOf() (subjects []string) {
	o.t.Helper()
	for _, it := range o.outbox() {
		if it.Ticket == 0 {
			subjects = append(subjects, it.Letter.Subject)
		}
	}
	return subjects
}

func (o *office) outbox() []ticket.OutboxItem {
	o.t.Helper()
	items, err := o.Outbox()
	if err != nil {
		o.t.Fatal(err)
	}
	return items
}

func (o *office) due() []ticket.OutboxItem {
	o.t.Helper()
	due, _, err := o.DueLetters(o.clock.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	return slices.DeleteFunc(due, func(it ticket.OutboxItem) bool { return it.Ticket != 0 })
}

func (o *office) tried(it ticket.OutboxItem, out ticket.Outcome) {
	o.t.Helper()
	if err := o.HandOver(context.Background(), it); err != nil {
		o.t.Fatal(err)
	}
	if err := o.LetterTried(context.Background(), it, out); err != nil {
		o.t.Fatal(err)
	}
}

// TestAlertsAreMailed: to the owner or who stands in, and supervisors; nobody without
// an address, never to the desk itself, never to the requester; once.
func TestAlertsAreMailed(t *testing.T) {
	o := newOffice(t, mailing)
	id := o.open("deactivation", "contohkab.go.id").ID // ani's
	o.raise("2026-05-05 11:38")
	if got, want := o.memosOf(), []string{"alert for ani", "alert for bayu", "alert for citra"}; !slices.Equal(got, want) {
		t.Fatalf("memos %q, want %q", got, want)
	}
	it := o.due()[0]
	if l := it.Letter; !l.Auto || l.ReplyTo != "ani@loket.example" || l.Body != o.see(id).Number+" 75 Ani\n" {
		t.Errorf("%+v", l)
	}
	o.raise("2026-05-05 11:39")
	again := openOffice(t, o.log, o.clock, mailing)
	again.raise("2026-05-05 11:40")
	if n := len(again.memosOf()); n != 3 {
		t.Errorf("%d memos after a restart, want 3", n)
	}
	for _, it := range again.due() {
		again.tried(it, ticket.Outcome{State: ticket.LetterSent, Copy: true})
	}
	if left := again.memosOf(); len(left) != 0 {
		t.Errorf("%q left and are still there", left)
	}
}

// cutter is a record that fails once, at the n-th write from now.
type cutter struct {
	ticket.Log

	in int
}

var errCut = errors.New("cut")

func (c *cutter) Update(fn func(ticket.Tx) error) error {
	if c.in--; c.in == 0 {
		return errCut
	}
	return c.Log.Update(fn)
}

// TestAlertMailSurvivesACut: wherever writing stops between what is told on the
// consoles and the memos, each memo is queued once in the end.
func TestAlertMailSurvivesACut(t *testing.T) {
	for at := 1; at <= 3; at++ {
		log := &cutter{Log: storetest.NewMemory()}
		o := openOffice(t, log, &handClock{now: monday}, mailing)
		o.open("deactivation", "contohkab.go.id")
		o.open("deactivation", "contohkota.go.id")
		o.clock.set(wibTime(t, "2026-05-05 11:38"))
		log.in = at
		if _, err := o.RaiseAlerts(t.Context()); !errors.Is(err, errCut) {
			t.Fatalf("cut %d: %v", at, err)
		}
		again := openOffice(t, log, o.clock, mailing)
		again.raise("2026-05-05 11:39")
		var lines []string
		for _, it := range again.due() {
			if it.Letter.To[0] == "citra@loket.example" {
				lines = append(lines, strings.Split(strings.TrimSpace(it.Letter.Body), "\n")...)
			}
		}
		slices.Sort(lines)
		if want := []string{"2026-00001 75 Ani", "2026-00002 75 Ani"}; !slices.Equal(lines, want) {
			t.Errorf("cut %d: citra is told %q, want %q", at, lines, want)
		}
	}
}

// TestAlertMailIsQuietAtNight: what is to leave in working time waits for the morning,
// what runs day and night does not.
func TestAlertMailIsQuietAtNight(t *testing.T) {
	o := newOffice(t, mailing)
	o.open("deactivation", "contohkab.go.id")
	o.raise("2026-05-05 15:59")
	o.clock.set(wibTime(t, "2026-05-05 22:00"))
	_, next, err := o.DueLetters(o.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if want := wibTime(t, "2026-05-06 07:30"); len(o.due()) != 0 || !next.Equal(want) {
		t.Errorf("%d are due at night, the next at %v, want %v", len(o.due()), next, want)
	}
	o.open("access-termination", "contohkab.go.id") // 72 h from Tuesday 22:00: three quarters at Friday 04:00
	o.raise("2026-05-08 04:30")
	if got := o.due(); len(got) == 0 || got[0].Letter.Template != string(ticket.MemoUrgent) {
		t.Errorf("at night are due %+v", got)
	}
}

// TestMemoFails: a memo that never leaves is tried so many times, is shown then, and a
// supervisor sends it again or sets it aside.
func TestMemoFails(t *testing.T) {
	o := newOffice(t, mailing)
	o.open("deactivation", "contohkab.go.id")
	o.raise("2026-05-05 11:38")
	tries := 0
	for ; tries < 100; tries++ {
		due := o.due()
		i := slices.IndexFunc(due, func(it ticket.OutboxItem) bool { return it.Letter.To[0] == "citra@loket.example" })
		if i < 0 {
			break
		}
		now := o.clock.Now()
		o.tried(due[i], ticket.Outcome{State: ticket.LetterRetry, Error: "421 nanti", Next: now.Add(time.Minute), Results: []ticket.RecipientResult{{To: "citra@loket.example", State: ticket.LetterRetry, At: now}}})
		o.clock.add(time.Minute)
	}
	if tries != 12 {
		t.Errorf("%d tries", tries)
	}
	lost := slices.DeleteFunc(o.outbox(), func(it ticket.OutboxItem) bool { return !it.Lost() })
	if len(lost) != 1 || lost[0].Letter.State != ticket.LetterFailed || lost[0].Letter.To[0] != "citra@loket.example" {
		t.Fatalf("lost are %+v", lost)
	}
	for _, desk := range []*office{o, openOffice(t, o.log, o.clock, mailing)} { // the second one reads it
		if again, n, err := desk.Unsent(); again != 0 || n != 1 || err != nil {
			t.Errorf("%d tried again, %d lost, %v", again, n, err)
		}
	}
	l := lost[0].Letter.ID
	for _, c := range []ticket.Command{ticket.RetryLetter{Letter: l}, ticket.SettleLetter{Letter: l}} {
		_, err := o.Do(t.Context(), "ani", 0, 0, c)
		refusal(t, err, "not-allowed-supervise")
	}
	if _, err := o.Do(t.Context(), "citra", 0, 0, ticket.AddNote{Text: "x"}); !errors.Is(err, ticket.ErrNotFound) {
		t.Errorf("the desk is no ticket: %v", err)
	}
	if _, _, err := o.Unsent(); err != nil { // from here on it is counted
		t.Error(err)
	}
	o.do("citra", 0, ticket.RetryLetter{Letter: l})
	if again, n, err := o.Unsent(); again != 1 || n != 0 || err != nil {
		t.Errorf("%d tried again, %d lost, %v", again, n, err)
	}
	if due := o.due(); len(due) != 3 {
		t.Errorf("%d are due", len(due))
	}
	o.do("citra", 0, ticket.CancelLetter{Letter: l})
	if due := o.due(); len(due) != 2 {
		t.Errorf("%d are due", len(due))
	}
}

// TestUnknownMemo: one of which nobody knows whether it left is not sent again by
// itself; who saw it arrive says so.
func TestUnknownMemo(t *testing.T) {
	o := newOffice(t, mailing)
	o.open("deactivation", "contohkab.go.id")
	o.raise("2026-05-05 11:38")
	it := o.due()[0]
	o.tried(it, ticket.Outcome{State: ticket.LetterUnknown})
	for _, other := range o.due() {
		o.tried(other, ticket.Outcome{State: ticket.LetterSent})
	}
	if items := o.outbox(); len(items) != 1 || !items[0].Lost() {
		t.Fatalf("%+v", items)
	}
	o.do("citra", 0, ticket.SettleLetter{Letter: it.Letter.ID})
	if items := o.outbox(); len(items) != 0 {
		t.Errorf("%+v", items)
	}
}

// TestAnswerToAMemo: a program's opens nothing and is answered by nobody, a person's
// waits for a person; neither is a request.
func TestAnswerToAMemo(t *testing.T) {
	o := newOffice(t, mailing, func(d *ticket.Desk) { d.Site.Receipts = true })
	o.open("deactivation", "contohkab.go.id")
	o.raise("2026-05-05 11:38")
	memo := o.due()[0].Letter
	absent := o.mail("Sedang cuti", "Saya cuti.")
	absent.From.Email, absent.Refs, absent.Machine = "ani@loket.example", []string{memo.MessageID}, "out-of-office"
	bounce := o.mail("Undelivered", "")
	bounce.From.Email, bounce.Bounced, bounce.Machine = "mailer-daemon@loket.example", []string{memo.MessageID}, "bounce"
	person := o.mail("Re: Peringatan", "Baik.")
	person.From.Email, person.Refs = "ani@loket.example", []string{memo.MessageID}
	own := o.mail("Peringatan", "")
	own.From.Email, own.MessageID = address, memo.MessageID
	before := len(o.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, o.clock.Now()))
	got := o.receive(absent, bounce, person, own)
	if got[ticket.FateMachine] != 2 || got[ticket.FateParked] != 1 || got[ticket.FateOwn] != 1 {
		t.Errorf("fates %v", got)
	}
	if n := len(o.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, o.clock.Now())); n != before {
		t.Errorf("%d tickets, were %d", n, before)
	}
}

// TestMemosAreRebuilt: the projection of the log is what the desk had.
func TestMemosAreRebuilt(t *testing.T) {
	o := newOffice(t, mailing)
	o.open("deactivation", "contohkab.go.id")
	o.raise("2026-05-05 11:38")
	due := o.due()
	o.tried(due[0], ticket.Outcome{State: ticket.LetterSent})
	o.tried(due[1], ticket.Outcome{State: ticket.LetterFailed, Error: "550"})
	fresh := storetest.NewMemory()
	err := o.log.Events(0, func(e ticket.Event) error {
		return fresh.Update(func(tx ticket.Tx) error {
			if err := tx.Append(&e); err != nil {
				return err
			}
			return ticket.Project(tx, e)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	again := openOffice(t, fresh, o.clock, mailing)
	want := o.memosOf()
	if got := again.memosOf(); !slices.Equal(got, want) || len(want) != 2 {
		t.Errorf("memos %q, want %q", got, want)
	}
}
