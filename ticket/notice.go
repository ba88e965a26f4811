package ticket

import (
	"slices"
	"time"
)

// NoticeKind is why somebody is told something at once.
type NoticeKind string

// The kinds.
const (
	NoticeTaken   NoticeKind = "taken"   // By took over the letter that was being written
	NoticeNamed   NoticeKind = "named"   // By named the officer in a note
	NoticeHanded  NoticeKind = "handed"  // By gave the officer the ticket
	NoticeWatched NoticeKind = "watched" // something happened on a ticket that the officer follows
)

// Notice is news for one officer. It is told once, to the consoles that are open; what
// must not be missed is on the ticket, too (see Ticket.Calls).
type Notice struct {
	Kind   NoticeKind
	Ticket ID
	Number string
	By     string // officer, or ByDesk
	At     time.Time
	Text   string // the words that were said
	Event  string // kind of what happened on a ticket that is followed
}

// maxNotices bounds what waits for one console: who does not look for so long reads
// the queue.
const maxNotices = 32

// Notices takes what there is to tell, oldest first.
func (s *Seat) Notices() []Notice {
	if s == nil {
		return nil
	}
	s.desk.room.mu.Lock()
	defer s.desk.room.mu.Unlock()
	out := s.notices
	s.notices = nil
	return out
}

// notice adds one. The room's lock is held.
func (s *Seat) notice(n Notice) {
	if len(s.notices) >= maxNotices {
		s.notices = slices.Delete(s.notices, 0, 1)
	}
	s.notices = append(s.notices, n)
	s.signal()
}

// spoken is a notice and whom it is for.
type spoken struct {
	to []string
	Notice
}

// hear notes what an event that is being kept says to whom. Of one command those who
// follow the ticket hear once.
func (d *Desk) hear(t *Ticket, e *Event) {
	n := Notice{Ticket: t.ID, Number: t.Number, By: e.By, At: e.At}
	switch b := e.Body.(type) {
	case NoteAdded:
		if len(b.Named) > 0 {
			n.Kind, n.Text = NoticeNamed, b.Text
			d.spoken = append(d.spoken, spoken{b.Named, n})
		}
	case Claimed:
		if b.Officer != e.By && e.By != ByDesk {
			n.Kind, n.Text = NoticeHanded, b.Note
			d.spoken = append(d.spoken, spoken{[]string{b.Officer}, n})
		}
	}
	again := slices.ContainsFunc(d.spoken, func(s spoken) bool { return s.Kind == NoticeWatched && s.Ticket == t.ID })
	if len(t.Watchers) == 0 || again || !telling(e.Body) {
		return
	}
	n.Kind, n.Event, n.Text = NoticeWatched, e.Kind(), ""
	to := slices.DeleteFunc(slices.Clone(t.Watchers), func(o string) bool {
		return o == e.By || slices.ContainsFunc(d.spoken, func(s spoken) bool { return s.Ticket == t.ID && slices.Contains(s.to, o) })
	})
	d.spoken = append(d.spoken, spoken{to, n})
}

// telling reports whether who follows a ticket wants to hear of an event.
func telling(b Body) bool {
	switch b := b.(type) {
	case MessageJoined:
		return b.Message.Machine == ""
	case LetterQueued:
		return !b.Letter.Auto
	case NoteAdded, Claimed, Released, RevisionRequested, StepFinished, TicketClosed, TicketReopened, MergedAway, BreachRecorded:
		return true
	}
	return false
}

// tell passes on what was kept.
func (d *Desk) tell(all []spoken) {
	if len(all) == 0 {
		return
	}
	d.room.mu.Lock()
	defer d.room.mu.Unlock()
	for s := range d.room.seats {
		for _, n := range all {
			if slices.Contains(n.to, s.officer) {
				s.notice(n.Notice)
			}
		}
	}
}
