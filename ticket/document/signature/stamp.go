package signature

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/pkcs7"
)

// imprint is the part of TSTInfo (RFC 3161, 2.4.2) that is looked at.
type imprint struct {
	Version int
	Policy  asn1.ObjectIdentifier
	Imprint struct {
		Algorithm pkix.AlgorithmIdentifier
		Hash      []byte
	}
	Serial *big.Int
	Time   time.Time     `asn1:"generalized"`
	Rest   asn1.RawValue `asn1:"optional"`
}

// stamp is a timestamp whose signature fits and whose imprint is that of the
// data it is asked about.
type stamp struct {
	*container
	at time.Time
}

// openStamp reads a timestamp token over data. ok is false for one that does not
// fit or was made with a weak algorithm.
func openStamp(token, data []byte) (s stamp, ok bool) {
	c, err := openContainer(token)
	if err != nil || !c.ContentType.Equal(oidStampContent) || c.weak() != "" || len(c.signer.AuthenticatedAttributes) == 0 {
		return s, false
	}
	if err := pkcs7.CheckSignatureWithContentType(c.certificate, *c.signer, c.Content, oidStampContent); err != nil {
		return s, false
	}
	if _, ok := c.binds(); !ok {
		return s, false
	}
	var in imprint
	if _, err := asn1.Unmarshal(c.Content, &in); err != nil {
		return s, false
	}
	h, err := pkcs7.HashForOID(in.Imprint.Algorithm.Algorithm)
	if err != nil || in.Imprint.Algorithm.Algorithm.Equal(pkcs7.OIDDigestAlgorithmSHA1) || !sumIs(h, data, in.Imprint.Hash) {
		return s, false
	}
	return stamp{c, in.Time.UTC()}, true
}

// Timestamp authorities are trusted at the time that they tell, the end of their
// certificate notwithstanding: this is what makes letters of an expired
// authority readable. That it has ended is said.
type stampTrust struct {
	ok      bool
	expired bool
	name    string
}

// trustStamp looks whether an authority that the site trusts made s.
func (v *verifier) trustStamp(s stamp) stampTrust {
	t := stampTrust{name: tidy(s.certificate.Subject.CommonName)}
	if !timestamping(s.certificate) || s.at.After(v.now.Add(clockSlack)) {
		return t
	}
	chain, err := v.chain(s.certificate, s.Certificates, s.at, x509.ExtKeyUsageTimeStamping)
	if err != nil {
		return t
	}
	for i, c := range chain[:len(chain)-1] {
		if r := v.revocation(c, chain[i+1], s.at); !r.revoked.IsZero() {
			return t
		}
	}
	t.ok, t.expired = true, v.now.After(s.certificate.NotAfter)
	return t
}

// timestamping reports whether a certificate is for timestamps and nothing else
// (RFC 3161, 2.3).
func timestamping(c *x509.Certificate) bool {
	return len(c.ExtKeyUsage) == 1 && c.ExtKeyUsage[0] == x509.ExtKeyUsageTimeStamping && len(c.UnknownExtKeyUsage) == 0
}

// sameBytes reports whether two certificates are one.
func sameBytes(a, b *x509.Certificate) bool { return bytes.Equal(a.Raw, b.Raw) }
