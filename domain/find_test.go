package domain

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindNames(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"mohon pendaftaran nama domain contohkab.go.id.", "contohkab.go.id"},
		{"Domain: CONTOHKAB.GO.ID, dan (majujaya.desa.id)", "contohkab.go.id majujaya.desa.id"},
		{"https://www.contohkab.go.id/berita?id=1 dan hxxps://sub[.]contohkab[.]go[.]id/x", "contohkab.go.id sub.contohkab.go.id"},
		{"contoh[.]go[.]id contoh2(dot)go(dot)id contoh3 [dot] go [dot] id contoh4{.}go{.}id contoh5(titik)go(titik)id", "contoh.go.id contoh2.go.id contoh3.go.id contoh4.go.id contoh5.go.id"},
		{"hxxp[:]//a.contoh.go.id", "a.contoh.go.id"},
		{"contoh . go . id", ""},
		{"budi@contohkab.go.id dan <siti@dinas.contohkab.go.id>", ""},
		{"budi@contohkab.go.id untuk domain contohkab.go.id", "contohkab.go.id"},
		{"budi[at]contohkab[dot]go[dot]id", ""},
		{"Rp 50.000 untuk S.Kom., M.Si. dan a.n. Bupati No. 04/SOP/Kominfo-PE/01/2023", ""},
		{"terlampir surat.pdf, kartu.jpg dan arsip.zip", ""},
		{"Terima kasih.Demikian kami sampaikan", ""},
		{"nama contohkab.go.id.Demikian kami", "contohkab.go.id"},
		{"go.id desa.id *.go.id", ""},
		{"*.contoh.go.id", "contoh.go.id"},
		{"\"contoh.go.id\"; 'contoh.desa.id': contoh.id!", "contoh.go.id contoh.desa.id contoh.id"},
		{"bat\u0430m.go.id dan batam.go.id", "batam.go.id"},
		{"toko\u200bx.go.id", ""},
		{"\ufeffcontoh.go.id\u200b", "contoh.go.id"},
		{"xn--batm-73d.go.id", ""},
		{"www.go.id", "www.go.id"},
		{"contoh.go.id contoh.go.id CONTOH.go.id", "contoh.go.id"},
		{"lihat <a href=\"http://contoh.go.id/\">sini</a>", "contoh.go.id"},
		{"antara lama.go.id/baru.go.id", "lama.go.id"},
		{"192.0.2.1", ""},
		{"1.contoh.go.id 2)contoh2.go.id -contoh3.go.id", "1.contoh.go.id contoh2.go.id contoh3.go.id"},
		{"http://localhost/x http://intranet.lokal/x", ""},
	} {
		var got []string
		for _, n := range FindNames(tc.in) {
			got = append(got, string(n))
		}
		if diff := cmp.Diff(tc.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q: %s", tc.in, diff)
		}
	}
}

func TestFindNamesOfCatalogue(t *testing.T) {
	got := catalogue(t).FindNames("di aplikasi Domain.go.id untuk contohkab.go.id, lihat servicedesk.layanan.go.id")
	if !slices.Equal(got, []Name{"contohkab.go.id"}) {
		t.Error(got)
	}
}

