package epp_test

import (
	"net"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/registry"
	"loket/domain/registry/epp"
	"loket/domain/registry/internal/epptest"
	"loket/domain/registry/sandbox"
)

// TestPerlRegistry takes a name through its life at a registry that is not ours. It
// checks both directions against the schemas.
func TestPerlRegistry(t *testing.T) {
	s := start(t, sandbox.Options{}) // for its certificates
	dir := t.TempDir()
	ca, _, _, err := s.WriteFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	cert, key, err := s.WriteServerFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	perl := epptest.StartRegistry(t, cert, key, ca)
	c := connect(t, s, func(c *epp.Config) { c.Address = perl.Address })
	const name = domain.Name("layanan-batam.go.id")
	list, err := c.Check(t.Context(), []domain.Name{name}, 1)
	if err != nil || !list[0].Available {
		t.Fatalf("check: %+v, %v", list, err)
	}
	hosts, contacts, err := c.Missing(t.Context(), []string{"ns1.layanan.test"}, []string{"PND-000200"})
	if err != nil || len(hosts) != 1 || len(contacts) != 1 {
		t.Fatalf("missing %v %v, %v", hosts, contacts, err)
	}
	create := registry.Create{Name: name, Years: 1, Registrant: "PND-000200", Hosts: hosts, Contacts: []registry.Role{{Role: "admin", ID: "PND-000200"}}}
	refused(t, c, create, 2303)
	do(t, c, registry.CreateHost{Name: hosts[0]})
	do(t, c, registry.CreateContact{ID: "PND-000200", Name: "Sri Wahyuningsih", Org: "Dinas Kominfo & Persandian", Street: []string{"Jl. Raya No. 1"},
		City: "Batam", Province: "Kepulauan Riau", Code: "29461", Country: "id", Voice: "+62.778000000", Email: "pejabat@contohkab.go.id", Hidden: true})
	judged(t, c, create, name)
	refused(t, c, create, 2302)
	renew := registry.Renew{Name: name, Until: look(t, c, name).Day(), Years: 3, Fee: &registry.Fee{Currency: "IDR", Amount: "150000"}}
	judged(t, c, renew, name)
	refused(t, c, renew, 2306)
	judged(t, c, registry.Hold(look(t, c, name), "Penonaktifan <tiket> & \"lain\""), name)
	refused(t, c, registry.Hold(look(t, c, name), ""), 2306)
	judged(t, c, registry.Unhold(look(t, c, name)), name)
	do(t, c, registry.CreateContact{ID: "PND-000300", Name: "I Gede Añjar", City: "Batam", Country: "ID", Email: "pejabat@contohkab.go.id"})
	judged(t, c, registry.ChangeOfficer(look(t, c, name), "PND-000300"), name)
	ds := registry.DS{KeyTag: 12345, Algorithm: 13, DigestType: 2, Digest: "49FD46E6C4B45C55D4AC49FD46E6C4B45C55D4AC49FD46E6C4B45C55D4ACAAAA"}
	judged(t, c, registry.Update{Name: name, Add: registry.Parts{DS: []registry.DS{ds}}}, name)
	judged(t, c, registry.Update{Name: name, Remove: registry.Parts{DS: []registry.DS{ds}}}, name)
	do(t, c, registry.SetAuthcode(look(t, c, name), registry.NewAuthcode()))
	do(t, c, registry.UnsetAuthcode(look(t, c, name)))
	for _, op := range []registry.Op{registry.TransferQuery, registry.TransferApprove, registry.TransferReject, registry.TransferCancel} {
		refused(t, c, registry.TransferName{Name: name, Op: op}, 2301)
	}
	if _, ok, err := c.Next(t.Context()); ok || err != nil {
		t.Errorf("a message: %v, %v", ok, err)
	}
	judged(t, c, registry.Delete{Name: name}, name)
	refused(t, c, registry.Hold(look(t, c, name), ""), 2304)
	do(t, c, registry.Restore{Name: name})
	at := time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)
	judged(t, c, registry.RestoreReport{Name: name, Before: "a & b", After: "c", Deleted: at, Restored: at, Reason: "Permohonan"}, name)
	if gone := look(t, c, "tidakada.go.id"); gone.Registered {
		t.Errorf("what is not there: %+v", gone)
	}
	if err := ping(c); err != nil {
		t.Error(err)
	}
	c.Close()
	if host, _, err := net.SplitHostPort(perl.Address); err != nil || host != "127.0.0.1" {
		t.Error("not on loopback")
	}
}
