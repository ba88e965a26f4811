package console

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/nameserver"
	"loket/ticket"
	"loket/ui/kit"
)

// zoned is a fake's zone.
type zoned struct {
	last     ticket.Comparison
	known    bool
	found    ticket.Comparison
	accepted []domain.Record
}

func (f *fakeDesk) Zones() []string { return []string{"batam.go.id"} }

func (f *fakeDesk) LastComparison(string) (ticket.Comparison, bool, error) {
	return f.zone.last, f.zone.known, nil
}

func (f *fakeDesk) CompareZone(_ context.Context, by, zone string) (ticket.Comparison, error) {
	c := f.zone.found
	c.By, c.Zone, c.At = by, zone, start
	f.zone.last, f.zone.known = c, true
	return c, f.fail
}

func (f *fakeDesk) AcceptRecords(_ context.Context, by, _ string, records []domain.Record, reason string) error {
	f.zone.accepted = append(f.zone.accepted, records...)
	f.did = append(f.did, by+" accepts: "+reason)
	return f.fail
}

// TestZoneBesideRegister: nothing is asked of the name server until somebody wants
// it; then what was found is listed, with what it means, and can be accepted.
func TestZoneBesideRegister(t *testing.T) {
	a, f := registered(t, 130, 30, func(o *Options) { o.Lang = kit.English })
	f.zone.found = ticket.Comparison{Same: 2, Drift: nameserver.Drift{Zone: "batam.go.id.", Serial: 9, Records: 6, Sets: []nameserver.Drifted{
		{Kind: nameserver.Missing, Name: "hilang.batam.go.id.", Type: "A", Approved: []string{"198.51.100.8"}, Sources: []string{"2026-00007"}},
		{Kind: nameserver.Foreign, Name: "judi.batam.go.id.", Type: "A", Now: []string{"198.51.100.66"}},
	}, Dangling: []domain.Problem{domain.Finding("dangling", "survei.batam.go.id CNAME", "survei.contoh-awan.example")}}}
	a.press("Z")
	if s := a.text(); !strings.Contains(s, "Never compared") || f.zone.known {
		t.Fatalf("at first:\n%s", s)
	}
	a.press("c")
	s := a.text()
	for _, want := range []string{"serial 9, 6 records, 2 sets as in the register", "- missing", "-198.51.100.8", "+ foreign", "+198.51.100.66", "! dangling", "survei ", "2026-00007"} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is missing in\n%s", want, s)
		}
	}
	a.press("j", "a")
	a.press("uji")
	a.press("ctrl+s")
	if len(f.zone.accepted) != 1 || f.zone.accepted[0] != (domain.Record{Host: "judi.batam.go.id", Type: "A", Value: "198.51.100.66"}) {
		t.Errorf("accepted %v", f.zone.accepted)
	}
	f.zone.found = ticket.Comparison{Failed: action.Words{Key: "dns.badtime", What: domain.Text{EN: "the clocks lie 1h apart"}, Do: domain.Text{EN: "set the clock"}}}
	a.press("c")
	if s := a.text(); !strings.Contains(s, "! the clocks lie 1h apart") || !strings.Contains(s, "set the clock") || !strings.Contains(s, "could not be read") {
		t.Errorf("a zone that is not given:\n%s", s)
	}
}

// TestGoldenZone: the zone beside its register, with one row of every kind.
func TestGoldenZone(t *testing.T) {
	for _, lang := range []kit.Lang{kit.Indonesian, kit.English} {
		for _, size := range [][2]int{{80, 24}, {120, 40}} {
			a, f := registered(t, size[0], size[1], func(o *Options) { o.Lang = lang })
			f.zone.found = ticket.Comparison{Same: 41, Left: 3, Drift: nameserver.Drift{Zone: "batam.go.id.", Serial: 2026110307, Records: 58, Sets: []nameserver.Drifted{
				{Kind: nameserver.Foreign, Name: "batam.go.id.", Type: "NS", Now: []string{"ns1.batam.go.id.", "ns2.batam.go.id."}},
				{Kind: nameserver.Missing, Name: "hilang.batam.go.id.", Type: "A", Approved: []string{"203.0.113.8"}, Sources: []string{"2026-00007"}},
				{Kind: nameserver.Differs, Name: "layanan-perizinan-terpadu.batam.go.id.", Type: "A", Approved: []string{"203.0.113.20", "203.0.113.21"}, Now: []string{"198.51.100.66", "203.0.113.21"}, Sources: []string{"2026-00011"}},
				{Kind: nameserver.Foreign, Name: "_dmarc.batam.go.id.", Type: "TXT", Now: []string{`"v=DMARC1; p=none; rua=mailto:pelaporan-dmarc@batam.go.id; ruf=mailto:pelaporan-dmarc@batam.go.id"`}},
			}, Dangling: []domain.Problem{domain.Finding("dangling", "survei.batam.go.id CNAME", "survei.contoh-awan.example")}}}
			a.press("Z", "c", "j", "j")
			golden(t, fmt.Sprintf("zone_%dx%d_%s", size[0], size[1], lang), a.text())
		}
	}
}
