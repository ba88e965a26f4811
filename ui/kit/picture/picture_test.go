package picture

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"regexp"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	protocol "github.com/charmbracelet/x/ansi/kitty"

	"loket/ticket/document/page"
)

// sheet is a page with a ramp of grey, or of colours, and a few dark lines.
func sheet(w, h int, gray bool) *page.Bitmap {
	b := page.NewBitmap(w, h, gray)
	for y := range h {
		for x := range w {
			v := byte(x * 255 / max(w-1, 1))
			if y%7 == 3 {
				v = 20
			}
			if gray {
				b.Pix[y*w+x] = v
				continue
			}
			p := b.Pix[(y*w+x)*3:]
			p[0], p[1], p[2] = v, byte(y*255/max(h-1, 1)), byte(x*31+y*17+x*y)
		}
	}
	return b
}

// farthest is the largest difference of a channel between a bitmap and what was
// read back.
func farthest(b *page.Bitmap, at func(x, y int) (r, g, bl byte)) int {
	far := 0
	for y := range b.Height {
		for x := range b.Width {
			r, g, c := b.RGB(x, y)
			s, h, d := at(x, y)
			far = max(far, gap(r, s), gap(g, h), gap(c, d))
		}
	}
	return far
}

func gap(a, b byte) int { return int(max(a, b)) - int(min(a, b)) }

func TestKittyIsReadBack(t *testing.T) {
	for _, gray := range []bool{true, false} {
		b := sheet(300, 200, gray)
		f := Terminal{Way: Kitty}.Encode(b, 30, 10, 77)
		parts := regexp.MustCompile(`\x1b_G([^;]*);([^\x1b]*)\x1b\\`).FindAllStringSubmatch(f.Raw, -1)
		if len(parts) < 2 && !gray || !strings.HasPrefix(parts[0][1], "a=T,f=100,i=77,p=1,c=30,r=10,C=1,q=2,") {
			t.Fatalf("%d parts, keys %q", len(parts), parts[0][1])
		}
		data := ""
		for i, p := range parts {
			if more := strings.HasSuffix(p[1], "m=1"); more != (i < len(parts)-1) || len(p[2]) > chunk {
				t.Errorf("part %d of %d: keys %q, %d bytes", i, len(parts), p[1], len(p[2]))
			}
			data += p[2]
		}
		if far := farthest(b, pngPixels(t, data)); far > 9 {
			t.Errorf("grey %v: off by %d", gray, far)
		}
		if len(f.Lines) != 10 || ansi.StringWidth(f.Lines[0]) != 30 {
			t.Error("the cells below are not blank")
		}
	}
}

func pngPixels(t *testing.T, b64 string) func(x, y int) (r, g, b byte) {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(b64)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return func(x, y int) (byte, byte, byte) {
		r, g, b, _ := m.At(x, y).RGBA()
		return byte(r >> 8), byte(g >> 8), byte(b >> 8)
	}
}

func TestITermIsReadBack(t *testing.T) {
	b := sheet(120, 80, false)
	f := Terminal{Way: ITerm}.Encode(b, 12, 4, 1)
	m := regexp.MustCompile(`^\x1b\]1337;File=inline=1;size=(\d+);width=12;height=4;[^:]*:([^\a]*)\a$`).FindStringSubmatch(f.Raw)
	if m == nil {
		t.Fatalf("%.80q", f.Raw)
	}
	if far := farthest(b, pngPixels(t, m[2])); far > 1 {
		t.Errorf("off by %d", far)
	}
}

func TestKittyThroughTmux(t *testing.T) {
	b := sheet(200, 100, false)
	f := Terminal{Way: Kitty, Tmux: true}.Encode(b, 20, 5, 71)
	var got strings.Builder
	for _, part := range strings.Split(f.Raw, "\x1bPtmux;")[1:] {
		inner, ok := strings.CutSuffix(part, "\x1b\\")
		if !ok {
			t.Fatalf("not closed: %.60q", part)
		}
		got.WriteString(strings.ReplaceAll(inner, "\x1b\x1b", "\x1b"))
	}
	if want := kitty(b, 20, 5, 71, ",U=1"); got.String() != want {
		t.Error("what tmux hands on is not the picture")
	}
	for y, l := range f.Lines {
		if ansi.StringWidth(l) != 20 {
			t.Errorf("line %d is %d cells wide", y, ansi.StringWidth(l))
		}
		cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(l, "\x1b[38;5;71m"), "\x1b[m"), string(protocol.Placeholder))[1:]
		for x, marks := range cells {
			if marks != string(protocol.Diacritic(y))+string(protocol.Diacritic(x)) {
				t.Fatalf("cell %d,%d has %q", x, y, marks)
			}
		}
	}
	if s := (Terminal{Way: Kitty, Tmux: true}).Forget(71); !strings.Contains(s, "a=d,d=I,i=71") || !strings.HasPrefix(s, "\x1bPtmux;") {
		t.Errorf("%q", s)
	}
}

