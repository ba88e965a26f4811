package ssh

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	wire "charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"loket/domain/clean"
	"loket/ticket"
)

// session is one channel of one connection.
type session struct {
	pass

	id     string
	user   string // name that was asked for
	public gossh.PublicKey
	peer   netip.Addr
	began  time.Time
	touch  atomic.Int64 // of the last input, in nanoseconds of the server's clock
	end    context.CancelCauseFunc
}

// Bounds of a connection and of what a client may say of its terminal.
const (
	perLink  = 8    // sessions of one connection
	maxEnv   = 64   // bytes of a value
	maxWords = 4096 // bytes of a command line
)

// begin lets a session in: who it is is found anew, from the key that signed. The
// context ends with the session, with its reason as the cause.
func (s *Server) begin(w wire.Session, kind string) (context.Context, *session, error) {
	one := &session{id: newID(), user: w.User(), public: w.PublicKey(), peer: addrOf(w.RemoteAddr()), began: s.opt.Now()}
	if one.public == nil {
		return nil, nil, errUnknownKey
	}
	var err error
	if one.pass, err = s.admit(one.user, one.public, one.peer, s.opt.Desk.Staff()); err != nil {
		return nil, nil, err
	}
	ctx, end := context.WithCancelCause(w.Context())
	one.end = end
	one.touch.Store(one.began.UnixNano())
	s.mu.Lock()
	mine := 0
	for other := range s.sessions {
		if other.officer == one.officer {
			mine++
		}
	}
	switch {
	case s.closed:
		err = errStopped
	case mine >= s.opt.PerOfficer:
		err = errMany
	default:
		s.sessions[one] = struct{}{}
		s.ended.Add(1)
	}
	s.mu.Unlock()
	if err != nil {
		end(err)
		return nil, nil, err
	}
	s.door.welcome(one.peer)
	in := ticket.SignedIn{Session: one.id, Kind: kind, Peer: w.RemoteAddr().String(), Key: one.key, Cert: clean.Line(one.cert, 120).String(),
		Client: clean.Line(w.Context().ClientVersion(), 80).String(), Command: clean.Line(w.RawCommand(), 200).String()}
	if err := s.opt.Desk.NoteAccess(ctx, one.officer, in); err != nil {
		s.opt.Logger.Error("note a sign-in", "officer", one.officer, "error", err)
		s.finish(ctx, one)
		return nil, nil, err // what the record cannot say must not be
	}
	go s.guard(ctx, one)
	return ctx, one, nil
}

// finish ends a session and says so in the record.
func (s *Server) finish(ctx context.Context, one *session) {
	one.end(errLeft)
	why := context.Cause(ctx)
	if errors.Is(why, context.Canceled) { // the connection's own context ended first
		why = errLink
	}
	out := ticket.SignedOut{Session: one.id, Why: why.Error(), Took: s.opt.Now().Sub(one.began).Round(time.Second)}
	if err := s.opt.Desk.NoteAccess(context.WithoutCancel(ctx), one.officer, out); err != nil {
		s.opt.Logger.Error("note a sign-out", "officer", one.officer, "error", err)
	}
	s.mu.Lock()
	delete(s.sessions, one)
	s.mu.Unlock()
	s.ended.Done()
}

// guard ends a session that nobody uses, or that lasts too long.
func (s *Server) guard(ctx context.Context, one *session) {
	for {
		now := s.opt.Now()
		idle := time.Unix(0, one.touch.Load()).Add(s.opt.Idle).Sub(now)
		last := one.began.Add(s.opt.Longest).Sub(now)
		switch {
		case last <= 0:
			one.end(errTime)
			return
		case idle <= 0:
			one.end(errIdle)
			return
		}
		t := time.NewTimer(min(idle, last))
		select {
		case <-ctx.Done():
			t.Stop()
			return
		case <-t.C:
		}
	}
}

// input notes when somebody types.
type input struct {
	io.Reader

	one *session
	now func() time.Time
}

// Read is io.Reader's.
func (i input) Read(p []byte) (int, error) {
	n, err := i.Reader.Read(p)
	i.one.touch.Store(i.now().UnixNano())
	return n, err
}

// hands is the input of a console: when it ends nobody is there who could leave.
type hands struct{ input }

