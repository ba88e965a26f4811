package store_test

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
)

var freeze = flag.Bool("freeze", false, "write testdata/schema-1 anew; only before its first release")

func now() time.Time { return storetest.At(0) }

func TestHeldByAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, store.Options{Now: now, Command: "loket serve"})
	_, err := store.Open(dir, store.Options{Timeout: time.Millisecond})
	var held *store.HeldError
	if !errors.As(err, &held) || held.PID != os.Getpid() || held.Command != "loket serve" || !held.Since.Equal(now()) {
		t.Fatalf("second opening: %#v", err)
	}
	for _, part := range []string{dir, strconv.Itoa(os.Getpid()), "loket serve", "2026-03-02 01:00", "join", "kill"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
	if _, err := store.Open(dir, store.Options{Timeout: time.Millisecond, ReadOnly: true}); !errors.As(err, &held) {
		t.Errorf("reading beside a writer: %v", err)
	}
	closed(t, s)
	if left, _ := filepath.Glob(filepath.Join(dir, "LOCK*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	// A victim of a crash leaves LOCK behind, but no lock.
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), victimDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(dir, store.Options{Timeout: time.Millisecond}); !errors.As(err, &held) || held.PID != cmd.Process.Pid {
		t.Errorf("beside another process: %v", err)
	}
	if err := errors.Join(cmd.Process.Kill()); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	closed(t, openDir(t, dir, store.Options{}))
}

func TestModes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "desk")
	s := openDir(t, dir, store.Options{})
	if err := s.PutSecret(1, "x"); err != nil {
		t.Fatal(err)
	}
	work(t, s, 0, 1)
	for name, want := range map[string]os.FileMode{".": 0o700, "packs": 0o700, "loket.db": 0o600, "keys.db": 0o600, "LOCK": 0o600, "packs/00000001.pack": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want %v", name, info.Mode().Perm(), err, want)
		}
	}
	if tmp, _ := filepath.Glob(filepath.Join(dir, "*tmp*")); len(tmp) > 0 {
		t.Errorf("left behind: %v", tmp)
	}
	closed(t, s)
}

func TestReadOnly(t *testing.T) {
	dir := filled(t, 5)
	a := openDir(t, dir, store.Options{ReadOnly: true})
	b := openDir(t, dir, store.Options{ReadOnly: true}) // readers share
	clean(t, a)
	_, err := b.PutBlobs([]byte("x"))
	for _, err := range []error{err, b.Update(func(ticket.Tx) error { return nil }), b.PutSecret(1, "x"), b.DropSecret(1), b.Rebuild(nil, nil)} {
		if !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("writing: %v, want ErrReadOnly", err)
		}
	}
	closed(t, a)
	closed(t, b)
	if _, err := store.Open(filepath.Join(dir, "none"), store.Options{ReadOnly: true}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("reading nothing: %v, want ErrNotExist", err)
	}
}

// TestFrozenRecord opens a record as the first release wrote it. Every later
// program must.
func TestFrozenRecord(t *testing.T) {
	frozen := filepath.Join("testdata", "schema-1")
	if *freeze {
		freezeRecord(t, frozen)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(frozen)); err != nil {
		t.Fatal(err)
	}
	s := openDir(t, dir, store.Options{})
	sum, lines := check(t, s)
	for _, line := range lines {
		if !loose(line) { // rows are a projection: a later program may make them otherwise
			t.Errorf("check: %s", line)
		}
	}
	if sum.Events != 12 || sum.Blobs != 12 || sum.Tickets != 10 || sum.Head != "211053b8ace15e700f1a61839f626ce12368c25c87fdc912fe31539e646f426a" {
		t.Errorf("the frozen record has %+v", sum)
	}
	if s.Schema() != store.CurrentSchema() {
		t.Errorf("schema %d after opening, want %d", s.Schema(), store.CurrentSchema())
	}
	work(t, s, 12, 3)
	closed(t, s)
}

func freezeRecord(t *testing.T, frozen string) {
	dir := filled(t, 12)
	if err := os.RemoveAll(frozen); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(frozen, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
}

func TestMigration(t *testing.T) {
	dir := filled(t, 5)
	broken := errors.New("broken step")
	if _, err := store.OpenWith(dir, store.Options{}, func(tx *bolt.Tx) error {
		return errors.Join(tx.DeleteBucket([]byte("tickets")), broken)
	}); !errors.Is(err, broken) {
		t.Fatalf("a broken step: %v", err)
	}
	closed(t, openDir(t, dir, store.Options{})) // nothing of it stays
	if _, err := store.OpenWith(dir, store.Options{ReadOnly: true}, nil); !errors.Is(err, store.ErrMigrate) {
		t.Errorf("reading an old record: %v, want ErrMigrate", err)
	}
	runs := 0
	step := func(tx *bolt.Tx) error {
		runs++
		return tx.Bucket([]byte("desk")).Put([]byte("keep/migrated"), []byte("\x01yes"))
	}
	for range 2 {
		s, err := store.OpenWith(dir, store.Options{}, step)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.View(func(tx ticket.ReadTx) error {
			v, err := tx.Keep("migrated")
			if string(v) != "yes" {
				t.Errorf("the step left no trace: %q", v)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
		clean(t, s)
		closed(t, s)
	}
	if runs != 1 {
		t.Errorf("the step ran %d times", runs)
	}
	_, err := store.Open(dir, store.Options{})
	if !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "schema 2") {
		t.Errorf("a newer record: %v, want ErrNewer with the number", err)
	}
	// Going back is putting the copy in its place.
	if err := os.Rename(filepath.Join(dir, "loket.db.schema-1"), filepath.Join(dir, "loket.db")); err != nil {
		t.Fatal(err)
	}
	s := openDir(t, dir, store.Options{})
	if sum := clean(t, s); sum.Events != 5 {
		t.Errorf("the copy has %+v", sum)
	}
	closed(t, s)
}

func TestLostDatabase(t *testing.T) {
	dir := filled(t, 1)
	if err := os.Remove(filepath.Join(dir, "loket.db")); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(dir, store.Options{}); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("packs without a database: %v, want ErrDamaged", err)
	}
}

func TestCompareReplay(t *testing.T) {
	s := openDir(t, t.TempDir(), store.Options{})
	work(t, s, 0, 12)
	stored := func(events []ticket.Event) (*ticket.Ticket, error) { return ticketOf(s, events[0].Ticket) }
	var lines []string
	report := func(line string) { lines = append(lines, line) }
	if n, differ, err := s.CompareReplay(t.Context(), stored, report); n != 10 || differ != 0 || err != nil || len(lines) > 0 {
		t.Errorf("%d compared, %v: %v", n, err, lines)
	}
	n, differ, err := s.CompareReplay(t.Context(), func(events []ticket.Event) (*ticket.Ticket, error) {
		switch tk, err := stored(events); tk.ID {
		case 2:
			tk.Subject = "other"
			return tk, err
		case 3:
			return nil, errors.New("cannot be folded")
		default:
			return tk, err
		}
	}, report)
	if n != 10 || differ != 2 || err != nil || len(lines) != 2 || !strings.Contains(lines[0], "ticket 2") || !strings.Contains(lines[1], "cannot be folded") {
		t.Errorf("%d compared, %v: %v", n, err, lines)
	}
	closed(t, s)
	closed(t, s) // again does nothing
}
