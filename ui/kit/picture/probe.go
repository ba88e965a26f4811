package picture

import (
	"image"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// Query asks a terminal for what Probe understands: Kitty's graphics, its name,
// the size of a cell and of the screen, and last its attributes, which every
// terminal answers: what is not known by then is not there.
const Query = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\" + "\x1b[>0q" + "\x1b[16t" + "\x1b[14t" + "\x1b[c"

// Probe collects what a terminal answers.
type Probe struct {
	Done  bool // all that comes has come
	kitty bool
	sixel bool
	name  string
	cell  image.Point
	all   image.Point // pixels of the screen
}

// Take takes a message and reports whether it was an answer.
func (p *Probe) Take(msg tea.Msg) bool {
	switch m := msg.(type) {
	case uv.MultiEvent:
		was := false
		for _, e := range m {
			was = p.Take(e) || was
		}
		return was
	case uv.KittyGraphicsEvent:
		p.kitty = p.kitty || m.Options.ID == 31 && string(m.Payload) == "OK"
	case uv.PrimaryDeviceAttributesEvent:
		p.sixel = slices.Contains(m, 4)
		p.Done = true
	case tea.TerminalVersionMsg:
		p.name = m.Name
	case uv.CellSizeEvent:
		p.cell = image.Pt(m.Width, m.Height)
	case uv.PixelSizeEvent:
		p.all = image.Pt(m.Width, m.Height)
	default:
		return false
	}
	return true
}

// Terminal says how to draw on a screen of w by h cells by a setting. env is the
// environment of the terminal, for a hint where it did not tell its name.
func (p *Probe) Terminal(setting Way, w, h int, env func(string) string) Terminal {
	t := Terminal{Way: setting, Cell: p.cell}
	if t.Cell == (image.Point{}) && p.all.X > 0 && w > 0 && h > 0 {
		t.Cell = image.Pt(p.all.X/w, p.all.Y/h)
	}
	if setting != Auto && setting.Valid() {
		return t
	}
	name := p.name
	if name == "" {
		name = env("TERM_PROGRAM")
	}
	switch {
	case p.kitty:
		t.Way = Kitty
	case env("TMUX") == "" && (strings.Contains(name, "iTerm") || strings.Contains(name, "WezTerm")):
		t.Way = ITerm
	case p.sixel && t.Cell != (image.Point{}):
		t.Way = Sixel
	default:
		t.Way = Quads
	}
	return t
}
