package domain

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds on unwrapping: lines that one cell may be spread over, and the text.
const (
	maxWrapped    = 8
	maxUnwrapText = 1 << 20
)

// Unwrap mends names, addresses of pages and IPs that the layout of a document
// broke: at a hyphen at the end of a line, or inside a narrow cell of a table,
// where the parts stand below each other in the same column. The lines of a
// broken cell become one line, so that a row is a row again. All else is left
// as it was: a part is joined only where what comes out is a name, an address
// or an IP, and what was there is none or ends in a sign that cannot end one.
func Unwrap(text string) string {
	if len(text) > maxUnwrapText || !strings.ContainsAny(text, "-./?&=_") {
		return text
	}
	lines := strings.Split(text, "\n")
	out := make([]string, 0, len(lines))
	for i := 0; i < len(lines); {
		row, n := cellsOf(lines[i]), 1
		for i+n < len(lines) && n < maxWrapped {
			taken := row.mendLines(lines[i+n:])
			if taken == 0 {
				break
			}
			n += taken
		}
		switch {
		case n > 1:
			out = append(out, row.String())
		case i+1 < len(lines):
			lines[i], lines[i+1] = mendEnd(lines[i], lines[i+1])
			out = append(out, lines[i])
		default:
			out = append(out, lines[i])
		}
		i += n
	}
	return strings.Join(out, "\n")
}

// tableRow is a line of a table: cells with the column each begins in.
type tableRow []tableCell

type tableCell struct {
	column int
	text   string
	first  int // bytes of the first part, where an address was broken anywhere
	last   int // bytes of the last part
}

var cellText = regexp.MustCompile(`\S+(?: \S+)*`)

// cellsOf parts a line at two blanks or more. An address ends its cell at the
// first blank: none is inside it, and a narrow table leaves only one.
func cellsOf(line string) tableRow {
	line = strings.TrimRight(line, " \t\r")
	if len(line) > 1000 || strings.ContainsRune(line, '\t') {
		return nil
	}
	var row tableRow
	for _, at := range cellText.FindAllStringIndex(line, 40) {
		column, text := utf8.RuneCountInString(line[:at[0]]), line[at[0]:at[1]]
		if head, rest, cut := strings.Cut(text, " "); cut && strings.ContainsAny(head, "/.-_") {
			row = append(row, tableCell{column: column, text: head})
			column, text = column+utf8.RuneCountInString(head)+1, rest
		}
		row = append(row, tableCell{column: column, text: text})
	}
	return row
}

// mendLines takes the line below into the row, or two of them when what stands
// between the parts is another cell of the row, centred. It returns how many.
func (row *tableRow) mendLines(below []string) int {
	next := cellsOf(below[0])
	if len(next) == 0 {
		return 0
	}
	if row.mend(next) {
		return 1
	}
	if len(below) == 1 || row.shares(next) {
		return 0
	}
	wider := append(tableRow(nil), *row...)
	for _, c := range next {
		wider = wider.insert(c)
	}
	if last := cellsOf(below[1]); last.shares(next) || !wider.mend(last) {
		return 0
	}
	*row = wider
	return 2
}

// shares reports whether two lines have a cell in the same column.
func (row tableRow) shares(other tableRow) bool {
	return slices.ContainsFunc(row, func(a tableCell) bool {
		return slices.ContainsFunc(other, func(b tableCell) bool { return a.column == b.column })
	})
}

// mend joins the next line's cells to those above them and reports whether one
// of them was a broken address; otherwise the row is as before.
func (row *tableRow) mend(next tableRow) bool {
	joined := false
	merged := append(tableRow(nil), *row...)
	for _, c := range next {
		at := -1
		for i := range merged {
			if merged[i].column == c.column {
				at = i
			}
		}
		switch {
		case at < 0:
			merged = merged.insert(c)
		case merged[at].filled() && plainURL(c.text), continues(merged[at].text, c.text):
			merged[at].join(c.text)
			joined = true
		default:
			merged[at].text += " " + c.text
		}
	}
	if joined {
		*row = merged
	}
	return joined
}

