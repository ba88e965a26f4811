package kit

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"loket/domain/clean"
)

var (
	monthsID = [...]string{"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"}
	monthsEN = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
)

func (l Lang) month(m time.Month) string {
	if l == English {
		return monthsEN[m-1]
	}
	return monthsID[m-1]
}

func (l Lang) clock(t time.Time) string {
	if l == English {
		return t.Format("15:04")
	}
	return t.Format("15.04")
}

// Time writes a moment in full with its zone (CLDR's Indonesian form has a
// point between hour and minute). A zero time is a dash.
func (l Lang) Time(t time.Time, zone *time.Location) clean.Text {
	if t.IsZero() {
		return clean.Own("–")
	}
	t = t.In(zone)
	name, _ := t.Zone()
	return clean.Own(fmt.Sprintf("%d %s %d %s %s", t.Day(), l.month(t.Month()), t.Year(), l.clock(t), name))
}

// Day writes a date: 22 Nov 2026.
func (l Lang) Day(t time.Time, zone *time.Location) clean.Text {
	if t.IsZero() {
		return clean.Own("–")
	}
	t = t.In(zone)
	return clean.Own(fmt.Sprintf("%d %s %d", t.Day(), l.month(t.Month()), t.Year()))
}

// Moment writes a moment as short as it stays clear beside now.
func (l Lang) Moment(t, now time.Time, zone *time.Location) clean.Text {
	if t.IsZero() {
		return clean.Own("–")
	}
	t, now = t.In(zone), now.In(zone)
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return clean.Own(l.clock(t))
	case t.Year() == now.Year():
		return clean.Own(strconv.Itoa(t.Day()) + " " + l.month(t.Month()))
	}
	return l.Day(t, zone)
}

// Span writes a length of time coarsely, so that few ticks change it: days from
// 48 hours on, hours and minutes from one hour on, minutes and seconds below.
// The sign is dropped.
func (l Lang) Span(d time.Duration) clean.Text {
	d = d.Abs()
	day, h, m, sep := "hari", "j", "m", "."
	if l == English {
		day, h, m, sep = "d", "h", "m", ":"
	}
	switch {
	case d >= 48*time.Hour:
		return clean.Own(strconv.Itoa(int(d/(24*time.Hour))) + " " + day)
	case d >= time.Hour:
		return clean.Own(strconv.Itoa(int(d/time.Hour)) + h + " " + two(d/time.Minute%60) + m)
	}
	return clean.Own(two(d/time.Minute) + sep + two(d/time.Second%60))
}

// Coarse is Span in one unit: what stands still needs no minutes.
func (l Lang) Coarse(d time.Duration) clean.Text {
	d = d.Abs()
	h, m := "j", "m"
	if l == English {
		h = "h"
	}
	switch {
	case d >= 48*time.Hour:
		return l.Span(d)
	case d >= time.Hour:
		return clean.Own(strconv.Itoa(int(d/time.Hour)) + h)
	}
	return clean.Own(strconv.Itoa(int(d/time.Minute)) + m)
}

func two(n time.Duration) string {
	if n < 10 {
		return "0" + strconv.Itoa(int(n))
	}
	return strconv.Itoa(int(n))
}

// Number groups thousands: 10.000 in Indonesian, 10,000 in English.
func (l Lang) Number(n int64) clean.Text {
	s := strconv.FormatInt(n, 10)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	sep := "."
	if l == English {
		sep = ","
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	if neg {
		s = "-" + s
	}
	return clean.Own(s)
}

// Size writes a number of bytes: 812 B, 14 KB, 1,2 MB.
func (l Lang) Size(n int64) clean.Text {
	switch {
	case n < 1024:
		return clean.Own(strconv.FormatInt(n, 10) + " B")
	case n < 1<<20:
		return clean.Own(strconv.FormatInt(n>>10, 10) + " KB")
	}
	return clean.Own(l.Decimal(float64(n)/(1<<20), 1).String() + " MB")
}

// Decimal writes a number with so many digits behind the point: 85,19 in Indonesian.
func (l Lang) Decimal(f float64, digits int) clean.Text {
	s := strconv.FormatFloat(f, 'f', digits, 64)
	if l != English {
		s = strings.Replace(s, ".", ",", 1)
	}
	return clean.Own(s)
}
