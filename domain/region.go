package domain

import (
	"fmt"
	"strings"
)

// RegionLevel is what kind of place a Kode Wilayah stands for.
type RegionLevel string

// The closed set of levels.
const (
	Province      RegionLevel = "provinsi"
	Regency       RegionLevel = "kabupaten"
	Municipality  RegionLevel = "kota"
	District      RegionLevel = "kecamatan"
	Kelurahan     RegionLevel = "kelurahan"
	Village       RegionLevel = "desa"
	CustomVillage RegionLevel = "desa adat"
)

// Region is a place by its Kode Wilayah (Permendagri 137/2017): province, kabupaten
// or kota, kecamatan, desa or kelurahan, as PP.KK.CC.VVVV. Only ParseRegion makes
// one; the zero value is none.
type Region struct {
	Digits string // 2, 4, 6 or 10
	Level  RegionLevel
}

// ParseRegion accepts the digits with dots, blanks or hyphens between them. It
// judges the form: which places there are is data of the site. The error is a
// *Refusal that wraps ErrRegion.
func ParseRegion(s string) (Region, error) {
	var b strings.Builder
	for _, r := range strings.TrimSpace(s) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '.' || r == ' ' || r == '-':
		default:
			return Region{}, refuseRegion(fmt.Sprintf("%q (U+%04X) bukan angka", r, r), fmt.Sprintf("%q (U+%04X) is no digit", r, r))
		}
	}
	d := b.String()
	level, ok := regionLevel(d)
	if !ok {
		return Region{}, refuseRegion(fmt.Sprintf("%q bukan kode wilayah", d), fmt.Sprintf("%q is no code of a place", d))
	}
	return Region{d, level}, nil
}

// regionLevel reads the ranges of the code: kabupaten 01-69, kota 71-99, the last
// part 1xxx for a kelurahan, 2xxx for a desa, 3xxx for a desa adat.
func regionLevel(d string) (RegionLevel, bool) {
	if len(d) < 2 || d[:2] < "11" {
		return "", false
	}
	if len(d) >= 4 && (d[2:4] == "00" || d[2:4] == "70") || len(d) >= 6 && d[4:6] == "00" {
		return "", false
	}
	switch len(d) {
	case 2:
		return Province, true
	case 4:
		if d[2] >= '7' {
			return Municipality, true
		}
		return Regency, true
	case 6:
		return District, true
	case 10:
		level, ok := map[byte]RegionLevel{'1': Kelurahan, '2': Village, '3': CustomVillage}[d[6]]
		return level, ok && d[7:] != "000"
	}
	return "", false
}

func refuseRegion(id, en string) error {
	return &Refusal{What: Text{id, en}, Do: Text{"tulis sepuluh angka Kode Wilayah Kemendagri, misalnya 33.22.05.2003", "write the ten digits of Kemendagri's Kode Wilayah, for example 33.22.05.2003"}, kind: ErrRegion}
}

// String writes the code with its dots: "33.22.05.2003".
func (r Region) String() string {
	var parts []string
	for _, at := range [][2]int{{0, 2}, {2, 4}, {4, 6}, {6, 10}} {
		if len(r.Digits) >= at[1] {
			parts = append(parts, r.Digits[at[0]:at[1]])
		}
	}
	return strings.Join(parts, ".")
}

// Within returns the place above: the kecamatan of a desa, the kabupaten or kota of
// a kecamatan; the zero Region above a province.
func (r Region) Within() Region {
	n := map[int]int{10: 6, 6: 4, 4: 2}[len(r.Digits)]
	level, _ := regionLevel(r.Digits[:n])
	return Region{r.Digits[:n], level}
}

// HasVillageName reports whether the place may hold a desa.id name. A kelurahan
// may not: it is an office of its kota or kabupaten and takes a subdomain of that.
func (r Region) HasVillageName() bool { return r.Level == Village || r.Level == CustomVillage }
