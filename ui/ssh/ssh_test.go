package ssh_test

import (
	"context"
	"crypto/rand"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"loket/ui/ssh"
)

func TestConsoleOverSSH(t *testing.T) {
	p := serve(t, nil)
	s := open(t, p.in("sari"), 100, 30)
	s.until(t, "Belum diambil")
	if err := s.WindowChange(40, 120); err != nil {
		t.Fatal(err)
	}
	p.ticket("Pendaftaran majujaya.desa.id")
	s.until(t, "2026-00001") // what happens elsewhere is drawn by itself
	if _, err := s.keys.Write([]byte("q")); err != nil {
		t.Fatal(err)
	}
	p.await("sari in console")
	_, _ = s.keys.Write([]byte("\x03"))
	if err := s.Wait(); err != nil {
		t.Errorf("the console ended with %v", err)
	}
	p.await("sari out left")
}

func TestCommandOverSSH(t *testing.T) {
	p := serve(t, nil)
	sess, err := p.in("sari").NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out, err := sess.Output("list 'due:<4h' --officer=bima")
	var code *gossh.ExitError
	if !errors.As(err, &code) || code.ExitStatus() != 7 || string(out) != "done by sari\n" {
		t.Errorf("%q, %v", out, err)
	}
	if p.commands[0] != "sari: list due:<4h --officer=bima" {
		t.Errorf("%q", p.commands)
	}
	p.await("sari out left")
}

