package paint

// Lists move by a line, or by three with a wheel.
const maxShift = 3

// worth is how many cells a scroll has to save: it takes some 20 bytes.
const worth = 24

// block is a part of the screen, both lines included, that moves up by n lines, or
// down where n is negative.
type block struct{ top, bottom, n int }

// shift scrolls what comes nearest to the frame by that, where anything does. What is
// left to be drawn is less, but the frame is the same.
func (s *screen) shift(next [][]cell) {
	stay := make([]int, s.h) // cells to be written where nothing is scrolled
	for y := range stay {
		stay[y] = differing(s.cells[y], next[y])
	}
	var best block
	most := worth
	for n := -maxShift; n <= maxShift; n++ {
		if b, saved := s.saved(next, stay, n); n != 0 && saved > most {
			best, most = b, saved
		}
	}
	if best.n != 0 {
		s.scroll(best.top, best.bottom, best.n, s.inks.plain)
		s.shifted(best)
	}
}

// saved finds the block that is best moved by n lines and returns how many cells need
// not be written then.
func (s *screen) saved(next [][]cell, stay []int, n int) (best block, most int) {
	from, sum := 0, 0
	for y := max(0, -n); y < min(s.h, s.h-n); y++ {
		if sum <= 0 {
			from, sum = y, 0
		}
		if sum += stay[y] - differing(s.cells[y+n], next[y]); sum <= most {
			continue
		}
		b := block{from + min(n, 0), y + max(n, 0), n}
		if saved := sum - s.lost(next, stay, b); saved > most {
			best, most = b, saved
		}
	}
	return best, most
}

// lost is how many cells more are to be written in the lines that come in blank.
func (s *screen) lost(next [][]cell, stay []int, b block) int {
	from, to := b.bottom-b.n+1, b.bottom
	if b.n < 0 {
		from, to = b.top, b.top-b.n-1
	}
	cells := 0
	for y := from; y <= to; y++ {
		for _, c := range next[y] {
			if c.text != " " || c.ink != s.inks.plain {
				cells++
			}
		}
		cells -= stay[y]
	}
	return cells
}

// shifted notes that a block has moved.
func (s *screen) shifted(b block) {
	raw, cells := s.raw[b.top:b.bottom+1], s.cells[b.top:b.bottom+1]
	if b.n > 0 {
		copy(raw, raw[b.n:])
		copy(cells, cells[b.n:])
		raw, cells = raw[len(raw)-b.n:], cells[len(cells)-b.n:]
	} else {
		copy(raw[-b.n:], raw)
		copy(cells[-b.n:], cells)
		raw, cells = raw[:-b.n], cells[:-b.n]
	}
	for y := range raw {
		raw[y], cells[y] = unknown, s.inks.blanks(s.w)
	}
}
