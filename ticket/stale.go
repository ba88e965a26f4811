package ticket

// stale refuses a command that was made looking at an older ticket. What the
// program did meanwhile (a letter left, a breach was noted) does not count.
func stale(tx ReadTx, t *Ticket, by string, version uint32) error {
	if version == 0 || version == t.Version {
		return nil
	}
	events, err := tx.Events(t.ID)
	if err != nil {
		return err
	}
	for i := len(events) - 1; i >= 0 && events[i].Version > version; i-- {
		e := events[i]
		switch e.Body.(type) {
		case LetterMoved, BreachRecorded, AlertRaised, Looked, DocumentInspected, DocumentScanned, ActStarted, URLsSeen, Probed, SurveyAnswered, WatchSet, Heeded, WritingTaken:
			continue
		case DocumentMatched, LetterQueued, Linked:
			if e.By == ByDesk {
				continue // of an inspection: what somebody saw stands
			}
		case DeadlineSet:
			if e.By == ByDesk {
				continue // counted anew; a new mail comes with more than this
			}
		}
		if e.By != by {
			return &Stale{By: e.By, At: e.At, Kind: headline(events[:i+1], version)}
		}
	}
	return nil
}

// headline is the kind of what the last of some events was about: the first of its
// command after a version, which may have begun with taking the ticket.
func headline(events []Event, version uint32) string {
	last := events[len(events)-1]
	for _, e := range events {
		if _, took := e.Body.(Claimed); e.Version > version && e.Cmd == last.Cmd && !took {
			return e.Kind()
		}
	}
	return last.Kind()
}
