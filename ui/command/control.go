package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The control socket lets a second process ask the one that holds the record
// for a backup: bbolt is locked for everybody else. It lies in the record's
// directory, which only its owner may enter.
const controlName = "control"

// controlTime bounds a request; a large record takes minutes to copy.
const controlTime = 30 * time.Minute

// ServeControl answers on the socket of dir until ctx ends. A path too long for
// a socket, or a system without them, is an error that costs nothing but this
// convenience.
func ServeControl(ctx context.Context, dir string, backup func(ctx context.Context, file string) error) error {
	path := filepath.Join(dir, controlName)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err // of a process that is gone: the record's lock is ours
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "unix", path)
	if err != nil {
		return fmt.Errorf("control socket: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = l.Close() })()
	for {
		conn, err := l.Accept()
		if err != nil {
			return ctx.Err()
		}
		answer(ctx, conn, backup)
	}
}

// answer does one request: "backup FILE", answered by "ok" or what went wrong.
func answer(ctx context.Context, conn net.Conn, backup func(context.Context, string) error) {
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(controlTime)); err != nil {
		return
	}
	line, err := bufio.NewReader(io.LimitReader(conn, 8<<10)).ReadString('\n')
	if err != nil {
		return
	}
	file, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "backup ")
	switch {
	case !ok || !filepath.IsAbs(file):
		_, _ = fmt.Fprintln(conn, "not understood")
	default:
		if err := backup(ctx, file); err != nil {
			_, _ = fmt.Fprintln(conn, oneLine(err.Error()))
			return
		}
		_, _ = fmt.Fprintln(conn, "ok")
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// AskBackup asks the process that holds the record in dir to back it up. Its
// error wraps os.ErrNotExist when nobody answers there.
func AskBackup(ctx context.Context, dir, file string) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	if strings.ContainsAny(file, "\r\n") {
		return usage(errors.New("the file's name holds a line break"))
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", filepath.Join(dir, controlName))
	if err != nil {
		return fmt.Errorf("%w: %w", os.ErrNotExist, err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if err := conn.SetDeadline(time.Now().Add(controlTime)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(conn, "backup %s\n", file); err != nil {
		return err
	}
	said, err := bufio.NewReader(io.LimitReader(conn, 8<<10)).ReadString('\n')
	if err != nil {
		return fmt.Errorf("the process that holds the record did not answer: %w", err)
	}
	if said = strings.TrimSpace(said); said != "ok" {
		return errors.New(said)
	}
	return nil
}
