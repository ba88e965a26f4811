package ticket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"loket/domain/webcheck"
)

// Looker looks at pages; *webcheck.Checker is one. It bounds how much is asked of
// one host, and calls done one call at a time.
type Looker interface {
	LookAll(ctx context.Context, addresses []string, done func(webcheck.Result)) error
}

const (
	// looksAtOnce bounds the looks of one round, looksOfTicket those at one ticket's
	// addresses: a list of 500 does not keep another ticket waiting.
	looksAtOnce, looksOfTicket = 60, 30
	// looksKept is how many looks are kept together: each time the whole ticket is
	// written.
	looksKept = 20
	// lookTries and lookPause are how often and after what time a look is made again
	// that came to nothing.
	lookTries, lookPause = 3, 30 * time.Minute
)

// Run does the desk's work in the background until ctx ends: actions on the
// outside world and looks at addresses.
func (d *Desk) Run(ctx context.Context, logger *slog.Logger) {
	var both sync.WaitGroup
	both.Go(func() { _ = d.RunActs(ctx, logger) })
	both.Go(func() { d.RunLooks(ctx, logger) })
	both.Wait()
}

// Finish does what Run does, and returns when nothing is left to do at this instant.
// Do not call it while Run runs.
func (d *Desk) Finish(ctx context.Context) error {
	return errors.Join(d.finishActs(ctx), d.finishLooks(ctx))
}

// finishLooks makes the looks that are due now.
func (d *Desk) finishLooks(ctx context.Context) error {
	r := &lookRunner{desk: d, known: make(map[ID]lookPlan)}
	for d.Looker != nil && ctx.Err() == nil {
		next, err := r.round(ctx)
		if err != nil || next.IsZero() || next.After(d.Now()) {
			return err
		}
	}
	return nil
}

// RunLooks makes the looks that are due until ctx ends. What is due follows from
// the tickets, so that nothing is lost when the program ends: a look that was not
// noted is made again. Call it once at a time.
func (d *Desk) RunLooks(ctx context.Context, logger *slog.Logger) {
	if d.Looker == nil {
		return
	}
	wake, done := d.Subscribe()
	defer done()
	r := &lookRunner{desk: d, known: make(map[ID]lookPlan)}
	for ctx.Err() == nil {
		next, err := r.round(ctx)
		changed := wake
		wait := time.Minute // a clock that was set back does not stop the desk
		switch {
		case err != nil: // a record that cannot be written is tried again, not in a loop
			changed = nil
			if logger != nil && ctx.Err() == nil {
				logger.Warn("looks wait", "error", err)
			}
		case !next.IsZero():
			wait = min(wait, max(next.Sub(d.Now()), time.Millisecond))
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-changed:
		case <-timer.C:
		}
		timer.Stop()
	}
}

type lookRunner struct {
	desk  *Desk
	known map[ID]lookPlan // of tickets as they were last read
}

// lookPlan is when a ticket in a version next has something to be looked at.
type lookPlan struct {
	version uint32
	next    time.Time
}

// dueLook is an address that is to be looked at.
type dueLook struct {
	ticket  ID
	url     string
	why, by string
	before  string // the look before, "" for none
}

