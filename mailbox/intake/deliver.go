package intake

import (
	"context"
	"fmt"
	"slices"

	"loket/mailbox/pull"
	"loket/ticket"
)

// chunk bounds the mails of one transaction: who works at the desk waits no
// longer for the record than it takes to keep so many, some 20 ms.
const chunk = 80

// part is what one transaction keeps of a batch, ready for the desk: read, its
// bytes durable, and understood.
type part struct {
	batch ticket.Batch
	err   error
}

// Prepare implements pull.Ahead: it reads the mails and keeps their bytes while
// the desk still decides on those before. What it leaves is a channel of parts.
func (r *Reader) Prepare(ctx context.Context, b *pull.Batch) <-chan struct{} {
	parts := make(chan part, len(b.Mails)/chunk+1) // so that the work ends, taken or not
	ended := make(chan struct{})
	mails := b.Mails
	b.Ahead = (<-chan part)(parts)
	go func() {
		defer close(ended)
		defer close(parts)
		for some := range slices.Chunk(mails, chunk) {
			p := part{err: ctx.Err()}
			if p.err == nil {
				p.batch.Mails = r.readAll(ctx, some)
				p.err = r.Desk.Ready(&p.batch)
			}
			if parts <- p; p.err != nil {
				return
			}
		}
	}()
	return ended
}

// Deliver reads a batch and keeps it with the cursor and the note.
func (r *Reader) Deliver(ctx context.Context, d pull.Batch) error {
	if len(d.Mails) == 0 {
		return r.receive(ctx, d, ticket.Batch{})
	}
	parts, begun := d.Ahead.(<-chan part)
	if !begun {
		inner, stop := context.WithCancel(ctx)
		ended := r.Prepare(inner, &d)
		defer func() { stop(); <-ended }() // nothing reads on after an error
		parts = d.Ahead.(<-chan part)
	}
	all := d
	for p := range parts {
		if p.err != nil {
			return undelivered(d, p.err)
		}
		left := all.Mails[len(p.batch.Mails):]
		if d = all; len(left) > 0 {
			d.Note = ""
			if !d.Backfill {
				d.Next.UID = all.Mails[len(p.batch.Mails)-1].UID
			}
		}
		if err := r.receive(ctx, d, p.batch); err != nil {
			return err
		}
		all.Mails = left
	}
	return nil
}

// receive has the mails of b kept with the cursor and the note of d.
func (r *Reader) receive(ctx context.Context, d pull.Batch, b ticket.Batch) error {
	b.Account, b.Folder, b.Note = d.Account, d.Folder, d.Note
	b.Validity, b.UID, b.Since = d.Next.UIDValidity, d.Next.UID, d.Next.Since
	if _, err := r.Desk.Receive(ctx, b); err != nil {
		return undelivered(d, err)
	}
	return nil
}

func undelivered(d pull.Batch, err error) error {
	return fmt.Errorf("deliver %d messages of %s/%s: %w", len(d.Mails), d.Account, d.Folder, err)
}
