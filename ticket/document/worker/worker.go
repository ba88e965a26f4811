// Package worker runs document.Inspect in child processes of the program's own
// binary, so that a stranger's file cannot take the desk down.
//
// A Pool keeps a few children warm. Parent and child talk in frames over the
// child's standard input and output. On Linux the child gives up new privileges,
// is bounded in memory, processor time and file size, dies with its parent and
// has neither network nor any file where the kernel allows that (namespaces,
// Landlock); Confinement says what holds. Elsewhere the wall clock and the
// process boundary remain; without a binary to start, Inspect runs in process.
//
// A child that dies, hangs or answers nonsense is replaced, and its file is
// reported through document.Unreadable with the reason: a file is never lost.
package worker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"loket/ticket/document"
	"loket/ticket/document/signature"
)

// Own is this program's file, "" where the system does not tell: what needs a
// process of its own does without, bounded by the clock.
func Own() string {
	exe, err := os.Executable()
	if err != nil {
		return ""
	}
	return exe
}

// Argument is what the binary is started with; main calls Main when os.Args[1]
// is it.
const Argument = "__inspect"

// Bounds of one inspection.
const (
	cpuSeconds = 10               // processor time in the child
	retired    = 60               // processor seconds after which a child makes room
	wall       = 15 * time.Second // in the parent, from sending to the answer
	maxFile    = 64 << 20         // bytes; a larger file is not sent
	maxHead    = 4 << 20          // bytes of the head of a request
	maxFrame   = 8 << 20          // bytes of an answer
	served     = 200              // inspections after which a child is replaced
)

// ErrClosed is returned by Inspect after Close.
var ErrClosed = errors.New("inspection pool is closed")

// Pool is a document.Inspector backed by child processes. It is safe for
// concurrent use. Make one with New.
type Pool struct {
	// Trust gives what the site trusts, before each inspection; nil: nobody. Set
	// it before the first one.
	Trust func() signature.Trust
	// Now is the clock; nil: the system's.
	Now func() time.Time
	// Keys are the passwords that opened files; nil: none is remembered.
	Keys *document.Keys

	known atomic.Pointer[Confinement] // of the child that answered last
	start func() (*child, error)
	wall  time.Duration
	free  chan *child // nil stands for a child not started yet
	done  chan struct{}
	once  sync.Once
}

var _ document.Inspector = (*Pool)(nil)

// New returns a pool of at most parallel children of the binary exe, each
// started at its first use. An empty exe inspects in process, bounded by the
// clock alone.
func New(exe string, parallel int) *Pool {
	p := &Pool{Keys: new(document.Keys), wall: wall, free: make(chan *child, max(parallel, 1)), done: make(chan struct{})}
	if exe != "" {
		launch := newLauncher(exe)
		p.start = launch.start
	}
	for range cap(p.free) {
		p.free <- nil
	}
	return p
}

// Inspect waits for a free child and lets it inspect data. The error is that of
// ctx, or ErrClosed; whatever happens to the child is a finding in the report.
func (p *Pool) Inspect(ctx context.Context, name, claimed string, data []byte) (document.Report, error) {
	return p.ask(ctx, p.request(name, claimed, data))
}

// InspectRead is Inspect with what was recognised of pages without text.
func (p *Pool) InspectRead(ctx context.Context, name, claimed string, data []byte, read document.Recognition) (document.Report, error) {
	q := p.request(name, claimed, data)
	q.Read = &read
	return p.ask(ctx, q)
}

// InspectOpen is Inspect with the password of a locked file. One that opens it is
// kept in Keys for later inspections.
func (p *Pool) InspectOpen(ctx context.Context, name, claimed string, data []byte, password string) (document.Report, error) {
	q := p.request(name, claimed, data)
	q.Password = password
	r, err := p.ask(ctx, q)
	if err == nil && r.Opened {
		p.Keys.Keep(r.SHA256, password)
	}
	return r, err
}

