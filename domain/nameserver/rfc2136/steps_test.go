package rfc2136_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/domain/nameserver"
	"loket/domain/nameserver/nameservertest"
	"loket/domain/nameserver/rfc2136"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"
)

// says are the answers of BIND (and of the sandbox, which does as BIND), Knot and
// PowerDNS, in this order; one for all where they agree.
func says(kind string, answers []string) string {
	at := map[string]int{"bind": 0, "sandbox": 0, "knot": 1, "powerdns": 2}[kind]
	return answers[min(at, len(answers)-1)]
}

// step is one message put on the wire as it is, without what this package does
// before and after: what the servers really do.
type step struct {
	name    string
	message string   // "free NAME", "is RR", "none NAME TYPE"; "delete NAME TYPE", "add RR"; one per line
	answers []string // rcode, and the TSIG error where there is one
	stands  []string // "NAME TYPE value, value" afterwards; "NAME -": nothing
	differs string   // kind of server that Stands does not hold for
}

// steps go on from one another, on the zone of nameservertest.Records.
var steps = []step{
	{"create where nothing is", "free baru\nadd baru 3600 IN A 192.0.2.20", []string{"NOERROR"}, []string{"baru A 192.0.2.20"}, ""},
	{"the same plan again", "free baru\nadd baru 3600 IN A 192.0.2.20", []string{"YXDOMAIN"}, []string{"baru A 192.0.2.20"}, ""},
	{"a set that is not so", "is lama IN A 192.0.2.99\nadd lama 3600 IN A 192.0.2.10", []string{"NXRRSET"}, []string{"lama A 192.0.2.10"}, ""},
	{"a part of a set", "is dua IN A 192.0.2.11\nadd dua 3600 IN A 192.0.2.13", []string{"NXRRSET"}, []string{"dua A 192.0.2.11, 192.0.2.12"}, ""},
	{"one condition of two fails", "free x1\nfree lama\nadd x1 3600 IN A 192.0.2.21", []string{"YXDOMAIN"}, []string{"x1 -"}, ""},
	{"a set that should not be", "none lama A\nadd lama 3600 IN A 192.0.2.10", []string{"YXRRSET"}, []string{"lama A 192.0.2.10"}, ""},
	{"pinned to the serial", "is @ IN SOA SOA\nfree pin\nadd pin 3600 IN A 192.0.2.22", []string{"NOERROR"}, []string{"pin A 192.0.2.22"}, ""},
	{"pinned to a serial gone by", "is @ IN SOA ns1 hostmaster 1 7200 900 1209600 300\nadd pin 3600 IN A 192.0.2.23", []string{"NXRRSET"}, []string{"pin A 192.0.2.22"}, ""},
	{"CNAME where an A stands", "add lama 3600 IN CNAME proxy", []string{"NOERROR", "NOERROR", "REFUSED"}, []string{"lama A 192.0.2.10", "lama CNAME "}, ""},
	{"A where a CNAME stands", "add www 3600 IN A 192.0.2.10", []string{"NOERROR", "NOERROR", "REFUSED"}, []string{"www CNAME proxy.batam.go.id.", "www A "}, ""},
	{"a second CNAME", "add www 3600 IN CNAME mail", []string{"NOERROR"}, []string{"www CNAME mail.batam.go.id."}, ""},
	{"A to CNAME, deleting the name", "delete lama ANY\nadd lama 3600 IN CNAME proxy", []string{"NOERROR", "NOTAUTH BADKEY", "NOERROR"}, []string{"lama CNAME proxy.batam.go.id."}, "knot"},
	{"A to CNAME, deleting by type", "delete pin A\nadd pin 3600 IN CNAME proxy", []string{"NOERROR"}, []string{"pin CNAME proxy.batam.go.id.", "pin A "}, ""},
	{"NS of the zone", "add @ 3600 IN NS mail", []string{"REFUSED", "NOTAUTH BADKEY", "NOERROR"}, nil, ""},
	{"a delegation", "add cucu 3600 IN NS mail", []string{"REFUSED", "NOTAUTH BADKEY", "NOERROR"}, nil, ""},
	{"a name outside the zone", "add contohkab.go.id. 3600 IN A 192.0.2.10", []string{"NOTZONE", "NOTAUTH BADKEY", "NOTZONE"}, nil, ""},
	{"underscore in a host", "add bad_host 3600 IN A 192.0.2.10", []string{"REFUSED", "NOERROR", "NOERROR"}, nil, ""},
	{"MX to a CNAME", "add surat 3600 IN MX 10 www", []string{"REFUSED", "NOERROR", "NOERROR"}, nil, ""},
	{"MX to an address", "add surat2 3600 IN MX 10 192.0.2.9.", []string{"NOERROR"}, []string{"surat2 MX 10 192.0.2.9."}, ""},
	{"one record with another TTL", "add dua 60 IN A 192.0.2.13", []string{"NOERROR"}, []string{"dua A 192.0.2.11, 192.0.2.12, 192.0.2.13"}, ""},
}

