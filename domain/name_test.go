package domain

import (
	"errors"
	"strings"
	"testing"
)

func TestParseName(t *testing.T) {
	long := strings.Repeat("a", 63)
	for _, tc := range []struct{ in, want, says string }{
		{in: "batam.go.id", want: "batam.go.id"},
		{in: " BATAM.Go.Id. ", want: "batam.go.id"},
		{in: "a.b.go.id", want: "a.b.go.id"},
		{in: "pesonaindonesia.id", want: "pesonaindonesia.id"},
		{in: long + ".go.id", want: long + ".go.id"},
		{in: "xn--bcher-kva.example.com", want: "xn--bcher-kva.example.com"},
		{in: "bat\u0430m.go.id", says: "U+0430"},
		{in: "toko\u200bx.go.id", says: "U+200B"},
		{in: "contoh\uff0ego.id", says: "U+FF0E"},
		{in: "b\xffd.go.id", says: "0xFF"},
		{in: "ab--cd.go.id", says: "--"},
		{in: "ab--cd.example.com", says: "--"},
		{in: "xn--batm-73d.go.id", says: "xn--"},
		{in: "x.xn--batm-73d.desa.id", says: "xn--"},
		{in: "go.id", says: "public suffix"},
		{in: "desa.id", says: "public suffix"},
		{in: "id", says: "no suffix"},
		{in: "", says: "empty"},
		{in: ".", says: "empty"},
		{in: "a..go.id", says: "two dots"},
		{in: "-a.go.id", says: "hyphen"},
		{in: "a-.go.id", says: "hyphen"},
		{in: "a_b.go.id", says: "U+005F"},
		{in: "a b.go.id", says: "U+0020"},
		{in: long + "a.go.id", says: "63"},
		{in: strings.Repeat("abcdefg.", 32) + "go.id", says: "253"},
		{in: "192.0.2.1", says: "IP"},
	} {
		n, err := ParseName(tc.in)
		switch {
		case tc.says == "" && (err != nil || string(n) != tc.want):
			t.Errorf("ParseName(%q) = %q, %v; want %q", tc.in, n, err, tc.want)
		case tc.says != "" && (err == nil || !errors.Is(err, ErrName) || !strings.Contains(err.Error(), tc.says)):
			t.Errorf("ParseName(%q) = %q, %v; want a refusal that says %q", tc.in, n, err, tc.says)
		}
	}
}

func TestNameParts(t *testing.T) {
	n := Name("kominfo.batam.go.id")
	if n.Suffix() != "go.id" || n.Registrable() != "batam.go.id" {
		t.Errorf("parts of %s: %s %s", n, n.Suffix(), n.Registrable())
	}
	for _, tc := range []struct {
		n    Name
		zone string
		want bool
	}{
		{"kominfo.batam.go.id", "batam.go.id", true}, {"batam.go.id", "batam.go.id", true},
		{"xbatam.go.id", "batam.go.id", false}, {"batam.go.id.evil.com", "batam.go.id", false},
		{"batam.go.id", "", false}, {"", "go.id", false}, {"x.desa.id", "DESA.id.", true},
	} {
		if got := tc.n.Under(tc.zone); got != tc.want {
			t.Errorf("%s under %q = %v", tc.n, tc.zone, got)
		}
	}
}

func TestOfficialEmail(t *testing.T) {
	c := catalogue(t)
	for _, tc := range []struct {
		email string
		want  bool
	}{
		{"a@contohkab.go.id", true}, {"a@dinas.contohkab.go.id", true}, {"a@mail.go.id", true},
		{"a@majujaya.desa.id", true}, {"<A@ContohKab.GO.ID>", true},
		{"a@gmail.com", false}, {"a@batam.go.id.evil.com", false}, {"a@xgo.id", false},
		{"a@go.id", false}, {"a@batam.go.id@evil.com", false}, {"a@evil.com@", false}, {"", false}, {"a b@batam.go.id", false},
		{"a@b\u0430tam.go.id", false},
	} {
		if got := c.OfficialEmail(tc.email); got != tc.want {
			t.Errorf("OfficialEmail(%q) = %v", tc.email, got)
		}
	}
}

func TestSameAgency(t *testing.T) {
	c := catalogue(t)
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"a@contohkab.go.id", "b@dinas.contohkab.go.id", true},
		{"a@contohkab.go.id", "b@lainkab.go.id", false},
		{"a@mail.go.id", "b@mail.go.id", false},
		{"a@mail.go.id", "A@mail.go.id", true},
		{"x", "x", false}, {"", "", false},
	} {
		if got := c.SameAgency(tc.a, tc.b); got != tc.want {
			t.Errorf("SameAgency(%q, %q) = %v", tc.a, tc.b, got)
		}
	}
	if d := AgencyDomain("a@dinas.contohkab.go.id"); d != "contohkab.go.id" {
		t.Errorf("AgencyDomain = %q", d)
	}
}

func TestParseNIP(t *testing.T) {
	for _, tc := range []struct {
		in   string
		kind StaffKind
		says string
	}{
		{in: "198609262015051001", kind: PNS},
		{in: "19860926 201505 1 001", kind: PNS},
		{in: "19960818 2022 21 2 001", kind: PPPK},
		{in: "19730408 2002 1 005", says: "this one has 1"},
		{in: "198602312015051001", says: "birth date"},
		{in: "198609262015131001", says: "13-14"},
		{in: "198609262015053001", says: "digit 15"},
		{in: "198609262015051000", says: "serial"},
		{in: "201009262015051001", says: "age"},
		{in: "1986O9262015051001", says: "U+004F"},
		{in: "", says: "18 digits"},
	} {
		n, err := ParseNIP(tc.in)
		switch {
		case tc.says == "" && (err != nil || n.Kind != tc.kind):
			t.Errorf("ParseNIP(%q) = %v, %v", tc.in, n.Kind, err)
		case tc.says != "" && (!errors.Is(err, ErrNIP) || !strings.Contains(err.Error(), tc.says)):
			t.Errorf("ParseNIP(%q): %v; want %q", tc.in, err, tc.says)
		}
	}
	if got := MaskNIP("198609262015051001"); got != "19860926 ****** * ***" {
		t.Error(got)
	}
	const both = "NIP 19800101 200501 1 001/198609262015051001,19860926.201505.1.001 no. 1986092620150510012 08121986092620 kartu_19860926_201505_1_001.pdf"
	if got := MaskNIPs(both); got != "NIP 19800101 ****** * ***/19860926**********,19860926.******.*.*** no. 1986092620150510012 08121986092620 kartu_19860926_******_*_***.pdf" {
		t.Error(got)
	}
	if got := MaskNIP("rahasia"); strings.Contains(got, "rahasia") {
		t.Error(got)
	}
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"batam.go.id", "xn--batm-73d.go.id", "a..b", "\xff.id", "b\u0430tam.go.id"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseName(s)
		if err != nil {
			return
		}
		if again, err := ParseName(string(n)); err != nil || again != n {
			t.Fatalf("%q is not stable: %q, %v", n, again, err)
		}
		if !isASCII(string(n)) || n.Registrable() == "" {
			t.Fatalf("accepted %q", n)
		}
	})
}
