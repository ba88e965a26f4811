package kit

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"loket/domain/clean"
)

// Overlay is a box above the screen. There are four: Confirm, Choose (menu,
// palette, help), Sheet (form, prompt) and Info. The root holds the stack of open ones; the top one gets keys.
type Overlay interface {
	// Key takes a key. With done the overlay closes before the intent is done.
	Key(msg tea.KeyPressMsg) (in Intent, done bool)
	Paste(t clean.Text)
	// Mouse takes an event relative to the box.
	Mouse(m Mouse) (in Intent, done bool)
	// View draws the box in at most w by h cells; all lines are equally wide.
	// The cursor is relative to the box, nil to hide it.
	View(w, h int) ([]string, *tea.Cursor)
}

// The border of a box takes two columns and padding four; content is this much
// narrower than the box, and begins at boxLeft, boxTop.
const (
	boxFrame = 6
	boxLeft  = 3
	boxTop   = 2
)

// box frames finished lines with a title and a line of keys.
func (e *Env) box(title clean.Text, lines []string, foot string, width int) []string {
	th := e.Theme
	inner := width - boxFrame
	edge := th.Faint.On(th.Box)
	out := make([]string, 0, len(lines)+6)
	head := Cut(title, max(inner-2, 0))
	rule := strings.Repeat("─", max(width-5-cells(head), 0))
	out = append(out, edge.wrap("╭─ ")+th.Title.On(th.Box).wrap(head)+edge.wrap(" "+rule+"╮"))
	add := func(line string) {
		out = append(out, edge.wrap("│")+th.Box.over(Pad("  "+line, width-2))+edge.wrap("│"))
	}
	add("")
	for _, l := range lines {
		add(Pad(l, inner))
	}
	if foot != "" {
		add("")
		add(foot)
	}
	out = append(out, edge.wrap("╰"+strings.Repeat("─", max(width-2, 0))+"╯"))
	return out
}

// over puts a finished line on a ground: every reset in it is followed by the
// ground again.
func (i Ink) over(line string) string {
	if i.open == "" {
		return line
	}
	line = strings.ReplaceAll(line, "\x1b[0m", reset)
	return i.open + strings.ReplaceAll(line, reset, reset+i.open) + reset
}

// boxSize is the width for content of so many cells on a screen of w cells.
func boxSize(content, w int) int { return max(min(content+boxFrame, w-4), 20) }

// Lay puts a box of finished lines onto a screen of finished lines at x, y.
func Lay(screen, box []string, x, y int) {
	for i, l := range box {
		at := y + i
		if at < 0 || at >= len(screen) {
			continue
		}
		under := screen[at]
		w := ansi.StringWidth(l)
		left := Pad(ansi.Truncate(under, x, ""), x)
		right := ansi.TruncateLeft(under, x+w, "")
		screen[at] = left + l + right
	}
}

// keysLine draws "key word" pairs for the foot of a box.
func (e *Env) keysLine(pairs ...clean.Text) string {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		if i > 0 {
			b.WriteString("   ")
		}
		b.WriteString(e.Theme.Accent.Render(pairs[i]))
		b.WriteByte(' ')
		b.WriteString(e.Theme.Muted.Render(pairs[i+1]))
	}
	return b.String()
}

func own(s string) clean.Text { return clean.Own(s) }

// Info shows text that scrolls: an explanation, a raw message.
type Info struct {
	env   *Env
	title clean.Text
	body  clean.Text
	lines []string // finished, instead of body
	pager Pager
	width int
}

// NewInfo returns an overlay with a text, wrapped to its width.
func NewInfo(env *Env, title, body clean.Text) *Info {
	return &Info{env: env, title: title, body: body}
}

// NewInfoLines returns an overlay with finished lines.
func NewInfoLines(env *Env, title clean.Text, lines []string) *Info {
	return &Info{env: env, title: title, lines: lines}
}

// Key scrolls; esc, q and enter close.
func (o *Info) Key(msg tea.KeyPressMsg) (Intent, bool) {
	if o.pager.Key(msg) {
		return nil, false
	}
	switch msg.String() {
	case "esc", "q", "enter", "?":
		return nil, true
	}
	return nil, false
}

// Paste goes to the search field.
func (o *Info) Paste(t clean.Text) { o.pager.Paste(t) }

// Mouse scrolls with the wheel.
func (o *Info) Mouse(m Mouse) (Intent, bool) { o.pager.Wheel(m.Wheel); return nil, false }

// View draws the box.
func (o *Info) View(w, h int) ([]string, *tea.Cursor) {
	width := boxSize(o.content(w), w)
	if width != o.width {
		o.width = width
		lines := o.lines
		if lines == nil {
			lines = Wrap(o.body, width-boxFrame)
		}
		o.pager.Resize(width-boxFrame, 1)
		o.pager.SetLines(lines)
	}
	o.pager.Resize(width-boxFrame, max(min(o.pager.Len(), h-7), 1))
	foot := o.env.keysLine(own("↑↓"), o.env.T("key.scroll"), own("/"), o.env.T("key.search"), own("esc"), o.env.T("key.shut"))
	return o.env.box(o.title, o.pager.Lines(o.env.Theme), foot, width), Shift(o.pager.Cursor(), boxLeft, boxTop)
}

// content is how wide the text would like to be, at most 100 cells.
func (o *Info) content(w int) int {
	widest := 44
	if o.lines != nil {
		for _, l := range o.lines {
			widest = max(widest, ansi.StringWidth(l))
		}
	} else {
		for l := range strings.Lines(o.body.String()) {
			widest = max(widest, cells(strings.TrimRight(l, "\n")))
		}
	}
	return min(widest, 100, w)
}
