package calendar

import (
	"fmt"
	"iter"
	"time"
)

// span is one open interval as instants, end excluded.
type span struct{ from, to time.Time }

func (c *Calendar) at(d Date, k Clock) time.Time {
	return time.Date(d.Year, d.Month, d.Day, k.Hour, k.Min, 0, 0, c.zone)
}

// spans yields the open intervals that end after from and begin before until,
// in order and not clipped.
func (c *Calendar) spans(from, until time.Time) iter.Seq[span] {
	return func(yield func(span) bool) {
		last := DateOf(until, c.zone)
		for d := DateOf(from, c.zone); !last.Before(d); d = d.AddDays(1) {
			for _, i := range c.Hours(d) {
				s := span{c.at(d, i.From), c.at(d, i.To)}
				if !s.to.After(from) || !s.to.After(s.from) { // the second: a jump of summer time
					continue
				}
				if !s.from.Before(until) || !yield(s) {
					return
				}
			}
		}
	}
}

func horizon(t time.Time) time.Time { return t.AddDate(horizonYears, 0, 0) }

func charted(t time.Time) error {
	if y := t.UTC().Year(); y < firstYear || y > lastYear {
		return fmt.Errorf("%w: year %d", ErrInstant, y)
	}
	return nil
}

// Open reports whether the desk is open at t. At the stroke of closing it is not.
func (c *Calendar) Open(t time.Time) bool {
	for s := range c.spans(t, t.Add(1)) {
		return !s.from.After(t)
	}
	return false
}

// NextOpening returns t when the desk is open, else the next instant at which
// it opens. Errors match ErrNeverOpen or ErrInstant.
func (c *Calendar) NextOpening(t time.Time) (time.Time, error) {
	s, err := c.next(t)
	if err != nil {
		return time.Time{}, err
	}
	return later(s.from, t.In(c.zone)), nil
}

func (c *Calendar) next(t time.Time) (span, error) {
	if err := charted(t); err != nil {
		return span{}, err
	}
	for s := range c.spans(t, horizon(t)) {
		return s, nil
	}
	return span{}, fmt.Errorf("%w after %s", ErrNeverOpen, t.In(c.zone).Format(time.DateOnly))
}

// NthWorkingDay returns the nth working day after d, d itself not counted;
// n is 1 or more. Errors match ErrNeverOpen or ErrInstant.
func (c *Calendar) NthWorkingDay(d Date, n int) (Date, error) {
	if !d.charted() {
		return Date{}, fmt.Errorf("%w: %s", ErrInstant, d)
	}
	limit := Date{d.Year + horizonYears, d.Month, d.Day}
	for next := d.AddDays(1); next.Before(limit); next = next.AddDays(1) {
		if !c.IsWorkingDay(next) {
			continue
		}
		if n--; n <= 0 {
			return next, nil
		}
	}
	return Date{}, fmt.Errorf("%w after %s", ErrNeverOpen, d)
}

// WorkingTime returns the open time between two instants, zero when to is not
// after from. Instants outside the years 1900 to 2200 are drawn to them.
func (c *Calendar) WorkingTime(from, to time.Time) time.Duration {
	from = later(from, time.Date(firstYear, 1, 1, 0, 0, 0, 0, c.zone))
	to = earlier(to, time.Date(lastYear, 12, 31, 0, 0, 0, 0, c.zone))
	var sum time.Duration
	if !to.After(from) {
		return 0
	}
	for s := range c.spans(from, to) {
		sum += earlier(s.to, to).Sub(later(s.from, from))
	}
	return sum
}

// advance returns the first instant by which the desk was open for d since t;
// time used up exactly at a closing ends there and not at the next opening.
func (c *Calendar) advance(t time.Time, d time.Duration) (time.Time, error) {
	if d <= 0 {
		return t, nil
	}
	if err := charted(t); err != nil {
		return time.Time{}, err
	}
	for s := range c.spans(t, horizon(t)) {
		from := later(s.from, t)
		if open := s.to.Sub(from); d > open {
			d -= open
			continue
		}
		return from.Add(d), nil
	}
	return time.Time{}, fmt.Errorf("%w after %s", ErrNeverOpen, t.In(c.zone).Format(time.DateOnly))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
