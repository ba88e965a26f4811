package ticket

import "testing"

func TestFindAgency(t *testing.T) {
	const head = "        PEMERINTAH KABUPATEN TANJUNG ELOK\n     DINAS KOMUNIKASI DAN INFORMATIKA\n   Jl. Merdeka No. 12\nNomor : 1\nYth. Kepala Pusat"
	for _, tc := range []struct {
		text, name string
		letters    []string
		want       string
	}{
		{"mohon bantuan", "Diskominfo Kab. Majujaya", nil, "Diskominfo Kab. Majujaya"},
		{"mohon bantuan\n\nSalam\nDinas Sosial Kota Contoh", "Budi", nil, "Dinas Sosial Kota Contoh"},
		{"Kepada Yth.\nKepala Dinas Komunikasi dan Informatika Kota Batam\n\nmohon subdomain", "Budi", nil, ""},
		{"Yth. Direktorat Layanan Pemerintahan\nmohon bantuan", "Budi", nil, ""},
		{"Nama: Mira\nMenggantikan: Bagas (mutasi ke Dinas Pekerjaan Umum)", "Budi", nil, ""},
		{"Kami dari Dinas Perhubungan Kota Contoh mohon domain", "Budi", nil, "Dinas Perhubungan Kota Contoh"},
		{"terlampir", "Budi", []string{head}, "Dinas Komunikasi dan Informatika Kabupaten Tanjung Elok"},
		{"terlampir", "Dinas Sosial", []string{head}, "Dinas Komunikasi dan Informatika Kabupaten Tanjung Elok"},
		{"PEMERINTAH KOTA CONTOH\nSEKRETARIAT DAERAH\nNomor: 1", "", nil, "Sekretariat Daerah Kota Contoh"},
		{"terlampir", "", []string{"PEMERINTAH DESA SUMBERWARAS\nNomor : 140\nDINAS LAIN KOTA"}, "Pemerintah Desa Sumberwaras"},
		{"terlampir", "", []string{"KEMENTERIAN KELAUTAN RAYA\nDIREKTORAT PELABUHAN\nJl. X 1"}, "Direktorat Pelabuhan, Kementerian Kelautan Raya"},
		{"terlampir", "", []string{"PERATURAN BUPATI CONTOH\nNOMOR 1 TAHUN 2026\nDINAS A dan seterusnya"}, ""},
		{"terlampir", "", []string{"PEMERINTAH DESA\nRANU AGUNG\nJl. Melati 1\nNomor: 1"}, "Pemerintah Desa Ranu Agung"},
		{"terlampir", "", []string{"PEMERINTAH KABUPATEN\nJl. Melati 1\nNomor: 1"}, ""},
		{"terlampir", "", []string{"PEMERINTAH KABUPATEN CONTOH\nDINAS PEKERJAAN UMUM, PENATAAN RUANG,\nPERUMAHAN RAKYAT DAN\nKAWASAN PERMUKIMAN\nJl. Melati 1\nTANJUNG ELOK\nNomor: 1"}, "Dinas Pekerjaan Umum, Penataan Ruang, Perumahan Rakyat dan Kawasan Permukiman Kabupaten Contoh"},
		{"terlampir", "", []string{"PEMERINTAH KABUPATEN CONTOH\nDINAS PENANAMAN MODAL DAN PELAYANAN\nTERPADU SATU PINTU\nJalan Melati 1\nNomor: 1"}, "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu Kabupaten Contoh"},
		{"terlampir", "", []string{"PEMERINTAH KABUPATEN KEPULAUAN\nTANJUNG ELOK\nDINAS SOSIAL\nNomor: 1"}, "Dinas Sosial Kabupaten Kepulauan Tanjung Elok"},
		{"terlampir", "", []string{"PEMERINTAH KABUPATEN CONTOH\nSEKRETARIAT DAERAH\nBAGIAN ORGANISASI\nNomor: 1"}, "Bagian Organisasi, Sekretariat Daerah Kabupaten Contoh"},
		{"terlampir", "", []string{"KEMENTERIAN KELAUTAN RAYA\nDIREKTORAT JENDERAL PELABUHAN\nDIREKTORAT DERMAGA\nJl. X 1"}, "Direktorat Dermaga, Direktorat Jenderal Pelabuhan, Kementerian Kelautan Raya"},
		{"terlampir", "", []string{"PEMERINTAH KABUPATEN CONTOH\nDINAS SOSIAL\nSURAT PERMOHONAN\nNomor: 1"}, "Dinas Sosial Kabupaten Contoh"},
		{"terlampir", "", []string{"PEMERINTAH KABUPATEN CONTOH\nDINAS SOSIAL\nMAJUJAYA\nNomor: 1"}, "Dinas Sosial Kabupaten Contoh"},
		{"", "", []string{""}, ""},
	} {
		if got := findAgency(tc.text, tc.name, tc.letters...); got != tc.want {
			t.Errorf("%q, %q: %q, want %q", tc.text, tc.name, got, tc.want)
		}
	}
}

func TestOwnSignature(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"-- \nBagian Umum\nKota Contoh\n\n> Dinas lain", "\n-- \nBagian Umum\nKota Contoh"},
		{"---------- Forwarded message\nDinas lain", ""},
		{"> mohon", ""},
		{"", ""},
	} {
		if got := ownSignature(tc.in); got != tc.want {
			t.Errorf("%q: %q, want %q", tc.in, got, tc.want)
		}
	}
}
