package kit

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"loket/domain/clean"
)

// Editor edits a text of several lines. The textarea keeps the text and the
// cursor; the lines on the screen are drawn here, because it draws the whole text
// twice for a key, which is felt in a long letter. For the same reason the common
// keys go to it by its methods and not as messages.
type Editor struct {
	in    textarea.Model
	limit int
	w, h  int
	top   int // first line on the screen, of all as they are wrapped

	ruler   textarea.Model // wraps one line as in does
	wrapped map[string][]string
	drawn   []string // nil after a key
}

// maxWrapped bounds the lines that are remembered as they were wrapped.
const maxWrapped = 4096

func newArea(limit int) textarea.Model {
	in := textarea.New()
	in.Prompt, in.ShowLineNumbers, in.EndOfBufferCharacter = "", false, ' '
	in.CharLimit, in.MaxHeight, in.MaxWidth = limit, 0, 0
	in.SetVirtualCursor(false)
	in.KeyMap.Paste = key.NewBinding()
	in.SetStyles(textarea.Styles{
		Focused: textarea.StyleState{Placeholder: lipgloss.NewStyle().Faint(true)},
		Blurred: textarea.StyleState{Placeholder: lipgloss.NewStyle().Faint(true)},
	})
	return in
}

// NewEditor returns an empty editor that takes at most limit bytes.
func NewEditor(limit int) *Editor {
	e := &Editor{in: newArea(limit), ruler: newArea(0), limit: limit, wrapped: map[string][]string{}}
	e.in.Focus()
	return e
}

// Focus gives keys to the editor.
func (e *Editor) Focus() { e.in.Focus(); e.drawn = nil }

// Blur takes the cursor away.
func (e *Editor) Blur() { e.in.Blur(); e.drawn = nil }

// Focused reports whether keys go here.
func (e *Editor) Focused() bool { return e.in.Focused() }

// Hint is what is shown while the editor is empty.
func (e *Editor) Hint(t clean.Text) { e.in.Placeholder = t.String(); e.drawn = nil }

// Value is the text, cleaned.
func (e *Editor) Value() string { return clean.Block(e.in.Value(), e.limit).String() }

// Set replaces the text and puts the cursor at its beginning.
func (e *Editor) Set(s string) {
	e.in.SetValue(clean.Block(s, e.limit).String())
	e.in.MoveToBegin()
	e.top, e.drawn = 0, nil
}

// Resize sets the size in cells.
func (e *Editor) Resize(w, h int) {
	w, h = max(w-1, 1), max(h, 1)
	if w == e.w && h == e.h {
		return
	}
	if w != e.w {
		clear(e.wrapped)
	}
	e.w, e.h, e.drawn = w, h, nil
	e.in.SetWidth(w)
	e.in.SetHeight(h)
	e.ruler.SetWidth(w)
}

// Key edits; false for the keys that leave the editor: esc, tab, ctrl+c, ctrl+s,
// ctrl+p.
func (e *Editor) Key(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "esc", "tab", "shift+tab", "ctrl+c", "ctrl+s", "ctrl+p":
		return false
	}
	e.drawn = nil
	if !e.quick(msg) {
		e.in, _ = e.in.Update(msg)
	}
	return true
}

// quick does the keys that make up nearly all typing; false for any other.
func (e *Editor) quick(msg tea.KeyPressMsg) bool {
	if e.in.HasSelection() || !e.in.Focused() {
		return false
	}
	e.in.ClearSelection() // one of no width remembers where it began
	row, col := e.in.Line(), e.in.Column()
	switch s := msg.String(); {
	case s == "left" && col > 0:
		e.in.SetCursorColumn(col - 1)
	case s == "right" && col < len([]rune(e.lines()[row])):
		e.in.SetCursorColumn(col + 1)
	case s == "up":
		e.in.CursorUp()
	case s == "down":
		e.in.CursorDown()
	case s == "pgup" || s == "pgdown": // the textarea would go by what it drew
		for range max(e.h-1, 1) {
			if s == "pgup" {
				e.in.CursorUp()
			} else {
				e.in.CursorDown()
			}
		}
	case s == "home":
		e.in.CursorStart()
	case s == "end":
		e.in.CursorEnd()
	case s == "backspace" && col > 0:
		return e.rubOut(row, col)
	case msg.Text != "" && msg.Mod&^tea.ModShift == 0:
		e.in.InsertString(msg.Text)
	default:
		return false
	}
	return true
}

