package reportview

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/xuri/excelize/v2"
)

// maxSheetName is what spreadsheets allow a sheet's name, in UTF-16 units.
const maxSheetName = 31

// XLSX writes a workbook with a sheet for each section, to be printed on A4; those of a
// form have its head and its foot. Words are written as strings, never as formulas.
func (d *Document) XLSX(out io.Writer) (err error) {
	f := excelize.NewFile()
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	// A workbook says when it was made; the same report gives the same bytes.
	stamp := d.Report.AsOf.UTC().Format("2006-01-02T15:04:05Z")
	if err := f.SetDocProps(&excelize.DocProperties{Creator: "Loket", Title: d.Title, Created: stamp, Modified: stamp}); err != nil {
		return err
	}
	b := &book{file: f, styles: map[look]int{}}
	for i := range d.Sections {
		b.section(d, &d.Sections[i])
	}
	if b.err != nil {
		return b.err
	}
	return f.Write(out)
}

// look is how a cell looks.
type look struct {
	bold, large, wrap, framed, muted, right bool
	format                                  string // of a number
}

// book writes sheets one after another; after the first error it does nothing more.
type book struct {
	file   *excelize.File
	styles map[look]int
	sheets int
	name   string // of the sheet that is written
	row    int    // next to be written
	wide   []float64
	err    error
}

func (b *book) check(err error) { b.err = errors.Join(b.err, err) }

// Widths of columns, in characters.
const (
	narrow   = 6.0
	common   = 13.0
	widest   = 48.0
	lineHigh = 15.0 // points
)

// section writes a sheet of one table.
func (b *book) section(d *Document, s *Section) {
	b.sheet(s)
	b.text(1, d.Title+" · "+s.Title, look{bold: true, large: true})
	for _, l := range d.Head() {
		b.text(1, l, look{})
	}
	b.note(s)
	b.row++
	head := b.row
	b.table(s)
	b.check(b.file.SetPanes(b.name, &excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: b.at(1, head+1), ActivePane: "bottomLeft"}))
	b.check(b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: b.name, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", b.name, head, head)}))
	b.row++
	for i, sign := range d.Signed {
		row, col := b.row, 1+i*max(len(b.wide)-2, 2)
		for _, text := range []string{sign.Place, sign.Role, "", "", "(" + cmp.Or(sign.Name, strings.Repeat(blank, 2)) + ")"} {
			b.text(col, text, look{})
		}
		if i < len(d.Signed)-1 {
			b.row = row
		}
	}
}

// sheet begins one that is as wide as the section needs.
func (b *book) sheet(s *Section) {
	b.name, b.row = sheetName(s.Title), 1
	if b.sheets++; b.sheets == 1 {
		b.check(b.file.SetSheetName("Sheet1", b.name))
	} else {
		_, err := b.file.NewSheet(b.name)
		b.check(err)
	}
	b.wide = b.wide[:0]
	for i := range s.Columns {
		b.wide = append(b.wide, s.wide(i))
	}
	for i, w := range b.wide {
		col, err := excelize.ColumnNumberToName(i + 1)
		b.check(err)
		b.check(b.file.SetColWidth(b.name, col, col, w))
	}
	a4, across, fit, onePage, any := 9, "landscape", true, 1, 0
	b.check(b.file.SetPageLayout(b.name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &across, FitToWidth: &onePage, FitToHeight: &any}))
	b.check(b.file.SetSheetProps(b.name, &excelize.SheetPropsOptions{FitToPage: &fit}))
}

// wide is how wide a column is for what stands in it.
func (s *Section) wide(col int) float64 {
	w := narrow
	if col >= s.Named {
		w = common
	}
	for _, row := range s.Rows {
		w = max(w, float64(ansi.StringWidth(row[col].Text))+2)
		if row[col].Blank {
			w = max(w, 2*common)
		}
	}
	return min(w, widest)
}

func (b *book) table(s *Section) {
	lines := 1
	for i, c := range s.Columns {
		b.cell(i+1, c.Title, look{bold: true, wrap: true, framed: true, right: c.Right})
		lines = max(lines, rows(c.Title, b.wide[i]))
	}
	b.high(lines)
	b.row++
	for _, row := range s.Rows {
		lines = 1
		for i, c := range row {
			switch {
			case c.Number != nil:
				at := b.at(i+1, b.row)
				b.check(b.file.SetCellFloat(b.name, at, *c.Number, -1, 64))
				b.style(at, look{framed: true, format: c.Format})
			default:
				b.cell(i+1, c.Text, look{wrap: true, framed: true, right: s.Columns[i].Right})
				lines = max(lines, rows(c.Text, b.wide[i]))
			}
			if c.Blank {
				lines = max(lines, 2)
			}
		}
		b.high(lines)
		b.row++
	}
}

// note writes what a table counts over the whole width.
func (b *book) note(s *Section) {
	sum := 0.0
	for _, w := range b.wide {
		sum += w
	}
	b.check(b.file.MergeCell(b.name, b.at(1, b.row), b.at(len(b.wide), b.row)))
	b.high(rows(s.Note, sum))
	b.text(1, s.Note, look{wrap: true, muted: true})
}

// rows is in how many lines a text stands in a column; bold and broad letters need more
// room than a figure, by which columns are measured.
func rows(s string, wide float64) int {
	return strings.Count(ansi.Wrap(s, max(int(wide*0.85), 1), ""), "\n") + 1
}

func (b *book) high(lines int) {
	b.check(b.file.SetRowHeight(b.name, b.row, lineHigh*float64(lines)))
}

// text writes a cell and goes to the next row.
func (b *book) text(col int, s string, l look) {
	b.cell(col, s, l)
	b.row++
}

func (b *book) cell(col int, s string, l look) {
	at := b.at(col, b.row)
	b.check(b.file.SetCellStr(b.name, at, s))
	b.style(at, l)
}

func (b *book) at(x, y int) string {
	name, err := excelize.CoordinatesToCellName(x, y)
	b.check(err)
	return name
}

func (b *book) style(at string, l look) {
	if l == (look{}) {
		return
	}
	id, ok := b.styles[l]
	if !ok {
		s := &excelize.Style{Font: &excelize.Font{Bold: l.bold, Family: "Calibri", Size: 11}, Alignment: &excelize.Alignment{WrapText: l.wrap, Vertical: "top"}}
		if l.right {
			s.Alignment.Horizontal = "right"
		}
		if l.large {
			s.Font.Size = 14
		}
		if l.muted {
			s.Font.Color = "57606A"
		}
		if l.framed {
			for _, side := range []string{"left", "right", "top", "bottom"} {
				s.Border = append(s.Border, excelize.Border{Type: side, Color: "999999", Style: 1})
			}
		}
		if l.format != "" {
			s.CustomNumFmt = &l.format
		}
		var err error
		id, err = b.file.NewStyle(s)
		b.check(err)
		b.styles[l] = id
	}
	b.check(b.file.SetCellStyle(b.name, at, at, id))
}

// sheetName leaves out what spreadsheets do not take in a sheet's name.
func sheetName(title string) string {
	var out []rune
	for _, r := range title {
		switch r {
		case ':', '\\', '/', '?', '*', '[', ']', '\'':
		default:
			out = append(out, r)
		}
	}
	return strings.TrimSpace(string(out[:min(len(out), maxSheetName)]))
}
