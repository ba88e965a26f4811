package send_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"loket/mailbox/dovecottest"
	"loket/mailbox/send"
)

// post is an SMTP server that answers as the recipient's local part says:
// "penuh" 452, "tiada" 550, anything else is taken.
type post struct {
	authority *dovecottest.Authority
	config    *tls.Config
	mu        sync.Mutex
	taken     []taken
	onData    error
	noAuth    bool
	refuse    func(from, to string) bool // to is "" when the sender is named
}

type taken struct {
	from string
	to   []string
	raw  string
	// what was asked of delivery reports
	envid, dsn string
}

func newPost(t *testing.T) *post {
	t.Helper()
	p := &post{authority: dovecottest.NewAuthority(t)}
	p.config = p.authority.Config(t, time.Now().Add(time.Hour), "localhost")
	return p
}

// serve starts the server; secure is implicit TLS, otherwise STARTTLS is
// offered. The result hands letters in to it.
func (p *post) serve(t *testing.T, secure bool, change func(*smtp.Server)) send.Server {
	t.Helper()
	s := smtp.NewServer(p)
	s.Domain, s.TLSConfig, s.MaxMessageBytes, s.MaxRecipients = "localhost", p.config, 1<<20, 50
	s.ErrorLog = log.New(io.Discard, "", 0)
	if change != nil {
		change(s)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if secure {
		l = tls.NewListener(l, p.config)
	}
	var served sync.WaitGroup
	served.Go(func() { s.Serve(l) })
	t.Cleanup(func() { l.Close(); s.Close(); served.Wait() })
	mode := "starttls"
	if secure {
		mode = "tls"
	}
	return send.Server{
		Host: "localhost", Port: port, TLS: mode, CAFile: p.authority.File, User: "loket", HELO: "loket.example.go.id",
		Secret: func(context.Context) (string, error) { return "rahasia-uji", nil },
	}
}

func (p *post) letters() []taken {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]taken(nil), p.taken...)
}

func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &counter{p: p}, nil }

type counter struct {
	p      *post
	signed bool
	now    taken
}

func (c *counter) AuthMechanisms() []string {
	if c.p.noAuth {
		return nil
	}
	return []string{"PLAIN", "LOGIN", "XOAUTH2"}
}

func (c *counter) Auth(mech string) (sasl.Server, error) {
	check := func(user, secret string) error {
		if user != "loket" || secret != "rahasia-uji" {
			return smtp.ErrAuthFailed
		}
		c.signed = true
		return nil
	}
	switch mech {
	case "PLAIN":
		return sasl.NewPlainServer(func(_, user, secret string) error { return check(user, secret) }), nil
	case "LOGIN":
		return &login{check: check}, nil
	}
	return &token{check: check}, nil
}

type login struct {
	check func(user, secret string) error
	user  []byte
	step  int
}

func (l *login) Next(response []byte) ([]byte, bool, error) {
	l.step++
	if l.step == 1 && response != nil {
		l.step = 2 // the name came with the command
	}
	switch l.step {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = bytes.Clone(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(string(l.user), string(response))
}

type token struct {
	check func(user, secret string) error
	bad   bool
}

func (x *token) Next(response []byte) ([]byte, bool, error) {
	if x.bad {
		return nil, true, smtp.ErrAuthFailed
	}
	var user, secret string
	for field := range strings.SplitSeq(string(response), "\x01") {
		if v, ok := strings.CutPrefix(field, "user="); ok {
			user = v
		}
		if v, ok := strings.CutPrefix(field, "auth=Bearer "); ok {
			secret = v
		}
	}
	if x.check(user, secret) != nil {
		x.bad = true
		return []byte(`{"status":"401"}`), false, nil
	}
	return nil, true, nil
}

var errNotYours = &smtp.SMTPError{Code: 553, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "Sender address rejected: not owned by user"}

func (c *counter) Mail(from string, o *smtp.MailOptions) error {
	if !c.signed && !c.p.noAuth {
		return smtp.ErrAuthRequired
	}
	if c.p.refuse != nil && c.p.refuse(from, "") {
		return errNotYours
	}
	c.now = taken{from: from, envid: o.EnvelopeID, dsn: string(o.Return)}
	return nil
}

func (c *counter) Rcpt(to string, o *smtp.RcptOptions) error {
	if c.p.refuse != nil && c.p.refuse(c.now.from, to) {
		return errNotYours
	}
	for i, n := range o.Notify {
		c.now.dsn += map[bool]string{true: " ", false: ","}[i == 0] + string(n)
	}
	switch name, _, _ := strings.Cut(to, "@"); name {
	case "penuh":
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "Kotak surat penuh"}
	case "tiada":
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "Alamat tidak dikenal"}
	}
	c.now.to = append(c.now.to, to)
	return nil
}

func (c *counter) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if c.p.onData != nil {
		return c.p.onData
	}
	c.now.raw = string(raw)
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	c.p.taken = append(c.p.taken, c.now)
	return nil
}

func (c *counter) Reset()        {}
func (c *counter) Logout() error { return nil }

// script is a server that gives fixed answers, one per line received, and hangs
// up after them.
func script(t *testing.T, answers ...string) send.Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		in := bufio.NewReader(conn)
		inBody := false
		for _, a := range answers {
			fmt.Fprintf(conn, "%s\r\n", a)
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if !inBody || line == ".\r\n" {
					break
				}
			}
			inBody = strings.HasPrefix(a, "354")
		}
	}()
	return send.Server{Host: "localhost", Port: l.Addr().(*net.TCPAddr).Port, TLS: "none"}
}

func failure(t *testing.T, err error) *send.SendError {
	t.Helper()
	var e *send.SendError
	if !errors.As(err, &e) {
		t.Fatalf("error %v (%T) is no *send.SendError", err, err)
	}
	return e
}
