package store_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"loket/store"
	"loket/ticket"
)

// failing is a disk that says an error at some points, as often as told.
type failing struct {
	at   string
	left int
	err  error
}

func (f *failing) say(op string) error {
	if op != f.at || f.left == 0 {
		return nil
	}
	f.left--
	return &fs.PathError{Op: "write", Path: "loket.db", Err: f.err}
}

// TestFaultKinds: what the system says becomes a word for a person, nothing is
// kept, reading goes on, and it is over when a try succeeds.
func TestFaultKinds(t *testing.T) {
	for _, c := range []struct {
		err  error
		want ticket.FaultKind
	}{
		{syscall.ENOSPC, ticket.FaultFull}, {syscall.EDQUOT, ticket.FaultQuota}, {syscall.EROFS, ticket.FaultReadOnly},
		{syscall.EACCES, ticket.FaultReadOnly}, {syscall.EIO, ticket.FaultBroken}, {errors.New("strange"), ticket.FaultBroken},
		{errors.New("file resize error: " + syscall.ENOSPC.Error()), ticket.FaultFull}, // bbolt's way
	} {
		t.Run(c.err.Error(), func(t *testing.T) {
			disk := &failing{at: "commit", err: c.err}
			s := openDir(t, t.TempDir(), store.Disk(disk.say))
			work(t, s, 0, 3)
			disk.left = 1
			before := check1(t, s)
			err := s.Update(func(tx ticket.Tx) error { return decide(tx, 3, "none") })
			f := ticket.FaultOf(err)
			if f == nil || f.Kind != c.want || f.Dir != s.Dir() || !errors.Is(err, c.err) {
				t.Fatalf("%v, want kind %s", err, c.want)
			}
			if h := s.Health(); h.State != string(c.want) || !h.Bad() || h.Err == nil {
				t.Errorf("health %+v", h)
			}
			if after := check1(t, s); after != before {
				t.Errorf("refused, and yet the record went from %d to %d events", before, after)
			}
			disk.at, disk.left = "try", 1
			s.Tend()
			if !s.Health().Bad() {
				t.Error("it is called well before a try succeeded")
			}
			s.Tend()
			if h := s.Health(); h.Bad() {
				t.Errorf("health %+v after a try that succeeded", h)
			}
			work(t, s, 3, 2)
			clean(t, s)
			closed(t, s)
		})
	}
}

