package domain

import (
	"errors"
	"testing"
)

func TestParseHost(t *testing.T) {
	for in, want := range map[string]string{
		"ContohKab.GO.id.": "contohkab.go.id", "app_lama.contohkab.go.id": "app_lama.contohkab.go.id", "localhost": "localhost",
		"bat\u0430m.go.id": "xn--batm-73d.go.id", "contoh\uff0ego\u3002id": "contoh.go.id", "toko\u200bx.id": "tokox.id",
		"192.0.2.7": "192.0.2.7", "[2001:DB8::1]": "2001:db8::1", "fe80::1%eth0": "fe80::1%eth0", "2130706433": "2130706433",
		"": "", ".": "", "a..b": "", ".a": "", "a..": "", "a b": "", "a/b": "", "a\x00": "", "a:80": "", "\xff.id": "",
	} {
		got, err := ParseHost(in)
		if got != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, ErrName) {
			t.Errorf("ParseHost(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func FuzzParseHost(f *testing.F) {
	f.Add("Bat\u0430m.go.id.")
	f.Add("0..")
	f.Add("\xc70")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := ParseHost(s)
		if err != nil {
			return
		}
		if again, err := ParseHost(h); err != nil || again != h {
			t.Fatalf("%q is not stable: %q, %v", h, again, err)
		}
	})
}
