package rfc2136_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/nameserver"
	"loket/domain/nameserver/nameservertest"
	"loket/domain/nameserver/rfc2136"

	"github.com/google/go-cmp/cmp"
)

func officer(s *nameservertest.Server) *rfc2136.Server {
	return &rfc2136.Server{Address: s.Address, Key: rfc2136.Key{Name: nameservertest.KeyName, Secret: nameservertest.Secret}}
}

func rec(host, typ, value string) domain.Record {
	return domain.Record{Host: host, Type: typ, Value: value}
}

func change(op nameserver.Op, host, typ, value string) nameserver.Change {
	return nameserver.Change{Op: op, Record: rec(host, typ, value)}
}

// whole reads the whole zone.
func whole(t *testing.T, s *rfc2136.Server) nameserver.State {
	t.Helper()
	state, err := s.Read(t.Context(), nameservertest.Zone, nil)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func plan(t *testing.T, s *rfc2136.Server, o nameserver.Options, changes ...nameserver.Change) nameserver.Plan {
	t.Helper()
	p, err := nameserver.NewPlan(whole(t, s), changes, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func apply(t *testing.T, s *rfc2136.Server, p nameserver.Plan) nameserver.Outcome {
	t.Helper()
	out, err := s.Apply(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func failure(t *testing.T, s *rfc2136.Server, p nameserver.Plan) *nameserver.Failure {
	t.Helper()
	out, err := s.Apply(t.Context(), p)
	var f *nameserver.Failure
	if !errors.As(err, &f) {
		t.Fatalf("got %+v, %v; want a failure", out, err)
	}
	return f
}

// TestOnServers runs one after the other on one server of each kind.
func TestOnServers(t *testing.T) {
	nameservertest.Each(t, func(t *testing.T, server *nameservertest.Server) {
		for _, c := range []struct {
			name string
			test func(*testing.T, *nameservertest.Server)
		}{{"refused", refused}, {"not effective", notEffective}, {"round trip", roundTrip}, {"races", races}, {"pinned", pinned}, {"taken back", takenBack}} {
			t.Run(c.name, func(t *testing.T) { c.test(t, server) })
		}
	})
}

// roundTrip does each kind of change, proves it, and takes all of it back.
func roundTrip(t *testing.T, server *nameservertest.Server) {
	for _, byName := range []bool{false, true} {
		s := officer(server)
		s.ByName = byName
		start := whole(t, s)
		var undo []nameserver.Plan
		for _, c := range []struct {
			name    string
			changes []nameserver.Change
			lines   []string
		}{
			{"a new name", []nameserver.Change{change(nameserver.Put, "baru", "A", "192.0.2.20")}, []string{"+ baru.batam.go.id. 3600 A 192.0.2.20"}},
			{"another value", []nameserver.Change{change(nameserver.Put, "lama", "A", "192.0.2.30")}, []string{"~ lama.batam.go.id. 3600 A 192.0.2.10 -> 192.0.2.30"}},
			{"one more, with another TTL", []nameserver.Change{{Op: nameserver.Add, Record: rec("lama", "A", "192.0.2.31"), TTL: 600}}, []string{"~ lama.batam.go.id. 3600 -> 600 A 192.0.2.30", "+ lama.batam.go.id. 600 A 192.0.2.31"}},
			{"one less", []nameserver.Change{change(nameserver.Drop, "dua", "A", "192.0.2.12")}, []string{"  dua.batam.go.id. 3600 A 192.0.2.11", "- dua.batam.go.id. 3600 A 192.0.2.12"}},
			{"A to CNAME", []nameserver.Change{change(nameserver.Clear, "dua", "A", ""), change(nameserver.Put, "dua", "CNAME", "proxy")}, []string{"- dua.batam.go.id. 3600 A 192.0.2.11", "+ dua.batam.go.id. 3600 CNAME proxy.batam.go.id."}},
			{"text", []nameserver.Change{change(nameserver.Put, "_dmarc", "TXT", "v=DMARC1; p=none; rua=mailto:a@batam.go.id")}, []string{`+ _dmarc.batam.go.id. 3600 TXT "v=DMARC1; p=none; rua=mailto:a@batam.go.id"`}},
			{"mail, service, authority", []nameserver.Change{change(nameserver.Put, "baru", "MX", "10 mail"), change(nameserver.Put, "_sip._tcp", "SRV", "0 5 5060 mail"), change(nameserver.Put, "baru", "CAA", `0 issue "ca.example.net"`)}, []string{
				"+ _sip._tcp.batam.go.id. 3600 SRV 0 5 5060 mail.batam.go.id.", "  baru.batam.go.id. 3600 A 192.0.2.20",
				`+ baru.batam.go.id. 3600 CAA 0 issue "ca.example.net"`, "+ baru.batam.go.id. 3600 MX 10 mail.batam.go.id."}},
			{"gone", []nameserver.Change{change(nameserver.Clear, "www", "CNAME", "")}, []string{"- www.batam.go.id. 3600 CNAME proxy.batam.go.id."}},
		} {
			p := plan(t, s, nameserver.Options{}, c.changes...)
			var lines []string
			for _, l := range p.Lines() {
				lines = append(lines, l.String())
			}
			if diff := cmp.Diff(c.lines, lines); diff != "" {
				t.Fatalf("%s: %s", c.name, diff)
			}
			out := apply(t, s, p)
			if out.Result != nameserver.Applied || out.Rcode != "NOERROR" || out.Before.Serial != p.Serial || out.After.Serial <= p.Serial {
				t.Fatalf("%s: %+v", c.name, out)
			}
			if again := apply(t, s, p); again.Result != nameserver.Already {
				t.Fatalf("%s, again: %+v", c.name, again)
			}
			back, err := p.Inverse(out.After)
			if err != nil {
				t.Fatal(err)
			}
			undo = append(undo, back)
		}
		slices.Reverse(undo)
		for _, p := range undo {
			apply(t, s, p)
		}
		if diff := cmp.Diff(start.Sets, whole(t, s).Sets); diff != "" {
			t.Fatalf("by name %v: not as at the start: %s", byName, diff)
		}
	}
}

// refused brings each refusal about and reads what is said of it.
func refused(t *testing.T, server *nameservertest.Server) {
	good := officer(server)
	p := plan(t, good, nameserver.Options{}, change(nameserver.Put, "baru", "A", "192.0.2.20"))
	with := func(spoil func(*rfc2136.Server)) *rfc2136.Server {
		s := officer(server)
		spoil(s)
		return s
	}
	for _, c := range []struct {
		name  string
		s     *rfc2136.Server
		codes []string
	}{
		{"another secret", with(func(s *rfc2136.Server) { s.Key.Secret = "c2FsYWgtc2FsYWgtc2FsYWgtc2FsYWgtc2FsYWgtc2E=" }), []string{"badsig", "badsig", "notauth"}},
		{"unknown key", with(func(s *rfc2136.Server) { s.Key.Name = "other-key." }), []string{"badkey", "badkey", "notauth"}},
		{"clock behind", with(func(s *rfc2136.Server) { s.Now = func() time.Time { return time.Now().Add(-time.Hour) } }), []string{"badtime", "badtime", "notauth"}},
	} {
		f := failure(t, c.s, p)
		if f.Code != nameserver.Code(says(server.Kind, c.codes)) || f.Fate != nameserver.NoEffect {
			t.Errorf("%s: %s, %s: %v", c.name, f.Code, f.Fate, f)
		}
		if f.Code == nameserver.BadTime && (!strings.HasPrefix(f.Args["skew"], "1h0m") && !strings.HasPrefix(f.Args["skew"], "59m")) {
			t.Errorf("%s: the clocks differ by %s", c.name, f.Args["skew"])
		}
		if strings.Contains(f.Error(), "{") || strings.Contains(f.Error(), nameservertest.Secret) {
			t.Errorf("%s: %v", c.name, f)
		}
	}
}

// takenBack: what was applied is taken back, and not when somebody else has
// been there since, even between looking and sending.
func takenBack(t *testing.T, server *nameservertest.Server) {
	s := officer(server)
	p := plan(t, s, nameserver.Options{}, change(nameserver.Put, "kembali", "A", "192.0.2.50"))
	out := apply(t, s, p)
	back, err := p.Inverse(out.After)
	if err != nil {
		t.Fatal(err)
	}
	apply(t, s, plan(t, s, nameserver.Options{}, change(nameserver.Put, "kembali", "TXT", "orang lain")))
	if f := failure(t, s, back); f.Code != nameserver.Stale || len(f.Differences) != 1 || f.Differences[0].Type != "TXT" {
		t.Errorf("%v", f)
	}
	if _, err := p.Inverse(whole(t, s)); !errors.Is(err, nameserver.ErrMoved) {
		t.Errorf("taken back over another's change: %v", err)
	}
	m, err := rfc2136.Message(back)
	if err != nil {
		t.Fatal(err)
	}
	// The plan saw no TXT; it does not name every type that it did not see.
	if got := exchange(t, server, m, nameservertest.KeyName, nameservertest.Secret, time.Now()); got != "NOERROR" {
		t.Errorf("sent all the same: %s", got)
	}
	if got := stands(whole(t, s), "kembali TXT x"); got != `kembali TXT "orang lain"` {
		t.Errorf("another's record is gone: %s", got)
	}
}
