package store

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"loket/ticket"
)

// Bounds on what a disk may do before somebody is told.
const (
	// reserve is left free for officers' work: mail is not kept below it. On a
	// small disk it is a twentieth of the disk.
	reserve = 64 << 20
	// lowTimes is how many times the reserve is called little.
	lowTimes = 8
	// slowAfter is how long one write may take.
	slowAfter = 2 * time.Second
	// slowFor is how long a slow write is told of.
	slowFor = 30 * time.Second
)

// The states of a record beside the kinds of ticket.Fault.
const (
	Well = ""     // everything is kept
	Low  = "low"  // kept, but there is little space left
	Slow = "slow" // kept, but it takes long
)

// Health is how the record does.
type Health struct {
	State string // Well, Low, Slow or the kind of the fault
	Dir   string
	Free  int64 // bytes free on its disk, -1 where unknown
	Size  int64 // of the disk
	Err   error // what was said when the fault was met
	Since time.Time
	Took  time.Duration // with Slow: the write that runs, or the last one
}

// Bad reports whether something cannot be kept.
func (h Health) Bad() bool { return h.State != Well && h.State != Low && h.State != Slow }

// health is what is known of the disk. It never waits for the disk.
type health struct {
	dir   string
	now   func() time.Time
	space func(dir string) (free, size int64, err error)

	mu         sync.Mutex
	free, size int64
	wanted     int64         // bytes of the mail that had no room, 0 when there was
	fault      *ticket.Fault // of the last write, nil if it was kept
	since      time.Time
	running    map[int]time.Time
	next       int
	again      time.Time     // not before it is tried again whether something is kept
	took       time.Duration // of the last slow write
	tookAt     time.Time
}

func newHealth(dir string, o Options) *health {
	h := &health{dir: dir, now: o.now, space: o.space, free: -1, running: make(map[int]time.Time)}
	if h.space == nil {
		h.space = diskSpace
	}
	return h
}

// measure asks the system for the space; a disk that hangs can hold it up.
func (h *health) measure() (free, size int64) {
	free, size, err := h.space(h.dir)
	if err != nil {
		free, size = -1, 0
	}
	h.mu.Lock()
	h.free, h.size = free, size
	h.mu.Unlock()
	return free, size
}

// held is the space that mail leaves free on a disk of a size.
func held(size int64) int64 { return min(reserve, size/20) }

// room refuses mail that would use up the reserve.
func (h *health) room(need int64) error {
	free, size := h.measure()
	enough := free < 0 || free-need >= held(size)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.wanted = need; enough {
		h.wanted = 0
		return nil
	}
	return &ticket.Fault{Kind: ticket.FaultReserve, Dir: h.dir, Free: free}
}

// begin notes that a write begins; end that it ended and how.
func (h *health) begin() (id int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.next++
	h.running[h.next] = h.now()
	return h.next
}

func (h *health) end(id int, f *ticket.Fault) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if took := h.now().Sub(h.running[id]); took >= slowAfter {
		h.took, h.tookAt = took, h.now()
	}
	delete(h.running, id)
	h.meet(f)
}

// met notes a fault; nil is none.
func (h *health) met(f *ticket.Fault) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.meet(f)
}

func (h *health) meet(f *ticket.Fault) {
	if f == nil || f.Kind == ticket.FaultReserve {
		return // the reserve is seen from the space
	}
	if h.fault == nil || h.fault.Kind != f.Kind {
		h.since = h.now()
	}
	h.fault = f
}

// kept notes that something was kept durably.
func (h *health) kept() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fault = nil
}

func (h *health) look() Health {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := Health{Dir: h.dir, Free: h.free, Size: h.size}
	now := h.now()
	for _, at := range h.running {
		out.Took = max(out.Took, now.Sub(at))
	}
	switch {
	case h.fault != nil:
		out.State, out.Err, out.Since = string(h.fault.Kind), h.fault.Err, h.since
	case h.free >= 0 && h.free-h.wanted < held(h.size):
		out.State = string(ticket.FaultReserve)
	case out.Took >= slowAfter:
		out.State = Slow
	case !h.tookAt.IsZero() && now.Sub(h.tookAt) < slowFor:
		out.State, out.Took = Slow, h.took
	case h.free >= 0 && h.free < lowTimes*held(h.size):
		out.State = Low
	}
	return out
}

