package ticketview_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/ticket"
	"loket/ui/kit"
)

// fared has letters that fared in every way.
func fared(t *testing.T) (w *world, sent []*ticket.Letter) {
	t.Helper()
	w = busy(t)
	send := func(o ticket.Outcome, to ...string) {
		t.Helper()
		got, err := w.desk.Do(context.Background(), "rina", w.id, 0, ticket.SendLetter{Draft: ticket.Draft{Template: "plain", To: to, Subject: "Jawaban", Body: "Isi surat."}})
		if err != nil {
			t.Fatal(err)
		}
		l := &got.Letters[len(got.Letters)-1]
		w.now = w.now.Add(time.Minute)
		w.env.Now = w.now
		sent = append(sent, l)
		if o.State == ticket.LetterHeld {
			return
		}
		item := ticket.OutboxItem{Letter: *l, Ticket: w.id}
		if err := w.desk.HandOver(context.Background(), item); err != nil {
			t.Fatal(err)
		}
		if err := w.desk.LetterTried(context.Background(), item, o); err != nil {
			t.Fatal(err)
		}
	}
	const andi, dinas = "andi.pratama@contohprov.go.id", "dinas@contohkab.go.id"
	send(ticket.Outcome{State: ticket.LetterUnknown, Code: "letter.unknown", Error: "it may have left"}, andi)
	send(ticket.Outcome{State: ticket.LetterSent, Results: []ticket.RecipientResult{{To: andi, State: ticket.LetterFailed, Code: 550, Enhanced: "5.1.1", Words: "No such user here", At: w.now}}}, andi, dinas)
	send(ticket.Outcome{State: ticket.LetterFailed, Code: "letter.too-large", Args: []string{"30000", "10240"}, Error: "too large"}, dinas)
	send(ticket.Outcome{State: ticket.LetterRetry, Code: "pull.refused", Error: "connection refused", Next: w.now.Add(time.Hour)}, dinas)
	return w, sent
}

func TestGoldenLetters(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}} {
		for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
			w, _ := fared(t)
			w.env.Lang = lang
			w.open(w.id, size[0], size[1])
			golden(t, fmt.Sprintf("letters_%dx%d_%s", size[0], size[1], lang), w.view())
		}
	}
}

// TestUnknownLetterIsDecided by a key; sending it again says that it may come twice.
func TestUnknownLetterIsDecided(t *testing.T) {
	for key, want := range map[string]ticket.LetterState{"a": ticket.LetterSent, "v": ticket.LetterRetry} {
		w, sent := fared(t)
		w.open(w.id, 120, 40)
		w.press(",", ",", ",") // from the newest
		if !strings.Contains(w.view(), "mungkin sudah sampai") {
			t.Fatalf("it is not shown:\n%s", w.view())
		}
		w.press(key)
		if key == "v" {
			if len(w.overlays) != 1 || w.ticket().Letter(sent[0].ID).State != ticket.LetterUnknown {
				t.Fatalf("sent again without a warning: %v", w.err)
			}
			w.press("y")
		}
		if got := w.ticket().Letter(sent[0].ID); got.State != want {
			t.Errorf("after %s it is %s (%v), want %s", key, got.State, w.err, want)
		}
	}
}

// TestHeldLetterSaysWhenItLeaves, and leaves when told so.
func TestHeldLetterSaysWhenItLeaves(t *testing.T) {
	w := busy(t)
	at := w.now.AddDate(0, 0, 1)
	got, err := w.desk.Do(context.Background(), "rina", w.id, 0, ticket.SendLetter{Draft: ticket.Draft{Template: "plain", To: []string{"dinas@contohkab.go.id"}, Subject: "Nanti", Body: "Isi.", SendAt: at}})
	if err != nil {
		t.Fatal(err)
	}
	w.open(w.id, 120, 40)
	if !strings.Contains(w.view(), "berangkat 24 Nov 2026 09.2") {
		t.Errorf("it does not say when it leaves:\n%s", w.view())
	}
	w.press("v")
	if l := w.ticket().Letter(got.Letters[len(got.Letters)-1].ID); l.State != ticket.LetterHeld || l.NotBefore.After(w.now) {
		t.Errorf("%+v, %v", l, w.err)
	}
}
