package picture

import (
	"strconv"
	"strings"

	"loket/ticket/document/page"
)

// shade is a colour as it is written: three bytes, reduced so that neighbours
// are often equal. Equal neighbours cost nothing.
type shade [3]byte

// reduce makes 16 greys of grey and 32 levels of a colour's channels.
func reduce(r, g, b byte) shade {
	if r == g && g == b {
		v := byte((int(r)*15 + 127) / 255 * 17)
		return shade{v, v, v}
	}
	level := func(v byte) byte { return byte((int(v)*31 + 127) / 255 * 255 / 31) }
	return shade{level(r), level(g), level(b)}
}

func luma(r, g, b byte) int { return (int(r)*299 + int(g)*587 + int(b)*114) / 1000 }

// pen writes cells and changes colours only where they change.
type pen struct {
	b      strings.Builder
	depth  Depth
	fg, bg shade
	hasFg  bool
	hasBg  bool
}

func (p *pen) cell(glyph string, fg, bg shade, inked bool) {
	if p.depth != Mono {
		if inked && (!p.hasFg || p.fg != fg) {
			p.colour("38", fg)
			p.fg, p.hasFg = fg, true
		}
		if !p.hasBg || p.bg != bg {
			p.colour("48", bg)
			p.bg, p.hasBg = bg, true
		}
	}
	p.b.WriteString(glyph)
}

func (p *pen) colour(kind string, c shade) {
	p.b.WriteString("\x1b[" + kind)
	if p.depth == Indexed {
		p.b.WriteString(";5;" + strconv.Itoa(index(c)) + "m")
		return
	}
	p.b.WriteString(";2;" + strconv.Itoa(int(c[0])) + ";" + strconv.Itoa(int(c[1])) + ";" + strconv.Itoa(int(c[2])) + "m")
}

// line ends a row.
func (p *pen) line() string {
	if p.hasFg || p.hasBg {
		p.b.WriteString("\x1b[m")
	}
	s := p.b.String()
	p.b.Reset()
	p.hasFg, p.hasBg = false, false
	return s
}

// index is the nearest of the 256 colours: the cube 16 to 231, whose levels are 0,
// 95, 135, 175, 215 and 255, or the greys 232 to 255, which are 8, 18 and so on.
func index(c shade) int {
	if c[0] == c[1] && c[1] == c[2] {
		v := int(c[0])
		switch {
		case v < 4:
			return 16
		case v > 246:
			return 231
		}
		return 232 + min(max((v-8+5)/10, 0), 23)
	}
	level := func(v byte) int {
		switch {
		case v < 48:
			return 0
		case v < 115:
			return 1
		}
		return min((int(v)-35)/40, 5)
	}
	return 16 + 36*level(c[0]) + 6*level(c[1]) + level(c[2])
}

// halves draws one by two pixels to a cell: the upper one in the colour of the
// glyph, the lower one behind it.
func halves(b *page.Bitmap, w, h int, depth Depth) []string {
	if depth == Mono {
		return quads(b.Part(b.Bounds(), 2*w, 2*h), w, h, depth)
	}
	out := make([]string, h)
	p := pen{depth: depth}
	for y := range h {
		for x := range w {
			top, bottom := reduce(b.RGB(x, 2*y)), reduce(b.RGB(x, 2*y+1))
			if top == bottom {
				p.cell(" ", shade{}, bottom, false)
			} else {
				p.cell("▀", top, bottom, true)
			}
		}
		out[y] = p.line()
	}
	return out
}

// quadrants are the glyphs by which of the four quarters are inked: 1 upper left,
// 2 upper right, 4 lower left, 8 lower right.
var quadrants = [16]string{" ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█"}

// little is the difference of brightness in a cell that is not worth a glyph.
const little = 26

// quads draws two by two pixels to a cell in two colours: the mean of the darker
// ones as ink, the mean of the lighter ones behind it. Without colours light is
// inked, as on a dark terminal.
func quads(b *page.Bitmap, w, h int, depth Depth) []string {
	out := make([]string, h)
	p := pen{depth: depth}
	for y := range h {
		for x := range w {
			quad(&p, b, 2*x, 2*y)
		}
		out[y] = p.line()
	}
	return out
}

func quad(p *pen, b *page.Bitmap, x, y int) {
	var at [4][3]byte
	var bright [4]int
	lo, hi := 255, 0
	for i := range at {
		r, g, bl := b.RGB(x+i&1, y+i>>1)
		at[i], bright[i] = [3]byte{r, g, bl}, luma(r, g, bl)
		lo, hi = min(lo, bright[i]), max(hi, bright[i])
	}
	if p.depth == Mono {
		mask := 0
		for i, v := range bright {
			if v > 127 {
				mask |= 1 << i
			}
		}
		p.cell(quadrants[mask], shade{}, shade{}, false)
		return
	}
	var dark, light [4]int // sums of the channels, number
	mask := 0
	for i, v := range bright {
		into := &light
		if hi-lo > little && v <= (lo+hi)/2 {
			mask |= 1 << i
			into = &dark
		}
		for c := range 3 {
			into[c] += int(at[i][c])
		}
		into[3]++
	}
	p.cell(quadrants[mask], mean(dark), mean(light), mask != 0)
}

func mean(sum [4]int) shade {
	if sum[3] == 0 {
		return shade{}
	}
	n := sum[3]
	return reduce(byte(sum[0]/n), byte(sum[1]/n), byte(sum[2]/n))
}
