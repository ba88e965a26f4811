package ticket_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/ticket"
)

// shown is what one console shows: rows that are mended at each change, and asked for
// anew when the clock moved.
type shown struct {
	ticket.Selection

	rows []*ticket.Row
	rev  uint64
	at   time.Time
}

// queries are what a console may be asked to show of a view.
var queries = []string{"", "", "contohkab", "is:unread", "-owner:ani", "service:deactivation", "due:<3d", "is:trouble"}

// drawShown draws consoles of an empty desk.
func drawShown(t *rapid.T, o *office) []*shown {
	var out []*shown
	for range 6 {
		s := &shown{Selection: ticket.Selection{
			View: rapid.SampledFrom(ticket.Views).Draw(t, "shown view"), By: rapid.SampledFrom([]string{"ani", "citra"}).Draw(t, "console of"),
			Sort: rapid.SampledFrom(ticket.Sorts).Draw(t, "order"), Desc: rapid.Bool().Draw(t, "desc"),
		}}
		var err error
		if s.Query, err = ticket.NewWords(o.Catalogue, nil).Parse(rapid.SampledFrom(queries).Draw(t, "query"), o.clock.Now()); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// checkShown: rows that were mended are those that the queue gives, and what is
// counted along is what a walk through all rows counts.
func (l *life) checkShown(t *rapid.T) {
	now := l.clock.Now()
	for _, s := range l.shown {
		want := l.Queue(s.View, s.By, s.Query, s.Sort, s.Desc, now)
		changed, rev, all := l.Changed(s.rev)
		if all || !now.Equal(s.at) {
			s.rows = slices.Clone(want)
		} else {
			s.rows = l.Mend(s.rows, changed, s.Selection, now)
		}
		s.rev, s.at = rev, now
		if !slices.Equal(s.rows, want) {
			t.Fatalf("%+v shows %s, want %s", s.Selection, numbers(s.rows), numbers(want))
		}
	}
	rows := append(l.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, now), l.Queue(ticket.ViewClosed, "", nil, ticket.SortNumber, false, now)...)
	got := l.Counts("ani", now)
	for _, v := range ticket.Views {
		n := 0
		for _, r := range rows {
			if v.In(r, "ani", now) {
				n++
			}
		}
		if v != ticket.ViewClosed && got[v] != n { // which is -1 until history is loaded
			t.Fatalf("%d rows are counted in %s, there are %d", got[v], v, n)
		}
	}
	l.checkTroubles(t, rows)
}

func (l *life) checkTroubles(t *rapid.T, rows []*ticket.Row) {
	letters, unsure, retrying := 0, 0, 0
	for _, r := range rows {
		if !r.State.Done() && r.LetterBad {
			letters++
		}
		if !r.State.Done() && r.Unsure {
			unsure++
		}
	}
	items, err := l.Outbox()
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range items {
		if it.Letter.State == ticket.LetterRetry {
			retrying++
		}
	}
	if a, b := l.Troubles(); a != letters || b != unsure {
		t.Fatalf("troubles %d %d, want %d %d", a, b, letters, unsure)
	}
	if n, _, err := l.Unsent(); n != retrying || err != nil {
		t.Fatalf("%d letters wait, want %d (%v)", n, retrying, err)
	}
}

func numbers(rows []*ticket.Row) string {
	out := ""
	for _, r := range rows {
		out += fmt.Sprintf(" %s/%d", r.Number, r.Version)
	}
	return out
}

// TestMendManyRows: after more changes than are worth mending one by one the rows are
// those of the queue, too.
func TestMendManyRows(t *testing.T) {
	o := newOffice(t)
	for range 300 {
		o.open("")
	}
	s := ticket.Selection{View: ticket.ViewUnclaimed, By: "ani", Sort: ticket.SortReceived, Desc: true}
	rows, rev := o.Queue(s.View, s.By, nil, s.Sort, s.Desc, o.clock.Now()), o.Rev()
	for id := ticket.ID(1); id <= 290; id++ {
		o.do("ani", id, ticket.Claim{})
	}
	changed, _, _ := o.Changed(rev)
	want := o.Queue(s.View, s.By, nil, s.Sort, s.Desc, o.clock.Now())
	if got := o.Mend(rows, changed, s, o.clock.Now()); len(want) != 10 || !slices.Equal(got, want) {
		t.Errorf("it shows%s, want%s", numbers(got), numbers(want))
	}
}