// check1 returns the number of events.
func check1(t testing.TB, s *store.Store) (n uint64) {
	t.Helper()
	if err := s.View(func(tx ticket.ReadTx) (err error) { n, _, err = tx.Head(); return err }); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestLastMoment: the disk fails when the last page is in the system's cache.
// Where a further commit succeeds it was kept and nobody hears of it; where that
// fails too nobody knows, it is said so, and the next success settles it.
func TestLastMoment(t *testing.T) {
	disk := &failing{at: "committed", err: syscall.EIO}
	dir := t.TempDir()
	s := openDir(t, dir, store.Disk(disk.say))
	work(t, s, 0, 3)
	disk.left = 1
	work(t, s, 3, 1)
	if n := check1(t, s); n != 4 || s.Health().Bad() {
		t.Errorf("%d events, health %+v", n, s.Health())
	}
	disk.left = 2
	hashes, err := s.PutBlobs([]byte("in doubt"))
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(func(tx ticket.Tx) error { return decide(tx, 4, hashes[0]) })
	if f := ticket.FaultOf(err); f == nil || f.Kind != ticket.FaultUnsure {
		t.Fatalf("%v, want that nobody knows", err)
	}
	if n := check1(t, s); n != 5 {
		t.Errorf("%d events are seen, want 5", n)
	}
	s.Tend()
	if h := s.Health(); h.Bad() {
		t.Errorf("health %+v", h)
	}
	work(t, s, 5, 1)
	clean(t, s)
	closed(t, s)
	s = openDir(t, dir, store.Options{})
	if n := check1(t, s); n != 6 {
		t.Errorf("%d events, want 6", n)
	}
	clean(t, s)
	closed(t, s)
}

// TestReadersSeeOneState: a reader of the old state is not given new pages while
// the database is opened anew below it.
func TestReadersSeeOneState(t *testing.T) {
	disk := &failing{at: "committed", err: syscall.EIO}
	s := openDir(t, t.TempDir(), store.Disk(disk.say))
	work(t, s, 0, 20)
	in, out, read := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		read <- s.View(func(tx ticket.ReadTx) error {
			close(in)
			<-out
			for id := ticket.ID(1); id <= 10; id++ {
				events, err := tx.Events(id)
				if err != nil || len(events) != 2 {
					return errors.Join(err, errors.New("not the two events of before"))
				}
			}
			return nil
		})
	}()
	<-in
	disk.left = 1
	done := make(chan error)
	go func() {
		done <- s.Update(func(tx ticket.Tx) error { return decide(tx, 20, strings.Repeat("0", 64)) })
	}()
	select {
	case err := <-done:
		t.Errorf("it was settled under a reader: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(out)
	if err := <-read; err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	closed(t, s)
}

// TestSlowDisk: while a commit hangs everything can be read, the record says that
// it is slow, and what waits is kept in the end.
func TestSlowDisk(t *testing.T) {
	hang, hanging := make(chan struct{}), make(chan struct{}, 1)
	var slow atomic.Bool
	o := store.Disk(func(op string) error {
		if slow.Load() && op == "commit" {
			hanging <- struct{}{}
			<-hang
		}
		return nil
	})
	var now atomic.Int64
	o.Now = func() time.Time { return time.Unix(now.Load(), 0) }
	s := openDir(t, t.TempDir(), o)
	work(t, s, 0, 10)
	hashes, err := s.PutBlobs([]byte("a mail"))
	if err != nil {
		t.Fatal(err)
	}
	slow.Store(true)
	done := make(chan error)
	go func() { done <- s.Update(func(tx ticket.Tx) error { return decide(tx, 10, hashes[0]) }) }()
	<-hanging
	if h := s.Health(); h.State != store.Well {
		t.Errorf("health at once: %+v", h)
	}
	now.Add(5)
	if h := s.Health(); h.State != store.Slow || h.Took != 5*time.Second || h.Bad() {
		t.Errorf("health after 5 s: %+v", h)
	}
	if n := check1(t, s); n != 10 {
		t.Errorf("%d events", n)
	}
	if b, err := s.Blob(hashes[0]); err != nil || string(b) != "a mail" {
		t.Errorf("%q, %v", b, err)
	}
	if err := s.Rows(true, func([]byte) bool { return true }); err != nil {
		t.Error(err)
	}
	slow.Store(false)
	close(hang)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if h := s.Health(); h.State != store.Slow || h.Took != 5*time.Second {
		t.Errorf("health just after: %+v", h)
	}
	now.Add(60)
	if h := s.Health(); h.State != store.Well {
		t.Errorf("health a minute after: %+v", h)
	}
	clean(t, s)
	closed(t, s)
}

// TestVanishedPages: pages of the file that cannot be read are an error for who
// wants them and not the end of the program.
func TestVanishedPages(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, store.Options{})
	work(t, s, 0, 200)
	size := s.Size()
	if err := os.Truncate(dir+"/loket.db", 2*int64(os.Getpagesize())); err != nil {
		t.Fatal(err)
	}
	read := func() error {
		return s.View(func(tx ticket.ReadTx) error { _, err := tx.Events(3); return err })
	}
	if err := read(); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("%v, want ErrDamaged", err)
	}
	err := s.Update(func(tx ticket.Tx) error { _, err := tx.Events(3); return err })
	if !errors.Is(err, store.ErrDamaged) {
		t.Errorf("%v, want ErrDamaged", err)
	}
	if err := os.Truncate(dir+"/loket.db", size); err != nil {
		t.Fatal(err)
	}
	_ = s.Bolt().Close()
}

