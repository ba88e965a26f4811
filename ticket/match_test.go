package ticket_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/reading"
)

const (
	askText = `PEMERINTAH KABUPATEN CONTOH
DINAS SOSIAL
Nomor : 045/12/2026               Contoh, 2 Januari 2020
Hal   : Permohonan Penonaktifan Nama Domain lama.go.id

Yth. Kepala Sekolah Dasar Contoh
di Contoh

Kami mengajukan permohonan penonaktifan nama domain lama.go.id.
Demikian, atas perhatian Saudara diucapkan terima kasih.
`
	nameText = `PEMERINTAH KABUPATEN CONTOH
DINAS SOSIAL
SURAT PENUNJUKAN
Nomor: 800/7/2026

Yang bertanda tangan di bawah ini menunjuk:
Nama : Agus Setyo Nugroho
NIP  : 198506172010011015
sebagai Pejabat Nama Domain.
Demikian untuk dilaksanakan sebagaimana mestinya.
`
	cardText = "PEMERINTAH KABUPATEN CONTOH\nKARTU PEGAWAI\nNama : Budi Santoso\nNIP  : 199003082015031004\n"
)

// inspected gives a file a report as the inspection would make it of pages.
func (o *office) read(id ticket.ID, f ticket.File, ocr *document.OCR, pages ...string) {
	o.t.Helper()
	var sheets []reading.Page
	text := ""
	for _, p := range pages {
		sheets = append(sheets, reading.Page{Text: p, OCR: ocr != nil})
		text += p + "\n"
	}
	facts := reading.Read(sheets)
	r := &document.Report{Version: document.Version, SHA256: f.SHA, Kind: document.KindPDF, Pages: len(pages), Text: text, Facts: &facts, OCR: ocr}
	if pages[0] == "" {
		r.Facts, r.Unread = nil, []int{0}
	}
	if err := o.Inspect(o.t.Context(), []ticket.Inspected{{Ticket: id, Files: []ticket.Inspection{{SHA: f.SHA, Report: r}}}}); err != nil {
		o.t.Fatal(err)
	}
}

