package ticket_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/naming"
	"loket/domain/probe"
	"loket/domain/register"
	"loket/ticket"
)

// answers is the other side of the questions: it says what it is told to say.
type answers struct {
	mu    sync.Mutex
	taken map[string]bool
	ready bool
	deaf  bool
	asked []string
}

func (a *answers) set() *probe.Set {
	return &probe.Set{
		Rules: func() (r naming.Rules, err error) {
			r.Reserved, err = naming.ReservedNames()
			return r, err
		},
		Free: func(_ context.Context, n domain.Name) probe.Answer {
			return a.say(n.String(), "registered", func() bool { return a.taken[n.String()] })
		},
		Servers: func(_ context.Context, n domain.Name, said string) probe.Answer {
			return a.say(strings.TrimSpace(n.String()+" "+said), "silent", func() bool { return !a.ready })
		},
	}
}

func (a *answers) say(what, code string, bad func() bool) probe.Answer {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, what)
	out := probe.Answer{Verdict: probe.Good, Source: "test", Target: "192.0.2.1:700", Facts: []action.Fact{{Name: "svTRID", Value: "SV-1"}}}
	found := probe.Finding{Level: domain.Refuse, Code: code, What: domain.Text{ID: "sudah ada", EN: "it is there"}}
	switch {
	case a.deaf:
		out.Verdict = probe.Open
	case bad():
		out.Verdict, out.Findings = probe.Bad, []probe.Finding{found}
	}
	return out
}

func (a *answers) change(do func()) { a.mu.Lock(); defer a.mu.Unlock(); do() }

func (a *answers) times() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.asked)
}

func asking(a *answers) func(*ticket.Desk) { return func(d *ticket.Desk) { d.Probes = a.set() } }

// TestNameIsAskedByItself: the answer is there before anybody looks, is asked again
// while nobody answers, and after a change of the name.
func TestNameIsAskedByItself(t *testing.T) {
	a := &answers{deaf: true, taken: map[string]bool{"lainkab.go.id": true}}
	inBureau(t, func(t *testing.T, b *bureau) {
		id := b.open("registration", "contohkab.go.id").ID
		b.wait(time.Second)
		p := b.see(id).Probe(probe.Name, "contohkab.go.id")
		if p == nil || p.Verdict != probe.Open || p.By != ticket.ByDesk || p.Next.IsZero() {
			t.Fatalf("%+v", p)
		}
		a.change(func() { a.deaf = false })
		b.wait(10 * time.Minute)
		if p = b.see(id).Probe(probe.Name, "contohkab.go.id"); p.Verdict != probe.Good || !p.Next.IsZero() || p.Quote() != "contohkab.go.id; test; 192.0.2.1:700; SV-1" {
			t.Errorf("%+v %q", p, p.Quote())
		}
		n := a.times()
		b.again()
		b.wait(24 * time.Hour)
		if a.times() != n {
			t.Errorf("asked %d times more although the answer is there", a.times()-n)
		}
		b.do("ani", id, ticket.SetSubjectMatter{Names: []string{"lainkab.go.id"}})
		b.wait(time.Second)
		if p = b.see(id).Probe(probe.Name, "lainkab.go.id"); p == nil || p.Verdict != probe.Bad {
			t.Fatalf("%+v", p)
		}
		b.refused("ani", id, ticket.FinishStep{Step: "check-name", Reference: "1"}, "name-not-free")
		b.refused("ani", id, ticket.FinishStep{Step: "check-name", Note: "  "}, "name-not-free")
		if tk := b.do("ani", id, ticket.FinishStep{Step: "check-name", Note: "Nama milik pemohon sendiri"}); tk.Step().ID != "verify" {
			t.Errorf("the step is %q", tk.Step().ID)
		}
		if tk := b.do("ani", id, ticket.UndoLast{}); tk.Step().ID != "check-name" || tk.Probe(probe.Name, "lainkab.go.id") == nil {
			t.Errorf("undone: %+v", tk.Step())
		}
	}, asking(a))
}

