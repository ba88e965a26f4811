package trust

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"testing"
	"testing/fstest"
	"time"

	"loket/ticket/document/signature"
)

var begin = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func root(t *testing.T, name string, ca bool) (der, list []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: begin, NotAfter: begin.AddDate(9, 0, 0),
		IsCA: ca, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, SubjectKeyId: []byte{1}}
	if der, err = x509.CreateCertificate(rand.Reader, c, c, key.Public(), key); err != nil {
		t.Fatal(err)
	}
	if list, err = x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: begin, NextUpdate: begin.AddDate(0, 1, 0)}, c, key); err != nil {
		t.Fatal(err)
	}
	return der, list
}

func TestFolder(t *testing.T) {
	der, list := root(t, "Root Uji", true)
	entries, err := Parse(der)
	if err != nil {
		t.Fatal(err)
	}
	dir := fstest.MapFS{}
	f := New(dir)
	if f.ID() != "" || len(f.Trust().Roots) != 0 {
		t.Errorf("an empty folder trusts %q", f.ID())
	}
	dir["a.pem"] = &fstest.MapFile{Data: entries[0].PEM(), ModTime: begin}
	dir["bad.crt"] = &fstest.MapFile{Data: []byte("halo"), ModTime: begin}
	dir["README.md"] = &fstest.MapFile{Data: []byte("halo"), ModTime: begin}
	first := f.ID()
	if got := f.Trust(); len(got.Roots) != 1 || string(got.Roots[0]) != string(der) || first != got.ID() || first == "" {
		t.Errorf("trusts %d roots, id %q", len(got.Roots), first)
	}
	dir["b.crl"] = &fstest.MapFile{Data: list, ModTime: begin}
	if got := f.Trust(); len(got.CRLs) != 1 || f.ID() == first {
		t.Errorf("%d lists, id %q", len(got.CRLs), f.ID())
	}
	all, err := Read(dir)
	if err != nil || len(all) != 3 || !errors.Is(all[2].Err, ErrNoCertificate) || all[0].SHA256 != signature.Fingerprint(der) || !all[1].List {
		t.Errorf("%+v, %v", all, err)
	}
	if New(nil).ID() != "" {
		t.Error("no folder trusts somebody")
	}
}

func TestParseRefuses(t *testing.T) {
	leaf, _ := root(t, "Rina Contoh", false)
	for name, tt := range map[string]struct {
		data []byte
		want error
	}{
		"leaf": {leaf, ErrNotAuthority}, "empty": {nil, ErrNoCertificate}, "text": {[]byte("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"), ErrNoCertificate},
	} {
		if _, err := Parse(tt.data); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := Parse(b)
		for _, e := range list {
			if err == nil && (len(e.SHA256) != 64 || len(e.DER) == 0) {
				t.Errorf("%+v", e)
			}
		}
	})
}
