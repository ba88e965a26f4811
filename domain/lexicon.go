package domain

import (
	"slices"
	"strings"
	"sync"
)

// lexicon knows the words of all phrases by number, and of any word of a text
// which of them it is or may stand for. Most words of a text are in no phrase;
// those that are lead to the few phrases worth looking for.
//
// It remembers the words that texts had, because a language has few that come
// often: at most maxKnown, then it begins anew. All methods may be called from
// several goroutines.
type lexicon struct {
	spelling *spelling
	exact    map[string][]wordNumber // by the word, and by its stem with the mark
	prefixes map[byte][]prefixWord   // by the first byte
	begins   [][]int                 // signals by the number of their first word
	signals  int

	mu    sync.RWMutex
	known map[string]*sense // nil: in no phrase
}

// wordNumber is of a word of a phrase, from 1.
type wordNumber uint32

type prefixWord struct {
	prefix string
	number wordNumber
}

// sense is what a word of a text means to phrases. Read-only once made.
type sense struct {
	is    []wordNumber // what the word itself is
	meant string       // what it may stand for, "" for nothing else
	as    []wordNumber // what that is
}

func (s *sense) has(n wordNumber) bool {
	return s != nil && (slices.Contains(s.is, n) || slices.Contains(s.as, n))
}

// Bounds on the words that are remembered: how many, and the bytes of one.
const (
	maxKnown     = 1 << 14
	maxKnownWord = 32
)

// newLexicon numbers the signals and the words of their phrases.
func newLexicon(s *spelling, lists ...compiled) *lexicon {
	x := &lexicon{spelling: s, exact: map[string][]wordNumber{}, prefixes: map[byte][]prefixWord{}, begins: make([][]int, 1), known: map[string]*sense{}}
	type written struct {
		word   string
		prefix bool
	}
	numbers := map[written]wordNumber{}
	for _, list := range lists {
		for i := range list {
			for j := range list[i].pattern {
				p := &list[i].pattern[j]
				as := written{p.word, p.prefix}
				if numbers[as] == 0 {
					numbers[as] = wordNumber(len(x.begins))
					x.add(p, numbers[as])
				}
				p.number = numbers[as]
			}
			list[i].number = x.signals
			if p := list[i].pattern; len(p) > 0 {
				x.begins[p[0].number] = append(x.begins[p[0].number], x.signals)
			}
			x.signals++
		}
	}
	return x
}

func (x *lexicon) add(p *patternWord, n wordNumber) {
	x.begins = append(x.begins, nil)
	x.exact[p.stem] = append(x.exact[p.stem], n)
	if p.prefix {
		x.prefixes[p.word[0]] = append(x.prefixes[p.word[0]], prefixWord{p.word, n})
	} else {
		x.exact[p.word] = append(x.exact[p.word], n)
	}
}

// numbers are the words of phrases that w is.
func (x *lexicon) numbers(w string) []wordNumber {
	if w == "" {
		return nil // a text may say that itself stands for a name
	}
	out := slices.Clip(x.exact[w])
	for _, p := range x.prefixes[w[0]] {
		if strings.HasPrefix(w, p.prefix) {
			out = append(out, p.number)
		}
	}
	return out
}

// sense returns what a word means, nil where it is in no phrase.
func (x *lexicon) sense(w string) *sense {
	s := &sense{is: x.numbers(w), meant: x.spelling.reading(w)}
	if s.meant != "" {
		s.as = x.numbers(s.meant)
	}
	if len(s.is)+len(s.as) == 0 {
		return nil
	}
	s.meant = strings.Clone(s.meant) // it may be a part of a text
	return s
}

// senses returns what each word of a text means.
func (x *lexicon) senses(words []string) []*sense {
	out := make([]*sense, len(words))
	if x == nil {
		return out
	}
	var fresh []int
	x.mu.RLock()
	for i, w := range words {
		s, ok := x.known[w]
		if out[i] = s; !ok {
			fresh = append(fresh, i)
		}
	}
	x.mu.RUnlock()
	if len(fresh) == 0 {
		return out
	}
	for _, i := range fresh {
		out[i] = x.sense(words[i])
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, i := range fresh {
		if len(words[i]) > maxKnownWord {
			continue
		}
		if len(x.known) >= maxKnown {
			clear(x.known)
		}
		x.known[strings.Clone(words[i])] = out[i]
	}
	return out
}
