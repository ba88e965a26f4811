package ticket

import (
	"slices"
	"strings"
)

// maxChanges bounds the list of changes; who is further behind reads all rows.
const maxChanges = 4096

type change struct {
	rev uint64
	id  ID
}

// publish shows changed tickets to the queue. Each call has a rev of its own,
// at least the log's position, so that a reader misses nothing.
func (d *Desk) publish(tickets []*Ticket, rev uint64) {
	d.mu.Lock()
	d.rev = max(d.rev+1, rev)
	for _, t := range tickets {
		if t.ID == 0 { // memos are in no queue
			d.retries.note(t)
			continue
		}
		r := RowOf(t, d.rev)
		r.detach()
		d.put(&r, true)
		d.retries.note(t)
		d.changes = append(d.changes, change{d.rev, r.ID})
	}
	if cut := len(d.changes) - maxChanges/2; len(d.changes) > maxChanges {
		d.feedFrom = d.changes[cut-1].rev // what is left of that rev is not all of it
		d.changes = append([]change(nil), d.changes[cut:]...)
	}
	d.mu.Unlock()
	d.signal()
}

// detach makes a row's words its own: of a mail that has just come they are parts
// of its text, all of which would stay in memory for as long as the row.
func (r *Row) detach() {
	for _, s := range []*string{&r.Subject, &r.Requester, &r.Email, &r.Agency} {
		*s = strings.Clone(*s)
	}
	r.Names = slices.Clone(r.Names)
	for i, n := range r.Names {
		r.Names[i] = strings.Clone(n)
	}
}

// Subscribe returns a channel that gets a value when something changed since
// the last receive. Nobody waits for a slow reader.
func (d *Desk) Subscribe() (<-chan struct{}, func()) {
	ch := make(chan struct{}, 1)
	d.mu.Lock()
	d.waiters[ch] = struct{}{}
	d.mu.Unlock()
	return ch, func() {
		d.mu.Lock()
		delete(d.waiters, ch)
		d.mu.Unlock()
	}
}

func (d *Desk) signal() {
	d.mu.RLock()
	defer d.mu.RUnlock()
	for ch := range d.waiters {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

// Rev returns the number of the last change that the queue has seen. It is at
// least the log's position and only grows.
func (d *Desk) Rev() uint64 {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.rev
}

// Changed returns the rows that changed after a rev, each once. All says that
// too much happened since: read the whole queue again.
func (d *Desk) Changed(since uint64) (rows []*Row, rev uint64, all bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if since == d.rev {
		return nil, d.rev, false
	}
	if since < d.feedFrom || since > d.rev {
		return nil, d.rev, true
	}
	seen := make(map[ID]bool)
	for i := len(d.changes) - 1; i >= 0 && d.changes[i].rev > since; i-- {
		if id := d.changes[i].id; !seen[id] {
			seen[id] = true
			rows = append(rows, d.rows[d.place[id]])
		}
	}
	return rows, d.rev, false
}
