package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"loket/domain/term"
	"loket/ticket"
)

// Record is what the index is made from.
type Record interface {
	ticket.Log
	// Events calls fn for every event after a number, in order, outside any
	// transaction, until fn returns an error.
	Events(after uint64, fn func(ticket.Event) error) error
}

// Index implements ticket.Finder. Make one with New; it finds nothing before Run
// or Catch have opened it.
type Index struct {
	dir    string
	record Record
	mails  ticket.PlainReader // nil: mails that made no ticket are found by their heads
	logger *slog.Logger
	hurt   chan struct{} // a query met damage
	noSync bool          // for tests that commit thousands of times

	work   sync.Mutex // one goroutine writes
	closed bool

	mu    sync.RWMutex // guards what follows; held for reading while a query runs
	cur   *file        // nil: there is none that can be used
	next  *file        // being made
	state ticket.FinderState
}

var (
	_ ticket.Finder    = (*Index)(nil)
	_ ticket.Forgetter = (*Index)(nil)
)

// The files in the directory.
const (
	fileName = "index.db"
	nextName = "next.db"
)

// New returns the index in a directory, which need not exist. It reads nothing. Of
// mails that made no ticket the reader gives the words; nil: they are found by their
// senders and subjects only.
func New(dir string, r Record, mails ticket.PlainReader, logger *slog.Logger) *Index {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &Index{dir: dir, record: r, mails: mails, logger: logger, hurt: make(chan struct{}, 1), state: ticket.FinderState{Building: true}}
}

// pace is the least time between two rounds, so that a pull of a whole mailbox
// shares the disk with few of them.
const pace = 500 * time.Millisecond

// Run keeps the index up to date until ctx ends: at once, and when changed gives a
// value. What goes wrong is said in State and tried again at the next.
func (x *Index) Run(ctx context.Context, changed <-chan struct{}) {
	for {
		if err := x.Catch(ctx); err != nil && ctx.Err() == nil {
			x.logger.Warn("search", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-x.hurt:
			x.wounded() // Catch asks for it
		}
		rest := time.NewTimer(pace)
		select {
		case <-ctx.Done():
		case <-rest.C:
		}
		rest.Stop()
	}
}

// Catch implements ticket.Finder. It makes the index anew where it must; a damaged
// one is dropped and made anew once.
func (x *Index) Catch(ctx context.Context) error {
	x.work.Lock()
	defer x.work.Unlock()
	if x.closed {
		return errClosed
	}
	var err error
	select {
	case <-x.hurt:
		err = errDamaged
	default:
		err = x.catch(ctx)
	}
	if errors.Is(err, errDamaged) {
		x.logger.Warn("search: made anew", "error", err)
		if err = x.reset(); err == nil {
			err = x.catch(ctx)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	x.mu.Lock()
	x.state.Err = err
	x.mu.Unlock()
	return err
}

func (x *Index) catch(ctx context.Context) error {
	if err := x.open(); err != nil {
		return err
	}
	if x.cur == nil {
		if err := x.make(ctx); err != nil {
			return err
		}
	}
	if err := x.follow(ctx, x.cur); err != nil {
		return err
	}
	if x.cur.wasteful() || x.cur.progress.purge {
		if err := x.make(ctx); err != nil {
			return err
		}
		return x.follow(ctx, x.cur)
	}
	return nil
}

// open opens what is there. An index of another record is not used.
func (x *Index) open() error {
	if x.cur != nil {
		return nil
	}
	if err := os.MkdirAll(x.dir, 0o700); err != nil {
		return err
	}
	path := filepath.Join(x.dir, fileName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	f, err := openFile(path, x.noSync)
	if errors.Is(err, errDamaged) {
		x.logger.Warn("search: made anew", "error", err)
		return os.Remove(path)
	}
	if err != nil {
		return err
	}
	same, err := x.follows(f.progress)
	if err != nil {
		return errors.Join(err, f.close())
	}
	if !same || !f.progress.whole {
		return f.drop()
	}
	x.mu.Lock()
	x.cur, x.state.Building = f, false
	x.mu.Unlock()
	return nil
}

// follows reports whether the record goes on from where an index stands.
func (x *Index) follows(p progress) (bool, error) {
	if p.seq == 0 {
		return true, nil
	}
	mark, err := x.mark(p.seq)
	return err == nil && slices.Equal(mark, p.mark), err
}

// mark is what an event looks like: enough to see that a record is another one.
func (x *Index) mark(seq uint64) (mark []byte, err error) {
	err = x.record.Events(seq-1, func(e ticket.Event) error {
		if e.Seq == seq {
			mark = fmt.Appendf(nil, "%d %d %d %s %s", e.Seq, e.Ticket, e.At.UnixNano(), e.By, e.Kind())
		}
		return errEnough
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return mark, err
}

var errClosed = errors.New("the index is closed")

// errEnough ends a walk over events.
var errEnough = errors.New("enough")

// reset drops whatever there is.
func (x *Index) reset() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, f := range []*file{x.cur, x.next} {
		if f != nil {
			_ = f.close() // it is damaged
		}
	}
	x.cur, x.next = nil, nil
	x.state = ticket.FinderState{Building: true}
	for _, name := range []string{fileName, nextName} {
		if err := os.Remove(filepath.Join(x.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Find implements ticket.Finder. While the first index is made it finds what is
// in it already.
func (x *Index) Find(ctx context.Context, q term.Query, keep func(ticket.Doc) bool, limit int) ([]ticket.Doc, int, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	f := x.cur
	if f == nil {
		f = x.next
	}
	if f == nil {
		return nil, 0, nil
	}
	found, total, err := f.find(ctx, q, keep, limit)
	if errors.Is(err, errDamaged) {
		x.wounded()
	}
	return found, total, err
}

// wounded lets the next round make the index anew.
func (x *Index) wounded() {
	select {
	case x.hurt <- struct{}{}:
	default:
	}
}

// State implements ticket.Finder.
func (x *Index) State() ticket.FinderState {
	x.mu.RLock()
	defer x.mu.RUnlock()
	s := x.state
	s.Building = s.Building && x.cur == nil
	return s
}

// Remove takes tickets and mails out: they are not found any more when it returns, and the
// next Catch makes a file without their words. Whether they are in that one the
// record says.
func (x *Index) Remove(docs ...ticket.Doc) error {
	x.work.Lock()
	defer x.work.Unlock()
	if err := x.open(); err != nil {
		return err
	}
	if x.next != nil { // begun with them
		if err := x.abandon(); err != nil {
			return err
		}
	} else if err := os.Remove(filepath.Join(x.dir, nextName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if x.cur == nil {
		return nil
	}
	b, p := x.cur.batch(), x.cur.progress
	for _, d := range docs {
		b.gone = append(b.gone, keyOf(d))
	}
	p.purge = true
	return x.cur.put(b, p)
}

// Close ends the use of the files. A nil index has none. Nothing is found or caught
// up with afterwards.
func (x *Index) Close() error {
	if x == nil {
		return nil
	}
	x.work.Lock()
	defer x.work.Unlock()
	x.closed = true
	x.mu.Lock()
	defer x.mu.Unlock()
	var errs []error
	for _, f := range []*file{x.cur, x.next} {
		if f != nil {
			errs = append(errs, f.close())
		}
	}
	x.cur, x.next = nil, nil
	return errors.Join(errs...)
}
