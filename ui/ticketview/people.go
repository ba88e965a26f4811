package ticketview

import (
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// About says which ticket is on the screen; nothing is written here.
func (s *Screen) About() (id ticket.ID, writing bool) { return s.id, false }

// peopleSpans are who else is here; where nobody is, what was begun here.
func (s *Screen) peopleSpans() []span {
	e, th := s.env, s.env.Theme
	if s.headWho = e.Present(s.id); !s.headWho.Empty() {
		return []span{{glue(s.headWho, clean.Own("  ")), th.Soon}}
	}
	if len(s.l.begun) == 0 {
		return nil
	}
	b := s.l.begun[0]
	words := e.T("people.drafts", s.letterTitle(s.begunAs(b.Kind)))
	if b.By != "" {
		words = e.T("people.draft-of", words, e.OfficerName(b.By), e.Moment(b.At))
	}
	return []span{{glue(clean.Own("✐ "), words, clean.Own("  ")), th.Accent}}
}

// begunAs is the template of a kind of draft: that of its step, or itself.
func (s *Screen) begunAs(kind string) string {
	if letter := s.step(kind).Letter; letter != "" {
		return letter
	}
	return kind
}

// calls shows what was said to the officer, first of all, and says that it was read.
func (s *Screen) calls(list []ticket.Call) kit.Intent {
	e := s.env
	var lines []string
	w := min(max(s.w-14, 30), 80)
	for _, c := range list {
		key := "people.call-named"
		if c.Handed {
			key = "people.call-handed"
		}
		lines = append(lines, hanging(noteGlyph.String(), e.T(key, e.OfficerName(c.By), passage(c.Text)), e.Theme.Text, w)...)
	}
	return kit.Many{
		kit.Show{Overlay: kit.NewInfoLines(e, line(s.l.t.Number), lines), Self: true},
		kit.Do{ID: s.id, Command: ticket.Look{}},
	}
}

// watchBinding follows the ticket, or ends that.
func (s *Screen) watchBinding() kit.Binding {
	e := s.env
	on := !s.l.row.Watched(e.Officer)
	name, done := e.T("people.unwatch"), e.T("people.unwatched", s.l.t.Number)
	if on {
		name, done = e.T("people.watch"), e.T("people.watching", s.l.t.Number)
	}
	return kit.Bind("watch", name, func() kit.Intent { return s.doLatest(ticket.Watch{On: on}, done) }, "@")
}
