package console

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// queue is the officer's list of tickets: views as tabs, a filter that works as
// it is typed, marks, and a preview where there is room.
type queue struct {
	env     *kit.Env
	opt     *Options
	view    ticket.View
	sort    ticket.Sort
	desc    bool
	text    string // the query as written
	query   *ticket.Query
	wrong   *ticket.QueryError
	field   *kit.Field // open while the query is typed
	words   *ticket.Words
	round   completion
	there   elsewhere // where a query fits that fits nothing here
	rows    []*ticket.Row
	counts  map[ticket.View]int
	bad     int // open tickets with a letter that failed
	unsure  int // open tickets with an action of which nobody knows the outcome
	list    *kit.List[ticket.ID]
	rects   kit.Rects
	tabs    []tab
	prev    preview
	minute  time.Time // of the last reading
	gen     uint64    // of the last reading
	reading bool      // it goes on
	first   ticket.ID // to be selected when rows are there; 0 for none
}

type tab struct {
	from, to int
	view     ticket.View
}

func newQueue(env *kit.Env, opt *Options) *queue {
	q := &queue{env: env, opt: opt, view: ticket.ViewMine, sort: ticket.SortDue}
	q.list = kit.NewList(
		func(i int) ticket.ID { return q.rows[i].ID },
		func(i int) (uint64, string) { return q.stamp(q.rows[i]) },
		func(i, w int, look kit.Look) string { return q.draw(q.rows[i], w, look) })
	q.prev = preview{env: env, opt: opt}
	q.words = ticket.NewWords(opt.Catalogue, opt.Officers)
	q.recount()
	if n := q.counts; n[ticket.ViewMine] == 0 {
		q.view = ticket.ViewUnclaimed
		if n[ticket.ViewUnclaimed] == 0 {
			q.view = ticket.ViewAll
		}
	}
	return q
}

// slowRows is how many rows a view may have to be read in the event loop. More
// (the closed tickets of years) take longer than a frame to sort and follow by
// a Run.
const slowRows = 20_000

// reload reads the rows from memory.
func (q *queue) reload() kit.Intent {
	d, by, now := q.opt.Desk, q.opt.Officer, q.env.Now
	view, query, order, desc := q.view, q.query, q.sort, q.desc
	q.minute = now.Truncate(time.Minute)
	q.gen++
	if q.reading = q.counts[view] > slowRows; !q.reading {
		q.take(d.Queue(view, by, query, order, desc, now))
		return q.lookElsewhere()
	}
	gen := q.gen
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		rows := d.Queue(view, by, query, order, desc, now)
		return func() kit.Intent {
			if gen != q.gen {
				return nil
			}
			q.reading = false
			q.take(rows)
			return q.follow(q.lookElsewhere())
		}, nil
	}}
}

// mend changes the rows that changed at the desk. Rows that are just being read are
// read again.
func (q *queue) mend(changed []*ticket.Row) kit.Intent {
	if q.reading {
		return q.reload()
	}
	s := ticket.Selection{View: q.view, By: q.opt.Officer, Query: q.query, Sort: q.sort, Desc: q.desc}
	q.take(q.opt.Desk.Mend(q.rows, changed, s, q.env.Now))
	return q.lookElsewhere()
}

func (q *queue) take(rows []*ticket.Row) {
	q.rows = rows
	q.list.SetCount(len(rows))
	if q.first != 0 && len(rows) > 0 {
		q.list.Choose(q.first)
		q.first = 0
	}
}

// recount counts the views and what is wrong.
func (q *queue) recount() {
	q.counts = q.opt.Desk.Counts(q.opt.Officer, q.env.Now)
	q.bad, q.unsure = q.opt.Desk.Troubles()
}

// Resize sets the size. The queue draws the body; its parts are those of the
// whole terminal, whose last two lines are the root's.
func (q *queue) Resize(w, h int) {
	q.rects = kit.Layout(w, h+2)
	q.list.Resize(q.rects.List.Dx(), q.rects.List.Dy())
	q.prev.resize(q.rects.Preview.Dx(), q.rects.Preview.Dy(), q.rects.Shape == kit.Stacked)
}

// Apply shows the tickets that changed; where anything may have, it reads all again.
func (q *queue) Apply(c kit.Changes) kit.Intent {
	q.recount()
	var load kit.Intent
	if c.All {
		load = q.reload()
	} else {
		load = q.mend(c.Rows)
	}
	if row := q.row(); row != nil && c.Has(row.ID) {
		q.prev.forget()
	}
	return q.follow(load)
}

// Tick reads the rows again once a minute, because what is due next and what a
// query says of time changes by itself.
func (q *queue) Tick(now time.Time) kit.Intent {
	if now.Truncate(time.Minute).Equal(q.minute) || q.view == ticket.ViewClosed {
		return q.follow(nil)
	}
	q.recount()
	return q.follow(q.reload())
}

// row is the selected row, nil in an empty list.
func (q *queue) row() *ticket.Row {
	if i := q.list.Index(); i >= 0 && i < len(q.rows) {
		return q.rows[i]
	}
	return nil
}

// targets are the rows an action is for: the marked ones, else the selected.
func (q *queue) targets() []*ticket.Row {
	var out []*ticket.Row
	for _, i := range q.list.MarkedRows() {
		out = append(out, q.rows[i])
	}
	if len(out) == 0 {
		if r := q.row(); r != nil {
			out = append(out, r)
		}
	}
	return out
}

// follow adds the reading of the preview to an intent when the selection moved.
func (q *queue) follow(in kit.Intent) kit.Intent {
	load := q.prev.want(q.row())
	switch {
	case load == nil:
		return in
	case in == nil:
		return load
	}
	return kit.Many{in, load}
}

