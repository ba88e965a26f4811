package mail

import (
	"bytes"
	"strconv"
	"strings"
)

// part is a node of the MIME tree; data is its undecoded content.
type part struct {
	path    string
	head    header
	typ     valued
	disp    valued
	enc     encoding
	data    []byte
	kids    []*part
	related bool // not the root of a multipart/related
	stray   bool // text outside all parts, or what is beyond a bound
	wrap    bool // a container that was opened, or a signature
	bare    bool // S/MIME without content: a signature, or certificates
	hidden  bool // a picture of the text in winmail.dat
}

func (n *part) is(types ...string) bool {
	for _, t := range types {
		if n.typ.value == t {
			return true
		}
	}
	return false
}

// splitPart reads one part and those inside it.
func (p *parser) splitPart(h header, data []byte, path, preset string, depth int) *part {
	p.budget.parts++
	n := &part{path: path, head: h, data: data}
	n.typ = p.contentType(h, preset)
	n.disp = parseValued(h.first("content-disposition"))
	enc, known := encodingOf(h.first("content-transfer-encoding"))
	if !known {
		p.warn("part %s: unknown transfer encoding %q", path, h.first("content-transfer-encoding"))
	}
	n.enc = enc
	if !strings.HasPrefix(n.typ.value, "multipart/") {
		p.unwrap(n, depth)
		return n
	}
	if depth >= maxDepth {
		p.warn("part %s: nested deeper than %d, kept as one attachment", path, maxDepth)
		n.stray = true
		return n
	}
	p.splitMultipart(n, depth)
	p.noteSeals(n)
	return n
}

// contentType reads Content-Type; what cannot be one becomes preset.
func (p *parser) contentType(h header, preset string) valued {
	raw := h.first("content-type")
	v := parseValued(raw)
	switch {
	case v.value == "":
		v.value = preset
	case v.value == "text" || v.value == "text/":
		v.value = "text/plain"
	case !validType(v.value):
		p.warn("content type %q not readable", raw)
		v.value = "application/octet-stream"
		if v.params["boundary"] != "" {
			v.value = "multipart/mixed"
		}
	}
	return v
}

func validType(s string) bool {
	major, minor, ok := strings.Cut(s, "/")
	return ok && major != "" && minor != "" && len(s) <= 127 &&
		strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`()<>@,;:\"[]?=`, r) }) < 0 &&
		!strings.Contains(minor, "/")
}

// splitMultipart fills n.kids, or makes n a leaf if there is no boundary in it.
func (p *parser) splitMultipart(n *part, depth int) {
	body := n.data
	boundary := strings.TrimRight(n.typ.params["boundary"], " \t")
	pieces := splitAt(body, boundary)
	if pieces == nil && n.enc != encNone {
		decoded, _ := decodeAll(body, n.enc)
		if pieces = splitAt(decoded, boundary); pieces != nil {
			p.warn("part %s: multipart in a transfer encoding", n.path)
			body = decoded
		}
	}
	if pieces == nil {
		if boundary = guessBoundary(body); boundary != "" {
			p.warn("part %s: boundary missing or wrong, read as %q", n.path, boundary)
			pieces = splitAt(body, boundary)
		}
	}
	if pieces == nil || len(pieces.starts) == 0 {
		if !isBlank(body) {
			p.warn("part %s: no boundary found, read as text", n.path)
		}
		n.typ.value = "text/plain"
		return
	}
	p.addPieces(n, pieces, depth)
}

func (p *parser) addPieces(n *part, pieces *pieces, depth int) {
	if !pieces.closed {
		p.warn("part %s: not closed by its boundary", n.path)
	}
	preset := "text/plain"
	if n.is("multipart/digest") {
		preset = "message/rfc822"
	}
	const shortPreamble = 300
	if len(bytes.TrimSpace(pieces.preamble)) > shortPreamble {
		p.addStray(n, pieces.preamble, "text before the first part")
	}
	for i := range pieces.starts {
		if p.budget.parts >= maxParts {
			p.warn("more than %d parts: the rest is kept as one attachment", maxParts)
			p.addStray(n, pieces.from(i), "")
			return
		}
		h, data := p.splitHeader(pieces.at(i), true)
		n.kids = append(n.kids, p.splitPart(h, data, n.path+"."+strconv.Itoa(len(n.kids)+1), preset, depth+1))
	}
	if !isBlank(pieces.epilogue) {
		p.addStray(n, pieces.epilogue, "text after the last part")
	}
}

