package ticket

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"loket/domain/action"
)

const (
	// settle is how long after a try that this program does not know of the other
	// side is first asked: what was on its way has then arrived or never will.
	settle = 10 * time.Second
	// actTries bounds how often an action is begun that was found not done.
	actTries = 20
	// actsAtOnce bounds the actions that run at the same time.
	actsAtOnce = 4
)

// lookAfter is when the other side is asked again, by the times it was in vain.
func lookAfter(looks int) time.Duration {
	steps := [...]time.Duration{10 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}
	return steps[min(looks, len(steps)-1)]
}

// proofLooks is how often the other side is asked for the proof of what a person
// or it itself says was done.
const proofLooks = 12

// RunActs does what is due about actions, and reads the registry's messages, until
// ctx ends, and returns when the last of them has been noted. Call it once at a time.
//
// An action is begun only after that was noted durably, and its outcome is noted
// whatever happens to ctx. What was begun by a program that ended is looked up.
func (d *Desk) RunActs(ctx context.Context, logger *slog.Logger) error {
	wake, done := d.Subscribe()
	defer done()
	r := &actRunner{desk: d, logger: logger, busy: make(map[ID]bool), free: make(chan struct{}, 1)}
	defer r.running.Wait()
	if d.Line != nil {
		r.running.Go(func() { d.readInbox(ctx, logger) })
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		next := sooner(r.turn(ctx), r.compareDue(ctx))
		wait := time.Minute // a clock that was set back does not stop the desk
		if !next.IsZero() {
			wait = min(wait, max(next.Sub(d.Now()), time.Millisecond))
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
			return nil
		case <-wake:
		case <-r.free:
		case <-timer.C:
		}
	}
}

// finishActs does what is due about actions now, and what becomes due by it. An
// action that cannot be noted is an error and left as it is.
func (d *Desk) finishActs(ctx context.Context) error {
	r := &actRunner{desk: d, busy: make(map[ID]bool), free: make(chan struct{}, 1), once: true}
	for before := -1; before < r.begun; {
		before = r.begun
		r.turn(ctx)
		r.running.Wait()
	}
	return errors.Join(r.failed...)
}

type actRunner struct {
	desk    *Desk
	logger  *slog.Logger
	running sync.WaitGroup
	free    chan struct{} // one of them has ended
	begun   int
	once    bool // what fails is not tried again

	mu     sync.Mutex
	busy   map[ID]bool // one action of a ticket at a time
	failed []error     // of once
}

// turn begins what is due and returns when the next is.
func (r *actRunner) turn(ctx context.Context) (next time.Time) {
	d := r.desk
	for _, id := range d.acting() {
		r.mu.Lock()
		busy, full := r.busy[id], len(r.busy) >= actsAtOnce
		r.mu.Unlock()
		if busy || full || ctx.Err() != nil {
			continue
		}
		t, err := d.Ticket(id)
		if err != nil {
			r.warn("an action waits: its ticket cannot be read", id, err)
			continue
		}
		now := d.Now()
		at, do := r.first(ctx, t)
		switch {
		case at.IsZero():
		case at.After(now):
			next = sooner(next, at)
		default:
			r.begin(ctx, id, do)
		}
	}
	return next
}

// first is what is due first about the actions and questions of a ticket, and when.
func (r *actRunner) first(ctx context.Context, t *Ticket) (at time.Time, do func() error) {
	if at = t.unsetDue(); !at.IsZero() {
		do = func() error { return r.desk.unsetAct(ctx, t.ID) }
	}
	if due, kind := t.probeDue(); !due.IsZero() && r.desk.Asks(kind) && (at.IsZero() || due.Before(at)) {
		at, do = due, func() error { return r.desk.runProbe(ctx, t.ID) }
	}
	for i := range t.Acts {
		act := t.Acts[i].ID
		if due := t.Acts[i].due(); !due.IsZero() && (at.IsZero() || due.Before(at)) {
			at, do = due, func() error { return r.desk.runAct(ctx, t.ID, act) }
		}
	}
	return at, do
}

