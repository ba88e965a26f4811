package ticketview

import (
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

// noException says why the officer may not grant one.
func (s *Screen) noException() clean.Text {
	if !s.opt.Desk.Supervises(s.env.Officer) {
		return s.env.T("refusal.not-supervisor")
	}
	return s.shut()
}
