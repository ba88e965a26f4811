package mail

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// der writes one element of definite length.
func der(tag byte, parts ...string) string {
	body := strings.Join(parts, "")
	n := len(body)
	return string([]byte{tag, 0x84, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) + body
}

// opaque is a CMS SignedData around content, without signers.
func opaque(content string) string {
	const pkcs7 = "\x2a\x86\x48\x86\xf7\x0d\x01\x07"
	inner := der(0x30, der(6, pkcs7+"\x01"), der(0xa0, der(4, content)))
	return der(0x30, der(6, pkcs7+"\x02"), der(0xa0, der(0x30, der(2, "\x01"), der(0x31), inner, der(0x31))))
}

// certificates is a SignedData without content.
const certificates = "\x30\x22\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x15\x30\x13\x02\x01\x01\x31\x00\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\x31\x00"

func p7m(content string) string {
	return "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines76(opaque(content))
}

func lines76(s string) string {
	enc := base64.StdEncoding.EncodeToString([]byte(s))
	var b strings.Builder
	for len(enc) > 76 {
		b.WriteString(enc[:76] + "\r\n")
		enc = enc[76:]
	}
	return b.String() + enc
}

// winmail is a TNEF stream of files "name=data".
func winmail(attributes string, files ...string) string {
	var b strings.Builder
	b.WriteString("\x78\x9f\x3e\x22\x01\x00" + attributes)
	for _, f := range files {
		name, data, _ := strings.Cut(f, "=")
		b.WriteString(tnefAttribute(2, 0x69002, strings.Repeat("\x00", 14)) + tnefAttribute(2, 0x18010, name+"\x00") + tnefAttribute(2, 0x6800f, data))
	}
	return b.String()
}

func tnefAttribute(level byte, id uint32, data string) string {
	b := binary.LittleEndian.AppendUint32([]byte{level}, id)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
	return string(append(b, data...)) + "\x00\x00"
}

func winmailPart(typ, stream string) string {
	return "Content-Type: " + typ + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines76(stream)
}

const tnefText = "\x01\x0c\x80\x02\x00\x05\x00\x00\x00halo\x00\x00\x00" // attBody

func TestContainers(t *testing.T) {
	letter := multipart("mixed", "d", "\r\nMohon domain.", pdfPart)
	for _, c := range []struct{ name, raw, want, facts, warning string }{
		{"opaque", p7m(letter), "body:Mohon domain. surat.pdf=PDF", "[S/MIME] [] 1", ""},
		{"opaque within opaque", p7m(p7m(letter)), "body:Mohon domain. surat.pdf=PDF", "[S/MIME] [] 2", ""},
		{"opaque, text alone", p7m("\r\nhalo"), "body:halo", "[S/MIME] [] 1", ""},
		{"opaque, a file", strings.Replace(p7m("%PDF-1.4"), "smime.p7m", "surat.pdf.p7m", 1), "body: surat.pdf=%PDF-1.4", "[S/MIME] [] 1", ""},
		{"certificates alone", strings.Replace(p7m(""), lines76(opaque("")), lines76(certificates), 1), "", "[] [] 0", "certificates alone"},
		{"signed beside, old type", multipart("signed", "b", letter, strings.Replace(p7m(""), lines76(opaque("")), lines76(certificates), 1)), "body:Mohon domain. surat.pdf=PDF", "[S/MIME] [] 1", ""},
		{"opaque, broken", "Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nxyz", "body: smime.p7m=xyz", "[] [] 0", "not readable, kept closed"},
		{"encrypted", "Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\n" + der(0x30, der(6, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"), der(0xa0, "x")), "", "[] [S/MIME] 0", "encrypted (S/MIME); it cannot be read here"},
		{"signed beside", multipart("signed", "b", letter, "Content-Type: application/pgp-signature; name=signature.asc\r\n\r\nS"), "body:Mohon domain. surat.pdf=PDF", "[PGP] [] 1", ""},
		{"another file in a signed", multipart("signed", "b", "\r\nhalo", pdfPart, "Content-Type: application/pkcs7-signature\r\n\r\nS"), "body:halo surat.pdf=PDF", "[S/MIME] [] 1", ""},
		{"PGP encrypted", multipart("encrypted", "b", "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", "Content-Type: application/octet-stream; name=e.asc\r\n\r\nX"), "body: e.asc=X", "[] [PGP] 1", "encrypted (PGP)"},
		{"PGP in the text", "\r\na\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA512\r\n\r\nhalo\r\n- - satu\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\niQ==\r\n-----END PGP SIGNATURE-----\r\nb", "body:a|halo|- satu|b", "[PGP in the text] [] 0", ""},
		{"PGP in the text, no head", "\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nhalo semua\r\nbaris dua", "body:halo semua|baris dua", "[] [] 0", "cut off"},
		{"PGP in the text, text behind", "\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\nhalo\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\niQ==\r\nbaris dua", "body:halo|baris dua", "[PGP in the text] [] 0", ""},
		{"PGP message in the text", "\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQ==\r\n-----END PGP MESSAGE-----", "body:-----BEGIN PGP MESSAGE-----||hQ==|-----END PGP MESSAGE-----", "[] [PGP in the text] 0", "encrypted (PGP in the text)"},
		{"winmail.dat", multipart("mixed", "b", "\r\nhalo", winmailPart("application/ms-tnef; name=winmail.dat", winmail(tnefText, "a.pdf=AAA", "b.txt=BBB"))), "body:halo a.pdf=AAA b.txt=BBB", "[] [] 1", ""},
		{"winmail.dat as octets", multipart("mixed", "b", "\r\nhalo", winmailPart("application/octet-stream; name=winmail.dat", winmail("", "a.pdf=AAA"))), "body:halo a.pdf=AAA", "[] [] 1", ""},
		{"TNEF by its signature", multipart("mixed", "b", "\r\nhalo", winmailPart("application/octet-stream; name=lampiran.bin", winmail("", "a.pdf=AAA"))), "body:halo a.pdf=AAA", "[] [] 1", ""},
		{"winmail.dat alone", winmailPart("application/ms-tnef", winmail(tnefText, "a.pdf=AAA")), "body:halo a.pdf=AAA", "[] [] 1", ""},
		{"winmail.dat cut off", multipart("mixed", "b", "\r\nhalo", winmailPart("application/ms-tnef; name=winmail.dat", "\x78\x9f\x3e\x22\x01\x00\x02\x10\x80\x01\x00\x05\x00\x00\x00a.p")), "", "[] [] 1", "winmail.dat is damaged"},
		{"winmail.dat that is none", multipart("mixed", "b", "\r\nhalo", "Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx"), "body:halo winmail.dat=x", "[] [] 0", "not readable, kept closed"},
		{"signed in winmail.dat", winmailPart("application/ms-tnef", winmail("", "smime.p7m="+opaque(letter))), "body:Mohon domain. surat.pdf=PDF", "[S/MIME] [] 2", ""},
		{"calendar beside text", multipart("alternative", "b", "\r\nhalo", "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Rapat\r\nEND:VEVENT\r\nEND:VCALENDAR"), "", "[] [] 0", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Parse([]byte(head+c.raw), Options{})
			checkMessage(t, m)
			if got := leaves(m); c.want != "" && got != c.want {
				t.Errorf("leaves\n got %q\nwant %q\n%q", got, c.want, m.Warnings)
			}
			if got := fmt.Sprint(m.Signed, m.Encrypted, len(m.Wrapping)); got != c.facts {
				t.Errorf("facts %s, want %s", got, c.facts)
			}
			if got := strings.Join(m.Warnings, "\n"); !strings.Contains(got, c.warning) || c.warning == "" && got != "" {
				t.Errorf("warnings %q, want %q", m.Warnings, c.warning)
			}
			for _, a := range append(m.Attachments, m.Wrapping...) {
				if b, err := m.Find(-1, a.SHA256); err != nil || len(b) != a.Size {
					t.Errorf("%s is not found: %v", a.Name, err)
				}
			}
		})
	}
}

func TestContainersAreBounded(t *testing.T) {
	deep := "\r\nhalo"
	for range 40 {
		deep = "Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\n" + opaque(deep)
	}
	m := Parse([]byte(head+deep), Options{})
	checkMessage(t, m)
	if len(m.Attachments) != 1 || len(m.Wrapping) != maxDepth {
		t.Errorf("%d attachments, %d opened", len(m.Attachments), len(m.Wrapping))
	}
	many := make([]string, 480)
	for i := range many {
		many[i] = "a=b"
	}
	part := winmailPart("application/ms-tnef", winmail("", many...))
	m = Parse([]byte(head+multipart("mixed", "b", "\r\nhalo", part, part, part, part, part, part)), Options{})
	checkMessage(t, m)
	if len(m.Attachments) > maxParts+10 || len(m.Attachments) < maxParts-10 {
		t.Errorf("%d attachments", len(m.Attachments))
	}
}

func TestCalendar(t *testing.T) {
	const event = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\nSUMMARY:Rapat\\, dua\r\nDTSTART:20240820T020000Z\r\nDURATION:PT1H\r\nLOCATION:Aula\r\nORGANIZER;CN=Budi:MAILTO:budi@desa.id\r\nEND:VEVENT\r\n"
	for _, c := range []struct{ name, raw, want string }{
		{"alone", "Content-Type: text/calendar\r\n\r\n" + event + "END:VCALENDAR", "Acara: Rapat, dua|Waktu: 2024-08-20 02:00 (UTC) (PT1H)|Tempat: Aula|Penyelenggara: Budi <budi@desa.id>|Metode: CANCEL"},
		{"cut off", "Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\nSUMMARY:Rapat\r\nDTSTART;VALUE=DATE:20240820", "Acara: Rapat|Waktu: 2024-08-20"},
		{"a file", multipart("mixed", "b", "Content-Type: application/octet-stream; name=undangan.ics\r\n\r\n"+event), "Acara: Rapat, dua|Waktu: 2024-08-20 02:00 (UTC) (PT1H)|Tempat: Aula|Penyelenggara: Budi <budi@desa.id>|Metode: CANCEL"},
		{"no event", "Content-Type: text/calendar\r\n\r\nhalo", ""},
	} {
		m := Parse([]byte(head+c.raw), Options{})
		checkMessage(t, m)
		if got := strings.ReplaceAll(m.Text.String(), "\n", "|"); got != c.want || len(m.Attachments) != 1 {
			t.Errorf("%s: %q, %d attachments", c.name, got, len(m.Attachments))
		}
	}
	many := "Content-Type: text/calendar\r\n\r\n" + strings.Repeat(event, 1000)
	if m := Parse([]byte(head+many), Options{}); strings.Count(m.Text.String(), "Acara") != maxEvents {
		t.Errorf("%d events", strings.Count(m.Text.String(), "Acara"))
	}
}
