package rtf

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	maxGroups = 200 // within one another; deeper ones are read as the last
	maxWord   = 32  // letters of a control word
)

// Charset decodes bytes of a Windows code page to UTF-8.
type Charset func(b []byte, codepage int) string

// Text returns what rich text says, at most max bytes of UTF-8, not cleaned.
// isHTML is true when it was made from HTML: the text is that HTML again.
func Text(b []byte, decode Charset, max int) (text string, isHTML bool) {
	start := b[:min(len(b), 1024)]
	r := &reader{b: b, decode: decode, max: max, codepage: 1252, html: bytes.Contains(start, []byte(`\fromhtml`))}
	r.now.skipAfterU = 1
	for r.pos < len(r.b) && r.out.Len() < max {
		r.step()
	}
	r.flush()
	return strings.ToValidUTF8(r.out.String(), ""), r.html
}

// state is what a group inherits and gives back.
type state struct {
	silent     bool // fonts, pictures and what is for newer programs
	tag        bool // within \*\htmltag
	aside      bool // between \htmlrtf and \htmlrtf0: for readers of rich text only
	skipAfterU int  // how many letters stand in for a \u
}

type reader struct {
	b        []byte
	pos      int
	decode   Charset
	max      int
	codepage int
	html     bool
	out      strings.Builder
	bytes    []byte // \'xx waiting to be decoded together
	now      state
	groups   []state
	deeper   int
	skip     int  // letters to skip after \u
	high     rune // the first half of a surrogate pair
	star     bool // \* was just read
}

func (r *reader) step() {
	switch c := r.b[r.pos]; c {
	case '{':
		r.pos++
		if r.skip = 0; len(r.groups) >= maxGroups {
			r.deeper++
			return
		}
		r.groups = append(r.groups, r.now)
	case '}':
		r.pos++
		r.skip = 0
		if r.deeper > 0 {
			r.deeper--
			return
		}
		if n := len(r.groups); n > 0 {
			r.flush()
			r.now, r.groups = r.groups[n-1], r.groups[:n-1]
		}
	case '\\':
		r.control()
	case '\r', '\n', 0:
		r.pos++
	default:
		r.letters()
	}
}

// letters takes plain text up to the next mark.
func (r *reader) letters() {
	r.star = false
	start := r.pos
	for r.pos < len(r.b) && strings.IndexByte("{}\\\r\n\x00", r.b[r.pos]) < 0 {
		r.pos++
	}
	s := r.b[start:r.pos]
	n := min(r.skip, len(s))
	r.skip -= n
	if s = s[n:]; !r.shows() || len(s) == 0 {
		return
	}
	if len(r.bytes) > 0 || !ascii(s) {
		r.bytes = append(r.bytes, s...)
		return
	}
	r.out.Write(s)
}

func ascii(s []byte) bool {
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (r *reader) shows() bool {
	if r.html {
		return r.now.tag || !r.now.silent && !r.now.aside
	}
	return !r.now.silent
}

func (r *reader) flush() {
	if len(r.bytes) > 0 {
		r.out.WriteString(r.decode(r.bytes, r.codepage))
		r.bytes = r.bytes[:0]
	}
}

func (r *reader) say(s string) {
	r.flush()
	if r.skip > 0 {
		r.skip--
		return
	}
	if r.shows() {
		r.out.WriteString(s)
	}
}

// control reads a control word or symbol.
func (r *reader) control() {
	if r.pos++; r.pos >= len(r.b) {
		return
	}
	c := r.b[r.pos]
	if c < 'A' || c > 'z' || c > 'Z' && c < 'a' {
		r.pos++
		r.symbol(c)
		return
	}
	start := r.pos
	for r.pos < len(r.b) && r.pos-start < maxWord && (r.b[r.pos]|0x20 >= 'a' && r.b[r.pos]|0x20 <= 'z') {
		r.pos++
	}
	word := string(r.b[start:r.pos])
	n, given := r.number()
	if r.pos < len(r.b) && r.b[r.pos] == ' ' {
		r.pos++
	}
	star := r.star
	r.star = false
	if word == "bin" { // raw bytes follow
		r.pos += min(max(n, 0), len(r.b)-r.pos)
		return
	}
	r.word(word, n, given, star)
}

// number reads the parameter of a control word.
func (r *reader) number() (n int, given bool) {
	minus := r.pos < len(r.b) && r.b[r.pos] == '-'
	if minus {
		r.pos++
	}
	for r.pos < len(r.b) && r.b[r.pos] >= '0' && r.b[r.pos] <= '9' {
		if n < 1<<28 {
			n = n*10 + int(r.b[r.pos]-'0')
		}
		r.pos++
		given = true
	}
	if minus {
		n = -n
	}
	return n, given
}

func (r *reader) symbol(c byte) {
	switch c {
	case '*':
		r.star = true
	case '\'':
		r.hex()
	case '\\', '{', '}':
		r.say(string(c))
	case '~':
		r.say("\u00a0")
	case '_':
		r.say("-")
	case '\r', '\n':
		r.say("\n")
	}
}

func (r *reader) hex() {
	if r.pos+2 > len(r.b) {
		r.pos = len(r.b)
		return
	}
	hi, lo := unhex(r.b[r.pos]), unhex(r.b[r.pos+1])
	r.pos += 2
	switch {
	case r.skip > 0:
		r.skip--
	case hi >= 0 && lo >= 0 && r.shows():
		r.bytes = append(r.bytes, byte(hi<<4|lo))
	}
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

func (r *reader) word(word string, n int, given, star bool) {
	switch word {
	case "par", "line", "sect", "page":
		r.say("\n") // within a \htmltag one of the page's source
	case "tab", "cell", "nestcell":
		r.say("\t")
	case "row", "nestrow":
		r.say("\n")
	case "u":
		r.unicode(n)
	case "uc":
		r.now.skipAfterU = min(max(n, 0), 16)
	case "ansicpg":
		r.codepage = n
	case "htmlrtf":
		r.flush()
		r.now.aside = !given || n != 0
	case "htmltag":
		r.flush()
		r.now.tag, r.now.silent = r.html, true
	case "lquote", "rquote":
		r.say("'")
	case "ldblquote", "rdblquote":
		r.say(`"`)
	case "endash", "emdash":
		r.say("-")
	case "bullet":
		r.say("*")
	case "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "themedata", "listtable", "listoverridetable", "filetbl":
		r.now.silent = true
	default:
		if star {
			r.now.silent = true
		}
	}
}

func (r *reader) unicode(n int) {
	if n < 0 {
		n += 1 << 16
	}
	if r.skip == 0 && r.shows() && n >= 0 && n <= utf8.MaxRune {
		r.flush()
		switch c := rune(n); {
		case c >= 0xd800 && c < 0xdc00:
			r.high = c
		case utf16.IsSurrogate(c):
			r.out.WriteRune(utf16.DecodeRune(r.high, c))
		default:
			r.out.WriteRune(c)
		}
	}
	r.skip = r.now.skipAfterU
}
