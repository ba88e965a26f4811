package ticketview_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"loket/domain"
	"loket/ticket"
	"loket/ui/kit"
)

// panel opens the panel on who wrote and returns what it says.
func (w *world) panel() string {
	w.t.Helper()
	before := len(w.overlays)
	w.press("F")
	if len(w.overlays) != before+1 {
		w.t.Fatalf("no panel: %v", w.toasts)
	}
	lines, _ := w.overlays[len(w.overlays)-1].View(100, 60)
	return ansi.Strip(strings.Join(lines, "\n"))
}

func wants(t *testing.T, text string, parts ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "▌", " ").Replace(text)), " ")
	for _, p := range parts {
		if !strings.Contains(flat, p) {
			t.Errorf("no %q in\n%s", p, text)
		}
	}
}

func judgedMail(j *ticket.Judgement) ticket.Incoming {
	in := registration()
	in.Sender, in.Auth = j, "spf=fail (penipu.example) dmarc=fail (contohprov.go.id)"
	return in
}

func TestSenderPanel(t *testing.T) {
	forged := &ticket.Judgement{Level: ticket.SenderForged, Server: "mx.contoh.go.id",
		Head: &ticket.Finding{Code: "site-dmarc-fail", Args: []string{"contohprov.go.id"}, Weight: -6},
		Reasons: []ticket.Finding{
			{Code: "site-dmarc-fail", Args: []string{"contohprov.go.id"}, Weight: -6},
			{Code: "reply-elsewhere", Args: []string{"orang@gmail.com", "contohprov.go.id"}, Weight: -4},
			{Code: "official", Args: []string{"contohprov.go.id", "go.id"}, Weight: 2},
			{Code: "dkim-none"}, {Code: "from-the-future", Args: []string{"x"}},
		}}
	w := newWorld(t)
	w.open(w.receive(judgedMail(forged)), 120, 60)
	wants(t, w.view(), "! Kemungkinan besar palsu. Server surel kami menyatakan", "– Balasan akan terkirim ke orang@gmail.com", "F menampilkan alasannya")
	if n := strings.Count(w.view(), "tidak lulus DMARC"); n != 1 {
		t.Errorf("the doubt is said %d times:\n%s", n, w.view())
	}
	wants(t, w.panel(), "andi.pratama@contohprov.go.id", "Kemungkinan besar palsu.",
		"Alamat ✓ Alamat pengirim adalah alamat resmi di bawah contohprov.go.id (aturan: go.id).",
		"Tanda tangan (DKIM) · Surel ini tidak bertanda tangan", "menurut mx.contoh.go.id", "Penerus (ARC) tidak ada", "Nama tampilan tidak menyesatkan",
		"Domain mirip tidak ada", "Balasan ke ! Balasan akan terkirim", "from-the-future")
	w.env.Lang = kit.English
	w.press("esc")
	wants(t, w.panel(), "Very likely forged.", "official one below contohprov.go.id (rule: go.id)", "Answers go to ! Replies would go to orang@gmail.com", "says mx.contoh.go.id")
}

// A record from before there were codes keeps its sentences.
func TestOldJudgement(t *testing.T) {
	old := &ticket.Judgement{Level: ticket.SenderDoubtful, Line: domain.Text{ID: "Meragukan. Lama.", EN: "Doubtful. Old."},
		Reasons: []ticket.Finding{{ID: "Alasan lama.", EN: "An old reason."}}}
	w := newWorld(t)
	w.open(w.receive(judgedMail(old)), 120, 60)
	wants(t, w.view(), "~ Meragukan. Lama.", "Alasan lama.")
	wants(t, w.panel(), "~ Meragukan. Lama.", "– Alasan lama.")
}

func TestNobodyJudged(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(registration()), 120, 60)
	w.press("F")
	if len(w.overlays) != 0 || len(w.toasts) == 0 || !strings.Contains(w.toasts[len(w.toasts)-1], "tidak dinilai") {
		t.Errorf("%d overlays, %v", len(w.overlays), w.toasts)
	}
}
