package ticket

import (
	"context"
	"slices"
	"time"

	"loket/ticket/document"
)

// Bounds on what is scanned by itself: so many tickets at a time, a ticket again
// after a minute, after two, and at last once an hour: a file on which the
// scanner dies must not keep it from living.
const (
	scanTickets = 16
	scanFirst   = time.Minute
	scanLast    = time.Hour
	statusAge   = 20 * time.Second // from which the scanner is asked how it does
)

// tries is how often a ticket's files were tried in vain.
type tries struct {
	n    int
	next time.Time
}

// noteScan keeps the list of tickets with files to be scanned; d.mu is held.
func (d *Desk) noteScan(r *Row) {
	switch {
	case d.Scanner == nil:
	case !r.Unscanned || r.State.Done():
		delete(d.unscanned, r.ID)
	case d.unscanned[r.ID] == nil:
		d.unscanned[r.ID] = &tries{}
	}
}

// ScannerStatus is how the malware scanner does; ok is false where none is
// configured.
func (d *Desk) ScannerStatus() (st document.ScannerStatus, ok bool) {
	if d.Scanner == nil {
		return st, false
	}
	return d.Scanner.Status(), true
}

// ScanSome scans files of open tickets that were never scanned, or in vain, as
// far as the scanner answers, and then those that were clean by other signatures
// than it has now. It does a bounded part and reports whether there is
// more to do at once.
func (d *Desk) ScanSome(ctx context.Context) (more bool, err error) {
	if d.Scanner == nil {
		return false, nil
	}
	st := d.Scanner.Status()
	if age := d.Now().Sub(st.At); !st.Asked || age < 0 || age > statusAge {
		st = d.Scanner.Ask(ctx)
	}
	if !st.Up {
		return false, ctx.Err()
	}
	ids := d.scanDue()
	if len(ids) == 0 {
		return d.scanAgain(ctx, st.Base)
	}
	var list []Scanned
	for _, id := range ids[:min(len(ids), scanTickets)] {
		s, err := d.scanTicket(ctx, id, (*Attachment).unscanned)
		if err != nil {
			return false, err
		}
		list = append(list, s)
		if st = d.Scanner.Status(); !st.Up {
			break
		}
	}
	// What was due is done: there may be clean files to be scanned again.
	return st.Up, d.keepScans(ctx, list, false)
}

// scanDue returns the tickets whose time it is, the newest first, and puts off
// their next time.
func (d *Desk) scanDue() []ID {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.Now()
	var ids []ID
	for id, t := range d.unscanned {
		if !t.next.After(now) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b ID) int { return int(int64(b) - int64(a)) })
	for _, id := range ids[:min(len(ids), scanTickets)] {
		t := d.unscanned[id]
		t.next = now.Add(min(scanFirst<<min(t.n, 10), scanLast))
		t.n++
	}
	return ids
}
