package nameserver_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/nameserver"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"
)

const zone = "batam.go.id."

// standing is a zone that the tests change.
const standing = `@ IN NS ns1
ns1 IN A 192.0.2.1
mail IN A 192.0.2.25
proxy IN A 192.0.2.80
www IN CNAME proxy
@ IN MX 10 mail
lama IN A 192.0.2.10
dua 600 IN A 192.0.2.11
dua 600 IN A 192.0.2.12
anak IN NS ns1.anak
ns1.anak IN A 192.0.2.53
*.liar IN A 192.0.2.90
`

func state(t testing.TB, serial uint32, records string, names ...string) nameserver.State {
	t.Helper()
	var all []dns.RR
	z := dns.NewZoneParser(strings.NewReader(records), zone, "")
	z.SetDefaultTTL(3600)
	for rr, ok := z.Next(); ok; rr, ok = z.Next() {
		all = append(all, rr)
	}
	if err := z.Err(); err != nil {
		t.Fatal(err)
	}
	soa := &dns.SOA{Hdr: dns.RR_Header{Name: zone, Rrtype: dns.TypeSOA, Class: dns.ClassINET, Ttl: 3600}, Ns: "ns1." + zone, Mbox: "hostmaster." + zone, Serial: serial, Refresh: 7200, Retry: 900, Expire: 1209600, Minttl: 300}
	return nameserver.NewState(soa, all, names...)
}

func change(op nameserver.Op, host, typ, value string) nameserver.Change {
	return nameserver.Change{Op: op, Record: domain.Record{Host: host, Type: typ, Value: value}}
}

func put(host, typ, value string) nameserver.Change { return change(nameserver.Put, host, typ, value) }

