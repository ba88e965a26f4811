package command

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The control socket lets a second process ask the one that holds the record for
// what it cannot have itself, since the record is locked: a backup, how the desk
// does, or what a reading command prints. It lies in the record's directory, which only its owner
// may enter.
//
// A request is one line, "backup FILE", "health" or "read " and a reading as JSON. A backup is
// answered by "ok" or what went wrong, a reading by lines of JSON, see said.
const controlName = "control"

// Bounds of the socket: a large record takes minutes to copy.
const (
	controlTime = 30 * time.Minute
	controlLine = 64 << 10 // bytes of a request
	controlMany = 4        // that are answered at once
)

// Control is what the holder of a record does for others.
type Control struct {
	Dir    string
	Backup func(ctx context.Context, file string) error
	// Read does a reading command and returns its exit code, see Reader.
	Read func(ctx context.Context, q Reading, out, err io.Writer) int
	// Health says how the desk does.
	Health func() (Health, error)
}

// Serve listens and answers until ctx ends; it does not wait for that. A path too long
// for a socket, or a system without them, costs nothing but this convenience and is
// logged.
func (c Control) Serve(ctx context.Context, logger *slog.Logger) {
	l, err := c.listen(ctx)
	if err != nil {
		logger.Warn("nobody else can read the record", "error", err)
		return
	}
	go c.answerAll(ctx, l)
}

func (c *Control) listen(ctx context.Context) (net.Listener, error) {
	path := filepath.Join(c.Dir, controlName)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err // of a process that is gone: the record's lock is ours
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	return l, nil
}

func (c *Control) answerAll(ctx context.Context, l net.Listener) {
	defer context.AfterFunc(ctx, func() { _ = l.Close() })()
	slots := make(chan struct{}, controlMany)
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			c.answer(ctx, conn)
		}()
	}
}

// answer does one request. Whoever hangs up wants no answer any more.
func (c *Control) answer(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	if conn.SetDeadline(time.Now().Add(controlTime)) != nil {
		return
	}
	r := bufio.NewReader(io.LimitReader(conn, controlLine))
	line, err := r.ReadString('\n')
	if err != nil {
		return
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		_, _ = r.ReadByte() // nothing more is said: the end of the connection
		stop()
	}()
	verb, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	var q Reading
	switch {
	case verb == "backup" && filepath.IsAbs(rest):
		if err := c.Backup(ctx, rest); err != nil {
			_, _ = fmt.Fprintln(conn, oneLine(err.Error()))
			return
		}
		_, _ = fmt.Fprintln(conn, "ok")
	case verb == "health":
		h, err := c.Health()
		if err != nil {
			return // who asks is told that nobody answered
		}
		_ = json.NewEncoder(conn).Encode(h)
	case verb == "read" && json.Unmarshal([]byte(rest), &q) == nil:
		say := json.NewEncoder(conn)
		code := c.Read(ctx, q, sayer{say, printed}, sayer{say, func(s string) said { return said{Err: s} }})
		_ = say.Encode(said{Exit: &code})
	default:
		_, _ = fmt.Fprintln(conn, "not understood")
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// ask sends a request to the process that holds the record in dir. Its error wraps
// os.ErrNotExist when nobody answers there.
func ask(ctx context.Context, dir, request string) (net.Conn, *bufio.Reader, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", filepath.Join(dir, controlName))
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", os.ErrNotExist, err)
	}
	err = conn.SetDeadline(time.Now().Add(controlTime))
	if err == nil {
		_, err = fmt.Fprintln(conn, request)
	}
	if err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	return conn, bufio.NewReader(conn), nil
}

// askBackup asks the process that holds the record in dir to back it up. Its
// error wraps os.ErrNotExist when nobody answers there.
func askBackup(ctx context.Context, dir, file string) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	if strings.ContainsAny(file, "\r\n") {
		return usage(errors.New("the file's name holds a line break"))
	}
	conn, r, err := ask(ctx, dir, "backup "+file)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	said, err := r.ReadString('\n')
	if err != nil {
		return fmt.Errorf("the process that holds the record did not answer: %w", err)
	}
	if said = strings.TrimSpace(said); said != "ok" {
		return errors.New(said)
	}
	return nil
}
