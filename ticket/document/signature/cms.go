package signature

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/pkcs7"
)

// Object identifiers of RFC 5652, 5035, 3161, 8017 and Adobe.
var (
	oidSigningTime   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidCertificateV1 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12}
	oidCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidStamp         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	oidStampContent  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidAdobeProofs   = asn1.ObjectIdentifier{1, 2, 840, 113583, 1, 1, 8}
	oidMD5           = asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 5}
	oidMD5RSA        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 4}
)

// minRSA is the shortest RSA modulus that is not weak, in bits.
const minRSA = 2048

// maxNesting bounds the levels of an ASN.1 value; real containers have about 20.
const maxNesting = 64

var errNested = errors.New("nested too deeply")

// container is one signature container with one signer.
type container struct {
	*pkcs7.PKCS7
	signer      *pkcs7.SignerInfo
	certificate *x509.Certificate // of the signer
}

var (
	errSigners  = errors.New("not exactly one signer")
	errNoSigner = errors.New("the signer's certificate is missing")
)

// openContainer reads a BER or DER container. Zeroes that pad it are no part.
func openContainer(b []byte) (*container, error) {
	if err := shallow(b); err != nil {
		return nil, err
	}
	p, err := pkcs7.Parse(b)
	if err != nil {
		return nil, err
	}
	if len(p.Signers) != 1 {
		return nil, fmt.Errorf("%w: %d", errSigners, len(p.Signers))
	}
	c := &container{PKCS7: p, signer: &p.Signers[0]}
	c.certificate, err = pkcs7.GetCertFromCertsByIssuerAndSerial(p.Certificates, c.signer.IssuerAndSerialNumber)
	if err != nil {
		return nil, err
	}
	if c.certificate == nil {
		return c, errNoSigner
	}
	return c, nil
}

// shallow refuses what is nested so deeply that a recursive reader would run out
// of stack. It walks without recursion and does not care for anything else.
func shallow(b []byte) error {
	var ends []int // of the open levels, -1 for an indefinite one
	for pos := 0; pos < len(b); {
		for len(ends) > 0 && ends[len(ends)-1] >= 0 && pos >= ends[len(ends)-1] {
			ends = ends[:len(ends)-1]
		}
		if len(ends) == 0 && pos > 0 {
			return nil // padding
		}
		if b[pos] == 0 && pos+1 < len(b) && b[pos+1] == 0 {
			if len(ends) > 0 && ends[len(ends)-1] < 0 {
				ends = ends[:len(ends)-1]
			}
			pos += 2
			continue
		}
		head, size := header(b[pos:])
		if head == 0 {
			return nil // the parser refuses it
		}
		constructed := b[pos]&0x20 != 0
		pos += head
		switch {
		case constructed && size < 0:
			ends = append(ends, -1)
		case constructed:
			ends = append(ends, pos+min(size, len(b)-pos))
		default:
			pos += min(max(size, 0), len(b)-pos)
		}
		if len(ends) > maxNesting {
			return errNested
		}
	}
	return nil
}

// header returns the bytes of the identifier and length at the start of b and
// the length they tell, -1 for an indefinite one. 0: there is none.
func header(b []byte) (head, size int) {
	i := 1
	if b[0]&0x1f == 0x1f {
		for i < len(b) && b[i]&0x80 != 0 {
			i++
		}
		i++
	}
	if i >= len(b) {
		return 0, 0
	}
	first := b[i]
	i++
	if first == 0x80 {
		return i, -1
	}
	if first < 0x80 {
		return i, int(first)
	}
	n := int(first & 0x7f)
	if n > 4 || i+n > len(b) {
		return 0, 0
	}
	for _, c := range b[i : i+n] {
		size = size<<8 | int(c)
	}
	return i + n, size
}

// attribute returns the only value of a signed or unsigned attribute.
func (c *container) attribute(signed bool, oid asn1.ObjectIdentifier) []byte {
	list := c.signer.UnauthenticatedAttributes
	if signed {
		list = c.signer.AuthenticatedAttributes
	}
	for _, a := range list {
		if a.Type.Equal(oid) {
			return a.Value.Bytes
		}
	}
	return nil
}

