package webcheck

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

func TestPublic(t *testing.T) {
	c, err := New(Options{Refuse: []netip.Prefix{netip.MustParsePrefix("8.8.4.0/24")}})
	if err != nil {
		t.Fatal(err)
	}
	for ip, ok := range map[string]bool{
		"8.8.8.8": true, "36.37.64.1": true, "2606:4700::1111": true, "2404:8000::1": true,
		"8.8.4.4":   false, // of the site
		"127.0.0.1": false, "127.255.255.254": false, "0.0.0.0": false, "10.1.2.3": false,
		"172.16.0.1": false, "172.31.255.255": false, "172.32.0.1": true, "192.168.1.1": false,
		"169.254.169.254": false, "168.63.129.16": false, "100.64.0.1": false, "100.100.100.200": false, "100.128.0.1": true,
		"192.0.0.192": false, "198.18.0.1": false, "192.0.2.1": false, "198.51.100.1": false, "203.0.113.9": false,
		"224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false,
		"::": false, "::1": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false, "fd00:ec2::254": false,
		"::ffff:127.0.0.1": false, "::ffff:8.8.8.8": false, "::127.0.0.1": false,
		"64:ff9b::7f00:1": false, "64:ff9b:1::a00:1": false, "2002:7f00:1::": false, "2001:0:1::1": false, "2001:db8::1": false,
		"3fff::1": false, "ff02::1": false, "5f00::1": false,
	} {
		if err := c.public(netip.MustParseAddr(ip)); (err == nil) != ok {
			t.Errorf("public(%s) = %v, want ok %v", ip, err, ok)
		}
	}
	if c.public(netip.Addr{}) == nil {
		t.Error("no address is public")
	}
}

// TestRefusedAfterResolution asks for names that lead inside: at once, beside a
// public address, at the second question, and behind a redirect.
func TestRefusedAfterResolution(t *testing.T) {
	asked := 0
	at := site(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		http.Redirect(w, r, "http://www.contohkab.go.id/rahasia", http.StatusFound)
	})
	for _, tc := range []struct {
		name, address string
		table         map[string][]string
		asked         int
	}{
		{"private", at("contohkab.go.id", "/"), map[string][]string{"contohkab.go.id": {"10.0.0.7"}}, 0},
		{"metadata", at("contohkab.go.id", "/"), map[string][]string{"contohkab.go.id": {"169.254.169.254"}}, 0},
		{"one of two", at("contohkab.go.id", "/"), map[string][]string{"contohkab.go.id": {"127.0.0.1 192.168.0.1"}}, 0},
		{"mapped", at("contohkab.go.id", "/"), map[string][]string{"contohkab.go.id": {"::ffff:10.0.0.7"}}, 0},
		{"a literal", "http://[::ffff:10.0.0.1]/", nil, 0},
		{"a literal with NAT64", "http://[64:ff9b::a00:1]/", nil, 0},
		{"redirect", at("contohkab.go.id", "/"), map[string][]string{"contohkab.go.id": {"127.0.0.1"}, "www.contohkab.go.id": {"10.0.0.7"}}, 2},
		{"rebinding", at("www.contohkab.go.id", "/"), map[string][]string{"www.contohkab.go.id": {"127.0.0.1", "10.0.0.7"}}, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			asked = 0
			l := look(t, checker(t, Options{Resolver: &names{table: tc.table}}), tc.address)
			if l.Browser.Failure != RefusedAddress || l.Crawler.Failure != RefusedAddress || asked != tc.asked {
				t.Errorf("browser %q (%s), crawler %q, server asked %d times, want %d", l.Browser.Failure, l.Browser.Detail, l.Crawler.Failure, asked, tc.asked)
			}
		})
	}
}

// TestLoopbackNeedsTheOption shows that nothing but the option opens loopback.
func TestLoopbackNeedsTheOption(t *testing.T) {
	at := site(t, func(http.ResponseWriter, *http.Request) { t.Error("the server was asked") })
	_, port, _ := strings.Cut(strings.TrimPrefix(at("127.0.0.1", ""), "http://"), ":")
	c, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Look(t.Context(), at("127.0.0.1", "/")); !errors.Is(err, ErrURL) || !strings.Contains(err.Error(), port) {
		t.Errorf("a port that is not set: %v", err)
	}
	l := look(t, c, "http://127.0.0.1/")
	if l.Browser.Failure != RefusedAddress {
		t.Errorf("loopback: %+v", l.Browser)
	}
}

func TestParse(t *testing.T) {
	c, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"contohkab.go.id":                         "http://contohkab.go.id/",
		"HTTPS://ContohKab.go.id./a?b#c":          "https://contohkab.go.id/a?b",
		"http://app_lama.contohkab.go.id:8080/x":  "http://app_lama.contohkab.go.id:8080/x",
		"http://bat\u0430m.go.id/":                "http://xn--batm-73d.go.id/",
		"http://[2606:4700::1111]:8443/":          "http://[2606:4700::1111]:8443/",
		"http://contohkab.go.id/slot%20gacor/?q=": "http://contohkab.go.id/slot%20gacor/?q=",
		"ftp://contohkab.go.id/":                  "", "file:///etc/passwd": "", "gopher://contohkab.go.id:70/": "",
		"http://a:b@contohkab.go.id/": "", "http://contohkab.go.id:22/": "", "http://contohkab.go.id:99999/": "",
		"http://": "", "": "", "http://a b/": "", "http://%zz/": "", "http://" + strings.Repeat("a", 5000): "",
		"javascript:alert(1)": "", "http://contoh\u200b/<>": "http://contoh/%3C%3E", "http://a..b/": "",
	} {
		u, err := c.parse(in)
		got := ""
		if err == nil {
			got = u.String()
		} else if !errors.Is(err, ErrURL) {
			t.Errorf("parse(%q): %v is no ErrURL", in, err)
		}
		if got != want {
			t.Errorf("parse(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}
