// Package clean is the boundary for text that strangers wrote.
//
// Everything that comes from a mail, a document, a name server, a registry or a
// paste crosses Line or Block exactly once and is of type Text from then on.
// Renderers of rows and panes accept only Text, so a subject with an escape
// sequence cannot reach a terminal by mistake.
//
// Dropped: escape sequences (CSI, OSC, DCS, SOS, PM, APC), C0 and C1 controls,
// DEL, bidi controls, zero-width and tag characters, lone surrogates and
// non-characters. Kept: everything a person can read.
package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is text that is safe to print on a terminal and to keep in a record.
// Its zero value is empty.
type Text struct{ s string }

// String returns the cleaned text.
func (t Text) String() string { return t.s }

// Empty reports whether nothing is left.
func (t Text) Empty() bool { return t.s == "" }

// Own marks text of the program itself (catalogues, numbers) as safe. It must
// never be called with text from outside.
func Own(s string) Text { return Text{s} }

// Line cleans s to a single line of at most max runes; line breaks and tabs
// become one space, runs of spaces fold, the ends are trimmed. A longer line is
// cut and ends with "…". A max of 0 or less means no bound.
func Line(s string, max int) Text {
	var b strings.Builder
	n, space := 0, false
	for _, r := range visible(s) {
		if r == '\n' || r == '\t' || unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if max > 0 && n >= max {
			return Text{cut(b.String())}
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		b.WriteRune(r)
		n++
	}
	return Text{b.String()}
}

// cut replaces the last rune by an ellipsis so that the bound still holds.
func cut(s string) string {
	_, size := utf8.DecodeLastRuneInString(s)
	return strings.TrimRight(s[:len(s)-size], " ") + "…"
}

// Block cleans s to text of several lines, at most max bytes. Line ends become
// "\n", tabs four spaces; other white space is kept as it is.
func Block(s string, max int) Text {
	var b strings.Builder
	for _, r := range visible(s) {
		if max > 0 && b.Len()+utf8.RuneLen(r) > max {
			break
		}
		if r == '\t' {
			b.WriteString("    ")
			continue
		}
		b.WriteRune(r)
	}
	return Text{b.String()}
}

// visible iterates over the runes of s that may be shown, with "\r\n" and "\r"
// folded to "\n".
func visible(s string) func(func(int, rune) bool) {
	return func(yield func(int, rune) bool) {
		for i := 0; i < len(s); {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				if s[i] == 0x9b || s[i] == 0x90 || s[i] == 0x9d { // C1 introducers as raw bytes
					i++
					continue
				}
				if !yield(i, '\uFFFD') {
					return
				}
				i++
				continue
			}
			if n := sequence(s[i:], r); n > 0 {
				i += n
				continue
			}
			if r == '\r' {
				if i+1 < len(s) && s[i+1] == '\n' {
					i++
					continue
				}
				r = '\n'
			}
			if shown(r) && !yield(i, r) {
				return
			}
			i += size
		}
	}
}

// sequence returns the length of the escape sequence that s begins with, 0 for
// none. A string sequence that never ends takes only its introducer, so that a
// stray ESC ] cannot swallow a letter.
func sequence(s string, first rune) int {
	intro, body := rune(0), 0
	switch {
	case first == 0x1b && len(s) > 1:
		intro, body = rune(s[1]), 2
	case first == 0x9b:
		intro, body = '[', 2
	case first == 0x9d:
		intro, body = ']', 2
	case first == 0x90 || first == 0x98 || first == 0x9e || first == 0x9f:
		intro, body = 'P', 2
	default:
		return 0
	}
	switch intro {
	case '[':
		for i := body; i < len(s) && i < body+64; i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
			if s[i] < 0x20 || s[i] > 0x7e {
				return body
			}
		}
		return body
	case ']', 'P', 'X', '^', '_':
		for i := body; i < len(s) && i < body+4096; i++ {
			if s[i] == 0x07 {
				return i + 1
			}
			if s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\' {
				return i + 2
			}
			if strings.HasPrefix(s[i:], "\u009c") {
				return i + 2
			}
		}
		return body
	}
	if intro >= 0x20 && intro <= 0x7e {
		return 2
	}
	return 1
}

func shown(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return true
	case r < 0x20, r >= 0x7f && r <= 0x9f:
		return false
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return false
	case r == 0x00ad, r == 0x061c, r == 0x180e, r == 0xfeff, r == 0x034f, r == 0x2028, r == 0x2029, r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0:
		return false
	case r >= 0xfe00 && r <= 0xfe0f, r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe0fff:
		return false
	case r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef:
		return false
	case unicode.Is(unicode.Co, r):
		return false
	}
	return true
}
