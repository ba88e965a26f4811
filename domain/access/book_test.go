package access

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/domain"
)

const bookFile = `domain;instansi;pemilik;csirt;pgp;dikonfirmasi
contohkab.go.id;Kab. Contoh;admin@contohkab.go.id;csirt@contohkab.go.id;;2026-11-01
rsud.contohkab.go.id;RSUD Contoh;"it@rsud.contohkab.go.id, direktur@rsud.contohkab.go.id";;;
majujaya.desa.id;Desa Maju Jaya;admin@majujaya.desa.id;;;
*;;;csirt-nasional@contoh.go.id;;
`

func book(t *testing.T) *Book {
	t.Helper()
	b, problems, err := ReadBook(strings.NewReader(bookFile))
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	return b
}

func TestBookOf(t *testing.T) {
	b := book(t)
	for n, want := range map[domain.Name]string{
		"contohkab.go.id":            "Kab. Contoh|admin@contohkab.go.id|csirt@contohkab.go.id",
		"dinas.contohkab.go.id":      "Kab. Contoh|admin@contohkab.go.id|csirt@contohkab.go.id",
		"app.rsud.contohkab.go.id":   "RSUD Contoh|it@rsud.contohkab.go.id direktur@rsud.contohkab.go.id|csirt@contohkab.go.id",
		"xrsud.contohkab.go.id":      "Kab. Contoh|admin@contohkab.go.id|csirt@contohkab.go.id",
		"majujaya.desa.id":           "Desa Maju Jaya|admin@majujaya.desa.id|csirt-nasional@contoh.go.id",
		"lain.go.id":                 "||csirt-nasional@contoh.go.id",
		"contohkab.go.id.example.id": "||csirt-nasional@contoh.go.id",
	} {
		c, ok := b.Of(n)
		if got := c.Agency + "|" + strings.Join(c.Owner, " ") + "|" + strings.Join(c.CSIRT, " "); got != want || !ok {
			t.Errorf("%s: %q, %v; want %q", n, got, ok, want)
		}
	}
	if _, ok := (&Book{}).Of("contohkab.go.id"); ok || b.Len() != 3 {
		t.Errorf("an empty book has a contact, or %d of 3", b.Len())
	}
}

func TestBookProblems(t *testing.T) {
	_, problems, err := ReadBook(strings.NewReader(`domain,pemilik,csirt,pgp,dikonfirmasi
contohkab.go.id,admin@contohkab.go.id,,,
go.id,a@contohkab.go.id,,,
contohkab.go.id,b@contohkab.go.id,,,
lainkab.go.id,bukan alamat,,,
kosongkab.go.id,,,,
kuncikab.go.id,a@kuncikab.go.id,,DEADBEEF,
harikab.go.id,a@harikab.go.id,,,1/2/2026
,a@b.go.id,,,
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range problems {
		p.File = "book.csv"
		got = append(got, p.String())
	}
	want := []string{
		`book.csv:3: domain: go.id: "go.id" is a public suffix, not a name of an agency; put a name before it, for example contohkab.go.id`,
		`book.csv:4: domain: contohkab.go.id stands in line 2 already; make one row of both`,
		`book.csv:5: pemilik: "bukan" is no mail address; write name@agency.go.id; part several by semicolons`,
		`book.csv:5: pemilik: "alamat" is no mail address; write name@agency.go.id; part several by semicolons`,
		`book.csv:6: pemilik: there is a mail address neither of the owner nor of the csirt; fill in one of them`,
		`book.csv:7: pgp: no fingerprint of a key; write 40 or 64 hexadecimal digits; a short key id can be forged`,
		`book.csv:8: dikonfirmasi: "1/2/2026" is no date; write year-month-day, for example 2026-11-22`,
		`book.csv:9: domain: this cell is empty; fill in domain`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, p := range problems {
		if p.What.ID == "" || p.What.ID == p.What.EN {
			t.Errorf("not in Indonesian: %+v", p)
		}
	}
}
