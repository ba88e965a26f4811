package domain_test

import (
	"fmt"
	"strings"
	"testing"

	"loket/domain"
)

// requestText is some 5 KB as agencies write: a request, its reasons and a
// signature.
func requestText(i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Yth. Helpdesk Nama Domain\ndi tempat\n\nDengan hormat,\n\nSehubungan dengan surat Kepala Dinas Nomor 045/%d/2026 tanggal 12 November 2026, bersama ini kami mengajukan permohonan pendaftaran nama domain desa%d.desa.id untuk Desa Contoh, Kecamatan Contoh.\n\n", i, i)
	for b.Len() < 4200 {
		fmt.Fprintf(&b, "Nama domain tersebut akan dipakai untuk situs resmi desa kami. Sebagai kelengkapan kami lampirkan surat permohonan, surat penunjukan pejabat nama domain dan kartu pegawai yang bersangkutan. Server berada di pusat data kabupaten, dan pengelolaannya dilakukan oleh tim teknis dinas (Bapak Contoh, telepon 0812 0000 00%02d).\nApabila masih ada kekurangan mohon diinformasikan kepada kami melalui surel ini, agar segera dapat kami lengkapi pada kesempatan pertama.\n\n", i%100)
	}
	b.WriteString("Atas perhatian dan kerja samanya kami ucapkan terima kasih.\n\nHormat kami,\n\nAni Contoh\nDinas Komunikasi dan Informatika Kabupaten Contoh\nani@contohkab.go.id\nhttps://contohkab.go.id/\n")
	return b.String()
}

// BenchmarkUnderstand reads requests: services, names, addresses, records. A
// mailbox is pulled no faster than this.
func BenchmarkUnderstand(b *testing.B) {
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		b.Fatal(err)
	}
	var texts []string
	for i := range 16 {
		texts = append(texts, requestText(i))
	}
	for name, read := range map[string]func(string){
		"guess": func(s string) {
			cat.Guess(domain.GuessInput{Subject: "Permohonan pendaftaran domain", Body: s, Attachments: []string{"surat permohonan.pdf", "sk penunjukan pejabat.pdf"}})
		},
		"match":   func(string) { cat.MatchRequirement(cat.Services[0].RequirementIDs(), "surat permohonan.pdf", "") },
		"names":   func(s string) { cat.FindNames(s) },
		"urls":    func(s string) { domain.FindURLs(s) },
		"records": func(s string) { domain.FindRecords(s) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(texts[0])))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				read(texts[i%len(texts)])
			}
		})
	}
}
