package kit

import (
	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"loket/domain/clean"
)

// Field edits one line. It draws no cursor of its own; Cursor gives the place
// for the terminal's.
type Field struct {
	in    textinput.Model
	limit int
}

// NewField returns an empty field that takes at most limit runes.
func NewField(limit int) *Field {
	in := textinput.New()
	in.Prompt = ""
	in.CharLimit = limit
	in.SetVirtualCursor(false)
	in.KeyMap.Paste = key.NewBinding() // it would read the clipboard of the server
	in.SetStyles(textinput.Styles{
		Focused: textinput.StyleState{Placeholder: lipgloss.NewStyle().Faint(true)},
		Blurred: textinput.StyleState{Placeholder: lipgloss.NewStyle().Faint(true)},
	})
	in.Focus()
	return &Field{in: in, limit: limit}
}

// Focus and Blur switch the cursor.
func (f *Field) Focus() { f.in.Focus() }

// Blur takes the cursor away.
func (f *Field) Blur() { f.in.Blur() }

// Focused reports whether keys go here.
func (f *Field) Focused() bool { return f.in.Focused() }

// Hint is what is shown while the field is empty.
func (f *Field) Hint(t clean.Text) { f.in.Placeholder = t.String() }

// Hide shows a dot for every rune.
func (f *Field) Hide() { f.in.EchoMode, f.in.EchoCharacter = textinput.EchoPassword, '•' }

// Value is what was typed, cleaned to a line.
func (f *Field) Value() string { return clean.Line(f.in.Value(), f.limit).String() }

// Raw is what was typed with the blanks at its end, which a filter wants.
func (f *Field) Raw() string { return f.in.Value() }

// Set replaces the text and puts the cursor behind it.
func (f *Field) Set(s string) {
	f.in.SetValue(clean.Line(s, f.limit).String())
	f.in.CursorEnd()
}

// Key edits; true if the key was one for a field.
func (f *Field) Key(msg tea.KeyPressMsg) bool {
	if !edits(msg) {
		return false
	}
	f.in, _ = f.in.Update(msg)
	return true
}

// edits reports whether a key belongs to a text: everything but the keys that
// leave it.
func edits(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "esc", "enter", "tab", "shift+tab", "up", "down", "pgup", "pgdown", "ctrl+c", "ctrl+p", "ctrl+n", "ctrl+s":
		return false
	}
	return true
}

// Paste inserts cleaned text.
func (f *Field) Paste(t clean.Text) {
	f.in, _ = f.in.Update(tea.PasteMsg{Content: clean.Line(t.String(), f.limit).String()})
}

// View draws the field in exactly width cells: around the cursor, and from its
// beginning where it has none.
func (f *Field) View(width int) string {
	if width < 2 {
		return Spaces(width)
	}
	if text := f.Value(); text != "" && !f.in.Focused() && f.in.EchoMode == textinput.EchoNormal {
		return Fit(clean.Own(text), width)
	}
	f.in.SetWidth(width - 1)
	return Pad(f.in.View(), width)
}

// Cursor is the place of the cursor in the field, nil when it has no focus.
func (f *Field) Cursor() *tea.Cursor {
	if !f.in.Focused() {
		return nil
	}
	return f.in.Cursor()
}
