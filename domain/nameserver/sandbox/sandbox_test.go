package sandbox_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/nameserver"
	"loket/domain/nameserver/rfc2136"
	"loket/domain/nameserver/sandbox"

	"github.com/miekg/dns"
)

const (
	zone    = "batam.go.id."
	records = `@ 3600 SOA ns1 admin 1 3600 600 86400 300
@ 3600 NS ns1
ns1 3600 A 192.0.2.53
lama 3600 A 192.0.2.9
*.liar 3600 A 192.0.2.7
dalam.kosong 3600 A 192.0.2.8
anak 3600 NS ns.anak
ns.anak 3600 A 192.0.2.54
www 3600 CNAME lama
`
)

func start(t *testing.T, o sandbox.Options) (*sandbox.Server, *rfc2136.Server) {
	t.Helper()
	o.Zone, o.Records = zone, records
	side, err := sandbox.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := side.Close(); err != nil {
			t.Error(err)
		}
	})
	return side, &rfc2136.Server{Address: side.Address, Key: rfc2136.Key{Name: sandbox.KeyName, Secret: sandbox.Secret}}
}

func plan(t *testing.T, s *rfc2136.Server) nameserver.Plan {
	t.Helper()
	before, err := s.Read(t.Context(), zone, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := nameserver.NewPlan(before, nameserver.PutRows(domain.RecordRow{Made: domain.Record{Host: "baru", Type: "A", Value: "192.0.2.20"}}), nameserver.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestFaults: each fault comes once, and what it leaves is what it says.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault sandbox.Fault
		code  nameserver.Code // of the failure, or of the doubt about a success
		fate  nameserver.Fate // "" where looking proved it
	}{
		{"request lost", sandbox.Fault{Kind: sandbox.LoseRequest}, nameserver.NoAnswer, nameserver.Unknown},
		{"reply lost", sandbox.Fault{Kind: sandbox.LoseReply}, nameserver.NoAnswer, ""},
		{"silence", sandbox.Fault{Kind: sandbox.Silence}, nameserver.NoAnswer, ""},
		{"unsigned", sandbox.Fault{Kind: sandbox.Unsigned}, nameserver.Unsigned, ""},
		{"ignored", sandbox.Fault{Kind: sandbox.Ignore}, nameserver.NotEffective, nameserver.NoEffect},
		{"trouble", sandbox.Fault{Kind: sandbox.Refuse, Rcode: dns.RcodeServerFailure}, nameserver.ServFail, nameserver.NoEffect},
		{"rules", sandbox.Fault{Kind: sandbox.Refuse, Rcode: dns.RcodeRefused}, nameserver.Refused, nameserver.NoEffect},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			side, s := start(t, sandbox.Options{})
			s.Timeout = 300 * time.Millisecond
			p := plan(t, s)
			side.Order(c.fault)
			out, err := s.Apply(t.Context(), p)
			var f *nameserver.Failure
			if c.fate == "" {
				if err != nil || out.Doubt != c.code || out.Result != nameserver.Applied {
					t.Fatalf("%+v %v", out, err)
				}
			} else if !errors.As(err, &f) || f.Code != c.code || f.Fate != c.fate {
				t.Fatalf("%+v %v", out, err)
			}
			s.Timeout = 0
			if out, err := s.Apply(t.Context(), p); err != nil || (out.Result == nameserver.Already) != (c.fate == "") {
				t.Errorf("afterwards: %+v %v", out, err)
			}
			if done := slices.DeleteFunc(side.Journal(), func(e sandbox.Entry) bool { return e.Rcode != dns.RcodeSuccess }); len(done) != 1 || done[0].Serial != 2 {
				t.Errorf("done %d times: %+v", len(done), done)
			}
		})
	}
}

// TestMeddle: somebody is faster by a moment; the condition of the message holds.
func TestMeddle(t *testing.T) {
	side, s := start(t, sandbox.Options{})
	p := plan(t, s)
	side.Order(sandbox.Fault{Kind: sandbox.Meddle, First: func() {
		if err := side.Put("baru 60 A 192.0.2.66"); err != nil {
			t.Error(err)
		}
	}})
	_, err := s.Apply(t.Context(), p)
	var f *nameserver.Failure
	if !errors.As(err, &f) || f.Code != nameserver.YXDomain || !f.Signed {
		t.Fatal(err)
	}
	if got := side.Set("baru."+zone, "A"); !slices.Equal(got, []string{"192.0.2.66"}) {
		t.Error(got)
	}
}

// TestClock: a server whose clock is ahead says so, with its time.
func TestClock(t *testing.T) {
	_, s := start(t, sandbox.Options{Now: func() time.Time { return time.Now().Add(time.Hour) }})
	_, err := s.Read(t.Context(), zone, nil)
	var f *nameserver.Failure
	if !errors.As(err, &f) || f.Code != nameserver.BadTime {
		t.Fatal(err)
	}
	if apart, err := time.ParseDuration(f.Args["skew"]); err != nil || apart.Round(time.Minute) != time.Hour {
		t.Errorf("%v %v", f.Args, err)
	}
}

// TestAnswers: with authority, by wildcard, by referral, and not at all.
func TestAnswers(t *testing.T) {
	side, _ := start(t, sandbox.Options{})
	for _, c := range []struct {
		name      string
		typ       uint16
		rcode     int
		authority bool
		answers   []string
	}{
		{"lama", dns.TypeA, dns.RcodeSuccess, true, []string{"192.0.2.9"}},
		{"LAMA", dns.TypeTXT, dns.RcodeSuccess, true, nil},
		{"www", dns.TypeA, dns.RcodeSuccess, true, []string{"lama.batam.go.id.", "192.0.2.9"}},
		{"apa.liar", dns.TypeA, dns.RcodeSuccess, true, []string{"192.0.2.7"}},
		{"kosong", dns.TypeA, dns.RcodeSuccess, true, nil},
		{"tiada", dns.TypeA, dns.RcodeNameError, true, nil},
		{"tiada.lama", dns.TypeA, dns.RcodeNameError, true, nil},
		{"x.anak", dns.TypeA, dns.RcodeSuccess, false, nil},
	} {
		m, err := dns.Exchange(new(dns.Msg).SetQuestion(c.name+"."+zone, c.typ), side.Address)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, rr := range m.Answer {
			got = append(got, rr.String()[len(rr.Header().String()):])
		}
		if m.Rcode != c.rcode || m.Authoritative != c.authority || !slices.Equal(got, c.answers) {
			t.Errorf("%s: %v", c.name, m)
		}
	}
	m, err := dns.Exchange(new(dns.Msg).SetQuestion("contohkab.go.id.", dns.TypeA), side.Address)
	if err != nil || m.Rcode != dns.RcodeRefused {
		t.Errorf("another zone: %v %v", m, err)
	}
}

func TestBadZones(t *testing.T) {
	for _, text := range []string{"", "lama 60 A 192.0.2.1\n", "@ 60 SOA a b 1 1 1 1 1\nx.contohkab.go.id. 60 A 192.0.2.1\n", "@ 60 SOA a b 1 1 1 1 1\nx 60 A y\n"} {
		if s, err := sandbox.Start(sandbox.Options{Zone: zone, Records: text}); err == nil {
			s.Close()
			t.Errorf("%q is served", text)
		}
	}
}
