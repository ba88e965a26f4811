package ticket

import (
	"context"
	"fmt"
	"time"

	"loket/domain/calendar"
)

// Alerts says when people are told that a promise runs out. A promise in working time
// is told of while the desk is open only; one in hours day and night.
type Alerts struct {
	Off  bool
	At   []Level // of Most, Nearly and Overtime, also Half; nil: Most, Nearly, Overtime
	Mail bool    // to the owner and the supervisors who have an address
}

// levels are what is told of, lowest first.
func (a *Alerts) levels() []Level {
	if a.At == nil {
		return []Level{Most, Nearly, Overtime}
	}
	return a.At
}

// Alert is one promise of which people were told.
type Alert struct {
	Row   *Row
	What  string // service or the step's id
	Share Level
	Due   time.Time
	Clock bool   // it runs day and night
	Owner string // name of who has the ticket, "" for nobody; set for a memo
}

// alertsAtOnce bounds what one call records: a desk that was away for long catches up
// in several.
const alertsAtOnce = 200

// RaiseAlerts records the promises that have used up so much of their time that people
// are to be told, each share once, and queues the memos about them. What is recorded is
// on every console. Where a share was passed while nobody could be told, only the
// highest is. An error comes with what was recorded before it.
func (d *Desk) RaiseAlerts(ctx context.Context) (raised []Alert, err error) {
	if d.Site.Alerts.Off {
		return nil, nil
	}
	now := d.Now().UTC()
	open := d.Calendar.Open(now)
	for _, a := range d.alertsDue(now, open) {
		ok, err := d.raise(ctx, a)
		if err != nil {
			return raised, fmt.Errorf("alert about ticket %s: %w", a.Row.Number, err)
		}
		if ok {
			raised = append(raised, a)
		}
	}
	return raised, d.tellAlerts(ctx)
}

func (d *Desk) alertsDue(now time.Time, open bool) (due []Alert) {
	rows := d.Queue(ViewAll, "", nil, SortDue, false, now)
	d.courses.mu.Lock()
	defer d.courses.mu.Unlock()
	d.courses.ready(len(rows))
	for _, r := range rows {
		if r.Pace == nil || !r.PausedAt.IsZero() {
			continue
		}
		c, told := d.courses.at(r, d.Calendar), r.Pace.Alerted
		for _, p := range []struct {
			Alert
			course calendar.Course
			told   uint8
		}{
			{Alert{Row: r, What: serviceClock, Due: r.Deadline}, c.service, told.Service},
			{Alert{Row: r, What: r.Step, Due: r.StepDue}, c.step, told.Step},
		} {
			p.Clock = !p.course.Working && p.course.At != nil
			if p.Due.IsZero() || !open && !p.Clock {
				continue
			}
			if p.Share = d.Site.Alerts.reached(levelAt(p.Due, p.course, now)); p.Share > Level(p.told) {
				due = append(due, p.Alert)
			}
		}
		if len(due) >= alertsAtOnce {
			break
		}
	}
	return due
}

// reached is the highest share to tell of that a level has come to, 0 for none.
func (a *Alerts) reached(l Level) (share Level) {
	for _, at := range a.levels() {
		if l >= at {
			share = max(share, at)
		}
	}
	return share
}

// raise records one alert, unless the ticket has moved on meanwhile.
func (d *Desk) raise(ctx context.Context, a Alert) (ok bool, err error) {
	err = d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		t, err := tx.Ticket(a.Row.ID)
		if err != nil {
			return nil, err
		}
		due, told := t.Clock.Deadline, t.Clock.Alerted.Service
		if a.What != serviceClock {
			due, told = t.Clock.StepDue, t.Clock.Alerted.Step
			if s := t.Step(); s == nil || s.ID != a.What {
				return nil, nil
			}
		}
		if t.State.Done() || t.Clock.Paused() || !due.Equal(a.Due) || Level(told) >= a.Share {
			return nil, nil
		}
		dec := &decision{desk: d, tx: tx, t: t, by: ByDesk, now: d.Now().UTC()}
		changed, err := d.lateness(tx, t, dec.now) // that it was missed comes before that people were told
		if err != nil {
			return changed, err
		}
		dec.emit(AlertRaised{What: a.What, Share: uint8(a.Share), Deadline: a.Due})
		ok = true
		if err := d.commit(tx, dec); err != nil {
			return nil, err
		}
		return []*Ticket{t}, d.untell(tx, a)
	})
	return ok && (err == nil || unsure(err)), err
}
