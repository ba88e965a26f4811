package ticket

import (
	"fmt"
	"slices"
	"time"
)

// A person may want everything destroyed that the desk holds of them. Of a closed
// ticket all that it says of persons goes then: the keys of its events and of its mails
// are dropped, and its projection is made anew of what is left (bare.go). Numbers,
// times, verdicts, hashes and figures stay, and so does the chain.

// SubjectErased says that all that was said of persons on the ticket before it is gone.
// It must not say who they were.
type SubjectErased struct {
	Reason string   `json:"reason"`
	Blobs  []string `json:"blobs,omitempty"` // mails and the texts of their files that nobody else needs
	Rows   []string `json:"rows,omitempty"`  // of the mail journal, by their keys
	// What a report counts and what is gone said.
	Letters []uint64 `json:"letters,omitempty"` // that were addressed to who asked then
	Years   int      `json:"years,omitempty"`   // that were paid for
}

func (SubjectErased) kind() string { return "subject-erased" }

// Erasure is why nothing is known any more of the persons on a ticket.
type Erasure struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
	// Version is the ticket's with it: what was said since is not gone.
	Version uint32 `json:"version"`
}

// applyErased follows on what Fold left of the events before.
func (t *Ticket) applyErased(e Event, b SubjectErased) {
	t.Erased = &Erasure{e.By, e.At, b.Reason, e.Version}
	t.Destroyed = append(t.Destroyed, b.Blobs...)
	t.Subject, t.Requester.Name = wasThere, wasThere
	t.Wanted.Years = max(t.Wanted.Years, b.Years)
	for i := range t.Messages {
		m := &t.Messages[i]
		m.From.Name, m.Subject = wasThere, wasThere
		for j := range m.Attachments {
			a := &m.Attachments[j]
			a.Name, a.Await, a.Failed = wasThere, false, fileDestroyed
		}
	}
	for i := range t.Letters {
		t.Letters[i].To, t.Letters[i].Subject = []string{wasThere}, wasThere
	}
	for i := range t.Tasks {
		t.Tasks[i].Text = wasThere
	}
}

// fileDestroyed is Attachment.Failed of a file that is gone.
const fileDestroyed = "destroyed"

// Destroyed reports whether the file is gone.
func (a *Attachment) Destroyed() bool { return a.Failed == fileDestroyed }

// indexErased takes out of the indexes and the journal what is gone.
func indexErased(tx Tx, e *Event, b SubjectErased) error {
	if err := unfile(tx, e); err != nil {
		return err
	}
	for _, key := range b.Rows {
		m, ok, err := tx.Mail(key)
		if err != nil {
			return err
		}
		if ok {
			if err := tx.SaveMail(MailRecorded{m}.bare().(MailRecorded).Mail); err != nil {
				return err
			}
		}
	}
	return nil
}

// eraseSubject destroys what a ticket says of persons; see Desk.EraseSubject.
type eraseSubject struct {
	reason string
	rows   []string // of the journal
}

func (c eraseSubject) on(d *decision) error {
	if err := keepsSubject(d.tx, d.t); err != nil {
		return err
	}
	if c.reason == "" {
		return refuse("no-reason", "a reason is needed", "say why in a few words")
	}
	b := SubjectErased{Reason: c.reason, Rows: c.rows, Years: d.t.Years()}
	var err error
	if b.Blobs, err = erasable(d.tx, d.t); err != nil {
		return err
	}
	if b.Letters, err = toAsker(d.tx, d.t.ID); err != nil {
		return err
	}
	if err := dropDrafts(d.tx, d.t.ID); err != nil {
		return err
	}
	d.emit(b)
	return d.refold()
}

// toAsker lists the letters of a ticket that went to who asked when they were queued.
func toAsker(tx ReadTx, id ID) (letters []uint64, err error) {
	events, err := tx.Events(id, TicketOpened{}.kind(), RequesterSet{}.kind(), LetterQueued{}.kind())
	asks := ""
	for _, e := range events {
		switch b := e.Body.(type) {
		case TicketOpened:
			asks = b.Requester.Email
		case RequesterSet:
			asks = b.Requester.Email
		case LetterQueued:
			if asks != "" && (has(b.Letter.To, asks) || has(b.Letter.Cc, asks)) {
				letters = append(letters, b.Letter.ID)
			}
		}
	}
	return letters, err
}

// keepsSubject says why nothing of a ticket may be destroyed now: a *Refusal, nil for
// no reason, else internal.
func keepsSubject(tx ReadTx, t *Ticket) error {
	switch {
	case t.Erased != nil && t.Erased.Version == t.Version:
		return refuse("nothing-changes", "that changes nothing", "")
	case !t.State.Done():
		return refuse("still-open", "ticket "+t.Number+" is open", "close it first", t.Number)
	case t.LegalHold != nil:
		return refuse("legal-hold", "a legal hold is on ticket "+t.Number, "have a supervisor lift it first", t.Number)
	}
	jobs, err := tx.Jobs()
	if err == nil && slices.ContainsFunc(jobs, func(j Job) bool { return j.Ticket == t.ID }) {
		return refuse("letter-underway", "a letter of ticket "+t.Number+" is on its way", "wait until it has left, or cancel it", t.Number)
	}
	return err
}

// erasable lists the mails of a ticket and the texts of their files, less what another
// ticket needs.
func erasable(tx ReadTx, t *Ticket) (blobs []string, err error) {
	elsewhere, err := sharedMails(tx, t)
	if err != nil {
		return nil, err
	}
	var mails []string
	for i := range t.Messages {
		if mail := t.Messages[i].Hash; mail != "" && !elsewhere[mail] && !slices.Contains(mails, mail) {
			mails = append(mails, mail)
		}
	}
	going := *t // as it is when all of them are gone
	going.Destroyed = slices.Concat(t.Destroyed, mails)
	for _, mail := range mails {
		list, err := destroyable(tx, &going, mail)
		if err != nil {
			return nil, err
		}
		blobs = append(blobs, list...)
	}
	return blobs, nil
}

// sharedMails are the mails that are on another ticket too: one that lives on there,
// was split off, or was sent about two matters.
func sharedMails(tx ReadTx, t *Ticket) (map[string]bool, error) {
	var others []ID
	for i := range t.Messages {
		ids, err := tx.Lookup(ByMessageID, t.Messages[i].MessageID)
		if err != nil {
			return nil, err
		}
		others = append(others, ids...)
	}
	for _, l := range t.Links {
		others = append(others, l.Other)
	}
	shared := make(map[string]bool)
	slices.Sort(others)
	for _, id := range slices.Compact(append(others, t.MergedInto)) {
		if id == t.ID || id == 0 {
			continue
		}
		o, err := tx.Ticket(id)
		if err != nil {
			return nil, fmt.Errorf("ticket %d: %w", id, err)
		}
		for i := range o.Messages {
			if o.Erased == nil || o.Messages[i].Version > o.Erased.Version {
				shared[o.Messages[i].Hash] = true
			}
		}
	}
	return shared, nil
}

// dropDrafts takes away what is being written on a ticket.
func dropDrafts(tx Tx, id ID) error {
	var keys []string
	err := tx.Drafts(draftsOf(id), func(key, _ string) error {
		keys = append(keys, key)
		return nil
	})
	for _, key := range keys {
		if err == nil {
			err = tx.SaveDraft(key, "")
		}
	}
	return err
}
