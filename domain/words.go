package domain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds on the words of one text: how many, and the bytes that count of each.
const (
	maxWords = 8000
	maxWord  = 64
)

// words splits a text into lower-case words of letters and digits. Signs inside
// a word part it: "pa-16" is "pa" and "16", so is "PA_16". Zero-width and
// combining marks are dropped so that they cannot hide a word. "sub domain" is one
// word. Words may be parts of s: who keeps one for longer copies it.
func words(s string) []string {
	out := make([]string, 0, min(len(s)/6+1, maxWords))
	for i := 0; i < len(s) && len(out) < maxWords; {
		var w string
		w, i = wordAt(s, i)
		switch n := len(out); {
		case w == "":
		case n > 0 && out[n-1] == "sub" && strings.HasPrefix(w, "domain"):
			out[n-1] += w // written as one word or as two
		default:
			out = append(out, w)
		}
	}
	return out
}

// wordAt returns the word that begins at i, "" where none does, and where to go on.
func wordAt(s string, i int) (string, int) {
	start, upper := i, false
	for i < len(s) && s[i] < utf8.RuneSelf && s[i] != '_' && inWord(s[i]) {
		upper = upper || s[i] <= 'Z' && s[i] >= 'A'
		i++
	}
	if i < len(s) && s[i] >= utf8.RuneSelf {
		return foreignWord(s, start)
	}
	w := s[start:min(i, start+maxWord)]
	if upper {
		w = strings.ToLower(w)
	}
	return w, max(i, start+1)
}

// foreignWord is wordAt where a letter is not ASCII, or what seems to be one.
func foreignWord(s string, i int) (string, int) {
	var b strings.Builder
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			if b.Len() < maxWord {
				b.WriteRune(unicode.ToLower(r))
			}
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		default:
			return b.String(), i
		}
	}
	return b.String(), i
}

// pattern is a phrase of a Signal.
type pattern []patternWord

type patternWord struct {
	word   string
	prefix bool // any word that begins so
	gap    bool // up to maxGap words may stand before it
	stem   string
	number wordNumber // see lexicon; 0: of no lexicon, and never found
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
			p = append(p, patternWord{word: w, prefix: i == len(ws)-1 && strings.HasSuffix(part, "*"), gap: gap, stem: stemMark + stem(w)})
			gap = false
		}
	}
	return p
}