func (p *Pool) ask(ctx context.Context, q request) (document.Report, error) {
	if len(q.data) > maxFile {
		return document.Unreadable(q.Name, q.Claimed, q.data, fmt.Sprintf("%d bytes: too large to inspect", len(q.data))), nil
	}
	a, err := p.give(ctx, q)
	return a.report, err
}

// give waits for a free child and gives it the request.
func (p *Pool) give(ctx context.Context, q request) (answered, error) {
	select {
	case <-p.done:
		return answered{}, ErrClosed
	default:
	}
	select {
	case c := <-p.free:
		a, c, err := p.inspect(ctx, c, q)
		p.release(c)
		return a, err
	case <-ctx.Done():
		return answered{}, fmt.Errorf("inspect %q: %w", q.Name, ctx.Err())
	case <-p.done:
		return answered{}, ErrClosed
	}
}

func (p *Pool) request(name, claimed string, data []byte) request {
	q := request{Name: name, Claimed: claimed, data: data}
	if p.Now != nil {
		q.Now = p.Now()
	} else {
		q.Now = time.Now()
	}
	if !p.Keys.Empty() {
		sum := sha256.Sum256(data)
		q.Password = p.Keys.Password(hex.EncodeToString(sum[:]))
	}
	if p.Trust != nil {
		q.trust = p.Trust()
		q.id = q.trust.ID()
	}
	return q
}

// inspect returns the child to keep, nil when it has to be replaced.
func (p *Pool) inspect(ctx context.Context, c *child, q request) (answered, *child, error) {
	if p.start == nil {
		a, err := p.inProcess(ctx, q)
		return a, nil, err
	}
	for fresh := c == nil; ; fresh = true {
		if c == nil {
			var err error
			if c, err = p.start(); err != nil {
				return q.failed("inspection process: " + err.Error()), nil, nil
			}
		}
		a, err := c.ask(ctx, p.wall, q)
		if err == nil {
			p.known.Store(c.hello)
			return a, c.keep(), nil
		}
		how := c.kill()
		c = nil
		switch {
		case ctx.Err() != nil:
			return answered{}, nil, fmt.Errorf("inspect %q: %w", q.Name, ctx.Err())
		case fresh || errors.Is(err, errTimeout): // else it may have died of an earlier file or of idleness
			return q.failed(fmt.Sprintf("inspection process: %v (%s)", err, how)), nil, nil
		}
	}
}

// failed is the answer where none came.
func (q *request) failed(note string) answered {
	if q.Member != nil {
		return answered{fault: fmt.Errorf("%w: %s", document.ErrPacked, note)}
	}
	return answered{report: document.Unreadable(q.Name, q.Claimed, q.data, note)}
}

// inProcess is what remains without a binary. A goroutine that hangs is left
// behind: that is why there is a process.
func (p *Pool) inProcess(ctx context.Context, q request) (answered, error) {
	ctx, cancel := context.WithTimeout(ctx, p.wall)
	defer cancel()
	out := make(chan answered, 1)
	go func() {
		var a answered
		if q.Member != nil {
			a.data, a.fault = document.Unpack(q.data, q.Member.Name, q.Member.Place, q.Password)
		} else {
			a.report = document.Inspect(q.surroundings(q.trust), q.Name, q.Claimed, q.data)
		}
		out <- a
	}()
	select {
	case a := <-out:
		return a, nil
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return q.failed(errTimeout.Error()), nil
		}
		return answered{}, fmt.Errorf("inspect %q: %w", q.Name, ctx.Err())
	}
}

func (p *Pool) release(c *child) {
	p.free <- c // has room: every child or nil came from it
}

// Close ends the children. It waits for inspections that are under way.
func (p *Pool) Close() error {
	p.once.Do(func() {
		close(p.done)
		for range cap(p.free) {
			if c := <-p.free; c != nil {
				c.kill()
			}
		}
	})
	return nil
}
