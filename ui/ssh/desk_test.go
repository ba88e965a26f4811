package ssh_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"loket/domain/staff"
	"loket/store/storetest"
	"loket/ticket"
	"loket/ui/console"
	"loket/ui/kit"
	"loket/ui/ssh"
)

// place is a desk that is served on loopback.
type place struct {
	t      testing.TB
	desk   *ticket.Desk
	server *ssh.Server
	addr   string
	host   gossh.PublicKey
	keys   map[string]gossh.Signer
	stop   func() error

	mu       sync.Mutex
	commands []string // that were done, "officer: words"
}

func signer(t testing.TB) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func key(t testing.TB, s gossh.Signer) staff.Key {
	t.Helper()
	k, err := staff.ParseKey(string(gossh.MarshalAuthorizedKey(s.PublicKey())), time.Now(), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// serve opens a desk with sari, bima and dewi, of whom dewi has no key, and serves it.
func serve(t testing.TB, change func(*ssh.Options)) *place {
	t.Helper()
	return serveOn(t, storetest.NewMemory(), change)
}

// serveOn is serve on a record that is there.
func serveOn(t testing.TB, log ticket.Log, change func(*ssh.Options)) *place {
	t.Helper()
	p := &place{t: t, keys: map[string]gossh.Signer{"sari": signer(t), "bima": signer(t)}}
	worker := []staff.Role{staff.Worker}
	p.desk = storetest.OpenDesk(t, log, time.Now,
		staff.Officer{ID: "sari", Name: "Sari", Roles: worker, Keys: []staff.Key{key(t, p.keys["sari"])}},
		staff.Officer{ID: "bima", Name: "Bima", Roles: worker, Keys: []staff.Key{key(t, p.keys["bima"])}},
		staff.Officer{ID: "dewi", Name: "Dewi", Roles: worker})
	host := signer(t)
	p.host = host.PublicKey()
	o := ssh.Options{HostKey: host, Desk: p.desk, Now: time.Now,
		Console: func(_ context.Context, g ssh.Guest) *console.App {
			return console.New(console.Options{Desk: p.desk, Catalogue: p.desk.Catalogue, Officer: g.Officer, Officers: p.desk.OfficerNames(), Zone: p.desk.Calendar.Zone(), Plain: kit.PlainTerminal(func(k string) string { return g.Env[k] }), Theme: "dark", Lang: "id", Now: time.Now})
		},
		Command: func(_ context.Context, g ssh.Guest, args []string, in io.Reader, out, _ io.Writer) int {
			if args[0] == "wait" {
				_, _ = io.ReadAll(in)
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			p.commands = append(p.commands, g.Officer+": "+strings.Join(args, " "))
			if args[0] == "flood" { // more than a window holds
				_, _ = out.Write(make([]byte, 8<<20))
			}
			fmt.Fprintln(out, "done by", g.Officer)
			return 7
		}}
	if change != nil {
		change(&o)
	}
	var err error
	if p.server, err = ssh.New(o); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.addr = l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.server.Serve(ctx, l) }()
	p.stop = sync.OnceValue(func() error { cancel(); return <-done })
	t.Cleanup(func() {
		if err := p.stop(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return p
}

// dial signs in; the error is that of the handshake.
func (p *place) dial(user string, as ...gossh.Signer) (*gossh.Client, error) {
	p.t.Helper()
	c, err := gossh.Dial("tcp", p.addr, &gossh.ClientConfig{User: user, Auth: []gossh.AuthMethod{gossh.PublicKeys(as...)}, HostKeyCallback: gossh.FixedHostKey(p.host), Timeout: time.Minute})
	if err == nil {
		p.t.Cleanup(func() { _ = c.Close() })
	}
	return c, err
}

func (p *place) in(officer string) *gossh.Client {
	p.t.Helper()
	c, err := p.dial(officer, p.keys[officer])
	if err != nil {
		p.t.Fatalf("%s cannot sign in: %v", officer, err)
	}
	return c
}

// ticket makes one that bima took at the telephone.
func (p *place) ticket(subject string) {
	p.t.Helper()
	m := ticket.Manual{Source: ticket.ByPhone, Subject: subject, Requester: ticket.Party{Name: "Slamet"}, Received: time.Now()}
	if _, err := p.desk.OpenByHand(context.Background(), "bima", m); err != nil {
		p.t.Fatal(err)
	}
}

// screen is a console at the other end.
type screen struct {
	*gossh.Session

	keys io.Writer
	mu   sync.Mutex
	seen bytes.Buffer
	got  chan struct{}
}

// Write keeps what the server drew.
func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	s.seen.Write(b)
	s.mu.Unlock()
	select {
	case s.got <- struct{}{}:
	default:
	}
	return len(b), nil
}

// until waits for something on the screen.
func (s *screen) until(t testing.TB, text string) {
	t.Helper()
	end := time.NewTimer(time.Minute)
	defer end.Stop()
	for {
		s.mu.Lock()
		found, all := strings.Contains(s.seen.String(), text), s.seen.Len()
		s.mu.Unlock()
		if found {
			return
		}
		select {
		case <-s.got:
		case <-end.C:
			t.Fatalf("%q was not drawn; %d bytes were", text, all)
		}
	}
}

// console opens a console of a size on a connection.
func open(t testing.TB, c *gossh.Client, w, h int) *screen {
	t.Helper()
	sess, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{Session: sess, got: make(chan struct{}, 1)}
	sess.Stdout, sess.Stderr = s, s
	if s.keys, err = sess.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := sess.RequestPty("xterm-256color", h, w, nil); err != nil {
		t.Fatal(err)
	}
	if err := sess.Shell(); err != nil {
		t.Fatal(err)
	}
	return s
}

// record gives what the record says of access: officers' kinds, oldest first.
func (p *place) record() (out []string) {
	p.t.Helper()
	events, err := p.desk.History(0)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, e := range events {
		switch b := e.Body.(type) {
		case ticket.SignedIn:
			out = append(out, e.By+" in "+b.Kind)
		case ticket.SignedOut:
			out = append(out, e.By+" out "+b.Why)
		case ticket.SignInRefused:
			out = append(out, "refused "+b.User+": "+b.Why)
		}
	}
	return out
}

// await waits until the record has a line.
func (p *place) await(line string) {
	p.t.Helper()
	changed, cancel := p.desk.Subscribe()
	defer cancel()
	end := time.NewTimer(time.Minute)
	defer end.Stop()
	for {
		all := p.record()
		for _, l := range all {
			if strings.HasPrefix(l, line) {
				return
			}
		}
		select {
		case <-changed:
		case <-end.C:
			p.t.Fatalf("the record has no %q:\n%s", line, strings.Join(all, "\n"))
		}
	}
}

// offered is a key that somebody shows and cannot sign with.
type offered struct{ key gossh.PublicKey }

func (o offered) PublicKey() gossh.PublicKey { return o.key }

func (o offered) Sign(io.Reader, []byte) (*gossh.Signature, error) {
	return nil, errors.New("it is somebody else's")
}
