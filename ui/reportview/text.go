package reportview

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"loket/domain/table"
)

// Widths of a report in text, in cells.
const (
	barCells  = 40
	noteWidth = 100
	textWidth = 160
)

// Text writes the document for a terminal or a plain file.
func (d *Document) Text(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", d.Title)
	b.WriteString(strings.Join(d.Head(), "\n") + "\n")
	for i := range d.Sections {
		s := &d.Sections[i]
		fmt.Fprintf(&b, "\n%s\n%s\n\n", s.Title, strings.Repeat("─", ansi.StringWidth(s.Title)))
		head, rows := s.Grid(textWidth)
		b.WriteString(strings.Join(append(head, rows...), "\n") + "\n")
		if bars := s.Chart(barCells); len(bars) > 0 {
			b.WriteString("\n" + strings.Join(bars, "\n") + "\n")
		}
		fmt.Fprintf(&b, "\n%s\n", ansi.Wrap(s.Note, noteWidth, ""))
	}
	for _, sign := range d.Signed {
		fmt.Fprintf(&b, "\n\n%s\n%s\n\n\n(%s)\n", sign.Place, sign.Role, cmp.Or(sign.Name, strings.Repeat(blank, 2)))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// Head is what stands below the title, in lines: the period, or a form's fields.
func (d *Document) Head() (lines []string) {
	wide := 0
	for _, f := range d.Fields {
		wide = max(wide, ansi.StringWidth(f.Label))
	}
	for _, f := range d.Fields {
		lines = append(lines, f.Label+strings.Repeat(" ", wide-ansi.StringWidth(f.Label))+" : "+f.Text)
	}
	if len(lines) == 0 {
		lines = []string{d.About}
	}
	return lines
}

// Chart draws the section's bars, a whole one so many cells long.
func (s *Section) Chart(cells int) (lines []string) {
	wide := 0
	for _, bar := range s.Bars {
		wide = max(wide, ansi.StringWidth(bar.Label))
	}
	for _, bar := range s.Bars {
		lines = append(lines, bar.Label+strings.Repeat(" ", wide-ansi.StringWidth(bar.Label))+" "+Blocks(bar.Share, cells)+" "+bar.Text)
	}
	return lines
}

// Blocks draws a bar of so many cells, to half a one. Bars below one another stay apart.
func Blocks(share float64, cells int) string {
	halves := int(min(max(share, 0), 1)*float64(cells*2) + 0.5)
	out := strings.Repeat("━", halves/2) + strings.Repeat("╸", halves%2)
	return out + strings.Repeat(" ", cells-ansi.StringWidth(out))
}

var markdown = strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`)

// Markdown writes the document with tables (GFM).
func (d *Document) Markdown(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", markdown.Replace(d.Title))
	for _, f := range d.Fields {
		fmt.Fprintf(&b, "- %s: %s\n", markdown.Replace(f.Label), markdown.Replace(f.Text))
	}
	if len(d.Fields) == 0 {
		fmt.Fprintf(&b, "%s\n", markdown.Replace(d.About))
	}
	for i := range d.Sections {
		s := &d.Sections[i]
		fmt.Fprintf(&b, "\n## %s\n\n", markdown.Replace(s.Title))
		rule := ""
		for _, c := range s.Columns {
			b.WriteString("| " + markdown.Replace(c.Title) + " ")
			rule += map[bool]string{true: "|---:", false: "|---"}[c.Right]
		}
		b.WriteString("|\n" + rule + "|\n")
		for _, row := range s.Rows {
			for _, c := range row {
				b.WriteString("| " + markdown.Replace(c.Text) + " ")
			}
			b.WriteString("|\n")
		}
		fmt.Fprintf(&b, "\n%s\n", markdown.Replace(s.Note))
	}
	if len(d.Signed) > 0 {
		b.WriteString(d.signatures())
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// signatures is the foot of a form as a table.
func (d *Document) signatures() string {
	var lines [3]string
	rule := ""
	for _, s := range d.Signed {
		for i, text := range []string{s.Place + "<br>" + s.Role, "<br><br>", "(" + cmp.Or(s.Name, blank) + ")"} {
			lines[i] += "| " + strings.ReplaceAll(markdown.Replace(text), "&lt;br>", "<br>") + " "
		}
		rule += "|---"
	}
	return fmt.Sprintf("\n%s|\n%s|\n%s|\n%s|\n", lines[0], rule, lines[1], lines[2])
}

// CSV writes a line for each figure: its section, what it is of, its name and the value.
func (d *Document) CSV(out io.Writer) error {
	var rows [][]string
	for i := range d.Sections {
		s := &d.Sections[i]
		for _, row := range s.Rows {
			for j := s.Named + 1; j < len(row); j++ {
				if row[j].Blank {
					continue
				}
				value := row[j].Text
				if n := row[j].Number; n != nil {
					value = strconv.FormatFloat(math.Round(*n*1e6)/1e6, 'f', -1, 64)
				}
				rows = append(rows, []string{s.ID, row[s.Named].Text, s.Columns[j].Title, value, row[j].Text})
			}
		}
	}
	return table.Write(out, []string{"section", "of", "figure", "value", "shown"}, rows)
}

// JSON writes the figures themselves, whatever part the document shows.
func (d *Document) JSON(out io.Writer) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	if err := e.Encode(d.Report); err != nil {
		return err
	}
	_, err := out.Write(b.Bytes())
	return err
}
