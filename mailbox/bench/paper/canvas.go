package paper

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"time"

	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// canvas is what a document is drawn on: millimetres from the top left of an A4
// page, type sizes in points, y the baseline.
type canvas interface {
	text(x, y, size float64, bold bool, s string)
	width(size float64, bold bool, s string) float64
	rule(x0, y0, x1, y1, width float64)
	curve(x, y, w float64) // of ink, as a signature
	page()                 // begins a page
}

// print draws a text PDF.
type print struct {
	f    *fpdf.Fpdf
	face string
}

func newPrint(face string) *print {
	f := fpdf.New("P", "mm", "A4", "")
	at := time.Date(2026, 11, 9, 2, 0, 0, 0, time.UTC)
	f.SetCreationDate(at)
	f.SetModificationDate(at)
	f.SetCatalogSort(true)
	f.SetAutoPageBreak(false, 0)
	return &print{f, face}
}

func (p *print) page() { p.f.AddPage() }

func (p *print) font(size float64, bold bool) {
	style := ""
	if bold {
		style = "B"
	}
	p.f.SetFont(p.face, style, size)
}

func (p *print) text(x, y, size float64, bold bool, s string) {
	p.font(size, bold)
	p.f.Text(x, y, s)
}

func (p *print) width(size float64, bold bool, s string) float64 {
	p.font(size, bold)
	return p.f.GetStringWidth(s)
}

func (p *print) rule(x0, y0, x1, y1, width float64) {
	p.f.SetLineWidth(width)
	p.f.Line(x0, y0, x1, y1)
}

func (p *print) curve(x, y, w float64) {
	p.f.SetLineWidth(0.4)
	p.f.CurveBezierCubic(x, y, x+w/4, y-12, x+w/2, y+8, x+w, y-4, "D")
}

func (p *print) bytes() ([]byte, error) {
	var out bytes.Buffer
	err := p.f.Output(&out)
	return out.Bytes(), err
}

// scan draws grey pictures, as an office scanner makes them.
type scan struct {
	dpi   float64
	pages []*image.Gray
	faces map[faceKey]font.Face
	fonts [2]*opentype.Font
	rnd   *rand.Rand
}

type faceKey struct {
	size float64
	bold bool
}

func newScan(dpi float64, rnd *rand.Rand) (*scan, error) {
	s := &scan{dpi: dpi, faces: map[faceKey]font.Face{}, rnd: rnd}
	for i, ttf := range [...][]byte{goregular.TTF, gobold.TTF} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			return nil, err
		}
		s.fonts[i] = f
	}
	return s, nil
}

func (s *scan) dots(mm float64) float64 { return mm / 25.4 * s.dpi }

func (s *scan) page() {
	p := image.NewGray(image.Rect(0, 0, int(s.dots(210)), int(s.dots(297))))
	draw.Draw(p, p.Bounds(), image.White, image.Point{}, draw.Src)
	s.pages = append(s.pages, p)
}

func (s *scan) face(size float64, bold bool) font.Face {
	k := faceKey{size, bold}
	if f := s.faces[k]; f != nil {
		return f
	}
	n := 0
	if bold {
		n = 1
	}
	// The scanned face is wider than Times; a little smaller it sets the same lines.
	f, err := opentype.NewFace(s.fonts[n], &opentype.FaceOptions{Size: size * 0.92, DPI: s.dpi})
	if err != nil {
		return nil
	}
	s.faces[k] = f
	return f
}

func (s *scan) text(x, y, size float64, bold bool, t string) {
	d := font.Drawer{Dst: s.pages[len(s.pages)-1], Src: image.NewUniform(color.Gray{30}), Face: s.face(size, bold),
		Dot: fixed.P(int(s.dots(x)), int(s.dots(y)))}
	d.DrawString(t)
}

func (s *scan) width(size float64, bold bool, t string) float64 {
	return float64(font.MeasureString(s.face(size, bold), t)) / 64 / s.dpi * 25.4
}

func (s *scan) rule(x0, y0, x1, y1, width float64) {
	w := max(1, int(s.dots(width)))
	r := image.Rect(int(s.dots(x0)), int(s.dots(y0)), int(s.dots(x1))+w, int(s.dots(y1))+w)
	draw.Draw(s.pages[len(s.pages)-1], r, image.NewUniform(color.Gray{40}), image.Point{}, draw.Src)
}

func (s *scan) curve(x, y, w float64) {
	p := s.pages[len(s.pages)-1]
	for i := range 400 {
		t := float64(i) / 400
		cx, cy := s.dots(x+w*t), s.dots(y-6*math.Sin(t*9)+3*math.Cos(t*17))
		draw.Draw(p, image.Rect(int(cx), int(cy), int(cx)+3, int(cy)+3), image.NewUniform(color.Gray{60}), image.Point{}, draw.Src)
	}
}

// jpegs are the pages as a scanner gives them: leaning a little, on paper that is
// not white, with dust, packed hard.
func (s *scan) jpegs(lean float64, dust int) ([][]byte, error) {
	var out [][]byte
	for _, p := range s.pages {
		q := leaning(p, lean)
		for range dust {
			q.SetGray(s.rnd.IntN(q.Rect.Dx()), s.rnd.IntN(q.Rect.Dy()), color.Gray{uint8(s.rnd.IntN(200))})
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, q, &jpeg.Options{Quality: 70}); err != nil {
			return nil, err
		}
		out = append(out, b.Bytes())
	}
	return out, nil
}

// leaning turns a page about its middle, in degrees.
func leaning(p *image.Gray, degrees float64) *image.Gray {
	b := p.Bounds()
	out := image.NewGray(b)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	mx, my := float64(b.Dx())/2, float64(b.Dy())/2
	for y := range b.Dy() {
		for x := range b.Dx() {
			dx, dy := float64(x)-mx, float64(y)-my
			fx, fy := mx+dx*cos-dy*sin, my+dx*sin+dy*cos
			v := 245.0
			if x0, y0 := int(fx), int(fy); fx >= 0 && fy >= 0 && x0 < b.Dx()-1 && y0 < b.Dy()-1 {
				ax, ay := fx-float64(x0), fy-float64(y0)
				i := y0*p.Stride + x0
				top := float64(p.Pix[i])*(1-ax) + float64(p.Pix[i+1])*ax
				low := float64(p.Pix[i+p.Stride])*(1-ax) + float64(p.Pix[i+p.Stride+1])*ax
				v = (top*(1-ay) + low*ay) * 0.96
			}
			out.Pix[y*out.Stride+x] = uint8(v)
		}
	}
	return out
}

// bound puts pictures on the pages of a PDF.
func bound(pictures [][]byte) ([]byte, error) {
	p := newPrint("Times")
	for i, b := range pictures {
		p.page()
		name := string(rune('a' + i))
		o := fpdf.ImageOptions{ImageType: "JPG"}
		p.f.RegisterImageOptionsReader(name, o, bytes.NewReader(b))
		p.f.ImageOptions(name, 0, 0, 210, 297, false, o, 0, "")
	}
	return p.bytes()
}
