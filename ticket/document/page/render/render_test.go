package render

import (
	"bytes"
	"context"
	"errors"
	"image"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"loket/ticket/document/page"
	"loket/ticket/document/pdf"
)

func TestLetterIsDrawnInPixels(t *testing.T) {
	p := newPool(t, nil)
	data := letterPDF(t)
	b, err := p.Page(t.Context(), page.Request{SHA: "a", Width: 400}, data)
	if err != nil {
		t.Fatal(err)
	}
	if b.Width != 400 || b.Height < 564 || b.Height > 568 || b.By != "pdfium" || b.Pages != 2 || !b.Gray {
		t.Errorf("%dx%d by %q, %d pages, grey %v", b.Width, b.Height, b.By, b.Pages, b.Gray)
	}
	if !near(b, 8, 300, 0, 0, 0) || !near(b, 300, b.Height-20, 255, 255, 255) {
		t.Error("the bar is not at the left")
	}
	b, err = p.Page(t.Context(), page.Request{SHA: "a", Page: 1, Width: 400, Height: 200, Turn: 1}, data)
	if err != nil {
		t.Fatal(err)
	}
	if b.Height > 200 || b.Width != 283 { // turned: the bottom is at the left
		t.Errorf("%dx%d", b.Width, b.Height)
	}
	if !near(b, 3, 100, 0, 0, 0) || !near(b, b.Width-8, 100, 255, 255, 255) {
		t.Error("the bar of the turned page is not at the left")
	}
	if _, err := p.Page(t.Context(), page.Request{SHA: "a", Page: 2, Width: 400}, data); !errors.Is(err, page.ErrNoPage) {
		t.Errorf("third page of two: %v", err)
	}
}

func TestScanIsDrawnFromItsPicture(t *testing.T) {
	p := newPool(t, nil)
	data := scanPDF(t)
	got, err := p.Page(t.Context(), page.Request{SHA: "s", Width: 800}, data)
	if err != nil {
		t.Fatal(err)
	}
	if got.By != "scan" || got.Width != 800 || got.Height < 1129 || got.Height > 1133 || got.Pages != 1 || !got.Gray {
		t.Fatalf("%dx%d by %q", got.Width, got.Height, got.By)
	}
	// The engine draws the same page.
	e := engineOf(t, data)
	want, err := e.draw(page.Request{Width: 800}.Bounded())
	if err != nil {
		t.Fatal(err)
	}
	if d := distance(got.Part(got.Bounds(), 100, 141), want.Part(want.Bounds(), 100, 141)); d > 6 {
		t.Errorf("mean distance from the engine's page %.1f", d)
	}
	turned, err := p.Page(t.Context(), page.Request{SHA: "s", Width: 800, Turn: 1}, data)
	if err != nil {
		t.Fatal(err)
	}
	top, _, _ := turned.Part(image.Rect(0, 0, 800, 200), 1, 1).RGB(0, 0)
	bottom, _, _ := turned.Part(image.Rect(0, 360, 800, turned.Height), 1, 1).RGB(0, 0)
	if turned.Width != 800 || turned.Height > 570 || top+20 > bottom {
		t.Errorf("turned: %dx%d, top %d, bottom %d", turned.Width, turned.Height, top, bottom)
	}
}

