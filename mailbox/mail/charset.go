package mail

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding/charmap"
)

// toUTF8 decodes b from the named charset. ok is false when the charset is
// unknown or the bytes are not in it; the text is then the best guess.
func toUTF8(b []byte, name string) (text string, ok bool) {
	name = strings.ToLower(strings.Trim(strings.TrimSpace(name), `"' `))
	name, _, _ = strings.Cut(name, "*") // RFC 2231 language
	switch name {
	case "", "us-ascii", "ascii", "ansi_x3.4-1968", "x-unknown", "unknown-8bit", "default", "default_charset":
		return guess(b), true
	case "utf-8", "utf8", "utf-8-mac", "unicode-1-1-utf-8", "cp65001":
		if utf8.Valid(b) {
			return string(b), true
		}
		return guess(b), false
	case "utf-7", "unicode-1-1-utf-7", "utf7":
		return decodeUTF7(b), true
	case "iso-8859-1", "latin1", "iso8859-1":
		name = "windows-1252" // what senders mean by it
	case "ks_c_5601-1987", "cp949":
		name = "euc-kr"
	case "gb2312", "x-gbk", "cp936":
		name = "gbk"
	case "iso-8859-8-i":
		name = "iso-8859-8"
	}
	r, err := charset.Reader(name, bytes.NewReader(b))
	if err != nil {
		r, err = charset.Reader(strings.Replace(name, "cp", "windows-", 1), bytes.NewReader(b))
	}
	if err != nil {
		return guess(b), false
	}
	out, err := io.ReadAll(r)
	if err != nil {
		return guess(b), false
	}
	return string(out), true
}

// guess reads bytes of no stated charset: UTF-8 where they are, else Windows-1252.
func guess(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	if mostlyUTF8(b) {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

// mostlyUTF8 tells damaged or truncated UTF-8 from an 8-bit charset.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good > 4*bad
}

// decodeHeader decodes RFC 2047 words wherever they stand, with neighbours of
// one charset joined first, since senders cut letters in two. Bare 8-bit text
// is UTF-8 or Windows-1252.
func decodeHeader(s string) string {
	if !strings.Contains(s, "=?") {
		return guess([]byte(s))
	}
	var out strings.Builder
	var held []byte
	heldSet := ""
	flush := func() {
		if held != nil {
			text, _ := toUTF8(held, heldSet)
			out.WriteString(text)
			held = nil
		}
	}
	for s != "" {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		set, data, n := encodedWord(s[i:])
		if n == 0 {
			flush()
			out.WriteString(guess([]byte(s[:i+2])))
			s = s[i+2:]
			continue
		}
		if gap := s[:i]; held == nil || strings.TrimSpace(gap) != "" {
			flush()
			out.WriteString(guess([]byte(gap)))
		} else if !strings.EqualFold(set, heldSet) {
			flush()
		}
		held, heldSet = append(held, data...), set
		if held == nil {
			held = []byte{}
		}
		s = s[i+n:]
	}
	flush()
	out.WriteString(guess([]byte(s)))
	return out.String()
}

// encodedWord reads the word that s begins with; n is its length, 0 for none.
func encodedWord(s string) (set string, data []byte, n int) {
	const maxWord = 8 << 10
	limit := s[:min(len(s), maxWord)]
	if len(limit) < 8 || limit[1] != '?' {
		return "", nil, 0
	}
	q1 := strings.IndexByte(limit[2:], '?')
	if q1 <= 0 || q1 > 60 || q1+4 >= len(limit) || limit[q1+4] != '?' {
		return "", nil, 0
	}
	set = limit[2 : 2+q1]
	if strings.ContainsAny(set, " \t=<>\"") {
		return "", nil, 0
	}
	text := limit[q1+5:]
	end := strings.Index(text, "?=")
	if end < 0 {
		return "", nil, 0
	}
	n = q1 + 5 + end + 2
	text = text[:end]
	switch limit[q1+3] {
	case 'B', 'b':
		data, _ = decodeAll([]byte(text), encBase64)
	case 'Q', 'q':
		data = decodeQ(text)
	default:
		return "", nil, 0
	}
	return set, data, n
}

func decodeQ(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '=' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0:
			out = append(out, byte(unhex(s[i+1])<<4|unhex(s[i+2])))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return out
}
