package sender

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"math/big"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"loket/mailbox/mail"
)

func TestSignatures(t *testing.T) {
	k := keys.rsa2048()
	z := zone{"s._domainkey.contohkab.go.id": {record(t, k)}}
	signed := sign(t, plain, "contohkab.go.id", k)
	withKey := func(rec ...string) zone { return zone{"s._domainkey.contohkab.go.id": rec} }
	tests := []struct {
		name  string
		raw   string
		zone  zone
		state DKIMState
		level Level
		code  string
	}{
		{"valid", signed, z, DKIMPass, Trusted, "dkim-pass"},
		{"bare line ends", strings.ReplaceAll(signed, "\r\n", "\n"), z, DKIMPass, Trusted, "dkim-pass"},
		{"mbox line in front", "From budi@contohkab.go.id Mon Mar  2 10:00:00 2026\r\n" + signed, z, DKIMPass, Trusted, "dkim-pass"},
		{"1024 bits", sign(t, plain, "contohkab.go.id", keys.rsa1024()), withKey(record(t, keys.rsa1024())), DKIMPass, Trusted, "dkim-short"},
		{"512 bits", signed, withKey(shortKey(t)), DKIMWeak, Unknown, "dkim-weak-key"},
		{"ed25519", sign(t, plain, "contohkab.go.id", keys.ed()), withKey(record(t, keys.ed())), DKIMPass, Trusted, "dkim-pass"},
		{"footer of a list", signed + "-- \r\nMilis contoh\r\n", z, DKIMBody, Unknown, "dkim-body-changed"},
		{"subject changed", strings.Replace(signed, "Permohonan", "Penghapusan", 1), z, DKIMHeader, Doubtful, "dkim-header-changed"},
		{"body length", lengthTag(signed), z, DKIMPartial, Unknown, "dkim-partial"},
		{"body length and more text", lengthTag(signed) + "Kirim Authcode.\r\n", z, DKIMPartial, Unknown, "dkim-partial"},
		{"revoked key", signed, withKey("v=DKIM1; k=rsa; p="), DKIMRevoked, Unknown, "dkim-revoked"},
		{"key in test", signed, withKey("t=y; " + record(t, k)), DKIMTesting, Unknown, "dkim-testing"},
		{"no key", signed, zone{}, DKIMNoKey, Unknown, "dkim-no-key"},
		{"two keys", signed, withKey(record(t, k), record(t, k)), DKIMNoKey, Unknown, "dkim-no-key"},
		{"key of somebody else", signed, withKey(record(t, keys.rsa1024())), DKIMHeader, Doubtful, "dkim-header-changed"},
		{"garbage for a key", signed, withKey("v=spf1 -all"), DKIMNoKey, Unknown, "dkim-no-key"},
		{"huge key record", signed, withKey("v=DKIM1; p=" + strings.Repeat("A", 1<<20)), DKIMNoKey, Unknown, "dkim-no-key"},
		{"own expiry", sign(t, plain, "contohkab.go.id", k, func(o *dkim.SignOptions) { o.Expiration = arrived.Add(-time.Hour) }), z, DKIMExpired, Unknown, "dkim-expired"},
		{"parent domain", strings.Replace(sign(t, strings.Replace(plain, "budi@contohkab", "budi@dinas.contohkab", 1), "contohkab.go.id", k), "", "", 1), z, DKIMPass, Trusted, "dkim-pass"},
		{"other domain", sign(t, plain, "example.com", k), zone{"s._domainkey.example.com": {record(t, k)}}, DKIMPass, Unknown, "dkim-other"},
		{"signed by go.id itself", sign(t, plain, "go.id", k), zone{"s._domainkey.go.id": {record(t, k)}}, DKIMPass, Unknown, "dkim-other"},
		{"subject not signed", sign(t, plain, "contohkab.go.id", k, func(o *dkim.SignOptions) { o.HeaderKeys = []string{"From"} }), z, DKIMPass, Plausible, "dkim-subject"},
		{"SHA-1", strings.Replace(signed, "a=rsa-sha256", "a=rsa-sha1", 1), z, DKIMWeak, Unknown, "dkim-weak-key"},
		{"version 2", strings.Replace(signed, "v=1", "v=2", 1), z, DKIMMalformed, Unknown, "dkim-malformed"},
		{"no tags", "DKIM-Signature: hello\r\n" + plain, z, DKIMMalformed, Unknown, "dkim-malformed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			j := judge(test.raw, options(test.zone))
			if len(j.DKIM) != 1 || j.DKIM[0].State != test.state || j.Level != test.level || !j.has(test.code) {
				t.Errorf("level %s, reasons %s, signatures %+v; want %s, %s, %s", j.Level, j.codes(), j.DKIM, test.level, test.code, test.state)
			}
			if proven := j.Proof == ProofDKIM; proven != (test.level == Trusted || test.level == Plausible) {
				t.Errorf("proof %q at level %s", j.Proof, j.Level)
			}
		})
	}
}

