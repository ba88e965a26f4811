package pdf

import (
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Scan is a page that shows one picture and nothing else, as scanners make them.
// Text that is drawn invisibly, what a scanner recognised, does not count.
type Scan struct {
	Width, Height float64    // of the page in points, before it is turned
	Turn          int        // quarters clockwise that the page is shown turned by
	At            [4]float64 // left, bottom, right, top of the picture on the page

	Filter       string // DCTDecode, CCITTFaxDecode, or "" for samples
	Data         []byte // as stored for a filter, else the samples, rows padded to bytes
	Columns      int    // pixels
	Rows         int
	Bits, Colour int // per component; components: 1 or 3
	Fax          Fax // for CCITTFaxDecode
}

// Fax holds what a CCITT stream cannot say itself (ISO 32000-1, 7.4.6).
type Fax struct {
	K              int // below 0 group 4, 0 group 3
	Columns, Rows  int
	BlackIs1, Byte bool // Byte: rows begin on bytes
}

// Scan returns what page n shows where that is one picture. False is no fault of
// the file: the page needs a renderer.
func (f *File) Scan(n int) (s Scan, ok bool) {
	defer func() {
		if recover() != nil {
			s, ok = Scan{}, false
		}
	}()
	if n < 0 || n >= f.Pages() {
		return s, false
	}
	o, page := f.objects, f.pages[n]
	if len(o.array(page["Annots"])) > 0 || !o.sheet(page, &s) {
		return s, false
	}
	content, _ := o.pageContent(page)
	w := scanWalk{o: o, resources: o.dict(page["Resources"]), page: &s, ctm: identity}
	if !w.run(content) || w.image == nil {
		return s, false
	}
	return s, o.picture(w.image, &s)
}

// sheet reads the size of the page. A box that does not begin at 0 moves what is
// on it; such a page is left to the renderer.
func (o *objects) sheet(page types.Dict, s *Scan) bool {
	box := o.array(page["CropBox"])
	if len(box) != 4 {
		box = o.array(page["MediaBox"])
	}
	if len(box) != 4 {
		return false
	}
	var v [4]float64
	for i := range v {
		v[i], _ = o.number(box[i])
	}
	r, _ := o.integer(page["Rotate"])
	s.Width, s.Height, s.Turn = v[2], v[3], ((r/90)%4+4)%4
	return math.Abs(v[0]) < 0.5 && math.Abs(v[1]) < 0.5 && v[2] > 1 && v[3] > 1 && v[2] < 1e5 && v[3] < 1e5 && r%90 == 0
}

// scanWalk goes through the content of a page and stops at the first thing that
// is neither the one picture nor invisible.
type scanWalk struct {
	o         *objects
	resources types.Dict
	page      *Scan
	image     types.Object
	ctm       matrix
	mode      float64 // of text; 3 is invisible
	stack     []scanState
}

type scanState struct {
	ctm  matrix
	mode float64
}

func (w *scanWalk) run(content []byte) bool {
	l := &lexer{b: content}
	var args []token
	for {
		t := l.next()
		switch t.kind {
		case tokenEnd:
			return true
		case tokenOpen:
			args = append(args, l.nested(t, 0))
		case tokenNumber, tokenString, tokenName:
			args = append(args, t)
		case tokenOperator:
			w.o.operators++
			if w.o.operators > maxOperators || !w.operator(t.text, args) {
				return false
			}
			args = args[:0]
		case tokenClose, tokenArray:
		}
		if len(args) > maxOperands {
			return false
		}
	}
}

func (w *scanWalk) operator(op string, args []token) bool {
	switch op {
	case "q":
		w.stack = append(w.stack, scanState{w.ctm, w.mode})
		return len(w.stack) < 64
	case "Q":
		if n := len(w.stack); n > 0 {
			w.ctm, w.mode, w.stack = w.stack[n-1].ctm, w.stack[n-1].mode, w.stack[:n-1]
		}
		return true
	case "cm":
		f, ok := numbers(args, 6)
		if ok {
			w.ctm = matrixOf(f).times(w.ctm)
		}
		return ok && w.ctm.finite()
	case "Do":
		return len(args) == 1 && w.draw(args[0].text)
	case "Tr":
		f, ok := numbers(args, 1)
		if ok {
			w.mode = f[0]
		}
		return ok
	case "Tj", "TJ", "'", "\"":
		return w.mode == 3
	case "re":
		f, ok := numbers(args, 4)
		return ok && w.covers(f)
	case "BT", "ET", "Td", "TD", "Tm", "T*", "Tf", "Tc", "Tw", "Tz", "TL", "Ts", "W", "W*", "n",
		"BMC", "EMC", "MP", "DP", "ri", "i", "g", "G", "rg", "RG", "w", "J", "j", "M", "d":
		return true
	}
	return false
}

// covers says that a rectangle that is clipped to cuts nothing off the page.
func (w *scanWalk) covers(f []float64) bool {
	if w.ctm[1] != 0 || w.ctm[2] != 0 {
		return false
	}
	x0, y0 := w.ctm.at(f[0], f[1])
	x1, y1 := w.ctm.at(f[0]+f[2], f[1]+f[3])
	return min(x0, x1) < 1 && min(y0, y1) < 1 && max(x0, x1) > w.page.Width-1 && max(y0, y1) > w.page.Height-1
}

func (w *scanWalk) draw(name string) bool {
	ref := w.o.dict(w.resources["XObject"])[name]
	if w.image != nil || w.o.name(w.o.dict(ref)["Subtype"]) != "Image" {
		return false
	}
	m := w.ctm
	if m[1] != 0 || m[2] != 0 || m[0] <= 1 || m[3] <= 1 {
		return false
	}
	w.image = ref
	w.page.At = [4]float64{m[4], m[5], m[4] + m[0], m[5] + m[3]}
	return true
}

// picture reads the stream where it is of a plain kind.
func (o *objects) picture(ref types.Object, s *Scan) bool {
	d := o.dict(ref)
	for _, k := range [...]string{"SMask", "Mask", "ImageMask", "Decode", "OC", "Alternates"} {
		if _, ok := d[k]; ok {
			return false
		}
	}
	s.Columns, _ = o.integer(d["Width"])
	s.Rows, _ = o.integer(d["Height"])
	s.Bits, _ = o.integer(d["BitsPerComponent"])
	s.Colour = o.components(d["ColorSpace"])
	if s.Columns < 1 || s.Rows < 1 || s.Columns > 1<<15 || s.Rows > 1<<15 || s.Colour == 0 {
		return false
	}
	var sd types.StreamDict
	switch v := o.resolve(ref).(type) {
	case types.StreamDict:
		sd = v
	case *types.StreamDict:
		sd = *v
	default:
		return false
	}
	if n := len(sd.FilterPipeline); n == 1 && sd.FilterPipeline[0].Name != "FlateDecode" {
		s.Filter, s.Data = sd.FilterPipeline[0].Name, sd.Raw
		s.Fax = o.fax(sd.FilterPipeline[0].DecodeParms, s)
		return s.Filter == "DCTDecode" || s.Filter == "CCITTFaxDecode" && s.Bits <= 1 && s.Colour == 1 && s.Fax.K <= 0
	} else if n > 1 || s.Bits != 8 && (s.Bits != 1 || s.Colour != 1) {
		return false
	}
	row := (s.Columns*s.Bits*s.Colour + 7) / 8
	s.Data = o.stream(ref, maxStream)
	return len(s.Data) >= row*s.Rows
}

func (o *objects) fax(d types.Dict, s *Scan) Fax {
	out := Fax{Columns: 1728, Rows: s.Rows}
	out.K, _ = o.integer(d["K"])
	if n, ok := o.integer(d["Columns"]); ok {
		out.Columns = n
	}
	out.BlackIs1 = o.truth(d["BlackIs1"])
	out.Byte = o.truth(d["EncodedByteAlign"])
	return out
}

func (o *objects) truth(v types.Object) bool {
	b, _ := o.resolve(v).(types.Boolean)
	return bool(b)
}

// components counts those of a colour space that needs no table, 0 for another.
func (o *objects) components(v types.Object) int {
	name := o.name(v)
	if a := o.array(v); len(a) > 0 {
		name = o.name(a[0])
		if name == "ICCBased" && len(a) > 1 {
			switch n, _ := o.integer(o.dict(a[1])["N"]); n {
			case 1, 3:
				return n
			}
			return 0
		}
	}
	switch name {
	case "DeviceGray", "CalGray":
		return 1
	case "DeviceRGB", "CalRGB":
		return 3
	}
	return 0
}
