package demo

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/go-pdf/fpdf"
)

// letter is an official letter (surat dinas) on one or more pages.
type letter struct {
	Head   office
	Number string
	Annex  string // lampiran
	About  string // hal
	To     []string
	Paras  []string
	Signer official
	Copies []string // tembusan
}

// decree is a numbered instrument with a centred title: an appointment, a statement, a regulation's first page.
type decree struct {
	Head   office
	Title  string
	Number string
	Paras  []string // a paragraph "Label<TAB>text" is set as a row
	Signer official
	Day    time.Time // zero means the day of the mail
}

var toRegistrar = []string{"Direktur Layanan Aplikasi Informatika Pemerintahan", "u.p. Tim Nama Domain (Registrar go.id)", "di Jakarta"}

// newPDF begins a document whose bytes depend on nothing but what is drawn and the day.
func newPDF(day time.Time) *fpdf.Fpdf {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetCreationDate(day)
	f.SetModificationDate(day)
	f.SetCatalogSort(true)
	f.SetProducer("Pengolah kata contoh", false)
	f.SetMargins(25, 15, 20)
	f.SetAutoPageBreak(true, 18)
	f.AddPage()
	return f
}

// bytesOf ends a document. What fpdf complains about is a mistake in a sample: it becomes the file's text, and the test
// that validates every PDF tells which.
func bytesOf(f *fpdf.Fpdf) []byte {
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		return []byte("fpdf: " + err.Error())
	}
	return out.Bytes()
}

// letterheadOf draws the crest, the office's lines and the double rule.
func letterheadOf(f *fpdf.Fpdf, o office) {
	f.SetDrawColor(40, 60, 110)
	f.SetFillColor(222, 230, 244)
	f.SetLineWidth(0.5)
	f.Polygon([]fpdf.PointType{{X: 25, Y: 15}, {X: 45, Y: 15}, {X: 45, Y: 29}, {X: 35, Y: 38}, {X: 25, Y: 29}}, "DF")
	f.SetFillColor(240, 200, 60)
	f.Polygon([]fpdf.PointType{{X: 35, Y: 18}, {X: 38, Y: 29}, {X: 28.5, Y: 22}, {X: 41.5, Y: 22}, {X: 32, Y: 29}}, "F")
	line := func(style string, size, height float64, text string) {
		f.SetX(48)
		f.SetFont("Times", style, size)
		f.MultiCell(142, height, text, "", "C", false)
	}
	f.SetY(15)
	line("B", 13, 6, o.Owner)
	line("B", 15, 6.5, o.Name)
	line("", 9.5, 4.5, fmt.Sprintf("%s, %s, Kode Pos %s, Telepon %s", o.Street, o.Place, o.Zip, o.Phone))
	line("", 9.5, 4.5, fmt.Sprintf("Laman https://www.%s, Pos-el kontak@%s", o.Domain, o.Domain))
	y := max(f.GetY(), 39) + 1.5
	f.SetDrawColor(0, 0, 0)
	f.SetLineWidth(0.9)
	f.Line(25, y, 190, y)
	f.SetLineWidth(0.2)
	f.Line(25, y+1.1, 190, y+1.1)
	f.SetY(y + 6)
	f.SetFont("Times", "", 11.5)
}

// signature draws the signatory's block at the right, with a stroke of ink.
func signature(f *fpdf.Fpdf, place string, day time.Time, who official) {
	if f.GetY() > 225 {
		f.AddPage()
	}
	f.Ln(6)
	const x = 112
	row := func(style, text string) {
		f.SetX(x)
		f.SetFont("Times", style, 11.5)
		f.MultiCell(78, 5.5, text, "", "L", false)
	}
	if place != "" {
		row("", place+", "+longDate(day))
	}
	row("", who.Title+",")
	y := f.GetY()
	f.SetDrawColor(30, 40, 140)
	f.SetLineWidth(0.4)
	seed := float64(len(who.Name))
	f.CurveBezierCubic(x+4, y+14, x+10, y-4, x+14+seed/4, y+24, x+24, y+6, "D")
	f.CurveBezierCubic(x+24, y+6, x+30, y+18, x+12+seed/3, y+16, x+40, y+9, "D")
	f.SetY(y + 20)
	row("BU", who.Name)
	if who.Rank != "" {
		row("", who.Rank)
	}
	if who.NIP != "" {
		row("", "NIP "+spacedNIP(who.NIP))
	}
}

// spacedNIP groups a NIP as letters write it: birth, appointment, sex, serial.
func spacedNIP(nip string) string {
	if len(nip) != 18 {
		return nip
	}
	return nip[:8] + " " + nip[8:14] + " " + nip[14:15] + " " + nip[15:]
}

func paragraphs(f *fpdf.Fpdf, paras []string) {
	f.SetFont("Times", "", 11.5)
	for _, p := range paras {
		label, text, row := strings.Cut(p, "\t")
		if !row {
			f.MultiCell(165, 5.8, p, "", "J", false)
			f.Ln(2)
			continue
		}
		f.SetX(32)
		f.CellFormat(42, 5.8, label, "", 0, "L", false, 0, "")
		f.CellFormat(4, 5.8, ":", "", 0, "L", false, 0, "")
		f.MultiCell(112, 5.8, text, "", "L", false)
	}
}

func (l letter) draw(f *fpdf.Fpdf, day time.Time) {
	f.SetTitle(l.About, false)
	letterheadOf(f, l.Head)
	annex := l.Annex
	if annex == "" {
		annex = "1 (satu) berkas"
	}
	top := f.GetY()
	f.SetX(120)
	f.CellFormat(70, 5.8, l.Head.Place+", "+longDate(day), "", 1, "R", false, 0, "")
	f.SetY(top)
	for _, row := range [][2]string{{"Nomor", l.Number}, {"Sifat", "Segera"}, {"Lampiran", annex}, {"Hal", l.About}} {
		f.CellFormat(20, 5.8, row[0], "", 0, "L", false, 0, "")
		f.CellFormat(4, 5.8, ":", "", 0, "L", false, 0, "")
		f.MultiCell(80, 5.8, row[1], "", "L", false)
	}
	f.Ln(4)
	f.MultiCell(100, 5.8, "Yth. "+strings.Join(l.To, "\n"), "", "L", false)
	f.Ln(4)
	paragraphs(f, l.Paras)
	signature(f, "", day, l.Signer)
	if len(l.Copies) > 0 {
		f.Ln(4)
		f.SetFont("Times", "", 10)
		f.MultiCell(120, 4.8, "Tembusan:\n"+strings.Join(l.Copies, "\n"), "", "L", false)
	}
}

func (d decree) draw(f *fpdf.Fpdf, day time.Time) {
	f.SetTitle(strings.ReplaceAll(d.Title, "\n", " "), false)
	letterheadOf(f, d.Head)
	f.SetFont("Times", "B", 13)
	f.MultiCell(165, 6.5, d.Title, "", "C", false)
	f.SetFont("Times", "", 11.5)
	f.MultiCell(165, 5.8, "Nomor: "+d.Number, "", "C", false)
	f.Ln(6)
	paragraphs(f, d.Paras)
	if !d.Day.IsZero() {
		day = d.Day
	}
	signature(f, d.Head.Place, day, d.Signer)
}

// longDate writes a day as letters do: 9 November 2026.
func longDate(t time.Time) string {
	months := [...]string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
		"Oktober", "November", "Desember"}
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}
