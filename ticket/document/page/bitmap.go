package page

import (
	"image"
	"image/color"
	"image/draw"
)

// Bitmap is a page as pixels, rows from the top, without gaps: one byte of grey
// per pixel or three of red, green and blue. Nobody changes one that came out of a
// Renderer.
type Bitmap struct {
	Width, Height int
	Gray          bool
	Pix           []byte

	Pages int    // of the file it comes from
	By    string // what drew it: scan, picture, pdfium, poppler
}

// NewBitmap returns a white bitmap.
func NewBitmap(w, h int, gray bool) *Bitmap {
	b := &Bitmap{Width: w, Height: h, Gray: gray}
	b.Pix = make([]byte, w*h*b.Depth())
	for i := range b.Pix {
		b.Pix[i] = 255
	}
	return b
}

// Depth is the number of bytes per pixel.
func (b *Bitmap) Depth() int {
	if b.Gray {
		return 1
	}
	return 3
}

// Bounds is the rectangle of the pixels.
func (b *Bitmap) Bounds() image.Rectangle { return image.Rect(0, 0, b.Width, b.Height) }

// Valid says that the fields fit together.
func (b *Bitmap) Valid() bool {
	return b.Width > 0 && b.Height > 0 && b.Width <= 1<<14 && b.Height <= 1<<14 && len(b.Pix) == b.Width*b.Height*b.Depth()
}

// RGB returns a pixel, black outside.
func (b *Bitmap) RGB(x, y int) (r, g, bl byte) {
	if x < 0 || y < 0 || x >= b.Width || y >= b.Height {
		return 0, 0, 0
	}
	if b.Gray {
		v := b.Pix[y*b.Width+x]
		return v, v, v
	}
	p := b.Pix[(y*b.Width+x)*3:]
	return p[0], p[1], p[2]
}

// Image shows the bitmap to the standard library; grey ones share their pixels.
func (b *Bitmap) Image() image.Image {
	if b.Gray {
		return &image.Gray{Pix: b.Pix, Stride: b.Width, Rect: b.Bounds()}
	}
	out := image.NewNRGBA(b.Bounds())
	for i, o := 0, 0; i < len(b.Pix); i, o = i+3, o+4 {
		out.Pix[o], out.Pix[o+1], out.Pix[o+2], out.Pix[o+3] = b.Pix[i], b.Pix[i+1], b.Pix[i+2], 255
	}
	return out
}

// FromImage takes a picture over, laid on white, at most w by h pixels: each
// pixel is the mean of those it stands for.
func FromImage(m image.Image, w, h int) *Bitmap {
	r := m.Bounds()
	w, h = min(w, r.Dx()), min(h, r.Dy())
	switch m := m.(type) {
	case *image.Gray:
		out := &Bitmap{Width: w, Height: h, Gray: true, Pix: make([]byte, w*h)}
		plane{m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], m.Stride, 1, r.Dx(), r.Dy()}.shrink(out.Pix, 1, w, h)
		return out
	case *image.YCbCr:
		return fromYCbCr(m, w, h)
	case *Picture:
		return m.Part(r, w, h).Colourless()
	}
	return fromAny(m, w, h)
}

