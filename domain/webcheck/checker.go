package webcheck

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"loket/domain"
)

// Resolver finds the addresses of a host; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Options are the settings of a Checker. The zero value works.
type Options struct {
	Timeout  time.Duration  // of one page with all its hops; 20 s
	MaxBody  int64          // bytes of a body, packed and unpacked alike; 2 MiB
	MaxText  int            // bytes of text kept; 64 KiB
	MaxHops  int            // redirects followed; 5
	Ports    []uint16       // 80, 443, 8080, 8443
	Away     bool           // follow redirects to other registered names, too
	Words    []Word         // looked for besides those that are built in
	Parallel int            // hosts looked at at a time by LookAll; 4
	Refuse   []netip.Prefix // public addresses that are refused all the same: the site's own
	Browser  string         // the User-Agent of each look
	Crawler  string

	Resolver Resolver         // net.DefaultResolver
	Roots    *x509.CertPool   // nil for those of the system
	Now      func() time.Time // time.Now
	Loopback bool             // for tests alone: 127.0.0.0/8 and ::1 at any port
}

// The user agents of the two looks, as servers see them today.
const (
	defaultBrowser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
	defaultCrawler = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
)

// Bounds that no setting may pass.
const (
	maxTimeout  = 2 * time.Minute
	maxBody     = 16 << 20
	maxText     = 1 << 20
	maxHops     = 20
	maxParallel = 32
	maxWords    = 2000
)

// Checker looks at pages. It does not change and is safe for concurrent use.
type Checker struct {
	o     Options
	words *needles
}

// New checks the settings. The error names every problem and wraps ErrOptions.
func New(o Options) (*Checker, error) {
	if err := errors.Join(o.check()...); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOptions, err)
	}
	o.complete()
	words, err := builtIn()
	if err != nil {
		return nil, err
	}
	return &Checker{o: o, words: prepare(append(words, o.Words...))}, nil
}

func (o *Options) check() (errs []error) {
	within := func(name string, v, top int64) {
		if v < 0 || v > top {
			errs = append(errs, fmt.Errorf("%s is %d: write 0 for the default, or at most %d", name, v, top))
		}
	}
	within("timeout in seconds", int64(o.Timeout/time.Second), int64(maxTimeout/time.Second))
	within("max-body", o.MaxBody, maxBody)
	within("max-text", int64(o.MaxText), maxText)
	within("max-hops", int64(o.MaxHops), maxHops)
	within("parallel", int64(o.Parallel), maxParallel)
	within("the number of words", int64(len(o.Words)), maxWords)
	for _, w := range o.Words {
		if !w.plausible() {
			errs = append(errs, fmt.Errorf("word %q of %q: write a category, and at least three letters", w.Phrase, w.Category))
		}
	}
	for _, agent := range []string{o.Browser, o.Crawler} {
		if strings.ContainsFunc(agent, func(r rune) bool { return r < 0x20 || r > 0x7e }) {
			errs = append(errs, fmt.Errorf("user agent %q: write plain ASCII", agent))
		}
	}
	return errs
}

func (o *Options) complete() {
	set(&o.Timeout, 20*time.Second)
	set(&o.MaxBody, 2<<20)
	set(&o.MaxText, 64<<10)
	set(&o.MaxHops, 5)
	set(&o.Parallel, 4)
	set(&o.Browser, defaultBrowser)
	set(&o.Crawler, defaultCrawler)
	if len(o.Ports) == 0 {
		o.Ports = []uint16{80, 443, 8080, 8443}
	}
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Now == nil {
		o.Now = time.Now
	}
}

// set gives an unset setting its default.
func set[T comparable](at *T, value T) {
	var zero T
	if *at == zero {
		*at = value
	}
}

// Look is the evidence of one address at one time.
type Look struct {
	URL     string    `json:"url"` // as it was fetched
	At      time.Time `json:"at"`
	Browser Page      `json:"browser"`
	Crawler Page      `json:"crawler"`
	// Cloaking is what the two saw differently; empty for a page that treats
	// both alike.
	Cloaking []Change `json:"cloaking,omitempty"`
}

// Look fetches an address as a browser and then as a crawler. One without a
// scheme is taken as http. The error wraps ErrURL for what may not be fetched at
// all, or is that of a context that ended; whatever the server does is in the
// Look.
func (c *Checker) Look(ctx context.Context, address string) (Look, error) {
	u, err := c.parse(address)
	if err != nil {
		return Look{}, err
	}
	l := Look{URL: u.String(), At: c.o.Now()}
	l.Browser = c.fetch(ctx, u, c.o.Browser)
	l.Crawler = c.fetch(ctx, u, c.o.Crawler)
	if err := ctx.Err(); err != nil {
		return Look{}, fmt.Errorf("look at %s: %w", l.URL, err)
	}
	l.Cloaking = cloaking(l.Browser, l.Crawler)
	return l, nil
}

// registered returns the registered name of a host, or the host itself where it
// has none.
func registered(host string) string {
	n, err := domain.ParseName(host)
	if err != nil {
		return host
	}
	return string(n.Registrable())
}
