package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Pause is a time during which a promise does not run. A zero To means that it
// still lasts. A pause that ends before it begins costs nothing.
type Pause struct {
	From, To time.Time
	Reason   string
}

// Deadline is when a promise falls due and how that came to be.
type Deadline struct {
	At      time.Time // on time up to and including this instant
	Started time.Time // when the clock began
	Target  Target
	Version string // of the calendar
	Working bool   // the target runs in working time
	Trace   []Entry
}

// Deadline computes when target t falls due for a request received at start.
//
// Pauses may overlap, come in any order and lie anywhere; they are merged and
// only the part after the clock began counts. An open pause is taken to last
// until now, so At is where the deadline would be if the clock resumed now.
// Errors match ErrTarget, ErrInstant or ErrNeverOpen.
func (c *Calendar) Deadline(start time.Time, t Target, pauses []Pause, now time.Time) (Deadline, error) {
	if err := t.check(); err != nil {
		return Deadline{}, err
	}
	if err := charted(start); err != nil {
		return Deadline{}, err
	}
	start = start.In(c.zone)
	d := Deadline{Target: t, Version: c.version, Working: c.working(t)}
	from, err := c.begin(start, t)
	if err != nil {
		return Deadline{}, err
	}
	end, err := c.end(from, t)
	if err != nil {
		return Deadline{}, err
	}
	d.Started = from.at
	stops := merge(pauses, from.at, now)
	if d.At, stops, err = c.push(end.at, stops, d.Working); err != nil {
		return Deadline{}, err
	}
	d.Trace = c.trace(&d, start, from.day, end.day, stops)
	return d, nil
}

// moment is an instant and the working day it is reckoned to. They differ at
// midnight, which may be the close of the day before.
type moment struct {
	at  time.Time
	day Date
}

// begin returns when the clock of t begins and its day 0.
func (c *Calendar) begin(start time.Time, t Target) (moment, error) {
	today := DateOf(start, c.zone)
	if !c.working(t) || c.Open(start) {
		return moment{start, today}, nil
	}
	if t.Unit != Minute {
		for _, d := range [...]Date{today, today.AddDays(-1)} {
			for _, i := range c.Hours(d) {
				if c.at(d, i.To).Equal(start) {
					return moment{start, d}, nil
				}
			}
		}
	}
	opening, err := c.NextOpening(start)
	return moment{opening, DateOf(opening, c.zone)}, err
}

// end returns when t falls due without pauses, and its last working day.
func (c *Calendar) end(from moment, t Target) (moment, error) {
	switch {
	case t.Unit == Hour:
		return moment{at: from.at.Add(time.Duration(t.N) * time.Hour)}, nil
	case t.Unit == Minute:
		at, err := c.advance(from.at, time.Duration(t.N)*time.Minute)
		return moment{at: at}, err
	case !c.working(t):
		return moment{at: from.at.AddDate(0, 0, t.N)}, nil
	}
	day, err := c.NthWorkingDay(from.day, t.N)
	if err != nil {
		return moment{}, err
	}
	if c.ends == SameTime {
		return moment{c.sameTime(from, day), day}, nil
	}
	hours := c.Hours(day)
	return moment{c.at(day, hours[len(hours)-1].To), day}, nil
}

// sameTime returns the clock time of from on day, drawn into the hours of day.
func (c *Calendar) sameTime(from moment, day Date) time.Time {
	h, m, s := from.at.Clock()
	if from.day != DateOf(from.at, c.zone) {
		h = 24 // the close at midnight
	}
	wish := time.Date(day.Year, day.Month, day.Day, h, m, s, from.at.Nanosecond(), c.zone)
	hours := c.Hours(day)
	at := c.at(day, hours[0].From)
	for _, i := range hours {
		if !wish.Before(c.at(day, i.From)) {
			at = earlier(wish, c.at(day, i.To))
		}
	}
	return at
}

// stop is a pause as it counts: merged, clipped to the clock, closed.
type stop struct {
	from, to time.Time
	reason   string
	open     bool
	moved    time.Duration
}

// merge clips the pauses to what comes after from, closes open ones at now and
// joins those that touch. The result is in order and disjoint.
func merge(pauses []Pause, from, now time.Time) []stop {
	if len(pauses) == 0 {
		return nil
	}
	stops := make([]stop, 0, len(pauses))
	for _, p := range pauses {
		s := stop{from: later(from, p.From.In(from.Location())), to: p.To, reason: p.Reason, open: p.To.IsZero()}
		if s.open {
			s.to = now
		}
		if s.to = s.to.In(from.Location()); s.to.After(s.from) {
			stops = append(stops, s)
		}
	}
	slices.SortStableFunc(stops, func(a, b stop) int { return a.from.Compare(b.from) })
	merged := stops[:0]
	for _, s := range stops {
		if n := len(merged); n > 0 && !s.from.After(merged[n-1].to) {
			merged[n-1].join(s)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

func (s *stop) join(next stop) {
	s.to = later(s.to, next.to)
	s.open = s.open || next.open
	if next.reason != "" && !slices.Contains(strings.Split(s.reason, "; "), next.reason) {
		s.reason = strings.TrimPrefix(s.reason+"; "+next.reason, "; ")
	}
}

// push moves a deadline by the stops that begin before it, and returns those.
func (c *Calendar) push(at time.Time, stops []stop, working bool) (time.Time, []stop, error) {
	for n := range stops {
		s := &stops[n]
		if !s.from.Before(at) {
			return at, stops[:n], nil
		}
		if !working {
			s.moved = s.to.Sub(s.from)
			at = at.Add(s.moved)
		} else {
			if s.to.After(horizon(at)) {
				return at, nil, fmt.Errorf("%w: paused until %d", ErrNeverOpen, s.to.Year())
			}
			var err error
			s.moved = c.WorkingTime(s.from, s.to)
			if at, err = c.advance(at, s.moved); err != nil {
				return at, nil, err
			}
			// Due at an opening (SameTime) and stopped in the night before it, no
			// working time was left to carry over the pause: due when it ends.
			if at.Before(s.to) {
				if at, err = c.NextOpening(s.to); err != nil {
					return at, nil, err
				}
			}
		}
		if err := charted(at); err != nil {
			return at, nil, err
		}
	}
	return at, stops, nil
}
