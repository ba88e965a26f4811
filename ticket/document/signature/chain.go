package signature

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"loket/ticket/document/pdf"
)

// clockSlack is how much clocks may differ.
const clockSlack = 5 * time.Minute

// Bounds of what a file may bring for its verification.
const (
	maxProofs     = 64      // certificates, lists and answers each
	maxProof      = 8 << 20 // bytes of one
	maxProofsSize = 32 << 20
)

// proofs is what the file brings so that it can be verified later: certificates,
// revocation lists and answers about single certificates.
type proofs struct {
	certs   []*x509.Certificate
	lists   []*x509.RevocationList
	answers [][]byte
	size    int
}

// readProofs reads the DSS of the catalogue (ISO 32000-2, 12.8.4.3).
func readProofs(s *pdf.Structure) proofs {
	var p proofs
	dss := s.Dict(s.Catalog()["DSS"])
	each := func(list types.Object, do func([]byte)) {
		a := s.Array(list)
		for _, v := range a[:min(len(a), maxProofs)] {
			b := s.Stream(v, maxProof)
			if p.size += len(b); p.size > maxProofsSize {
				return
			}
			do(b)
		}
	}
	each(dss["Certs"], p.addCertificate)
	each(dss["CRLs"], p.addList)
	each(dss["OCSPs"], func(b []byte) { p.answers = append(p.answers, b) })
	return p
}

func (p *proofs) addCertificate(der []byte) {
	if c, err := x509.ParseCertificate(der); err == nil {
		p.certs = append(p.certs, c)
	}
}

func (p *proofs) addList(der []byte) {
	if l, err := x509.ParseRevocationList(der); err == nil {
		p.lists = append(p.lists, l)
	}
}

// addContainer adds what a signature container brings itself.
func (p *proofs) addContainer(c *container) {
	p.certs = append(p.certs, c.Certificates[:min(len(c.Certificates), maxProofs)]...)
	p.lists = append(p.lists, c.CRLs[:min(len(c.CRLs), maxProofs)]...)
	var own struct {
		Lists   []asn1.RawValue `asn1:"optional,explicit,tag:0"`
		Answers []asn1.RawValue `asn1:"optional,explicit,tag:1"`
	}
	if _, err := asn1.Unmarshal(c.attribute(true, oidAdobeProofs), &own); err != nil {
		return
	}
	for _, l := range own.Lists[:min(len(own.Lists), maxProofs)] {
		p.addList(l.FullBytes)
	}
	for _, a := range own.Answers[:min(len(own.Answers), maxProofs)] {
		p.answers = append(p.answers, a.FullBytes)
	}
}

// chain leads from c to a root of the site at a time, leaf first. The way goes
// over what the file brings.
func (v *verifier) chain(c *x509.Certificate, more []*x509.Certificate, at time.Time, use x509.ExtKeyUsage) ([]*x509.Certificate, error) {
	between := x509.NewCertPool()
	for _, list := range [][]*x509.Certificate{more[:min(len(more), maxProofs)], v.proofs.certs} {
		for _, m := range list {
			between.AddCert(m)
		}
	}
	chains, err := c.Verify(x509.VerifyOptions{
		Roots: v.anchors.pool, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{use},
	})
	if err != nil {
		return nil, err
	}
	return chains[0], nil
}

// distrust says why there is no way to a root.
func (v *verifier) distrust(f *Finding, err error) {
	f.worse(Untrusted)
	var bad x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	switch {
	case v.anchors.roots == 0:
		f.note(NoteNoRoots)
	case errors.As(err, &bad) && bad.Reason == x509.Expired && v.now.Before(bad.Cert.NotBefore):
		f.note(NoteNotYet, bad.Cert.NotBefore.UTC().Format(time.RFC3339))
	case errors.As(err, &bad) && bad.Reason == x509.Expired:
		f.note(NoteExpired, bad.Cert.NotAfter.UTC().Format(time.RFC3339))
	case errors.As(err, &unknown) && unknown.Cert != nil:
		f.note(NoteUnknownRoot, unknown.Cert.Issuer.CommonName)
	default:
		f.note(NoteChain, err.Error())
	}
}

