package send

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Job is a letter in the outbox.
type Job struct {
	ID        uint64
	From      string // "" for the null sender
	To        []string
	Raw       []byte
	Attempts  int // attempts begun before this one
	MessageID string
	NotBefore time.Time
}

// Outbox is where letters wait. Its methods are called from one goroutine.
type Outbox interface {
	// Due gives the letters whose time has come, oldest first, and the instant
	// the next one is due (zero: none waits). A letter begun (Started) and not
	// settled by Sent or Failed is due as well, with Attempts above 0: deliver
	// must find out whether it went before it sends it again.
	Due(now time.Time) ([]Job, time.Time, error)
	// Started notes durably that the letter is about to leave.
	Started(id uint64) error
	// Sent notes durably that the server took it.
	Sent(id uint64, at time.Time) error
	// Failed notes why it did not leave, and when it is tried again (zero for
	// a permanent failure).
	Failed(id uint64, err error, temporary bool, next time.Time) error
}

// Work empties the outbox until ctx ends, and returns ctx's error. It looks
// again when the next letter is due and when wake signals. Letters leave one
// after another. An outbox that fails (a full disk) is tried again each minute;
// a letter that left is never delivered again by the same Work, however long its
// being sent cannot be noted.
//
// deliver's error decides: a *SendError says itself whether it is temporary, any
// other error is temporary. Attempts end never; a person can withdraw the letter.
func Work(ctx context.Context, box Outbox, deliver func(context.Context, Job) error, now func() time.Time, wake <-chan struct{}) error {
	w := &worker{box: box, deliver: deliver, now: now, unsettled: map[uint64]func() error{}}
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

type worker struct {
	box     Outbox
	deliver func(context.Context, Job) error
	now     func() time.Time
	// unsettled holds outcomes that could not be noted yet.
	unsettled map[uint64]func() error
}

// round delivers what is due and gives the time to wait; negative: for a signal
// only.
func (w *worker) round(ctx context.Context) (time.Duration, error) {
	for id, note := range w.unsettled {
		if err := note(); err != nil {
			return 0, fmt.Errorf("note outcome of letter %d: %w", id, err)
		}
		delete(w.unsettled, id)
	}
	jobs, next, err := w.box.Due(w.now())
	if err != nil {
		return 0, fmt.Errorf("read outbox: %w", err)
	}
	for _, job := range jobs {
		if err := w.one(ctx, job); err != nil {
			return 0, err
		}
	}
	if len(jobs) > 0 {
		return 0, nil // look again: a failure set a new time
	}
	if next.IsZero() {
		return -1, nil
	}
	return max(0, next.Sub(w.now())), nil
}

func (w *worker) one(ctx context.Context, job Job) error {
	if err := w.box.Started(job.ID); err != nil {
		return fmt.Errorf("begin letter %d: %w", job.ID, err)
	}
	failure := w.deliver(ctx, job)
	if failure != nil && ctx.Err() != nil {
		return ctx.Err() // begun and not settled: found out at the next start
	}
	at := w.now()
	note := func() error { return w.box.Sent(job.ID, at) }
	if failure != nil {
		temporary, next := true, at.Add(backoff(job.Attempts, rand.Float64()))
		var e *SendError
		if errors.As(failure, &e) && !e.Temporary {
			temporary, next = false, time.Time{}
		}
		note = func() error { return w.box.Failed(job.ID, failure, temporary, next) }
	}
	if err := note(); err != nil {
		w.unsettled[job.ID] = note
		return fmt.Errorf("note outcome of letter %d: %w", job.ID, err)
	}
	return nil
}

// backoff is the wait after the attempt that followed so many others; luck in
// [0,1) moves it a tenth either way.
func backoff(attempts int, luck float64) time.Duration {
	steps := [...]time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}
	wait := steps[min(max(attempts, 0), len(steps)-1)]
	return wait*9/10 + time.Duration(float64(wait)/5*luck)
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
