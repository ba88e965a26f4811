package mail

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

const head = "From: Budi <budi@contohkab.go.id>\r\nMessage-ID: <1@contohkab.go.id>\r\nDate: Mon, 05 Aug 2024 08:30:00 +0700\r\n"

// leaves names each leaf: "body:..." and "name=bytes" of each attachment.
func leaves(m *Message) string {
	out := []string{"body:" + strings.ReplaceAll(m.Text.String(), "\n", "|")}
	for _, a := range m.Attachments {
		out = append(out, a.Name.String()+"="+strings.ReplaceAll(strings.ReplaceAll(string(a.Bytes()), "\r", ""), "\n", "|"))
	}
	return strings.Join(out, " ")
}

func multipart(sub, boundary string, parts ...string) string {
	return fmt.Sprintf("Content-Type: multipart/%s; boundary=%q\r\n\r\n--%s\r\n%s\r\n--%s--\r\n", sub, boundary, boundary, strings.Join(parts, "\r\n--"+boundary+"\r\n"), boundary)
}

const pdfPart = "Content-Type: application/pdf; name=surat.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nUERG"

func TestTraps(t *testing.T) {
	for _, c := range []struct{ name, raw, want, warning string }{
		{"plain", "\r\nhalo\r\n", "body:halo", ""},
		{"base64 with junk", "Content-Transfer-Encoding: base64\r\n\r\nSGF!\r\nsb y4=\r\n", "body:Halo.", "1 bytes of its encoding"},
		{"base64 without padding", "Content-Transfer-Encoding: base64\r\n\r\nSGFsbw\r\n", "body:Halo", ""},
		{"base64 in two runs", "Content-Transfer-Encoding: base64\r\n\r\nSGE=\r\nbG8=\r\n", "body:Halo", ""},
		{"quoted-printable broken", "Content-Transfer-Encoding: quoted-printable\r\n\r\nha=6co =ZZ x=\r\ny =3", "body:halo =ZZ xy =3", "make no sense"},
		{"unknown transfer encoding", "Content-Transfer-Encoding: rot13\r\n\r\nhalo", "body:halo", "unknown transfer encoding"},
		{"transfer encoding misspelt", "Content-Transfer-Encoding: \"Base 64\"\r\n\r\nSGFsbw==", "body:Halo", ""},
		{"charset iso-8859-1", "Content-Type: text/plain; charset=iso-8859-1\r\n\r\ncaf\xe9 \x93x\x94", "body:café “x”", ""},
		{"charset unknown", "Content-Type: text/plain; charset=klingon\r\n\r\ncaf\xe9", "body:café lampiran-1.txt=caf\xe9", "charset \"klingon\" unknown"},
		{"charset absent, UTF-8", "\r\ncafé", "body:café", ""},
		{"charset utf-7", "Content-Type: text/plain; charset=utf-7\r\n\r\ncaf+AOk- +-", "body:café +", ""},
		{"charset gb18030", "Content-Type: text/plain; charset=gb2312\r\n\r\n\xb2\xe2", "body:测", ""},
		{"charset utf-8 that is not", "Content-Type: text/plain; charset=utf-8\r\n\r\ncaf\xe9", "body:café lampiran-1.txt=caf\xe9", "unknown or wrong"},
		{"NUL in the body", "\r\nha\x00lo", "body:halo", "NUL"},
		{"flowed", "Content-Type: text/plain; format=flowed\r\n\r\nsatu \r\ndua\r\n tiga\r\n> a \r\n> b\r\n", "body:satu dua|tiga|> a b", ""},
		{"mixed", multipart("mixed", "b", "\r\nhalo", pdfPart), "body:halo surat.pdf=PDF", ""},
		{"boundary missing", "Content-Type: multipart/mixed\r\n\r\n--zz\r\nContent-Type: text/plain\r\n\r\nhalo\r\n--zz\r\n" + pdfPart + "\r\n--zz--\r\n", "body:halo surat.pdf=PDF", "boundary missing or wrong"},
		{"boundary empty", "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--zz\r\nContent-Type: text/plain\r\n\r\nhalo\r\n--zz\r\n" + pdfPart, "body:halo surat.pdf=PDF", "not closed"},
		{"boundary wrong", "Content-Type: multipart/mixed; boundary=yy\r\n\r\n--zz\r\nContent-Type: text/plain\r\n\r\nhalo\r\n--zz--\r\n", "body:halo", "boundary missing or wrong"},
		{"boundary nowhere", "Content-Type: multipart/mixed; boundary=yy\r\n\r\nhalo\r\n", "body:halo", "no boundary found"},
		{"boundary a prefix of another", multipart("mixed", "ab", multipart("alternative", "abc", "\r\nhalo"), pdfPart), "body:halo surat.pdf=PDF", ""},
		{"boundary shared by two levels", multipart("mixed", "b", "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nhalo\r\n--b--", pdfPart), "body:halo surat.pdf=PDF", ""},
		{"boundary with spaces behind", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b  \r\n\r\nhalo\r\n--b-- \r\n", "body:halo", ""},
		{"boundary unquoted and folded", "Content-Type: multipart/mixed;\r\n\tboundary=b:1\r\n\r\n--b:1\r\n\r\nhalo\r\n--b:1--\r\n", "body:halo", ""},
		{"parts after the end", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhalo\r\n--b--\r\n--b\r\n" + pdfPart + "\r\n--b--\r\n", "body:halo surat.pdf=PDF", ""},
		{"text after the end", multipart("mixed", "b", "\r\nhalo") + "sisa\r\n", "body:halo lampiran-1.2.txt=sisa|", "text after the last part"},
		{"cut off", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhalo\r\n--b\r\nContent-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nUERG\r\nUE", "body:halo x.pdf=PDFP", "not closed"},
		{"multipart in base64", "Content-Transfer-Encoding: base64\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte("--b\r\n\r\nhalo\r\n--b\r\n"+pdfPart+"\r\n--b--")), "body:halo surat.pdf=PDF", "multipart in a transfer encoding"},
		{"parameters not indented", multipart("mixed", "b", "Content-Type: text/plain;\r\ncharset=utf-8\r\n\r\nhalo", "Content-Type: application/pdf; name=x.pdf\r\nContent-Disposition: attachment; filename=x.pdf; size=3; \r\ncreation-date=\"Mon\"; \r\nsize=3\r\nContent-Transfer-Encoding: base64\r\n\r\nUERG"), "body:halo x.pdf=PDF", "not indented"},
		{"part without header", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nhalo semua\r\nCatatan: x\r\n--b--\r\n", "body:halo semua|Catatan: x", "no empty line"},
		{"alternative", multipart("alternative", "b", "\r\nhalo", "Content-Type: text/html\r\n\r\n<p>HALO"), "body:halo", ""},
		{"alternative with blank plain", multipart("alternative", "b", "\r\n \r\n", "Content-Type: text/html\r\n\r\n<p>HALO"), "body:HALO", ""},
		{"alternative with a PDF in it", multipart("alternative", "b", "\r\nhalo", pdfPart), "body:halo surat.pdf=PDF", ""},
		{"alternative with calendar", multipart("alternative", "b", "\r\nhalo", "Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR"), "body:halo lampiran-1.2.ics=BEGIN:VCALENDAR", ""},
		{"related", multipart("related", "b", "Content-Type: text/html\r\n\r\n<p>halo<img src=cid:x>", "Content-Type: image/png\r\nContent-ID: <x>\r\n\r\nPNG"), "body:halo lampiran-1.2.png=PNG", ""},
		{"signed", multipart("signed", "b", "\r\nhalo", "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nS"), "body:halo", ""},
		{"opaque S/MIME", "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n\r\nX", "body: smime.p7m=X", "S/MIME signed-data"},
		{"winmail.dat", multipart("mixed", "b", "\r\nhalo", "Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nT"), "body:halo winmail.dat=T", "winmail.dat"},
		{"digest", multipart("digest", "b", "\r\nSubject: satu\r\n\r\nx", "\r\nSubject: dua\r\n\r\ny"), "body: lampiran-1.1.eml=Subject: satu||x lampiran-1.2.eml=Subject: dua||y", ""},
		{"two texts around a file", multipart("mixed", "b", "\r\nsatu", pdfPart, "\r\ndua"), "body:satu||dua surat.pdf=PDF", ""},
		{"text file", multipart("mixed", "b", "\r\nhalo", "Content-Type: text/plain; name=daftar-url.txt\r\n\r\nhxxp://x"), "body:halo daftar-url.txt=hxxp://x", ""},
		{"disposition attachment without a name", multipart("mixed", "b", "\r\nhalo", "Content-Disposition: attachment\r\n\r\nx"), "body:halo lampiran-1.2.txt=x", ""},
		{"uuencode", "\r\nhalo\r\nbegin 644 surat.txt\r\n%2&%L;\\`\r\n`\r\nend\r\nsalam\r\n", "body:halo|[surat.txt]|salam surat.txt=Halo\xc0", "uuencoded"},
		{"begin is a word", "\r\nbegin 644 x\r\n\r\nDengan hormat\r\n", "body:begin 644 x||Dengan hormat", ""},
		{"only a PDF", "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nUERG", "body: lampiran-1.pdf=PDF", ""},
		{"type without subtype", "Content-Type: text\r\n\r\nhalo", "body:halo", ""},
		{"type nonsense", "Content-Type: (((\r\n\r\nhalo", "body:halo", ""},
		{"HTML sent as plain", "Content-Type: text/plain\r\n\r\n<html><body><p>halo</p></body></html>", "body:halo", ""},
		{"no empty line", "Subject: x\r\nYth. Bapak kami mohon\r\nbantuan\r\n", "body:Yth. Bapak kami mohon|bantuan", "no empty line"},
		{"line without a colon", "garis rusak\r\nSubject: x\r\n\r\nhalo", "body:halo", "without a colon"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Parse([]byte(head+c.raw), Options{})
			checkMessage(t, m)
			if got := leaves(m); got != c.want {
				t.Errorf("leaves\n got %q\nwant %q\n%q", got, c.want, m.Warnings)
			}
			if all := strings.Join(m.Warnings, "\n"); c.warning == "" && all != "" || !strings.Contains(all, c.warning) {
				t.Errorf("warnings %q, want %q", m.Warnings, c.warning)
			}
		})
	}
}

func TestRelated(t *testing.T) {
	m := Parse([]byte(head+multipart("mixed", "a", multipart("related", "b", "Content-Type: text/html\r\n\r\n<p>halo<img src=cid:x>", "Content-Type: image/png\r\nContent-ID: <x>\r\n\r\nPNG"), pdfPart)), Options{})
	if a := m.Attachments; len(a) != 2 || !a[0].Related || a[0].ContentID != "x" || a[1].Related {
		t.Errorf("%+v", a)
	}
}

func TestLineEnds(t *testing.T) {
	raw := head + multipart("mixed", "b", "\r\nhalo", pdfPart)
	for name, to := range map[string]string{"LF": "\n", "CR": "\r", "CRCRLF": "\r\r\n"} {
		m := Parse([]byte(strings.ReplaceAll(raw, "\r\n", to)), Options{})
		checkMessage(t, m)
		if got := leaves(m); got != "body:halo surat.pdf=PDF" || m.MessageID != "1@contohkab.go.id" {
			t.Errorf("%s: %q %q", name, got, m.Warnings)
		}
	}
}

func TestHeaders(t *testing.T) {
	for _, c := range []struct{ name, raw, field, want string }{
		{"encoded", "Subject: =?utf-8?Q?Surat_=C3=A9?=", "Subject", "Surat é"},
		{"two bytes in two words", "Subject: =?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "Subject", "é"},
		{"in quotes", "Subject: \"=?utf-8?B?w6k=?=\"", "Subject", `"é"`},
		{"glued to text", "Subject: a=?utf-8?Q?b?=c", "Subject", "abc"},
		{"spaces in a Q word", "Subject: =?utf-8?Q?a b?=", "Subject", "a b"},
		{"unknown charset", "Subject: =?klingon?Q?caf=E9?=", "Subject", "café"},
		{"never ends", "Subject: =?utf-8?Q?abc", "Subject", "=?utf-8?Q?abc"},
		{"raw UTF-8", "Subject: Surat é", "Subject", "Surat é"},
		{"raw Windows-1252", "Subject: Surat \xe9", "Subject", "Surat é"},
		{"folded", "Subject: a\r\n\tb\r\n  c", "Subject", "a b c"},
		{"folded with a blank line", "Subject: a\r\n \r\nX-Y: b", "X-Y", "b"},
		{"space before the colon", "Subject : a", "Subject", "a"},
		{"bare CR", "Subject: a\rBcc: b", "Subject", "a Bcc: b"},
		{"NUL", "Sub\x00ject: x\r\nSubject: a\x00b", "Subject", "ab"},
		{"empty name", ": x\r\nSubject: a", "Subject", "a"},
		{"mbox line", "From budi@x Mon Aug  5\r\nSubject: a", "Subject", "a"},
		{"blank lines first", "\r\n\r\nSubject: a", "Subject", "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Parse([]byte(c.raw+"\r\n\r\nx"), Options{})
			checkMessage(t, m)
			if got := m.Get(c.field); got != c.want {
				t.Errorf("got %q, want %q; %q", got, c.want, m.Warnings)
			}
		})
	}
}

func TestFileNames(t *testing.T) {
	for _, c := range []struct{ header, want string }{
		{`Content-Disposition: attachment; filename="Surat Permohonan.pdf"`, "Surat Permohonan.pdf"},
		{`Content-Disposition: attachment; filename=Surat Permohonan (1).pdf`, "Surat Permohonan (1).pdf"},
		{`Content-Disposition: attachment; filename*=UTF-8''Surat%20%C3%A9.pdf`, "Surat é.pdf"},
		{`Content-Disposition: attachment; filename*0*=utf-8'id'Surat%20; filename*1=Permohonan; filename*2*=%C3%A9.pdf`, "Surat Permohonané.pdf"},
		{`Content-Disposition: attachment; filename*1="b.pdf"; filename*0="a"`, "ab.pdf"},
		{`Content-Disposition: attachment; filename="=?utf-8?B?U3VyYXQucGRm?="`, "Surat.pdf"},
		{`Content-Disposition: attachment; filename==?utf-8?Q?Surat_Tugas.pdf?=`, "Surat Tugas.pdf"},
		{`Content-Type: application/pdf; name*=utf-8''S%C3%A9.pdf`, "Sé.pdf"},
		{`Content-Disposition: attachment; filename="a\"b.pdf"`, "a_b.pdf"},
		{`Content-Disposition: attachment; filename="unclosed.pdf`, "unclosed.pdf"},
		{`Content-Disposition: attachment; filename="../../etc/passwd"`, "passwd"},
		{`Content-Disposition: attachment; filename="C:\Users\budi\surat.pdf"`, "surat.pdf"},
		{`Content-Disposition: attachment; filename="005/12/Diskominfo/2024.pdf"`, "005_12_Diskominfo_2024.pdf"},
		{`Content-Disposition: attachment; filename="..%2f..%2fx.pdf"`, "%2f..%2fx.pdf"},
		{`Content-Disposition: attachment; filename=".."`, "lampiran-1.bin"},
		{`Content-Disposition: attachment; filename=".bashrc"`, "bashrc"},
		{`Content-Disposition: attachment; filename="-rf"`, "_rf"},
		{`Content-Disposition: attachment; filename="con.pdf"`, "_con.pdf"},
		{"Content-Disposition: attachment; filename=\"surat\u202efdp.exe\"", "suratfdp.exe"},
		{"Content-Disposition: attachment; filename=\"\x1b]0;x\x07surat.pdf\x00\"", "surat.pdf"},
		{"Content-Disposition: attachment; filename*=utf-8''a%0D%0Ab%00.pdf", "a b.pdf"},
		{`Content-Disposition: attachment; filename="` + strings.Repeat("é", 300) + `.pdf"`, strings.Repeat("é", 116) + ".pdf"},
	} {
		typ := "Content-Type: application/octet-stream\r\n"
		if strings.HasPrefix(c.header, "Content-Type") {
			typ = "Content-Disposition: attachment\r\n"
		}
		m := Parse([]byte(head+typ+c.header+"\r\n\r\nx"), Options{})
		checkMessage(t, m)
		if len(m.Attachments) != 1 || m.Attachments[0].Name.String() != c.want {
			t.Errorf("%q: got %q, want %q", c.header, leaves(m), c.want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"budi@ContohKab.GO.ID", "budi@contohkab.go.id"},
		{"Budi Santoso <Budi@contohkab.go.id>", "Budi Santoso <Budi@contohkab.go.id>"},
		{`"Santoso, Budi" <b@x.go.id>, siti@y.go.id`, "Santoso, Budi <b@x.go.id>; siti@y.go.id"},
		{"=?utf-8?Q?Sant=C3=A9?= <b@x.go.id>", "Santé <b@x.go.id>"},
		{"Dinas: a@x.id, b@x.id; c@x.id", "a@x.id; b@x.id; c@x.id"},
		{"Budi. Santoso, S.Kom. <b@x.go.id>", "Budi. Santoso, S.Kom. <b@x.go.id>"},
		{"<<b@x.go.id>>", "b@x.go.id"},
		{"b@x.go.id (Budi)", "Budi <b@x.go.id>"},
		{"mailto:b@x.go.id", "b@x.go.id"},
		{"Budi <b@x.go.id", "Budi <b@x.go.id>"},
		{"'b@x.go.id'", "b@x.go.id"},
		{"b @x.go.id", "b @x.go.id <>"},
		{"undisclosed-recipients:;", ""},
		{"Budi <b@x..id>", "Budi <b@x..id> <>"},
		{"b@[192.0.2.1]", "b@[192.0.2.1]"},
		{"\x1b[31mBudi\u202e <b@x.go.id>", "Budi <b@x.go.id>"},
		{"\"a@bank.example\" <b@x.go.id>", "a@bank.example <b@x.go.id>"},
		{"=?utf-8?Q?b=40x.go.id=0D=0ABcc:_c=40y.id?=", "b@x.go.id Bcc: c@y.id <>"},
	} {
		m := Parse([]byte("To: "+c.in+"\r\n\r\n"), Options{})
		checkMessage(t, m)
		var got []string
		for _, a := range m.To {
			got = append(got, a.String())
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%q: got %q, want %q", c.in, s, c.want)
		}
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Mon, 05 Aug 2024 08:30:00 +0700", "2024-08-05 01:30"},
		{"Mon, 05 Aug 2024 08:30:00 +0700 (WIB)", "2024-08-05 01:30"},
		{"Sen, 05 Agu 2024 08:30:00 +0700", "2024-08-05 01:30"},
		{"Senin, 5 Agustus 2024 08.30 WIB", "2024-08-05 01:30"},
		{"5 Desember 2024 08:30:00 WITA", "2024-12-05 00:30"},
		{"2024-08-05T08:30:00+07:00", "2024-08-05 01:30"},
		{"Mon Aug  5 08:30:00 2024", "2024-08-05 08:30"},
		{"05/08/2024 08:30:00", "2024-08-05 08:30"},
		{"5 Aug 24 08:30:00 +0700", "2024-08-05 01:30"},
		{"5 Aug 0001 08:30:00 +0700", ""},
		{"besok", ""},
		{strings.Repeat("1", 5000), ""},
	} {
		m := Parse([]byte("Date: "+c.in+"\r\n\r\n"), Options{})
		got := ""
		if !m.Date.IsZero() {
			got = m.Date.Format("2006-01-02 15:04")
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

func TestNormaliseSubject(t *testing.T) {
	for in, want := range map[string]string{
		"Permohonan domain":                                  "Permohonan domain",
		"Re: Bls: Balas: Fw: Fwd: Trs: x":                    "x",
		"RE[2]: AW: WG: TR: Tanggapan: Terusan:  x":          "x",
		"Re: [#2026-00042-c] Re: x":                          "[#2026-00042-c] x",
		"[EKSTERNAL] [#2026-00042-c] Bls: [#2026-00042-c] x": "[EKSTERNAL] [#2026-00042-c] x",
		"Re : x":           "x",
		"RE:RE:x":          "x",
		"Re":               "Re",
		"Retribusi: lunas": "Retribusi: lunas",
		"re (3): x":        "x",
		"Re: ":             "",
	} {
		if got := NormaliseSubject(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
