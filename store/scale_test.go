package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"loket/domain"
	"loket/domain/calendar"
	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
)

type noLetters struct{}

func (noLetters) Draft(string, ticket.LetterInput) (ticket.Draft, error) { return ticket.Draft{}, nil }

func openDesk(tb testing.TB, s *store.Store) *ticket.Desk {
	tb.Helper()
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		tb.Fatal(err)
	}
	cal, err := calendar.Default("WIB")
	if err != nil {
		tb.Fatal(err)
	}
	d, err := ticket.OpenDesk(&ticket.Desk{Log: s, Catalogue: cat, Calendar: cal, Letters: noLetters{}, Now: time.Now})
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// BenchmarkDecision is a keypress that decides, from the desk's door to the
// disk, beside one bare put of as many bytes, turn and turn about so that both
// see the same machine. ratio/op is what it costs over the put.
func BenchmarkDecision(b *testing.B) {
	s := openDir(b, b.TempDir(), store.Options{})
	defer s.Close()
	fill(b, s, 5000, true)
	d := openDesk(b, s)
	bare, err := bolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, &bolt.Options{NoFreelistSync: true, FreelistType: bolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	defer bare.Close()
	data, err := json.Marshal(realistic(1))
	if err != nil {
		b.Fatal(err)
	}
	var decided, put time.Duration
	n := 0
	for b.Loop() {
		n++
		id := ticket.ID(n*7919%5000 + 1)
		at := time.Now()
		if _, err := d.Do(context.Background(), "sari", id, 0, ticket.AddNote{Text: "catatan petugas"}); err != nil {
			b.Fatal(err)
		}
		decided += time.Since(at)
		at = time.Now()
		err := bare.Update(func(tx *bolt.Tx) error {
			bk, err := tx.CreateBucketIfNotExists([]byte("x"))
			if err != nil {
				return err
			}
			return bk.Put(fmt.Appendf(nil, "%08d", id), data)
		})
		if err != nil {
			b.Fatal(err)
		}
		put += time.Since(at)
	}
	b.ReportMetric(float64(decided)/float64(n), "ns/decision")
	b.ReportMetric(float64(put)/float64(n), "ns/bare-put")
	b.ReportMetric(float64(decided)/float64(put), "ratio")
}

// BenchmarkDeskOpen is what stands between the start of the program and the
// first frame: the record opened and the rows of 5,000 open tickets of 100,000
// read.
func BenchmarkDeskOpen(b *testing.B) {
	dir := b.TempDir()
	s := openDir(b, dir, store.Fast())
	if err := storetest.Fill(s, 100_000, 5_000, time.Now()); err != nil {
		b.Fatal(err)
	}
	closed(b, s)
	for b.Loop() {
		s := openDir(b, dir, store.Options{})
		d := openDesk(b, s)
		if got := len(d.Queue(ticket.ViewAll, "", nil, ticket.SortDue, false, time.Now())); got != 5000 {
			b.Fatalf("%d open tickets", got)
		}
		b.StopTimer()
		closed(b, s)
		b.StartTimer()
	}
}
