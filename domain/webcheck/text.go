package webcheck

import (
	"bytes"
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"loket/domain"
)

// Bounds of reading a page.
const (
	maxDecoded  = 4 << 20 // bytes of text after decoding, before cleaning
	maxOutwards = 50
	maxTitle    = 4 << 10
	maxToken    = 1 << 20
)

// document is a page as text.
type document struct {
	title, text, refresh string
	outwards             []string
	cut                  bool
}

// read makes text of a body, whatever its encoding: bytes that fit none become
// U+FFFD. A type that has no text gives an empty document.
func read(b []byte, kind, said string, at *url.URL) document {
	marked := strings.HasSuffix(kind, "/html") || strings.HasSuffix(kind, "xml")
	if !marked && !strings.HasPrefix(kind, "text/") && !strings.HasSuffix(kind, "json") {
		return document{}
	}
	encoding, _, _ := charset.DetermineEncoding(b[:min(len(b), 1024)], said)
	in := io.LimitReader(encoding.NewDecoder().Reader(bytes.NewReader(b)), maxDecoded)
	if marked {
		r := reader{at: at}
		r.read(html.NewTokenizer(in))
		return r.document()
	}
	text, _ := io.ReadAll(in)
	return document{text: strings.ToValidUTF8(string(text), "\uFFFD"), cut: len(text) == maxDecoded}
}

// reader walks over the tokens of a page. It builds no tree: broken pages have
// cost parsers that do a lot of time.
type reader struct {
	at     *url.URL
	text   strings.Builder
	title  strings.Builder
	out    document
	inside atom.Atom // the element whose characters are no text of the page, or the title's
}

func (r *reader) read(z *html.Tokenizer) {
	z.SetMaxBuf(maxToken)
	for {
		switch z.Next() {
		case html.ErrorToken:
			r.out.cut = !errors.Is(z.Err(), io.EOF)
			return
		case html.TextToken:
			r.characters(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			r.start(z)
		case html.EndTagToken:
			name, _ := z.TagName()
			r.end(atom.Lookup(name))
		default: // comments and the document's type say nothing to a reader
		}
	}
}

func (r *reader) characters(b []byte) {
	switch r.inside {
	case 0:
		r.text.Write(b)
	case atom.Title:
		if r.title.Len() < maxTitle {
			r.title.Write(b[:min(len(b), maxTitle)])
		}
	default:
	}
}

// start opens an element. Text of a hidden one counts: hidden links are how
// search engines are deceived.
func (r *reader) start(z *html.Tokenizer) {
	name, more := z.TagName()
	tag := atom.Lookup(name)
	switch tag {
	case atom.Script, atom.Style, atom.Template, atom.Title:
		r.inside = tag
	case atom.A, atom.Area, atom.Iframe, atom.Frame, atom.Form:
		r.link(attributes(z, more))
	case atom.Meta:
		r.meta(attributes(z, more))
	case atom.Img, atom.Input:
		a := attributes(z, more)
		r.line(a["alt"], a["title"])
	default:
	}
	r.lineBreak(tag)
}

func (r *reader) end(tag atom.Atom) {
	if tag == r.inside {
		r.inside = 0
	}
	r.lineBreak(tag)
}

// lineBreak keeps words of different blocks apart.
func (r *reader) lineBreak(tag atom.Atom) {
	switch tag {
	case atom.Td, atom.Th:
		r.text.WriteString("  ")
	case atom.B, atom.I, atom.Em, atom.Strong, atom.Span, atom.Font, atom.A, atom.U, atom.Small, atom.Mark, atom.Sup, atom.Sub:
	default:
		r.text.WriteByte('\n')
	}
}

func (r *reader) line(parts ...string) {
	for _, s := range parts {
		if s = strings.TrimSpace(s); s != "" {
			r.text.WriteString("\n" + s + "\n")
		}
	}
}

// meta takes what search engines read, and where the page sends its visitor.
func (r *reader) meta(a map[string]string) {
	switch strings.ToLower(a["name"] + a["property"]) {
	case "description", "keywords", "og:title", "og:description", "twitter:title", "twitter:description":
		r.line(a["content"])
	}
	if !strings.EqualFold(a["http-equiv"], "refresh") {
		return
	}
	_, to, _ := strings.Cut(strings.ToLower(a["content"]), "url=")
	if to == "" || r.out.refresh != "" {
		return
	}
	to = a["content"][len(a["content"])-len(to):]
	if u, err := r.at.Parse(strings.Trim(to, ` '"`)); err == nil {
		r.out.refresh = u.String()
	}
}

// link notes another registered name that the page leads to.
func (r *reader) link(a map[string]string) {
	r.line(a["title"])
	for _, key := range []string{"href", "src", "action"} {
		u, err := r.at.Parse(strings.TrimSpace(a[key]))
		if a[key] == "" || err != nil || u.Scheme != "http" && u.Scheme != "https" {
			continue
		}
		host, err := domain.ParseHost(u.Hostname())
		if err != nil || len(r.out.outwards) == maxOutwards {
			continue
		}
		to := registered(host)
		if to != registered(r.at.Hostname()) && !slices.Contains(r.out.outwards, to) {
			r.out.outwards = append(r.out.outwards, to)
		}
	}
}

// attributes returns those of a tag, the first of each name, at most 40.
func attributes(z *html.Tokenizer, more bool) map[string]string {
	out := map[string]string{}
	for n := 0; more && n < 40; n++ {
		var k, v []byte
		k, v, more = z.TagAttr()
		if _, twice := out[string(k)]; !twice && len(v) <= maxURL {
			out[string(k)] = string(v)
		}
	}
	return out
}

// document ends the walk.
func (r *reader) document() document {
	d := r.out
	d.title = strings.ToValidUTF8(strings.Join(strings.Fields(r.title.String()), " "), "\uFFFD")
	d.text = tidy(strings.ToValidUTF8(r.text.String(), "\uFFFD"))
	return d
}

// tidy drops empty lines and runs of blanks, which is most of a page.
func tidy(s string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimPrefix(s, "\ufeff"), "\n") {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		b.WriteString(strings.Join(words, " "))
		b.WriteByte('\n')
	}
	return b.String()
}
