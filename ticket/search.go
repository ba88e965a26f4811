package ticket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"loket/domain/term"
)

// Finder is an index of what Passages says of tickets, and MailPassages of mails
// that made none. It is derived from the record, may lag behind it and may be gone.
// It is safe for several goroutines.
type Finder interface {
	// Find returns what has everything that the query looks for and is accepted by
	// keep, the best first and of equal ones the newest, at most limit; total
	// is how many there are. keep is called once for each. Of a phrase the words
	// are found, most of them one after the other. The error is the context's or says that the
	// index cannot be read.
	Find(ctx context.Context, q term.Query, keep func(Doc) bool, limit int) (found []Doc, total int, err error)
	// State says how far the index is.
	State() FinderState
	// Catch brings the index up to date with the record, which takes long where
	// it has to be made anew.
	Catch(ctx context.Context) error
}

// Doc is what a Finder finds: a ticket, or by its position in the journal a mail
// that made none.
type Doc struct {
	Ticket ID
	Mail   uint64
}

// FinderState is how far an index is. The zero value is up to date.
type FinderState struct {
	Building    bool // it is made anew: not everything is found yet
	Done, Total int  // tickets and mails
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
	Total   int  // tickets and mails found, at least len(Hits)
	AtLeast bool // there may be more than Total
	State   FinderState
}

// Hit is a ticket that was found, or a mail.
type Hit struct {
	ID      ID          // 0 for a mail
	Mail    *MailRecord // that made no ticket; nil for a ticket
	Number  string
	State   State
	Service string
	Subject string
	Updated time.Time
	Passage Passage // the best place; its Text is Snippet's source and not kept
	Snippet string
	Marks   []term.Span // bytes of Snippet
	More    int         // other places on the same ticket or mail
}

// The bounds of a search.
const (
	searchLimit  = 50
	maxLimit     = 1000
	phraseReads  = 100       // tickets that are read, beyond those shown, to see whether a phrase stands in them
	wholeBytes   = 512 << 10 // of whole texts of files that are looked through
	snippetBytes = 200
)

// ErrNoSearch says that there is no index.
var ErrNoSearch = errors.New("there is no index to search in")

// Search finds tickets by what is written in them. Terms with a key select as
// they do in the queue. The error is a *QueryError, ErrNoSearch or internal.
func (d *Desk) Search(ctx context.Context, s Search) (*Found, error) {
	pieces, filter, err := NewWords(d.Catalogue, d.OfficerNames()).parseSearch(s.Text, s.Now)
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
	keep := func(Doc) bool { return true }
	if filter != nil { // keys are about tickets
		keep = func(f Doc) bool { r := d.Row(f.Ticket); return r != nil && filter.Match(r, s.By, s.Now) }
		out.AtLeast = !d.hasClosed()
	}
	limit := s.Limit
	phrase := slices.ContainsFunc(q.Parts, func(p term.Part) bool { return len(p.Phrase) > 1 })
	if phrase {
		limit += phraseReads
	}
	docs, total, err := d.Finder.Find(ctx, indexed(q), keep, limit)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	out.Total = total
	show := &showing{desk: d, out: out, q: q, marker: term.NewMarker(q), limit: s.Limit, phrase: phrase, left: wholeBytes}
	return out, show.all(ctx, docs)
}

// indexed is what of a query an index without places can answer: that a phrase
// does not stand in a text it cannot know.
func indexed(q term.Query) term.Query {
	return term.Query{Parts: slices.DeleteFunc(slices.Clone(q.Parts), func(p term.Part) bool { return p.Not && len(p.Phrase) > 1 })}
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
