package domain

import "testing"

func TestSpelling(t *testing.T) {
	s := catalogue(t).lexicon.spelling
	for _, tc := range []struct{ in, want string }{
		{"perpanjagan", "perpanjangan"}, {"perpanjanngan", "perpanjangan"}, {"perpnajangan", "perpanjangan"}, {"pendaftran", "pendaftaran"},
		{"subdomainnya", "subdomain"}, {"perpanjangannya", "perpanjangan"}, {"pendaptaran", "pendaftaran"}, {"penonaktipan", "penonaktifan"}, {"blm", "belum"}, {"nonaktifin", "nonaktifkan"}, {"nonaktifinlah", "nonaktifkan"},
		{"perpanjangan", ""}, {"perumahan", ""}, {"pemilihan", ""}, {"pengaduan", ""}, {"pengadilan", ""}, {"keputusan", ""}, {"admin", ""}, {"domain", ""}, {"", ""}, {"p\u00e9ndaftaran", ""},
	} {
		if got := s.meant(tc.in); got != tc.want {
			t.Errorf("%q: %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestGuessTypos(t *testing.T) {
	for _, tc := range []struct{ body, want string }{
		{"mohon perpanjagan dmn contohkab.go.id", "renewal"},
		{"tolong nonaktifin domain contohkab.go.id", "deactivation"},
		{"mau pendaftran doamin baru contohkab.go.id", "registration"},
		{"Domain contohkab.go.id lewat masa aktif, mohon diaktifkan kembali, siap bayar tagihannya", "renewal"},
		{"Nama domain kami salah ketik: diskes.go.id, seharusnya dinkes.go.id. Mohon dirubah", "name-change"},
	} {
		list := catalogue(t).Guess(GuessInput{Body: tc.body})
		if len(list) == 0 || list[0].Service != tc.want {
			t.Errorf("%q: %+v, want %s", tc.body, list, tc.want)
		}
	}
}

func TestStem(t *testing.T) {
	for _, family := range [][]string{{"ubah", "pengubahan", "mengubah", "diubah"}, {"daftar", "pendaftaran", "mendaftarkan", "didaftarkan"}, {"panjang", "perpanjangan", "memperpanjang", "diperpanjang"}} {
		for _, w := range family[1:] {
			if stem(w) != family[0] {
				t.Errorf("%s: %s, want %s", w, stem(w), family[0])
			}
		}
	}
	if stem("pemulihan") == stem("pemilihan") || stem("pengaduan") == stem("pengajuan") {
		t.Error("other words share a stem")
	}
}
