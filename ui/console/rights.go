package console

import "loket/domain/staff"

// Rights of the keys of the root and its screens, by the bindings' ids. A key that is
// not here is nobody's: a test goes over all of them.
var rightsOf = map[string]staff.Right{
	// the queue
	"open": staff.Read, "claim": staff.Work, "actions": staff.Read, "filter": staff.Read, "mark": staff.Read, "new": staff.Work,
	"sort": staff.Read, "reverse": staff.Read, "note": staff.Work, "assign": staff.Work, "watch": staff.Read, "release": staff.Work,
	"close": staff.Work, "quarantined": staff.Read, "copy": staff.Read, "filter-done": staff.Read, "filter-clear": staff.Read,
	// the board
	"reassign": staff.Supervise, "cause": staff.Supervise, "next-lens": staff.Read, "last-lens": staff.Read,
	"whatif": staff.Read, "suppose": staff.Read, "as-it-is": staff.Read, "more-officers": staff.Read, "fewer-officers": staff.Read, "recount": staff.Read,
	// mails: their files are in the raw text
	"raw": staff.Personal, "to-ticket": staff.Work, "attach": staff.Work, "ignore": staff.Work, "retry": staff.Work,
	// letters
	"cancel-letter": staff.Work, "retry-letter": staff.Work, "settle-letter": staff.Work,
	// the register and its reminders
	"campaign": staff.Read, "add": staff.Work, "edit": staff.Work, "send": staff.Work, "leave": staff.Work, "remind-note": staff.Work, "delete": staff.Work,
	// the zone
	"compare": staff.Work, "accept": staff.Supervise, "accept-all": staff.Supervise,
	// search and reports
	"search-clear": staff.Read, "before": staff.Read, "after": staff.Read, "part": staff.Read, "again": staff.Read, "longer": staff.Read, "save": staff.Read,
	// the root
	"help": staff.Read, "palette": staff.Read, "undo": staff.Work, "parked": staff.Read, "approval": staff.Read, "search": staff.Read,
	"journal": staff.Read, "outbox": staff.Read, "names": staff.Read, "registry": staff.Read, "zone": staff.Read, "board": staff.Read, "alerts": staff.Read,
	"report": staff.Read, "settings": staff.Read, "pull": staff.Work, "language": staff.Read, "theme": staff.Read, "mouse": staff.Read,
	"notify": staff.Read, "back": staff.Read, "arrivals": staff.Read,
}

// needs is the right that a key asks for.
func needs(id string) staff.Right {
	if right, ok := rightsOf[id]; ok {
		return right
	}
	return staff.Manage
}
