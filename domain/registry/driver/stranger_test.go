package driver_test

import (
	"strings"
	"testing"
	"time"

	"loket/domain/action"
	"loket/domain/registry"
	"loket/domain/registry/driver"
	"loket/domain/registry/epp"
	"loket/domain/registry/internal/epptest"
	"loket/domain/registry/sandbox"
)

// TestPerlRegistry carries the services' actions out at a registry that is not ours,
// which checks every document against the schemas.
func TestPerlRegistry(t *testing.T) {
	side, err := sandbox.Start(sandbox.Options{}) // for its certificates
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	dir := t.TempDir()
	ca, _, _, err := side.WriteFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	cert, key, err := side.WriteServerFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	perl := epptest.StartRegistry(t, cert, key, ca)
	c, err := epp.New(epp.Config{Address: perl.Address, TLS: side.ClientTLS(), ClientID: sandbox.Desk.ID, Password: registry.NewSecret(sandbox.Desk.Password), Timeout: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	d := &driver.Driver{Registry: c, Name: "epp", Target: perl.Address}
	number := 0
	carry := func(o action.Order) action.Outcome {
		t.Helper()
		number++
		p, err := d.Plan(t.Context(), o)
		if err != nil {
			t.Fatalf("%s: %v", o.Action, err)
		}
		p.Order = o
		turn := try(1)
		turn.Key += strings.Repeat("x", number)
		out := d.Do(t.Context(), p, turn)
		if out.State != action.Done || !out.Proved {
			t.Fatalf("%s: %+v", o.Action, out)
		}
		return out
	}
	reg := registration()
	reg.Hosts = []string{"ns.luar.test"}
	day := fact(carry(reg), "expiry-after")
	ord := action.Order{Action: driver.Renew, Ticket: reg.Ticket, Name: free, Years: 3, Expires: day}
	out := carry(ord)
	if was, is := fact(out, "expiry-before"), fact(out, "expiry-after"); was != day || is <= day {
		t.Errorf("renewed from %s to %s", was, is)
	}
	if p, err := d.Plan(t.Context(), ord); err != nil || !p.Settled {
		t.Errorf("would be renewed twice: %+v %v", p, err)
	}
	out = carry(action.Order{Action: driver.Officer, Ticket: reg.Ticket, Name: free, Registrant: "PND-8", Officer: &action.Person{Name: "Siti", Email: "siti@barukab.go.id"}})
	back := action.Order{Action: driver.Officer, Ticket: reg.Ticket, Name: free, Registrant: "PND-8", Reverts: out.Reverts}
	if out = carry(back); fact(out, "registrant-after") != "PND-7" {
		t.Errorf("%v", out.Evidence)
	}
	carry(action.Order{Action: driver.Hosts, Ticket: reg.Ticket, Name: free, Hosts: []string{"ns2.luar.test"}})
}
