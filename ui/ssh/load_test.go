package ssh_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"loket/store/storetest"
	"loket/ui/ssh"
)

var (
	long     = flag.Bool("long", false, "measure many sessions of OpenSSH")
	sessions = flag.Int("sessions", 50, "sessions at once, with -long")
	tickets  = flag.Int("tickets", 100_000, "tickets in the record, with -long")
)

// terminal is one OpenSSH client with a terminal at the other end.
type terminal struct {
	cmd  *exec.Cmd
	keys io.WriteCloser

	mu    sync.Mutex
	bytes int
	last  time.Time // when something came
	all   bytes.Buffer
	came  chan struct{}
}

// Write takes what came over the wire.
func (c *terminal) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.bytes += len(p)
	c.last = time.Now()
	if c.all.Len() < 1<<20 {
		c.all.Write(p)
	}
	c.mu.Unlock()
	select {
	case c.came <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (c *terminal) seen() (n int, last time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bytes, c.last
}

// terminal opens one: words follow the host.
func (s *stranger) terminal(words ...string) *terminal {
	s.t.Helper()
	args := append([]string{"-F", "none", "-tt", "-p", s.port, "-i", filepath.Join(s.dir, "key"), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "LogLevel=ERROR",
		"-o", "UserKnownHostsFile=" + filepath.Join(s.dir, "known"), s.host}, words...)
	c := &terminal{cmd: exec.Command("ssh", args...), came: make(chan struct{}, 1)}
	c.cmd.Env = append(os.Environ(), "TERM=xterm-256color")
	c.cmd.Stdout, c.cmd.Stderr = c, c
	var err error
	if c.keys, err = c.cmd.StdinPipe(); err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = c.cmd.Process.Kill(); _ = c.cmd.Wait() })
	return c
}

func (c *terminal) until(t *testing.T, text string) {
	t.Helper()
	end := time.NewTimer(2 * time.Minute)
	defer end.Stop()
	for {
		c.mu.Lock()
		found := bytes.Contains(c.all.Bytes(), []byte(text))
		c.mu.Unlock()
		if found {
			return
		}
		select {
		case <-c.came:
		case <-end.C:
			t.Fatalf("%q did not come: %q", text, c.all.String())
		}
	}
}

// press sends a key and gives the time to the first byte that came back, and how many
// came before it was quiet.
func (c *terminal) press(t *testing.T, key string) (first time.Duration, n int) {
	t.Helper()
	before, _ := c.seen()
	select {
	case <-c.came:
	default:
	}
	begin := time.Now()
	if _, err := io.WriteString(c.keys, key); err != nil {
		t.Fatal(err)
	}
	select {
	case <-c.came:
		first = time.Since(begin)
	case <-time.After(time.Minute):
		t.Fatal("nothing came back")
	}
	for quiet := false; !quiet; {
		select {
		case <-c.came:
		case <-time.After(60 * time.Millisecond):
			quiet = true
		}
	}
	after, _ := c.seen()
	return first, after - before
}

// hold holds a key down, as terminals repeat it, and gives the bytes for each.
func (c *terminal) hold(t *testing.T) int {
	t.Helper()
	const keys = 60
	before, _ := c.seen()
	for range keys {
		if _, err := io.WriteString(c.keys, "k"); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Second / 30)
	}
	<-time.After(time.Second)
	after, _ := c.seen()
	return (after - before) / keys
}

