package compose

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"loket/ticket"
	"loket/ui/kit"
)

// kept is a draft as it is stored. It has no place for the secret.
type kept struct {
	Template string        `json:"template,omitempty"`
	To       string        `json:"to,omitempty"`
	Cc       string        `json:"cc,omitempty"`
	Subject  string        `json:"subject"`
	Body     string        `json:"body"`
	Attach   []string      `json:"attach,omitempty"`
	Annex    *ticket.Annex `json:"annex,omitempty"`
	ReviseBy string        `json:"revise_by,omitempty"`
	When     string        `json:"when,omitempty"`
}

// saveAfter is how long typing must pause before a draft is kept.
const saveAfter = time.Second

// key names the draft: one per ticket, purpose and officer, so that two who
// answer the same ticket do not write over one another.
func (s *Screen) key() string {
	what := s.c.Step
	if what == "" {
		what = s.c.Template
	}
	if s.c.Revision {
		what = "revision"
	}
	if what == "" {
		what = "plain"
	}
	if s.c.Back != 0 { // beside what else is being written
		what = fmt.Sprintf("back-%d", s.c.Back)
	}
	return fmt.Sprintf("letter/%d/%s/%s", s.c.ID, what, s.env.Officer)
}

func (s *Screen) kept() kept {
	k := kept{Template: s.template, To: s.to.Value(), Cc: s.cc.Value(), Subject: s.unsaid(s.subject.Value()), Body: s.unsaid(s.body.Value()), Attach: s.attach, Annex: s.annex}
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

// changed notes that there is something to keep.
func (s *Screen) changed() {
	s.dirty, s.edited, s.since = true, true, s.env.Now
}

// save keeps the draft outside the event loop.
func (s *Screen) save() kit.Intent {
	if !s.dirty || !s.ready {
		return nil
	}
	text, err := json.Marshal(s.kept())
	if err != nil { // strings only: cannot happen
		return nil
	}
	s.dirty = false
	s.savedAt = s.env.Now
	return s.store(string(text))
}

// store gives a text to the desk. Two stores of one draft must not overtake
// each other, so the later waits for the earlier.
func (s *Screen) store(text string) kit.Intent {
	key, desk, turn := s.key(), s.opt.Desk, s.turn
	s.draftGen++
	gen := s.draftGen
	return kit.Run{
		Work: func(context.Context) (func() kit.Intent, error) { return nil, turn.save(desk, key, text, gen) },
		Else: func(error) kit.Intent { s.dirty = true; return nil },
	}
}

// read is what the screen begins with.
type read struct {
	t        *ticket.Ticket
	draft    ticket.Draft
	reviseBy time.Time
	kept     *kept
}

// open reads the ticket and the draft, or writes one from the template.
func (s *Screen) open() kit.Intent {
	c, by, desk, key := s.c, s.env.Officer, s.opt.Desk, s.key()
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		r, err := begin(desk, c, by, key)
		if err != nil {
			return nil, err
		}
		return func() kit.Intent { return s.begin(r) }, nil
	}, Else: func(error) kit.Intent { return kit.Back{Leave: true} }}
}

func begin(desk Desk, c kit.Compose, by, key string) (*read, error) {
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
	text, err := desk.LoadDraft(key)
	if err != nil {
		return nil, err
	}
	var k kept
	if text != "" && json.Unmarshal([]byte(text), &k) == nil {
		r.kept = &k
	}
	return r, nil
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
