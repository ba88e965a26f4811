package mail

import (
	"bytes"
	"strings"

	"loket/domain/clean"
)

// maxBodyPart is how much of one encoded text part is read as text; the whole
// part is then an attachment too.
const maxBodyPart = 4 << 20

// body collects the readable text of a message.
type body struct {
	sections []string // clean
	size     int      // of the sections and what parts them, in bytes
}

// gather walks the tree and makes every leaf a body, an alternate or an attachment.
func (p *parser) gather(n *part) {
	switch {
	case n.wrap:
		p.addWrapping(n)
		for _, kid := range n.kids {
			p.gather(kid)
		}
	case n.kids == nil:
		p.gatherLeaf(n)
	case n.is("multipart/alternative"):
		p.gatherAlternative(n)
	case n.is("multipart/related"):
		p.gatherRelated(n)
	default:
		for _, kid := range n.kids {
			p.gather(kid)
		}
	}
}

func (p *parser) gatherLeaf(n *part) {
	switch {
	case !n.isText():
		p.attach(n)
	case n.fileName() != "" && (len(p.body.sections) > 0 || n.path != "1"):
		p.attach(n)
	default:
		p.addText(n)
		if n.fileName() != "" {
			p.attach(n)
		}
	}
}

// gatherAlternative shows the plain text if it says anything, else the HTML.
func (p *parser) gatherAlternative(n *part) {
	shown := firstWith(n.kids, "text/plain")
	if shown < 0 {
		shown = firstWith(n.kids, "text/html", "application/xhtml+xml")
	}
	for i, kid := range n.kids {
		if i == shown {
			p.gather(kid)
			continue
		}
		p.setAside(kid)
	}
}

// gatherRelated shows the root (RFC 2387); the others are attachments.
func (p *parser) gatherRelated(n *part) {
	root := 0
	if start := firstID(n.typ.params["start"]); start != "" {
		for i, kid := range n.kids {
			if firstID(kid.head.first("content-id")) == start {
				root = i
			}
		}
	}
	for i, kid := range n.kids {
		switch {
		case i == root:
			p.gather(kid)
		case kid.kids != nil:
			p.setAside(kid)
		default:
			kid.related = true
			p.attach(kid)
		}
	}
}

// setAside keeps the texts of n as alternates and the rest as attachments.
func (p *parser) setAside(n *part) {
	for _, kid := range n.kids {
		p.setAside(kid)
	}
	switch {
	case n.wrap:
		p.addWrapping(n)
	case n.kids != nil:
	case n.fileName() == "" && (n.isText() || n.is("text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html")):
		p.addAlternate(n)
	default:
		p.attach(n)
	}
}

func (p *parser) addAlternate(n *part) {
	a := p.leaf(n)
	if a.Size > 0 {
		a.Index = len(p.m.Alternates)
		p.m.Alternates = append(p.m.Alternates, a)
	}
}

// isText reports whether n can be shown as the body.
func (n *part) isText() bool {
	return n.kids == nil && !n.stray && n.is("text/plain", "text/html", "application/xhtml+xml") && n.disp.value != "attachment"
}

// firstWith returns the first of kids that holds a text of one of the types
// that is not blank, -1 for none.
func firstWith(kids []*part, types ...string) int {
	for i, kid := range kids {
		if kid.kids != nil && firstWith(kid.kids, types...) >= 0 {
			return i
		}
		if kid.isText() && kid.is(types...) {
			start, _ := decodeAll(kid.data[:min(len(kid.data), 4<<10)], kid.enc)
			if !isBlank(start) {
				return i
			}
		}
	}
	return -1
}

