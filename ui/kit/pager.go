package kit

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"loket/domain/clean"
)

// Pager shows finished lines that are more than fit, and finds words in them.
type Pager struct {
	lines  []string
	plain  []string // lower case without sequences, made when a search begins
	top    int
	w, h   int
	find   string
	search *Field // open while the officer types what to find
}

// Resize sets the size in cells.
func (p *Pager) Resize(w, h int) { p.w, p.h = max(w, 0), max(h, 0); p.clamp() }

// SetLines replaces the lines; the place stays where it can.
func (p *Pager) SetLines(lines []string) {
	p.lines, p.plain = lines, nil
	p.clamp()
}

// SetText wraps a text to the pager's width.
func (p *Pager) SetText(t clean.Text) { p.SetLines(Wrap(t, p.w)) }

// Top goes to the first line, Goto to line i, and Line tells the first visible.
func (p *Pager) Top() { p.top = 0 }

// Goto makes line i the first visible one where possible.
func (p *Pager) Goto(i int) { p.top = i; p.clamp() }

// Line returns the first visible line.
func (p *Pager) Line() int { return p.top }

// Len returns the number of lines.
func (p *Pager) Len() int { return len(p.lines) }

// More reports whether there are lines below.
func (p *Pager) More() bool { return p.top+p.h < len(p.lines) }

func (p *Pager) clamp() { p.top = max(min(p.top, len(p.lines)-p.h), 0) }

func (p *Pager) move(n int) { p.top += n; p.clamp() }

// Typing reports whether the search field is open.
func (p *Pager) Typing() bool { return p.search != nil }

// Key scrolls with the list's keys; / searches, n and N go on.
func (p *Pager) Key(msg tea.KeyPressMsg) bool {
	if p.search != nil {
		return p.typeKey(msg)
	}
	switch msg.String() {
	case "j", "down":
		p.move(1)
	case "k", "up":
		p.move(-1)
	case "g", "home":
		p.top = 0
	case "G", "end":
		p.move(len(p.lines))
	case "pgdown", "space", "ctrl+f":
		p.move(p.h - 1)
	case "pgup", "ctrl+b":
		p.move(1 - p.h)
	case "ctrl+d":
		p.move(p.h / 2)
	case "ctrl+u":
		p.move(-p.h / 2)
	case "/":
		p.search = NewField(80)
	case "n":
		p.next(1)
	case "N":
		p.next(-1)
	default:
		return false
	}
	return true
}

func (p *Pager) typeKey(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "esc":
		p.search, p.find = nil, ""
	case "enter":
		p.find, p.search = strings.ToLower(p.search.Value()), nil
	default:
		p.search.Key(msg)
		p.find = strings.ToLower(p.search.Value())
		p.top--
		p.next(1)
	}
	return true
}

// next goes to the next line with what is searched, around the end.
func (p *Pager) next(step int) {
	if p.find == "" || len(p.lines) == 0 {
		p.clamp()
		return
	}
	p.fold()
	n := len(p.lines)
	for i := 1; i <= n; i++ {
		at := ((p.top+i*step)%n + n) % n
		if strings.Contains(p.plain[at], p.find) {
			p.top = at
			break
		}
	}
	p.clamp()
}

func (p *Pager) fold() {
	if p.plain != nil {
		return
	}
	p.plain = make([]string, len(p.lines))
	for i, l := range p.lines {
		p.plain[i] = strings.ToLower(ansi.Strip(l))
	}
}

// Paste inserts into the search field.
func (p *Pager) Paste(t clean.Text) {
	if p.search != nil {
		p.search.Paste(t)
	}
}

// Wheel scrolls by the wheel.
func (p *Pager) Wheel(turn int) { p.move(3 * turn) }

// Lines draws exactly h lines of w cells; while a search is typed its field is
// the last line. Lines that were found are marked.
func (p *Pager) Lines(th *Theme) []string {
	out := make([]string, p.h)
	if p.find != "" {
		p.fold()
	}
	for y := range out {
		i := p.top + y
		if i >= len(p.lines) {
			out[y] = Spaces(p.w)
			continue
		}
		out[y] = Pad(p.found(i, th), p.w)
	}
	if p.search != nil && p.h > 0 {
		out[p.h-1] = th.Accent.Render(clean.Own("/ ")) + p.search.View(p.w-2)
	}
	return out
}

func (p *Pager) found(i int, th *Theme) string {
	line := p.lines[i]
	if p.find == "" {
		return line
	}
	at := strings.Index(p.plain[i], p.find)
	if at < 0 {
		return line
	}
	from := cells(p.plain[i][:at])
	to := from + cells(p.find)
	hit := ansi.Strip(ansi.Cut(line, from, to))
	return ansi.Cut(line, 0, from) + th.Found.wrap(hit) + ansi.Cut(line, to, ansi.StringWidth(line))
}

// Cursor is the place of the search field's cursor, nil without one.
func (p *Pager) Cursor() *tea.Cursor {
	if p.search == nil {
		return nil
	}
	return Shift(p.search.Cursor(), 2, p.h-1)
}

// Shift moves a cursor by an offset; nil stays nil.
func Shift(c *tea.Cursor, dx, dy int) *tea.Cursor {
	if c != nil {
		c.X, c.Y = c.X+dx, c.Y+dy
	}
	return c
}
