package store_test

import (
	"encoding/json"
	"errors"
	"testing"

	"loket/store"
	"loket/ticket"
)

// say appends events of one ticket in a transaction.
func say(t *testing.T, s *store.Store, id ticket.ID, bodies ...ticket.Body) {
	t.Helper()
	err := s.Update(func(tx ticket.Tx) error {
		for _, b := range bodies {
			if err := tx.Append(&ticket.Event{Ticket: id, By: "ani", Body: b}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// told fails unless the events of a ticket are kept and read as they should be.
func told(t *testing.T, s *store.Store, id ticket.ID, seal ticket.Seal, want ...ticket.Body) {
	t.Helper()
	var events []ticket.Event
	err := s.View(func(tx ticket.ReadTx) (err error) {
		events, err = tx.Events(id)
		return err
	})
	if err != nil || len(events) != len(want) {
		t.Fatalf("%d events, %v", len(events), err)
	}
	for i, e := range events {
		got, gerr := json.Marshal(e.Body)
		wanted, werr := json.Marshal(want[i])
		if gerr != nil || werr != nil || string(got) != string(wanted) || e.Seal != seal {
			t.Errorf("event %d: %d %s, want %d %s", i, e.Seal, got, seal, wanted)
		}
	}
}

// TestSealedEvents: what events say of persons is on no disk as it was; it is read
// again with the site's key, stays away without it, and is gone with the ticket's. A
// new key of the same ticket opens nothing old. The chain is whole throughout.
func TestSealedEvents(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, sealedOptions())
	mail := put(t, s, "surat "+canary)
	note, bare := ticket.NoteAdded{Text: canary}, ticket.NoteAdded{}
	read, unread := ticket.DocumentMatched{SHA: "s", Mail: mail, Requirement: "r", Problems: []string{canary}}, ticket.DocumentMatched{SHA: "s", Mail: mail, Requirement: "r"}
	say(t, s, 1, note, note)
	say(t, s, 2, note)
	say(t, s, 3, read)
	for range 2 {
		told(t, s, 1, ticket.Sealed, note, note)
		told(t, s, 3, ticket.Sealed, read)
		if sum, err := s.Check(t.Context(), func(string) {}); err != nil || sum.SealedEvents != 4 || sum.Bare != 0 {
			t.Errorf("%+v, %v", sum, err)
		}
		closed(t, s)
		nowhere(t, dir, "sealed")
		s = openDir(t, dir, sealedOptions())
	}
	_, head := headOf(t, s)
	if err := s.DestroyTickets(1, 1, 99); err != nil {
		t.Fatal(err)
	}
	if err := s.Destroy(mail); err != nil {
		t.Fatal(err)
	}
	told(t, s, 1, ticket.Bare, bare, bare)
	told(t, s, 2, ticket.Sealed, note)
	told(t, s, 3, ticket.Bare, unread)
	say(t, s, 1, note)
	closed(t, s)
	s = openDir(t, dir, sealedOptions())
	events := eventsOf(t, s, 1)
	if events[0].Seal != ticket.Bare || events[2].Seal != ticket.Sealed || events[2].Body.(ticket.NoteAdded).Text != canary {
		t.Errorf("%+v", events)
	}
	if was, err := s.HashAt(4); err != nil || was != head {
		t.Errorf("the chain is another one: %s, %v; was %s", was, err, head)
	}
	if sum := clean(t, s); sum.SealedEvents != 5 || sum.Bare != 3 {
		t.Errorf("%+v", sum)
	}
	closed(t, s)
	s = openDir(t, dir, store.Options{ReadOnly: true})
	told(t, s, 2, ticket.Bare, bare)
	clean(t, s)
}

func headOf(t *testing.T, s *store.Store) (seq uint64, hash string) {
	t.Helper()
	err := s.View(func(tx ticket.ReadTx) (err error) {
		seq, hash, err = tx.Head()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return seq, hash
}

func eventsOf(t *testing.T, s *store.Store, id ticket.ID) (events []ticket.Event) {
	t.Helper()
	err := s.View(func(tx ticket.ReadTx) (err error) {
		events, err = tx.Events(id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// TestSealedEventLater: an event from before there was a key stays as it is.
func TestSealedEventLater(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, store.Options{})
	note := ticket.NoteAdded{Text: canary}
	say(t, s, 1, note)
	closed(t, s)
	s = openDir(t, dir, sealedOptions())
	say(t, s, 1, note)
	if events := eventsOf(t, s, 1); events[0].Seal != ticket.InClear || events[1].Seal != ticket.Sealed {
		t.Errorf("%+v", events)
	}
	if err := s.DestroyTickets(1); err != nil {
		t.Fatal(err)
	}
	if events := eventsOf(t, s, 1); events[0].Body.(ticket.NoteAdded).Text != canary || events[1].Body.(ticket.NoteAdded).Text != "" {
		t.Errorf("%+v", events)
	}
}

// TestSealedEventAborted: a transaction that comes to nothing leaves no key that
// another would miss.
func TestSealedEventAborted(t *testing.T) {
	s := openDir(t, t.TempDir(), sealedOptions())
	stop := errors.New("stop")
	err := s.Update(func(tx ticket.Tx) error {
		return errors.Join(tx.Append(&ticket.Event{Ticket: 1, Body: ticket.NoteAdded{Text: canary}}), stop)
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	say(t, s, 1, ticket.NoteAdded{Text: canary})
	told(t, s, 1, ticket.Sealed, ticket.NoteAdded{Text: canary})
}
