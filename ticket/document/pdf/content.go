package pdf

import (
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// matrix is a PDF transformation [a b c d e f] (ISO 32000-1, 8.3.4).
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// times returns m applied before n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) at(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// glyph is one piece of shown text in page space, x to the right, y upwards.
type glyph struct {
	x, y, w, size float64
	text          string
}

// graphics is the part of the graphics state that text depends on.
type graphics struct {
	ctm                   matrix
	font                  *font
	size, char, word      float64
	scale, leading, raise float64
}

// interpreter runs one page's content.
type interpreter struct {
	o      *objects
	glyphs []glyph
	images int
	marks  [][4]float64 // left, bottom, right, top of pictures and curves
	depth  int

	state      graphics
	stack      []graphics
	text, line matrix
	resources  types.Dict
}

func (o *objects) readPage(page types.Dict) (p Page) {
	in := &interpreter{o: o, resources: o.dict(page["Resources"])}
	in.state = graphics{ctm: o.rotation(page), scale: 1}
	start := in.state
	in.text, in.line = identity, identity
	content, present := o.pageContent(page)
	func() {
		defer func() { _ = recover() }() // what came before is still worth reading
		in.run(content)
	}()
	func() {
		defer func() { _ = recover() }()
		in.stack, in.state = nil, start
		in.annotations(page)
	}()
	p.Images = in.images
	p.Broken = present && len(content) == 0
	var places [][4]float64
	p.Text, p.Runes, places = layout(in.glyphs)
	p.Boxes, p.Marks = o.thousandths(page, places), o.thousandths(page, in.marks)
	return p
}

// rotation turns the page as it is shown, so that lines run to the right.
func (o *objects) rotation(page types.Dict) matrix {
	r, _ := o.integer(page["Rotate"])
	switch ((r % 360) + 360) % 360 {
	case 90:
		return matrix{0, -1, 1, 0, 0, 0}
	case 180:
		return matrix{-1, 0, 0, -1, 0, 0}
	case 270:
		return matrix{0, 1, -1, 0, 0, 0}
	}
	return identity
}

// pageContent joins the content streams; present says that there should be some.
func (o *objects) pageContent(page types.Dict) (content []byte, present bool) {
	v, ok := page["Contents"]
	if !ok {
		return nil, false
	}
	parts := o.array(v)
	if parts == nil {
		return o.stream(v, maxContent), o.declaresBytes(v)
	}
	for i, s := range parts {
		if i >= maxOperands || len(content) > maxContent {
			break
		}
		content = append(content, o.stream(s, maxContent)...)
		content = append(content, '\n')
		present = present || o.declaresBytes(s)
	}
	if len(content) == len(parts) {
		content = nil
	}
	return content, present
}

// declaresBytes is false for a stream that is empty on purpose.
func (o *objects) declaresBytes(v types.Object) bool {
	switch s := o.resolve(v).(type) {
	case types.StreamDict:
		return len(s.Raw) > 0 && len(s.FilterPipeline) == 0 || len(s.Raw) > 16
	case *types.StreamDict:
		return len(s.Raw) > 16
	}
	return reference(v) > 0
}

// run interprets one content stream.
func (in *interpreter) run(content []byte) {
	l := &lexer{b: content}
	var args []token
	for {
		t := l.next()
		switch t.kind {
		case tokenEnd:
			return
		case tokenOpen:
			t = l.nested(t, 0)
			fallthrough
		case tokenNumber, tokenString, tokenName:
			if len(args) < maxOperands {
				args = append(args, t)
			}
			continue
		case tokenClose:
			continue
		case tokenOperator, tokenArray:
		}
		if in.o.operators++; in.o.operators > maxOperators {
			return
		}
		if t.text == "ID" {
			in.images++
			l.inlineImage()
		} else {
			in.operator(t.text, args)
		}
		args = args[:0]
	}
}

// nested reads an array or dictionary as a list; only arrays of text matter.
func (l *lexer) nested(open token, depth int) token {
	out := token{kind: tokenArray}
	for len(out.list) < maxToken {
		t := l.next()
		switch t.kind {
		case tokenEnd, tokenClose:
			return out
		case tokenOpen:
			if depth > maxDepth {
				continue
			}
			t = l.nested(t, depth+1)
		case tokenOperator:
			if t.text == "TJ" || t.text == "ET" || t.text == "BT" { // the bracket was never closed
				l.i -= len(t.text)
				return out
			}
		case tokenNumber, tokenString, tokenName, tokenArray:
		}
		out.list = append(out.list, t)
	}
	return out
}

func numbers(args []token, n int) ([]float64, bool) {
	if len(args) < n {
		return nil, false
	}
	args = args[len(args)-n:]
	out := make([]float64, n)
	for i, a := range args {
		if a.kind != tokenNumber {
			return nil, false
		}
		out[i] = a.num
	}
	return out, true
}

func matrixOf(f []float64) matrix { return matrix{f[0], f[1], f[2], f[3], f[4], f[5]} }

// finite says that m can still be a place on a page.
func (m matrix) finite() bool {
	for _, f := range m {
		if math.IsNaN(f) || math.Abs(f) > maxCoord*100 {
			return false
		}
	}
	return true
}
