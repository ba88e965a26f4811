package document

import (
	"strings"

	"loket/domain/clean"
	"loket/ticket/document/pdf"
	"loket/ticket/document/reading"
)

// sheetOf is a page as it is read: its text cleaned line by line, so that the
// lines stay where their boxes are.
func sheetOf(p *pdf.Page) reading.Page {
	out := reading.Page{Text: cleanLines(p.Text), Boxes: boxes(p.Boxes), Marks: boxes(p.Marks), Drawn: true}
	return out
}

func cleanLines(s string) string {
	if len(s) > maxLeaf {
		s = s[:maxLeaf]
	}
	var b strings.Builder
	for line := range strings.SplitSeq(s, "\n") {
		b.WriteString(strings.ReplaceAll(clean.Block(line, maxLeaf).String(), "\n", " "))
		b.WriteByte('\n')
	}
	return b.String()
}

func boxes(list [][4]int) []reading.Box {
	out := make([]reading.Box, len(list))
	for i, b := range list {
		out[i] = b
	}
	return out
}

// read finds the facts in what was gathered.
func (f *file) read() {
	pages := f.sheets
	if f.Kind != KindPDF && f.Kind != KindZIP && f.Text != "" {
		pages = []reading.Page{{Text: f.Text}}
	}
	if facts := reading.Read(pages); len(facts.Found) > 0 || len(facts.Parts) > 1 || len(facts.Parts) == 1 && facts.Parts[0].Kind != "" {
		f.Facts = &facts
	}
}
