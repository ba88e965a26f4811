package ticket_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/register"
	"loket/ticket"
)

// yearEnd opens an office some days before the end of 2026 with these names.
func yearEnd(t *testing.T, entries ...register.Entry) *office {
	t.Helper()
	o := newOffice(t)
	o.clock.now = wibTime(t, "2026-11-16 09:00")
	o.enter(entries...)
	return o
}

func (o *office) enter(entries ...register.Entry) {
	o.t.Helper()
	for _, e := range entries {
		if err := o.SetEntry(context.Background(), "citra", e); err != nil {
			o.t.Fatal(err)
		}
	}
}

func subdomain(name domain.Name, email string) register.Entry {
	return register.Entry{Name: name, Agency: "Dinas Contoh", Responsible: register.Person{Name: "Budi", Email: email}, Until: calendar.Date{Year: 2026, Month: 12, Day: 31}}
}

func (o *office) campaign() *ticket.Campaign {
	o.t.Helper()
	c, err := o.Campaign("ani", "")
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

func (o *office) remind() int {
	o.t.Helper()
	n, err := o.Remind(context.Background(), "ani", "", o.campaign().Mailings)
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

// numbered finds a ticket by its number.
func (o *office) numbered(number string) *ticket.Ticket {
	o.t.Helper()
	id, err := o.Find(number)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.see(id)
}

func TestOneReminderForEachRecipient(t *testing.T) {
	o := yearEnd(t,
		subdomain("a.batam.go.id", asker), subdomain("b.batam.go.id", asker), subdomain("c.batam.go.id", "sari@batam.go.id"), subdomain("d.batam.go.id", ""),
		register.Entry{Name: "contohkab.go.id", Agency: "Kab. Contoh", Officer: register.Person{Name: "Dewi", Email: "dewi@contohkab.go.id"}, Until: calendar.Date{Year: 2026, Month: 12, Day: 1}})
	c := o.campaign()
	var got []string
	for _, m := range c.Mailings {
		got = append(got, fmt.Sprintf("%s %s %d %s", m.Draft.To, m.Service, len(m.Batch.Positions), m.Lacks))
	}
	want := []string{"[budi@contohkab.go.id] subdomain-renewal 2 ", "[dewi@contohkab.go.id] renewal 1 ", "[sari@batam.go.id] subdomain-renewal 1 ", "[] subdomain-renewal 1 no-address"}
	if !slices.Equal(got, want) || len(c.Ready()) != 3 || len(o.outgoing()) != 0 {
		t.Fatalf("%q, want %q", got, want)
	}
	if n := o.remind(); n != 3 {
		t.Fatalf("%d letters", n)
	}
	if n, err := o.Remind(context.Background(), "bayu", "", c.Mailings); n != 0 || err != nil || len(o.outgoing()) != 3 {
		t.Errorf("an officer with an older screen sent %d more (%v)", n, err)
	}
	r := o.entry("b.batam.go.id").Reminders
	if len(r) != 1 || r[0].Mark != 60 || r[0].End != (calendar.Date{Year: 2026, Month: 12, Day: 31}) || !r[0].At.Equal(o.clock.Now()) {
		t.Fatalf("%+v", r)
	}
	tk := o.numbered(r[0].Ticket)
	if tk.Service != "subdomain-renewal" || tk.State != ticket.WaitingRequester || !tk.Clock.Paused() || !slices.Equal(tk.Names, []string{"a.batam.go.id", "b.batam.go.id"}) {
		t.Errorf("%+v", tk)
	}
	if l := tk.Letter(r[0].Letter); l == nil || !l.Auto || l.Template != "validity" || l.To[0] != asker {
		t.Errorf("%+v", l)
	}
	if h := o.entry("b.batam.go.id").History; len(h) != 1 || h[0].By != "citra" {
		t.Errorf("a reminder changed the entry: %+v", h)
	}
}

func TestNextReminderGoesIntoTheSameThread(t *testing.T) {
	o := yearEnd(t, subdomain("a.batam.go.id", asker))
	o.remind()
	number := o.entry("a.batam.go.id").Reminders[0].Ticket
	o.clock.now = wibTime(t, "2026-12-02 09:00")
	o.enter(subdomain("later.batam.go.id", asker))
	if c := o.campaign(); len(c.Mailings) != 1 || c.Mailings[0].Ticket != number || len(c.Mailings[0].Batch.Positions) != 2 {
		t.Fatalf("%+v", c.Mailings)
	}
	o.remind()
	tk := o.numbered(number)
	if len(tk.Letters) != 2 || len(tk.Names) != 2 || o.entry("later.batam.go.id").Reminders[0].Ticket != number {
		t.Fatalf("%d letters, names %v", len(tk.Letters), tk.Names)
	}

	// The answer makes it a request like any other: its time runs from now on.
	o.clock.now = wibTime(t, "2026-12-03 09:00")
	m := o.mail("Re: Pengingat", "Kami daftarkan ulang, formulir terlampir.", "pa16.pdf")
	m.Refs = []string{tk.Letters[0].MessageID}
	o.receive(m)
	tk = o.numbered(number)
	if tk.State != ticket.New || tk.Clock.Paused() || len(tk.Messages) != 1 {
		t.Fatalf("%s, %d messages", tk.State, len(tk.Messages))
	}
	o.wantDeadline(tk.ID, "6d", "2026-12-11 16:30")
	o.clock.now = wibTime(t, "2026-12-24 09:00")
	if c := o.campaign(); len(c.Mailings) != 0 || len(c.Underway) != 2 || c.Underway[0].Ticket != number {
		t.Errorf("what is being renewed is reminded of: %+v", c)
	}
}

// dying is a log that fails from some transaction on, as if the program ended there.
type dying struct {
	ticket.Log
	left int
}

func (d *dying) Update(fn func(ticket.Tx) error) error {
	if d.left--; d.left < 0 {
		return errors.New("killed")
	}
	return d.Log.Update(fn)
}

func TestRemindersGoOnAfterACrash(t *testing.T) {
	var entries []register.Entry
	for i := range 10 {
		entries = append(entries, subdomain(domain.Name(fmt.Sprintf("n%d.batam.go.id", i)), fmt.Sprintf("p%d@batam.go.id", i)))
	}
	o := yearEnd(t, entries...)
	for kept := 0; ; kept += 2 {
		log := &dying{o.log, 2}
		half := openOffice(t, log, o.clock)
		n, err := half.Remind(context.Background(), "ani", "", half.campaign().Mailings)
		if err == nil && n == 0 {
			break
		}
		if kept > len(entries) {
			t.Fatal("it never ends")
		}
	}
	whole := openOffice(t, o.log, o.clock)
	if jobs := whole.outgoing(); len(jobs) != len(entries) {
		t.Errorf("%d letters for %d people", len(jobs), len(entries))
	}
	for _, e := range entries {
		if r := whole.entry(e.Name).Reminders; len(r) != 1 || len(whole.numbered(r[0].Ticket).Letters) != 1 {
			t.Errorf("%s: %+v", e.Name, r)
		}
	}
}

func TestReminderIsKeptWhenTheEntryIsCorrected(t *testing.T) {
	o := yearEnd(t, subdomain("a.batam.go.id", asker))
	before := o.entry("a.batam.go.id")
	plan, err := o.PlanImport(strings.NewReader("domain,instansi\na.batam.go.id,Dinas Lain\n"))
	if err != nil {
		t.Fatal(err)
	}
	o.remind()
	if _, err := o.Import(context.Background(), "citra", plan); err != nil {
		t.Fatal(err)
	}
	e := o.entry("a.batam.go.id")
	if len(e.Reminders) != 1 || o.remind() != 0 {
		t.Fatalf("an import made before the reminder took it away: %+v", e)
	}
	if len(e.History) != 2 || e.History[1].Fields[0] != (register.Alteration{Field: "instansi", Before: "Dinas Contoh", After: "Dinas Lain"}) {
		t.Errorf("%+v", e.History)
	}
	before.Responsible.Email, before.Updated, before.UpdatedBy = "baru@batam.go.id", e.Updated, e.UpdatedBy
	o.enter(before)
	if e := o.entry("a.batam.go.id"); len(e.Reminders) != 1 || len(e.History) != 3 {
		t.Errorf("%+v", e)
	}
}

func TestRenewalExtendsTheRegister(t *testing.T) {
	for closed, want := range map[string]string{"2026-11-16 09:00": "2027-12-31", "2027-02-01 09:00": "2027-12-31", "2026-05-04 09:00": "2026-12-31"} {
		o := yearEnd(t, subdomain("a.batam.go.id", asker))
		o.clock.now = wibTime(t, closed)
		tk := o.open("subdomain-renewal", "a.batam.go.id")
		o.work(tk.ID, "")
		o.do("ani", tk.ID, ticket.CloseTicket{Outcome: "done"})
		if e := o.entry("a.batam.go.id"); e.Until.String() != want {
			t.Errorf("closed on %s: valid until %s, want %s", closed, e.Until, want)
		}
	}
	o := yearEnd(t, register.Entry{Name: "contohkab.go.id", Until: calendar.Date{Year: 2026, Month: 12, Day: 1}})
	tk := o.open("renewal", "contohkab.go.id")
	o.work(tk.ID, "confirm")
	o.do("ani", tk.ID, ticket.FinishStep{Step: "confirm", Note: "RDAP: berlaku sampai 2027-12-01"})
	if e := o.entry("contohkab.go.id"); e.Until.String() != "2027-12-01" {
		t.Errorf("valid until %s", e.Until)
	}
}

func TestWhatLapsedIsAPersonsToDelete(t *testing.T) {
	o := yearEnd(t, subdomain("a.batam.go.id", asker), subdomain("b.batam.go.id", asker))
	ctx := context.Background()
	o.clock.now = wibTime(t, "2027-03-31 09:00")
	if no := ticket.IsRefusal(second(o.OpenLapse(ctx, "ani", "a.batam.go.id"))); no == nil || no.Code != "not-lapsed" {
		t.Fatalf("within the grace: %v", no)
	}
	o.clock.now = wibTime(t, "2027-04-01 09:00")
	c := o.campaign()
	if len(c.Lapsed) != 2 || len(c.Progress.Waiting) != 2 || c.Progress.End.Year != 2026 {
		t.Fatalf("%+v", c)
	}
	tk, err := o.OpenLapse(ctx, "ani", "a.batam.go.id")
	if err != nil || tk.Service != "dns-record" || tk.Owner != "ani" || len(tk.Letters) != 0 {
		t.Fatalf("%+v %v", tk, err)
	}
	if no := ticket.IsRefusal(second(o.OpenLapse(ctx, "bayu", "a.batam.go.id"))); no == nil || no.Code != "lapse-open" || no.Args[1] != tk.Number {
		t.Errorf("twice: %v", no)
	}
	if e := o.entry("a.batam.go.id"); !e.Ended.IsZero() {
		t.Error("the desk deleted it by itself")
	}
	o.work(tk.ID, "")
	o.do("ani", tk.ID, ticket.CloseTicket{Outcome: "done"})
	if e := o.entry("a.batam.go.id"); e.Ended.String() != "2027-04-01" {
		t.Errorf("ended %s", e.Ended)
	}
	other := o.open("subdomain-renewal", "b.batam.go.id")
	if no := ticket.IsRefusal(second(o.OpenLapse(ctx, "ani", "b.batam.go.id"))); no == nil || no.Code != "under-way" || no.Args[1] != other.Number {
		t.Errorf("while it is renewed: %v", no)
	}
}

func second[T any](_ T, err error) error { return err }

func TestWhoMayTakeANameAway(t *testing.T) {
	o := yearEnd(t, subdomain("a.batam.go.id", asker))
	e := o.entry("a.batam.go.id")
	for _, change := range []func(*register.Entry){
		func(e *register.Entry) { e.Ended = calendar.Date{Year: 2026, Month: 11, Day: 1} },
		func(e *register.Entry) { e.Until = calendar.Date{Year: 2026, Month: 11, Day: 1} },
		func(e *register.Entry) { e.Until = calendar.Date{} },
	} {
		other := e
		change(&other)
		refusal(t, o.SetEntry(context.Background(), "ani", other), "not-allowed-supervise")
	}
	e.Until.Year++
	if err := o.SetEntry(context.Background(), "ani", e); err != nil {
		t.Error(err)
	}
}

// TestRemindersComeBack: what is to be written about is counted by itself: when the
// day comes, when a name changes, and not when it was done.
func TestRemindersComeBack(t *testing.T) {
	o := yearEnd(t, subdomain("a.batam.go.id", asker))
	count := func(want int, when string) {
		t.Helper()
		if n, err := o.Reminders(); err != nil || n != want {
			t.Errorf("%s: %d, %v; want %d", when, n, err, want)
		}
	}
	count(1, "within 60 days of the end")
	o.remind()
	count(0, "after the letter")
	o.clock.now = wibTime(t, "2026-12-10 09:00")
	count(1, "30 days before the end, on another day, with nothing changed")
	o.enter(subdomain("b.batam.go.id", "sari@batam.go.id"))
	count(2, "after a name was entered")
}
