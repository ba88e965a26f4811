package command

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/clean"
	"loket/ticket"
)

func (r *root) demo() *cobra.Command {
	var headless bool
	cmd := &cobra.Command{
		Use: "demo", Short: "A desk with a sample mailbox, on a throw-away record",
		Long: `Starts an IMAP and an SMTP server on loopback with a sample mailbox, pulls it
into a throw-away record and opens the console. Letters sent land in the
requesters' mailbox; more mail arrives while you watch. Nothing leaves this
machine and nothing stays.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := r.asked(); err != nil {
				return err
			}
			lang := r.lang
			if lang == "" {
				lang = string(r.language(nil))
			}
			return r.doors.Demo(cmd.Context(), lang, headless)
		},
	}
	cmd.Flags().BoolVar(&headless, "no-console", false, "pull the sample mailbox, print the queue and leave")
	return cmd
}

func (r *root) pull() *cobra.Command {
	var scans time.Duration
	cmd := &cobra.Command{
		Use: "pull", Short: "Pull the mailbox once", Args: cobra.NoArgs,
		Long: `Pulls every mailbox to its end and inspects the files that came. Then the text of
scans is recognised where Tesseract is installed, for as long as --scans says; the
next pull, or a console, goes on with what is left.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			if len(c.IMAP) == 0 {
				return usage(errors.New("no mailbox is configured; 'loket config init' writes a file to fill in"))
			}
			got, err := r.doors.Pull(cmd.Context(), c, scans, r.reporting())
			if err == nil || len(got) > 0 {
				fmt.Fprintln(r.doors.Out, Fates(got))
			}
			return err
		},
	}
	cmd.Flags().DurationVar(&scans, "scans", 5*time.Minute, "how long scans are recognised at most; 0: not at all")
	return cmd
}

func counted(problems int) string {
	if problems == 1 {
		return "1 problem"
	}
	return fmt.Sprintf("%d problems", problems)
}

// Fates writes how many mails met which fate, "joined 6, new 55".
func Fates(got map[ticket.Fate]int) string {
	if len(got) == 0 {
		return "nothing new"
	}
	var words []string
	for _, fate := range slices.Sorted(maps.Keys(got)) {
		words = append(words, fmt.Sprintf("%s %d", fate, got[fate]))
	}
	return strings.Join(words, ", ")
}

