package ticketview

import (
	tea "charm.land/bubbletea/v2"

	"loket/ui/kit"
)

// block is one thing in a column: a requirement, a step, a name. Draw returns
// its lines in exactly w cells; a selected one may show more. A block without
// an id cannot be selected: a heading.
type block struct {
	id   string
	draw func(w int, selected bool) []string
}

// rows is a column of blocks of several heights with one of them selected.
type rows struct {
	w, h   int
	blocks []block
	drawn  [][]string
	at     int
	top    int // first visible line
}

func (r *rows) resize(w, h int) {
	r.w, r.h = max(w, 0), max(h, 0)
	r.set(r.blocks)
}

// set replaces the blocks; the selection stays on its id, or at its place.
func (r *rows) set(blocks []block) {
	id, at := r.selected(), r.at
	r.blocks, r.at = blocks, -1
	for i := range blocks {
		if id != "" && blocks[i].id == id {
			r.at = i
		}
	}
	if r.at < 0 {
		r.at = max(min(at, len(blocks)-1), 0)
		r.settle(1)
	}
	r.drawn = make([][]string, len(blocks))
	for i := range blocks {
		r.redraw(i)
	}
	r.show()
}

// settle moves from a heading to the nearest block that can be selected.
func (r *rows) settle(step int) {
	for _, d := range []int{step, -step} {
		for i := r.at; i >= 0 && i < len(r.blocks); i += d {
			if r.blocks[i].id != "" {
				r.at = i
				return
			}
		}
	}
}

func (r *rows) redraw(i int) {
	if i < 0 || i >= len(r.blocks) {
		return
	}
	r.drawn[i] = r.blocks[i].draw(max(r.w-2, 1), i == r.at && r.blocks[i].id != "")
}

func (r *rows) selected() string {
	if r.at < 0 || r.at >= len(r.blocks) {
		return ""
	}
	return r.blocks[r.at].id
}

func (r *rows) choose(id string) bool {
	for i := range r.blocks {
		if r.blocks[i].id == id {
			r.goTo(i, 1)
			return true
		}
	}
	return false
}

func (r *rows) goTo(i, step int) {
	was := r.at
	r.at = max(min(i, len(r.blocks)-1), 0)
	r.settle(step)
	if r.at != was {
		r.redraw(was)
		r.redraw(r.at)
	}
	r.show()
}

// show scrolls so that the selected block is visible, its heading too.
func (r *rows) show() {
	from, to, all := 0, 0, 0
	for i := range r.drawn {
		if i == r.at {
			from, to = all, all+len(r.drawn[i])
			if i > 0 && r.blocks[i-1].id == "" {
				from -= len(r.drawn[i-1])
			}
		}
		all += len(r.drawn[i])
	}
	if to > r.top+r.h {
		r.top = to - r.h
	}
	r.top = max(min(r.top, from, all-r.h), 0)
}

// key moves the selection.
func (r *rows) key(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "j", "down":
		r.goTo(r.at+1, 1)
	case "k", "up":
		r.goTo(r.at-1, -1)
	case "g", "home":
		r.goTo(0, 1)
	case "G", "end":
		r.goTo(len(r.blocks)-1, -1)
	case "pgdown":
		r.goTo(r.at+max(r.h/2, 1), 1)
	case "pgup":
		r.goTo(r.at-max(r.h/2, 1), -1)
	default:
		return false
	}
	return true
}

// click selects what was clicked.
func (r *rows) click(y int) {
	line := r.top + y
	for i := range r.drawn {
		if line < len(r.drawn[i]) {
			if r.blocks[i].id != "" {
				r.goTo(i, 1)
			}
			return
		}
		line -= len(r.drawn[i])
	}
}

func (r *rows) wheel(turn int) { r.goTo(r.at+turn, turn) }

// lines draws exactly h lines of w cells: a bar marks the selected block.
func (r *rows) lines(th *kit.Theme) []string {
	out := make([]string, 0, r.h)
	y := 0
	for i, lines := range r.drawn {
		gutter := "  "
		if i == r.at && r.blocks[i].id != "" {
			gutter = th.Accent.Render(bar) + " "
		}
		for _, l := range lines {
			if y >= r.top && len(out) < r.h {
				out = append(out, gutter+kit.Pad(l, max(r.w-2, 0)))
			}
			y++
		}
	}
	for len(out) < r.h {
		out = append(out, kit.Spaces(r.w))
	}
	return out
}
