package term

// Pair is a number for two words that follow each other. Others may have the same,
// so it tells an index without places where a phrase cannot stand.
func Pair(first, second string) uint16 {
	h := uint32(2166136261) // FNV-1a
	for _, w := range [...]string{first, " ", second} {
		for i := range len(w) {
			h = (h ^ uint32(w[i])) * 16777619
		}
	}
	return uint16(h>>16 ^ h)
}

// Pairs are the pairs of the part's phrase, none of a single word.
func (p Part) Pairs() (out []uint16) {
	for i := 1; i < len(p.Phrase); i++ {
		out = append(out, Pair(p.Phrase[i-1], p.Phrase[i]))
	}
	return out
}

// spans returns where the words of the part's phrase follow each other.
func (p Part) spans(words []word) (out []Span) {
	for i := range words {
		if len(p.Phrase) > 0 && i+len(p.Phrase) <= len(words) && p.at(words[i:]) {
			out = append(out, Span{words[i].from, words[i+len(p.Phrase)-1].to})
		}
	}
	return out
}

func (p Part) at(words []word) bool {
	for i, w := range p.Phrase {
		if words[i].text != w {
			return false
		}
	}
	return true
}
