package ticketview_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"loket/ticket"
	"loket/ui/kit"
	"loket/ui/ticketview"
)

// verify brings the registration to its verification.
func verify(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.open(w.receive(registration()), 100, 30)
	w.press("n", "text:Nama masih tersedia", "ctrl+s")
	if w.err != nil || w.ticket().Step().ID != "verify" {
		t.Fatalf("step %+v, err %v", w.ticket().Step(), w.err)
	}
	return w
}

func refused(err error) string {
	var r *ticket.Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}

func TestClaimAndRelease(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(registration()), 80, 24)
	w.press("c")
	if got := w.ticket(); got.Owner != "rina" || got.Unread {
		t.Fatalf("owner %q, unread %v", got.Owner, got.Unread)
	}
	w.press("c")
	if got := w.ticket().Owner; got != "" {
		t.Fatalf("owner %q after release", got)
	}
	if _, err := w.desk.Do(context.Background(), "budi", w.id, 0, ticket.Claim{}); err != nil {
		t.Fatal(err)
	}
	w.do(w.screen.Apply(kit.Changes{All: true}))
	w.press("c")
	if len(w.overlays) != 1 || w.ticket().Owner != "budi" {
		t.Fatal("taking over was not asked about")
	}
	w.press("y")
	if got := w.ticket().Owner; got != "rina" {
		t.Fatalf("owner %q after taking over", got)
	}
}

func TestOpeningReads(t *testing.T) {
	w := newWorld(t)
	id := w.receive(registration())
	if _, err := w.desk.Do(context.Background(), "budi", id, 0, ticket.Assign{Officer: "rina"}); err != nil {
		t.Fatal(err)
	}
	w.open(id, 80, 24)
	if w.ticket().Unread {
		t.Fatal("the owner's ticket is still unread")
	}
}

func TestVerdicts(t *testing.T) {
	w := verify(t)
	w.press("n") // goes to the documents, first open requirement
	if !strings.Contains(w.view(), "Kelengkapan") {
		t.Fatal("n does not lead to the documents")
	}
	w.press("a")
	if e := w.ticket().Evidence[0]; e.Verdict != ticket.Accepted || len(e.Attachments) != 1 || e.By != "rina" {
		t.Fatalf("evidence %+v", e)
	}
	// The selection went on: the basis is missing.
	w.press("x", "1", "enter")
	if e := w.ticket().Evidence[1]; e.Verdict != ticket.Rejected || e.Reason != "missing" {
		t.Fatalf("evidence %+v, err %v", e, w.err)
	}
	w.press("a", "x", "4", "text:minta tanpa sandi", "enter")
	if e := w.ticket().Evidence[3]; e.Verdict != ticket.Rejected || e.Reason != "encrypted" || e.Note != "minta tanpa sandi" {
		t.Fatalf("evidence %+v, err %v", e, w.err)
	}
	w.press("u")
	if e := w.ticket().Evidence[3]; e.Verdict != ticket.Unjudged {
		t.Fatalf("u did not take the verdict back: %+v", e)
	}
	w.press("k", "k", "j", "-", "text:tidak diminta", "enter")
	if len(w.overlays) > 0 {
		t.Fatal("a sheet is still open")
	}
}

// TestNextReturns checks that n is the return for revision once all that is
// there was judged and something is wrong.
func TestNextReturns(t *testing.T) {
	w := verify(t)
	w.press("n", "a", "j", "a", "x", "4", "enter")
	if e := w.ticket().Evidence; e[0].Verdict != ticket.Accepted || e[2].Verdict != ticket.Accepted || e[3].Verdict != ticket.Rejected {
		t.Fatalf("evidence %+v, err %v", e, w.err)
	}
	if !strings.Contains(w.view(), "Kembalikan untuk perbaikan") {
		t.Fatalf("the bar does not say so:\n%s", w.view())
	}
	w.out = nil
	w.press("n")
	if len(w.out) != 1 || w.out[0] != (kit.Compose{ID: w.id, Template: "revision", Revision: true}) {
		t.Fatalf("intents %+v", w.out)
	}
}

