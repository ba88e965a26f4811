package domain

import (
	"slices"
	"strings"
)

// Words that stand before the old and before the new of two names.
var (
	oldCues = []string{"semula", "lama", "sebelumnya", "dari", "old", "former", "from", "mengganti", "ganti", "mengubah"}
	newCues = []string{"menjadi", "jadi", "baru", "ke", "dengan", "new", "to"}
)

// cueSpan is how far before a name its cue may stand, in bytes.
const cueSpan = 40

// OldThenNew puts the names of a change of name in order, the old one first and
// the new one last, by what stands before them in the text: "semula", "lama",
// "dari" against "menjadi", "baru", "ke". Names of which the text says neither keep
// their order, and sure is false where it tells none apart.
func OldThenNew(text string, names []string) (ordered []string, sure bool) {
	text = strings.ToLower(text)
	weight := make(map[string]int, len(names))
	for _, n := range names {
		weight[n] = leaning(text, n)
	}
	ordered = slices.Clone(names)
	slices.SortStableFunc(ordered, func(a, b string) int { return side(weight[a]) - side(weight[b]) })
	return ordered, len(names) > 1 && side(weight[ordered[0]]) != side(weight[ordered[len(ordered)-1]])
}

func side(n int) int { return max(min(n, 1), -1) }

// leaning counts where a name is called the new one, less where the old one.
func leaning(text, name string) int {
	sum := 0
	for at := 0; ; {
		i := strings.Index(text[at:], name)
		if i < 0 {
			return sum
		}
		from := at + i
		at = from + len(name)
		if from > 0 && nameByte(text[from-1]) || at < len(text) && nameByte(text[at]) && !strings.HasPrefix(text[at:], ". ") && !strings.HasPrefix(text[at:], ".\n") && text[at:] != "." {
			continue // a part of another name
		}
		sum += cue(text[max(from-cueSpan, 0):from])
	}
}

func nameByte(c byte) bool {
	return c == '-' || c == '.' || c == '@' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z'
}

// cue reads the nearest word before a name that says which of the two it is. A
// sentence that ended and another name in between cut it off.
func cue(before string) int {
	if i := strings.LastIndexAny(before, "!?;\n"); i >= 0 {
		if rest := strings.TrimSpace(before[i+1:]); rest != "" || strings.TrimSpace(before[:i]) == "" {
			before = before[i+1:]
		}
	}
	words := strings.Fields(before)
	for i := len(words) - 1; i >= 0; i-- {
		w := strings.Trim(words[i], `.,:()"'“”`)
		switch {
		case strings.Contains(w, ".") || strings.HasSuffix(words[i], ".") && i < len(words)-1:
			return 0
		case slices.Contains(newCues, w):
			return 1
		case slices.Contains(oldCues, w):
			return -1
		}
	}
	return 0
}