func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// TestManySessions measures many officers at one desk: memory and processor time of a
// session, the time from a key to the first byte of the answer at the client, and
// bytes a key. It decides nothing by time.
func TestManySessions(t *testing.T) {
	if !*long {
		t.Skip("measures for a minute: go test ./ui/ssh -run TestManySessions -v -long [-sessions 50] [-tickets 100000]")
	}
	log := storetest.NewMemory()
	if err := storetest.Fill(log, *tickets, 2000, time.Now()); err != nil {
		t.Fatal(err)
	}
	p := serveOn(t, log, func(o *ssh.Options) { o.PerOfficer, o.PerAddress, o.Total = 1000, 1000, 1000 })
	if err := p.desk.LoadClosed(); err != nil {
		t.Fatal(err)
	}
	s := openSSH(t, p)
	warm := s.terminal()
	warm.until(t, "Belum diambil")
	before := heap()
	all := make([]*terminal, *sessions)
	for i := range all {
		all[i] = s.terminal()
	}
	for _, c := range all {
		c.until(t, "Belum diambil")
	}
	t.Logf("%d sessions over %d tickets: %.2f MB of memory each", len(all), *tickets, float64(heap()-before)/float64(len(all))/(1<<20))
	spent := cpu()
	<-time.After(10 * time.Second)
	t.Logf("idle: %.2f ms of processor time a second each", float64((cpu()-spent).Milliseconds())/10/float64(len(all)))
	typing(t, all)
	arrival(t, p, all)
}

// typing presses keys on every console at once, as fast as a person who scrolls.
func typing(t *testing.T, all []*terminal) {
	t.Helper()
	var mu sync.Mutex
	var times []time.Duration
	var sizes []int
	spent := cpu()
	var hands sync.WaitGroup
	for n, c := range all {
		hands.Go(func() {
			r := rand.New(rand.NewPCG(uint64(n), 1)) //nolint:gosec // it only spreads the keys
			for i := range 30 {
				<-time.After(time.Duration(200+r.IntN(400)) * time.Millisecond)
				took, size := c.press(t, map[bool]string{true: "k", false: "j"}[i%7 == 6])
				mu.Lock()
				times, sizes = append(times, took), append(sizes, size)
				mu.Unlock()
			}
		})
	}
	hands.Wait()
	slices.Sort(times)
	slices.Sort(sizes)
	t.Logf("%d keys: first byte back after %s (median), %s (p95), %s (p99); %d bytes a key (median), %d (p95); %s of processor time a key",
		len(times), times[len(times)/2], times[len(times)*95/100], times[len(times)*99/100], sizes[len(sizes)/2], sizes[len(sizes)*95/100],
		((cpu() - spent) / time.Duration(len(times))).Round(10*time.Microsecond))
}

// arrival makes a ticket and waits until every console drew something.
func arrival(t *testing.T, p *place, all []*terminal) {
	t.Helper()
	var took []time.Duration
	for i := range 10 {
		for _, c := range all {
			select {
			case <-c.came:
			default:
			}
		}
		begin := time.Now()
		p.ticket(fmt.Sprintf("Pendaftaran desa%d.desa.id", i))
		for _, c := range all {
			select {
			case <-c.came:
			case <-time.After(time.Minute):
				t.Fatal("a console did not hear of it")
			}
			_, last := c.seen()
			took = append(took, max(last.Sub(begin), 0))
		}
		<-time.After(300 * time.Millisecond)
	}
	slices.Sort(took)
	t.Logf("a change elsewhere is drawn on %d consoles after %s (median), %s (p99)", len(all), took[len(took)/2], took[len(took)*99/100])
}

// TestClosedSessionCosts measures what a session costs that was closed while its
// connection and another session live on.
func TestClosedSessionCosts(t *testing.T) {
	if !*long {
		t.Skip("measures for ten seconds: go test ./ui/ssh -run TestClosedSessionCosts -v -long")
	}
	p := serve(t, nil)
	conn := p.in("sari")
	a, b := open(t, conn, 80, 24), open(t, conn, 80, 24)
	a.until(t, "Belum diambil")
	b.until(t, "Belum diambil")
	for _, state := range []string{"both open", "one closed"} {
		spent := cpu()
		<-time.After(5 * time.Second)
		t.Logf("%s: %.2f ms of processor time a second", state, float64((cpu()-spent).Microseconds())/5000)
		_ = a.Close()
	}
	if n := p.server.Sessions(); n != 1 {
		t.Errorf("%d sessions are left", n)
	}
}

