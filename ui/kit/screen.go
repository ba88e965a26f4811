package kit

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
)

// Screen is one full screen of the console above the status line and the hints.
// The root calls it from the event loop only, so a screen needs no locks. All
// coordinates are relative to the screen's own upper left cell.
type Screen interface {
	// Resize gives the size in cells. It is called before the first View and
	// again when language or theme change: drop what was drawn.
	Resize(w, h int)
	// Key takes a key; false passes it on to the root's own keys.
	Key(msg tea.KeyPressMsg) (Intent, bool)
	// Paste takes cleaned text.
	Paste(text clean.Text) Intent
	// Mouse takes a click or a turn of the wheel.
	Mouse(m Mouse) (Intent, bool)
	// Apply says that tickets changed. It must be cheap: slow reading goes into
	// a Run. It is called once after the screen was pushed, too, with All set.
	Apply(c Changes) Intent
	// Tick is called once a second after Env.Now moved on.
	Tick(now time.Time) Intent
	// View draws exactly h lines of w cells, joined by "\n".
	View() string
	// Cursor is the place of the real cursor, nil to hide it.
	Cursor() *tea.Cursor
	// Bindings are what keys do now, in the order of the help. With a field in
	// focus a screen still lists them but takes typed keys itself.
	Bindings() []Binding
	// Title names the screen in the window's title.
	Title() clean.Text
	// Busy is why the screen should not be left without asking, "" if it may.
	Busy() clean.Text
}

// Changes is what happened at the desk since the last call. Rows are the new
// rows; All means that everything may have changed.
type Changes struct {
	Rows []*ticket.Row
	All  bool
}

// Has reports whether a ticket may have changed.
func (c Changes) Has(id ticket.ID) bool {
	if c.All {
		return true
	}
	for _, r := range c.Rows {
		if r.ID == id {
			return true
		}
	}
	return false
}

// Mouse is a click or a turn of the wheel.
type Mouse struct {
	X, Y  int
	Wheel int // -1 up, 1 down, 0 for a click
	Left  bool
	Right bool
	Shift bool
	Ctrl  bool
}

// In returns the event relative to a corner.
func (m Mouse) In(x, y int) Mouse { m.X, m.Y = m.X-x, m.Y-y; return m }