func codes(a *ticket.Attachment) []string {
	var out []string
	for _, d := range a.Doubts {
		out = append(out, d.Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestOneFileHoldsSeveralDocuments: each is offered for what it is, with its
// pages, and compared with the others.
func TestOneFileHoldsSeveralDocuments(t *testing.T) {
	o, f := awaited(t)
	o.read(1, f, nil, askText, nameText, cardText)
	tk := o.see(1)
	a := tk.Attachment(f.SHA)
	var got []string
	for _, p := range a.Parts {
		got = append(got, p.Requirement)
	}
	if !slices.Equal(got, []string{"request-letter", "officer-appointment", "staff-card"}) || tk.Service != "deactivation" {
		t.Fatalf("service %q, parts %+v", tk.Service, a.Parts)
	}
	for _, it := range o.Checklist(tk) {
		if len(it.Files) != 1 {
			t.Errorf("%s has %d files", it.Requirement.ID, len(it.Files))
		}
	}
	if from, to := a.Pages("staff-card"); from != 3 || to != 3 {
		t.Errorf("card on pages %d-%d", from, to)
	}
	if want := []string{"addressee-wrong", "letter-old", "letter-undated", "nip-differs"}; !slices.Equal(codes(a), want) {
		t.Errorf("doubts %+v, want %v", a.Doubts, want)
	}
	o.do("ani", 1, ticket.Match{SHA: f.SHA, Requirement: "staff-card"})
	if a = o.see(1).Attachment(f.SHA); len(a.Parts) != 0 || a.Requirement != "staff-card" || len(a.Doubts) == 0 {
		t.Errorf("after an officer's word: %+v", a)
	}
}

// TestSameCardFromAnotherAgency: the same file, and the same person's card, are
// remembered across tickets.
func TestSameCardFromAnotherAgency(t *testing.T) {
	o, f := awaited(t)
	o.read(1, f, nil, cardText)
	m := o.mail("Permohonan penonaktifan domain baru.go.id", "mohon penonaktifan nama domain baru.go.id", "kartu.pdf")
	m.From.Email, m.From.Agency, m.MessageID = "x@lainkab.go.id", "Dinas Sosial Kabupaten Lain", "<lain@x>"
	m.Attachments[0].SHA, m.Attachments[0].Await = f.SHA, true
	o.receive(m)
	o.read(2, f, nil, cardText)
	a := o.see(2).Attachment(f.SHA)
	if a == nil || !slices.Contains(codes(a), "sent-elsewhere") {
		t.Fatalf("file %+v", a)
	}
	m = o.mail("Permohonan penonaktifan domain tiga.go.id", "mohon penonaktifan nama domain tiga.go.id", "kartu-lain.pdf")
	m.From.Email, m.MessageID = "y@tigakab.go.id", "<tiga@x>"
	m.Attachments[0].SHA, m.Attachments[0].Await = "feed00", true
	o.receive(m)
	o.read(3, m.Attachments[0], nil, cardText+"Gol. : Penata (III/c)\n")
	if a = o.see(3).Attachment("feed00"); a == nil || !slices.Contains(codes(a), "person-elsewhere") {
		t.Fatalf("file %+v", a)
	}
}

// TestRecognisedLater: a scan is recognised after its inspection, once, and what
// it says then is understood.
func TestRecognisedLater(t *testing.T) {
	o, f := awaited(t)
	o.read(1, f, nil, "")
	if tk := o.see(1); tk.Service != "" || !slices.Equal(o.Illegible(9), []ticket.ID{1}) || len(tk.Letters) != 1 {
		t.Fatalf("service %q, to recognise %v", tk.Service, o.Illegible(9))
	}
	if r, err := o.Known(f.SHA, func(r *document.Report) bool { return r.OCR != nil }); err != nil || r != nil {
		t.Errorf("known: %v, %v", r, err)
	}
	o.read(1, f, &document.OCR{Engine: "tesseract ind", Pages: 1, Words: 40, Confidence: 41}, askText)
	tk := o.see(1)
	if tk.Service != "deactivation" || len(o.Illegible(9)) != 0 || len(tk.Letters) != 1 {
		t.Errorf("service %q, %d letters, to recognise %v", tk.Service, len(tk.Letters), o.Illegible(9))
	}
	if a := tk.Attachment(f.SHA); a.Requirement != "request-letter" || !slices.Contains(codes(a), "poor-scan") {
		t.Errorf("file for %q, doubts %v", a.Requirement, codes(a))
	}
	if r, err := o.Known(f.SHA, func(r *document.Report) bool { return r.OCR != nil }); err != nil || r == nil {
		t.Errorf("known: %v, %v", r, err)
	}
	before := o.head()
	o.read(1, f, &document.OCR{Engine: "tesseract ind", Pages: 1, Words: 40, Confidence: 41}, askText)
	if o.head() != before {
		t.Error("a second recognition was kept")
	}
}

// TestCorrections: a file counts once, as corrected or as it was.
func TestCorrections(t *testing.T) {
	o, f := awaited(t)
	o.read(1, f, nil, askText)
	if c, err := o.Corrections(); err != nil || c.Judged != 0 || c.Rate() != 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	o.do("ani", 1, ticket.GiveVerdict{Requirement: "request-letter", Verdict: ticket.Accepted})
	if c, _ := o.Corrections(); c.Judged != 1 || c.Corrected != 0 {
		t.Errorf("after a verdict %+v", c)
	}
	m := o.mail("Permohonan penonaktifan domain dua.go.id", "mohon penonaktifan", "kartu.pdf")
	m.MessageID, m.Attachments[0].SHA, m.Attachments[0].Await = "<dua@x>", "feed01", true
	o.receive(m)
	o.do("ani", 2, ticket.SetService{Service: "deactivation"})
	o.do("ani", 2, ticket.Match{SHA: "feed01", Requirement: "officer-appointment"})
	o.do("ani", 2, ticket.Match{SHA: "feed01", Requirement: "staff-card"})
	if c, _ := o.Corrections(); c.Judged != 2 || c.Corrected != 1 || c.Rate() != 0.5 {
		t.Errorf("after a correction %+v", c)
	}
}

// TestLetterOfARevision: a letter that is sent again later is dated later, which is
// only doubtful where it is dated after the mail that brought it.
func TestLetterOfARevision(t *testing.T) {
	o, f := awaited(t)
	o.read(1, f, nil, askText)
	o.clock.add(10 * 24 * time.Hour)
	months := []string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}
	for i, days := range []int{0, 5} {
		m := o.mail("Re: Surat", "Terlampir perbaikannya.", "perbaikan.pdf")
		m.Refs = []string{"m1@contohkab.go.id"}
		m.Attachments[0].Await = true
		o.receive(m)
		at := o.clock.Now().AddDate(0, 0, days)
		dated := strings.Replace(askText, "2 Januari 2020", fmt.Sprintf("%d %s %d", at.Day(), months[at.Month()-1], at.Year()), 1)
		o.read(1, m.Attachments[0], nil, dated)
		a := o.see(1).Attachment(m.Attachments[0].SHA)
		if a == nil || a.Report == nil || a.Report.Facts.First(a.Report.Facts.Parts[0], reading.Date) != at.Format(time.DateOnly) {
			t.Fatalf("file %+v", a)
		}
		if got := slices.Contains(codes(a), "letter-future"); got != (i == 1) {
			t.Errorf("dated %d days after its mail: %+v", days, a.Doubts)
		}
	}
}
