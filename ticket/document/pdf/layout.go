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
	cellGap   = 0.35 // a wider gap without a space in it too, where words have spaces
	paragraph = 1.9  // a wider step down leaves a blank line
	overprint = 0.2  // the same letter nearer than this is bold by printing twice
)

// layout writes glyphs as lines from top to bottom. Columns keep apart by
// several spaces and stand at about the same place in every line, so that a
// table reads as one. It also counts the visible runes and says where each line
// stands: left, bottom, right, top; zeros for a blank line.
func layout(glyphs []glyph) (string, int, [][4]float64) {
	runes := 0
	for _, g := range glyphs {
		for _, r := range g.text {
			if unicode.IsGraphic(r) && !unicode.IsSpace(r) {
				runes++
			}
		}
	}
	lines := intoLines(glyphs)
	g := newGrid(glyphs)
	var b strings.Builder
	var places [][4]float64
	for i, l := range lines {
		if b.Len() > maxText {
			break
		}
		if i > 0 && lines[i-1].y-l.y > paragraph*max(l.size, 1) {
			b.WriteByte('\n')
			places = append(places, [4]float64{})
		}
		if s := l.write(g); s != "" {
			b.WriteString(s)
			b.WriteByte('\n')
			places = append(places, l.place())
		}
	}
	return b.String(), runes, places
}

// place is where the visible glyphs of a line stand.
func (l textLine) place() [4]float64 {
	out := [4]float64{math.Inf(1), l.y - 0.25*l.size, math.Inf(-1), l.y + 0.8*l.size}
	for _, g := range l.glyphs {
		if strings.TrimSpace(g.text) != "" {
			out[0], out[2] = min(out[0], g.x), max(out[2], g.x+g.w)
		}
	}
	return out
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

// grid maps positions to columns of text.
type grid struct {
	left, pitch float64 // left edge and width of a column: the median advance
	spaced      bool    // words are separated by spaces, not by position alone
}

func newGrid(glyphs []glyph) grid {
	g := grid{left: math.Inf(1), pitch: 5}
	var widths []float64
	blanks := 0
	for _, l := range glyphs {
		if strings.TrimSpace(l.text) == "" {
			blanks++
			continue
		}
		g.left = min(g.left, l.x)
		if w := l.w / float64(max(utf8.RuneCountInString(l.text), 1)); w > 0 {
			widths = append(widths, w)
		}
	}
	g.spaced = blanks*25 > len(glyphs)
	if len(widths) == 0 {
		return g
	}
	slices.Sort(widths)
	g.pitch = max(widths[len(widths)/2], 0.5)
	return g
}

func (l textLine) write(at grid) string {
	var b strings.Builder
	column, end, blank := 0, at.left, false
	var last glyph
	for _, g := range l.glyphs {
		text := strings.Map(printable, g.text)
		if strings.TrimSpace(text) == "" { // gaps are told by position, whatever stands in them
			blank = blank || g.x >= end-g.size*0.1
			continue
		}
		if text == last.text && math.Abs(g.x-last.x) < overprint*g.size {
			continue
		}
		if n := at.gap(g, g.x-end, column, blank); n > 0 {
			b.WriteString(strings.Repeat(" ", n))
			column += n
		}
		text = ligatures.Replace(text)
		b.WriteString(text)
		column += utf8.RuneCountInString(text)
		end, last, blank = max(end, g.x+g.w), g, false
	}
	return strings.TrimRight(b.String(), " ")
}

// gap returns how many spaces stand before g, d to the right of what precedes.
func (at grid) gap(g glyph, d float64, column int, blank bool) int {
	to := min(int((g.x-at.left)/at.pitch+0.5), maxColumns)
	switch {
	case column == 0:
		return max(to, 0)
	case d > columnGap*g.size, d > cellGap*g.size && at.spaced && !blank:
		return max(2, to-column)
	case d > wordGap*g.size, blank && d > -0.1*g.size:
		return 1
	}
	return 0
}

// ligatures are taken apart, since what is searched for has none.
var ligatures = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st")

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
