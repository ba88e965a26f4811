package ticket

import (
	"context"
	"errors"
	"fmt"
	"loket/domain/staff"
	"strings"
)

// Journal returns rows of the mail journal, newest first, and the position to
// go on from (0: from the newest, and at the end).
func (d *Desk) Journal(before uint64, limit int) (rows []MailRecord, next uint64, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		rows, next, err = tx.Journal(before, limit)
		return err
	})
	return rows, next, err
}

// mailAt returns a row of the journal whose mail is searched, ErrNotFound where
// there is none at that position.
func (d *Desk) mailAt(position uint64) (m MailRecord, err error) {
	rows, _, err := d.Journal(position+1, 1)
	if err != nil {
		return m, err
	}
	if len(rows) == 0 || rows[0].Position != position || !rows[0].Searched() {
		return m, fmt.Errorf("mail at %d: %w", position, ErrNotFound)
	}
	return rows[0], nil
}

// mailText is what can be read of a mail, "" where its bytes are gone.
func (d *Desk) mailText(m *MailRecord) string {
	reader, ok := d.Reader.(PlainReader)
	if !ok {
		return ""
	}
	raw, err := d.Log.Blob(m.Hash)
	if err != nil {
		return ""
	}
	return reader.Plain(raw)
}

// Parked returns how many mails wait for a person: parked or failed.
func (d *Desk) Parked() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.parked
}

// parkedScan bounds how far back waiting mail is counted.
const parkedScan = 5000

func (d *Desk) countParked() error {
	rows, _, err := d.Journal(0, parkedScan)
	if err != nil {
		return fmt.Errorf("count waiting mail: %w", err)
	}
	n := 0
	for _, r := range rows {
		if r.Waits() {
			n++
		}
	}
	d.mu.Lock()
	d.parked = n
	d.mu.Unlock()
	return nil
}

// Reader reads the bytes of a mail again; the mailbox gives it.
type Reader interface {
	// Read makes the Incoming of raw bytes; the journal row says where and when
	// they came.
	Read(ctx context.Context, raw []byte, m MailRecord) Incoming
	// File returns the decoded bytes of one attachment of a mail, by its SHA-256
	// in hex; index says where it was when the mail was read first.
	File(raw []byte, index int, sha string) ([]byte, error)
}

// AttachMail puts a mail of the journal on a ticket: what a person decides goes.
func (d *Desk) AttachMail(ctx context.Context, by, key string, id ID) error {
	if err := d.allow(by, staff.Work, ""); err != nil {
		return err
	}
	return d.refile(ctx, by, key, func(in *intake, m MailRecord) (ID, error) {
		dec, err := in.decision(id)
		if err != nil {
			return 0, err
		}
		if err := d.allow(by, staff.Work, dec.t.Service); err != nil {
			return 0, err
		}
		if dec.t.MergedInto != 0 {
			return 0, refuse("merged", "that ticket lives on in another", "attach it there")
		}
		dec.by = by
		dec.emit(MessageJoined{in.message(FateJoined)})
		dec.recheckSender()
		if err := dec.match(); err != nil {
			return 0, err
		}
		if dec.t.Clock.Waiting == requester && in.mail.Machine == "" {
			if err := dec.resume("reply"); err != nil {
				return 0, err
			}
		}
		return id, in.keep(dec)
	}, FateJoined)
}

// MailToTicket makes a ticket of a mail that the program did not make one of.
func (d *Desk) MailToTicket(ctx context.Context, by, key string) (*Ticket, error) {
	if err := d.allow(by, staff.Work, ""); err != nil {
		return nil, err
	}
	var made ID
	err := d.refile(ctx, by, key, func(in *intake, m MailRecord) (ID, error) {
		dec, err := d.begin(in.tx, by, in.now, TicketOpened{
			Source: ByMail, Subject: in.mail.Subject, Requester: in.requester(),
			Official: d.official(in.mail.From.Email), Received: in.mail.Internal.UTC(),
		})
		if err != nil {
			return 0, err
		}
		in.mail.Machine = "" // a person says that a person wrote it
		dec.emit(MessageJoined{in.message(FateNew)})
		if err := dec.understand(); err != nil {
			return 0, err
		}
		made = dec.t.ID
		return made, in.keep(dec)
	}, FateNew)
	if err != nil {
		return nil, err
	}
	return d.Ticket(made)
}