// TestWhoIsKeptOut: each of these is refused, and the record says so.
func TestWhoIsKeptOut(t *testing.T) {
	authority, other := signer(t), signer(t)
	p := serve(t, func(o *ssh.Options) { o.Authorities = []gossh.PublicKey{authority.PublicKey()} })
	mine := signer(t)
	certificate := func(change func(*gossh.Certificate), by gossh.Signer) gossh.Signer {
		c := &gossh.Certificate{Key: mine.PublicKey(), CertType: gossh.UserCert, KeyId: "dewi", Serial: 7, ValidPrincipals: []string{"dewi"},
			ValidAfter: uint64(time.Now().Add(-time.Hour).Unix()), ValidBefore: uint64(time.Now().Add(time.Hour).Unix())}
		if change != nil {
			change(c)
		}
		if err := c.SignCert(rand.Reader, by); err != nil {
			t.Fatal(err)
		}
		s, err := gossh.NewCertSigner(c, mine)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, c := range []struct {
		name, user string
		as         gossh.Signer
		in         bool
	}{
		{"key", "sari", p.keys["sari"], true},
		{"key, another user name", "www", p.keys["sari"], true},
		{"unknown key", "sari", signer(t), false},
		{"another officer's name", "bima", p.keys["sari"], false},
		{"certificate", "dewi", certificate(nil, authority), true},
		{"certificate, another user name", "www", certificate(nil, authority), true},
		{"from here", "dewi", certificate(func(c *gossh.Certificate) {
			c.CriticalOptions = map[string]string{"source-address": "127.0.0.0/8"}
		}, authority), true},
		{"certificate of somebody else", "dewi", certificate(nil, other), false},
		{"certificate for another", "sari", certificate(nil, authority), false},
		{"the other key", "bima", p.keys["bima"], true},
		{"expired", "dewi", certificate(func(c *gossh.Certificate) { c.ValidBefore = uint64(time.Now().Add(-time.Minute).Unix()) }, authority), false},
		{"not yet good", "dewi", certificate(func(c *gossh.Certificate) { c.ValidAfter = uint64(time.Now().Add(time.Minute).Unix()) }, authority), false},
		{"without an end", "dewi", certificate(func(c *gossh.Certificate) { c.ValidBefore = gossh.CertTimeInfinity }, authority), false},
		{"the key once more", "sari", p.keys["sari"], true},
		{"for everybody", "dewi", certificate(func(c *gossh.Certificate) { c.ValidPrincipals = nil }, authority), false},
		{"of a host", "dewi", certificate(func(c *gossh.Certificate) { c.CertType = gossh.HostCert }, authority), false},
		{"the key again", "sari", p.keys["sari"], true},
		{"from elsewhere", "dewi", certificate(func(c *gossh.Certificate) {
			c.CriticalOptions = map[string]string{"source-address": "192.0.2.0/24"}
		}, authority), false},
		{"with a command", "dewi", certificate(func(c *gossh.Certificate) {
			c.CriticalOptions = map[string]string{"force-command": "list"}
		}, authority), false},
	} {
		conn, err := p.dial(c.user, c.as)
		if (err == nil) != c.in {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if err == nil { // what was let in works, and forgets what failed before
			if sess, err := conn.NewSession(); err != nil {
				t.Errorf("%s: %v", c.name, err)
			} else if out, _ := sess.Output("list"); !strings.HasPrefix(string(out), "done by") {
				t.Errorf("%s: %q", c.name, out)
			}
		}
	}
	p.await("refused ")
}

// TestOfferedKeysAreNobody: whose key is only offered is not who comes in.
func TestOfferedKeysAreNobody(t *testing.T) {
	p := serve(t, nil)
	conn, err := p.dial("bima", offered{key: p.keys["sari"].PublicKey()}, p.keys["bima"])
	if err != nil {
		t.Fatal(err)
	}
	sess, err := conn.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if out, _ := sess.Output("list"); string(out) != "done by bima\n" {
		t.Errorf("%q", out)
	}
}

// TestDisabledOfficerLeaves: who is disabled while inside is sent out at once.
func TestDisabledOfficerLeaves(t *testing.T) {
	p := serve(t, nil)
	conn := p.in("sari")
	s := open(t, conn, 80, 24)
	s.until(t, "Belum diambil")
	o := p.desk.Staff()["sari"]
	o.Disabled = true
	if err := p.desk.KeepOfficer(context.Background(), "bima", o, "left the desk", true); err != nil {
		t.Fatal(err)
	}
	_ = s.Wait()
	s.until(t, "your access was changed")
	p.await("sari out disabled")
	if sess, err := conn.NewSession(); err == nil { // the connection is still there
		if out, err := sess.Output("list"); err == nil {
			t.Errorf("a command was done: %q", out)
		}
	}
	if _, err := p.dial("sari", p.keys["sari"]); err == nil {
		t.Error("who is disabled came in again")
	}
}

// TestNothingButTheDesk: no tunnels, no agent, no X11, no other subsystem.
func TestNothingButTheDesk(t *testing.T) {
	p := serve(t, nil)
	conn := p.in("sari")
	if c, err := conn.Dial("tcp", p.addr); err == nil {
		_ = c.Close()
		t.Error("a tunnel was opened")
	}
	if l, err := conn.Listen("tcp", "127.0.0.1:0"); err == nil {
		_ = l.Close()
		t.Error("a tunnel back was opened")
	}
	sess, err := conn.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []string{"auth-agent-req@openssh.com", "x11-req"} {
		if ok, err := sess.SendRequest(r, true, nil); ok || err != nil {
			t.Errorf("%s: %v %v", r, ok, err)
		}
	}
	if err := sess.RequestSubsystem("shell"); err == nil {
		t.Error("an unknown subsystem was opened")
	}
	if err := sess.RequestPty("xterm", 10_000, 10_000, nil); err == nil {
		t.Error("a terminal of 10,000 by 10,000 was granted")
	}
}

// TestOneOfTwoSessionsCloses: two consoles on one connection are two; the one that
// is closed is gone, and the other goes on.
func TestOneOfTwoSessionsCloses(t *testing.T) {
	p := serve(t, nil)
	conn := p.in("sari")
	a, b := open(t, conn, 80, 24), open(t, conn, 100, 30)
	a.until(t, "Belum diambil")
	b.until(t, "Belum diambil")
	_ = a.Close()
	p.await("sari out")
	if n := p.server.Sessions(); n != 1 {
		t.Errorf("%d sessions are left", n)
	}
	p.ticket("Pendaftaran majujaya.desa.id")
	b.until(t, "2026-00001")
}

func TestBoundsOfSessions(t *testing.T) {
	p := serve(t, func(o *ssh.Options) { o.PerOfficer = 2 })
	conn := p.in("sari")
	first, second := open(t, conn, 80, 24), open(t, conn, 80, 24)
	first.until(t, "Belum diambil")
	second.until(t, "Belum diambil")
	third := open(t, conn, 80, 24)
	third.until(t, "you have 2 sessions already")
	if n := p.server.Sessions(); n != 2 {
		t.Errorf("%d sessions", n)
	}
	open(t, p.in("bima"), 80, 24).until(t, "Belum diambil") // others are not kept out by it
}

// TestPatienceEnds: an address that fails again and again is not heard for a while,
// not even with a good key.
func TestPatienceEnds(t *testing.T) {
	now := time.Now()
	p := serve(t, func(o *ssh.Options) { o.Now = func() time.Time { return now } })
	for range 12 {
		if _, err := p.dial("sari", signer(t)); err == nil {
			t.Fatal("an unknown key came in")
		}
	}
	p.await("refused sari: unknown key")
	if _, err := p.dial("sari", p.keys["sari"]); err == nil {
		t.Error("an address that failed all the time is heard at once")
	}
}

// TestStalledClient: a client that takes nothing is cut off, and slows nobody.
func TestStalledClient(t *testing.T) {
	p := serve(t, func(o *ssh.Options) { o.Stall = 300 * time.Millisecond })
	sess, err := p.in("sari").NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sess.StdoutPipe(); err != nil { // nobody reads it
		t.Fatal(err)
	}
	if err := sess.Start("flood"); err != nil {
		t.Fatal(err)
	}
	other := open(t, p.in("bima"), 80, 24)
	other.until(t, "Belum diambil")
	p.ticket("Pendaftaran majujaya.desa.id")
	other.until(t, "2026-00001")
	p.await("sari out link")
}

func TestStopTellsTheConsoles(t *testing.T) {
	p := serve(t, nil)
	s := open(t, p.in("sari"), 80, 24)
	s.until(t, "Belum diambil")
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	s.until(t, "the desk is being stopped")
	p.await("sari out stopped")
}

func TestIdleEnds(t *testing.T) {
	p := serve(t, func(o *ssh.Options) { o.Idle = 50 * time.Millisecond })
	s := open(t, p.in("sari"), 80, 24)
	s.until(t, "nobody typed for a long time")
	p.await("sari out idle")
}

// TestNobodyCouldComeIn: a server that nobody could enter does not start, nor one
// without a host key, which the library would take for an invitation.
func TestNobodyCouldComeIn(t *testing.T) {
	p := serve(t, nil)
	for _, id := range []string{"sari", "bima"} {
		o := p.desk.Staff()[id]
		o.Keys = nil
		if err := p.desk.KeepOfficer(context.Background(), "root", o, "", true); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ssh.New(ssh.Options{Desk: p.desk, HostKey: signer(t)}); !errors.Is(err, ssh.ErrNobody) {
		t.Errorf("%v", err)
	}
	if _, err := ssh.New(ssh.Options{Desk: p.desk}); !errors.Is(err, ssh.ErrNoHostKey) {
		t.Errorf("%v", err)
	}
}

// TestNothingIsLeft: links that die leave no goroutine and no session behind.
func TestNothingIsLeft(t *testing.T) {
	p := serve(t, nil)
	cycle := func() {
		conn, err := p.dial("sari", p.keys["sari"])
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, conn, 80, 24)
		s.until(t, "Belum diambil")
		s.press(t, strings.Repeat("jk", 500)+"\x1b") // on the way when the link dies
		_ = conn.Close()
	}
	cycle()
	settle := func() int {
		deadline := time.Now().Add(time.Minute)
		for p.server.Sessions() > 0 && time.Now().Before(deadline) {
			runtime.Gosched()
		}
		return runtime.NumGoroutine()
	}
	before := settle()
	for range map[bool]int{false: 20, true: 100}[*long] {
		cycle()
	}
	deadline := time.Now().Add(time.Minute)
	for settle() > before+5 {
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines were, %d are:\n%s", before, runtime.NumGoroutine(), buf[:runtime.Stack(buf, true)])
		}
		runtime.Gosched()
	}
	if _, ok := p.desk.Staff()["sari"]; !ok {
		t.Error("sari is gone")
	}
}

// TestTerminalWithoutUTF8: a terminal that says so, and one of an old kind, get nothing
// but ASCII; the old kind is asked nothing, since it may print what it does not know.
func TestTerminalWithoutUTF8(t *testing.T) {
	p := serve(t, nil)
	p.ticket("Pendaftaran désa majujaya.desa.id")
	conn := p.in("sari")
	for _, c := range []struct{ term, lang string }{{"xterm", "C"}, {"vt100", ""}, {"linux", "id_ID.UTF-8"}} {
		sess, err := conn.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		s := &screen{Session: sess, got: make(chan struct{}, 1)}
		sess.Stdout, sess.Stderr = s, s
		if s.keys, err = sess.StdinPipe(); err != nil {
			t.Fatal(err)
		}
		if c.lang != "" {
			if err := sess.Setenv("LANG", c.lang); err != nil {
				t.Fatal(err)
			}
		}
		if err := sess.RequestPty(c.term, 24, 80, nil); err != nil {
			t.Fatal(err)
		}
		if err := sess.Shell(); err != nil {
			t.Fatal(err)
		}
		s.until(t, "2026-00001")
		s.press(t, "?")
		s.until(t, "+-")
		s.press(t, "\x03")
		_ = sess.Wait()
		all := s.seen.String()
		if i := strings.IndexFunc(all, func(r rune) bool { return r > 0x7e }); i >= 0 {
			t.Errorf("%v: %q", c, all[i:min(i+20, len(all))])
		}
		if old := c.term != "xterm"; old && (strings.Contains(all, "\x1b]") || strings.Contains(all, "$p") || strings.Contains(all, "\x1b[?1049")) {
			t.Errorf("%v was asked something: %q", c, all[:min(200, len(all))])
		}
	}
}
