package domain

import (
	"strings"
	"testing"
)

func TestSpoken(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"tutup contohkab.go.id.", "tutup domain"},
		{"nama domain contohkab.go.id dihapus", "nama domain dihapus"},
		{"perpanjang wisata.contohkab.go.id", "perpanjang " + below},
		{"arahkan ke 192.0.2.1 ya", "arahkan ke ip ya"},
		{"apply for a go.id domain", "apply for a domain"},
		{"surel budi@contohkab.go.id", "surel"},
		{"cek hxxps://app[.]contohkab[.]go[.]id/slot-gacor", "cek url /slot-gacor"},
		{"www.majujaya.desa.id mati", "domain mati"},
		{"Drs. Budi, M.Si. no. 12.3 surat.pdf", "Drs. Budi, M.Si. no. 12.3 surat.pdf"},
	} {
		got := strings.ReplaceAll(strings.Join(strings.Fields(spoken(tc.in)), " "), placed, "")
		if strings.TrimRight(got, " .") != strings.TrimRight(tc.want, " .") {
			t.Errorf("%q: %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestWithoutSignature(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"mohon dibantu\n-- \nBagian Umum", "mohon dibantu\n"},
		{"mohon dibantu\nDisclaimer: mohon dihapus", "mohon dibantu\n"},
		{"mohon ditindaklanjuti\n-- \nBagian Umum\n\nForwarded message\nmohon dihapus", "mohon ditindaklanjuti\n\n\nForwarded message\nmohon dihapus"},
		{"--\nmohon dibantu", "--\nmohon dibantu"},
		{"mohon dibantu", "mohon dibantu"},
	} {
		if got := withoutSignature(tc.in); got != tc.want {
			t.Errorf("%q: %q", tc.in, got)
		}
	}
}

// TestOwnMark: a text may hold the mark that stands for a name.
func TestOwnMark(t *testing.T) {
	cat, err := LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	if g := cat.Guess(GuessInput{Subject: placed, Body: placed + " tutup domain"}); len(g) == 0 {
		t.Error("what stands beside the mark is not read")
	}
}
