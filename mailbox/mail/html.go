package mail

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxHTMLStack = 256  // open elements followed
	maxBoxes     = 24   // tables and quotations within one another
	maxURL       = 500  // bytes of a link shown
	maxMetaBytes = 2048 // where a charset is looked for
)

var metaPattern = regexp.MustCompile(`(?i)charset\s*=\s*["']?\s*([a-z0-9_:.\-]+)`)

// metaCharset returns the charset that a page names itself.
func metaCharset(raw []byte) string {
	if m := metaPattern.FindSubmatch(raw[:min(len(raw), maxMetaBytes)]); m != nil && !bytes.HasPrefix(bytes.ToLower(m[1]), []byte("utf-16")) {
		return string(m[1])
	}
	return ""
}

// htmlText makes readable text of a page: links as "text <url>", lists with
// marks, the rows of a table as cells with a tab between, quotations as lines
// with ">". Text that a browser hides, or that has the colour of what is behind
// it, is left out and counted; sample is its beginning.
func htmlText(page string) (text string, hidden int, sample string) {
	w := &htmlWriter{boxes: []*box{{}}}
	z := html.NewTokenizer(strings.NewReader(page))
	for w.total < 2*maxText {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				w.say("[...]")
			}
			return w.finish(), w.hidden, w.sample.String()
		case html.TextToken:
			w.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			w.start(z.Token())
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(atom.Lookup(name))
		}
	}
	return w.finish(), w.hidden, w.sample.String()
}

// element is an open tag.
type element struct {
	tag    atom.Atom
	hides  bool
	href   string
	mark   int // of an <a>: where its text begins in the box
	number int // of an <ol>: the next item, 0 for <ul>
	look   look
	box    bool
}

type htmlWriter struct {
	open   []element
	lost   int // elements beyond the bound
	boxes  []*box
	hides  int
	pre    int
	hidden int
	sample strings.Builder
	total  int
	sheet  bool // a style sheet sets a background
}

func (w *htmlWriter) top() *box { return w.boxes[len(w.boxes)-1] }

func (w *htmlWriter) say(s string) {
	w.total += len(s)
	w.top().write(s, w.pre > 0)
}

// text takes the text between tags; html.Tokenizer.Text leaves entities alone.
func (w *htmlWriter) text(s string) {
	s = html.UnescapeString(s)
	switch {
	case w.hides > 0:
		if !w.inMachinery() {
			w.conceal(s)
		} else if strings.Contains(s, "background") && w.open[len(w.open)-1].tag == atom.Style {
			w.sheet = true
		}
	case strings.TrimSpace(s) != "" && w.look().hides(!w.sheet):
		w.conceal(s)
		w.say(" ")
	default:
		w.say(s)
	}
}

// look returns the colours of the innermost element.
func (w *htmlWriter) look() look {
	if len(w.open) == 0 {
		return look{}
	}
	return w.open[len(w.open)-1].look
}

// inMachinery reports whether the text is a style sheet or the like, which is
// not hidden from a reader but was never for one.
func (w *htmlWriter) inMachinery() bool {
	for _, e := range w.open {
		if machinery(e.tag) {
			return true
		}
	}
	return false
}

func machinery(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Head:
		return true
	}
	return false
}

// start opens an element. The cases follow what a reader sees, not the tree.
func (w *htmlWriter) start(t html.Token) {
	w.closeImplied(t.DataAtom)
	e := element{tag: t.DataAtom, hides: machinery(t.DataAtom) || hides(t.Attr), look: w.look().dress(t, w.sheet)}
	if w.hides == 0 && !e.hides {
		w.layout(&e, t)
	}
	if t.Type == html.SelfClosingTagToken && t.DataAtom == 0 || void(t.DataAtom) {
		return
	}
	if len(w.open) >= maxHTMLStack {
		w.lost++
		return
	}
	if e.hides {
		w.hides++
	}
	if e.tag == atom.Pre {
		w.pre++
	}
	w.open = append(w.open, e)
}

