package command

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"sync"
	"time"

	"loket/domain"
	"loket/domain/access"
	"loket/domain/webcheck"
	"loket/ticket"
)

// Webcheck says whether and how reported addresses are fetched as evidence.
type Webcheck struct {
	Enabled       bool     `toml:"enabled"`
	Browser       string   `toml:"browser"` // User-Agent of each look; "" is one of today
	Crawler       string   `toml:"crawler"`
	Timeout       string   `toml:"timeout"`        // of one page with its redirects
	MaxSize       string   `toml:"max_size"`       // of one page
	Ports         []uint16 `toml:"ports"`          // that may be connected to
	FollowForeign bool     `toml:"follow_foreign"` // redirects to other registered names
	Parallel      int      `toml:"parallel"`       // hosts at a time; one page of each
	Refuse        []string `toml:"refuse"`         // networks of the site's own that are public
	Before        string   `toml:"before"`         // the owner's time is over: a look ahead of it
	Loopback      bool     `toml:"loopback"`       // pages of this machine, for tests
}

// Access is what the URL desk knows of owners.
type Access struct {
	Contacts string `toml:"contacts"` // CSV; "" for none
}

func (c *Config) completeWeb() {
	w := &c.Webcheck
	def(&w.Timeout, "20s")
	def(&w.MaxSize, "2MB")
	def(&w.Before, "24h")
}

func (c *Config) checkWeb(p *problems) {
	w := &c.Webcheck
	for _, v := range []struct{ key, value string }{{"webcheck.timeout", w.Timeout}, {"webcheck.before", w.Before}} {
		if t, err := time.ParseDuration(v.value); err != nil || t < 0 {
			p.add(v.key, "%s = %q: write a time such as \"20s\" or \"24h\"", v.key, v.value)
		}
	}
	for _, net := range w.Refuse {
		if _, err := netip.ParsePrefix(net); err != nil {
			p.add("webcheck.refuse", "webcheck.refuse %q: write a network such as \"203.0.113.0/24\"", net)
		}
	}
	if _, err := parseSize(w.MaxSize); err != nil {
		p.add("webcheck.max_size", "webcheck: %w", err)
		return
	}
	if _, err := webcheck.New(w.options(time.Now)); err != nil {
		p.add("webcheck", "webcheck: %w", err)
	}
}

// options are what Validate has seen.
func (w *Webcheck) options(now func() time.Time) webcheck.Options {
	o := webcheck.Options{Browser: w.Browser, Crawler: w.Crawler, Ports: w.Ports, Away: w.FollowForeign, Parallel: w.Parallel, Loopback: w.Loopback, Now: now}
	o.Timeout, _ = time.ParseDuration(w.Timeout)
	o.MaxBody, _ = parseSize(w.MaxSize)
	for _, net := range w.Refuse {
		if prefix, err := netip.ParsePrefix(net); err == nil {
			o.Refuse = append(o.Refuse, prefix)
		}
	}
	return o
}

// before is how long ahead of the end of an owner's time a look is made, below 0
// for none.
func (w *Webcheck) before() time.Duration {
	d, _ := time.ParseDuration(w.Before) // Validate has seen it
	if d == 0 {
		return -1
	}
	return d
}

// looker fetches pages where the site wants that, nil elsewhere.
func (c *Config) looker(now func() time.Time) ticket.Looker {
	switch {
	case c.demo:
		return demoWeb{now}
	case !c.Webcheck.Enabled:
		return nil
	}
	w, err := webcheck.New(c.Webcheck.options(now))
	if err != nil {
		return nil // Validate has seen it
	}
	return w
}

// CheckContacts reads the contact book and returns everything that is wrong with it.
func (a *Access) CheckContacts() error {
	if a.Contacts == "" {
		return nil
	}
	_, err := readContacts(a.Contacts)
	return err
}

func readContacts(file string) (*access.Book, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("access.contacts: %w", err)
	}
	defer f.Close()
	book, problems, err := access.ReadBook(f)
	if err != nil {
		return nil, fmt.Errorf("access.contacts: %s: %w", file, err)
	}
	var list []error
	for _, p := range problems {
		if p.File = file; p.Level == domain.Refuse {
			list = append(list, errors.New(p.String()))
		}
	}
	return book, errors.Join(list...)
}

// contactBook is the book as the file has it now. While the file is wrong, the last
// good one stays.
type contactBook struct {
	file   string
	logger *slog.Logger

	mu   sync.Mutex
	seen os.FileInfo
	book *access.Book
	err  error // why book is not what the file has
}

// read returns the book, nil where there is none, and why it is not what the file has.
func (b *contactBook) read() (*access.Book, error) {
	if b.file == "" {
		return nil, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	info, err := os.Stat(b.file)
	if err == nil && b.seen != nil && info.ModTime().Equal(b.seen.ModTime()) && info.Size() == b.seen.Size() {
		return b.book, b.err
	}
	b.seen = info // nil: it is tried again
	book, err := readContacts(b.file)
	if err == nil {
		b.book = book
	} else if b.logger != nil && (b.err == nil || b.err.Error() != err.Error()) {
		b.logger.Warn("the contact book is not used as it is", "error", err)
	}
	b.err = err
	return b.book, b.err
}
