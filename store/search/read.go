package search

import (
	"context"
	"errors"
	"slices"

	"loket/ticket"
)

// What the index reads of the record.

// slab is a run of events: the last one, and the tickets and mails whose texts may
// have changed.
type slab struct {
	seq     uint64
	changed []key
}

func (x *Index) slab(ctx context.Context, after uint64) (s slab, err error) {
	seen, n := map[key]bool{}, 0
	var mails []string
	err = x.record.Events(after, func(e ticket.Event) error {
		if n++; n > slabEvents {
			return errEnough
		}
		s.seq = e.Seq
		if k := key(e.Ticket); k != 0 && !silent(e.Body) && !seen[k] {
			seen[k] = true
			s.changed = append(s.changed, k)
		}
		mails = append(mails, mailsOf(e.Body)...)
		return ctx.Err()
	})
	if err != nil && !errors.Is(err, errEnough) {
		return s, err
	}
	slices.Sort(mails)
	return s, x.positions(slices.Compact(mails), &s)
}

// mailsOf returns the keys in the journal of the mails of which an event may change
// whether and how they are found.
func mailsOf(b ticket.Body) []string {
	switch b := b.(type) {
	case ticket.MailRecorded:
		if b.Mail.Searched() {
			return []string{b.Mail.Key}
		}
	case ticket.MailMoved:
		return []string{b.Key}
	case ticket.MailFetched:
		return []string{b.Key}
	case ticket.StrayDestroyed:
		return b.Keys
	}
	return nil
}

// positions adds mails to what changed.
func (x *Index) positions(mails []string, s *slab) error {
	if len(mails) == 0 {
		return nil
	}
	return x.record.View(func(tx ticket.ReadTx) error {
		for _, m := range mails {
			row, ok, err := tx.Mail(m)
			if err != nil {
				return err
			}
			if ok {
				s.changed = append(s.changed, keyOf(ticket.Doc{Mail: row.Position}))
			}
		}
		return nil
	})
}

// silent reports whether an event changes no text of its ticket.
func silent(b ticket.Body) bool {
	switch b.(type) {
	case ticket.Claimed, ticket.Released, ticket.Looked, ticket.DeadlineSet, ticket.LetterMoved, ticket.BreachRecorded, ticket.AlertRaised,
		ticket.ServiceSet, ticket.DocumentMatched, ticket.StepStarted, ticket.Waited, ticket.Resumed, ticket.Linked:
		return true
	}
	return false
}

// passages are the texts of a ticket or of a mail that made none; ErrNotFound for
// what is not searched any more.
func (x *Index) passages(d ticket.Doc) ([]ticket.Passage, error) {
	var t *ticket.Ticket
	var m ticket.MailRecord
	err := x.record.View(func(tx ticket.ReadTx) (err error) {
		if d.Mail == 0 {
			t, err = tx.Ticket(d.Ticket)
			return err
		}
		rows, _, err := tx.Journal(d.Mail+1, 1)
		if err != nil {
			return err
		}
		if len(rows) == 0 || rows[0].Position != d.Mail || !rows[0].Searched() {
			return ticket.ErrNotFound
		}
		m = rows[0]
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case t != nil:
		return ticket.Passages(t, func(name string) string { return string(x.blob(name)) }), nil
	}
	text := ""
	if raw := x.blob(m.Hash); raw != nil && x.mails != nil {
		text = x.mails.Plain(raw)
	}
	return ticket.MailPassages(&m, text), nil
}

// blob returns bytes of the record, nil where they cannot be read: the rest of a
// document is worth finding without them, and the record's check says what is lost.
func (x *Index) blob(name string) []byte {
	data, err := x.record.Blob(name)
	if err != nil {
		if !errors.Is(err, ticket.ErrNotFound) {
			x.logger.Warn("search", "blob", name, "error", err)
		}
		return nil
	}
	return data
}

// journalPage is how many rows of the journal are read at once.
const journalPage = 1000

// keys lists everything in the record that is searched.
func (x *Index) keys() (keys []key, err error) {
	for _, open := range []bool{true, false} {
		err := x.record.Rows(open, func(data []byte) bool {
			if r, err := ticket.DecodeRow(data); err == nil {
				keys = append(keys, key(r.ID))
			}
			return true
		})
		if err != nil {
			return nil, err
		}
	}
	for before, more := uint64(0), true; more; {
		err := x.record.View(func(tx ticket.ReadTx) error {
			rows, next, err := tx.Journal(before, journalPage)
			for i := range rows {
				if rows[i].Searched() {
					keys = append(keys, keyOf(ticket.Doc{Mail: rows[i].Position}))
				}
			}
			before, more = next, len(rows) == journalPage
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys), nil
}
