package paint

import (
	"fmt"
	"image/color"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// modes is what the terminal was told beside what it shows.
type modes struct {
	bare       bool // of all these it knows a cursor
	entered    bool
	cursor     bool // it is to be seen
	style      int
	title      string
	mouse      tea.MouseMode
	fore, back color.Color
}

// The sequences that every console writes first, last, and for a mouse: a screen of
// its own without a cursor, pastes in brackets, word of the focus, keys by their names.
const (
	enter = ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable + ansi.SetModeBracketedPaste + ansi.SetModeFocusEvent +
		ansi.SetModifyOtherKeys2 + "\x1b[>1u" + ansi.RequestKittyKeyboard
	leave = ansi.ResetModifyOtherKeys + "\x1b[<1u" + ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable +
		ansi.ResetModeBracketedPaste + ansi.ResetModeFocusEvent
	mouseOn  = ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr
	mouseOff = ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr
)

// set is what changes them to those of a view.
func (m *modes) set(v *tea.View) string {
	var b strings.Builder
	if m.bare {
		first := !m.entered
		m.entered = true
		return map[bool]string{true: bareEnter}[first]
	}
	if !m.entered {
		b.WriteString(enter)
		m.entered = true
	}
	if m.title != v.WindowTitle {
		m.title = v.WindowTitle
		b.WriteString(ansi.SetWindowTitle(m.title))
	}
	if m.mouse != v.MouseMode {
		m.mouse = v.MouseMode
		if m.mouse == tea.MouseModeNone {
			b.WriteString(mouseOff)
		} else {
			b.WriteString(mouseOn)
		}
	}
	if m.fore != v.ForegroundColor {
		m.fore = v.ForegroundColor
		b.WriteString(coloured(m.fore, ansi.SetForegroundColor, ansi.ResetForegroundColor))
	}
	if m.back != v.BackgroundColor {
		m.back = v.BackgroundColor
		b.WriteString(coloured(m.back, ansi.SetBackgroundColor, ansi.ResetBackgroundColor))
	}
	if style := styleOf(v.Cursor); style != m.style {
		m.style = style
		b.WriteString(ansi.SetCursorStyle(style))
	}
	return b.String()
}

// styleOf is a cursor's shape as terminals number them, 0 for the terminal's own.
func styleOf(c *tea.Cursor) int {
	if c == nil || c.Shape == tea.CursorBlock && c.Blink {
		return 0
	}
	style := 2*int(c.Shape) + 1
	if !c.Blink {
		style++
	}
	return style
}

func coloured(c color.Color, set func(string) string, reset string) string {
	if c == nil {
		return reset
	}
	r, g, b, _ := c.RGBA()
	return set(fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8))
}

// leave is what takes all of it back.
func (m *modes) leave(method ansi.Method) string {
	if !m.entered {
		return ""
	}
	if m.bare {
		return bareLeave
	}
	v := tea.View{}
	out := "\x1b[m" + m.set(&v) + leave
	if method == ansi.GraphemeWidth {
		out += ansi.ResetModeUnicodeCore
	}
	return out
}
