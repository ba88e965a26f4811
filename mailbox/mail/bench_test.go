package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-message"
)

// sized builds a message with a text of about textSize bytes and PDFs of pdfSize.
func sized(textSize, pdfs, pdfSize int) []byte {
	const line = "Dengan hormat, bersama ini kami mohon pendaftaran nama domain contohkab.go.id.\r\n"
	parts := []string{"Content-Type: text/plain; charset=utf-8\r\n\r\n" + strings.Repeat(line, textSize/len(line))}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range pdfs {
		data := make([]byte, pdfSize)
		for i := range data {
			data[i] = byte(rnd.Uint32())
		}
		enc := base64.StdEncoding.EncodeToString(data)
		var b strings.Builder
		b.WriteString("Content-Type: application/pdf; name=\"surat.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n")
		for len(enc) > 76 {
			b.WriteString(enc[:76] + "\r\n")
			enc = enc[76:]
		}
		b.WriteString(enc)
		parts = append(parts, b.String())
	}
	return []byte(head + "To: helpdesk@contoh.id\r\nSubject: =?utf-8?Q?Permohonan_domain?=\r\n" + multipart("mixed", "batas", parts...))
}

// BenchmarkParse compares reading with SHA-256 of every attachment with the
// strict library doing the same.
func BenchmarkParse(b *testing.B) {
	for _, c := range []struct {
		name string
		raw  []byte
	}{{"6KB", sized(5<<10, 0, 0)}, {"270KB-1PDF", sized(5<<10, 1, 200<<10)}, {"1MB-3PDF", sized(5<<10, 3, 250<<10)}} {
		b.Run(c.name+"/loket", func(b *testing.B) {
			b.SetBytes(int64(len(c.raw)))
			b.ReportAllocs()
			for b.Loop() {
				Parse(c.raw, Options{})
			}
		})
		b.Run(c.name+"/go-message", func(b *testing.B) {
			b.SetBytes(int64(len(c.raw)))
			b.ReportAllocs()
			for b.Loop() {
				readStrictly(b, c.raw)
			}
		})
	}
}

// BenchmarkHostile reads what was made to be slow: MB/s should stay in the tens.
func BenchmarkHostile(b *testing.B) {
	deep := func(n int) string {
		var out strings.Builder
		for i := range n {
			fmt.Fprintf(&out, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
		}
		return out.String() + pdfPart
	}
	for _, c := range []struct{ name, raw string }{
		{"megabyte-header", "Subject: " + strings.Repeat("a ", 1<<19) + "\r\n\r\nhalo"},
		{"130,000-fields", strings.Repeat("X-A: b\r\n", 1<<17) + "\r\nhalo"},
		{"10,000-parts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\nContent-Type: image/png\r\n\r\nx\r\n", 10000)},
		{"100,000-deep", deep(100000)},
		{"NULs", "\r\n" + strings.Repeat("a\x00", 1<<19)},
		{"broken-boundaries", "Content-Type: multipart/mixed; boundary=x\r\n\r\n" + strings.Repeat("--y\r\n", 1<<17)},
		{"nested-HTML", "Content-Type: text/html\r\n\r\n" + strings.Repeat("<blockquote><table><tr><td>", 20000) + "halo"},
		{"hidden-HTML", "Content-Type: text/html\r\n\r\n" + strings.Repeat("<i style='color:#fff'>x</i>", 1<<15)},
		{"forward-stack", "Subject: FW: x\r\n\r\n" + strings.Repeat("-----Original Message-----\nFrom: a <a@b.id>\nSent: 5 Aug 2024 08:30\nTo: x\nSubject: FW: x\n\n", 10000)},
		{"bad-base64", "Content-Transfer-Encoding: base64\r\nContent-Type: image/png\r\n\r\n" + strings.Repeat("QUFB\nQUFB\n!\n", 1<<16)},
		{"winmail", "Content-Type: application/ms-tnef\r\n\r\n" + winmail("", slices.Repeat([]string{"a=b"}, 10000)...)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.raw)))
			b.ReportAllocs()
			for b.Loop() {
				Parse([]byte(c.raw), Options{})
			}
		})
	}
}

func readStrictly(b *testing.B, raw []byte) {
	b.Helper()
	e, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		b.Fatal(err)
	}
	err = e.Walk(func(_ []int, e *message.Entity, err error) error {
		if err != nil || e.MultipartReader() != nil {
			return err
		}
		h := sha256.New()
		_, err = io.Copy(h, e.Body)
		h.Sum(nil)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
