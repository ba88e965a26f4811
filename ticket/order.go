package ticket

import (
	"runtime"
	"slices"
	"sync"
)

// orderKey names one standing order of the queue. Open and closed tickets are
// ordered apart: a desk of some years has twenty closed ones for an open one,
// and the officer's views are of the open.
type orderKey struct {
	sort   Sort
	desc   bool
	closed bool
}

// order is a sorted list of rows that is mended, not sorted again, when tickets
// change: filtering as one types must not pay for sorting 100,000 rows.
type order struct {
	rows  []*Row
	stale map[ID]bool // rows to take out and put in again
}

// maxStale is how many changed rows are put in one by one before sorting anew
// is cheaper.
const maxStale = 256

// sorted returns the standing order, which the caller must not change. d.mu is
// held for writing.
func (d *Desk) sorted(s Sort, desc, closed bool) []*Row {
	key := orderKey{s, desc, closed}
	o := d.orders[key]
	switch {
	case o == nil:
		o = &order{}
		for _, r := range d.rows {
			if r.State.Done() == closed {
				o.rows = append(o.rows, r)
			}
		}
		SortRows(o.rows, s, desc)
		d.orders[key] = o
	case len(o.stale) > 0:
		d.mend(key, o)
	}
	return o.rows
}

// mend makes a new list: readers may still hold the old one.
func (d *Desk) mend(key orderKey, o *order) {
	rows := make([]*Row, 0, len(o.rows)+len(o.stale))
	for _, r := range o.rows {
		if !o.stale[r.ID] {
			rows = append(rows, r)
		}
	}
	for id := range o.stale {
		r := d.rows[d.place[id]]
		if r.State.Done() != key.closed {
			continue
		}
		at, _ := slices.BinarySearchFunc(rows, r, func(a, b *Row) int { return key.sort.order(a, b, key.desc) })
		rows = slices.Insert(rows, at, r)
	}
	o.rows, o.stale = rows, nil
}

// touch notes that a row changed. d.mu is held for writing.
func (d *Desk) touch(id ID) {
	for key, o := range d.orders {
		if o.stale == nil {
			o.stale = make(map[ID]bool)
		}
		if o.stale[id] = true; len(o.stale) > maxStale {
			delete(d.orders, key)
		}
	}
}

// parallelRows is from how many rows on a scan is shared between processors:
// looking for a word in 100,000 rows takes one of them some 20 ms.
const parallelRows = 8192

// pick returns the rows that are kept, in order. keep is called from several
// goroutines.
func pick(rows []*Row, keep func(*Row) bool) []*Row {
	parts := 1
	if len(rows) >= parallelRows {
		parts = runtime.GOMAXPROCS(0)
	}
	found := make([][]*Row, parts)
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() {
			part := rows[len(rows)*i/parts : len(rows)*(i+1)/parts]
			out := make([]*Row, 0, min(len(part), 256))
			for _, r := range part {
				if keep(r) {
					out = append(out, r)
				}
			}
			found[i] = out
		})
	}
	wg.Wait()
	return slices.Concat(found...)
}
