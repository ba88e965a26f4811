package compose

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// Bounds on what is typed.
const (
	maxLine   = 2000
	maxBody   = 64 << 10
	maxSecret = 255
)

// place is what has the focus.
type place int

const (
	inTo place = iota
	inCc
	inSubject
	inWhen   // of a letter that was put off only
	inDate   // of a revision only
	inSecret // of a letter with a mark for it only
	inBody
)

// Screen writes one letter. It implements kit.Screen.
type Screen struct {
	env  *kit.Env
	opt  *Options
	c    kit.Compose
	w, h int

	t        *ticket.Ticket
	ready    bool
	to       *kit.Field
	cc       *kit.Field
	subject  *kit.Field
	when     *kit.Field
	later    bool // the letter was put off: when is shown
	date     *kit.Field
	secret   *kit.Field
	body     *kit.Editor
	attach   []string
	annex    *ticket.Annex // a list that the desk makes; nil: none
	offered  *ticket.Annex // the one that the template asked for
	template string
	at       place

	seen     uint32 // version of the ticket whose messages the officer has read
	gen      uint64
	dirty    bool
	edited   bool // by the officer, since the template
	since    time.Time
	savedAt  time.Time
	draftGen uint64
	turn     *turn
	sent     bool

	preview bool
	pager   kit.Pager
	side    []string

	drawn     []string // the text as it was drawn; drawing it anew is slow
	drawnSize [2]int
}

// New returns the composer. It reads nothing yet: the first Apply does.
func New(env *kit.Env, opt *Options, c kit.Compose) *Screen {
	s := &Screen{env: env, opt: opt, c: c, turn: new(turn), template: orPlain(c.Template), at: inBody,
		to: kit.NewField(maxLine), cc: kit.NewField(maxLine), subject: kit.NewField(998), when: kit.NewField(40), date: kit.NewField(10), secret: kit.NewField(maxSecret),
		body: kit.NewEditor(maxBody)}
	if c.Revision {
		s.template = "revision"
	}
	s.focus(inBody)
	return s
}

// begin fills the fields with what was read.
func (s *Screen) begin(r *read) kit.Intent {
	s.t, s.ready, s.seen = r.t, true, r.t.Version
	s.date.Set(s.dateText(r.reviseBy))
	if r.kept == nil {
		s.fill(r.draft)
		if s.c.Back != 0 { // it is nowhere else now
			s.changed()
		}
		return nil
	}
	k := r.kept
	s.template = orPlain(k.Template)
	s.to.Set(k.To)
	s.cc.Set(k.Cc)
	s.subject.Set(k.Subject)
	s.write(resumed(k.Body, r.draft.Body))
	if k.ReviseBy != "" {
		s.date.Set(k.ReviseBy)
	}
	s.when.Set(k.When)
	s.later = k.When != ""
	s.attach, s.annex, s.offered = s.onTicket(k.Attach), k.Annex, k.Annex
	if k.Seen != 0 { // what came while the letter lay there is new to it
		s.seen = k.Seen
	}
	s.edited = true
	s.settle()
	return kit.Toast{Text: s.restored(k), Level: kit.Note}
}

// fill takes a draft over.
func (s *Screen) fill(d ticket.Draft) {
	s.to.Set(strings.Join(d.To, ", "))
	s.cc.Set(strings.Join(d.Cc, ", "))
	s.subject.Set(d.Subject)
	s.write(d.Body)
	s.attach, s.annex, s.offered = s.onTicket(d.Attach), d.Annex, d.Annex
	if d.Template != "" {
		s.template = d.Template
	}
	s.edited = false
	s.settle()
}

// settle puts the focus where something is missing first.
func (s *Screen) settle() {
	s.side = nil
	switch {
	case strings.TrimSpace(s.to.Value()) == "":
		s.focus(inTo)
	case s.typesSecret() && s.secretValue() == "":
		s.focus(inSecret)
	default:
		s.focus(inBody)
	}
}

// OpenMark stands in a template's text where an officer has to fill in or
// decide something; a letter that still has one does not leave.
const OpenMark = ticket.OpenMark

// gapMark is put where the officer's own words go in an empty letter, and taken
// out again.
const gapMark = "[[...]]"

// write puts a text into the editor and the cursor where the officer has to
// write: in the gap, else at the first open place, else at the beginning.
func (s *Screen) write(text string) {
	s.drawn = nil
	before, after, ok := strings.Cut(text, gapMark)
	if !ok {
		if i := strings.Index(text, OpenMark); i >= 0 {
			before, after = text[:i], text[i:]
		} else {
			before, after = "", text
		}
	}
	s.body.Set(after)
	s.body.Paste(clean.Own(before))
	if s.body.Value() != before+after { // cleaning took something from an end
		s.body.Set(before + after)
	}
}

// onTicket keeps the attachments that the ticket still has.
func (s *Screen) onTicket(hashes []string) []string {
	var out []string
	for _, h := range hashes {
		if s.t.Attachment(h) != nil {
			out = append(out, h)
		}
	}
	return out
}

// Resize sets the size.
func (s *Screen) Resize(w, h int) {
	s.w, s.h, s.side, s.drawn = w, h, nil, nil
	if s.preview {
		s.openPreview()
	}
}

