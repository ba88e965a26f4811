package delegation_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/nameserver/delegation"
	"loket/domain/nameserver/nameservertest"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"
)

// fake answers for contohkab.go.id as its zone says, on loopback.
type fake struct {
	zone      string // "": refuses
	cached    bool   // knows it from elsewhere
	recursion bool
	noTCP     bool
	silent    bool
}

const sound = `@ 3600 IN SOA ns1 hostmaster 7 7200 900 1209600 300
@ 3600 IN NS ns1
@ 3600 IN NS ns2.lain.go.id.
ns1 3600 IN A 192.0.2.1
`

func (f fake) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	m := new(dns.Msg).SetReply(q)
	m.Authoritative, m.RecursionAvailable = f.zone != "" && !f.cached, f.recursion
	if f.zone == "" {
		m.Rcode = dns.RcodeRefused
	}
	z := dns.NewZoneParser(strings.NewReader(f.zone), "contohkab.go.id.", "")
	for rr, ok := z.Next(); ok; rr, ok = z.Next() {
		if h := rr.Header(); h.Name == q.Question[0].Name && (h.Rrtype == q.Question[0].Qtype || h.Rrtype == dns.TypeCNAME) {
			m.Answer = append(m.Answer, rr)
		}
	}
	w.WriteMsg(m)
}

// serve runs the fake until the test ends and gives its addresses by network.
func serve(t *testing.T, f fake) map[string]string {
	t.Helper()
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]string{"udp": udp.LocalAddr().String()}
	if f.silent {
		at["udp"] = ""
	}
	servers := []*dns.Server{{PacketConn: udp, Handler: f}}
	if !f.noTCP {
		tcp, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		at["tcp"] = tcp.Addr().String()
		servers = append(servers, &dns.Server{Listener: tcp, Handler: f})
	}
	for _, s := range servers {
		up := make(chan struct{})
		s.NotifyStartedFunc = func() { close(up) }
		go s.ActivateAndServe()
		<-up
		t.Cleanup(func() { s.Shutdown() })
	}
	return at
}

// world maps addresses of documentation to servers on loopback.
type world map[string]map[string]string

func (w world) options() delegation.Options {
	return delegation.Options{
		Timeout: 20 * time.Second, // on a busy machine
		Allow:   func(a netip.Addr) bool { return w[a.String()] != nil },
		Resolve: func(_ context.Context, host string) ([]netip.Addr, error) {
			if host == "ns2.lain.go.id" {
				return []netip.Addr{netip.MustParseAddr("198.51.100.2")}, nil
			}
			if host == "dalam.lain.go.id" {
				return []netip.Addr{netip.MustParseAddr("10.0.0.53")}, nil
			}
			return nil, errors.New("no such host")
		},
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, _, _ := net.SplitHostPort(address)
			to := w[host][network]
			if to == "" {
				return nil, errors.New("connection refused")
			}
			return new(net.Dialer).DialContext(ctx, network, to)
		},
	}
}

