package webcheck

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/unicode/norm"

	"loket/domain/glyph"
)

// Word is a phrase that tells on a page. A star at its end stands for the rest
// of the last word.
type Word struct {
	Phrase   string `toml:"phrase" json:"phrase"`
	Category string `toml:"category" json:"category"`
	Weak     bool   `toml:"weak" json:"weak,omitempty"` // an honest page may have it, too
}

// Hit is a word that was found.
type Hit struct {
	Word
	Times int `json:"times"`
}

//go:embed words.toml
var wordsFile []byte

// builtIn reads the list that comes with the program.
func builtIn() ([]Word, error) {
	var file struct {
		Words []struct {
			Category      string
			Phrases, Weak []string
		}
	}
	if err := toml.Unmarshal(wordsFile, &file); err != nil {
		return nil, fmt.Errorf("words.toml: %w", err)
	}
	var out []Word
	for _, group := range file.Words {
		for _, p := range group.Phrases {
			out = append(out, Word{Phrase: p, Category: group.Category})
		}
		for _, p := range group.Weak {
			out = append(out, Word{Phrase: p, Category: group.Category, Weak: true})
		}
	}
	return out, nil
}

// needles are words ready for the search: by the first word of the phrase, and by
// its first letters where a star follows that word.
type needles struct {
	words   []Word
	phrases [][]string
	first   map[string][]int
	opening map[string][]int
}

// opening is how many bytes of a word with a star are its key; a phrase has more.
const opening = 3

// prepare makes needles; of two words that look the same the first stands.
func prepare(words []Word) *needles {
	n := &needles{first: map[string][]int{}, opening: map[string][]int{}}
	seen := map[string]bool{}
	for _, w := range words {
		folded := fold(w.Phrase)
		key := strings.Join(folded, " ")
		if seen[key] || len(folded) == 0 {
			continue
		}
		seen[key] = true
		i := len(n.words)
		n.words, n.phrases = append(n.words, w), append(n.phrases, folded)
		if len(folded) == 1 && w.star() {
			k := folded[0][:min(len(folded[0]), opening)]
			n.opening[k] = append(n.opening[k], i)
		} else {
			n.first[folded[0]] = append(n.first[folded[0]], i)
		}
	}
	return n
}

// plausible refuses what would be found on every page.
func (w Word) plausible() bool {
	return len(strings.Join(fold(w.Phrase), "")) >= opening && w.Category != ""
}

func (w Word) star() bool { return strings.HasSuffix(w.Phrase, "*") }

// count returns how often each word stands in a folded text.
func (n *needles) count(text []string) []int {
	times := make([]int, len(n.words))
	for at, word := range text {
		for _, i := range n.first[word] {
			if n.stands(i, text[at:]) {
				times[i]++
			}
		}
		for _, i := range n.opening[word[:min(len(word), opening)]] {
			if n.stands(i, text[at:]) {
				times[i]++
			}
		}
	}
	return times
}

// stands reports whether a phrase begins a text.
func (n *needles) stands(i int, text []string) bool {
	phrase := n.phrases[i]
	if len(text) < len(phrase) {
		return false
	}
	last := len(phrase) - 1
	if !slices.Equal(phrase[:last], text[:last]) {
		return false
	}
	return text[last] == phrase[last] || n.words[i].star() && strings.HasPrefix(text[last], phrase[last])
}

// maxHits bounds the words noted of one page.
const maxHits = 40

// find returns the words of a text, strong ones first, then the most frequent.
func (c *Checker) find(text string) []Hit {
	var out []Hit
	for i, times := range c.words.count(fold(text)) {
		if times > 0 {
			out = append(out, Hit{c.words.words[i], times})
		}
	}
	slices.SortStableFunc(out, func(a, b Hit) int {
		if a.Weak != b.Weak {
			if a.Weak {
				return 1
			}
			return -1
		}
		return b.Times - a.Times
	})
	return out[:min(len(out), maxHits)]
}

// digits are those that stand for letters inside a word, beside what looks like
// letters anyway.
var digits = map[rune]rune{'4': 'a', '7': 't'}

// fold cuts a text into words as they look, so that "𝗦𝗟𝗢𝗧-G4COR" and "slot gacor"
// are the same two. They are for comparing, never for showing.
func fold(s string) []string {
	var out []string
	var word []rune
	mixed := 0 // bit 0: a letter, bit 1: a digit
	flush := func() {
		if len(word) == 0 {
			return
		}
		if mixed == 3 {
			for i, r := range word {
				word[i] = cmp.Or(digits[r], r)
			}
		}
		out = append(out, glyph.Skeleton(string(word)))
		word, mixed = word[:0], 0
	}
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.IsLetter(r):
			mixed |= 1
		case unicode.IsDigit(r):
			mixed |= 2
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
			continue
		default:
			flush()
			continue
		}
		word = append(word, r)
	}
	flush()
	return out
}
