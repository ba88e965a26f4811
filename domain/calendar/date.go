package calendar

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is a day of the civil calendar, in no zone. It is comparable with ==.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day on which t falls in zone.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return Date{y, m, d}
}

// ParseDate reads "2026-03-19". The error matches ErrData.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%w: date %q: write it as 2026-03-19", ErrData, shorten(s))
	}
	d := DateOf(t, time.UTC)
	if !d.charted() {
		return Date{}, fmt.Errorf("%w: %s", ErrInstant, s)
	}
	return d, nil
}

// String returns the day as "2026-03-19".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// IsZero reports whether there is no day.
func (d Date) IsZero() bool { return d == Date{} }

// MarshalText writes "2026-03-19", nothing for the zero Date.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText wrote. The error matches ErrData.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if *d = (Date{}); len(b) > 0 {
		*d, err = ParseDate(string(b))
	}
	return err
}

// Days returns how many days after d other comes, negative when it is before.
func (d Date) Days(other Date) int {
	at := func(d Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }
	return int(at(other).Sub(at(d)) / (24 * time.Hour))
}

// AddDays returns the day n days later, earlier when n is negative.
func (d Date) AddDays(n int) Date {
	if next := d.Day + n; next >= 1 && next <= 28 {
		return Date{d.Year, d.Month, next}
	}
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 0, 0, 0, 0, time.UTC), time.UTC)
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday()
}

// Compare orders days: negative when d is before other.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// Before reports whether d comes before other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// charted reports whether d lies in the years the package works with.
func (d Date) charted() bool { return d.Year >= firstYear && d.Year <= lastYear }

// Clock is a time of the day; 24:00 is the end of it.
type Clock struct{ Hour, Min int }

// ParseClock reads "07:30"; "07.30" is understood too. The error matches ErrData.
func ParseClock(s string) (Clock, error) {
	hour, minute, ok := strings.Cut(strings.ReplaceAll(s, ".", ":"), ":")
	h, err1 := strconv.ParseUint(hour, 10, 8)
	m, err2 := strconv.ParseUint(minute, 10, 8)
	k := Clock{int(h), int(m)}
	if !ok || err1 != nil || err2 != nil || len(minute) != 2 || k.Min > 59 || k.minutes() > 24*60 {
		return Clock{}, fmt.Errorf("%w: time %q: write it as 07:30", ErrData, shorten(s))
	}
	return k, nil
}

// String returns the time as "07:30".
func (k Clock) String() string { return fmt.Sprintf("%02d:%02d", k.Hour, k.Min) }

func (k Clock) minutes() int { return k.Hour*60 + k.Min }

// Interval is open time within one day, from From up to but not including To.
type Interval struct{ From, To Clock }

// String returns the interval as "07:30-12:00".
func (i Interval) String() string { return i.From.String() + "-" + i.To.String() }

// Hours are the open intervals of one day in order, not touching each other.
// None means closed.
type Hours []Interval

// ParseHours reads "07:30-12:00, 13:00-16:00"; "closed" or "" is a closed day.
// The error matches ErrData.
func ParseHours(s string) (Hours, error) {
	s = strings.TrimSpace(s)
	if s == "" || s == "closed" || s == "tutup" {
		return nil, nil
	}
	var hours Hours
	for part := range strings.SplitSeq(s, ",") {
		from, to, ok := strings.Cut(strings.TrimSpace(part), "-")
		if !ok {
			return nil, fmt.Errorf(`%w: hours %q: write "07:30-12:00, 13:00-16:00", or "closed"`, ErrData, shorten(s))
		}
		f, err := ParseClock(strings.TrimSpace(from))
		if err != nil {
			return nil, err
		}
		t, err := ParseClock(strings.TrimSpace(to))
		if err != nil {
			return nil, err
		}
		if f.minutes() >= t.minutes() {
			return nil, fmt.Errorf("%w: hours %q: an interval must end after it begins, and before midnight or at 24:00", ErrData, shorten(s))
		}
		if hours, err = hours.add(Interval{f, t}); err != nil {
			return nil, fmt.Errorf("%w in %q", err, shorten(s))
		}
	}
	return hours, nil
}

// add appends i, joining it to the last interval when they touch.
func (h Hours) add(i Interval) (Hours, error) {
	if len(h) == 0 {
		return Hours{i}, nil
	}
	last := &h[len(h)-1]
	if i.From.minutes() < last.To.minutes() {
		return nil, fmt.Errorf("%w: hours overlap or are out of order", ErrData)
	}
	if i.From == last.To {
		last.To = i.To
		return h, nil
	}
	return append(h, i), nil
}

// String returns the notation ParseHours reads.
func (h Hours) String() string {
	if len(h) == 0 {
		return "closed"
	}
	parts := make([]string, len(h))
	for n, i := range h {
		parts[n] = i.String()
	}
	return strings.Join(parts, ", ")
}
