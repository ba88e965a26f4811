// Package dovecottest starts a real Dovecot for one test.
//
// It needs no root and no system service: one configuration file, a directory of
// its own, free ports on loopback, a certificate made for the test. Everything is
// gone when the test ends. Where Dovecot is missing the test is skipped with
// what to install; where the environment says CI=true it fails.
//
// Only tests import it. It delivers and changes mail through IMAP, by files in
// the maildir, and by doveadm; it tests nothing itself.
package dovecottest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// User and password of the mailbox, another user with the same password, and the
// name of their Sent folder.
const (
	User     = "loket"
	Second   = "aduan"
	Password = "rahasia-uji"
	// SentFolder is what the server marks \Sent.
	SentFolder = "Terkirim"
)

// Server is a running Dovecot.
type Server struct {
	Port    int // IMAP with STARTTLS, also in clear
	TLSPort int
	CAFile  string // trusts the server's certificate, which is for localhost only

	t        testing.TB
	dir      string
	conf     string
	uid, gid int
	cmd      *exec.Cmd
	gone     chan struct{}
}

// Option changes a server before it starts.
type Option func(*options)

type options struct{ oauth string }

// OAuth lets users sign in by token; the server asks the address about it as
// RFC 7662 says.
func OAuth(introspection string) Option { return func(o *options) { o.oauth = introspection } }

// Start runs a Dovecot until the test ends.
func Start(t testing.TB, change ...Option) *Server {
	t.Helper()
	if !supported {
		t.Skip("Dovecot runs on Unix only")
	}
	if _, err := exec.LookPath("dovecot"); err != nil {
		const hint = "Dovecot is not installed; install the package dovecot-imapd to run this test"
		if os.Getenv("CI") == "true" {
			t.Fatal(hint)
		}
		t.Skip(hint)
	}
	var o options
	for _, c := range change {
		c(&o)
	}
	s := &Server{t: t, uid: os.Getuid(), gid: os.Getgid()}
	if s.uid == 0 {
		s.uid, s.gid = 65534, 65534 // mail is never kept as root
	}
	// Not t.TempDir: its long names exceed what a socket's path may be.
	dir, err := os.MkdirTemp("", "dovecot")
	must(t, err)
	s.dir, s.conf = dir, filepath.Join(dir, "dovecot.conf")
	t.Cleanup(func() { os.RemoveAll(dir) })
	must(t, os.Chmod(dir, 0o755))
	for _, home := range []string{"home", "second"} {
		must(t, os.Mkdir(s.path(home), 0o700))
		must(t, os.Chown(s.path(home), s.uid, s.gid))
	}
	authority := NewAuthority(t)
	s.CAFile = authority.File
	cert, key := authority.Issue(t, time.Now().Add(24*time.Hour), "localhost")
	s.write("cert.pem", string(cert), 0o644)
	s.write("key.pem", string(key), 0o600)
	s.write("users", fmt.Sprintf("%[1]s:{PLAIN}%[2]s:%[3]d:%[4]d::%[5]s\n%[6]s:{PLAIN}%[2]s:%[3]d:%[4]d::%[7]s\n",
		User, Password, s.uid, s.gid, s.path("home"), Second, s.path("second")), 0o644)
	s.Port, s.TLSPort = FreePort(t), FreePort(t)
	s.write("dovecot.conf", s.configuration()+s.oauth(o.oauth), 0o644)
	t.Cleanup(s.stop)
	s.Restart()
	return s
}

func (s *Server) path(name string) string { return filepath.Join(s.dir, name) }

func (s *Server) write(name, content string, mode os.FileMode) {
	s.t.Helper()
	must(s.t, os.WriteFile(s.path(name), []byte(content), mode))
}

// FreePort gives a port of loopback below the range that the system hands out by
// itself, so that a server can be stopped and started again on it. Until the test
// ends no other test gets it, in this process or another: the same port of UDP is
// held as the mark that it is taken.
func FreePort(t testing.TB) int {
	t.Helper()
	for range 200 {
		port := 15000 + rand.IntN(15000)
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		mark, err := net.ListenPacket("udp", address)
		if err != nil {
			continue
		}
		if l, err := net.Listen("tcp", address); err == nil {
			l.Close()
			t.Cleanup(func() { mark.Close() })
			return port
		}
		mark.Close()
	}
	t.Fatal("no free port on loopback")
	return 0
}

func (s *Server) configuration() string {
	internal, login, group := "dovecot", "dovenull", "dovecot"
	if os.Getuid() != 0 {
		me, err := user.Current()
		must(s.t, err)
		g, err := user.LookupGroupId(me.Gid)
		must(s.t, err)
		internal, login, group = me.Username, me.Username, g.Name
	}
	return strings.NewReplacer(
		"DIR", s.dir, "IMAPPORT", strconv.Itoa(s.Port), "IMAPSPORT", strconv.Itoa(s.TLSPort),
		"INTERNAL", internal, "LOGIN", login, "GROUP", group, "UID", strconv.Itoa(s.uid), "GID", strconv.Itoa(s.gid),
	).Replace(configuration)
}

