package ticketview_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"loket/ticket"
	"loket/ticket/document"
	"loket/ui/kit"
	"loket/ui/ticketview"
)

// lockedShelf has the bytes of every file, and one password for all.
type lockedShelf struct{ ticketview.Desk }

func (lockedShelf) Attachment(*ticket.Attachment) ([]byte, error) { return []byte("terkunci"), nil }

type opener struct{ old document.Report }

func (o opener) InspectOpen(_ context.Context, _, _ string, _ []byte, password string) (document.Report, error) {
	r := o.old
	if password == "kata sandi saya" {
		r.Opened, r.Problems, r.Text = true, nil, "KARTU PEGAWAI Andi Pratama"
	}
	return r, nil
}

// TestPassword: L asks for the password of a locked file of any kind; a wrong one
// is said, the right one opens it for acceptance, and no event has it.
func TestPassword(t *testing.T) {
	for kind, lang := range map[document.Kind]kit.Lang{document.KindPDF: kit.Indonesian, document.KindZIP: kit.English, document.KindUnknown: kit.Indonesian} {
		w := newWorld(t)
		w.env.Lang = lang
		in := registration()
		in.Attachments = in.Attachments[2:3]
		card := in.Attachments[0].Report
		card.Kind, card.Encrypted = kind, true
		w.opt.Desk, w.opt.Opener = lockedShelf{w.desk}, opener{*card}
		w.open(w.receive(in), 80, 24)
		w.press("2", "j", "j", "j", "L", "text:salah", "ctrl+s")
		if a := w.ticket().Attachment(card.SHA256); a.Report.Opened || len(w.toasts) == 0 {
			t.Fatalf("%s: a wrong password: %+v, toasts %q", kind, a.Report, w.toasts)
		}
		w.press("L", "text:kata sandi saya", "ctrl+s")
		a := w.ticket().Attachment(card.SHA256)
		if !a.Report.Opened || a.Report.OpenedBy != "rina" || len(a.Problems) != 0 {
			t.Fatalf("%s: report %+v, err %v", kind, a.Report, w.err)
		}
		if kind == document.KindPDF {
			w.do(w.screen.Apply(kit.Changes{All: true}))
			if w.press("a"); w.ticket().Evidence[3].Verdict != ticket.Accepted {
				t.Errorf("not accepted: %v", w.err)
			}
		}
		events, err := w.desk.History(w.id)
		if err != nil {
			t.Fatal(err)
		}
		if all, _ := json.Marshal(events); strings.Contains(string(all), "kata sandi saya") {
			t.Errorf("%s: an event has the password", kind)
		}
	}
}
