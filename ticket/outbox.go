package ticket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// OutboxItem is a letter on its way, with its ticket: 0 and no number for a memo.
type OutboxItem struct {
	Job    Job
	Letter Letter
	Ticket ID
	Number string
}

// Outbox returns the letters that have not left, or of which nobody knows yet, in
// the order of their time, and behind them the memos that did not arrive: they have no
// other place where somebody would see it.
func (d *Desk) Outbox() (items []OutboxItem, err error) {
	items, err = d.work(lostMemos)
	return slices.DeleteFunc(items, func(it OutboxItem) bool { return it.Job.Copy }), err
}

// work is all there is to do about letters, and what is to be listed besides.
func (d *Desk) work(besides ...func(ReadTx, []Job) ([]OutboxItem, error)) (items []OutboxItem, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		jobs, err := tx.Jobs()
		if err != nil {
			return err
		}
		items = nil
		for _, j := range jobs {
			t, err := bearer(tx, j.Ticket)
			if err != nil {
				return fmt.Errorf("letter %d: %w", j.Letter, err)
			}
			if l := t.Letter(j.Letter); l != nil {
				items = append(items, OutboxItem{j, *l, t.ID, t.Number})
			}
		}
		for _, more := range besides {
			list, err := more(tx, jobs)
			if err != nil {
				return err
			}
			items = append(items, list...)
		}
		return nil
	})
	return items, err
}

// DueLetters returns the letters about which something is to be done now and when
// the next is due (zero: none waits). Copies of letters that have left (Job.Copy)
// come last.
func (d *Desk) DueLetters(now time.Time) (due []OutboxItem, next time.Time, err error) {
	items, err := d.work()
	for i := range items {
		items[i].Job.NotBefore = d.quiet(&items[i], now)
	}
	slices.SortStableFunc(items, func(a, b OutboxItem) int {
		switch {
		case a.Job.Copy == b.Job.Copy:
			return 0
		case b.Job.Copy:
			return -1
		}
		return 1
	})
	for _, it := range items {
		if !it.Job.NotBefore.After(now) {
			due = append(due, it)
		} else if next.IsZero() || it.Job.NotBefore.Before(next) {
			next = it.Job.NotBefore
		}
	}
	return due, next, err
}

// HandOver notes that the letter is about to be handed over: the server has its
// text, and takes it with the next byte. From here until LetterTried nobody but
// the server knows, so that a letter found in this state after a crash is not
// sent again by itself. A letter that was taken back or put off is a Refusal.
func (d *Desk) HandOver(ctx context.Context, it OutboxItem) error {
	return d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		t, err := bearer(tx, it.Ticket)
		if err != nil {
			return nil, err
		}
		l := t.Letter(it.Letter.ID)
		if l == nil || l.State != LetterHeld && l.State != LetterRetry || l.NotBefore.After(d.Now()) {
			return nil, refuse("letter-gone", "the letter was taken back, put off or has left", "")
		}
		dec := &decision{desk: d, tx: tx, t: t, by: ByDesk, now: d.Now().UTC()}
		dec.emit(LetterMoved{ID: l.ID, State: LetterSending})
		return []*Ticket{t}, d.commit(tx, dec)
	})
}

// LetterSecret returns what goes in the place of SecretMark.
func (d *Desk) LetterSecret(letter uint64) (string, error) { return d.Log.Secret(letter) }

// Outcome is what a try came to, for the recipients that were pending.
type Outcome struct {
	// State is that of all who have no result of their own: LetterSent,
	// LetterRetry, LetterFailed or LetterUnknown.
	State   LetterState
	Results []RecipientResult
	Error   string // why, for people
	Code    string // of an error of our own, see Letter.Code
	Args    []string
	Next    time.Time // when to try again or, for LetterUnknown, to look again; zero: not
	Copy    bool      // once the last of them has it, a copy is to be kept
}

// LetterLeft notes that all have it.
func (d *Desk) LetterLeft(ctx context.Context, it OutboxItem) error {
	return d.LetterTried(ctx, it, Outcome{State: LetterSent})
}

