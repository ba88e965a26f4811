package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
)

// realistic is a ticket of about 8 KB: a mail with three letters attached, a
// checklist, a receipt and a history.
func realistic(id ticket.ID) *ticket.Ticket {
	text := strings.Repeat("Dengan hormat, bersama ini kami mohon pendaftaran nama domain. ", 40)
	t := &ticket.Ticket{ID: id, Number: fmt.Sprintf("2026-%05d", id), Version: 9, State: ticket.Open, Source: ticket.ByMail,
		Subject: "Permohonan pendaftaran nama domain contohkab.go.id", Service: "registration", Owner: "sari",
		Requester: ticket.Party{Name: "Budi Contoh", Email: "budi@contohkab.go.id", Agency: "Dinas Kominfo Kabupaten Contoh"},
		Received:  storetest.At(int(id)), Opened: storetest.At(int(id)), Updated: storetest.At(int(id) + 9), Names: []string{"contohkab.go.id"}}
	m := ticket.Message{MessageID: fmt.Sprintf("<%d@contohkab.go.id>", id), Hash: strings.Repeat("ab", 32), Text: text, Version: 1}
	for i := range 3 {
		m.Attachments = append(m.Attachments, ticket.Attachment{Mail: m.Hash, Index: i, Name: "surat permohonan.pdf", SHA: strings.Repeat("cd", 32)})
		t.Evidence = append(t.Evidence, ticket.Evidence{Requirement: fmt.Sprint("letter-", i), Verdict: ticket.Accepted, By: "sari", At: storetest.At(1)})
	}
	t.Messages = []ticket.Message{m}
	t.Letters = []ticket.Letter{{ID: 1, Template: "receipt", Subject: t.Subject, Body: text, To: []string{t.Requester.Email}, State: ticket.LetterSent}}
	for i := range 8 {
		t.Steps = append(t.Steps, ticket.StepState{ID: fmt.Sprint("step-", i), State: "todo"})
	}
	return t
}

// decision is what one keypress or mail commits.
func decision(tx ticket.Tx, id ticket.ID, n int) error {
	for i, body := range []ticket.Body{
		ticket.VerdictGiven{Evidence: ticket.Evidence{Requirement: "letter-1", Verdict: ticket.Accepted, By: "sari"}},
		ticket.StepFinished{Step: "step-1"}, ticket.StepStarted{Step: "step-2"},
		ticket.NoteAdded{Text: strings.Repeat("catatan ", 20)},
	} {
		e := ticket.Event{Ticket: id, Version: uint32(n*4 + i), At: storetest.At(n), By: "sari", Body: body}
		if err := tx.Append(&e); err != nil {
			return err
		}
	}
	return errors.Join(tx.SaveTicket(realistic(id)), tx.File(ticket.ByMessageID, fmt.Sprintf("<%d.%d@contohkab.go.id>", id, n), id))
}

// fill saves n tickets, a tenth of them open unless all are.
func fill(b *testing.B, s *store.Store, n int, allOpen bool) {
	b.Helper()
	for id := 1; id <= n; {
		mustUpdate(b, s, func(tx ticket.Tx) error {
			for range 500 {
				t := realistic(ticket.ID(id))
				if !allOpen && id%10 != 0 {
					t.State = ticket.Closed
				}
				if err := tx.SaveTicket(t); err != nil {
					return err
				}
				id++
			}
			return nil
		})
	}
}

// BenchmarkCommit sets a decision beside what the disk makes of any commit.
func BenchmarkCommit(b *testing.B) {
	b.Run("bare bbolt put", func(b *testing.B) {
		db, err := bolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, &bolt.Options{NoFreelistSync: true, FreelistType: bolt.FreelistMapType})
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		data, err := json.Marshal(realistic(1))
		if err != nil {
			b.Fatal(err)
		}
		for n := range b.N {
			err := db.Update(func(tx *bolt.Tx) error {
				bk, err := tx.CreateBucketIfNotExists([]byte("x"))
				if err != nil {
					return err
				}
				return bk.Put(fmt.Appendf(nil, "%08d", n%5000), data)
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("decision", func(b *testing.B) {
		s := openDir(b, b.TempDir(), store.Options{})
		defer s.Close()
		fill(b, s, 5000, true)
		n := 0
		for b.Loop() {
			n++
			mustUpdate(b, s, func(tx ticket.Tx) error { return decision(tx, ticket.ID(n*7919%5000+1), n) })
		}
	})
}

func BenchmarkRows(b *testing.B) {
	for _, n := range []int{5_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := openDir(b, b.TempDir(), store.Fast())
			defer s.Close()
			fill(b, s, n, true)
			for b.Loop() {
				got := 0
				err := s.Rows(true, func(data []byte) bool {
					r, err := ticket.DecodeRow(data)
					if err == nil && r.ID != 0 {
						got++
					}
					return true
				})
				if err != nil || got != n {
					b.Fatalf("%d rows, %v", got, err)
				}
			}
		})
	}
}

// BenchmarkOpen opens a record of 100,000 tickets, 10,000 of them open: closed
// properly, and as a crash leaves it (the free pages must be looked for).
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	s := openDir(b, dir, store.Fast())
	fill(b, s, 100_000, false)
	closed(b, s)
	b.Run("after closing", func(b *testing.B) {
		for b.Loop() {
			s := openDir(b, dir, store.Options{})
			b.StopTimer()
			closed(b, s)
			b.StartTimer()
		}
	})
	b.Run("after a crash", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			s := openDir(b, dir, store.Options{})
			mustUpdate(b, s, func(tx ticket.Tx) error { return tx.SaveDraft("d", "x") })
			if err := s.Bolt().Close(); err != nil { // without the list of free pages
				b.Fatal(err)
			}
			b.StartTimer()
			s = openDir(b, dir, store.Options{})
			b.StopTimer()
			closed(b, s)
			b.StartTimer()
		}
	})
}
