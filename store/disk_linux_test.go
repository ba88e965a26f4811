package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"loket/store"
	"loket/store/storetest/disktest"
	"loket/ticket"
)

// ballast fills a disk to the last byte and returns the file to remove.
func ballast(t testing.TB, dir string) (name string) {
	t.Helper()
	name = filepath.Join(dir, "ballast")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 64 << 10; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatal(err)
			}
			size /= 2
		}
	}
	return name
}

// TestDiskFills fills a real disk with mail. Mail stops at the reserve, officers
// work on until the last byte, reading never ends, and all goes on by itself.
func TestDiskFills(t *testing.T) {
	dir := filepath.Join(disktest.Small(t, 12<<20), "desk")
	s := openDir(t, dir, store.Options{Now: time.Now})
	var states []string
	ctx, stop := context.WithCancel(t.Context())
	tick, watched := make(chan time.Time), make(chan struct{})
	go func() {
		s.Watch(ctx, tick, func(_, is store.Health) { states = append(states, is.State) })
		close(watched)
	}()
	next := func() { tick <- time.Time{}; tick <- time.Time{} } // the second is taken when the first was tended to
	next()

	n, err := 0, error(nil)
	for ; err == nil; n++ {
		if n > 1000 {
			t.Fatal("the disk never fills")
		}
		var hashes []string
		if hashes, err = s.PutBlobs(fmt.Appendf(nil, "%d %s", n, strings.Repeat("x", 100<<10))); err == nil {
			err = s.Update(func(tx ticket.Tx) error { return decide(tx, n, hashes[0]) })
		}
	}
	kept := n - 1
	if f := ticket.FaultOf(err); f == nil || f.Kind != ticket.FaultReserve || f.Free <= 0 || f.Dir != dir {
		t.Fatalf("mail number %d: %v, want the reserve", n, err)
	}
	next()
	officer := func(text string) error {
		return s.Update(func(tx ticket.Tx) error { return tx.SaveDraft("d", text) })
	}
	if err := officer("typed by an officer"); err != nil {
		t.Errorf("there is no room for officers: %v", err)
	}

	full := ballast(t, dir)
	for range 3 {
		if err = officer(strings.Repeat("long ", 100_000)); err == nil {
			t.Fatal("half a megabyte was kept on a full disk")
		}
		if f := ticket.FaultOf(err); f == nil || f.Kind != ticket.FaultFull {
			t.Fatalf("on a full disk: %v", err)
		}
	}
	next()
	if h := s.Health(); h.State != string(ticket.FaultFull) || !h.Bad() || h.Free > 64<<10 {
		t.Errorf("health %+v", h)
	}
	err = s.View(func(tx ticket.ReadTx) error {
		text, err := tx.Draft("d")
		if text != "typed by an officer" {
			t.Errorf("the draft is %.40q", text)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := s.PutBlobs([]byte("mail")); ticket.FaultOf(err) == nil {
		t.Errorf("mail on a full disk: %v", err)
	}
	clean(t, s)
	if left, err := filepath.Glob(filepath.Join(dir, "*.tmp")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}

	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	next()
	if h := s.Health(); h.Bad() && h.State != string(ticket.FaultReserve) {
		t.Errorf("space was freed, health %+v", h)
	}
	stop()
	<-watched
	if got, want := strings.Join(states, " "), "reserve full low"; got != want {
		t.Errorf("it was told %q, want %q", got, want)
	}
	if err := officer(strings.Repeat("long ", 10_000)); err != nil {
		t.Error(err)
	}
	sum := clean(t, s)
	closed(t, s)
	s = openDir(t, dir, store.Options{})
	if again := clean(t, s); again != sum || int(again.Events) != kept {
		t.Errorf("%+v after opening, %+v before, %d kept", again, sum, kept)
	}
	closed(t, s)
}

// TestOpenFull: a desk opens on a full disk, for reading, and works when there
// is space.
func TestOpenFull(t *testing.T) {
	dir := disktest.Small(t, 4<<20)
	s := openDir(t, dir, store.Options{})
	work(t, s, 0, 5)
	if err := s.PutSecret(1, "rahasia"); err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	full := ballast(t, dir)
	s = openDir(t, dir, store.Options{Now: time.Now})
	if err := s.PutSecret(2, "lain"); ticket.FaultOf(err) == nil {
		t.Errorf("a secret on a full disk: %v", err)
	}
	if secret, err := s.Secret(1); err != nil || secret != "rahasia" {
		t.Errorf("%q, %v", secret, err)
	}
	clean(t, s)
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	s.Tend()
	if h := s.Health(); h.Bad() {
		t.Errorf("health %+v", h)
	}
	if err := s.PutSecret(2, "lain"); err != nil {
		t.Error(err)
	}
	work(t, s, 5, 5)
	clean(t, s)
	closed(t, s)
}

// TestOneFullPack: a disk that stays full is not strewn with packs that were
// begun.
func TestOneFullPack(t *testing.T) {
	dir := disktest.Small(t, 4<<20)
	s := openDir(t, dir, store.Space(func(string) (int64, int64, error) { return 1 << 40, 1 << 40, nil }))
	s.SetMaxPack(100)
	work(t, s, 0, 3)
	before, err := os.ReadDir(filepath.Join(dir, "packs"))
	if err != nil {
		t.Fatal(err)
	}
	full := ballast(t, dir)
	for range 20 {
		if _, err := s.PutBlobs(make([]byte, 10_000)); ticket.FaultOf(err) == nil || ticket.FaultOf(err).Kind != ticket.FaultFull {
			t.Fatalf("put: %v", err)
		}
	}
	after, err := os.ReadDir(filepath.Join(dir, "packs"))
	if err != nil || len(after) != len(before) {
		t.Errorf("%d packs, were %d: %v", len(after), len(before), err)
	}
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	work(t, s, 3, 3)
	clean(t, s)
	closed(t, s)
}

// TestKillOnFullDisk kills a desk that goes on asking a full disk. What it told
// is there, nothing is half there, and it works again when there is space.
func TestKillOnFullDisk(t *testing.T) {
	disk := disktest.Small(t, 8<<20)
	dir := filepath.Join(disk, "desk")
	for round := range 4 {
		var full string
		told := killAfter(t, dir, func(line string, seen int) bool {
			if full == "" && seen == 5 {
				full = ballast(t, disk)
			}
			return full != "" && strings.Count(line, "refused") > 0 && seen > 25+round*7
		})
		if round%2 == 0 { // found on a disk that is still full, or on one that is not
			removed(t, full)
		}
		s := openDir(t, dir, store.Options{})
		if head := check1(t, s); head < told || head > told+1 {
			t.Fatalf("told %d, found %d", told, head)
		}
		clean(t, s)
		if round%2 == 1 {
			removed(t, full)
		}
		if err := s.Update(func(tx ticket.Tx) error { return tx.SaveDraft("d", "x") }); err != nil {
			t.Error(err)
		}
		clean(t, s)
		closed(t, s)
	}
}

func removed(t testing.TB, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

// TestReadOnlyDisk opens a record on a disk that may not be written to: all of it
// can be read, what writes is refused, and when the disk may be written to all
// goes on by itself.
func TestReadOnlyDisk(t *testing.T) {
	dir := disktest.Small(t, 8<<20)
	remount := func(flags uintptr) {
		t.Helper()
		if err := syscall.Mount("tmpfs", dir, "", syscall.MS_REMOUNT|flags, ""); err != nil {
			t.Fatal(err)
		}
	}
	s := openDir(t, dir, store.Options{})
	work(t, s, 0, 12)
	if err := s.PutSecret(1, "rahasia"); err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	remount(syscall.MS_RDONLY)
	s = openDir(t, dir, store.Options{Now: time.Now})
	for range 2 {
		refuses(t, s, ticket.FaultReadOnly)
		s.Tend()
	}
	if secret, err := s.Secret(1); err != nil || secret != "rahasia" {
		t.Errorf("%q, %v", secret, err)
	}
	hash := readHash(t, s, 5)
	if _, err := s.Blob(hash); err != nil {
		t.Error(err)
	}
	before := clean(t, s)
	remount(0)
	s.Tend()
	if h := s.Health(); h.Bad() {
		t.Errorf("health %+v", h)
	}
	if after := clean(t, s); after != before {
		t.Errorf("%+v, was %+v", after, before)
	}
	work(t, s, 12, 12)
	if err := s.DropSecret(1); err != nil {
		t.Error(err)
	}
	var held *store.HeldError
	if _, err := store.Open(dir, store.Options{Timeout: time.Millisecond}); !errors.As(err, &held) || held.PID != os.Getpid() {
		t.Errorf("a second opening: %v", err)
	}
	clean(t, s)
	closed(t, s)

	remount(syscall.MS_RDONLY) // and nothing but read, to the end
	s = openDir(t, dir, store.Options{})
	refuses(t, s, ticket.FaultReadOnly)
	closed(t, s)
	remount(0)
	s = openDir(t, dir, store.Options{})
	clean(t, s)
	closed(t, s)
}

// refuses checks that whatever writes is refused in the same words.
func refuses(t *testing.T, s *store.Store, want ticket.FaultKind) {
	t.Helper()
	_, blobs := s.PutBlobs([]byte("a new mail"))
	for what, err := range map[string]error{
		"blob": blobs, "draft": s.Update(func(tx ticket.Tx) error { return tx.SaveDraft("d", "x") }), "secret": s.PutSecret(9, "x"),
	} {
		if f := ticket.FaultOf(err); f == nil || f.Kind != want || f.Dir != s.Dir() {
			t.Errorf("%s: %v, want %s", what, err, want)
		}
	}
	if h := s.Health(); h.State != string(want) {
		t.Errorf("health %+v", h)
	}
}

// TestPermissionLost takes the right to write away under an open record.
func TestPermissionLost(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, store.Options{})
	t.Cleanup(func() { _ = s.Close() }) // where the file cannot be frozen
	work(t, s, 0, 5)
	name := filepath.Join(dir, "loket.db")
	thaw := disktest.Freeze(t, name)
	for range 3 {
		err := s.Update(func(tx ticket.Tx) error { return tx.SaveDraft("d", "x") })
		if f := ticket.FaultOf(err); f == nil || f.Kind != ticket.FaultReadOnly {
			t.Fatalf("%v", err)
		}
		s.Tend()
	}
	if n := check1(t, s); n != 5 || !s.Health().Bad() {
		t.Errorf("%d events, health %+v", n, s.Health())
	}
	thaw()
	s.Tend()
	if h := s.Health(); h.Bad() {
		t.Errorf("health %+v", h)
	}
	work(t, s, 5, 5)
	clean(t, s)
	closed(t, s)
}