// TestNameIsJudged: rules first, with the register's names and the Kode Wilayah of
// the request; a name that they refuse is not asked for at the registry.
func TestNameIsJudged(t *testing.T) {
	a := &answers{}
	o := newOffice(t, asking(a))
	for name, ended := range map[domain.Name]bool{"contohkab.go.id": false, "lamakab.go.id": true} {
		e := register.Entry{Name: name, Agency: "Contoh"}
		if ended {
			e.Ended.Year, e.Ended.Month, e.Ended.Day = 2026, 1, 2
		}
		if err := o.SetEntry(t.Context(), "citra", e); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name, text, hint string
		verdict          probe.Verdict
		codes            string
		asked            int
	}{
		{"barukab.go.id", "", "", probe.Good, "", 1},
		{"contohkap.go.id", "", "", probe.Good, "alike", 1},
		{"contohkab.go.id", "", "", probe.Bad, "taken", 0},
		{"lamakab.go.id", "", "", probe.Good, "", 1},
		{"mail.go.id", "", "", probe.Bad, "reserved", 0},
		{"tiban.desa.id", "Kode Wilayah kami 21.71.01.1001.", "", probe.Bad, "region", 0},
		{"sukajaya.desa.id", "Kode Wilayah kami 33.22.05.2003.", "", probe.Good, "", 1},
		{"sukajaya.desa.id", "", "33.22.05.2003", probe.Good, "", 1},
		{"sukajaya.desa.id", "", "", probe.Good, "region", 1},
	} {
		o.receive(o.mail("Permohonan", "Mohon bantuannya. "+c.text))
		id := o.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, true, o.clock.Now())[0].ID
		o.do("ani", id, ticket.SetSubjectMatter{Names: []string{c.name}})
		o.do("ani", id, ticket.SetService{Service: "registration"})
		before := a.times()
		tk, err := o.Probe(t.Context(), "ani", id, "", c.hint)
		if err != nil {
			t.Fatal(err)
		}
		p := tk.Probe(probe.Name, c.name)
		var codes []string
		for _, f := range p.Findings {
			codes = append(codes, f.Code)
		}
		if got := strings.Join(codes, " "); p.Verdict != c.verdict || got != c.codes || a.times()-before != c.asked || p.By != "ani" {
			t.Errorf("%s %s: %s %q, asked %d times", c.name, c.text, p.Verdict, got, a.times()-before)
		}
	}
	bad, err := o.JudgeName(t.Context(), "b\u0430tam.go.id", "")
	if err != nil || bad.Verdict != probe.Bad || !strings.Contains(bad.Findings[0].What.EN, "U+0430") {
		t.Errorf("%+v %v", bad, err)
	}
}

// TestNewNameOfAChange: only the name that is new is asked for.
func TestNewNameOfAChange(t *testing.T) {
	a := &answers{taken: map[string]bool{"lamakab.go.id": true}}
	inBureau(t, func(t *testing.T, b *bureau) {
		id := b.open("name-change", "lamakab.go.id", "barukab.go.id").ID
		b.wait(time.Minute)
		tk := b.see(id)
		if p := tk.Probe(probe.NewName, "barukab.go.id"); len(tk.Probes) != 1 || p == nil || p.Verdict != probe.Good {
			t.Errorf("%+v", tk.Probes)
		}
	}, asking(a))
}