// TestBesideMutt counts the bytes of a key on the wire, and those of neomutt over
// OpenSSH's own server with as many messages.
func TestBesideMutt(t *testing.T) {
	if !*long {
		t.Skip("needs neomutt and sshd: go test ./ui/ssh -run TestBesideMutt -v -long")
	}
	log := storetest.NewMemory()
	if err := storetest.Fill(log, 2000, 2000, time.Now()); err != nil {
		t.Fatal(err)
	}
	p := serveOn(t, log, nil)
	s := openSSH(t, p)
	ours := s.terminal()
	ours.until(t, "Belum diambil")
	theirs := s.mutt(2000).terminal("TERM=xterm-256color neomutt -n -F " + filepath.Join(s.dir, "muttrc") + " -R -f " + filepath.Join(s.dir, "mbox"))
	theirs.until(t, "Permohonan")
	for _, c := range []struct {
		name string
		*terminal
	}{{"loket", ours}, {"neomutt", theirs}} {
		var sizes []int
		var times []time.Duration
		for range 60 {
			took, n := c.press(t, "j")
			sizes, times = append(sizes, n), append(times, took)
		}
		slices.Sort(sizes)
		slices.Sort(times)
		t.Logf("%-8s %d bytes a key (median), %d (p95), first byte after %s; %d bytes a key that is held down", c.name, sizes[len(sizes)/2], sizes[len(sizes)*95/100], times[len(times)/2], c.hold(t))
	}
}

// mutt starts OpenSSH's server and makes a mailbox of n messages for neomutt.
func (s *stranger) mutt(n int) *stranger {
	s.t.Helper()
	sshd, err := exec.LookPath("sshd")
	if err == nil {
		_, err = exec.LookPath("neomutt")
	}
	if err != nil {
		if os.Getenv("CI") == "true" {
			s.t.Fatal(err)
		}
		s.t.Skip(err)
	}
	var box strings.Builder
	for i := range n {
		fmt.Fprintf(&box, "From pemohon@contohkab.go.id Sun Nov 22 00:00:00 2026\nFrom: Pemohon %d <pemohon%d@contohkab.go.id>\nTo: helpdesk@contoh.go.id\nDate: Sun, 22 Nov 2026 00:%02d:00 +0700\n"+
			"Message-ID: <%d@contohkab.go.id>\nSubject: Permohonan layanan nama domain layanan%05d.contohkab.go.id\n\nDengan hormat.\n\n", i%900, i%900, i%60, i, i)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	_ = free.Close()
	for name, text := range map[string]string{"mbox": box.String(), "muttrc": "set folder=" + s.dir + "\nset header_cache=\"\"\nset sort=date\n",
		"sshd_config": fmt.Sprintf("Port %s\nListenAddress 127.0.0.1\nHostKey %s/host\nAuthorizedKeysFile %s/key.pub\nPermitRootLogin yes\nStrictModes no\nUsePAM no\nPidFile none\n", port, s.dir, s.dir)} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	_ = os.MkdirAll("/run/sshd", 0o755)
	for _, words := range [][]string{{"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(s.dir, "host")}, {"sh", "-c", "ssh-keygen -y -f " + s.dir + "/key > " + s.dir + "/key.pub"}} {
		if out, err := exec.CommandContext(s.t.Context(), words[0], words[1:]...).CombinedOutput(); err != nil {
			s.t.Fatalf("%v: %s", err, out)
		}
	}
	public, err := os.ReadFile(filepath.Join(s.dir, "host.pub"))
	if err != nil {
		s.t.Fatal(err)
	}
	known, err := os.OpenFile(filepath.Join(s.dir, "known"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	fmt.Fprintf(known, "[127.0.0.1]:%s %s", port, public)
	_ = known.Close()
	cmd := exec.Command(sshd, "-D", "-e", "-f", filepath.Join(s.dir, "sshd_config"))
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		if c, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			_ = c.Close()
			break
		}
	}
	other := *s
	other.host, other.port = "127.0.0.1", port
	return &other
}
