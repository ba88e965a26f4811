package send

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// Outbox is where letters wait. Its methods are called from one goroutine.
type Outbox interface {
	// Due gives the letters about which something is to be done now, in that
	// order, and the instant the next one is due (zero: none waits).
	Due(now time.Time) ([]uint64, time.Time, error)
	// Try does it for one letter, and gives how to note durably what came of it;
	// nil is nothing to note: the letter is as it was, and is due later or at the
	// next start.
	Try(ctx context.Context, id uint64) (note func() error)
}

// Work empties the outbox until ctx ends, and returns ctx's error. It looks
// again when the next letter is due and when wake signals. Letters leave one
// after another. What cannot be noted (a full disk) is tried to be noted again
// each minute, and until then nothing else is done: a letter that left is never
// tried again by the same Work.
func Work(ctx context.Context, box Outbox, now func() time.Time, wake <-chan struct{}) error {
	w := &worker{box: box, now: now}
	for ctx.Err() == nil {
		wait, err := w.round(ctx)
		if err != nil {
			wait = time.Minute
		}
		if !rest(ctx, wait, wake) {
			break
		}
	}
	return ctx.Err()
}

// Drain does what is due in the outbox now, and returns when nothing is.
func Drain(ctx context.Context, box Outbox, now func() time.Time) error {
	w := &worker{box: box, now: now}
	for {
		if wait, err := w.round(ctx); err != nil || wait != 0 {
			return err
		}
	}
}

type worker struct {
	box       Outbox
	now       func() time.Time
	unsettled func() error // an outcome that could not be noted yet
}

// round does what is due and gives the time to wait; negative: for a signal only.
func (w *worker) round(ctx context.Context) (time.Duration, error) {
	if err := w.settle(); err != nil {
		return 0, err
	}
	due, next, err := w.box.Due(w.now())
	if err != nil {
		return 0, fmt.Errorf("read outbox: %w", err)
	}
	for _, id := range due {
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		w.unsettled = w.box.Try(ctx, id)
		if err := w.settle(); err != nil {
			return 0, fmt.Errorf("note outcome of letter %d: %w", id, err)
		}
	}
	if len(due) > 0 {
		return 0, nil // look again: a failure set a new time
	}
	if next.IsZero() {
		return -1, nil
	}
	return max(0, next.Sub(w.now())), nil
}

func (w *worker) settle() error {
	if w.unsettled == nil {
		return nil
	}
	if err := w.unsettled(); err != nil {
		return err
	}
	w.unsettled = nil
	return nil
}

// Backoff is the wait after the try that followed so many others: 1, 5 and 15
// minutes, 1 hour, then 4 hours, a tenth more or less by chance.
func Backoff(tries int) time.Duration {
	steps := [...]time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}
	wait := steps[min(max(tries, 0), len(steps)-1)]
	return wait*9/10 + time.Duration(float64(wait)/5*rand.Float64())
}

func rest(ctx context.Context, wait time.Duration, wake <-chan struct{}) bool {
	var due <-chan time.Time
	if wait >= 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-due:
	case <-wake:
	}
	return true
}