// claimedTime is when the signer's clock says that it signed.
func (c *container) claimedTime() time.Time {
	var t time.Time
	if _, err := asn1.Unmarshal(c.attribute(true, oidSigningTime), &t); err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// weak names the algorithm that makes the signature worthless, or "".
func (c *container) weak() string {
	d := c.signer.DigestAlgorithm.Algorithm
	switch {
	case d.Equal(pkcs7.OIDDigestAlgorithmSHA1):
		return "SHA-1"
	case d.Equal(oidMD5), c.signer.DigestEncryptionAlgorithm.Algorithm.Equal(oidMD5RSA):
		return "MD5"
	}
	if c.certificate == nil {
		return ""
	}
	switch k := c.certificate.PublicKey.(type) {
	case *rsa.PublicKey:
		if k.N.BitLen() < minRSA {
			return fmt.Sprintf("RSA %d", k.N.BitLen())
		}
	case *ecdsa.PublicKey:
		if k.Curve.Params().BitSize < 256 {
			return fmt.Sprintf("ECDSA %d", k.Curve.Params().BitSize)
		}
	}
	return ""
}

// digestName is what the digest algorithm is called.
func (c *container) digestName() string {
	d := c.signer.DigestAlgorithm.Algorithm
	if d.Equal(oidMD5) {
		return "MD5"
	}
	h, err := pkcs7.HashForOID(d)
	if err != nil {
		return d.String()
	}
	return h.String()
}

// binds reports whether the signed attributes name another certificate than the
// one that signed (RFC 5035); named is false when they name none.
func (c *container) binds() (named, ok bool) {
	if v := c.attribute(true, oidCertificateV2); v != nil {
		var s struct {
			Certs []struct {
				Algorithm pkix.AlgorithmIdentifier `asn1:"optional"`
				Hash      []byte
				Serial    asn1.RawValue `asn1:"optional"`
			}
			Policies asn1.RawValue `asn1:"optional"`
		}
		if _, err := asn1.Unmarshal(v, &s); err != nil || len(s.Certs) == 0 {
			return true, false
		}
		h := crypto.SHA256
		if a := s.Certs[0].Algorithm.Algorithm; len(a) > 0 {
			var err error
			if h, err = pkcs7.HashForOID(a); err != nil {
				return true, false
			}
		}
		return true, sumIs(h, c.certificate.Raw, s.Certs[0].Hash)
	}
	if v := c.attribute(true, oidCertificateV1); v != nil {
		var s struct {
			Certs []struct {
				Hash   []byte
				Serial asn1.RawValue `asn1:"optional"`
			}
			Policies asn1.RawValue `asn1:"optional"`
		}
		if _, err := asn1.Unmarshal(v, &s); err != nil || len(s.Certs) == 0 {
			return true, false
		}
		return true, sumIs(crypto.SHA1, c.certificate.Raw, s.Certs[0].Hash)
	}
	return false, true
}

func sumIs(h crypto.Hash, data, want []byte) bool {
	if !h.Available() {
		return false
	}
	x := h.New()
	x.Write(data)
	return bytes.Equal(x.Sum(nil), want)
}

// check says how the signature fits content: "" when it does, else the code of
// the note, with the verdict.
func (c *container) check(content []byte) (Verdict, string, string) {
	if len(c.signer.AuthenticatedAttributes) == 0 {
		return Invalid, NoteMissing, "signed attributes"
	}
	err := pkcs7.CheckSignature(c.certificate, *c.signer, content)
	var digest *pkcs7.MessageDigestMismatchError
	switch {
	case err == nil:
		return Valid, "", ""
	case errors.As(err, &digest):
		return Invalid, NoteDigest, ""
	case errors.Is(err, pkcs7.ErrSignatureMismatch), errors.Is(err, pkcs7.ErrMalformedAttribute), errors.Is(err, pkcs7.ErrAlgorithmMismatch):
		return Invalid, NoteValue, ""
	}
	return Unreadable, NoteFormat, err.Error()
}
