package domain

import (
	"strings"
	"testing"
)

func TestOldThenNew(t *testing.T) {
	const a, b = "lamakab.go.id", "barukab.go.id"
	for _, c := range []struct {
		text string
		sure bool
	}{
		{"perubahan nama domain lamakab.go.id menjadi barukab.go.id", true},
		{"Ganti nama domain lamakab.go.id ke barukab.go.id", true},
		{"Nama domain baru: barukab.go.id\nNama domain lama: lamakab.go.id", true},
		{"menjadi barukab.go.id (semula lamakab.go.id)", true},
		{"Nama domain lama\tlamakab.go.id\nNama domain baru\tbarukab.go.id", true},
		{"please change lamakab.go.id to barukab.go.id.", true},
		{"barukab.go.id akan menggantikan yang lama, yaitu lamakab.go.id", true},
		{"dari lamakab.go.id\nmenjadi\nbarukab.go.id", true},
		{"Untuk domain barukab.go.id dan lamakab.go.id", false},
		{"www.barukab.go.id ke x.lamakab.go.id.contoh", false},
		{"", false},
	} {
		for _, names := range [][]string{{a, b}, {b, a}} {
			got, sure := OldThenNew(c.text, names)
			if sure != c.sure || sure && (got[0] != a || got[1] != b) || !sure && (got[0] != names[0] || len(got) != 2) {
				t.Errorf("%q, %v: %v, %v", c.text, names, got, sure)
			}
		}
	}
	if got, sure := OldThenNew("x", nil); len(got) != 0 || sure {
		t.Errorf("no names: %v %v", got, sure)
	}
}

func FuzzOldThenNew(f *testing.F) {
	f.Add("dari a.go.id menjadi b.go.id", "a.go.id", "b.go.id")
	f.Add("", "", "")
	f.Fuzz(func(t *testing.T, text, a, b string) {
		if a == "" || b == "" || strings.ToLower(a) != a {
			return
		}
		if got, _ := OldThenNew(text, []string{a, b}); len(got) != 2 || got[0]+got[1] != a+b && got[0]+got[1] != b+a {
			t.Fatalf("%q", got)
		}
	})
}
