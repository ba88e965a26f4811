package mail

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/domain/effort"
)

func TestHostileMail(t *testing.T) {
	raw := "From: \"\x1b]0;pwned\x07Budi\u202e\" <budi@contohkab.go.id>\r\n" +
		"To: " + strings.TrimSuffix(strings.Repeat("Penerima <p@dinas.contohkab.go.id>, ", 300), ", ") + "\r\n" +
		"Subject: \x1b[2J\x1b[1;1HPermohonan\u202e gpj.exe =?utf-8?Q?=1B[31m?=\r\n" +
		multipart("mixed", "b", "\r\nhalo \x1b[31mmerah\x1b[0m \u009b1m",
			"Content-Type: application/pdf; name=\"../../../root/.ssh/\x1b[31mkunci\u202efdp.exe\"\r\n\r\nX")
	m := Parse([]byte(raw), Options{})
	checkMessage(t, m)
	if got := m.Subject.String(); got != "Permohonan gpj.exe" {
		t.Errorf("subject %q", got)
	}
	if len(m.To) != 300 || m.MessageID != "" || m.From[0].Name.String() != "Budi" {
		t.Errorf("%d recipients, id %q, from %q", len(m.To), m.MessageID, m.From)
	}
	if got := leaves(m); got != "body:halo merah  kuncifdp.exe=X" {
		t.Errorf("leaves %q", got)
	}
}

// each of these would be slow, deep or large without a bound; the limit is
// generous because other tests run beside it, unbounded ones take minutes.
func TestBounds(t *testing.T) {
	deep := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
		}
		return b.String() + pdfPart
	}
	letters := strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 40) + "Subject: dalam\r\n\r\nhalo"
	for _, c := range []struct {
		name, raw string
		check     func(*Message) bool
	}{
		{"12 deep", deep(12), func(m *Message) bool { return len(m.Attachments) == 1 && string(m.Attachments[0].Bytes()) == "PDF" }},
		{"100 deep", deep(100), func(m *Message) bool {
			return len(m.Attachments) == 1 && strings.HasSuffix(string(m.Attachments[0].Bytes()), "UERG")
		}},
		{"100,000 deep", deep(100000), func(m *Message) bool { return len(m.Attachments) == 1 }},
		{"a page of hidden letters", "Content-Type: text/html\r\n\r\n" + strings.Repeat("<i style='color:#fff'>x</i>", 1<<17), func(m *Message) bool {
			return m.Text.Empty() && len(m.Warnings) < maxWarnings && len(m.Warnings[len(m.Warnings)-1]) < 400
		}},
		{"beginnings of PGP", "\r\n" + strings.Repeat(armourSigned+"\n", 1<<15), func(m *Message) bool { return len(m.Signed) == 0 }},
		{"10,000 pictures", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n" + strings.Repeat("<img src=cid:x@y>", 1<<16) +
			strings.Repeat("\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <x@y>\r\n\r\nx", 10000), func(m *Message) bool { return len(m.Attachments) <= maxParts+1 && m.Attachments[0].Inline }},
		{"carriage returns", "X: " + strings.Repeat("\rFrom: a", 1<<17) + "\n\nhalo", func(m *Message) bool { return len(m.header) <= maxFields }},
		{"10,000 parts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\nContent-Type: image/png\r\n\r\nx\r\n", 10000), func(m *Message) bool {
			last := m.Attachments[len(m.Attachments)-1].Bytes()
			return len(m.Attachments) == maxParts && strings.Count(string(last), "image/png") == 10000-maxParts+1
		}},
		{"megabyte header", "Subject: " + strings.Repeat("a ", 1<<19) + "\r\n\r\nhalo", func(m *Message) bool { return m.Text.String() == "halo" && len(m.Warnings) > 0 }},
		{"megabyte of fields", strings.Repeat("X-A: b\r\n", 1<<17) + "\r\nhalo", func(m *Message) bool { return m.Text.String() == "halo" && len(m.header) == maxFields }},
		{"megabyte of addresses", "To: " + strings.Repeat("a,", 1<<19) + "\r\n\r\nhalo", func(m *Message) bool { return m.Text.String() == "halo" }},
		{"1,000 addresses", "To: " + strings.Repeat("a@x.id,", 1000) + "\r\n\r\nhalo", func(m *Message) bool { return len(m.To) == maxAddresses }},
		{"quotes in a parameter", "Content-Type: text/plain; name=" + strings.Repeat(`\"`, 1<<19) + "\r\n\r\nhalo", func(m *Message) bool { return m.Text.String() == "halo" }},
		{"encoded words", "Subject: " + strings.Repeat("=?a?q?", 1<<17) + "\r\n\r\nhalo", func(m *Message) bool { return m.Text.String() == "halo" }},
		{"letters in letters", letters, func(m *Message) bool { return len(m.Attachments) == 1 && len(m.Inner) == 1 }},
		{"long text", "\r\n" + strings.Repeat("Dari: a\n", 1<<18), func(m *Message) bool { return len(m.Text.String()) <= maxText && len(m.Attachments) == 1 }},
		{"short lines", "\r\n" + strings.Repeat("a\n", 1<<20), func(m *Message) bool { return len(m.Attachments) == 1 }},
		{"nested quotes in HTML", "Content-Type: text/html\r\n\r\n" + strings.Repeat("<blockquote><table><tr><td>", 20000) + "halo", func(m *Message) bool { return strings.Contains(m.Text.String(), "halo") }},
		{"rules in HTML", "Content-Type: text/html\r\n\r\n" + strings.Repeat("<hr>", 1<<20), func(m *Message) bool { return len(m.Text.String()) <= maxText }},
		{"stray boundaries", "Content-Type: multipart/mixed; boundary=-\r\n\r\n" + strings.Repeat("-", 1<<20), func(m *Message) bool { return len(m.Warnings) > 0 }},
		{"bad base64", "Content-Transfer-Encoding: base64\r\nContent-Type: image/png\r\n\r\n" + strings.Repeat("QUFB\nQUFB\n!\n", 1<<17), func(m *Message) bool { return m.Attachments[0].Size == 6<<17 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			var m *Message
			if took := effort.Of(func() { m = Parse([]byte("From: a@b.id\r\n"+c.raw), Options{}) }); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			checkMessage(t, m)
			if !c.check(m) {
				t.Errorf("%d attachments, %d forwarded, text of %d, %q", len(m.Attachments), len(m.Inner), len(m.Text.String()), m.Warnings)
			}
		})
	}
}

