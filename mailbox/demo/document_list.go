package demo

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-pdf/fpdf"
)

// page is a plain printed page: a wiki's, a register's, a list, a receipt. Rows are "Label<TAB>text" or a paragraph.
type page struct {
	Top   string // small line at the top, as a browser prints the address
	Title string
	Rows  []string
}

func (p page) draw(f *fpdf.Fpdf, _ time.Time) {
	f.SetTitle(p.Title, false)
	f.SetFont("Helvetica", "", 8)
	f.CellFormat(165, 5, short(p.Top, 110), "B", 1, "L", false, 0, "")
	f.Ln(4)
	f.SetFont("Helvetica", "B", 14)
	f.MultiCell(165, 8, p.Title, "", "L", false)
	f.Ln(3)
	for _, row := range p.Rows {
		label, text, cells := strings.Cut(row, "\t")
		f.SetFont("Helvetica", "", 10)
		if !cells {
			f.MultiCell(165, 6, row, "", "L", false)
			continue
		}
		f.CellFormat(48, 7, label, "1", 0, "L", false, 0, "")
		f.MultiCell(117, 7, text, "1", "L", false)
	}
}

// jpeg is the page as a screenshot.
func (p page) jpeg(time.Time) []byte {
	s := newSheet(420, 60+22*len(p.Rows), colorPaper)
	s.fill(0, 0, 420, 22, colorInk)
	s.text(8, 15, colorPaper, short(p.Top, 57))
	s.text(8, 42, colorInk, short(p.Title, 57))
	for i, row := range p.Rows {
		s.text(8, 66+20*i, colorInk, short(strings.Replace(row, "\t", ": ", 1), 57))
	}
	return s.jpeg(2, 0)
}

// urls is a list of addresses (daftar URL/subdomain).
type urls struct {
	Head  office
	Title string
	List  []string
	Note  string // what each holds, or what has become of it
}

func (u urls) draw(f *fpdf.Fpdf, day time.Time) {
	letterheadOf(f, u.Head)
	f.SetFont("Times", "B", 12)
	f.MultiCell(165, 7, u.Title, "", "C", false)
	f.SetFont("Times", "", 11)
	f.CellFormat(165, 7, "Keadaan per "+longDate(day), "", 1, "C", false, 0, "")
	f.SetFont("Courier", "", 7)
	row := func(no, url, note string) {
		f.CellFormat(10, 6.5, no, "1", 0, "C", false, 0, "")
		f.CellFormat(108, 6.5, url, "1", 0, "L", false, 0, "")
		f.CellFormat(47, 6.5, short(note, 26), "1", 1, "L", false, 0, "")
	}
	row("No", "URL / subdomain", "Keterangan")
	for i, url := range u.List {
		row(fmt.Sprint(i+1), url, u.Note)
	}
}

func (u urls) text(time.Time) []byte {
	return []byte(u.Title + "\r\n\r\n" + strings.Join(u.List, "\r\n") + "\r\n")
}

// csv has semicolons and a byte order mark, as spreadsheets with Indonesian settings save it.
func (u urls) csv(time.Time) []byte {
	var b strings.Builder
	b.WriteString("\ufeffno;url;keterangan\r\n")
	for i, url := range u.List {
		fmt.Fprintf(&b, "%d;%s;%s\r\n", i+1, url, u.Note)
	}
	return []byte(b.String())
}
