package term

import (
	"slices"
	"strings"
)

// Span is a range of bytes.
type Span struct{ From, To int }

// Marks are the places of a text that a query means.
type Marks struct {
	Spans []Span // in order, apart from each other
	Parts int    // how many parts of the query stand in the text as a whole
	Some  int    // how many stand there at least by one word
}

// Better reports whether a text answers more of the query than another.
func (m Marks) Better(o Marks) bool {
	return m.Parts > o.Parts || m.Parts == o.Parts && m.Some > o.Some
}

// Mark finds the places of a text that the query means.
func (q Query) Mark(text string) Marks {
	var m Marks
	met := newMeeting(q)
	known := map[string]bool{} // whether a term is meant: most words come again and again
	Each(text, func(t Term) bool {
		meant, ok := known[t.Text]
		if !ok {
			meant = met.meet(t.Text)
			known[t.Text] = meant
		}
		if meant {
			m.Spans = append(m.Spans, Span{t.From, t.To})
		}
		return true
	})
	for i, p := range q.Parts {
		if p.Not {
			continue
		}
		some, whole := met.part(i)
		if len(p.Phrase) > 0 {
			spans := p.spans(text)
			m.Spans = append(m.Spans, spans...)
			some, whole = len(spans) > 0, len(spans) > 0
		}
		m.Some += one(some)
		m.Parts += one(whole)
	}
	m.Spans = apartSpans(m.Spans)
	return m
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// meeting remembers which atoms of a query were met in a text, as bits: of each
// part, of each way.
type meeting struct {
	q   Query
	met [][]uint32
}

func newMeeting(q Query) *meeting {
	m := &meeting{q: q, met: make([][]uint32, len(q.Parts))}
	for i, p := range q.Parts {
		m.met[i] = make([]uint32, len(p.Ways))
	}
	return m
}

// meet notes a term and reports whether the query means it.
func (m *meeting) meet(text string) (meant bool) {
	var roots []string // made once at most
	rootsOf := func(string) []string {
		if roots == nil {
			roots = append([]string{""}, Roots(text)...)
		}
		return roots
	}
	for i, p := range m.q.Parts {
		if p.Not || len(p.Phrase) > 0 {
			continue
		}
		for j, way := range p.Ways {
			for k, a := range way {
				if a.means(text, rootsOf) {
					m.met[i][j] |= 1 << k
					meant = true
				}
			}
		}
	}
	return meant
}

// part reports whether something of a part was met, and whether a whole way.
func (m *meeting) part(i int) (some, whole bool) {
	for j, way := range m.q.Parts[i].Ways {
		some = some || m.met[i][j] != 0
		whole = whole || len(way) > 0 && m.met[i][j] == 1<<len(way)-1
	}
	return some, whole
}

func apartSpans(in []Span) []Span {
	slices.SortFunc(in, func(a, b Span) int {
		if a.From != b.From {
			return a.From - b.From
		}
		return b.To - a.To
	})
	var out []Span
	for _, s := range in {
		if n := len(out); n > 0 && s.From < out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}

// Snippet cuts the part of a text out where most of the marks stand close
// together: at most size bytes, whole words, with "…" where something was cut off.
// Line breaks become blanks. The marks are those within it.
func Snippet(text string, m Marks, size int) (string, []Span) {
	from, to := window(text, m.Spans, size)
	head, tail := "", ""
	if from > 0 {
		head = "…"
	}
	if to < len(text) {
		tail = "…"
	}
	var marks []Span
	for _, s := range m.Spans {
		if s.From >= from && s.To <= to {
			marks = append(marks, Span{s.From - from + len(head), s.To - from + len(head)})
		}
	}
	flat := strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(text[from:to])
	return head + flat + tail, marks
}

// window chooses the range with the most marks, beginning a little before one.
func window(text string, spans []Span, size int) (from, to int) {
	if len(text) <= size {
		return 0, len(text)
	}
	best, most := 0, 0
	for i, s := range spans {
		n := 0
		for n < len(spans)-i && spans[i+n].To-s.From <= size*3/4 {
			n++
		}
		if n > most {
			best, most = s.From, n
		}
	}
	from = max(min(best-size/6, len(text)-size), 0)
	to = min(from+size, len(text))
	for from > 0 && from < best && text[from-1] != ' ' && text[from-1] != '\n' { // whole words
		from++
	}
	end := to
	for to < len(text) && to > from && text[to] != ' ' && text[to] != '\n' {
		to--
	}
	if to <= best { // one word longer than the window
		to = end
	}
	for from < to && from > 0 && text[from]&0xc0 == 0x80 {
		from++
	}
	for to > from && to < len(text) && text[to]&0xc0 == 0x80 {
		to--
	}
	return from, to
}