func TestBlockedUntilComplete(t *testing.T) {
	w := verify(t)
	w.press("n", "n")
	if w.ticket().Step().ID != "verify" || len(w.toasts) == 0 {
		t.Fatalf("step %s, toasts %q", w.ticket().Step().ID, w.toasts)
	}
	if last := w.toasts[len(w.toasts)-1]; !strings.Contains(last, "Dasar pembentukan") {
		t.Fatalf("the reason does not name what is open: %q", last)
	}
	w.settle()
	w.press("n") // conditions are unchecked: a question
	if len(w.overlays) != 1 {
		t.Fatal("unchecked conditions were not asked about")
	}
	w.press("y")
	if got := w.ticket().Step().ID; got == "verify" {
		t.Fatalf("still at %s: %v", got, w.err)
	}
}

// settle accepts or excuses everything mandatory.
func (w *world) settle() {
	w.t.Helper()
	for _, e := range w.ticket().Evidence {
		c := ticket.GiveVerdict{Requirement: e.Requirement, Verdict: ticket.NotApplicable, Note: "contoh"}
		if _, err := w.desk.Do(context.Background(), "rina", w.id, 0, c); err != nil {
			w.t.Fatal(err)
		}
	}
	w.do(w.screen.Apply(kit.Changes{All: true}))
}

func TestWholeRegistration(t *testing.T) {
	w := verify(t)
	w.settle()
	w.press("n", "y")                          // verification
	w.press("n", "text:REG-1", "tab", "enter") // approval in the registrar application
	if got := w.ticket().Step().ID; got != "invoice" {
		t.Fatalf("at %s: %v", got, w.err)
	}
	w.press("n")
	c, ok := w.out[len(w.out)-1].(kit.Compose)
	if !ok || c.Template != "approval-invoice" || c.Step != "invoice" {
		t.Fatalf("next is %+v", w.out)
	}
	w.letter("invoice")
	for _, step := range []string{"payment", "activation"} {
		if got := w.ticket().Step().ID; got != step {
			t.Fatalf("at %s, want %s: %v", got, step, w.err)
		}
		if !strings.Contains(w.view(), "Menunggu") {
			t.Fatalf("the bar does not say who is waited for:\n%s", w.view())
		}
		w.press("n", "d", "text:bukti", "ctrl+s")
	}
	w.letter("result")
	w.press("C", "1")
	if got := w.ticket(); got.State != ticket.Closed || got.Outcome != "done" {
		t.Fatalf("state %s: %v", got.State, w.err)
	}
	w.press("n", "text:keliru", "enter")
	if got := w.ticket(); got.State == ticket.Closed {
		t.Fatalf("not reopened: %v", w.err)
	}
}

// letter finishes a letter step as the composer does.
func (w *world) letter(step string) {
	w.t.Helper()
	d, err := w.desk.Draft(w.ticket(), "plain", "rina", "")
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.desk.Do(context.Background(), "rina", w.id, 0, ticket.FinishStep{Step: step, Draft: &d}); err != nil {
		w.t.Fatal(err)
	}
	w.do(w.screen.Apply(kit.Changes{All: true}))
}

func TestChooseService(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(ticket.Incoming{Subject: "Mohon bantuan", Text: "Selamat pagi, mohon bantuannya.", From: ticket.Party{Name: "Warga", Email: "warga@example.com"}}), 80, 24)
	if v := w.view(); !strings.Contains(v, "Pilih layanan") || !strings.Contains(v, "bukan alamat resmi") {
		t.Fatalf("the head does not say what is open:\n%s", v)
	}
	w.press("n", "text:perpanjangan nama", "enter")
	if got := w.ticket().Service; got != "renewal" {
		t.Fatalf("service %q: %v", got, w.err)
	}
}

