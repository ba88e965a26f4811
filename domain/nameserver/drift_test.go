package nameserver_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"loket/domain"
	"loket/domain/nameserver"

	"github.com/google/go-cmp/cmp"
)

func TestDrift(t *testing.T) {
	const stands = `@ IN NS ns1
ns1 IN A 192.0.2.1
app 60 IN A 192.0.2.10
www IN CNAME app
judi IN A 192.0.2.66
dua IN A 192.0.2.11
dua IN A 192.0.2.13
@ IN TXT "v=spf1 -all"
`
	ok := func(host, typ, value, source string) nameserver.Approved {
		return nameserver.Approved{Record: domain.Record{Host: host, Type: typ, Value: value}, Source: source}
	}
	approved := []nameserver.Approved{
		ok("@", "NS", "ns1", "awal"), ok("ns1", "A", "192.0.2.1", "awal"), ok("@", "TXT", "v=spf1 -all", "awal"),
		ok("app.batam.go.id", "A", "192.0.2.10", "2026-00001"), ok("www", "CNAME", "app.batam.go.id", "2026-00001"),
		ok("dua", "A", "192.0.2.11", "2026-00002"), ok("dua", "A", "192.0.2.12", "2026-00003"),
		ok("hilang", "A", "192.0.2.20", "2026-00004"), ok("rusak", "A", "x", "2026-00005"), ok("a.contohkab.go.id", "A", "192.0.2.1", "2026-00006"),
	}
	d, err := state(t, 9, stands).Drift(approved)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range d.Sets {
		got = append(got, s.String()+" "+strings.Join(s.Sources, ","))
	}
	want := []string{
		"differs dua.batam.go.id. A: -192.0.2.12 +192.0.2.13 2026-00002,2026-00003",
		"missing hilang.batam.go.id. A: -192.0.2.20 2026-00004",
		"foreign judi.batam.go.id. A: +192.0.2.66 ",
	}
	if diff := cmp.Diff(want, got); diff != "" || d.Serial != 9 || len(d.Unreadable) != 2 {
		t.Errorf("%s %v", diff, d.Unreadable)
	}
	if d.Records != 8 || d.Count(nameserver.Same) != 5 || d.Count(nameserver.Foreign) != 1 || d.Same[len(d.Same)-1].Sources[0] != "2026-00001" {
		t.Errorf("%d records, the same are %v", d.Records, d.Same)
	}
}

// TestReportDangles: who points at a name that is gone is told beside; what nobody
// can tell is told as well.
func TestReportDangles(t *testing.T) {
	s := state(t, 9, "@ IN NS ns1\nsurvei IN CNAME survei.contoh-awan.example.\ntoko IN CNAME toko.contoh-awan.example.\n")
	d, err := nameserver.Report(t.Context(), fixed{state: s}, zone, nil, func(_ context.Context, name string) (bool, error) {
		if strings.HasPrefix(name, "toko") {
			return false, errors.New("timeout")
		}
		return false, nil
	})
	if err != nil || len(d.Dangling) != 1 || d.Dangling[0].Key != "survei.batam.go.id CNAME" || !strings.Contains(d.Unsure, "1 targets") {
		t.Errorf("%+v %v", d, err)
	}
}

func TestBaseline(t *testing.T) {
	s := state(t, 9, standing+"_dmarc IN TXT \"v=DMARC1; p=none\" \"\\\"x\\\\ \\195\"\na IN CAA 0 issue \";\"\nx IN SSHFP 1 1 abcdef\n_sip._tcp IN SRV 0 5 5060 mail\n")
	d, err := nameserver.Report(t.Context(), fixed{state: s}, zone, s.Baseline("awal"), nil)
	if err != nil || len(d.Sets) != 0 || len(d.Unreadable) != 0 {
		t.Errorf("%v %+v", err, d)
	}
	if _, err := s.Only("lama." + zone).Drift(nil); !errors.Is(err, nameserver.ErrUnseen) {
		t.Error(err)
	}
	if _, err := nameserver.Report(t.Context(), fixed{err: errors.New("away")}, zone, nil, nil); err == nil {
		t.Error("nobody was there to read")
	}
}
