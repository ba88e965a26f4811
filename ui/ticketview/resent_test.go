package ticketview_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"loket/ticket"
	"loket/ui/kit"
)

// returned is a registration that went back for its letter and card, and was
// answered with another letter and the same card.
func returned(t *testing.T) *world {
	t.Helper()
	w := verify(t)
	w.press("n", "a", "j", "a", "x", "4", "enter")
	w.do(kit.Do{ID: w.id, Command: ticket.GiveVerdict{Requirement: "request-letter", Verdict: ticket.Rejected, Reason: "expired"}})
	draft, by, err := w.desk.Revision(w.ticket(), "rina", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.Do(context.Background(), "rina", w.id, 0, ticket.ReturnForRevision{Draft: draft, ReviseBy: by}); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Hour)
	in := registration()
	card := in.Attachments[2]
	in.Subject = "Re: " + in.Subject + " [" + w.ticket().Number + "]"
	in.Refs = []string{w.ticket().Letters[len(w.ticket().Letters)-1].MessageID}
	in.Attachments = []ticket.File{file("Surat Permohonan Baru.pdf", "SURAT PERMOHONAN\nPendaftaran nama domain contohkab.go.id\n\nMengajukan pendaftaran nama domain.", 2), card}
	if id := w.receive(in); id != w.id {
		t.Fatalf("the answer went to ticket %d, not %d", id, w.id)
	}
	return w
}

// TestOpensOnWhatChanged: the answer to a return for revision is what one sees
// first; the same file once more keeps its verdict and says so; what was judged
// opens as any ticket.
func TestOpensOnWhatChanged(t *testing.T) {
	for lang, want := range map[kit.Lang][]string{
		kit.Indonesian: {"Baru sesudah perbaikan ke-1", "berkas baru", "Selebihnya", "dikirim lagi"},
		kit.English:    {"New since return 1", "new file", "The rest", "sent again"},
	} {
		w := returned(t)
		w.env.Lang = lang
		for _, size := range [][2]int{{80, 24}, {160, 45}} {
			w.open(w.id, size[0], size[1])
			view := w.view()
			for _, s := range want {
				if !strings.Contains(view, s) {
					t.Errorf("%s at %d: no %q in\n%s", lang, size[0], s, view)
				}
			}
			if !strings.Contains(view, "Surat Permohonan Baru.pdf") {
				t.Errorf("%s at %d: the new letter is not selected:\n%s", lang, size[0], view)
			}
		}
		if e := w.ticket().Evidence[3]; e.Verdict != ticket.Rejected {
			t.Errorf("the card that was sent once more has the verdict %q", e.Verdict)
		}
		w.press("a")
		w.open(w.id, 80, 24)
		if view := w.view(); strings.Contains(view, want[1]) || !strings.Contains(view, "← Andi Pratama") {
			t.Errorf("after the verdict the ticket does not open as usual:\n%s", view)
		}
	}
}
