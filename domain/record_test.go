package domain

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindRecords(t *testing.T) {
	const app = "app.batam.go.id A 192.0.2.10"
	for _, tc := range []struct{ name, in, want string }{
		{"pipes", "Host | Tipe | Value\napp.batam.go.id | A | 192.0.2.10\n| x.batam.go.id | CNAME | app.batam.go.id |", app + "\nx.batam.go.id CNAME app.batam.go.id"},
		{"markdown", "| Host | Tipe | Value/Point to |\n|---|---|---|\n| app.batam.go.id | A | 192.0.2.10 |", app},
		{"tabs", "Host\tTipe\tValue/Point to\nAPP.batam.go.id\tA\t192.0.2.10", app},
		{"numbered tabs", "No\tHost\tTipe\tValue\n1\tapp.batam.go.id\tA\t192.0.2.10\n2.\tb.batam.go.id\tAAAA\t2001:db8::1", app + "\nb.batam.go.id AAAA 2001:db8::1"},
		{"blanks", "app.batam.go.id      A      192.0.2.10", app},
		{"single blanks", "app.batam.go.id A 192.0.2.10", app},
		{"ttl", "app.batam.go.id. 3600 IN A 192.0.2.10", app},
		{"csv", "app.batam.go.id,A,192.0.2.10", app},
		{"semicolons", "app.batam.go.id;A;192.0.2.10", app},
		{"labels on a line", "Host: app.batam.go.id Tipe: A Value: 192.0.2.10", app},
		{"labels with commas", "Host = app.batam.go.id, Type = A, Point to = 192.0.2.10", app},
		{"labels on lines", "Host : app.batam.go.id\nTipe : A\nValue/Point to : 192.0.2.10", app},
		{"labels, no type", "Nama subdomain: app.batam.go.id\nIP Address: 192.0.2.10", app},
		{"one cell per line", "II. DNS RECORD :\nHost\nTipe\nValue/Point to\napp.batam.go.id\nA\n192.0.2.10\napp.batam.go.id\nCNAME\nbatam.go.id\n...tambahkan seperlunya", app + "\napp.batam.go.id CNAME batam.go.id"},
		{"one cell per line, gaps", "app.batam.go.id\n\nA\n\n192.0.2.10", app},
		{"arrow", "app.batam.go.id -> 192.0.2.10", app},
		{"prose", "mohon app.batam.go.id diarahkan ke IP 192.0.2.10, terima kasih", app},
		{"prose type", "mohon dibuatkan app.batam.go.id tipe A ke 192.0.2.10.", app},
		{"defanged", "app[.]batam[.]go[.]id | A | 192[.]0[.]2[.]10", app},
		{"mx", "batam.go.id  MX  10 mail.batam.go.id.", "batam.go.id MX 10 mail.batam.go.id."},
		{"txt", `batam.go.id IN TXT "v=spf1 ip4:192.0.2.1 -all"`, `batam.go.id TXT "v=spf1 ip4:192.0.2.1 -all"`},
		{"srv", "_sip._tcp.batam.go.id SRV 0 5 5060 sip.batam.go.id.", "_sip._tcp.batam.go.id SRV 0 5 5060 sip.batam.go.id."},
		{"label host in a table", "app | A | 192.0.2.10", "app A 192.0.2.10"},
		{"wrong value is kept", "app.batam.go.id | A | 300.1.2.3", "app.batam.go.id A 300.1.2.3"},
		{"twice", "app.batam.go.id | A | 192.0.2.10\napp.batam.go.id  A  192.0.2.10", app},
		{"prose is no record", "Server A dan B di batam.go.id sudah siap. Kelas A 192 siswa.\na\nA\nb", ""},
		{"head only", "Host | Tipe | Value\nHost\nTipe\nValue", ""},
		{"two hosts, one address", "RS membutuhkan subdomain a.batam.go.id dan b.batam.go.id, keduanya mengarah ke 192.0.2.10.", "a.batam.go.id A 192.0.2.10\nb.batam.go.id A 192.0.2.10"},
		{"each its own", "Mohon record a.batam.go.id dan b.batam.go.id ke 192.0.2.1 dan 192.0.2.2", "a.batam.go.id A 192.0.2.1\nb.batam.go.id A 192.0.2.2"},
		{"one after the other", "record DNS a.batam.go.id ke 192.0.2.1, b.batam.go.id ke 192.0.2.2", "a.batam.go.id A 192.0.2.1\nb.batam.go.id A 192.0.2.2"},
		{"what was is left out", "mohon perubahan record app.batam.go.id yang semula A 192.0.2.9 menjadi A 192.0.2.10 karena pindah.", app},
		{"moved, over a line's end", "mohon record app.batam.go.id diubah dari 192.0.2.9\nke 192.0.2.10 ya", app},
		{"both families", "mohon A record app.batam.go.id diubah ke 192.0.2.10 dan AAAA 2001:db8::45 ya pak", app + "\napp.batam.go.id AAAA 2001:db8::45"},
		{"respectively", "Kami butuh record a.batam.go.id dan b.batam.go.id; masing-masing ke 192.0.2.1 dan 192.0.2.2", "a.batam.go.id A 192.0.2.1\nb.batam.go.id A 192.0.2.2"},
		{"address that is gone", "IP app.batam.go.id tolong diganti 192.0.2.10 ya, yg 192.0.2.9 sdh off", app},
		{"one goes, one comes", "tolong hapus A record app.batam.go.id 192.0.2.3 dan buat CNAME app.batam.go.id ke proxy.batam.go.id", "app.batam.go.id CNAME proxy.batam.go.id"},
		{"mx in prose", "Mohon MX batam.go.id prioritas 5 ke mx3.batam.go.id", "batam.go.id MX 5 mx3.batam.go.id"},
		{"address first", "IP 192.0.2.10 mohon dipasang pada subdomain app.batam.go.id", app},
		{"alias in prose", "Mohon dibuatkan CNAME app.batam.go.id ke lb.batam.go.id, terima kasih", "app.batam.go.id CNAME lb.batam.go.id"},
		{"txt in prose", `Tolong tambah TXT untuk batam.go.id dengan isi "google-site-verification=abc"`, `batam.go.id TXT google-site-verification=abc`},
		{"txt with semicolons", `_dmarc.batam.go.id  TXT  "v=DMARC1; p=none; rua=mailto:d@batam.go.id"`, `_dmarc.batam.go.id TXT "v=DMARC1; p=none; rua=mailto:d@batam.go.id"`},
		{"txt between pipes", "| batam.go.id | TXT | v=spf1; x | 3600 |", "batam.go.id TXT v=spf1; x"},
		{"report of an attack", "Subdomain app.batam.go.id diserang dari IP 192.0.2.10 kemarin.", ""},
		{"log line", "http://app.batam.go.id/a (192.0.2.10) please take down", ""},
		{"crlf", "app.batam.go.id\tA\t192.0.2.10\r\n", app},
	} {
		var got []string
		for _, r := range FindRecords(tc.in) {
			got = append(got, r.String())
		}
		if diff := cmp.Diff(tc.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

func TestRecords(t *testing.T) {
	const zone = "batam.go.id"
	for _, tc := range []struct {
		name    string
		records []Record
		level   Level
		says    string // empty: no finding at all
	}{
		{"good", []Record{{"app.batam.go.id", "A", "8.8.4.4"}}, "", ""},
		{"label", []Record{{"app", "A", "8.8.4.4"}}, "", ""},
		{"the form's own sample", []Record{{"kominfo.batam.go.id", "A", "8.8.4.4"}, {"kominfo.batam.go.id", "CNAME", "batam.go.id."}}, Refuse, "beside other records"},
		{"two CNAMEs", []Record{{"a", "CNAME", "x.go.id."}, {"a", "CNAME", "y.go.id."}}, Refuse, "two CNAMEs"},
		{"CNAME at the top", []Record{{"@", "CNAME", "x.go.id."}}, Refuse, "top of the zone"},
		{"CNAME to itself", []Record{{"a", "CNAME", "a.batam.go.id."}}, Refuse, "itself"},
		{"chain", []Record{{"a", "CNAME", "b.batam.go.id."}, {"b", "CNAME", "c.batam.go.id."}}, Refuse, "points at the CNAME"},
		{"MX to CNAME", []Record{{"@", "MX", "10 m.batam.go.id."}, {"m", "CNAME", "c.batam.go.id."}}, Refuse, "points at the CNAME"},
		{"MX to an address", []Record{{"@", "MX", "10 192.0.2.1"}}, Refuse, "IP address"},
		{"MX without preference", []Record{{"@", "MX", "mail.batam.go.id."}}, Warn, "preference"},
		{"CNAME to an address", []Record{{"a", "CNAME", "192.0.2.1"}}, Refuse, "IP address"},
		{"A with IPv6", []Record{{"a", "A", "2001:4860::1"}}, Refuse, "IPv4"},
		{"A with a name", []Record{{"a", "A", "x.go.id"}}, Refuse, "IPv4"},
		{"AAAA with IPv4", []Record{{"a", "AAAA", "8.8.4.4"}}, Refuse, "IPv6"},
		{"AAAA mapped", []Record{{"a", "AAAA", "::ffff:8.8.4.4"}}, Refuse, "IPv6"},
		{"private", []Record{{"a", "A", "10.1.2.3"}}, Warn, "reached"},
		{"documentation", []Record{{"a", "A", "192.0.2.3"}}, Warn, "documentation"},
		{"underscore", []Record{{"a_b", "A", "8.8.4.4"}}, Refuse, "underscore"},
		{"underscore in TXT", []Record{{"_dmarc", "TXT", "v=DMARC1; p=none"}}, "", ""},
		{"missing dot", []Record{{"a", "CNAME", "server.example.com"}}, Warn, "server.example.com.batam.go.id"},
		{"outside", []Record{{"a.lain.go.id", "A", "8.8.4.4"}}, Refuse, "outside the zone"},
		{"outside by a trick", []Record{{"a.xbatam.go.id", "A", "8.8.4.4"}}, Refuse, "outside the zone"},
		{"wildcard", []Record{{"*", "A", "8.8.4.4"}}, Warn, "wildcard"},
		{"twice", []Record{{"a", "A", "8.8.4.4"}, {"a.batam.go.id", "A", "8.8.4.4"}}, Warn, "twice"},
		{"two SPF", []Record{{"@", "TXT", "v=spf1 -all"}, {"@", "TXT", `"v=spf1 mx -all"`}}, Refuse, "two SPF"},
		{"long TXT", []Record{{"@", "TXT", strings.Repeat("x", 300)}}, Warn, "255"},
		{"SPF look-ups", []Record{{"@", "TXT", "v=spf1 " + strings.Repeat("include:x.id ", 11) + "-all"}}, Refuse, "11 look-ups"},
		{"CAA typo", []Record{{"@", "CAA", `0 isue "letsencrypt.org"`}}, Refuse, "CAA"},
		{"CAA", []Record{{"@", "CAA", `0 issue "letsencrypt.org"`}}, "", ""},
		{"SRV", []Record{{"_sip._tcp", "SRV", "0 5 5060 sip.batam.go.id."}}, "", ""},
		{"SRV port", []Record{{"_sip._tcp", "SRV", "0 5 70000 sip.batam.go.id."}}, Refuse, "SRV"},
		{"SRV host", []Record{{"sip", "SRV", "0 5 5060 sip.batam.go.id."}}, Refuse, "_service"},
		{"NS", []Record{{"a", "NS", "ns1.lain.go.id."}}, Warn, "second officer"},
	} {
		found := RecordCheck{Zone: zone}.Records(tc.records)
		if tc.says == "" {
			if len(found) > 0 {
				t.Errorf("%s: %v", tc.name, found)
			}
			continue
		}
		ok := false
		for _, p := range found {
			ok = ok || p.Level == tc.level && strings.Contains(p.String(), tc.says)
		}
		if !ok {
			t.Errorf("%s: %v, want %s %q", tc.name, found, tc.level, tc.says)
		}
	}
}

func TestParseRecordRefuses(t *testing.T) {
	for _, r := range []Record{{"a.go.id", "SOA", "x"}, {"", "A", "8.8.4.4"}, {"a b", "A", "8.8.4.4"}, {"a.go.id", "A", ""}, {"a.go.id", "TXT", "x\ny"}, {"-a.go.id", "A", "8.8.4.4"}, {"b\u0430.go.id", "A", "8.8.4.4"}} {
		if got, err := ParseRecord(r.Host, r.Type, r.Value); err == nil {
			t.Errorf("ParseRecord(%v) = %v", r, got)
		}
	}
}

func FuzzFindRecords(f *testing.F) {
	for _, s := range []string{"a.go.id | A | 192.0.2.1", "Host: x Tipe: A Value: y", "x\nA\ny.go.id", "@  SRV  0 0 0 .", "a.go.id SRV 0 5 5060 b", "* | CAA | 0 x y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rs := FindRecords(s)
		if len(rs) > maxRecords {
			t.Fatal("too many")
		}
		RecordCheck{Zone: "batam.go.id"}.Records(rs)
		for _, r := range rs {
			if again, err := ParseRecord(r.Host, r.Type, r.Value); err != nil || again != r {
				t.Fatalf("%v is not stable: %v %v", r, again, err)
			}
		}
	})
}
