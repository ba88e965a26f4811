// Package glyph tells what looks alike to a reader: names written with letters
// of other scripts or with digits, and names one slip of the finger apart.
//
// It says that two texts resemble each other, not that one means to deceive.
package glyph

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Skeleton returns what a name looks like: letters of other alphabets and
// digits that read as Latin letters become those, marks are dropped, rn is m
// and vv is w. It is for comparing with another skeleton, never for showing.
func Skeleton(s string) string {
	if ASCII(s) && !strings.ContainsAny(s, "013568l|ABCDEFGHIJKLMNOPQRSTUVWXYZ") && !strings.Contains(s, "rn") && !strings.Contains(s, "vv") {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Cf, r) {
			b.WriteRune(latin(unicode.ToLower(r)))
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "rn", "m"), "vv", "w")
}

// latin folds one letter into the Latin one that it looks like, l into i
// beside it: the two are told apart in few typefaces.
func latin(r rune) rune {
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

// OneEdit reports whether a and b differ by one letter put in, left out,
// replaced, or by two neighbours changed about. Equal names do not.
func OneEdit(a, b string) bool {
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

// ASCII reports whether s has no letter beyond.
func ASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
