package domain

import (
	"fmt"
	"math"
	"slices"
	"sort"
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
	fields := guessFields(in)
	for _, f := range fields {
		f.text.correct(c.spelling)
		f.text.may = c.starts.in(f.text)
	}
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
	sort.SliceStable(out, func(i, j int) bool { return out[i].Score > out[j].Score })
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
}

func guessFields(in GuessInput) []field {
	fs := []field{
		{"subject", subjectFactor, newSpoken(cut(in.Subject, maxSubject))},
		{"body", bodyFactor, newSpoken(withoutSignature(cut(in.Body, maxBody)))},
	}
	for i, n := range in.Attachments {
		if i < maxFiles {
			fs = append(fs, field{"name", nameFactor, newVocabulary(cut(n, maxSubject))})
		}
	}
	for i, t := range in.AttachmentText {
		if i < maxFiles {
			fs = append(fs, field{"content", contentFactor, newSpoken(cut(t, maxFileTxt))})
		}
	}
	return fs
}

// compiled are signals ready to be matched, the heaviest first.
type compiled []compiledSignal

type compiledSignal struct {
	Signal
	pattern pattern
	number  int // among all signals of services, see starts
}

func compileSignals(list []Signal) compiled {
	out := make(compiled, len(list))
	for i, s := range list {
		out[i] = compiledSignal{Signal: s, pattern: newPattern(s.Phrase)}
	}
	sort.SliceStable(out, func(i, j int) bool { return math.Abs(out[i].Weight) > math.Abs(out[j].Weight) })
	return out
}

func (c *Catalogue) compile() {
	c.guesses = make([]compiled, len(c.Services))
	for i := range c.Services {
		c.guesses[i] = compileSignals(c.Services[i].Signals)
	}
	c.starts = newStarts(c.guesses)
	c.matches = map[string]compiled{}
	lists := slices.Clone(c.guesses)
	for _, r := range c.Requirements {
		c.matches[r.ID] = compileSignals(r.Signals)
		lists = append(lists, c.matches[r.ID])
	}
	c.spelling = newSpelling(lists...)
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

// hit is a signal found in a field.
type hit struct {
	reason string
	weight float64
}

// score adds every signal once, in the field where it weighs most. The heaviest
// signals come first and take their words: "penonaktifan" does not count again
// where "penonaktifan domain" did. What speaks against takes words of its own.
func (c compiled) score(fields []field) Guess {
	taken := make([][2][]bool, len(fields))
	for i, f := range fields {
		taken[i] = [2][]bool{make([]bool, len(f.text.words)), make([]bool, len(f.text.words))}
		copy(taken[i][0], f.text.given)
	}
	var hits []hit
	g := Guess{}
	for _, s := range c {
		side := 0
		if s.Weight < 0 {
			side = 1
		}
		best, in, from, to := hit{}, 0, 0, 0
		for i, f := range fields {
			w := s.Weight * f.factor
			if !s.counts(f.where) || math.Abs(w) <= math.Abs(best.weight) || f.text.may != nil && !f.text.may[s.number] {
				continue
			}
			if a, b, ok := f.text.find(s.pattern, taken[i][side]); ok {
				best, in, from, to = hit{fmt.Sprintf("%s: %q %+.3g", f.where, s.Phrase, w), w}, i, a, b
			}
		}
		if best.weight == 0 {
			continue
		}
		for j := from; j < to; j++ {
			taken[in][side][j] = true
		}
		hits = append(hits, best)
		g.Score += best.weight
	}
	sort.SliceStable(hits, func(i, j int) bool { return math.Abs(hits[i].weight) > math.Abs(hits[j].weight) })
	for _, h := range hits[:min(len(hits), 8)] {
		g.Reasons = append(g.Reasons, h.reason)
	}
	return g
}

// MatchRequirement says which of the requirements a file is, by its text first
// and its name second. An id of "" means none; score is 0..1; reason tells the
// phrase that weighed most.
func (c *Catalogue) MatchRequirement(reqIDs []string, filename, text string) (id string, score float64, reason string) {
	fields := []field{
		{"content", 1, newVocabulary(cut(text, maxFileTxt)).correct(c.spelling)},
		{"name", 0.5, newVocabulary(cut(filename, maxSubject)).correct(c.spelling)},
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