// addText appends the text of leaf n to the body.
func (p *parser) addText(n *part) {
	data := n.data
	whole := true
	if len(data) > maxBodyPart {
		data, whole = data[:maxBodyPart], false
	}
	raw, bad := decodeAll(data, n.enc)
	if bad > 0 {
		p.warn("part %s: %d bytes of its encoding make no sense", n.path, bad)
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		p.warn("part %s: NUL in the text", n.path)
	}
	isHTML := !n.is("text/plain") || claimsHTML(raw)
	text, ok := p.partText(n, raw, isHTML)
	switch {
	case isHTML:
		p.m.HTML = true
		var hidden int
		var sample string
		if text, hidden, sample = htmlText(text); hidden > 0 {
			p.warn("part %s: %d letters of hidden text left out: %q", n.path, hidden, sample)
		}
		if !isBlank(raw) && strings.TrimSpace(text) == "" {
			p.warn("part %s: nothing to read in the HTML", n.path)
		}
		p.addAlternate(n)
	default:
		if strings.EqualFold(n.typ.params["format"], "flowed") {
			text = unwrapFlowed(text, strings.EqualFold(n.typ.params["delsp"], "yes"))
		}
		text = partBlock(p.takeUU(n, p.takeArmour(n, text)))
	}
	text = clean.Block(text, 0).String()
	if room := max(maxText-p.body.size, 0); len(text) > room {
		text, whole = strings.ToValidUTF8(text[:room], ""), false
	}
	if !whole {
		p.warn("part %s: text longer than is shown, kept as an attachment", n.path)
	}
	if (!ok || !whole) && !isHTML {
		p.attach(n)
	}
	if text = strings.Trim(text, "\n"); strings.TrimSpace(text) != "" {
		p.body.sections = append(p.body.sections, text)
		p.body.size += len(text) + 2
		if p.m.shown++; isHTML {
			p.m.shown-- // counted as an alternate
		}
	}
}

// partText decodes the charset; ok is false for one that is unknown or wrong.
func (p *parser) partText(n *part, raw []byte, isHTML bool) (text string, ok bool) {
	set := n.typ.params["charset"]
	if isHTML && (set == "" || strings.EqualFold(set, "us-ascii")) {
		set = metaCharset(raw)
	}
	text, ok = toUTF8(raw, set)
	if !ok {
		p.warn("part %s: charset %q unknown or wrong, text guessed", n.path, set)
	}
	return text, ok
}

func claimsHTML(raw []byte) bool {
	start := bytes.ToLower(bytes.TrimSpace(raw[:min(len(raw), 200)]))
	return bytes.HasPrefix(start, []byte("<html")) || bytes.HasPrefix(start, []byte("<!doctype html"))
}

// finishBody makes Text, Own and Quoted of what was gathered.
func (p *parser) finishBody() {
	p.fallBack()
	text := strings.Join(p.body.sections, "\n\n")
	own, quoted := foldQuoted(text)
	p.m.Text, p.m.Own, p.m.Quoted = clean.Own(text), clean.Own(own), clean.Own(quoted) // every section was cleaned
	p.body = body{}
}

// fallBack shows the body within winmail.dat, or a calendar entry, when the
// message has no other text.
func (p *parser) fallBack() {
	if len(p.body.sections) == 0 && len(p.fallbacks) > 0 {
		p.addText(p.fallbacks[0])
	}
	if len(p.body.sections) > 0 {
		return
	}
	for _, n := range p.calendars[:min(len(p.calendars), maxCalendars)] {
		if text := p.calendarText(n); text != "" {
			p.body.sections = append(p.body.sections, text)
		}
	}
}

// unwrapFlowed joins the soft lines of format=flowed (RFC 3676).
func unwrapFlowed(s string, delsp bool) string {
	var out strings.Builder
	soft, depth := false, 0
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		d := len(line) - len(strings.TrimLeft(line, ">"))
		text := strings.TrimPrefix(line[d:], " ")
		if !soft || d != depth || text == "-- " {
			if out.Len() > 0 {
				out.WriteByte('\n')
			}
			if d > 0 {
				out.WriteString(strings.Repeat(">", min(d, 40)) + " ")
			}
		}
		depth, soft = d, strings.HasSuffix(text, " ") && text != "-- "
		if soft && delsp {
			text = text[:len(text)-1]
		}
		out.WriteString(text)
	}
	return out.String()
}
