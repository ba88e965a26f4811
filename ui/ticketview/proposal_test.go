package ticketview_test

import (
	"strings"
	"testing"

	"loket/ticket"
)

func TestPassedOnIsTakenByAKey(t *testing.T) {
	w := newWorld(t)
	in := registration()
	in.Forwarded = &ticket.Party{Name: "Budi Contoh", Email: "budi@contohkab.go.id"}
	w.open(w.receive(in), 120, 60)
	wants(t, w.view(), "? Diteruskan oleh Andi Pratama <andi.pratama@contohprov.go.id>; pemohon sebenarnya mungkin Budi Contoh <budi@contohkab.go.id>. p menetapkannya.")
	if w.ticket().Requester.Email != "andi.pratama@contohprov.go.id" {
		t.Fatal("it was done unasked")
	}
	w.press("p", "y")
	if r := w.ticket().Requester; r.Email != "budi@contohkab.go.id" || r.Name != "Budi Contoh" || w.err != nil {
		t.Fatalf("requester %+v: %v", r, w.err)
	}
	if strings.Contains(w.view(), "menetapkannya") {
		t.Error("what was done is still proposed")
	}
	events, _ := w.desk.History(w.id)
	if e := events[len(events)-1]; e.By != "rina" {
		t.Errorf("%s by %s", e.Kind(), e.By)
	}
}

func TestRepeatIsProposed(t *testing.T) {
	w := newWorld(t)
	first := w.receive(registration())
	again := registration()
	again.Text += "\n\nMohon kabar."
	id := w.receive(again)
	w.open(id, 120, 60)
	if id == first {
		t.Fatal("it was joined unasked")
	}
	wants(t, w.view(), "? Mungkin permintaan yang sama dengan 2026-00001: orang, nama, dan berkasnya sama. M menggabungkannya.")
	w.press("M", "enter")
	if len(w.overlays) == 0 {
		t.Fatal("no question with the number")
	}
	lines, _ := w.overlays[len(w.overlays)-1].View(100, 30)
	if !strings.Contains(strings.Join(lines, "\n"), "2026-00001") {
		t.Errorf("the other number is not filled in:\n%s", strings.Join(lines, "\n"))
	}
}

// Only a supervisor is offered an exception.
func TestExceptionIsForSupervisors(t *testing.T) {
	for officer, may := range map[string]bool{"rina": false, "sri": true} {
		w := newWorld(t)
		w.env.Officer = officer
		in := registration()
		in.Sender = &ticket.Judgement{Level: ticket.SenderForged, Head: &ticket.Finding{Code: "many-from", Args: []string{"2"}}}
		w.open(w.receive(in), 100, 40)
		wants(t, w.view(), "! tampak palsu Andi Pratama")
		w.press("n", "ctrl+s")
		w.settle()
		w.press("n", "e")
		if !may {
			if strings.Contains(w.shown(), w.env.T("ticketview.do.exception").String()) {
				t.Errorf("%s is offered:\n%s", officer, w.shown())
			}
			continue
		}
		w.press("text:dipastikan lewat telepon", "enter")
		c := w.ticket().Conditions
		if len(c) == 0 || c[len(c)-1].Exception == "" || c[len(c)-1].By != officer || c[len(c)-1].Note != in.From.Email {
			t.Errorf("recorded %+v: %v", c, w.err)
		}
		w.press("5")
		wants(t, w.view(), "Pengecualian: Surel instansi atau mail.go.id · dipastikan lewat telepon")
		w.press("2", "G", "k", "k")
		wants(t, w.view(), "Kemungkinan besar palsu.")
	}
}

// What reads like a name and is none is not among the names; it is shown with the
// reason, and what stands in a machine's mail is not.
func TestNamesThatOnlyLookLikeNames(t *testing.T) {
	w := newWorld(t)
	in := registration()
	in.Text += "\nSitus kami: p\u0435mkab.go.id dan surat\u200bkab.go.id."
	w.open(w.receive(in), 120, 60)
	w.press("4")
	wants(t, w.view(), "mirip nama domain", "p\u0435mkab.go.id", "U+0435", "U+200B", "minta pemohon menuliskannya kembali")
	if strings.Contains(w.view(), "\u200b") {
		t.Error("an invisible sign reached the screen")
	}
	w.open(w.receive(registration()), 120, 60)
	w.press("4")
	if strings.Contains(w.view(), "mirip nama domain") {
		t.Error("plain names are warned of")
	}
}