// forSigning reports whether a certificate is for signing documents: key usage
// contentCommitment, which older texts call nonRepudiation, is what the
// Indonesian authorities give to signers.
func forSigning(c *x509.Certificate) bool {
	return c.KeyUsage&x509.KeyUsageContentCommitment != 0 && !c.IsCA && !slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageTimeStamping)
}

// status is what is known of the revocation of one certificate.
type status struct {
	revoked time.Time // zero: not known to be
	vouched time.Time // until then a list or answer says that it is not
	inside  bool      // the voucher comes with the file
}

// revocation looks c up in all lists and answers that its issuer made. What
// counts for a signature at a time is a voucher that is not older than that.
func (v *verifier) revocation(c, issuer *x509.Certificate, at time.Time) (s status) {
	for i, lists := range [][]*x509.RevocationList{v.proofs.lists, v.anchors.lists} {
		for _, l := range lists {
			if !bytes.Equal(l.RawIssuer, issuer.RawSubject) || l.CheckSignatureFrom(issuer) != nil {
				continue
			}
			s.add(onList(l, c), l.NextUpdate, at, i == 0 && covers(l, c), covers(l, c))
		}
	}
	for _, b := range v.proofs.answers {
		r := answerOf(b, c, issuer)
		if r == nil {
			continue
		}
		var revoked time.Time
		if r.Status == ocsp.Revoked {
			revoked = r.RevokedAt
		}
		until := r.NextUpdate
		if until.IsZero() {
			until = r.ThisUpdate
		}
		s.add(revoked, until, at, true, r.Status == ocsp.Good)
	}
	return s
}

// answerOf reads what a responder says of c, nil unless its issuer answers, or one
// to whom the issuer gave that right (RFC 6960, 4.2.2.2).
func answerOf(b []byte, c, issuer *x509.Certificate) *ocsp.Response {
	if r, err := ocsp.ParseResponseForCert(b, c, issuer); err == nil {
		if r.Certificate != nil && !sameBytes(r.Certificate, issuer) && !slices.Contains(r.Certificate.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning) {
			return nil
		}
		return r
	}
	// An issuer may send its own certificate along, which the library takes for one
	// that it issued. The answer is checked with it then.
	if r, err := ocsp.ParseResponseForCert(b, c, nil); err == nil && r.Certificate != nil && sameBytes(r.Certificate, issuer) {
		return r
	}
	return nil
}

func (s *status) add(revoked, until, at time.Time, inside, vouches bool) {
	if !revoked.IsZero() && (s.revoked.IsZero() || revoked.Before(s.revoked)) {
		s.revoked = revoked.UTC()
	}
	if vouches && !until.Before(at) && until.After(s.vouched) {
		s.vouched = until.UTC()
		s.inside = s.inside || inside
	}
}

// onList returns when l says that c was revoked.
func onList(l *x509.RevocationList, c *x509.Certificate) time.Time {
	for i := range l.RevokedCertificateEntries {
		if e := &l.RevokedCertificateEntries[i]; e.SerialNumber.Cmp(c.SerialNumber) == 0 && e.ReasonCode != 8 { // removed from the list
			return e.RevocationTime
		}
	}
	return time.Time{}
}

var (
	oidDelta    = asn1.ObjectIdentifier{2, 5, 29, 27}
	oidPartOnly = asn1.ObjectIdentifier{2, 5, 29, 28}
)

// covers reports whether a list that does not name c vouches for it: one for a
// part of the certificates or reasons may not (RFC 5280, 5.2.4 and 5.2.5).
func covers(l *x509.RevocationList, c *x509.Certificate) bool {
	for _, e := range l.Extensions {
		switch {
		case e.Id.Equal(oidDelta):
			return false
		case e.Id.Equal(oidPartOnly):
			var part struct {
				Point      asn1.RawValue  `asn1:"optional,tag:0"`
				Users      bool           `asn1:"optional,tag:1"`
				CAs        bool           `asn1:"optional,tag:2"`
				Reasons    asn1.BitString `asn1:"optional,tag:3"`
				Indirect   bool           `asn1:"optional,tag:4"`
				Attributes bool           `asn1:"optional,tag:5"`
			}
			if _, err := asn1.Unmarshal(e.Value, &part); err != nil || part.Users && c.IsCA || part.CAs && !c.IsCA ||
				part.Indirect || part.Attributes || part.Reasons.BitLength > 0 {
				return false
			}
		}
	}
	return true
}
