package epp

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/domain/registry"
	"loket/domain/registry/internal/epptest"
	"loket/domain/registry/internal/wire"
)

const goldenTRID = "DESK-20261122-000001"

var full = greeting{server: "registry.test", objects: objects, extensions: extensions}

// golden are the documents that were checked against the schemas of the RFCs, and
// what writes each of them.
func golden(t *testing.T) map[string]func() (*wire.Node, error) {
	t.Helper()
	const name, lama = "batam.go.id", "lama.go.id"
	fee := &registry.Fee{Currency: "IDR", Amount: "50000"}
	code := registry.NewSecret("LuQ7Bu@w9?%+_HK3cayg$55$LSft3MPP")
	admin := func(id string) []registry.Role { return []registry.Role{{Role: "admin", ID: id}} }
	do := func(r registry.Request) func() (*wire.Node, error) {
		return func() (*wire.Node, error) {
			if err := r.Validate(); err != nil {
				t.Errorf("a golden request is not valid: %v", err)
			}
			return encode(r, full, goldenTRID)
		}
	}
	plain := func(what *wire.Node, more ...*wire.Node) func() (*wire.Node, error) {
		return func() (*wire.Node, error) { return command(what, goldenTRID, more...), nil }
	}
	at := func(s string) time.Time { return wire.ParseTime(s) }
	locked := registry.State{Name: name, Statuses: []registry.Status{registry.ClientTransferProhibited}}
	info := dom("info", nameOf(name).With("hosts", "all"))
	return map[string]func() (*wire.Node, error){
		"01-login": func() (*wire.Node, error) {
			g := greeting{objects: objects, extensions: []string{wire.Fee, wire.RGP, wire.SecDNS}}
			return loginCommand(Config{ClientID: "goid-registrar", Password: registry.NewSecret("rahasia-123456"), Language: "en"}, g, goldenTRID)
		},
		"02-check-fee":      plain(verb("check", dom("check", nameOf(name), nameOf("sukajaya.desa.id"))), feeCheck(full, "IDR", 1)),
		"03-contact-create": do(goldenContact),
		"04-host-create":    do(registry.CreateHost{Name: "ns1.batam.go.id", Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::53")}}),
		"05-domain-create": do(registry.Create{Name: "layanan-batam.go.id", Years: 1, Registrant: "PND-000123", Hosts: []string{"ns1.batam.go.id", "ns2.batam.go.id"},
			Contacts: []registry.Role{{Role: "admin", ID: "PND-000123"}, {Role: "tech", ID: "PND-000123"}}, Fee: fee}),
		"06-domain-info":          plain(verb("info", info)),
		"07-domain-info-authinfo": plain(verb("info", dom("info", nameOf(name).With("hosts", "all"), authInfo(registry.NewSecret("2fooBAR-9z!Q-rahasia-x"))))),
		"08-renew":                do(registry.Renew{Name: name, Until: "2027-01-15", Years: 1, Fee: fee}),
		"09-clienthold-add":       do(registry.Hold(registry.State{Name: name}, "Penonaktifan tiket ND-2026-000123")),
		"10-clienthold-rem":       do(registry.Unhold(registry.State{Name: name})),
		"11-change-officer":       do(registry.ChangeOfficer(registry.State{Name: name, Registrant: "PND-000123", Contacts: admin("PND-000123")}, "PND-000200")),
		"12-authinfo-set":         do(registry.SetAuthcode(locked, code)),
		"13-authinfo-unset":       do(registry.UnsetAuthcode(registry.State{Name: name})),
		"14-transfer-request":     do(registry.TransferName{Name: name, Op: registry.TransferRequest, Years: 1, Authcode: code}),
		"14-transfer-query":       do(registry.TransferName{Name: name, Op: registry.TransferQuery}),
		"14-transfer-approve":     do(registry.TransferName{Name: name, Op: registry.TransferApprove}),
		"14-transfer-reject":      do(registry.TransferName{Name: name, Op: registry.TransferReject}),
		"14-transfer-cancel":      do(registry.TransferName{Name: name, Op: registry.TransferCancel}),
		"21-login-long": func() (*wire.Node, error) {
			g := greeting{languages: []string{"en", "id"}, objects: []string{wire.Domain, "urn:example:other"}, extensions: []string{wire.LoginSec, "urn:example:launch"}}
			return loginCommand(Config{ClientID: "goid-registrar", Password: registry.NewSecret("sebuah kata sandi yang panjang"), Language: "fr"}, g, goldenTRID)
		},
		"15-delete":              do(registry.Delete{Name: lama}),
		"16-rgp-restore-request": do(registry.Restore{Name: lama}),
		"17-rgp-restore-report": do(registry.RestoreReport{Name: lama, Before: "before", After: "after",
			Deleted: at("2026-11-20T02:00:00.0Z"), Restored: at("2026-11-22T02:00:00.0Z"), Reason: "Permohonan pemulihan ND-2026-000124"}),
		"18-secdns-add": do(registry.Update{Name: name, Add: registry.Parts{DS: []registry.DS{{KeyTag: 12345, Algorithm: 13, DigestType: 2,
			Digest: "49FD46E6C4B45C55D4AC49FD46E6C4B45C55D4AC49FD46E6C4B45C55D4ACAAAA"}}}}),
		"19-poll-req": plain(wire.El(wire.EPP, "poll").With("op", "req")),
		"20-poll-ack": plain(wire.El(wire.EPP, "poll").With("op", "ack").With("msgID", "12345")),
		"99-logout":   plain(wire.El(wire.EPP, "logout")),
	}
}

var goldenContact = registry.CreateContact{
	ID: "PND-000123", Name: "Pejabat Nama Domain", Org: "Dinas Komunikasi dan Informatika Kota Batam",
	Street: []string{"Jl. Engku Putri No. 1"}, City: "Batam", Province: "Kepulauan Riau", Code: "29461", Country: "ID",
	Voice: "+62.778000000", Email: "pejabat@batam.go.id", Hidden: true,
}

// TestGolden compares documents by what they mean: names by their namespace,
// attributes and text; not prefixes or white space.
func TestGolden(t *testing.T) {
	written := golden(t)
	files, err := filepath.Glob("testdata/golden/[0-9]*.xml")
	if err != nil || len(files) != len(written) {
		t.Fatalf("%d golden files for %d documents: %v", len(files), len(written), err)
	}
	var tape epptest.Tape
	t.Cleanup(func() { tape.Check(t) })
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".xml")
		t.Run(name, func(t *testing.T) {
			document, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, err := wire.Parse(document)
			if err != nil {
				t.Fatal(err)
			}
			tree, err := written[name]()
			if err != nil {
				t.Fatal(err)
			}
			tape.Add("golden", document)
			tape.Add("written", wire.Document(tree))
			got, err := wire.Parse(wire.Document(tree))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tidy(want), tidy(got)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// tidy drops the white space that lays a document out.
func tidy(n *wire.Node) *wire.Node {
	if len(n.Kids) > 0 {
		n.Text = strings.TrimSpace(n.Text)
	}
	for _, k := range n.Kids {
		tidy(k)
	}
	return n
}
