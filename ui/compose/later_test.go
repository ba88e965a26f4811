package compose_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"loket/ticket"
	"loket/ui/kit"
)

func TestSendLater(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("text:Isi.", "ctrl+l", "text:kapan-kapan", "ctrl+s")
	if len(w.overlays) != 0 || !strings.Contains(w.lastToast(), "tidak terbaca") {
		t.Fatalf("a time that cannot be read is taken: %v", w.toasts)
	}
	w.press("ctrl+l", "ctrl+l", "text:besok 09:00")
	if !strings.Contains(w.view(), "Selasa, 24 Nov 2026 09.00") {
		t.Fatalf("what was understood is not shown:\n%s", w.view())
	}
	w.pause()
	w.press("esc")
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	if !strings.Contains(w.view(), "besok 09:00") {
		t.Fatalf("the draft forgot the time:\n%s", w.view())
	}
	w.press("ctrl+s")
	lines, _ := w.overlays[0].View(80, 24)
	if box := ansi.Strip(strings.Join(lines, "\n")); !strings.Contains(box, "Selasa, 24 Nov 2026 09.00") {
		t.Fatalf("the question does not say when:\n%s", box)
	}
	w.press("y")
	want := monday.AddDate(0, 0, 1)
	if l := w.ticket().Letters; len(l) != 1 || !l[0].NotBefore.Equal(want) || l[0].State != ticket.LetterHeld {
		t.Fatalf("letters %+v, err %v", l, w.err)
	}
	if _, next, err := w.desk.DueLetters(w.now.Add(time.Hour)); err != nil || !next.Equal(want) {
		t.Errorf("due %v, %v", next, err)
	}
}

// A letter that ends a step leaves at once: the clock counts from it.
func TestStepIsNotPutOff(t *testing.T) {
	for _, c := range []kit.Compose{{Template: "approval-invoice", Step: "invoice"}, {Template: "revision", Revision: true}} {
		w := registration(t)
		w.open(c, 80, 24)
		w.press("ctrl+l", "text:besok")
		if strings.Contains(w.view(), "Berangkat") {
			t.Errorf("%+v can be put off:\n%s", c, w.view())
		}
	}
}

// What was taken back is a draft again, beside another one.
func TestTakenBackIsWrittenOn(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("text:draf lain")
	w.pause()
	w.press("esc")
	tk, err := w.desk.Do(context.Background(), "rina", w.id, 0, ticket.SendLetter{Draft: ticket.Draft{Template: "plain", To: []string{requester}, Subject: "Jawaban", Body: "Kata yang ditarik."}})
	if err != nil {
		t.Fatal(err)
	}
	bs := w.env.LetterBindings("x", "v", "a", w.id, &tk.Letters[0], nil)
	w.out = nil
	w.do(bs[0].Run())
	if len(w.out) != 1 || w.ticket().Letters[0].State != ticket.LetterCancelled {
		t.Fatalf("%+v, %v", w.out, w.err)
	}
	w.open(w.out[0].(kit.Compose), 80, 24)
	if v := w.view(); !strings.Contains(v, "Kata yang ditarik.") || strings.Contains(v, "draf lain") {
		t.Fatalf("not its text:\n%s", v)
	}
	w.pause()
	if !strings.Contains(w.kept("back-1"), "Kata yang ditarik.") || !strings.Contains(w.kept("plain"), "draf lain") {
		t.Error("one of the drafts is lost")
	}
}