// join adds the next part. Where not even the host was whole, the cell breaks
// anywhere, and each part that fills its width goes on.
func (c *tableCell) join(part string) {
	if c.first == 0 && hasScheme(c.text) && len(FindURLs(c.text)) == 0 {
		c.first = len(c.text)
	}
	c.text, c.last = c.text+part, len(part)
}

func (c *tableCell) filled() bool { return c.first > 0 && c.last > 0 && c.last+2 >= c.first }

// plainURL reports whether s could be a part of an address and does not begin one.
func plainURL(s string) bool {
	return !hasScheme(s) && strings.IndexFunc(s, func(r rune) bool { return !urlRune(r) }) < 0
}

func (row tableRow) insert(c tableCell) tableRow {
	at := len(row)
	for at > 0 && row[at-1].column > c.column {
		at--
	}
	row = append(row, tableCell{})
	copy(row[at+1:], row[at:])
	row[at] = c
	return row
}

// String writes the cells with two blanks between them, which part cells.
func (row tableRow) String() string {
	texts := make([]string, len(row))
	for i, c := range row {
		texts[i] = c.text
	}
	return strings.Join(texts, "  ")
}

// continues reports whether below is the rest of an address that begins above.
func continues(above, below string) bool {
	if strings.ContainsAny(above, " ") || strings.ContainsAny(below, " ") || strings.Contains(below, "://") || ordinal.MatchString(below) && !strings.HasSuffix(above, ".") {
		return false
	}
	last := above[len(above)-1]
	if hasScheme(above) {
		return continuesURL(above, below, last)
	}
	if last == '.' && isIPv4(above+below) {
		return true
	}
	whole, err := ParseName(above + below)
	if err != nil || !underID(whole) {
		return false
	}
	if last == '-' || last == '.' {
		return true
	}
	_, err = ParseName(below) // "go.id" or "d" is no name by itself
	return err != nil && strings.Contains(above, ".")
}

func continuesURL(above, below string, last byte) bool {
	if !plainURL(below) {
		return false
	}
	was, is := FindURLs(above), FindURLs(above+below)
	if len(is) != 1 || len(was) > 0 && len(FindURLs(below)) > 0 {
		return false
	}
	if len(was) == 0 || last == '-' || last == '.' {
		return true // the host was not whole
	}
	if host := FindNames(below); len(host) > 0 && underID(host[0]) {
		return false
	}
	if strings.IndexByte("/?&=_%#+", last) < 0 {
		return false
	}
	return strings.ContainsAny(below, "/.?=&_%-0123456789")
}

func hasScheme(s string) bool {
	at := strings.Index(s, "://")
	return at > 2 && at < 8
}

// underID reports whether a name is of Indonesia, and so no chance hit.
func underID(n Name) bool { return strings.HasSuffix(string(n), ".id") }

// mendEnd joins the last word of a line that ends in a hyphen with the first of
// the next when both are one name: "pelayanan-" and "terpadu.go.id".
func mendEnd(line, next string) (string, string) {
	trimmed := strings.TrimRight(line, " \t\r")
	if len(trimmed) < 2 || trimmed[len(trimmed)-1] != '-' {
		return line, next
	}
	body := strings.TrimLeft(next, " \t")
	word, rest := body, ""
	if at := strings.IndexAny(body, " \t\r"); at >= 0 {
		word, rest = body[:at], body[at:]
	}
	head := trimmed[strings.LastIndexAny(trimmed, " \t\"'(<")+1:]
	host := strings.TrimRight(word, ".,;:!?)\"'>")
	if n, err := ParseName(head + host); err != nil || !underID(n) || !strings.Contains(host, ".") {
		if !hasScheme(head) || len(FindURLs(head+host)) != 1 {
			return line, next
		}
	}
	return trimmed + word, rest
}
