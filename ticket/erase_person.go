package ticket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"loket/domain/staff"
)

// Erased is what became, or would, of what the desk holds of a person.
type Erased struct {
	Tickets []ErasedTicket // destroyed, oldest first
	Stays   []Staying
	Strays  int      // mails on no ticket that the person sent, destroyed
	Spoken  int      // mails on no ticket that speak of the person: they stay
	Names   []string // entries of the register that name the person: they stay
}

// ErasedTicket is a ticket of which what it said of persons is gone.
type ErasedTicket struct {
	ID     ID
	Number string
	Mails  int // destroyed
	// InClear is how many events say something of persons and were kept before the
	// site had a key: nothing can change them any more.
	InClear int
}

// Staying is a ticket of which nothing was destroyed, and why.
type Staying struct {
	Number string
	Parts  []string // see Person.Parts
	Why    *Refusal
}

// EraseSubject destroys what closed tickets say of persons whose requester or subject
// somebody is, see SubjectErased, and the mails on no ticket that came from the address;
// dry: it only says what it would do. A name of one word may be many people's and is
// refused unless dry. First the record says so, then the keys go; what a crash left
// between the two the next one, or the next retention, makes good. It is a supervisor's
// work.
func (d *Desk) EraseSubject(ctx context.Context, by string, p Person, reason string, dry bool) (*Erased, error) {
	if err := d.allow(by, staff.Supervise, ""); err != nil {
		return nil, err
	}
	if reason = strings.TrimSpace(reason); p.In(reason) {
		return nil, refuse("reason-names", "the reason names who is to be forgotten", "give one that does not: it stays in the record")
	}
	if !dry && p.Name != "" && !strings.Contains(p.Name, " ") {
		return nil, refuse("one-word", "one word is the name of many people", "name the person by an address or a NIP", p.Name)
	}
	v, ok := d.Log.(Vault)
	if !ok {
		return nil, errNoVault
	}
	out, err := d.erasable(ctx, p)
	if err != nil {
		return nil, err
	}
	strays, err := d.strays(ctx, func(m *MailRecord) bool { return p.Email != "" && p.Is("", m.From) })
	if out.Strays = len(strays); err != nil || dry {
		return out, err
	}
	if _, err := v.Seal(); err != nil { // what is not sealed cannot be destroyed
		return nil, err
	}
	rows, err := d.rowsOf(ctx, out.Tickets)
	if err != nil {
		return nil, err
	}
	var done []ID
	for _, e := range out.Tickets {
		if err = d.eraseTicket(ctx, by, e.ID, eraseSubject{reason, rows[e.ID]}); err != nil {
			break
		}
		done = append(done, e.ID)
	}
	out.Tickets = out.Tickets[:len(done)]
	if err = errors.Join(err, d.endErasing(), d.shred(v, done), d.recountDrafts(done...)); err == nil {
		out.Strays, err = d.destroyStrays(ctx, by, strays, whySubject)
	}
	return out, err
}

