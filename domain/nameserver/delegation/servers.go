package delegation

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"strings"
	"time"
)

// timeout is the time of one question where the options do not say.
const timeout = 3 * time.Second

// Addresses gives the addresses of a host as the options resolve names.
func (o *Options) Addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	resolve := o.Resolve
	if resolve == nil {
		resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return new(net.Resolver).LookupNetIP(ctx, "ip", host)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(o.Timeout, timeout))
	defer cancel()
	return resolve(ctx, host)
}

// ParseServers reads name servers as people write them: hosts, each with its
// addresses behind it, parted by blanks, commas or semicolons. What is neither a
// host nor an address is left out.
func ParseServers(text string) []Server {
	var out []Server
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n,;()[]=", r) }) {
		w = strings.ToLower(strings.Trim(w, "."))
		a, err := netip.ParseAddr(w)
		switch {
		case err == nil && len(out) > 0:
			at := &out[len(out)-1]
			at.Glue = append(at.Glue, a.Unmap())
		case err != nil && strings.Contains(w, ".") && !strings.ContainsAny(w, ":@/"):
			out = append(out, Server{Name: w})
		}
		if len(out) > maxServers {
			return out
		}
	}
	return out
}
