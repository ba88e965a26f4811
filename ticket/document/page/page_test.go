package page

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"pgregory.net/rapid"
)

func anyBitmap(t *rapid.T) *Bitmap {
	b := NewBitmap(rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 40).Draw(t, "h"), rapid.Bool().Draw(t, "gray"))
	seed := rapid.Uint32().Draw(t, "seed") | 1
	for i := range b.Pix {
		seed ^= seed << 13
		seed ^= seed >> 17
		seed ^= seed << 5
		b.Pix[i] = byte(seed)
	}
	return b
}

func TestTurnsComeRound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBitmap(t)
		n := rapid.IntRange(-5, 5).Draw(t, "quarters")
		there := b.Turned(n)
		if back := there.Turned(-n); !there.Valid() || back.Width != b.Width || !bytes.Equal(back.Pix, b.Pix) {
			t.Fatalf("%d quarters and back changes the picture", n)
		}
		if !bytes.Equal(b.Mirrored().Mirrored().Pix, b.Pix) {
			t.Fatal("mirrored twice changes the picture")
		}
	})
}

func TestPartKeepsTheMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBitmap(t)
		if same := b.Part(b.Bounds(), b.Width, b.Height); !bytes.Equal(same.Pix, b.Pix) {
			t.Fatal("the whole in its own size differs")
		}
		r := image.Rect(rapid.IntRange(-9, 50).Draw(t, "x0"), rapid.IntRange(-9, 50).Draw(t, "y0"), rapid.IntRange(-9, 50).Draw(t, "x1"), rapid.IntRange(-9, 50).Draw(t, "y1"))
		w, h := rapid.IntRange(-1, 90).Draw(t, "pw"), rapid.IntRange(-1, 90).Draw(t, "ph")
		p := b.Part(r, w, h)
		if !p.Valid() || p.Width != max(w, 1) || p.Height != max(h, 1) {
			t.Fatalf("%dx%d", p.Width, p.Height)
		}
		one := b.Part(b.Bounds(), 1, 1)
		sum := 0
		for i := 0; i < len(b.Pix); i += b.Depth() {
			sum += int(b.Pix[i])
		}
		if d := sum/(b.Width*b.Height) - int(one.Pix[0]); d < -1 || d > 1 {
			t.Fatalf("one pixel is off the mean by %d", d)
		}
	})
}

func TestSizeKeepsTheShape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := Request{Width: rapid.IntRange(-5, 20000).Draw(t, "width"), Height: rapid.IntRange(0, 20000).Draw(t, "height")}.Bounded()
		pw, ph := rapid.Float64Range(0, 1e12).Draw(t, "pw"), rapid.Float64Range(0, 1e12).Draw(t, "ph")
		w, h, err := q.Size(pw, ph)
		if err != nil {
			return
		}
		if w < 1 || h < 1 || w > q.Width || q.Height > 0 && h > q.Height || w*h > MaxPixels*101/100 {
			t.Fatalf("%+v of %g by %g: %d by %d", q, pw, ph, w, h)
		}
		if w > 100 && h > 100 && (float64(w)/float64(h))/(pw/ph) > 1.03 {
			t.Fatalf("%g by %g became %d by %d", pw, ph, w, h)
		}
	})
}

// Every subsampling of a JPEG, in odd sizes, is read within its planes.
func TestSubsampledPictures(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410} {
		for _, size := range []image.Point{{1, 1}, {3, 5}, {7, 2}, {33, 31}} {
			m := image.NewYCbCr(image.Rect(0, 0, size.X, size.Y), ratio)
			y, cb, cr := color.RGBToYCbCr(200, 40, 40)
			for _, p := range []struct {
				pix []byte
				v   byte
			}{{m.Y, y}, {m.Cb, cb}, {m.Cr, cr}} {
				for i := range p.pix {
					p.pix[i] = p.v
				}
			}
			b := FromImage(m, 9, 9)
			if r, g, _ := b.RGB(b.Width-1, b.Height-1); !b.Valid() || r < 190 || g > 50 {
				t.Errorf("%v %v: %d %d", ratio, size, r, g)
			}
		}
	}
}

func TestInkedKeepsWhite(t *testing.T) {
	b := NewBitmap(3, 1, true)
	b.Pix[1], b.Pix[2] = 155, 20
	if got := b.Inked(160).Pix; got[0] != 255 || got[1] != 95 || got[2] != 0 {
		t.Errorf("%v", got)
	}
}
