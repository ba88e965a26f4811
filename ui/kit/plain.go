package kit

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"

	"loket/ui/kit/paint"
)

// PlainTerminal reports whether a terminal shows nothing but ASCII, by what it says of
// itself: an old kind, or a locale with another code than UTF-8. One that says nothing
// of its locale is taken for one of today.
func PlainTerminal(env func(string) string) bool {
	if paint.Bare(env("TERM")) {
		return true
	}
	for _, k := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(env(k)); v != "" {
			return !strings.Contains(v, "utf-8") && !strings.Contains(v, "utf8")
		}
	}
	return false
}

// Plain is a screen for a terminal that shows nothing but ASCII: what is drawn has a
// likeness, letters lose their accents, everything else is a question mark. Each
// character takes as many cells as it did.
func Plain(screen string) string {
	var b strings.Builder
	b.Grow(len(screen))
	for state := byte(0); len(screen) > 0; {
		seq, width, n, next := ansi.DecodeSequence(screen, state, nil)
		b.WriteString(likeness(seq, width))
		screen, state = screen[n:], next
	}
	return b.String()
}

// likeness is what stands for one character or sequence.
func likeness(seq string, width int) string {
	r, size := utf8.DecodeRuneInString(seq)
	if r < utf8.RuneSelf && size == len(seq) || width == 0 && strings.IndexFunc(seq, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return seq // ASCII, and every sequence that is
	}
	if width == 1 {
		if i := strings.IndexRune(drawn, r); i >= 0 {
			return alike[utf8.RuneCountInString(drawn[:i]):][:1]
		}
		if base := norm.NFD.String(seq)[0]; base < utf8.RuneSelf {
			return string(base)
		}
	}
	return strings.Repeat("?", width)
}

// What the screens draw, and beneath each its likeness.
const (
	drawn = "…·“”‘’–—•→←↑↓↳›‹»«×°─━│┃┌┐└┘├┤┬┴┼╭╮╰╯▌▐▎▏▍█▉▊▋▀▄░▒▓●○◐◦◆▸✓✗✎✐␣\u00a0"
	alike = `..""''--*><^v>><><xo-=||+++++++++++++|||||####^_.:%@o%o*>vx//_ `
)
