package calendar

import "time"

// Course is how a promise runs out: when it has used up how much of its time.
type Course struct {
	Working bool          // it runs in working time
	Total   time.Duration // of the promise, pauses left out, in the time it runs in
	At      []time.Time   // of each of the shares asked for
}

// Course computes at which instants the clock of target t, begun by a request received
// at start and due at the given deadline, has used the given percentages of its time.
// The deadline is the one with every closed pause in it, as Deadline gives it.
//
// An instant is right from the end of the last pause on: the clock has used the share
// at a later time exactly when that is not before the instant. Of a clock that stands,
// ask about the time at which it stopped. Errors match ErrTarget, ErrInstant or
// ErrNeverOpen.
func (c *Calendar) Course(start time.Time, t Target, deadline time.Time, percent ...int) (Course, error) {
	if err := t.check(); err != nil {
		return Course{}, err
	}
	if err := charted(start); err != nil {
		return Course{}, err
	}
	if err := charted(deadline); err != nil {
		return Course{}, err
	}
	from, err := c.begin(start.In(c.zone), t)
	if err != nil {
		return Course{}, err
	}
	end, err := c.end(from, t)
	if err != nil {
		return Course{}, err
	}
	out := Course{Working: c.working(t), Total: end.at.Sub(from.at), At: make([]time.Time, len(percent))}
	if out.Working {
		out.Total = c.WorkingTime(from.at, end.at)
	}
	for i, p := range percent {
		left := out.Total - out.Total*time.Duration(p)/100
		if out.At[i] = deadline.Add(-left); out.Working {
			out.At[i] = c.back(deadline, left)
		}
	}
	return out, nil
}

// back returns the first instant from which the desk is open for no more than d until t.
func (c *Calendar) back(t time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return t
	}
	for day, limit := DateOf(t, c.zone), horizonYears*366; limit > 0; day, limit = day.AddDays(-1), limit-1 {
		hours := c.Hours(day)
		for i := len(hours) - 1; i >= 0; i-- {
			to := earlier(c.at(day, hours[i].To), t)
			open := to.Sub(c.at(day, hours[i].From))
			if open > d {
				return to.Add(-d)
			}
			d -= max(open, 0)
		}
	}
	return t
}

// Closing returns the last close of the desk on the day of t, and whether it opens on
// that day at all.
func (c *Calendar) Closing(t time.Time) (at time.Time, open bool) {
	day := DateOf(t, c.zone)
	hours := c.Hours(day)
	if len(hours) == 0 {
		return time.Time{}, false
	}
	return c.at(day, hours[len(hours)-1].To), true
}

// Midnight returns the end of the day of t.
func (c *Calendar) Midnight(t time.Time) time.Time {
	d := DateOf(t, c.zone).AddDays(1)
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, c.zone)
}
