package ticket

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"loket/domain/calendar"
)

// Retained is what one pass of the retention did.
type Retained struct {
	Mails  int // of tickets, destroyed with their files
	Stays  int // held, or needed by another ticket
	Strays int // mails on no ticket, destroyed
}

// Retain destroys what has been kept long enough, makes good what a crash left of a
// former pass, and makes the record's files anew where anything was destroyed.
func (d *Desk) Retain(ctx context.Context, by string) (r Retained, err error) {
	now := d.Now()
	list, err := d.Expired(now)
	if err != nil {
		return r, err
	}
	for _, x := range list {
		if x.Held || x.Needed {
			r.Stays++
		}
	}
	if r.Mails, err = d.DestroyExpired(ctx, by, list); err != nil {
		return r, err
	}
	if d.Site.Retention.Mails > 0 {
		strays, err := d.Strays(ctx, now)
		if err != nil {
			return r, err
		}
		if r.Strays, err = d.DestroyStrays(ctx, by, strays); err != nil {
			return r, err
		}
	}
	if r.Mails+r.Strays > 0 {
		err = d.Compact()
	}
	return r, err
}

// retains reports whether anything has a time after which it is destroyed.
func (d *Desk) retains() bool {
	if d.Site.Retention.Mails > 0 {
		return true
	}
	for i := range d.Catalogue.Requirements {
		if d.Catalogue.Requirements[i].KeepDays > 0 {
			return true
		}
	}
	return false
}

const (
	// keepRetained is where the day of the last pass is kept.
	keepRetained = "retained"
	// retainLook is how often the desk looks whether a day has begun, retainAgain the
	// wait after a pass that failed: it reads every closed ticket.
	retainLook, retainAgain = time.Minute, time.Hour
)

// RunRetention destroys once a day what has been kept long enough, until ctx ends. It
// waits a little after the start, and does nothing where nothing has such a time. What
// was destroyed is in the record; logger is told how much it was.
func (d *Desk) RunRetention(ctx context.Context, logger *slog.Logger) {
	if d.Site.Retention.Off || !d.retains() {
		return
	}
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	for wait := retainLook; ; {
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		if wait = retainLook; d.retainToday(ctx, logger) != nil {
			wait = retainAgain
		}
	}
}

// retainToday makes the pass of the day unless it was made.
func (d *Desk) retainToday(ctx context.Context, logger *slog.Logger) error {
	today := calendar.DateOf(d.Now(), d.Calendar.Zone()).String()
	var last string
	err := d.Log.View(func(tx ReadTx) error {
		v, err := tx.Keep(keepRetained)
		last = string(v)
		return err
	})
	if err != nil || last >= today {
		return err
	}
	r, err := d.Retain(ctx, ByDesk)
	if err == nil {
		err = d.Log.Update(func(tx Tx) error { return tx.SetKeep(keepRetained, []byte(today)) })
	}
	if r != (Retained{}) {
		logger.Info("retention", "day", today, "mails", r.Mails, "stay", r.Stays, "mails without a ticket", r.Strays)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		logger.Error("retention", "day", today, "error", err)
	}
	return err
}
