package domain

import (
	"errors"
	"testing"
	"time"
)

func catalogue(t testing.TB) *Catalogue {
	t.Helper()
	c, err := LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestFee(t *testing.T) {
	c := catalogue(t)
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	old := time.Date(2024, 10, 11, 9, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		service string
		name    Name
		years   int
		first   bool
		at      time.Time
		want    [3]Rupiah
		paid    int
	}{
		{"registration", "contohkab.go.id", 1, true, at, [3]Rupiah{50000, 5500, 55500}, 1},
		{"registration", "contohkab.go.id", 1, true, old, [3]Rupiah{50000, 5500, 55500}, 1},
		{"registration", "contohkab.go.id", 3, true, at, [3]Rupiah{150000, 16500, 166500}, 3},
		{"renewal", "contohkab.go.id", 2, false, at, [3]Rupiah{100000, 11000, 111000}, 2},
		{"registration", "majujaya.desa.id", 1, true, at, [3]Rupiah{}, 0},
		{"registration", "majujaya.desa.id", 3, true, at, [3]Rupiah{100000, 11000, 111000}, 2},
		{"registration", "majujaya.desa.id", 1, false, at, [3]Rupiah{50000, 5500, 55500}, 1},
		{"renewal", "majujaya.desa.id", 1, true, at, [3]Rupiah{50000, 5500, 55500}, 1},
		{"name-change", "baru.desa.id", 1, true, at, [3]Rupiah{}, 0},
		{"name-change", "baru.go.id", 1, true, at, [3]Rupiah{50000, 5500, 55500}, 1},
		{"transfer", "pesonaindonesia.id", 1, false, at, [3]Rupiah{}, 0},
	} {
		q, err := c.Fee(tc.service, tc.name, tc.years, tc.first, tc.at)
		if err != nil || [3]Rupiah{q.Base, q.Tax, q.Total} != tc.want || q.PaidYears != tc.paid {
			t.Errorf("%s %s %d: %+v, %v; want %v", tc.service, tc.name, tc.years, q, err, tc.want)
		}
	}
	for _, years := range []int{0, -1, 101} {
		if _, err := c.Fee("renewal", "a.go.id", years, false, at); !errors.Is(err, ErrFee) {
			t.Errorf("%d years: %v", years, err)
		}
	}
	if _, err := c.Fee("nothing", "a.go.id", 1, false, at); !errors.Is(err, ErrFee) {
		t.Error(err)
	}
	if _, err := c.Fee("renewal", "a.go.id", 1, false, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)); !errors.Is(err, ErrFee) {
		t.Error("a tax before the first rate:", err)
	}
}

func TestRupiah(t *testing.T) {
	for r, want := range map[Rupiah]string{0: "Rp 0", 999: "Rp 999", 55500: "Rp 55.500", 1234567: "Rp 1.234.567", -5500: "Rp -5.500"} {
		if r.String() != want {
			t.Errorf("%d = %q, want %q", int64(r), r, want)
		}
	}
}