// TestServers keeps what the servers do under watch: each of our rules stands on
// one of these answers.
func TestServers(t *testing.T) {
	nameservertest.Each(t, func(t *testing.T, server *nameservertest.Server) {
		s := officer(server)
		for _, st := range steps {
			if got, want := send(t, server, st.message), says(server.Kind, st.answers); got != want {
				t.Errorf("%s: %s, want %s", st.name, got, want)
			}
			state := whole(t, s)
			for _, line := range st.stands {
				if got := stands(state, line); got != line && st.differs != server.Kind {
					t.Errorf("%s: there stands %q, want %q", st.name, got, line)
				}
			}
			if st.name == "one record with another TTL" && state.Set("dua.batam.go.id.", "A").TTL != 60 {
				t.Errorf("the TTL of the set is %d", state.Set("dua.batam.go.id.", "A").TTL)
			}
		}
		signatures(t, server)
		transfers(t, server)
	})
}

func stands(state nameserver.State, line string) string {
	f := strings.SplitN(line, " ", 3)
	name := f[0] + "." + nameservertest.Zone
	if f[1] == "-" {
		if len(state.At(name)) > 0 {
			return fmt.Sprint(state.At(name))
		}
		return line
	}
	return f[0] + " " + f[1] + " " + strings.Join(state.Set(name, f[1]).Data, ", ")
}

// message writes a step's message.
func message(t *testing.T, server *nameservertest.Server, text string) *dns.Msg {
	t.Helper()
	m := new(dns.Msg).SetUpdate(nameservertest.Zone)
	for line := range strings.Lines(text) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		name, typ, _ := strings.Cut(rest, " ")
		fqdn := name + "." + nameservertest.Zone
		empty := []dns.RR{&dns.ANY{Hdr: dns.RR_Header{Name: fqdn, Rrtype: dns.StringToType[typ]}}}
		record := func() []dns.RR {
			if strings.HasSuffix(rest, "SOA SOA") {
				rest = "@ IN SOA " + whole(t, officer(server)).SOA
			}
			rr, ok := dns.NewZoneParser(strings.NewReader(rest), nameservertest.Zone, "").Next()
			if !ok {
				t.Fatalf("%q is no record", rest)
			}
			return []dns.RR{rr}
		}
		switch verb {
		case "free":
			m.NameNotUsed(empty)
		case "is":
			m.Used(record())
		case "none":
			m.RRsetNotUsed(empty)
		case "delete":
			m.RemoveRRset(empty)
		case "add":
			m.Insert(record())
		}
	}
	return m
}

// send signs a message with the officer's key and gives the answer.
func send(t *testing.T, server *nameservertest.Server, text string) string {
	t.Helper()
	return exchange(t, server, message(t, server, text), nameservertest.KeyName, nameservertest.Secret, time.Now())
}

func exchange(t *testing.T, server *nameservertest.Server, m *dns.Msg, key, secret string, now time.Time) string {
	t.Helper()
	client := dns.Client{Net: "tcp", Timeout: 10 * time.Second}
	if key != "" {
		m.SetTsig(key, dns.HmacSHA256, 300, now.Unix())
		client.TsigSecret = map[string]string{key: secret}
	}
	answer, _, err := client.Exchange(m, server.Address)
	if answer == nil {
		t.Fatalf("%v\n%s", err, server.Log())
	}
	said := dns.RcodeToString[answer.Rcode]
	if sig := answer.IsTsig(); sig != nil && sig.Error != 0 {
		said += " " + dns.RcodeToString[int(sig.Error)]
	}
	return strings.Replace(said, "BADVERS", "BADSIG", 1) // one number, two names
}