// LetterTried notes what a try came to. A letter that was taken back for good
// meanwhile is only dropped from the list.
func (d *Desk) LetterTried(ctx context.Context, it OutboxItem, o Outcome) error {
	ended := false
	o.enough(&it)
	err := d.aboutLetter(ctx, &it, func(tx Tx, dec *decision, l *Letter) error {
		if l.State == LetterCancelled || l.State == LetterSent && len(l.Results) == 0 {
			return tx.DropJob(l.ID)
		}
		b := l.moved(LetterMoved{State: o.State, Results: o.Results, Error: o.Error, Code: o.Code, Args: o.Args, Next: o.Next.UTC()}, dec.now)
		dec.emit(b)
		ended = b.State == LetterSent || b.State == LetterPartial
		return dec.toldBy(l.ID)
	}, func(tx Tx, l *Letter) error {
		if !o.Copy || !ended {
			return nil
		}
		return tx.SaveJob(Job{Letter: l.ID, Ticket: it.Ticket, NotBefore: d.Now().UTC(), Copy: true})
	})
	for try := 0; err == nil && ended && it.Letter.HasSecret && try < 3; try++ {
		err = d.Log.DropSecret(it.Letter.ID)
		if it.Letter.Vault != 0 {
			err = errors.Join(err, d.Log.DropSecret(it.Letter.Vault))
		}
		if err == nil {
			break
		}
	}
	return err
}

// LetterCopied notes how it is with the copy of a letter that has left: kept
// (next zero, kept), to be tried again at next, or given up.
func (d *Desk) LetterCopied(ctx context.Context, it OutboxItem, kept bool, next time.Time) error {
	news := CopyDue
	switch {
	case kept:
		news = CopyKept
	case next.IsZero():
		news = CopyNone
	}
	return d.aboutLetter(ctx, &it, func(_ Tx, dec *decision, l *Letter) error {
		if l.Copy != news && (news != CopyKept || l.Copy != "") {
			dec.emit(LetterMoved{ID: l.ID, State: l.State, Copy: news})
		}
		return nil
	}, func(tx Tx, l *Letter) error {
		if news != CopyDue {
			return tx.DropJob(l.ID)
		}
		return tx.SaveJob(Job{Letter: l.ID, Ticket: it.Ticket, NotBefore: next.UTC(), Tries: it.Job.Tries + 1, Copy: true})
	})
}

// aboutLetter decides something about a letter, wherever it is now, and then
// changes the list of work. One that is gone is dropped from that.
func (d *Desk) aboutLetter(ctx context.Context, it *OutboxItem, decide func(Tx, *decision, *Letter) error, after func(Tx, *Letter) error) error {
	letter := it.Letter.ID
	return d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		t, err := bearerOf(tx, it)
		if err != nil {
			return nil, err
		}
		l := t.Letter(letter)
		if l == nil {
			return nil, tx.DropJob(letter) // undone while it was on its way
		}
		dec := &decision{desk: d, tx: tx, t: t, by: ByDesk, now: d.Now().UTC()}
		if err := decide(tx, dec, l); err != nil {
			return nil, err
		}
		var changed []*Ticket
		if len(dec.events) > 0 {
			if err := d.commit(tx, dec); err != nil {
				return nil, err
			}
			changed = []*Ticket{t}
		}
		return changed, after(tx, t.Letter(letter))
	})
}

// bearerOf is what bears a letter now: it may have moved since the item was read.
func bearerOf(tx ReadTx, it *OutboxItem) (*Ticket, error) {
	if it.Ticket == 0 {
		return bearer(tx, 0)
	}
	ids, err := tx.Lookup(ByLetterID, strconv.FormatUint(it.Letter.ID, 10))
	if err != nil || len(ids) == 0 {
		return nil, errors.Join(err, fmt.Errorf("letter %d: %w", it.Letter.ID, ErrNotFound))
	}
	return tx.Ticket(ids[len(ids)-1])
}

// indexLetter keeps the list of letters that are still to be dealt with.
func indexLetter(tx Tx, id ID, b LetterMoved) error {
	job := Job{Letter: b.ID, Ticket: id}
	jobs, err := tx.Jobs()
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if j.Letter == b.ID {
			job = j
		}
	}
	job.Started = zeroTime
	if b.Copy == CopyDue {
		job.Copy = true
		return tx.SaveJob(job)
	}
	if b.Copy != "" {
		return tx.DropJob(b.ID)
	}
	switch b.State {
	case LetterRetry, LetterUnknown:
		if b.Next.IsZero() {
			return tx.DropJob(b.ID)
		}
		return tx.SaveJob(Job{Letter: b.ID, Ticket: id, NotBefore: b.Next, Tries: job.Tries + 1})
	case LetterHeld:
		job.NotBefore = b.Next
		return tx.SaveJob(job)
	case LetterSending:
		return tx.SaveJob(job)
	case LetterSent, LetterPartial, LetterBounced:
		if job.Copy {
			return nil // a report came before the copy was kept
		}
	case LetterFailed, LetterCancelled, LetterDelayed:
	}
	return tx.DropJob(b.ID)
}
