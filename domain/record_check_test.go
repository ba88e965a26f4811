package domain

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// zoneRules are found by package nameserver, which sees a whole zone.
var zoneRules = []string{"target-missing", "target-address", "ttl-two", "value", "below-delegation", "pointed-cname", "pointed-gone", "dangling"}

// TestRecordRules brings each rule about once, beside rows that it must leave
// alone.
func TestRecordRules(t *testing.T) {
	desk := RecordCheck{Zone: "batam.go.id", Networks: []netip.Prefix{netip.MustParsePrefix("103.0.0.0/8")}, OneLevel: true}
	long := strings.Repeat(strings.Repeat("a", 60)+".", 4) + "aa"
	key := "v=DKIM1; k=rsa; p=" + strings.Repeat("QUJD", 60)
	reached := map[string]bool{}
	for _, c := range []struct {
		records []Record
		want    string // codes, in order
	}{
		{[]Record{{"a", "A", "103.1.1.1"}}, ""},
		{[]Record{{"a.lain.go.id", "A", "103.1.1.1"}}, "outside-zone"},
		{[]Record{{long, "A", "103.1.1.1"}}, "name-long"},
		{[]Record{{"a_b", "A", "103.1.1.1"}}, "underscore"},
		{[]Record{{"a.b", "A", "103.1.1.1"}}, "deep"},
		{[]Record{{"*.a", "A", "103.1.1.1"}}, "wildcard"},
		{[]Record{{"@", "MX", "10 surat.batam.go.id."}}, "apex-mx"},
		{[]Record{{"@", "NS", "ns9.batam.go.id."}}, "apex"},
		{[]Record{{"anak", "NS", "ns1.anak.batam.go.id."}}, "delegates"},
		{[]Record{{"a", "A", "103.1.1"}}, "ipv4"},
		{[]Record{{"a", "A", "103.1.1.01"}}, "ipv4"},
		{[]Record{{"a", "AAAA", "::ffff:103.1.1.1"}}, "ipv6"},
		{[]Record{{"a", "AAAA", "fe80::1%eth0"}}, "ipv6"},
		{[]Record{{"a", "A", "203.0.113.1"}}, "documentation"},
		{[]Record{{"a", "A", "10.0.0.1"}, {"b", "A", "127.0.0.1"}, {"c", "A", "100.64.0.1"}, {"d", "AAAA", "fd00::1"}, {"e", "A", "0.0.0.0"}}, "private private private private private"},
		{[]Record{{"a", "A", "8.8.4.4"}}, "unknown-range"},
		{[]Record{{"a", "CNAME", "103.1.1.1"}}, "target-ip"},
		{[]Record{{"a", "CNAME", "103.1.1.1."}}, "target-ip"},
		{[]Record{{"a", "CNAME", "x y"}}, "target-name"},
		{[]Record{{"a", "CNAME", "*.batam.go.id."}}, "target-name"},
		{[]Record{{"a", "CNAME", "server.example.com"}}, "missing-dot"},
		{[]Record{{"a", "CNAME", "a"}}, "self"},
		{[]Record{{"a", "CNAME", "b"}, {"b", "CNAME", "a"}}, "target-cname target-cname"},
		{[]Record{{"a", "MX", "10 b"}, {"b", "CNAME", "c"}}, "target-cname"},
		{[]Record{{"_sip._tcp", "SRV", "0 0 0 ."}}, "no-service"},
		{[]Record{{"a", "MX", "surat"}}, "mx-preference"},
		{[]Record{{"a", "MX", "10 a b"}}, "mx"},
		{[]Record{{"a", "MX", "70000 a"}}, "mx"},
		{[]Record{{"_sip._tcp", "SRV", "0 0 70000 a"}}, "srv"},
		{[]Record{{"sip", "SRV", "0 0 5060 a"}}, "srv-owner"},
		{[]Record{{"a", "CAA", "0 isue x"}}, "caa"},
		{[]Record{{"a", "CAA", "0 issue"}}, "caa"},
		{[]Record{{"a", "CAA", `1 issue "ca.example.net"`}}, "caa-flag"},
		{[]Record{{"a", "CAA", `0 iodef "x@batam.go.id"`}}, "caa-value"},
		{[]Record{{"a", "CAA", `0 issue "https://ca.example.net"`}}, "caa-value"},
		{[]Record{{"a", "CAA", `0 issue ";"`}}, ""},
		{[]Record{{"a", "TXT", `"x" y`}}, "txt-quotes"},
		{[]Record{{"a", "TXT", strings.Repeat("x", 256)}}, "txt-split"},
		{[]Record{{"a", "TXT", strings.Repeat("x", 255)}}, ""},
		{[]Record{{"@", "TXT", "v=spf1 -all"}, {"@", "TXT", "v=spf1 mx -all"}}, "spf-two"},
		{[]Record{{"@", "TXT", "v=spf10"}, {"@", "TXT", "v=spf1 mx -all"}}, ""},
		{[]Record{{"@", "TXT", "v=spf1 " + strings.Repeat("include:x.id ", 10) + "a ~all"}}, "spf-lookups"},
		{[]Record{{"@", "TXT", "v=spf1 inculde:x.id -all"}}, "spf-term"},
		{[]Record{{"@", "TXT", "v=spf1 ip4:103.1.1.1/24 exp=x.id +all"}}, "spf-all"},
		{[]Record{{"a", "TXT", key}}, "txt-split dkim-owner"},
		{[]Record{{"s1._domainkey", "TXT", strings.Replace(key, "QUJDQUJD", "", 10)}}, ""},
		{[]Record{{"s1._domainkey", "TXT", "v=DKIM1; k=rsa; p=a b!"}}, "dkim-value"},
		{[]Record{{"_dmarc", "TXT", "v=DMARC1; p=nothing"}}, "dmarc-value"},
		{[]Record{{"a", "A", "103.1.1.1"}, {"a.batam.go.id", "A", "103.1.1.1"}}, "twice"},
		{[]Record{{"a", "CNAME", "b"}, {"a", "CNAME", "b.batam.go.id."}}, "twice"},
		{[]Record{{"a", "CNAME", "b"}, {"a", "TXT", "x"}}, "cname-beside"},
		{[]Record{{"a", "CNAME", "b"}, {"a", "CNAME", "c"}}, "cname-two"},
		{[]Record{{"@", "CNAME", "b"}}, "cname-apex"},
	} {
		var got []string
		for _, p := range desk.Records(c.records) {
			got = append(got, p.Code)
			reached[p.Code] = true
			if p.What.ID == "" || p.Fix.EN == "" || strings.Contains(p.String()+p.In(Indonesian), "{") {
				t.Errorf("%s: %s / %s", p.Code, p, p.In(Indonesian))
			}
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%v: %s", c.records, diff)
		}
	}
	for code, r := range recordRules {
		if !reached[code] && !slices.Contains(zoneRules, code) && !slices.Contains([]string{"ttl", "reason-missing", "wildcard-reason"}, code) {
			t.Errorf("no record brings %s about", code)
		}
		for _, text := range []string{r.What.ID, r.What.EN, r.Fix.ID, r.Fix.EN} {
			if text == "" {
				t.Errorf("%s says nothing in one language", code)
			}
		}
	}
}