// Apply reads the ticket when it changed: a new message is worth a word.
func (s *Screen) Apply(c kit.Changes) kit.Intent {
	if !s.ready {
		s.gen++
		return s.open()
	}
	if !c.Has(s.c.ID) || s.sent {
		return nil
	}
	s.gen++
	gen, desk, id := s.gen, s.opt.Desk, s.c.ID
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		t, err := desk.Ticket(id)
		if err != nil {
			return nil, err
		}
		return func() kit.Intent {
			if gen == s.gen {
				s.t, s.side = t, nil
			}
			return nil
		}, nil
	}}
}

// Tick keeps the draft when typing paused.
func (s *Screen) Tick(now time.Time) kit.Intent {
	if s.dirty && !s.sent && now.Sub(s.since) >= saveAfter {
		return s.save()
	}
	return nil
}

// places are the fields that there are now, in the order of the tab key.
func (s *Screen) places() []place {
	out := []place{inTo, inCc, inSubject}
	if s.later {
		out = append(out, inWhen)
	}
	if s.c.Revision {
		out = append(out, inDate)
	}
	if s.typesSecret() {
		out = append(out, inSecret)
	}
	return append(out, inBody)
}

func (s *Screen) field(p place) *kit.Field {
	return map[place]*kit.Field{inTo: s.to, inCc: s.cc, inSubject: s.subject, inWhen: s.when, inDate: s.date, inSecret: s.secret}[p]
}

func (s *Screen) focus(p place) {
	s.at, s.drawn = p, nil
	for _, q := range []place{inTo, inCc, inSubject, inWhen, inDate, inSecret} {
		if q == p {
			s.field(q).Focus()
		} else {
			s.field(q).Blur()
		}
	}
	if p == inBody {
		s.body.Focus()
	} else {
		s.body.Blur()
	}
}

func (s *Screen) step(n int) {
	list := s.places()
	for i, p := range list {
		if p == s.at {
			s.focus(list[(i+n+len(list))%len(list)])
			return
		}
	}
	s.focus(inBody)
}

// Key routes: the composer's own keys, then the field in focus.
func (s *Screen) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	if !s.ready {
		return nil, false
	}
	k := msg.String()
	if s.preview {
		return s.previewKey(msg)
	}
	if k != "esc" || msg.Mod != 0 {
		if strings.HasPrefix(k, "ctrl+") {
			if in, used := kit.Dispatch(msg, s.Bindings()); used {
				return in, true
			}
		}
	} else {
		return s.leave(), true
	}
	switch {
	case k == "tab":
		s.step(1)
	case k == "shift+tab":
		s.step(-1)
	case s.at == inBody:
		return nil, s.bodyKey(msg)
	case k == "enter" || k == "down":
		s.step(1)
	case k == "up":
		if s.at != inTo {
			s.step(-1)
		}
	default:
		was := s.field(s.at).Raw()
		used := s.field(s.at).Key(msg)
		if s.field(s.at).Raw() != was && s.at != inSecret {
			s.changed()
		}
		return nil, used
	}
	return nil, true
}

func (s *Screen) bodyKey(msg tea.KeyPressMsg) bool {
	s.drawn = nil
	if msg.Text == "" && !deletes(msg) {
		return s.body.Key(msg)
	}
	used := s.body.Key(msg)
	if used {
		s.changed()
	}
	return used
}

// deletes reports whether a key that types nothing may still change a text.
func deletes(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "enter", "backspace", "delete", "ctrl+h", "ctrl+k", "ctrl+u", "ctrl+w", "ctrl+m", "alt+backspace", "alt+delete", "alt+d":
		return true
	}
	return false
}

// Paste goes to the field in focus.
func (s *Screen) Paste(t clean.Text) kit.Intent {
	switch {
	case !s.ready || s.preview:
		return nil
	case s.at == inBody:
		s.body.Paste(t)
	default:
		s.field(s.at).Paste(t)
	}
	s.drawn = nil
	if s.at != inSecret {
		s.changed()
	}
	return nil
}

// leave keeps the draft and goes back.
func (s *Screen) leave() kit.Intent {
	return kit.Many{s.save(), kit.Back{}}
}

// Title names the letter.
func (s *Screen) Title() clean.Text {
	number := ""
	if s.t != nil {
		number = s.t.Number
	}
	return s.env.T("compose.title", s.name(), number)
}

// Busy says what would be lost: the secret, which is never kept, and what was
// typed within the last second.
func (s *Screen) Busy() clean.Text {
	switch {
	case !s.ready || s.sent:
	case s.typesSecret() && s.secretValue() != "":
		return s.env.T("compose.busy")
	case s.dirty:
		return s.env.T("compose.busy-draft")
	}
	return clean.Text{}
}

func (s *Screen) hasSecret() bool { return strings.Contains(s.body.Value(), ticket.SecretMark) }

// typesSecret reports whether an officer gives the secret: one that the desk made
// itself is put in when the letter leaves, and nobody sees it.
func (s *Screen) typesSecret() bool { return s.hasSecret() && s.t.SecretToSend() == nil }

func (s *Screen) secretValue() string { return strings.TrimSpace(s.secret.Raw()) }

// name is what the letter is called.
func (s *Screen) name() clean.Text {
	return clean.Line(s.opt.Catalogue.Letter(s.template).In(langOf(s.env)), 80)
}
