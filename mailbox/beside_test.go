package mailbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/mailbox/bench"
	"loket/mailbox/dovecottest"
	"loket/mailbox/intake"
	"loket/mailbox/pull"
	"loket/store"
	"loket/ticket/document/worker"
)

// The comparison: go test ./mailbox -run TestBesideMbsync -v -long -messages 2000
var (
	messages = flag.Int("messages", 2000, "size of the mailbox that is compared")
	turns    = flag.Int("turns", 3, "how often each of the two pulls it")
	profile  = flag.String("pullprofile", "", "file for the processor profile of the last pull")
)

// apart is a whole pull in a process of its own, as the program does it: read,
// inspected by child processes, understood, kept.
type apart struct {
	victim
	Profile string
}

const apartOrders = "LOKET_MAILBOX_APART"

func runApart(orders string) (err error) {
	var v apart
	if err := json.Unmarshal([]byte(orders), &v); err != nil {
		return err
	}
	s, err := store.Open(v.Dir, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	d, err := v.desk(s)
	if err != nil {
		return err
	}
	pool := worker.New(os.Args[0], 2)
	defer pool.Close()
	r := &intake.Reader{Mail: d.reader.Mail, Inspector: pool, Log: s, Desk: d.Desk}
	if v.Profile != "" {
		f, err := os.Create(v.Profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	begin := time.Now()
	n, err := pull.Once(context.Background(), v.account(), r, nil)
	kept := time.Since(begin)
	held := peak("self")
	if err == nil {
		err = r.InspectAll(context.Background())
	}
	fmt.Printf("%d messages in %d ms, files inspected after %d ms; %s, in the end %s\n", n, kept.Milliseconds(), time.Since(begin).Milliseconds(), held, peak("self"))
	return err
}

// peak is the most memory that a process held, as Linux tells it.
func peak(pid string) string {
	status, _ := os.ReadFile("/proc/" + pid + "/status")
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmHWM") {
			return strings.Join(strings.Fields(line), " ")
		}
	}
	return "VmHWM unknown"
}

// TestBesideMbsync has Loket and mbsync pull the same mailbox from the same
// server, by turns, and tells how they compare. It asserts nothing: machines
// differ.
func TestBesideMbsync(t *testing.T) {
	if !*long {
		t.Skip("a comparison, not a test; run it with -long")
	}
	server := dovecottest.Start(t)
	server.Doveadm("mailbox", "status", "-u", dovecottest.User, "messages", "INBOX") // makes the maildir
	box, err := bench.New()
	must(t, err)
	total := 0
	for i := range *messages {
		raw := box.Mail(i)
		total += len(raw)
		server.Drop("INBOX", fmt.Sprintf("%d.%d.uji", 1_700_000_000+i, i), raw)
	}
	mb := float64(total) / 1e6
	server.Doveadm("search", "-u", dovecottest.User, "mailbox", "INBOX", "seen") // numbers them all, once for both
	var ours, theirs []time.Duration
	say := func(who string, took time.Duration, more string) {
		t.Logf("%-6s %6.2f s %6.0f msg/s %6.1f MB/s  %s", who, took.Seconds(), float64(*messages)/took.Seconds(), mb/took.Seconds(), more)
	}
	for i := range *turns {
		took, words := pullApart(t, server, i == *turns-1)
		ours = append(ours, took)
		say("loket", took, words)
		if _, err := exec.LookPath("mbsync"); err == nil {
			took, words := mbsync(t, server)
			theirs = append(theirs, took)
			say("mbsync", took, words)
		}
	}
	if len(theirs) > 0 {
		t.Logf("%d messages, %.0f MB; ratio of the best %.2f", *messages, mb, slices.Min(ours).Seconds()/slices.Min(theirs).Seconds())
	}
}

func pullApart(t *testing.T, server *dovecottest.Server, last bool) (time.Duration, string) {
	t.Helper()
	v := apart{victim: victim{Dir: t.TempDir(), IMAP: server.TLSPort, CAFile: server.CAFile, Now: time.Now()}}
	if last {
		v.Profile = *profile
	}
	orders, err := json.Marshal(v)
	must(t, err)
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), apartOrders+"="+string(orders))
	begin := time.Now()
	out, err := cmd.CombinedOutput()
	took := time.Since(begin)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var n, ms int
	if _, err := fmt.Sscanf(string(out), "%d messages in %d ms", &n, &ms); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	used := cmd.ProcessState
	return time.Duration(ms) * time.Millisecond, fmt.Sprintf("%s; whole process %.2f s, cpu %.2f s", strings.TrimSpace(string(out)), took.Seconds(), (used.UserTime() + used.SystemTime()).Seconds())
}

func mbsync(t *testing.T, server *dovecottest.Server) (time.Duration, string) {
	t.Helper()
	dir := t.TempDir()
	conf := filepath.Join(dir, "mbsyncrc")
	must(t, os.WriteFile(conf, fmt.Appendf(nil, `IMAPAccount uji
Host localhost
Port %d
User %s
Pass %s
SSLType IMAPS
CertificateFile %s

IMAPStore far
Account uji

MaildirStore near
Path %[5]s/
Inbox %[5]s/INBOX

Channel all
Far :far:
Near :near:
Patterns INBOX
Create Near
SyncState *
`, server.TLSPort, dovecottest.User, dovecottest.Password, server.CAFile, dir), 0o600))
	cmd := exec.CommandContext(t.Context(), "mbsync", "-q", "-c", conf, "all")
	begin := time.Now()
	out, err := cmd.CombinedOutput()
	took := time.Since(begin)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	used := cmd.ProcessState
	return took, fmt.Sprintf("cpu %.2f s", (used.UserTime() + used.SystemTime()).Seconds())
}
