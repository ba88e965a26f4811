package report

import (
	"slices"
	"time"

	"loket/domain/calendar"
	"loket/ticket"
)

// byClock reports whether a promise is counted by the clock.
func byClock(c *calendar.Calendar, t calendar.Target) bool {
	return t.Unit == calendar.Hour || t.Unit == calendar.Day && c.DayMeaning() == calendar.CalendarDays
}

// used is the time between two instants in the unit of a promise, pauses left out.
func used(c *calendar.Calendar, clock bool, from, to time.Time, pauses []ticket.Pause) Length {
	measure := c.WorkingTime
	if clock {
		measure = func(a, b time.Time) time.Duration { return max(b.Sub(a), 0) }
	}
	sum := measure(from, to)
	for _, p := range pauses {
		end := p.To
		if end.IsZero() || end.After(to) {
			end = to
		}
		if p.From.Before(end) {
			sum -= measure(later(p.From, from), end)
		}
	}
	return Length(max(sum, 0))
}

// timesOf describes lengths, which it sorts.
func timesOf(list []Length) Times {
	n := len(list)
	if n == 0 {
		return Times{}
	}
	slices.Sort(list)
	t := Times{Count: n, Median: list[n/2], P90: list[(9*n+9)/10-1]}
	if n%2 == 0 {
		t.Median = (list[n/2-1] + list[n/2]) / 2
	}
	return t
}

// workDay is the mean length of a working day of a period.
func workDay(c *calendar.Calendar, p Period) Length {
	days := 0
	last := calendar.DateOf(p.To.Add(-1), c.Zone())
	for d := calendar.DateOf(p.From, c.Zone()); !last.Before(d); d = d.AddDays(1) {
		if c.IsWorkingDay(d) {
			days++
		}
	}
	if days == 0 {
		return 0
	}
	return Length(c.WorkingTime(p.From, p.To)) / Length(days)
}

// age is the place in Ages of a ticket that is so old.
func age(d time.Duration) int {
	for i, days := range AgeLimits {
		if d <= time.Duration(days)*24*time.Hour {
			return i
		}
	}
	return len(AgeLimits)
}
