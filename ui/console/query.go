package console

import (
	"context"
	"strings"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// completion goes round the ways in which the query's last word may go on. The
// zero value has not begun.
type completion struct {
	head  string
	tails []string
	at    int
}

// complete puts in what all ways have in common, then one after the other.
func (q *queue) complete(on bool) kit.Intent {
	c := &q.round
	if c.tails == nil {
		c.head, c.tails = q.words.Complete(q.field.Raw(), domain.Lang(q.env.Lang))
		c.at = -1
		if len(c.tails) == 0 {
			*c = completion{}
			return nil
		}
		if same := c.head + common(c.tails); len(c.tails) > 1 && len(same) > len(q.field.Raw()) {
			q.field.Set(same)
			*c = completion{}
			return q.filter(same)
		}
	}
	n := len(c.tails)
	if on {
		c.at = (c.at + 1) % n
	} else {
		c.at = (max(c.at, 0) + n - 1) % n
	}
	text := c.head + c.tails[c.at]
	q.field.Set(text)
	if n == 1 {
		*c = completion{}
	}
	return q.filter(text)
}

// common is how all the words begin.
func common(words []string) string {
	same := words[0]
	for _, w := range words[1:] {
		for !strings.HasPrefix(w, same) {
			same = same[:len(same)-1]
		}
	}
	return strings.ToValidUTF8(same, "")
}

// ways are how the last word may go on, as the line of the query offers them.
func (q *queue) ways() clean.Text {
	tails := q.round.tails
	if tails == nil {
		head, now := q.words.Complete(q.field.Raw(), domain.Lang(q.env.Lang))
		if len(now) == 1 && head+now[0] == q.field.Raw() {
			return clean.Text{}
		}
		tails = now
	}
	if len(tails) == 0 {
		return clean.Text{}
	}
	return clean.Own("tab " + strings.Join(tails, " "))
}

// elsewhere is how many tickets a query that fits none here fits in other views.
type elsewhere struct{ open, closed int }

// lookElsewhere counts them, outside the event loop where history is long.
func (q *queue) lookElsewhere() kit.Intent {
	q.there = elsewhere{}
	if len(q.rows) > 0 || q.query == nil {
		return nil
	}
	d, by, now, query, view := q.opt.Desk, q.opt.Officer, q.env.Now, q.query, q.view
	count := func() (e elsewhere) {
		if view != ticket.ViewAll {
			e.open = len(d.Queue(ticket.ViewAll, by, query, ticket.SortNumber, false, now))
		}
		if view != ticket.ViewClosed {
			e.closed = len(d.Queue(ticket.ViewClosed, by, query, ticket.SortNumber, false, now))
		}
		return e
	}
	if q.counts[ticket.ViewClosed] <= slowRows {
		q.there = count()
		return nil
	}
	gen := q.gen
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		found := count()
		return func() kit.Intent {
			if gen == q.gen {
				q.there = found
			}
			return nil
		}, nil
	}}
}

// nowhere says that the query fits nothing here, and where it does.
func (q *queue) nowhere() clean.Text {
	e, t, first := q.env, q.there, clean.Text{}
	if q.field != nil { // a number would be typed
		first = q.env.T("queue.enter-first")
	}
	switch {
	case t.open > 0 && t.closed > 0:
		return e.T("queue.empty-both", t.open, t.closed, first)
	case t.open > 0:
		return e.T("queue.empty-open", t.open, first)
	case t.closed > 0:
		return e.T("queue.empty-closed", t.closed, first)
	}
	return e.T("queue.empty-filter")
}
