package sender

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// forwarder seals mail as RFC 8617 section 5.1 says. It canonicalises on its
// own, so that an error of the verifier is not repeated here.
type forwarder struct {
	domain string
	key    *rsa.PrivateKey
}

func relax(field string) string {
	name, value, _ := strings.Cut(field, ":")
	return strings.ToLower(name) + ":" + strings.Join(strings.Fields(value), " ")
}

func (f forwarder) sign(data string) string {
	sum := sha256.Sum256([]byte(data))
	sig, err := rsa.SignPKCS1v15(rand.Reader, f.key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(sig)
}

// seal puts the set of instance n on top of raw, whose own sets are in chain,
// oldest first, three fields each.
func (f forwarder) seal(n int, cv, results, raw string, chain []string) (string, []string) {
	head, body, _ := strings.Cut(raw, "\r\n\r\n")
	sum := sha256.Sum256([]byte(body))
	names := []string{"from", "to", "subject", "date"}
	aar := fmt.Sprintf("ARC-Authentication-Results: i=%d; mx.%s; %s", n, f.domain, results)
	ams := fmt.Sprintf("ARC-Message-Signature: i=%d; a=rsa-sha256; c=relaxed/simple; d=%s; s=s; h=%s; bh=%s; b=",
		n, f.domain, strings.Join(names, ":"), base64.StdEncoding.EncodeToString(sum[:]))
	var data strings.Builder
	lines := strings.Split(head, "\r\n")
	for _, name := range names {
		for _, l := range slices.Backward(lines) {
			if strings.HasPrefix(strings.ToLower(l), name+":") {
				data.WriteString(relax(l) + "\r\n")
				break
			}
		}
	}
	ams += f.sign(data.String() + relax(ams))
	as := fmt.Sprintf("ARC-Seal: i=%d; a=rsa-sha256; cv=%s; d=%s; s=s; b=", n, cv, f.domain)
	data.Reset()
	for _, field := range append(slices.Clone(chain), aar, ams) {
		data.WriteString(relax(field) + "\r\n")
	}
	as += f.sign(data.String() + relax(as))
	return strings.Join([]string{as, ams, aar, raw}, "\r\n"), append(chain, aar, ams, as)
}

func TestTrustedChain(t *testing.T) {
	pusat, milis := forwarder{"mail.go.id", keys.rsa2048()}, forwarder{"milis.example", keys.rsa1024()}
	z := zone{"s._domainkey.mail.go.id": {record(t, pusat.key)}, "s._domainkey.milis.example": {record(t, milis.key)}}
	passed := "dmarc=pass header.from=contohkab.go.id"
	one, _ := pusat.seal(1, "none", passed, plain, nil)
	byList, chain := milis.seal(1, "none", passed, plain, nil)
	two, _ := pusat.seal(2, "pass", "arc=pass; dmarc=fail header.from=contohkab.go.id", byList, chain)
	onTop, _ := milis.seal(2, "pass", passed, one, chainOf(one))
	failed := "Authentication-Results: mx.desk.example; dmarc=fail header.from=contohkab.go.id\r\n"
	for _, c := range []struct {
		name, raw, sealers string
		state              ARCState
		proof              Proof
		level              Level
	}{
		{"newest sealer trusted", one, "mail.go.id", ARCPass, ProofARC, Trusted},
		{"a failed DMARC is explained", failed + one, "mail.go.id", ARCPass, ProofARC, Trusted},
		{"nobody trusted", one, "", ARCUnchecked, ProofNone, Unknown},
		{"a stranger on top", onTop, "mail.go.id", ARCUnchecked, ProofNone, Unknown},
		{"an older stranger is not believed", two, "mail.go.id", ARCPass, ProofNone, Unknown},
		{"both trusted", two, "mail.go.id milis.example", ARCPass, ProofARC, Trusted},
		{"body changed", one + "catatan kaki\r\n", "mail.go.id", ARCFail, ProofNone, Unknown},
		{"subject changed", strings.Replace(one, "Permohonan", "Pembatalan", 1), "mail.go.id", ARCFail, ProofNone, Unknown},
		{"results changed", strings.Replace(two, "dmarc=fail", "dmarc=pass", 1), "mail.go.id", ARCFail, ProofNone, Unknown},
		{"seal of another", strings.Replace(one, "cv=none; d=mail.go.id", "cv=none; d=palsu.mail.go.id", 1), "mail.go.id", ARCFail, ProofNone, Unknown},
		{"cv lies", strings.Replace(two, "cv=none", "cv=pass", 1), "mail.go.id", ARCFail, ProofNone, Unknown},
		{"results of another domain", strings.Replace(one, "header.from=contohkab.go.id", "header.from=evil.example", 1), "mail.go.id", ARCFail, ProofNone, Unknown},
		{"second From", "From: Palsu <palsu@contohkab.go.id>\r\n" + one, "mail.go.id", ARCUnchecked, ProofNone, ForgedLikely},
	} {
		o := options(z)
		o.Sealers = strings.Fields(c.sealers)
		if j := judge(c.raw, o); j.ARC.State != c.state || j.Proof != c.proof || j.Level != c.level {
			t.Errorf("%s: chain %q (%s), proof %q, %s, %s; want %q %q %s", c.name, j.ARC.State, j.ARC.Detail, j.Proof, j.Level, j.codes(), c.state, c.proof, c.level)
		}
	}
	o := options(nil)
	o.Sealers = []string{"mail.go.id"}
	if j := judge(one, o); j.ARC.State != ARCFail || !j.has("arc-fail") {
		t.Errorf("without a key: %+v", j.ARC)
	}
	o.LookupTXT = nil
	if j := judge(one, o); j.ARC.State != ARCUnchecked || !j.has("arc-unchecked") || j.Proof != ProofNone {
		t.Errorf("offline: %+v", j.ARC)
	}
}

// chainOf is the set on top of a mail with one.
func chainOf(raw string) []string {
	l := strings.SplitN(raw, "\r\n", 4)
	return []string{l[2], l[1], l[0]}
}

func TestCanonicalForms(t *testing.T) {
	for _, c := range []struct{ body, simple, relaxed string }{
		{"", "\r\n", ""}, {"\r\n\r\n", "\r\n", ""}, {"a", "a\r\n", "a\r\n"},
		{" C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n"}, // RFC 6376 section 3.4.5
		{"a\n\nb\n", "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n"}, {"\t\r\n", "\t\r\n", ""},
	} {
		var s, r bytes.Buffer
		writeBody(&s, []byte(c.body), false)
		writeBody(&r, []byte(c.body), true)
		if s.String() != c.simple || r.String() != c.relaxed {
			t.Errorf("%q: simple %q, relaxed %q", c.body, s.String(), r.String())
		}
	}
	if got := canonicalField([]byte("B \t: Y\t\r\n\tZ  \r\n"), true); got != "b:Y Z\r\n" {
		t.Errorf("field %q", got)
	}
	if got := string(withoutB([]byte("X: a=1; bh=b=2;\r\n b = AAA\r\n BBB; s=s\r\n"))); got != "X: a=1; bh=b=2;\r\n b =; s=s\r\n" {
		t.Errorf("without b: %q", got)
	}
}