func (w *htmlWriter) layout(e *element, t html.Token) {
	b := w.top()
	switch t.DataAtom {
	case atom.Br:
		b.newline()
	case atom.Hr:
		b.block(1)
		w.say(strings.Repeat("_", 32))
		b.block(1)
	case atom.Img:
		if alt := strings.TrimSpace(attr(t, "alt")); alt != "" {
			w.say("[" + alt + "]")
		}
	case atom.A:
		e.href, e.mark = attr(t, "href"), b.mark()
	case atom.Ul, atom.Menu, atom.Dir:
		b.block(1)
	case atom.Ol:
		b.block(1)
		e.number = 1
	case atom.Li:
		b.block(1)
		w.say(w.bullet())
		b.glue = true
	case atom.Table, atom.Blockquote, atom.Td, atom.Th:
		w.openBox(e)
	case atom.Tr:
		b.row()
	default:
		b.block(margin(t.DataAtom))
	}
}

// bullet returns the mark of the next item of the innermost list.
func (w *htmlWriter) bullet() string {
	for i := len(w.open) - 1; i >= 0; i-- {
		switch w.open[i].tag {
		case atom.Ul, atom.Menu, atom.Dir:
			return "- "
		case atom.Ol:
			n := w.open[i].number
			w.open[i].number++
			return itoa(n) + ". "
		}
	}
	return "- "
}

func (w *htmlWriter) openBox(e *element) {
	if e.tag != atom.Td && e.tag != atom.Th {
		w.top().block(1)
	}
	if len(w.boxes) >= maxBoxes {
		return
	}
	w.boxes = append(w.boxes, &box{})
	e.box = true
}

// end closes the innermost element of that tag, and with it those inside.
func (w *htmlWriter) end(tag atom.Atom) {
	if w.lost > 0 {
		w.lost--
		return
	}
	for i := len(w.open) - 1; i >= 0; i-- {
		if w.open[i].tag == tag {
			for len(w.open) > i {
				w.pop()
			}
			return
		}
		if w.open[i].box && tag != atom.Table && tag != atom.Tr && tag != atom.Blockquote && tag != atom.Div {
			break // a stray end tag does not leave its cell
		}
	}
	if w.hides == 0 {
		w.top().block(margin(tag))
	}
}

func (w *htmlWriter) pop() {
	e := w.open[len(w.open)-1]
	w.open = w.open[:len(w.open)-1]
	if e.tag == atom.Pre {
		w.pre--
	}
	if e.hides {
		w.hides--
		return
	}
	if e.box {
		inner := w.top()
		w.boxes = w.boxes[:len(w.boxes)-1]
		w.top().take(e.tag, inner)
		return
	}
	if w.hides > 0 {
		return
	}
	switch e.tag {
	case atom.A:
		w.top().link(e)
	case atom.Tr:
		w.top().endRow()
	default:
		w.top().block(margin(e.tag))
	}
}

// closeImplied closes what the start of tag ends without an end tag.
func (w *htmlWriter) closeImplied(tag atom.Atom) {
	if len(w.open) == 0 {
		return
	}
	top := w.open[len(w.open)-1].tag
	switch tag {
	case atom.P, atom.Li, atom.Tr, atom.Option, atom.Body:
		if top == tag || tag == atom.Body && top == atom.Head || tag == atom.Tr && (top == atom.Td || top == atom.Th) {
			w.end(top)
		}
	case atom.Td, atom.Th:
		if top == atom.Td || top == atom.Th {
			w.end(top)
		}
	}
}

func (w *htmlWriter) finish() string {
	for len(w.open) > 0 {
		w.pop()
	}
	w.boxes[0].endRow()
	return strings.ReplaceAll(w.boxes[0].String(), "\u00a0", " ") // so that names beside it are found
}