func (r *actRunner) begin(ctx context.Context, id ID, do func() error) {
	r.mu.Lock()
	r.busy[id] = true
	r.begun++
	r.mu.Unlock()
	r.running.Go(func() {
		if err := do(); err != nil && ctx.Err() == nil && !r.waits(ctx, id, err) {
			return
		}
		r.mu.Lock()
		delete(r.busy, id)
		r.mu.Unlock()
		select {
		case r.free <- struct{}{}:
		default:
		}
	})
}

// waits holds a ticket up whose action could not be noted: a record that cannot be
// written is tried again, not in a loop. false: this runner does not try again.
func (r *actRunner) waits(ctx context.Context, id ID, err error) bool {
	if r.once {
		r.mu.Lock()
		r.failed = append(r.failed, fmt.Errorf("ticket %d: %w", id, err))
		r.mu.Unlock()
		return false
	}
	r.warn("an action waits", id, err)
	select {
	case <-ctx.Done():
	case <-time.After(time.Minute):
	}
	return true
}

func (r *actRunner) warn(what string, id ID, err error) {
	if r.logger != nil {
		r.logger.Warn(what, "ticket", uint64(id), "error", err)
	}
}

// acting are the tickets with something to do about an action.
func (d *Desk) acting() []ID {
	d.mu.RLock()
	defer d.mu.RUnlock()
	ids := make([]ID, 0, len(d.actsOf))
	for id := range d.actsOf {
		ids = append(ids, id)
	}
	return ids
}

// runAct does what is due about one action now.
func (d *Desk) runAct(ctx context.Context, id ID, act string) error {
	t, err := d.Ticket(id)
	if err != nil {
		return err
	}
	a := t.Act(act)
	if a == nil {
		return nil
	}
	driver := d.Drivers[a.Plan.Order.Action]
	switch {
	case a.State == ActAsked:
		return d.aboutAct(id, act, ActAsked, func(dec *decision, a *Act) error {
			dec.emit(ActTurned{ID: a.ID, State: ActExpired})
			return nil
		})
	case driver == nil:
		return d.aboutAct(id, act, a.State, func(dec *decision, a *Act) error {
			if a.State != ActReady { // it may have been done with what was configured then
				dec.emit(ActMoved{ID: a.ID, State: a.State, Words: action.Say("act.no-driver"), Looked: true, Next: dec.now.Add(time.Hour)})
				return nil
			}
			dec.emit(ActMoved{ID: a.ID, State: ActFailed, Words: action.Say("act.no-driver")})
			return nil
		})
	case a.State == ActReady:
		started := false
		err := d.aboutAct(id, act, ActReady, func(dec *decision, a *Act) error {
			started = true
			dec.emit(ActStarted{ID: a.ID, Try: a.Tries + 1})
			return nil
		})
		if err != nil || !started {
			return err
		}
		return d.actTried(id, act, driver.Do(ctx, &a.Plan, action.Try{Key: a.Key(t), Number: a.Tries + 1, Started: d.Now()}))
	}
	return d.actLooked(ctx, id, act, driver.Look(ctx, &a.Plan, action.Try{Key: a.Key(t), Number: a.Tries, Started: a.Started}))
}

// actTried notes what a try came to.
func (d *Desk) actTried(id ID, act string, o action.Outcome) error {
	return d.aboutAct(id, act, ActRunning, func(dec *decision, a *Act) error {
		return dec.moved(a, o, false)
	})
}

