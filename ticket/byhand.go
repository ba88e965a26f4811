package ticket

import (
	"context"
	"errors"
	"fmt"
	"loket/domain/staff"
	"slices"
	"strings"
	"time"
)

// Manual is a request that did not come by mail.
type Manual struct {
	Source    Source
	Service   string // "" lets the text decide
	Subject   string
	Text      string
	Requester Party
	Received  time.Time // zero: now
	Names     []string
}

// OpenByHand enters a request that came by phone, WhatsApp or letter. It is a
// ticket like any other.
func (d *Desk) OpenByHand(ctx context.Context, by string, m Manual) (*Ticket, error) {
	if err := d.allow(by, staff.Work, m.Service); err != nil {
		return nil, err
	}
	now := d.Now().UTC()
	if m.Received.IsZero() {
		m.Received = now
	}
	switch {
	case strings.TrimSpace(m.Subject) == "":
		return nil, refuse("no-subject", "the request has no subject", "write what is asked for")
	case m.Received.After(now):
		return nil, refuse("future-date", "the request lies in the future", "correct the time of receipt")
	case m.Source != ByPhone && m.Source != ByWhatsApp && m.Source != ByLetter:
		return nil, refuse("bad-source", "say how the request came in", "phone, whatsapp or letter")
	}
	m.Requester.Email = strings.ToLower(strings.TrimSpace(m.Requester.Email))
	var made *Ticket
	err := d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		dec, err := d.begin(tx, by, now, TicketOpened{
			Source: m.Source, Subject: oneLine(m.Subject), Requester: m.Requester,
			Official: d.official(m.Requester.Email), Received: m.Received.UTC(),
		})
		if err != nil {
			return nil, err
		}
		dec.emit(MessageJoined{Message{Subject: m.Subject, From: m.Requester, Date: m.Received.UTC(), Text: m.Text, Fate: string(FateNew)}})
		if err := dec.enter(m); err != nil {
			return nil, err
		}
		dec.emit(Claimed{Officer: by})
		dec.emit(Looked{})
		if err := d.commit(tx, dec); err != nil {
			return nil, err
		}
		made = dec.t
		return []*Ticket{dec.t}, nil
	})
	return made, err
}

func (d *decision) enter(m Manual) error {
	if m.Service == "" {
		if err := d.understand(); err != nil {
			return err
		}
	}
	if len(m.Names) > 0 { // what was typed stands over what was found
		if err := (SetSubjectMatter{Names: m.Names}).decide(d); err != nil {
			return err
		}
	}
	if m.Service == "" {
		return nil
	}
	s, ok := d.desk.Catalogue.Service(m.Service)
	if !ok {
		return refuse("unknown-service", fmt.Sprintf("there is no service %q", m.Service), "choose one of the catalogue", m.Service)
	}
	if len(m.Names) == 0 {
		d.emit(d.desk.matter(&d.t.Messages[0], d.t.Requester.Email))
	}
	return d.setService(s, nil)
}

// both loads two tickets for one command.
func (d *Desk) both(ctx context.Context, by string, a, b ID, fn func(x, y *decision) error) error {
	if a == b {
		return refuse("same-ticket", "that is the same ticket", "give another number")
	}
	return d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		now := d.Now().UTC()
		var decs []*decision
		for _, id := range []ID{a, b} {
			t, err := tx.Ticket(id)
			if err != nil {
				return nil, fmt.Errorf("ticket %d: %w", id, err)
			}
			if err := d.allow(by, staff.Work, t.Service); err != nil {
				return nil, err
			}
			decs = append(decs, &decision{desk: d, tx: tx, t: t, by: by, now: now})
		}
		if err := fn(decs[0], decs[1]); err != nil {
			return nil, err
		}
		return []*Ticket{decs[0].t, decs[1].t}, d.commit(tx, decs...)
	})
}

// Link ties two tickets to one another.
func (d *Desk) Link(ctx context.Context, by string, a, b ID, kind string) error {
	return d.both(ctx, by, a, b, func(x, y *decision) error {
		x.emit(Linked{Link{y.t.ID, y.t.Number, kind}})
		y.emit(Linked{Link{x.t.ID, x.t.Number, kind}})
		return nil
	})
}

