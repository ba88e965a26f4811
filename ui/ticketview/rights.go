package ticketview

import (
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/staff"
	"loket/ui/kit"
)

// rightsOf are the rights of the keys of the ticket and of its pages, by the bindings'
// ids. A key that is not here is nobody's: a test goes over all of them.
var rightsOf = map[string]staff.Right{
	// the conversation
	"unfold": staff.Read, "mark": staff.Read, "earlier": staff.Read, "later": staff.Read, "search": staff.Read, "fetch-body": staff.Work,
	"cancel-letter": staff.Work, "retry-letter": staff.Work, "settle-letter": staff.Work,
	// documents
	"accept": staff.Verify, "reject": staff.Verify, "not-applicable": staff.Verify, "accept-mail": staff.Verify, "unjudge": staff.Verify,
	"condition": staff.Verify, "condition-not": staff.Verify, "condition-turn": staff.Verify, "exception": staff.Supervise, "lift": staff.Supervise,
	"pictures": staff.Personal, "full-text": staff.Personal, "open-file": staff.Personal, "save-file": staff.Personal, "text": staff.Personal,
	"bring": staff.Work, "bring-one": staff.Work, "match": staff.Work, "pages": staff.Work, "members": staff.Work, "password": staff.Work,
	"verify": staff.Work, "rescan": staff.Work, "other-file": staff.Read,
	// pages
	"leave": staff.Read, "closer": staff.Read, "farther": staff.Read, "fit": staff.Read, "next-page": staff.Read, "prev-page": staff.Read,
	"to-page": staff.Read, "turn": staff.Read, "beside": staff.Read, "other": staff.Read, "other-back": staff.Read, "way": staff.Read,
	"focus": staff.Read, "look.do.move": staff.Read, "look.do.part": staff.Read,
	// steps and what acts on the outside world
	"skip": staff.Work, "back-to": staff.Work, "probe": staff.Work, "act-view": staff.Read, "act-approve": staff.Approve, "act-reject": staff.Approve,
	"act-plan": staff.Act, "act-confirm": staff.Act, "act-settle": staff.Act, "act-look": staff.Act, "act-anew": staff.Act,
	"act-revert": staff.Act, "act-withdraw": staff.Act,
	// the matter and its addresses
	"edit-names": staff.Work, "confirm-form": staff.Work, "wanted": staff.Work, "mark-url": staff.Read, "mark-urls": staff.Read,
	"look-urls": staff.Work, "url-clean": staff.Work, "url-found": staff.Work, "url-gone": staff.Work, "accept-looks": staff.Work, "url": staff.Work, "url-filter": staff.Read, "url-evidence": staff.Read,
	"owner-letters": staff.Work, "drop-url": staff.Work, "copy-url": staff.Read,
	// the ticket
	"claim": staff.Work, "reply": staff.Work, "note": staff.Work, "return": staff.Verify, "refuse": staff.Work, "service": staff.Work,
	"wait": staff.Work, "resume": staff.Work, "close": staff.Work, "reopen": staff.Work, "deadline": staff.Read, "sender": staff.Read,
	"passed-on": staff.Work, "undo": staff.Work, "copy": staff.Read, "link": staff.Work, "merge": staff.Work, "split": staff.Work,
	"task": staff.Work, "answer": staff.Work, "watch": staff.Read, "breach": staff.Supervise,
}

// needs is the right that a key of the ticket's screen asks for now.
func (s *Screen) needs(id string) staff.Right {
	switch id {
	case "assign", "release":
		return s.env.Giving(s.l.t.Owner)
	case "next":
		return s.nextNeeds()
	case "act":
		return s.panes[about].(*matter).actNeeds()
	}
	if right, ok := rightsOf[id]; ok {
		return right
	}
	return staff.Manage
}

// within bars the keys that the officer has no right to on this ticket.
func (s *Screen) within(all []kit.Binding) []kit.Binding {
	return s.env.Within(all, s.l.t.Service, s.needs)
}

// may leaves out entries to which the officer has no right on this ticket.
func (s *Screen) may(right staff.Right, entries ...kit.Entry) []kit.Entry {
	return s.env.Allowed(right, s.l.t.Service, entries...)
}

// press is a key of the ticket, pressed with the mouse.
func (s *Screen) press(id string) kit.Intent {
	all := s.Bindings()
	if i := slices.IndexFunc(all, func(b kit.Binding) bool { return b.ID == id }); i >= 0 {
		return all[i].Press()
	}
	return nil
}

// nextNeeds is the right to what the ticket's one key does next. What can be passed
// over instead, or is under way, is for whoever works.
func (s *Screen) nextNeeds() staff.Right {
	a := s.l.next
	if a.Step.ID == "" || a.Blocked != nil || s.awaited() || s.refusedBy() != nil || s.pendingAct(a.Step.ID) != nil {
		return staff.Work
	}
	switch kind := domain.Kind(a.Kind); {
	case kind == domain.KindAct && !a.Step.Skippable && !a.Step.Optional:
		return staff.Act
	case (kind == domain.KindCheck || kind == domain.KindRecord) && s.drives(a.Step):
		return staff.Act
	}
	return staff.Work
}

// doing is the right to do a step by hand.
func doing(st domain.Step) staff.Right {
	if st.Kind == domain.KindAct || st.Action != "" && st.Kind != domain.KindWait {
		return staff.Act
	}
	return staff.Work
}

// actNeeds is the right to what the key does with the selected thing.
func (p *matter) actNeeds() staff.Right {
	switch id := p.list.selected(); {
	case id == "urls" || strings.HasPrefix(id, "link") || strings.HasPrefix(id, "form"):
		return staff.Read
	case strings.HasPrefix(id, "task"):
		return doing(p.s.step(strings.TrimPrefix(id, "task")))
	}
	return staff.Work
}