// erasable finds what is to be destroyed of a person, and what stays.
func (d *Desk) erasable(ctx context.Context, p Person) (*Erased, error) {
	out := &Erased{}
	var before []string // tickets in whose log mails are that were split off to one that goes
	err := d.concerned(ctx, p, func(tx ReadTx, t *Ticket, parts []string) error {
		if !Concerns(parts) {
			out.Stays = append(out.Stays, Staying{t.Number, parts, refuse("others-ticket", "ticket "+t.Number+" is about somebody else", "", t.Number)})
			return nil
		}
		err := keepsSubject(tx, t)
		if no := IsRefusal(err); no != nil {
			out.Stays = append(out.Stays, Staying{t.Number, parts, no})
			return nil
		}
		if err != nil {
			return err
		}
		e := ErasedTicket{ID: t.ID, Number: t.Number}
		blobs, err := erasable(tx, t)
		if err != nil {
			return err
		}
		for i := range t.Messages {
			if slices.Contains(blobs, t.Messages[i].Hash) {
				e.Mails++
			}
		}
		out.Tickets = append(out.Tickets, e)
		from, err := splitFrom(tx, t)
		before = append(before, from...)
		if err == nil {
			out.Tickets[len(out.Tickets)-1].InClear, err = inClear(tx, t.ID)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(before)
	for _, number := range slices.Compact(before) {
		if !slices.ContainsFunc(out.Tickets, func(e ErasedTicket) bool { return e.Number == number }) {
			out.Stays = append(out.Stays, Staying{number, []string{PartNamed}, refuse("split-off", "the log of ticket "+number+" has mails that were split off it", "", number)})
		}
	}
	loose, err := d.loose(ctx, p)
	for _, m := range loose {
		if !p.Is("", m.From) {
			out.Spoken++
		}
	}
	if err == nil {
		out.Names, err = d.namesOf(p)
	}
	return out, err
}

// splitFrom names the tickets from which messages of a ticket were split off: their
// events have them still.
func splitFrom(tx ReadTx, t *Ticket) (numbers []string, err error) {
	for _, l := range t.Links {
		if l.Kind != "split" {
			continue
		}
		events, err := tx.Events(l.Other, MessageJoined{}.kind())
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			m := e.Body.(MessageJoined).Message
			if e.Seal != Bare && m.Hash != "" && slices.ContainsFunc(t.Messages, func(o Message) bool { return o.Hash == m.Hash }) {
				numbers = append(numbers, l.Number)
			}
		}
	}
	return numbers, nil
}

// namesOf lists the entries of the register that name a person.
func (d *Desk) namesOf(p Person) (names []string, err error) {
	entries, err := d.Register()
	for i := range entries {
		if p.onRegister(&entries[i]) {
			names = append(names, string(entries[i].Name))
		}
	}
	return names, err
}

// inClear counts the events of a ticket that say something of persons as they are.
func inClear(tx ReadTx, id ID) (n int, err error) {
	events, err := tx.Events(id)
	for _, e := range events {
		if e.Seal == InClear && says(e.Body) {
			n++
		}
	}
	return n, err
}

// rowsOf finds the rows of the mail journal that belong to tickets.
func (d *Desk) rowsOf(ctx context.Context, list []ErasedTicket) (map[ID][]string, error) {
	rows, hashes := make(map[ID][]string), make(map[string]ID)
	for _, e := range list {
		t, err := d.Ticket(e.ID)
		if err != nil {
			return nil, err
		}
		rows[e.ID] = nil
		for i := range t.Messages {
			if hash := t.Messages[i].Hash; hash != "" { // else written by hand: no mail
				hashes[hash] = e.ID
			}
		}
	}
	err := d.eachMail(ctx, func(m *MailRecord) {
		id := m.Ticket
		if _, ours := rows[id]; !ours {
			id = hashes[m.Hash]
		}
		if id != 0 && m.Fate != FateNote {
			rows[id] = append(rows[id], m.Key)
		}
	})
	return rows, err
}

// eachMail calls fn for every row of the journal, newest first.
func (d *Desk) eachMail(ctx context.Context, fn func(*MailRecord)) error {
	for before := uint64(0); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		list, next, err := d.Journal(before, 1000)
		if err != nil || len(list) == 0 {
			return err
		}
		for i := range list {
			fn(&list[i])
		}
		before = next
	}
}

func (d *Desk) eraseTicket(ctx context.Context, by string, id ID, c eraseSubject) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.keeping.Lock()
	defer d.keeping.Unlock()
	due := append(slices.Clip(d.erasing), id)
	err := d.keep(func(tx Tx) ([]*Ticket, error) {
		t, err := tx.Ticket(id)
		if err != nil {
			return nil, fmt.Errorf("ticket %d: %w", id, err)
		}
		dec := &decision{desk: d, tx: tx, t: t, by: by, now: d.Now().UTC()}
		if err := c.on(dec); err != nil {
			return nil, err
		}
		if err := saveErasing(tx, due); err != nil {
			return nil, err
		}
		return []*Ticket{t}, d.commit(tx, dec)
	})
	if err == nil {
		d.erasing = due
	}
	return err
}
