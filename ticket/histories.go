package ticket

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"loket/domain/calendar"
)

// readAtOnce is how many histories are read in one transaction: a long one keeps
// pages of the record from being used again.
const readAtOnce = 256

// More reads the events of those kinds of a ticket.
type More func(kinds ...string) ([]Event, error)

// Histories calls fn with the events of those kinds of every ticket that was received
// before to and was open, or changed, after from. It calls from several goroutines, in
// no order; more, which reads other events of the ticket, is for the call alone.
func (d *Desk) Histories(ctx context.Context, from, to time.Time, kinds []string, fn func(events []Event, more More) error) error {
	d.mu.RLock()
	loaded := d.loaded
	d.mu.RUnlock()
	if !loaded {
		if err := d.LoadClosed(); err != nil {
			return err
		}
	}
	ids := d.touched(from, to)
	next := make(chan []ID)
	errs := make([]error, runtime.GOMAXPROCS(0))
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var readers sync.WaitGroup
	for i := range errs {
		readers.Go(func() {
			for chunk := range next {
				if errs[i] = d.readHistories(chunk, kinds, fn); errs[i] != nil {
					stop()
					return
				}
			}
		})
	}
	for chunk := range slices.Chunk(ids, readAtOnce) {
		select {
		case next <- chunk:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	readers.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return ctx.Err()
}

// Hours is the calendar by which promises are counted.
func (d *Desk) Hours() *calendar.Calendar { return d.Calendar }

// touched returns the tickets that were received before to and were open, or changed,
// after from.
func (d *Desk) touched(from, to time.Time) []ID {
	d.mu.RLock()
	defer d.mu.RUnlock()
	var ids []ID
	for _, r := range d.rows {
		if r.Received.Before(to) && (!r.State.Done() || !r.Updated.Before(from.Truncate(time.Millisecond))) {
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func (d *Desk) readHistories(ids []ID, kinds []string, fn func(events []Event, more More) error) error {
	return d.Log.View(func(tx ReadTx) error {
		for _, id := range ids {
			events, err := tx.Events(id, kinds...)
			if err == nil {
				err = fn(events, func(kinds ...string) ([]Event, error) { return tx.Events(id, kinds...) })
			}
			if err != nil {
				return fmt.Errorf("history of ticket %d: %w", id, err)
			}
		}
		return nil
	})
}
