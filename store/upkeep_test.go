package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
)

func TestBackupWhileWriting(t *testing.T) {
	s := openDir(t, t.TempDir(), store.Options{Now: now})
	s.SetMaxPack(5000)
	work(t, s, 0, 20)
	if err := s.PutSecret(1, "KATA-KUNCI-77"); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "desk.tar")
	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := 20; ; i++ {
			select {
			case <-stop:
				return
			default:
				if err := commitNumber(s, i); err != nil {
					t.Error(err)
				}
			}
		}
	})
	for n := range 5 {
		if err := s.Backup(t.Context(), file); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(t.TempDir(), "restored")
		if err := store.Restore(file, dir); err != nil {
			t.Fatal(err)
		}
		r := openDir(t, dir, store.Options{})
		sum := clean(t, r)
		hash, err := s.HashAt(sum.Events)
		if err != nil || hash != sum.Head || sum.Events < 20 {
			t.Errorf("backup %d ends with event %d %s; the desk has %s there, %v", n, sum.Events, sum.Head, hash, err)
		}
		work(t, r, int(sum.Events), 2)
		clean(t, r)
		closed(t, r)
	}
	close(stop)
	writer.Wait()
	closed(t, s)
	if data, err := os.ReadFile(file); err != nil || bytes.Contains(data, []byte("KATA-KUNCI-77")) {
		t.Errorf("the backup holds a secret, or cannot be read: %v", err)
	}
}

func TestRestoreRefuses(t *testing.T) {
	s := openDir(t, t.TempDir(), store.Options{})
	work(t, s, 0, 5)
	file := filepath.Join(t.TempDir(), "desk.tar")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(file, s.Dir()); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("into a desk: %v, want ErrNotEmpty", err)
	}
	closed(t, s)
	flipped := bytes.Clone(whole)
	flipped[bytes.Index(whole, []byte("raw mail 3"))] ^= 1
	for name, data := range map[string][]byte{
		"cut": whole[:len(whole)/2], "without manifest": whole[:bytes.Index(whole, []byte("manifest.json"))],
		"flipped": flipped, "strange": bytes.ReplaceAll(whole, []byte("packs/00000001.pack"), []byte("../x/00000001.pack\x00")),
	} {
		dir := filepath.Join(t.TempDir(), "desk")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := store.Restore(file, dir); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: %v, want ErrDamaged", name, err)
		}
		if left, _ := filepath.Glob(filepath.Dir(dir) + "/*"); len(left) > 0 {
			t.Errorf("%s: left behind %v", name, left)
		}
	}
}

func TestRebuild(t *testing.T) {
	s := openDir(t, t.TempDir(), store.Fast())
	work(t, s, 0, 1200)
	mustUpdate(t, s, func(tx ticket.Tx) error {
		return errors.Join(tx.SetCursor("a", "INBOX", 1, 9), tx.SaveDraft("d", "text"), tx.SetKeep("k", []byte("v")))
	})
	before := storetest.Dump(t, s, 10)
	mustUpdate(t, s, func(tx ticket.Tx) error { // projections that follow from nothing
		return errors.Join(tx.SaveTicket(&ticket.Ticket{ID: 5, State: ticket.New}), tx.SaveTicket(&ticket.Ticket{ID: 99, State: ticket.New}),
			tx.File(ticket.ByName, "ab", 99), tx.SaveMail(ticket.MailRecord{Key: "stray"}), tx.SaveJob(ticket.Job{Letter: 99}))
	})
	broken := errors.New("broken fold")
	if err := s.Rebuild(func(_ ticket.Tx, e ticket.Event) error {
		if e.Seq == 1100 {
			return broken
		}
		return nil
	}, nil); !errors.Is(err, broken) {
		t.Errorf("a broken fold: %v", err)
	}
	if got, err := ticketOf(s, 99); err != nil || got == nil {
		t.Errorf("a broken rebuild changed the projections: %v", err)
	}
	var calls []uint64
	err := s.Rebuild(func(tx ticket.Tx, e ticket.Event) error {
		seq, _, err := tx.Head()
		if seq != e.Seq {
			t.Errorf("at event %d the record ends at %d", e.Seq, seq)
		}
		if e.Seq%100 == 0 {
			events, err := tx.Events(e.Ticket)
			if err != nil || events[len(events)-1].Seq != e.Seq {
				t.Errorf("at event %d its ticket's events end elsewhere: %v", e.Seq, err)
			}
		}
		return errors.Join(err, fold(tx, e))
	}, func(done, total uint64) { calls = append(calls, done, total) })
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]uint64{1000, 1200, 1200, 1200, 1200, 1200}, calls); d != "" {
		t.Errorf("progress (-want +got):\n%s", d)
	}
	if d := cmp.Diff(before, storetest.Dump(t, s, 10), ignoreFirstSeen()); d != "" {
		t.Errorf("rebuilt (-before +after):\n%s", d)
	}
	clean(t, s)
	for name, write := range map[string]func(tx ticket.Tx) error{
		"append": func(tx ticket.Tx) error { e := storetest.Note(1, 1, "x"); return tx.Append(&e) },
		"cursor": func(tx ticket.Tx) error { return tx.SetCursor("a", "b", 1, 1) },
		"count":  func(tx ticket.Tx) error { _, err := tx.NextTicket(); return err },
		"keep":   func(tx ticket.Tx) error { return tx.SetKeep("a", nil) },
	} {
		if err := s.Rebuild(func(tx ticket.Tx, _ ticket.Event) error { return write(tx) }, nil); !errors.Is(err, store.ErrRebuilding) {
			t.Errorf("%s in a fold: %v, want ErrRebuilding", name, err)
		}
	}
	if err := s.SetProjectionVersion(7); err != nil {
		t.Fatal(err)
	}
	if v, err := s.ProjectionVersion(); v != 7 || err != nil {
		t.Errorf("projection version %d, %v", v, err)
	}
	closed(t, s)
}

