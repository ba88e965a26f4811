package ticket

import (
	"crypto/rand"
	"errors"
	"fmt"
)

// index files what an event makes findable and keeps the outbox's list. It is
// the part of the projection beside the ticket itself.
func index(tx Tx, e *Event) error {
	if err := fileEvent(tx, e); err != nil {
		return err
	}
	switch b := e.Body.(type) {
	case LetterQueued:
		if e.Ticket == 0 {
			return indexMemo(tx, e)
		}
		return tx.SaveJob(Job{Letter: b.Letter.ID, Ticket: e.Ticket, NotBefore: b.Letter.NotBefore})
	case LetterMoved:
		if e.Ticket == 0 {
			return indexMemo(tx, e)
		}
		return indexLetter(tx, e.Ticket, b)
	case DocumentsDestroyed:
		return unfile(tx, e)
	case SubjectErased:
		return indexErased(tx, e, b)
	case NameKept:
		return keepEntry(tx, e, b)
	case NamesReminded:
		return noteReminders(tx, e, b)
	case StrayDestroyed:
		return indexStray(tx, b)
	case OfficerKept:
		return saveOfficer(tx, b.Officer)
	case ZoneCompared, RecordsAccepted:
		return indexZone(tx, b)
	case MailRecorded, MailFetched, MailMoved, MailboxChanged:
		return indexJournal(tx, e)
	}
	return nil
}

// indexJournal keeps the rows of the mail journal.
func indexJournal(tx Tx, e *Event) error {
	switch b := e.Body.(type) {
	case MailRecorded:
		return tx.SaveMail(b.Mail)
	case MailFetched:
		m, ok, err := tx.Mail(b.Key)
		if err != nil || !ok {
			return err
		}
		m.Hash, m.Size, m.Fate, m.Attachments = b.Hash, b.Size, b.Fate, b.Attachments
		m.because(fetchedBy(e.By))
		return tx.SaveMail(m)
	case MailboxChanged:
		return tx.SaveMail(noteRow(e, &b))
	case MailMoved:
		m, ok, err := tx.Mail(b.Key)
		if err != nil || !ok {
			return err
		}
		m.Fate, m.Ticket, m.Number = b.Fate, b.Ticket, ""
		m.because(reason{b.Code, b.Reason, b.Args})
		if b.Ticket != 0 {
			t, err := tx.Ticket(b.Ticket)
			if err != nil {
				return err
			}
			m.Number = t.Number
		}
		return tx.SaveMail(m)
	}
	return nil
}

// Project folds one stored event into the projections. A store calls it for
// every event, in order, when it rebuilds them.
func Project(tx Tx, e Event) error {
	if err := index(tx, &e); err != nil {
		return fmt.Errorf("project event %d: %w", e.Seq, err)
	}
	if e.Ticket == 0 {
		return nil
	}
	t, err := tx.Ticket(e.Ticket)
	if errors.Is(err, ErrNotFound) {
		t = new(Ticket)
	} else if err != nil {
		return fmt.Errorf("project event %d: %w", e.Seq, err)
	}
	switch e.Body.(type) {
	case Undone, DocumentsDestroyed, SubjectErased:
		events, err := tx.Events(e.Ticket)
		if err != nil {
			return err
		}
		for len(events) > 0 && events[len(events)-1].Version > e.Version {
			events = events[:len(events)-1]
		}
		t = Fold(events)
	default:
		t.Apply(e)
	}
	return tx.SaveTicket(t)
}

// makeKey makes the key of Message-IDs once and keeps it with the record.
func (d *Desk) makeKey() error {
	key := make([]byte, 32)
	rand.Read(key) // never fails: crypto/rand of Go 1.24 on
	err := d.Log.Update(func(tx Tx) error { return tx.SetKeep(keepKey, key) })
	d.Site.Key = key
	return err
}
