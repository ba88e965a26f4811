package registry

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/domain"
)

const batam = domain.Name("batam.go.id")

// requests has one good request of each kind, and each change that a name can see.
func requests() []Request {
	at := time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)
	fee := &Fee{Currency: "IDR", Amount: "50000"}
	return []Request{
		Create{Name: batam, Years: 1, Registrant: "PND-000123", Contacts: []Role{{"admin", "PND-000123"}}, Hosts: []string{"ns1.batam.go.id"},
			DS: []DS{{1, 13, 2, "ABCD"}}, Fee: fee},
		Renew{Name: batam, Until: "2027-01-15", Years: 1, Fee: fee},
		Hold(State{Name: batam}, "Penonaktifan"),
		UnsetAuthcode(State{Name: batam}),
		TransferName{Name: "pesonaindonesia.id", Op: TransferApprove},
		Delete{Name: batam},
		Restore{Name: batam},
		RestoreReport{Name: batam, Before: "a", After: "b", Deleted: at, Restored: at, Reason: "c"},
		CreateContact{ID: "PND-000123", Name: "Pejabat", City: "Batam", Country: "ID", Email: "pejabat@batam.go.id"},
		CreateHost{Name: "ns1.batam.go.id", Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.1")}},
	}
}

func TestCodec(t *testing.T) {
	seen := map[Verb]bool{}
	for _, r := range requests() {
		seen[r.Verb()] = true
		if err := r.Validate(); err != nil {
			t.Errorf("%s: %v", r.Verb(), err)
		}
		b, err := Encode(r)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, again, cmp.Comparer(func(a, b netip.Addr) bool { return a == b }), cmp.AllowUnexported(Secret{})); diff != "" {
			t.Errorf("%s: -want +got\n%s", r.Verb(), diff)
		}
		if c, err := Encode(again); err != nil || string(b) != string(c) {
			t.Errorf("%s is not written the same way twice:\n%s\n%s", r.Verb(), b, c)
		}
	}
	for verb := range readers {
		if !seen[verb] {
			t.Errorf("%s is not tested", verb)
		}
	}
	for _, bad := range []string{"", "{}", `{"verb":"explode","request":{}}`, `{"verb":"delete","request":{"name":"batam.go.id","more":1}}`, `{"verb":"delete","request":[]}`} {
		if r, err := Decode([]byte(bad)); err == nil {
			t.Errorf("%s is read as %+v", bad, r)
		}
	}
}

// TestSecret: however it is printed or kept, the value does not show.
func TestSecret(t *testing.T) {
	s := NewSecret("LuQ7Bu@w9x")
	u := SetAuthcode(State{Name: batam}, s)
	kept, err := Encode(u)
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(map[string]any{"a": s, "b": &s, "c": []Secret{s}})
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{string(kept), string(asJSON), s.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown = append(shown, fmt.Sprintf(verb, s), fmt.Sprintf(verb, u), fmt.Sprintf(verb, &s), fmt.Sprintf(verb, []Secret{s}))
	}
	for _, text := range shown {
		if strings.Contains(text, "LuQ7") || strings.Contains(text, fmt.Sprintf("%x", "LuQ7")) {
			t.Errorf("the secret shows in %s", text)
		}
	}
	r, err := Decode(kept)
	if err != nil {
		t.Fatal(err)
	}
	if again := r.(Update); !again.Authcode.Lost() || !errors.Is(again.Validate(), ErrRequest) {
		t.Errorf("a request without its secret is valid: %+v", again)
	}
	if s.Reveal() != "LuQ7Bu@w9x" || s.Empty() || !(Secret{}).Empty() || (Secret{}).String() != "" {
		t.Error("the secret is lost where it is needed")
	}
}

func TestNewAuthcode(t *testing.T) {
	seen := map[string]bool{}
	for range 500 {
		s := NewAuthcode()
		if seen[s.Reveal()] {
			t.Fatal("the same code twice")
		}
		seen[s.Reveal()] = true
		if err := SetAuthcode(State{Name: batam}, s).Validate(); err != nil || len(s.Reveal()) != CodeLength || !mixed([]byte(s.Reveal())) {
			t.Errorf("a code of %d characters: %v", len(s.Reveal()), err)
		}
		if strings.ContainsAny(s.Reveal(), "<>&\"' Il1O0") {
			t.Errorf("a code that is hard to carry: %s", s.Reveal())
		}
	}
}

func TestValidate(t *testing.T) {
	good := CreateContact{ID: "PND-000123", Name: "Pejabat", City: "Batam", Country: "ID", Email: "pejabat@batam.go.id"}
	contact := func(change func(*CreateContact)) Request {
		c := good
		change(&c)
		return c
	}
	for _, r := range []Request{
		Create{Name: "go.id", Years: 1}, Create{Name: batam}, Create{Name: batam, Years: 100},
		Create{Name: batam, Years: 1, Registrant: "ab"}, Create{Name: batam, Years: 1, Contacts: []Role{{"owner", "PND-000123"}}},
		Create{Name: batam, Years: 1, Hosts: []string{"NS1.batam.go.id"}}, Create{Name: batam, Years: 1, DS: []DS{{Digest: "xyz"}}},
		Create{Name: batam, Years: 1, Authcode: NewSecret("a\x00b")},
		Renew{Name: batam, Until: "15-01-2027", Years: 1}, Renew{Name: batam, Until: "2027-01-15"}, Renew{Name: "Batam.go.id", Until: "2027-01-15", Years: 1},
		Update{Name: batam}, Update{Name: batam, Authcode: NewSecret("abcdefgh"), NoAuthcode: true},
		Update{Name: batam, Add: Parts{Statuses: []Status{ServerHold}}}, Update{Name: batam, Remove: Parts{Statuses: []Status{OK}}},
		Update{Name: batam, Add: Parts{Note: "a"}}, Update{Name: batam, Remove: Parts{Statuses: []Status{ClientHold}, Note: "a"}},
		Hold(State{Name: batam}, strings.Repeat("a", 300)),
		TransferName{Name: batam, Op: "steal"}, TransferName{Name: batam, Op: TransferRequest, Years: -1},
		Delete{Name: ""}, Delete{Name: "batаm.go.id"}, Restore{Name: "x"}, RestoreReport{Name: batam},
		contact(func(c *CreateContact) { c.ID = "a b c" }), contact(func(c *CreateContact) { c.Name = "" }),
		contact(func(c *CreateContact) { c.Country = "IDN" }), contact(func(c *CreateContact) { c.Street = make([]string, 4) }),
		contact(func(c *CreateContact) { c.Email = "x" }), contact(func(c *CreateContact) { c.Org = strings.Repeat("a", 300) }),
		CreateHost{Name: "x"}, CreateHost{Name: "ns1.batam.go.id", Addresses: []netip.Addr{{}}},
		CreateHost{Name: "ns1.batam.go.id", Addresses: []netip.Addr{netip.MustParseAddr("::")}},
	} {
		if err := r.Validate(); !errors.Is(err, ErrRequest) {
			t.Errorf("%s %+v: %v", r.Verb(), r, err)
		}
	}
}

func TestTransferAllowed(t *testing.T) {
	for name, want := range map[domain.Name]bool{"batam.go.id": false, "sukajaya.desa.id": false, "pesonaindonesia.id": true, "": false} {
		if got := TransferAllowed(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