// ignoreFirstSeen leaves out what decide takes from outside of the events.
func ignoreFirstSeen() cmp.Option {
	return cmp.FilterPath(func(p cmp.Path) bool {
		switch p.Last().String() {
		case ".Number", ".Received", ".Search":
			return true
		}
		return false
	}, cmp.Ignore())
}

func mustUpdate(t testing.TB, s *store.Store, fn func(tx ticket.Tx) error) {
	t.Helper()
	if err := s.Update(fn); err != nil {
		t.Fatal(err)
	}
}

func ticketOf(s *store.Store, id ticket.ID) (tk *ticket.Ticket, err error) {
	err = s.View(func(tx ticket.ReadTx) error { tk, err = tx.Ticket(id); return err })
	return tk, err
}

func TestSweep(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, store.Fast())
	s.SetMaxPack(3000)
	var all []string
	for i := range 40 {
		hashes, err := s.PutBlobs(fmt.Appendf(nil, "%d %s", i, strings.Repeat("y", 400)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, hashes...)
	}
	keep := func(hash string) bool {
		for i, h := range all {
			if h == hash {
				return i >= 20 || i%2 == 0
			}
		}
		return false
	}
	if got, err := s.Sweep(keep); err != nil || got.Dropped != 0 {
		t.Errorf("swept %+v of what was just put, %v", got, err)
	}
	closed(t, s)
	s = openDir(t, dir, store.Fast())
	if _, err := s.PutBlobs(fmt.Appendf(nil, "1 %s", strings.Repeat("y", 400))); err != nil { // wanted again
		t.Fatal(err)
	}
	got, err := s.Sweep(keep)
	if err != nil || got.Dropped != 9 || got.Freed < 9*400 || got.Moved > 20 {
		t.Errorf("swept %+v, %v; want 9 dropped", got, err)
	}
	if again, err := s.Sweep(keep); err != nil || again != (store.Swept{}) {
		t.Errorf("the second sweep did %+v, %v", again, err)
	}
	work(t, s, 0, 10)
	for range 2 {
		if sum := clean(t, s); sum.Blobs != 31+10 || sum.Unindexed != 0 {
			t.Errorf("after the sweep: %+v", sum)
		}
		for i, h := range all {
			_, err := s.Blob(h)
			if want := keep(h) || i == 1; want != (err == nil) || !want && !errors.Is(err, ticket.ErrNotFound) {
				t.Errorf("blob %d after the sweep: %v", i, err)
			}
		}
		closed(t, s)
		s = openDir(t, dir, store.Fast())
	}
	if got, err := s.Sweep(func(string) bool { return false }); err != nil || got.Dropped != 41 {
		t.Errorf("swept %+v, %v; want all 41", got, err)
	}
	closed(t, s)
	s = openDir(t, dir, store.Fast())
	work(t, s, 10, 1)
	closed(t, s)
}

func TestDroppedSecretsAreGone(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, store.Options{})
	for i := range uint64(5) {
		for _, err := range []error{s.PutSecret(i, "old-canary"), s.PutSecret(i, fmt.Sprintf("canary-%d", i))} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := grep(t, dir, "canary-3"); n != 1 {
		t.Errorf("a kept secret is found %d times: the test is blind", n)
	}
	for i := range uint64(4) {
		if err := s.DropSecret(i); err != nil {
			t.Fatal(err)
		}
		if n := grep(t, dir, fmt.Sprintf("canary-%d", i)); n != 0 {
			t.Errorf("dropped secret %d is found %d times", i, n)
		}
	}
	if n := grep(t, dir, "old-canary"); n != 0 {
		t.Errorf("replaced secrets are found %d times", n)
	}
	if got, err := s.Secret(4); err != nil || got != "canary-4" {
		t.Errorf("the secret that stays: %q, %v", got, err)
	}
	closed(t, s)
	if n := grep(t, dir, "canary"); n != 1 {
		t.Errorf("after closing, secrets are found %d times, want 1", n)
	}
}

func grep(t *testing.T, dir, text string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		n += bytes.Count(data, []byte(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