// shortKey publishes an RSA key of 512 bits; Go makes none any more.
func shortKey(t *testing.T) string {
	t.Helper()
	n := new(big.Int).SetBit(big.NewInt(1), 511, 1)
	b, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: n, E: 65537})
	if err != nil {
		t.Fatal(err)
	}
	return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(b)
}

func lengthTag(signed string) string { return strings.Replace(signed, "v=1;", "v=1; l=20;", 1) }

func TestPrependedFieldsAreRefused(t *testing.T) {
	k := keys.rsa2048()
	z := zone{"s._domainkey.contohkab.go.id": {record(t, k)}}
	signed := sign(t, plain, "contohkab.go.id", k)
	for field, level := range map[string]Level{
		"From: Pejabat <pejabat@batam.go.id>":  ForgedLikely,
		"from : pejabat@batam.go.id":           ForgedLikely,
		"Subject: Penghapusan":                 Doubtful,
		"Date: Mon, 2 Mar 2026 11:00:00 +0700": Doubtful,
		"To: orang@lain.example":               Doubtful,
		"Content-Type: text/html":              Doubtful,
	} {
		raw := field + "\r\n" + signed
		if got, err := dkim.VerifyWithOptions(strings.NewReader(raw), &dkim.VerifyOptions{
			LookupTXT: func(n string) ([]string, error) { return z[n], nil }}); err != nil || got[0].Err != nil {
			t.Fatalf("%s: the attack does not work any more: %v %v", field, err, got[0].Err)
		}
		j := judge(raw, options(z))
		if j.Proof != ProofNone || j.Level != level || len(j.DKIM) != 0 {
			t.Errorf("%s: level %s, proof %q, reasons %s", field, j.Level, j.Proof, j.codes())
		}
	}
}

func TestHeaderThatIsReadInTwoWays(t *testing.T) {
	k := keys.rsa2048()
	z := zone{"s._domainkey.contohkab.go.id": {record(t, k)}}
	signed := sign(t, plain, "contohkab.go.id", k)
	for name, raw := range map[string]string{
		"NUL in the name":    "From\x00: pejabat@batam.go.id\r\n" + signed,
		"fold in front":      " From: pejabat@batam.go.id\r\n" + signed,
		"line without colon": "hello\r\n" + signed,
		"CR alone":           strings.Replace(signed, "To:", "\rFrom: pejabat@batam.go.id\r\nTo:", 1),
		"CR in a line":       "X-A: 1\rFrom: pejabat@batam.go.id\r\n" + signed,
		"blank CR CR LF":     "X-A: 1\r\n\r\r\n" + signed,
		"blank first":        "\r\n" + signed,
		"two in one From":    strings.Replace(signed, "From: ", "From: pejabat@batam.go.id, ", 1),
	} {
		if j := judge(raw, options(z)); j.Proof != ProofNone && j.Email != "budi@contohkab.go.id" {
			t.Errorf("%s: %s is proven: %s", name, j.Email, j.codes())
		}
	}
}

