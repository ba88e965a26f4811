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
)

// Run does the desk's work in the background until ctx ends: actions on the
// outside world, looks at addresses, and what has an hour of its own.
func (d *Desk) Run(ctx context.Context, logger *slog.Logger) {
	var parts sync.WaitGroup
	parts.Go(func() { _ = d.RunActs(ctx, logger) })
	parts.Go(func() { d.RunLooks(ctx, logger) })
	parts.Go(func() { d.RunDated(ctx, logger) })
	parts.Go(func() { d.RunRetention(ctx, logger) })
	parts.Wait()
}

// Finish acts and looks as Run does, and returns when nothing is left to do at this instant.
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
