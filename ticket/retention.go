package ticket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"loket/domain"
	"loket/domain/staff"
)

// A requirement may have a class: its documents are kept so many days after the
// ticket was closed (domain.Requirement.KeepDays). Then the mail that brought them
// is destroyed, with all its files: raw bytes are kept mail by mail. Where a mail
// holds documents of several classes the longest counts. What stays is who verified
// what and when, with the SHA-256 of each file; letters, notes and the mail's own
// text; and everything that is counted. What was read in the files is no longer on
// the ticket nor found by a search; in the log of events it was sealed under the mail's
// key (sealed.go), but for what was kept before the site had one.
//
// A legal hold, and another ticket that needs the same mail, keep it.

// The events.
type (
	// DocumentsDestroyed says that a mail and its files are gone.
	DocumentsDestroyed struct {
		Mail  string   `json:"mail"`
		Blobs []string `json:"blobs"` // the mail, and the texts of its files
		Why   string   `json:"why"`   // retention
	}
	// HoldSet says that nothing of the ticket may be destroyed, or that it may again.
	HoldSet struct {
		On     bool   `json:"on"`
		Reason string `json:"reason"`
	}
)

func (DocumentsDestroyed) kind() string { return "documents-destroyed" }
func (HoldSet) kind() string            { return "hold-set" }

// LegalHold is why nothing of a ticket may be destroyed.
type LegalHold struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

func (t *Ticket) applyRetention(e Event) {
	switch b := e.Body.(type) {
	case HoldSet:
		t.LegalHold = nil
		if b.On {
			t.LegalHold = &LegalHold{e.By, e.At, b.Reason}
		}
	case DocumentsDestroyed:
		t.Destroyed = append(t.Destroyed, b.Blobs...)
		for i := range t.Messages {
			for j := range t.Messages[i].Attachments {
				if a := &t.Messages[i].Attachments[j]; a.Mail == b.Mail {
					*a = Attachment{Mail: a.Mail, Index: a.Index, Name: a.Name, Size: a.Size, SHA: a.SHA, Member: a.Member, Inline: a.Inline,
						Requirement: a.Requirement, Why: a.Why, Scan: a.Scan, Failed: fileDestroyed}
				}
			}
		}
	}
}

// The commands.
type (
	// SetHold places or lifts a legal hold.
	SetHold struct {
		On     bool
		Reason string
	}
	// destroyMail records that a mail is destroyed; see Desk.DestroyExpired.
	destroyMail struct{ mail, why string }
)

func (c SetHold) decide(d *decision) error {
	if (d.t.LegalHold != nil) == c.On {
		return refuse("nothing-changes", "that changes nothing", "")
	}
	if c.Reason == "" {
		return refuse("no-reason", "a reason is needed", "say why in a few words")
	}
	d.emit(HoldSet(c))
	return nil
}

func (c destroyMail) decide(d *decision) error {
	if d.t.LegalHold != nil {
		return refuse("legal-hold", "a legal hold is on ticket "+d.t.Number, "have a supervisor lift it first", d.t.Number)
	}
	blobs, err := destroyable(d.tx, d.t, c.mail)
	if err != nil {
		return err
	}
	if !slices.Contains(blobs, c.mail) {
		return refuse("needed-elsewhere", "another ticket needs the same mail", "")
	}
	d.emit(DocumentsDestroyed{c.mail, blobs, c.why})
	return d.refold()
}

// destroyable lists the mail and the texts of its files, without what somebody else
// needs.
func destroyable(tx ReadTx, t *Ticket, mail string) (blobs []string, err error) {
	want, shas := []string{mail}, []string{}
	for i := range t.Messages {
		for _, a := range t.Messages[i].Attachments {
			if a.Mail != mail {
				continue
			}
			shas = append(shas, a.SHA)
			if a.Report != nil && a.Report.Whole != "" {
				want = append(want, a.Report.Whole)
			}
		}
	}
	needed, err := neededBy(tx, t, shas, mail)
	return slices.DeleteFunc(want, func(b string) bool { return needed[b] }), err
}

// neededBy lists the bytes that other mails with the same files need.
func neededBy(tx ReadTx, t *Ticket, shas []string, mail string) (map[string]bool, error) {
	needed := make(map[string]bool)
	others := map[ID]*Ticket{t.ID: t}
	for _, sha := range shas {
		ids, err := tx.Lookup(ByDocument, sha)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if others[id] == nil {
				if others[id], err = tx.Ticket(id); err != nil {
					return nil, err
				}
			}
		}
	}
	for id, o := range others {
		for i := range o.Messages {
			if o.Erased != nil && o.Messages[i].Version < o.Erased.Version {
				continue
			}
			for _, a := range o.Messages[i].Attachments {
				if slices.Contains(o.Destroyed, a.Mail) || id == t.ID && a.Mail == mail {
					continue
				}
				needed[a.Mail] = true
				if a.Report != nil {
					needed[a.Report.Whole] = true
				}
			}
		}
	}
	return needed, nil
}

// Expired is a mail whose documents have been kept long enough.
type Expired struct {
	Ticket ID
	Number string
	Mail   string // its hash
	Files  []string
	Since  time.Time // when its time was over
	Held   bool      // by a legal hold
	Needed bool      // by another ticket
	// InClear is how many events hold what was read in its files as it is: they were kept
	// before the site had a key, and nothing can change them any more.
	InClear int
}

