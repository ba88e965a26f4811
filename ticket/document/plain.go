package document

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/charmap"
)

// plain keeps the text as it stands, decoded from UTF-8, UTF-16 with a byte
// order mark, or Windows-1252.
func (f *file) plain(data []byte) { f.write(decoded(data[:min(len(data), 4*MaxText)])) }

func decoded(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return utf16Text(b[2:], 0, 1)
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return utf16Text(b[2:], 1, 0)
	}
	b = bytes.TrimPrefix(b, bom)
	for cut := 0; cut < utf8.UTFMax && cut < len(b); cut++ { // the bound may split the last rune
		if utf8.Valid(b[:len(b)-cut]) {
			return string(b[:len(b)-cut])
		}
	}
	s, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(s)
}

func utf16Text(b []byte, lo, hi int) string {
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i+lo])|uint16(b[i+hi])<<8)
	}
	return string(utf16.Decode(units))
}

// html keeps what a reader would see; cells of a row are separated by tabs.
func (f *file) html(data []byte) {
	z := html.NewTokenizer(strings.NewReader(decoded(data[:min(len(data), 4<<20)])))
	z.SetMaxBuf(1 << 20)
	hidden := 0
	for f.room() > 0 {
		t := z.Next()
		switch t {
		case html.ErrorToken:
			return
		case html.TextToken:
			if s := squeeze(string(z.Text())); hidden == 0 && s != "" {
				f.write(html.UnescapeString(s))
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			hidden = f.tag(atom.Lookup(name), t, hidden)
		}
	}
}

// tag writes the break that a tag makes and counts the hidden elements open.
func (f *file) tag(a atom.Atom, t html.TokenType, hidden int) int {
	switch a {
	case atom.Script, atom.Style, atom.Head, atom.Template:
		if t == html.StartTagToken {
			return hidden + 1
		}
		if t == html.EndTagToken {
			return max(hidden-1, 0)
		}
	case atom.Br, atom.P, atom.Div, atom.Tr, atom.Li, atom.H1, atom.H2, atom.H3, atom.H4, atom.Table, atom.Hr, atom.Pre:
		if t == html.StartTagToken || t == html.SelfClosingTagToken || a == atom.P {
			f.write("\n")
		}
	case atom.Td, atom.Th:
		if t == html.EndTagToken {
			f.write("\t")
		}
	case atom.Body:
		return 0 // a head that was never closed hides nothing of the body
	}
	return hidden
}

// squeeze folds white space as HTML does, keeping one at the ends.
func squeeze(s string) string {
	w := strings.Join(strings.Fields(s), " ")
	if w == "" {
		return ""
	}
	if strings.ContainsAny(s[:1], " \t\r\n") {
		w = " " + w
	}
	if strings.ContainsAny(s[len(s)-1:], " \t\r\n") {
		w += " "
	}
	return w
}
