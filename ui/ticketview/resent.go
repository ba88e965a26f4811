package ticketview

import (
	"slices"

	"loket/domain/clean"
	"loket/ticket"
)

// When a requester answers a return for revision, what came with the answer is
// looked at first: it stands above the rest of the checklist, and the ticket opens
// there as long as any of it is to be judged.

// changedFirst puts the requirements for which new files came before the others.
func (l *loaded) changedFirst() {
	if l.resent == nil {
		return
	}
	rank := func(it *ticket.CheckItem) int {
		if l.resent.Of(l.t, it) == ticket.SentNew {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(l.items, func(a, b ticket.CheckItem) int { return rank(&a) - rank(&b) })
}

// openOnChange opens the documents at the first thing that changed, if it is still
// to be judged.
func (s *Screen) openOnChange() {
	t := s.l.t
	if t.State.Done() || s.l.resent == nil {
		return
	}
	i := slices.IndexFunc(s.l.items, func(it ticket.CheckItem) bool { return s.l.resent.Open(t, &it) })
	if i < 0 {
		return
	}
	s.tab = papers
	s.docsPane.list.set(s.docsPane.blocks())
	s.docsPane.list.choose(isRequirement + s.l.items[i].Requirement.ID)
}

// headings of the checklist of a resubmission: before the first item, and before
// the first that did not change. Empty where there is nothing to part.
func (s *Screen) parting(i int) clean.Text {
	r := s.l.resent
	if r == nil {
		return clean.Text{}
	}
	is := func(i int) bool { return r.Of(s.l.t, &s.l.items[i]) == ticket.SentNew }
	switch {
	case i == 0 && is(0):
		return s.env.T("ticketview.resent.changed", r.Round)
	case i > 0 && is(i-1) && !is(i):
		return s.env.T("ticketview.resent.others")
	}
	return clean.Text{}
}

// resentMark says beside a requirement what came for it.
func (s *Screen) resentMark(it *ticket.CheckItem) clean.Text {
	switch s.l.resent.Of(s.l.t, it) {
	case ticket.SentNew:
		if s.l.resent.Open(s.l.t, it) {
			return s.env.T("ticketview.resent.new")
		}
	case ticket.SentAgain:
		return s.env.T("ticketview.resent.again")
	case ticket.SentNothing:
	}
	return clean.Text{}
}
