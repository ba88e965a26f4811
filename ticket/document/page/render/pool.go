package render

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"loket/ticket/document"
	"loket/ticket/document/page"
)

// Bounds in time.
const (
	wall  = 8 * time.Second        // for one page
	grace = 400 * time.Millisecond // for a page that nobody waits for any more
)

// Options is what a Pool is made of.
type Options struct {
	Exe      string // the program's own binary
	Dir      string // folder for the compiled engine; "" goes without the engine
	Poppler  string // pdftoppm; "" goes without it
	Parallel int    // processes at most, at least 1
	Budget   int    // bytes of bitmaps that are kept; 0 for 96 MiB
	// Keys are the passwords of locked files; nil: none is known.
	Keys *document.Keys
}

// Pool is a Renderer backed by child processes. It is safe for concurrent use.
type Pool struct {
	o      Options
	launch *launcher
	kept   *cache
	free   chan *child // nil stands for a child not started yet
	done   chan struct{}
	once   sync.Once

	prepare  sync.Once
	prepared chan struct{} // closed when compiling has come to its end
	wall     time.Duration
}

var _ page.Renderer = (*Pool)(nil)

// New returns a pool. Nothing is started before the first page, or Warm.
func New(o Options) *Pool {
	if o.Budget <= 0 {
		o.Budget = 96 << 20
	}
	p := &Pool{o: o, launch: &launcher{exe: o.Exe}, kept: newCache(o.Budget), free: make(chan *child, max(o.Parallel, 1)),
		done: make(chan struct{}), prepared: make(chan struct{}), wall: wall}
	for range cap(p.free) {
		p.free <- nil
	}
	return p
}

// Warm prepares the engine where that has not been done, in a process of its own
// at low priority, and returns at once; the first time takes seconds of a
// processor. Pages that come meanwhile are drawn by what there is.
func (p *Pool) Warm() {
	p.prepare.Do(func() {
		if p.o.Dir == "" || p.o.Exe == "" || ready(p.o.Dir) {
			close(p.prepared)
			return
		}
		go func() {
			defer close(p.prepared)
			cmd := p.launch.command(childCompile, p.o.Dir)
			cmd.Env = append([]string{"GOMAXPROCS=1"}, childEnv...)
			if cmd.Start() != nil {
				p.launch.plain.Store(true)
				if cmd = p.launch.command(childCompile, p.o.Dir); cmd.Start() != nil {
					return
				}
			}
			over := make(chan struct{})
			go func() { _ = cmd.Wait(); close(over) }()
			select {
			case <-over:
			case <-p.done:
				_ = cmd.Process.Kill()
				<-over
			}
		}()
	})
}

// Page returns a page from memory or lets a child draw it. It waits while all
// children are busy.
func (p *Pool) Page(ctx context.Context, q page.Request, data []byte) (*page.Bitmap, error) {
	q = q.Bounded()
	if b := p.kept.get(q); b != nil {
		return b, nil
	}
	if len(data) > maxFile {
		return nil, page.ErrTooLarge
	}
	if p.o.Exe == "" {
		return nil, page.ErrNoEngine
	}
	p.Warm()
	r := p.drawn(ctx, q, data)
	if errors.Is(r.err, page.ErrNoEngine) && p.o.Poppler == "" && p.o.Dir != "" { // it is being prepared
		select {
		case <-p.prepared:
			r = p.drawn(ctx, q, data)
		case <-ctx.Done():
			r.err = ctx.Err()
		case <-p.done:
			r.err = page.ErrClosed
		}
	}
	if p.o.Poppler != "" && isPDF(data) && second(r.err) && ctx.Err() == nil {
		if b, err := p.poppler(ctx, q, data); err == nil {
			b.Pages = max(r.pages, q.Page+1)
			r = reply{b: b}
		}
	}
	if r.err != nil {
		return nil, fmt.Errorf("page %d: %w", q.Page+1, r.err)
	}
	p.kept.put(q, r.b)
	return r.b, nil
}

// second says that another program may do better.
func second(err error) bool {
	return errors.Is(err, page.ErrNoEngine) || errors.Is(err, page.ErrUnreadable) || errors.Is(err, errDied) || errors.Is(err, page.ErrTimeout) || errors.Is(err, errFrame)
}

// drawn asks a child. One that died idle is replaced once.
func (p *Pool) drawn(ctx context.Context, q page.Request, data []byte) reply {
	c, err := p.take(ctx, q.SHA)
	if err != nil {
		return reply{err: err}
	}
	dir := p.o.Dir
	if !ready(dir) {
		dir = ""
	}
	if c != nil && !c.engine && dir != "" { // it was started before the engine was there
		c.kill()
		c = nil
	}
	for fresh := c == nil; ; fresh = true {
		if c == nil {
			var err error
			if c, err = p.launch.start(dir); err != nil {
				p.free <- nil
				return reply{err: fmt.Errorf("%w: %w", page.ErrNoEngine, err)}
			}
		}
		got := c.ask(q, data, p.o.Keys.Password(q.SHA))
		r, done := wait(ctx, got, p.wall)
		switch {
		case !done && ctx.Err() != nil:
			go p.leave(c, got, q)
			return r
		case done && c.fit(r):
			p.free <- c
			return r
		}
		c.kill()
		if c = nil; fresh || !errors.Is(r.err, errDied) {
			p.free <- nil
			return r
		}
	}
}

// take waits for a child and prefers the one that holds the file, then one that
// runs.
func (p *Pool) take(ctx context.Context, sha string) (*child, error) {
	var best *child
	select {
	case best = <-p.free:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.done:
		return nil, page.ErrClosed
	}
	rank := func(c *child) int {
		switch {
		case c == nil:
			return 0
		case c.sha == sha:
			return 2
		}
		return 1
	}
	for range cap(p.free) - 1 {
		select {
		case c := <-p.free:
			if rank(c) > rank(best) {
				best, c = c, best
			}
			p.free <- c
		default:
		}
	}
	select {
	case <-p.done:
		p.free <- best
		return nil, page.ErrClosed
	default:
	}
	return best, nil
}

// leave lets a child that nobody waits for come to its end soon.
func (p *Pool) leave(c *child, got <-chan reply, q page.Request) {
	r, done := wait(context.Background(), got, grace)
	if !done || !c.fit(r) {
		c.kill()
		p.free <- nil
		return
	}
	if r.err == nil {
		p.kept.put(q, r.b)
	}
	p.free <- c
}

// Close ends the children and forgets what was drawn. It waits for pages that
// are being drawn.
func (p *Pool) Close() error {
	p.once.Do(func() {
		close(p.done)
		for range cap(p.free) {
			if c := <-p.free; c != nil {
				c.kill()
			}
		}
		p.kept.clear()
	})
	return nil
}
