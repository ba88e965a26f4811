package pull

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// Once reads every folder of the account to its end and returns the number of
// messages delivered. Folders are read one after another; the first refusal ends
// it, what was delivered before stays delivered. report may be nil and is called
// from this goroutine. The error is a *Refusal or ctx's error.
func Once(ctx context.Context, a Account, sink Sink, report func(Status)) (n int, err error) {
	for _, folder := range a.folders() {
		r := newReader(a, folder, sink, report)
		got, err := r.once(ctx)
		n += got
		if err != nil {
			if ctx.Err() != nil {
				return n, ctx.Err()
			}
			r.say(Failed, err)
			return n, err
		}
	}
	return n, nil
}

func (r *reader) once(ctx context.Context) (total int, err error) {
	// A message that does not come must not end every reading at itself; see
	// reader.fetch.
	for range 2*refusedTimes + 1 {
		stuck, refused := r.stuck, len(r.refused)
		total, err = r.attempt(ctx, total)
		progress := r.stuck > stuck || len(r.refused) > 0 && refused <= len(r.refused)
		if r := new(Refusal); err == nil || ctx.Err() != nil || !progress || errors.As(err, &r) && (r.ForPerson() || r.Code == NotKept) {
			break
		}
	}
	return total, err
}

func (r *reader) attempt(ctx context.Context, before int) (int, error) {
	defer r.close()
	var n int
	err := contain(func() error {
		if err := r.open(ctx); err != nil {
			return err
		}
		var err error
		n, err = r.read(ctx)
		return err
	})
	if err == nil {
		r.say(Idle, nil)
	}
	return before + n, err
}

// Run reads the folders of all accounts, each in its own goroutine, and keeps
// reading until ctx ends; it then returns ctx's error. Nothing else ends it:
// lost connections are taken up again with back-off, refusals that a person must
// mend are tried again at longer intervals.
//
// report may be nil; calls never overlap and must not block for long.
func Run(ctx context.Context, accounts []Account, sink Sink, report func(Status)) error {
	var mu sync.Mutex
	tell := func(s Status) {
		if report != nil {
			mu.Lock()
			defer mu.Unlock()
			report(s)
		}
	}
	var all sync.WaitGroup
	for _, a := range accounts {
		for _, folder := range a.folders() {
			all.Go(func() { newReader(a, folder, sink, tell).keep(ctx) })
		}
	}
	<-ctx.Done()
	all.Wait()
	return ctx.Err()
}

// keep holds one folder's connection up. It owns the connection; a panic of the
// library in this goroutine ends the connection, not the program.
func (r *reader) keep(ctx context.Context) {
	defer r.close()
	var tries int
	for ctx.Err() == nil {
		before := r.status.LastOK
		err := contain(func() error { return r.stay(ctx) })
		r.close()
		if ctx.Err() != nil {
			return
		}
		if r.status.LastOK != before {
			tries = 0
		}
		refusal := new(Refusal)
		if !errors.As(err, &refusal) {
			refusal = &Refusal{
				Code: Internal, Account: r.account.Name, Folder: r.folder, Err: err,
				Text: "reading failed in an unforeseen way", Detail: words(fmt.Sprint(err)),
			}
		}
		wait := r.timing.backoff(refusal.ForPerson(), tries, rand.Float64())
		tries++
		r.status.Next = r.account.now().Add(wait)
		if refusal.ForPerson() {
			r.say(Failed, refusal)
		} else {
			r.say(Waiting, refusal)
		}
		pause(ctx, wait)
	}
}

// backoff doubles from the first wait to the longest; luck in [0,1) moves it a
// quarter either way, so that many desks do not return in the same instant.
func (t Timing) backoff(forPerson bool, tries int, luck float64) time.Duration {
	first, longest := t.Retry, t.RetryUp
	if forPerson {
		first, longest = t.Refused, 10*t.Refused
	}
	wait := longest
	if tries < 20 && first<<tries < longest {
		wait = first << tries
	}
	return wait*3/4 + time.Duration(float64(wait)/2*luck)
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