func (p *parser) addStray(n *part, data []byte, why string) {
	kid := &part{path: n.path + "." + strconv.Itoa(len(n.kids)+1), data: data, stray: true}
	kid.typ.value = "text/plain"
	if why == "" {
		kid.typ.value = "application/octet-stream"
	} else {
		p.warn("part %s: %s kept as an attachment", n.path, why)
	}
	n.kids = append(n.kids, kid)
}

// pieces are the ranges between the delimiter lines of one multipart.
type pieces struct {
	body               []byte
	starts, ends       []int
	preamble, epilogue []byte
	closed             bool
}

func (s *pieces) at(i int) []byte   { return s.body[s.starts[i]:s.ends[i]] }
func (s *pieces) from(i int) []byte { return s.body[s.starts[i]:] }

// splitAt finds the delimiter lines. A closing one that others follow does not
// close: two multiparts then share a boundary. nil means that there is none.
func splitAt(body []byte, boundary string) *pieces {
	if boundary == "" || len(boundary) > 1000 {
		return nil
	}
	delimiter := []byte("--" + boundary)
	var s *pieces
	var open bool
	closedAt := -1
	for pos := 0; pos < len(body); {
		i := bytes.Index(body[pos:], delimiter)
		if i < 0 {
			break
		}
		i += pos
		end, closing, ok := delimiterEnd(body, i, len(delimiter))
		if !ok {
			pos = i + 1
			continue
		}
		if s == nil {
			s = &pieces{body: body, preamble: body[:i]}
		}
		before := lineEndBefore(body, i)
		switch {
		case open:
			s.ends = append(s.ends, max(before, s.starts[len(s.starts)-1]))
		case closedAt >= 0 && !isBlank(body[closedAt:i]): // a part after the end
			s.starts, s.ends = append(s.starts, closedAt), append(s.ends, max(before, closedAt))
		}
		open, closedAt = !closing, -1
		if closing {
			closedAt = end
		} else {
			s.starts = append(s.starts, end)
		}
		pos = end
	}
	if s == nil {
		return nil
	}
	if open {
		s.ends = append(s.ends, len(body))
	}
	if closedAt >= 0 {
		s.closed, s.epilogue = true, body[closedAt:]
	}
	return s
}

// delimiterEnd checks that the n bytes at i are a delimiter line of their own
// and returns where the next line begins.
func delimiterEnd(body []byte, i, n int) (end int, closing, ok bool) {
	if i > 0 && body[i-1] != '\n' && body[i-1] != '\r' {
		return 0, false, false
	}
	j := i + n
	if bytes.HasPrefix(body[j:], []byte("--")) {
		closing = true
		j += 2
	}
	for j < len(body) && (body[j] == ' ' || body[j] == '\t' || body[j] == '\r') {
		j++
	}
	if j == len(body) {
		return j, closing, true
	}
	return j + 1, closing, body[j] == '\n'
}

// lineEndBefore returns i less the line end before it, which belongs to the delimiter.
func lineEndBefore(body []byte, i int) int {
	if i > 0 && body[i-1] == '\n' {
		i--
	}
	if i > 0 && body[i-1] == '\r' {
		i--
	}
	return i
}

// guessBoundary looks for a line of "--something" with a Content- field below it.
func guessBoundary(body []byte) string {
	for rest := body; len(rest) > 0; {
		i := bytes.Index(rest, []byte("--"))
		if i < 0 {
			return ""
		}
		start := len(body) - len(rest) + i
		line, next := cutLine(rest[i:])
		rest = rest[i+2:]
		if start > 0 && body[start-1] != '\n' {
			continue
		}
		rest = next
		name := strings.TrimRight(string(line[2:min(len(line), 202)]), " \t")
		after, _ := cutLine(next)
		if field, _ := fieldName(after); name != "" && strings.HasPrefix(field, "content-") {
			return name
		}
	}
	return ""
}
