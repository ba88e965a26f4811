package webcheck

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// maxHead bounds the head of an answer, in bytes.
const maxHead = 64 << 10

// client makes the transport of one page: no proxy from the environment (it would
// resolve names itself), no connection that outlives the page, and a dialler
// that knows what is public.
func (c *Checker) client() *http.Transport {
	return &http.Transport{
		DialContext:            c.dial,
		TLSClientConfig:        c.tls(),
		TLSHandshakeTimeout:    c.o.Timeout,
		DisableKeepAlives:      true,
		DisableCompression:     true, // body.go unpacks within its own bounds
		MaxResponseHeaderBytes: maxHead,
	}
}

// dial resolves a host, refuses it when any of its addresses is not public, and
// connects to what it checked. A name with one public and one private address
// is refused: nobody but an attacker has one.
func (c *Checker) dial(ctx context.Context, network, hostport string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		return nil, err
	}
	ips, err := c.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, ip := range ips {
		if err := c.public(ip); err != nil {
			return nil, err
		}
	}
	return dialAny(ctx, network, ips, port)
}

// maxAddresses bounds the addresses of a host that are tried.
const maxAddresses = 4

func dialAny(ctx context.Context, network string, ips []netip.Addr, port string) (net.Conn, error) {
	var errs []error
	for _, ip := range ips[:min(len(ips), maxAddresses)] {
		d := net.Dialer{Timeout: 5 * time.Second} // a dead address leaves time for the next
		conn, err := d.DialContext(ctx, network, net.JoinHostPort(ip.String(), port))
		if err == nil {
			return conn, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

func (c *Checker) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{ip}, nil
	}
	found, err := c.o.Resolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, &net.DNSError{Err: "no addresses", Name: host, IsNotFound: true}
	}
	ips := make([]netip.Addr, len(found))
	for i, ip := range found {
		// The resolver of the system writes IPv4 inside IPv6; a record of type AAAA
		// with such an address comes to the same, and is checked as IPv4.
		ips[i] = ip.Unmap()
	}
	return ips, nil
}

// TLS is what a handshake showed. A certificate that does not hold is no reason
// not to look: nothing of ours is sent, and what visitors see is the evidence.
type TLS struct {
	Version  string    `json:"version"`
	Subject  string    `json:"subject,omitempty"`
	Issuer   string    `json:"issuer,omitempty"`
	NotAfter time.Time `json:"not_after,omitzero"`
	// Problem says why a browser would warn; empty for a certificate that holds.
	Problem string `json:"problem,omitempty"`
}

func (c *Checker) tls() *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS10, // old servers are what is broken into
		InsecureSkipVerify: true,             // judged in handshake, see TLS
	}
}

// handshake describes the connection that an answer came over, nil for none.
func (c *Checker) handshake(s *tls.ConnectionState, host string) *TLS {
	if s == nil {
		return nil
	}
	out := &TLS{Version: tls.VersionName(s.Version)}
	if len(s.PeerCertificates) == 0 {
		out.Problem = "no certificate"
		return out
	}
	leaf := s.PeerCertificates[0]
	out.Subject, out.Issuer = oneLine(leaf.Subject.String(), 200), oneLine(leaf.Issuer.String(), 200)
	out.NotAfter = leaf.NotAfter.UTC()
	between := x509.NewCertPool()
	for _, cert := range s.PeerCertificates[1:] {
		between.AddCert(cert)
	}
	_, err := leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: c.o.Roots, Intermediates: between, CurrentTime: c.o.Now()})
	if err != nil {
		out.Problem = oneLine(fmt.Sprint(err), 300)
	}
	return out
}
