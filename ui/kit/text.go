package kit

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"loket/domain/clean"
)

const blanks = "                                                                                                                                                                                                        "

// Spaces returns n spaces, none for n below 1.
func Spaces(n int) string {
	if n <= 0 {
		return ""
	}
	if n <= len(blanks) {
		return blanks[:n]
	}
	return strings.Repeat(" ", n)
}

// Width returns the number of cells a text takes.
func Width(t clean.Text) int { return cells(t.String()) }

// cells is ansi.StringWidth with a short way for plain ASCII.
func cells(s string) int {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// Cut returns the text's first line in at most width cells; what is cut ends
// with "…".
func Cut(t clean.Text, width int) string {
	s := t.String()
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		s = s[:i]
	}
	if width <= 0 {
		return ""
	}
	if cells(s) <= width {
		return s
	}
	return ansi.Truncate(s, width, "…")
}

// Fit returns the text in exactly width cells, cut or filled with spaces.
func Fit(t clean.Text, width int) string {
	s := Cut(t, width)
	if out := s + Spaces(width-cells(s)); cells(out) == width {
		return out
	}
	s = Cut(single(t), width)
	return s + Spaces(width-cells(s))
}

// FitRight is Fit with the text at the right end.
func FitRight(t clean.Text, width int) string {
	s := Cut(t, width)
	if out := Spaces(width-cells(s)) + s; cells(out) == width {
		return out
	}
	s = Cut(single(t), width)
	return Spaces(width-cells(s)) + s
}

// single keeps the ASCII of a text and puts ? for the rest. A text that begins
// with a combining mark, or ends with a sign that joins what follows, would
// change the width of its neighbours; such text is no loss.
func single(t clean.Text) clean.Text {
	return clean.Own(strings.Map(func(r rune) rune {
		if r >= 0x7f {
			return '?'
		}
		return r
	}, t.String()))
}

// Wrap breaks a text into lines of at most width cells, at spaces where it can.
// Empty lines stay. A width below 1 gives none.
func Wrap(t clean.Text, width int) []string {
	if width < 1 || t.Empty() {
		return nil
	}
	lines := strings.Split(ansi.Wrap(t.String(), width, ""), "\n")
	for i, l := range lines {
		if cells(l) > width { // a wide rune where one cell is left
			lines[i] = ansi.Truncate(l, width, "")
		}
	}
	return lines
}

// Pad fills a finished line to width cells and cuts what is longer. SGR
// sequences in it count nothing and stay whole.
func Pad(line string, width int) string {
	w := ansi.StringWidth(line)
	if w > width {
		line = ansi.Truncate(line, max(width, 0), "")
		w = ansi.StringWidth(line)
	}
	return line + Spaces(width-w)
}

// Cell is one column of a row.
type Cell struct {
	Text  clean.Text
	Width int // cells, without the gap behind it
	Ink   Ink
	Right bool // flush right
}

// Row draws cells with one blank between them on the ground ink and fills up to
// width. Cells of width 0 are left out.
func Row(ground Ink, width int, cells ...Cell) string {
	var b strings.Builder
	b.Grow(width + 24*len(cells))
	used := 0
	for _, c := range cells {
		if c.Width <= 0 || used >= width {
			continue
		}
		if used > 0 {
			ground.write(&b, " ")
			used++
		}
		w := min(c.Width, width-used)
		fit := Fit
		if c.Right {
			fit = FitRight
		}
		c.Ink.On(ground).write(&b, fit(c.Text, w))
		used += w
	}
	if used < width {
		ground.write(&b, Spaces(width-used))
	}
	return b.String()
}

// Beside joins two columns of finished lines; each line of left must be width
// cells wide. Missing lines are blank.
func Beside(left []string, width int, gap string, right []string) []string {
	n := max(len(left), len(right))
	out := make([]string, n)
	for i := range out {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		} else {
			l = Spaces(width)
		}
		if i < len(right) {
			r = right[i]
		}
		out[i] = l + gap + r
	}
	return out
}

// Exactly cuts or fills a column of lines to n lines.
func Exactly(lines []string, n int) []string {
	if n <= 0 {
		return nil
	}
	if len(lines) >= n {
		return lines[:n]
	}
	return append(lines[:len(lines):len(lines)], make([]string, n-len(lines))...)
}

// LineWidth returns the number of cells of a finished line.
func LineWidth(line string) int { return ansi.StringWidth(line) }
