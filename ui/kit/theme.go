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

// On puts the ink on the ground of another, which changes its background only.
func (i Ink) On(ground Ink) Ink { return Ink{i.open + ground.open} }

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
}

type palette struct {
	muted, faint, accent, late, soon, ok, paused, selected, box, strip, active, activeText string
}

// The palettes are ColorBrewer's (RdBu, BrBG, PuOr), chosen so that no
// distinction rests on red against green. Contrast on #16181d: late 8.9, soon
// 10.3, ok 7.2, muted 7.3; on #ffffff: late 6.9, soon 6.4, ok 6.9, muted 6.2.
var (
	darkPalette = palette{
		muted: "#9aa4b2", faint: "#56606e", accent: "#92c5de", late: "#f4a582", soon: "#dfc27d", ok: "#5ab4ac",
		paused: "#b2abd2", selected: "#2b3648", box: "#20252e", strip: "#20252e", active: "#92c5de", activeText: "#16181d",
	}
	lightPalette = palette{
		muted: "#57606a", faint: "#b0b7c0", accent: "#2166ac", late: "#b2182b", soon: "#8c510a", ok: "#00665e",
		paused: "#542788", selected: "#d6e4f2", box: "#f1f4f8", strip: "#eef1f5", active: "#2166ac", activeText: "#ffffff",
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
	return &Theme{
		Name: name, Bold: bold, Muted: fg(p.muted), Faint: fg(p.faint), Accent: fg(p.accent), Title: bold.And(fg(p.accent)),
		Late: fg(p.late), Soon: fg(p.soon), OK: fg(p.ok), Paused: fg(p.paused), Done: fg(p.muted),
		Selected: bg(p.selected), Box: bg(p.box), Strip: bg(p.strip),
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