func plan(t testing.TB, s nameserver.State, changes ...nameserver.Change) nameserver.Plan {
	t.Helper()
	p, err := nameserver.NewPlan(s, changes, nameserver.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// after gives the state that a plan leaves at the names it touches.
func after(t testing.TB, serial uint32, p nameserver.Plan) nameserver.State {
	t.Helper()
	var lines strings.Builder
	for _, n := range p.Names {
		for _, set := range n.After {
			for _, d := range set.Data {
				fmt.Fprintf(&lines, "%s %d IN %s %s\n", set.Name, set.TTL, set.Type, d)
			}
		}
	}
	return state(t, serial, lines.String(), p.Touched()...)
}

func TestPlanSteps(t *testing.T) {
	for _, c := range []struct {
		name    string
		pin     bool
		changes []nameserver.Change
		want    string
	}{
		{"a new name", false, []nameserver.Change{put("baru", "A", "192.0.2.20")}, `0 baru.batam.go.id.
4 baru.batam.go.id. 3600 A 192.0.2.20`},
		{"pinned", true, []nameserver.Change{put("baru", "A", "192.0.2.20")}, `1 batam.go.id. 0 SOA ns1.batam.go.id. hostmaster.batam.go.id. 7 7200 900 1209600 300
0 baru.batam.go.id.
4 baru.batam.go.id. 3600 A 192.0.2.20`},
		{"another value", false, []nameserver.Change{put("lama", "A", "192.0.2.30")}, `1 lama.batam.go.id. 3600 A 192.0.2.10
2 lama.batam.go.id. CNAME -
3 lama.batam.go.id. A -
4 lama.batam.go.id. 3600 A 192.0.2.30`},
		{"another type beside", false, []nameserver.Change{put("lama", "TXT", "a b")}, `1 lama.batam.go.id. 3600 A 192.0.2.10
2 lama.batam.go.id. CNAME -
2 lama.batam.go.id. TXT -
4 lama.batam.go.id. 3600 TXT "a b"`},
		{"deletions first", false, []nameserver.Change{put("a", "A", "192.0.2.20"), change(nameserver.Clear, "www", "CNAME", "")}, `0 a.batam.go.id.
1 www.batam.go.id. 3600 CNAME proxy.batam.go.id.
3 www.batam.go.id. CNAME -
4 a.batam.go.id. 3600 A 192.0.2.20`},
		{"A to CNAME", false, []nameserver.Change{change(nameserver.Clear, "lama", "A", ""), put("lama", "CNAME", "proxy")}, `1 lama.batam.go.id. 3600 A 192.0.2.10
2 lama.batam.go.id. AAAA -
2 lama.batam.go.id. CAA -
2 lama.batam.go.id. CNAME -
2 lama.batam.go.id. HTTPS -
2 lama.batam.go.id. MX -
2 lama.batam.go.id. NS -
2 lama.batam.go.id. PTR -
2 lama.batam.go.id. SRV -
2 lama.batam.go.id. SVCB -
2 lama.batam.go.id. TLSA -
2 lama.batam.go.id. TXT -
3 lama.batam.go.id. A -
4 lama.batam.go.id. 3600 CNAME proxy.batam.go.id.`},
	} {
		p, err := nameserver.NewPlan(state(t, 7, standing), c.changes, nameserver.Options{Pin: c.pin})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, s := range p.Steps() {
			if s.Kind == nameserver.NameFree {
				got = append(got, fmt.Sprint(int(s.Kind), " ", s.Set.Name))
				continue
			}
			got = append(got, fmt.Sprint(int(s.Kind), " ", s.Set))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestPlanRefuses(t *testing.T) {
	for _, c := range []struct {
		name    string
		changes []nameserver.Change
		code    string // "": the plan is made
	}{
		{"outside the zone", []nameserver.Change{put("contohkab.go.id", "A", "192.0.2.1")}, "outside-zone"},
		{"away outside the zone", []nameserver.Change{change(nameserver.Clear, "contohkab.go.id", "A", "")}, "outside-zone"},
		{"CNAME where A stands", []nameserver.Change{put("lama", "CNAME", "proxy")}, "cname-beside"},
		{"A where CNAME stands", []nameserver.Change{put("www", "A", "192.0.2.1")}, "cname-beside"},
		{"both in one form", []nameserver.Change{put("baru", "A", "192.0.2.1"), put("baru", "CNAME", "proxy")}, "cname-beside"},
		{"second CNAME", []nameserver.Change{change(nameserver.Add, "www", "CNAME", "mail")}, "cname-two"},
		{"CNAME at the top", []nameserver.Change{put("@", "CNAME", "proxy")}, "cname-apex"},
		{"CNAME to itself", []nameserver.Change{put("baru", "CNAME", "baru.batam.go.id")}, "self"},
		{"chain", []nameserver.Change{put("baru", "CNAME", "www")}, "target-cname"},
		{"MX to a CNAME", []nameserver.Change{put("baru", "MX", "10 www")}, "target-cname"},
		{"MX to nothing", []nameserver.Change{put("baru", "MX", "10 tiada")}, "target-address"},
		{"MX to a new name", []nameserver.Change{put("baru", "MX", "10 surat"), put("surat", "A", "192.0.2.9")}, ""},
		{"SRV to a CNAME", []nameserver.Change{put("_sip._tcp", "SRV", "0 5 5060 www")}, "target-cname"},
		{"SRV that says there is none", []nameserver.Change{put("_sip._tcp", "SRV", "0 0 0 .")}, ""},
		{"target becomes a CNAME", []nameserver.Change{change(nameserver.Clear, "mail", "A", ""), put("mail", "CNAME", "proxy")}, "pointed-cname"},
		{"target goes, in query", []nameserver.Change{change(nameserver.Clear, "mail", "A", "")}, ""},
		{"below a delegation", []nameserver.Change{put("www.anak", "CNAME", "proxy")}, "below-delegation"},
		{"text at a delegation", []nameserver.Change{put("anak", "TXT", "x")}, "below-delegation"},
		{"glue", []nameserver.Change{put("ns1.anak", "A", "192.0.2.54")}, ""},
		{"delegation without glue", []nameserver.Change{put("cucu", "NS", "ns1.cucu")}, "target-address"},
		{"NS of the zone, as it stands", []nameserver.Change{put("@", "NS", "ns1")}, "apex"},
		{"underscore, which only BIND refuses", []nameserver.Change{put("a_b", "A", "192.0.2.1")}, "underscore"},
		{"MX to an address, which all take", []nameserver.Change{put("baru", "MX", "10 192.0.2.9.")}, "target-ip"},
		{"changed without a reason", nameserver.PutRows(domain.RecordRow{Asked: domain.Record{Host: "baru", Type: "A", Value: "192.0.2.1"}, Made: domain.Record{Host: "baru", Type: "CNAME", Value: "proxy"}}), "reason-missing"},
		{"changed for a reason", nameserver.PutRows(domain.RecordRow{Asked: domain.Record{Host: "baru", Type: "A", Value: "192.0.2.1"}, Made: domain.Record{Host: "baru", Type: "CNAME", Value: "proxy"}, Reason: "reverse proxy"}), ""},
		{"another NS of the zone", []nameserver.Change{put("@", "NS", "mail")}, "apex"},
		{"MX of the zone", []nameserver.Change{put("@", "MX", "20 mail")}, "apex"},
		{"two TTLs", []nameserver.Change{{Op: nameserver.Put, Record: domain.Record{Host: "baru", Type: "A", Value: "192.0.2.1"}, TTL: 300}, {Op: nameserver.Put, Record: domain.Record{Host: "baru", Type: "A", Value: "192.0.2.2"}, TTL: 600}}, "ttl-two"},
		{"no address", []nameserver.Change{put("baru", "A", "192.0.2.1 ; x")}, "ipv4"},
		{"two lines", []nameserver.Change{put("baru", "A", "192.0.2.1\nx A 192.0.2.2")}, "ipv4"},
		{"directive", []nameserver.Change{put("baru", "CNAME", "$INCLUDE /etc/passwd")}, "target-name"},
		{"quotes", []nameserver.Change{put("baru", "TXT", `"x" y`)}, "txt-quotes"},
		{"a type nobody knows", []nameserver.Change{put("baru", "LOKET", "x")}, "value"},
		{"a wildcard answers for the target", []nameserver.Change{put("baru", "MX", "10 x.liar")}, ""},
	} {
		_, err := nameserver.NewPlan(state(t, 7, standing), c.changes, nameserver.Options{})
		if errors.Is(err, nameserver.ErrNothing) {
			err = nil
		}
		var unfit *nameserver.Unfit
		if c.code == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if !errors.As(err, &unfit) || !strings.Contains(codes(unfit.Problems), c.code) {
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
		}
	}
}

func codes(problems []domain.Problem) string {
	s := ""
	for _, p := range problems {
		s += p.Code + " "
	}
	return s
}

// TestFindings: those that warn do not stop the plan; refusals come first, and
// nothing is said twice.
func TestFindings(t *testing.T) {
	for _, c := range []struct {
		name    string
		changes []nameserver.Change
		want    string
	}{
		{"nothing", []nameserver.Change{put("baru", "A", "8.8.4.4")}, ""},
		{"warnings", []nameserver.Change{put("baru", "CNAME", "tiada"), put("*.b", "A", "10.0.0.1")}, "wildcard private target-missing "},
		{"two of a kind", []nameserver.Change{put("baru", "MX", "10 tiada"), put("baru", "MX", "20 kosong")}, "target-address target-address "},
		{"found by both", []nameserver.Change{put("baru", "CNAME", "lagi"), put("lagi", "CNAME", "proxy")}, "target-cname "},
		{"goes, though pointed at", []nameserver.Change{change(nameserver.Clear, "proxy", "A", "")}, "pointed-gone "},
		{"refusals first", []nameserver.Change{put("x", "A", "10.0.0.1"), put("@", "CNAME", "proxy"), put("y", "A", "x")}, "ipv4 cname-apex private "},
	} {
		found, err := nameserver.Findings(state(t, 7, standing), c.changes, nameserver.Options{})
		if got := codes(found); err != nil || got != c.want {
			t.Errorf("%s: %q, want %q: %v", c.name, got, c.want, err)
		}
		p, err := nameserver.NewPlan(state(t, 7, standing), c.changes, nameserver.Options{})
		if got := codes(nameserver.Judge(p, state(t, 7, standing), nameserver.Options{})); err == nil && got != c.want {
			t.Errorf("%s: of the plan alone %q, want %q", c.name, got, c.want)
		}
	}
}

func TestPlanBounds(t *testing.T) {
	s := state(t, 7, standing, "baru."+zone)
	if _, err := nameserver.NewPlan(s, []nameserver.Change{put("lain", "A", "192.0.2.1")}, nameserver.Options{}); !errors.Is(err, nameserver.ErrUnseen) {
		t.Errorf("a name that nobody looked at: %v", err)
	}
	if _, err := nameserver.NewPlan(state(t, 7, standing), []nameserver.Change{put("lama", "A", "192.0.2.10")}, nameserver.Options{}); !errors.Is(err, nameserver.ErrNothing) {
		t.Errorf("as it is: %v", err)
	}
	var many []nameserver.Change
	for i := range 201 {
		many = append(many, put(fmt.Sprint("a", i), "A", "192.0.2.1"))
	}
	if _, err := nameserver.NewPlan(state(t, 7, standing), many, nameserver.Options{}); !errors.Is(err, nameserver.ErrPlan) {
		t.Errorf("201 names: %v", err)
	}
}

func TestPlanKept(t *testing.T) {
	p := plan(t, state(t, 7, standing), put("lama", "A", "192.0.2.30"), put("baru", "TXT", strings.Repeat("x", 300)))
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var again nameserver.Plan
	if err := json.Unmarshal(raw, &again); err != nil {
		t.Fatal(err)
	}
	if err := again.Check(); err != nil || again.Hash() != p.Hash() {
		t.Fatalf("%v, %s and %s", err, again.Hash(), p.Hash())
	}
	if p.Settles() != time.Hour {
		t.Errorf("settles in %v", p.Settles())
	}
}

// TestPlanHash changes each part of a plan; each must give another hash.
func TestPlanHash(t *testing.T) {
	fresh := func() nameserver.Plan {
		return plan(t, state(t, 7, standing), put("lama", "A", "192.0.2.30"), put("dua", "A", "192.0.2.11"))
	}
	seen := map[string]string{fresh().Hash(): "as it is"}
	if _, ok := seen[fresh().Hash()]; !ok {
		t.Fatal("the hash is not stable")
	}
	for name, spoil := range map[string]func(*nameserver.Plan){
		"zone":        func(p *nameserver.Plan) { p.Zone = "lain.go.id." },
		"serial":      func(p *nameserver.Plan) { p.Serial++ },
		"soa":         func(p *nameserver.Plan) { p.SOA += "1" },
		"pin":         func(p *nameserver.Plan) { p.Pin = true },
		"name":        func(p *nameserver.Plan) { p.Names[0].Name = "x" },
		"less":        func(p *nameserver.Plan) { p.Names = p.Names[:1] },
		"before":      func(p *nameserver.Plan) { p.Names[0].Before[0].Data[0] = "192.0.2.99" },
		"before TTL":  func(p *nameserver.Plan) { p.Names[0].Before[0].TTL++ },
		"after":       func(p *nameserver.Plan) { p.Names[0].After[0].Data[0] = "192.0.2.99" },
		"after TTL":   func(p *nameserver.Plan) { p.Names[0].After[0].TTL++ },
		"type":        func(p *nameserver.Plan) { p.Names[0].After[0].Type = "AAAA" },
		"turned":      func(p *nameserver.Plan) { n := &p.Names[0]; n.Before, n.After = n.After, n.Before },
		"moved along": func(p *nameserver.Plan) { n := &p.Names[0]; n.Before, n.After = append(n.Before, n.After...), nil },
	} {
		p := fresh()
		spoil(&p)
		if other, ok := seen[p.Hash()]; ok {
			t.Errorf("%s has the hash of %s", name, other)
		}
		seen[p.Hash()] = name
	}
}

func TestPlanCheckRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*nameserver.Plan){
		"no names":       func(p *nameserver.Plan) { p.Names = nil },
		"other zone":     func(p *nameserver.Plan) { p.Zone = "lain.go.id." },
		"the root":       func(p *nameserver.Plan) { p.Zone = "." },
		"upper case":     func(p *nameserver.Plan) { p.Names[0].Name = "LAMA.batam.go.id." },
		"no change":      func(p *nameserver.Plan) { p.Names[0].After = p.Names[0].Before },
		"twice":          func(p *nameserver.Plan) { p.Names = append(p.Names, p.Names...) },
		"other owner":    func(p *nameserver.Plan) { p.Names[0].After[0].Name = "x.batam.go.id." },
		"empty set":      func(p *nameserver.Plan) { p.Names[0].After[0].Data = nil },
		"not canonical":  func(p *nameserver.Plan) { p.Names[0].After[0].Data[0] = "192.0.2.030" },
		"a comment":      func(p *nameserver.Plan) { p.Names[0].After[0].Data[0] = "192.0.2.30 ; x" },
		"a second line":  func(p *nameserver.Plan) { p.Names[0].After[0].Data[0] = "192.0.2.30\nx" },
		"pin to nothing": func(p *nameserver.Plan) { p.SOA, p.Pin = "", true },
		"pin to a line":  func(p *nameserver.Plan) { p.SOA += "\nupdate delete x" },
		"a line in a name": func(p *nameserver.Plan) {
			n := &p.Names[0]
			n.Name = "a\nb." + zone
			n.Before, n.After[0].Name = nil, n.Name
		},
		"SOA":          func(p *nameserver.Plan) { p.Names[0].After[0].Type = "SOA" },
		"made type":    func(p *nameserver.Plan) { p.Names[0].After[0].Type = "RRSIG" },
		"unknown type": func(p *nameserver.Plan) { p.Names[0].After[0].Type = "X" },
	} {
		p := plan(t, state(t, 7, standing), put("lama", "A", "192.0.2.30"))
		spoil(&p)
		if err := p.Check(); !errors.Is(err, nameserver.ErrPlan) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
