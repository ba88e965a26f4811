package sender

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"loket/mailbox/mail"
)

// arrived is the instant of every test, except where one says otherwise.
var arrived = time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC)

const plain = "From: Budi Contoh <budi@contohkab.go.id>\r\n" +
	"To: layanan@desk.example\r\n" +
	"Subject: Permohonan nama domain\r\n" +
	"Date: Mon, 2 Mar 2026 10:00:00 +0700\r\n" +
	"Message-ID: <satu@contohkab.go.id>\r\n" +
	"Content-Type: text/plain; charset=utf-8\r\n" +
	"\r\n" +
	"Mohon bantuan untuk nama domain contohkab.go.id.\r\n"

// zone is a DNS made of records; a name without any does not exist.
type zone map[string][]string

func (z zone) lookUp(_ context.Context, name string) ([]string, error) {
	if r, ok := z[name]; ok {
		return r, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

// keys makes each key once: RSA keys cost a second.
var keys = struct {
	rsa2048, rsa1024 func() *rsa.PrivateKey
	ed               func() ed25519.PrivateKey
}{
	rsa2048: sync.OnceValue(func() *rsa.PrivateKey { return newRSA(2048) }),
	rsa1024: sync.OnceValue(func() *rsa.PrivateKey { return newRSA(1024) }),
	ed: sync.OnceValue(func() ed25519.PrivateKey {
		_, k, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			panic(err)
		}
		return k
	}),
}

func newRSA(bits int) *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return k
}

// record publishes a key.
func record(t testing.TB, k crypto.Signer) string {
	t.Helper()
	if pub, ok := k.Public().(ed25519.PublicKey); ok {
		return "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(pub)
	}
	b, err := x509.MarshalPKIXPublicKey(k.Public())
	if err != nil {
		t.Fatal(err)
	}
	return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(b)
}

// sign signs text for a domain with the selector "s".
func sign(t testing.TB, text, domain string, k crypto.Signer, change ...func(*dkim.SignOptions)) string {
	t.Helper()
	o := &dkim.SignOptions{Domain: domain, Selector: "s", Signer: k, Hash: crypto.SHA256,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
		HeaderKeys: []string{"From", "To", "Subject", "Date", "Content-Type"}}
	for _, f := range change {
		f(o)
	}
	var b bytes.Buffer
	if err := dkim.Sign(&b, strings.NewReader(text), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func options(z zone) Options {
	return Options{
		LookupTXT: z.lookUp, Official: []string{"go.id", "desa.id"}, Shared: []string{"mail.go.id"}, Now: arrived,
		Agencies: NewRegister([]Agency{
			{"contohkab.go.id", "Pemerintah Kabupaten Contoh"}, {"batam.go.id", "Pemerintah Kota Batam"},
			{"majujaya.desa.id", "Pemerintah Desa Maju Jaya"},
		}),
	}
}

func judge(raw string, o Options) Judgement {
	return Judge(context.Background(), []byte(raw), mail.Parse([]byte(raw), mail.Options{AuthServID: "mx.desk.example"}), o)
}

func (j Judgement) codes() string {
	var out []string
	for _, r := range j.Reasons {
		out = append(out, r.Code)
	}
	return strings.Join(out, " ")
}

func (j Judgement) has(code string) bool {
	return strings.Contains(" "+j.codes()+" ", " "+code+" ")
}
