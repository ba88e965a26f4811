package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
)

// filled makes a desk with n decisions and closes it.
func filled(t testing.TB, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s := openDir(t, dir, store.Options{})
	work(t, s, 0, n)
	clean(t, s)
	closed(t, s)
	return dir
}

func TestTornTail(t *testing.T) {
	for _, c := range []struct {
		name string
		tail []byte
		torn int64
	}{
		{"nothing", nil, 0},
		{"part of a head", []byte("LKB1\x00"), 5},
		{"no record", bytes.Repeat([]byte{0}, 100), 100},
		{"cut bytes", append([]byte("LKB1\x00\x00\x01\x00"), make([]byte, 32+10)...), 50},
		{"absurd length", append([]byte("LKB1\xff\xff\xff\xff"), make([]byte, 40)...), 48},
		{"wrong hash", append([]byte("LKB1\x00\x00\x00\x02"), make([]byte, 32+2)...), 42},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filled(t, 5)
			pack := lastPack(t, dir)
			before, err := os.Stat(pack)
			if err != nil {
				t.Fatal(err)
			}
			f, err := os.OpenFile(pack, os.O_WRONLY|os.O_APPEND, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, err = f.Write(c.tail)
			if err := errors.Join(err, f.Close()); err != nil {
				t.Fatal(err)
			}
			s := openDir(t, dir, store.Options{})
			if r := s.Recovery(); r.TornBytes != c.torn {
				t.Errorf("recovery %+v, want %d torn bytes", r, c.torn)
			}
			after, err := os.Stat(pack)
			if err != nil || after.Size() != before.Size() {
				t.Errorf("the pack has %d bytes and should have %d: %v", after.Size(), before.Size(), err)
			}
			work(t, s, 5, 3)
			clean(t, s)
			closed(t, s)
		})
	}
}

// TestAdopted: bytes that were acknowledged but not named survive a crash.
func TestAdopted(t *testing.T) {
	dir := filled(t, 3)
	s := openDir(t, dir, store.Options{})
	hashes, err := s.PutBlobs([]byte("unnamed"))
	if err != nil {
		t.Fatal(err)
	}
	copied := t.TempDir() // the directory as a crash would leave it
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	s = openDir(t, copied, store.Options{})
	if r := s.Recovery(); r.Adopted != 1 {
		t.Errorf("recovery %+v, want 1 adopted", r)
	}
	if b, err := s.Blob(hashes[0]); err != nil || string(b) != "unnamed" {
		t.Errorf("blob: %q, %v", b, err)
	}
	work(t, s, 3, 1)
	clean(t, s)
	closed(t, s)
}

