package compose_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"loket/ticket"
	"loket/ui/kit"
)

func TestReply(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("text:Sudah kami terima.", "ctrl+s")
	if len(w.overlays) != 1 || len(w.ticket().Letters) != 0 {
		t.Fatalf("sent without a question: %v", w.toasts)
	}
	lines, _ := w.overlays[0].View(80, 24)
	if box := ansi.Strip(strings.Join(lines, "\n")); !strings.Contains(box, requester) || !strings.Contains(box, "30 detik") {
		t.Fatalf("the question does not say to whom or how long it is held:\n%s", box)
	}
	w.press("y")
	l := w.ticket().Letters
	if len(l) != 1 || l[0].State != ticket.LetterHeld || !strings.Contains(l[0].Body, "Sudah kami terima.") || l[0].To[0] != requester || !w.left() {
		t.Fatalf("letters %+v, err %v", l, w.err)
	}
	// The own words stand in the gap of the template, not before the salutation.
	if !strings.HasPrefix(l[0].Body, "Yth.") {
		t.Errorf("own words before the salutation: %q", l[0].Body)
	}
}

func TestDraftComesBack(t *testing.T) {
	w := registration(t)
	const kind = "plain"
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	if w.pause(); w.kept(kind) != "" {
		t.Fatal("a draft that nobody touched is kept")
	}
	w.press("text:setengah jadi")
	if w.kept(kind) != "" || w.screen.Busy().Empty() {
		t.Fatal("kept while typing, or free to go")
	}
	if w.pause(); !strings.Contains(w.kept(kind), "setengah jadi") {
		t.Fatalf("not kept: %q", w.kept(kind))
	}
	w.press("text: sekali", "esc")
	if !w.screen.Busy().Empty() || !w.left() || !strings.Contains(w.kept(kind), "setengah jadi sekali") {
		t.Fatalf("leaving lost something: %q", w.kept(kind))
	}
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	if !strings.Contains(w.view(), "setengah jadi sekali") || !strings.Contains(w.lastToast(), "dipulihkan") {
		t.Fatalf("not restored:\n%s", w.view())
	}
	w.press("ctrl+s", "enter")
	if w.kept(kind) != "" || len(w.ticket().Letters) != 1 {
		t.Fatalf("draft %q after sending, err %v", w.kept(kind), w.err)
	}
}

func TestDiscard(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("text:buang saja")
	w.pause()
	w.press("ctrl+d", "esc")
	if w.kept("plain") == "" || w.left() {
		t.Fatal("discarded without a yes")
	}
	w.press("ctrl+d", "y")
	if w.kept("plain") != "" || !w.left() {
		t.Fatal("not discarded")
	}
}

func TestRevision(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "revision", Revision: true}, 80, 24)
	if !strings.Contains(w.view(), "2026-11-26") {
		t.Fatalf("no revise-by date:\n%s", w.view())
	}
	w.press("shift+tab")
	for range 10 {
		w.press("backspace")
	}
	w.press("text:2026-11-20", "ctrl+s")
	if len(w.overlays) != 0 {
		t.Fatal("a date in the past was taken")
	}
	for range 10 {
		w.press("backspace")
	}
	w.press("text:2026-11-30", "ctrl+s", "y")
	got := w.ticket()
	want := time.Date(2026, 11, 30, 23, 59, 0, 0, zone)
	if got.State != ticket.WaitingRequester || !got.Clock.ReviseBy.Equal(want) || got.Clock.Rounds != 1 || len(got.Letters) != 1 {
		t.Fatalf("state %s, revise by %v, err %v", got.State, got.Clock.ReviseBy, w.err)
	}
}

func TestStepLetter(t *testing.T) {
	w := registration(t)
	do := func(c ticket.Command) {
		t.Helper()
		if _, err := w.desk.Do(context.Background(), "rina", w.id, 0, c); err != nil {
			t.Fatal(err)
		}
	}
	do(ticket.FinishStep{Step: "check-name", Note: "ada"})
	for _, e := range w.ticket().Evidence {
		do(ticket.GiveVerdict{Requirement: e.Requirement, Verdict: ticket.NotApplicable, Note: "contoh"})
	}
	do(ticket.FinishStep{Step: "verify"})
	do(ticket.FinishStep{Step: "approve", Reference: "R-1"})
	w.open(kit.Compose{Template: "approval-invoice", Step: "invoice"}, 80, 24)
	w.press("ctrl+s", "enter")
	got := w.ticket()
	if got.Step().ID != "payment" || len(got.Letters) != 1 || got.Letters[0].Step != "invoice" || got.Letters[0].Template != "approval-invoice" {
		t.Fatalf("step %s, letters %+v, err %v", got.Step().ID, got.Letters, w.err)
	}
}

