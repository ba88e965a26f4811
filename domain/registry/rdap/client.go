package rdap

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"loket/domain"
	"loket/domain/registry"
)

// Config says where to ask and how politely. Base is needed, the rest has defaults.
type Config struct {
	Base      string            // "https://rdap.example/rdap/": what stands in front of "domain/NAME"
	Transport http.RoundTripper // http.DefaultTransport
	Pause     time.Duration     // between two requests, 1 s; negative for none
	Keep      time.Duration     // an answer serves so long, 1 min; negative for never
	Timeout   time.Duration     // of one request, 15 s
	Now       func() time.Time  // time.Now
}

const (
	defaultPause   = time.Second
	defaultKeep    = time.Minute
	defaultTimeout = 15 * time.Second

	maxBody      = 1 << 20 // bytes of an answer
	maxRedirects = 3
	maxKept      = 1000        // names
	defaultWait  = time.Minute // after a 429 that does not say how long
	maxWait      = time.Hour
)

// Client asks one service; it is safe for concurrent use.
type Client struct {
	cfg  Config
	http *http.Client
	turn chan struct{} // holds one token: whoever has it may ask

	mu     sync.Mutex // guards what follows
	kept   map[domain.Name]kept
	next   time.Time // no request before it
	proven bool      // the service has answered as RDAP does
}

type kept struct {
	state registry.State
	at    time.Time
}

