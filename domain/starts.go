package domain

import "strings"

// starts finds the signals whose first word a text has at all: of some hundred
// signals most do not, and need not be looked for. Read-only once made.
type starts struct {
	signals  int
	byWord   map[string][]int // words, and stems with their tilde
	byPrefix map[byte][]start // by the first byte
}

type start struct {
	prefix string
	signal int
}

// newStarts numbers the signals.
func newStarts(lists []compiled) *starts {
	s := &starts{byWord: map[string][]int{}, byPrefix: map[byte][]start{}}
	for _, list := range lists {
		for i := range list {
			n := s.signals
			s.signals++
			list[i].number = n
			if len(list[i].pattern) == 0 {
				continue
			}
			switch p := list[i].pattern[0]; {
			case p.prefix && p.word != "":
				s.byPrefix[p.word[0]] = append(s.byPrefix[p.word[0]], start{p.word, n})
				s.byWord[p.stem] = append(s.byWord[p.stem], n)
			default:
				s.byWord[p.word] = append(s.byWord[p.word], n)
				s.byWord[p.stem] = append(s.byWord[p.stem], n)
			}
		}
	}
	return s
}

// in says of each signal whether its first word stands in a text.
func (s *starts) in(v *vocabulary) []bool {
	may := make([]bool, s.signals)
	for w := range v.at {
		for _, n := range s.byWord[w] {
			may[n] = true
		}
		if w == "" {
			continue // a text may say that itself stands for a name
		}
		for _, p := range s.byPrefix[w[0]] {
			if strings.HasPrefix(w, p.prefix) {
				may[p.signal] = true
			}
		}
	}
	return may
}
