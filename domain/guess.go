package domain

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// Bounds on what guessing looks at, in bytes.
const (
	maxSubject = 1 << 10
	maxBody    = 32 << 10
	maxFileTxt = 32 << 10
	maxFiles   = 30
)

// GuessInput is what is known of a request.
type GuessInput struct {
	Subject, Body  string
	Attachments    []string // file names
	AttachmentText []string
}

// Guess is one service that a request may be about. Confidence is 0..1: below
// about 0.5 a person should decide. It is low when the score is small or when
// another service comes near.
type Guess struct {
	Service    string
	Score      float64
	Confidence float64
	Reasons    []string // what counted, the heaviest first: `subject: "penonaktifan" +6`
}

// The subject says more than the body; a file's name more than its text.
const (
	subjectFactor = 2.0
	bodyFactor    = 1.0
	nameFactor    = 1.2
	contentFactor = 0.8
	// halfScore is the score at which strength is one half.
	halfScore = 3.0
)

// Guess says which services the request may be about, the likeliest first; only
// services with a positive score are in it.
func (c *Catalogue) Guess(in GuessInput) []Guess {
	fields := c.guessFields(in)
	var out []Guess
	for i := range c.Services {
		if i >= len(c.guesses) {
			break
		}
		if g := c.guesses[i].score(fields); g.Score > 0 {
			g.Service = c.Services[i].ID
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(a, b Guess) int { return cmp.Compare(b.Score, a.Score) })
	for i := range out {
		next := 0.0
		switch {
		case i > 0:
			next = out[0].Score
		case len(out) > 1:
			next = out[1].Score
		}
		out[i].Confidence = confidence(out[i].Score, next)
	}
	return out
}

// confidence joins strength (how much speaks for it) and distance (how much
// less speaks for the rival).
func confidence(score, rival float64) float64 {
	strength := 1 - math.Exp2(-score/halfScore)
	distance := min(1, max(0, 2*(score-rival)/score))
	if rival == 0 {
		distance = 1
	}
	return math.Round(100*strength*(0.3+0.7*distance)) / 100
}

type field struct {
	where  string
	factor float64
	text   *vocabulary
	taken  [2][]bool // words that count no more: for signals, and for those that speak against
}

func newField(where string, factor float64, text *vocabulary) field {
	n := len(text.words)
	both := make([]bool, 2*n)
	return field{where, factor, text, [2][]bool{both[:n:n], both[n:]}}
}

// begin makes all words count again.
func (f *field) begin() {
	clear(f.taken[0])
	clear(f.taken[1])
	copy(f.taken[0], f.text.given)
}

func (c *Catalogue) guessFields(in GuessInput) []field {
	fs := []field{
		newField("subject", subjectFactor, newSpoken(c.lexicon, cut(in.Subject, maxSubject))),
		newField("body", bodyFactor, newSpoken(c.lexicon, withoutSignature(cut(in.Body, maxBody)))),
	}
	for i, n := range in.Attachments {
		if i < maxFiles {
			fs = append(fs, newField("name", nameFactor, newVocabulary(c.lexicon, cut(n, maxSubject))))
		}
	}
	for i, t := range in.AttachmentText {
		if i < maxFiles {
			fs = append(fs, newField("content", contentFactor, newSpoken(c.lexicon, cut(t, maxFileTxt))))
		}
	}
	return fs
}

// compiled are signals ready to be matched, the heaviest first.
type compiled []compiledSignal

type compiledSignal struct {
	Signal
	pattern pattern
	number  int // among all signals, see lexicon
}

func compileSignals(list []Signal) compiled {
	out := make(compiled, len(list))
	for i, s := range list {
		out[i] = compiledSignal{Signal: s, pattern: newPattern(s.Phrase)}
	}
	slices.SortStableFunc(out, func(a, b compiledSignal) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	return out
}

func (c *Catalogue) compile() {
	c.guesses = make([]compiled, len(c.Services))
	for i := range c.Services {
		c.guesses[i] = compileSignals(c.Services[i].Signals)
	}
	c.matches = map[string]compiled{}
	lists := slices.Clone(c.guesses)
	for _, r := range c.Requirements {
		c.matches[r.ID] = compileSignals(r.Signals)
		lists = append(lists, c.matches[r.ID])
	}
	c.lexicon = newLexicon(newSpelling(lists...), lists...)
}

func (s Signal) counts(where string) bool {
	switch s.Where {
	case "", "any", where:
		return true
	case "attachment":
		return where == "name" || where == "content"
	}
	return false
}

// hit is a signal found in a field, and what it weighs there.
type hit struct {
	where  string
	phrase string
	weight float64
}

// reason is for people: `subject: "penonaktifan" +6`.
func (h hit) reason() string {
	b := make([]byte, 0, 64)
	b = append(append(b, h.where...), ": "...)
	b = append(strconv.AppendQuote(b, h.phrase), ' ')
	if h.weight >= 0 {
		b = append(b, '+')
	}
	return string(strconv.AppendFloat(b, h.weight, 'g', 3, 64))
}

// maxReasons is how many of the signals are told.
const maxReasons = 8

// score adds every signal once, in the field where it weighs most. The heaviest
// signals come first and take their words: "penonaktifan" does not count again
// where "penonaktifan domain" did. What speaks against takes words of its own.
func (c compiled) score(fields []field) Guess {
	for i := range fields {
		fields[i].begin()
	}
	var hits []hit
	g := Guess{}
	for i := range c {
		s := &c[i]
		side := 0
		if s.Weight < 0 {
			side = 1
		}
		best, in, from, to := 0.0, 0, 0, 0
		for j := range fields {
			f := &fields[j]
			w := s.Weight * f.factor
			if !f.text.may[s.number] || !s.counts(f.where) || math.Abs(w) <= math.Abs(best) {
				continue
			}
			if a, b, ok := f.text.find(s.pattern, f.taken[side]); ok {
				best, in, from, to = w, j, a, b
			}
		}
		if best == 0 {
			continue
		}
		for j := from; j < to; j++ {
			fields[in].taken[side][j] = true
		}
		hits = append(hits, hit{fields[in].where, s.Phrase, best})
		g.Score += best
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(math.Abs(b.weight), math.Abs(a.weight)) })
	for _, h := range hits[:min(len(hits), maxReasons)] {
		g.Reasons = append(g.Reasons, h.reason())
	}
	return g
}

// MatchRequirement says which of the requirements a file is, by its text first
// and its name second. An id of "" means none; score is 0..1; reason tells the
// phrase that weighed most.
func (c *Catalogue) MatchRequirement(reqIDs []string, filename, text string) (id string, score float64, reason string) {
	fields := []field{
		newField("content", 1, newVocabulary(c.lexicon, cut(text, maxFileTxt))),
		newField("name", 0.5, newVocabulary(c.lexicon, cut(filename, maxSubject))),
	}
	best, second := 0.0, 0.0
	for _, r := range reqIDs {
		g := c.matches[r].score(fields)
		switch {
		case g.Score > best:
			second = best
			best, id = g.Score, r
			reason = g.Reasons[0]
		case g.Score > second:
			second = g.Score
		}
	}
	if best <= 0 {
		return "", 0, ""
	}
	return id, confidence(best, second), reason
}

// cut bounds s to n bytes.
func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}
