package access

import (
	"encoding/csv"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/clean"
)

// Bounds of a list.
const (
	maxReported = 5000
	maxWritten  = 5 // spellings kept of one address
)

// Source is a text in which addresses stand.
type Source struct {
	Name string // of the file, "" for the body of the mail
	Text string
	// List says that the text is one of addresses: a table (cells parted by tabs,
	// semicolons or commas) or an annex. A host alone counts there; in a letter it
	// is the agency's own.
	List bool
}

// Reported is one address of a list.
type Reported struct {
	Address
	Written []string // as it stood, the first five spellings that differ from URL
	From    []string // names of the sources, in their order
	Note    string   // what the row of a list says of it: a category, a remark
}

// Collect finds the addresses of several texts: in their order, each once, at
// most 5,000. The bool tells that there were more.
func Collect(sources ...Source) ([]Reported, bool) {
	c := &collector{at: map[string]int{}}
	for _, s := range sources {
		if !s.List {
			for _, u := range domain.FindURLs(s.Text) {
				c.add(u, s.Name, "")
			}
			continue
		}
		for _, row := range rows(s.Text) {
			c.row(row, s.Name)
		}
	}
	return c.out, c.more
}

type collector struct {
	at   map[string]int // key -> place in out
	out  []Reported
	more bool
}

// row adds what one row of a list names: its addresses, or the hosts where it has
// none. The longest cell beside them is the remark.
func (c *collector) row(cells []string, from string) {
	var found []string
	note := ""
	for _, cell := range cells {
		urls := domain.FindURLs(cell)
		if whole(cell) {
			urls = []string{strings.TrimSpace(cell)}
		}
		if len(urls) == 0 {
			for _, n := range domain.FindNames(cell) {
				urls = append(urls, string(n))
			}
		}
		if found = append(found, urls...); len(urls) == 0 && len(cell) > len(note) && letters(cell) {
			note = cell
		}
	}
	for _, u := range found {
		c.add(u, from, clean.Line(note, 200).String())
	}
}

// whole reports whether a cell is one address and nothing else; signs that end
// an address in a sentence belong to it then.
func whole(cell string) bool {
	cell = strings.TrimSpace(cell)
	_, err := Parse(cell)
	return err == nil && !strings.ContainsAny(cell, " \"<>") && strings.Count(domain.Refang(cell), "://") == 1
}

// letters tells a remark from a number or a date.
func letters(s string) bool {
	n := 0
	for _, r := range s {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			n++
		}
	}
	return n > 2
}

func (c *collector) add(written, from, note string) {
	a, err := Parse(written)
	if err != nil {
		return
	}
	i, known := c.at[a.Key]
	switch {
	case !known && len(c.out) == maxReported:
		c.more = true
		return
	case !known:
		i = len(c.out)
		c.at[a.Key] = i
		c.out = append(c.out, Reported{Address: a, Note: note})
	}
	r := &c.out[i]
	if written != r.URL && !slices.Contains(r.Written, written) && len(r.Written) < maxWritten {
		r.Written = append(r.Written, written)
	}
	if from != "" && !slices.Contains(r.From, from) {
		r.From = append(r.From, from)
	}
	if r.Note == "" {
		r.Note = note
	}
}

// rows parts a list into rows of cells.
func rows(text string) [][]string {
	var out [][]string
	for line := range strings.SplitSeq(domain.Unwrap(text), "\n") {
		if strings.TrimSpace(line) != "" {
			out = append(out, cells(strings.TrimSpace(line)))
		}
	}
	return out
}

// cells parts a row: at tabs, at the wide blanks between columns of a page or a
// sheet, or as CSV. Where its quotes do not fit, the line is taken as it stands.
func cells(line string) []string {
	sep := ','
	switch {
	case strings.Contains(line, "\t"):
		return strings.Split(line, "\t")
	case strings.Contains(line, "  "):
		return strings.Split(line, "  ")
	case strings.Contains(line, ";"):
		sep = ';'
	}
	r := csv.NewReader(strings.NewReader(line))
	r.Comma, r.TrimLeadingSpace = sep, true
	out, err := r.Read()
	if err != nil {
		return []string{line}
	}
	return out
}
