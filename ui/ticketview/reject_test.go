package ticketview_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"loket/ticket"
	"loket/ticket/document/reading"
	"loket/ui/kit"
)

const (
	oldLetter = "PEMERINTAH KABUPATEN CONTOH\nDINAS SOSIAL\nNomor : 045/12/2020               Contoh, 2 Januari 2020\nHal   : Permohonan Pendaftaran Nama Domain contohkab.go.id\n\nYth. Kepala Sekolah Dasar Contoh\ndi Contoh\n\nKami mengajukan permohonan pendaftaran nama domain contohkab.go.id.\nDemikian, atas perhatian Saudara diucapkan terima kasih.\n"
	ownCard   = "PEMERINTAH KABUPATEN CONTOH\nKARTU PEGAWAI\nNama : Budi Santoso\nNIP  : 199003082015031004\n"
)

// bundle is a request with one file of several pages.
func bundle(pages ...string) ticket.Incoming {
	in := registration()
	f := file("Semua Dokumen.pdf", strings.Join(pages, "\n"), len(pages))
	var sheets []reading.Page
	for _, p := range pages {
		sheets = append(sheets, reading.Page{Text: p})
	}
	facts := reading.Read(sheets)
	f.Report.Facts, f.Report.Signed, f.Report.Signatures = &facts, nil, 0
	in.Attachments = []ticket.File{f}
	return in
}

// TestRejectForWhatWasFound: the menu begins with what was found; one key rejects
// with it.
func TestRejectForWhatWasFound(t *testing.T) {
	for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
		for _, keys := range [][]string{{"enter"}, {"d"}, {"space"}} {
			w := newWorld(t)
			w.env.Lang = lang
			w.open(w.receive(bundle(oldLetter)), 80, 24)
			w.press("2", "x")
			if len(w.overlays) != 1 {
				t.Fatal("no menu")
			}
			lines, _ := w.overlays[0].View(80, 24)
			if menu := ansi.Strip(strings.Join(lines, "\n")); !strings.Contains(menu, "2020") || strings.ContainsAny(menu, "[{") {
				t.Fatalf("the menu does not begin with what was found:\n%s", menu)
			}
			w.press(keys...)
			e := w.ticket().Evidence[0]
			if e.Verdict != ticket.Rejected || e.Reason != "expired" && keys[0] != "d" || len(e.Doubts) == 0 || keys[0] == "d" && len(e.Doubts) != 1 {
				t.Errorf("%v: evidence %+v, err %v", keys, e, w.err)
			}
			w.press("k")
			if view := w.view(); !strings.Contains(view, "2020") {
				t.Errorf("the reason is not shown:\n%s", view)
			}
		}
	}
}

// TestChoosePages: pages 2 and 3 become the card; nonsense is refused in the form.
func TestChoosePages(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(bundle(oldLetter, "foto", "foto")), 80, 24)
	w.press("2", "H")
	for range 3 {
		w.press("backspace")
	}
	w.press("text:2-9", "ctrl+s")
	if len(w.overlays) != 1 {
		t.Fatal("pages beyond the end were taken")
	}
	w.press("backspace", "text:3", "tab", "right", "right", "right", "ctrl+s")
	if len(w.overlays) > 0 {
		lines, _ := w.overlays[0].View(80, 24)
		t.Fatalf("the form is still open:\n%s", ansi.Strip(strings.Join(lines, "\n")))
	}
	a := w.ticket().Messages[0].Attachments[0]
	want := []ticket.Part{{From: 1, To: 1, Requirement: "request-letter", Why: a.Parts[0].Why}, {From: 2, To: 3, Requirement: "staff-card", Why: "officer"}}
	if !slices.Equal(a.Parts, want) || w.err != nil {
		t.Fatalf("parts %+v, err %v", a.Parts, w.err)
	}
}

// TestMatchedByItsOwnWords: a part says why it is thought to be what it is, not
// why the first part is.
func TestMatchedByItsOwnWords(t *testing.T) {
	w := newWorld(t)
	w.open(w.receive(bundle(oldLetter, ownCard)), 120, 40)
	w.press("2")
	if !strings.Contains(w.view(), "Permohonan") {
		t.Fatal("the letter is not shown")
	}
	w.press("j", "j", "j")
	if view := w.view(); !strings.Contains(view, "“KARTU PEGAWAI”") {
		t.Errorf("the card is not matched by its words:\n%s", view)
	}
}