func TestCheck(t *testing.T) {
	ns1 := delegation.Server{Name: "NS1.contohkab.go.id.", Glue: []netip.Addr{netip.MustParseAddr("192.0.2.1")}}
	ns2 := delegation.Server{Name: "ns2.lain.go.id"}
	for _, c := range []struct {
		name    string
		one     fake
		two     fake
		servers []delegation.Server
		want    string // code and key, in order
		ready   bool
	}{
		{"ready", fake{zone: sound}, fake{zone: sound}, []delegation.Server{ns1, ns2}, "", true},
		{"one only", fake{zone: sound}, fake{}, []delegation.Server{ns1}, "ns-differs ns1, few contohkab.go.id", true},
		{"no glue", fake{zone: sound}, fake{zone: sound}, []delegation.Server{{Name: "ns1.contohkab.go.id"}, ns2}, "glue-missing ns1, few contohkab.go.id", false},
		{"other glue", fake{zone: strings.Replace(sound, "192.0.2.1", "192.0.2.9", 1)}, fake{zone: sound}, []delegation.Server{ns1, ns2}, "glue-differs ns1", true},
		{"alias", fake{zone: strings.Replace(sound, "A 192.0.2.1", "CNAME x", 1)}, fake{zone: sound}, []delegation.Server{ns1, ns2}, "alias ns1", false},
		{"lame", fake{zone: sound}, fake{}, []delegation.Server{ns1, ns2}, "lame ns2, few contohkab.go.id", false},
		{"a cache", fake{zone: sound}, fake{zone: sound, cached: true}, []delegation.Server{ns1, ns2}, "lame ns2, few contohkab.go.id", false},
		{"a resolver", fake{zone: sound}, fake{recursion: true}, []delegation.Server{ns1, ns2}, "lame ns2, recursion ns2, few contohkab.go.id", false},
		{"silent", fake{zone: sound}, fake{silent: true}, []delegation.Server{ns1, ns2}, "silent ns2, few contohkab.go.id", false},
		{"recursion", fake{zone: sound, recursion: true}, fake{zone: sound}, []delegation.Server{ns1, ns2}, "recursion ns1", true},
		{"no TCP", fake{zone: sound}, fake{zone: sound, noTCP: true}, []delegation.Server{ns1, ns2}, "no-tcp ns2", true},
		{"not transferred yet", fake{zone: sound}, fake{zone: strings.Replace(sound, " 7 ", " 6 ", 1)}, []delegation.Server{ns1, ns2}, "serial-differs contohkab.go.id", true},
		{"another zone", fake{zone: sound}, fake{zone: strings.Replace(sound, "hostmaster", "orang", 1)}, []delegation.Server{ns1, ns2}, "soa-differs contohkab.go.id", false},
		{"other NS in the zone", fake{zone: sound + "@ 3600 IN NS ns3\n"}, fake{zone: sound}, []delegation.Server{ns1, ns2}, "ns-differs ns1", true},
		{"private", fake{zone: sound}, fake{zone: sound}, []delegation.Server{ns1, {Name: "dalam.lain.go.id"}}, "private dalam, ns-differs ns1, few contohkab.go.id", false},
		{"private glue", fake{zone: sound}, fake{zone: sound}, []delegation.Server{{Name: "ns1.contohkab.go.id", Glue: []netip.Addr{netip.MustParseAddr("127.0.0.1")}}, ns2}, "private ns1, few contohkab.go.id", false},
		{"mapped glue", fake{zone: sound}, fake{zone: sound}, []delegation.Server{{Name: "ns1.contohkab.go.id", Glue: []netip.Addr{netip.MustParseAddr("::ffff:127.0.0.1")}}, ns2}, "private ns1, few contohkab.go.id", false},
		{"unknown name", fake{zone: sound}, fake{}, []delegation.Server{ns1, {Name: "tiada.lain.go.id"}}, "no-address tiada, ns-differs ns1, few contohkab.go.id", false},
		{"no name", fake{zone: sound}, fake{}, []delegation.Server{ns1, {Name: "ns_2"}}, "name ns_2, ns-differs ns1, few contohkab.go.id", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := world{"192.0.2.1": serve(t, c.one), "198.51.100.2": serve(t, c.two)}
			r := delegation.Check(t.Context(), "contohkab.go.id", c.servers, w.options())
			var got []string
			for _, p := range r.Problems {
				key, _, _ := strings.Cut(p.Key, ".")
				if p.Key == r.Domain {
					key = p.Key
				}
				got = append(got, p.Code+" "+key)
				if s := p.String() + p.In(domain.Indonesian); strings.Contains(s, "{") || p.Fix.ID == "" {
					t.Errorf("%s: %s", p.Code, s)
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, ", ")); diff != "" || r.Ready() != c.ready {
				t.Errorf("%s ready: %v\n%+v", diff, r.Ready(), r.Answers)
			}
		})
	}
}

// TestCheckBounds: too many servers, and a caller that does not wait.
func TestCheckBounds(t *testing.T) {
	w := world{"198.51.100.2": serve(t, fake{zone: sound})}
	many := slices.Repeat([]delegation.Server{{Name: "ns2.lain.go.id"}}, 40)
	if r := delegation.Check(t.Context(), "contohkab.go.id", many, w.options()); len(r.Answers) != 13 {
		t.Errorf("%d answers", len(r.Answers))
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	r := delegation.Check(gone, "contohkab.go.id", many[:1], w.options())
	if r.Ready() {
		t.Errorf("%+v", r)
	}
}

// TestCheckServers asks the real ones.
func TestCheckServers(t *testing.T) {
	nameservertest.Each(t, func(t *testing.T, server *nameservertest.Server) {
		at := map[string]string{"udp": server.Address, "tcp": server.Address}
		o := world{"192.0.2.1": at, "192.0.2.2": at}.options()
		r := delegation.Check(t.Context(), "batam.go.id", []delegation.Server{
			{Name: "ns1.batam.go.id", Glue: []netip.Addr{netip.MustParseAddr("192.0.2.1")}},
			{Name: "ns2.batam.go.id", Glue: []netip.Addr{netip.MustParseAddr("192.0.2.2")}},
		}, o)
		var codes []string
		for _, p := range r.Problems {
			codes = append(codes, p.Code)
		}
		if diff := cmp.Diff([]string{"same-network"}, codes); diff != "" || !r.Ready() {
			t.Errorf("%s %+v", diff, r)
		}
	})
}

// FuzzCheck gives a server's answers as whatever bytes come.
func FuzzCheck(f *testing.F) {
	good, err := new(dns.Msg).SetQuestion("contohkab.go.id.", dns.TypeSOA).Pack()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{0, 0, 0x80})
	f.Fuzz(func(t *testing.T, answer []byte) {
		o := world{"198.51.100.2": {}}.options()
		o.Dial = func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go func() {
				defer theirs.Close()
				q := make([]byte, 512)
				if n, err := theirs.Read(q); err == nil && n > 4 && len(answer) > 4 {
					copy(answer[2:4], q[2:4]) // its id: the answer is looked at
				}
				theirs.Write(answer)
			}()
			return ours, nil
		}
		if r := delegation.Check(t.Context(), "contohkab.go.id", []delegation.Server{{Name: "ns2.lain.go.id"}}, o); len(r.Answers) != 1 {
			t.Fatalf("%+v", r)
		}
	})
}
