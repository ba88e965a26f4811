package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// certPast is from when certificates are: before now, so that expired ones were
// valid once.
const certPast = 48 * time.Hour

// authority signs the certificates of one sandbox and is known to nobody else.
type authority struct {
	ca     *x509.Certificate
	key    *ecdsa.PrivateKey
	server tls.Certificate
	client tls.Certificate
	old    tls.Certificate // the client's, past its date
	now    time.Time
}

func newAuthority(now time.Time, life time.Duration, expired bool) (authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Sandbox registry authority"},
		NotBefore: now.Add(-certPast), NotAfter: now.Add(life + certPast),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return authority{}, err
	}
	ca, err := x509.ParseCertificate(der)
	if err != nil {
		return authority{}, err
	}
	a := authority{ca: ca, key: key, now: now}
	until := now.Add(life)
	gone := now.Add(-time.Hour)
	serverUntil := until
	if expired {
		serverUntil = gone
	}
	var errs [3]error
	a.server, errs[0] = a.issue("sandbox.registry.test", serverUntil, x509.ExtKeyUsageServerAuth)
	a.client, errs[1] = a.issue("desk.test", until, x509.ExtKeyUsageClientAuth)
	a.old, errs[2] = a.issue("desk.test", gone, x509.ExtKeyUsageClientAuth)
	return a, errors.Join(errs[:]...)
}

func (a *authority) issue(name string, until time.Time, use x509.ExtKeyUsage) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(until.Unix() + int64(use)), Subject: pkix.Name{CommonName: name},
		NotBefore: a.now.Add(-certPast), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{use},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.ca, &key.PublicKey, a.key)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.ca)
	return pool
}

func (a *authority) serverTLS() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{a.server}, ClientCAs: a.pool(), ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS12}
}

// ClientTLS trusts the sandbox and holds a certificate that it takes.
func (s *Server) ClientTLS() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{s.client}, RootCAs: s.pool(), MinVersion: tls.VersionTLS12}
}

// ExpiredClientTLS holds a certificate that is past its date.
func (s *Server) ExpiredClientTLS() *tls.Config {
	c := s.ClientTLS()
	c.Certificates = []tls.Certificate{s.old}
	return c
}

// WriteServerFiles writes the server's own certificate and key, for another server
// that is to be trusted like this one.
func (s *Server) WriteServerFiles(dir string) (cert, key string, err error) {
	return writePair(dir, "server", s.server)
}

// WriteFiles writes the authority, the client's certificate and its key as PEM
// files into a directory, for programs that read them from there.
func (s *Server) WriteFiles(dir string) (ca, cert, key string, err error) {
	ca = filepath.Join(dir, "ca.pem")
	cert, key, err = writePair(dir, "client", s.client)
	return ca, cert, key, errors.Join(err, writePEM(ca, "CERTIFICATE", s.ca.Raw))
}

func writePair(dir, name string, pair tls.Certificate) (cert, key string, err error) {
	der, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		return "", "", err
	}
	cert, key = filepath.Join(dir, name+".pem"), filepath.Join(dir, name+".key")
	return cert, key, errors.Join(writePEM(cert, "CERTIFICATE", pair.Certificate[0]), writePEM(key, "PRIVATE KEY", der))
}

func writePEM(path, kind string, der []byte) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
}
