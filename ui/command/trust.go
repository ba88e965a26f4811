package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loket/domain/clean"
	"loket/ticket/document/signature/trust"
)

// TrustFiles is the folder of TrustDir, which need not exist; nil without a site
// directory.
func (c *Config) TrustFiles() fs.FS {
	if c.TrustDir() == "" {
		return nil
	}
	return os.DirFS(c.TrustDir())
}

// TrustDir is the folder of what the site trusts for electronic signatures, ""
// without a site directory.
func (c *Config) TrustDir() string {
	if c.Site == "" {
		return ""
	}
	return filepath.Join(c.Site, "trust")
}

var errNoSite = errors.New(`no site directory: write  site = "/etc/loket/site"  into the configuration, its folder trust/ holds the roots`)

func (r *root) trust() *cobra.Command {
	cmd := &cobra.Command{Use: "trust", Short: "Show and change whose electronic signatures are trusted"}
	withDir := func(do func(dir string, args []string) error) func(*cobra.Command, []string) error {
		return func(_ *cobra.Command, args []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			if c.TrustDir() == "" {
				return usage(errNoSite)
			}
			return do(c.TrustDir(), args)
		}
	}
	cmd.AddCommand(
		&cobra.Command{Use: "list", Short: "Show the trusted roots and revocation lists", Args: cobra.NoArgs, RunE: withDir(r.trustList)},
		&cobra.Command{Use: "add FILE", Short: "Trust the roots in a file, or use its revocation lists", Args: cobra.ExactArgs(1), RunE: withDir(r.trustAdd)},
		&cobra.Command{Use: "remove NAME", Short: "Trust no more what has this file name or SHA-256", Args: cobra.ExactArgs(1), RunE: withDir(r.trustRemove)})
	return cmd
}

func (r *root) trustList(dir string, _ []string) error {
	list, err := trust.Read(os.DirFS(dir))
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(r.doors.Out, "nobody's signatures are trusted: there is nothing in", dir)
	}
	bad := 0
	for i := range list {
		r.trustEntry(&list[i])
		if list[i].Err != nil {
			bad++
		}
	}
	if bad > 0 {
		return &exit{ExitProblems, fmt.Errorf("%d files of %s cannot be used", bad, dir)}
	}
	return nil
}

func (r *root) trustAdd(dir string, args []string) error {
	data, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	list, err := trust.Parse(data)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	roots := false
	for i := range list {
		list[i].File = list[i].Name()
		if err := replaceFile(filepath.Join(dir, list[i].File), list[i].PEM()); err != nil {
			return err
		}
		r.trustEntry(&list[i])
		roots = roots || !list[i].List
	}
	if roots {
		fmt.Fprintln(r.doors.Out, "Trusted from now on. Compare each SHA-256 with what the authority publishes, with a second person;\ntake back what differs:  loket trust remove NAME")
	}
	return nil
}

// replaceFile puts a whole file in place or none: a console may be reading the
// folder.
func replaceFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// trustRemove takes out a file by its name, or by at least eight signs of a
// SHA-256 in it.
func (r *root) trustRemove(dir string, args []string) error {
	list, err := trust.Read(os.DirFS(dir))
	if err != nil {
		return err
	}
	which := strings.ToLower(strings.NewReplacer(":", "", " ", "").Replace(args[0]))
	for _, e := range list {
		if strings.ToLower(e.File) == which || len(which) >= 8 && strings.HasPrefix(e.SHA256, which) {
			if err := os.Remove(filepath.Join(dir, e.File)); err != nil {
				return err
			}
			fmt.Fprintln(r.doors.Out, "removed", clean.Line(e.File, maxSubject), clean.Line(e.Subject, maxSubject))
			return nil
		}
	}
	return &exit{ExitNotFound, fmt.Errorf("%s: nothing like that is trusted", clean.Line(args[0], maxSubject))}
}

const maxSubject = 200

func (r *root) trustEntry(e *trust.Entry) {
	out := r.doors.Out
	if e.Err != nil {
		fmt.Fprintf(out, "%s\n  cannot be used: %s\n", clean.Line(e.File, maxSubject), clean.Line(e.Err.Error(), maxSubject))
		return
	}
	kind, until := "root", "until"
	if e.List {
		kind, until = fmt.Sprintf("revocation list, %d revoked", e.Revoked), "next due"
	}
	fmt.Fprintf(out, "%s  (%s)\n  %s\n  from %s, %s %s\n  SHA-256 %s\n", clean.Line(e.File, maxSubject), kind, clean.Line(e.Subject, maxSubject),
		day(e.From), until, day(e.Until), fingerprint(e.SHA256))
}

func day(t time.Time) string {
	if t.IsZero() {
		return "(not said)"
	}
	return t.UTC().Format("2006-01-02")
}

// fingerprint groups the signs so that two people can compare them aloud.
func fingerprint(hex string) string {
	var out []string
	for ; len(hex) >= 4; hex = hex[4:] {
		out = append(out, strings.ToUpper(hex[:4]))
	}
	return strings.Join(out, " ")
}

// trustWords is what "config check" says of the folder.
func (c *Config) trustWords() (string, error) {
	dir := c.TrustFiles()
	if dir == nil {
		return "", nil
	}
	list, err := trust.Read(dir)
	if err != nil {
		return "", err
	}
	var errs []error
	roots, lists := 0, 0
	for _, e := range list {
		switch {
		case e.Err != nil:
			errs = append(errs, fmt.Errorf("trust/%s: %w", e.File, e.Err))
		case e.List:
			lists++
		default:
			roots++
		}
	}
	if len(errs) > 0 {
		return "", errors.Join(errs...)
	}
	if roots == 0 {
		return "electronic signatures: no trusted root (loket trust add FILE)", nil
	}
	return fmt.Sprintf("electronic signatures: %d trusted roots, %d revocation lists", roots, lists), nil
}
