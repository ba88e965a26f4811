// Package term cuts texts into the terms under which they are found: words
// without case and accents, and numbers and names as one word however they were
// parted. It also says which words of a text a query means.
//
// Rules:
//   - What a text is indexed by and what a query looks for come from the same
//     cut, so whoever searches for what stands in a text finds it.
//   - A word finds its Indonesian relatives (mengirim, dikirimkan, pengiriman) by
//     their roots, and itself first. No dictionary: see Roots.
//   - Everything is bounded. Texts and queries are a stranger's.
//
// It keeps no index and does not rank.
package term

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxLength bounds a term in bytes; what is longer is cut.
const MaxLength = 64

// Term is a term and where it stands in its text.
type Term struct {
	Text     string
	From, To int  // bytes
	Joined   bool // of words, or a number as it is dialled at home
}

// Set is the set of the words of a text as they stand between white space, for
// lists of words in a source and for comparing texts.
func Set(text string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		out[w] = true
	}
	return out
}

// Each calls fn for every term of a text, words in their order and each joined
// term after its first word, until fn returns false.
func Each(text string, fn func(Term) bool) { each(cut(nil, text), fn) }

func each(words []word, fn func(Term) bool) {
	for i, w := range words {
		if !fn(Term{Text: w.text, From: w.from, To: w.to}) {
			return
		}
		for _, j := range joined(words, i) {
			if !fn(j.Term) {
				return
			}
		}
	}
}

// word is a run of letters and digits.
type word struct {
	text     string // folded
	from, to int
	digits   bool
	before   link // how it hangs on the word before it
}

type link uint8

const (
	apart   link = iota
	blanked      // one blank between them
	signed       // one sign such as "/" or "." between them
)

// cut adds the words of a text to out.
func cut(out []word, s string) []word {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !inWord(r) {
			i += size
			continue
		}
		end, plain := wordEnd(s, i)
		w := word{from: i, to: end, text: fold(s[i:end], plain)}
		i = end
		if w.text == "" {
			continue
		}
		w.digits = w.text[0] <= '9' && strings.Trim(w.text, "0123456789") == ""
		if n := len(out); n > 0 {
			w.before = between(s[out[n-1].to:w.from])
		}
		out = append(out, w)
	}
	return out
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r))
}

// wordEnd returns where the word at i ends, and whether it is plain ASCII. An
// apostrophe between letters (Jum'at) and signs that are not seen part no word.
func wordEnd(s string, i int) (end int, plain bool) {
	end, plain = i, true
	for end < len(s) && s[end] < utf8.RuneSelf && inWord(rune(s[end])) { // most words are nothing else
		end++
	}
	for end < len(s) {
		r, size := utf8.DecodeRuneInString(s[end:])
		switch {
		case inWord(r):
		case r == '\'' || r == '’' || r == 'ʼ' || r == '`' || r >= 0xad && unicode.Is(unicode.Cf, r):
			next, _ := utf8.DecodeRuneInString(s[end+size:])
			if !unicode.IsLetter(next) {
				return end, plain
			}
		default:
			return end, plain
		}
		plain = plain && r < utf8.RuneSelf && r != '\'' && r != '`'
		end += size
	}
	return end, plain
}

// fold takes case, accents and what is not seen off a word.
func fold(s string, plain bool) string {
	if !plain {
		s = norm.NFKD.String(s[:min(len(s), 4*MaxLength)])
		s = strings.Map(func(r rune) rune {
			if !inWord(r) || unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, s)
	}
	s = strings.ToLower(s)
	if len(s) > MaxLength {
		s = strings.ToValidUTF8(s[:MaxLength], "")
	}
	return s
}

func between(s string) link {
	switch s {
	case " ", "\u00a0":
		return blanked
	case ".", "/", "-", "_", "@", ":", "&", "+", "\\":
		return signed
	}
	return apart
}

// maxParts bounds what a joined term stands for.
const maxParts = 12

// join is a joined term with how many words it stands for.
type join struct {
	Term
	words int
}

// joined returns the joined terms that begin with word i.
func joined(words []word, i int) []join {
	var out []join
	if words[i].before != signed {
		if n := chain(words[i:]); n > 1 && n <= maxParts {
			out = together(out, words[i:i+n], concat(words[i:i+n]))
		}
	}
	if words[i].digits {
		out = numbers(out, words[i:])
	}
	return out
}

// chain counts the words that hang on each other by a sign.
func chain(words []word) int {
	n := 1
	for n < len(words) && words[n].before == signed {
		n++
	}
	return n
}

// The lengths of numbers that people write in groups.
const (
	nip, nik           = 18, 16
	phoneMin, phoneMax = 10, 13
)

// numbers finds personal numbers and telephone numbers that begin here. A number
// with the country's code is found as it is dialled at home.
func numbers(out []join, words []word) []join {
	total := 0
	for n := range min(len(words), 7) {
		if n > 0 && (!words[n].digits || words[n].before == apart) {
			break
		}
		if total += len(words[n].text); total > nip {
			break
		}
		home := strings.HasPrefix(words[0].text, "0")
		abroad := strings.HasPrefix(words[0].text, "62")
		switch {
		case abroad && total > phoneMin && total <= phoneMax+1:
			out = together(out, words[:n+1], "0"+concat(words[:n+1])[2:])
		case n > 0 && (total == nip || total == nik || home && total >= phoneMin && total <= phoneMax):
			out = together(out, words[:n+1], concat(words[:n+1]))
		}
	}
	return out
}

func concat(words []word) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.text)
	}
	return b.String()
}

func together(out []join, words []word, text string) []join {
	if len(text) > MaxLength {
		return out
	}
	for _, j := range out {
		if j.Text == text {
			return out
		}
	}
	return append(out, join{Term{Text: text, From: words[0].from, To: words[len(words)-1].to, Joined: true}, len(words)})
}
