package command

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/action"
	zone "loket/domain/nameserver/driver"
	registrar "loket/domain/registry/driver"
)

// TestRDAPProves: what a person did at the console a moment ago is seen, and not the
// answer that was kept from before it.
func TestRDAPProves(t *testing.T) {
	status := "active"
	public := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"objectClassName":"domain","ldhName":"contohkab.go.id","status":[%q]}`, status)
	}))
	defer public.Close()
	c := &Config{Registry: Registry{RDAP: public.URL + "/rdap/"}}
	c.completeOutside()
	out := c.Outside(none, time.Now, nil)
	defer out.Close()
	hand := out.Drivers[registrar.ClientHold]
	p, err := hand.Plan(t.Context(), action.Order{Action: registrar.ClientHold, Name: "contohkab.go.id", Ticket: "2026-00042"})
	if err != nil {
		t.Fatal(err)
	}
	status = "client hold"
	if got := hand.Look(t.Context(), p, action.Try{}); got.State != action.Done || !got.Proved {
		t.Errorf("the proof is %+v", got)
	}
	bad := &Config{Registry: Registry{RDAP: "rdap.contoh.id"}}
	bad.completeOutside()
	if err := bad.Validate(); err == nil || !strings.Contains(err.Error(), "registry.rdap") {
		t.Errorf("a bad address: %v", err)
	}
}

// TestRecordRules: what a site says about records reaches the plan and the desk.
func TestRecordRules(t *testing.T) {
	c := &Config{DNS: DNS{Networks: []string{"203.0.113.7/24"}, OneLevel: true}}
	c.complete(none)
	check := c.TicketSite().Records
	if !check.OneLevel || len(check.Networks) != 1 || check.Networks[0].String() != "203.0.113.0/24" {
		t.Errorf("the desk knows %+v", check)
	}
	row := func(host, typ, value string) domain.RecordRow {
		return domain.RecordRow{Asked: domain.Record{Host: host, Type: typ, Value: value}}
	}
	plan := func(rows ...domain.RecordRow) (notes []string, err error) {
		out := c.Outside(none, time.Now, nil)
		defer out.Close()
		p, err := out.Drivers[zone.Update].Plan(t.Context(), action.Order{Action: zone.Update, Name: "batam.go.id", Ticket: "2026-00042", Records: rows})
		if err != nil {
			return nil, err
		}
		for _, n := range p.Notes {
			notes = append(notes, n.Key)
		}
		return notes, nil
	}
	notes, err := plan(row("a", "A", "203.0.113.9"), row("b.c", "A", "9.9.9.9"))
	if err != nil || !slices.Contains(notes, "dns.unknown-range") || !slices.Contains(notes, "dns.deep") || slices.Contains(notes, "dns.documentation") {
		t.Errorf("%v %v", notes, err)
	}
	if _, err := plan(row("@", "MX", "10 mail.contohkab.go.id.")); err == nil {
		t.Error("the MX of the zone changes by a form")
	}
	c.DNS.Apex = true
	if notes, err := plan(row("@", "MX", "10 mail.contohkab.go.id.")); err != nil || !slices.Contains(notes, "dns.apex-mx") {
		t.Errorf("%v %v", notes, err)
	}
	c.DNS.Networks = []string{"203.0.113.0/33"}
	if err := c.Validate(); err == nil || !strings.Contains(err.Error(), "dns.networks") {
		t.Errorf("a bad network: %v", err)
	}
}
