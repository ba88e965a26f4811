package compose

import (
	"context"
	"fmt"
	"strings"
	"time"

	"loket/ticket"
	"loket/ui/kit"
)

// saveAfter is how long typing must pause before a draft is kept.
const saveAfter = time.Second

// kind names the draft: one for each kind of letter of a ticket.
func (s *Screen) kind() string {
	switch {
	case s.c.Back != 0: // beside what else is being written
		return fmt.Sprintf("back-%d", s.c.Back)
	case s.c.Revision:
		return "revision"
	case s.c.Step != "":
		return s.c.Step
	}
	return orPlain(s.c.Template)
}

func (s *Screen) kept() *ticket.LetterDraft {
	k := &ticket.LetterDraft{Template: s.template, To: s.to.Value(), Cc: s.cc.Value(), Subject: s.unsaid(s.subject.Value()), Body: s.unsaid(s.body.Value()), Attach: s.attach, Annex: s.annex, Seen: s.seen}
	if s.c.Revision {
		k.ReviseBy = s.date.Value()
	}
	if s.later {
		k.When = s.when.Value()
	}
	return k
}

// unsaid puts the mark back where somebody wrote the secret itself.
func (s *Screen) unsaid(text string) string {
	if secret := s.secretValue(); len(secret) >= 4 {
		return strings.ReplaceAll(text, secret, ticket.SecretMark)
	}
	return text
}

// changed notes that there is something to keep. The seat has it at once: it is not
// lost with the session, and whoever takes the letter over gets it.
func (s *Screen) changed() {
	s.dirty, s.edited, s.since = true, true, s.env.Now
	s.env.Seat.Writes(s.c.ID, s.kind(), s.kept())
}

// save keeps the draft outside the event loop.
func (s *Screen) save() kit.Intent {
	if !s.dirty || !s.ready {
		return nil
	}
	s.dirty = false
	s.savedAt = s.env.Now
	return s.store(s.kept())
}

// store gives a draft to the desk, nil to remove it. Two stores of one draft must not
// overtake each other, so the later waits for the earlier.
func (s *Screen) store(k *ticket.LetterDraft) kit.Intent {
	id, kind, desk, turn, seat, by := s.c.ID, s.kind(), s.opt.Desk, s.turn, s.env.Seat, s.env.Officer
	s.draftGen++
	gen := s.draftGen
	return kit.Run{
		Work: func(context.Context) (func() kit.Intent, error) {
			err := turn.save(gen, func() error { return desk.KeepDraft(seat, by, id, kind, k) })
			return func() kit.Intent { return s.stored(gen) }, err
		},
		Else: func(error) kit.Intent { s.dirty = true; return nil },
	}
}

// stored tells the seat that there is nothing to keep, unless more was typed since.
func (s *Screen) stored(gen uint64) kit.Intent {
	if gen == s.draftGen && !s.dirty {
		s.env.Seat.Writes(s.c.ID, s.kind(), nil)
	}
	return nil
}

// read is what the screen begins with.
type read struct {
	t        *ticket.Ticket
	draft    ticket.Draft
	reviseBy time.Time
	kept     *ticket.LetterDraft
}

// open reads the ticket and the draft, or writes one from the template.
func (s *Screen) open() kit.Intent {
	c, by, desk, kind := s.c, s.env.Officer, s.opt.Desk, s.kind()
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		r, err := begin(desk, c, by, kind)
		if err != nil {
			return nil, err
		}
		return func() kit.Intent { return s.begin(r) }, nil
	}, Else: func(error) kit.Intent { return kit.Back{Leave: true} }}
}

// resumed is a kept text with the mark where the officer's own words end: before what
// the template says after them.
func resumed(kept, template string) string {
	_, after, ok := strings.Cut(template, gapMark)
	next, _, _ := strings.Cut(strings.TrimLeft(after, "\n"), "\n")
	i := strings.Index(kept, next)
	if !ok || next == "" || i < 0 {
		return kept
	}
	own := strings.TrimRight(kept[:i], "\n")
	return own + gapMark + kept[len(own):]
}

func begin(desk Desk, c kit.Compose, by, kind string) (*read, error) {
	t, err := desk.Ticket(c.ID)
	if err != nil {
		return nil, err
	}
	r := &read{t: t}
	if c.Draft != nil {
		r.draft = *c.Draft
	} else {
		r.draft, r.reviseBy, err = write(desk, t, purpose(c), by)
	}
	if err != nil {
		return nil, fmt.Errorf("write %q: %w", c.Template, err)
	}
	r.kept, err = desk.LetterDraft(c.ID, kind)
	return r, err
}

// write makes a draft from a template. An empty letter has a gap for the
// officer's own words, where the cursor goes.
func write(desk Desk, t *ticket.Ticket, p ticket.Purpose, by string) (ticket.Draft, time.Time, error) {
	note := ""
	if orPlain(p.Template) == "plain" && !p.Revision {
		note = gapMark
	}
	return desk.Write(t, p, by, note)
}

// purpose is what the letter is for.
func purpose(c kit.Compose) ticket.Purpose {
	return ticket.Purpose{Template: c.Template, Step: c.Step, Revision: c.Revision}
}

func orPlain(template string) string {
	if template == "" {
		return "plain"
	}
	return template
}
