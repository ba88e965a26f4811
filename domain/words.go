package domain

import (
	"strings"
	"unicode"
)

// maxWords bounds what one text contributes.
const maxWords = 8000

// words splits a text into lower-case words of letters and digits. Signs inside
// a word part it: "pa-16" is "pa" and "16", so is "PA_16". Zero-width and
// combining marks are dropped so that they cannot hide a word. "sub domain" is one
// word.
func words(s string) []string {
	var out []string
	var b strings.Builder
	flush := func() {
		if w := b.String(); w != "" && len(out) < maxWords {
			if n := len(out); n > 0 && out[n-1] == "sub" && strings.HasPrefix(w, "domain") {
				out[n-1] += w // written as one word or as two
			} else {
				out = append(out, w)
			}
		}
		b.Reset()
	}
	for _, r := range s {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			if b.Len() < 64 {
				b.WriteRune(unicode.ToLower(r))
			}
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		default:
			flush()
		}
	}
	flush()
	return out
}

// vocabulary is a text ready for matching: its words and where each stands.
type vocabulary struct {
	words []string
	meant []string // known words that those stand for, where they differ
	given []bool   // words put in for a name: they count in a phrase only
	at    map[string][]int
	may   []bool // signals worth looking for, by number; nil: all
}

func newVocabulary(s string) *vocabulary {
	v := &vocabulary{words: words(s), at: map[string][]int{}}
	for i, w := range v.words {
		v.at[w] = append(v.at[w], i)
	}
	return v
}

// maxGap is how many words ".." may stand for.
const maxGap = 3

// pattern is a phrase of a Signal.
type pattern []patternWord

type patternWord struct {
	word   string
	prefix bool // any word that begins so
	gap    bool // up to maxGap words may stand before it
	stem   string
}

func newPattern(phrase string) pattern {
	var p pattern
	gap := false
	for _, part := range strings.Fields(strings.ReplaceAll(phrase, "sub domain", "sub-domain")) {
		if part == ".." {
			gap = len(p) > 0
			continue
		}
		ws := words(part)
		for i, w := range ws {
			p = append(p, patternWord{w, i == len(ws)-1 && strings.HasSuffix(part, "*"), gap, "~" + stem(w)})
			gap = false
		}
	}
	return p
}

func (p patternWord) is(w string) bool {
	return w == p.word || w == p.stem || p.prefix && strings.HasPrefix(w, p.word)
}

// matches reports whether the phrase stands somewhere in the text.
func (v *vocabulary) matches(p pattern) bool {
	_, _, ok := v.find(p, nil)
	return ok
}

// find returns the first place of the phrase, as words from..to, that has a word
// which is not taken yet.
func (v *vocabulary) find(p pattern, taken []bool) (from, to int, ok bool) {
	if len(p) == 0 {
		return 0, 0, false
	}
	if !p[0].prefix {
		if from, to, ok = v.findAt(v.at[p[0].word], p, taken); ok {
			return from, to, ok
		}
		return v.findAt(v.at[p[0].stem], p, taken)
	}
	from = len(v.words)
	for w, at := range v.at {
		if !p[0].is(w) {
			continue
		}
		if a, b, found := v.findAt(at, p, taken); found && a < from {
			from, to, ok = a, b, true
		}
	}
	return from, to, ok
}

func (v *vocabulary) findAt(at []int, p pattern, taken []bool) (int, int, bool) {
	for _, i := range at {
		if end := v.follows(p[1:], i+1); end > 0 && free(taken, i, end) {
			return i, end, true
		}
	}
	return 0, 0, false
}

func free(taken []bool, from, to int) bool {
	for i := from; i < to && i < len(taken); i++ {
		if !taken[i] {
			return true
		}
	}
	return taken == nil
}

// follows returns where the rest of a phrase that stands from word i on ends, 0
// when it does not stand there.
func (v *vocabulary) follows(p pattern, i int) int {
	if len(p) == 0 {
		return i
	}
	gap := 0
	if p[0].gap {
		gap = maxGap
	}
	for j := i; j <= i+gap && j < len(v.words); j++ {
		if !p[0].is(v.words[j]) && (v.meant == nil || v.meant[j] == "" || !p[0].is(v.meant[j])) {
			continue
		}
		if end := v.follows(p[1:], j+1); end > 0 {
			return end
		}
	}
	return 0
}
