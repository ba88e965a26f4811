package domain

import "strings"

// minTypo is the shortest word, in bytes, in which a slip is mended: shorter
// words are too near to each other.
const minTypo = 8

// spelling knows the words of the catalogue's signals and reads what people type
// as one of them: a letter too many, too few or two in the wrong order
// ("perpanjagan"), and the endings -nya, -lah and colloquial -in ("domainnya",
// "nonaktifin"). It never swaps one letter for another: "pemulihan" (restoration)
// and "pemilihan" (election) differ by no more. Read-only once made.
type spelling struct {
	known map[string]bool
	short map[string]string // a known word less one letter; "" where two give it
	sound map[string]string // by what is heard
}

func newSpelling(lists ...compiled) *spelling {
	s := &spelling{known: map[string]bool{}, short: map[string]string{}, sound: map[string]string{}}
	for _, list := range lists {
		for _, signal := range list {
			for _, w := range signal.pattern {
				if !w.prefix {
					s.known[w.word] = true
				}
			}
		}
	}
	for w := range s.known {
		if len(w) >= minTypo-2 {
			s.sound[sound(w)] = w
		}
		if len(w) < minTypo {
			continue
		}
		for i := range len(w) {
			less := w[:i] + w[i+1:]
			if other, taken := s.short[less]; taken && other != w {
				s.short[less] = ""
			} else {
				s.short[less] = w
			}
		}
	}
	return s
}

// meant returns the known word that w stands for, or "".
func (s *spelling) meant(w string) string {
	if s == nil || len(w) > 64 || !isASCII(w) {
		return ""
	}
	if full := short[w]; full != "" && !s.known[w] {
		return full
	}
	if base := s.base(w); base != "" || s.known[w] {
		return base
	}
	if k := s.sound[sound(w)]; k != "" {
		return k
	}
	if len(w) < minTypo-1 {
		return ""
	}
	if k := s.short[w]; k != "" {
		return k
	}
	for i := range len(w) {
		if len(w) > minTypo && s.known[w[:i]+w[i+1:]] {
			return w[:i] + w[i+1:]
		}
		if i+1 < len(w) && len(w) >= minTypo && w[i] != w[i+1] {
			if k := w[:i] + w[i+1:i+2] + w[i:i+1] + w[i+2:]; s.known[k] {
				return k
			}
		}
	}
	return ""
}

// base takes an ending off where a known word is left.
func (s *spelling) base(w string) string {
	for _, ending := range []string{"nya", "lah", "kah"} {
		if b, ok := strings.CutSuffix(w, ending); ok && len(b) >= 4 {
			if s.known[b] {
				return b
			}
			if b, ok = strings.CutSuffix(b, "in"); ok && s.known[b+"kan"] {
				return b + "kan"
			}
		}
	}
	if b, ok := strings.CutSuffix(w, "in"); ok && len(b) >= 4 && !s.known[w] {
		for _, k := range []string{b + "kan", b} {
			if s.known[k] {
				return k
			}
		}
	}
	return ""
}

// stemMark is in front of what is a stem and no word.
const stemMark = "~"

func stemmed(meant string) bool { return strings.HasPrefix(meant, stemMark) }

// reading is what a word may stand for, "" for itself. A word that no signal has
// is compared by its stem, which is returned with the mark.
func (s *spelling) reading(w string) string {
	m := s.meant(w)
	if m == "" && s != nil && !s.known[w] {
		if st := stem(w); st != w { // a bare root may mean another thing: "panjang"
			m = stemMark + st
		}
	}
	return m
}
