package ticket_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/register"
	"loket/ticket"
)

func (o *office) entry(name domain.Name) register.Entry {
	o.t.Helper()
	e, ok, err := o.RegisterEntry(name)
	if err != nil || !ok {
		o.t.Fatalf("register of %s: %t %v", name, ok, err)
	}
	return e
}

func TestClosingFillsTheRegister(t *testing.T) {
	o := newOffice(t)
	if _, ok, err := o.RegisterEntry("contohkab.go.id"); ok || err != nil {
		t.Fatalf("an entry of a name that nobody registered: %v", err)
	}
	tk := o.open("registration", "contohkab.go.id")
	o.do("ani", tk.ID, ticket.SetRequester{Requester: ticket.Party{Name: "Budi", Email: asker, Agency: "Diskominfo Contohkab"}})
	o.work(tk.ID, "")
	o.do("ani", tk.ID, ticket.CloseTicket{Outcome: "done"})
	e := o.entry("contohkab.go.id")
	if e.Agency != "Diskominfo Contohkab" || e.Officer.Email != asker || e.Registered != (calendar.Date{Year: 2026, Month: 5, Day: 4}) || len(e.Tickets) != 1 || e.Tickets[0] != tk.Number {
		t.Errorf("%+v", e)
	}
	other := o.open("deactivation", "contohkab.go.id")
	o.do("ani", other.ID, ticket.SetRequester{Requester: ticket.Party{Name: "Sari", Email: "sari@contohkab.go.id", Agency: "Diskominfo Contohkab"}})
	o.work(other.ID, "")
	e = o.entry("contohkab.go.id")
	if e.Officer.Name != "Budi" {
		t.Errorf("who asked to deactivate became the officer: %+v", e.Officer)
	}
	if !e.Held() || e.Holds[0].Ticket != other.Number {
		t.Errorf("holds %+v", e.Holds)
	}
}

func TestSubdomainOfARecordIsRegistered(t *testing.T) {
	o := newOffice(t)
	tk := o.open("subdomain", "aplikasi.batam.go.id")
	o.do("ani", tk.ID, ticket.SetSubjectMatter{Records: []domain.Record{{Host: "aplikasi", Type: "A", Value: "198.51.100.7"}}})
	o.work(tk.ID, "")
	o.do("ani", tk.ID, ticket.CloseTicket{Outcome: "done"})
	e := o.entry("aplikasi.batam.go.id")
	if e.Until != (calendar.Date{Year: 2026, Month: time.December, Day: 31}) || len(e.Records) != 1 || !e.Subdomain() {
		t.Errorf("%+v", e)
	}
}

func TestImportIsAPlanFirst(t *testing.T) {
	o := newOffice(t)
	const rows = "domain,instansi\ncontohkab.go.id,Kabupaten Contoh\nmajujaya.desa.id,Desa Maju Jaya\n"
	p, err := o.PlanImport(strings.NewReader(rows))
	if err != nil || p.Refused() || len(p.New) != 2 {
		t.Fatalf("%+v %v", p, err)
	}
	if all, err := o.Register(); err != nil || len(all) != 0 {
		t.Fatalf("planning kept %v %v", all, err)
	}
	if n, err := o.Import(context.Background(), "citra", p); err != nil || n != 2 {
		t.Fatalf("%d %v", n, err)
	}
	again, err := o.PlanImport(strings.NewReader(rows))
	if err != nil || len(again.New)+len(again.Changed) != 0 || again.Same != 2 {
		t.Fatalf("%+v %v", again, err)
	}
	bad, err := o.PlanImport(strings.NewReader("domain,instansi\nbukan nama,X\n"))
	if err != nil || !bad.Refused() {
		t.Fatalf("%+v %v", bad, err)
	}
	if _, err := o.Import(context.Background(), "citra", bad); ticket.IsRefusal(err) == nil {
		t.Errorf("a refused plan was kept: %v", err)
	}
	e := o.entry("majujaya.desa.id")
	e.Agency = "Pemerintah Desa Maju Jaya"
	if err := o.SetEntry(context.Background(), "ani", e); err != nil {
		t.Fatal(err)
	}
	if got := o.entry("majujaya.desa.id"); got.Agency != e.Agency || got.UpdatedBy != "ani" {
		t.Errorf("%+v", got)
	}
	e.Agency = "Desa Lain"
	if no := ticket.IsRefusal(o.SetEntry(context.Background(), "budi", e)); no == nil || no.Code != "register-changed" {
		t.Errorf("what was read before another changed it was kept: %v", no)
	}
	if no := planned(o, p); no == nil || no.Code != "register-changed" {
		t.Errorf("a plan made before another changed the names was kept: %v", no)
	}
}

