package signature

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// begin is one moment for all certificates of a run, a whole second.
var begin = time.Now().UTC().Truncate(time.Second)

const day = 24 * time.Hour

// identity is a certificate with its key and the certificates above it.
type identity struct {
	cert  *x509.Certificate
	key   crypto.Signer
	above []*x509.Certificate
}

// authority is the PKI that all tests share; it is made once.
type authority struct {
	root, ca, rogue    identity
	signer, second     identity
	expired, revoked   identity
	stamper, longSaver identity // timestamp authorities, the second one expired
	own, rsa           identity
}

func issue(t testing.TB, name string, by *identity, change func(*x509.Certificate)) identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return issueFor(t, key, name, by, change)
}

func issueFor(t testing.TB, key crypto.Signer, name string, by *identity, change func(*x509.Certificate)) identity {
	t.Helper()
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name, Organization: []string{"Pemerintah Kabupaten Contoh"}, Country: []string{"ID"}},
		NotBefore:    begin.Add(-400 * day), NotAfter: begin.Add(400 * day),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		// NSS only takes a certificate for mail as one for documents.
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection},
	}
	if change != nil {
		change(c)
	}
	parent, signing := c, key
	if by != nil {
		parent, signing = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signing)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	id := identity{cert: made, key: key}
	if by != nil {
		id.above = append([]*x509.Certificate{by.cert}, by.above...)
	}
	return id
}

func isCA(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid = true, true
	c.KeyUsage, c.ExtKeyUsage = x509.KeyUsageCertSign|x509.KeyUsageCRLSign, nil
	c.Subject.Organization = []string{"Otoritas Uji"}
	c.NotBefore, c.NotAfter = begin.Add(-4000*day), begin.Add(4000*day)
}

func stamps(c *x509.Certificate) {
	c.KeyUsage, c.ExtKeyUsage = x509.KeyUsageDigitalSignature, nil
	val, _ := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}})
	c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: val}}
}

func between(from, to time.Time, also ...func(*x509.Certificate)) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		for _, f := range also {
			f(c)
		}
		c.NotBefore, c.NotAfter = from, to
	}
}

var (
	sharedOnce sync.Once
	shared     authority
)

func pki(t testing.TB) *authority {
	t.Helper()
	sharedOnce.Do(func() {
		a := &shared
		a.root = issue(t, "Root Uji G1", nil, isCA)
		a.rogue = issue(t, "Root Uji G1", nil, isCA)
		a.ca = issue(t, "Penerbit Uji G1", &a.root, isCA)
		a.signer = issue(t, "Rina Contoh", &a.ca, nil)
		a.second = issue(t, "Dewi Misal", &a.ca, nil)
		a.expired = issue(t, "Budi Lampau", &a.ca, between(begin.Add(-300*day), begin.Add(-100*day)))
		a.revoked = issue(t, "Tono Dicabut", &a.ca, nil)
		a.stamper = issue(t, "Penanda Waktu Uji", &a.ca, stamps)
		a.longSaver = issue(t, "Penanda Waktu Lama", &a.ca, between(begin.Add(-900*day), begin.Add(-90*day), stamps))
		a.own = issue(t, "Balai Sertifikasi Elektronik", nil, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageDigitalSignature })
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		a.rsa = issueFor(t, key, "Sari Erse", &a.ca, nil)
	})
	if shared.rsa.cert == nil {
		t.Fatal("the test PKI was not made")
	}
	return &shared
}

func (a *authority) trust() Trust { return Trust{Roots: [][]byte{a.root.cert.Raw}} }

