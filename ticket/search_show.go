package ticket

import (
	"context"
	"errors"
	"slices"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/term"
)

// showing makes hits of what an index found: it reads each and finds the place in
// it. Whole texts of files are looked through where what a ticket holds does not
// answer everything, and within a number of bytes for one search: afterwards a hit
// shows what its ticket holds.
type showing struct {
	desk   *Desk
	out    *Found
	q      term.Query
	marker *term.Marker
	limit  int
	phrase bool // that a phrase stands there is still to be seen
	left   int  // bytes of whole texts
}

// all shows what was found until the page is full. Of phrases nobody knows how many
// more there are.
func (s *showing) all(ctx context.Context, docs []Doc) error {
	left := s.out.Total // that were found and not read
	if s.phrase {
		s.out.Total = 0
	}
	for _, doc := range docs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(s.out.Hits) >= s.limit {
			break
		}
		left--
		h, places, marks, err := s.read(doc)
		if errors.Is(err, ErrNotFound) {
			continue // the index is behind
		}
		if err != nil {
			return err
		}
		if s.phrase {
			if !stands(s.q, marks) {
				continue
			}
			s.out.Total++
		}
		h.place(places, marks, s.marker)
		s.out.Hits = append(s.out.Hits, h)
	}
	s.out.AtLeast = s.out.AtLeast || s.phrase && left > 0
	return nil
}

// read reads what was found, all its texts and what is looked for in them. A mail
// of which a ticket was made meanwhile is ErrNotFound.
func (s *showing) read(doc Doc) (h Hit, places []Passage, marks []term.Marks, err error) {
	if doc.Mail != 0 {
		m, err := s.desk.mailAt(doc.Mail)
		if err != nil {
			return h, nil, nil, err
		}
		places = MailPassages(&m, s.desk.mailText(&m))
		return Hit{Mail: &m, Subject: domain.MaskNIPs(m.Subject), Updated: m.At}, places, s.mark(places), nil
	}
	t, err := s.desk.Ticket(doc.Ticket)
	if err != nil {
		return h, nil, nil, err
	}
	h = Hit{ID: t.ID, Number: t.Number, State: t.State, Service: t.Service, Subject: domain.MaskNIPs(t.Subject), Updated: t.Updated}
	places = Passages(t, nil)
	marks = s.mark(places)
	for i := range places {
		if s.answered(marks) {
			break
		}
		if name := places[i].Whole; name != "" {
			places[i].complete(s.whole(name))
			marks[i] = s.marker.Mark(places[i].Text)
		}
	}
	return h, places, marks, nil
}

func (s *showing) mark(places []Passage) []term.Marks {
	out := make([]term.Marks, len(places))
	for i := range places {
		out[i] = s.marker.Mark(places[i].Text)
	}
	return out
}

// answered reports whether one of the texts has all that is looked for, and none
// what must not be found.
func (s *showing) answered(marks []term.Marks) bool {
	want := 0
	for _, p := range s.q.Parts {
		if p.Not && len(p.Phrase) > 1 {
			return false // it may stand where nobody has looked yet
		}
		if !p.Not {
			want++
		}
	}
	return slices.ContainsFunc(marks, func(m term.Marks) bool { return m.Parts == want })
}

// whole gives the whole text of a file while there are bytes left. A phrase that
// could not be looked for is not found: there may be more.
func (s *showing) whole(name string) string {
	if s.left <= 0 {
		s.out.AtLeast = s.out.AtLeast || s.phrase
		return ""
	}
	data, err := s.desk.Log.Blob(name)
	if err != nil {
		return "" // the beginning is there
	}
	s.left -= len(data)
	return string(data)
}

// stands reports whether the phrases of a query stand in the texts, and not those
// that must not.
func stands(q term.Query, marks []term.Marks) bool {
	for i, p := range q.Parts {
		if len(p.Phrase) > 1 && p.Not == slices.ContainsFunc(marks, func(m term.Marks) bool { return m.Phrases>>i&1 == 1 }) {
			return false
		}
	}
	return true
}

// place chooses the place that answers most of the query, of equal ones the
// weightiest.
func (h *Hit) place(places []Passage, marks []term.Marks, marker *term.Marker) {
	var best term.Marks
	n := 0
	for i, p := range places {
		m := marks[i]
		if m.Some == 0 {
			continue
		}
		n++
		if m.Better(best) {
			best, h.Passage = m, p
		}
	}
	if n == 0 && len(places) > 0 {
		h.Passage = places[0]
	}
	h.More = max(n-1, 0)
	text := clean.Block(h.Passage.Text, 0).String() // what is typed at the desk is kept as it was
	if text != h.Passage.Text {
		best = marker.Mark(text)
	}
	h.Snippet, h.Marks = term.Snippet(text, best, snippetBytes)
	h.Snippet, h.Passage.Title = domain.MaskNIPs(h.Snippet), domain.MaskNIPs(h.Passage.Title)
	h.Passage.Text = ""
}
