package reportview

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// maxColumn and minColumn bound a column of text; the last may be longer.
const (
	maxColumn = 34
	minColumn = 6
)

// Grid draws the table in lines of at most width cells: the heads of the columns, in
// several lines where they are longer than what stands below them, and the rows. Where
// it does not fit, the widest columns give way.
func (s *Section) Grid(width int) (head, rows []string) {
	widths := s.widths(width)
	titles := make([][]string, len(s.Columns))
	high := 1
	for i, c := range s.Columns {
		titles[i] = strings.Split(ansi.Wrap(c.Title, widths[i], ""), "\n")
		high = max(high, len(titles[i]))
	}
	for y := range high {
		head = append(head, s.line(widths, func(i int) string {
			if at := y - high + len(titles[i]); at >= 0 {
				return titles[i][at]
			}
			return ""
		}))
	}
	for _, row := range s.Rows {
		rows = append(rows, s.line(widths, func(i int) string { return row[i].Text }))
	}
	if len(rows) == 0 {
		rows = []string{dash}
	}
	return head, rows
}

func (s *Section) line(widths []int, text func(i int) string) string {
	var l strings.Builder
	for i, c := range s.Columns {
		t := ansi.Truncate(text(i), widths[i], "…")
		gap := strings.Repeat(" ", widths[i]-ansi.StringWidth(t))
		if c.Right {
			t = gap + t
		} else {
			t += gap
		}
		l.WriteString(t + "  ")
	}
	return strings.TrimRight(l.String(), " ")
}

// widths are those of what stands in the columns and of the longest word above it.
func (s *Section) widths(width int) []int {
	out := make([]int, len(s.Columns))
	sum := -2
	for i, c := range s.Columns {
		for _, w := range strings.Fields(c.Title) {
			out[i] = max(out[i], ansi.StringWidth(w))
		}
		for _, row := range s.Rows {
			w := ansi.StringWidth(row[i].Text)
			if i < len(s.Columns)-1 {
				w = min(w, maxColumn)
			}
			out[i] = max(out[i], w)
		}
		sum += out[i] + 2
	}
	for ; sum > width; sum-- {
		widest := 0
		for i := range out {
			if out[i] > out[widest] {
				widest = i
			}
		}
		if out[widest] <= minColumn {
			break
		}
		out[widest]--
	}
	return out
}
