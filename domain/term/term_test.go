package term_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"loket/domain/term"
)

func terms(s string) (out []string) {
	term.Each(s, func(t term.Term) bool { out = append(out, t.Text); return true })
	return out
}

func TestEach(t *testing.T) {
	for in, want := range map[string]string{
		"Surat  Permohonan":             "surat permohonan",
		"Café NAÏVE Jum'at":             "cafe naive jumat",
		"PA-16":                         "pa pa16 16",
		"800/123/Kominfo":               "800 800123kominfo 123 kominfo",
		"19800101 200501 1 001":         "19800101 198001012005011001 200501 1 001",
		"NIP. 198001012005011001,":      "nip 198001012005011001",
		"0812-3456 7890":                "0812 08123456 081234567890 3456 7890",
		"+62 812 3456 7890":             "62 081234567890 812 3456 7890",
		"6281234567890":                 "6281234567890 081234567890",
		"contohkab.go.id":               "contohkab contohkabgoid go id",
		"so\u00adal ﬁle":                "soal file",
		"\x1b[31m\xff\xfe":              "31m",
		"":                              "",
		strings.Repeat("a", 70) + "-b":  strings.Repeat("a", 64) + " b",
		strings.Repeat("a-", 40) + "a.": strings.TrimSpace(strings.Repeat("a ", 41)),
	} {
		if got := strings.Join(terms(in), " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// related reports whether two words have a root in common.
func related(a, b string) bool {
	roots := term.Roots(a)
	return a == b || slices.ContainsFunc(term.Roots(b), func(r string) bool { return slices.Contains(roots, r) })
}

func TestRelated(t *testing.T) {
	for _, family := range []string{
		"kirim mengirim dikirim dikirimkan kirimkan pengiriman pengirim terkirim mengirimkannya",
		"ajukan mengajukan diajukan pengajuan pengajuannya ajukanlah",
		"mohon memohon pemohon permohonan dimohon permohonannya",
		"daftar mendaftar mendaftarkan pendaftaran didaftarkan pendaftar",
		"ganti mengganti diganti penggantian pergantian gantikan",
		"baru pembaruan perbarui memperbarui diperbarui",
		"panjang perpanjang perpanjangan memperpanjang diperpanjang",
		"surat suratnya suratkan",
		"tulis menulis ditulis penulisan tertulis tulisan",
		"sewa menyewa penyewa disewa penyewaan",
		"nonaktif menonaktifkan dinonaktifkan penonaktifan",
		"ubah mengubah diubah pengubahan perubahan ubahnya",
		"isi mengisi pengisian diisi isian",
	} {
		words := strings.Fields(family)
		for _, w := range words {
			if !related(words[0], w) {
				t.Errorf("%s and %s are strangers: %v, %v", words[0], w, term.Roots(words[0]), term.Roots(w))
			}
		}
	}
	for _, pair := range []string{"dinas nasional", "surat suratan1", "desa desain", "batal batam", "putus keputusan", "domain dominan", "dana dan"} {
		a, b, _ := strings.Cut(pair, " ")
		if related(a, b) {
			t.Errorf("%s and %s are relatives: %v, %v", a, b, term.Roots(a), term.Roots(b))
		}
	}
}

func TestMark(t *testing.T) {
	for _, c := range []struct{ query, text, want string }{
		{"kirim", "Kami mengirimkan surat", "mengirimkan"},
		{"198001012005011001", "NIP 19800101 200501 1 001 atas nama", "19800101 200501 1 001"},
		{"19800101 200501 1 001", "NIP 198001012005011001", "198001012005011001"},
		{"800/123/kominfo/2026", "Nomor: 800-123-KOMINFO-2026", "800-123-KOMINFO-2026"},
		{"permo*", "surat permohonan", "permohonan"},
		{"café", "di CAFE itu", "CAFE"},
	} {
		m := term.NewQuery([]term.Piece{{Text: c.query}}, false).Mark(c.text)
		if len(m.Spans) != 1 || c.text[m.Spans[0].From:m.Spans[0].To] != c.want {
			t.Errorf("%q in %q: %v", c.query, c.text, m)
		}
	}
	q := term.NewQuery([]term.Piece{{Text: "surat kuasa", Quoted: true}, {Text: "budi"}}, false)
	m := q.Mark("kuasa surat, surat kuasa bagi Budi")
	if diff := cmp.Diff(term.Marks{Spans: []term.Span{{13, 24}, {30, 34}}, Parts: 2, Some: 2, Phrases: 1}, m); diff != "" {
		t.Error(diff)
	}
}

// TestMarker: texts do not disturb each other, and a phrase that must not stand
// somewhere is told and not marked.
func TestMarker(t *testing.T) {
	q := term.NewQuery([]term.Piece{{Text: "kirim berkas"}, {Text: "surat kuasa", Quoted: true, Not: true}}, false)
	k := term.NewMarker(q)
	for _, c := range []struct {
		text string
		want term.Marks
	}{
		{"mengirim berkas", term.Marks{Spans: []term.Span{{0, 8}, {9, 15}}, Parts: 2, Some: 2}},
		{"berkas surat kuasa", term.Marks{Spans: []term.Span{{0, 6}}, Parts: 1, Some: 1, Phrases: 1 << 2}},
		{"kuasa surat", term.Marks{}},
	} {
		if diff := cmp.Diff(c.want, k.Mark(c.text)); diff != "" {
			t.Errorf("%s: %s", c.text, diff)
		}
	}
}

func TestSnippet(t *testing.T) {
	text := strings.Repeat("kata lain ", 50) + "di sini\nada sandi é rahasia " + strings.Repeat("dan lagi ", 50)
	q := term.NewQuery([]term.Piece{{Text: "sandi rahasia"}}, false)
	s, marks := term.Snippet(text, q.Mark(text), 80)
	if len(s) > 90 || !strings.HasPrefix(s, "…") || !strings.HasSuffix(s, "…") || strings.Contains(s, "\n") {
		t.Errorf("snippet %q", s)
	}
	var got []string
	for _, m := range marks {
		got = append(got, s[m.From:m.To])
	}
	if !slices.Equal(got, []string{"sandi", "rahasia"}) {
		t.Errorf("marks %q in %q", got, s)
	}
}

func FuzzTerm(f *testing.F) {
	f.Add("surat 19800101 200501 1 001 a/b*", "kirim surat\x00\xff ﷺ 0812 3", true)
	f.Add("\"", "é̀̂ ''' ''a", false)
	f.Fuzz(func(t *testing.T, query, text string, typing bool) {
		if len(text) > 4096 {
			return
		}
		last := 0
		term.Each(text, func(w term.Term) bool {
			if w.From < last || w.To > len(text) || w.From >= w.To || len(w.Text) > term.MaxLength || w.Text == "" || strings.ContainsRune(w.Text, 0) || !utf8.ValidString(w.Text) {
				t.Fatalf("%+v in %q", w, text)
			}
			last = w.From
			return true
		})
		q := term.NewQuery([]term.Piece{{Text: query}, {Text: query, Quoted: true}}, typing)
		m := q.Mark(text)
		s, marks := term.Snippet(text, m, 60)
		for _, k := range marks {
			if k.From < 0 || k.From >= k.To || k.To > len(s) {
				t.Fatalf("mark %v of %q", k, s)
			}
		}
		if utf8.ValidString(text) && !utf8.ValidString(s) {
			t.Fatalf("snippet %q", s)
		}
		if own := term.NewQuery([]term.Piece{{Text: text}}, false); !own.Empty() && len(own.Mark(text).Spans) == 0 {
			t.Fatalf("%q does not find itself", text)
		}
	})
}
