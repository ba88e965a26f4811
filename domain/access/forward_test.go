package access

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func items(t *testing.T) []Item {
	t.Helper()
	var out []Item
	for _, it := range []struct {
		url   string
		state State
		words string
	}{
		{"https://contohkab.go.id/slot", Still, "slot gacor"}, {"https://majujaya.desa.id/x", Forwarded, ""},
		{"https://rsud.contohkab.go.id/a", Still, "=HYPERLINK(1)"}, {"https://contohkab.go.id/b", Clean, ""},
		{"http://192.0.2.7/judi", Still, "judi\n\x1b[31m"}, {"https://contohkab.go.id/c", Notified, ""}, {"https://contohkab.go.id/d", Unseen, ""},
	} {
		a, err := Parse(it.url)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Item{Address: a, State: it.state, Words: it.words, Category: "perjudian", Verified: "19-11-2026 09.15", SHA256: "ab"})
	}
	return out
}

func TestForPAI(t *testing.T) {
	s := ForPAI("2026-00042", "22 November 2026", items(t), book(t))
	want := `Daftar URL/subdomain untuk pemutusan akses
Nomor tiket : 2026-00042
Tanggal     : 22 November 2026
Jumlah      : 4 alamat pada 4 nama domain

192.0.2.7
   1. http://192.0.2.7/judi
      masih memuat konten negatif; kategori perjudian; ditemukan: judi; diverifikasi 19-11-2026 09.15

contohkab.go.id (Kab. Contoh)
   2. https://contohkab.go.id/slot
      masih memuat konten negatif; kategori perjudian; ditemukan: slot gacor; diverifikasi 19-11-2026 09.15

rsud.contohkab.go.id (RSUD Contoh)
   3. https://rsud.contohkab.go.id/a
      masih memuat konten negatif; kategori perjudian; ditemukan: =HYPERLINK(1); diverifikasi 19-11-2026 09.15

majujaya.desa.id (Desa Maju Jaya)
   4. https://majujaya.desa.id/x
      diteruskan ke Dit. PAI; kategori perjudian; diverifikasi 19-11-2026 09.15
`
	if d := cmp.Diff(want, s.Text()); d != "" {
		t.Error(d)
	}
	var b bytes.Buffer
	if err := s.CSV(&b); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	if len(lines) != 6 || lines[3] != "3,https://rsud.contohkab.go.id/a,rsud.contohkab.go.id,contohkab.go.id,RSUD Contoh,masih memuat konten negatif,perjudian,'=HYPERLINK(1),19-11-2026 09.15,,,ab,2026-00042" {
		t.Errorf("%d lines: %s", len(lines), b.String())
	}
}

func TestSheets(t *testing.T) {
	list, b := items(t), book(t)
	if s := ForTrustPositif("1", "hari", list, b); s.Len() != 1 || s.Groups[0].Items[0].URL != "https://contohkab.go.id/b" || !strings.Contains(s.Text(), "normalisasi") {
		t.Errorf("for TrustPositif: %s", s.Text())
	}
	owner := ForOwner("1", "hari", list, b)
	if owner.Len() != 4 || len(owner.Groups) != 3 || !strings.Contains(owner.Text(), "hxxps://contohkab[.]go[.]id/c") || strings.Contains(owner.Text(), "https://") {
		t.Errorf("for an owner: %s", owner.Text())
	}
	if got := owner.Groups[2].Contact.Owner; len(got) != 2 || got[0] != "it@rsud.contohkab.go.id" {
		t.Errorf("the hospital's own contact: %v", got)
	}
	if s := ForPAI("1", "hari", nil, b); s.Len() != 0 || len(s.Groups) != 0 {
		t.Errorf("nothing to send on: %s", s.Text())
	}
}