// sixelPixels is a reader of its own: DEC STD 070, without what is not written.
func sixelPixels(t *testing.T, s string) (w, h int, pix map[image.Point][3]byte) {
	t.Helper()
	body, ok := strings.CutPrefix(s, "\x1bP0;1;0q")
	body, ok2 := strings.CutSuffix(body, "\x1b\\")
	if !ok || !ok2 {
		t.Fatalf("no sixel: %.40q", s)
	}
	var one, two int
	if _, err := fmt.Sscanf(body, "\"%d;%d;%d;%d", &one, &two, &w, &h); err != nil {
		t.Fatal(err)
	}
	pix = map[image.Point][3]byte{}
	registers := map[int][3]byte{}
	number := func() int {
		i := 0
		for i < len(body) && body[i] >= '0' && body[i] <= '9' {
			i++
		}
		n, err := strconv.Atoi(body[:i])
		if err != nil {
			t.Fatalf("no number in %.20q", body)
		}
		body = body[i:]
		return n
	}
	body = body[strings.IndexByte(body, '#'):]
	x, y, colour := 0, 0, 0
	for body != "" {
		c := body[0]
		body = body[1:]
		switch {
		case c == '#':
			colour = number()
			if strings.HasPrefix(body, ";2;") {
				var rgb [3]byte
				body = body[2:]
				for i := range rgb {
					body = body[1:]
					rgb[i] = byte(number() * 255 / 100)
				}
				registers[colour] = rgb
			}
		case c == '$':
			x = 0
		case c == '-':
			x, y = 0, y+6
		case c == '!' || c >= '?' && c <= '~':
			n := 1
			if c == '!' {
				n = number()
				c, body = body[0], body[1:]
			}
			for ; n > 0; n-- {
				for bit := range 6 {
					if (c-'?')>>bit&1 == 1 {
						pix[image.Pt(x, y+bit)] = registers[colour]
					}
				}
				x++
			}
		default:
			t.Fatalf("%q in a sixel", c)
		}
	}
	return w, h, pix
}

func TestSixelIsReadBack(t *testing.T) {
	for _, gray := range []bool{true, false} {
		b := sheet(203, 100, gray) // neither a multiple of anything
		f := Terminal{Way: Sixel}.Encode(b, 20, 5, 1)
		w, h, pix := sixelPixels(t, f.Raw)
		if w != 203 || h != 100 || len(pix) != w*h {
			t.Fatalf("%dx%d, %d pixels", w, h, len(pix))
		}
		within := 28 // half of a sixth
		if gray {
			within = 10
		}
		if far := farthest(b, func(x, y int) (byte, byte, byte) {
			p := pix[image.Pt(x, y)]
			return p[0], p[1], p[2]
		}); far > within {
			t.Errorf("grey %v: off by %d", gray, far)
		}
	}
}

// cells reads lines of blocks back: sub is how many pixels lie beside each other
// in a cell.
func blockPixels(t *testing.T, lines []string, sub int) func(x, y int) (r, g, b byte) {
	t.Helper()
	pix := map[image.Point][3]byte{}
	for y, l := range lines {
		var fg, bg [3]byte
		x := 0
		for l != "" {
			if m := regexp.MustCompile(`^\x1b\[([0-9;]*)m`).FindStringSubmatch(l); m != nil {
				l = l[len(m[0]):]
				f := strings.Split(m[1], ";")
				switch {
				case m[1] == "":
				case f[0] == "38":
					fg = sgr(t, f[1:])
				case f[0] == "48":
					bg = sgr(t, f[1:])
				}
				continue
			}
			r := []rune(l)[0]
			l = l[len(string(r)):]
			mask := -1
			for i, g := range quadrants {
				if g == string(r) {
					mask = i
				}
			}
			if mask < 0 {
				t.Fatalf("%q is no block", r)
			}
			for i := range 4 {
				c := bg
				if mask>>i&1 == 1 {
					c = fg
				}
				pix[image.Pt(x*sub+i&1*(sub-1), y*2+i>>1)] = c
			}
			x++
		}
	}
	return func(x, y int) (byte, byte, byte) {
		p := pix[image.Pt(x, y)]
		return p[0], p[1], p[2]
	}
}

func sgr(t *testing.T, f []string) (c [3]byte) {
	t.Helper()
	n := make([]int, len(f))
	for i := range f {
		n[i], _ = strconv.Atoi(f[i])
	}
	if n[0] == 2 {
		return [3]byte{byte(n[1]), byte(n[2]), byte(n[3])}
	}
	switch v := n[1]; {
	case v >= 232:
		g := byte(8 + (v-232)*10)
		return [3]byte{g, g, g}
	case v >= 16:
		level := [6]byte{0, 95, 135, 175, 215, 255}
		return [3]byte{level[(v-16)/36], level[(v-16)/6%6], level[(v-16)%6]}
	}
	t.Fatalf("colour %v depends on the terminal", f)
	return c
}

