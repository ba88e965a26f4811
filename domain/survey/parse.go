package survey

import (
	"regexp"
	"strings"
)

// Answer is what somebody wrote.
type Answer struct {
	Marks   Marks
	Comment string // beside the marks, as it was written; "" for none
}

// Bounds on what is read.
const (
	maxText    = 32 << 10 // bytes
	maxLines   = 400
	maxComment = 2000 // bytes
)

// enough is how many marks a text needs in which nothing but numbers says what is
// marked: "1. 2 dokumen" alone is no answer.
const enough = 3

// Parse reads an answer. own is what the writer wrote, quoted the survey below it,
// into which some write their marks. ok is false where neither holds an answer.
func Parse(own, quoted string) (a Answer, ok bool) {
	r := read(own)
	if !r.answers() {
		below := read(quoted)
		if !below.answers() {
			return Answer{}, false
		}
		return Answer{Marks: below.marks, Comment: comment(strings.Split(bound(own, maxText), "\n"))}, true
	}
	return Answer{Marks: r.marks, Comment: comment(r.rest)}, true
}

// reader goes through a text line by line.
type reader struct {
	marks Marks
	clash [Elements]bool // marked twice, otherwise
	named bool           // something but a number said which element is meant
	open  int            // element whose line has no mark yet, 0: none
	upto  int            // of rest, before that line
	bare  []uint8        // marks of lines with nothing else
	ticks bool           // a table has a column for each mark
	all   uint8          // mark of every element that has none of its own, 0: none
	rest  []string       // lines without marks
}

func (r *reader) answers() bool {
	n := r.marks.Given()
	return n >= enough || n > 0 && r.named
}

// legend is the line of the survey that says what the marks mean.
var legend = regexp.MustCompile(`(?i)1\s*=\s*(?:tidak\s+baik|bad|poor|not\s+good)\s*[,;]\s*[>\s]*2\s*=[^4]{1,80}4\s*=\s*(?:sangat\s+baik|very\s+good|excellent)`)

func read(text string) *reader {
	r := new(reader)
	text = legend.ReplaceAllString(plain(bound(text, maxText)), "")
	lines := strings.Split(text, "\n")
	for _, l := range lines[:min(len(lines), maxLines)] {
		for _, l := range apart(strings.TrimRight(strings.TrimLeft(l, "> \t*•·"), " \r")) { // a tab at the end parts cells
			if !r.line(l) {
				r.rest = append(r.rest, l)
			}
		}
	}
	for i := range r.marks {
		if r.marks[i] == 0 {
			r.marks[i] = r.all
		}
	}
	if r.marks.Given() == 0 && len(r.bare) == Elements {
		copy(r.marks[:], r.bare)
	}
	for i, clash := range r.clash {
		if clash {
			r.marks[i] = 0
		}
	}
	return r
}

// line reads one line and reports whether it has marks, or is one of the survey's.
func (r *reader) line(l string) bool {
	if l == "" {
		return false
	}
	if label.MatchString(l) {
		r.open = 0
		return false
	}
	if r.row(l) || r.spans(l) || r.whole(l) || r.pairs(l) || r.sequence(l) {
		return true
	}
	if bare := more.ReplaceAllString(l, ""); r.open != 0 && mark(bare, r.open) != 0 && alone(bare) {
		l = bare // the name went on in this line
	}
	if v := mark(l, r.open); v != 0 && alone(l) && !listed.MatchString(l) {
		if r.open != 0 {
			r.set(r.open, v)
			r.rest = r.rest[:r.upto]
			r.open, r.named = 0, true
		} else {
			r.bare = append(r.bare, v)
		}
		return true
	}
	r.open = 0
	n, rest, named := element(l)
	if n == 0 {
		return false
	}
	v := mark(rest, n)
	if said, words := remarked(rest); v == 0 && named && said != 0 {
		r.named = true
		r.set(n, said)
		r.rest = append(r.rest, words)
		return true
	}
	if v == 0 {
		if named && len(strings.Fields(rest)) <= 5 {
			r.open, r.upto = n, len(r.rest) // the survey's own line; its mark may stand below
		}
		return named && blank(rest)
	}
	r.named = r.named || named
	r.set(n, v)
	return true
}