// oauth is what the configuration says more for tokens.
func (s *Server) oauth(url string) string {
	if url == "" {
		return ""
	}
	s.write("oauth2.conf.ext", fmt.Sprintf("introspection_mode = post\nintrospection_url = %s\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n", url), 0o644)
	return fmt.Sprintf("auth_mechanisms = plain login xoauth2 oauthbearer\npassdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = %s\n}\n", s.path("oauth2.conf.ext"))
}

const configuration = `protocols = imap
listen = 127.0.0.1
base_dir = DIR/run
state_dir = DIR/state
log_path = DIR/log
instance_name = DIR
default_internal_user = INTERNAL
default_internal_group = GROUP
default_login_user = LOGIN
ssl = yes
ssl_cert = <DIR/cert.pem
ssl_key = <DIR/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_max_userip_connections = 50
mail_fsync = never
mail_plugins = zlib
protocol imap {
  mail_plugins = zlib imap_zlib
}
first_valid_uid = UID
last_valid_uid = UID
first_valid_gid = GID
last_valid_gid = GID
imap_idle_notify_interval = 1 mins
passdb {
  driver = passwd-file
  args = DIR/users
}
userdb {
  driver = passwd-file
  args = DIR/users
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Terkirim {
    special_use = \Sent
    auto = create
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
  unix_listener stats-writer {
    mode = 0666
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = IMAPPORT
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = IMAPSPORT
    ssl = yes
  }
}
`

// Restart runs the server, after Kill or for the first time, and returns when
// it answers.
func (s *Server) Restart() {
	s.t.Helper()
	s.cmd = exec.Command("dovecot", "-F", "-c", s.conf)
	alone(s.cmd)
	// What it says before it has read where its log is, e.g. a port in use.
	early, err := os.OpenFile(s.path("log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	must(s.t, err)
	s.cmd.Stderr = early
	must(s.t, s.cmd.Start())
	early.Close()
	gone := make(chan struct{})
	s.gone = gone
	go func(cmd *exec.Cmd) {
		cmd.Wait()
		close(gone)
	}(s.cmd)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	for !s.greets() {
		select {
		case <-tick.C:
		case <-gone:
			s.t.Fatalf("dovecot ended at once:\n%s", s.Log())
		case <-limit.C:
			s.t.Fatalf("dovecot does not answer:\n%s", s.Log())
		}
	}
}

func (s *Server) greets() bool {
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port)))
	if err != nil {
		return false
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	line := make([]byte, 4)
	n, _ := conn.Read(line)
	return string(line[:n]) == "* OK"
}

// Kill ends the server and all its processes without warning; mail stays.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	kill(s.cmd)
	<-s.gone
	s.cmd = nil
	// A killed process leaves its locks; the next run would wait two minutes
	// for each.
	filepath.WalkDir(s.dir, func(path string, _ os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".lock") {
			os.Remove(path)
		}
		return nil
	})
}

// Stop ends the server as its keeper does for an update: it takes leave of those
// who are connected.
func (s *Server) Stop() { s.stop() }

// stop ends the server in order, so that it gathers its own processes.
func (s *Server) stop() {
	if s.cmd == nil {
		return
	}
	askToEnd(s.cmd)
	patience := time.NewTimer(5 * time.Second)
	defer patience.Stop()
	select {
	case <-s.gone:
		s.cmd = nil
	case <-patience.C:
		s.Kill()
	}
}

// Log gives what Dovecot wrote.
func (s *Server) Log() string {
	log, _ := os.ReadFile(s.path("log"))
	return string(log)
}

// Doveadm runs an administrator's command, e.g. "kick", User.
func (s *Server) Doveadm(args ...string) string {
	s.t.Helper()
	out, err := exec.Command("doveadm", append([]string{"-c", s.conf}, args...)...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("doveadm %v: %v\n%s\n%s", args, err, out, s.Log())
	}
	return string(out)
}

// Renumber gives a folder another UIDVALIDITY, keeping its mail.
func (s *Server) Renumber(folder string, validity uint32) {
	s.t.Helper()
	s.Doveadm("mailbox", "update", "-u", User, "--uid-validity", strconv.FormatUint(uint64(validity), 10), folder)
}

// Drop puts a message into the maildir of a folder as a delivery agent does:
// written to tmp, renamed into new.
func (s *Server) Drop(folder, name string, raw []byte) {
	s.t.Helper()
	home := s.path("home/Maildir")
	if folder != "INBOX" {
		home = filepath.Join(home, "."+strings.ReplaceAll(folder, "/", "."))
	}
	from := filepath.Join(home, "tmp", name)
	must(s.t, os.WriteFile(from, raw, 0o600))
	must(s.t, os.Chown(from, s.uid, s.gid))
	must(s.t, os.Rename(from, filepath.Join(home, "new", name)))
}
