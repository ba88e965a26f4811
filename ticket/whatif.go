package ticket

import (
	"cmp"
	"slices"
	"time"

	"loket/domain/calendar"
	"loket/domain/staff"
)

// A what-if works out what becomes of the open tickets on another calendar or with
// other people. It works on copies: nothing is kept, and no promise moves.
//
// It supposes that the desk does its tickets in the order of their deadlines, each
// officer one after the other, each ticket in the same working time. A ticket on which
// somebody else has the next move, or whose clock stands, is left out: nobody knows
// when it comes back. Ticket by ticket that is no forecast; it shows what a change
// makes of the whole.

// Plan is how a desk works.
type Plan struct {
	Calendar *calendar.Calendar
	Officers int           // who do tickets, 1 or more
	Each     time.Duration // working time of one ticket, above 0
}

// Supposition is what somebody supposes of a desk: 0 and none change nothing.
type Supposition struct {
	Closed, Open []calendar.Date // days off, and holidays on which the desk works
	Officers     int
	Day          calendar.DayMeaning // of a bare "d"
	Ends         calendar.Ends       // of a promise in days
}

// Suppose is a plan as it would be. The error matches calendar.ErrData where there are
// too many days.
func (p Plan) Suppose(s Supposition) (Plan, error) {
	cal, err := p.Calendar.With(s.Day, s.Ends).On(s.Open...).Off("whatif", s.Closed...)
	if err != nil {
		return p, err
	}
	p.Calendar = cal
	if s.Officers > 0 {
		p.Officers = s.Officers
	}
	return p, nil
}

// Supposed is one ticket on two plans.
type Supposed struct {
	Row          *Row
	Due, NewDue  time.Time // of the promise that is nearer
	Done, NewEnd time.Time // when the desk is through with it
}

// Late and NewLate report whether the promise is broken, on the desk's plan and on the
// other.
func (s *Supposed) Late() bool { return s.Done.After(s.Due) }

// NewLate is Late on the other plan.
func (s *Supposed) NewLate() bool { return s.NewEnd.After(s.NewDue) }

// PlanNow is how the desk works today: its calendar, and those who may work and are
// not on leave.
func (d *Desk) PlanNow(each time.Duration) Plan {
	p := Plan{Calendar: d.Calendar, Each: each}
	today := calendar.DateOf(d.Now(), d.Calendar.Zone()).String()
	for _, o := range d.Staff().List() {
		if _, away := o.Away(today); o.May(staff.Work) && !away {
			p.Officers++
		}
	}
	p.Officers = max(p.Officers, 1)
	return p
}

// WhatIf compares two plans over the open tickets on which the desk has the next move.
func (d *Desk) WhatIf(was, then Plan) ([]Supposed, error) {
	now := d.Now().UTC()
	var out []Supposed
	for _, r := range d.Queue(ViewAll, "", nil, SortDue, false, now) {
		if !r.PausedAt.IsZero() || r.Waiting != "" || r.Due().IsZero() {
			continue
		}
		t, err := d.Ticket(r.ID)
		if err != nil {
			return nil, err
		}
		s := Supposed{Row: r, Due: r.Due()}
		if s.NewDue, err = dueOn(then.Calendar, t, now); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	err := was.work(out, now, func(s *Supposed) (time.Time, *time.Time) { return s.Due, &s.Done })
	if err != nil {
		return nil, err
	}
	err = then.work(out, now, func(s *Supposed) (time.Time, *time.Time) { return s.NewDue, &s.NewEnd })
	return out, err
}

// dueOn is the nearer of a ticket's deadlines as a calendar counts them.
func dueOn(cal *calendar.Calendar, t *Ticket, now time.Time) (time.Time, error) {
	c := t.Clock
	for _, p := range []struct {
		from   time.Time
		target calendar.Target
		at     *time.Time
	}{{t.Received, c.Target, &c.Deadline}, {c.StepFrom, c.Step, &c.StepDue}} {
		if p.target.IsZero() {
			continue
		}
		dl, err := count(cal, t, p.from, p.target, now)
		if err != nil {
			return time.Time{}, err
		}
		*p.at = dl.At
	}
	return c.Due(), nil
}

// work says when each ticket is done, in the order of their deadlines.
func (p Plan) work(list []Supposed, now time.Time, of func(*Supposed) (due time.Time, end *time.Time)) error {
	slices.SortStableFunc(list, func(a, b Supposed) int {
		x, _ := of(&a)
		y, _ := of(&b)
		return cmp.Or(x.Compare(y), cmp.Compare(a.Row.ID, b.Row.ID))
	})
	for i := range list {
		_, end := of(&list[i])
		at, err := p.Calendar.After(now, time.Duration(i/p.Officers+1)*p.Each)
		if err != nil {
			return err
		}
		*end = at
	}
	return nil
}