// listed is a line of a list: "4. sangat baik" is of the fourth element.
var listed = regexp.MustCompile(`^\(?[1-9]\s*[.)]\s*\pL`)

// set gives an element its mark. One that is marked otherwise already has none.
func (r *reader) set(n int, v uint8) {
	if old := r.marks[n-1]; old != 0 && old != v {
		r.clash[n-1] = true
	}
	r.marks[n-1] = v
}

// Several marks on one line.
var (
	pair = regexp.MustCompile(`(?i)(?:^|[\s,;|/(])(u|q|no\.?|unsur)?\s*([1-9])\s*[.):=\-]+\s*([1-4])(?:$|[\s,;|/.)])`)
	nine = regexp.MustCompile(`(?i)^\W*(?:(?:jawaban|nilai|skor|penilaian|answers?|marks?|scores?)(?:\s+(?:kami|saya|our|my))?\s*[:=]?\s*)?[1-4](?:[\s,;/.\-]*[1-4]){8}\W*$`)
)

// pairs reads "U1=3, U2=4" and "1. 4 2. 4 3. 3".
func (r *reader) pairs(l string) bool {
	found := 0
	type one struct {
		n int
		v uint8
	}
	var list []one
	named := false
	for rest := l; len(list) < 2*Elements; {
		m := pair.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		named = named || m[2] >= 0
		list = append(list, one{int(rest[m[4]] - '0'), rest[m[6]] - '0'})
		found++
		rest = rest[m[7]:]
	}
	if found < 2 {
		return false
	}
	for _, o := range list {
		r.set(o.n, o.v)
	}
	r.named = r.named || named
	return true
}

// sequence reads nine marks in their order, "4 4 3 4 4 4 3 4 4".
func (r *reader) sequence(l string) bool {
	if !nine.MatchString(l) {
		return false
	}
	n := 0
	for _, c := range []byte(l) {
		if c >= '1' && c <= '4' {
			n++
			r.set(n, c-'0')
		}
	}
	return true
}

// wide is how a cell ends where a table was made to lines of text.
const wide = "    "

// cells parts a row of a table.
func cells(l string) []string {
	switch {
	case strings.Contains(l, "|"):
		return strings.Split(strings.TrimSuffix(strings.TrimPrefix(l, "|"), "|"), "|")
	case strings.Contains(l, "\t"):
		return strings.Split(l, "\t")
	}
	return strings.Split(l, wide)
}

// row reads a row of a table: the element first, its mark last, or a tick below one
// of four marks.
func (r *reader) row(l string) bool {
	list := cells(l)
	if len(list) < 2 || len(list) > 8 {
		return false
	}
	if heads.MatchString(strings.Join(list, " ")) {
		r.ticks = true
		return true
	}
	n, _, named := element(strings.TrimSpace(strings.Join(list[:2], " ")))
	if n == 0 {
		return false
	}
	v := mark(list[len(list)-1], n)
	if behind := list[min(len(list), 2):]; len(list) >= 5 || r.ticks {
		for r.ticks && len(behind) < 4 { // empty cells at the end are easily lost
			behind = append(behind, "")
		}
		if t := tick(behind[max(len(behind)-4, 0):]); t != 0 {
			v = t
		}
	}
	if v == 0 {
		return false
	}
	r.set(n, v)
	r.named = r.named || named
	return true
}

// heads is the first row of a table with a column for each mark.
var heads = regexp.MustCompile(`(?i)^\D*\b1\s+2\s+3\s+4\s*$`)

// tick returns which of four cells is ticked, 0 unless it is one.
func tick(cells []string) (v uint8) {
	for i, c := range cells {
		switch strings.ToLower(strings.TrimSpace(c)) {
		case "":
		case "v", "x", "√", "✓", "✔", "☑", "(v)", "(x)", "[x]", "[v]", "ya":
			if v != 0 {
				return 0
			}
			v = uint8(i + 1)
		default:
			return 0
		}
	}
	return v
}

func bound(s string, n int) string {
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "")
	}
	return s
}
