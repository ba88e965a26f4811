package ssh

import (
	"net/netip"
	"testing"
	"time"
)

// TestNetworkIsOneAddress: who has a /64 of IPv6 does not begin anew with each of
// its addresses; of IPv4 each address counts for itself.
func TestNetworkIsOneAddress(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, fails, comes string
		shut               bool
	}{
		{"same address", "2001:db8:1:2::a", "2001:db8:1:2::a", true},
		{"same network", "2001:db8:1:2::a", "2001:db8:1:2:ffff::b", true},
		{"next network", "2001:db8:1:2::a", "2001:db8:1:3::a", false},
		{"same IPv4", "192.0.2.1", "192.0.2.1", true},
		{"next IPv4", "192.0.2.1", "192.0.2.2", false},
	} {
		d := newDoor(Options{Total: 10, PerAddress: 10, Now: func() time.Time { return now }})
		for range patience/guess + 1 {
			d.fail(netip.MustParseAddr(c.fails), offer{key: "SHA256:x", why: "unknown key"})
		}
		shut := now.Before(d.visitor(place(netip.MustParseAddr(c.comes))).shut)
		if shut != c.shut {
			t.Errorf("%s: %s is shut out: %v", c.name, c.comes, shut)
		}
	}
}

// TestRefusalNamesTheAddress: the record is told the address itself, not its network.
func TestRefusalNamesTheAddress(t *testing.T) {
	d := newDoor(Options{Now: time.Now})
	said := d.fail(netip.MustParseAddr("2001:db8:1:2::a"), offer{user: "sari", why: "unknown key"})
	if len(said) != 1 || said[0].Peer != "2001:db8:1:2::a" {
		t.Errorf("the record is told %+v", said)
	}
}

// TestScanIsNoGuess: who asks for the host key as ssh-keyscan does, five times without
// a key of their own, is not shut out; who does so without end is.
func TestScanIsNoGuess(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	d := newDoor(Options{Now: func() time.Time { return now }})
	a := netip.MustParseAddr("192.0.2.1")
	shut := func(times int) bool {
		for range times {
			d.fail(a, offer{why: "no key"})
		}
		return now.Before(d.visitor(a).shut)
	}
	if shut(5) {
		t.Error("one scan shuts the door")
	}
	if !shut(100) {
		t.Error("a hundred scans do not shut it")
	}
}