func TestDangerousStep(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(ticket.Incoming{Subject: "Permohonan penonaktifan nama domain lamakab.go.id", Text: "Mohon penonaktifan nama domain lamakab.go.id.",
		From: ticket.Party{Name: "Andi", Email: "andi@contohkab.go.id"}}), 100, 30)
	if w.ticket().Service != "deactivation" {
		t.Fatalf("service %q", w.ticket().Service)
	}
	w.settle()
	for range 4 {
		if a := w.desk.Next(w.ticket()); a.Dangerous {
			break
		} else if a.Kind == "verify" {
			w.press("n", "y")
		} else {
			w.press("n", "text:sudah", "ctrl+s")
		}
		w.overlays = nil
	}
	step := w.ticket().Step().ID
	w.press("n", "ctrl+s")
	if lines, _ := w.overlays[0].View(100, 30); len(w.overlays) != 1 || !strings.Contains(ansi.Strip(strings.Join(lines, "\n")), "tindakan perlu bukti") {
		t.Fatal("the evidence is not asked for before the name")
	}
	w.press("text:EPP-77", "ctrl+s")
	if len(w.overlays) != 1 || w.ticket().Step().ID != step {
		t.Fatal("a dangerous step was done without the name")
	}
	w.press("text:lain.go.id", "enter")
	if w.ticket().Step().ID != step {
		t.Fatal("the wrong name was taken")
	}
	w.overlays = nil
	w.press("n", "text:EPP-77", "ctrl+s", "text:lamakab.go.id", "enter")
	if got := w.ticket(); got.Step() != nil && got.Step().ID == step {
		t.Fatalf("step not done: %v", w.err)
	}
}

func TestSplitMergeLink(t *testing.T) {
	w := newWorld(t)
	first := w.receive(registration())
	w.uid += 10
	second := w.receive(ticket.Incoming{Subject: "Perpanjangan nama domain lain.go.id", Text: "Mohon perpanjangan nama domain lain.go.id.",
		From: ticket.Party{Name: "Budi", Email: "budi@lain.go.id"}})
	w.open(second, 80, 24)
	number := w.ticket().Number
	other, _ := w.desk.Ticket(first)
	w.press("K", "text:"+other.Number, "ctrl+s")
	if got := w.ticket().Links; len(got) != 1 || got[0].Other != first {
		t.Fatalf("links %+v: %v", got, w.err)
	}
	w.press("M", "text:"+other.Number, "enter", "text:"+number, "enter")
	if got := w.ticket(); got.State != ticket.Merged || got.MergedInto != first {
		t.Fatalf("state %s: %v", got.State, w.err)
	}
	w.open(first, 80, 24)
	w.press(",", ".", "space", "X", "y")
	if open, ok := w.out[len(w.out)-1].(kit.Open); !ok || open.ID == first {
		t.Fatalf("no new ticket: %v, %+v", w.err, w.out)
	}
	if got := len(w.ticket().Messages); got != 1 {
		t.Fatalf("%d messages are left", got)
	}
}

func TestNotesWaitAssign(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(registration()), 80, 24)
	w.press("i", "text:telepon dulu", "ctrl+s")
	if n := w.ticket().Notes; len(n) != 1 || n[0].Text != "telepon dulu" {
		t.Fatalf("notes %+v", n)
	}
	if v := w.view(); !strings.Contains(v, "CATATAN INTERNAL") {
		t.Fatalf("the note does not say that it is internal:\n%s", v)
	}
	w.press("w", "tab", "right", "tab", "text:tanya", "enter")
	if c := w.ticket().Clock; c.Waiting == "" || !c.Paused() {
		t.Fatalf("clock %+v: %v", c, w.err)
	}
	w.press("W")
	if c := w.ticket().Clock; c.Waiting != "" {
		t.Fatalf("still waiting for %s: %v", c.Waiting, w.err)
	}
	w.press("A", "enter", "ctrl+s")
	if got := w.ticket().Owner; got == "" || got == "rina" {
		t.Fatalf("owner %q: %v", got, w.err)
	}
}

