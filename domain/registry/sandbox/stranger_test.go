package sandbox_test

import (
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"testing"
	"time"

	stranger "github.com/domainr/epp"
	"github.com/google/go-cmp/cmp"

	"loket/domain/registry"
	"loket/domain/registry/internal/epptest"
	"loket/domain/registry/sandbox"
)

// start runs a sandbox whose conversations are checked against the schemas at the end.
func start(t *testing.T, o sandbox.Options) (*sandbox.Server, *epptest.Tape) {
	t.Helper()
	tape := new(epptest.Tape)
	o.Tap = tape.Add
	s, err := sandbox.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		tape.Check(t)
	})
	s.Put(registry.State{Name: "batam.go.id", Registrant: "PND-000123", Hosts: []string{"ns1.batam.go.id", "ns2.batam.go.id"},
		Contacts: []registry.Role{{Role: "admin", ID: "PND-000123"}}, Expires: time.Date(2027, 1, 15, 3, 0, 0, 0, time.UTC)}, "")
	return s, tape
}

// TestNetEPPSimple: Debian's Perl client understands our registry and is understood.
func TestNetEPPSimple(t *testing.T) {
	s, _ := start(t, sandbox.Options{})
	ca, cert, key, err := s.WriteFiles(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	host, port, err := net.SplitHostPort(s.Address)
	if err != nil {
		t.Fatal(err)
	}
	got := epptest.Simple(t, host, port, ca, cert, key, sandbox.Desk.ID, sandbox.Desk.Password)
	want := []string{
		"check-free 1000 1",
		"check-taken 1000 0",
		"contact 1000 1",
		"contact-info 1000 pejabat@contohkab.go.id",
		"host 1000 1",
		"host-info 1000 192.0.2.53",
		"create 1000 1",
		"create-again 2302 -",
		"info 1000 PND-000200 PND-000200 ns1.layanan.test ok goid-registrar",
		"hold 1000 1",
		"hold-again 2306 -",
		"held 1000 clientHold",
		"unhold 1000 1",
		"renew 1000 1",
		"renew-again 2306 -",
		"transfer-query 2301 -",
		"delete 1001 1",
		"deleted 1000 pendingDelete",
		"missing 2303 -",
		"ping  yes",
		"logout  yes",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if n := len(s.Changes()); n != 7 {
		t.Errorf("%d changes: %+v", n, s.Changes())
	}
}

// TestDomainrEPP: the same for a client in Go by other hands.
func TestDomainrEPP(t *testing.T) {
	s, tape := start(t, sandbox.Options{})
	raw, err := tls.Dial("tcp", s.Address, s.ClientTLS())
	if err != nil {
		t.Fatal(err)
	}
	c, err := stranger.NewTimeoutConn(raw, 20*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if !slices.Contains(c.Greeting.Extensions, sandbox.Fees) || c.Greeting.ServerName == "" {
		t.Errorf("greeting %+v", c.Greeting)
	}
	var refusal *stranger.Result
	if _, err := c.Login(sandbox.Desk.ID, "salah-sekali", ""); !errors.As(err, &refusal) || refusal.Code != 2200 {
		t.Errorf("a wrong password: %v", err)
	}
	if _, err := c.Login(sandbox.Desk.ID, sandbox.Desk.Password, ""); err != nil {
		t.Fatal(err)
	}
	check, err := c.CheckDomain("batam.go.id", "baru.go.id")
	if err != nil || len(check.Checks) != 2 || check.Checks[0].Available || !check.Checks[1].Available || check.Checks[0].Reason != "In use" {
		t.Errorf("check %+v, %v", check, err)
	}
	info, err := c.DomainInfo("batam.go.id", nil)
	if err != nil || info.Domain != "batam.go.id" || info.ClID != sandbox.Desk.ID || !cmp.Equal(info.Status, []string{"ok"}) ||
		!info.ExDate.Equal(time.Date(2027, 1, 15, 3, 0, 0, 0, time.UTC)) {
		t.Errorf("info %+v, %v", info, err)
	}
	if _, err := c.DomainInfo("tidakada.go.id", nil); !errors.As(err, &refusal) || refusal.Code != 2303 {
		t.Errorf("a name that is not there: %v", err)
	}
	if err := c.Hello(); err != nil {
		t.Error(err)
	}
	if n := tape.Check(t); n < 12 {
		t.Errorf("only %d documents were checked", n)
	}
}
