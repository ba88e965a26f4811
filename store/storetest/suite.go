package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/ticket"
)

// Open opens a store for a test. reopen closes it and opens the same record
// again, as after a restart; a store in memory returns itself.
type Open func(t *testing.T) (log ticket.Log, reopen func() ticket.Log)

// StoreSuite runs the contract of ticket.Log.
func StoreSuite(t *testing.T, open Open) {
	t.Helper()
	for _, c := range []struct {
		name string
		run  func(t *testing.T, log ticket.Log, reopen func() ticket.Log)
	}{
		{"empty", emptyRecord}, {"events", eventsAreChained}, {"command", eventsOfOneCommand}, {"tickets", ticketsAndRows},
		{"rollback", rollback}, {"panic", panicRollsBack}, {"counters", counters}, {"index", indexes},
		{"hostile keys", hostileKeys}, {"journal", journal}, {"mail by hash", mailByHash}, {"jobs", jobs},
		{"small things", smallThings}, {"register", register}, {"blobs", blobs}, {"secrets", secrets}, {"own writes", ownWrites},
		{"goroutines", goroutines},
	} {
		t.Run(c.name, func(t *testing.T) {
			log, reopen := open(t)
			c.run(t, log, reopen)
		})
	}
}

// At is an instant for tests; n moves it by minutes.
func At(n int) time.Time {
	return time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Minute)
}

// Note returns an event for tests.
func Note(id ticket.ID, version uint32, text string) ticket.Event {
	return ticket.Event{Ticket: id, Version: version, At: At(int(version)), By: "sari", Body: ticket.NoteAdded{Text: text}}
}

