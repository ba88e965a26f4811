package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"math/rand/v2"
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
	}{{"6KB", sized(5<<10, 0, 0)}, {"1MB-3PDF", sized(5<<10, 3, 250<<10)}} {
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
