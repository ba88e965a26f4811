package sender

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"loket/mailbox/mail"
)

// FuzzJudge changes the fields of a signature and what stands around them.
// Whatever comes out is clean, and only the signed mail is proven.
func FuzzJudge(f *testing.F) {
	k := keys.ed()
	signed := sign(f, plain, "contohkab.go.id", k)
	z := zone{"s._domainkey.contohkab.go.id": {record(f, k)}}
	o := options(z)
	f.Add(signed)
	for _, change := range [][2]string{
		{"v=1;", "v=1; l=0;"}, {"v=1;", "v=1; x=1;"}, {"h=", "h=from:from:"}, {"d=contohkab", "d=lain"}, {"s=s;", "s=..;"}, {"bh=", "bh= b="},
		{"a=ed25519-sha256", "a=rsa-sha256"}, {"c=relaxed/relaxed", "c=simple/x"}, {"b=", "b=;b="}, {"From:", "From: a@b.example\r\nfrom :"},
		{"From:", "From\x00:"}, {"\r\n", "\r"}, {"\r\n", "\n"}, {"Budi Contoh", "=?utf-8?b?G1szMW0=?="}, {"contohkab", "c\u043entohkab"},
	} {
		f.Add(strings.Replace(signed, change[0], change[1], 1))
		f.Add(strings.ReplaceAll(signed, change[0], change[1]))
	}
	pusat := forwarder{"mail.go.id", keys.rsa1024()}
	z["s._domainkey.mail.go.id"] = []string{record(f, pusat.key)}
	o.Sealers = []string{"mail.go.id"}
	sealed, _ := pusat.seal(1, "none", "dmarc=pass header.from=contohkab.go.id", plain, nil)
	f.Add(sealed)
	for _, change := range [][2]string{{"h=from", "h="}, {"c=relaxed", "c=simple"}, {"i=1", "i=2"}, {"b=", "b =\t"}, {"bh=", "l=0; bh="}, {"a=rsa", "a=ed25519"}, {"From:", "From: a@b.example\r\nFrom:"}, {"cv=none", "h=from; cv=none"}} {
		f.Add(strings.Replace(sealed, change[0], change[1], 1))
		f.Add(strings.ReplaceAll(sealed, change[0], change[1]))
	}
	f.Add("ARC-Seal: i=1; cv=\x1b[31m; d=\x00\r\nARC-Authentication-Results: i=1; \u202e\r\n" + signed)
	f.Fuzz(func(t *testing.T, raw string) {
		m := mail.Parse([]byte(raw), mail.Options{AuthServID: "mx.desk.example"})
		j := Judge(context.Background(), []byte(raw), m, o)
		for _, s := range texts(j) {
			for _, r := range s {
				if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
					t.Fatalf("%q is not clean", s)
				}
			}
		}
		if len(j.DKIM) > maxSignatures {
			t.Fatalf("%d signatures", len(j.DKIM))
		}
		if (j.Proof == ProofDKIM || j.Proof == ProofARC) && (j.Email != "budi@contohkab.go.id" || m.Subject.String() != "Permohonan nama domain") {
			t.Fatalf("%s with subject %q is proven", j.Email, m.Subject)
		}
		if j.Level == Trusted && (j.Proof == ProofNone || !j.Official) {
			t.Fatalf("trusted without proof: %s", j.codes())
		}
	})
}

// texts returns everything in a judgement that may be shown.
func texts(j Judgement) []string {
	out := []string{j.Email, j.AgencyDomain, j.LookAlikeOf, j.KnownAgency, j.ARC.CV, j.ARC.Sealer, j.ARC.Said,
		j.SPF.Domain, j.SPF.Value, j.DMARC.Domain, j.DMARC.Value}
	for _, r := range j.Reasons {
		out = append(append(out, r.Code), r.Args...)
	}
	for _, r := range j.DKIM {
		out = append(append(out, r.Domain, r.Selector, r.Detail, string(r.State), r.Key), r.Fields...)
	}
	return out
}

func FuzzLookAlike(f *testing.F) {
	for _, h := range []string{"batam.go.id.evil.example", "xn--btam-53d.go.id", "goo.id", "b\u0430tam.go.id", "...", "xn--", "go.id"} {
		f.Add(h)
	}
	o := options(nil)
	f.Fuzz(func(t *testing.T, host string) {
		of := lookAlikeOf(host, o)
		if of != "" && of == host {
			t.Fatalf("%q resembles itself", host)
		}
	})
}

func BenchmarkJudge(b *testing.B) {
	k := keys.rsa2048()
	z := zone{"s._domainkey.contohkab.go.id": {record(b, k)}}
	for _, size := range []int{6 << 10, 1 << 20} {
		line := strings.Repeat("kata ", 14) + "\r\n"
		raw := []byte(sign(b, plain+strings.Repeat(line, size/len(line)), "contohkab.go.id", k))
		m := mail.Parse(raw, mail.Options{})
		for _, agencies := range []int{3, 5000} {
			o := options(z)
			list := []Agency{{"contohkab.go.id", "Pemerintah Kabupaten Contoh"}}
			for i := len(list); i < agencies; i++ {
				list = append(list, Agency{fmt.Sprintf("kabupaten%04d.go.id", i), fmt.Sprintf("Pemerintah Kabupaten Nomor %04d", i)})
			}
			o.Agencies = NewRegister(list)
			b.Run(fmt.Sprintf("%dKB/%d agencies", size>>10, agencies), func(b *testing.B) {
				b.SetBytes(int64(len(raw)))
				b.ReportAllocs()
				for b.Loop() {
					if j := Judge(context.Background(), raw, m, o); j.Level != Trusted {
						b.Fatal(j.codes())
					}
				}
			})
		}
	}
}