// TestNameServersComeBack: they are asked when it is due, each day until they
// answer, although the ticket is closed and the program was down.
func TestNameServersComeBack(t *testing.T) {
	a := &answers{}
	inBureau(t, func(t *testing.T, b *bureau) {
		id := b.open("registration", "contohkab.go.id").ID
		b.work(id, "name-servers")
		b.do("ani", id, ticket.CloseTicket{Outcome: "done"})
		before := a.times()
		b.wait(6 * 24 * time.Hour)
		if a.times() != before {
			t.Error("asked before it was due")
		}
		b.stop()
		time.Sleep(4 * 24 * time.Hour)
		b.start()
		if err := b.LoadClosed(); err != nil { // as the mailbox does beside the console
			t.Fatal(err)
		}
		b.wait(time.Minute)
		p := b.see(id).Probe(probe.Servers, "contohkab.go.id")
		if p == nil || p.Verdict != probe.Bad || p.Next.IsZero() {
			t.Fatalf("after downtime: %+v", p)
		}
		if _, err := b.Probe(t.Context(), "ani", id, probe.Servers, "ns1.contohkab.go.id 192.0.2.1"); err != nil {
			t.Fatal(err)
		}
		if got := b.see(id).Probe(probe.Servers, "contohkab.go.id"); got.Hint != "ns1.contohkab.go.id 192.0.2.1" || got.By != "ani" {
			t.Errorf("%+v", got)
		}
		tk := b.do("ani", id, ticket.SendLetter{Draft: ticket.Draft{Template: "reminder", To: []string{asker}, Subject: "Pengingat", Body: "Mohon dilengkapi."}})
		if k := tk.Tasks[0]; !k.Done.IsZero() || k.Due.Sub(b.Now()) < 6*24*time.Hour {
			t.Errorf("after the reminder the task is %+v", k)
		}
		a.change(func() { a.ready = true })
		b.wait(8 * 24 * time.Hour)
		tk = b.see(id)
		if k := tk.Tasks[0]; len(tk.Tasks) != 1 || k.Done.IsZero() || k.By != ticket.ByDesk || tk.State != ticket.Closed {
			t.Errorf("%+v", tk.Tasks)
		}
		n := a.times()
		b.wait(3 * 24 * time.Hour)
		if a.times() != n {
			t.Error("asked although it is done")
		}
	}, asking(a))
}

// TestPaymentReminders: they come on their working days and end with the wait.
func TestPaymentReminders(t *testing.T) {
	o := newOffice(t)
	id := o.open("registration", "contohkab.go.id").ID
	o.work(id, "payment")
	due := func(i int) string { return o.see(id).Tasks[i].Due.In(o.Calendar.Zone()).Format("01-02") }
	if tk := o.see(id); len(tk.Tasks) != 2 || due(0) != "05-07" || due(1) != "05-13" {
		t.Fatalf("%+v", tk.Tasks)
	}
	o.clock.add(4 * 24 * time.Hour)
	tk := o.do("ani", id, ticket.SendLetter{Draft: ticket.Draft{Template: "reminder", To: []string{asker}, Subject: "Pengingat", Body: "Mohon dibayar."}})
	if tk.Tasks[0].Done.IsZero() || !tk.Tasks[1].Done.IsZero() {
		t.Errorf("after the first reminder: %+v", tk.Tasks)
	}
	tk = o.do("ani", id, ticket.FinishStep{Step: "payment", Reference: "lunas"})
	if len(tk.Tasks) != 1 || tk.Tasks[0].Done.IsZero() {
		t.Errorf("paid, and still to be reminded: %+v", tk.Tasks)
	}
	if tk = o.do("ani", id, ticket.UndoLast{}); len(tk.Tasks) != 2 || !tk.Tasks[1].Done.IsZero() {
		t.Errorf("undone: %+v", tk.Tasks)
	}
	own := newOffice(t, func(d *ticket.Desk) { d.Site.Remind = []string{"24h"} })
	id = own.open("renewal", "contohkab.go.id").ID
	own.work(id, "payment")
	if tk := own.see(id); len(tk.Tasks) != 1 || tk.Tasks[0].Due.Sub(own.clock.Now()) != 24*time.Hour {
		t.Errorf("the site's own days: %+v", tk.Tasks)
	}
}
