package ticketview_test

import (
	"context"
	"strings"
	"testing"

	"loket/ticket"
	"loket/ui/kit"
)

// TestURLsAtOnce marks what nobody looked at by three keys, after n led there.
func TestURLsAtOnce(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(ticket.Incoming{Subject: "Permohonan pemutusan akses konten judi",
		Text: "Mohon pemutusan akses:\nhttps://lamakab.go.id/slot\nhttps://lamakab.go.id/gacor\nhttps://lamakab.go.id/maxwin",
		From: ticket.Party{Name: "Andi", Email: "andi@contohkab.go.id"}}), 80, 24)
	if got := w.ticket(); got.Service != "access-termination" || len(got.URLs) != 3 {
		t.Fatalf("service %q, %d addresses", got.Service, len(got.URLs))
	}
	w.settle()
	w.press("n")
	if w.ticket().Step().ID != "check-urls" || !strings.Contains(w.view(), "Periksa alamat satu per satu") {
		t.Fatalf("at %s: %v\n%s", w.ticket().Step().ID, w.err, w.view())
	}
	w.press("n", "a") // leads to the first
	if u := w.ticket().URLs; u[0].State != "clean" || u[1].State != "reported" {
		t.Fatalf("addresses %+v: %v", u, w.err)
	}
	w.press("*", "x")
	if u := w.ticket().URLs; u[0].State != "clean" || u[1].State != "found" || u[2].State != "found" {
		t.Fatalf("addresses %+v: %v", u, w.err)
	}
	w.press("n", "ctrl+s")
	if got := w.ticket().Step().ID; got == "check-urls" {
		t.Fatalf("still at %s: %v", got, w.err)
	}
}

// TestConditionHolds checks what n offers where a condition does not hold.
func TestConditionHolds(t *testing.T) {
	w := newWorld(t)
	in := registration()
	in.From.Email = "andi@example.com"
	w.open(w.receive(in), 80, 24)
	w.press("n", "ctrl+s")
	w.settle()
	if !strings.Contains(w.view(), "Syarat pemohon tidak terpenuhi") {
		t.Fatalf("the bar does not say so:\n%s", w.view())
	}
	w.press("n", "e")
	if c := w.ticket().Conditions; len(w.overlays) != 1 || strings.Contains(w.shown(), w.env.T("ticketview.do.exception").String()) || len(c) > 0 && c[len(c)-1].Exception != "" {
		t.Fatalf("an officer is offered to excuse it:\n%s", w.shown())
	}
	w.env.Officer = "sri"
	w.overlays = nil
	w.press("n", "e", "text:surel dinas rusak", "enter")
	if !strings.Contains(w.view(), "Verifikasi dokumen") || w.err != nil {
		t.Fatalf("err %v\n%s", w.err, w.view())
	}
	w.press("n", "y")
	got := w.ticket()
	if got.Step().ID == "verify" {
		t.Fatalf("still at verification: %v", w.err)
	}
	for _, c := range got.Conditions {
		if want := c.ID != "official-email"; c.OK != want || c.By != "sri" {
			t.Errorf("condition %+v", c)
		}
	}
}

func TestNameNotServed(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(ticket.Incoming{Subject: "Permohonan transfer nama domain contohkab.go.id", Text: "Mohon transfer registrar nama domain contohkab.go.id ke registrar lain, mohon authcode.",
		From: ticket.Party{Name: "Andi", Email: "andi@contohkab.go.id"}}), 80, 24)
	if got := w.ticket().Service; got != "transfer" {
		t.Fatalf("service %q", got)
	}
	if !strings.Contains(w.view(), "Nama ini tidak dilayani") {
		t.Fatalf("the bar does not say so:\n%s", w.view())
	}
	w.out = nil
	w.press("n", "p")
	if len(w.out) != 1 || w.out[0] != (kit.Compose{ID: w.id, Template: "refusal"}) {
		t.Fatalf("intents %+v", w.out)
	}
	// Once the letter is written, n closes.
	d, err := w.desk.Draft(w.ticket(), "refusal", "rina", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.Do(context.Background(), "rina", w.id, 0, ticket.SendLetter{Draft: d}); err != nil {
		t.Fatal(err)
	}
	w.overlays = nil
	w.do(w.screen.Apply(kit.Changes{All: true}))
	w.press("n")
	if got := w.ticket(); got.State != ticket.Closed || got.Outcome != "refused" {
		t.Fatalf("state %s, outcome %q: %v", got.State, got.Outcome, w.err)
	}
}