// Health returns what was found last. It never waits, whatever the disk does.
func (s *Store) Health() Health { return s.health.look() }

// LookAfter watches each second, logs what changes, and calls healed when something can
// be kept again: what waited for it is taken up at once.
func (s *Store) LookAfter(ctx context.Context, logger *slog.Logger, healed func()) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	s.Watch(ctx, t.C, func(was, is Health) {
		logger.Warn("record", "state", is.State, "was", was.State, "dir", is.Dir, "free", ticket.Bytes(is.Free), "took", is.Took, "error", is.Err)
		if was.Bad() && !is.Bad() {
			healed()
		}
	})
}

// Watch looks after the disk until ctx ends: it measures the space at each tick
// and, after a fault, tries whether something can be kept again. note, which
// may be nil, is called from this goroutine when the state changes.
func (s *Store) Watch(ctx context.Context, tick <-chan time.Time, note func(was, is Health)) {
	last := s.Health()
	for {
		s.tend()
		if is := s.Health(); is.State != last.State {
			if note != nil {
				note(last, is)
			}
			last = is
		}
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
	}
}

// tend measures and, where the last write failed, tries one. A commit that
// fails is dear (bbolt walks the whole file to find its free pages), so a small
// file is tried first.
func (s *Store) tend() {
	s.health.measure()
	if s.o.ReadOnly || !s.health.try() || s.tryFile() != nil {
		return
	}
	begun := s.o.now()
	err := s.update(func(tx ticket.Tx) error {
		tx.(*writeTx).dirty = true
		return nil
	})
	if err != nil {
		s.health.rest(s.o.now().Sub(begun))
	}
}

// try reports whether it is time to find out whether something can be kept.
func (h *health) try() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.fault != nil && !h.now().Before(h.again)
}

// rest keeps tries to a twentieth of the time.
func (h *health) rest(took time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.again = h.now().Add(20 * took)
}

// tryBytes is what a small decision takes, with a page of each bucket.
const tryBytes = 256 << 10

func (s *Store) tryFile() (err error) {
	if err := s.point("try"); err != nil {
		return err
	}
	f, err := os.CreateTemp(s.dir, "try-*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, f.Close(), os.Remove(f.Name()))
	}()
	if _, err := io.CopyN(f, noise{}, tryBytes); err != nil {
		return err
	}
	return f.Sync()
}

// noise is bytes that no file system keeps as a hole.
type noise struct{}

func (noise) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i) | 1
	}
	return len(p), nil
}

// point is where tests let the disk fail or wait.
func (s *Store) point(op string) error {
	if s.o.disk == nil {
		return nil
	}
	return s.o.disk(op)
}

// faulted names the fault behind an error of the disk.
func (s *Store) faulted(err error) error {
	if err == nil {
		return nil
	}
	if ticket.FaultOf(err) != nil || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrDamaged) {
		return err
	}
	free, _ := s.health.measure()
	return &ticket.Fault{Kind: kindOf(err), Dir: s.dir, Free: free, Err: err}
}

func kindOf(err error) ticket.FaultKind {
	for _, c := range []struct {
		errno syscall.Errno
		kind  ticket.FaultKind
	}{
		{syscall.ENOSPC, ticket.FaultFull}, {syscall.EFBIG, ticket.FaultFull}, {syscall.EDQUOT, ticket.FaultQuota},
		{syscall.EROFS, ticket.FaultReadOnly}, {syscall.EACCES, ticket.FaultReadOnly}, {syscall.EPERM, ticket.FaultReadOnly},
	} {
		// bbolt gives the words of some errors only.
		if errors.Is(err, c.errno) || strings.Contains(err.Error(), c.errno.Error()) {
			return c.kind
		}
	}
	return ticket.FaultBroken
}
