package ticket

import (
	"fmt"
	"slices"

	"loket/domain/calendar"
)

// UndoLast takes back the actor's last command: the ticket becomes what its
// other events make of it. What the program did since (a letter's way, a breach,
// a calendar) stays and does not stand in the way.
func (UndoLast) decide(d *decision) error {
	events, err := d.tx.Events(d.t.ID)
	if err != nil {
		return err
	}
	last, recounted, err := d.lastCommand(events)
	if err != nil {
		return err
	}
	versions := make([]uint32, 0, len(last))
	for _, e := range last {
		if err := d.reversible(e); err != nil {
			return err
		}
		versions = append(versions, e.Version)
	}
	slices.Sort(versions)
	for _, v := range versions {
		d.dropLetter(v)
	}
	d.emit(Undone{versions})
	if err := d.refold(); err != nil {
		return err
	}
	if recounted && !d.t.Clock.Paused() {
		return d.promise(d.t.Clock.promised(), "undone")
	}
	return nil
}

// lastCommand returns the events of the last command that still stands, newest
// first, and whether the program counted a deadline anew after it.
func (d *decision) lastCommand(events []Event) (last []Event, recounted bool, err error) {
	pass := make(map[uint64]bool) // commands of undoing, and of the inspection
	for _, e := range events {
		switch e.Body.(type) {
		case Undone:
			pass[e.Cmd] = true
		case DocumentInspected, DocumentScanned, URLsSeen:
			pass[e.Cmd] = pass[e.Cmd] || e.By == ByDesk
		}
	}
	for _, e := range slices.Backward(events) {
		if pass[e.Cmd] || slices.Contains(d.t.Undone, e.Version) {
			continue
		}
		if passing(e) {
			_, set := e.Body.(DeadlineSet)
			recounted = recounted || set && last == nil
			continue
		}
		switch {
		case last != nil && e.Cmd != last[0].Cmd:
			return last, recounted, nil
		case e.By != d.by:
			by := d.desk.OfficerName(e.By)
			return nil, false, refuse("not-yours", fmt.Sprintf("the last change is by %s", by), "", by)
		}
		last = append(last, e)
	}
	if len(last) == 0 {
		return nil, false, refuse("nothing-to-undo", "there is nothing to take back", "")
	}
	return last, recounted, nil
}

// passing reports whether an event is no change that somebody wanted.
func passing(e Event) bool {
	switch e.Body.(type) {
	case Looked, Probed, SurveyAnswered, WatchSet, Heeded, WritingTaken:
		return true
	case LetterMoved, BreachRecorded, AlertRaised, DocumentInspected, DocumentScanned, URLsSeen:
		return e.By == ByDesk
	case DeadlineSet:
		return e.By == ByDesk && e.Cmd == e.Seq // alone: a calendar, not part of a mail's coming
	}
	return false
}

// promised returns the target of the last promise that no calendar made.
func (c *Clock) promised() (t calendar.Target) {
	t = c.Target
	for _, p := range c.Promises {
		if p.Why != "calendar" {
			t = p.Target
		}
	}
	return t
}

// reversible refuses what left the house or what only a reopen can mend.
func (d *decision) reversible(e Event) error {
	if b, ok := e.Body.(MessageJoined); ok && b.Message.Machine == fromLinked {
		return nil // nobody wrote it
	}
	switch b := e.Body.(type) {
	case LetterQueued:
		l := d.t.Letter(b.Letter.ID)
		if l != nil && l.State != LetterCancelled && (l.State != LetterHeld || !d.now.Before(l.NotBefore)) {
			return refuse("letter-gone", "a letter has left already", "send another to correct it")
		}
	case ActProposed:
		if a := d.t.Act(b.ID); a != nil && a.State != ActAsked && a.State != ActReady && a.State != ActByHand {
			return refuse("act-begun", "the action has begun", "what was done is taken back by an action of its own")
		}
	case ActApproved, ActTurned, ActStarted, ActMoved, DocumentsDestroyed, HoldSet, SubjectErased:
		return refuse("not-undoable", "this cannot be taken back", "put it right with another change")
	case TicketOpened, MessageJoined, BodyFetched, MessageLeft, LetterMoved, MergedAway, Linked, BreachRecorded, AlertRaised:
		return refuse("not-undoable", "this cannot be taken back", "put it right with another change")
	}
	return nil
}

// dropLetter takes a held letter of the undone version out of the outbox.
func (d *decision) dropLetter(version uint32) {
	for _, l := range d.t.Letters {
		if l.Version == version && l.State == LetterHeld {
			d.emit(LetterMoved{ID: l.ID, State: LetterCancelled})
		}
	}
}
