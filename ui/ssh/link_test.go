package ssh_test

import (
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"loket/ui/ssh"
)

// TestLinksThatDie: a console's session ends when OpenSSH's client is killed, when its
// terminal hangs up, and when it stops answering; meanwhile others work.
func TestLinksThatDie(t *testing.T) {
	for _, c := range []struct {
		name string
		dies func(c *terminal) error
	}{
		{"killed", func(c *terminal) error { return c.cmd.Process.Kill() }},
		{"hung up", func(c *terminal) error { return c.keys.Close() }},
		{"stopped", func(c *terminal) error { return c.cmd.Process.Signal(syscall.SIGSTOP) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := serve(t, func(o *ssh.Options) { o.Ping = time.Second })
			theirs := openSSH(t, p).terminal()
			theirs.until(t, "Belum diambil")
			other := open(t, p.in("bima"), 80, 24)
			other.until(t, "Belum diambil")
			if err := c.dies(theirs); err != nil {
				t.Fatal(err)
			}
			p.ticket("Pendaftaran majujaya.desa.id")
			other.until(t, "2026-00001")
			p.await("sari out link")
			if n := p.server.Sessions(); n != 1 {
				t.Errorf("%d sessions are left, want that of bima", n)
			}
		})
	}
}

// TestCommandThatWaits: a command that waits for what nobody types ends with its
// session.
func TestCommandThatWaits(t *testing.T) {
	p := serve(t, func(o *ssh.Options) { o.Idle = 50 * time.Millisecond })
	sess, err := p.in("sari").NewSession()
	if err != nil {
		t.Fatal(err)
	}
	in, err := sess.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := sess.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := sess.Start("wait"); err != nil {
		t.Fatal(err)
	}
	if said, _ := io.ReadAll(out); strings.Contains(string(said), "done by") {
		t.Errorf("%q", said)
	}
	p.await("sari out idle")
}