func planned(o *office, p register.Plan) *ticket.Refusal {
	_, err := o.Import(context.Background(), "budi", p)
	return ticket.IsRefusal(err)
}

// TestRadarFollowsTheCatalogue takes the yearly end and its grace from the service
// that gives names below.
func TestRadarFollowsTheCatalogue(t *testing.T) {
	cat, err := domain.LoadCatalogue(nil) // one of its own, to be changed
	if err != nil {
		t.Fatal(err)
	}
	o := newOffice(t, func(d *ticket.Desk) { d.Catalogue = cat })
	for i := range o.Catalogue.Services {
		if v := &o.Catalogue.Services[i].Validity; v.Until != "" {
			v.Until, v.Grace = "03-31", "06-30"
		}
	}
	got := o.Radar([]register.Entry{{Name: "app.contohkab.go.id", Until: calendar.Date{Year: 2026, Month: time.March, Day: 31}}})
	if len(got) != 1 || got[0].Stage != register.Grace || got[0].End != (calendar.Date{Year: 2026, Month: time.June, Day: 30}) {
		t.Errorf("%+v", got)
	}
}

// TestRegisterRevTellsOfChanges: who shows the register reads it again when it
// changed, and at no other time.
func TestRegisterRevTellsOfChanges(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	tk := o.open("deactivation", "contohkab.go.id")
	changed := func(what string, want bool, do func()) {
		t.Helper()
		before := o.RegisterRev()
		do()
		if got := o.RegisterRev() != before; got != want {
			t.Errorf("%s: changed %t", what, got)
		}
	}
	changed("a mail", false, func() { o.receive(o.mail("Permohonan lain", "Mohon bantuannya.")) })
	changed("a release", false, func() { o.do("ani", tk.ID, ticket.Release{}) })
	changed("a note", false, func() { o.do("ani", tk.ID, ticket.AddNote{Text: "x"}) })
	changed("an entry", true, func() {
		if err := o.SetEntry(ctx, "citra", register.Entry{Name: "a.batam.go.id", Agency: "Dinas", Responsible: register.Person{Email: asker}, Until: calendar.Date{Year: 2026, Month: 5, Day: 20}}); err != nil {
			t.Fatal(err)
		}
	})
	changed("an entry that is refused", false, func() {
		if err := o.SetEntry(ctx, "citra", register.Entry{Name: "a.batam.go.id"}); err == nil {
			t.Error("an old entry was kept")
		}
	})
	changed("a reminder", true, func() {
		if n := o.remind(); n != 1 {
			t.Errorf("%d letters", n)
		}
	})
	changed("a hold", true, func() { o.work(tk.ID, "") })
	if all, err := o.Register(); err != nil || len(all) != 1 {
		t.Errorf("%v %v", all, err)
	}
	o.do("ani", tk.ID, ticket.CloseTicket{Outcome: "done"})
	all, err := o.Register()
	if err != nil || len(all) != 2 || !all[1].Held() {
		t.Errorf("a hold by a closed ticket: %+v %v", all, err)
	}
	fresh := openOffice(t, o.log, o.clock) // knows no closed tickets yet
	if all, err := fresh.Register(); err != nil || len(all) != 2 || !all[1].Held() {
		t.Errorf("a hold by a closed ticket that is not loaded: %+v %v", all, err)
	}
}

// BenchmarkRegister reads 20,000 names beside 100,000 tickets.
func BenchmarkRegister(b *testing.B) {
	o := manyRows(b)
	for i := range 200 {
		var p register.Plan
		for j := range 100 {
			name := domain.Name(fmt.Sprintf("n%d-%d.batam.go.id", i, j))
			p.New = append(p.New, register.Change{After: register.Entry{Name: name, Agency: "Dinas Contoh", Responsible: register.Person{Name: "Budi", Email: asker}, Until: calendar.Date{Year: 2026, Month: 12, Day: 31}}})
		}
		if _, err := o.Import(context.Background(), "citra", p); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if all, err := o.Register(); err != nil || len(all) != 20_000 {
				b.Fatal(len(all), err)
			}
		}
	})
	all, err := o.Register()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("radar", func(b *testing.B) {
		for b.Loop() {
			o.Radar(all)
		}
	})
	b.Run("unchanged", func(b *testing.B) {
		for b.Loop() {
			o.RegisterRev()
		}
	})
}

func TestANameIsAddedOnce(t *testing.T) {
	o := newOffice(t)
	add := func() error { return o.SetEntry(context.Background(), "ani", register.Entry{Name: "contohkab.go.id"}) }
	if err := add(); err != nil {
		t.Fatal(err)
	}
	refusal(t, add(), "name-known")
}
