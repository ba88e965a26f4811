package compose

import (
	"slices"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// dateText and parseDate write a day as 2026-11-26; the revision is due at its end.
func (s *Screen) dateText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(s.zone()).Format(time.DateOnly)
}

func (s *Screen) parseDate() (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(s.date.Value()), s.zone())
	if err != nil {
		return t, false
	}
	return t.AddDate(0, 0, 1).Add(-time.Minute), true
}

func (s *Screen) zone() *time.Location {
	if s.env.Zone == nil {
		return time.UTC
	}
	return s.env.Zone
}

// wrong returns why the letter cannot be sent as it is, with the field to mend.
func (s *Screen) wrong() (clean.Text, place) {
	e := s.env
	to, badTo := ticket.Addresses(s.to.Value())
	cc, badCc := ticket.Addresses(s.cc.Value())
	switch {
	case len(badTo) > 0:
		return e.T("compose.bad-address", strings.Join(badTo, ", ")), inTo
	case len(badCc) > 0:
		return e.T("compose.bad-address", strings.Join(badCc, ", ")), inCc
	case len(to) == 0:
		return e.T("compose.no-recipient"), inTo
	case strings.TrimSpace(s.subject.Value()) == "":
		return e.T("compose.no-subject"), inSubject
	case strings.TrimSpace(s.body.Value()) == "":
		return e.T("compose.no-body"), inBody
	case strings.Contains(s.subject.Value(), OpenMark):
		return e.T("compose.open-place", openPlace(s.subject.Value())), inSubject
	case strings.Contains(s.body.Value(), OpenMark):
		return e.T("compose.open-place", openPlace(s.body.Value())), inBody
	}
	if at, ok := s.sendAt(); !ok || !at.IsZero() && !at.After(e.Now) {
		return e.T("compose.bad-when"), inWhen
	}
	if s.c.Revision {
		if at, ok := s.parseDate(); !ok {
			return e.T("compose.bad-date"), inDate
		} else if !at.After(e.Now) {
			return e.T("compose.past-date"), inDate
		}
	}
	return s.wrongSecret(to, cc)
}

// openPlace is what the first open place asks for.
func openPlace(text string) string {
	_, after, _ := strings.Cut(text, OpenMark)
	what, _, _ := strings.Cut(after, "\n")
	return strings.TrimSpace(what)
}

// wrongSecret guards the secret: it has its place, and only those get it who may.
func (s *Screen) wrongSecret(to, cc []string) (clean.Text, place) {
	e, secret := s.env, s.secretValue()
	if !s.hasSecret() {
		return clean.Text{}, inBody
	}
	switch {
	case !s.typesSecret():
	case secret == "":
		return e.T("compose.no-secret"), inSecret
	case strings.Contains(s.body.Value(), secret) || strings.Contains(s.subject.Value(), secret):
		return e.T("compose.secret-in-text"), inBody
	}
	for i, a := range slices.Concat(to, cc) {
		switch no := s.opt.Desk.MayKnow(s.t, a); {
		case no == nil:
		case i < len(to):
			return e.Lang.Refusal(no), inTo
		default:
			return e.Lang.Refusal(no), inCc
		}
	}
	return clean.Text{}, inBody
}

// warnings are what an officer should see before sending; they stop nothing.
func (s *Screen) warnings() []clean.Text {
	var out []clean.Text
	if news := s.news(); news != nil {
		out = append(out, s.newsTitle(news))
	}
	if n := strings.Count(s.subject.Value()+s.body.Value(), OpenMark); n > 0 {
		out = append(out, s.env.T("compose.open-places", n))
	}
	if len(s.attach) == 0 && s.annex == nil && speaksOfAttachment(s.body.Value()) {
		out = append(out, s.env.T("compose.no-file"))
	}
	return out
}

// attachmentWords are what people write when they mean to attach something. A
// letter that asks the requester for attachments says them too, so this only warns.
var attachmentWords = []string{"terlampir", "kami lampirkan", "lampiran surat ini", "dalam lampiran", "attached", "enclosed"}

func speaksOfAttachment(body string) bool {
	body = strings.ToLower(body)
	for _, w := range attachmentWords {
		if strings.Contains(body, w) {
			return true
		}
	}
	return false
}

// send asks whether to send, saying to whom and how it can be taken back.
func (s *Screen) send() kit.Intent {
	e := s.env
	if why, at := s.wrong(); !why.Empty() {
		s.preview = false
		s.focus(at)
		return kit.Toast{Text: why, Level: kit.Bad}
	}
	if news := s.news(); news != nil {
		return s.showNews(news)
	}
	to, _ := ticket.Addresses(s.to.Value())
	cc, _ := ticket.Addresses(s.cc.Value())
	items := []clean.Text{clean.Own(e.T("compose.to").String() + ": " + clean.Line(strings.Join(to, ", "), maxLine).String())}
	if len(cc) > 0 {
		items = append(items, clean.Own(e.T("compose.cc").String()+": "+clean.Line(strings.Join(cc, ", "), maxLine).String()))
	}
	items = append(items, clean.Own(e.T("compose.subject").String()+": "+clean.Line(s.subject.Value(), 300).String()))
	for _, w := range s.warnings() {
		items = append(items, clean.Own("! "+w.String()))
	}
	effect := e.T("compose.send-now")
	if s.opt.Hold > 0 {
		effect = e.T("compose.send-held", int(s.opt.Hold/time.Second))
	}
	at, _ := s.sendAt()
	if !at.IsZero() {
		effect = e.T("compose.send-later", s.whenText(at))
	}
	word := ""
	if step, ok := s.ending(); ok && step.Dangerous {
		word = s.opt.Desk.ConfirmWord(s.t)
	}
	return kit.Show{Overlay: kit.NewConfirm(e, kit.Confirm{
		Title: e.T("compose.send-title"), Effect: effect, Items: items, Yes: e.T("compose.send"), Word: word, Safe: s.opt.Hold > 0 || !at.IsZero(),
		Then: func() kit.Intent { return s.deliver(to, cc, at, word) },
	})}
}

// ending is the step of the catalogue that the letter ends.
func (s *Screen) ending() (domain.Step, bool) {
	svc, ok := s.opt.Catalogue.Service(s.t.Service)
	if !ok || s.c.Step == "" {
		return domain.Step{}, false
	}
	step, _, ok := svc.Step(s.c.Step)
	return step, ok
}

func (s *Screen) deliver(to, cc []string, at time.Time, word string) kit.Intent {
	d := ticket.Draft{SendAt: at, Template: s.template, To: to, Cc: cc, Subject: s.subject.Value(), Body: s.body.Value(), Attach: s.attach, Annex: s.annex, Seen: s.seen}
	switch {
	case s.typesSecret():
		d.Secret = s.secretValue()
	case s.hasSecret():
		d.Act = s.t.SecretToSend().ID
	}
	by, _ := s.parseDate()
	cmd := purpose(s.c).Sending(d, word, by)
	return kit.Do{ID: s.c.ID, Version: s.t.Version, Command: cmd, Done: s.env.T("compose.sent"), Undo: true,
		Then: func(*ticket.Ticket) kit.Intent {
			s.sent, s.dirty = true, false
			s.secret.Set("")
			return kit.Many{s.store(nil), kit.Back{Leave: true}}
		},
		Else: s.refused}
}
