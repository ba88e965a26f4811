package reportview

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// maxColumn and minColumn bound a column of text; the last may be longer.
const (
	maxColumn = 34
	minColumn = 10
)

// Grid draws the table in lines of at most width cells: the heads of the columns and the
// rows, in several lines where their words are longer than the column. Where it does not
// fit the widest columns of words give way; where it still does not, there is no head,
// and each row is its name with the other columns below it.
func (s *Section) Grid(width int) (head, rows []string) {
	if len(s.Rows) == 0 {
		return nil, []string{dash}
	}
	widths, fits := s.widths(width)
	if !fits {
		return nil, s.list(width)
	}
	titles := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		titles[i] = c.Title
	}
	head = s.lines(widths, titles, true)
	for _, row := range s.Rows {
		texts := make([]string, len(row))
		for i, c := range row {
			texts[i] = c.Text
		}
		rows = append(rows, s.lines(widths, texts, false)...)
	}
	return head, rows
}

// lines draws one row, what is lower than the others at the top or at the foot.
func (s *Section) lines(widths []int, texts []string, foot bool) (out []string) {
	cells := make([][]string, len(texts))
	high := 1
	for i, t := range texts {
		cells[i] = strings.Split(ansi.Wrap(t, widths[i], ""), "\n")
		high = max(high, len(cells[i]))
	}
	for y := range high {
		var l strings.Builder
		for i, c := range s.Columns {
			at, t := y, ""
			if foot {
				at = y - high + len(cells[i])
			}
			if at >= 0 && at < len(cells[i]) {
				t = strings.TrimRight(cells[i][at], " ")
			}
			gap := strings.Repeat(" ", max(widths[i]-ansi.StringWidth(t), 0))
			if c.Right {
				t = gap + t
			} else {
				t += gap
			}
			l.WriteString(t + "  ")
		}
		out = append(out, strings.TrimRight(l.String(), " "))
	}
	return out
}

// list draws the rows below one another, what belongs together in one line.
func (s *Section) list(width int) (out []string) {
	for _, row := range s.Rows {
		out = append(out, strings.Split(ansi.Wrap(row[s.Named].Text, width, ""), "\n")...)
		l := ""
		for i, c := range row {
			if i <= s.Named || c.Blank {
				continue
			}
			part := s.Columns[i].Title + ": " + c.Text
			if l != "" && ansi.StringWidth(l)+ansi.StringWidth(part) > width-6 {
				out, l = append(out, indented(l+";", width)...), ""
			}
			if l != "" {
				l += "; "
			}
			l += part
		}
		out = append(out, indented(l, width)...)
	}
	return out
}

// indented wraps a line below the name of its row.
func indented(l string, width int) []string {
	lines := strings.Split(ansi.Wrap(l, width-2, ""), "\n")
	for i := range lines {
		lines[i] = "  " + strings.TrimSpace(lines[i])
	}
	return lines
}

// widths are those of what stands in the columns and of the longest word above it; ok is
// false where they are wider together than there is room.
func (s *Section) widths(width int) (out []int, ok bool) {
	out = make([]int, len(s.Columns))
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
		widest := -1
		for i, c := range s.Columns {
			if !c.Right && out[i] > minColumn && (widest < 0 || out[i] > out[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return out, false
		}
		out[widest]--
	}
	return out, true
}
