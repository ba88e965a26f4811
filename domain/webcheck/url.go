package webcheck

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"loket/domain"
)

// maxURL bounds an address, in bytes: servers take 8,000 at most.
const maxURL = 4096

// parse makes an address that may be fetched of what somebody wrote. The error
// wraps ErrURL.
func (c *Checker) parse(address string) (*url.URL, error) {
	address = strings.TrimSpace(address)
	if len(address) > maxURL {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrURL, maxURL)
	}
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrURL, err)
	}
	return u, c.allow(u)
}

// allow applies the rules for every hop, and brings the host to its plain form.
func (c *Checker) allow(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%w: scheme %q; http and https are fetched", ErrURL, u.Scheme)
	}
	if u.User != nil {
		return fmt.Errorf("%w: a user name before the host", ErrURL)
	}
	host, err := domain.ParseHost(u.Hostname())
	if err != nil {
		return fmt.Errorf("%w: %w", ErrURL, err)
	}
	if err := c.allowPort(u.Port()); err != nil {
		return err
	}
	u.Host = joinHost(host, u.Port())
	u.Fragment, u.RawFragment, u.Opaque = "", "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	return nil
}

func (c *Checker) allowPort(port string) error {
	if port == "" {
		return nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return fmt.Errorf("%w: port %q", ErrURL, port)
	}
	if c.o.Loopback || slices.Contains(c.o.Ports, uint16(n)) {
		return nil
	}
	return fmt.Errorf("%w: port %d is not in the settings", ErrURL, n)
}

func joinHost(host, port string) string {
	if port != "" {
		return net.JoinHostPort(host, port)
	}
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}
