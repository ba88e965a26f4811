// Package clean is the boundary for text that strangers wrote.
//
// Everything that comes from a mail, a document, a name server, a registry or a
// paste crosses Line or Block exactly once and is of type Text from then on.
// Renderers of rows and panes accept only Text, so a subject with an escape
// sequence cannot reach a terminal by mistake.
//
// Dropped: escape sequences (CSI, OSC, DCS, SOS, PM, APC), C0 and C1 controls,
// DEL, bidi controls, zero-width, format and tag characters, private use and
// non-characters, the ninth and later combining mark on one letter. Bytes that
// are not UTF-8 become U+FFFD. Kept: everything a person can read.
//
// What it does not do: it does not tell look-alike letters apart, and it does
// not escape for CSV, SQL or a header.
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

// Equal reports whether t and o are the same text; go-cmp uses it.
func (t Text) Equal(o Text) bool { return t.s == o.s }

// MarshalText returns the text, so that a record can hold it.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.s), nil }

// UnmarshalText cleans b again: a record may have been changed by another hand.
func (t *Text) UnmarshalText(b []byte) error {
	*t = Block(string(b), 0)
	return nil
}

// Line cleans s to a single line of at most max runes; line breaks and tabs
// become one space, runs of spaces fold, the ends are trimmed. A longer line is
// cut and ends with "…". A max of 0 or less means no bound.
func Line(s string, max int) Text {
	if plainLine(s, max) {
		return Text{s}
	}
	var b strings.Builder
	n, space := 0, false
	for _, r := range visible(s) {
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		width := 1
		if space {
			width = 2
		}
		if max > 0 && n+width > max {
			return Text{cut(b.String(), n < max)}
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		n += width
	}
	return Text{b.String()}
}

// plainLine reports whether s is printable ASCII that Line would not change.
func plainLine(s string, max int) bool {
	if max > 0 && len(s) > max {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] > '~' || s[i] < ' ' || s[i] == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// cut ends s with an ellipsis, in the place of its last rune if there is no room.
func cut(s string, room bool) string {
	if !room {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return strings.TrimRight(s, " ") + "…"
}

// Block cleans s to text of several lines, at most max bytes. Line ends become
// "\n", tabs four spaces; other white space is kept as it is.
func Block(s string, max int) Text {
	const tab = "    "
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if max > 0 && len(s) <= max && plainBlock(s) || max <= 0 && plainBlock(s) {
		return Text{s}
	}
	var b strings.Builder
	for _, r := range visible(s) {
		size := utf8.RuneLen(r)
		if r == '\t' {
			size = len(tab)
		}
		if max > 0 && b.Len()+size > max {
			break
		}
		if r == '\t' {
			b.WriteString(tab)
			continue
		}
		b.WriteRune(r)
	}
	return Text{b.String()}
}

func plainBlock(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] > '~' || s[i] < ' ' && s[i] != '\n' {
			return false
		}
	}
	return true
}

// maxMarks is how many combining marks one letter keeps: more than any script
// needs, fewer than what covers the rows above and below.
const maxMarks = 8

// visible iterates over the runes of s that may be shown, with every kind of
// line end folded to "\n".
func visible(s string) func(func(int, rune) bool) {
	return func(yield func(int, rune) bool) {
		marks := 0
		for i := 0; i < len(s); {
			r, size := utf8.DecodeRuneInString(s[i:])
			if n := sequence(s[i:], r); n > 0 {
				i += n
				continue
			}
			at := i
			i += size
			switch {
			case r == utf8.RuneError && size == 1:
				if c := s[at]; c == 0x9b || c == 0x90 || c == 0x9d { // C1 introducers as raw bytes
					continue
				}
			case r == '\r' && i < len(s) && s[i] == '\n':
				continue
			case lineEnd(r):
				r = '\n'
			case !shown(r):
				continue
			}
			if r < 0x300 || !unicode.In(r, unicode.Mn, unicode.Me) {
				marks = 0
			} else if marks++; marks > maxMarks {
				continue
			}
			if !yield(at, r) {
				return
			}
		}
	}
}

// lineEnd reports the runes that part lines: dropping one would join two words.
func lineEnd(r rune) bool {
	return r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029
}

// sequence returns the length of the escape sequence that s begins with, 0 for
// none. A string sequence that does not end within its line takes only its
// introducer, so that a stray ESC ] cannot swallow a letter.
func sequence(s string, first rune) int {
	const introducer = 2 // ESC and a byte, or a C1 control in UTF-8
	intro := byte(0)
	switch first {
	case 0x1b:
		if len(s) < introducer {
			return 0
		}
		intro = s[1]
	case 0x9b:
		intro = '['
	case 0x90, 0x98, 0x9d, 0x9e, 0x9f:
		intro = 'P'
	default:
		return 0
	}
	switch {
	case intro == '[':
		return introducer + csi(s[introducer:])
	case strings.IndexByte("]PX^_", intro) >= 0:
		return introducer + controlString(s[introducer:])
	case intro >= 0x20 && intro <= 0x2f: // charset and the like: intermediates and a final byte
		for i := introducer; i < len(s) && i < 8; i++ {
			if s[i] >= 0x30 && s[i] <= 0x7e {
				return i + 1
			}
			if s[i] < 0x20 || s[i] > 0x2f {
				break
			}
		}
		return introducer
	case intro >= 0x30 && intro <= 0x7e:
		return introducer
	}
	return 1
}

// csi returns the length of the parameters and final byte at the start of s, 0
// if they are not a control sequence.
func csi(s string) int {
	for i := 0; i < len(s) && i < 64; i++ {
		if s[i] >= 0x40 && s[i] <= 0x7e {
			return i + 1
		}
		if s[i] < 0x20 || s[i] > 0x7e {
			return 0
		}
	}
	return 0
}

// controlString returns the length of a control string up to and with its
// terminator. Any other control ends the search, which keeps a text full of
// introducers linear.
func controlString(s string) int {
	for i := 0; i < len(s) && i < 4096; i++ {
		switch c := s[i]; {
		case c == 0x07:
			return i + 1
		case c == 0x1b:
			if strings.HasPrefix(s[i+1:], "\\") {
				return i + 2
			}
			return 0
		case c < 0x20 && c != '\t':
			return 0
		case c == 0xc2 && i+1 < len(s) && s[i+1] >= 0x80 && s[i+1] <= 0x9f:
			if s[i+1] == 0x9c {
				return i + 2
			}
			return 0
		}
	}
	return 0
}

func shown(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return true
	case r < 0x20, r >= 0x7f && r <= 0x9f:
		return false
	case r < 0xad:
		return true
	case unicode.Is(unicode.Cf, r): // bidi, zero width, soft hyphen, tags; not the signs that Arabic puts before a number
		return unicode.Is(unicode.Prepended_Concatenation_Mark, r)
	case r == 0x034f, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5, r == 0x3164, r == 0xffa0: // blank letters
		return false
	case r >= 0x180b && r <= 0x180f, r >= 0x2060 && r <= 0x206f, r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0000 && r <= 0xe0fff:
		return false
	case r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef, r >= 0xfff0 && r <= 0xfff8:
		return false
	}
	return !unicode.Is(unicode.Co, r)
}
