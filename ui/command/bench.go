package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loket/domain/clean"
)

// Bench is what the measurements are made with. All use the first configured
// mailbox.
type Bench struct {
	Mailbox func(c *Config) BenchMailbox
	// Pull reads everything into the record in c.Dir.
	Pull func(ctx context.Context, c *Config, report func(string)) (Pulled, error)
	// Documents reads made letters and writes a table of what was found.
	Documents func(ctx context.Context, out io.Writer, o DocumentSamples) error
}

// BenchMailbox is a mailbox to measure on.
type BenchMailbox interface {
	// Fill makes a folder of n generated messages, Remove deletes it.
	Fill(ctx context.Context, folder string, n int, report func(done int)) error
	Remove(ctx context.Context, folder string) error
	// Fetch reads a folder to nowhere.
	Fetch(ctx context.Context, folder string) (messages int, bytes int64, took time.Duration, err error)
}

// DocumentSamples says what is measured of the reading of documents.
type DocumentSamples struct {
	Seed        uint64
	Text, Scans int  // files
	Turns       int  // of the timing
	Mistakes    bool // tell each
}

// Pulled is what one reading took.
type Pulled struct {
	Messages  int
	Bytes     int64         // 0: unknown
	Kept      time.Duration // until the last message was kept
	Inspected time.Duration // until the last file was inspected; 0: none was
}

func (r *root) bench() *cobra.Command {
	var turns, messages int
	pull := &cobra.Command{
		Use: "pull", Short: "Pull the first configured mailbox into a throw-away record, beside mbsync", Args: cobra.NoArgs,
		Long: `Pulls the whole first configured mailbox into a record that is thrown away, as
always: read, hashed, understood and kept; then the files are inspected, which
is timed apart. By turns with it: a plain FETCH of everything to nowhere and,
where it is installed, mbsync. Prints times, messages and megabytes a second,
the most memory that this process held of its own, and the ratios of the medians.

With --messages a folder of generated mail is made in that mailbox first (10,000
are 1.1 GB: 60% text, 30% one PDF, 10% three) and deleted afterwards; nothing
else on the server is changed. Use a server of your own for that. Nothing is sent.`,
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
			if messages < 0 || messages > 1_000_000 {
				return usage(fmt.Errorf("--messages %d: write 0 to 1000000", messages))
			}
			c.IMAP = c.IMAP[:1]
			c.IMAP[0].MoveTo = "" // a measurement changes nothing on the server
			return r.benchFilled(cmd.Context(), c, messages, func() error { return r.benchPull(cmd.Context(), c, turns) })
		},
	}
	pull.Flags().IntVar(&turns, "turns", 1, "how often each pulls")
	pull.Flags().IntVar(&messages, "messages", 0, "generate a folder of so many messages first")
	cmd := &cobra.Command{Use: "bench", Short: "Measure"}
	cmd.AddCommand(pull, r.benchDocuments())
	return cmd
}

// benchFilled runs measure on a generated folder, which is gone afterwards.
func (r *root) benchFilled(ctx context.Context, c *Config, messages int, measure func() error) (err error) {
	if messages == 0 {
		return measure()
	}
	folder := fmt.Sprintf("loket-bench-%08x", rand.Uint32())
	c.IMAP[0].Folders, c.IMAP[0].Since = []string{folder}, ""
	defer func() {
		err = errors.Join(err, r.doors.Bench.Mailbox(c).Remove(context.WithoutCancel(ctx), folder))
	}()
	fmt.Fprintf(r.doors.Err, "making %d messages in %s\n", messages, folder)
	if err := r.doors.Bench.Mailbox(c).Fill(ctx, folder, messages, func(n int) { fmt.Fprintf(r.doors.Err, "%d\n", n) }); err != nil {
		return err
	}
	return measure()
}

func (r *root) benchPull(ctx context.Context, c *Config, turns int) error {
	_, missing := exec.LookPath("mbsync")
	var floor, ours, theirs []time.Duration
	for range turns {
		var f Pulled
		var err error
		f.Messages, f.Bytes, f.Kept, err = r.doors.Bench.Mailbox(c).Fetch(ctx, c.IMAP[0].Folders[0])
		if err != nil {
			return err
		}
		r.benchLine("FETCH", f, "")
		floor = append(floor, f.Kept)
		took, err := r.benchOurs(ctx, c)
		if err != nil {
			return err
		}
		ours = append(ours, took)
		if missing != nil {
			continue
		}
		if took, err = r.benchMbsync(ctx, &c.IMAP[0]); err != nil {
			return err
		}
		theirs = append(theirs, took)
	}
	fmt.Fprintf(r.doors.Out, "loket : FETCH  %.2f\n", median(ours)/median(floor))
	if missing != nil {
		fmt.Fprintln(r.doors.Out, "mbsync is not installed; there is nothing to compare with")
		return nil
	}
	fmt.Fprintf(r.doors.Out, "loket : mbsync %.2f\n", median(ours)/median(theirs))
	return nil
}

// median is in seconds.
func median(list []time.Duration) float64 {
	list = slices.Sorted(slices.Values(list))
	if n := len(list); n%2 == 0 {
		return (list[n/2-1] + list[n/2]).Seconds() / 2
	}
	return list[len(list)/2].Seconds()
}

func (r *root) benchOurs(ctx context.Context, c *Config) (took time.Duration, err error) {
	dir, err := os.MkdirTemp("", "loket-bench-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c.Dir = filepath.Join(dir, "desk")
	held := watchMemory()
	p, err := r.doors.Bench.Pull(ctx, c, func(s string) { fmt.Fprintln(r.doors.Err, clean.Line(s, maxError)) })
	words := held.String()
	if err != nil {
		return 0, err
	}
	p.Bytes = weight(filepath.Join(c.Dir, "packs"))
	r.benchLine("loket", p, fmt.Sprintf("%s; files inspected after %.2f s", words, p.Inspected.Seconds()))
	return p.Kept, nil
}

func (r *root) benchLine(who string, p Pulled, more string) {
	s := p.Kept.Seconds()
	fmt.Fprintf(r.doors.Out, "%-6s %8.2f s %8d messages %8.0f msg/s %8.1f MB/s %s\n", who, s, p.Messages, float64(p.Messages)/s, float64(p.Bytes)/1e6/s, more)
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

// memory follows what this process holds in memory of its own; the record is
// mapped from its file, whose pages the system takes back when it wants to.
type memory struct {
	most int // kB
	stop chan struct{}
	over chan struct{}
}

func watchMemory() *memory {
	m := &memory{stop: make(chan struct{}), over: make(chan struct{})}
	go func() {
		defer close(m.over)
		t := time.NewTicker(10 * time.Millisecond)
		defer t.Stop()
		for {
			m.most = max(m.most, anonymous())
			select {
			case <-m.stop:
				return
			case <-t.C:
			}
		}
	}()
	return m
}

// String ends the watch.
func (m *memory) String() string {
	close(m.stop)
	<-m.over
	if m.most == 0 {
		return ""
	}
	return fmt.Sprintf("peak %d MB", m.most/1000)
}

func anonymous() (kb int) {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if v, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			_, _ = fmt.Sscan(v, &kb)
		}
	}
	return kb
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
	r.benchLine("mbsync", Pulled{Messages: n, Bytes: weight(mail), Kept: took}, "")
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
