package pdf

// Word is a word on a page that was not read from a PDF: its left end, the
// baseline from the top, its width and type size, all in one unit.
type Word struct {
	Text              string
	X, Y, Width, Size float64
}

// Arrange writes words as the lines of a page are written, and says where each
// line stands, in thousandths of a page of that width and height.
func Arrange(words []Word, width, height float64) (text string, boxes [][4]int) {
	glyphs := make([]glyph, 0, min(len(words), maxGlyphs))
	for _, w := range words[:min(len(words), maxGlyphs)] {
		if w.Text != "" && w.Size > 0 {
			g := glyph{x: w.X, y: height - w.Y, w: w.Width, size: w.Size, text: w.Text}
			end := g
			end.x, end.w, end.text = g.x+g.w, 0, " " // words are apart, however near
			glyphs = append(glyphs, g, end)
		}
	}
	text, _, places := layout(glyphs)
	return text, thousandths(places, 0, 0, width, height)
}
