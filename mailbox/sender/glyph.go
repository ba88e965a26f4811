package sender

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// skeleton returns what a name looks like: letters of other alphabets and
// digits that read as Latin letters become those, marks are dropped, rn is m
// and vv is w. It is for comparing with another skeleton, never for showing.
func skeleton(s string) string {
	if isASCII(s) && !strings.ContainsAny(s, "013568l|ABCDEFGHIJKLMNOPQRSTUVWXYZ") && !strings.Contains(s, "rn") && !strings.Contains(s, "vv") {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Cf, r) {
			b.WriteRune(glyph(unicode.ToLower(r)))
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "rn", "m"), "vv", "w")
}

// glyph folds one letter into the Latin one that it looks like, l into i
// beside it: the two are told apart in few typefaces.
func glyph(r rune) rune {
	if r < 0x80 && !strings.ContainsRune("013568|l", r) {
		return r
	}
	for _, like := range [...]string{
		".。．｡·", "aаαɑ", "b8вьъбβɓ", "cсϲ", "dԁđɗժ", "e3еєεҽ", "g6ɡɢԍց", "hһнհħ", "i1|lıɩіїιӏłꞬℓ", "jјϳ",
		"kкκ", "mм", "nпηոռ", "o0оοσօøө", "pрρ", "qԛզ", "rгɾ", "s5ѕꜱ", "tтτŧ", "uυսцʋ", "vνѵ", "wшωԝա", "xхχ", "yуүγ", "zзᴢ",
	} {
		if strings.ContainsRune(like, r) {
			return rune(like[0])
		}
	}
	return r
}

// oneEdit reports whether a and b differ by one letter put in, left out,
// replaced, or by two neighbours changed about. Equal names do not.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
