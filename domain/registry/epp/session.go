package epp

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"loket/domain/registry"
	"loket/domain/registry/internal/wire"
)

// session is one connection that is logged in.
type session struct {
	conn *tls.Conn
	in   *bufio.Reader
	greeting
}

// greeting is what the server offers.
type greeting struct {
	server     string
	languages  []string
	objects    []string
	extensions []string
}

func (g greeting) offers(uri string) bool {
	return slices.Contains(g.objects, uri) || slices.Contains(g.extensions, uri)
}

// alive makes sure of a session that answers: the one there is, or a new one.
func (c *Client) alive(ctx context.Context) error {
	if c.session != nil {
		if c.session.hello(ctx, c.cfg) == nil {
			return nil
		}
		c.drop()
	}
	return c.connect(ctx)
}

// connect makes a session: connection, greeting, login. Nothing that fails here has
// changed anything at the registry.
func (c *Client) connect(ctx context.Context) error {
	if err := c.resting(); err != nil {
		return err
	}
	s, err := c.dial(ctx)
	if err != nil {
		return unreached(err)
	}
	document, err := s.read(ctx, c.cfg)
	if err == nil {
		s.greeting, err = parseGreeting(document)
	}
	if err != nil {
		_ = s.conn.Close()
		return unreached(err)
	}
	c.session = s
	if err := c.login(ctx); err != nil {
		c.drop()
		return err
	}
	c.watch()
	return nil
}

func (c *Client) dial(ctx context.Context) (*session, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	raw, err := new(net.Dialer).DialContext(ctx, "tcp", c.cfg.Address)
	if err != nil {
		return nil, err
	}
	conn := tls.Client(raw, c.cfg.TLS)
	err = conn.HandshakeContext(ctx)
	c.remember(conn, err)
	if err != nil {
		_ = raw.Close()
		return nil, err
	}
	return &session{conn: conn, in: bufio.NewReader(conn)}, nil
}

// login opens the session with everything that both sides know.
func (c *Client) login(ctx context.Context) error {
	id := c.trid()
	tree, err := loginCommand(c.cfg, c.session.greeting, id)
	if err != nil {
		return err
	}
	answer, err := c.session.exchange(ctx, c.cfg, tree, id)
	if err != nil {
		return unreached(err)
	}
	if answer.outcome.Code < failure {
		return nil
	}
	p := registry.NewProblem(registry.ErrNotSent, registry.Refused(answer.outcome).Key, answer.outcome.Said(), nil)
	if code := p.Code(); code == wrongPassword || code == wrongAgain {
		c.barred, c.rest = p, time.NewTimer(c.cfg.Rest)
	}
	return p
}

// resting keeps a wrong password from being tried until the account is locked.
func (c *Client) resting() error {
	if c.barred == nil {
		return nil
	}
	select {
	case <-c.rest.C:
		c.barred = nil
		return nil
	default:
		return c.barred
	}
}

// logout is a courtesy: how it ends does not matter.
func (c *Client) logout() {
	ctx, cancel := context.WithTimeout(context.Background(), c.cfg.Timeout)
	defer cancel()
	id := c.trid()
	_, _ = c.session.exchange(ctx, c.cfg, command(wire.El(wire.EPP, "logout"), id), id)
	c.drop()
}

// hello asks for the greeting again.
func (s *session) hello(ctx context.Context, cfg Config) error {
	if err := s.send(ctx, cfg, wire.Document(wire.El(wire.EPP, "epp", wire.El(wire.EPP, "hello")))); err != nil {
		return err
	}
	document, err := s.read(ctx, cfg)
	if err != nil {
		return err
	}
	_, err = parseGreeting(document)
	return err
}

// exchange sends a command and reads its answer. After an error the session is of
// no more use.
func (s *session) exchange(ctx context.Context, cfg Config, tree *wire.Node, clTRID string) (answer, error) {
	if err := s.send(ctx, cfg, wire.Document(tree)); err != nil {
		return answer{}, err
	}
	document, err := s.read(ctx, cfg)
	if err != nil {
		return answer{}, err
	}
	a, err := parseAnswer(document)
	if err != nil {
		return answer{}, err
	}
	if a.outcome.ClTRID != clTRID && !(a.outcome.ClTRID == "" && unreadable(a.outcome.Code)) {
		return answer{}, fmt.Errorf("%w: sent %q, answered %q", errMismatch, clTRID, a.outcome.ClTRID)
	}
	a.outcome.ClTRID = clTRID
	return a, nil
}

// unreadable tells the refusals of a server that could not read as far as our
// transaction id.
func unreadable(code int) bool { return code == 2000 || code == 2001 || code >= closing }

func (s *session) send(ctx context.Context, cfg Config, document []byte) error {
	return s.within(ctx, cfg, func() error { return wire.WriteFrame(s.conn, document) })
}

// read takes one frame. What comes behind it without being asked for is found out
// by its transaction id when the next answer is read.
func (s *session) read(ctx context.Context, cfg Config) (document []byte, err error) {
	err = s.within(ctx, cfg, func() error {
		document, err = wire.ReadFrame(s.in, cfg.MaxFrame)
		return err
	})
	return document, err
}

// within bounds the time of an operation on the connection. A connection whose
// time was over is of no more use.
func (s *session) within(ctx context.Context, cfg Config, do func() error) error {
	ctx, cancel := context.WithTimeout(ctx, cfg.Timeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		_ = s.conn.SetDeadline(time.Unix(1, 0)) // fails on a closed one: the read says so
	})
	err := do()
	if !stop() && err != nil {
		err = errors.Join(context.Cause(ctx), err)
	}
	return err
}