// Expired lists what is to be destroyed at an instant, oldest ticket first.
func (d *Desk) Expired(now time.Time) (out []Expired, err error) {
	err = d.closedTickets(func(tx ReadTx, t *Ticket) error {
		for _, x := range d.expiredOf(t, now) {
			blobs, err := destroyable(tx, t, x.Mail)
			if err != nil {
				return err
			}
			x.Needed = !slices.Contains(blobs, x.Mail)
			if x.InClear, err = readInClear(tx, t, x.Mail); err != nil {
				return err
			}
			out = append(out, x)
		}
		return nil
	})
	return out, err
}

// readInClear counts the events of a ticket that hold what was read in the files of a
// mail as it is.
func readInClear(tx ReadTx, t *Ticket, mail string) (n int, err error) {
	events, err := tx.Events(t.ID, DocumentInspected{}.kind(), MessageJoined{}.kind(), BodyFetched{}.kind())
	for _, e := range events {
		var of *Message
		switch b := e.Body.(type) {
		case DocumentInspected:
			if a := t.Attachment(b.SHA); e.Seal == InClear && b.Report != nil && a != nil && a.Mail == mail {
				n++
			}
		case MessageJoined:
			of = &b.Message
		case BodyFetched:
			of = &b.Message
		}
		if of != nil && e.Seal == InClear && slices.ContainsFunc(of.Attachments, func(a Attachment) bool { return a.Mail == mail && a.read() }) {
			n++
		}
	}
	return n, err
}

// closedTickets reads every closed ticket, each in a transaction of its own.
func (d *Desk) closedTickets(fn func(ReadTx, *Ticket) error) error {
	d.mu.RLock()
	loaded := d.loaded
	d.mu.RUnlock()
	if !loaded {
		if err := d.LoadClosed(); err != nil {
			return err
		}
	}
	for _, r := range d.Queue(ViewClosed, ByDesk, nil, SortNumber, false, d.Now()) {
		err := d.Log.View(func(tx ReadTx) error {
			t, err := tx.Ticket(r.ID)
			if err != nil {
				return err
			}
			return fn(tx, t)
		})
		if err != nil {
			return fmt.Errorf("ticket %s: %w", r.Number, err)
		}
	}
	return nil
}

func (d *Desk) expiredOf(t *Ticket, now time.Time) (out []Expired) {
	s, ok := d.Catalogue.Service(t.Service)
	if !ok || t.ClosedAt.IsZero() {
		return nil
	}
	for i := range t.Messages {
		m := &t.Messages[i]
		x := Expired{Ticket: t.ID, Number: t.Number, Mail: m.Hash, Held: t.LegalHold != nil}
		days := 0
		for j := range m.Attachments {
			a := &m.Attachments[j]
			if a.Mail != m.Hash || slices.Contains(t.Destroyed, m.Hash) {
				continue
			}
			x.Files = append(x.Files, a.Name)
			days = max(days, d.keepDays(s, a))
		}
		if x.Since = t.ClosedAt.AddDate(0, 0, days); days > 0 && !now.Before(x.Since) {
			out = append(out, x)
		}
	}
	return out
}

// keepDays is the class of a file, 0 for none.
func (d *Desk) keepDays(s *domain.Service, a *Attachment) (days int) {
	for _, use := range s.Requirements {
		if r, ok := d.Catalogue.Requirement(use.ID); ok && a.For(use.ID) {
			days = max(days, r.KeepDays)
		}
	}
	return days
}

// DestroyExpired destroys what is listed and neither held nor needed: first the
// record says so, then the keys go. What a crash left between the two is made good.
// It returns how many mails it destroyed.
func (d *Desk) DestroyExpired(ctx context.Context, by string, list []Expired) (n int, err error) {
	v, ok := d.Log.(Vault)
	if !ok {
		return 0, errNoVault
	}
	if err := d.allow(by, staff.Supervise, ""); err != nil {
		return 0, err
	}
	if _, err := v.Seal(); err != nil { // what is not sealed cannot be destroyed
		return 0, err
	}
	var done []ID
	for _, x := range list {
		if x.Held || x.Needed {
			continue
		}
		if _, err = d.Do(ctx, by, x.Ticket, 0, destroyMail{x.Mail, "retention"}); err != nil {
			break
		}
		n++
		done = append(done, x.Ticket)
	}
	return n, errors.Join(err, d.shred(v, done))
}

// shred drops the keys of every mail and text that the record says is destroyed, at once:
// each time that is done costs a new file. What came again and is needed stays. The
// search forgets what the tickets said of which something is destroyed now.
func (d *Desk) shred(v Vault, now []ID) error {
	var gone []string
	err := d.closedTickets(func(tx ReadTx, t *Ticket) error {
		if len(t.Destroyed) == 0 {
			return nil
		}
		var shas []string
		for i := range t.Messages {
			for _, a := range t.Messages[i].Attachments {
				shas = append(shas, a.SHA)
			}
		}
		needed, err := neededBy(tx, t, shas, "")
		for _, b := range t.Destroyed {
			if !needed[b] {
				gone = append(gone, b)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if f, ok := d.Finder.(Forgetter); ok && len(now) > 0 {
		forget := make([]Doc, len(now))
		for i, id := range now {
			forget[i].Ticket = id
		}
		err = f.Remove(forget...)
	}
	return errors.Join(err, v.Destroy(gone...))
}
