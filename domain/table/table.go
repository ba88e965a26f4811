// Package table reads and writes the tables that people keep in spreadsheets and
// save as CSV: a contact book, a register, a list of addresses.
//
// Rules:
//   - The first row names the columns, in Indonesian or English; their order is
//     free. What is wrong is said with its line and with what to write instead,
//     everything at once, so that a dry run is a read.
//   - Commas, semicolons and tabs part cells; UTF-8, UTF-16 and Windows-1252 are
//     what spreadsheets save. Bytes, rows and cells are bounded.
//   - A cell that was read has crossed package clean. A cell that is written is
//     never a formula.
//
// What it does not do: keep anything, or know what a column means.
package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	xunicode "golang.org/x/text/encoding/unicode"

	"loket/domain"
	"loket/domain/clean"
)

// Bounds of a table that is read.
const (
	maxBytes   = 32 << 20
	maxRows    = 200_000
	maxColumns = 60
	maxCell    = 1000 // runes
	maxTold    = 200  // problems
)

// Column is a column that somebody knows.
type Column struct {
	ID       string   // by which Row.Get finds it
	Titles   []string // as people write them, any case; the first is shown
	Required bool     // a table without it, or a row with it empty, is a problem
}

// Row is one row below the titles.
type Row struct {
	Line  int
	cells map[string]string
	More  []Cell // of columns that nobody knows, in their order, the empty ones left out
}

// Cell is a value with the title of its column.
type Cell struct{ Title, Value string }

// Get returns the cell of a column, "" where there is none.
func (r Row) Get(id string) string { return r.cells[id] }

// Table is what was read.
type Table struct {
	Rows     []Row
	Problems []domain.Problem // File is empty, Line is of the text, Key the column's title
}

// Read reads a table. A row with a problem is left out of Rows. The error is one
// of reading alone, or says that the table is larger than its bounds.
func Read(in io.Reader, columns []Column) (Table, error) {
	raw, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	if err != nil {
		return Table{}, err
	}
	if len(raw) > maxBytes {
		return Table{}, fmt.Errorf("the table is larger than %d MiB", maxBytes>>20)
	}
	r := &reader{columns: columns, seen: map[string]bool{}}
	r.read(decode(raw))
	return r.out, nil
}

// decode makes text of what a spreadsheet saved.
func decode(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		b, _ = xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM).NewDecoder().Bytes(b)
	case !utf8.Valid(b):
		b, _ = charmap.Windows1252.NewDecoder().Bytes(b)
	}
	return strings.TrimPrefix(string(b), "\ufeff")
}

type reader struct {
	columns []Column
	heads   []head
	seen    map[string]bool // ids that the table has
	out     Table
}

// head is what stands above one column.
type head struct{ id, title string }

func (r *reader) read(text string) {
	c := csv.NewReader(strings.NewReader(text))
	c.Comma, c.Comment, c.FieldsPerRecord, c.TrimLeadingSpace = comma(text), '#', -1, true
	for {
		cells, err := c.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			if r.heads == nil {
				r.problem(1, "", domain.Text{ID: "tabel kosong", EN: "the table is empty"}, r.wanted())
			}
			return
		case errors.As(err, &bad):
			r.problem(bad.Line, "", domain.Text{ID: "tanda kutip tidak berpasangan", EN: "a quotation mark has no partner"},
				domain.Text{ID: `tulis "" untuk tanda kutip di dalam sel`, EN: `write "" for a quotation mark inside a cell`})
			return // where the next row begins is a guess from here on
		case err != nil:
			return
		}
		line, _ := c.FieldPos(0)
		switch {
		case blank(cells):
		case r.heads == nil:
			if !r.titles(line, cells) {
				return
			}
		case len(r.out.Rows) == maxRows:
			r.problem(line, "", domain.Text{ID: fmt.Sprintf("lebih dari %d baris", maxRows), EN: fmt.Sprintf("more than %d rows", maxRows)}, domain.Text{ID: "bagi berkasnya", EN: "divide the file"})
			return
		default:
			r.row(line, cells)
		}
	}
}

// comma returns what parts the cells: the sign that stands in the row of titles
// most often.
func comma(text string) rune {
	line := ""
	for line = range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			break
		}
	}
	best, most := ',', strings.Count(line, ",")
	for _, c := range ";\t" {
		if n := strings.Count(line, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// titles reads the first row and reports whether the rest can be understood.
func (r *reader) titles(line int, cells []string) bool {
	for _, c := range cells[:min(len(cells), maxColumns)] {
		h := head{title: clean.Line(c, 100).String()}
		for _, col := range r.columns {
			for _, title := range append([]string{col.ID}, col.Titles...) {
				if plain(title) == plain(h.title) && !r.seen[col.ID] {
					h.id, r.seen[col.ID] = col.ID, true
				}
			}
		}
		r.heads = append(r.heads, h)
	}
	ok := true
	for _, col := range r.columns {
		if col.Required && !r.seen[col.ID] {
			ok = false
			r.problem(line, col.title(), domain.Text{ID: "kolom ini tidak ada", EN: "this column is missing"}, r.wanted())
		}
	}
	return ok
}

// wanted says which titles the first row takes.
func (r *reader) wanted() domain.Text {
	var list []string
	for _, col := range r.columns {
		list = append(list, col.title())
	}
	all := strings.Join(list, ", ")
	return domain.Text{ID: "tulis judul kolom di baris pertama: " + all, EN: "write the titles of the columns in the first row: " + all}
}

func (c Column) title() string {
	if len(c.Titles) > 0 {
		return c.Titles[0]
	}
	return c.ID
}

// plain makes titles comparable: letters and digits, lower case.
func plain(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}

func (r *reader) row(line int, cells []string) {
	out := Row{Line: line, cells: map[string]string{}}
	for i, c := range cells {
		v := clean.Line(free(c), maxCell).String()
		switch {
		case v == "":
		case i >= len(r.heads):
			r.problem(line, "", domain.Text{ID: "ada sel di luar kolom terakhir: " + v, EN: "there is a cell beyond the last column: " + v},
				domain.Text{ID: "beri judul kolomnya, atau apit sel yang memuat tanda pemisah dengan tanda kutip", EN: "give the column a title, or put a cell that holds the separator in quotation marks"})
			return
		case r.heads[i].id != "":
			out.cells[r.heads[i].id] = v
		case r.heads[i].title != "":
			out.More = append(out.More, Cell{r.heads[i].title, v})
		}
	}
	for _, col := range r.columns {
		if col.Required && out.cells[col.ID] == "" {
			r.problem(line, col.title(), domain.Text{ID: "sel ini kosong", EN: "this cell is empty"}, domain.Text{ID: "isi " + col.title(), EN: "fill in " + col.title()})
			return
		}
	}
	r.out.Rows = append(r.out.Rows, out)
}

func (r *reader) problem(line int, column string, what, fix domain.Text) {
	if len(r.out.Problems) < maxTold {
		r.out.Problems = append(r.out.Problems, domain.Problem{Level: domain.Refuse, Line: line, Key: column, What: what, Fix: fix})
	}
}