func TestMessageThatIsNotItsBytes(t *testing.T) {
	k := keys.rsa2048()
	o := options(zone{"s._domainkey.contohkab.go.id": {record(t, k)}})
	signed := sign(t, plain, "contohkab.go.id", k)
	other := mail.Parse([]byte(from("pejabat@contohkab.go.id")), mail.Options{})
	if j := Judge(context.Background(), []byte(signed), other, o); j.Proof != ProofNone || j.Level != Doubtful || !j.has("header-unlike") {
		t.Errorf("%s, %s", j.Level, j.codes())
	}
	both := sign(t, from("budi@contohkab.go.id, ani@contohkab.go.id"), "contohkab.go.id", k)
	if j := judge(both, o); j.Proof != ProofNone || j.Level != Doubtful || !j.has("from-group") {
		t.Errorf("two senders in one field: %s, %s", j.Level, j.codes())
	}
}

func TestKeyRecordIsBounded(t *testing.T) {
	k := keys.rsa2048()
	o := options(zone{"s._domainkey.contohkab.go.id": {record(t, k) + "; n=" + strings.Repeat("x", maxKeyRecord)}})
	if j := judge(sign(t, plain, "contohkab.go.id", k), o); j.DKIM[0].State != DKIMNoKey {
		t.Errorf("%+v", j.DKIM)
	}
}

func TestLookUpFails(t *testing.T) {
	signed := sign(t, plain, "contohkab.go.id", keys.rsa2048())
	o := options(nil)
	o.LookupTXT = func(context.Context, string) ([]string, error) { return nil, errors.New("server failure") }
	if j := judge(signed, o); j.DKIM[0].State != DKIMTemporary || j.Level != Unknown {
		t.Errorf("failing look-up: %s, %+v", j.Level, j.DKIM)
	}
	o.LookupTXT = nil
	if j := judge(signed, o); j.DKIM[0].State != DKIMUnchecked || j.Level != Unknown {
		t.Errorf("offline: %s, %+v", j.Level, j.DKIM)
	}
	synctest.Test(t, func(t *testing.T) {
		never := make(chan struct{})
		defer close(never)
		o.LookupTXT = func(context.Context, string) ([]string, error) { <-never; return nil, nil }
		start := time.Now()
		if j := judge(signed, o); j.DKIM[0].State != DKIMTemporary {
			t.Errorf("deaf look-up: %+v", j.DKIM)
		}
		if d := time.Since(start); d != lookupTimeout {
			t.Errorf("waited %s", d)
		}
	})
}

func TestManySignatures(t *testing.T) {
	k := keys.rsa2048()
	asked := 0
	z := zone{"s._domainkey.contohkab.go.id": {record(t, k)}}
	o := options(z)
	o.LookupTXT = func(ctx context.Context, name string) ([]string, error) {
		if name != "s._domainkey.contohkab.go.id" {
			return nil, errors.New("not asked")
		}
		asked++
		return z.lookUp(ctx, name)
	}
	raw := sign(t, plain, "contohkab.go.id", k)
	field := "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=x; h=from; bh=AAAA; b=AAAA\r\n"
	j := judge(strings.Repeat(field, 500)+raw, o)
	if len(j.DKIM) != maxSignatures || j.Level != Trusted || !j.has("dkim-many") || asked != 1 {
		t.Errorf("%d signatures, asked %d, level %s, %s", len(j.DKIM), asked, j.Level, j.codes())
	}
}

func TestTimesOfASignature(t *testing.T) {
	k := keys.rsa2048()
	z := zone{"s._domainkey.contohkab.go.id": {record(t, k)}}
	later := time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)
	raw := sign(t, plain, "contohkab.go.id", k, func(o *dkim.SignOptions) { o.Expiration = later })
	o := options(z)
	if j := judge(raw, o); j.Level != Trusted || !j.DKIM[0].Expires.Equal(later) {
		t.Errorf("before x=: %s, %+v", j.Level, j.DKIM)
	}
	o.Now = later.Add(time.Second)
	if j := judge(raw, o); j.DKIM[0].State != DKIMExpired {
		t.Errorf("after x=: %+v", j.DKIM)
	}
	raw = sign(t, plain, "contohkab.go.id", k) // t= is the day of the test run
	signed := judge(raw, options(z)).DKIM[0].Signed
	o.Now = signed.Add(oldSignature + time.Hour)
	if j := judge(raw, o); !j.has("dkim-old") || j.Level != Plausible {
		t.Errorf("old: %s, %s", j.Level, j.codes())
	}
}

