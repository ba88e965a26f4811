package signature

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// answered lets "openssl ocsp" answer about a certificate of the issuing CA, as a
// responder that signs with an identity.
func (a *authority) answered(t testing.TB, about, by identity, revoked time.Time) []byte {
	t.Helper()
	need(t, "openssl", "openssl")
	dir := t.TempDir()
	put := func(name string, b []byte) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	const stamp = "060102150405Z"
	line := fmt.Sprintf("V\t%s\t\t%X\tunknown\t/CN=x\n", about.cert.NotAfter.UTC().Format(stamp), about.cert.SerialNumber)
	if !revoked.IsZero() {
		line = fmt.Sprintf("R\t%s\t%s\t%X\tunknown\t/CN=x\n", about.cert.NotAfter.UTC().Format(stamp), revoked.UTC().Format(stamp), about.cert.SerialNumber)
	}
	var ca bytes.Buffer
	_ = pem.Encode(&ca, &pem.Block{Type: "CERTIFICATE", Bytes: a.ca.cert.Raw})
	issuer, index, out := put("ca.pem", ca.Bytes()), put("index.txt", []byte(line)), filepath.Join(dir, "answer")
	cert, _, _ := about.files(t)
	signer, key, _ := by.files(t)
	run(t, "openssl", "ocsp", "-index", index, "-CA", issuer, "-rsigner", signer, "-rkey", key, "-issuer", issuer, "-cert", cert, "-ndays", "7", "-respout", out, "-noverify")
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func responds(c *x509.Certificate) {
	c.KeyUsage, c.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning}
}

// ocspRows are letters that bring an answer of a responder in their DSS.
func ocspRows() []row {
	answer := func(about func(*authority) identity, by func(*testing.T, *authority) identity, revoked time.Time) func(*testing.T, *authority) *paper {
		return func(t *testing.T, a *authority) *paper {
			who := about(a)
			return letter(t).stamped(who, func(b []byte) []byte { return a.stamper.stampNow(t, b) }).
				provenBy(map[string][][]byte{"Certs": {a.ca.cert.Raw}, "OCSPs": {a.answered(t, who, by(t, a), revoked)}})
		}
	}
	issuer := func(_ *testing.T, a *authority) identity { return a.ca }
	delegate := func(t *testing.T, a *authority) identity { return issue(t, "Penjawab Uji", &a.ca, responds) }
	gone := func(a *authority) identity { return a.revoked }
	return []row{
		{name: "04 B-LT with OCSP of the issuer", pdfsig: []string{part + trusted}, want: []Verdict{Valid}, vouched: true, make: answer(signer, issuer, time.Time{})},
		{name: "04 B-LT with OCSP of a delegate", pdfsig: []string{part + trusted}, want: []Verdict{Valid}, vouched: true, make: answer(signer, delegate, time.Time{})},
		{name: "33 revoked, answer in the DSS", pdfsig: []string{part + trusted}, want: []Verdict{Revoked}, make: answer(gone, delegate, begin.Add(-10*day))},
		{name: "34 revoked after the timestamp, answer in the DSS", pdfsig: []string{part + trusted}, want: []Verdict{Valid}, notes: []string{NoteRevokedLater}, make: func(t *testing.T, a *authority) *paper {
			return letter(t).stamped(a.revoked, func(b []byte) []byte { return a.stamper.stampAt(t, b, begin.Add(-20*day)) }).
				provenBy(map[string][][]byte{"Certs": {a.ca.cert.Raw}, "OCSPs": {a.answered(t, a.revoked, a.ca, begin.Add(-10*day))}})
		}},
		{name: "OCSP of a certificate that may not answer", pdfsig: []string{part + trusted}, want: []Verdict{Valid}, unvouched: true,
			make: answer(signer, func(_ *testing.T, a *authority) identity { return a.second }, begin.Add(-10*day))},
		{name: "OCSP of a stranger", pdfsig: []string{part + trusted}, want: []Verdict{Valid}, unvouched: true, make: answer(signer, func(t *testing.T, a *authority) identity {
			return issue(t, "Penjawab Uji", &a.rogue, responds)
		}, begin.Add(-10*day))},
		{name: "OCSP about another certificate", pdfsig: []string{part + trusted}, want: []Verdict{Valid}, unvouched: true, make: func(t *testing.T, a *authority) *paper {
			return letter(t).stamped(a.signer, func(b []byte) []byte { return a.stamper.stampNow(t, b) }).
				provenBy(map[string][][]byte{"Certs": {a.ca.cert.Raw}, "OCSPs": {a.answered(t, a.revoked, a.ca, begin.Add(-10*day))}})
		}},
	}
}