// signatures: a wrong key, a wrong secret, a wrong clock, and none at all.
func signatures(t *testing.T, server *nameservertest.Server) {
	t.Helper()
	const other = "c2FsYWgtc2FsYWgtc2FsYWgtc2FsYWgtc2FsYWgtc2E="
	for _, c := range []struct {
		name, key, secret string
		now               time.Time
		answers           []string
	}{
		{"another secret", nameservertest.KeyName, other, time.Now(), []string{"NOTAUTH BADSIG", "NOTAUTH BADSIG", "REFUSED"}},
		{"unknown key", "other-key.", other, time.Now(), []string{"NOTAUTH BADKEY", "NOTAUTH BADKEY", "REFUSED"}},
		{"clock an hour behind", nameservertest.KeyName, nameservertest.Secret, time.Now().Add(-time.Hour), []string{"NOTAUTH BADTIME", "NOTAUTH BADTIME", "REFUSED"}},
		{"no signature", "", "", time.Now(), []string{"REFUSED", "NOTAUTH", "REFUSED"}},
	} {
		m := message(t, server, "add tanpa 3600 IN A 192.0.2.24")
		if got, want := exchange(t, server, m, c.key, c.secret, c.now), says(server.Kind, c.answers); got != want {
			t.Errorf("%s: %s, want %s", c.name, got, want)
		}
		if got := stands(whole(t, officer(server)), "tanpa -"); got != "tanpa -" {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

// transfers: not for everybody; and the deltas of IXFR tell every update again.
func transfers(t *testing.T, server *nameservertest.Server) {
	t.Helper()
	client := dns.Client{Net: "tcp", Timeout: 10 * time.Second}
	answer, _, err := client.Exchange(new(dns.Msg).SetAxfr(nameservertest.Zone), server.Address)
	if err != nil || dns.RcodeToString[answer.Rcode] != says(server.Kind, []string{"REFUSED", "NOTAUTH", "NOTAUTH"}) {
		t.Errorf("unsigned AXFR: %v, %v", answer, err)
	}
	m := new(dns.Msg).SetIxfr(nameservertest.Zone, 2026112201, "ns1."+nameservertest.Zone, "hostmaster."+nameservertest.Zone)
	m.SetTsig(nameservertest.KeyName, dns.HmacSHA256, 300, time.Now().Unix())
	tr := dns.Transfer{TsigSecret: map[string]string{nameservertest.KeyName: nameservertest.Secret}}
	envelopes, err := tr.In(m, server.Address)
	if err != nil {
		t.Fatal(err)
	}
	soas := 0
	for e := range envelopes {
		if e.Error != nil {
			t.Fatal(e.Error)
		}
		for _, rr := range e.RR {
			if rr.Header().Rrtype == dns.TypeSOA {
				soas++
			}
		}
	}
	deltas := (soas - 2) / 2 // one at each end, two for each delta
	if want := map[string]int{"bind": 6, "knot": 7, "powerdns": 0}[server.Kind]; deltas < want || want == 0 && deltas > 0 {
		t.Errorf("IXFR tells of %d updates, want %d", deltas, want)
	}
}

// pinned: a change elsewhere stops a plan that is pinned to the serial, and
// only that.
func pinned(t *testing.T, server *nameservertest.Server) {
	s := officer(server)
	fixed := plan(t, s, nameserver.Options{Pin: true}, change(nameserver.Put, "jarum", "A", "192.0.2.20"))
	free := plan(t, s, nameserver.Options{}, change(nameserver.Put, "jarum", "A", "192.0.2.20"))
	apply(t, s, plan(t, s, nameserver.Options{}, change(nameserver.Put, "peniti", "A", "192.0.2.21")))
	f := failure(t, s, fixed)
	if f.Code != nameserver.Stale || len(f.Differences) != 1 || f.Differences[0].Type != "SOA" {
		t.Errorf("%v %v", f, f.Differences)
	}
	m, err := rfc2136.Message(fixed)
	if err != nil {
		t.Fatal(err)
	}
	if got := exchange(t, server, m, nameservertest.KeyName, nameservertest.Secret, time.Now()); got != "NXRRSET" {
		t.Errorf("the server says %s to a pin gone by", got)
	}
	if out := apply(t, s, free); out.Result != nameserver.Applied {
		t.Errorf("%+v", out)
	}
	if diff := cmp.Diff([]string{"192.0.2.20"}, whole(t, s).Set("jarum.batam.go.id.", "A").Data); diff != "" {
		t.Error(diff)
	}
}