func TestFindURLs(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"https://Contoh.GO.ID/Slot-Gacor.", "https://contoh.go.id/Slot-Gacor"},
		{"hxxps://contoh[.]go[.]id/slot, hxxp[:]//x(dot)contoh(dot)go(dot)id/judi?q=1&b=2#z", "https://contoh.go.id/slot http://x.contoh.go.id/judi?q=1&b=2#z"},
		{"contoh.go.id/slot-gacor", "contoh.go.id/slot-gacor"},
		{"contoh.go.id", ""},
		{"http://contoh.go.id", "http://contoh.go.id"},
		{"http://contoh.go.id:8080/a", "http://contoh.go.id:8080/a"},
		{"(http://contoh.go.id/a_(b))", "http://contoh.go.id/a_(b)"},
		{"<http://contoh.go.id/a>; \"http://contoh.go.id/b\"", "http://contoh.go.id/a http://contoh.go.id/b"},
		{"http://contoh.go.id/a http://contoh.go.id/a", "http://contoh.go.id/a"},
		{"http://192.0.2.7/x", "http://192.0.2.7/x"},
		{"http://app_lama.contoh.go.id/x", "http://app_lama.contoh.go.id/x"},
		{"http://b\u0430tam.go.id/x", ""},
		{"1;https://contoh.go.id/login/;Phishing\n2;https://contoh.go.id/a;jsessionid=1;Judi", "https://contoh.go.id/login/ https://contoh.go.id/a;jsessionid=1"},
		{"https://a.contoh.go.id/x,https://b.contoh.go.id/y", "https://a.contoh.go.id/x https://b.contoh.go.id/y"},
		{"budi@contoh.go.id/x", ""},
		{"tanggal 01/02/2026 nomor 04/SOP/2023", ""},
		{"h**ps://contoh.go.id/x", "https://contoh.go.id/x"},
		{"1. https://a.contoh.go.id/x\r\n2. https://b.contoh.go.id/y", "https://a.contoh.go.id/x https://b.contoh.go.id/y"},
	} {
		if diff := cmp.Diff(tc.want, strings.Join(FindURLs(tc.in), " ")); diff != "" {
			t.Errorf("%q: %s", tc.in, diff)
		}
	}
	if n := len(FindURLs(manyURLs(6000))); n != maxFindURLs {
		t.Errorf("%d addresses, want the bound %d", n, maxFindURLs)
	}
}

func manyURLs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("http://contoh.go.id/")
		b.WriteString(strings.Repeat("x", i%50))
		b.WriteByte('a' + byte(i%26))
		b.WriteString(Rupiah(i).String()[3:])
		b.WriteByte('\n')
	}
	return b.String()
}

func TestFindSuspicious(t *testing.T) {
	for _, tc := range []struct{ in, says string }{
		{"bat\u0430m.go.id", "U+0430"}, {"toko\u200bx.go.id", "U+200B"}, {"xn--batm-73d.go.id", "xn--"},
		{"http://b\u0430tam.go.id/x", "U+0430"},
		{"contoh.go.id", ""}, {"kalimat biasa. Lagi", ""}, {"go.id", ""}, {"caf\u00e9.Lalu", ""},
	} {
		var says string
		for _, s := range FindSuspicious(tc.in) {
			says += s.Reason.EN
		}
		if tc.says == "" && says != "" || !strings.Contains(says, tc.says) {
			t.Errorf("%q: %q, want %q", tc.in, says, tc.says)
		}
	}
}

// A run without end must not cost the square of its length.
func TestFindLongRuns(t *testing.T) {
	for _, unit := range []string{"A.", "a.", "(a.", "[.]", "http://", "a.go.id/", "\u200b.", "@a."} {
		text := strings.Repeat(unit, (256<<10)/len(unit))
		FindNames(text)
		FindURLs(text)
		FindSuspicious(text)
		FindRecords(text)
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"hxxp[:]//a(dot)go(dot)id/x", "a@b.go.id", "b\u0430tam.go.id", "[.]", " [.] ", "http://", "x.go.id:", "a.go.id/((", "\xff.id/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, n := range FindNames(s) {
			if _, err := ParseName(string(n)); err != nil {
				t.Fatalf("found %q in %q: %v", n, s, err)
			}
		}
		for _, u := range FindURLs(s) {
			if strings.ContainsAny(u, " \n\x00<>\"") {
				t.Fatalf("found %q in %q", u, s)
			}
		}
		FindSuspicious(s)
	})
}

func BenchmarkFindNames64K(b *testing.B) {
	text := strings.Repeat("Dengan hormat, mohon pemutusan akses hxxps://sub[.]contohkab[.]go[.]id/slot dan situs majujaya.desa.id, surel budi@contohkab.go.id. Terima kasih.\n", 64<<10/145)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		FindNames(text)
	}
}
