package ticket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"loket/domain/clean"
	"loket/domain/term"
)

// Finder is an index of what Passages says of tickets. It is derived from the
// record, may lag behind it and may be gone. It is safe for several goroutines.
type Finder interface {
	// Find returns the tickets that have what the query looks for and that keep
	// accepts, the best first and of equal ones the newest, at most limit; total
	// is how many there are. keep is called once for each. Of a phrase the words
	// are found in whatever order. The error is the context's or says that the
	// index cannot be read.
	Find(ctx context.Context, q term.Query, keep func(ID) bool, limit int) (found []ID, total int, err error)
	// State says how far the index is.
	State() FinderState
	// Catch brings the index up to date with the record, which takes long where
	// it has to be made anew.
	Catch(ctx context.Context) error
}

// FinderState is how far an index is. The zero value is up to date.
type FinderState struct {
	Building    bool // it is made anew: not everything is found yet
	Done, Total int  // tickets
	Err         error
}

// Search is a question for what is written in tickets.
type Search struct {
	Text   string // in the language of the queue's queries
	By     string // who "me" is
	Now    time.Time
	Limit  int  // hits; 0: 50
	Typing bool // the last word may not be finished
}

// Found is the answer.
type Found struct {
	Hits    []Hit
	Total   int  // tickets found, at least len(Hits)
	AtLeast bool // there may be more than Total
	State   FinderState
}

// Hit is a ticket that was found.
type Hit struct {
	ID      ID
	Number  string
	State   State
	Service string
	Subject string
	Updated time.Time
	Passage Passage // the best place; its Text is Snippet's source and not kept
	Snippet string
	Marks   []term.Span // bytes of Snippet
	More    int         // other places on the same ticket
}

// The bounds of a search.
const (
	searchLimit  = 50
	maxLimit     = 1000
	phraseReads  = 400 // tickets that are read to see whether a phrase stands in them
	snippetBytes = 200
)

// ErrNoSearch says that there is no index.
var ErrNoSearch = errors.New("there is no index to search in")

// Search finds tickets by what is written in them. Terms with a key select as
// they do in the queue. The error is a *QueryError, ErrNoSearch or internal.
func (d *Desk) Search(ctx context.Context, s Search) (*Found, error) {
	pieces, filter, err := NewWords(d.Catalogue, d.Site.Officers).parseSearch(s.Text, s.Now)
	if err != nil {
		return nil, err
	}
	if s.Limit = min(s.Limit, maxLimit); s.Limit <= 0 {
		s.Limit = searchLimit
	}
	last, _ := utf8.DecodeLastRuneInString(s.Text)
	q := term.NewQuery(pieces, s.Typing && last != ' ')
	if d.Finder == nil {
		return nil, ErrNoSearch
	}
	out := &Found{State: d.Finder.State()}
	if q.Empty() {
		if filter != nil && len(q.Parts) == 0 { // of nothing but what must not be found nothing is
			d.searchRows(out, s, filter)
		}
		return out, nil
	}
	keep := func(ID) bool { return true }
	if filter != nil {
		keep = func(id ID) bool { r := d.Row(id); return r != nil && filter.Match(r, s.By, s.Now) }
		out.AtLeast = !d.hasClosed()
	}
	limit := s.Limit
	phrase := slices.ContainsFunc(q.Parts, func(p term.Part) bool { return len(p.Phrase) > 1 })
	if phrase {
		limit = max(phraseReads, limit)
	}
	ids, total, err := d.Finder.Find(ctx, indexed(q), keep, limit)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	out.Total = total
	return out, d.show(ctx, out, ids, q, s.Limit, phrase)
}

// indexed is what of a query an index without places can answer: that a phrase
// does not stand in a text it cannot know.
func indexed(q term.Query) term.Query {
	return term.Query{Parts: slices.DeleteFunc(slices.Clone(q.Parts), func(p term.Part) bool { return p.Not && len(p.Phrase) > 1 })}
}

// show reads the tickets that were found and finds the places in them.
func (d *Desk) show(ctx context.Context, out *Found, ids []ID, q term.Query, limit int, phrase bool) error {
	if phrase {
		out.AtLeast = out.AtLeast || out.Total > len(ids)
		out.Total = 0
	}
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		t, err := d.Ticket(id)
		if errors.Is(err, ErrNotFound) {
			continue // the index is behind
		}
		if err != nil {
			return err
		}
		passages := Passages(t)
		if phrase {
			if !stands(q, passages) {
				continue
			}
			out.Total++
		}
		if len(out.Hits) < limit {
			out.Hits = append(out.Hits, hit(t, passages, q))
		} else if !phrase {
			break
		}
	}
	return nil
}

// stands reports whether the phrases of a query stand in the texts.
func stands(q term.Query, passages []Passage) bool {
	for _, p := range q.Parts {
		if len(p.Phrase) > 1 && p.Not == slices.ContainsFunc(passages, func(x Passage) bool { return p.Follows(x.Text) }) {
			return false
		}
	}
	return true
}

// hit chooses the place that answers most of the query, of equal ones the
// weightiest.
func hit(t *Ticket, passages []Passage, q term.Query) Hit {
	h := Hit{ID: t.ID, Number: t.Number, State: t.State, Service: t.Service, Subject: t.Subject, Updated: t.Updated}
	var best term.Marks
	places := 0
	for _, p := range passages {
		m := q.Mark(p.Text)
		if m.Some == 0 {
			continue
		}
		places++
		if m.Better(best) {
			best, h.Passage = m, p
		}
	}
	if places == 0 && len(passages) > 0 {
		h.Passage = passages[0]
	}
	h.More = max(places-1, 0)
	text := clean.Block(h.Passage.Text, 0).String() // what is typed at the desk is kept as it was
	if text != h.Passage.Text {
		best = q.Mark(text)
	}
	h.Snippet, h.Marks = term.Snippet(text, best, snippetBytes)
	h.Passage.Text = ""
	return h
}

// searchRows answers a query of keys only: nothing is looked for in texts.
func (d *Desk) searchRows(out *Found, s Search, filter *Query) {
	out.AtLeast = !d.hasClosed()
	rows := d.Queue(ViewAll, s.By, filter, SortUpdated, true, s.Now)
	rows = append(rows, d.Queue(ViewClosed, s.By, filter, SortUpdated, true, s.Now)...)
	SortRows(rows, SortUpdated, true)
	out.Total = len(rows)
	for _, r := range rows[:min(len(rows), s.Limit)] {
		out.Hits = append(out.Hits, Hit{ID: r.ID, Number: r.Number, State: r.State, Service: r.Service, Subject: r.Subject, Updated: r.Updated,
			Passage: Passage{Where: InHead, Title: r.Subject}, Snippet: r.Subject})
	}
}

func (d *Desk) hasClosed() bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.loaded
}
