package ticket

import (
	"context"
	"fmt"
	"time"
)

// Tick does what time brings: a missed target is recorded once, a changed
// calendar moves the deadlines of open tickets. Call it every few seconds; it
// writes only when there is something to write.
func (d *Desk) Tick(ctx context.Context) error {
	now := d.Now().UTC()
	for _, id := range d.overdue(now) {
		if err := d.breach(ctx, id); err != nil {
			return fmt.Errorf("record breach of ticket %d: %w", id, err)
		}
	}
	return nil
}

func (d *Desk) overdue(now time.Time) []ID {
	d.mu.RLock()
	defer d.mu.RUnlock()
	var ids []ID
	for _, r := range d.rows {
		if r.State.Done() || !r.PausedAt.IsZero() {
			continue
		}
		late := func(t time.Time) bool { return !t.IsZero() && now.After(t) }
		if late(r.Deadline) && !r.BreachService || late(r.StepDue) && !r.BreachStep {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// breach records every target of a ticket that is past and not yet recorded.
func (d *Desk) breach(ctx context.Context, id ID) error {
	return d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		t, err := tx.Ticket(id)
		if err != nil {
			return nil, err
		}
		return d.lateness(tx, t, d.Now().UTC())
	})
}

// lateness keeps what a ticket has missed by now. A command is decided only
// after it, lest closing, pausing or a switch of the target hides a breach.
func (d *Desk) lateness(tx Tx, t *Ticket, now time.Time) ([]*Ticket, error) {
	if t.State.Done() || t.Clock.Paused() {
		return nil, nil
	}
	dec := &decision{desk: d, tx: tx, t: t, by: ByDesk, now: now}
	dec.missed("service", t.Clock.Deadline, Breach{Target: t.Clock.Target})
	if s := t.Step(); s != nil {
		dec.missed(s.ID, t.Clock.StepDue, Breach{Target: t.Clock.Step})
	}
	if len(dec.events) == 0 {
		return nil, nil
	}
	return []*Ticket{t}, d.commit(tx, dec)
}

func (d *decision) missed(what string, deadline time.Time, b Breach) {
	if deadline.IsZero() || !d.now.After(deadline) || d.t.Clock.breached(what) {
		return
	}
	b.What, b.Deadline, b.Noticed, b.State, b.Owner = what, deadline, d.now, d.t.State, d.t.Owner
	d.emit(BreachRecorded{b})
}

func (c *Clock) breached(what string) bool {
	for _, b := range c.Breaches {
		if b.What == what {
			return true
		}
	}
	return false
}

// Recount gives every open ticket its deadline anew where the calendar changed
// since it was promised. The old promise stays in the record. It returns how
// many moved.
func (d *Desk) Recount(ctx context.Context) (moved int, err error) {
	d.mu.RLock()
	var ids []ID
	for _, r := range d.rows {
		if !r.State.Done() {
			ids = append(ids, r.ID)
		}
	}
	d.mu.RUnlock()
	for _, id := range ids {
		changed := false
		err := d.update(ctx, func(tx Tx) ([]*Ticket, error) {
			t, err := tx.Ticket(id)
			if err != nil || t.Clock.Calendar == d.Calendar.Version() || t.Clock.Target.IsZero() {
				return nil, err
			}
			dec := &decision{desk: d, tx: tx, t: t, by: ByDesk, now: d.Now().UTC()}
			if err := dec.promise(t.Clock.Target, "calendar"); err != nil {
				return nil, err
			}
			if err := dec.promiseStep("calendar"); err != nil {
				return nil, err
			}
			changed = true
			return []*Ticket{t}, d.commit(tx, dec)
		})
		if err != nil {
			return moved, fmt.Errorf("recount ticket %d: %w", id, err)
		}
		if changed {
			moved++
		}
	}
	return moved, nil
}
