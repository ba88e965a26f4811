package term

import (
	"hash/maphash"
	"slices"
	"strings"
)

// Span is a range of bytes.
type Span struct{ From, To int }

// Marks are the places of a text that a query means.
type Marks struct {
	Spans   []Span // in order, apart from each other
	Parts   int    // how many parts of the query stand in the text as a whole
	Some    int    // how many stand there at least by one word
	Phrases uint32 // a bit for each part that is a phrase and stands in the text, also one that must not
}

// Better reports whether a text answers more of the query than another.
func (m Marks) Better(o Marks) bool {
	return m.Parts > o.Parts || m.Parts == o.Parts && m.Some > o.Some
}

// Mark finds the places of a text that the query means. Of many texts a Marker
// finds them sooner.
func (q Query) Mark(text string) Marks { return NewMarker(q).Mark(text) }

// Marker marks one text after the other: what it learned of a word in one it
// knows in the next. It is for one goroutine.
type Marker struct {
	q     Query
	seed  maphash.Seed
	known []lesson   // by a hash of the term; of two with the same the later
	words []word     // of the text at hand
	met   [][]uint32 // the atoms that were met in it, as bits: of each part, of each way
}

// meaning is an atom that a term is meant by.
type meaning struct {
	part, way int
	bit       uint32
}

// lesson is what a Marker learned of a term.
type lesson struct {
	text string // "": nothing
	of   []meaning
}

// maxKnown is how many terms a Marker remembers; a power of two.
const maxKnown = 1 << 13

// NewMarker returns a Marker of a query.
func NewMarker(q Query) *Marker {
	k := &Marker{q: q, seed: maphash.MakeSeed(), known: make([]lesson, maxKnown), met: make([][]uint32, len(q.Parts))}
	for i, p := range q.Parts {
		k.met[i] = make([]uint32, len(p.Ways))
	}
	return k
}

// Mark finds the places of a text that the query means.
func (k *Marker) Mark(text string) Marks {
	var m Marks
	k.words = cut(k.words[:0], text)
	for _, ways := range k.met {
		clear(ways)
	}
	each(k.words, func(t Term) bool {
		of := k.meanings(t.Text)
		for _, a := range of {
			k.met[a.part][a.way] |= a.bit
		}
		if len(of) > 0 {
			m.Spans = append(m.Spans, Span{t.From, t.To})
		}
		return true
	})
	for i, p := range k.q.Parts {
		some, whole := k.part(i)
		if len(p.Phrase) > 0 {
			spans := p.spans(k.words)
			if some, whole = len(spans) > 0, len(spans) > 0; whole {
				m.Phrases |= 1 << i
			}
			if !p.Not {
				m.Spans = append(m.Spans, spans...)
			}
		}
		if !p.Not {
			m.Some += one(some)
			m.Parts += one(whole)
		}
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

// meanings returns the atoms of the query that a term is meant by; those of
// phrases and of what must not be found mean nothing by themselves.
func (k *Marker) meanings(text string) (of []meaning) {
	known := &k.known[maphash.String(k.seed, text)%maxKnown]
	if known.text == text {
		return known.of
	}
	var roots []string // made once at most
	rootsOf := func(string) []string {
		if roots == nil {
			roots = append([]string{""}, Roots(text)...)
		}
		return roots
	}
	for i, p := range k.q.Parts {
		if p.Not || len(p.Phrase) > 0 {
			continue
		}
		for j, way := range p.Ways {
			for n, a := range way {
				if a.means(text, rootsOf) {
					of = append(of, meaning{i, j, 1 << n})
				}
			}
		}
	}
	*known = lesson{text, of}
	return of
}

// part reports whether something of a part was met, and whether a whole way.
func (k *Marker) part(i int) (some, whole bool) {
	for j, way := range k.q.Parts[i].Ways {
		some = some || k.met[i][j] != 0
		whole = whole || len(way) > 0 && k.met[i][j] == 1<<len(way)-1
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
