package pull

import (
	"context"
	"errors"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// stay reads, waits for more and reads again, until the connection ends.
func (r *reader) stay(ctx context.Context) error {
	defer r.close()
	if err := r.open(ctx); err != nil {
		return err
	}
	idle := r.link.Client.Caps().Has(imap.CapIdle)
	for {
		if _, err := r.read(ctx); err != nil {
			return err
		}
		due := time.NewTimer(r.timing.Poll)
		news, err := r.wait(ctx, &idle, due.C)
		due.Stop()
		if err != nil {
			return r.place(err)
		}
		if news {
			continue
		}
		// Opening the folder anew is the only way to hear that it was
		// renumbered while the server keeps showing the old one.
		if err := r.enter(ctx); err != nil {
			return r.place(err)
		}
	}
}

// wait returns when the server tells of news or the poll is due. A server that
// refuses IDLE though it offers it is polled from then on.
func (r *reader) wait(ctx context.Context, idle *bool, due <-chan time.Time) (news bool, err error) {
	// The first probes come soon: some servers tell nothing of what came
	// between the last command and IDLE.
	probe := r.timing.Probe / 32
	if !*idle {
		r.say(Polling, nil)
	}
	for {
		ended := false
		if *idle {
			news, ended, err = r.idle(ctx, due, probe)
			probe = min(2*probe, r.timing.Probe)
			if refusal := new(Refusal); errors.As(err, &refusal) && refusal.Code == ServerSays {
				*idle, err = false, nil
				r.say(Polling, nil)
			}
		} else {
			news, ended, err = r.rest(ctx, due)
		}
		if err != nil || news || ended {
			return news, err
		}
	}
}

// idle runs one IDLE until there is news, the poll is due or the next probe is.
// Ending IDLE is the probe: a server that lives says OK; the NOOP after it makes
// those speak that tell nothing during IDLE.
func (r *reader) idle(ctx context.Context, due <-chan time.Time, probe time.Duration) (news, ended bool, err error) {
	client := r.link.Client
	var cmd *imapclient.IdleCommand
	err = r.link.Do(ctx, 0, func() (err error) { cmd, err = client.Idle(); return err })
	if err != nil {
		return false, false, err
	}
	if r.status.State != Idle {
		r.say(Idle, nil)
	}
	news, ended = r.rouse(ctx, due, probe)
	err = r.link.Do(ctx, 0, func() error {
		if err := cmd.Close(); err != nil {
			return err
		}
		return cmd.Wait()
	})
	if err != nil || news {
		return news, ended, err
	}
	return r.noop(ctx, ended)
}

// rest does the same for a server without IDLE.
func (r *reader) rest(ctx context.Context, due <-chan time.Time) (news, ended bool, err error) {
	if news, ended = r.rouse(ctx, due, r.timing.Probe); news {
		return true, ended, nil
	}
	return r.noop(ctx, ended)
}

func (r *reader) noop(ctx context.Context, ended bool) (bool, bool, error) {
	err := r.link.Do(ctx, 0, func() error { return r.link.Client.Noop().Wait() })
	select {
	case <-r.link.news:
		return true, ended, err
	default:
		return false, ended, err
	}
}

// rouse waits for the first reason to speak to the server again. ended: the
// poll is due.
func (r *reader) rouse(ctx context.Context, due <-chan time.Time, wait time.Duration) (news, ended bool) {
	probe := time.NewTimer(wait)
	defer probe.Stop()
	select {
	case <-r.link.news:
		return true, false
	case <-due:
		return false, true
	case <-probe.C:
	case <-r.link.Client.Closed():
	case <-ctx.Done():
	}
	return false, false
}
