package pdf

import (
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// operator carries out one operator; those that do not move text are ignored.
func (in *interpreter) operator(op string, args []token) {
	switch op {
	case "q":
		if len(in.stack) < 512 {
			in.stack = append(in.stack, in.state)
		}
	case "Q":
		if n := len(in.stack); n > 0 {
			in.state, in.stack = in.stack[n-1], in.stack[:n-1]
		}
	case "cm":
		if f, ok := numbers(args, 6); ok {
			if m := matrixOf(f).times(in.state.ctm); m.finite() {
				in.state.ctm = m
			}
		}
	case "c", "v", "y":
		if f, ok := numbers(args, 4); ok {
			in.mark(f[0], f[1], f[2], f[3])
		}
	case "Do":
		if len(args) > 0 {
			in.draw(args[len(args)-1].text)
		}
	case "BT":
		in.text, in.line = identity, identity
	default:
		in.textOperator(op, args)
	}
}

func (in *interpreter) textOperator(op string, args []token) {
	f1, one := numbers(args, 1)
	switch op {
	case "Tc", "Tw", "Tz", "TL", "Ts":
		if one {
			in.parameter(op, f1[0])
		}
	case "Tf":
		if len(args) >= 2 && args[len(args)-2].kind == tokenName && one {
			in.state.font, in.state.size = in.o.fontOf(in.resources, args[len(args)-2].text), f1[0]
		}
	case "Td", "TD":
		if f, ok := numbers(args, 2); ok {
			if op == "TD" {
				in.state.leading = -f[1]
			}
			in.move(f[0], f[1])
		}
	case "Tm":
		if f, ok := numbers(args, 6); ok && matrixOf(f).finite() {
			in.line = matrixOf(f)
			in.text = in.line
		}
	case "T*":
		in.move(0, -in.state.leading)
	case "Tj":
		in.showLast(args)
	case "'":
		in.move(0, -in.state.leading)
		in.showLast(args)
	case "\"":
		if f, ok := numbers(args[:max(len(args)-1, 0)], 2); ok {
			in.state.word, in.state.char = f[0], f[1]
		}
		in.move(0, -in.state.leading)
		in.showLast(args)
	case "TJ":
		in.showArray(args)
	}
}

func (in *interpreter) parameter(op string, v float64) {
	s := &in.state
	switch op {
	case "Tc":
		s.char = v
	case "Tw":
		s.word = v
	case "Tz":
		s.scale = v / 100
	case "TL":
		s.leading = v
	case "Ts":
		s.raise = v
	}
}

func (in *interpreter) move(x, y float64) {
	if m := (matrix{1, 0, 0, 1, x, y}).times(in.line); m.finite() {
		in.line, in.text = m, m
	}
}

func (in *interpreter) showLast(args []token) {
	if n := len(args); n > 0 && args[n-1].kind == tokenString {
		in.show(args[n-1].text)
	}
}

func (in *interpreter) showArray(args []token) {
	if len(args) == 0 {
		return
	}
	for _, t := range args[len(args)-1].list {
		switch t.kind {
		case tokenString:
			in.show(t.text)
		case tokenNumber:
			in.advance(-t.num / 1000 * in.state.size * in.state.scale)
		default: // nothing else is shown
		}
	}
}

func (in *interpreter) advance(tx float64) {
	if m := (matrix{1, 0, 0, 1, tx, 0}).times(in.text); m.finite() {
		in.text = m
	}
}

// show places the glyphs of one string (ISO 32000-1, 9.4.4).
func (in *interpreter) show(s string) {
	if in.state.font == nil {
		return
	}
	st := in.state
	for len(s) > 0 {
		g := st.font.next(s)
		s = s[g.bytes:]
		if in.o.operators++; in.o.operators > maxOperators {
			return
		}
		w := g.width * st.size
		in.place(g.text, w*st.scale)
		tx := w + st.char
		if g.bytes == 1 && g.code == ' ' {
			tx += st.word
		}
		in.advance(tx * st.scale)
	}
}

func (in *interpreter) place(text string, w float64) {
	if len(in.glyphs) >= maxGlyphs || text == "" {
		return
	}
	st := in.state
	m := in.text.times(st.ctm)
	x, y := m.at(0, st.raise)
	ex, _ := m.at(w, st.raise)
	size := math.Abs(st.size) * math.Hypot(m[2], m[3])
	if math.Abs(m[0]) < math.Abs(m[1])*0.3 { // text that runs up or down the margin
		return
	}
	if math.Abs(x) > maxCoord || math.Abs(y) > maxCoord || size <= 0 || size > 1e5 {
		return
	}
	in.glyphs = append(in.glyphs, glyph{x: x, y: y, w: math.Abs(ex - x), size: size, text: text})
}

// draw runs a form and counts a picture.
func (in *interpreter) draw(name string) {
	ref := in.o.dict(in.resources["XObject"])[name]
	d := in.o.dict(ref)
	switch in.o.name(d["Subtype"]) {
	case "Image":
		in.images++
		in.mark(0, 0, 1, 1)
	case "Form":
		if in.depth < maxForms {
			in.form(ref, d)
		}
	}
}

func (in *interpreter) form(ref types.Object, d types.Dict) {
	saved, stack, resources, text, line := in.state, in.stack, in.resources, in.text, in.line
	in.depth++
	in.stack = nil
	if r := in.o.dict(d["Resources"]); r != nil {
		in.resources = r
	}
	if m, ok := in.o.matrix(d["Matrix"]); ok {
		in.state.ctm = m.times(in.state.ctm)
	}
	if in.state.ctm.finite() {
		content := in.o.stream(ref, maxContent)
		in.o.operators += len(content) / 32 // a form of mere spaces costs too
		in.run(content)
	}
	in.depth--
	in.state, in.stack, in.resources, in.text, in.line = saved, stack, resources, text, line
}

func (o *objects) matrix(v types.Object) (m matrix, ok bool) {
	a := o.array(v)
	if len(a) != 6 {
		return identity, false
	}
	for i := range m {
		if m[i], ok = o.number(a[i]); !ok {
			return identity, false
		}
	}
	return m, m.finite()
}
