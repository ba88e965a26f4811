package report

import (
	"fmt"
	"strings"
	"time"
)

// Period is a span of time, From included and To not.
type Period struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Month reads "2026-10", a month in the desk's zone.
func Month(s string, zone *time.Location) (Period, error) {
	from, err := time.ParseInLocation("2006-01", s, zone)
	if err != nil || from.Year() < firstYear || from.Year() > lastYear {
		return Period{}, fmt.Errorf("month %q: write it as 2026-10", s)
	}
	return months(from, 1), nil
}

// Years that a period may lie in.
const (
	firstYear = 2000
	lastYear  = 2199
)

// spans are the periods that are called by a letter: how many months each has.
var spans = map[byte]int{'Q': 3, 'S': 6}

// ParsePeriod reads "2026-10", "2026-Q4" (quarter), "2026-S2" (half-year, as satisfaction
// is reported) or "2026", in the desk's zone.
func ParsePeriod(s string, zone *time.Location) (Period, error) {
	wrong := fmt.Errorf("period %q: write it as 2026-10, 2026-Q4, 2026-S2 or 2026", s)
	year, part, parted := strings.Cut(strings.ToUpper(s), "-")
	from, err := time.ParseInLocation("2006", year, zone)
	switch {
	case err != nil || from.Year() < firstYear || from.Year() > lastYear:
		return Period{}, wrong
	case !parted:
		return months(from, 12), nil
	case len(part) != 2:
		return Period{}, wrong
	case spans[part[0]] == 0:
		if p, err := Month(s, zone); err == nil {
			return p, nil
		}
		return Period{}, wrong
	}
	n, at := spans[part[0]], int(part[1]-'1')
	if at < 0 || at >= 12/n {
		return Period{}, wrong
	}
	return months(from.AddDate(0, n*at, 0), n), nil
}

// months is so many of them from the first of one.
func months(from time.Time, n int) Period { return Period{from, from.AddDate(0, n, 0)} }

// MonthOf returns the month that an instant lies in.
func MonthOf(t time.Time) Period { return within(t, 1) }

// within is the span of so many months of a year that an instant lies in.
func within(t time.Time, n int) Period {
	first := (int(t.Month()) - 1) / n * n
	return months(time.Date(t.Year(), time.Month(first+1), 1, 0, 0, 0, 0, t.Location()), n)
}

// long is how many months the period has.
func (p Period) long() int {
	return 12*(p.To.Year()-p.From.Year()) + int(p.To.Month()) - int(p.From.Month())
}

// Next and Before return the periods beside one, which are as many months long.
func (p Period) Next() Period   { return months(p.To, p.long()) }
func (p Period) Before() Period { return months(p.From.AddDate(0, -p.long(), 0), p.long()) }

// Wider returns the next longer span that holds the period: of a month its quarter, then
// the half-year, the year, and again its first month.
func (p Period) Wider() Period {
	for _, n := range []int{3, 6, 12} {
		if n > p.long() {
			return within(p.From, n)
		}
	}
	return within(p.From, 1)
}

// String writes the period as ParsePeriod reads it.
func (p Period) String() string {
	year := p.From.Format("2006")
	switch n := p.long(); n {
	case 12:
		return year
	case 3:
		return fmt.Sprintf("%s-Q%d", year, int(p.From.Month())/n+1)
	case 6:
		return fmt.Sprintf("%s-S%d", year, int(p.From.Month())/n+1)
	}
	return p.From.Format("2006-01")
}

// Holds reports whether an instant lies in the period.
func (p Period) Holds(t time.Time) bool { return !t.Before(p.From) && t.Before(p.To) }

// part is how much of a span lies in the period.
func (p Period) part(from, to time.Time) time.Duration {
	if from.Before(p.From) {
		from = p.From
	}
	if to.After(p.To) {
		to = p.To
	}
	return max(to.Sub(from), 0)
}
