package webcheck

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 22, 5, 0, 0, 0, time.UTC)

// names answers from a table: one answer a question, the last one for ever.
type names struct {
	mu    sync.Mutex
	table map[string][]string
}

func (n *names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	left := n.table[host]
	if len(left) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if len(left) > 1 {
		n.table[host] = left[1:]
	}
	var out []netip.Addr
	for _, ip := range strings.Fields(left[0]) {
		out = append(out, netip.MustParseAddr(ip))
	}
	return out, nil
}

func checker(t *testing.T, o Options) *Checker {
	t.Helper()
	o.Loopback = true
	o.Now = func() time.Time { return noon }
	if o.Resolver == nil {
		o.Resolver = &names{table: map[string][]string{
			"contohkab.go.id": {"127.0.0.1"}, "www.contohkab.go.id": {"127.0.0.1"}, "lainkab.go.id": {"127.0.0.1"},
		}}
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// site serves pages and returns the address of a path on a host that leads there.
func site(t *testing.T, h http.HandlerFunc) func(host, path string) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return func(host, path string) string { return "http://" + net.JoinHostPort(host, u.Port()) + path }
}

func look(t *testing.T, c *Checker, address string) Look {
	t.Helper()
	l, err := c.Look(t.Context(), address)
	if err != nil {
		t.Fatalf("look at %s: %v", address, err)
	}
	return l
}

func page(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(body))
	}
}
