// Package nameservertest starts name servers for one test: BIND, Knot and PowerDNS,
// as Debian has them, and our sandbox, which must do as they do.
//
// The real ones need no root and no system service: a directory of their own, a free port
// on loopback, a TSIG key that may transfer the zone and change A, AAAA, CNAME,
// TXT, MX, SRV and CAA in it. Everything is gone when the test ends. Where a
// server is missing the test is skipped with what to install; where the
// environment says CI=true it fails.
//
// Only tests import it. It tests nothing itself.
package nameservertest

import (
	"bytes"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// The zone that is served when a test starts (Records), and the key for it.
const (
	Zone    = "batam.go.id."
	KeyName = "officer-key."
	Secret  = "bG9rZXQtdWppLWxva2V0LXVqaS1sb2tldC11amktMTI="
)

// Records are the zone's contents at the start, serial 2026112201.
const Records = `$ORIGIN batam.go.id.
$TTL 3600
@	IN SOA ns1 hostmaster 2026112201 7200 900 1209600 300
@	IN NS ns1
@	IN NS ns2
@	IN MX 10 mail
@	IN TXT "v=spf1 mx -all"
ns1	IN A 192.0.2.1
ns2	IN A 192.0.2.2
mail	IN A 192.0.2.25
proxy	IN A 192.0.2.80
www	IN CNAME proxy
lama	IN A 192.0.2.10
dua	IN A 192.0.2.11
dua	IN A 192.0.2.12
anak	IN NS ns1.anak
ns1.anak IN A 192.0.2.53
`

// Server is a running name server.
type Server struct {
	Kind    string // "bind", "knot", "powerdns", "sandbox"
	Address string // host:port, UDP and TCP

	t    testing.TB
	dir  string
	port int
	argv []string
	cmd  *exec.Cmd
	log  *os.File
	gone chan struct{}
}

// Kinds starts one of each kind, by name.
var kinds = []struct {
	name  string
	start func(testing.TB, string) *Server
}{{"bind", BIND}, {"knot", Knot}, {"powerdns", PowerDNS}, {"sandbox", Sandbox}}

// Each runs a test against each kind of server, with the zone of Records.
func Each(t *testing.T, f func(t *testing.T, s *Server)) {
	t.Helper()
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			f(t, k.start(t, Records))
		})
	}
}

// need skips the test where a program is missing, and fails it in CI.
func need(t testing.TB, hint string, programs ...string) {
	t.Helper()
	if !supported {
		t.Skip("name servers run on Unix only")
	}
	for _, p := range programs {
		if find(p) != "" {
			continue
		}
		hint := p + " is missing; install " + hint + " to run this test"
		if os.Getenv("CI") == "true" {
			t.Fatal(hint)
		}
		t.Skip(hint)
	}
}

// find looks where Debian puts servers, too.
func find(program string) string {
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin", "/sbin") {
		if path := filepath.Join(dir, program); filepath.IsAbs(path) {
			if st, err := os.Stat(path); err == nil && !st.IsDir() && st.Mode()&0o111 != 0 {
				return path
			}
		}
	}
	return ""
}

// Need skips the test, or fails it in CI, where a client's program is missing.
func Need(t testing.TB, debian string, programs ...string) {
	t.Helper()
	need(t, "the package "+debian, programs...)
}

func prepare(t testing.TB, kind string) *Server {
	t.Helper()
	// Not t.TempDir: its long names exceed what a socket's path may be.
	dir, err := os.MkdirTemp("", kind)
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	s := &Server{Kind: kind, t: t, dir: dir, port: FreePort(t)}
	s.Address = net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port))
	s.own(".")
	return s
}

func (s *Server) path(name string) string { return filepath.Join(s.dir, name) }

// own makes a file or directory the server's.
func (s *Server) own(name string) {
	s.t.Helper()
	if os.Getuid() == 0 {
		must(s.t, os.Chown(s.path(name), nobody, nobody))
	}
}

func (s *Server) write(name, content string) {
	s.t.Helper()
	content = strings.NewReplacer("DIR", s.dir, "PORT", strconv.Itoa(s.port), "SECRET", Secret).Replace(content)
	must(s.t, os.WriteFile(s.path(name), []byte(content), 0o600))
	s.own(name)
}

// FreePort gives a port of loopback, free for UDP and TCP, that no other test
// gets until this one ends: the same port of 127.0.0.2 is held as the mark that
// it is taken. Other tests' servers take theirs below 30000.
func FreePort(t testing.TB) int {
	t.Helper()
	for range 200 {
		port := strconv.Itoa(30000 + rand.IntN(2700))
		mark, err := net.ListenPacket("udp", net.JoinHostPort("127.0.0.2", port))
		if err != nil {
			continue
		}
		udp, errUDP := net.ListenPacket("udp", net.JoinHostPort("127.0.0.1", port))
		tcp, errTCP := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
		if errUDP == nil {
			udp.Close()
		}
		if errTCP == nil {
			tcp.Close()
		}
		if errUDP == nil && errTCP == nil {
			t.Cleanup(func() { mark.Close() })
			n, _ := strconv.Atoi(port)
			return n
		}
		mark.Close()
	}
	t.Fatal("no free port on loopback")
	return 0
}

// run starts the server and returns when it answers for the zone.
func (s *Server) run(argv ...string) {
	s.t.Helper()
	s.argv = argv
	log, err := os.OpenFile(s.path("log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	must(s.t, err)
	s.log = log
	s.t.Cleanup(func() { log.Close() })
	s.t.Cleanup(s.Kill)
	s.Restart()
}

// Restart runs the server again after Kill, or for the first time.
func (s *Server) Restart() {
	s.t.Helper()
	s.cmd = exec.Command(find(s.argv[0]), s.argv[1:]...)
	alone(s.cmd)
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = s.dir, s.log, s.log
	must(s.t, s.cmd.Start())
	gone := make(chan struct{})
	s.gone = gone
	go func(cmd *exec.Cmd) {
		cmd.Wait()
		close(gone)
	}(s.cmd)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(30 * time.Second)
	defer limit.Stop()
	for !s.answers() {
		select {
		case <-tick.C:
		case <-gone:
			s.t.Fatalf("%s ended at once:\n%s", s.Kind, s.Log())
		case <-limit.C:
			s.t.Fatalf("%s does not answer:\n%s", s.Kind, s.Log())
		}
	}
}

func (s *Server) answers() bool {
	client := dns.Client{Net: "tcp", Timeout: 5 * time.Second}
	m, _, err := client.Exchange(new(dns.Msg).SetQuestion(Zone, dns.TypeSOA), s.Address)
	return err == nil && m.Rcode == dns.RcodeSuccess && len(m.Answer) > 0
}

// Kill ends the server without warning; what it wrote stays.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	kill(s.cmd)
	<-s.gone
	s.cmd = nil
}

// Log gives what the server wrote.
func (s *Server) Log() string {
	log, _ := os.ReadFile(s.path("log"))
	return string(log)
}

// Run runs a client's program, such as nsupdate, with an input, and gives what it
// wrote and whether it succeeded.
func (s *Server) Run(input, program string, args ...string) (string, error) {
	s.t.Helper()
	cmd := exec.Command(find(program), args...)
	cmd.Dir, cmd.Stdin = s.dir, strings.NewReader(input)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}

// setup runs a program that must succeed before the server starts.
func (s *Server) setup(input, program string, args ...string) {
	s.t.Helper()
	if out, err := s.Run(input, program, args...); err != nil {
		s.t.Fatalf("%s %v: %v\n%s", program, args, err, out)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
