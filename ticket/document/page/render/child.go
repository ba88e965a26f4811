package render

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"loket/ticket/document/page"
	"loket/ticket/document/worker"
)

// childEnv is all that a child gets from its parent's surroundings.
var childEnv = []string{"GOMEMLIMIT=800MiB", "GOMAXPROCS=2", "GOTRACEBACK=none", "HOME=/nonexistent"}

// served is how many pages a child draws before another takes its place.
const served = 500

// child is one running process, used by one request at a time.
type child struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	engine bool   // it was given a prepared engine
	sha    string // of the file that it holds
	asked  int
	once   sync.Once
}

// launcher starts children and remembers what the kernel refused.
type launcher struct {
	exe   string
	plain atomic.Bool // without namespaces
}

// command prepares a child without a network or, where that is forbidden, with
// what is left; begin starts it.
func (l *launcher) command(args ...string) *exec.Cmd {
	cmd := exec.Command(l.exe, append([]string{Argument}, args...)...) //nolint:noctx // it outlives one page; kill ends it
	cmd.Env, cmd.Dir = childEnv, "/"
	worker.Confine(cmd, !l.plain.Load())
	return cmd
}

func (l *launcher) start(dir string) (*child, error) {
	c, err := l.run(dir)
	if err != nil && !l.plain.Swap(true) {
		return l.run(dir)
	}
	return c, err
}

func (l *launcher) run(dir string) (*child, error) {
	cmd := l.command(childServe, dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start drawing: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start drawing: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start drawing: %w", err)
	}
	return &child{cmd: cmd, in: in, out: bufio.NewReaderSize(out, 256<<10), engine: dir != ""}, nil
}

// reply is what came of a request. pages is set where the child could count
// them, also when it could not draw.
type reply struct {
	b     *page.Bitmap
	pages int
	err   error
}

var errDied = errors.New("the drawing process ended")

// ask sends a request, with the password of a locked file; the reply comes once,
// whatever happens to the child.
func (c *child) ask(q page.Request, data []byte, password string) <-chan reply {
	c.asked++
	a := ask{Page: q.Page, Width: q.Width, Height: q.Height, Turn: q.Turn, Same: q.SHA != "" && q.SHA == c.sha, Password: password}
	if a.Same {
		data = nil
	}
	c.sha = q.SHA
	out := make(chan reply, 1)
	go func() {
		if err := writeFrame(c.in, a, data); err != nil {
			out <- reply{err: fmt.Errorf("%w: %w", errDied, err)}
			return
		}
		var head answer
		pix, err := readFrame(c.out, &head, page.MaxPixels*3+64)
		switch {
		case errors.Is(err, errFrame):
			out <- reply{err: err}
		case err != nil:
			out <- reply{err: fmt.Errorf("%w: %w", errDied, err)}
		default:
			b, err := head.bitmap(pix)
			out <- reply{b, head.Pages, err}
		}
	}()
	return out
}

// fit says that the child can go on after a reply.
func (c *child) fit(r reply) bool {
	return c.asked < served && !errors.Is(r.err, errDied) && !errors.Is(r.err, errFrame)
}

func (c *child) kill() {
	c.once.Do(func() {
		_ = c.in.Close()
		worker.KillGroup(c.cmd)
		_ = c.cmd.Wait()
	})
}

// wait waits for a reply within a limit and ctx. done is false where the child
// is still at work.
func wait(ctx context.Context, got <-chan reply, limit time.Duration) (r reply, done bool) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case r = <-got:
		return r, true
	case <-timer.C:
		return reply{err: page.ErrTimeout}, false
	case <-ctx.Done():
		return reply{err: ctx.Err()}, false
	}
}
