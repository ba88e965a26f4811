package ticket

import (
	"slices"
	"sort"
	"time"
)

// tally counts the loaded rows of the views while they change, so that what a
// hundred consoles ask after each change is not a walk through all tickets.
type tally struct {
	views   map[View]int    // those that do not depend on who asks, or when
	owned   map[string]int  // open tickets of each officer, "" for nobody's
	dated   map[ID]struct{} // tickets with work that comes back
	letters int             // open tickets with a letter that failed
	unsure  int             // open tickets with an action of unknown outcome
}

// timeless are the views of whose rows a tally is kept.
var timeless = []View{ViewRequester, ViewOthers, ViewAll, ViewApproval}

func newTally() tally {
	return tally{views: make(map[View]int), owned: make(map[string]int), dated: make(map[ID]struct{})}
}

// add counts a row n times: 1 when it comes, -1 when it goes.
func (t *tally) add(r *Row, n int) {
	for _, v := range timeless {
		if v.In(r, "", time.Time{}) {
			t.views[v] += n
		}
	}
	if delete(t.dated, r.ID); n > 0 && !r.TaskDue.IsZero() {
		t.dated[r.ID] = struct{}{}
	}
	if r.State.Done() {
		return
	}
	if t.owned[r.Owner] += n; t.owned[r.Owner] == 0 {
		delete(t.owned, r.Owner)
	}
	if r.LetterBad {
		t.letters += n
	}
	if r.Unsure {
		t.unsure += n
	}
}

// Counts returns how many tickets each view has for an officer. Closed is -1
// while closed tickets are still being loaded.
func (d *Desk) Counts(by string, now time.Time) map[View]int {
	mine := append(d.StandsFor(by, now), by)
	slices.Sort(mine)
	d.mu.Lock()
	defer d.mu.Unlock()
	n := make(map[View]int, len(Views))
	for _, v := range timeless {
		n[v] = d.tally.views[v]
	}
	for _, officer := range slices.Compact(mine) {
		n[ViewMine] += d.tally.owned[officer]
	}
	n[ViewUnclaimed], n[ViewDue] = d.tally.owned[""], d.dueRows(now)
	if n[ViewClosed] = len(d.rows) - n[ViewAll]; !d.loaded {
		n[ViewClosed] = -1
	}
	return n
}

// dueRows counts ViewDue: in the order by deadline the open ones of it come first,
// but for those that are in it only because work came back. d.mu is held for writing.
func (d *Desk) dueRows(now time.Time) int {
	running := func(r *Row) bool { return dueRank(r) == 0 && dueAt(r).Sub(now) < dueSoon }
	rows := d.sorted(SortDue, false, false)
	n := sort.Search(len(rows), func(i int) bool { return !running(rows[i]) })
	for id := range d.tally.dated {
		if r := d.rows[d.place[id]]; ViewDue.In(r, "", now) && (r.State.Done() || !running(r)) {
			n++
		}
	}
	return n
}

// Troubles returns how many open tickets have a letter that failed or bounced, and
// how many an action of which nobody knows the outcome.
func (d *Desk) Troubles() (letters, unsure int) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.tally.letters, d.tally.unsure
}

// retries counts the letters that the mail server did not take yet, by ticket, 0 for
// memos, and the memos that are lost.
type retries struct {
	read bool // those of the record are counted, too
	of   map[ID]int
	lost int
}

// note counts a ticket as it is now. d.mu is held for writing.
func (s *retries) note(t *Ticket) {
	n := 0
	lost := 0
	for i := range t.Letters {
		if t.Letters[i].State == LetterRetry {
			n++
		}
		if it := (OutboxItem{Letter: t.Letters[i]}); it.Lost() {
			lost++
		}
	}
	if t.ID == 0 {
		s.lost = lost
	}
	if s.of == nil {
		s.of = make(map[ID]int)
	}
	if s.of[t.ID] = n; n == 0 && s.read {
		delete(s.of, t.ID)
	}
}

// Unsent returns how many letters wait to be tried again, and how many memos did not
// arrive as far as anybody knows. Only the first call reads the record.
func (d *Desk) Unsent() (again, lost int, err error) {
	d.mu.RLock()
	read := d.retries.read
	d.mu.RUnlock()
	var items []OutboxItem
	if !read {
		if items, err = d.Outbox(); err != nil {
			return 0, 0, err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.retries.read {
		d.retries.count(items)
	}
	for _, of := range d.retries.of {
		again += of
	}
	return again, d.retries.lost, nil
}

// count adds what was read; what was noted of a ticket since is newer.
func (s *retries) count(items []OutboxItem) {
	found := make(map[ID]int)
	_, noted := s.of[0]
	for _, it := range items {
		if it.Ticket == 0 && !noted && it.Lost() {
			s.lost++
		}
		if it.Letter.State == LetterRetry {
			found[it.Ticket]++
		}
	}
	for id, n := range s.of {
		found[id] = n
	}
	s.of, s.read = found, true
}