// New checks a configuration; it touches no network.
func New(cfg Config) (*Client, error) {
	base, err := url.Parse(cfg.Base)
	if err != nil || base.Scheme != "https" && base.Scheme != "http" || base.Host == "" || base.RawQuery != "" {
		return nil, fmt.Errorf("address of the RDAP service %q: write it as https://rdap.example/rdap/", cfg.Base)
	}
	cfg.Base = strings.TrimSuffix(cfg.Base, "/") + "/"
	if cfg.Pause == 0 {
		cfg.Pause = defaultPause
	}
	if cfg.Keep == 0 {
		cfg.Keep = defaultKeep
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = defaultTimeout
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	c := &Client{cfg: cfg, turn: make(chan struct{}, 1), kept: map[domain.Name]kept{}}
	c.turn <- struct{}{}
	c.http = &http.Client{Transport: cfg.Transport, Timeout: cfg.Timeout, CheckRedirect: redirect}
	return c, nil
}

func redirect(to *http.Request, via []*http.Request) error {
	switch {
	case len(via) > maxRedirects:
		return errors.New("too many redirects")
	case to.URL.Scheme != "https" && via[0].URL.Scheme == "https":
		return errors.New("a redirect from HTTPS to " + to.URL.Scheme)
	}
	return nil
}

// Look returns what the service says of a name, at most Config.Keep old. A name
// that is not registered is a State with Registered false.
func (c *Client) Look(ctx context.Context, name domain.Name) (registry.State, error) {
	if s, at, ok := c.Last(name); ok && c.cfg.Now().Sub(at) < c.cfg.Keep {
		return s, nil
	}
	return c.Fresh(ctx, name)
}

// Last returns the latest answer about a name and when it came, without asking.
func (c *Client) Last(name domain.Name) (registry.State, time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.kept[name]
	return k.state, k.at, ok
}

// Fresh asks in any case.
func (c *Client) Fresh(ctx context.Context, name domain.Name) (registry.State, error) {
	if again, err := domain.ParseName(name.String()); err != nil || again != name {
		return registry.State{}, registry.NewProblem(registry.ErrNotSent, registry.KeyInvalid, name.String(), err)
	}
	select {
	case <-c.turn:
		defer func() { c.turn <- struct{}{} }()
	case <-ctx.Done():
		return registry.State{}, notSent(registry.KeyUnreachable, ctx.Err())
	}
	status, body, err := c.get(ctx, "domain/"+name.String())
	if err != nil {
		return registry.State{}, err
	}
	s, err := c.read(ctx, name, status, body)
	if err == nil {
		c.keep(name, s)
	}
	return s, err
}

func (c *Client) read(ctx context.Context, name domain.Name, status int, body []byte) (registry.State, error) {
	switch status {
	case http.StatusOK:
		s, err := parse(name, body)
		if err != nil {
			return registry.State{}, registry.NewProblem(registry.ErrUnknown, registry.KeyNotRDAP, err.Error(), err)
		}
		c.prove()
		s.Evidence = evidence(body)
		return s, nil
	case http.StatusNotFound:
		if err := c.believe(ctx, body); err != nil {
			return registry.State{}, err
		}
		return registry.State{Name: name, Source: source, Evidence: evidence(body), Redacted: true}, nil
	}
	return registry.State{}, registry.NewProblem(registry.ErrRefused, registry.KeyRDAP, "HTTP "+strconv.Itoa(status)+" "+http.StatusText(status), nil)
}

func evidence(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// get makes one request when its time has come. The error is a *registry.Problem.
func (c *Client) get(ctx context.Context, path string) (status int, body []byte, err error) {
	if err := c.wait(ctx); err != nil {
		return 0, nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.cfg.Base+path, nil)
	if err != nil {
		return 0, nil, notSent(registry.KeyInvalid, err)
	}
	request.Header.Set("Accept", "application/rdap+json, application/json;q=0.5")
	request.Header.Set("User-Agent", "loket (helpdesk console for government domain names)")
	response, err := c.http.Do(request)
	c.pause(c.cfg.Pause)
	if err != nil {
		return 0, nil, notSent(diagnose(err), err)
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusTooManyRequests {
		wait := retryAfter(response.Header.Get("Retry-After"), c.cfg.Now())
		c.pause(wait)
		return 0, nil, registry.NewProblem(registry.ErrRefused, registry.KeyBusy, "HTTP 429, "+wait.Round(time.Second).String(), nil)
	}
	body, err = io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	switch {
	case err != nil:
		return 0, nil, notSent(registry.KeyUnreachable, err)
	case len(body) > maxBody:
		return 0, nil, registry.NewProblem(registry.ErrUnknown, registry.KeyNotRDAP, fmt.Sprintf("more than %d bytes", maxBody), nil)
	}
	return response.StatusCode, body, nil
}

// retryAfter reads the header in either form (RFC 9110 section 10.2.3), within
// reason.
func retryAfter(header string, now time.Time) time.Duration {
	wait := defaultWait
	if n, err := strconv.Atoi(strings.TrimSpace(header)); err == nil {
		wait = time.Duration(min(max(n, 1), int(maxWait/time.Second))) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, time.Second), maxWait)
}

// pause lets no request out for a while.
func (c *Client) pause(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if until := c.cfg.Now().Add(d); until.After(c.next) {
		c.next = until
	}
}

// wait holds a request back for a short pause, and turns it away in a long one.
func (c *Client) wait(ctx context.Context) error {
	c.mu.Lock()
	d := c.next.Sub(c.cfg.Now())
	c.mu.Unlock()
	if d <= 0 {
		return nil
	}
	if d > c.cfg.Pause {
		return registry.NewProblem(registry.ErrNotSent, registry.KeyBusy, d.Round(time.Second).String(), nil)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return notSent(registry.KeyUnreachable, ctx.Err())
	}
}

func (c *Client) keep(name domain.Name, s registry.State) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.kept) >= maxKept {
		clear(c.kept)
	}
	c.kept[name] = kept{state: s, at: c.cfg.Now()}
}

func (c *Client) prove() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.proven = true
}

// believe refuses the 404 of something that is no RDAP service. One that gives no
// reason in JSON is asked for its help page, once (RFC 9082 section 3.1.6).
func (c *Client) believe(ctx context.Context, body []byte) error {
	c.mu.Lock()
	proven := c.proven
	c.mu.Unlock()
	if proven {
		return nil
	}
	if !isError(body) {
		status, help, err := c.get(ctx, "help")
		if err != nil {
			return err
		}
		if status != http.StatusOK || !isHelp(help) {
			return registry.NewProblem(registry.ErrUnknown, registry.KeyNotRDAP, "HTTP 404", nil)
		}
	}
	c.prove()
	return nil
}
