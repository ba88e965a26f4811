package paint

import (
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// cell is one cell of the screen. The cells behind a wide character have no text.
type cell struct {
	text  string
	width int
	ink   *ink
}

// ink is how a cell is drawn. There is one for each look, so that two inks are the
// same when their addresses are.
type ink struct {
	uv.Style

	link   uv.Link
	ground *ink // what a blank shows of it
	flat   bool // it is a ground that erasing leaves
}

// look is what makes an ink.
type look struct {
	style uv.Style
	link  uv.Link
}

// maxInks bounds what a picture of many colours can make.
const maxInks = 4096

// inks are the inks of a terminal that knows so many colours.
type inks struct {
	profile colorprofile.Profile
	all     map[look]*ink
	plain   *ink
}

func newInks(p colorprofile.Profile) *inks {
	i := &inks{profile: p, all: make(map[look]*ink)}
	i.plain = i.of(look{})
	return i
}

// of returns the one ink of a look.
func (i *inks) of(l look) *ink {
	if known := i.all[l]; known != nil {
		return known
	}
	made := &ink{Style: uv.ConvertStyle(l.style, i.profile), link: uv.ConvertLink(l.link, i.profile)}
	i.all[l] = made
	made.flat = l == look{style: uv.Style{Bg: l.style.Bg}}
	// A blank shows its ground, and lines through or below it.
	bare := look{style: uv.Style{Bg: l.style.Bg}, link: l.link}
	if l.style.Underline != uv.UnderlineNone || l.style.Attrs&(uv.AttrReverse|uv.AttrStrikethrough) != 0 {
		bare.style = l.style
	}
	made.ground = made
	if bare != l {
		made.ground = i.of(bare)
	}
	return made
}

// cells takes a finished line apart: exactly width cells.
func (i *inks) cells(line string, width int, m ansi.Method) []cell {
	row := uv.ScreenBuffer{RenderBuffer: uv.NewRenderBuffer(width, 1), Method: m}
	uv.NewStyledString(line).Draw(row, row.Bounds())
	out := make([]cell, width)
	for x := range out {
		c := row.CellAt(x, 0)
		if c == nil || c.IsZero() { // behind a wide character, or nothing was drawn
			continue
		}
		out[x] = cell{text: c.Content, width: c.Width, ink: i.of(look{c.Style, c.Link})}
		if c.Content == " " {
			out[x].ink = out[x].ink.ground
		}
	}
	return out
}

// blanks are the cells of an erased line.
func (i *inks) blanks(width int) []cell { return i.cells("", width, ansi.WcWidth) }

// wide reports whether a line has characters of which terminals disagree where the
// next one stands.
func wide(line []cell) bool {
	for i := range line {
		if line[i].width != 1 {
			return true
		}
	}
	return false
}
