package mail

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// box collects text with collapsed white space. Cells of a table and
// quotations are boxes of their own, put into the outer one when they end.
type box struct {
	out    strings.Builder
	breaks int  // line ends owed before the next word
	space  bool // a space owed
	glue   bool // the next line end is not wanted: a list mark stands alone
	cells  []string
	inRow  bool
}

func (b *box) mark() int { return b.out.Len() }

func (b *box) String() string { return strings.Trim(b.out.String(), "\n") }

func (b *box) write(s string, pre bool) {
	if len(b.cells) > 0 && !b.inRow && strings.TrimSpace(s) != "" {
		b.endRow() // cells without a row
	}
	if pre {
		b.pay()
		b.out.WriteString(s)
		return
	}
	for s != "" {
		i := strings.IndexFunc(s, isHTMLSpace)
		word := s
		if i >= 0 {
			word = s[:i]
		}
		if word != "" {
			b.pay()
			b.out.WriteString(word)
		}
		if i < 0 {
			return
		}
		b.space = true
		s = strings.TrimLeftFunc(s[i:], isHTMLSpace)
	}
}

// isHTMLSpace is what collapses; a no-break space does not.
func isHTMLSpace(r rune) bool { return r != '\u00a0' && r != '\u202f' && unicode.IsSpace(r) }

// pay writes the white space owed.
func (b *box) pay() {
	switch {
	case b.out.Len() == 0:
	case b.breaks > 0:
		b.out.WriteString("\n\n\n"[:min(b.breaks, 3)])
	case b.space:
		b.out.WriteByte(' ')
	}
	b.breaks, b.space, b.glue = 0, false, false
}

func (b *box) newline() { b.breaks++ }

// block asks for n line ends at least; none for 0.
func (b *box) block(n int) {
	if n > 0 && b.glue {
		return
	}
	b.breaks = max(b.breaks, n)
}

func (b *box) row() {
	b.endRow()
	b.inRow = true
	b.block(1)
}

// endRow writes the cells of a row: on one line if it is a row of data, else
// below one another, because the table was for the layout.
func (b *box) endRow() {
	cells := b.cells
	b.cells, b.inRow = nil, false
	data, filled := true, 0
	for _, c := range cells {
		if c != "" {
			filled++
		}
		if len(c) > 300 || strings.Count(c, "\n") > 4 {
			data = false
		}
	}
	if filled == 0 {
		return
	}
	b.block(1)
	b.pay()
	if data && filled > 1 {
		for i, c := range cells {
			if i > 0 {
				b.out.WriteByte('\t')
			}
			b.out.WriteString(strings.Join(strings.Fields(c), " "))
		}
	} else {
		b.out.WriteString(strings.Trim(strings.Join(nonEmpty(cells), "\n"), "\n"))
	}
	b.breaks = 1
}

func nonEmpty(in []string) []string {
	out := in[:0:0]
	for _, s := range in {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// take puts an inner box that ended into b.
func (b *box) take(tag atom.Atom, inner *box) {
	inner.endRow()
	s := inner.String()
	switch tag {
	case atom.Td, atom.Th:
		b.cells = append(b.cells, strings.Trim(s, "\n "))
		return
	case atom.Blockquote:
		if s != "" {
			s = "> " + strings.ReplaceAll(s, "\n", "\n> ")
		}
	}
	if s == "" {
		return
	}
	b.block(1)
	b.pay()
	b.out.WriteString(s)
	b.breaks = 1
}

// link writes the address behind a link's text unless the text says it.
func (b *box) link(e element) {
	url := strings.TrimSpace(e.href)
	scheme, rest, ok := strings.Cut(url, ":")
	if !ok || e.mark > b.out.Len() {
		return
	}
	text := strings.TrimSpace(b.out.String()[e.mark:])
	switch strings.ToLower(scheme) {
	case "http", "https", "ftp":
		if shown := strings.TrimSuffix(text, "/"); strings.EqualFold(shown, strings.TrimSuffix(url, "/")) ||
			strings.EqualFold(shown, strings.TrimSuffix(strings.TrimPrefix(rest, "//"), "/")) {
			return
		}
	case "mailto":
		rest, _, _ = strings.Cut(rest, "?")
		if url = rest; strings.EqualFold(text, url) {
			return
		}
	default:
		return
	}
	if len(url) > maxURL {
		url = strings.ToValidUTF8(url[:maxURL], "") + "..."
	}
	if text != "" {
		b.space = true
	}
	b.write("<"+strings.Join(strings.Fields(url), "%20")+">", false)
}

func margin(tag atom.Atom) int {
	switch tag {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre:
		return 2
	case atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Center, atom.Address, atom.Form,
		atom.Fieldset, atom.Dl, atom.Dt, atom.Dd, atom.Ul, atom.Ol, atom.Li, atom.Caption, atom.Figure, atom.Nav, atom.Aside,
		atom.Table, atom.Blockquote, atom.Option, atom.Body:
		return 1
	}
	return 0
}

func void(tag atom.Atom) bool {
	switch tag {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta,
		atom.Param, atom.Source, atom.Track, atom.Wbr, atom.Basefont, atom.Bgsound, atom.Frame, atom.Keygen:
		return true
	}
	return false
}

var (
	styleComment = regexp.MustCompile(`/\*.*?\*/|\s+`)
	hidingStyle  = regexp.MustCompile(`(^|;)(display:none|visibility:hidden|mso-hide:all|opacity:0(\.0+)?(;|!|$)|` +
		`font-size:0+(\.0+)?(px|pt|em|rem|%)?(;|!|$)|(max-)?(height|width):0(px)?(;|!|$).*overflow:hidden|overflow:hidden.*;(max-)?(height|width):0(px)?(;|!|$)|` +
		`text-indent:-\d{3,}|(left|top):-\d{3,})`)
)

// mayHide is a cheap look before the patterns.
func mayHide(style string) bool {
	style = strings.ToLower(style)
	for _, word := range []string{"none", "hidden", "hide", "opacity", "font-size", "indent", "left", "top"} {
		if strings.Contains(style, word) {
			return true
		}
	}
	return false
}

// hides reports whether the attributes keep an element from the reader's eye.
func hides(attrs []html.Attribute) bool {
	for _, a := range attrs {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			if len(a.Val) > maxStyle || !mayHide(a.Val) {
				continue
			}
			if hidingStyle.MatchString(styleComment.ReplaceAllString(strings.ToLower(a.Val), "")) {
				return true
			}
		}
	}
	return false
}

func attr(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func itoa(n int) string { return strconv.Itoa(n) }
