package report

import (
	"fmt"
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
	if err != nil || from.Year() < 2000 || from.Year() > 2199 {
		return Period{}, fmt.Errorf("month %q: write it as 2026-10", s)
	}
	return Period{from, from.AddDate(0, 1, 0)}, nil
}

// MonthOf returns the month that an instant lies in.
func MonthOf(t time.Time) Period {
	from := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location())
	return Period{from, from.AddDate(0, 1, 0)}
}

// Next and Before return the months beside one.
func (p Period) Next() Period   { return MonthOf(p.To) }
func (p Period) Before() Period { return MonthOf(p.From.AddDate(0, 0, -1)) }

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
