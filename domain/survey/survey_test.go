package survey_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"loket/domain/survey"
)

const template = `1 = tidak baik, 2 = kurang baik, 3 = baik, 4 = sangat baik

U1. Persyaratan                              :
U2. Sistem, mekanisme, dan prosedur          :
U3. Waktu penyelesaian                       :
U4. Biaya/tarif                              :
U5. Produk spesifikasi jenis pelayanan       :
U6. Kompetensi pelaksana                     :
U7. Perilaku pelaksana                       :
U8. Penanganan pengaduan, saran, dan masukan :
U9. Sarana dan prasarana                     :

Saran:
`

// filled is the template with marks behind the colons.
func filled(marks string) string {
	out := template
	for i, m := range strings.Split(marks, "") {
		at := strings.Index(out, "U"+string(rune('1'+i)))
		colon := at + strings.Index(out[at:], ":")
		out = out[:colon+1] + " " + m + out[colon+1:]
	}
	return out
}

func TestParse(t *testing.T) {
	t.Parallel()
	quote := "> " + strings.ReplaceAll(template, "\n", "\n> ")
	for _, c := range []struct{ name, own, quoted, want, comment string }{
		{"coded lines", "U1: 4\nU2: 4\nU3: 3\nU4: 4\nU5: 4\nU6: 4\nU7: 3\nU8: 4\nU9: 4\n\nPelayanannya cepat, terima kasih.", quote, "443444344", "Pelayanannya cepat, terima kasih."},
		{"equals signs", "U1=3 U2=4, U3=2; U4 = 1", "", "342100000", ""},
		{"numbered", "1. 4\n2. 4\n3. 3\n4. 4\n5. 4\n6. 4\n7. 3\n8. 4\n9. 4", "", "443444344", ""},
		{"numbered on one line", "1. 4 2. 4 3. 3 4. 4 5. 4 6. 4 7. 3 8. 4 9. 4", "", "443444344", ""},
		{"with brackets", "1) 4\n(2) 3\n3) 4", "", "434000000", ""},
		{"letters and words", "a) sangat baik\nb) baik\nc) kurang baik\nd) tidak baik\ne) sangat baik", "", "432140000", ""},
		{"numbers and words", "1. Sangat Baik\n2. Baik\n3. Kurang baik\n4. gratis", "", "432400000", ""},
		{"number and word", "U1 4 (sangat baik)\nU2 3 (baik)\nU3 2 (sangat baik)", "", "430000000", "U3 2 (sangat baik)"},
		{"one line", "4 4 3 4 4 4 3 4 4", quote, "443444344", ""},
		{"one line with commas", "Berikut jawaban kami:\n4, 4, 3, 4, 4, 4, 3, 4, 4\n\nTerima kasih", "", "443444344", ""},
		{"run together", "443444344", "", "443444344", ""},
		{"below one another", "4\n4\n3\n4\n4\n4\n3\n4\n4", "", "443444344", ""},
		{"eight below one another", "4\n4\n3\n4\n4\n4\n3\n4", "", "", ""},
		{"a table of bars", "| No | Unsur | Nilai |\n|---|---|---|\n| 1 | Persyaratan | 4 |\n| 2 | Prosedur | 3 |\n| 3 | Waktu | 2 |", "", "432000000", ""},
		{"a table with ticks", "1\tPersyaratan\t\t\t\tv\n2\tProsedur\t\t\tv\t\n", "", "430000000", ""},
		{"cells below one another", "Persyaratan\n4\nSistem, mekanisme, dan prosedur\n3\nWaktu penyelesaian\n4", "", "434000000", ""},
		{"names of elements", "Persyaratan: 4\nWaktu penyelesaian: kurang cepat\nBiaya/tarif: gratis\nPerilaku pelaksana - sangat ramah", "", "402400400", ""},
		{"the survey filled in", filled("443444344"), "", "443444344", ""},
		{"filled in below the quotation", "Berikut kami isi di bawah.\n\nTerima kasih", "> " + strings.ReplaceAll(filled("333333333"), "\n", "\n> "), "333333333", ""},
		{"partly", "U1: 4\nU2:\nU3: 3", "", "403000000", ""},
		{"English", "1. Requirements: very good\n2. Procedures: good\n3. Completion time: poor\n4. Fees: free\n\nComments: The form could be shorter.", "", "432400000", "The form could be shorter."},
		{"suggestion", filled("444444444") + "tambah loket\nhari Sabtu\n\nSalam,\nPemohon", "", "444444444", "tambah loket\nhari Sabtu"},
		{"out of range", "U1: 5\nU2: 0\nU3: 10\nU4: 4", "", "000400000", "U1: 5\nU2: 0\nU3: 10"},
		{"between two", "U1: 3-4\nU2: 3 atau 4\nU3: cukup baik\nU4: 4", "", "000400000", "U1: 3-4\nU2: 3 atau 4\nU3: cukup baik"},
		{"marked twice", "U1: 4\nU1: 2\nU2: 3", "", "030000000", ""},
		{"of four", "1. 4/4\n2. 3/4\n3. 2/4", "", "432000000", ""},
		{"all", "semua 4", "", "444444444", ""},
		{"all, in a sentence", "Untuk semua pertanyaan kami beri nilai 4 (sangat baik). Terima kasih.", "", "444444444", ""},
		{"all in words", "Semuanya sangat memuaskan, terima kasih", "", "444444444", ""},
		{"all in English", "4 for all", "", "444444444", ""},
		{"all but one", "Semua 4 kecuali U3: 2", "", "442444444", ""},
		{"all but two, in words", "semuanya 4 kecuali nomor 3 nilainya 2, nomor 7 nilai 3", "", "442444344", ""},
		{"all but something unclear", "Semua 4 kecuali yang terakhir", "", "", ""},
		{"all papers", "semua berkas 4 lembar sudah kami kirim", "", "", ""},
		{"all well, but", "Semua sudah baik, tapi domain belum aktif", "", "", ""},
		{"a span", "U1-U9: 4", "", "444444444", ""},
		{"two spans", "U1 s/d U5 = 4, U6 sampai dengan U9 = 3", "", "444443333", ""},
		{"a span of numbers", "1-9: 3", "", "333333333", ""},
		{"pairs that look like spans", "1-4\n2-4\n3-3\n4-4", "", "443400000", ""},
		{"without signs", "u1 4 u2 4 u3 3 u4 4 u5 4 u6 4 u7 3 u8 4 u9 4", "", "443444344", ""},
		{"with points", "1.4 2.4 3.3 4.4 5.4 6.4 7.3 8.4 9.4", "", "443444344", ""},
		{"in brackets on one line", "(1) 4 (2) 4 (3) 3", "", "443000000", ""},
		{"with commas", "U1, 4\nU2, 3\nU3, 4", "", "434000000", ""},
		{"numbers in words", "U1 : empat\nU2: tiga\nU3 : dua\nU4: one", "", "432100000", ""},
		{"letters of the form", "U1=SB, U2=B, U3=KB, U4=TB", "", "432100000", ""},
		{"letters below one another", "SB\nSB\nB\nSB\nSB\nSB\nB\nSB\nSB", "", "443444344", ""},
		{"out of four in words", "U1: 4 dari 4\nU2: 3 dari 4\nU3: 2 dari 5", "", "430000000", "U3: 2 dari 5"},
		{"pictures of digits", "U1: 4\ufe0f\u20e3\nU2: 3\ufe0f\u20e3", "", "430000000", ""},
		{"full width", "Ｕ１：４\nＵ２：３", "", "430000000", ""},
		{"with remarks", "U1: 4, prosesnya cepat\nU2: 3 agak membingungkan\nU3: 4 👍", "", "434000000", "prosesnya cepat\nagak membingungkan\n👍"},
		{"with marks of joy", "U1: 4!\nU2: ✔ 3\nU3: 4 ya", "", "434000000", "ya"},
		{"a headed line", "Jawaban kami: 4-4-3-4-4-4-3-4-4", "", "443444344", ""},
		{"with points between", "4.4.3.4.4.4.3.4.4", "", "443444344", ""},
		{"names in a row", "Persyaratan = 4, Prosedur = 3, Waktu = 4", "", "434000000", ""},
		{"names that go on", "1. Persyaratan 4\n2. Prosedur 3\n3. Waktu penyelesaian 4", "", "434000000", ""},
		{"run together by a program", strings.Join(strings.Fields(filled("443444344")), " ") + " pertahankan", "", "443444344", "pertahankan"},
		{"a wrapped name", "U1. Persyaratan    : 4\nU2. Sistem, mekanisme, dan\nprosedur          : 3\nU3. Waktu\npenyelesaian: 2", "", "432000000", ""},
		{"a list of papers", "1. Surat permohonan\n2. KTP 3 lembar\n3. SK 1 lembar", "", "", ""},
		{"hours", "U1: 4 jam baru dijawab\nU2: 3 hari", "", "", ""},
		{"other names", "Kami punya 4 domain: 1. a.go.id 2. b.go.id 3. c.go.id", "", "", ""},
		{"a single number", "4", "", "", ""},
		{"nothing", "Terima kasih atas pelayanannya.", quote, "", ""},
		{"another matter", "Domain kami belum aktif, mohon dibantu:\n1. 2 dokumen terlampir\n2. contohkab.go.id", quote, "", ""},
		{"a question", "Kami ingin mendaftarkan 4 nama domain.", quote, "", ""},
		{"dates and phones", "1. 3 Oktober 2026\n2. 0811-1111-111\n3. Jl. Merdeka 4", "", "", ""},
		{"empty", "", quote, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a, ok := survey.Parse(c.own, c.quoted)
			if ok != (c.want != "") {
				t.Fatalf("ok %v, marks %v", ok, a.Marks)
			}
			if !ok {
				return
			}
			if got := written(a.Marks); got != c.want {
				t.Errorf("marks %s, want %s", got, c.want)
			}
			if a.Comment != c.comment {
				t.Errorf("comment %q, want %q", a.Comment, c.comment)
			}
		})
	}
}