// Key takes a key.
func (q *queue) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	if q.field != nil {
		return q.typed(msg)
	}
	if q.list.Key(msg) {
		return q.follow(nil), true
	}
	if s := msg.String(); len(s) == 1 && s[0] >= '1' && int(s[0]-'1') < len(ticket.Views) {
		return q.follow(q.show(kit.View{View: string(ticket.Views[s[0]-'1'])})), true
	}
	switch msg.String() {
	case "l", "right", "tab":
		return q.follow(q.turn(1)), true
	case "h", "left", "shift+tab":
		return q.follow(q.turn(-1)), true
	case "esc":
		return q.escape()
	}
	in, used := kit.Dispatch(msg, q.Bindings())
	if !used {
		return nil, false
	}
	return q.follow(in), true
}

// escape takes back, one after the other: marks, the filter.
func (q *queue) escape() (kit.Intent, bool) {
	if q.list.Unmark() {
		return nil, true
	}
	var load kit.Intent
	if q.text != "" {
		load = q.filter("")
	}
	return q.follow(load), true // esc never leaves the console; q does
}

// typed edits the query; the list follows every letter. While the query cannot
// be read the rows stay as they were and the reason stands beside it.
func (q *queue) typed(msg tea.KeyPressMsg) (kit.Intent, bool) {
	switch {
	case outside(msg.String()):
		return nil, false
	case q.field.Key(msg):
		q.round = completion{}
		load := q.filter(q.field.Raw())
		q.list.Select(0) // what fits first, not where the selection was by chance
		return q.follow(load), true
	case msg.String() == "tab" || msg.String() == "shift+tab":
		return q.follow(q.complete(msg.String() == "tab")), true
	}
	in, _ := kit.Dispatch(msg, q.Bindings())
	return q.follow(in), true
}

// outside are the root's keys that a field leaves alone.
func outside(key string) bool { return key == "ctrl+p" || key == "f1" }

func (q *queue) filter(text string) kit.Intent {
	q.text, q.wrong = text, nil
	query, err := q.words.Parse(strings.TrimSpace(text), q.env.Now)
	if errors.As(err, &q.wrong) {
		return nil
	}
	q.query = query
	return q.reload()
}

// show switches the view and, where given, the query.
func (q *queue) show(v kit.View) kit.Intent {
	for _, known := range ticket.Views {
		if string(known) == v.View {
			q.view = known
		}
	}
	q.list.Redraw() // views differ in their columns
	q.list.Unmark()
	if v.Query != nil {
		return q.follow(q.filter(*v.Query))
	}
	if q.counts[q.view] > slowRows {
		q.take(nil) // nothing of another view under this one's name
	}
	load := q.reload()
	q.list.Select(0)
	return q.follow(load)
}

func (q *queue) turn(n int) kit.Intent {
	views := q.views()
	for i, v := range views {
		if v == q.view {
			return q.show(kit.View{View: string(views[(i+n+len(views))%len(views)])})
		}
	}
	return nil
}

// Paste goes to the query.
func (q *queue) Paste(t clean.Text) kit.Intent {
	if q.field == nil {
		return nil
	}
	q.field.Paste(t)
	q.round = completion{}
	return q.follow(q.filter(q.field.Raw()))
}

// Mouse chooses tabs and rows.
func (q *queue) Mouse(m kit.Mouse) (kit.Intent, bool) {
	r := q.rects
	switch {
	case m.Wheel != 0:
		q.list.Mouse(m)
	case m.Y == r.Tabs.Min.Y && m.Left:
		for _, t := range q.tabs {
			if m.X >= t.from && m.X < t.to {
				return q.show(kit.View{View: string(t.view)}), true
			}
		}
	case m.Y == r.Query.Min.Y && m.Left:
		q.open()
	default:
		if q.list.Mouse(m.In(r.List.Min.X, r.List.Min.Y)) && q.row() != nil {
			return kit.Open{ID: q.row().ID}, true
		}
	}
	return q.follow(nil), true
}

func (q *queue) open() kit.Intent {
	q.field, q.round = kit.NewField(500), completion{}
	q.field.Hint(q.env.T("queue.query-hint"))
	q.field.Set(q.text)
	return nil
}

// Cursor stands in the query while it is typed.
func (q *queue) Cursor() *tea.Cursor {
	if q.field == nil {
		return nil
	}
	return kit.Shift(q.field.Cursor(), 3, q.rects.Query.Min.Y)
}

// Title names the view.
func (q *queue) Title() clean.Text { return q.env.T("view." + string(q.view)) }

// Busy is empty: a queue can always be left.
func (q *queue) Busy() clean.Text { return clean.Text{} }

func (q *queue) prefs() prefs {
	p := prefs{View: q.view, Sort: q.sort, Desc: q.desc, Query: q.text}
	if r := q.row(); r != nil {
		p.Ticket = r.ID
	}
	return p
}

func (q *queue) restore(p prefs) {
	for _, v := range ticket.Views {
		if v == p.View {
			q.view = v
		}
	}
	for _, s := range ticket.Sorts {
		if s == p.Sort {
			q.sort, q.desc = s, p.Desc
		}
	}
	if query, err := q.words.Parse(strings.TrimSpace(p.Query), q.env.Now); err == nil {
		q.text, q.query = p.Query, query
	}
	q.first = p.Ticket
}

// service is a service's short name.
func (o *Options) service(id string, lang kit.Lang) clean.Text {
	if o.Catalogue != nil {
		if s, ok := o.Catalogue.Service(id); ok {
			if t := s.Short.In(domain.Lang(lang)); t != "" {
				return clean.Line(t, 30)
			}
			return clean.Line(s.Title.In(domain.Lang(lang)), 60)
		}
	}
	return clean.Line(id, 30)
}
