package kit

// Toggle marks the selected row or takes its mark away.
func (l *List[K]) Toggle() {
	if l.n == 0 {
		return
	}
	l.mark(l.chosen, !l.marks[l.chosen])
}

func (l *List[K]) mark(id K, on bool) {
	if on {
		l.marks[id] = true
	} else {
		delete(l.marks, id)
	}
}

// rangeKey begins a range at the selected row, or marks it and ends it.
func (l *List[K]) rangeKey() {
	if l.n == 0 {
		return
	}
	if l.anchor < 0 {
		l.anchor = l.at
		return
	}
	for i := min(l.anchor, l.at); i <= max(l.anchor, l.at); i++ {
		l.marks[l.At(i)] = true
	}
	l.anchor = -1
}

func (l *List[K]) inRange(i int) bool {
	return l.anchor >= 0 && i >= min(l.anchor, l.at) && i <= max(l.anchor, l.at)
}

func (l *List[K]) markAll() {
	all := true
	for i := range l.n {
		if id := l.At(i); !l.marks[id] {
			all = false
			l.marks[id] = true
		}
	}
	if all {
		clear(l.marks)
	}
}

// Marked returns the number of marks, of rows in view and hidden ones.
func (l *List[K]) Marked() int { return len(l.marks) }

// Unmark takes all marks and an open range away; false if there were none.
func (l *List[K]) Unmark() bool {
	had := len(l.marks) > 0 || l.anchor >= 0
	clear(l.marks)
	l.anchor = -1
	return had
}

// MarkedRows returns the places of the marked rows in order, an open range
// included. Marks of rows that are not in the list now do not count: nobody
// acts on what is not shown.
func (l *List[K]) MarkedRows() []int {
	if len(l.marks) == 0 && l.anchor < 0 {
		return nil
	}
	var out []int
	for i := range l.n {
		if l.marks[l.At(i)] || l.inRange(i) {
			out = append(out, i)
		}
	}
	return out
}
