package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loket/domain/clean"
)

func (r *root) bench() *cobra.Command {
	var turns int
	pull := &cobra.Command{
		Use: "pull", Short: "Pull the first configured mailbox into a throw-away record, beside mbsync", Args: cobra.NoArgs,
		Long: `Pulls the whole first configured mailbox into a record that is thrown away: read,
inspected, understood and kept as always. Where mbsync is installed it pulls the
same mailbox by turns. Prints times, messages and megabytes a second, and the
most memory held so far. Nothing on the server is changed, nothing is sent.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			if len(c.IMAP) == 0 {
				return usage(errors.New("no mailbox is configured; 'loket config init' writes a file to fill in"))
			}
			if turns < 1 || turns > 100 {
				return usage(fmt.Errorf("--turns %d: write 1 to 100", turns))
			}
			return r.benchPull(cmd.Context(), c, turns)
		},
	}
	pull.Flags().IntVar(&turns, "turns", 1, "how often each pulls")
	cmd := &cobra.Command{Use: "bench", Short: "Measure"}
	cmd.AddCommand(pull)
	return cmd
}

func (r *root) benchPull(ctx context.Context, c *Config, turns int) error {
	c.IMAP = c.IMAP[:1]
	c.IMAP[0].MoveTo = "" // a measurement changes nothing on the server
	_, missing := exec.LookPath("mbsync")
	var ours, theirs time.Duration
	for range turns {
		took, err := r.benchOurs(ctx, c)
		if err != nil {
			return err
		}
		ours = shorter(ours, took)
		if missing != nil {
			continue
		}
		if took, err = r.benchMbsync(ctx, &c.IMAP[0]); err != nil {
			return err
		}
		theirs = shorter(theirs, took)
	}
	if missing != nil {
		fmt.Fprintln(r.doors.Out, "mbsync is not installed; there is nothing to compare with")
		return nil
	}
	fmt.Fprintf(r.doors.Out, "ratio of the best: %.2f\n", ours.Seconds()/theirs.Seconds())
	return nil
}

func shorter(best, took time.Duration) time.Duration {
	if best == 0 {
		return took
	}
	return min(best, took)
}

func (r *root) benchOurs(ctx context.Context, c *Config) (took time.Duration, err error) {
	dir, err := os.MkdirTemp("", "loket-bench-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c.Dir = filepath.Join(dir, "desk")
	begin := time.Now()
	got, err := r.doors.Pull(ctx, c, func(s string) { fmt.Fprintln(r.doors.Err, clean.Line(s, maxError)) })
	if err != nil {
		return 0, err
	}
	took = time.Since(begin)
	n := 0
	for _, k := range got {
		n += k
	}
	r.benchLine("loket", took, n, weight(filepath.Join(c.Dir, "packs")), peakMemory())
	return took, nil
}

func (r *root) benchLine(who string, took time.Duration, n int, bytes int64, more string) {
	s := took.Seconds()
	fmt.Fprintf(r.doors.Out, "%-6s %8.2f s %8d messages %8.0f msg/s %8.1f MB/s %s\n", who, s, n, float64(n)/s, float64(bytes)/1e6/s, more)
}

// weight adds up the files below a directory.
func weight(dir string) (sum int64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				sum += info.Size()
			}
		}
		return nil
	})
	return sum
}

// peakMemory is the most memory that this process held, where the system tells.
func peakMemory() string {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return "peak " + strings.Join(strings.Fields(v), " ")
		}
	}
	return ""
}

const benchSecret = "LOKET_BENCH_PASSWORD"

func (r *root) benchMbsync(ctx context.Context, a *IMAP) (took time.Duration, err error) {
	dir, err := os.MkdirTemp("", "loket-bench-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	text, err := mbsyncConfig(a, dir)
	if err != nil {
		return 0, err
	}
	conf := filepath.Join(dir, "mbsyncrc")
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		return 0, err
	}
	secret, err := a.Reveal(r.doors.Env)(ctx)
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, "mbsync", "-q", "-c", conf, "all")
	cmd.Env = append(os.Environ(), benchSecret+"="+secret)
	begin := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("mbsync: %w: %s", err, clean.Line(string(out), 1000))
	}
	took = time.Since(begin)
	n := 0
	mail := filepath.Join(dir, "mail")
	_ = filepath.WalkDir(mail, func(path string, d fs.DirEntry, err error) error {
		if at := filepath.Base(filepath.Dir(path)); err == nil && d.Type().IsRegular() && (at == "new" || at == "cur") {
			n++
		}
		return nil
	})
	r.benchLine("mbsync", took, n, weight(mail), "")
	return took, nil
}

// mbsyncConfig makes mbsync read the same folders, and only read.
func mbsyncConfig(a *IMAP, dir string) (string, error) {
	port, secure := a.Port, map[string]string{"": "IMAPS", "tls": "IMAPS", "starttls": "STARTTLS", "none": "None"}[a.TLS]
	if port == 0 {
		port = map[bool]int{true: 993, false: 143}[secure == "IMAPS"]
	}
	folders := a.Folders
	if len(folders) == 0 {
		folders = []string{"INBOX"}
	}
	for _, word := range append([]string{a.Host, a.User, a.CAFile, dir}, folders...) {
		if strings.ContainsAny(word, "\"\\\r\n%*") {
			return "", usage(fmt.Errorf("%q cannot be written into a configuration of mbsync", word))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "IMAPAccount far\nHost \"%s\"\nPort %d\nUser \"%s\"\nPassCmd \"printenv %s\"\nSSLType %s\n", a.Host, port, a.User, benchSecret, secure)
	if a.CAFile != "" {
		fmt.Fprintf(&b, "CertificateFile \"%s\"\n", a.CAFile)
	}
	if secure == "None" {
		b.WriteString("AuthMechs LOGIN\n")
	}
	fmt.Fprintf(&b, "\nIMAPStore far\nAccount far\n\nMaildirStore near\nPath \"%s/mail/\"\nInbox \"%s/mail/INBOX\"\nSubFolders Verbatim\n", dir, dir)
	fmt.Fprintf(&b, "\nChannel all\nFar :far:\nNear :near:\nPatterns \"%s\"\nCreate Near\nExpunge None\nSync Pull\nSyncState *\n", strings.Join(folders, `" "`))
	return b.String(), os.Mkdir(filepath.Join(dir, "mail"), 0o700)
}
