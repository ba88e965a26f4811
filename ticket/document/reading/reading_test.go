package reading

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const letterText = `                    PEMERINTAH KABUPATEN MAJUJAYA
                DINAS KOMUNIKASI DAN INFORMATIKA
          Jalan Melati Nomor 12, Majujaya, Telepon (0778) 123456
          Laman https://www.majujayakab.go.id

Nomor      : 555/123/DISKOMINFO/2026                    Majujaya, 12 November 2026
Sifat      : Segera
Lampiran   : 1 (satu) berkas
Hal        : Permohonan Pendaftaran Nama
             Domain majujayakab.go.id

Kepada
Yth. Direktur Layanan Aplikasi Informatika Pemerintahan
     u.p. Tim Nama Domain
di Jakarta

Dengan hormat, kami mengajukan permohonan pendaftaran nama domain
majujaya-satu.go.id berdasarkan Peraturan Bupati Nomor 5 Tahun 2020
tentang SPBE tanggal 3 Januari 2020. Narahubung: Budi Santoso, 0812-3456-7890,
budi@majujayakab.go.id.

Demikian permohonan ini, atas perhatian Saudara diucapkan terima kasih.

                                        Kepala Dinas Komunikasi
                                        dan Informatika,



                                        Dr. Ratna Sari Dewi, M.Si.
                                        Pembina Utama Muda (IV/c)
                                        NIP. 19700512 199503 2 001
`

const cardText = `PEMERINTAH KABUPATEN MAJUJAYA
DINAS KOMUNIKASI DAN INFORMATIKA
             KARTU PEGAWAI
Nama      : Agus Setyo Nugroho, S.Kom.
NIP       : 198506172010011015
Gol.      : Penata (III/c)
Jabatan   : Pranata Komputer Ahli Muda
`

const appointmentText = `PEMERINTAH KABUPATEN MAJUJAYA
DINAS KOMUNIKASI DAN INFORMATIKA
SURAT PENUNJUKAN
Nomor: 800/7/DISKOMINFO/2026

Yang bertanda tangan di bawah ini menunjuk:
Nama      : Agus Setyo Nugroho, S.Kom.
NIP       : 198506172010011015
Jabatan   : Pranata Komputer Ahli Muda
sebagai Pejabat Nama Domain.

Ditetapkan di Majujaya
pada tanggal 10 November 2026
Kepala Dinas,



Dr. Ratna Sari Dewi, M.Si.
NIP 197005121995032001
`

func TestReadLetter(t *testing.T) {
	f := Read([]Page{{Text: letterText}})
	got := map[Field][]string{}
	for _, x := range f.Found {
		got[x.Field] = append(got[x.Field], x.Value)
	}
	want := map[Field][]string{
		Number: {"555/123/DISKOMINFO/2026"}, Date: {"2026-11-12"},
		Addressee: {"Direktur Layanan Aplikasi Informatika Pemerintahan, u.p. Tim Nama Domain"},
		Subject:   {"Permohonan Pendaftaran Nama Domain majujayakab.go.id"},
		Agency:    {"Dinas Komunikasi dan Informatika Kabupaten Majujaya"},
		Signer:    {"Dr. Ratna Sari Dewi, M.Si."}, SignerTitle: {"Kepala Dinas Komunikasi dan Informatika"},
		SignerNIP: {"197005121995032001"}, NIP: {"197005121995032001"}, Rank: {"Pembina Utama Muda (IV/c)"},
		Domain: {"majujayakab.go.id", "majujaya-satu.go.id"}, Email: {"budi@majujayakab.go.id"}, Phone: {"081234567890"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(f.Parts) != 1 || f.Parts[0].Kind != Request || f.Parts[0].Score < 0.7 {
		t.Errorf("parts %+v", f.Parts)
	}
}

func TestReadSeveralInOne(t *testing.T) {
	f := Read([]Page{{Text: letterText}, {Text: "LAMPIRAN\nlanjutan surat"}, {Text: appointmentText}, {Text: cardText}, {Text: "Belakang kartu"}})
	type part struct {
		From, To int
		Kind     Kind
	}
	var got []part
	for _, p := range f.Parts {
		got = append(got, part{p.From, p.To, p.Kind})
	}
	want := []part{{1, 2, Request}, {3, 3, Appointment}, {4, 5, StaffCard}}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
	for i, want := range []string{"2026-11-12", "2026-11-10", ""} {
		if got := f.First(f.Parts[i], Date); got != want {
			t.Errorf("part %d: date %q, want %q", i, got, want)
		}
	}
	if got := f.All(f.Parts[2], NIP); len(got) != 1 || got[0] != "198506172010011015" {
		t.Errorf("NIP of the card %q", got)
	}
}

func TestReadBounds(t *testing.T) {
	long := Page{Text: strings.Repeat("Nama : Budi Santoso NIP 198506172010011015 a.go.id ", 20000)}
	many := make([]Page, 300)
	for i := range many {
		many[i] = Page{Text: cardText}
	}
	for _, pages := range [][]Page{nil, {{}}, {long}, many} {
		f := Read(pages)
		if len(f.Found) > maxFacts || len(f.Parts) > maxParts {
			t.Errorf("%d facts, %d parts", len(f.Found), len(f.Parts))
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{letterText, appointmentText, cardText, "Nomor\n:\nHal\n", "NIP", "Kepada\n  Yth."} {
		f.Add(s, "x\n", true)
	}
	f.Fuzz(func(t *testing.T, a, b string, ocr bool) {
		boxes := make([]Box, strings.Count(a, "\n"))
		for i := range boxes {
			boxes[i] = Box{1, 2, 900, 20}
		}
		facts := Read([]Page{{Text: a, Boxes: boxes, Drawn: true, OCR: ocr}, {Text: b, OCR: ocr}})
		for _, x := range facts.Found {
			if x.Value == "" || len(x.Value) > maxValue || x.Page < 1 || x.Page > 2 || x.Line < 1 {
				t.Fatalf("%+v", x)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	pages := []Page{{Text: letterText}, {Text: appointmentText}, {Text: cardText}}
	for b.Loop() {
		Read(pages)
	}
}
