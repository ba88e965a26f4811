package reportview

import (
	"io"

	"github.com/xuri/excelize/v2"
)

// maxSheetName is what spreadsheets allow a sheet's name.
const maxSheetName = 31

// XLSX writes a workbook with a sheet for each section. Words are written as strings,
// never as formulas.
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
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	share, err := f.NewStyle(&excelize.Style{NumFmt: 10}) // 0.00%
	if err != nil {
		return err
	}
	for i := range d.Sections {
		w := sheet{f: f, name: sheetName(d.Sections[i].Title), bold: bold, share: share}
		if i == 0 {
			w.check(f.SetSheetName("Sheet1", w.name))
		} else {
			_, err := f.NewSheet(w.name)
			w.check(err)
		}
		if w.write(d, &d.Sections[i]); w.err != nil {
			return w.err
		}
	}
	return f.Write(out)
}

// sheet writes one sheet; after the first error it does nothing.
type sheet struct {
	f           *excelize.File
	name        string
	bold, share int
	err         error
}

func (w *sheet) check(err error) {
	if w.err == nil {
		w.err = err
	}
}

// firstRow is where the table begins, below title, period and note.
const firstRow = 5

func (w *sheet) write(d *Document, s *Section) {
	w.text(1, 1, d.Title+" · "+s.Title, true)
	w.text(1, 2, d.About, false)
	w.text(1, 3, s.Note, false)
	for i, c := range s.Columns {
		w.text(i+1, firstRow, c.Title, true)
		wide := 16.0
		if !c.Right {
			wide = 28
		}
		col, err := excelize.ColumnNumberToName(i + 1)
		w.check(err)
		w.check(w.f.SetColWidth(w.name, col, col, wide))
	}
	for y, row := range s.Rows {
		for x, c := range row {
			if c.Number == nil {
				w.text(x+1, firstRow+1+y, c.Text, false)
				continue
			}
			at := w.at(x+1, firstRow+1+y)
			w.check(w.f.SetCellFloat(w.name, at, *c.Number, -1, 64))
			if c.Percent {
				w.check(w.f.SetCellStyle(w.name, at, at, w.share))
			}
		}
	}
	w.check(w.f.SetPanes(w.name, &excelize.Panes{Freeze: true, YSplit: firstRow, TopLeftCell: w.at(1, firstRow+1), ActivePane: "bottomLeft"}))
}

func (w *sheet) at(x, y int) string {
	name, err := excelize.CoordinatesToCellName(x, y)
	w.check(err)
	return name
}

func (w *sheet) text(x, y int, s string, bold bool) {
	at := w.at(x, y)
	w.check(w.f.SetCellStr(w.name, at, s))
	if bold {
		w.check(w.f.SetCellStyle(w.name, at, at, w.bold))
	}
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
	return string(out[:min(len(out), maxSheetName)])
}
