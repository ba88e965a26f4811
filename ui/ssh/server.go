package ssh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	wire "charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/console"
)

// Desk is what the server asks of the desk.
type Desk interface {
	Staff() staff.Roster
	NoteAccess(ctx context.Context, by string, what ticket.Body) error
	Subscribe() (<-chan struct{}, func())
	Shelf
}

// Guest is who signed in, for the console and the commands that serve them.
type Guest struct {
	Officer string
	Term    string            // kind of terminal
	Env     map[string]string // TERM, LANG, LC_ALL, LC_CTYPE, LC_MESSAGES, NO_COLOR, COLORTERM; no others
}

// Options are what a server is made of. Desk, HostKey, Console and Command are
// required; limits that are 0 have defaults.
type Options struct {
	HostKey     gossh.Signer
	Authorities []gossh.PublicKey // that sign certificates of officers
	Revoked     *Revoked          // keys that let nobody in; nil: none
	Banner      string            // shown before anybody is known
	Idle        time.Duration     // without a key pressed: 1 h
	Longest     time.Duration     // of a session: 10 h
	Grace       time.Duration     // to sign in: 20 s
	Stall       time.Duration     // in which a client must take what is written: 30 s
	Ping        time.Duration     // between questions whether a client is there, which it has twice as long to answer: 20 s
	Total       int               // connections: 200
	PerAddress  int               // connections of one address: 60
	PerOfficer  int               // sessions: 10
	Desk        Desk
	// Console makes the screens of a session.
	Console func(ctx context.Context, g Guest) *console.App
	// Command does a command line without a terminal and returns its exit code.
	Command func(ctx context.Context, g Guest, args []string, in io.Reader, out, err io.Writer) int
	Logger  *slog.Logger
	Now     func() time.Time
}

// The reasons why a session ended, which its officer and the record are told.
var (
	errLeft     = errors.New("left")
	errIdle     = errors.New("idle")
	errTime     = errors.New("time")
	errLink     = errors.New("link")
	errStopped  = errors.New("stopped")
	errDisabled = errors.New("disabled")
)

// Errors of New.
var (
	ErrNoHostKey = errors.New("there is no host key")
	ErrNobody    = errors.New("nobody could come in: no officer has a key and no authority signs certificates; add one with 'loket officer key ID FILE.pub'")
)

// Server serves one desk.
type Server struct {
	opt  Options
	door *door
	wire *wire.Server

	mu       sync.Mutex
	sessions map[*session]struct{}
	links    map[*gossh.ServerConn]int // sessions of each connection
	refused  map[string]offer          // by the other side's address and port: the key that was turned away
	ended    sync.WaitGroup
	closed   bool
}

// New makes a server. It listens to nothing before Serve.
func New(o Options) (*Server, error) {
	o.complete()
	if o.HostKey == nil {
		return nil, ErrNoHostKey
	}
	if !anybody(o.Desk.Staff()) && len(o.Authorities) == 0 {
		return nil, ErrNobody
	}
	s := &Server{opt: o, door: newDoor(o), sessions: make(map[*session]struct{}), links: make(map[*gossh.ServerConn]int), refused: make(map[string]offer)}
	s.wire = &wire.Server{
		Version:                  "Loket",
		HostSigners:              []wire.Signer{o.HostKey},
		HandshakeTimeout:         o.Grace,
		PublicKeyHandler:         s.known,
		ServerConfigCallback:     func(wire.Context) *gossh.ServerConfig { return strict() },
		ConnCallback:             s.door.enter,
		ConnectionFailedCallback: s.failed,
		ConnectionCloseCallback:  s.left,
		PtyCallback:              func(_ wire.Context, p wire.Pty) bool { return fits(p.Window) },
		ChannelHandlers:          map[string]wire.ChannelHandler{"session": s.channel},
		SubsystemHandlers:        map[string]wire.SubsystemHandler{"sftp": s.sftp},
		Handler:                  s.serve,
	}
	if o.Banner != "" {
		s.wire.Banner = o.Banner + "\r\n"
	}
	return s, nil
}

func (o *Options) complete() {
	for _, d := range []struct {
		v   *time.Duration
		def time.Duration
	}{{&o.Idle, time.Hour}, {&o.Longest, 10 * time.Hour}, {&o.Grace, 20 * time.Second}, {&o.Stall, 30 * time.Second}, {&o.Ping, 20 * time.Second}} {
		if *d.v == 0 {
			*d.v = d.def
		}
	}
	for _, n := range []struct {
		v   *int
		def int
	}{{&o.Total, 200}, {&o.PerAddress, 60}, {&o.PerOfficer, 10}} {
		if *n.v == 0 {
			*n.v = n.def
		}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
}

func anybody(r staff.Roster) bool {
	for _, o := range r {
		if len(o.Keys) > 0 && !o.Disabled {
			return true
		}
	}
	return false
}

// strict is what is spoken: no algorithm that is known to be weak.
func strict() *gossh.ServerConfig {
	return &gossh.ServerConfig{
		Config: gossh.Config{
			KeyExchanges: []string{gossh.KeyExchangeMLKEM768X25519, gossh.KeyExchangeCurve25519},
			Ciphers:      []string{gossh.CipherChaCha20Poly1305, gossh.CipherAES256GCM, gossh.CipherAES128GCM},
			MACs:         []string{gossh.HMACSHA256ETM, gossh.HMACSHA512ETM},
		},
		MaxAuthTries: 6, // as many keys as an agent commonly holds
		PublicKeyAuthAlgorithms: []string{gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384,
			gossh.KeyAlgoECDSA521, gossh.KeyAlgoSKECDSA256, gossh.KeyAlgoRSASHA256, gossh.KeyAlgoRSASHA512},
	}
}

// Serve takes connections until ctx ends; then it tells every session, waits for
// them for a few seconds, and cuts off who is left. l is closed.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	changed, cancel := s.opt.Desk.Subscribe()
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.watch(ctx, changed)
	}()
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	err := s.wire.Serve(l)
	<-done
	s.stop()
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("serve SSH: %w", err)
}

// watch sends away whoever may no longer be here, until ctx ends.
func (s *Server) watch(ctx context.Context, changed <-chan struct{}) {
	var seen staff.Roster
	var tick <-chan time.Time
	if s.opt.Revoked != nil {
		t := time.NewTicker(revokedEvery)
		defer t.Stop()
		tick = t.C
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-tick:
			if s.reread() {
				seen = nil
			}
		}
		if r := s.opt.Desk.Staff(); !sameRoster(r, seen) {
			seen = r
			s.sweep(r)
		}
	}
}

func (s *Server) sweep(r staff.Roster) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for one := range s.sessions {
		switch _, err := s.admit(one.user, one.public, one.peer, r); {
		case errors.Is(err, errNoList): // who is in was good
		case errors.Is(err, errRevoked):
			one.end(errRevoked)
		case err != nil:
			one.end(errDisabled)
		}
	}
}

// stopTime is how long sessions may take to end by themselves.
const stopTime = 5 * time.Second

func (s *Server) stop() {
	s.mu.Lock()
	s.closed = true
	for one := range s.sessions {
		one.end(errStopped)
	}
	s.mu.Unlock()
	quiet := make(chan struct{})
	go func() {
		s.ended.Wait()
		close(quiet)
	}()
	select {
	case <-quiet:
	case <-time.After(stopTime):
	}
	_ = s.wire.Close()
	s.flush(s.door.all())
}

// Sessions is how many sessions there are now.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions)
}
