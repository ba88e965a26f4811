package paint

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// emulator is a terminal that knows what a VT100 knows, and xterm's colours. It shows
// any other sequence, and what a terminal need not do, as a fault.
type emulator struct {
	w, h        int
	cells       [][]cell
	x, y        int
	top, bottom int
	style       uv.Style
	link        uv.Link
	inks        *inks
	fault       string
}

func newEmulator(w, h int) *emulator {
	e := &emulator{w: w, h: h, bottom: h - 1, inks: newInks(colorprofile.TrueColor)}
	for range h {
		e.cells = append(e.cells, e.inks.cells(strings.Repeat("?", w), w, ansi.WcWidth))
	}
	return e
}

// ground is what erasing leaves.
func (e *emulator) ground() cell {
	return cell{" ", 1, e.inks.of(look{style: uv.Style{Bg: e.style.Bg}})}
}

func (e *emulator) erase(y, from int) {
	for x := from; x < e.w; x++ {
		e.cells[y][x] = e.ground()
	}
}

// write takes what comes over the wire.
func (e *emulator) write(out string) {
	p := ansi.NewParser()
	var state byte
	for out != "" {
		seq, width, n, next := ansi.DecodeSequenceWc(out, state, p)
		out, state = out[n:], next
		switch {
		case width > 0:
			e.print(seq, width)
		case seq == "\r":
			e.x = 0
		case seq == "\n":
			e.down()
		case seq == "\x1bD":
			e.down()
		case seq == "\x1bM":
			e.up()
		case ansi.HasOscPrefix(seq) && p.Command() == 8:
			uv.ReadLink(p.Data(), &e.link)
		case ansi.HasCsiPrefix(seq):
			e.control(p)
		default:
			e.fault += seq
		}
	}
}

func (e *emulator) print(text string, width int) {
	if e.x+width > e.w {
		e.fault += "beyond the margin: " + text
		return
	}
	c := cell{text, width, e.inks.of(look{e.style, e.link})}
	if text == " " {
		c.ink = c.ink.ground
	}
	e.cells[e.y][e.x] = c
	for i := range width - 1 {
		e.cells[e.y][e.x+1+i] = cell{}
	}
	e.x += width
}

func (e *emulator) down() {
	if e.y != e.bottom {
		e.y = min(e.y+1, e.h-1)
		return
	}
	first := e.cells[e.top]
	copy(e.cells[e.top:e.bottom], e.cells[e.top+1:e.bottom+1])
	e.cells[e.bottom] = first
	e.erase(e.bottom, 0)
}

func (e *emulator) up() {
	if e.y != e.top {
		e.y = max(e.y-1, 0)
		return
	}
	last := e.cells[e.bottom]
	copy(e.cells[e.top+1:e.bottom+1], e.cells[e.top:e.bottom])
	e.cells[e.top] = last
	e.erase(e.top, 0)
}

func (e *emulator) control(p *ansi.Parser) {
	param := func(i, otherwise int) int {
		v, _ := p.Param(i, otherwise)
		return v
	}
	switch rune(p.Command()) {
	case 'm':
		uv.ReadStyle(p.Params(), &e.style)
	case 'H':
		e.y, e.x = param(0, 1)-1, param(1, 1)-1
	case 'C':
		e.x = min(e.x+max(param(0, 1), 1), e.w-1)
	case 'K':
		e.erase(e.y, e.x)
	case 'J':
		for y := range e.h {
			e.erase(y, 0)
		}
	case 'r':
		e.top, e.bottom = param(0, 1)-1, param(1, e.h)-1
		e.x, e.y = 0, 0
	default:
		e.fault += "unknown control " + string(rune(p.Command()))
	}
}

// shows compares what the terminal shows with lines, and says where they differ.
func (e *emulator) shows(lines []string) string {
	if e.fault != "" {
		return "fault: " + e.fault
	}
	for y, l := range lines {
		if e.line(y) != ansi.Strip(l) {
			return "line " + strconv.Itoa(y) + " of\n" + strings.Join(lines, "\n") + "\nis " + e.line(y)
		}
		for x, c := range e.inks.cells(l, e.w, ansi.WcWidth) {
			if got := e.cells[y][x]; got != c {
				return fmt.Sprintf("cell %d of line %d is %+v, want %+v", x, y, got, c)
			}
		}
	}
	return ""
}

func (e *emulator) line(y int) string {
	var b strings.Builder
	for _, c := range e.cells[y] {
		b.WriteString(c.text)
	}
	return b.String()
}
