package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/ticket"
)

// While a console is open it holds the record. A reading command then lets it do the
// reading (see Control): the holder runs the same command on its open desk, and what
// that prints comes back.

// Reading is one reading command line for the process that holds the record.
type Reading struct {
	Args []string          `json:"args"`
	Env  map[string]string `json:"env"` // see passed
	Lang string            `json:"lang"`
}

// passed are the variables that a reading command depends on.
var passed = [...]string{"LOKET_OFFICER", "USER", "LOGNAME", "LC_ALL", "LC_CTYPE", "LANG"}

// said is one line of an answer: something printed, or the end.
type said struct {
	Out  string `json:"out,omitempty"`
	Raw  []byte `json:"raw,omitempty"` // printed that is no text
	Err  string `json:"err,omitempty"`
	Exit *int   `json:"exit,omitempty"`
}

// printed is a line of what a command prints. A string of JSON holds nothing but text.
func printed(s string) said {
	if utf8.ValidString(s) {
		return said{Out: s}
	}
	return said{Raw: []byte(s)}
}

// sayer sends what is printed.
type sayer struct {
	to   *json.Encoder
	line func(string) said
}

func (s sayer) Write(p []byte) (int, error) { return len(p), s.to.Encode(s.line(string(p))) }

// readers are the commands that only read the record.
func (r *root) readers() []*cobra.Command {
	return []*cobra.Command{r.list(), r.search(), r.show(), r.log(), r.urls(), r.export(), r.register(), r.registry(), r.officer(), r.dns(), r.board(), r.whatif(), r.report(), r.subject()}
}

// Reader does reading commands on a desk that is open here, for Control. Whatever
// else is asked for is wrong usage.
func Reader(c *Config, d *ticket.Desk) func(ctx context.Context, q Reading, out, err io.Writer) int {
	return func(ctx context.Context, q Reading, out, err io.Writer) int {
		own := *c
		if q.Lang == "id" || q.Lang == "en" {
			own.Screen.Lang = q.Lang
		}
		r := &root{open: d, settings: &own, doors: Doors{Env: func(k string) string { return q.Env[k] }, Catalogue: func(*Config) (*domain.Catalogue, error) { return d.Catalogue, nil }, Out: out, Err: err}}
		cmd := r.bare()
		cmd.AddCommand(r.readers()...)
		strict(cmd)
		return r.execute(ctx, cmd, q.Args)
	}
}

// told is how a command ended that another process did and told the person about.
type told int

func (t told) Error() string { return fmt.Sprintf("exit code %d", int(t)) }

// reading runs a command that only reads: on the desk that is open here, in the
// process that holds the record where one answers, or else on the record.
func (r *root) reading(ctx context.Context, fn func(*ticket.Desk, *Config) error) error {
	if r.open != nil {
		return fn(r.open, r.settings)
	}
	c, err := r.load()
	if err != nil {
		return err
	}
	q := Reading{Args: r.args, Env: map[string]string{}, Lang: string(r.language(c))}
	for _, k := range passed {
		q.Env[k] = r.doors.Env(k)
	}
	if err := r.askReading(ctx, c.Dir, q); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return r.withRecord(ctx, fn)
}

// askReading lets the holder of the record do a reading and prints what it says.
func (r *root) askReading(ctx context.Context, dir string, q Reading) error {
	line, err := json.Marshal(q)
	if err != nil {
		return err
	}
	conn, in, err := ask(ctx, dir, "read "+string(line))
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	for from := json.NewDecoder(in); ; {
		var s said
		if err := from.Decode(&s); err != nil {
			return fmt.Errorf("the process that holds the record broke off: %w", err)
		}
		if _, err := r.doors.Out.Write(append([]byte(s.Out), s.Raw...)); err != nil {
			return err
		}
		if _, err := io.WriteString(r.doors.Err, s.Err); err != nil {
			return err
		}
		if s.Exit != nil {
			if *s.Exit == ExitDone {
				return nil
			}
			return told(*s.Exit)
		}
	}
}