func TestComposeIntents(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(registration()), 80, 24)
	for key, want := range map[string]kit.Compose{
		"r": {ID: w.id, Template: "plain"}, "R": {ID: w.id, Template: "revision", Revision: true}, "P": {ID: w.id, Template: "refusal"},
	} {
		w.out = nil
		w.press(key)
		if len(w.out) != 1 {
			t.Fatalf("%s gives %+v", key, w.out)
		}
		if got, ok := w.out[0].(kit.Compose); !ok || got != want {
			t.Errorf("%s gives %+v, want %+v", key, w.out[0], want)
		}
	}
}

// TestStaysInPlace checks that somebody else's change moves nothing under the
// officer's eyes.
func TestStaysInPlace(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(registration()), 80, 24)
	w.press("2", "j", "j")
	before := w.view()
	w.now = w.now.Add(time.Minute)
	if _, err := w.desk.Do(context.Background(), "budi", w.id, 0, ticket.AddNote{Text: "catatan kolega"}); err != nil {
		t.Fatal(err)
	}
	w.do(w.screen.Apply(kit.Changes{Rows: []*ticket.Row{w.desk.Row(w.id)}}))
	after := strings.Split(w.view(), "\n")
	for i, l := range strings.Split(before, "\n")[6:] {
		if l != after[i+6] {
			t.Errorf("line %d moved:\n%s\n%s", i+6, l, after[i+6])
		}
	}
	if !strings.Contains(after[5], "Percakapan 2") {
		t.Errorf("the note is not counted: %s", after[5])
	}
}

func TestStale(t *testing.T) {
	w := verify(t)
	if _, err := w.desk.Do(context.Background(), "budi", w.id, 0, ticket.AddNote{Text: "x"}); err != nil {
		t.Fatal(err)
	}
	w.press("n", "a")
	var stale *ticket.Stale
	if !errors.As(w.err, &stale) {
		t.Fatalf("a verdict on an old ticket: %v", w.err)
	}
	w.press("a")
	if w.err != nil {
		t.Fatalf("after reading again: %v", w.err)
	}
}

func TestSaveFile(t *testing.T) {
	for name, want := range map[string]string{
		"../../etc/passwd": "passwd", `C:\Windows\x.exe`: "x.exe", ".bashrc": "bashrc", "a\x1b[31mb.pdf": "ab.pdf", "": "lampiran", "/": "lampiran", "a;rm -rf.pdf": "a_rm -rf.pdf",
	} {
		if got := ticketview.SafeName(name); got != want {
			t.Errorf("SafeName(%q) = %q, want %q", name, got, want)
		}
	}
	w := newWorld(t)
	w.desk.Reader = reader{}
	w.open(w.receive(registration()), 80, 24)
	path := filepath.Join(t.TempDir(), "surat.pdf")
	w.press("2", "s")
	for range 60 {
		w.press("backspace")
	}
	w.press("text:"+path, "enter")
	if got, err := os.ReadFile(path); err != nil || string(got) != "isi berkas" {
		t.Fatalf("%q, %v, %v", got, err, w.toasts)
	}
	w.press("s")
	for range 60 {
		w.press("backspace")
	}
	w.press("text:"+path, "enter")
	if last := w.toasts[len(w.toasts)-1]; !strings.Contains(last, "Tidak tersimpan") {
		t.Fatalf("an existing file was replaced: %q", last)
	}
}

type reader struct{}

func (reader) Read(context.Context, []byte, ticket.MailRecord) ticket.Incoming {
	return ticket.Incoming{}
}
func (reader) File([]byte, int, string) ([]byte, error) { return []byte("isi berkas"), nil }