// What somebody may mean who did not answer, on the side of what a person reads.
func TestMeant(t *testing.T) {
	t.Parallel()
	quote := "> " + strings.ReplaceAll(template, "\n", "\n> ")
	for text, want := range map[string]survey.Reply{
		"Terima kasih.": survey.Remark, "Pelayanan sangat baik, petugas ramah. Sukses selalu!": survey.Remark, "": survey.Remark,
		"Mohon ditingkatkan lagi.": survey.Remark, "4": survey.Unclear, "Nilai: 4": survey.Unclear, "U1: 5": survey.Unclear, "U1 bagus": survey.Unclear,
		"U1: 4\nU1: 2": survey.Unclear, "1. 4\n2. 3": survey.Unclear,
		"Domain kami belum aktif": survey.Request, "Bagaimana cara memperpanjang?": survey.Request, "situsnya tidak bisa dibuka": survey.Request,
		"Mohon bantu cek DNS kami": survey.Request, "It is still down": survey.Request, strings.Repeat("kami sampaikan ", 40): survey.Request,
	} {
		if got := survey.Meant(text, quote); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// However nine marks are written down, they are read as they are.
func TestWrittenDown(t *testing.T) {
	t.Parallel()
	ways := []func(n int, m byte) string{
		func(n int, m byte) string { return fmt.Sprintf("U%d: %c\n", n, m) },
		func(n int, m byte) string { return fmt.Sprintf("u%d=%c ", n, m) },
		func(n int, m byte) string { return fmt.Sprintf("U%d %c, ", n, m) },
		func(n int, m byte) string { return fmt.Sprintf("%d. %c\r\n", n, m) },
		func(n int, m byte) string { return fmt.Sprintf("%d) %c; ", n, m) },
		func(n int, m byte) string { return fmt.Sprintf("> U%d. %c\n>\n", n, m) },
		func(n int, m byte) string { return fmt.Sprintf("| %d | Unsur | %c |\n", n, m) },
		func(n int, m byte) string { return fmt.Sprintf("Unsur %d nilai %c\n\n", n, m) },
		func(n int, m byte) string {
			return fmt.Sprintf("%d. %s\n", n, []string{"tidak baik", "kurang baik", "baik", "sangat baik"}[m-'1'])
		},
		func(_ int, m byte) string { return fmt.Sprintf("%c\n", m) },
		func(_ int, m byte) string { return fmt.Sprintf("%c ", m) },
	}
	rapid.Check(t, func(t *rapid.T) {
		way := rapid.SampledFrom(ways).Draw(t, "way")
		var want, text strings.Builder
		for n := 1; n <= survey.Elements; n++ {
			m := byte('0' + rapid.IntRange(1, 4).Draw(t, "mark"))
			want.WriteByte(m)
			text.WriteString(way(n, m))
		}
		a, ok := survey.Parse("Selamat siang,\n\n"+text.String()+"\n\nTerima kasih\n-- \nBudi, 0811-1111-111", template)
		if !ok || written(a.Marks) != want.String() || a.Comment != "" {
			t.Fatalf("%q is %s, comment %q, want %s", text.String(), written(a.Marks), a.Comment, want.String())
		}
	})
}

func written(m survey.Marks) string {
	b := make([]byte, len(m))
	for i, v := range m {
		b[i] = '0' + v
	}
	return string(b)
}

// Index and grade worked out by hand from the ministry's formula.
func TestResult(t *testing.T) {
	t.Parallel()
	var s survey.Sum
	if r := s.Result(); r.Answers != 0 || r.Index != 0 || r.Grade != "" {
		t.Errorf("of nothing: %+v", r)
	}
	s.Add(survey.Marks{})
	s.Add(survey.Marks{4, 4, 4, 4, 4, 4, 4, 4, 4}) // 100
	s.Add(survey.Marks{3, 3, 3, 3, 3, 3, 3, 3, 3}) // 75
	s.Add(survey.Marks{1})                         // U1: (4+3+1)/3 = 2.6667, the others 3.5
	r := s.Result()                                // (2.6667 + 8*3.5)/9 = 3.4074; * 25 = 85.19
	if r.Answers != 3 || r.Index != 85.19 || r.Grade != survey.B {
		t.Errorf("%+v", r)
	}
	for index, want := range map[float64]survey.Grade{100: "A", 88.31: "A", 88.30: "B", 76.61: "B", 76.60: "C", 65: "C", 64.99: "D", 25: "D"} {
		if got := survey.GradeOf(index); got != want {
			t.Errorf("%v is %s, want %s", index, got, want)
		}
	}
}

func TestIndexBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s survey.Sum
		for range rapid.IntRange(1, 20).Draw(t, "answers") {
			var m survey.Marks
			for i := range m {
				m[i] = rapid.Uint8Range(0, 4).Draw(t, "mark")
			}
			s.Add(m)
		}
		if r := s.Result(); r.Answers > 0 && (r.Index < 25 || r.Index > 100 || r.Grade == "") {
			t.Fatalf("%+v", r)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("U1: 4\nU2: baik", "> U3: 4")
	f.Add(filled("443444344"), template)
	f.Add("Semua 4 kecuali U3: 2", "")
	f.Add("U1-U5: 4, U6-U9: 3; u1 4 u2 4 saran: baik", "> U1: 4, cepat")
	f.Add("| 1 | Persyaratan | | | | v |", "")
	f.Fuzz(func(t *testing.T, own, quoted string) {
		a, ok := survey.Parse(own, quoted)
		if ok != (a.Marks.Given() > 0) {
			t.Fatalf("ok %v with %v", ok, a.Marks)
		}
		for _, v := range a.Marks {
			if v > 4 {
				t.Fatalf("mark %d", v)
			}
		}
		if len(a.Comment) > 2000 {
			t.Fatalf("comment of %d bytes", len(a.Comment))
		}
	})
}