func update(t *testing.T, log ticket.Log, fn func(tx ticket.Tx) error) {
	t.Helper()
	if err := log.Update(fn); err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, log ticket.Log, fn func(tx ticket.ReadTx) error) {
	t.Helper()
	if err := log.View(fn); err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func emptyRecord(t *testing.T, _ ticket.Log, reopen func() ticket.Log) {
	log := reopen()
	view(t, log, func(tx ticket.ReadTx) error {
		if _, err := tx.Ticket(1); !errors.Is(err, ticket.ErrNotFound) {
			t.Errorf("Ticket of an empty record: %v, want ErrNotFound", err)
		}
		if _, ok, err := tx.Mail("x"); ok || err != nil {
			t.Errorf("Mail of an empty record: %v, %v", ok, err)
		}
		if _, ok, err := tx.MailByHash(""); ok || err != nil {
			t.Errorf("MailByHash of nothing: %v, %v", ok, err)
		}
		rows, pos, err := tx.Journal(0, 10)
		if len(rows) != 0 || pos != 0 || err != nil {
			t.Errorf("Journal of an empty record: %v, %d, %v", rows, pos, err)
		}
		seq, hash, err := tx.Head()
		if seq != 0 || hash != "" || err != nil {
			t.Errorf("Head of an empty record: %d, %q, %v", seq, hash, err)
		}
		return nil
	})
	if _, err := log.Blob("00"); !errors.Is(err, ticket.ErrNotFound) {
		t.Errorf("Blob of an empty record: %v, want ErrNotFound", err)
	}
	if _, err := log.Secret(1); !errors.Is(err, ticket.ErrNotFound) {
		t.Errorf("Secret of an empty record: %v, want ErrNotFound", err)
	}
}

func eventsAreChained(t *testing.T, log ticket.Log, reopen func() ticket.Log) {
	hashes := map[string]bool{}
	for i := range 5 {
		update(t, log, func(tx ticket.Tx) error {
			e := Note(ticket.ID(i%2+1), uint32(i+1), fmt.Sprint("note ", i))
			if err := tx.Append(&e); err != nil {
				return err
			}
			if e.Seq != uint64(i+1) {
				t.Errorf("event %d got Seq %d", i+1, e.Seq)
			}
			seq, hash, err := tx.Head()
			if seq != e.Seq || hashes[hash] || len(hash) != 64 {
				t.Errorf("Head after event %d: %d, %q", e.Seq, seq, hash)
			}
			hashes[hash] = true
			return err
		})
	}
	view(t, reopen(), func(tx ticket.ReadTx) error {
		got, err := tx.Events(1)
		var texts []string
		for _, e := range got {
			texts = append(texts, e.Body.(ticket.NoteAdded).Text)
		}
		same(t, "events of ticket 1", texts, []string{"note 0", "note 2", "note 4"})
		return err
	})
}

func eventsOfOneCommand(t *testing.T, log ticket.Log, _ func() ticket.Log) {
	appendAll := func(cmds ...uint64) (got [][2]uint64) {
		update(t, log, func(tx ticket.Tx) error {
			for _, cmd := range cmds {
				e := Note(1, 1, "x")
				e.Cmd = cmd
				if err := tx.Append(&e); err != nil {
					return err
				}
				got = append(got, [2]uint64{e.Seq, e.Cmd})
			}
			return nil
		})
		return got
	}
	same(t, "first command", appendAll(0, 0, 0), [][2]uint64{{1, 1}, {2, 1}, {3, 1}})
	same(t, "second command", appendAll(0, 2, 0), [][2]uint64{{4, 4}, {5, 2}, {6, 4}})
}

func rowsOf(t *testing.T, log ticket.Log, open bool) (rows []ticket.Row) {
	t.Helper()
	err := log.Rows(open, func(data []byte) bool {
		r, err := ticket.DecodeRow(data)
		if err != nil {
			t.Errorf("row: %v", err)
		}
		rows = append(rows, r)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func ticketsAndRows(t *testing.T, log ticket.Log, reopen func() ticket.Log) {
	save := func(id ticket.ID, state ticket.State, events int) {
		update(t, log, func(tx ticket.Tx) error {
			for range events {
				e := Note(id, 1, "x")
				if err := tx.Append(&e); err != nil {
					return err
				}
			}
			return tx.SaveTicket(&ticket.Ticket{ID: id, State: state, Subject: "Permohonan", Received: At(int(id)), Names: []string{"contohkab.go.id"}})
		})
	}
	short := func(open bool) (out []string) {
		for _, r := range rowsOf(t, log, open) {
			out = append(out, fmt.Sprint(r.ID, " ", r.State, " ", r.Rev))
		}
		return out
	}
	save(1, ticket.New, 2)
	save(2, ticket.New, 1)
	save(3, ticket.Closed, 0)
	log = reopen()
	same(t, "open", short(true), []string{"1 new 2", "2 new 3"})
	same(t, "closed", short(false), []string{"3 closed 0"})
	save(1, ticket.Closed, 1)
	save(3, ticket.Open, 1)
	save(2, ticket.Merged, 0)
	same(t, "open after moves", short(true), []string{"3 open 5"})
	same(t, "closed after moves", short(false), []string{"1 closed 4", "2 merged 3"})
	n := 0
	if err := log.Rows(false, func([]byte) bool { n++; return false }); err != nil || n != 1 {
		t.Errorf("Rows went on after false: %d calls, %v", n, err)
	}
	view(t, log, func(tx ticket.ReadTx) error {
		got, err := tx.Ticket(3)
		if err != nil {
			return err
		}
		same(t, "ticket", got, &ticket.Ticket{ID: 3, State: ticket.Open, Subject: "Permohonan", Received: At(3), Names: []string{"contohkab.go.id"}})
		got.Names[0] = "changed"
		again, err := tx.Ticket(3)
		if err == nil && again.Names[0] == "changed" {
			t.Error("the caller does not own the ticket")
		}
		return err
	})
}

var errStop = errors.New("stop")

func writeSome(tx ticket.Tx, text string) error {
	e := Note(1, 1, text)
	id, err := tx.NextTicket()
	if err != nil {
		return err
	}
	letter, err := tx.NextLetter()
	return errors.Join(err, tx.Append(&e), tx.SaveTicket(&ticket.Ticket{ID: id, State: ticket.New, Subject: text}),
		tx.File(ticket.ByName, text, id), tx.SaveMail(ticket.MailRecord{Key: text, Hash: text, Subject: text}),
		tx.SetCursor("a", "INBOX", 1, uint32(id)), tx.SaveJob(ticket.Job{Letter: letter}),
		tx.SaveDraft("d", text), tx.SetKeep("k", []byte(text)))
}

func rollback(t *testing.T, log ticket.Log, reopen func() ticket.Log) {
	update(t, log, func(tx ticket.Tx) error { return writeSome(tx, "kept") })
	before := Dump(t, log, 3)
	err := log.Update(func(tx ticket.Tx) error {
		if err := writeSome(tx, "lost"); err != nil {
			return err
		}
		return errors.Join(errStop, tx.DropJob(1), tx.SaveDraft("d", ""))
	})
	if !errors.Is(err, errStop) {
		t.Errorf("Update returned %v, want the error of fn", err)
	}
	same(t, "after rollback", Dump(t, log, 3), before)
	same(t, "after rollback and reopening", Dump(t, reopen(), 3), before)
}

func panicRollsBack(t *testing.T, log ticket.Log, _ func() ticket.Log) {
	before := Dump(t, log, 3)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic of fn was swallowed")
			}
		}()
		_ = log.Update(func(tx ticket.Tx) error {
			if err := writeSome(tx, "lost"); err != nil {
				return err
			}
			panic("in a decision")
		})
	}()
	same(t, "after a panic", Dump(t, log, 3), before)
	update(t, log, func(tx ticket.Tx) error { return writeSome(tx, "goes on") })
}