func engineOf(t *testing.T, data []byte) *engine {
	t.Helper()
	e, err := openEngine(engineDir(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := e.open(data, ""); err != nil {
		t.Fatal(err)
	}
	return e
}

// distance is the mean difference of two bitmaps of one size.
func distance(a, b *page.Bitmap) float64 {
	if a.Width != b.Width || a.Height != b.Height {
		return 255
	}
	sum := 0
	for y := range a.Height {
		for x := range a.Width {
			r, g, c := a.RGB(x, y)
			s, h, d := b.RGB(x, y)
			sum += gap(r, s) + gap(g, h) + gap(c, d)
		}
	}
	return float64(sum) / float64(a.Width*a.Height*3)
}

func gap(a, b byte) int { return int(max(a, b)) - int(min(a, b)) }

// A page that shows more than its picture must not be drawn from the picture.
func TestScanWithMoreIsNoScan(t *testing.T) {
	plain := onePicture(t, "png", asPNG(t, quarterPicture(200, 280, true)))
	f, err := pdf.OpenWith(plain, "")
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := f.Scan(0); !ok || s.Colour != 3 || s.Columns != 200 {
		t.Fatalf("plain scan: %+v %v", s, ok)
	}
	f, err = pdf.OpenWith(letterPDF(t), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := f.Scan(0); ok {
		t.Error("a letter of text is taken for a scan")
	}
}

func TestPictures(t *testing.T) {
	p := newPool(t, nil)
	m := quarterPicture(80, 60, true)
	red, green, blue := [3]byte{200, 0, 0}, [3]byte{0, 160, 0}, [3]byte{0, 0, 200}
	jpg := asJPEG(t, m)
	tests := []struct {
		name  string
		data  []byte
		turn  int
		w, h  int
		first [3]byte // upper left
		last  [3]byte // lower right
	}{
		{"png", asPNG(t, m), 0, 80, 60, red, blue},
		{"jpeg", jpg, 0, 80, 60, red, blue},
		{"turned", jpg, 2, 80, 60, blue, red},
		{"upside down", withOrientation(jpg, 3), 0, 80, 60, blue, red},
		{"mirrored", withOrientation(jpg, 2), 0, 80, 60, green, [3]byte{255, 255, 255}},
		{"portrait", withOrientation(jpg, 6), 0, 60, 80, [3]byte{255, 255, 255}, green},
		{"portrait, turned", withOrientation(jpg, 6), 3, 80, 60, red, blue},
		{"other portrait", withOrientation(jpg, 8), 0, 60, 80, green, [3]byte{255, 255, 255}},
		{"over the diagonal", withOrientation(jpg, 5), 0, 60, 80, red, blue},
		{"over the other", withOrientation(jpg, 7), 0, 60, 80, blue, red},
		{"pdf, samples", onePicture(t, "png", asPNG(t, m)), 0, 80, 113, red, blue},
	}
	for _, tt := range tests {
		b, err := p.Page(t.Context(), page.Request{SHA: tt.name, Width: 500, Turn: tt.turn}, tt.data)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if b.Width != tt.w || b.Height != tt.h {
			t.Errorf("%s: %dx%d, want %dx%d (never enlarged)", tt.name, b.Width, b.Height, tt.w, tt.h)
		}
		if !near(b, 5, 5, tt.first[0], tt.first[1], tt.first[2]) || !near(b, b.Width-6, b.Height-6, tt.last[0], tt.last[1], tt.last[2]) {
			r, g, c := b.RGB(5, 5)
			t.Errorf("%s: upper left %d %d %d", tt.name, r, g, c)
		}
	}
}

func TestHeaderIsCheckedBeforeDecoding(t *testing.T) {
	// 30,000 by 30,000 pixels, claimed in 33 bytes.
	big := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x75\x30\x00\x00\x75\x30\x08\x00\x00\x00\x00"), 0, 0, 0, 0)
	copy(big[29:], crc(big[12:29]))
	if _, err := decode(big); !errors.Is(err, page.ErrTooLarge) {
		t.Errorf("%v", err)
	}
}

func TestFaults(t *testing.T) {
	p := newPool(t, nil)
	for name, data := range map[string][]byte{
		"nothing": nil, "text": []byte("Kepada Yth."), "cut": letterPDF(t)[:120], "pdf of nothing": []byte("%PDF-1.7\n%%EOF\n"),
	} {
		if _, err := p.Page(t.Context(), page.Request{SHA: name, Width: 100}, data); !errors.Is(err, page.ErrUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b, err := p.Page(t.Context(), page.Request{SHA: "l", Width: 100}, letterPDF(t)); err != nil || b.Width != 100 {
		t.Errorf("afterwards: %v", err)
	}
}

func TestMovingOnEndsTheWait(t *testing.T) {
	p := newPool(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Page(ctx, page.Request{SHA: "l", Width: 2000}, letterPDF(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, err := p.Page(t.Context(), page.Request{SHA: "l", Width: 300}, letterPDF(t)); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestHangingChildIsReplaced(t *testing.T) {
	p := newPool(t, nil)
	if _, err := p.Page(t.Context(), page.Request{SHA: "l", Width: 100}, letterPDF(t)); err != nil {
		t.Fatal(err)
	}
	c := <-p.free
	stop(t, c.cmd.Process)
	p.free <- c
	p.wall = 200 * time.Millisecond
	if _, err := p.Page(t.Context(), page.Request{SHA: "l", Width: 200}, letterPDF(t)); !errors.Is(err, page.ErrTimeout) {
		t.Errorf("%v", err)
	}
	p.wall = patience
	if _, err := p.Page(t.Context(), page.Request{SHA: "l", Width: 200}, letterPDF(t)); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestPoppler(t *testing.T) {
	path := FindPoppler()
	if path == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("install poppler-utils")
		}
		t.Skip("pdftoppm is missing: install poppler-utils")
	}
	p := newPool(t, func(o *Options) { o.Dir, o.Poppler = "", path })
	b, err := p.Page(t.Context(), page.Request{SHA: "l", Width: 400}, letterPDF(t))
	if err != nil {
		t.Fatal(err)
	}
	if b.By != "poppler" || b.Width != 400 || b.Pages != 2 || !near(b, 8, 300, 0, 0, 0) || !near(b, 300, b.Height-20, 255, 255, 255) {
		t.Errorf("%dx%d by %q of %d", b.Width, b.Height, b.By, b.Pages)
	}
	turned, err := p.Page(t.Context(), page.Request{SHA: "l", Width: 400, Height: 100, Turn: 1}, letterPDF(t))
	if err != nil || turned.Height > 100 || turned.Width > 142 || !near(turned, 60, 2, 0, 0, 0) {
		t.Errorf("turned: %+v %v", turned.Bounds(), err)
	}
}

func TestCacheKeepsWithinItsBudget(t *testing.T) {
	c := newCache(1000)
	for i := range 20 {
		c.put(page.Request{SHA: "a", Page: i}, page.NewBitmap(10, 10, true))
		if c.used > 1000 {
			t.Fatalf("%d bytes kept", c.used)
		}
	}
	if c.get(page.Request{SHA: "a", Page: 0}) != nil || c.get(page.Request{SHA: "a", Page: 19}) == nil {
		t.Error("not the latest are kept")
	}
	c.put(page.Request{SHA: "b"}, page.NewBitmap(30, 30, true))
	if c.get(page.Request{SHA: "b"}) != nil {
		t.Error("one page drives all others out")
	}
	p := newPool(t, nil)
	first, err := p.Page(t.Context(), page.Request{SHA: "l", Width: 100}, letterPDF(t))
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := p.Page(t.Context(), page.Request{SHA: "l", Width: 100}, nil); again != first {
		t.Error("drawn twice")
	}
}

// TestNothingIsLeftBehind draws pages in every way and looks at the temporary
// folder.
func TestNothingIsLeftBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	p := newPool(t, func(o *Options) { o.Poppler = FindPoppler() })
	for i, data := range [][]byte{letterPDF(t), scanPDF(t), asJPEG(t, quarterPicture(80, 60, true)), []byte("%PDF-1.4 broken")} {
		_, _ = p.Page(t.Context(), page.Request{SHA: string(rune('a' + i)), Width: 200}, data)
	}
	_ = p.Close()
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("%v left, %v", left, err)
	}
	if _, err := p.Page(t.Context(), page.Request{SHA: "x", Width: 200}, letterPDF(t)); !errors.Is(err, page.ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}

func TestChildIsConfined(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	secret := t.TempDir() + "/secret"
	if err := os.WriteFile(secret, []byte("NIP"), 0o600); err != nil {
		t.Fatal(err)
	}
	cat, err := exec.LookPath("cat")
	if err != nil {
		t.Skip("cat is missing")
	}
	l := &launcher{exe: exe}
	cmd := l.command(childPoppler, cat, secret)
	out, err := cmd.CombinedOutput()
	if bytes.Contains(out, []byte("NIP")) {
		if !cages(t) {
			t.Skip("this kernel has no Landlock")
		}
		t.Errorf("a child reads %s: %s %v", secret, out, err)
	}
	cmd = l.command(childPoppler, cat, "/etc/ld.so.cache")
	if out, err := cmd.CombinedOutput(); err != nil && !strings.Contains(string(out), "No such file") {
		t.Errorf("a child cannot read the system: %s %v", out, err)
	}
}

func BenchmarkPage(b *testing.B) {
	kinds := map[string][]byte{"letter": letterPDF(b), "scan": scanPDF(b)}
	for _, kind := range []string{"letter", "scan"} {
		data := kinds[kind]
		b.Run(kind, func(b *testing.B) {
			p := newPool(b, nil)
			if _, err := p.Page(b.Context(), page.Request{SHA: kind, Width: 300}, data); err != nil {
				b.Fatal(err)
			}
			i := 0
			for b.Loop() {
				i++ // each width is drawn anew
				if _, err := p.Page(b.Context(), page.Request{SHA: kind, Width: 900 + i%300, Height: 4000 + i}, data); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(kind+"/first", func(b *testing.B) {
			for b.Loop() {
				p := newPool(b, nil)
				if _, err := p.Page(b.Context(), page.Request{SHA: kind, Width: 1000}, data); err != nil {
					b.Fatal(err)
				}
				_ = p.Close()
			}
		})
		b.Run(kind+"/pdftoppm", func(b *testing.B) {
			path := FindPoppler()
			if path == "" {
				b.Skip("pdftoppm is missing: install poppler-utils")
			}
			for b.Loop() {
				cmd := exec.Command(path, "-f", "1", "-l", "1", "-scale-to-x", "1000", "-scale-to-y", "-1", "-")
				cmd.Stdin = bytes.NewReader(data)
				if _, err := cmd.Output(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
