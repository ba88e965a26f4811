package domain

import (
	"fmt"
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
)

// browsing maps a host as browsers do, and lets underscores pass.
var browsing = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(false))

// ParseHost returns the host of an address on the web as a browser asks for it:
// lower-case ASCII, xn-- for what is beyond, no dot at the end; or an IP address in
// its shortest form, without brackets. It takes what ParseName refuses: hosts are
// reported as they are, and many are no proper names. The error wraps ErrName.
func ParseHost(s string) (string, error) {
	if ip, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return ip.String(), nil
	}
	host, err := browsing.ToASCII(strings.ToValidUTF8(s, "\x00"))
	host = strings.TrimSuffix(host, ".")
	if again, err := browsing.ToASCII(host); err != nil || again != host {
		host = "" // an xn-- form that stands for nothing
	}
	odd := func(r rune) bool { return !ldh(byte(r)) && r != '.' && r != '_' || r > '~' }
	if err != nil || host == "" || len(host) > maxName || host[0] == '.' || host[len(host)-1] == '.' || strings.Contains(host, "..") || strings.ContainsFunc(host, odd) {
		return "", fmt.Errorf("host %q: %w", s, ErrName)
	}
	return host, nil
}
