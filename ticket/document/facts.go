package document

import (
	"strings"

	"loket/domain/clean"
	"loket/ticket/document/pdf"
	"loket/ticket/document/reading"
)

// Recognition is what was recognised of the pages of one file.
type Recognition struct {
	Engine string           `json:"engine,omitempty"` // "" where nobody tried
	Pages  []RecognisedPage `json:"pages,omitempty"`
	Note   string           `json:"note,omitempty"` // why a page was not recognised
}

// RecognisedPage is one page. Boxes are where the lines of Text stand, in
// thousandths of the page as it reads after turning.
type RecognisedPage struct {
	Page       int      `json:"page"` // from 0
	Text       string   `json:"text"`
	Boxes      [][4]int `json:"boxes,omitempty"`
	Words      int      `json:"words"`
	Confidence float64  `json:"confidence"`     // mean of the words, 0 to 100
	Turn       int      `json:"turn,omitempty"` // quarters clockwise that it was turned by to read
}

// OCR says what was recognised of a file.
type OCR struct {
	Engine     string  `json:"engine"`
	Pages      int     `json:"pages"` // that gave words
	Words      int     `json:"words"`
	Confidence float64 `json:"confidence"`       // mean over the words, 0 to 100
	Turned     []int   `json:"turned,omitempty"` // pages, from 0, that lie on their side or head
	Note       string  `json:"note,omitempty"`
}

// Legible is the text that a page needs for nobody to recognise its picture:
// a page number or a stamp in text is no text layer.
const Legible = 10

// maxUnread bounds Report.Unread.
const maxUnread = 200

// Illegible returns the first pages, at most n, whose text nobody tried to
// recognise yet.
func (r *Report) Illegible(n int) []int {
	if r.OCR != nil || r.Opened || r.Has(ProblemEncrypted) || r.Has(ProblemCorrupt) {
		return nil
	}
	return r.Unread[:min(len(r.Unread), n)]
}

// recognised takes over what was recognised.
func (f *file) recognised(read Recognition) {
	if read.Engine == "" {
		return
	}
	f.heard = map[int]*RecognisedPage{}
	o := &OCR{Engine: clean.Line(read.Engine, 60).String(), Note: clean.Line(read.Note, 200).String()}
	for i := range read.Pages {
		p := &read.Pages[i]
		if p.Words <= 0 || len(o.Turned) > maxUnread {
			continue
		}
		f.heard[p.Page] = p
		o.Pages++
		o.Confidence = (o.Confidence*float64(o.Words) + p.Confidence*float64(p.Words)) / float64(o.Words+p.Words)
		o.Words += p.Words
		if p.Turn != 0 {
			o.Turned = append(o.Turned, p.Page)
		}
	}
	f.OCR = o
}

func (p *RecognisedPage) sheet() reading.Page {
	return reading.Page{Text: cleanLines(p.Text), Boxes: boxes(p.Boxes), OCR: true}
}

// leaf keeps a page of a PDF to be read: its text cleaned line by line, so that
// the lines stay where their boxes are; what was recognised where it has none.
func (f *file) leaf(n int, p *pdf.Page) {
	out := reading.Page{Text: cleanLines(p.Text), Boxes: boxes(p.Boxes), Marks: boxes(p.Marks), Drawn: true}
	if p.Runes < Legible && p.Images > 0 {
		if len(f.Unread) < maxUnread {
			f.Unread = append(f.Unread, n)
		}
		if q := f.heard[n]; q != nil {
			p.Text, out = q.Text, q.sheet()
		}
	}
	if len(f.sheets) < maxRead {
		f.sheets = append(f.sheets, out)
	}
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
func (f *file) facts() {
	pages := f.sheets
	if len(pages) == 0 && f.Kind != KindPDF && f.Kind != KindZIP && f.Text != "" {
		pages = []reading.Page{{Text: f.Text}}
	}
	if facts := reading.Read(pages); len(facts.Found) > 0 || len(facts.Parts) > 1 || len(facts.Parts) == 1 && facts.Parts[0].Kind != "" {
		f.Facts = &facts
	}
}