// rubOut takes the sign before the cursor away, by selecting it; false where the
// selection is not exactly that sign.
func (e *Editor) rubOut(row, col int) bool {
	sign := string([]rune(e.lines()[row])[col-1])
	at := e.in.LineInfo()
	n, y := cells(sign), e.cursorLine()-e.in.ScrollYOffset()
	if n == 0 || at.CharOffset < n {
		return false
	}
	m := e.in
	m.BeginSelection(at.CharOffset-n, y)
	m.ExtendSelection(at.CharOffset, y)
	if from, to, ok := m.Selection(); !ok || from.Row != row || from.Col != col-1 || to.Row != row || to.Col != col {
		return false
	}
	m.DeleteSelection()
	e.in = m
	return true
}

// Paste inserts cleaned text.
func (e *Editor) Paste(t clean.Text) {
	room := e.limit - e.in.Length()
	if room > 0 {
		e.in.InsertString(clean.Block(t.String(), room).String())
	}
	e.drawn = nil
}

func (e *Editor) lines() []string { return strings.Split(e.in.Value(), "\n") }

// wrap is a line as the textarea breaks it.
func (e *Editor) wrap(line string) []string {
	if got, ok := e.wrapped[line]; ok {
		return got
	}
	e.ruler.SetValue(line)
	n := max(e.ruler.LineInfo().Height, 1)
	e.ruler.SetHeight(n)
	e.ruler.MoveToBegin()
	got := strings.Split(e.ruler.View(), "\n")
	got = got[:min(n, len(got))]
	if len(e.wrapped) >= maxWrapped {
		clear(e.wrapped)
	}
	e.wrapped[line] = got
	return got
}

// cursorLine is the cursor's line, of all as they are wrapped.
func (e *Editor) cursorLine() int {
	n := e.in.LineInfo().RowOffset
	for _, l := range e.lines()[:e.in.Line()] {
		n += len(e.wrap(l))
	}
	return n
}

// Lines draws the editor in h lines of w cells.
func (e *Editor) Lines(w, h int) []string {
	if len(e.drawn) == h && h > 0 && LineWidth(e.drawn[0]) == w {
		return e.drawn
	}
	var all []string
	if e.in.Value() == "" {
		e.top = 0
		all = strings.Split(e.in.View(), "\n") // the hint
	} else {
		for _, l := range e.lines() {
			all = append(all, e.wrap(l)...)
		}
		e.show(len(all), h)
		all = all[min(e.top, len(all)):]
	}
	out := make([]string, 0, h)
	for _, l := range Exactly(all, h) {
		out = append(out, Pad(l, w))
	}
	e.drawn = out
	return out
}

// show scrolls to the cursor.
func (e *Editor) show(all, h int) {
	at := e.cursorLine()
	e.top = max(min(e.top, at, max(all-h, 0)), at-h+1, 0)
}

// Cursor is the place of the cursor in the editor, nil when it has no focus.
func (e *Editor) Cursor() *tea.Cursor {
	c := e.in.Cursor()
	if c == nil {
		return nil
	}
	c.Y = e.cursorLine() - e.top
	if e.h > 0 && (c.Y < 0 || c.Y >= e.h) { // not drawn yet since the key
		e.show(e.cursorLine()+1, e.h)
		c.Y = e.cursorLine() - e.top
	}
	return c
}
