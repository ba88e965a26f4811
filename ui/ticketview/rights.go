package ticketview

import (
	"strings"

	"loket/domain/staff"
	"loket/ui/kit"
)

// readings are the keys that change nothing on a ticket.
var readings = map[string]bool{
	"unfold": true, "mark": true, "earlier": true, "later": true, "search": true, "deadline": true, "sender": true, "copy": true, "watch": true,
	"act-view": true, "other-file": true, "mark-url": true, "mark-urls": true, "url-filter": true, "url-evidence": true, "copy-url": true,
}

// rightsOf are the rights that are not plain work.
var rightsOf = map[string]staff.Right{
	"accept": staff.Verify, "reject": staff.Verify, "not-applicable": staff.Verify, "accept-mail": staff.Verify, "unjudge": staff.Verify,
	"condition": staff.Verify, "condition-not": staff.Verify, "condition-turn": staff.Verify, "return": staff.Verify, "exception": staff.Supervise,
	"pictures": staff.Personal, "full-text": staff.Personal, "open-file": staff.Personal, "save-file": staff.Personal, "verify": staff.Personal, "members": staff.Personal,
	"act-approve": staff.Approve, "act-reject": staff.Approve,
}

// needs is the right that a key of the ticket's screen asks for.
func needs(id string) staff.Right {
	right, special := rightsOf[id]
	switch {
	case readings[id]:
		return ""
	case special:
		return right
	case strings.HasPrefix(id, "act-"):
		return staff.Act
	}
	return staff.Work
}

// within leaves the keys that the officer may use.
func (s *Screen) within(all []kit.Binding) []kit.Binding {
	return s.env.Within(all, s.l.t.Service, needs)
}
