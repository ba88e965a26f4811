package epp

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"loket/domain/registry"
)

// Config says how to reach a registry. Address, TLS, ClientID and Password are
// needed, the rest has defaults.
type Config struct {
	Address  string      // host:port, the port is 700 as a rule
	TLS      *tls.Config // the desk's certificate and whom to trust; never changed
	ClientID string      // 3 to 16 characters
	Password registry.Secret
	Language string        // of the registry's texts, "en"
	Currency string        // of fees, "IDR"
	Timeout  time.Duration // of connecting, and of one question and its answer, 30 s
	Idle     time.Duration // after it the client says hello, 5 min; negative for never
	Rest     time.Duration // no login for so long after the password was refused, 10 min
	MaxFrame int           // bytes, 1 MiB
}

const (
	defaultTimeout = 30 * time.Second
	defaultIdle    = 5 * time.Minute
	defaultRest    = 10 * time.Minute
	defaultFrame   = 1 << 20

	minTRID, maxTRID = 3, 64 // trIDStringType of RFC 5730
)

// Client is a session with a registry; it is safe for concurrent use. It
// implements registry.Registry, registry.Checker, registry.Shelf and registry.Inbox.
type Client struct {
	cfg     Config
	turn    chan struct{} // holds one token: whoever has it may use session
	session *session
	barred  *registry.Problem // why no login is tried, until rest has fired
	rest    *time.Timer
	run     string        // of the transaction ids of questions
	asked   atomic.Uint64 // so many have been asked
	server  atomic.Pointer[registry.Certificate]
	life    context.Context
	end     context.CancelFunc
	idle    sync.Once
	closing sync.Once
	loops   sync.WaitGroup
}

var (
	_ registry.Registry = (*Client)(nil)
	_ registry.Checker  = (*Client)(nil)
	_ registry.Inbox    = (*Client)(nil)
	_ registry.Shelf    = (*Client)(nil)
)

// New checks a configuration. It touches no network: the first request connects.
// The caller ends the client with Close.
func New(cfg Config) (*Client, error) {
	host, _, err := net.SplitHostPort(cfg.Address)
	if err != nil {
		return nil, fmt.Errorf("address of the EPP server: %w", err)
	}
	switch {
	case cfg.TLS == nil:
		return nil, errors.New("EPP needs TLS")
	case len(cfg.ClientID) < 3 || len(cfg.ClientID) > 16:
		return nil, errors.New("an EPP user name has 3 to 16 characters")
	case len(cfg.Password.Reveal()) < minPassword:
		return nil, fmt.Errorf("an EPP password has at least %d characters", minPassword)
	}
	cfg.TLS = cfg.TLS.Clone()
	if cfg.TLS.ServerName == "" {
		cfg.TLS.ServerName = host
	}
	if cfg.TLS.MinVersion < tls.VersionTLS12 {
		cfg.TLS.MinVersion = tls.VersionTLS12
	}
	cfg.defaults()
	random := make([]byte, 4)
	_, _ = rand.Read(random) // never fails: crypto/rand ends the program instead
	c := &Client{cfg: cfg, turn: make(chan struct{}, 1), run: hex.EncodeToString(random)}
	c.turn <- struct{}{}
	c.life, c.end = context.WithCancel(context.Background())
	return c, nil
}

func (cfg *Config) defaults() {
	if cfg.Language == "" {
		cfg.Language = "en"
	}
	if cfg.Currency == "" {
		cfg.Currency = "IDR"
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = defaultTimeout
	}
	if cfg.Idle == 0 {
		cfg.Idle = defaultIdle
	}
	if cfg.Rest <= 0 {
		cfg.Rest = defaultRest
	}
	if cfg.MaxFrame <= 0 {
		cfg.MaxFrame = defaultFrame
	}
}

// Close logs out and ends the client. A request under way is waited for; later
// ones fail with ErrNotSent.
func (c *Client) Close() error {
	c.closing.Do(func() {
		c.end()
		<-c.turn // never given back: nobody comes after
		if c.session != nil {
			c.logout()
		}
		c.loops.Wait()
	})
	return nil
}

// take waits for the session to be free. give must be called after it.
func (c *Client) take(ctx context.Context) error {
	select {
	case <-c.life.Done():
		return notSent(registry.KeyClosed, nil)
	default:
	}
	select {
	case <-c.turn:
		return nil
	case <-ctx.Done():
		return notSent(registry.KeyUnreachable, ctx.Err())
	case <-c.life.Done():
		return notSent(registry.KeyClosed, nil)
	}
}

func (c *Client) give() { c.turn <- struct{}{} }

// drop forgets the connection; the next request makes a new one.
func (c *Client) drop() {
	if c.session != nil {
		_ = c.session.conn.Close() // it is of no more use, however it ends
		c.session = nil
	}
}

// trid makes the transaction id of a question.
func (c *Client) trid() string { return fmt.Sprintf("LOKET-%s-%d", c.run, c.asked.Add(1)) }

// Offer is what a server says of itself when it greets.
type Offer struct {
	Server     string   // its name
	Languages  []string // of its texts
	Objects    []string // URIs
	Extensions []string // URIs
}

// Offer makes sure that the registry can be reached and lets us in, also when the
// password was refused a moment ago: a person asks. It returns what the server
// offers. The error is a *registry.Problem.
func (c *Client) Offer(ctx context.Context) (Offer, error) {
	if err := c.take(ctx); err != nil {
		return Offer{}, err
	}
	defer c.give()
	c.barred = nil
	if err := c.alive(ctx); err != nil {
		return Offer{}, err
	}
	g := c.session.greeting
	lines := func(list []string) (out []string) {
		for _, s := range list {
			out = append(out, line(s))
		}
		return out
	}
	return Offer{Server: g.server, Languages: lines(g.languages), Objects: lines(g.objects), Extensions: lines(g.extensions)}, nil
}

// watch says hello while nobody else speaks, until the client is closed.
func (c *Client) watch() {
	if c.cfg.Idle < 0 {
		return
	}
	c.idle.Do(func() {
		c.loops.Go(func() {
			tick := time.NewTicker(c.cfg.Idle)
			defer tick.Stop()
			for {
				select {
				case <-c.life.Done():
					return
				case <-tick.C:
				}
				select {
				case <-c.turn:
					c.sayHello()
					c.give()
				default: // busy, so not idle
				}
			}
		})
	})
}

// sayHello keeps a session alive; it never makes one.
func (c *Client) sayHello() {
	if c.session == nil {
		return
	}
	if err := c.session.hello(c.life, c.cfg); err != nil {
		c.drop()
	}
}
