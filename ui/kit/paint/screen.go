package paint

import (
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// screen is what the terminal shows, and how to make it show something else.
type screen struct {
	pen

	inks   *inks
	method ansi.Method
	w, h   int
	raw    []string // lines as they were given; unknown for one that has to be drawn
	cells  [][]cell
}

// unknown is a line that no screen has.
const unknown = "\x00"

func newScreen(p colorprofile.Profile, term string) *screen {
	s := &screen{inks: newInks(p)}
	s.ink = s.inks.plain
	s.erases = !strings.HasPrefix(term, "screen")
	return s
}

// erase makes the screen blank, and of a size.
func (s *screen) erase(w, h int) {
	if len(s.inks.all) > maxInks {
		s.inks = newInks(s.inks.profile)
	}
	s.w, s.h, s.width = w, h, w
	s.dip(s.inks.plain, false)
	s.WriteString("\x1b[m\x1b[H\x1b[2J") // whatever the terminal wrote with before
	s.x, s.y = 0, 0
	s.raw, s.cells = make([]string, h), make([][]cell, h)
	for y := range s.cells {
		s.raw[y], s.cells[y] = unknown, s.inks.blanks(w)
	}
}

// draw writes what makes the terminal show these lines.
func (s *screen) draw(content string) {
	lines := strings.SplitN(content, "\n", s.h+1)
	lines = append(lines, make([]string, max(s.h-len(lines), 0))...)[:s.h]
	if len(s.inks.all) > maxInks {
		s.erase(s.w, s.h)
	}
	next := make([][]cell, s.h)
	changed := 0
	for y, l := range lines {
		if l == s.raw[y] {
			next[y] = s.cells[y]
			continue
		}
		changed++
		next[y] = s.inks.cells(l, s.w, s.method)
	}
	if changed > 5 {
		s.shift(next)
	}
	for y, l := range lines {
		if l != s.raw[y] {
			s.line(y, next[y])
			s.raw[y], s.cells[y] = l, next[y]
		}
	}
}

// line draws one line where another was.
func (s *screen) line(y int, to []cell) {
	was := s.cells[y]
	if wide(was) || wide(to) {
		s.anew(y, to)
		return
	}
	tail, ground := tailOf(to)
	if !s.erasable(ground) || differing(was[tail:], to[tail:]) < len(ansi.EraseLineRight)+1 {
		tail = len(to)
	}
	for x := range to[:tail] {
		if was[x] == to[x] {
			continue
		}
		if s.y != y || s.x < 0 || !s.bridge(to, x) {
			s.move(x, y)
		}
		s.put(&to[x])
	}
	if tail < len(to) {
		s.move(tail, y)
		s.eraseLine(ground)
	}
}

// erasable reports whether erasing leaves blanks of a ground.
func (s *screen) erasable(ground *ink) bool {
	return ground == s.inks.plain || s.erases && ground != nil && ground.flat
}

// bridge writes the few cells between the cursor and x again where that is shorter
// than moving.
func (s *screen) bridge(to []cell, x int) bool {
	if s.x > x || x-s.x > 3 {
		return false
	}
	n := 0
	for _, c := range to[s.x:x] {
		if n += len(c.text); c.ink != s.ink && !(c.text == " " && c.ink == s.ink.ground) {
			return false
		}
	}
	if n > 4 {
		return false
	}
	for s.x < x {
		s.put(&to[s.x])
	}
	return true
}

// anew draws a line of which nobody knows where its characters stand on this
// terminal: each after a wide one is placed.
func (s *screen) anew(y int, to []cell) {
	s.x = -1
	s.move(0, y)
	s.eraseLine(s.inks.plain)
	tail, ground := tailOf(to)
	if ground != s.inks.plain { // which is what the line was just erased with
		tail = len(to)
	}
	for x := range to[:tail] {
		if to[x].width > 0 {
			s.move(x, y)
			s.put(&to[x])
		}
	}
}

// tailOf returns where the blanks begin that a line ends with, and their ground.
func tailOf(line []cell) (at int, ground *ink) {
	at = len(line)
	for at > 0 && line[at-1].text == " " && (ground == nil || line[at-1].ink == ground) {
		at--
		ground = line[at].ink
	}
	return at, ground
}

// differing counts the cells that differ.
func differing(a, b []cell) int {
	n := 0
	if len(b) > 0 && &a[0] == &b[0] {
		return 0
	}
	for i := range b {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}
