package send_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loket/mailbox/send"
)

// box is an outbox in memory.
type box struct {
	mu       sync.Mutex
	jobs     []send.Job
	sent     map[uint64]time.Time
	failures map[uint64]error
	fail     int // calls of Sent to refuse
}

func newBox(jobs ...send.Job) *box {
	return &box{jobs: jobs, sent: map[uint64]time.Time{}, failures: map[uint64]error{}}
}

func (b *box) add(j send.Job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.jobs = append(b.jobs, j)
}

func (b *box) Due(now time.Time) (due []send.Job, next time.Time, _ error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, j := range b.jobs {
		switch {
		case !j.NotBefore.After(now):
			due = append(due, j)
		case next.IsZero() || j.NotBefore.Before(next):
			next = j.NotBefore
		}
	}
	return due, next, nil
}

func (b *box) with(id uint64, f func(j *send.Job)) {
	i := slices.IndexFunc(b.jobs, func(j send.Job) bool { return j.ID == id })
	f(&b.jobs[i])
}

func (b *box) Started(id uint64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.with(id, func(j *send.Job) { j.Attempts++ })
	return nil
}

func (b *box) drop(id uint64) {
	b.jobs = slices.DeleteFunc(b.jobs, func(j send.Job) bool { return j.ID == id })
}

func (b *box) Sent(id uint64, at time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail > 0 {
		b.fail--
		return errors.New("no space left on device")
	}
	b.sent[id] = at
	b.drop(id)
	return nil
}

func (b *box) Failed(id uint64, err error, temporary bool, next time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures[id] = err
	if !temporary {
		b.drop(id)
		return nil
	}
	b.with(id, func(j *send.Job) { j.NotBefore = next })
	return nil
}

// working runs Work in the bubble and returns what stops it.
func working(t *testing.T, b *box, deliver func(context.Context, send.Job) error, wake chan struct{}) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- send.Work(ctx, b, deliver, time.Now, wake) }()
	return func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Work returned %v", err)
		}
	}
}

func TestWorkBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		b := newBox(send.Job{ID: 1})
		stop := working(t, b, func(context.Context, send.Job) error {
			at = append(at, time.Now())
			if len(at) == 7 {
				return nil
			}
			return &send.SendError{Temporary: true, Code: 451}
		}, nil)
		<-time.After(20 * time.Hour) // the bubble's clock, no real time
		stop()
		steps := []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour, 4 * time.Hour}
		if len(at) != len(steps)+1 {
			t.Fatalf("%d attempts", len(at))
		}
		for i, want := range steps {
			if got := at[i+1].Sub(at[i]); got < want*9/10 || got > want*11/10 {
				t.Errorf("wait %d was %v, want about %v", i, got, want)
			}
		}
		if b.sent[1] != at[6] || len(b.jobs) != 0 {
			t.Errorf("sent at %v, %d left", b.sent[1], len(b.jobs))
		}
	})
}

func TestWorkGivesUpOnPermanentFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		b := newBox(send.Job{ID: 1}, send.Job{ID: 2})
		stop := working(t, b, func(_ context.Context, j send.Job) error {
			n++
			if j.ID == 1 {
				return &send.SendError{Code: 550}
			}
			return nil
		}, nil)
		<-time.After(24 * time.Hour)
		stop()
		if n != 2 || b.failures[1] == nil || b.sent[2].IsZero() {
			t.Errorf("%d deliveries, failures %v, sent %v", n, b.failures, b.sent)
		}
	})
}

func TestWorkHoldsBackAndWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		b, wake := newBox(send.Job{ID: 1, NotBefore: start.Add(30 * time.Second)}), make(chan struct{}, 1)
		stop := working(t, b, func(context.Context, send.Job) error { return nil }, wake)
		<-time.After(10 * time.Second)
		b.add(send.Job{ID: 2})
		wake <- struct{}{}
		<-time.After(time.Minute)
		b.add(send.Job{ID: 3}) // nobody wakes: the box was empty
		<-time.After(time.Hour)
		stop()
		if b.sent[1].Sub(start) != 30*time.Second || b.sent[2].Sub(start) != 10*time.Second || len(b.jobs) != 1 {
			t.Errorf("sent %v, start %v", b.sent, start)
		}
	})
}

func TestWorkNeverSendsTwiceWhenTheOutboxFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		b := newBox(send.Job{ID: 1})
		b.fail = 3
		stop := working(t, b, func(context.Context, send.Job) error { n++; return nil }, nil)
		<-time.After(time.Hour)
		stop()
		if n != 1 || b.sent[1].IsZero() {
			t.Errorf("%d deliveries, sent %v", n, b.sent)
		}
	})
}

func TestWorkStopsInMidDelivery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBox(send.Job{ID: 1})
		stop := working(t, b, func(ctx context.Context, _ send.Job) error { <-ctx.Done(); return ctx.Err() }, nil)
		synctest.Wait()
		stop()
		if len(b.failures) != 0 || len(b.sent) != 0 || b.jobs[0].Attempts != 1 {
			t.Errorf("a letter begun and not settled must stay so: %+v", b)
		}
	})
}
