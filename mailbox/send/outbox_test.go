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

// job is a letter in a box.
type job struct {
	id    uint64
	due   time.Time
	tries int
}

// box is an outbox in memory, whose letters go as try says.
type box struct {
	mu   sync.Mutex
	jobs []job
	sent map[uint64]time.Time
	fail int // notes to refuse
	try  func(ctx context.Context, j job) (again time.Duration, err error)
}

func newBox(try func(context.Context, job) (time.Duration, error), jobs ...job) *box {
	return &box{jobs: jobs, sent: map[uint64]time.Time{}, try: try}
}

func (b *box) add(j job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.jobs = append(b.jobs, j)
}

func (b *box) Due(now time.Time) (due []uint64, next time.Time, _ error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, j := range b.jobs {
		switch {
		case !j.due.After(now):
			due = append(due, j.id)
		case next.IsZero() || j.due.Before(next):
			next = j.due
		}
	}
	return due, next, nil
}

func (b *box) Try(ctx context.Context, id uint64) func() error {
	b.mu.Lock()
	i := slices.IndexFunc(b.jobs, func(j job) bool { return j.id == id })
	j := b.jobs[i]
	b.mu.Unlock()
	again, err := b.try(ctx, j)
	if err != nil {
		return nil
	}
	at := time.Now()
	return func() error {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.fail > 0 {
			b.fail--
			return errors.New("no space left on device")
		}
		if again > 0 {
			b.jobs[i].due, b.jobs[i].tries = at.Add(again), j.tries+1
			return nil
		}
		b.sent[id] = at
		b.jobs = slices.DeleteFunc(b.jobs, func(j job) bool { return j.id == id })
		return nil
	}
}

// working runs Work in the bubble and returns what stops it.
func working(t *testing.T, b *box, wake chan struct{}) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- send.Work(ctx, b, time.Now, wake) }()
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
		b := newBox(func(_ context.Context, j job) (time.Duration, error) {
			if at = append(at, time.Now()); len(at) == 7 {
				return 0, nil
			}
			return send.Backoff(j.tries), nil
		}, job{id: 1})
		stop := working(t, b, nil)
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

func fine(context.Context, job) (time.Duration, error) { return 0, nil }

func TestWorkHoldsBackAndWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		b, wake := newBox(fine, job{id: 1, due: start.Add(30 * time.Second)}), make(chan struct{}, 1)
		stop := working(t, b, wake)
		<-time.After(10 * time.Second)
		b.add(job{id: 2})
		wake <- struct{}{}
		<-time.After(time.Minute)
		b.add(job{id: 3}) // nobody wakes: the box was empty
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
		b := newBox(func(context.Context, job) (time.Duration, error) { n++; return 0, nil }, job{id: 1}, job{id: 2})
		b.fail = 3
		stop := working(t, b, nil)
		<-time.After(time.Hour)
		stop()
		if n != 2 || b.sent[1].IsZero() || b.sent[2].IsZero() {
			t.Errorf("%d deliveries, sent %v", n, b.sent)
		}
	})
}

func TestWorkStopsInMidDelivery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		b := newBox(func(ctx context.Context, _ job) (time.Duration, error) { n++; <-ctx.Done(); return 0, ctx.Err() }, job{id: 1}, job{id: 2})
		stop := working(t, b, nil)
		synctest.Wait()
		stop()
		if len(b.sent) != 0 || len(b.jobs) != 2 || n != 1 {
			t.Errorf("what was begun stays so, and nothing more is begun: %+v, %d begun", b.jobs, n)
		}
	})
}

// Drain does what is due now and leaves the rest, also what failed for now.
func TestDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		b := newBox(func(_ context.Context, j job) (time.Duration, error) {
			if j.id == 2 {
				return time.Minute, nil
			}
			return 0, nil
		}, job{id: 1}, job{id: 2}, job{id: 3, due: begun.Add(time.Second)})
		if err := send.Drain(t.Context(), b, time.Now); err != nil {
			t.Fatal(err)
		}
		if len(b.sent) != 1 || len(b.jobs) != 2 || b.jobs[0].tries != 1 || !time.Now().Equal(begun) {
			t.Errorf("sent %v, left %+v, after %v", b.sent, b.jobs, time.Since(begun))
		}
		b.add(job{id: 4})
		b.fail = 1
		if err := send.Drain(t.Context(), b, time.Now); err == nil {
			t.Error("an outcome that could not be noted is no error")
		}
	})
}