// Read is io.Reader's.
func (h hands) Read(p []byte) (int, error) {
	n, err := h.input.Read(p)
	if err != nil {
		h.one.end(errLink)
	}
	return n, err
}

// output cuts the connection where the other side takes nothing for too long: a
// write into a full window waits for ever, and with it whoever draws.
type output struct {
	io.Writer

	stall time.Duration
	cut   func()
}

// Write is io.Writer's.
func (o output) Write(p []byte) (int, error) {
	t := time.AfterFunc(o.stall, o.cut)
	defer t.Stop()
	return o.Writer.Write(p)
}

// cutter closes the connection of a session. A channel alone cannot be closed while
// a write to it waits.
func (s *Server) cutter(w wire.Session, one *session) func() {
	conn, _ := w.Context().Value(wire.ContextKeyConn).(*gossh.ServerConn)
	return func() {
		one.end(errLink)
		if conn != nil {
			_ = conn.Close()
		}
	}
}

// guest is what the terminal said about itself, of which little is believed.
func guest(w wire.Session, one *session) Guest {
	g := Guest{Officer: one.officer, Env: make(map[string]string)}
	for _, e := range w.Environ() {
		k, v, _ := strings.Cut(e, "=")
		switch k {
		case "LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "NO_COLOR", "COLORTERM":
			if len(v) <= maxEnv {
				g.Env[k] = clean.Line(v, maxEnv).String()
			}
		}
	}
	if p, _, ok := w.Pty(); ok {
		g.Term = clean.Line(p.Term, maxEnv).String()
		g.Env["TERM"] = g.Term
	}
	return g
}

func newID() string {
	b := make([]byte, 6)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// channel opens a session of a connection, as long as it has not too many.
func (s *Server) channel(srv *wire.Server, conn *gossh.ServerConn, ch gossh.NewChannel, ctx wire.Context) {
	s.mu.Lock()
	first := s.links[conn] == 0
	full := s.links[conn] >= perLink || s.closed
	if !full {
		s.links[conn]++
	}
	s.mu.Unlock()
	if full {
		_ = ch.Reject(gossh.ResourceShortage, "too many sessions on this connection")
		return
	}
	if first {
		go s.ping(ctx, conn)
	}
	defer func() {
		s.mu.Lock()
		if s.links[conn]--; s.links[conn] == 0 {
			delete(s.links, conn)
		}
		s.mu.Unlock()
	}()
	own, end := context.WithCancel(ctx)
	defer end()
	wire.DefaultSessionHandler(srv, conn, narrow{ch, end}, line{ctx, own})
}

// line is the context of one channel: the library's belongs to the whole connection.
type line struct {
	wire.Context

	own context.Context //nolint:containedctx // it is one
}

// Done is context.Context's.
func (l line) Done() <-chan struct{} { return l.own.Done() }

// Err is context.Context's.
func (l line) Err() error { return l.own.Err() }

// Value is context.Context's.
func (l line) Value(key any) any { return l.own.Value(key) }

// ping asks the other side whether it is there, until the connection ends. A link
// that does not answer is dead.
func (s *Server) ping(ctx context.Context, conn *gossh.ServerConn) {
	t := time.NewTicker(s.opt.Ping)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		late := time.AfterFunc(2*s.opt.Ping, func() { _ = conn.Close() })
		_, _, err := conn.SendRequest("keepalive@openssh.com", true, nil)
		late.Stop()
		if err != nil {
			return
		}
	}
}

// narrow is a channel of which only some requests are heard; closed is called when
// the other side closed it.
type narrow struct {
	gossh.NewChannel

	closed func()
}

// maxRequests bounds what a client may ask for before its session begins.
const maxRequests = 64

// Accept is gossh.NewChannel's.
func (n narrow) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, in, err := n.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	out := make(chan *gossh.Request)
	go func() {
		defer n.closed()
		defer close(out)
		settings := 0
		for r := range in {
			switch r.Type {
			case "env", "pty-req":
				settings++
				if settings <= maxRequests && len(r.Payload) <= maxWords {
					out <- r
					continue
				}
			case "shell", "exec", "subsystem":
				if len(r.Payload) <= maxWords {
					out <- r
					continue
				}
			case "window-change":
				out <- r
				continue
			}
			_ = r.Reply(false, nil) // no agent, no X11, no signals, no breaks
		}
	}()
	return ch, out, nil
}
