package kit

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"loket/domain/clean"
)

// Ink is how text is drawn: the SGR sequence that begins it. The zero value
// draws plainly. Inks are values and safe to share between consoles; the
// program's renderer reduces their colours to what the terminal has.
type Ink struct{ open string }

const reset = "\x1b[m"

// Render draws a text.
func (i Ink) Render(t clean.Text) string { return i.wrap(t.String()) }

// Fit draws a text in exactly width cells.
func (i Ink) Fit(t clean.Text, width int) string { return i.wrap(Fit(t, width)) }

// On puts the ink on a ground. Grounds have a background and a text colour of
// their own, so that they are readable also where the terminal is light and the
// theme dark; an ink with a colour keeps it.
func (i Ink) On(ground Ink) Ink { return Ink{ground.open + i.open} }

// And adds what the other ink says.
func (i Ink) And(other Ink) Ink { return Ink{i.open + other.open} }

func (i Ink) wrap(s string) string {
	if i.open == "" || s == "" {
		return s
	}
	return i.open + s + reset
}

func (i Ink) write(b *strings.Builder, s string) {
	if i.open == "" {
		b.WriteString(s)
		return
	}
	b.WriteString(i.open)
	b.WriteString(s)
	b.WriteString(reset)
}

// Theme is the inks by meaning. Get one from Themes; never change it.
type Theme struct {
	Name string // dark, light, none

	Text   Ink // the terminal's own colour
	Bold   Ink
	Muted  Ink // secondary words
	Faint  Ink // rules and separators
	Accent Ink // keys, links, the active tab
	Title  Ink

	Late   Ink // past its deadline, refused, failed
	Soon   Ink // near its deadline, needs a look
	OK     Ink
	Paused Ink // the clock stands still, another party's move
	Done   Ink

	Selected Ink // ground of the selected row
	Box      Ink // ground of overlays
	Strip    Ink // ground of the status line
	Active   Ink // the focused button
	Found    Ink // search hits

	Fore, Back color.Color // of the terminal, where the officer chose the theme
}

type palette struct {
	text, back, muted, faint, accent, late, soon, ok, paused, selected, box, strip, active, activeText string
}

// States have ColorBrewer's colours (BrBG, PuOr), chosen so that no distinction
// rests on red against green; everything else is close to one of the 256
// colours, because OpenSSH passes no more. Contrast on #16181d: late 8.9, soon
// 10.3, ok 7.2, muted 7.4, accent 7.5; on #ffffff: late 6.9, soon 6.4, ok 6.9,
// muted 7.1, accent 6.5.
var (
	darkPalette = palette{
		text: "#dadada", back: "#16181d", muted: "#a8a8a8", faint: "#6c6c6c", accent: "#87afd7", late: "#f4a582", soon: "#dfc27d", ok: "#5ab4ac",
		paused: "#afafd7", selected: "#3a3a3a", box: "#262626", strip: "#262626", active: "#87afd7", activeText: "#121212",
	}
	lightPalette = palette{
		text: "#1c1c1c", back: "#ffffff", muted: "#585858", faint: "#9e9e9e", accent: "#005faf", late: "#b2182b", soon: "#8c510a", ok: "#00665e",
		paused: "#5f5faf", selected: "#dadada", box: "#eeeeee", strip: "#eeeeee", active: "#005faf", activeText: "#ffffff",
	}
)

func fg(hex string) Ink { return Ink{ansi.NewStyle().ForegroundColor(colour(hex)).String()} }
func bg(hex string) Ink { return Ink{ansi.NewStyle().BackgroundColor(colour(hex)).String()} }

func colour(hex string) color.Color { return lipgloss.Color(hex) }

var (
	bold    = Ink{ansi.NewStyle().Bold().String()}
	faint   = Ink{ansi.NewStyle().Faint().String()}
	reverse = Ink{ansi.NewStyle().Reverse(true).String()}
)

func newTheme(name string, p palette) *Theme {
	ground := func(hex string) Ink { return bg(hex).And(fg(p.text)) }
	return &Theme{
		Name: name, Bold: bold, Muted: fg(p.muted), Faint: fg(p.faint), Accent: fg(p.accent), Title: bold.And(fg(p.accent)),
		Late: fg(p.late), Soon: fg(p.soon), OK: fg(p.ok), Paused: fg(p.paused), Done: fg(p.muted),
		Selected: ground(p.selected), Box: ground(p.box), Strip: ground(p.strip), Fore: colour(p.text), Back: colour(p.back),
		Active: bold.And(fg(p.activeText)).And(bg(p.active)), Found: reverse,
	}
}

// Themes returns the theme with the name: dark, light or none (no colours, for
// NO_COLOR). Any other name is dark.
func Themes(name string) *Theme {
	switch name {
	case "light":
		return lightTheme
	case "none":
		return plainTheme
	}
	return darkTheme
}

// The themes are built once and never change.
var (
	darkTheme  = newTheme("dark", darkPalette)
	lightTheme = newTheme("light", lightPalette)
	plainTheme = &Theme{
		Name: "none", Bold: bold, Title: bold, Late: bold, Accent: bold, Done: faint, Faint: faint,
		Selected: reverse, Active: reverse.And(bold), Found: reverse,
	}
)
