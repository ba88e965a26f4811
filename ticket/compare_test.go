package ticket

import "testing"

func TestOtherAgency(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"Dinas Komunikasi dan Informatika Kabupaten Majujaya", "Diskominfo Kab. Majujaya", false},
		{"Dinas Komunikasi dan Informatika Kabupaten Majujaya", "Dinas Komunikasi dan Informatika Kabupaten Wanasari", true},
		{"Sekretariat Daerah Kota Batam", "Pemerintah Kota Batam", false},
		{"Pemerintah Desa Ranu Agung", "Desa Ranu Agung", false},
		{"Direktorat Pelabuhan, Kementerian Kelautan Raya", "Kementerian Kelautan Raya", false},
		{"Kementerian Kelautan Raya", "Kementerian Pusaka", true},
		{"Dinas Sosial", "Dinas Kesehatan Kota Contoh", true},
		{"Dinas Komunikasi", "Kominfo", false},
	} {
		if got := otherAgency(tc.a, tc.b); got != tc.want {
			t.Errorf("%q, %q: %v", tc.a, tc.b, got)
		}
		if got := otherAgency(tc.b, tc.a); got != tc.want {
			t.Errorf("%q, %q: %v", tc.b, tc.a, got)
		}
	}
}
