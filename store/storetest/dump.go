package storetest

import (
	"errors"
	"testing"

	"loket/ticket"
)

// Contents is everything a record says about its first tickets and the small
// keys that the tests of this package use.
type Contents struct {
	Head    uint64
	Hash    string
	Tickets []*ticket.Ticket
	Events  [][]ticket.Event
	Open    []ticket.Row
	Closed  []ticket.Row
	Journal []ticket.MailRecord
	Jobs    []ticket.Job
	Lookups map[string][]ticket.ID
	Draft   string
	Keep    []byte
	Entry   []byte
	UID     uint32
}

// names are the keys that the random machine files tickets under.
func names() []string { return []string{"a", "ab", "b", "kept", "lost"} }

// Dump reads the contents of a record for tickets 1 to n.
func Dump(t TB, log ticket.Log, n int) *Contents {
	t.Helper()
	c := &Contents{Lookups: make(map[string][]ticket.ID)}
	err := log.View(func(tx ticket.ReadTx) (err error) {
		for id := ticket.ID(0); id <= ticket.ID(n); id++ {
			tk, err := tx.Ticket(id)
			if err != nil && !errors.Is(err, ticket.ErrNotFound) {
				return err
			}
			events, err := tx.Events(id)
			if err != nil {
				return err
			}
			c.Tickets, c.Events = append(c.Tickets, tk), append(c.Events, events)
		}
		for _, name := range names() {
			ids, err := tx.Lookup(ticket.ByName, name)
			if err != nil {
				return err
			}
			c.Lookups[name] = ids
		}
		var errs [7]error
		c.Head, c.Hash, errs[0] = tx.Head()
		c.Journal, _, errs[1] = tx.Journal(0, 1000)
		c.Jobs, errs[2] = tx.Jobs()
		c.Draft, errs[3] = tx.Draft("d")
		c.Keep, errs[4] = tx.Keep("k")
		_, c.UID, errs[5] = tx.Cursor("a", "INBOX")
		c.Entry, errs[6] = tx.Entry(ticket.TableNames, "n")
		return errors.Join(errs[:]...)
	})
	for _, open := range []bool{true, false} {
		rows := &c.Closed
		if open {
			rows = &c.Open
		}
		err = errors.Join(err, log.Rows(open, func(data []byte) bool {
			r, rerr := ticket.DecodeRow(data)
			err = errors.Join(err, rerr)
			*rows = append(*rows, r)
			return true
		}))
	}
	if err != nil {
		t.Fatalf("dump: %v", err)
	}
	return c
}

// TB is what Dump needs of *testing.T and *rapid.T.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

var _ TB = (*testing.T)(nil)
