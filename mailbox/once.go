package mailbox

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"loket/mailbox/intake"
	"loket/mailbox/pull"
	"loket/ticket"
)

// Once pulls every account to its end, has the files inspected and counts the
// fates of what came. Then the text of scans is recognised, for as long as scans
// says: what is left is said and taken up by the next pull or by a console.
func Once(ctx context.Context, accounts []pull.Account, r *intake.Reader, d intake.Desk, scans time.Duration, report func(string)) (ticket.Received, error) {
	got, err := Pull(ctx, accounts, r, d, report)
	err = errors.Join(err, r.InspectAll(ctx))
	if scans <= 0 || ctx.Err() != nil {
		return got, err
	}
	limited, cancel := context.WithTimeout(ctx, scans)
	defer cancel()
	serr := r.RecogniseWhile(limited, func() bool { return true })
	if limited.Err() != nil && ctx.Err() == nil {
		serr = nil // the time is over, that is all
	}
	if left := len(d.Illegible(maxLeft)); left > 0 && r.Recognises(ctx) {
		report(fmt.Sprintf("scans on %d tickets are still to be recognised; the next pull or a console goes on", left))
	}
	return got, errors.Join(err, serr)
}

// UntilIdle pulls as Once does, records what is late, does the actions that are due
// and sends the letters, and returns when nothing is left to do at this instant. A
// part that fails does not keep the others from being done.
func (x *Exchange) UntilIdle(ctx context.Context, r *intake.Reader, scans time.Duration, report func(string)) (ticket.Received, error) {
	got, err := Once(ctx, x.Accounts, r, x.Desk, scans, report)
	_, rerr := x.Desk.Recount(ctx)
	err = errors.Join(err, rerr, x.Desk.LoadClosed()) // their dated work comes back
	for rev, due := uint64(0), error(nil); due == nil && rev != x.Desk.Rev() && ctx.Err() == nil; err = errors.Join(err, due) {
		rev = x.Desk.Rev()
		terr, aerr := x.Desk.Tick(ctx), x.Desk.Finish(ctx)
		if due = errors.Join(terr, aerr); x.Post != nil {
			due = errors.Join(due, x.Post.Drain(ctx))
		}
	}
	return got, err
}

// maxLeft bounds what is counted.
const maxLeft = 100_000

// Pull is Once without the inspection: all mail is kept and understood by what it
// says. Accounts are read one after another; one that fails does not keep the
// others from being read. Report gets notes.
func Pull(ctx context.Context, accounts []pull.Account, r *intake.Reader, d intake.Desk, report func(string)) (ticket.Received, error) {
	count := &counter{Desk: d, got: ticket.Received{}}
	r.Desk = count
	defer func() { r.Desk = d }()
	var errs []error
	for _, a := range accounts {
		_, err := pull.Once(ctx, a, r, func(st pull.Status) {
			if st.Err != nil && st.State == pull.Pulling {
				report(st.Err.Error()) // a note; what ends the reading is the error
			}
		})
		errs = append(errs, err)
	}
	return count.got, errors.Join(errs...)
}

// counter adds up the fates of what is received; folders come side by side.
type counter struct {
	intake.Desk
	mu  sync.Mutex
	got ticket.Received
}

// Receive passes a batch on and counts it.
func (c *counter) Receive(ctx context.Context, b ticket.Batch) (ticket.Received, error) {
	got, err := c.Desk.Receive(ctx, b)
	c.mu.Lock()
	defer c.mu.Unlock()
	for fate, n := range got {
		c.got[fate] += n
	}
	return got, err
}

// Timed is Once, and says when all mail is kept and only the inspection is left.
// It returns the number of messages.
func Timed(ctx context.Context, accounts []pull.Account, r *intake.Reader, d intake.Desk, report func(string), kept func()) (n int, err error) {
	got, err := Pull(ctx, accounts, r, d, report)
	kept()
	for _, k := range got {
		n += k
	}
	return n, errors.Join(err, r.InspectAll(ctx))
}
