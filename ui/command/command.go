// Package command is the command line: every verb, its flags, what it prints
// and its exit code. It opens nothing itself; main gives it the doors (Doors).
//
// Exit codes: 0 done; 1 failed; 2 wrong usage or configuration; 3 not found;
// 4 the record is held by another process; 5 a check found problems.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/domain/calendar"
	"loket/ticket"
)

// The exit codes.
const (
	ExitDone     = 0
	ExitFailed   = 1
	ExitUsage    = 2
	ExitNotFound = 3
	ExitHeld     = 4
	ExitProblems = 5
)

// Doors are what the commands need of the rest of the program.
type Doors struct {
	Version string
	Env     func(string) string
	In      io.Reader
	Out     io.Writer
	Err     io.Writer

	Catalogue func(*Config) (*domain.Catalogue, error)
	Calendar  func(*Config) (*calendar.Calendar, error)
	// Desk opens the record and the desk for one command.
	Desk func(context.Context, *Config) (*ticket.Desk, func() error, error)
	// Console, Demo run until the person leaves.
	Console func(ctx context.Context, c *Config, officer string) error
	Demo    func(ctx context.Context, lang string, headless bool) error
	Pull    func(ctx context.Context, c *Config, report func(string)) (map[ticket.Fate]int, error)
	Check   func(ctx context.Context, c *Config, report func(string)) (problems int, err error)
	Backup  func(ctx context.Context, c *Config, file string) error
	Restore func(ctx context.Context, c *Config, file string) error
	Held    func(error) bool // whether an error says that another process has the record
}

// exit is an error with its exit code.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string { return e.err.Error() }
func (e *exit) Unwrap() error { return e.err }

func usage(err error) error { return &exit{ExitUsage, err} }

type root struct {
	doors  Doors
	config string // path
	dir    string
	lang   string
}

// Run does one command line and returns the exit code. Errors are printed in
// plain words.
func Run(ctx context.Context, args []string, d Doors) int {
	r := &root{doors: d}
	cmd := r.command()
	cmd.SetArgs(args)
	cmd.SetIn(d.In)
	cmd.SetOut(d.Out)
	cmd.SetErr(d.Err)
	err := cmd.ExecuteContext(ctx)
	if err == nil {
		return ExitDone
	}
	fmt.Fprintf(d.Err, "loket: %v\n", err)
	var e *exit
	switch {
	case errors.As(err, &e):
		return e.code
	case d.Held != nil && d.Held(err):
		return ExitHeld
	case errors.Is(err, ticket.ErrNotFound):
		return ExitNotFound
	case ticket.IsRefusal(err) != nil:
		return ExitNotFound
	}
	return ExitFailed
}

func (r *root) command() *cobra.Command {
	var officer string
	cmd := &cobra.Command{
		Use:   "loket",
		Short: "Helpdesk console for government domain names",
		Long: `Loket turns the helpdesk mailbox into a queue of tickets, helps to verify the
attachments, counts down the promised times and keeps a record that stands up
in an audit. Without a command it opens the console.

Try it without any setting:  loket demo`,
		SilenceUsage: true, SilenceErrors: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage(fmt.Errorf("there is no command %q; 'loket --help' lists them", args[0]))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			return r.doors.Console(cmd.Context(), c, officer)
		},
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	p := cmd.PersistentFlags()
	p.StringVar(&r.config, "config", "", "configuration file (default: LOKET_CONFIG, the user's, /etc/loket/loket.toml)")
	p.StringVar(&r.dir, "dir", "", "directory of the record (default: the configuration's)")
	p.StringVar(&r.lang, "lang", "", "id or en (default: the configuration's, then the locale)")
	cmd.Flags().StringVar(&officer, "officer", "", "who sits at the console (default: LOKET_OFFICER, then the user's name)")
	cmd.AddCommand(r.demo(), r.pull(), r.list(), r.show(), r.export(), r.service(), r.calendar(), r.configure(),
		r.check(), r.backup(), r.restore(), r.version())
	return cmd
}

func (r *root) load() (*Config, error) {
	c, err := LoadConfig(r.config, r.doors.Env)
	if err != nil {
		return nil, usage(err)
	}
	if r.dir != "" {
		c.Dir = r.dir
	}
	switch r.lang {
	case "":
	case "id", "en":
		c.Screen.Lang = r.lang
	default:
		return nil, usage(fmt.Errorf("--lang %q: write id or en", r.lang))
	}
	return c, nil
}

// language is that of plain output: what was asked for, else the locale's.
func (r *root) language(c *Config) domain.Lang {
	if c != nil && c.Screen.Lang != "" {
		return domain.Lang(c.Screen.Lang)
	}
	return Locale(r.doors.Env)
}

// Locale returns the language of LC_ALL, LC_MESSAGES, LANG: English where it
// says so, else Indonesian.
func Locale(env func(string) string) domain.Lang {
	for _, k := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(k); len(v) >= 2 && v != "C" && v != "POSIX" {
			if v[:2] == "en" {
				return "en"
			}
			return "id"
		}
	}
	return "id"
}

// withDesk opens the desk for one command.
func (r *root) withDesk(ctx context.Context, fn func(*ticket.Desk, *Config) error) (err error) {
	c, err := r.load()
	if err != nil {
		return err
	}
	d, done, err := r.doors.Desk(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	return fn(d, c)
}
