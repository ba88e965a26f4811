package document

import (
	"image"
	"slices"
)

// Whether a picture can be read is judged by five numbers, measured on a copy in
// grey of at most grid pixels a side. The thresholds were chosen on letters and
// cards that tests draw, blur and darken (TestQuality); they err on the side of
// silence, since an officer looks at the picture anyway.
const (
	grid = 1000

	// A card of 8.6 cm at 150 dpi has 505 pixels; less is a thumbnail.
	smallSide = 480
	// Of 255. A page photographed in a dim room has a mean of 70 to 100, and its
	// lightest part 120 and more.
	darkMean  = 60
	darkWhite = 110 // 95th percentile
	// Between the 1st and the 99th percentile: faint pencil has 60.
	paleSpread    = 40
	uniformSpread = 8
	// The steepest change between neighbours (99.5th percentile), as a part of the
	// spread. Sharp text of 13 pixels has 1, a little soft 0.53, out of focus so that
	// nobody reads it 0.29.
	blurredEdge = 0.33
)

// maxPixels is what is decoded to be measured: 40 megapixels are 120 to 160 MB.
const maxPixels = 40_000_000

// quality is what is measured of a picture.
type quality struct {
	mean, white, spread float64
	edge                float64
}

// legibility remarks on what makes a picture hard to read.
func (f *file) legibility(m image.Image) {
	b := m.Bounds()
	if min(b.Dx(), b.Dy()) < smallSide {
		f.remark(RemarkSmall, b.Dx(), b.Dy())
	}
	q := measure(m)
	switch {
	case q.spread < uniformSpread:
		f.remark(RemarkUniform)
	case q.mean < darkMean && q.white < darkWhite:
		f.remark(RemarkDark)
	case q.spread < paleSpread:
		f.remark(RemarkPale)
	case q.edge < blurredEdge*q.spread && min(b.Dx(), b.Dy()) >= 32:
		f.remark(RemarkBlurred)
	}
}

func measure(m image.Image) (q quality) {
	pix, w, h := grey(m)
	if len(pix) == 0 {
		return q
	}
	var count, steep [256]int
	sum := 0
	for y := range h {
		for x := range w {
			v := int(pix[y*w+x])
			count[v]++
			sum += v
			if x+1 < w && y+1 < h {
				dx, dy := int(pix[y*w+x+1])-v, int(pix[(y+1)*w+x])-v
				steep[max(dx, -dx, dy, -dy)]++
			}
		}
	}
	q.mean = float64(sum) / float64(len(pix))
	q.white = percentile(&count, 0.95)
	q.spread = percentile(&count, 0.99) - percentile(&count, 0.01)
	q.edge = percentile(&steep, 0.995)
	return q
}

func percentile(count *[256]int, p float64) float64 {
	all := 0
	for _, n := range count {
		all += n
	}
	left := int(p * float64(all))
	for v, n := range count {
		if left -= n; left < 0 {
			return float64(v)
		}
	}
	return 255
}

// grey returns the picture in grey, made smaller by a whole number. Each pixel of
// the copy is the mean of those it stands for, in rows that are not far apart.
func grey(m image.Image) (pix []byte, w, h int) {
	b := m.Bounds()
	k := max((max(b.Dx(), b.Dy())+grid-1)/grid, 1)
	w, h = b.Dx()/k, b.Dy()/k
	if w == 0 || h == 0 {
		return nil, 0, 0
	}
	pix = make([]byte, w*h)
	at := luminance(m)
	for y := range h {
		for x := range w {
			sum := 0
			for dy := range k {
				for dx := range k {
					sum += at(b.Min.X+x*k+dx, b.Min.Y+y*k+dy)
				}
			}
			pix[y*w+x] = byte(sum / (k * k))
		}
	}
	return pix, w, h
}

// luminance reads single pixels, without an allocation for the usual formats.
func luminance(m image.Image) func(x, y int) int {
	switch m := m.(type) {
	case *image.Gray:
		return func(x, y int) int { return int(m.Pix[m.PixOffset(x, y)]) }
	case *image.YCbCr:
		return func(x, y int) int { return int(m.Y[m.YOffset(x, y)]) }
	case *image.RGBA:
		return func(x, y int) int { return weigh(m.Pix[m.PixOffset(x, y):]) }
	case *image.NRGBA:
		return func(x, y int) int {
			p := m.Pix[m.PixOffset(x, y):]
			return (weigh(p)*int(p[3]) + 255*(255-int(p[3]))) / 255 // on paper
		}
	case *image.Paletted:
		var table [256]int
		for i, c := range m.Palette[:min(len(m.Palette), 256)] {
			r, g, b, _ := c.RGBA()
			table[i] = weigh([]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8)})
		}
		return func(x, y int) int { return table[m.Pix[m.PixOffset(x, y)]] }
	}
	return func(x, y int) int {
		r, g, b, _ := m.At(x, y).RGBA()
		return weigh([]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8)})
	}
}

func weigh(p []byte) int { return (299*int(p[0]) + 587*int(p[1]) + 114*int(p[2])) / 1000 }

// unshown are the pictures whose pixels cannot be read here.
var unshown = map[string]string{
	"image/heic": "HEIC", "image/heic-sequence": "HEIC", "image/heif": "HEIF", "image/heif-sequence": "HEIF", "image/avif": "AVIF",
}

func isUnshown(t string) bool { return slices.Contains([]string{"HEIC", "HEIF", "AVIF"}, unshown[t]) }
