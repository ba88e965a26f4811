package ticket

import (
	"errors"
	"time"

	"loket/domain/staff"
)

// errEnough ends the reading of the log.
var errEnough = errors.New("enough")

// Trail calls fn for every event after a number, in order, until fn returns false.
// by is who reads; reading the whole log is a right of its own.
func (d *Desk) Trail(by string, after uint64, fn func(Event) bool) error {
	if err := d.allow(by, staff.Trail, ""); err != nil {
		return err
	}
	err := d.Log.Events(after, func(e Event) error {
		if fn(e) {
			return nil
		}
		return errEnough
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// Head gives the number and the chain hash of the last event: who knows both can
// prove that nothing before it was changed.
func (d *Desk) Head() (seq uint64, hash string, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		seq, hash, err = tx.Head()
		return err
	})
	return seq, hash, err
}

// TicketAt gives a ticket as the desk knew it at a moment, ErrNotFound where there was
// none yet.
func (d *Desk) TicketAt(id ID, at time.Time) (*Ticket, error) {
	events, err := d.History(id)
	if err != nil {
		return nil, err
	}
	for i := range events {
		if events[i].At.After(at) {
			events = events[:i]
			break
		}
	}
	if len(events) == 0 {
		return nil, ErrNotFound
	}
	return Fold(events), nil
}

// About is the ticket that an event concerns: its own, or the one that an event of
// the desk names; 0 for none.
func (e *Event) About() ID {
	if b, ok := e.Body.(FileTaken); ok {
		return b.Ticket
	}
	return e.Ticket
}
