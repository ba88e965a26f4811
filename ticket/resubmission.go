package ticket

import "slices"

// Resubmission is what a requester sent after the last return for revision.
type Resubmission struct {
	Round  int // which return it answers, from 1
	since  uint32
	before map[string]bool // SHA-256 of the files that had come until then
}

// Resubmitted returns what the requester answered to the last return for revision,
// nil where there was none or no answer came yet. events is the ticket's history.
func Resubmitted(t *Ticket, events []Event) *Resubmission {
	var r *Resubmission
	for _, e := range events {
		if b, ok := e.Body.(RevisionRequested); ok && !slices.Contains(t.Undone, e.Version) {
			r = &Resubmission{Round: b.Round, since: e.Version, before: map[string]bool{}}
		}
	}
	if r == nil {
		return nil
	}
	answered := false
	for i := range t.Messages {
		m := &t.Messages[i]
		if m.Version > r.since {
			answered = answered || m.Machine == ""
			continue
		}
		for _, a := range m.Attachments {
			r.before[a.SHA] = true
		}
	}
	if !answered {
		return nil
	}
	return r
}

// Sent says how the files of a requirement stand against what had come before.
type Sent string

// What can be said of a requirement's files in a resubmission.
const (
	SentNothing Sent = ""      // nothing came for it
	SentNew     Sent = "new"   // a file that had not come before
	SentAgain   Sent = "again" // only what had come before
)

// Of says what came for a requirement; t is the ticket whose item it is.
func (r *Resubmission) Of(t *Ticket, it *CheckItem) Sent {
	if r == nil {
		return SentNothing
	}
	out := SentNothing
	for i := range t.Messages {
		m := &t.Messages[i]
		if m.Version <= r.since {
			continue
		}
		if it.InMail != nil && it.InMail.Message == m.Version {
			return SentNew
		}
		for j := range m.Attachments {
			switch a := &m.Attachments[j]; {
			case !a.For(it.Requirement.ID):
			case !r.before[a.SHA]:
				return SentNew
			default:
				out = SentAgain
			}
		}
	}
	return out
}

// Had reports whether a file had come before the return for revision and came
// once more.
func (r *Resubmission) Had(t *Ticket, sha string) bool {
	return r != nil && r.before[sha] && slices.ContainsFunc(t.Messages, func(m Message) bool {
		return m.Version > r.since && slices.ContainsFunc(m.Attachments, func(a Attachment) bool { return a.SHA == sha })
	})
}

// Open reports whether what came for a requirement is still to be judged: nobody
// gave a verdict on the new file.
func (r *Resubmission) Open(t *Ticket, it *CheckItem) bool {
	if r.Of(t, it) != SentNew {
		return false
	}
	for _, a := range it.Files {
		if !r.before[a.SHA] && !slices.Contains(it.Evidence.Attachments, a.SHA) {
			return true
		}
	}
	return it.Evidence.Verdict == Unjudged && it.Evidence.Exception == ""
}
