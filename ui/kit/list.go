package kit

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// List is a virtual list: it draws only what is visible and keeps finished rows
// until what they show changes. K identifies a row through changes of order.
// The screen sets At, Stamp and Draw once, then calls SetCount after every
// change of its rows.
type List[K comparable] struct {
	// At returns the identity of row i.
	At func(i int) K
	// Stamp returns the row's version and the part that changes with time (the
	// countdown): a row is drawn again when one of them differs.
	Stamp func(i int) (version uint64, live string)
	// Draw returns the row in exactly width cells.
	Draw func(i, width int, look Look) string

	n, top, at int
	w, h       int
	chosen     K // identity of the selected row
	marks      map[K]bool
	anchor     int // start of a range being marked, -1 for none
	finished   map[stamp[K]]string
}

// Look is how a row is to be drawn.
type Look struct{ Selected, Marked bool }

type stamp[K comparable] struct {
	id      K
	version uint64
	live    string
	look    Look
}

const keptRows = 1024

// NewList returns an empty list.
func NewList[K comparable](at func(i int) K, stamp func(i int) (uint64, string), draw func(i, width int, look Look) string) *List[K] {
	return &List[K]{At: at, Stamp: stamp, Draw: draw, anchor: -1, marks: map[K]bool{}}
}

// Resize sets the size and drops finished rows.
func (l *List[K]) Resize(w, h int) {
	l.w, l.h = max(w, 0), max(h, 0)
	l.finished = nil
	l.show()
}

// Redraw drops finished rows: what Draw depends on besides the row changed.
func (l *List[K]) Redraw() { l.finished = nil }

// SetCount says that there are n rows now. The selection stays on its row, or
// at its place where that row is gone. Marks stay, also of rows that a filter
// hides; see MarkedRows.
func (l *List[K]) SetCount(n int) {
	l.n = max(n, 0)
	l.anchor = -1
	if l.n > 0 && (l.at >= l.n || l.At(l.at) != l.chosen) {
		l.find()
	}
	l.Select(l.at)
}

func (l *List[K]) find() {
	for i := range l.n {
		if l.At(i) == l.chosen {
			l.at = i
			return
		}
	}
}

// Len returns the number of rows.
func (l *List[K]) Len() int { return l.n }

// Index returns the selected row, -1 in an empty list.
func (l *List[K]) Index() int {
	if l.n == 0 {
		return -1
	}
	return l.at
}

// Select moves the selection to row i, or the nearest there is.
func (l *List[K]) Select(i int) {
	l.at = min(max(i, 0), max(l.n-1, 0))
	if l.n > 0 {
		l.chosen = l.At(l.at)
	}
	l.show()
}

// Choose moves the selection to the row with an identity, if it is there.
func (l *List[K]) Choose(id K) bool {
	for i := range l.n {
		if l.At(i) == id {
			l.Select(i)
			return true
		}
	}
	return false
}

func (l *List[K]) show() {
	l.top = min(l.top, l.at)
	if l.at >= l.top+l.h {
		l.top = l.at - l.h + 1
	}
	l.top = max(min(l.top, l.n-l.h), 0)
}

// Key moves and marks: j k and arrows, g G home end, pgup pgdn, ctrl+d ctrl+u,
// space (mark and go on), v (range), * (all, or none when all are marked).
func (l *List[K]) Key(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "j", "down":
		l.Select(l.at + 1)
	case "k", "up":
		l.Select(l.at - 1)
	case "g", "home":
		l.Select(0)
	case "G", "end":
		l.Select(l.n - 1)
	case "pgdown", "ctrl+f":
		l.page(l.h - 1)
	case "pgup", "ctrl+b":
		l.page(1 - l.h)
	case "ctrl+d":
		l.page(l.h / 2)
	case "ctrl+u":
		l.page(-l.h / 2)
	case "space":
		l.Toggle()
		l.Select(l.at + 1)
	case "v":
		l.rangeKey()
	case "*":
		l.markAll()
	default:
		return false
	}
	return true
}

func (l *List[K]) page(n int) {
	l.top = max(min(l.top+n, l.n-l.h), 0)
	l.Select(l.at + n)
}

// Mouse selects the row that was clicked and scrolls with the wheel; clicked
// says that it was the selected row already, which means: open it.
func (l *List[K]) Mouse(m Mouse) (clicked bool) {
	if m.Wheel != 0 {
		l.Select(l.at + 3*m.Wheel)
		return false
	}
	i := l.top + m.Y
	if !m.Left || m.Y < 0 || m.Y >= l.h || m.X < 0 || m.X >= l.w || i >= l.n {
		return false
	}
	if m.Ctrl {
		l.Select(i)
		l.Toggle()
		return false
	}
	again := i == l.at
	l.Select(i)
	return again
}

// Lines draws the list in exactly h lines.
func (l *List[K]) Lines() []string {
	out := make([]string, l.h)
	if l.finished == nil || len(l.finished) > keptRows {
		l.finished = make(map[stamp[K]]string, 2*l.h)
	}
	for y := range out {
		i := l.top + y
		if i >= l.n {
			out[y] = Spaces(l.w)
			continue
		}
		out[y] = l.row(i)
	}
	return out
}

func (l *List[K]) row(i int) string {
	k := stamp[K]{id: l.At(i), look: Look{Selected: i == l.at}}
	k.look.Marked = len(l.marks) > 0 && l.marks[k.id] || l.inRange(i)
	k.version, k.live = l.Stamp(i)
	line, ok := l.finished[k]
	if !ok {
		line = l.Draw(i, l.w, k.look)
		l.finished[k] = line
	}
	return line
}

// View is Lines in one string.
func (l *List[K]) View() string { return strings.Join(l.Lines(), "\n") }

// Position returns the first visible row and the number of visible rows.
func (l *List[K]) Position() (top, height int) { return l.top, l.h }
