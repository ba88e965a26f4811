package ticket

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// OutboxItem is a letter on its way, with its ticket.
type OutboxItem struct {
	Job    Job
	Letter Letter
	Ticket ID
	Number string
}

// Outbox returns the letters that have not left, in the order of their time.
func (d *Desk) Outbox() (items []OutboxItem, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		jobs, err := tx.Jobs()
		if err != nil {
			return err
		}
		items = nil
		for _, j := range jobs {
			t, err := tx.Ticket(j.Ticket)
			if err != nil {
				return fmt.Errorf("letter %d: %w", j.Letter, err)
			}
			if l := t.Letter(j.Letter); l != nil {
				items = append(items, OutboxItem{j, *l, t.ID, t.Number})
			}
		}
		return nil
	})
	return items, err
}

// DueLetters returns the letters to send now and when the next is due (zero:
// none waits).
func (d *Desk) DueLetters(now time.Time) (due []OutboxItem, next time.Time, err error) {
	items, err := d.Outbox()
	for _, it := range items {
		if !it.Job.NotBefore.After(now) {
			due = append(due, it)
		} else if next.IsZero() || it.Job.NotBefore.Before(next) {
			next = it.Job.NotBefore
		}
	}
	return due, next, err
}

// StartLetter notes that a try begins. After a crash a started letter without
// an outcome is unknown: the sender looks it up at the other side first.
func (d *Desk) StartLetter(ctx context.Context, it OutboxItem) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return d.Log.Update(func(tx Tx) error {
		t, err := tx.Ticket(it.Ticket)
		if err != nil {
			return err
		}
		l := t.Letter(it.Letter.ID)
		if l == nil || l.State != LetterHeld && l.State != LetterRetry {
			return refuse("letter-gone", "the letter was taken back or has left", "")
		}
		it.Job.Started = d.Now().UTC()
		return tx.SaveJob(it.Job)
	})
}

// LetterSecret returns what goes in the place of SecretMark.
func (d *Desk) LetterSecret(letter uint64) (string, error) { return d.Log.Secret(letter) }

// LetterLeft, LetterTryAgain and LetterRefused say what became of a try.
func (d *Desk) LetterLeft(ctx context.Context, it OutboxItem) error {
	err := d.moveLetter(ctx, it, LetterMoved{ID: it.Letter.ID, State: LetterSent})
	for try := 0; err == nil && it.Letter.HasSecret && try < 3; try++ {
		if err = d.Log.DropSecret(it.Letter.ID); err == nil {
			break
		}
	}
	return err
}

// LetterTryAgain keeps the letter for another try at next.
func (d *Desk) LetterTryAgain(ctx context.Context, it OutboxItem, why string, next time.Time) error {
	return d.moveLetter(ctx, it, LetterMoved{ID: it.Letter.ID, State: LetterRetry, Error: why, Next: next.UTC()})
}

// LetterRefused ends the tries; the letter stays visible as failed.
func (d *Desk) LetterRefused(ctx context.Context, it OutboxItem, why string) error {
	return d.moveLetter(ctx, it, LetterMoved{ID: it.Letter.ID, State: LetterFailed, Error: why})
}

func (d *Desk) moveLetter(ctx context.Context, it OutboxItem, b LetterMoved) error {
	return d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		ids, err := tx.Lookup(ByLetterID, strconv.FormatUint(b.ID, 10))
		if err != nil || len(ids) == 0 {
			return nil, errors.Join(err, fmt.Errorf("letter %d: %w", b.ID, ErrNotFound))
		}
		t, err := tx.Ticket(ids[len(ids)-1])
		if err != nil {
			return nil, err
		}
		l := t.Letter(b.ID)
		if l == nil {
			return nil, tx.DropJob(b.ID) // undone while it was on its way
		}
		if l.State == LetterSent || l.State == LetterCancelled {
			return nil, tx.DropJob(b.ID)
		}
		dec := &decision{desk: d, tx: tx, t: t, by: ByDesk, now: d.Now().UTC()}
		dec.emit(b)
		return []*Ticket{t}, d.commit(tx, dec)
	})
}
