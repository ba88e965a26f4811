package ticketview

import (
	"slices"
	"strings"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// What the program proposes about a request, beside its text: an officer does it
// with one key, and nothing is done otherwise.

// proposed are the proposals that belong to a message.
func (c *conversation) proposed(m *ticket.Message) []string {
	s, e, th := c.s, c.s.env, c.s.env.Theme
	if s.l.t.State.Done() || len(s.l.t.Messages) == 0 || m.Version != s.l.t.Messages[0].Version {
		return nil
	}
	var out []string
	say := func(t clean.Text) { out = append(out, text(glue(clean.Own("? "), t), th.Accent, c.w-1, 4)...) }
	if n := s.repeatOf(); n != "" {
		say(e.T("sender.panel.repeat", n))
	}
	if p := s.passedOn(); p != nil {
		say(e.T("sender.panel.forwarded", person(s.l.t.Requester), person(*p)))
	}
	return out
}

// repeatOf is the number of the ticket that this one seems to repeat, "" if none.
func (s *Screen) repeatOf() string {
	for _, l := range s.l.t.Links {
		if l.Kind == "repeat" {
			return l.Number
		}
	}
	return ""
}

// passedOn is who seems to have asked, in a request that somebody else sent on;
// nil where nobody is, or where that is the requester already.
func (s *Screen) passedOn() *ticket.Party {
	t := s.l.t
	if len(t.Messages) == 0 {
		return nil
	}
	p := t.Messages[0].Forwarded
	if p == nil || p.Email == "" || p.Email == t.Requester.Email {
		return nil
	}
	return p
}

// takePassedOn makes the requester whoever the forward names, after asking.
func (s *Screen) takePassedOn() kit.Intent {
	e, p := s.env, s.passedOn()
	if p == nil {
		return kit.Toast{Text: e.T("sender.panel.requester-none"), Level: kit.Note}
	}
	return kit.Show{Overlay: kit.NewConfirm(e, kit.Confirm{
		Title: e.T("sender.panel.requester"), Effect: e.T("sender.panel.requester-effect", person(s.l.t.Requester), person(*p)), Yes: e.T("sender.panel.requester"),
		Then: func() kit.Intent {
			to := ticket.Party{Name: p.Name, Email: p.Email, Agency: s.l.t.Requester.Agency}
			return s.do(ticket.SetRequester{Requester: to}, e.T("ticketview.did.requester"))
		},
	})}
}

func (s *Screen) noPassedOn() clean.Text {
	if s.passedOn() == nil {
		return s.env.T("sender.panel.requester-none")
	}
	return s.shut()
}

// person is a name with its address.
func person(p ticket.Party) clean.Text {
	if p.Name == "" {
		return line(p.Email)
	}
	return glue(line(p.Name), clean.Own(" <"), line(p.Email), clean.Own(">"))
}

// excused reports whether a supervisor's exception covers what does not hold: one
// for an address covers that address only.
func (s *Screen) excused(c *ticket.Condition) bool {
	return c.Exception != "" && (c.Note == "" || strings.EqualFold(c.Note, s.l.t.Requester.Email))
}

// requesterJudged is what the newest mail of the requester was judged to be.
func (s *Screen) requesterJudged(w int) []string {
	for i := len(s.l.t.Messages) - 1; i >= 0; i-- {
		m := &s.l.t.Messages[i]
		if m.Sender != nil && m.Machine == "" && strings.EqualFold(m.From.Email, s.l.t.Requester.Email) {
			glyph, ink := judgedInk(s.env.Theme, m.Sender.Level)
			return append(text(glue(glyph, s.judgedLine(m.Sender)), ink, w, 0), text(s.env.T("sender.panel.key"), s.env.Theme.Muted, w, 0)...)
		}
	}
	return nil
}

// forgedRequester reports whether a mail in the requester's name looks forged, and
// no supervisor let the address pass.
func (s *Screen) forgedRequester() bool {
	t := s.l.t
	for i := range t.Conditions {
		if t.Conditions[i].ID == "official-email" && s.excused(&t.Conditions[i]) {
			return false
		}
	}
	return slices.ContainsFunc(t.Messages, func(m ticket.Message) bool {
		return m.Machine == "" && m.Sender != nil && m.Sender.Level == ticket.SenderForged && strings.EqualFold(m.From.Email, t.Requester.Email)
	})
}
