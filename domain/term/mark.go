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
	Parts int    // how many parts of the query are among them
}

// Mark finds the places of a text that the query means.
func (q Query) Mark(text string) Marks {
	var m Marks
	known := map[string]uint32{} // the parts that mean a term: most words come again and again
	var found uint32
	Each(text, func(t Term) bool {
		parts, ok := known[t.Text]
		if !ok {
			parts = q.meant(t.Text)
			known[t.Text] = parts
		}
		if parts != 0 {
			found |= parts
			m.Spans = append(m.Spans, Span{t.From, t.To})
		}
		return true
	})
	for i, p := range q.Parts {
		if p.Not || len(p.Phrase) == 0 {
			continue
		}
		if spans := p.spans(text); len(spans) > 0 {
			found |= 1 << i
			m.Spans = append(m.Spans, spans...)
		}
	}
	for ; found != 0; found &= found - 1 {
		m.Parts++
	}
	m.Spans = apartSpans(m.Spans)
	return m
}

// meant returns the parts, as bits, that a term is one of.
func (q Query) meant(text string) (parts uint32) {
	var roots []string // made once at most
	rootsOf := func(string) []string {
		if roots == nil {
			roots = append([]string{""}, Roots(text)...)
		}
		return roots
	}
	for i, p := range q.Parts {
		if p.Not || len(p.Phrase) > 0 {
			continue
		}
		for _, way := range p.Ways {
			if slices.ContainsFunc(way, func(a Atom) bool { return a.means(text, rootsOf) }) {
				parts |= 1 << i
			}
		}
	}
	return parts
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
