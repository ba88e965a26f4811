package domain

import (
	"errors"
	"strings"
	"testing"
)

func TestParseRegion(t *testing.T) {
	for _, tc := range []struct {
		in, want string
		level    RegionLevel
		says     string
	}{
		{"33.22.05.2003", "33.22.05.2003", Village, ""},
		{"3322052003", "33.22.05.2003", Village, ""},
		{" 33 22 05 3001 ", "33.22.05.3001", CustomVillage, ""},
		{"21.71.01.1001", "21.71.01.1001", Kelurahan, ""},
		{"21.71.01", "21.71.01", District, ""}, {"21.71", "21.71", Municipality, ""}, {"33.22", "33.22", Regency, ""}, {"33", "33", Province, ""},
		{in: "33.22.05.4003", says: "no code of a place"}, {in: "33.22.05.2000", says: "no code of a place"}, {in: "33.70", says: "no code of a place"},
		{in: "33.00.01", says: "no code of a place"}, {in: "33.22.00.2001", says: "no code of a place"}, {in: "09", says: "no code of a place"}, {in: "", says: "no code of a place"},
		{in: "33.22.05.20035", says: "no code of a place"}, {in: "33.22.O5.2003", says: "U+004F"},
	} {
		r, err := ParseRegion(tc.in)
		switch {
		case tc.says == "" && (err != nil || r.String() != tc.want || r.Level != tc.level):
			t.Errorf("%q: %v %s, %v", tc.in, r, r.Level, err)
		case tc.says != "" && (!errors.Is(err, ErrRegion) || !strings.Contains(err.Error(), tc.says)):
			t.Errorf("%q: %v, %v; want %q", tc.in, r, err, tc.says)
		}
		if r.HasVillageName() != (tc.level == Village || tc.level == CustomVillage) {
			t.Errorf("%q may have a desa.id name: %v", tc.in, r.HasVillageName())
		}
	}
	r, _ := ParseRegion("21.71.01.1001")
	for _, want := range []string{"21.71.01", "21.71", "21", ""} {
		if r = r.Within(); r.String() != want {
			t.Errorf("within %q, want %q", r, want)
		}
	}
}
