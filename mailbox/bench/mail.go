// Package bench makes what "loket bench pull" measures with: a generated mailbox
// on a real server, and the floor, a plain FETCH of everything to nowhere. It
// measures nothing itself and knows no desk.
package bench

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"slices"

	"github.com/go-pdf/fpdf"
)

// Mailbox generates a helpdesk's mail: 60% are some 5 KB of text, 30% carry one
// PDF, 10% three, each of 60 to 170 KB as a scanner makes them; 10,000 messages
// have about 1.1 GB. The same number always gives the same mail.
type Mailbox struct {
	scans [][]byte
}

// New readies the pictures that the letters are made of.
func New() (*Mailbox, error) {
	random := rand.New(rand.NewPCG(1, 2))
	m := &Mailbox{}
	for i := range 8 {
		s, err := scan(60_000+i*14_000, random)
		if err != nil {
			return nil, err
		}
		m.scans = append(m.scans, s)
	}
	return m, nil
}

// scan is a letter as a scanner makes it: pictures in a PDF.
func scan(size int, random *rand.Rand) ([]byte, error) {
	f := fpdf.New("P", "mm", "A4", "")
	f.AddPage()
	f.SetFont("Times", "", 11)
	f.MultiCell(0, 6, "PEMERINTAH KABUPATEN CONTOH\nDINAS KOMUNIKASI DAN INFORMATIKA\nNomor 045/12/2026\nHal: Permohonan nama domain\n", "", "L", false)
	noise := 0
	for side := 64; noise < size && side < 2000; side += 16 {
		picture := image.NewGray(image.Rect(0, 0, side, side))
		for i := range picture.Pix {
			picture.Pix[i] = byte(random.IntN(256))
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: 80}); err != nil {
			return nil, fmt.Errorf("picture of a letter: %w", err)
		}
		noise += b.Len() // before it is read
		name := fmt.Sprint("gambar", side)
		f.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "JPG"}, &b)
		f.ImageOptions(name, 20, 80, 100, 0, false, fpdf.ImageOptions{ImageType: "JPG"}, 0, "")
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		return nil, fmt.Errorf("letter: %w", err)
	}
	return out.Bytes(), nil
}

var (
	services = []string{"pendaftaran nama domain", "perpanjangan nama domain", "penonaktifan domain", "perubahan DNS", "permohonan kode otorisasi (Authcode)"}
	reasons  = []string{
		"Nama domain tersebut akan dipakai untuk situs resmi desa kami.",
		"Sebagai kelengkapan kami lampirkan surat permohonan, surat penunjukan pejabat nama domain dan kartu pegawai yang bersangkutan.",
		"Server berada di pusat data kabupaten, dan pengelolaannya dilakukan oleh tim teknis dinas.",
		"Apabila masih ada kekurangan mohon diinformasikan kepada kami melalui surel ini, agar segera dapat kami lengkapi.",
		"Kegiatan ini merupakan tindak lanjut rapat koordinasi tanggal 3 November 2026 di aula kecamatan.",
		"Untuk koordinasi lebih lanjut dapat menghubungi narahubung kami, Ibu Contoh, pada jam kerja.",
		"Kami mohon permohonan ini dapat diproses sesuai dengan standar pelayanan yang berlaku.",
	}
)

// Mail is the i-th message, from 0.
func (m *Mailbox) Mail(i int) []byte {
	var b bytes.Buffer
	random := rand.New(rand.NewPCG(uint64(i), 3))
	what := services[i%len(services)]
	fmt.Fprintf(&b, "From: Ani Contoh <ani%[1]d@contohkab.go.id>\r\nTo: helpdesk@example.go.id\r\nSubject: Permohonan %[2]s desa%[1]d.desa.id\r\nDate: Fri, 20 Nov 2026 09:00:00 +0700\r\nMessage-ID: <m%[1]d@contohkab.go.id>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=batas\r\n\r\n--batas\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n", i, what)
	fmt.Fprintf(&b, "Yth. Helpdesk Nama Domain\r\ndi tempat\r\n\r\nDengan hormat,\r\nbersama ini kami mengajukan %s desa%d.desa.id.\r\n", what, i)
	for n := 4500; b.Len() < n; {
		for range 3 {
			b.WriteString(reasons[random.IntN(len(reasons))] + "\r\n")
		}
		b.WriteString("\r\n")
	}
	b.WriteString("Hormat kami,\r\nAni Contoh\r\nDinas Komunikasi dan Informatika Kabupaten Contoh\r\n")
	for k := range [10]int{3: 1, 5: 3, 6: 1, 9: 1}[i%10] {
		data := fmt.Appendf(slices.Clone(m.scans[(i+k)%len(m.scans)]), "%% %d %d\n", i, k)
		fmt.Fprintf(&b, "\r\n--batas\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"surat permohonan %d.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n", k)
		for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(data)), 76) {
			b.Write(line)
			b.WriteString("\r\n")
		}
	}
	b.WriteString("\r\n--batas--\r\n")
	return b.Bytes()
}