func TestTwoSignaturesOfOneMail(t *testing.T) {
	k, ed := keys.rsa2048(), keys.ed()
	z := zone{"s._domainkey.contohkab.go.id": {record(t, k)}, "s._domainkey.relay.example": {record(t, ed)}}
	raw := sign(t, sign(t, plain, "contohkab.go.id", k), "relay.example", ed)
	j := judge(raw, options(z))
	if j.Level != Trusted || len(j.DKIM) != 2 || j.DKIM[0].State != DKIMPass || j.DKIM[1].State != DKIMUnchecked {
		t.Errorf("both valid: %s, %+v", j.Level, j.DKIM)
	}
	delete(z, "s._domainkey.contohkab.go.id")
	j = judge(raw, options(z))
	if j.Level != Unknown || j.DKIM[0].State != DKIMNoKey || j.DKIM[1].State != DKIMPass || !j.has("dkim-other") {
		t.Errorf("only the relay's: %s, %s, %+v", j.Level, j.codes(), j.DKIM)
	}
}

func TestHeaderWithoutBody(t *testing.T) {
	k := keys.rsa2048()
	o := options(zone{"s._domainkey.contohkab.go.id": {record(t, k)}})
	o.HeaderOnly = true
	raw := withField(sign(t, plain, "contohkab.go.id", k), "Authentication-Results: mx.desk.example; dmarc=pass header.from=contohkab.go.id")
	head, _, _ := strings.Cut(raw, "\r\n\r\n")
	if j := judge(head+"\r\n\r\n", o); j.Level != Trusted || j.Proof != ProofDMARC || j.DKIM[0].State != DKIMUnchecked {
		t.Errorf("whole header: %s, %s", j.Level, j.codes())
	}
	if j := judge(head, o); j.Proof != ProofNone {
		t.Errorf("a header that may go on: %s, %s", j.Level, j.codes())
	}
}

func TestMessageTooLarge(t *testing.T) {
	k := keys.ed()
	raw := sign(t, plain+strings.Repeat("x\r\n", 1+maxSigned/3), "contohkab.go.id", k)
	if j := Judge(context.Background(), []byte(raw), nil, options(zone{"s._domainkey.contohkab.go.id": {record(t, k)}})); j.DKIM[0].State != DKIMUnchecked {
		t.Errorf("%+v", j.DKIM)
	}
}

func TestStrictIdentity(t *testing.T) {
	k := keys.rsa2048()
	z := zone{"s._domainkey.contohkab.go.id": {"t=s; " + record(t, k)}}
	raw := sign(t, plain, "contohkab.go.id", k, func(o *dkim.SignOptions) { o.Identifier = "budi@dinas.contohkab.go.id" })
	if j := judge(raw, options(z)); j.Proof != ProofNone {
		t.Errorf("t=s was not obeyed: %+v", j.DKIM)
	}
}

func TestHeaderIsBounded(t *testing.T) {
	k := keys.rsa2048()
	z := zone{"s._domainkey.contohkab.go.id": {record(t, k)}}
	for name, field := range map[string]string{
		"folds":  "X-A: 1" + strings.Repeat("\r\n x", 5000) + "\r\n",
		"fields": strings.Repeat("X-A: 1\r\n", 2500),
		"size":   "X-A: " + strings.Repeat("x", 300<<10) + "\r\n",
	} {
		raw := sign(t, field+plain, "contohkab.go.id", k)
		if j := judge(raw, options(z)); !j.has("header-odd") || j.Proof != ProofNone {
			t.Errorf("%s: %s", name, j.codes())
		}
	}
}