// TestClosedStaysClosed: who comes late does not open the record again.
func TestClosedStaysClosed(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, store.Options{})
	work(t, s, 0, 1)
	closed(t, s)
	if err := s.Update(func(tx ticket.Tx) error { return tx.SaveDraft("d", "x") }); err == nil {
		t.Error("a closed record kept something")
	}
	s.Tend()
	closed(t, openDir(t, dir, store.Options{})) // nobody has it
}

// TestConsoleReads: whatever the console asks for to draw is answered while a
// commit hangs and a second command waits behind it.
func TestConsoleReads(t *testing.T) {
	hang, hanging := make(chan struct{}), make(chan struct{}, 1)
	var slow atomic.Bool
	s := openDir(t, t.TempDir(), store.Disk(func(op string) error {
		if op == "commit" && slow.CompareAndSwap(true, false) {
			hanging <- struct{}{}
			<-hang
		}
		return nil
	}))
	d := openDesk(t, s)
	now := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	if _, err := d.Receive(t.Context(), ticket.Batch{Account: "a", Folder: "INBOX", Validity: 1, UID: 1, Mails: []ticket.Incoming{arrived(1, now)}}); err != nil {
		t.Fatal(err)
	}
	slow.Store(true)
	done := make(chan error, 3)
	go func() {
		_, err := d.Do(t.Context(), "sari", 1, 0, ticket.AddNote{Text: "satu"})
		done <- err
	}()
	<-hanging
	go func() {
		_, err := d.Do(t.Context(), "bima", 1, 0, ticket.AddNote{Text: "dua"})
		done <- err
	}()
	go func() { done <- d.SaveDraft("d", "naskah") }()
	read := make(chan error)
	go func() {
		_, cancel := d.Subscribe()
		defer cancel()
		row := d.Row(1)
		d.Queue(ticket.ViewAll, "sari", nil, ticket.SortDue, false, now)
		d.Counts("sari", now)
		d.Left(row, now)
		d.Changed(0)
		d.Parked()
		d.Rev()
		tk, err := d.Ticket(1)
		if err == nil {
			d.Next(tk)
			_, err = d.Raw(tk.Messages[0].Hash)
		}
		_, err2 := d.History(1)
		_, _, err3 := d.Journal(0, 50)
		_, err4 := d.Outbox()
		_, err5 := d.Find(row.Number)
		_, err6 := d.LoadDraft("d")
		read <- errors.Join(err, err2, err3, err4, err5, err6, d.LoadClosed())
	}()
	select {
	case err := <-read:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Error("the console waits for the disk")
	}
	close(hang)
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	closed(t, s)
}

// TestGrowsUnderAReader: a record of some size grows while somebody reads, a
// backup say, and others can read meanwhile. A new map would wait for the first
// reader, and the others behind it.
func TestGrowsUnderAReader(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, store.Fast())
	for n := range 20 {
		mustUpdate(t, s, func(tx ticket.Tx) error {
			return tx.SetKeep(strings.Repeat("k", n+1), make([]byte, 1<<20))
		})
	}
	closed(t, s)
	s = openDir(t, dir, store.Fast())
	in, out, read := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		read <- s.View(func(ticket.ReadTx) error {
			close(in)
			<-out
			return nil
		})
	}()
	<-in
	grown := make(chan error, 1)
	go func() {
		var err error
		for n := 0; n < 30 && err == nil; n++ {
			err = s.Update(func(tx ticket.Tx) error { return tx.SetKeep(strings.Repeat("z", n+1), make([]byte, 1<<20)) })
		}
		grown <- err
	}()
	select {
	case err := <-grown:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Error("it does not grow beside a reader")
	}
	close(out)
	if err := <-read; err != nil {
		t.Error(err)
	}
	closed(t, s)
}