// IgnoreMail sets a mail aside, with a reason. Its bytes stay.
func (d *Desk) IgnoreMail(ctx context.Context, by, key, reason string) error {
	if err := d.allow(by, staff.Work, ""); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return refuse("no-reason", "setting a mail aside needs a reason", "say why in a few words")
	}
	return d.refile(ctx, by, key, func(in *intake, m MailRecord) (ID, error) {
		if m.Ticket != 0 {
			return 0, refuse("mail-used", "the mail is on a ticket already", "look there", m.Number)
		}
		return 0, nil
	}, FateIgnored, reason)
}

// RetryMail takes a mail in again that could not be read.
func (d *Desk) RetryMail(ctx context.Context, by, key string) error {
	if err := d.allow(by, staff.Work, ""); err != nil {
		return err
	}
	var now MailRecord
	err := d.Log.View(func(tx ReadTx) (err error) {
		var ok bool
		if now, ok, err = tx.Mail(key); err == nil && !ok {
			err = ErrNotFound
		}
		return err
	})
	if err != nil {
		return err
	}
	if now.Fate != FateFailed {
		return refuse("mail-fine", "the mail was read", "attach it or make a ticket of it")
	}
	_, err = d.MailToTicket(ctx, by, key)
	return err
}

// refile gives a mail of the journal another fate.
func (d *Desk) refile(ctx context.Context, by, key string, fn func(*intake, MailRecord) (ID, error), fate Fate, words ...string) error {
	if strings.Contains(key, "\x00note\x00") {
		return refuse("mail-note", "this is a note on the mailbox, not a mail", "read it; there is nothing to decide")
	}
	m, raw, err := d.mail(key)
	if errors.Is(err, ErrDestroyed) {
		return refuse("mail-destroyed", "the mail is destroyed: it was kept as long as it had to be", "")
	}
	if err != nil {
		return err
	}
	if d.Reader == nil {
		return errors.New("desk has no mail reader")
	}
	inc := d.Reader.Read(ctx, raw, m)
	err = d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		again, ok, err := tx.Mail(key)
		if err != nil || !ok {
			return nil, errors.Join(err, ErrNotFound)
		}
		if again.Ticket != 0 && again.Fate != FateMachine {
			return nil, refuse("mail-used", "the mail is on a ticket already", "look there", again.Number)
		}
		in := &intake{desk: d, tx: tx, mail: &inc, hash: m.Hash, now: d.Now().UTC(), changed: map[ID]*Ticket{}}
		if err := in.acquaint(); err != nil {
			return nil, err
		}
		id, err := fn(in, again)
		if err != nil {
			return nil, err
		}
		why := said(strings.Join(words, " "))
		if why.words == "" {
			why = byOfficer(by)
		}
		e := Event{At: in.now, By: by, Body: MailMoved{Key: key, Fate: fate, Ticket: id, Reason: why.words, Code: why.code, Args: why.args}}
		if err := tx.Append(&e); err != nil {
			return nil, err
		}
		var list []*Ticket
		for _, t := range in.changed {
			list = append(list, t)
		}
		return list, index(tx, &e)
	})
	if err != nil {
		return err
	}
	return d.countParked()
}

func (d *Desk) mail(key string) (m MailRecord, raw []byte, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		var ok bool
		if m, ok, err = tx.Mail(key); err == nil && !ok {
			err = ErrNotFound
		}
		return err
	})
	if err == nil {
		raw, err = d.Log.Blob(m.Hash)
	}
	if err != nil {
		return m, nil, fmt.Errorf("mail %s: %w", strings.ReplaceAll(key, "\x00", "/"), err)
	}
	return m, raw, nil
}