// TestOpensLinked opens the registration that follows from a change of name, and
// finds it again.
func TestOpensLinked(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(ticket.Incoming{Subject: "Permohonan perubahan nama domain lamakab.go.id menjadi barukab.go.id",
		Text: "Mohon perubahan nama domain lamakab.go.id menjadi barukab.go.id.", From: ticket.Party{Name: "Andi", Email: "andi@contohkab.go.id"}}), 80, 24)
	w.settle()
	w.press("n", "y")
	w.letter("result")
	if got := w.ticket().Step().ID; got != "register-new" {
		t.Fatalf("at %s: %v", got, w.err)
	}
	w.out = nil
	w.press("n", "o")
	open, ok := w.out[len(w.out)-1].(kit.Open)
	if !ok || w.err != nil {
		t.Fatalf("intents %+v, %v", w.out, w.err)
	}
	made, err := w.desk.Ticket(open.ID)
	if err != nil || made.Service != "registration" || len(made.Names) != 1 || made.Names[0] != "barukab.go.id" {
		t.Fatalf("%+v, %v", made, err)
	}
	w.out = nil
	w.press("n", "o")
	if len(w.out) != 1 || w.out[0] != open {
		t.Fatalf("a second time: %+v", w.out)
	}
	w.out = nil
	w.press("4", "G", "enter")
	if len(w.out) != 1 || w.out[0] != open {
		t.Fatalf("enter on the link: %+v", w.out)
	}
}

// TestClosedLeads checks that the last key closes and goes back to the queue.
func TestClosedLeads(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(registration()), 80, 24)
	for range 12 {
		st := w.ticket().Step()
		if st == nil {
			break
		}
		if _, err := w.desk.Do(context.Background(), "rina", w.id, 0, ticket.CheckCondition{Condition: "civil-servant", OK: true}); err != nil {
			t.Fatal(err)
		}
		w.settle()
		c := ticket.FinishStep{Step: st.ID, Note: "contoh"}
		if a := w.desk.Next(w.ticket()); a.Kind == "letter" {
			w.letter(st.ID)
			continue
		}
		if _, err := w.desk.Do(context.Background(), "rina", w.id, 0, c); err != nil {
			t.Fatal(err)
		}
	}
	w.do(w.screen.Apply(kit.Changes{All: true}))
	w.out = nil
	w.press("n")
	if got := w.ticket(); got.State != ticket.Closed || got.Outcome != "done" {
		t.Fatalf("state %s: %v", got.State, w.err)
	}
	if len(w.out) != 1 || w.out[0] != (kit.Back{Leave: true}) {
		t.Fatalf("intents %+v", w.out)
	}
}

// TestFirstStepWaits checks that a service which begins with another party's step
// names that party.
func TestFirstStepWaits(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(registration()), 120, 40)
	if _, err := w.desk.Do(context.Background(), "rina", w.id, 0, ticket.SetService{Service: "officer-change"}); err != nil {
		t.Fatal(err)
	}
	w.do(w.screen.Apply(kit.Changes{All: true}))
	if v := w.view(); !strings.Contains(v, "sudah, ingatkan atau lewati") {
		t.Fatalf("the bar does not say what can be done:\n%s", v)
	}
	w.press("n")
	lines, _ := w.overlays[0].View(80, 24)
	if got := strings.Join(lines, "\n"); !strings.Contains(got, "Menunggu Pemohon") {
		t.Fatalf("the menu does not name the party:\n%s", got)
	}
}
