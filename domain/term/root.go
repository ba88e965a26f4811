package term

import (
	"slices"
	"strings"
)

// minRoot is the shortest root; one so short must begin with a vowel (aju, isi),
// or else half of all short words would be relatives.
const minRoot = 3

// prefix is a prefix of a word and the sound that may have been lost to it:
// me + kirim is mengirim.
type prefix struct {
	text string
	lost string // put before what is left where that begins with a vowel
}

var prefixes = []prefix{
	{"memper", ""}, {"diper", ""}, {"menge", ""}, {"penge", ""}, {"meng", "k"}, {"peng", "k"}, {"meny", "s"}, {"peny", "s"},
	{"mem", "p"}, {"pem", "p"}, {"men", "t"}, {"pen", "t"}, {"ber", ""}, {"per", ""}, {"ter", ""}, {"me", ""}, {"pe", ""}, {"di", ""},
}

// Roots returns what a word may come from once Indonesian prefixes and endings are
// off, itself first: words with a root in common are relatives. Without a
// dictionary more than one root is possible (mengirim: irim, kirim); wrong ones
// rarely meet. ke- and se- stay, what they make has a meaning of its own.
// Words of other than the letters a to z have no roots. At most 24 are returned.
// Source: the affixes of Tata Bahasa Baku Bahasa Indonesia, chapter on verbs.
func Roots(word string) []string {
	if len(word) < minRoot || len(word) > 40 || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
		return nil
	}
	out := []string{word}
	for _, end := range []string{"lah", "kah", "pun", "nya"} { // particles stand behind the pronoun
		for _, w := range slices.Clone(out) {
			out = add(out, strings.TrimSuffix(w, end))
		}
	}
	for _, w := range slices.Clone(out) {
		for _, end := range []string{"kan", "an", "i"} {
			out = add(out, strings.TrimSuffix(w, end))
		}
	}
	for _, w := range slices.Clone(out) {
		for _, p := range prefixes {
			rest, ok := strings.CutPrefix(w, p.text)
			if !ok {
				continue
			}
			out = add(out, rest)
			if p.lost != "" && rest != "" && vowel(rest[0]) {
				out = add(out, p.lost+rest)
			}
		}
	}
	return out[:min(len(out), 24)]
}

func add(out []string, root string) []string {
	if len(root) < minRoot || len(root) == minRoot && !vowel(root[0]) || !strings.ContainsAny(root, "aiueo") || slices.Contains(out, root) {
		return out
	}
	return append(out, root)
}

func vowel(c byte) bool { return strings.IndexByte("aiueo", c) >= 0 }
