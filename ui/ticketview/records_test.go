package ticketview_test

import (
	"strings"
	"testing"

	"loket/ticket"
)

// A record that no name server would take is said to be wrong, and is not kept
// that way by an adjustment; what was typed stays for the next try.
func TestRecordsAreJudged(t *testing.T) {
	w := newWorld(t)
	id := w.receive(ticket.Incoming{
		Subject: "Mohon dibuatkan subdomain parkir-contoh.batam.go.id",
		From:    ticket.Party{Name: "Wulan", Email: "wulan@batam.go.id"},
		To:      []string{"helpdesk@contoh.go.id"},
		Text:    "Mohon dibuatkan subdomain:\n\nHost: parkir-contoh.batam.go.id\nTipe: A\nValue: 203.0.113.300\n",
	})
	w.open(id, 120, 40)
	if n := len(w.ticket().Records); n != 1 {
		t.Fatalf("%d records", n)
	}
	w.press("4", "g", "j", "j", "j", "j", "j")
	if text := w.view(); !strings.Contains(text, "bukan alamat IPv4") {
		t.Fatalf("the value is not judged\n%s", text)
	}
	w.press("enter", "ctrl+s")
	if len(w.overlays) != 1 || w.ticket().Records[0].Made.Value == "203.0.113.300" && w.ticket().Records[0].Reason != "" {
		t.Fatalf("a wrong value was kept: %d overlays, %+v, %v\n%s", len(w.overlays), w.ticket().Records[0], w.screen.Bindings()[0].Name, w.view())
	}
	w.press("ctrl+u", "text:203.0.113.30", "ctrl+s")
	if len(w.overlays) != 1 {
		t.Fatal("no reason was asked for")
	}
	w.press("text:lewat proksi", "ctrl+s")
	if r := w.ticket().Records[0]; r.Made.Value != "203.0.113.30" || r.Reason != "lewat proksi" || len(w.overlays) != 0 {
		t.Fatalf("made %+v", r)
	}
	if strings.Contains(w.view(), "bukan alamat IPv4") {
		t.Error("the mended record is still called wrong")
	}
	w.says(plain(w.view()), "diminta parkir-contoh.batam.go.id A 203.0.113.300", "dibuat parkir-contoh.batam.go.id A 203.0.113.30 lewat proksi")
}