func TestRecordRows(t *testing.T) {
	a, b := Record{"a", "A", "8.8.4.4"}, Record{"a", "CNAME", "proxy.batam.go.id."}
	for _, c := range []struct {
		name string
		row  RecordRow
		want string
	}{
		{"as asked", RecordRow{Asked: a}, ""},
		{"the same in other words", RecordRow{Asked: a, Made: Record{"a.batam.go.id", "A", "8.8.4.4"}}, ""},
		{"changed", RecordRow{Asked: a, Made: b}, "reason-missing"},
		{"changed with blanks", RecordRow{Asked: a, Made: b, Reason: " \t"}, "reason-missing"},
		{"changed with a reason", RecordRow{Asked: a, Made: b, Reason: "reverse proxy"}, ""},
		{"wildcard", RecordRow{Asked: Record{"*", "A", "8.8.4.4"}}, "wildcard wildcard-reason"},
		{"wildcard with a reason", RecordRow{Asked: Record{"*", "A", "8.8.4.4"}, Reason: "multitenant"}, "wildcard"},
	} {
		var got []string
		for _, p := range (RecordCheck{Zone: "batam.go.id"}).Rows([]RecordRow{c.row}) {
			got = append(got, p.Code)
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestCheckTTL(t *testing.T) {
	for ttl, ok := range map[uint32]bool{0: true, 59: false, 60: true, 86400: true, 86401: false, 1<<32 - 1: false} {
		if found := CheckTTL("a A", ttl); (len(found) == 0) != ok {
			t.Errorf("%d: %v", ttl, found)
		}
	}
}

func TestTextStrings(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	for in, want := range map[string][]string{
		"v=spf1 -all":        {"v=spf1 -all"},
		`"a" "b"`:            {"a", "b"},
		`"a""b"`:             {"a", "b"},
		`"a \"b\" \\ \065;"`: {`a "b" \ A;`},
		`v=x; "y"`:           {`v=x; "y"`},
		x(600):               {x(255), x(255), x(90)},
		`"` + x(300) + `"`:   {x(255), x(45)},
		"":                   {""},
	} {
		got, err := TextStrings(in)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v %s", in, err, diff)
		}
	}
	for _, in := range []string{`"`, `"a`, `"a" b`, `"a\`, `"a\"`} {
		if got, err := TextStrings(in); err == nil {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestAbsolute(t *testing.T) {
	for in, want := range map[string]string{
		"proxy": "proxy.batam.go.id.", "proxy.batam.go.id": "proxy.batam.go.id.", "server.example.com": "server.example.com.",
		"a.b": "a.b.batam.go.id.", "a.b.": "a.b.", "@": "batam.go.id.", ".": ".", "PROXY": "proxy.batam.go.id.", "xbatam.go.id": "xbatam.go.id.",
	} {
		if got := Absolute(in, "Batam.go.id."); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func FuzzRecordCheck(f *testing.F) {
	for _, r := range []Record{{"a", "TXT", `"v=spf1 a" "b`}, {"_a._b", "SRV", "0 0 0 ."}, {"@", "CAA", `0 issue ";"`}, {"*.a", "MX", "1 2 3"}, {"a", "TXT", `"\25`}, {"a", "CNAME", "@"}} {
		f.Add(r.Host, r.Type, r.Value, "batam.go.id")
	}
	f.Fuzz(func(t *testing.T, host, typ, value, zone string) {
		r := Record{host, strings.ToUpper(typ), value}
		for _, p := range (RecordCheck{Zone: zone, OneLevel: true}).Rows([]RecordRow{{Asked: r}, {Asked: r, Made: Record{"a", "CNAME", value}}}) {
			if p.Code == "" || p.What.EN == "" {
				t.Fatalf("%+v", p)
			}
		}
		parts, err := TextStrings(value)
		for _, part := range parts {
			if len(part) > 255 || err != nil {
				t.Fatalf("%q: %q, %v", value, parts, err)
			}
		}
	})
}

func TestPublicAddress(t *testing.T) {
	for in, want := range map[string]bool{
		"8.8.4.4": true, "2001:4860::1": true, "10.1.1.1": false, "172.31.0.1": false, "172.32.0.1": true, "127.0.0.1": false, "169.254.1.1": false,
		"100.64.0.1": false, "198.18.0.1": false, "192.0.2.1": false, "240.0.0.1": false, "255.255.255.255": false, "224.0.0.1": false, "0.0.0.1": false,
		"::1": false, "::": false, "fd00::1": false, "fe80::1": false, "::ffff:8.8.4.4": false, "2001:db8::1": false, "64:ff9b::808:404": false,
	} {
		if got := PublicAddress(netip.MustParseAddr(in)); got != want {
			t.Errorf("%s: %v", in, got)
		}
	}
}
