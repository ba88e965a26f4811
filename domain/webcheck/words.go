package webcheck

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/unicode/norm"
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

// needle is a word ready for the search in folded text.
type needle struct {
	Word
	folded string // " slot gacor ", " maxwin"
}

// needles prepares words; of two that fold to the same the first stands.
func needles(words []Word) []needle {
	var out []needle
	seen := map[string]bool{}
	for _, w := range words {
		n := needle{w, " " + fold(w.Phrase) + " "}
		if strings.HasSuffix(w.Phrase, "*") {
			n.folded = strings.TrimSuffix(n.folded, " ")
		}
		if !seen[n.folded] {
			seen[n.folded] = true
			out = append(out, n)
		}
	}
	return out
}

// maxHits bounds the words noted of one page.
const maxHits = 40

// find returns the words of a text, strong ones first, then the most frequent.
func (c *Checker) find(text string) []Hit {
	folded := " " + fold(text) + " "
	var out []Hit
	for _, n := range c.words {
		if times := count(folded, n.folded); times > 0 {
			out = append(out, Hit{n.Word, times})
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

// count counts a phrase; two that follow each other share the blank.
func count(text, phrase string) (n int) {
	for {
		at := strings.Index(text, phrase)
		if at < 0 {
			return n
		}
		n++
		text = text[at+len(phrase)-1:]
	}
}

// twins are letters that look like others: what a filter does not read and a
// visitor does.
var twins = map[rune]rune{
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'х': 'x', 'і': 'i', 'у': 'y', 'ѕ': 's', 'ԁ': 'd', 'ո': 'n',
	'α': 'a', 'ο': 'o', 'ι': 'i', 'ν': 'v', 'τ': 't', 'ɡ': 'g', 'ı': 'i', 'ł': 'l', 'ø': 'o',
}

// digits are those that stand for letters inside a word.
var digits = map[rune]rune{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't'}

// fold brings a text to lower-case words of plain letters with one blank
// between, so that "𝗦𝗟𝗢𝗧-G4COR" is "slot gacor".
func fold(s string) string {
	var b strings.Builder
	var word []rune
	mixed := 0 // bit 0: a letter, bit 1: a digit
	flush := func() {
		if len(word) == 0 {
			return
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		for _, r := range word {
			if d, ok := digits[r]; ok && mixed == 3 {
				r = d
			}
			b.WriteRune(r)
		}
		word, mixed = word[:0], 0
	}
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
			continue
		case unicode.IsDigit(r):
			mixed |= 2
		case unicode.IsLetter(r):
			mixed |= 1
			r = unicode.ToLower(r)
			if twin, ok := twins[r]; ok {
				r = twin
			}
		default:
			flush()
			continue
		}
		word = append(word, r)
	}
	flush()
	return b.String()
}