// round makes some of the looks that are due and returns when the next are.
func (r *lookRunner) round(ctx context.Context) (next time.Time, err error) {
	begin := r.desk.Now().UTC()
	var due []dueLook
	for _, row := range r.desk.looking() {
		plan, ok := r.known[row.ID]
		if ok && plan.version == row.Version && (plan.next.IsZero() || plan.next.After(begin)) {
			next = earlier(next, plan.next)
			continue
		}
		t, err := r.desk.Ticket(row.ID)
		if err != nil {
			return next, err
		}
		now, later := r.desk.dueLooks(t, begin)
		r.known[row.ID] = lookPlan{t.Version, later}
		if len(now) > 0 {
			r.known[row.ID] = lookPlan{t.Version, begin}
		}
		next = earlier(next, later)
		due = append(due, now[:min(len(now), looksOfTicket)]...)
		if len(due) >= looksAtOnce {
			break
		}
	}
	if len(due) == 0 {
		return next, nil
	}
	return begin, r.look(ctx, due, begin)
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// looking are the tickets with looks to be made, now or later, those that were
// changed longest ago first: each comes to its turn.
func (d *Desk) looking() []Row {
	d.mu.RLock()
	defer d.mu.RUnlock()
	rows := make([]Row, 0, len(d.looksOf))
	for id := range d.looksOf {
		row := d.rows[d.place[id]]
		rows = append(rows, Row{ID: id, Version: row.Version, Rev: row.Rev})
	}
	slices.SortFunc(rows, func(a, b Row) int {
		if a.Rev < b.Rev {
			return -1
		}
		return 1
	})
	return rows
}

// dueLooks returns what is to be looked at now, and when the next is.
func (d *Desk) dueLooks(t *Ticket, now time.Time) (due []dueLook, next time.Time) {
	if t.State.Done() {
		return nil, next
	}
	for i := range t.URLs {
		u := &t.URLs[i]
		l := dueLook{ticket: t.ID, url: u.URL, why: LookAsked, by: u.AskedBy}
		if last := u.Last(); last != nil {
			l.before = last.Look
		}
		if u.Asked.IsZero() {
			var later time.Time
			l.why, later = d.lookByItself(t, u, now)
			next = earlier(next, later)
		}
		if l.why != "" {
			due = append(due, l)
		}
	}
	return due, next
}

// lookByItself says why an address is to be looked at now, "" for not, and when
// next: some time before the owner's time is over, and once it is.
func (d *Desk) lookByItself(t *Ticket, u *URL, now time.Time) (why string, next time.Time) {
	if !u.pursued() {
		return "", next
	}
	over := d.ownersTime(t, u.Told)
	if over.IsZero() {
		return "", next
	}
	first := over.Add(-d.Site.LookBefore)
	if d.Site.LookBefore <= 0 || first.Before(u.Told) {
		first = over
	}
	switch {
	case now.Before(first):
		return "", first
	case now.Before(over):
		why, next = d.lookFrom(u, first, now, LookBefore)
		return why, earlier(next, over)
	}
	return d.lookFrom(u, over, now, LookAfter)
}

// lookFrom decides whether there was a look since an instant that came to
// something.
func (d *Desk) lookFrom(u *URL, from, now time.Time, why string) (string, time.Time) {
	vain := 0
	for i := range u.Sights {
		switch s := &u.Sights[i]; {
		case s.Brief.At.Before(from):
		case s.Brief.Passing():
			vain++
		default:
			return "", zeroTime
		}
	}
	switch {
	case vain == 0:
		return why, zeroTime
	case vain >= lookTries:
		return "", zeroTime
	}
	if again := u.Last().Brief.At.Add(lookPause); now.Before(again) {
		return "", again
	}
	return why, zeroTime
}

// ownersTime is when the time of an owner who was told is over: that of the step
// that looks at every address again.
func (d *Desk) ownersTime(t *Ticket, told time.Time) time.Time {
	s, ok := d.Catalogue.Service(t.Service)
	if !ok {
		return zeroTime
	}
	for _, st := range s.Steps {
		if !st.PerURL || st.After == "" {
			continue
		}
		at, err := d.after(told, st.After)
		if err == nil {
			return at
		}
	}
	return zeroTime
}

// look makes looks and notes what they showed, some at a time.
func (r *lookRunner) look(ctx context.Context, due []dueLook, begin time.Time) error {
	waiting := make(map[string][]dueLook) // by what is asked for
	var addresses []string
	for _, l := range due {
		a := fetchable(l.url)
		if waiting[a] == nil {
			addresses = append(addresses, a)
		}
		waiting[a] = append(waiting[a], l)
	}
	ready := make(map[ID][]URLSight)
	var failed error
	note := func(id ID) {
		if err := r.desk.seen(id, ready[id]); err != nil {
			failed = err
		}
		delete(ready, id)
	}
	err := r.desk.Looker.LookAll(ctx, addresses, func(res webcheck.Result) {
		for _, l := range waiting[res.Asked] {
			if failed != nil {
				return
			}
			s, err := r.desk.sight(l, &res, begin)
			if err != nil {
				failed = err
				return
			}
			if ready[l.ticket] = append(ready[l.ticket], s); len(ready[l.ticket]) >= looksKept {
				note(l.ticket)
			}
		}
	})
	for id := range ready {
		if failed == nil {
			note(id)
		}
	}
	if failed != nil {
		return failed
	}
	return err
}

// sight keeps a look and makes what the ticket has of it.
func (d *Desk) sight(l dueLook, res *webcheck.Result, begin time.Time) (URLSight, error) {
	look := res.Look
	if res.Err != nil {
		look = webcheck.Without(res.Asked, begin, webcheck.Page{Failure: webcheck.RefusedURL, Detail: oneLine(res.Err.Error())})
	}
	look.At = latest(begin, look.At)
	data, err := json.Marshal(look)
	if err != nil {
		return URLSight{}, fmt.Errorf("look at %s: %w", l.url, err)
	}
	hashes, err := d.Log.PutBlobs(data)
	if err != nil {
		return URLSight{}, err
	}
	s := URLSight{l.url, Sight{Why: l.why, By: l.by, Brief: look.Brief(), Look: hashes[0]}}
	if before, err := d.Look(l.before); l.before != "" && err == nil {
		s.Changed = changedIn(webcheck.Difference(before, look))
	}
	return s, nil
}

// changedIn names what changed, each once.
func changedIn(changes []webcheck.Change) (out []string) {
	for _, c := range changes {
		if !slices.Contains(out, c.What) {
			out = append(out, c.What)
		}
	}
	return out
}

// seen notes looks at the addresses that the ticket still has, even while the
// program ends.
func (d *Desk) seen(id ID, seen []URLSight) error {
	return d.update(context.Background(), func(tx Tx) ([]*Ticket, error) {
		t, err := tx.Ticket(id)
		if err != nil {
			return nil, err
		}
		seen = slices.DeleteFunc(seen, func(s URLSight) bool { return t.url(s.URL) == nil })
		if len(seen) == 0 || t.State.Done() {
			return nil, nil
		}
		dec := &decision{desk: d, tx: tx, t: t, by: ByDesk, now: d.Now().UTC()}
		dec.emit(URLsSeen{Seen: seen})
		return []*Ticket{t}, d.commit(tx, dec)
	})
}