// list makes a revocation list of the issuing CA.
func (a *authority) list(t testing.TB, at time.Time, gone ...identity) []byte {
	t.Helper()
	l := &x509.RevocationList{Number: big.NewInt(7), ThisUpdate: begin.Add(-day), NextUpdate: begin.Add(30 * day)}
	for _, g := range gone {
		l.RevokedCertificateEntries = append(l.RevokedCertificateEntries, x509.RevocationListEntry{SerialNumber: g.cert.SerialNumber, RevocationTime: at})
	}
	der, err := x509.CreateRevocationList(rand.Reader, l, a.ca.cert, a.ca.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// need skips a test where a program is missing, unless every test must run.
func need(t testing.TB, program, from string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing: install %s", program, from)
	}
	t.Skipf("%s is missing: install %s", program, from)
}

func run(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

// files puts an identity where openssl finds it.
func (i identity) files(t testing.TB) (cert, key, chain string) {
	t.Helper()
	dir := t.TempDir()
	put := func(name, kind string, blocks ...[]byte) string {
		var b bytes.Buffer
		for _, der := range blocks {
			_ = pem.Encode(&b, &pem.Block{Type: kind, Bytes: der})
		}
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	der, err := x509.MarshalPKCS8PrivateKey(i.key)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = put("cert.pem", "CERTIFICATE", i.cert.Raw), put("key.pem", "PRIVATE KEY", der)
	if len(i.above) > 0 {
		var all [][]byte
		for _, c := range i.above {
			all = append(all, c.Raw)
		}
		chain = put("chain.pem", "CERTIFICATE", all...)
	}
	return cert, key, chain
}

// cms lets openssl sign content.
func (i identity) cms(t testing.TB, content []byte, options ...string) []byte {
	t.Helper()
	need(t, "openssl", "openssl")
	cert, key, chain := i.files(t)
	in, out := filepath.Join(t.TempDir(), "in"), filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(in, content, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"cms", "-sign", "-binary", "-in", in, "-signer", cert, "-inkey", key, "-outform", "DER", "-out", out, "-nosmimecap"}
	if chain != "" {
		args = append(args, "-certfile", chain)
	}
	run(t, "openssl", append(args, options...)...)
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// stampNow lets "openssl ts" stamp data at the present time.
func (i identity) stampNow(t testing.TB, data []byte) []byte {
	t.Helper()
	need(t, "openssl", "openssl")
	cert, key, chain := i.files(t)
	dir := t.TempDir()
	p := func(n string) string { return filepath.Join(dir, n) }
	conf := "[tsa]\ndefault_tsa=t\n[t]\nserial=" + p("serial") + "\ncrypto_device=builtin\ndefault_policy=1.2.3.4\ndigests=sha256\nsigner_digest=sha256\nordering=no\ntsa_name=no\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n"
	for n, b := range map[string][]byte{"conf": []byte(conf), "serial": []byte("01"), "data": data} {
		if err := os.WriteFile(p(n), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run(t, "openssl", "ts", "-query", "-data", p("data"), "-sha256", "-cert", "-out", p("query"))
	run(t, "openssl", "ts", "-reply", "-queryfile", p("query"), "-signer", cert, "-inkey", key, "-chain", chain, "-config", p("conf"), "-section", "t", "-token_out", "-out", p("token"))
	b, err := os.ReadFile(p("token"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// stampAt makes a timestamp token that tells another time.
func (i identity) stampAt(t testing.TB, data []byte, at time.Time) []byte {
	t.Helper()
	sum := sha256.Sum256(data)
	var info struct {
		Version int
		Policy  asn1.ObjectIdentifier
		Imprint struct {
			Algorithm pkix.AlgorithmIdentifier
			Hash      []byte
		}
		Serial *big.Int
		Time   time.Time `asn1:"generalized"`
	}
	info.Version, info.Policy, info.Serial, info.Time = 1, asn1.ObjectIdentifier{1, 2, 3, 4}, big.NewInt(at.Unix()), at.UTC()
	info.Imprint.Algorithm = pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}, Parameters: asn1.NullRawValue}
	info.Imprint.Hash = sum[:]
	der, err := asn1.Marshal(info)
	if err != nil {
		t.Fatal(err)
	}
	return i.cms(t, der, "-nodetach", "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-cades", "-md", "sha256")
}

// withStamp adds a timestamp to the only signature of a container.
func withStamp(t testing.TB, cms []byte, stamp func(value []byte) []byte) []byte {
	t.Helper()
	outer := children(t, cms)           // identifier, [0]
	data := children(t, outer[1].Bytes) // fields of SignedData
	signers := data[len(data)-1]        //
	info := children(t, signers.Bytes)  // fields of SignerInfo
	value := info[len(info)-1]          // the signature value
	token := asn1.RawValue{FullBytes: stamp(value.Bytes)}
	attr := sequence(t, asn1.TagSequence, 0, asn1.RawValue{FullBytes: marshal(t, oidStamp)}, asn1.RawValue{FullBytes: sequence(t, asn1.TagSet, 0, token)})
	info = append(info, asn1.RawValue{FullBytes: sequence(t, 1, asn1.ClassContextSpecific, asn1.RawValue{FullBytes: attr})})
	data[len(data)-1] = asn1.RawValue{FullBytes: sequence(t, asn1.TagSet, 0, asn1.RawValue{FullBytes: sequence(t, asn1.TagSequence, 0, info...)})}
	inner := sequence(t, asn1.TagSequence, 0, data...)
	outer[1] = asn1.RawValue{FullBytes: sequence(t, 0, asn1.ClassContextSpecific, asn1.RawValue{FullBytes: inner})}
	return sequence(t, asn1.TagSequence, 0, outer...)
}

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	b, err := asn1.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sequence(t testing.TB, tag, class int, parts ...asn1.RawValue) []byte {
	t.Helper()
	var body []byte
	for _, p := range parts {
		body = append(body, p.FullBytes...)
	}
	return marshal(t, asn1.RawValue{Class: class, Tag: tag, IsCompound: true, Bytes: body})
}

func children(t testing.TB, der []byte) []asn1.RawValue {
	t.Helper()
	var outer asn1.RawValue
	if _, err := asn1.Unmarshal(der, &outer); err != nil {
		t.Fatal(err)
	}
	var out []asn1.RawValue
	for rest := outer.Bytes; len(rest) > 0; {
		var v asn1.RawValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &v); err != nil {
			t.Fatal(fmt.Errorf("child %d: %w", len(out), err))
		}
		out = append(out, v)
	}
	return out
}

// reclaimed signs with a claimed time of one's choice, which openssl does not
// offer: the attributes are signed here.
func reclaimed(t testing.TB, i identity, content []byte, at time.Time) []byte {
	t.Helper()
	der := i.cms(t, content, "-md", "sha256")
	outer := children(t, der)
	data := children(t, outer[1].Bytes)
	info := children(t, data[len(data)-1].Bytes)
	attrs := children(t, info[3].FullBytes)
	for n, attr := range attrs {
		if fields := children(t, attr.FullBytes); bytes.Equal(fields[0].FullBytes, marshal(t, oidSigningTime)) {
			set := sequence(t, asn1.TagSet, 0, asn1.RawValue{FullBytes: marshal(t, at)})
			attrs[n] = asn1.RawValue{FullBytes: sequence(t, asn1.TagSequence, 0, fields[0], asn1.RawValue{FullBytes: set})}
		}
	}
	sum := sha256.Sum256(sequence(t, asn1.TagSet, 0, attrs...))
	value, err := i.key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	info[3] = asn1.RawValue{FullBytes: sequence(t, 0, asn1.ClassContextSpecific, attrs...)}
	info[5] = asn1.RawValue{FullBytes: marshal(t, value)}
	data[len(data)-1] = asn1.RawValue{FullBytes: sequence(t, asn1.TagSet, 0, asn1.RawValue{FullBytes: sequence(t, asn1.TagSequence, 0, info...)})}
	outer[1] = asn1.RawValue{FullBytes: sequence(t, 0, asn1.ClassContextSpecific, asn1.RawValue{FullBytes: sequence(t, asn1.TagSequence, 0, data...)})}
	return sequence(t, asn1.TagSequence, 0, outer...)
}
