package signature

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"slices"
)

// Bounds of a site's trust.
const (
	MaxRoots = 64
	MaxCRLs  = 256
	MaxTrust = 32 << 20 // bytes in all
)

// Trust is what the site trusts. Its zero value trusts nobody. A chain is
// trusted when it ends at one of Roots, byte for byte: another certificate with
// the same name is a stranger.
type Trust struct {
	Roots [][]byte `json:"roots,omitempty"` // DER certificates
	CRLs  [][]byte `json:"crls,omitempty"`  // DER revocation lists
}

// ID names the content of a trust: two with the same roots and lists have the
// same one. It is empty for a trust in nothing.
func (t Trust) ID() string {
	if len(t.Roots)+len(t.CRLs) == 0 {
		return ""
	}
	var sums [][]byte
	for kind, list := range [][][]byte{t.Roots, t.CRLs} {
		for _, der := range list {
			sum := sha256.Sum256(der)
			sums = append(sums, append([]byte{byte(kind)}, sum[:]...))
		}
	}
	slices.SortFunc(sums, slices.Compare)
	h := sha256.New()
	for _, s := range slices.CompactFunc(sums, slices.Equal) {
		h.Write(s)
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}

// anchors is a trust in parsed form. What cannot be parsed is left out: a bad
// file in the folder must not turn off the others, and the folder's own check
// names it.
type anchors struct {
	pool  *x509.CertPool
	roots int
	lists []*x509.RevocationList
}

func (t Trust) parse() anchors {
	a := anchors{pool: x509.NewCertPool()}
	for _, der := range t.Roots[:min(len(t.Roots), MaxRoots)] {
		if c, err := x509.ParseCertificate(der); err == nil {
			a.pool.AddCert(c)
			a.roots++
		}
	}
	for _, der := range t.CRLs[:min(len(t.CRLs), MaxCRLs)] {
		if l, err := x509.ParseRevocationList(der); err == nil {
			a.lists = append(a.lists, l)
		}
	}
	return a
}

// Fingerprint is the SHA-256 of a certificate's DER in lower-case hex, as
// authorities publish it.
func Fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}