func (r *root) check() *cobra.Command {
	var heads []string
	cmd := &cobra.Command{
		Use: "check [--head SEQ:HASH]", Short: "Check the record: pages, hash chain, projections, raw mail", Args: cobra.NoArgs,
		Long: `Reads everything and says what is wrong. With --head it also proves that the head of a
letter ('[trail] mail') or of 'loket log --head' is in the chain of this record: then
no event up to it was changed, put in or taken out since. While another process holds
the record, check a backup of it that was restored into another directory.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var kept []ticket.Head
			for _, text := range heads {
				h, err := ticket.ParseHead(text)
				if err != nil {
					return usage(err)
				}
				kept = append(kept, h)
			}
			c, err := r.load()
			if err != nil {
				return err
			}
			n, err := r.doors.Check(cmd.Context(), c, kept, func(s string) { fmt.Fprintln(r.doors.Out, clean.Block(s, maxError)) })
			if err == nil && n > 0 {
				err = &exit{ExitProblems, fmt.Errorf("%s found; restore a backup into another directory, and keep this one as it is", counted(n))}
			}
			return err
		},
	}
	cmd.Flags().StringSliceVar(&heads, "head", nil, "a head that must be in the chain, such as 18234:9f86d081…; may be given more than once")
	return cmd
}

func (r *root) backup() *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE", Short: "Write the whole record to one file", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			err = r.doors.Backup(cmd.Context(), c, args[0])
			if err != nil && r.doors.Held(err) { // a console is open: it can copy what it holds
				if aerr := askBackup(cmd.Context(), c.Dir, args[0]); !errors.Is(aerr, os.ErrNotExist) {
					err = aerr
				}
			}
			if err != nil {
				return err
			}
			fmt.Fprintln(r.doors.Out, args[0])
			return nil
		},
	}
}

func (r *root) restore() *cobra.Command {
	return &cobra.Command{
		Use: "restore FILE", Short: "Make a record from a backup, in an empty directory (--dir)", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			if err := r.doors.Restore(cmd.Context(), c, args[0]); err != nil {
				return err
			}
			fmt.Fprintln(r.doors.Out, c.Dir)
			return nil
		},
	}
}

func (r *root) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(r.doors.Out, "loket", r.doors.Version)
			return nil
		},
	}
}

func (r *root) configure() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Write, check and show the configuration"}
	var force bool
	initialise := &cobra.Command{
		Use: "init [FILE]", Short: "Write a commented configuration", Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			path := r.config
			if len(args) == 1 {
				path = args[0]
			}
			if path == "" {
				path = configPaths(r.doors.Env)[0]
			}
			return r.writeConfig(path, force)
		},
	}
	initialise.Flags().BoolVar(&force, "force", false, "write over a file that exists")
	cmd.AddCommand(initialise,
		&cobra.Command{Use: "unit", Short: "Print a hardened unit for systemd", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error {
			_, err := io.WriteString(r.doors.Out, systemdUnit)
			return err
		}},
		&cobra.Command{Use: "check", Short: "Check the configuration and what it names", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			_, cerr := r.doors.Catalogue(c)
			_, kerr := r.doors.Calendar(c)
			trusts, terr := c.trustWords()
			rerr := r.doors.Register(c.SiteFile("register.csv"))
			_, nerr := c.naming()
			_, serr := authorities(c.Serve.CA)
			_, verr := c.Serve.revoked()
			if err := errors.Join(cerr, kerr, terr, rerr, nerr, serr, verr, c.Access.CheckContacts()); err != nil {
				return usage(err)
			}
			fmt.Fprintln(r.doors.Out, configName(c)+": ok")
			if trusts != "" {
				fmt.Fprintln(r.doors.Out, trusts)
			}
			return nil
		}},
		&cobra.Command{Use: "show", Short: "Show the settings in force, without secrets", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			return showConfig(r.doors.Out, c)
		}})
	return cmd
}

func configName(c *Config) string {
	if c.Path() == "" {
		return "(defaults)"
	}
	return c.Path()
}

func (r *root) writeConfig(path string, force bool) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	mode := os.O_CREATE | os.O_WRONLY | os.O_EXCL
	if force {
		mode = os.O_CREATE | os.O_WRONLY | os.O_TRUNC
	}
	f, err := os.OpenFile(path, mode, 0o600)
	if errors.Is(err, os.ErrExist) {
		return usage(fmt.Errorf("%s exists; --force writes over it", path))
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(sampleConfig)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	fmt.Fprintln(r.doors.Out, path)
	return nil
}

func (r *root) calendar() *cobra.Command {
	cmd := &cobra.Command{Use: "calendar", Short: "Working days and deadlines"}
	explain := &cobra.Command{
		Use: "explain START TARGET", Short: "Show how a deadline comes to be", Args: cobra.ExactArgs(2),
		Example: "  loket calendar explain \"2026-03-17 16:30\" 4wd\n  loket calendar explain now 72h",
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			return r.explain(c, args[0], args[1])
		},
	}
	cmd.AddCommand(explain)
	return cmd
}

func (r *root) explain(c *Config, start, target string) error {
	cal, err := r.doors.Calendar(c)
	if err != nil {
		return usage(err)
	}
	t, err := calendar.ParseTarget(target)
	if err != nil {
		return usage(err)
	}
	at, err := parseStart(start, cal.Zone())
	if err != nil {
		return usage(err)
	}
	d, err := cal.Deadline(at, t, nil, at)
	if err != nil {
		return err
	}
	for _, line := range d.Explain(string(r.language(c))) {
		fmt.Fprintln(r.doors.Out, clean.Line(line, 500))
	}
	return nil
}

func parseStart(s string, zone *time.Location) (time.Time, error) {
	if s == "now" || s == "sekarang" {
		return time.Now().In(zone), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("start %q: write it as \"2026-03-17 16:30\"", s)
}

func (r *root) service() *cobra.Command {
	cmd := &cobra.Command{Use: "service", Short: "The services of the catalogue"}
	cmd.AddCommand(
		&cobra.Command{Use: "list", Short: "List the services", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error {
			cat, c, err := r.catalogue()
			if err != nil {
				return err
			}
			lang := r.language(c)
			for i := range cat.Services {
				s := &cat.Services[i]
				fmt.Fprintf(r.doors.Out, "%-20s %-5s %s\n", s.ID, s.Target, s.Title.In(lang))
			}
			return nil
		}},
		&cobra.Command{Use: "show ID", Short: "Show everything about a service", Args: cobra.ExactArgs(1), RunE: func(_ *cobra.Command, args []string) error {
			cat, c, err := r.catalogue()
			if err != nil {
				return err
			}
			s, ok := cat.Service(args[0])
			if !ok {
				return &exit{ExitNotFound, fmt.Errorf("there is no service %q; there are %s", args[0], strings.Join(cat.IDs(), ", "))}
			}
			showService(r.doors.Out, cat, s, r.language(c))
			return nil
		}},
		&cobra.Command{Use: "check FILE...", Short: "Check service files of a site", Args: cobra.MinimumNArgs(1), RunE: func(_ *cobra.Command, args []string) error {
			return r.checkServices(args)
		}})
	return cmd
}

func (r *root) catalogue() (*domain.Catalogue, *Config, error) {
	c, err := r.load()
	if err != nil {
		return nil, nil, err
	}
	cat, err := r.doors.Catalogue(c)
	if err != nil {
		return nil, nil, usage(err)
	}
	return cat, c, nil
}

func (r *root) checkServices(files []string) error {
	problems := 0
	for _, name := range files {
		data, err := readBounded(name)
		if err != nil {
			fmt.Fprintln(r.doors.Out, clean.Line(err.Error(), 1000))
			problems++
			continue
		}
		s, list := domain.CheckFile(name, data)
		for _, p := range list {
			fmt.Fprintln(r.doors.Out, clean.Line(fmt.Sprint(p), 1000))
		}
		problems += len(list)
		if len(list) == 0 && s != nil {
			fmt.Fprintf(r.doors.Out, "%s: %s ok\n", name, s.ID)
		}
	}
	if problems > 0 {
		return &exit{ExitProblems, fmt.Errorf("%s found", counted(problems))}
	}
	return nil
}
