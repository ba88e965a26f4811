package domain

import (
	"slices"
	"time"

	"loket/domain/calendar"
)

// Validity is a yearly end with a time of grace, both as month-day "12-31". The
// grace ends in the following year. Without Until what is made has an end of its
// own, or none.
type Validity struct {
	Until  string `toml:"until"`
	Grace  string `toml:"grace"`
	Remind []int  `toml:"remind"` // days before the end
	Opens  string `toml:"opens"`  // service id of the ticket that renews
	Lapses string `toml:"lapses"` // service id of the ticket by which a person has deleted what was not renewed
}

// renewedAhead is how many days before the first reminder a renewal counts for the
// next year already: a reminder goes out on a working day before its own.
const renewedAhead = 10

// From gives the end and the grace of what is made on a day, zero days where there
// is no yearly end: the end of that year. A service that renews counts for the next
// year from about the first reminder on.
func (v Validity) From(made calendar.Date, renews bool) (until, grace calendar.Date) {
	until = Yearly(v.Until, made)
	if until.IsZero() {
		return until, grace
	}
	if renews && len(v.Remind) > 0 && !made.Before(until.AddDays(-slices.Max(v.Remind)-renewedAhead)) {
		until.Year++
	}
	return until, Yearly(v.Grace, until)
}

// Yearly returns the first month-day on or after a day; zero for one that is none.
func Yearly(monthDay string, from calendar.Date) calendar.Date {
	t, err := time.Parse("01-02", monthDay)
	if err != nil {
		return calendar.Date{}
	}
	at := calendar.Date{Year: from.Year, Month: t.Month(), Day: t.Day()}
	if at.Before(from) {
		at.Year++
	}
	return at
}
