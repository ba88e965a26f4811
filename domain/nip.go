package domain

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// StaffKind tells the two kinds of civil servants apart by their number.
type StaffKind string

// Kinds of numbers.
const (
	PNS  StaffKind = "PNS"
	PPPK StaffKind = "PPPK"
)

// NIP is the number of a civil servant, 18 digits: birth date, month and year of
// appointment (PNS) or year and contract (PPPK), sex, serial. It contains a
// birth date and is personal data: lists and logs show MaskNIP.
type NIP struct {
	Digits string
	Kind   StaffKind
	Born   time.Time // date in UTC
	Year   int       // of the appointment
	Month  int       // of the appointment, 0 for PPPK
}

// ParseNIP accepts the digits with spaces, dots or hyphens between them. It can
// only judge whether a number is plausible; there is no check digit. The error
// is a *Refusal that wraps ErrNIP. Source: Perka BKN 22/2007.
func ParseNIP(s string) (NIP, error) {
	d, err := nipDigits(s)
	if err != nil {
		return NIP{}, err
	}
	num := func(a, b int) int {
		n := 0
		for _, c := range d[a:b] {
			n = n*10 + int(c-'0')
		}
		return n
	}
	n := NIP{Digits: d, Year: num(8, 12)}
	born := time.Date(num(0, 4), time.Month(num(4, 6)), num(6, 8), 0, 0, 0, 0, time.UTC)
	if born.Format("20060102") != d[:8] || born.Year() < 1900 {
		return NIP{}, refuseNIP("delapan angka pertama bukan tanggal lahir", "the first eight digits are no birth date")
	}
	n.Born = born
	switch m := num(12, 14); {
	case m >= 1 && m <= 12:
		n.Kind, n.Month = PNS, m
	case m >= 21:
		n.Kind = PPPK
	default:
		return NIP{}, refuseNIP(fmt.Sprintf("angka 13-14 (%02d) bukan bulan pengangkatan maupun kode PPPK", m), fmt.Sprintf("digits 13-14 (%02d) are neither a month of appointment nor a PPPK code", m))
	}
	if age := n.Year - born.Year(); age < 16 || age > 60 {
		return NIP{}, refuseNIP(fmt.Sprintf("umur saat diangkat menjadi %d tahun", age), fmt.Sprintf("the age at appointment would be %d", age))
	}
	if sex := d[14]; sex != '1' && sex != '2' {
		return NIP{}, refuseNIP(fmt.Sprintf("angka ke-15 adalah %c, seharusnya 1 atau 2", sex), fmt.Sprintf("digit 15 is %c, it must be 1 or 2", sex))
	}
	if d[15:] == "000" {
		return NIP{}, refuseNIP("nomor urut 000", "the serial is 000")
	}
	return n, nil
}

func nipDigits(s string) (string, error) {
	if len(s) > 64 {
		s = s[:64]
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '.' || r == '-' || r == '\t' || r == '\u00a0':
		default:
			return "", refuseNIP(fmt.Sprintf("ada karakter U+%04X", r), fmt.Sprintf("there is a character U+%04X", r))
		}
	}
	if b.Len() != 18 {
		return "", refuseNIP(fmt.Sprintf("NIP terdiri atas 18 angka, yang ini %d", b.Len()), fmt.Sprintf("a NIP has 18 digits, this one has %d", b.Len()))
	}
	return b.String(), nil
}

func refuseNIP(id, en string) error {
	return &Refusal{What: Text{id, en}, Do: Text{"cocokkan dengan kartu pegawai", "compare it with the staff card"}, kind: ErrNIP}
}

// String returns the masked number, so that a NIP printed by mistake says little.
func (n NIP) String() string { return MaskNIP(n.Digits) }

// MaskNIP hides what follows the first eight digits: 19730408 ****** * ***. What
// is not 18 digits is hidden whole.
func MaskNIP(s string) string {
	d, err := nipDigits(s)
	if err != nil {
		return strings.Repeat("*", 18)
	}
	return d[:8] + " ****** * ***"
}

// inText are the digits of a NIP as texts write it, with what must not be a digit
// on both sides.
var inText = regexp.MustCompile(`(^|\D)((?:19|20)\d{2}[01]\d[0-3]\d)([ ._-]{0,2}\d{6}[ ._-]{0,2}\d[ ._-]{0,2}\d{3})(\D|$)`)

// MaskNIPs hides the numbers in a text as MaskNIP does, digit by digit: the text
// keeps its length in bytes, so that places in it stay true.
func MaskNIPs(text string) string {
	if !mayHoldNIP(text) {
		return text
	}
	at := 0
	var b strings.Builder
	for at < len(text) {
		m := inText.FindStringSubmatchIndex(text[at:])
		if m == nil {
			break
		}
		b.WriteString(text[at : at+m[6]])
		for _, c := range []byte(text[at+m[6] : at+m[7]]) {
			if '0' <= c && c <= '9' {
				c = '*'
			}
			b.WriteByte(c)
		}
		at += m[7] // what follows may begin the next one
	}
	return b.String() + text[at:]
}

// mayHoldNIP passes over nearly every subject and name of a file quickly.
func mayHoldNIP(text string) bool {
	digits := 0
	for i := 0; i < len(text); i++ {
		if '0' <= text[i] && text[i] <= '9' {
			digits++
		}
	}
	return digits >= 18
}
