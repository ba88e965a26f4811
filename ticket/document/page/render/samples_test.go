package render

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-pdf/fpdf"

	"loket/ticket/document/page"
)

// TestMain lets the test binary be its own child.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == Argument {
		if err := Main(os.Args[2:], os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	_ = os.RemoveAll(ownDir())
	os.Exit(code)
}

// letterPDF is a letter of text with a black bar at the left of page 1 and at the
// bottom of page 2.
func letterPDF(t testing.TB) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	for n := range 2 {
		p.AddPage()
		p.SetFont("Times", "", 12)
		p.SetLeftMargin(40)
		p.MultiCell(0, 6, strings.Repeat("Bersama ini kami mengajukan permohonan nama domain. ", 30), "", "J", false)
		p.SetFillColor(0, 0, 0)
		if n == 0 {
			p.Rect(0, 0, 10, 297, "F")
		} else {
			p.Rect(0, 287, 210, 10, "F")
		}
	}
	return output(t, p)
}

func output(t testing.TB, p *fpdf.Fpdf) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// quarters is a picture whose quarters are black, grey, white and black from the
// upper left, row by row, or in colours.
func quarterPicture(w, h int, colours bool) image.Image {
	at := [4]color.RGBA{{0, 0, 0, 255}, {128, 128, 128, 255}, {255, 255, 255, 255}, {0, 0, 0, 255}}
	if colours {
		at = [4]color.RGBA{{200, 0, 0, 255}, {0, 160, 0, 255}, {255, 255, 255, 255}, {0, 0, 200, 255}}
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			out.SetRGBA(x, y, at[y*2/h*2+x*2/w])
		}
	}
	return out
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// withOrientation puts an EXIF directory with one tag before a JPEG's data.
func withOrientation(jpg []byte, o byte) []byte {
	exif := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), o, 0, 0, 0, 0, 0, 0)
	out := append([]byte{}, jpg[:2]...)
	out = append(out, 0xff, 0xe1, 0, byte(len(exif)+2))
	out = append(out, exif...)
	return append(out, jpg[2:]...)
}

// scanPDF is an A4 page that a scanner made at 200 dpi: speckled paper with rows of
// dark words, and its left half darker so that its sides can be told apart.
func scanPDF(t testing.TB) []byte {
	t.Helper()
	const w, h = 1653, 2339
	m := image.NewGray(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for y := range h {
		for x := range w {
			v := 245 - r.IntN(12)
			if x < w/2 {
				v -= 60
			}
			if y%46 < 18 && x > 150 && x < w-150 && (x/9+y/46*7)%5 != 0 {
				v = 30 + r.IntN(20)
			}
			m.Pix[y*m.Stride+x] = byte(v)
		}
	}
	return onePicture(t, "jpg", asJPEG(t, m))
}

// onePicture is an A4 page with a picture all over it.
func onePicture(t testing.TB, kind string, data []byte) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	p.AddPage()
	p.RegisterImageOptionsReader("scan", fpdf.ImageOptions{ImageType: kind}, bytes.NewReader(data))
	p.ImageOptions("scan", 0, 0, 210, 297, false, fpdf.ImageOptions{ImageType: kind}, 0, "")
	return output(t, p)
}

// engineDir is where the engine is kept between runs, since compiling takes
// seconds; without a home it is compiled anew for this run.
func engineDir(t testing.TB) string {
	t.Helper()
	dir := cmp.Or(EngineDir(), ownDir())
	if !ready(dir) {
		if err := compile(dir); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func ownDir() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("loket-engine-test-%d", os.Getpid()))
}

// patience is the wall time of a page where the test is not about that: a busy
// machine is no fault of the page.
const patience = 2 * time.Minute

func newPool(t testing.TB, change func(*Options)) *Pool {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Exe: exe, Dir: engineDir(t), Parallel: 1}
	if change != nil {
		change(&o)
	}
	p := New(o)
	p.wall = patience
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// near says that a pixel has about a colour.
func near(b *page.Bitmap, x, y int, r, g, bl byte) bool {
	hr, hg, hb := b.RGB(x, y)
	far := func(a, b byte) bool { return max(a, b)-min(a, b) > 24 }
	return !far(hr, r) && !far(hg, g) && !far(hb, bl)
}
