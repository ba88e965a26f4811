package epp

import (
	"crypto/tls"
	"crypto/x509"
	"errors"

	"loket/domain/clean"
	"loket/domain/registry"
)

// Certificates returns the desk's own certificates and, once a connection has been
// tried, the server's, also when it was not trusted.
func (c *Client) Certificates() (list []registry.Certificate) {
	for _, pair := range c.cfg.TLS.Certificates {
		leaf := pair.Leaf
		if leaf == nil && len(pair.Certificate) > 0 {
			leaf, _ = x509.ParseCertificate(pair.Certificate[0]) // nil is looked at below
		}
		if leaf != nil {
			list = append(list, describe(leaf, true))
		}
	}
	if s := c.server.Load(); s != nil {
		list = append(list, *s)
	}
	return list
}

func describe(c *x509.Certificate, ours bool) registry.Certificate {
	return registry.Certificate{Ours: ours, Subject: clean.Line(c.Subject.String(), 120).String(), From: c.NotBefore.UTC(), Until: c.NotAfter.UTC()}
}

// remember keeps the server's certificate of a handshake, however that ended.
func (c *Client) remember(conn *tls.Conn, err error) {
	chain := conn.ConnectionState().PeerCertificates
	var verify *tls.CertificateVerificationError
	if errors.As(err, &verify) {
		chain = verify.UnverifiedCertificates
	}
	if len(chain) > 0 {
		leaf := describe(chain[0], false)
		c.server.Store(&leaf)
	}
}
