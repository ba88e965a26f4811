package ticket

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"loket/domain/calendar"
)

// Level is how much of a promise is used up, in steps that a supervisor looks at. A
// clock that stands keeps its level.
type Level uint8

// The levels, in percent.
const (
	Calm     Level = 0
	Half     Level = 50
	Most     Level = 75
	Nearly   Level = 90
	Overtime Level = 100
)

// Levels lists those that are reached on the way.
var Levels = []Level{Half, Most, Nearly}

// Board is what a supervisor sees of the open tickets. It is made of rows in memory
// and of nothing else; see Desk.Board.
type Board struct {
	At       time.Time
	Closing  time.Time // of the desk today; zero: it does not open
	Midnight time.Time // end of the day
	Items    []Placed  // every open ticket, the most pressing first
	Sum      Tally
	Services []Tally   // by how many they have
	Steps    []Tally   // of the catalogue's steps, over all services
	Owners   []Tally   // "" has what nobody took
	Waiting  []Tally   // by who has the next move, without the desk
	Next     time.Time // when the first level changes if nothing happens; zero: never
}

// Placed is one open ticket on the board.
type Placed struct {
	Row   *Row
	Level Level
	What  string    // the promise that is nearest to being broken: service or the step's id; "" for none
	Due   time.Time // of that promise
	Clock bool      // it runs day and night
	Since time.Time // when waiting for Row.Waiting began; zero: the desk has the next move
	Today bool      // it is broken before the day is over if nothing happens
}

// Late reports whether the promise is broken.
func (p *Placed) Late() bool { return p.Level >= Overtime }

// Tally counts tickets of one kind.
type Tally struct {
	ID      string // of the service, step, officer or party
	Open    int
	Half    int // 50 to 74 percent of the time used
	Most    int // 75 to 89
	Nearly  int // 90 to 99
	Late    int
	Paused  int // the clock stands, at whatever level
	Waiting int // somebody else has the next move
	Today   int
	Clock   int       // of Today, those that run day and night
	Oldest  time.Time // since when the longest waits
}

// AtRisk counts those that have used half of their time and are not late.
func (t *Tally) AtRisk() int { return t.Half + t.Most + t.Nearly }

func (t *Tally) add(p *Placed) {
	t.Open++
	switch p.Level {
	case Half:
		t.Half++
	case Most:
		t.Most++
	case Nearly:
		t.Nearly++
	case Overtime:
		t.Late++
	case Calm:
	}
	if !p.Row.PausedAt.IsZero() {
		t.Paused++
	}
	if p.Today {
		t.Today++
		if p.Clock {
			t.Clock++
		}
	}
	if p.Row.Waiting == "" {
		return
	}
	t.Waiting++
	if t.Oldest.IsZero() || p.Since.Before(t.Oldest) {
		t.Oldest = p.Since
	}
}

// courses remembers how the promises of each open ticket run out: that changes with
// the ticket only, and a board is made every few seconds.
type courses struct {
	mu sync.Mutex
	of map[ID]course
}

type course struct {
	row           *Row // of which it is; another row of the same ticket is another state
	service, step calendar.Course
}

// ready forgets what has ended, once it is more than there are open tickets.
func (c *courses) ready(open int) {
	if c.of == nil || len(c.of) > 2*open+64 {
		c.of = make(map[ID]course, open)
	}
}

// at gives the courses of a row, nil marks where there is no promise.
func (c *courses) at(r *Row, cal *calendar.Calendar) course {
	known, ok := c.of[r.ID]
	if ok && known.row == r {
		return known
	}
	known = course{row: r}
	if p := r.Pace; p != nil {
		known.service = runs(cal, r.Received, p.Target, r.Deadline)
		known.step = runs(cal, p.StepFrom, p.Step, r.StepDue)
	}
	c.of[r.ID] = known
	return known
}

// runs is the course of a promise, the zero value where there is none that can be
// counted: the row still has its deadline.
func runs(cal *calendar.Calendar, from time.Time, t calendar.Target, due time.Time) calendar.Course {
	if t.IsZero() || due.IsZero() || from.IsZero() {
		return calendar.Course{}
	}
	out, err := cal.Course(from, t, due, int(Half), int(Most), int(Nearly))
	if err != nil {
		return calendar.Course{}
	}
	return out
}

