package calendar

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Dates as people write them. Digits of the first may be misread letters.
var (
	longDate  = regexp.MustCompile(`(?i)(?:^|[^\d/])([0-9OolI]{1,2})\s*(\pL{3,10})\.?\s*((?:19|20|2O|Z0)[0-9OolI]{2})(?:[^\d]|$)`)
	shortDate = regexp.MustCompile(`(?:^|[^\d/.-])(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?((?:19|20)\d{2})(?:[^\d]|$)`)
	isoDate   = regexp.MustCompile(`(?:^|[^\d])((?:19|20)\d{2})-(\d{2})-(\d{2})(?:[^\d]|$)`)
)

// months by their names and how they are shortened, Indonesian and English.
var months = [...][]string{
	{"januari", "january", "jan"}, {"februari", "pebruari", "february", "feb"}, {"maret", "march", "mar"},
	{"april", "apr"}, {"mei", "may"}, {"juni", "june", "jun"}, {"juli", "july", "jul"},
	{"agustus", "august", "agt", "agu", "aug"}, {"september", "sept", "sep"}, {"oktober", "october", "okt", "oct"},
	{"november", "nopember", "nov", "nop"}, {"desember", "december", "des", "dec"},
}

var misreadDigits = strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1", "Z", "2")

// FindDate reads the first date that people wrote in a text, and the bytes at which
// it begins and ends: "22 November 2026" first, then the day before the month as in
// 22/11/2026, then 2026-11-22. misread says that letters were recognised in a
// picture: a month may be wrong in a letter or two. The zero Date is none.
func FindDate(s string, misread bool) (d Date, from, to int) {
	if m := longDate.FindStringSubmatchIndex(s); m != nil {
		day, year := misreadDigits.Replace(s[m[2]:m[3]]), misreadDigits.Replace(s[m[6]:m[7]])
		if d := dateFrom(year, strconv.Itoa(month(s[m[4]:m[5]], misread)), day); !d.IsZero() {
			return d, m[2], m[7]
		}
	}
	if m := shortDate.FindStringSubmatchIndex(s); m != nil {
		if d := dateFrom(s[m[6]:m[7]], s[m[4]:m[5]], s[m[2]:m[3]]); !d.IsZero() {
			return d, m[2], m[7]
		}
	}
	if m := isoDate.FindStringSubmatchIndex(s); m != nil {
		if d := dateFrom(s[m[2]:m[3]], s[m[4]:m[5]], s[m[6]:m[7]]); !d.IsZero() {
			return d, m[2], m[7]
		}
	}
	return Date{}, 0, 0
}

// dateFrom is the zero Date for a day that the calendar does not have.
func dateFrom(year, month, day string) Date {
	y, errY := strconv.Atoi(year)
	m, errM := strconv.Atoi(month)
	d, errD := strconv.Atoi(day)
	at := Date{y, time.Month(m), d}
	if errY != nil || errM != nil || errD != nil || DateOf(time.Date(y, at.Month, d, 0, 0, 0, 0, time.UTC), time.UTC) != at {
		return Date{}
	}
	return at
}

// month reads a month's name; one that was recognised may be wrong in a letter or
// two.
func month(s string, misread bool) int {
	s = strings.ToLower(s)
	for i, names := range months {
		if slices.Contains(names, s) {
			return i + 1
		}
	}
	if !misread || len(s) < 5 {
		return 0
	}
	best, at := 3, 0
	for i, names := range months {
		for _, n := range names {
			if d := distance(s, n); len(n) > 4 && d < best {
				best, at = d, i+1
			}
		}
	}
	return at
}

// distance is the number of letters to change, add or leave out.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		last := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := last
			if a[i-1] != b[j-1] {
				cost = 1 + min(last, row[j], row[j-1])
			}
			last, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
