package ticketview

import (
	"slices"

	"loket/ticket"
)

// Reveal opens the ticket at a place that a search found, once it is read.
func (s *Screen) Reveal(p ticket.Passage) { s.want = &p }

func (s *Screen) reveal() {
	p := s.want
	if p == nil || s.w == 0 {
		return
	}
	s.want = nil
	switch p.Where {
	case ticket.InMessage, ticket.InQuoted, ticket.InNote, ticket.InLetter:
		s.tab = talk
		s.talkPane.goTo(p)
	case ticket.InFile:
		s.tab = papers
		s.docsPane.goTo(p.Ref)
	case ticket.InWork:
		s.tab = steps
	case ticket.InHead, ticket.InJournal: // stands above every tab; is of no ticket
	case ticket.InRequester, ticket.InNames, ticket.InForm:
		s.tab = about
	}
	s.fill()
}

func (c *conversation) goTo(p *ticket.Passage) {
	c.open = c.open || p.Where == ticket.InQuoted
	at := slices.IndexFunc(c.entries, func(en entry) bool {
		kind := en.message != nil
		if p.Where == ticket.InNote {
			kind = en.note != nil
		} else if p.Where == ticket.InLetter {
			kind = en.letter != nil
		}
		return kind && en.version == p.Version
	})
	if at >= 0 {
		c.drawn = nil
		c.paper.set(c.draw())
		c.at = at
		c.paper.Goto(c.entries[at].from)
	}
}

// goTo selects a file: by itself, or as what is offered for a requirement.
func (d *documents) goTo(sha string) {
	if d.list.choose(isFile + sha) {
		return
	}
	for _, it := range d.s.l.items {
		at := slices.IndexFunc(it.Files, func(a *ticket.Attachment) bool { return a.SHA == sha })
		if at >= 0 && d.list.choose(isRequirement+it.Requirement.ID) {
			d.file[it.Requirement.ID] = at
			return
		}
	}
}
