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
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/clean"
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
	// Register checks the register of agencies that a site keeps, as opening it
	// returned it; nil where there is none.
	Register func(io.ReadCloser, error) error
	// Desk opens the record and the desk for one command.
	Desk func(context.Context, *Config) (*ticket.Desk, func() error, error)
	// Console, Demo run until the person leaves.
	Console func(ctx context.Context, c *Config, officer string) error
	Demo    func(ctx context.Context, lang string, headless bool) error
	// Serve lets officers in over SSH until ctx ends.
	Serve func(ctx context.Context, c *Config, newHostKey bool) error
	// Pull recognises scans for so long at most after everything else.
	Pull func(ctx context.Context, c *Config, scans time.Duration, report func(string)) (map[ticket.Fate]int, error)
	// Work pulls, acts and sends without a console.
	Work func(ctx context.Context, c *Config, w Work) (map[ticket.Fate]int, error)
	// Check looks the record over; kept are heads of it that somebody kept elsewhere.
	Check func(ctx context.Context, c *Config, kept []ticket.Head, report func(string)) (problems int, err error)
	// Inspect looks at files again whose report is an older version's.
	Inspect func(ctx context.Context, c *Config, all bool, say func(string)) (tickets, files, failed int, err error)
	Backup  func(ctx context.Context, c *Config, file string) error
	Restore func(ctx context.Context, c *Config, file string) error
	Bench   Bench
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
	args   []string
	config string // path
	dir    string
	lang   string

	as       string       // officer who signed in, "" where the environment says who acts
	open     *ticket.Desk // that is open in this process already, with its settings
	settings *Config
}

// Run does one command line and returns the exit code. Errors are printed in
// plain words.
func Run(ctx context.Context, args []string, d Doors) int {
	r := &root{doors: d, args: args}
	return r.execute(ctx, r.command(), args)
}

func (r *root) execute(ctx context.Context, cmd *cobra.Command, args []string) int {
	d := r.doors
	cmd.SetArgs(args)
	cmd.SetIn(d.In)
	cmd.SetOut(d.Out)
	cmd.SetErr(d.Err)
	err := cmd.ExecuteContext(ctx)
	if err == nil {
		return ExitDone
	}
	var t told
	if errors.As(err, &t) {
		return int(t)
	}
	fmt.Fprintf(d.Err, "loket: %s\n", clean.Block(err.Error(), maxError))
	return code(err, d.Held)
}

// maxError bounds what is printed of an error: a server's answer may be in it.
const maxError = 16 << 10

func code(err error, held func(error) bool) int {
	var e *exit
	if errors.As(err, &e) {
		return e.code
	}
	if held != nil && held(err) {
		return ExitHeld
	}
	for _, settings := range []error{domain.ErrCatalogue, calendar.ErrZone, calendar.ErrData} {
		if errors.Is(err, settings) {
			return ExitUsage
		}
	}
	if errors.Is(err, ticket.ErrNotFound) {
		return ExitNotFound
	}
	if no := ticket.IsRefusal(err); no != nil {
		switch no.Code {
		case "unknown-number":
			return ExitNotFound
		case "bad-number":
			return ExitUsage
		}
	}
	return ExitFailed
}

// strict makes wrong arguments wrong usage, of cmd and of what is below it. A
// command that only holds others says which.
func strict(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		strict(c)
	}
	if args := cmd.Args; args != nil {
		cmd.Args = func(cmd *cobra.Command, list []string) error {
			if err := args(cmd, list); err != nil {
				return usage(fmt.Errorf("%w; see '%s --help'", err, cmd.CommandPath()))
			}
			return nil
		}
	}
	if cmd.RunE != nil || !cmd.HasSubCommands() {
		return
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	cmd.RunE = func(cmd *cobra.Command, list []string) error {
		what := "something is missing"
		if len(list) > 0 {
			what = fmt.Sprintf("there is no %q", list[0])
		}
		return usage(fmt.Errorf("%s: %s; write one of %s", cmd.CommandPath(), what, strings.Join(names, ", ")))
	}
}

