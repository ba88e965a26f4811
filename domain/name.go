package domain

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"
)

// Bounds of RFC 1035 section 2.3.4, in octets of the textual form.
const (
	maxName  = 253
	maxLabel = 63
)

// Name is a domain name below a public suffix: lower-case ASCII letters, digits
// and hyphens, no trailing dot. Only ParseName makes one; the zero value is no
// name.
type Name string

// ParseName validates s: upper case is folded, one trailing dot is taken off,
// nothing else is changed. In the government's zones (go.id, desa.id) only pure
// letters, digits and hyphens are accepted, no xn-- labels. A bare public
// suffix is refused. The error is a *Refusal that wraps ErrName and shows the
// code point at fault.
func ParseName(s string) (Name, error) {
	s = strings.TrimSuffix(strings.Trim(s, " \t\r\n"), ".")
	if s == "" {
		return "", refuseName("nama kosong", "the name is empty", "tulis nama lengkap, misalnya contohkab.go.id", "write the full name, for example contohkab.go.id")
	}
	if len(s) > maxName {
		return "", refuseName(fmt.Sprintf("nama lebih dari %d karakter", maxName), fmt.Sprintf("the name is longer than %d characters", maxName), "pendekkan namanya", "shorten it")
	}
	if err := asciiOnly(s); err != nil {
		return "", err
	}
	s = strings.ToLower(s)
	labels := strings.Split(s, ".")
	if len(labels) < 2 {
		return "", refuseName(fmt.Sprintf("%q tidak mempunyai akhiran", s), fmt.Sprintf("%q has no suffix", s), "tulis nama lengkap, misalnya contohkab.go.id", "write the full name, for example contohkab.go.id")
	}
	gov := government(s)
	for _, l := range labels {
		if err := checkLabel(l, gov); err != nil {
			return "", err
		}
	}
	if allDigits(labels[len(labels)-1]) {
		return "", refuseName(fmt.Sprintf("%q adalah alamat IP atau angka", s), fmt.Sprintf("%q is an IP address or a number", s), "tulis nama domain", "write a domain name")
	}
	if suffix, _ := publicsuffix.PublicSuffix(s); suffix == s {
		return "", refuseName(fmt.Sprintf("%q adalah akhiran umum, bukan nama milik instansi", s), fmt.Sprintf("%q is a public suffix, not a name of an agency", s), "tambahkan nama di depannya, misalnya contohkab."+s, "put a name before it, for example contohkab."+s)
	}
	return Name(s), nil
}

func refuseName(id, en, doID, doEN string) error {
	return &Refusal{What: Text{id, en}, Do: Text{doID, doEN}, kind: ErrName}
}

// asciiOnly refuses the first code point that is not printable ASCII.
func asciiOnly(s string) error {
	for i, r := range s {
		if r > 0x20 && r < 0x7f {
			continue
		}
		what := fmt.Sprintf("U+%04X", r)
		if r == utf8.RuneError {
			what = fmt.Sprintf("0x%02X", s[i])
		}
		return refuseName(
			fmt.Sprintf("karakter ke-%d adalah %s, bukan huruf a-z, angka atau tanda hubung", utf8.RuneCountInString(s[:i])+1, what),
			fmt.Sprintf("character %d is %s, not a letter a-z, a digit or a hyphen", utf8.RuneCountInString(s[:i])+1, what),
			"ketik ulang namanya dengan huruf Latin biasa", "type the name again with plain Latin letters")
	}
	return nil
}

// checkLabel applies the letters-digits-hyphen rule of RFC 5890 section 2.3.1.
func checkLabel(l string, gov bool) error {
	switch {
	case l == "":
		return refuseName("ada dua titik berurutan atau titik di depan", "there are two dots in a row or one in front", "hapus titik yang berlebih", "take the extra dot out")
	case len(l) > maxLabel:
		return refuseName(fmt.Sprintf("bagian %q lebih dari %d karakter", l, maxLabel), fmt.Sprintf("the part %q is longer than %d characters", l, maxLabel), "pendekkan", "shorten it")
	case l[0] == '-' || l[len(l)-1] == '-':
		return refuseName(fmt.Sprintf("bagian %q diawali atau diakhiri tanda hubung", l), fmt.Sprintf("the part %q begins or ends with a hyphen", l), "hapus tanda hubung di tepi", "take the hyphen at the edge out")
	}
	for _, r := range l {
		if !ldh(byte(r)) {
			return refuseName(fmt.Sprintf("%q (U+%04X) tidak boleh ada di nama domain", r, r), fmt.Sprintf("%q (U+%04X) may not stand in a domain name", r, r), "hanya huruf a-z, angka dan tanda hubung", "only letters a-z, digits and hyphens")
		}
	}
	if len(l) > 3 && l[2:4] == "--" && (gov || !strings.HasPrefix(l, "xn--")) {
		return refuseName(fmt.Sprintf("bagian %q memuat -- pada posisi 3 dan 4", l), fmt.Sprintf("the part %q has -- at positions 3 and 4", l), "pakai huruf Latin biasa tanpa bentuk xn--", "use plain Latin letters, not an xn-- form")
	}
	return nil
}

func ldh(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-'
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func government(s string) bool { return under(s, "go.id") || under(s, "desa.id") }

// under reports whether s is zone or below it, on label boundaries.
func under(s, zone string) bool {
	return s == zone || strings.HasSuffix(s, "."+zone)
}

// String returns the name.
func (n Name) String() string { return string(n) }

// Suffix returns the public suffix, go.id for batam.go.id.
func (n Name) Suffix() string {
	s, _ := publicsuffix.PublicSuffix(string(n))
	return s
}

// Registrable returns the name that was registered: the suffix and one label.
// It is empty for the zero Name.
func (n Name) Registrable() Name {
	r, err := publicsuffix.EffectiveTLDPlusOne(string(n))
	if err != nil {
		return ""
	}
	return Name(r)
}

// Under reports whether the name is the zone or below it, on label boundaries.
func (n Name) Under(zone string) bool {
	zone = strings.ToLower(strings.Trim(zone, "."))
	return n != "" && zone != "" && under(string(n), zone)
}
