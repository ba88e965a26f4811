package worker

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

	"loket/ticket/document"
)

var (
	errTimeout = errors.New("inspection took too long")
	errAnswer  = errors.New("nonsense instead of an answer")
)

// child is one running process, used by one inspection at a time.
type child struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr *tail
	asked  int
	trusts string // signature.Trust.ID of what it was sent
	once   sync.Once
	how    string

	isolated bool
	hello    *Confinement // what it said of itself, nil before its first answer
}

// launcher starts children and remembers what the kernel refused.
type launcher struct {
	exe   string
	plain atomic.Bool // without namespaces
}

func newLauncher(exe string) *launcher { return &launcher{exe: exe} }

// start runs the binary, at first without a network; where the kernel forbids
// that, with what is left.
func (l *launcher) start() (*child, error) {
	if !l.plain.Load() {
		c, err := l.run(true)
		if err == nil {
			return c, nil
		}
		l.plain.Store(true)
	}
	return l.run(false)
}

func (l *launcher) run(isolated bool) (*child, error) {
	cmd := exec.Command(l.exe, Argument) //nolint:noctx // it outlives one inspection; ask and Close end it
	cmd.Env = childEnv
	cmd.Dir = "/"
	confine(cmd, isolated)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start inspection: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start inspection: %w", err)
	}
	c := &child{cmd: cmd, in: in, out: bufio.NewReaderSize(out, 64<<10), stderr: &tail{}, isolated: isolated}
	cmd.Stderr = c.stderr
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start inspection: %w", err)
	}
	return c, nil
}

// childEnv is all that a child gets from its parent's surroundings.
var childEnv = []string{"GOMEMLIMIT=700MiB", "GOMAXPROCS=2", "GOTRACEBACK=none", "HOME=/nonexistent"}

// answer is what came back of one request.
type answered struct {
	report document.Report
	data   []byte // of a member
	fault  error  // of the archive, beside data
	hello  Confinement
	err    error // of the child
}

// ask sends one file and waits for the answer, at most limit.
func (c *child) ask(ctx context.Context, limit time.Duration, q request) (answered, error) {
	c.asked++
	got := make(chan answered, 1)
	has, first := c.trusts == q.id, c.hello == nil
	c.trusts = q.id
	go func() { got <- c.exchange(q, has, first) }()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case a := <-got:
		if a.err == nil && first {
			c.hello = &a.hello
		}
		return a, a.err
	case <-timer.C:
		return answered{}, errTimeout
	case <-ctx.Done():
		return answered{}, ctx.Err()
	}
}

func (c *child) exchange(q request, has, first bool) (a answered) {
	if a.err = writeRequest(c.in, q, has); a.err != nil {
		return a
	}
	if first {
		if a.hello, a.err = readFrame[Confinement](c.out); a.err != nil {
			return a
		}
		a.hello.Network = c.isolated
	}
	if q.Member != nil {
		a.data, a.fault, a.err = readMember(c.out)
		return a
	}
	a.report, a.err = readFrame[document.Report](c.out)
	return a
}

// keep returns c, or nil when it has served long enough.
func (c *child) keep() *child {
	if c.asked < served {
		return c
	}
	c.kill()
	return nil
}

// kill ends the process and its group and says how it ended.
func (c *child) kill() string {
	c.once.Do(func() {
		_ = c.in.Close()
		killGroup(c.cmd)
		err := c.cmd.Wait()
		c.how = c.stderr.last()
		if c.how == "" && err != nil {
			c.how = err.Error()
		}
	})
	return c.how
}

// tail keeps the beginning of what a child says before it dies: a Go program
// names the reason first.
type tail struct {
	mu sync.Mutex
	b  []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if room := 300 - len(t.b); room > 0 {
		t.b = append(t.b, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

func (t *tail) last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}
