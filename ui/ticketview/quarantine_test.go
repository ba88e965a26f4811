package ticketview_test

import (
	"context"
	"strings"
	"testing"

	"loket/ticket"
	"loket/ticket/document"
)

// found puts the ticket's only file into quarantine.
func (w *world) found(s document.Scan) string {
	w.t.Helper()
	sha := w.ticket().Messages[0].Attachments[0].SHA
	s.At, s.Engine, s.Base = w.now, "ClamAV 1.4.6", "27812"
	if err := w.desk.Inspect(context.Background(), []ticket.Inspected{{Ticket: w.id, Files: []ticket.Inspection{{SHA: sha, Scan: &s}}}}); err != nil {
		w.t.Fatal(err)
	}
	return sha
}

// withFile is a registration whose one file says what only its reader should see.
func withFile(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	f := file("Surat Permohonan.pdf", "Kami memohon pendaftaran. Isi yang tidak boleh terlihat.", 1)
	f.Report, f.Await = nil, true
	w.id = w.receive(ticket.Incoming{From: ticket.Party{Name: "Budi", Email: "budi@contohkab.go.id"}, Subject: "Pendaftaran contohkab.go.id", Text: "Terlampir surat permohonan.", Attachments: []ticket.File{f}})
	return w
}

// TestQuarantineOnScreen: the officer reads what was found and in which file; the
// keys that would open it say why they do not; a supervisor lifts it.
func TestQuarantineOnScreen(t *testing.T) {
	w := withFile(t)
	sha := w.found(document.Scan{State: document.ScanFound, Signature: "Win.Test.EICAR", Where: "surat.exe"})
	if _, err := w.desk.Do(t.Context(), "rina", w.id, 0, ticket.SetService{Service: "registration"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.Do(t.Context(), "rina", w.id, 0, ticket.Match{SHA: sha, Requirement: "request-letter"}); err != nil {
		t.Fatal(err)
	}
	w.open(w.id, 120, 40)
	w.press("2")
	for _, want := range []string{"MALWARE: Win.Test.EICAR (di surat.exe)", "Dikarantina", "berisi malware", "ClamAV 1.4.6"} {
		if !strings.Contains(strings.Join(strings.Fields(w.view()), " "), want) {
			t.Errorf("the screen lacks %q:\n%s", want, w.view())
		}
	}
	for _, b := range w.screen.Bindings() {
		switch b.ID {
		case "open-file", "save-file", "full-text", "pictures", "lift":
			if b.Why.Empty() {
				t.Errorf("%s is offered", b.ID)
			}
		}
	}
	w.env.Officer = "sri"
	w.press("Q", "text:salah duga", "enter")
	if a := w.ticket().Attachment(sha); a.Quarantined() || a.Lifted == nil || a.Lifted.Reason != "salah duga" {
		t.Errorf("the file is %+v (%v)", a, w.err)
	}
}

// TestNotScannedOnScreen: a file that was not scanned says so.
func TestNotScannedOnScreen(t *testing.T) {
	w := withFile(t)
	w.found(document.Scan{State: document.ScanNot, Code: document.ScanDown, Why: "connect: refused"})
	w.open(w.id, 120, 40)
	w.press("2")
	if !strings.Contains(strings.Join(strings.Fields(w.view()), " "), "Tidak dipindai malware: pemindai tidak menjawab") {
		t.Errorf("the screen does not say it:\n%s", w.view())
	}
}
