package delegation_test

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"testing"

	"loket/domain"
	"loket/domain/nameserver/delegation"
	"loket/domain/nameserver/nameservertest"
	"loket/domain/probe"

	"github.com/google/go-cmp/cmp"
)

// names is somebody who knows the name servers of a name, or fails to.
func names(list ...string) func(context.Context, domain.Name) ([]string, error) {
	return func(context.Context, domain.Name) ([]string, error) {
		if len(list) == 1 && list[0] == "!" {
			return nil, errors.New("connection refused")
		}
		return list, nil
	}
}

// TestProber asks real servers; which ones an officer says, else the registry, else
// the resolver.
func TestProber(t *testing.T) {
	nameservertest.Each(t, func(t *testing.T, server *nameservertest.Server) {
		at := map[string]string{"udp": server.Address, "tcp": server.Address}
		o := world{"192.0.2.1": at, "192.0.2.2": at}.options()
		o.Resolve = func(_ context.Context, host string) ([]netip.Addr, error) {
			a, ok := map[string]string{"ns1.batam.go.id": "192.0.2.1", "ns2.batam.go.id": "192.0.2.2"}[host]
			if !ok {
				return nil, errors.New("no such host")
			}
			return []netip.Addr{netip.MustParseAddr(a)}, nil
		}
		known := names("ns1.batam.go.id", "ns2.batam.go.id")
		for _, c := range []struct {
			name         string
			said         string
			registry, ns func(context.Context, domain.Name) ([]string, error)
			zone         domain.Name
			verdict      probe.Verdict
			codes, from  string
		}{
			{"the registry", "", known, nil, "batam.go.id", probe.Good, "same-network", "registry"},
			{"an officer", "ns1.batam.go.id (192.0.2.1), ns2.batam.go.id [192.0.2.2]", names("!"), nil, "batam.go.id", probe.Good, "same-network", "officer"},
			{"the resolver", "", names("!"), known, "batam.go.id", probe.Good, "same-network", "resolver"},
			{"nobody", "", names("!"), names("!"), "batam.go.id", probe.Open, "nobody", "resolver"},
			{"none yet", "", names(), names(), "batam.go.id", probe.Bad, "none", "resolver"},
			{"not theirs", "", known, nil, "contohkab.go.id", probe.Bad, "lame ns1.batam.go.id, lame ns2.batam.go.id", "registry"},
			{"no glue anywhere", "ns9.batam.go.id", nil, nil, "batam.go.id", probe.Bad, "glue-missing ns9.batam.go.id", "officer"},
		} {
			p := &delegation.Prober{Options: o, Registry: c.registry, NS: c.ns}
			a := p.Probe(t.Context(), c.zone, c.said)
			var codes []string
			for _, f := range a.Findings {
				codes = append(codes, strings.TrimSpace(f.Code+" "+f.Subject))
				if f.What.ID == "" || f.Do.EN == "" || f.What.ID == f.What.EN {
					t.Errorf("%s: %+v is not said in both languages", c.name, f)
				}
			}
			if d := cmp.Diff(c.codes, strings.Join(codes, ", ")); d != "" || a.Verdict != c.verdict || a.Source != "dns" || a.Facts[0].Value != c.from {
				t.Errorf("%s: %s %+v", c.name, d, a)
			}
			if c.verdict == probe.Good && (len(a.Facts) != 3 || !strings.Contains(a.Facts[1].Value, "ns1.batam.go.id 192.0.2.1: NOERROR, SOA ")) {
				t.Errorf("%s: evidence %+v", c.name, a.Facts)
			}
		}
	})
}

// TestParseServers: as people write them.
func TestParseServers(t *testing.T) {
	for in, want := range map[string]string{
		"":                                     "",
		"NS1.contoh.id.":                       "ns1.contoh.id",
		"ns1.contoh.id, ns2.contoh.id":         "ns1.contoh.id|ns2.contoh.id",
		"ns1.a.go.id 192.0.2.1 2001:db8::53":   "ns1.a.go.id 192.0.2.1 2001:db8::53",
		"1. ns1.a.go.id = 192.0.2.1\n2. ns2.b": "ns1.a.go.id 192.0.2.1|ns2.b",
		"192.0.2.1 budi@a.go.id https://a.id/": "",
		strings.Repeat("a.b ", 50):             strings.TrimSuffix(strings.Repeat("a.b|", 14), "|"),
	} {
		var got []string
		for _, s := range delegation.ParseServers(in) {
			at := s.Name
			for _, a := range s.Glue {
				at += " " + a.String()
			}
			got = append(got, at)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
