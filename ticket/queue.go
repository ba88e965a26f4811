package ticket

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// View is one of the queue's standing selections.
type View string

// The views, in the order of the tabs.
const (
	ViewMine      View = "mine"
	ViewUnclaimed View = "unclaimed"
	ViewDue       View = "due"
	ViewRequester View = "requester"
	ViewOthers    View = "others"
	ViewAll       View = "all"
	ViewClosed    View = "closed"
	ViewApproval  View = "approval"
)

// Views lists them.
var Views = []View{ViewMine, ViewUnclaimed, ViewDue, ViewRequester, ViewOthers, ViewAll, ViewClosed, ViewApproval}

// Sort is an order of the queue.
type Sort string

// The orders. Due puts what runs first: late, due next, paused, without promise.
const (
	SortDue      Sort = "due"
	SortReceived Sort = "received"
	SortUpdated  Sort = "updated"
	SortNumber   Sort = "number"
	SortAgency   Sort = "agency"
	SortService  Sort = "service"
)

// Sorts lists them.
var Sorts = []Sort{SortDue, SortReceived, SortUpdated, SortNumber, SortAgency, SortService}

// dueSoon is what the view ViewDue looks ahead; what is late is always in it.
const dueSoon = 48 * time.Hour

// In reports whether a row is in the view of an officer.
func (v View) In(r *Row, by string, now time.Time) bool {
	done := r.State.Done()
	switch v {
	case ViewMine:
		return !done && r.Owner == by
	case ViewUnclaimed:
		return !done && r.Owner == ""
	case ViewDue:
		due := r.Due()
		if !r.TaskDue.IsZero() && r.TaskDue.Before(now) {
			return true // dated work comes back, also after the ticket closed
		}
		return !done && r.PausedAt.IsZero() && !due.IsZero() && due.Sub(now) < dueSoon
	case ViewRequester:
		return r.State == WaitingRequester
	case ViewOthers:
		return r.State == WaitingOther
	case ViewAll:
		return !done
	case ViewClosed:
		return done
	case ViewApproval:
		return r.Approval // dated work too, after the ticket closed
	}
	return false
}

// Queue selects rows in an order. The rows must not be changed; a ticket that
// changes gets a new one.
func (d *Desk) Queue(v View, by string, q *Query, s Sort, desc bool, now time.Time) []*Row {
	d.mu.Lock()
	var open, closed []*Row
	if v != ViewClosed {
		open = d.sorted(s, desc, false)
	}
	if v == ViewClosed || v == ViewDue || v == ViewApproval {
		closed = d.sorted(s, desc, true)
	}
	d.mu.Unlock()
	in := d.within(v, by, now)
	out := pick(open, func(r *Row) bool { return (v == ViewAll || in(r)) && q.Match(r, by, now) })
	back := pick(closed, func(r *Row) bool { return (v == ViewClosed || in(r)) && q.Match(r, by, now) })
	return between(out, back, func(a, b *Row) bool { return s.order(a, b, desc) < 0 })
}

// within is View.In for an officer and those for whom they stand in.
func (d *Desk) within(v View, by string, now time.Time) func(*Row) bool {
	if v == ViewMine {
		if absent := d.StandsFor(by, now); len(absent) > 0 {
			return func(r *Row) bool {
				return v.In(r, by, now) || slices.ContainsFunc(absent, func(o string) bool { return v.In(r, o, now) })
			}
		}
	}
	return func(r *Row) bool { return v.In(r, by, now) }
}

// between puts one sorted list into another: work that came back on closed
// tickets stands among the open ones.
func between(a, b []*Row, less func(a, b *Row) bool) []*Row {
	if len(a) == 0 || len(b) == 0 {
		return append(a, b...)
	}
	out := make([]*Row, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if less(b[0], a[0]) {
			out, b = append(out, b[0]), b[1:]
		} else {
			out, a = append(out, a[0]), a[1:]
		}
	}
	return append(append(out, a...), b...)
}

// SortRows sorts in place; equal rows keep the order of their tickets' IDs.
func SortRows(rows []*Row, s Sort, desc bool) {
	slices.SortFunc(rows, func(a, b *Row) int { return s.order(a, b, desc) })
}

func (s Sort) order(a, b *Row, desc bool) int {
	c := s.compare(a, b)
	if desc {
		c = -c
	}
	if c == 0 {
		return cmp.Compare(a.ID, b.ID)
	}
	return c
}

func (s Sort) compare(a, b *Row) int {
	switch s {
	case SortReceived:
		return a.Received.Compare(b.Received)
	case SortUpdated:
		return a.Updated.Compare(b.Updated)
	case SortNumber:
		return strings.Compare(a.Number, b.Number)
	case SortAgency:
		return strings.Compare(strings.ToLower(a.Agency+a.Requester), strings.ToLower(b.Agency+b.Requester))
	case SortService:
		return strings.Compare(a.Service, b.Service)
	case SortDue:
	}
	if ra, rb := dueRank(a), dueRank(b); ra != rb {
		return ra - rb
	}
	return dueAt(a).Compare(dueAt(b))
}

// dueAt is when a row wants to be looked at: a closed ticket when its dated work
// comes back.
func dueAt(r *Row) time.Time {
	if r.State.Done() {
		return r.TaskDue
	}
	return r.Due()
}

func dueRank(r *Row) int {
	switch {
	case r.State.Done() && !r.TaskDue.IsZero():
		return 0
	case r.State.Done():
		return 3
	case !r.PausedAt.IsZero():
		return 1
	case r.Due().IsZero():
		return 2
	}
	return 0
}

// Row returns a ticket's row, nil if it is not loaded.
func (d *Desk) Row(id ID) *Row {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if i, ok := d.place[id]; ok {
		return d.rows[i]
	}
	return nil
}

// Left is how much time a ticket has.
type Left struct {
	State string        // late, soon, ok, paused, none, done
	D     time.Duration // to the nearer deadline in clock time; negative when late
	Step  bool          // the nearer deadline is the step's
}

// Left computes it. Soon is under a quarter of what was promised, or 2 hours.
func (d *Desk) Left(r *Row, now time.Time) Left { return TimeLeft(r, now) }

// TimeLeft is Desk.Left without a desk.
func TimeLeft(r *Row, now time.Time) Left {
	due := r.Due()
	switch {
	case r.State.Done():
		return Left{State: "done"}
	case due.IsZero():
		return Left{State: "none"}
	}
	l := Left{Step: due.Equal(r.StepDue)}
	if !r.PausedAt.IsZero() {
		l.State, l.D = "paused", due.Sub(r.PausedAt)
		return l
	}
	l.D = due.Sub(now)
	switch {
	case l.D < 0:
		l.State = "late"
	case l.D < 2*time.Hour, l.D < due.Sub(r.Received)/4:
		l.State = "soon"
	default:
		l.State = "ok"
	}
	return l
}
