package domain

import "slices"

// vocabulary is a text ready for matching: its words, and where the words of
// phrases stand in it.
type vocabulary struct {
	words  []string
	senses []*sense
	given  []bool // words put in for a name: they count in a phrase only; nil: none
	at     []spot // sorted
	may    []bool // signals whose first word is there, by number
}

// spot is where a word of a phrase stands in a text. The order of spots is
// that in which they are tried: by the word, written so before what may stand
// for it, and by position.
type spot uint64

// How a word of a text is one of a phrase.
const (
	asWritten = iota
	asMeant
	byStem
)

func spotOf(n wordNumber, how, position int) spot {
	return spot(n)<<34 | spot(how)<<32 | spot(position)
}

func (p spot) number() wordNumber { return wordNumber(p >> 34) }
func (p spot) how() int           { return int(p >> 32 & 3) }
func (p spot) position() int      { return int(uint32(p)) }

func newVocabulary(x *lexicon, s string) *vocabulary { return x.read(words(s), nil) }

// read makes the vocabulary of words; given may be nil.
func (x *lexicon) read(words []string, given []bool) *vocabulary {
	v := &vocabulary{words: words, senses: x.senses(words), given: given}
	for i, s := range v.senses {
		if s == nil {
			continue
		}
		for _, n := range s.is {
			v.at = append(v.at, spotOf(n, asWritten, i))
		}
		how := asMeant
		if stemmed(s.meant) {
			how = byStem
		}
		for _, n := range s.as {
			v.at = append(v.at, spotOf(n, how, i))
		}
	}
	slices.Sort(v.at)
	if x != nil {
		v.may = make([]bool, x.signals)
	}
	last := wordNumber(0)
	for _, p := range v.at {
		if n := p.number(); n != last {
			last = n
			for _, signal := range x.begins[n] {
				v.may[signal] = true
			}
		}
	}
	return v
}

// maxGap is how many words ".." may stand for.
const maxGap = 3

// find returns the first place of the phrase, as words from..to, that has a word
// which is not taken yet.
func (v *vocabulary) find(p pattern, taken []bool) (from, to int, ok bool) {
	if len(p) == 0 {
		return 0, 0, false
	}
	at := v.spots(p[0].number)
	if p[0].prefix {
		return v.findPrefix(at, p, taken)
	}
	for _, there := range at {
		i := there.position()
		if end := v.follows(p[1:], i+1); end > 0 && free(taken, i, end) {
			return i, end, true
		}
	}
	return 0, 0, false
}

// spots are those of one word.
func (v *vocabulary) spots(n wordNumber) []spot {
	from, _ := slices.BinarySearch(v.at, spotOf(n, 0, 0))
	to := from
	for to < len(v.at) && v.at[to].number() == n {
		to++
	}
	return v.at[from:to]
}

// findPrefix finds a phrase that begins with a part of a word: of each word that
// begins so the first place, and of these the first.
func (v *vocabulary) findPrefix(at []spot, p pattern, taken []bool) (from, to int, ok bool) {
	var found []string
	for _, there := range at {
		i := there.position()
		w := v.words[i]
		if there.how() != asWritten {
			w = v.senses[i].meant
		}
		if ok && slices.Contains(found, w) {
			continue
		}
		if end := v.follows(p[1:], i+1); end > 0 && free(taken, i, end) {
			found = append(found, w)
			if !ok || i < from {
				from, to, ok = i, end, true
			}
		}
	}
	return from, to, ok
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
		if !v.senses[j].has(p[0].number) {
			continue
		}
		if end := v.follows(p[1:], j+1); end > 0 {
			return end
		}
	}
	return 0
}