func TestNothingPanics(t *testing.T) {
	for _, raw := range []string{"", "\n", "\r", ":", "\x00", "From: x", "Content-Type: multipart/mixed; boundary=b\n\n--b", "Content-Type: multipart/mixed; boundary=b\n\n--b--", "--", "=?=?=?", "\xff\xfe"} {
		checkMessage(t, Parse([]byte(raw), Options{AuthServID: "mx"}))
		checkMessage(t, HeaderOnly([]byte(raw), Options{}))
	}
}

func TestOpen(t *testing.T) {
	m := Parse([]byte(head+multipart("mixed", "b", "\r\nhalo", pdfPart)), Options{})
	if b, err := m.Open(0); err != nil || string(b) != "PDF" {
		t.Errorf("%q, %v", b, err)
	}
	for _, i := range []int{-1, 1} {
		if _, err := m.Open(i); err == nil {
			t.Errorf("attachment %d opened", i)
		}
	}
}

func TestHeaderOnly(t *testing.T) {
	m := HeaderOnly([]byte(head+"Subject: besar\r\nAuto-Submitted: auto-replied\r\nX-Panjang: terpotong di te"), Options{})
	if m.Subject.String() != "besar" || m.Machine.Kind != KindAutoReply || m.MessageID != "1@contohkab.go.id" || len(m.From) != 1 {
		t.Errorf("%+v", m)
	}
}

// FuzzParse also checks that every byte of every leaf can be had.
func FuzzParse(f *testing.F) {
	f.Add([]byte(head + multipart("mixed", "b", multipart("alternative", "c", "\r\nhalo", "Content-Type: text/html\r\n\r\n<p>x<a href=http://x>y</a><table><tr><td>1<td>2</table>"), pdfPart)))
	f.Add([]byte(head + "Content-Type: text/plain; format=flowed; charset=utf-7\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n> a =3D =\r\nb \r\n-- \r\nBudi"))
	f.Add([]byte("Content-Type: message/rfc822\n\nSubject: =?utf-8?B?w6k=?= =?x?q?=E9?=\nTo: G: \"a, b\" <c@d.id>, (e) f@g;\n\nbegin 644 x\n%2&%L;\\`\n`\nend\n"))
	f.Add([]byte("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nx\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.id\nStatus: 5.1.1\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <q@r>\n--b--\n"))
	f.Add([]byte("Authentication-Results: mx; spf=pass (x) smtp.mailfrom=a@b.id; dkim=fail header.d=b.id\nContent-Disposition: attachment; filename*0*=utf-8''a%2; filename*1=\"b/..\"\n\nPada Sen, 5 Agu 2024 Budi <b@x.id> menulis:\n> a\n\nDari: a@b\nDikirim: 08.00\nKepada: x\nSubjek: y"))
	f.Add([]byte(head + p7m(multipart("signed", "s", winmailPart("application/ms-tnef", winmail(tnefText, "a.pdf=A")), "Content-Type: application/pgp-signature\r\n\r\nS"))))
	f.Add([]byte("Subject: Fw: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: a\n\n---------- Forwarded message ---------\nDari: A <a@b>\nTanggal: 5 Agu 2024 pukul 1.02 PM\nSubjek: FW: y\nKe: c\n\n> Begin forwarded message:\n> From: d [mailto:e@f]\n> Date: x\n-----BEGIN PGP SIGNATURE-----\na\n"))
	f.Add([]byte("Content-Type: text/calendar\n\nBEGIN:VEVENT\nSUMMARY:a\\, b\nDTSTART;TZID=\"x:y\":20240820T0900\nORGANIZER;CN=x:mailto:a@b\nEND:VEVENT"))
	f.Add([]byte("Content-Type: text/html\n\n<style>.a{background:#000}</style><body bgcolor=#fff text=fff>x<p class=a style='color:rgb(1,2,3);background:url(x)'>y<td>z<img src=cid:a@b>"))
	f.Add([]byte("Content-Type: text/html\n\n<blockquote style='display:none'><ol><li><pre> a </blockquote><p hidden>x"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		checkMessage(t, Parse(raw, Options{AuthServID: "mx", OwnAddresses: []string{"f@g"}}))
		HeaderOnly(raw, Options{})
		s := NormaliseSubject(string(raw))
		if again := NormaliseSubject(s); again != s {
			t.Fatalf("subject twice: %q then %q", s, again)
		}
	})
}
