package ticket

import (
	"context"
	"log/slog"
	"time"
)

// datedEvery is how often the desk looks whether an hour has come.
const datedEvery = 30 * time.Second

// RunDated does what time brings until ctx ends: it tells people which promises run out
// and mails the head of the record's chain. What was done is in the record, so that a
// restart repeats nothing. Call it once at a time.
func (d *Desk) RunDated(ctx context.Context, logger *slog.Logger) {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	t := time.NewTicker(datedEvery)
	defer t.Stop()
	for ctx.Err() == nil {
		d.dated(ctx, logger)
		select {
		case <-ctx.Done():
		case <-t.C:
		}
	}
}

// dated does what is due now. What fails is tried again the next time.
func (d *Desk) dated(ctx context.Context, logger *slog.Logger) {
	failed := func(what string, err error) {
		if err != nil && ctx.Err() == nil {
			logger.Error(what, "error", err)
		}
	}
	_, err := d.RaiseAlerts(ctx)
	failed("raise alerts", err)
	day, queued, err := d.MailHead(ctx)
	failed("mail the head of the record", err)
	if day != "" && err == nil && queued == 0 {
		logger.Warn("the head of the record went to nobody: no supervisor has an address", "day", day)
	}
}
