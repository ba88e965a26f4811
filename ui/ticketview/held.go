package ticketview

import (
	"slices"

	"loket/domain/clean"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
)

// heldUp is what to do about a step that the desk would refuse to end.
func (s *Screen) heldUp(title clean.Text) clean.Text {
	switch s.l.next.Blocked.Code {
	case "urls-open", "condition-unmet", "name-not-served", "not-official", "forged-sender", "unproven-sender":
		return s.env.T("ticketview.held." + s.l.next.Blocked.Code)
	}
	return title
}

// wayOut leads to what holds a step up, or offers what can be done about it.
func (s *Screen) wayOut() kit.Intent {
	e, code := s.env, s.l.next.Blocked.Code
	entry := func(key, text string, then func() kit.Intent) kit.Entry {
		return kit.Entry{Key: key, Text: e.T(text), Then: then}
	}
	var entries []kit.Entry
	about := s.panes[about].(*matter)
	switch code {
	case "urls-open":
		return s.urlsPane.showUnseen()
	case "not-official", "forged-sender", "unproven-sender":
		entries = slices.Concat([]kit.Entry{
			entry("f", "sender.panel.title", s.showSender),
			entry("r", "ticketview.held.ask", s.compose("plain", false)),
			entry("d", "ticketview.do.requester", about.editRequester),
		}, s.may(staff.Supervise, entry("e", "ticketview.do.exception", func() kit.Intent { return s.exceptCondition("official-email") })), []kit.Entry{
			entry("p", "ticketview.do.refuse", s.compose("refusal", false)),
		})
	case "condition-unmet":
		entries = slices.Concat([]kit.Entry{
			entry("r", "ticketview.held.ask", s.compose("plain", false)),
			entry("d", "ticketview.do.requester", about.editRequester),
		}, s.may(staff.Supervise, entry("e", "ticketview.do.exception", func() kit.Intent { return s.exceptCondition(s.unmet()) })), []kit.Entry{
			entry("p", "ticketview.do.refuse", s.compose("refusal", false)),
			entry("c", "ticketview.held.look", func() kit.Intent {
				s.show(papers)
				s.docsPane.list.choose(isCondition + s.unmet())
				s.docsPane.detail()
				return nil
			}),
		})
	case "name-not-served":
		entries = []kit.Entry{
			entry("p", "ticketview.do.refuse", s.compose("refusal", false)),
			entry("e", "ticketview.do.edit-names", about.editNames),
			entry("s", "ticketview.held.service", s.chooseService),
			entry("t", "ticketview.do.close", s.closeMenu),
		}
	default:
		return kit.Toast{Text: s.refusal(s.l.next.Blocked), Level: kit.Warn}
	}
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: s.heldUp(clean.Text{}), Entries: entries, Note: s.refusal(s.l.next.Blocked)})}
}

// unmet is the first condition that was found not to hold.
func (s *Screen) unmet() string {
	for _, id := range s.conditions() {
		if c := s.condition(id); c != nil && !c.OK && !s.excused(c) {
			return id
		}
	}
	return ""
}

// refusedBy is the letter that refuses the request, nil where there is none or
// where somebody wrote after it.
func (s *Screen) refusedBy() *ticket.Letter {
	t := s.l.t
	for i := len(t.Letters) - 1; i >= 0; i-- {
		l := &t.Letters[i]
		if l.Template != "refusal" || l.State == ticket.LetterCancelled || l.State == ticket.LetterBounced {
			continue
		}
		for j := range t.Messages {
			if m := &t.Messages[j]; m.Machine == "" && m.Date.After(l.At) {
				return nil
			}
		}
		return l
	}
	return nil
}