// Board makes the board of all open tickets. Rows must not be changed.
func (d *Desk) Board(now time.Time) *Board {
	rows := d.Queue(ViewAll, "", nil, SortDue, false, now)
	b := &Board{At: now, Midnight: d.Calendar.Midnight(now), Items: make([]Placed, 0, len(rows))}
	if at, open := d.Calendar.Closing(now); open {
		b.Closing = at
	}
	d.courses.mu.Lock()
	d.courses.ready(len(rows))
	for _, r := range rows {
		b.Items = append(b.Items, b.place(r, d.courses.at(r, d.Calendar)))
	}
	d.courses.mu.Unlock()
	slices.SortStableFunc(b.Items, func(x, y Placed) int { // within a level by deadline, as they come
		return cmp.Compare(y.rank(), x.rank())
	})
	b.count()
	return b
}

// rank puts what is late first, then what runs by its level, then what stands.
func (p *Placed) rank() int {
	if !p.Row.PausedAt.IsZero() && p.Level < Overtime {
		return -1
	}
	return int(p.Level)
}

// place says how a ticket stands: by the worse of its two promises.
func (b *Board) place(r *Row, c course) Placed {
	p := Placed{Row: r}
	if r.Pace != nil {
		p.Since = r.Pace.Since
	}
	at := b.At
	if !r.PausedAt.IsZero() {
		at = r.PausedAt
	}
	b.promise(&p, serviceClock, r.Deadline, c.service, at)
	b.promise(&p, r.Step, r.StepDue, c.step, at)
	return p
}

func (b *Board) promise(p *Placed, what string, due time.Time, c calendar.Course, at time.Time) {
	if due.IsZero() {
		return
	}
	level := levelAt(due, c, at)
	if p.What == "" || level > p.Level || level == p.Level && due.Before(p.Due) {
		p.Level, p.What, p.Due, p.Clock = level, what, due, !c.Working && len(c.At) > 0
	}
	if !p.Row.PausedAt.IsZero() || level == Overtime {
		return
	}
	if !due.After(b.Midnight) {
		p.Today = true
	}
	next := due.Add(1)
	for _, m := range slices.Backward(c.At) {
		if m.After(at) {
			next = m
		}
	}
	if b.Next.IsZero() || next.Before(b.Next) {
		b.Next = next
	}
}

func levelAt(due time.Time, c calendar.Course, at time.Time) Level {
	if at.After(due) {
		return Overtime
	}
	level := Calm
	for i, m := range c.At {
		if !at.Before(m) {
			level = Levels[i]
		}
	}
	return level
}

func (b *Board) count() {
	kinds := [...]struct {
		list *[]Tally
		of   func(*Placed) (string, bool)
	}{
		{&b.Services, func(p *Placed) (string, bool) { return p.Row.Service, true }},
		{&b.Steps, func(p *Placed) (string, bool) { return p.Row.Step, p.Row.Step != "" }},
		{&b.Owners, func(p *Placed) (string, bool) { return p.Row.Owner, true }},
		{&b.Waiting, func(p *Placed) (string, bool) { return p.Row.Waiting, p.Row.Waiting != "" }},
	}
	for i := range b.Items {
		b.Sum.add(&b.Items[i])
	}
	for _, k := range kinds {
		at := make(map[string]int)
		for i := range b.Items {
			id, counts := k.of(&b.Items[i])
			if !counts {
				continue
			}
			n, known := at[id]
			if !known {
				n = len(*k.list)
				at[id] = n
				*k.list = append(*k.list, Tally{ID: id})
			}
			(*k.list)[n].add(&b.Items[i])
		}
		slices.SortFunc(*k.list, func(x, y Tally) int { return cmp.Or(y.Open-x.Open, cmp.Compare(x.ID, y.ID)) })
	}
}

// Unexplained gives the tickets, closed ones too, of which a target was missed and
// nobody has said why; those that were due first come first.
func (d *Desk) Unexplained() []*Row {
	d.mu.RLock()
	var out []*Row
	for _, r := range d.rows {
		if r.Unexplained {
			out = append(out, r)
		}
	}
	d.mu.RUnlock()
	slices.SortFunc(out, func(a, b *Row) int { return cmp.Or(a.Due().Compare(b.Due()), cmp.Compare(a.ID, b.ID)) })
	return out
}