// Merge ends a ticket in favour of another: its messages, notes and letters are
// read there too, replies follow, nothing is taken off the one that ends.
func (d *Desk) Merge(ctx context.Context, by string, from, into ID) error {
	err := d.both(ctx, by, from, into, func(x, y *decision) error {
		if x.t.State.Done() || y.t.State.Done() {
			return refuse("closed", "one of the tickets is closed", "reopen it first", x.t.Number)
		}
		for _, l := range x.t.Letters {
			if l.waits() {
				return refuse("letter-held", "a letter of the ticket has not left yet", "wait until it is sent, or take it back")
			}
		}
		for _, m := range x.t.Messages {
			y.emit(MessageJoined{m})
		}
		for _, n := range x.t.Notes {
			y.emit(NoteAdded{Text: fmt.Sprintf("[%s, %s] %s", x.t.Number, d.OfficerName(n.By), n.Text), Named: x.t.unseen(n.Version)})
		}
		for _, o := range x.t.Watchers {
			if !slices.Contains(y.t.Watchers, o) {
				y.emit(WatchSet{o, true})
			}
		}
		if names := union(slices.Clone(y.t.Names), x.t.Names, maxNames); len(names) > len(y.t.Names) {
			y.emit(SubjectMatterSet{Names: names})
		}
		y.emit(Linked{Link{x.t.ID, x.t.Number, "merged"}})
		if err := y.match(); err != nil {
			return err
		}
		x.emit(MergedAway{y.t.ID, y.t.Number})
		return moveDrafts(x, y)
	})
	return errors.Join(err, d.recountDrafts(from, into))
}

// Split makes a ticket of some of another's messages, named by their versions.
func (d *Desk) Split(ctx context.Context, by string, id ID, messages []uint32) (*Ticket, error) {
	var made *Ticket
	err := d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		t, err := tx.Ticket(id)
		if err != nil {
			return nil, fmt.Errorf("ticket %d: %w", id, err)
		}
		if err := d.allow(by, staff.Work, t.Service); err != nil {
			return nil, err
		}
		old := &decision{desk: d, tx: tx, t: t, by: by, now: d.Now().UTC()}
		moved, err := chosen(t, messages)
		if err != nil {
			return nil, err
		}
		first := moved[0]
		dec, err := d.begin(tx, by, old.now, TicketOpened{Source: t.Source, Subject: first.Subject, Requester: first.From,
			Official: d.official(first.From.Email), Received: first.Date})
		if err != nil {
			return nil, err
		}
		for _, m := range moved {
			old.emit(MessageLeft{m.Version, dec.t.ID})
			dec.emit(MessageJoined{m})
		}
		if err := dec.understand(); err != nil {
			return nil, err
		}
		dec.emit(Linked{Link{t.ID, t.Number, "split"}})
		old.emit(Linked{Link{dec.t.ID, dec.t.Number, "split"}})
		if err := d.commit(tx, old, dec); err != nil {
			return nil, err
		}
		made = dec.t
		return []*Ticket{old.t, dec.t}, nil
	})
	return made, err
}

func chosen(t *Ticket, versions []uint32) ([]Message, error) {
	var moved []Message
	for _, m := range t.Messages {
		for _, v := range versions {
			if m.Version == v {
				moved = append(moved, m)
			}
		}
	}
	switch {
	case len(moved) == 0:
		return nil, refuse("no-message", "no message was chosen", "mark the messages that are another matter")
	case len(moved) == len(t.Messages):
		return nil, refuse("all-messages", "a ticket keeps at least one message", "leave one, or change the service instead")
	}
	return moved, nil
}

// OpenLinked makes a ticket that follows from another, such as the registration
// of the new name in a change of name, and ties the two.
func (d *Desk) OpenLinked(ctx context.Context, by string, id ID, service string) (*Ticket, error) {
	if err := d.allow(by, staff.Work, service); err != nil {
		return nil, err
	}
	s, ok := d.Catalogue.Service(service)
	if !ok {
		return nil, refuse("unknown-service", fmt.Sprintf("there is no service %q", service), "choose one of the catalogue", service)
	}
	var made *Ticket
	err := d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		t, err := tx.Ticket(id)
		if err != nil {
			return nil, fmt.Errorf("ticket %d: %w", id, err)
		}
		if err := d.allow(by, staff.Work, t.Service); err != nil {
			return nil, err
		}
		now := d.Now().UTC()
		old := &decision{desk: d, tx: tx, t: t, by: by, now: now}
		dec, err := d.begin(tx, by, now, TicketOpened{Source: t.Source, Subject: s.Title.ID + " (lanjutan " + t.Number + ")",
			Requester: t.Requester, Official: t.Official, Received: now})
		if err != nil {
			return nil, err
		}
		if len(t.Names) > 0 {
			dec.emit(SubjectMatterSet{Names: t.Names[len(t.Names)-1:]})
		}
		dec.emit(Linked{Link{t.ID, t.Number, "parent"}})
		if err := dec.setService(s, nil); err != nil {
			return nil, err
		}
		dec.emit(Claimed{Officer: by})
		old.emit(Linked{Link{dec.t.ID, dec.t.Number, service}})
		if err := d.commit(tx, old, dec); err != nil {
			return nil, err
		}
		made = dec.t
		return []*Ticket{old.t, dec.t}, nil
	})
	return made, err
}
