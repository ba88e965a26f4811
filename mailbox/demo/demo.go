// Package demo is a mail server with a sample mailbox, for visitors and for tests.
//
// Start opens an IMAP and an SMTP server on loopback, in this process, with one account: the helpdesk of an invented
// registrar. Its INBOX holds the mails of Samples, written as Indonesian agencies write, with documents made at run time.
// Every letter accepted by SMTP lands in the folder Requesters, so that a visitor sees what the requesters got. With
// Live, requesters answer those letters and new requests keep coming in.
//
// Rules: everything is a function of the instant given as now, so two runs with the same now give the same bytes;
// nothing is read from or written to disk; all persons, agencies, numbers and names are invented, and addresses are from
// 203.0.113.0/24.
//
// It does not know tickets, services' rules or the store: Want says in plain strings what a sample is, as the truth that
// other packages' tests compare with. It is no server for real mail: no TLS, one fixed password, all of it in memory.
package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-smtp"
)

// The account that Start opens, for IMAP and for SMTP (where signing in is optional), and its folders.
const (
	DefaultUser     = "helpdesk"
	DefaultPassword = "contoh-saja"
	// HelpdeskAddress is the desk's own address: the sample mails are written to it.
	HelpdeskAddress = "helpdesk@domain-contoh.go.id"

	FolderInbox      = "INBOX"
	FolderSent       = "Sent"
	FolderRequesters = "Requesters"
)

// Clock is the time the server lives in. Tests give one that they turn by hand.
type Clock interface {
	Now() time.Time
	After(d time.Duration) <-chan time.Time
}

// Options of a demo server. The zero value works.
type Options struct {
	// Now is the instant the mailbox is as of: no sample is younger. Zero means the wall clock at Start.
	Now time.Time
	// Lang "en" adds a header "Comments" to each sample that says in English what the mail is. The mails stay Indonesian.
	Lang string
	// Live makes Start run Live in the background until ctx ends.
	Live bool
	// Clock defaults to one that begins at Now and runs with the wall clock.
	Clock Clock
	// Empty leaves INBOX without the sample mails.
	Empty bool
}

// Server is a running pair of IMAP and SMTP servers. Its methods may be called from several goroutines.
type Server struct {
	// User and Password sign in to both servers.
	User, Password string

	clock   Clock
	account *imapmemserver.User
	imap    *imapserver.Server
	smtp    *smtp.Server
	imapLn  net.Listener
	smtpLn  net.Listener
	stop    context.CancelFunc // of Live
	closing sync.Once
	closed  error // of Close
	running sync.WaitGroup

	mu       sync.Mutex
	outgoing []Letter
	sent     []Letter
	refuse   int
	posted   chan struct{} // 1 slot: a letter has gone out since it was last emptied
}

// Start opens both servers on 127.0.0.1, fills the mailbox and returns at once. They run until ctx ends or Close.
func Start(ctx context.Context, o Options) (*Server, error) {
	clock := o.Clock
	if clock == nil {
		clock = newWallClock(o.Now)
	}
	now := o.Now
	if now.IsZero() {
		now = clock.Now()
	}
	s := &Server{
		User: DefaultUser, Password: DefaultPassword, clock: clock,
		account: imapmemserver.NewUser(DefaultUser, DefaultPassword),
		posted:  make(chan struct{}, 1),
	}
	for _, folder := range []string{FolderInbox, FolderSent, FolderRequesters} {
		if err := s.account.Create(folder, nil); err != nil {
			return nil, fmt.Errorf("create folder %s: %w", folder, err)
		}
	}
	if !o.Empty {
		for _, m := range Samples(now, o.Lang) {
			if err := s.Deliver(m.Raw, m.Internal); err != nil {
				return nil, err
			}
		}
	}
	if err := s.listen(ctx); err != nil {
		return nil, err
	}
	live, stop := context.WithCancel(ctx)
	s.stop = stop
	if o.Live {
		s.running.Go(func() { s.Live(live) })
	}
	context.AfterFunc(ctx, func() { _ = s.Close() })
	return s, nil
}