// fromYCbCr shrinks the three planes before it turns them into colours: most of
// a photograph is never looked at.
func fromYCbCr(m *image.YCbCr, w, h int) *Bitmap {
	r := m.Bounds()
	out := &Bitmap{Width: w, Height: h, Pix: make([]byte, w*h*3)}
	plane{m.Y[m.YOffset(r.Min.X, r.Min.Y):], m.YStride, 1, r.Dx(), r.Dy()}.shrink(out.Pix, 3, w, h)
	at, cw, ch := m.COffset(r.Min.X, r.Min.Y), r.Dx(), r.Dy()
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio420:
		cw, ch = (cw+1)/2, (ch+1)/2
	case image.YCbCrSubsampleRatio422:
		cw = (cw + 1) / 2
	case image.YCbCrSubsampleRatio440:
		ch = (ch + 1) / 2
	case image.YCbCrSubsampleRatio411:
		cw = (cw + 3) / 4
	case image.YCbCrSubsampleRatio410:
		cw, ch = (cw+3)/4, (ch+1)/2
	case image.YCbCrSubsampleRatio444:
	}
	plane{m.Cb[at:], m.CStride, 1, cw, ch}.shrink(out.Pix[1:], 3, w, h)
	plane{m.Cr[at:], m.CStride, 1, cw, ch}.shrink(out.Pix[2:], 3, w, h)
	for i := 0; i+2 < len(out.Pix); i += 3 {
		out.Pix[i], out.Pix[i+1], out.Pix[i+2] = color.YCbCrToRGB(out.Pix[i], out.Pix[i+1], out.Pix[i+2])
	}
	return out.Colourless()
}

// fromAny lays a picture of any other kind on white.
func fromAny(m image.Image, w, h int) *Bitmap {
	full := image.NewRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	for i := range full.Pix {
		full.Pix[i] = 255
	}
	draw.Draw(full, full.Rect, m, m.Bounds().Min, draw.Over)
	out := &Bitmap{Width: w, Height: h, Pix: make([]byte, w*h*3)}
	for c := range 3 {
		plane{full.Pix[c:], full.Stride, 4, full.Rect.Dx(), full.Rect.Dy()}.shrink(out.Pix[c:], 3, w, h)
	}
	return out.Colourless()
}

// FromRGBA takes over what an engine drew, already on white.
func FromRGBA(m *image.RGBA) *Bitmap {
	r := m.Bounds()
	out := &Bitmap{Width: r.Dx(), Height: r.Dy(), Pix: make([]byte, r.Dx()*r.Dy()*3)}
	i := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := m.Pix[m.PixOffset(r.Min.X, y):][: r.Dx()*4 : r.Dx()*4]
		for x := 0; x < len(row); x += 4 {
			out.Pix[i], out.Pix[i+1], out.Pix[i+2] = row[x], row[x+1], row[x+2]
			i += 3
		}
	}
	return out.Colourless()
}

// faint is how far channels may lie apart in what counts as grey: JPEG makes
// such differences of its own.
const faint = 6

// Colourless returns the bitmap in grey where it has no colours.
func (b *Bitmap) Colourless() *Bitmap {
	if b.Gray {
		return b
	}
	for i := 0; i+2 < len(b.Pix); i += 3 {
		lo, hi := min(b.Pix[i], b.Pix[i+1], b.Pix[i+2]), max(b.Pix[i], b.Pix[i+1], b.Pix[i+2])
		if hi-lo > faint {
			return b
		}
	}
	out := &Bitmap{Width: b.Width, Height: b.Height, Gray: true, Pix: make([]byte, b.Width*b.Height), Pages: b.Pages, By: b.By}
	for i := range out.Pix {
		out.Pix[i] = b.Pix[i*3+1]
	}
	return out
}

// Part returns the pixels of r, shrunk or enlarged to w by h. What lies outside
// the bitmap is left out of r first.
func (b *Bitmap) Part(r image.Rectangle, w, h int) *Bitmap {
	r = r.Intersect(b.Bounds())
	w, h = max(w, 1), max(h, 1)
	if r.Empty() {
		return NewBitmap(w, h, b.Gray)
	}
	n := b.Depth()
	out := &Bitmap{Width: w, Height: h, Gray: b.Gray, Pix: make([]byte, w*h*n), Pages: b.Pages, By: b.By}
	for c := range n {
		from := plane{b.Pix[(r.Min.Y*b.Width+r.Min.X)*n+c:], b.Width * n, n, r.Dx(), r.Dy()}
		from.shrink(out.Pix[c:], n, w, h)
	}
	return out
}

