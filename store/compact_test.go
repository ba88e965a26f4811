package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
)

// TestCompact: the record is the same in a smaller file, which holds nothing that was
// taken out; it goes on being written to, and another process is kept out throughout.
func TestCompact(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, store.Options{})
	work(t, s, 0, 200)
	bloat(t, s)
	if holding(t, dir, []byte(canary)) == "" {
		t.Fatal("this shows nothing")
	}
	old, err := os.Open(filepath.Join(dir, "loket.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	before, size := storetest.Dump(t, s, 300), s.Size()
	if err := s.Compact(); err != nil {
		t.Fatal(err)
	}
	nowhere(t, dir, "compacted")
	data := make([]byte, 1<<20)
	if n, err := old.ReadAt(data, 0); n == 0 || strings.Trim(string(data[:n]), "\x00") != "" {
		t.Errorf("the old file is not overwritten (%v)", err)
	}
	if s.Size() >= size {
		t.Errorf("%d bytes, were %d", s.Size(), size)
	}
	var held *store.HeldError
	if _, err := store.Open(dir, store.Options{Timeout: 10 * time.Millisecond}); !errors.As(err, &held) {
		t.Errorf("a second process: %v", err)
	}
	sameRecord(t, before, storetest.Dump(t, s, 300))
	work(t, s, 200, 10)
	clean(t, s)
	closed(t, s)
	s = openDir(t, dir, store.Options{})
	clean(t, s)
}

// TestCompactCutOff: a new file that was not finished is taken away when the record is
// opened, and what was due is done.
func TestCompactCutOff(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, sealedOptions())
	say(t, s, 1, ticket.NoteAdded{Text: canary})
	work(t, s, 0, 20)
	bloat(t, s)
	if err := s.DestroyTickets(1); err != nil {
		t.Fatal(err)
	}
	before, size := storetest.Dump(t, s, 30), s.Size()
	closed(t, s)
	left := filepath.Join(dir, "loket.db.compact")
	if err := os.WriteFile(left, []byte(canary), 0o600); err != nil {
		t.Fatal(err)
	}
	s = openDir(t, dir, sealedOptions()) // one is due
	nowhere(t, dir, "cut off")
	if _, err := os.Stat(left); err == nil {
		t.Error("the unfinished file is still there")
	}
	if s.Size() >= size {
		t.Errorf("what was due is not done: %d bytes, were %d", s.Size(), size)
	}
	sameRecord(t, before, storetest.Dump(t, s, 30))
	clean(t, s)
}

// TestCompactBesideReaders: whoever reads meanwhile sees one state of the record.
func TestCompactBesideReaders(t *testing.T) {
	s := openDir(t, t.TempDir(), store.Options{})
	work(t, s, 0, 50)
	seq, hash := headOf(t, s)
	stop, done := make(chan struct{}), make(chan error)
	go func() {
		var bad error
		for {
			select {
			case <-stop:
				done <- bad
				return
			default:
			}
			bad = errors.Join(bad, s.View(func(tx ticket.ReadTx) error {
				n, h, err := tx.Head()
				if n != seq || h != hash {
					err = errors.Join(err, errors.New("another head"))
				}
				return err
			}))
		}
	}()
	for range 5 {
		if err := s.Compact(); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestCompactInVain: where no new file can be made the record stays as it is.
func TestCompactInVain(t *testing.T) {
	s := openDir(t, t.TempDir(), store.Options{})
	work(t, s, 0, 20)
	if err := os.Mkdir(filepath.Join(s.Dir(), "loket.db.compact"), 0o700); err != nil { // no file can be made there
		t.Fatal(err)
	}
	if err := s.Compact(); err == nil {
		t.Error("compacted into nothing")
	}
	work(t, s, 20, 5)
	clean(t, s)
}

// bloat writes the canary and takes it out again.
func bloat(t *testing.T, s *store.Store) {
	t.Helper()
	for range 50 {
		err := s.Update(func(tx ticket.Tx) error { return tx.SaveDraft("d", strings.Repeat(canary, 500)) })
		err = errors.Join(err, s.Update(func(tx ticket.Tx) error { return tx.SaveDraft("d", "") }))
		if err != nil {
			t.Fatal(err)
		}
	}
}

func sameRecord(t *testing.T, want, got *storetest.Contents) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the record is another one (-want +got):\n%s", d)
	}
}
