package ticket

import (
	"slices"
	"time"
)

// Selection is what was asked of the queue, as Desk.Queue takes it.
type Selection struct {
	View  View
	By    string
	Query *Query
	Sort  Sort
	Desc  bool
}

// Mend brings rows that Queue gave for a selection up to date with those that
// changed since, each of which is looked for, taken out and put in where it belongs:
// the others are not touched. It works in place, as append does. The result is what
// Queue gives now, except that a row which did not change stays or stays away as it
// was: what time alone moves is found by asking Queue again.
func (d *Desk) Mend(rows, changed []*Row, s Selection, now time.Time) []*Row {
	if len(changed) > maxStale {
		return d.Queue(s.View, s.By, s.Query, s.Sort, s.Desc, now)
	}
	in := d.within(s.View, s.By, now)
	for _, r := range changed {
		rows = s.mend(rows, r, in(r) && s.Query.Match(r, s.By, now))
	}
	return rows
}

// mend puts one row in its place, or takes it out where it does not fit any more.
func (s Selection) mend(rows []*Row, r *Row, fits bool) []*Row {
	place := func() (int, bool) {
		return slices.BinarySearchFunc(rows, r, func(a, b *Row) int { return s.Sort.order(a, b, s.Desc) })
	}
	at, there := place() // the most common change does not move a row
	switch {
	case there && fits:
		rows[at] = r
		return rows
	case !there:
		at = slices.IndexFunc(rows, func(o *Row) bool { return o.ID == r.ID })
	}
	if at >= 0 {
		rows = slices.Delete(rows, at, at+1)
	}
	if !fits {
		return rows
	}
	at, _ = place()
	return slices.Insert(rows, at, r)
}
