package staff

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

var day = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

func line(t *testing.T, public any) string {
	t.Helper()
	k, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(k)))
}

func TestParseKey(t *testing.T) {
	public, _, _ := ed25519.GenerateKey(rand.Reader)
	good := line(t, public)
	weak, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // it has to be refused
	if err != nil {
		t.Fatal(err)
	}
	zone := time.FixedZone("WIB", 7*3600)
	for _, c := range []struct {
		name, in string
		want     error
	}{
		{"plain", good, nil},
		{"comment", good + " sari@meja", nil},
		{"restrict", "restrict " + good, nil},
		{"expiry", `expiry-time="20261231" ` + good, nil},
		{"from", `from="192.0.2.0/24,!192.0.2.7" ` + good, nil},
		{"empty", "", ErrKey},
		{"words", "ssh-ed25519 bukan-kunci", ErrKey},
		{"two lines", good + "\n" + good, ErrKey},
		{"private", "-----BEGIN OPENSSH PRIVATE KEY-----", ErrPrivate},
		{"weak", line(t, &weak.PublicKey), ErrAlgorithm},
		{"command", `command="/bin/sh" ` + good, ErrOption},
		{"authority", "cert-authority " + good, ErrOption},
	} {
		k, err := ParseKey(c.in, day, zone)
		if !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
			continue
		}
		if err == nil && (k.Line != good || !strings.HasPrefix(k.Fingerprint, "SHA256:")) {
			t.Errorf("%s: %+v", c.name, k)
		}
	}
	k, _ := ParseKey(`expiry-time="202612311200" `+good, day, zone)
	if want := time.Date(2026, 12, 31, 5, 0, 0, 0, time.UTC); !k.Until.Equal(want) {
		t.Errorf("until %s, want %s: the time is the desk's", k.Until, want)
	}
}

func TestKeyGood(t *testing.T) {
	k := Key{From: []string{"192.0.2.0/24", "2001:db8::*", "!192.0.2.7"}, Until: day}
	for _, c := range []struct {
		from string
		at   time.Time
		want bool
	}{
		{"192.0.2.1", day.Add(-1), true},
		{"::ffff:192.0.2.1", day.Add(-1), true},
		{"2001:db8::5", day.Add(-1), true},
		{"192.0.2.7", day.Add(-1), false},
		{"198.51.100.1", day.Add(-1), false},
		{"192.0.2.1", day, false},
	} {
		if got := k.Good(netip.MustParseAddr(c.from), c.at); got != c.want {
			t.Errorf("%s at %s: %v", c.from, c.at, got)
		}
	}
}

func TestRights(t *testing.T) {
	who := Officer{ID: "sari", Name: "Sari", Roles: []Role{Worker}, Services: []string{"subdomain"}}
	for _, c := range []struct {
		right   Right
		service string
		want    bool
	}{
		{Work, "subdomain", true}, {Work, "transfer", false}, {Work, "", true},
		{Read, "transfer", true}, {Supervise, "subdomain", false}, {Manage, "", false},
	} {
		if got := who.MayOn(c.right, c.service); got != c.want {
			t.Errorf("%s on %q: %v", c.right, c.service, got)
		}
	}
	who.Disabled = true
	if who.MayOn(Read, "") {
		t.Error("who is disabled may read")
	}
	for _, r := range Roles() {
		if !r.May(Read) {
			t.Errorf("%s may not read", r)
		}
		if r.May(Work) && (r == Overseer || r == Auditor || r == Administrator) {
			t.Errorf("%s may work", r)
		}
	}
}

func TestCheck(t *testing.T) {
	good := Officer{ID: "sari", Name: "Sari Puspita", Roles: []Role{Worker}}
	for _, c := range []struct {
		change func(*Officer)
		want   error
	}{
		{func(*Officer) {}, nil},
		{func(o *Officer) { o.ID = "Sari" }, ErrID},
		{func(o *Officer) { o.ID = "a\x1b[2J" }, ErrID},
		{func(o *Officer) { o.Name = " " }, ErrName},
		{func(o *Officer) { o.Roles = nil }, ErrRole},
		{func(o *Officer) { o.Roles = []Role{"raja"} }, ErrRole},
		{func(o *Officer) { o.Leaves = []Leave{{From: "2026-12-05", To: "2026-12-01", StandIn: "bima"}} }, ErrLeave},
		{func(o *Officer) { o.Leaves = []Leave{{From: "2026-12-01", To: "2026-12-05", StandIn: "sari"}} }, ErrLeave},
	} {
		o := good
		c.change(&o)
		if err := o.Check(); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%+v: %v, want %v", o, err, c.want)
		}
	}
}

func TestStandsFor(t *testing.T) {
	r := Roster{
		"sari": {ID: "sari", Leaves: []Leave{{From: "2026-12-01", To: "2026-12-05", StandIn: "bima"}}},
		"bima": {ID: "bima"},
	}
	if got := r.StandsFor("bima", "2026-12-05"); len(got) != 1 || got[0] != "sari" {
		t.Errorf("on the last day: %v", got)
	}
	if got := r.StandsFor("bima", "2026-12-06"); len(got) != 0 {
		t.Errorf("afterwards: %v", got)
	}
}

func FuzzParseKey(f *testing.F) {
	f.Add("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHqfoMc6BmFqPuq7ZTRGJSv3JVoiXS1WkqWoSvjdsbxN x")
	f.Add(`from="10.0.0.0/8",expiry-time="20260101" ssh-ed25519 AAAA`)
	f.Fuzz(func(t *testing.T, s string) {
		k, err := ParseKey(s, day, time.UTC)
		if err != nil {
			return
		}
		again, err := ParseKey(k.Line, day, time.UTC)
		if err != nil || again.Fingerprint != k.Fingerprint {
			t.Fatalf("%q is kept as %q, which is read as %+v, %v", s, k.Line, again, err)
		}
		k.Good(netip.MustParseAddr("192.0.2.1"), day)
	})
}
