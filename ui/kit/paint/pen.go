package paint

import (
	"bytes"
	"strconv"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// pen writes to a terminal and knows where its cursor is and what it writes with.
type pen struct {
	bytes.Buffer

	x, y   int // x is past the last column, or -1, where only an absolute move is safe
	width  int
	ink    *ink
	erases bool // erasing leaves the ground that is set, not the terminal's own
}

// move brings the cursor to a cell.
func (p *pen) move(x, y int) {
	switch {
	case p.x == x && p.y == y:
		return
	case p.x >= 0 && p.y == y && x > p.x && p.x < p.width:
		p.forward(x - p.x)
	case p.x >= 0 && y == p.y+1 && x < 100: // \x1b[n;mH is seven bytes or eight
		p.WriteString("\r\n")
		p.forward(x)
	default:
		p.WriteString("\x1b[" + strconv.Itoa(y+1))
		if x > 0 {
			p.WriteString(";" + strconv.Itoa(x+1))
		}
		p.WriteByte('H')
	}
	p.x, p.y = x, y
}

func (p *pen) forward(n int) {
	switch n {
	case 0:
	case 1:
		p.WriteString("\x1b[C")
	default:
		p.WriteString("\x1b[" + strconv.Itoa(n) + "C")
	}
}

// dip changes the ink. For a blank whose ground is the same nothing changes.
func (p *pen) dip(to *ink, blank bool) {
	if p.ink == to || blank && p.ink.ground == to {
		return
	}
	if p.ink.link != to.link {
		p.WriteString(ansi.SetHyperlink(to.link.URL, to.link.Params))
	}
	change := uv.StyleDiff(&p.ink.Style, &to.Style)
	if fresh := to.String(); !to.IsZero() && len(fresh)+1 < len(change) {
		change = "\x1b[;" + fresh[len("\x1b["):] // an empty parameter resets
	}
	p.WriteString(change)
	p.ink = to
}

// put writes a cell at the cursor.
func (p *pen) put(c *cell) {
	if c.width == 0 {
		return
	}
	p.dip(c.ink, c.text == " ")
	p.WriteString(c.text)
	if p.x += c.width; c.width != 1 {
		p.x = -1 // nobody knows
	}
}

// eraseLine erases from the cursor to the end of the line.
func (p *pen) eraseLine(ground *ink) {
	p.dip(ground, true)
	p.WriteString(ansi.EraseLineRight)
}

// scroll moves the lines from top to bottom (both included) up by n, or down where n
// is negative. The lines that come in are blank.
func (p *pen) scroll(top, bottom, n int, plain *ink) {
	p.dip(plain, true)
	p.WriteString(ansi.SetTopBottomMargins(top+1, bottom+1))
	p.x = -1 // setting margins moves the cursor home
	if n > 0 {
		p.move(0, bottom)
	} else {
		p.move(0, top)
	}
	for range max(n, -n) {
		if n > 0 {
			p.WriteString("\x1bD")
		} else {
			p.WriteString("\x1bM")
		}
	}
	p.WriteString("\x1b[r")
	p.x, p.y = 0, 0
}
