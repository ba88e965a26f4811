package ticket

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"loket/domain/staff"
)

// Strays are mails that are on no ticket: junk, what programs wrote, letters of the
// desk that came back, what waits for a person or was set aside. They have a class of
// their own, counted in days from when they came (Retention.Mails). A stray that came
// more than once is kept until the last copy is old enough. One that still waits for a
// person by then waits no longer. What stays is the row of the journal without words.

// StrayDestroyed says that a mail that is on no ticket is gone.
type StrayDestroyed struct {
	Hash string   `json:"hash"`
	Keys []string `json:"keys"` // of its rows in the journal
	Why  string   `json:"why"`  // retention, subject
}

func (StrayDestroyed) kind() string { return "stray-destroyed" }

// Stray is a mail on no ticket that has been kept long enough.
type Stray struct {
	Hash string
	Rows []MailRecord // newest first
}

// Retention is how long mails on no ticket are kept, and whether the desk destroys by
// itself what was kept long enough.
type Retention struct {
	Off   bool // only when a supervisor asks
	Mails int  // days; 0: for good
}

// Strays lists what is to be destroyed at an instant, oldest first.
func (d *Desk) Strays(ctx context.Context, now time.Time) (out []Stray, err error) {
	if d.Site.Retention.Mails <= 0 {
		return nil, nil
	}
	until := now.AddDate(0, 0, -d.Site.Retention.Mails)
	return d.strays(ctx, func(m *MailRecord) bool { return !m.At.After(until) && !m.Waits() })
}

// strays lists the mails on no ticket of which every copy is one that goes, oldest first.
func (d *Desk) strays(ctx context.Context, goes func(*MailRecord) bool) (out []Stray, err error) {
	kept := make(map[string]bool)
	found := make(map[string]*Stray)
	var order []*Stray
	err = d.eachMail(ctx, func(m *MailRecord) {
		switch {
		case m.Hash == "" || m.Destroyed:
		case m.Ticket != 0 || !goes(m):
			kept[m.Hash] = true
		case found[m.Hash] == nil:
			found[m.Hash] = &Stray{m.Hash, []MailRecord{*m}}
			order = append(order, found[m.Hash])
		default:
			found[m.Hash].Rows = append(found[m.Hash].Rows, *m)
		}
	})
	for _, s := range slices.Backward(order) {
		if !kept[s.Hash] {
			out = append(out, *s)
		}
	}
	return out, err
}

// DestroyStrays destroys what is listed: first the record says so, then the keys go,
// those too that a crash left between the two. It returns how many it destroyed.
func (d *Desk) DestroyStrays(ctx context.Context, by string, list []Stray) (n int, err error) {
	return d.destroyStrays(ctx, by, list, whyRetention)
}

// Why a mail on no ticket was destroyed.
const (
	whyRetention = "retention"
	whySubject   = "subject" // who wrote it wanted that
)

func (d *Desk) destroyStrays(ctx context.Context, by string, list []Stray, why string) (n int, err error) {
	if err := d.allow(by, staff.Supervise, ""); err != nil {
		return 0, err
	}
	v, ok := d.Log.(Vault)
	if !ok {
		return 0, errNoVault
	}
	if _, err := v.Seal(); err != nil { // what is not sealed cannot be destroyed
		return 0, err
	}
	var forget []Doc
	for _, s := range list {
		ok, serr := d.destroyStray(ctx, by, &s, why)
		if serr != nil {
			err = fmt.Errorf("mail %.12s: %w", s.Hash, serr)
			break
		}
		if !ok {
			continue
		}
		n++
		for _, m := range s.Rows {
			forget = append(forget, Doc{Mail: m.Position})
		}
	}
	return n, errors.Join(err, d.forgetDocs(forget), d.shredStrays(ctx, v), d.countParked())
}

// destroyStray notes that a mail is gone, unless somebody made something of it since
// it was listed.
func (d *Desk) destroyStray(ctx context.Context, by string, s *Stray, why string) (ok bool, err error) {
	err = d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		b := StrayDestroyed{Hash: s.Hash, Why: why}
		for _, was := range s.Rows {
			m, known, err := tx.Mail(was.Key)
			if err != nil {
				return nil, err
			}
			if !known || m.Ticket != 0 || m.Hash != s.Hash || m.Destroyed {
				return nil, nil
			}
			b.Keys = append(b.Keys, m.Key)
		}
		ok = true
		return nil, aside(tx, by, d.Now().UTC(), b)
	})
	return ok && (err == nil || unsure(err)), err
}

// indexStray takes the words out of the rows. What waited for a person waits no more.
func indexStray(tx Tx, b StrayDestroyed) error {
	for _, key := range b.Keys {
		m, ok, err := tx.Mail(key)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		m = MailRecorded{m}.bare().(MailRecorded).Mail
		m.because(ofRetention)
		if b.Why == whySubject {
			m.because(ofWriter)
		}
		if m.Destroyed = true; m.Waits() {
			m.Fate = FateIgnored
		}
		if err := tx.SaveMail(m); err != nil {
			return err
		}
	}
	return nil
}

// shredStrays drops the keys of every stray that the record says is destroyed, unless a
// row of the same mail is not.
func (d *Desk) shredStrays(ctx context.Context, v Vault) error {
	gone := make(map[string]bool)
	err := d.eachMail(ctx, func(m *MailRecord) {
		if m.Destroyed {
			gone[m.Hash] = true
		}
	})
	if err != nil || len(gone) == 0 {
		return err
	}
	err = d.eachMail(ctx, func(m *MailRecord) {
		if !m.Destroyed {
			delete(gone, m.Hash)
		}
	})
	if err != nil {
		return err
	}
	return v.Destroy(slices.Sorted(maps.Keys(gone))...)
}

// forgetDocs has the search forget at once.
func (d *Desk) forgetDocs(docs []Doc) error {
	if f, ok := d.Finder.(Forgetter); ok && len(docs) > 0 {
		return f.Remove(docs...)
	}
	return nil
}