// bare is the command that holds the others: it only has the flags that they share.
func (r *root) bare() *cobra.Command {
	cmd := &cobra.Command{
		Use: "loket", SilenceUsage: true, SilenceErrors: true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("there is no command %q", args[0])
			}
			return nil
		},
	}
	cmd.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if c.Name() == "list" || c.Name() == "export" || c.Name() == "search" {
			return usage(fmt.Errorf("%w; write -- before a query that begins with -", err))
		}
		return usage(err)
	})
	p := cmd.PersistentFlags()
	p.StringVar(&r.lang, "lang", "", "id or en (default: the configuration's, then the locale)")
	if r.as != "" {
		return cmd // who is somewhere else names no files of this machine
	}
	p.StringVar(&r.config, "config", "", "configuration file (default: LOKET_CONFIG, the user's, /etc/loket/loket.toml)")
	p.StringVar(&r.dir, "dir", "", "directory of the record (default: the configuration's)")
	return cmd
}

// file opens a file that the command line names, "-" for standard input. For whoever
// is somewhere else that is the only one: a name would be of this machine.
func (r *root) file(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(r.doors.In), nil
	}
	if r.open != nil {
		return nil, usage(fmt.Errorf("%s: files of this machine are not read for others; write - and give the text on standard input", clean.Line(name, 80)))
	}
	return os.Open(name)
}

func (r *root) command() *cobra.Command {
	var officer string
	cmd := r.bare()
	cmd.Short = "Helpdesk console for government domain names"
	cmd.Long = `Loket turns the helpdesk mailbox into a queue of tickets, helps to verify the
attachments, counts down the promised times and keeps a record that stands up
in an audit. Without a command it opens the console.

Try it without any setting:  loket demo`
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := r.load()
		if err != nil {
			return err
		}
		err = r.doors.Console(cmd.Context(), c, officer)
		if err != nil && r.doors.Held(err) {
			if joined, jerr := r.join(cmd.Context(), c); joined {
				return jerr
			}
		}
		return err
	}
	cmd.Flags().StringVar(&officer, "officer", "", "who sits at the console (default: LOKET_OFFICER, then the user's name)")
	cmd.AddGroup(&cobra.Group{ID: onTickets, Title: "Work on a ticket:"})
	cmd.AddCommand(r.deeds()...)
	cmd.AddCommand(r.readers()...)
	cmd.AddCommand(r.demo(), r.serve(), r.health(), r.pull(), r.work(), r.service(), r.calendar(), r.configure(), r.trust(), r.scan(),
		r.check(), r.seal(), r.retention(), r.inspect(), r.backup(), r.restore(), r.bench(), r.version())
	strict(cmd)
	return cmd
}

func (r *root) load() (*Config, error) {
	if r.open != nil { // with its settings, whatever the command line says
		own := *r.settings
		return &own, r.asked()
	}
	c, err := LoadConfig(r.config, r.doors.Env)
	if err != nil {
		return nil, usage(err)
	}
	if r.dir != "" {
		c.Dir = r.dir
	}
	if err := r.asked(); err != nil {
		return nil, err
	}
	if r.lang != "" {
		c.Screen.Lang, c.langAsked = r.lang, true
	}
	return c, nil
}

// asked checks the language flag.
func (r *root) asked() error {
	if r.lang != "" && r.lang != "id" && r.lang != "en" {
		return usage(fmt.Errorf("--lang %q: write id or en", r.lang))
	}
	return nil
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

// withRecord opens the desk for a command that makes no record: a directory without
// one is not made one, for it was most likely mistyped.
func (r *root) withRecord(ctx context.Context, fn func(*ticket.Desk, *Config) error) (err error) {
	c, err := r.load()
	if err != nil {
		return err
	}
	if r.open != nil {
		return fn(r.open, c)
	}
	if _, err := r.doors.Catalogue(c); err != nil {
		return err // the site's files are wrong, whatever the record is
	}
	if _, err := os.Stat(filepath.Join(c.Dir, "loket.db")); errors.Is(err, fs.ErrNotExist) {
		return &exit{ExitNotFound, fmt.Errorf("there is no record in %s; give the right directory with --dir, or make one with loket pull or loket", c.Dir)}
	}
	d, done, err := r.doors.Desk(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	return fn(d, c)
}
