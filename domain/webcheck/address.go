package webcheck

import (
	"fmt"
	"net/netip"
)

// special are the networks of IPv4 that are not the public Internet (the IANA
// special-purpose registry, RFC 6890), and the one public address at which a
// cloud answers its machines.
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
	"172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"168.63.129.16/32",
)

// global is all of IPv6 that is handed out as public; special6 are its parts
// that carry another address inside or lead nowhere. What lies outside global
// (loopback, fc00::/7, fe80::/10, NAT64 of RFC 6052 and 8215, IPv4-mapped) needs
// no list.
var (
	global   = netip.MustParsePrefix("2000::/3")
	special6 = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// public refuses an address that is not on the public network or that the site
// keeps for itself. The error wraps errAddress.
func (c *Checker) public(ip netip.Addr) error {
	if c.o.Loopback && ip.Unmap().IsLoopback() {
		return nil
	}
	refuse := func(why string) error { return fmt.Errorf("%s: %w: %s", ip, errAddress, why) }
	if ip.Zone() != "" || ip.Is4In6() {
		return refuse("an IPv4 address or a zone inside IPv6")
	}
	for _, p := range c.o.Refuse {
		if p.Contains(ip) {
			return refuse("the site keeps " + p.String() + " for itself")
		}
	}
	list := special
	if ip.Is6() {
		if !global.Contains(ip) {
			return refuse("outside " + global.String())
		}
		list = special6
	}
	for _, p := range list {
		if p.Contains(ip) {
			return refuse("inside " + p.String())
		}
	}
	if !ip.IsValid() {
		return refuse("no address")
	}
	return nil
}
