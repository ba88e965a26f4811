package term

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Query is what somebody looks for: all parts must be found.
type Query struct{ Parts []Part }

// Part is one thing to be found, in any of several ways: a letter number as it
// stands, or else all of its words.
type Part struct {
	Ways [][]Atom // of each way all atoms must be found
	Not  bool     // must not be found
	// Phrase is what stands in quotes: the words one after the other. An index
	// without places finds its words and Pairs; whoever has the text marks it.
	Phrase []string
}

// Atom is one term that is looked for.
type Atom struct {
	Text   string
	Prefix bool     // any term that begins so
	Roots  []string // any word with such a root; nil: this word only
}

// Piece is a part of a query as it was written.
type Piece struct {
	Text   string
	Quoted bool
	Not    bool
}

// The bounds of a query.
const (
	maxQueryParts = 16
	minPrefix     = 2 // letters before a "*"
	minTyped      = 3 // letters of a word that is not finished
)

// NewQuery makes a query of its pieces. Typing says that the last word may not be
// finished yet. A "*" behind a word means anything that begins so; elsewhere it
// means nothing.
func NewQuery(pieces []Piece, typing bool) Query {
	var q Query
	for i := 0; i < len(pieces); {
		p := pieces[i]
		if p.Quoted {
			q.phrase(p)
			i++
			continue
		}
		text := p.Text // a NIP with spaces comes in several pieces
		for i++; i < len(pieces) && !p.Not && !pieces[i].Quoted && !pieces[i].Not; i++ {
			text += " " + pieces[i].Text
		}
		q.words(text, p.Not, typing && i == len(pieces))
	}
	q.Parts = q.Parts[:min(len(q.Parts), maxQueryParts)]
	return q
}

func (q *Query) phrase(p Piece) {
	words := cut(nil, p.Text)
	words = words[:min(len(words), maxParts)]
	if len(words) == 0 {
		return
	}
	part := Part{Not: p.Not, Ways: [][]Atom{nil}}
	for _, w := range words {
		part.Phrase = append(part.Phrase, w.text)
		part.Ways[0] = append(part.Ways[0], Atom{Text: w.text})
	}
	q.Parts = append(q.Parts, part)
}

func (q *Query) words(text string, not, typing bool) {
	words := cut(nil, text)
	for i := 0; i < len(words) && len(q.Parts) < maxQueryParts; {
		part, n := Part{Not: not}, 1
		for _, j := range joined(words, i) { // a NIP rather than the telephone number that it begins with
			switch {
			case j.words > n:
				part.Ways, n = [][]Atom{{{Text: j.Text}}}, j.words
			case j.words == n:
				part.Ways = append(part.Ways, []Atom{{Text: j.Text}})
			}
		}
		part.Ways = append(part.Ways, atoms(text, words[i:i+n], typing && i+n == len(words)))
		q.Parts = append(q.Parts, part)
		i += n
	}
}

// atoms are the words of a part by themselves.
func atoms(text string, words []word, typing bool) []Atom {
	out := make([]Atom, len(words))
	for i, w := range words {
		a := Atom{Text: w.text, Roots: Roots(w.text)}
		star := strings.HasPrefix(text[w.to:], "*")
		typed := typing && i == len(words)-1 && w.to == len(text)
		n := utf8.RuneCountInString(w.text)
		switch {
		case star && n >= minPrefix:
			a.Prefix, a.Roots = true, nil
		case typed && n >= minTyped:
			a.Prefix = true
		}
		out[i] = a
	}
	return out
}

// Empty reports whether nothing is looked for.
func (q Query) Empty() bool {
	return !slices.ContainsFunc(q.Parts, func(p Part) bool { return !p.Not })
}

func (a Atom) means(text string, rootsOf func(string) []string) bool {
	if a.Text == text || a.Prefix && strings.HasPrefix(text, a.Text) {
		return true
	}
	// A root is a part of its word but for its first letter, which may be lost: most
	// words need not be taken apart.
	if !slices.ContainsFunc(a.Roots, func(r string) bool { return strings.Contains(text, r[1:]) }) {
		return false
	}
	return slices.ContainsFunc(rootsOf(text), func(r string) bool { return slices.Contains(a.Roots, r) })
}