func TestAttachAndTemplate(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("text:Daftar terlampir.")
	if !strings.Contains(w.view(), "tidak ada yang dilampirkan") {
		t.Fatalf("no warning:\n%s", w.view())
	}
	w.press("ctrl+a", "enter", "esc")
	if v := w.view(); strings.Contains(v, "tidak ada yang dilampirkan") || !strings.Contains(v, "surat permohonan.pdf") {
		t.Fatalf("not attached:\n%s", v)
	}
	w.press("ctrl+t", "text:penolakan", "enter")
	if len(w.overlays) != 1 {
		t.Fatal("own words were replaced without a question")
	}
	w.press("y")
	if strings.Contains(w.view(), "Daftar terlampir") {
		t.Fatal("the template did not replace the text")
	}
	w.press("ctrl+s", "enter")
	if l := w.ticket().Letters; len(l) != 1 || l[0].Template != "refusal" {
		t.Fatalf("letters %+v, err %v", l, w.err)
	}
}

func TestNewsWhileWriting(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("text:sebentar")
	w.receive("Re: Permohonan", "Ini susulan.", requester, "mb@contohprov.go.id")
	w.do(w.screen.Apply(kit.Changes{Rows: []*ticket.Row{w.desk.Row(w.id)}}))
	if !strings.Contains(w.view(), "pesan baru datang") || !strings.Contains(w.view(), "sebentar") {
		t.Fatalf("no word of the new message:\n%s", w.view())
	}
	w.press("ctrl+s")
	if len(w.overlays) != 1 || !strings.Contains(w.box(), "Ini susulan.") {
		t.Fatalf("sending does not show the message:\n%s", w.box())
	}
	w.press("enter", "text: lagi")
	if strings.Contains(w.view(), "pesan baru datang") || !strings.Contains(w.view(), "sebentar lagi") {
		t.Fatalf("the letter cannot be changed after the message was read:\n%s", w.view())
	}
	w.press("ctrl+s", "enter")
	if l := w.ticket().Letters; len(l) != 1 || !strings.Contains(l[0].Body, "sebentar lagi") {
		t.Fatalf("cannot send after the new message: %v", w.err)
	}
}

// TestOvertaken: the desk says no where the console has not heard of the message yet.
func TestOvertaken(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("text:sebentar", "ctrl+s")
	w.receive("Re: Permohonan", "Ini susulan.", requester, "mb@contohprov.go.id")
	w.press("y")
	if len(w.ticket().Letters) != 0 || len(w.overlays) != 1 || !strings.Contains(w.box(), "Ini susulan.") {
		t.Fatalf("the letter left unread: %v, %s", w.err, w.box())
	}
	w.press("k")
	if len(w.ticket().Letters) != 0 {
		t.Fatal("sent without the usual question")
	}
	w.press("y")
	if len(w.ticket().Letters) != 1 {
		t.Fatalf("cannot send as it is: %v", w.err)
	}
}

// TestAnothersDraft: a letter goes on where a colleague left it, and what came while
// it lay there is new to whoever goes on.
func TestAnothersDraft(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("text:dari Rina", "esc")
	w.receive("Re: Permohonan", "Ini susulan.", requester, "mb@contohprov.go.id")
	w.env.Officer = "budi"
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	if !strings.Contains(w.view(), "dari Rina") || !strings.Contains(w.lastToast(), "Naskah rina") {
		t.Fatalf("%v\n%s", w.toasts, w.view())
	}
	if !strings.Contains(w.view(), "pesan baru datang") {
		t.Errorf("what came while the draft lay there is passed over:\n%s", w.view())
	}
	w.press("text: dan Budi", "esc")
	if k := w.kept("plain"); !strings.Contains(k, "dari Rina") || !strings.Contains(k, "dan Budi") || !strings.Contains(k, `"by":"budi"`) {
		t.Errorf("kept %s", k)
	}
}

func TestWrongFields(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "plain"}, 80, 24)
	w.press("shift+tab", "shift+tab", "text:bukan alamat", "ctrl+s")
	if len(w.overlays) != 0 || !strings.Contains(w.lastToast(), "bukan") {
		t.Fatalf("toasts %v", w.toasts)
	}
	w.open(kit.Compose{Template: "unknown"}, 80, 24)
	var r *ticket.Refusal
	if !errors.As(w.err, &r) || !w.left() {
		t.Fatalf("an unknown letter: %v", w.err)
	}
}

func TestOpenPlaces(t *testing.T) {
	w := registration(t)
	w.open(kit.Compose{Template: "result"}, 80, 24)
	if !strings.Contains(w.view(), "masih harus diisi") {
		t.Fatalf("no word of what is open:\n%s", w.view())
	}
	w.press("ctrl+s")
	if len(w.overlays) != 0 || !strings.Contains(w.lastToast(), "isi tanggal") {
		t.Fatalf("toasts %v", w.toasts)
	}
	// The cursor stands before the mark.
	for range len("[!] isi tanggal") {
		w.key(tea.KeyPressMsg{Code: tea.KeyDelete})
	}
	w.press("text:1 Januari 2028", "ctrl+s", "y")
	if l := w.ticket().Letters; len(l) != 1 || !strings.Contains(l[0].Body, "baru: 1 Januari 2028\n") {
		t.Fatalf("letters %+v, err %v", l, w.err)
	}
}