func TestBlocksAreReadBack(t *testing.T) {
	tests := []struct {
		way    Way
		depth  Depth
		gray   bool
		within int
	}{
		{Halves, True, true, 9}, {Halves, True, false, 9}, {Halves, Indexed, true, 14}, {Halves, Indexed, false, 52},
		{Quads, True, true, little + 9}, {Quads, Indexed, true, little + 14},
	}
	for _, tt := range tests {
		term := Terminal{Way: tt.way, Depth: tt.depth}
		w, h := term.Raster(40, 20)
		b := sheet(w, h, tt.gray)
		f := term.Encode(b, 40, 20, 1)
		for _, l := range f.Lines {
			if ansi.StringWidth(l) != 40 {
				t.Fatalf("%s: %d cells", tt.way, ansi.StringWidth(l))
			}
		}
		if far := farthest(b, blockPixels(t, f.Lines, w/40)); far > tt.within {
			t.Errorf("%s, depth %d, grey %v: off by %d", tt.way, tt.depth, tt.gray, far)
		}
		if f.Raw != "" {
			t.Error("blocks are written beside the renderer")
		}
	}
}

func TestMonoHasNoColours(t *testing.T) {
	for _, way := range []Way{Quads, Halves} {
		term := Terminal{Way: way, Depth: Mono}
		w, h := term.Raster(20, 6)
		s := strings.Join(term.Encode(sheet(w, h, true), 20, 6, 1).Lines, "")
		if strings.Contains(s, "\x1b") || !strings.Contains(s, "█") || !strings.Contains(s, " ") {
			t.Errorf("%s: %.60q", way, s)
		}
	}
}

func TestTerminalIsAsked(t *testing.T) {
	kittyOK := uv.KittyGraphicsEvent{Options: protocol.Options{ID: 31}, Payload: []byte("OK")}
	kittyNo := uv.KittyGraphicsEvent{Options: protocol.Options{ID: 31}, Payload: []byte("EINVAL:no")}
	attributes := uv.PrimaryDeviceAttributesEvent{62, 4, 22}
	tests := []struct {
		name    string
		answers []tea.Msg
		setting Way
		env     map[string]string
		want    Way
	}{
		{"silent", nil, Auto, nil, Quads},
		{"kitty", []tea.Msg{kittyOK, attributes}, Auto, nil, Kitty},
		{"kitty without", []tea.Msg{kittyNo, uv.PrimaryDeviceAttributesEvent{62}}, Auto, nil, Quads},
		{"sixel", []tea.Msg{uv.PixelSizeEvent{Width: 800, Height: 480}, attributes}, Auto, nil, Sixel},
		{"sixel of unknown cells", []tea.Msg{attributes}, Auto, nil, Quads},
		{"iterm", []tea.Msg{tea.TerminalVersionMsg{Name: "iTerm2 3.5.0"}}, Auto, nil, ITerm},
		{"by its name", nil, Auto, map[string]string{"TERM_PROGRAM": "iTerm.app"}, ITerm},
		{"tmux on it", nil, Auto, map[string]string{"TERM_PROGRAM": "iTerm.app", "TMUX": "/run/tmux"}, Quads},
		{"told", []tea.Msg{kittyOK, attributes}, Halves, nil, Halves},
		{"off", []tea.Msg{kittyOK}, Off, nil, Off},
	}
	for _, tt := range tests {
		var p Probe
		for _, m := range tt.answers {
			if !p.Take(m) {
				t.Errorf("%s: %T is no answer", tt.name, m)
			}
		}
		got := p.Terminal(tt.setting, 80, 24, func(k string) string { return tt.env[k] })
		if got.Way != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got.Way, tt.want)
		}
	}
	var p Probe
	if p.Take(tea.FocusMsg{}) || !p.Take(uv.MultiEvent{uv.CellSizeEvent{Width: 9, Height: 18}}) {
		t.Error("what is an answer")
	}
	if c := p.Terminal(Kitty, 80, 24, func(string) string { return "" }).CellSize(); c != image.Pt(9, 18) {
		t.Errorf("cell %v", c)
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, way := range []Way{Kitty, Sixel, ITerm, Quads, Halves} {
		for _, gray := range []bool{true, false} {
			b.Run(fmt.Sprintf("%s/grey=%v", way, gray), func(b *testing.B) {
				t := Terminal{Way: way}
				w, h := t.Raster(120, 38)
				m := sheet(w, h, gray)
				for b.Loop() {
					f := t.Encode(m, 120, 38, 1)
					b.ReportMetric(float64(len(f.Raw)+len(strings.Join(f.Lines, "\n"))), "B/frame")
				}
			})
		}
	}
}
