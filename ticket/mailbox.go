package ticket

import (
	"fmt"
	"time"

	"loket/domain/clean"
)

// Mark says how far a folder was read: everything up to UID under this validity
// is in the journal, but for what the server received before Since. A zero
// Since: nothing was passed over.
type Mark struct {
	Validity, UID uint32
	Since         time.Time
}

// ReadMark gives the mark of a folder, zero if it was never read.
func ReadMark(tx ReadTx, account, folder string) (m Mark, err error) {
	if m.Validity, m.UID, err = tx.Cursor(account, folder); err != nil {
		return m, err
	}
	since, err := tx.Keep(sinceKey(account, folder))
	if err == nil && len(since) > 0 {
		m.Since, err = time.Parse(time.RFC3339, string(since))
	}
	return m, err
}

func sinceKey(account, folder string) string { return "mailbox-since\x00" + account + "\x00" + folder }
func noteKey(account, folder string) string  { return "mailbox-note\x00" + account + "\x00" + folder }

// mark keeps how far the folder of a batch was read, and what is to be noted of
// it unless that was the last thing noted of it.
func (d *Desk) mark(tx Tx, b *Batch, now time.Time) error {
	old, err := ReadMark(tx, b.Account, b.Folder)
	if err != nil {
		return err
	}
	if !old.Since.Equal(b.Since) {
		kept := ""
		if !b.Since.IsZero() {
			kept = b.Since.UTC().Format(time.RFC3339)
		}
		if err := tx.SetKeep(sinceKey(b.Account, b.Folder), []byte(kept)); err != nil {
			return err
		}
	}
	if err := tx.SetCursor(b.Account, b.Folder, b.Validity, b.UID); err != nil {
		return err
	}
	if b.Note == "" {
		return nil
	}
	said, err := tx.Keep(noteKey(b.Account, b.Folder))
	if err != nil || string(said) == b.Note {
		return err
	}
	e := Event{At: now, By: ByDesk, Body: MailboxChanged{Account: b.Account, Folder: b.Folder, Text: clean.Line(b.Note, maxNote).String()}}
	if err := tx.Append(&e); err != nil {
		return err
	}
	if err := index(tx, &e); err != nil {
		return err
	}
	return tx.SetKeep(noteKey(b.Account, b.Folder), []byte(b.Note))
}

const maxNote = 600

// noteRow is the row of the journal that tells of a change of the mailbox.
func noteRow(e *Event, b *MailboxChanged) MailRecord {
	return MailRecord{
		Key: fmt.Sprintf("%s\x00%s\x00note\x00%010d", b.Account, b.Folder, e.Seq), Internal: e.At, At: e.At,
		From: b.Account + "/" + b.Folder, Subject: b.Text, Reason: b.Text, Fate: FateNote,
	}
}

// ahead is how much a server's clock may be ahead of ours without a word.
const ahead = 5 * time.Minute

// ownTime makes the instant of receipt one that can be: a ticket's clock begins
// with it. A server whose clock is ahead would give time that nobody has.
func (m *Incoming) ownTime(now time.Time) {
	switch {
	case m.Internal.After(now):
		if m.Internal.Sub(now) > ahead {
			m.Warnings = append(m.Warnings, fmt.Sprintf("the server says it received this at %s, which is to come; the clock begins now", m.Internal.UTC().Format(time.RFC3339)))
		}
		m.Internal = now
	case m.Internal.Year() < 1990:
		m.Warnings = append(m.Warnings, "the server does not say when it received this; the clock begins now")
		m.Internal = now
	}
}
