package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
)

// loose reports problems that the tests make themselves: they file tickets
// that do not exist and append events to tickets without saving them.
func loose(line string) bool {
	return strings.HasPrefix(line, "the index ") || strings.HasSuffix(line, "missing or old")
}

// work commits n decisions as a desk would: blob, events, ticket, index, mail.
func work(t testing.TB, s *store.Store, from, n int) {
	t.Helper()
	for i := from; i < from+n; i++ {
		hashes, err := s.PutBlobs(fmt.Appendf(nil, "raw mail %d %s", i, strings.Repeat("x", i%7*500)))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Update(func(tx ticket.Tx) error { return decide(tx, i, hashes[0]) }); err != nil {
			t.Fatal(err)
		}
	}
}

// decide is the decision of number i, on one of ten tickets.
func decide(tx ticket.Tx, i int, hash string) error {
	id := ticket.ID(i%10 + 1)
	tk, err := tx.Ticket(id)
	if errors.Is(err, ticket.ErrNotFound) {
		tk, err = &ticket.Ticket{ID: id, Number: fmt.Sprintf("2026-%05d", id), State: ticket.New, Received: storetest.At(i)}, nil
	}
	if err != nil {
		return err
	}
	e := storetest.Note(id, tk.Version+1, hash)
	if err := tx.Append(&e); err != nil {
		return err
	}
	return fold(tx, e)
}

// fold projects an event of decide; a rebuild uses it too.
func fold(tx ticket.Tx, e ticket.Event) error {
	hash := e.Body.(ticket.NoteAdded).Text
	tk, err := tx.Ticket(e.Ticket)
	if errors.Is(err, ticket.ErrNotFound) {
		tk, err = &ticket.Ticket{ID: e.Ticket, State: ticket.New}, nil
	}
	if err != nil {
		return err
	}
	tk.Version, tk.Updated = e.Version, e.At
	tk.Messages = append(tk.Messages, ticket.Message{Hash: hash, Version: e.Version})
	if e.Version%4 == 3 {
		tk.State = ticket.Closed
	} else {
		tk.State = ticket.Open
	}
	return errors.Join(tx.SaveTicket(tk), tx.File(ticket.ByName, "contohkab.go.id", e.Ticket),
		tx.SaveMail(ticket.MailRecord{Key: fmt.Sprint(e.Seq), Hash: hash, Ticket: e.Ticket}),
		tx.SaveJob(ticket.Job{Letter: uint64(e.Ticket), Tries: int(e.Version)}))
}

func check(t testing.TB, s *store.Store) (store.Summary, []string) {
	t.Helper()
	var lines []string
	sum, err := s.Check(t.Context(), func(line string) { lines = append(lines, line) })
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != sum.Problems {
		t.Errorf("%d lines for %d problems", len(lines), sum.Problems)
	}
	return sum, lines
}

func clean(t testing.TB, s *store.Store) store.Summary {
	t.Helper()
	sum, lines := check(t, s)
	if len(lines) > 0 {
		t.Errorf("check found problems:\n%s", strings.Join(lines, "\n"))
	}
	return sum
}

func closed(t testing.TB, s *store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// flip changes one byte in the middle of the first place where text is found.
func flip(t testing.TB, file, text string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(data), text)
	if at < 0 {
		t.Fatalf("%s does not hold %q", file, text)
	}
	data[at+len(text)/2] ^= 1
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func lastPack(t testing.TB, dir string) string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "packs", "*.pack"))
	if err != nil || len(list) == 0 {
		t.Fatalf("no packs in %s: %v", dir, err)
	}
	return list[len(list)-1]
}