// Inked returns the bitmap with its distance from white enlarged, in hundredths.
func (b *Bitmap) Inked(hundredths int) *Bitmap {
	out := *b
	out.Pix = make([]byte, len(b.Pix))
	for i, v := range b.Pix {
		out.Pix[i] = byte(255 - min((255-int(v))*hundredths/100, 255))
	}
	return &out
}

// Turned returns the bitmap turned clockwise by quarters.
func (b *Bitmap) Turned(quarters int) *Bitmap {
	quarters = ((quarters % 4) + 4) % 4
	if quarters == 0 {
		return b
	}
	out := &Bitmap{Width: b.Width, Height: b.Height, Gray: b.Gray, Pages: b.Pages, By: b.By, Pix: make([]byte, len(b.Pix))}
	if quarters != 2 {
		out.Width, out.Height = b.Height, b.Width
	}
	n := b.Depth()
	for y := range b.Height {
		for x := range b.Width {
			tx, ty := x, y
			switch quarters {
			case 1:
				tx, ty = b.Height-1-y, x
			case 2:
				tx, ty = b.Width-1-x, b.Height-1-y
			case 3:
				tx, ty = y, b.Width-1-x
			}
			copy(out.Pix[(ty*out.Width+tx)*n:][:n], b.Pix[(y*b.Width+x)*n:][:n])
		}
	}
	return out
}

// plane is one channel of a picture: the first byte, bytes per row and per
// pixel, and the size.
type plane struct {
	pix          []byte
	stride, step int
	w, h         int
}

// shrink writes the plane into out, step bytes apart, w by h pixels: the mean of
// the pixels that a new one covers, at least one.
func (p plane) shrink(out []byte, step, w, h int) {
	from, to := make([]int, w), make([]int, w)
	for x := range w {
		from[x] = x * p.w / w
		to[x] = max((x+1)*p.w/w, from[x]+1)
	}
	row := make([]uint32, w)
	for y := range h {
		y0 := y * p.h / h
		y1 := max((y+1)*p.h/h, y0+1)
		clear(row)
		for sy := y0; sy < y1; sy++ {
			line := p.pix[sy*p.stride:]
			for x := range w {
				sum := uint32(0)
				for sx := from[x]; sx < to[x]; sx++ {
					sum += uint32(line[sx*p.step])
				}
				row[x] += sum
			}
		}
		for x := range w {
			n := uint32((to[x] - from[x]) * (y1 - y0))
			out[(y*w+x)*step] = byte((row[x] + n/2) / n)
		}
	}
}

// Mirrored returns the bitmap with left and right swapped.
func (b *Bitmap) Mirrored() *Bitmap {
	n := b.Depth()
	out := &Bitmap{Width: b.Width, Height: b.Height, Gray: b.Gray, Pages: b.Pages, By: b.By, Pix: make([]byte, len(b.Pix))}
	for y := range b.Height {
		for x := range b.Width {
			copy(out.Pix[(y*b.Width+x)*n:][:n], b.Pix[(y*b.Width+b.Width-1-x)*n:][:n])
		}
	}
	return out
}

// Lay copies what fits of another bitmap of the same depth.
func (b *Bitmap) Lay(o *Bitmap, at image.Point) {
	n := b.Depth()
	r := image.Rect(at.X, at.Y, at.X+o.Width, at.Y+o.Height).Intersect(b.Bounds())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(b.Pix[(y*b.Width+r.Min.X)*n:][:r.Dx()*n], o.Pix[((y-at.Y)*o.Width+r.Min.X-at.X)*n:])
	}
}

// Picture shows a bitmap in colour as an image without a copy.
type Picture struct{ *Bitmap }

// ColorModel and the two after it make it an image.Image.
func (t *Picture) ColorModel() color.Model { return color.RGBAModel }

// Bounds begin at 0.
func (t *Picture) Bounds() image.Rectangle { return t.Bitmap.Bounds() }

// At returns a pixel.
func (t *Picture) At(x, y int) color.Color {
	r, g, b := t.RGB(x, y)
	return color.RGBA{r, g, b, 255}
}
