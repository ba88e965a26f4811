package ssh

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// The old protocol of scp, as clients before OpenSSH 9 speak it: the client runs
// "scp -f PATH" here and is sent what lies there. There is no standard of it; this
// follows scp.c of OpenSSH.

// copying is one such command line.
type copying struct {
	paths     []string
	recursive bool
	out       bool // to the client; else from it, which is refused
}

// isCopy reads a command line that scp itself sends; ok is false for any other.
func isCopy(words []string) (c copying, ok bool) {
	if len(words) < 3 || words[0] != "scp" {
		return c, false
	}
	for i, w := range words[1:] {
		switch {
		case w == "--":
			c.paths = append(c.paths, words[i+2:]...)
			return c, true
		case strings.HasPrefix(w, "-"):
			c.recursive = c.recursive || strings.Contains(w, "r")
			c.out = c.out || strings.Contains(w, "f")
		default:
			c.paths = append(c.paths, w)
		}
	}
	return c, true
}

// sender sends files; every message but a warning is answered before the next.
type sender struct {
	shelf fs.FS
	in    *bufio.Reader
	out   io.Writer
}

var (
	errCopy   = errors.New("the other side gave up")
	errFolder = errors.New("is a directory; use -r")
)

// send sends what was asked for and returns the exit code. A file that cannot be
// sent is told and the others are sent.
func (c *copying) send(shelf fs.FS, in io.Reader, out io.Writer) int {
	if !c.out {
		fmt.Fprint(out, "\x01scp: nothing can be written here\n")
		return 1
	}
	s := &sender{shelf, bufio.NewReader(in), out}
	if s.answer() != nil {
		return 1
	}
	code := 0
	for _, p := range c.paths {
		names, err := found(shelf, within(p))
		for _, n := range names {
			err = errors.Join(err, s.one(n, c.recursive))
		}
		if errors.Is(err, errCopy) {
			return 1
		}
		if err != nil {
			code = 1
			s.warn(p, err)
		}
	}
	return code
}

// found is what a path means: a file by this very name, else all that fit the pattern.
func found(shelf fs.FS, p string) ([]string, error) {
	if _, err := fs.Stat(shelf, p); err == nil {
		return []string{p}, nil
	}
	names, err := fs.Glob(shelf, p)
	if err == nil && len(names) == 0 {
		err = fs.ErrNotExist
	}
	return names, err
}

// warn tells the client about something that it does not get. Nobody answers that.
func (s *sender) warn(what string, err error) {
	text := strings.Join(strings.Fields(outward(err).Error()), " ")
	fmt.Fprintf(s.out, "\x01scp: %s: %s\n", path.Base(what), text)
}

// answer reads what the other side says to the last message: 0, or why not.
func (s *sender) answer() error {
	b, err := s.in.ReadByte()
	if err != nil || b > 1 {
		return errCopy
	}
	if b == 1 {
		_, err = s.in.ReadSlice('\n')
		return errors.Join(err, errCopy)
	}
	return nil
}

func (s *sender) say(format string, args ...any) error {
	if _, err := fmt.Fprintf(s.out, format, args...); err != nil {
		return errors.Join(err, errCopy)
	}
	return s.answer()
}

func (s *sender) one(name string, recursive bool) error {
	info, err := fs.Stat(s.shelf, name)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		data, err := fs.ReadFile(s.shelf, name)
		if err != nil {
			return err
		}
		if err := s.say("C0400 %d %s\n", len(data), info.Name()); err != nil {
			return err
		}
		if _, err := s.out.Write(append(slices.Clip(data), 0)); err != nil {
			return errors.Join(err, errCopy)
		}
		return s.answer()
	}
	if !recursive {
		return errFolder
	}
	entries, err := fs.ReadDir(s.shelf, name)
	if err != nil {
		return err
	}
	if err := s.say("D0700 0 %s\n", info.Name()); err != nil {
		return err
	}
	for _, e := range entries {
		if err := s.one(path.Join(name, e.Name()), recursive); err != nil {
			if errors.Is(err, errCopy) {
				return err
			}
			s.warn(e.Name(), err)
		}
	}
	return s.say("E\n")
}
