package webcheck

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"loket/domain/clean"
)

// Page is what one look saw. Failure and Status tell its kinds apart; what was
// not seen is empty.
type Page struct {
	Failure Failure `json:"failure,omitempty"`
	Detail  string  `json:"detail,omitempty"` // of the failure, for the officer
	Status  int     `json:"status,omitempty"` // of HTTP, of the last hop
	Hops    []Hop   `json:"hops,omitempty"`   // redirects that were followed
	Final   string  `json:"final,omitempty"`  // the address that Status is of
	Away    string  `json:"away,omitempty"`   // where a redirect leads that was not followed
	Refresh string  `json:"refresh,omitempty"`
	TLS     *TLS    `json:"tls,omitempty"` // of the last hop

	Type     string   `json:"type,omitempty"`   // media type, without parameters
	Title    string   `json:"title,omitempty"`  // one line
	Text     string   `json:"text,omitempty"`   // what a reader could see, hidden parts too
	Size     int64    `json:"size,omitempty"`   // bytes of the body, unpacked
	Cut      bool     `json:"cut,omitempty"`    // there was more: of the body, or of the text
	SHA256   string   `json:"sha256,omitempty"` // of those bytes, as hexadecimal
	Found    []Hit    `json:"found,omitempty"`
	Outwards []string `json:"outwards,omitempty"` // other registered names that it links to
}

// Hop is one redirect.
type Hop struct {
	Status int    `json:"status"`
	To     string `json:"to"`
}

// fetch looks once, with one user agent, for at most the time of the settings.
func (c *Checker) fetch(ctx context.Context, u *url.URL, agent string) Page {
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	transport := c.client()
	defer transport.CloseIdleConnections()
	p := Page{}
	for at := *u; ; {
		res, err := c.ask(ctx, transport, &at, agent)
		if err != nil {
			p.fail(err)
			return p
		}
		next, err := c.next(&p, res, &at)
		if next == nil || err != nil {
			c.keep(&p, res, &at)
			if err != nil {
				p.fail(err)
			}
			return p
		}
		res.Body.Close()
		at = *next
	}
}

// ask sends one request; redirects come back as they are.
func (c *Checker) ask(ctx context.Context, t *http.Transport, u *url.URL, agent string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	req.Header.Set("Accept-Language", "id,en;q=0.7")
	req.Header.Set("Accept-Encoding", "gzip")
	return t.RoundTrip(req)
}

// next returns where an answer leads, nil where it is the last. A redirect that
// the rules do not allow is an error; one that leads away is noted on the page.
func (c *Checker) next(p *Page, res *http.Response, at *url.URL) (*url.URL, error) {
	to := res.Header.Get("Location")
	if res.StatusCode < 300 || res.StatusCode > 399 || res.StatusCode == http.StatusNotModified || to == "" {
		return nil, nil
	}
	u, err := at.Parse(to)
	if err != nil || len(to) > maxURL {
		return nil, errors.Join(errHops, ErrURL)
	}
	if err := c.allow(u); err != nil {
		p.Away = oneLine(u.String(), maxURL)
		return nil, err
	}
	if !c.o.Away && registered(u.Hostname()) != registered(at.Hostname()) {
		p.Away = oneLine(u.String(), maxURL)
		return nil, nil
	}
	if len(p.Hops) == c.o.MaxHops {
		return nil, errHops
	}
	p.Hops = append(p.Hops, Hop{res.StatusCode, oneLine(u.String(), maxURL)})
	return u, nil
}

// keep puts an answer on the page.
func (c *Checker) keep(p *Page, res *http.Response, at *url.URL) {
	defer res.Body.Close()
	p.Status, p.Final = res.StatusCode, at.String()
	p.TLS = c.handshake(res.TLS, at.Hostname())
	b := readBody(res, c.o.MaxBody)
	p.Size, p.Cut, p.SHA256 = int64(len(b.bytes)), b.cut, b.sum()
	p.Type = b.kind(res.Header.Get("Content-Type"))
	if b.err != nil {
		p.Detail = oneLine(b.err.Error(), 200)
	}
	if b.packed != "" {
		p.Detail = oneLine("packed as "+b.packed+", which was not asked for", 200)
		return
	}
	d := read(b.bytes, p.Type, res.Header.Get("Content-Type"), at)
	p.Title, p.Refresh, p.Outwards = oneLine(d.title, 300), oneLine(d.refresh, maxURL), d.outwards
	text := clean.Block(d.text, c.o.MaxText)
	p.Text = text.String()
	p.Cut = p.Cut || d.cut || len(d.text) > c.o.MaxText
	p.Found = c.find(d.title + "\n" + d.text + "\n" + p.Away + "\n" + d.refresh)
}

// fail says in the closed set what went wrong.
func (p *Page) fail(err error) {
	p.Failure, p.Detail = failure(err), oneLine(err.Error(), 300)
	if p.Failure == RefusedURL && (len(p.Hops) > 0 || p.Status > 0) {
		p.Failure = RefusedRedirect
	}
}

func failure(err error) Failure {
	var dns *net.DNSError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var op *net.OpError
	var timeout net.Error
	switch {
	case errors.Is(err, errHops):
		return TooManyHops
	case errors.Is(err, ErrURL):
		return RefusedURL
	case errors.Is(err, errAddress):
		return RefusedAddress
	case errors.Is(err, context.DeadlineExceeded):
		return TimedOut
	case errors.As(err, &dns) && dns.IsNotFound:
		return NoSuchHost
	case errors.As(err, &dns):
		return ResolverFailed
	case errors.As(err, &record), errors.As(err, &alert), strings.Contains(err.Error(), "tls: "):
		return BadTLS
	case errors.As(err, &timeout) && timeout.Timeout():
		return TimedOut
	case errors.As(err, &op):
		return Unreachable
	}
	return BadAnswer
}

// oneLine is the way in for everything that a server sent.
func oneLine(s string, max int) string { return clean.Line(s, max).String() }