func (s *Server) listen(ctx context.Context) error {
	var lc net.ListenConfig
	var err error
	if s.imapLn, err = lc.Listen(ctx, "tcp", "127.0.0.1:0"); err != nil {
		return fmt.Errorf("listen for IMAP: %w", err)
	}
	if s.smtpLn, err = lc.Listen(ctx, "tcp", "127.0.0.1:0"); err != nil {
		_ = s.imapLn.Close()
		return fmt.Errorf("listen for SMTP: %w", err)
	}
	quiet := log.New(io.Discard, "", 0)
	s.imap = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &session{server: s}, nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}},
		InsecureAuth: true,
		Logger:       quiet,
	})
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &submission{server: s}, nil
	}))
	s.smtp.Domain = "domain-contoh.go.id"
	s.smtp.AllowInsecureAuth = true
	s.smtp.MaxMessageBytes = maxLetter
	s.smtp.ErrorLog = quiet
	s.running.Go(func() { _ = s.imap.Serve(s.imapLn) })
	s.running.Go(func() { _ = s.smtp.Serve(s.smtpLn) })
	return nil
}

// Close stops both servers and Live, drops the connections and waits until all have ended. Closing twice is fine.
func (s *Server) Close() error {
	s.closing.Do(func() {
		s.stop()
		for _, stop := range []func() error{s.imap.Close, s.smtp.Close} {
			if err := stop(); !errors.Is(err, net.ErrClosed) { // of a connection that ended by itself meanwhile
				s.closed = errors.Join(s.closed, err)
			}
		}
		// A server that has not begun to serve does not know its listener yet and would accept for ever.
		_ = s.imapLn.Close()
		_ = s.smtpLn.Close()
	})
	s.running.Wait()
	return s.closed
}

// IMAPAddr is the host:port of the IMAP server (no TLS).
func (s *Server) IMAPAddr() string { return s.imapLn.Addr().String() }

// SMTPAddr is the host:port of the SMTP server (no TLS, signing in optional).
func (s *Server) SMTPAddr() string { return s.smtpLn.Addr().String() }

// Address is the e-mail address of the helpdesk.
func (s *Server) Address() string { return HelpdeskAddress }

// Deliver puts a new mail into INBOX; clients in IDLE are told. A zero internal means the server's present time.
func (s *Server) Deliver(raw []byte, internal time.Time) error {
	return s.put(FolderInbox, raw, internal)
}

func (s *Server) put(folder string, raw []byte, internal time.Time) error {
	if internal.IsZero() {
		internal = s.clock.Now()
	}
	// The folder keeps the slice, and tests hand in slices they change later.
	r := bytes.NewReader(bytes.Clone(raw))
	if _, err := s.account.Append(folder, r, &imap.AppendOptions{Time: internal}); err != nil {
		return fmt.Errorf("put mail into %s: %w", folder, err)
	}
	return nil
}

// session is one IMAP connection. It keeps a copy of what clients append to Sent.
type session struct {
	*imapmemserver.UserSession // nil until signed in

	server *Server
}

func (c *session) Login(user, password string) error {
	if err := c.server.account.Login(user, password); err != nil {
		return err
	}
	c.UserSession = imapmemserver.NewUserSession(c.server.account)
	return nil
}

func (c *session) Append(folder string, r imap.LiteralReader, o *imap.AppendOptions) (*imap.AppendData, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	done, err := c.UserSession.Append(folder, bytes.NewReader(raw), o)
	if err == nil && folder == FolderSent {
		c.server.keepSent(raw, o.Time)
	}
	return done, err
}

type wallClock struct{ base, start time.Time }

// newWallClock is the one place of the package that reads the time: a demonstration runs in the visitor's present.
func newWallClock(base time.Time) wallClock {
	start := time.Now()
	if base.IsZero() {
		base = start
	}
	return wallClock{base: base, start: start}
}

func (c wallClock) Now() time.Time                         { return c.base.Add(time.Since(c.start)) }
func (c wallClock) After(d time.Duration) <-chan time.Time { return time.After(d) }