// actLooked notes what the other side said when it was asked. An end of the
// program is no answer.
func (d *Desk) actLooked(ctx context.Context, id ID, act string, o action.Outcome) error {
	if ctx.Err() != nil && (o.State == action.Unknown || o.State == "") {
		return nil
	}
	return d.aboutAct(id, act, "", func(dec *decision, a *Act) error {
		switch {
		case a.State == ActDone:
			return dec.proven(a, o)
		case !a.State.Open():
			return nil // an officer settled it meanwhile
		case o.State == action.NotDone && a.State == ActPending:
			o.Words = action.Say("act.turned-down")
		case o.State == action.NotDone && a.Tries < actTries:
			dec.emit(ActMoved{ID: a.ID, State: ActReady, Words: action.Say("act.not-done"), Looked: true})
			return nil
		}
		return dec.moved(a, o, true)
	})
}

// moved notes an outcome and goes on with the ticket when it is done.
func (d *decision) moved(a *Act, o action.Outcome, looked bool) error {
	b := ActMoved{ID: a.ID, Words: o.Words, Code: o.Code, Evidence: o.Evidence, Reverts: o.Reverts, Now: o.Now, Proved: o.Proved, Looked: looked, Next: o.Next.UTC()}
	switch o.State {
	case action.Done:
		b.State = ActDone
		if !o.Proved {
			b.Next = d.now.Add(lookAfter(0))
		}
	case action.Pending:
		b.State = ActPending
	case action.Failed, action.NotDone:
		b.State = ActFailed
	case action.Stale:
		b.State = ActStale
	case action.Unknown:
		b.State = ActUnknown
	}
	if b.State == "" { // a driver that says nothing: nobody knows
		b.State, b.Words = ActUnknown, action.Say("act.unknown")
	}
	if (b.State == ActUnknown || b.State == ActPending) && b.Next.IsZero() {
		b.Next = d.now.Add(lookAfter(a.Looks))
	}
	if o.Secret != "" && b.State == ActDone {
		vault, hash, err := d.vault(o.Secret)
		if err != nil {
			return err
		}
		b.Vault, b.Evidence = vault, append(b.Evidence, hash)
	}
	id := a.ID
	d.emit(b)
	if b.State == ActDone {
		return d.acted(id)
	}
	return nil
}

// proven notes the proof of what was done, or that there is none yet.
func (d *decision) proven(a *Act, o action.Outcome) error {
	b := ActMoved{ID: a.ID, State: ActDone, Words: a.Words, Code: a.Code, Looked: true}
	switch {
	case o.State == action.Done:
		b.Proved, b.Evidence = true, o.Evidence
	case a.Looks < proofLooks && !o.Blind:
		b.Words, b.Next = action.Say("act.not-proved"), d.now.Add(lookAfter(a.Looks))
	default:
		b.Words = action.Say("act.no-proof")
	}
	d.emit(b)
	return nil
}

// aboutAct decides something about an action as the program itself, if it is in
// the given state ("" for any), even while the program ends.
func (d *Desk) aboutAct(id ID, act string, state ActState, decide func(*decision, *Act) error) error {
	var dec *decision
	err := d.update(context.Background(), func(tx Tx) ([]*Ticket, error) {
		t, err := tx.Ticket(id)
		if err != nil {
			return nil, err
		}
		a := t.Act(act)
		if a == nil || state != "" && a.State != state {
			return nil, nil
		}
		dec = &decision{desk: d, tx: tx, t: t, by: ByDesk, now: d.Now().UTC()}
		if err := decide(dec, a); err != nil || len(dec.events) == 0 {
			return nil, err
		}
		return []*Ticket{t}, d.commit(tx, dec)
	})
	if err == nil && dec != nil && dec.t != nil {
		if a := dec.t.Act(act); a != nil && a.State == ActDone {
			err = d.dropVaults(dec.t, a)
		}
	}
	if err != nil && dec != nil && !unsure(err) {
		for _, e := range dec.events {
			if b, ok := e.Body.(ActMoved); ok && b.Vault != 0 {
				err = errors.Join(err, d.Log.DropSecret(b.Vault))
			}
		}
	}
	if err != nil {
		return fmt.Errorf("action %s: %w", act, err)
	}
	return nil
}