func TestFlippedBytes(t *testing.T) {
	t.Run("blob", func(t *testing.T) {
		dir := filled(t, 5)
		flip(t, lastPack(t, dir), "raw mail 3")
		s := openDir(t, dir, store.Options{})
		hashes, err := s.PutBlobs([]byte("another"))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := s.Blob(hashes[0]); err != nil || string(b) != "another" {
			t.Errorf("a blob behind the damage: %q, %v", b, err)
		}
		_, lines := check(t, s)
		if all := strings.Join(lines, "\n"); len(lines) != 2 || !strings.Contains(all, "is damaged at") || !strings.Contains(all, "is missing or damaged") {
			t.Errorf("check says:\n%s", all)
		}
		raw := append([]byte("raw mail 3 "), bytes.Repeat([]byte("x"), 1500)...)
		bad := readHash(t, s, 4)
		if _, err := s.Blob(bad); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("damaged blob: %v, want ErrDamaged", err)
		}
		if got, err := s.PutBlobs(raw); err != nil || got[0] != bad {
			t.Fatalf("put again: %v, %v; want %s", got, err, bad)
		}
		if b, err := s.Blob(bad); err != nil || !bytes.Equal(b, raw) {
			t.Errorf("put again, the blob is not healed: %v", err)
		}
		closed(t, s)
	})
	t.Run("event", func(t *testing.T) {
		dir := filled(t, 5)
		s := openDir(t, dir, store.Options{})
		hash := readHash(t, s, 2)
		closed(t, s)
		// The first place of the file may be an older page: change them all.
		data, err := os.ReadFile(filepath.Join(dir, "loket.db"))
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.ReplaceAll(data, []byte(`"text":"`+hash), []byte(`"text":"X`+hash[1:]))
		if err := os.WriteFile(filepath.Join(dir, "loket.db"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		s = openDir(t, dir, store.Options{})
		_, lines := check(t, s)
		if all := strings.Join(lines, "\n"); !strings.Contains(all, "event 2 breaks the chain") {
			t.Errorf("check says:\n%s", all)
		}
		closed(t, s)
	})
}

// readHash returns the hash that event n names.
func readHash(t testing.TB, s *store.Store, n uint64) (hash string) {
	t.Helper()
	err := s.Events(n-1, func(e ticket.Event) error {
		if e.Seq == n {
			hash = e.Body.(ticket.NoteAdded).Text
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

// TestDamagedFile: whatever became of loket.db, opening gives an error or a
// store, and Check comes to an end. Reading a short file must not be fatal.
func TestDamagedFile(t *testing.T) {
	dir := filled(t, 30)
	name := filepath.Join(dir, "loket.db")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	try := func(data []byte) error {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(dir, store.Options{})
		if err != nil {
			return err
		}
		defer s.Close()
		_, err = s.Check(t.Context(), func(string) {})
		return err
	}
	for size := 0; size < len(whole); size += 4096 {
		if err := try(whole[:size]); size > 0 && size < len(whole)/2 && !errors.Is(err, store.ErrDamaged) {
			t.Errorf("cut to %d of %d bytes: %v, want ErrDamaged", size, len(whole), err)
		}
	}
	for at := 0; at < len(whole); at += 1021 {
		data := bytes.Clone(whole)
		data[at] ^= 0xff
		_ = try(data)
	}
}

func TestFullDisk(t *testing.T) {
	s := openDir(t, t.TempDir(), store.Small(256<<10))
	var err error
	n := 0
	for ; err == nil && n < 1000; n++ {
		err = s.Update(func(tx ticket.Tx) error {
			return tx.SetKeep("k"+strings.Repeat("x", n), make([]byte, 2000))
		})
	}
	if err == nil {
		t.Fatal("the bound was never reached")
	}
	for range 3 { // it stays readable and sound, and small work goes on
		if err := s.Update(func(tx ticket.Tx) error { return tx.SaveDraft("d", strings.Repeat("x", 300<<10)) }); err == nil {
			t.Error("a commit beyond the bound succeeded")
		}
	}
	clean(t, s)
	closed(t, s)
}

// TestFailingWrites lets the n-th write or sync of a pack fail, for many n.
// A put is acknowledged and there, or refused; all that was acknowledged
// stays, also after a crash.
func TestFailingWrites(t *testing.T) {
	for n := range 14 {
		calls := 0
		o := store.Faults(func(op string) bool { calls++; return calls == n+1 || calls == n+2 && op == "truncate" })
		dir := t.TempDir()
		s := openDir(t, dir, o)
		s.SetMaxPack(300)
		acked, failed := map[string][]byte{}, 0
		for i := range 6 {
			b := bytes.Repeat([]byte{byte('a' + i)}, 100)
			hashes, err := s.PutBlobs(b, append(b, b...))
			if err != nil {
				failed++
				if !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, syscall.EIO) {
					t.Errorf("fault %d: %v", n, err)
				}
				continue
			}
			acked[hashes[0]], acked[hashes[1]] = b, append(b, b...)
		}
		if failed != 1 {
			t.Errorf("fault %d: %d puts failed, want 1", n, failed)
		}
		crashed := t.TempDir()
		if err := os.CopyFS(crashed, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		hasAll(t, s, acked)
		clean(t, s)
		closed(t, s)
		s = openDir(t, crashed, store.Options{})
		hasAll(t, s, acked)
		clean(t, s)
		closed(t, s)
	}
}

func hasAll(t *testing.T, s *store.Store, want map[string][]byte) {
	t.Helper()
	for hash, b := range want {
		if got, err := s.Blob(hash); err != nil || !bytes.Equal(got, b) {
			t.Errorf("blob %s: %d bytes, %v", hash, len(got), err)
		}
	}
}

func TestCheckSeesStrays(t *testing.T) {
	// Check must see what it is for: rows and indexes that went astray.
	s := openDir(t, t.TempDir(), store.Options{})
	err := s.Update(func(tx ticket.Tx) error {
		return errors.Join(tx.SaveTicket(&ticket.Ticket{ID: 1, State: ticket.New, Messages: []ticket.Message{{Hash: strings.Repeat("0", 64)}},
			URLs: []ticket.URL{{URL: "https://contohkab.go.id/x", Sights: []ticket.Sight{{Look: strings.Repeat("1", 64)}}}}, Letters: []ticket.Letter{{Made: []ticket.MadeFile{{SHA: strings.Repeat("2", 64)}}}}}),
			tx.File(ticket.ByName, "x", 2))
	})
	if err != nil {
		t.Fatal(err)
	}
	e := storetest.Note(1, 1, "x")
	if err := s.Update(func(tx ticket.Tx) error { return tx.Append(&e) }); err != nil {
		t.Fatal(err)
	}
	if _, lines := check(t, s); len(lines) != 5 {
		t.Errorf("check says:\n%s\nwant a missing mail, look and list, an old row and a lost index entry", strings.Join(lines, "\n"))
	}
	closed(t, s)
}
