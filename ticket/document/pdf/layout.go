package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Thresholds in units of the type size, found on letters and tables of several
// programs.
const (
	sameLine  = 0.45 // baselines nearer than this are one line
	wordGap   = 0.17 // a wider gap is a space
	columnGap = 0.9  // a wider gap is another column
	paragraph = 1.9  // a wider step down leaves a blank line
	overprint = 0.2  // the same letter nearer than this is bold by printing twice
)

// layout writes glyphs as lines from top to bottom. Columns keep apart by
// several spaces and stand at about the same place in every line, so that a
// table reads as one. It also counts the visible runes.
func layout(glyphs []glyph) (string, int) {
	runes := 0
	for _, g := range glyphs {
		for _, r := range g.text {
			if unicode.IsGraphic(r) && !unicode.IsSpace(r) {
				runes++
			}
		}
	}
	lines := intoLines(glyphs)
	left, pitch := margin(glyphs)
	var b strings.Builder
	for i, l := range lines {
		if b.Len() > maxText {
			break
		}
		if i > 0 && lines[i-1].y-l.y > paragraph*max(l.size, 1) {
			b.WriteByte('\n')
		}
		if s := l.write(left, pitch); s != "" {
			b.WriteString(s)
			b.WriteByte('\n')
		}
	}
	return b.String(), runes
}

type textLine struct {
	y, size float64
	glyphs  []glyph
}

// intoLines groups by baseline. Order of drawing breaks ties, since programs
// that overprint rely on it.
func intoLines(glyphs []glyph) []textLine {
	sorted := slices.Clone(glyphs)
	slices.SortStableFunc(sorted, func(a, b glyph) int { return cmp.Compare(b.y, a.y) })
	var lines []textLine
	for _, g := range sorted {
		if n := len(lines); n > 0 {
			l := &lines[n-1]
			if l.y-g.y < sameLine*min(l.size, g.size*1.5) {
				l.glyphs = append(l.glyphs, g)
				l.size = max(l.size, min(g.size, l.size*2))
				continue
			}
		}
		lines = append(lines, textLine{y: g.y, size: g.size, glyphs: []glyph{g}})
	}
	for i := range lines {
		slices.SortStableFunc(lines[i].glyphs, func(a, b glyph) int { return cmp.Compare(a.x, b.x) })
	}
	return lines
}

// margin returns the left edge and the width of a column of text: the median
// advance per letter.
func margin(glyphs []glyph) (left, pitch float64) {
	left = math.Inf(1)
	var widths []float64
	for _, g := range glyphs {
		if strings.TrimSpace(g.text) == "" {
			continue
		}
		left = min(left, g.x)
		if w := g.w / float64(max(utf8.RuneCountInString(g.text), 1)); w > 0 {
			widths = append(widths, w)
		}
	}
	if len(widths) == 0 {
		return 0, 5
	}
	slices.Sort(widths)
	return left, max(widths[len(widths)/2], 0.5)
}

func (l textLine) write(left, pitch float64) string {
	var b strings.Builder
	column, end := 0, left
	var last glyph
	for _, g := range l.glyphs {
		text := strings.Map(printable, g.text)
		if strings.TrimSpace(text) == "" {
			continue // gaps are told by position, whatever stands in them
		}
		if text == last.text && math.Abs(g.x-last.x) < overprint*g.size {
			continue
		}
		if n := l.gap(g, end, left, pitch, column); n > 0 {
			b.WriteString(strings.Repeat(" ", n))
			column += n
		}
		b.WriteString(text)
		column += utf8.RuneCountInString(text)
		end = max(end, g.x+g.w)
		last = g
	}
	return strings.TrimRight(b.String(), " ")
}

// gap returns how many spaces stand before g.
func (l textLine) gap(g glyph, end, left, pitch float64, column int) int {
	at := int((g.x-left)/pitch + 0.5)
	at = min(at, maxColumns)
	if column == 0 {
		return max(at, 0)
	}
	d := g.x - end
	switch {
	case d > columnGap*g.size:
		return max(2, at-column)
	case d > wordGap*g.size:
		return 1
	}
	return 0
}

// printable drops what a font maps to nothing a person reads, private use
// included: it would show as boxes.
func printable(r rune) rune {
	switch {
	case r == '\u00a0':
		return ' '
	case r < 0x20, r >= 0x7f && r < 0xa0, unicode.Is(unicode.Co, r), r == '\u00ad':
		return -1
	}
	return r
}
