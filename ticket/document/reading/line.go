package reading

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// line is one line of a page, taken apart into cells.
type line struct {
	page, n int    // from 1
	text    string // bounded, tabs as spaces, right end trimmed
	cells   []cell
	box     Box
	ocr     bool
	head    bool // of the letterhead
}

// cell is what stands between gaps of two spaces or more.
type cell struct {
	column int // runes before it
	from   int // bytes before it
	text   string
}

func (c cell) end() int { return c.column + utf8.RuneCountInString(c.text) }

// sheet is a page as lines.
type sheet struct {
	page  int
	src   *Page
	lines []line // those that are not empty
	gaps  []int  // empty lines before each
}

func newSheet(p *Page, number int) sheet {
	s := sheet{page: number, src: p}
	empty, n := 0, 0
	for text := range strings.SplitSeq(p.Text, "\n") {
		if n++; n > maxLines {
			break
		}
		if len(text) > maxLine {
			text = strings.ToValidUTF8(text[:maxLine], "")
		}
		text = strings.TrimRight(strings.ReplaceAll(text, "\t", "   "), " \r\f\v")
		if strings.TrimSpace(text) == "" {
			empty++
			continue
		}
		l := line{page: number, n: n, text: text, cells: cellsOf(text), ocr: p.OCR}
		if n <= len(p.Boxes) {
			l.box = p.Boxes[n-1]
		}
		s.lines = append(s.lines, l)
		s.gaps = append(s.gaps, empty)
		empty = 0
	}
	return s
}

func cellsOf(text string) []cell {
	var out []cell
	column, begin, start, blanks := 0, -1, 0, 0
	flush := func(end int) {
		if begin >= 0 {
			out = append(out, cell{column: start, from: begin, text: strings.TrimRight(text[begin:end], " ")})
			begin = -1
		}
	}
	for i, r := range text {
		if r == ' ' || r == '\u00a0' {
			if blanks++; blanks == 2 {
				flush(i)
			}
		} else {
			if begin < 0 {
				begin, start = i, column
			}
			blanks = 0
		}
		column++
	}
	flush(len(text))
	return out
}

// part is the box of a span of bytes, counted as if all letters were as wide.
func (l *line) part(from, to int) Box {
	b := l.box
	if b == (Box{}) || to <= from {
		return b
	}
	text := strings.TrimLeft(l.text, " ")
	lead := len(l.text) - len(text)
	all := utf8.RuneCountInString(text)
	if all == 0 || from < lead || to > len(l.text) {
		return b
	}
	w := b[2] - b[0]
	left := utf8.RuneCountInString(l.text[lead:from])
	right := left + utf8.RuneCountInString(l.text[from:to])
	return Box{b[0] + w*left/all, b[1], b[0] + w*right/all, b[3]}
}

// at returns the cell that stands at a column, give or take slack.
func (l *line) at(column, slack int) *cell {
	for i := range l.cells {
		if d := l.cells[i].column - column; d >= -slack && d <= slack {
			return &l.cells[i]
		}
	}
	return nil
}

// labels begin what stands beside them.
var labelStart = regexp.MustCompile(`(?i)^(?:no(?:mor|\.)?|sifat|klasifikasi|derajat|lamp(?:iran|\.)?|hal|perihal|h a l|tgl|tanggal|kepada|yth|dari|tembusan|dengan hormat|assalam|di\s*[-–:]|u\.\s?p)(?:\b|$|[.:])`)

// value is what a label is followed by: behind a colon in the same cell, or in
// the cells to the right of it.
type value struct {
	text         string
	column       int
	from, to     int  // bytes in the line
	colon, blank bool // a colon stood there; nothing else did
}

// beside reads what stands to the right of the label that ends at byte end of
// cell i.
func (l *line) beside(i, end int) value {
	c := l.cells[i]
	v := value{}
	at := c.from + end
	rest := c.text[end:]
	for {
		trimmed := strings.TrimLeft(rest, " .:;=")
		v.colon = v.colon || strings.ContainsAny(rest[:len(rest)-len(trimmed)], ":;=")
		at += len(rest) - len(trimmed)
		if trimmed != "" {
			v.text, v.from, v.to = trimmed, at, at+len(trimmed)
			v.column = utf8.RuneCountInString(l.text[:at])
			return v
		}
		if i++; i >= len(l.cells) {
			v.blank = true
			return v
		}
		rest, at = l.cells[i].text, l.cells[i].from
	}
}
