package ticket

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/register"
	"loket/domain/staff"
)

// Reminders of the end of names. One letter for each recipient lists the names that
// they answer for. It goes on a ticket of the service that renews, which the desk
// opens and on which it waits for the requester: an answer joins it by its thread,
// the next reminder of the same end goes into the same thread, and the time of the
// service runs from the answer only. One ticket for each letter and not for each
// name: one form (PA-16) of one responsible person lists all their records.
//
// What is due is decided again within the transaction that opens the ticket, puts
// the letter into the outbox and notes both at the names. No crash and no second
// officer makes a letter twice.

// letterValidity is the letter that reminds.
const letterValidity = "validity"

// NamesReminded says that a letter reminds of the end of names. It is an event of
// the desk: taking the letter back does not make the reminder due again.
type NamesReminded struct {
	Ticket string         `json:"ticket"`
	Letter uint64         `json:"letter"`
	Names  []RemindedName `json:"names"`
}

// RemindedName is one name of such a letter.
type RemindedName struct {
	Name domain.Name   `json:"name"`
	End  calendar.Date `json:"end"`
	Mark int           `json:"mark"` // days before it
}

func (NamesReminded) kind() string { return "names-reminded" }

// Mailing is one letter of reminders as it would go out now.
type Mailing struct {
	Batch   register.Batch
	Service string // that renews
	Ticket  string // number of the one on which it goes; "" for a new one
	Draft   Draft
	Lacks   string // why it cannot go: no-address, no-service, open-mark; "" for nothing
}

// Underway is a name that is due for a reminder and that somebody renews already.
type Underway struct {
	Position register.Position
	Ticket   string
}

// Campaign is what there is to do about the ends of names now.
type Campaign struct {
	Mailings []Mailing
	Underway []Underway
	Progress register.Progress   // of the year's re-registration of names below
	Lapsed   []register.Position // past their last day: a person decides what becomes of them
}

// Ready returns the mailings that lack nothing.
func (c *Campaign) Ready() []Mailing {
	return slices.DeleteFunc(slices.Clone(c.Mailings), func(m Mailing) bool { return m.Lacks != "" })
}

// Campaign works out what Remind would send, with the officer's own words in each
// letter, and what lapsed. It writes nothing.
func (d *Desk) Campaign(by, note string) (*Campaign, error) {
	all, err := d.Register()
	if err != nil {
		return nil, err
	}
	today := calendar.DateOf(d.Now(), d.Calendar.Zone())
	c := &Campaign{Progress: register.Reregistration(all, d.validity().Campaign(today))}
	err = d.Log.View(func(tx ReadTx) error {
		o := renewals{d, tx}
		due, err := c.sort(o, d.Radar(all))
		if err != nil {
			return err
		}
		c.Mailings = nil
		for _, b := range register.Batches(due) {
			m, err := d.mailing(o, b, by, note)
			if err != nil {
				return err
			}
			c.Mailings = append(c.Mailings, m)
		}
		return nil
	})
	return c, err
}

// reminders is how many names are to be reminded of, as it was counted last.
type reminders struct {
	sync.Mutex

	known bool
	rev   uint64
	day   calendar.Date
	names int
}

// Reminders counts the names whose end an officer should write about now. The
// register is read again when it changed or a day is over; every console may ask.
func (d *Desk) Reminders() (int, error) {
	r := &d.reminders
	r.Lock()
	defer r.Unlock()
	rev, today := d.RegisterRev(), calendar.DateOf(d.Now(), d.Calendar.Zone())
	if r.known && r.rev == rev && r.day == today {
		return r.names, nil
	}
	all, err := d.Register()
	if err != nil {
		return 0, err
	}
	var due []register.Position
	err = d.Log.View(func(tx ReadTx) error {
		due, err = new(Campaign).sort(renewals{d, tx}, d.Radar(all))
		return err
	})
	if err != nil {
		return 0, err
	}
	r.known, r.rev, r.day, r.names = true, rev, today, len(due)
	return r.names, nil
}

// sort returns the names to be reminded of and keeps the others that matter.
func (c *Campaign) sort(o renewals, positions []register.Position) (due []register.Position, err error) {
	c.Lapsed, c.Underway = nil, nil
	for _, p := range positions {
		if p.Stage == register.Lapsed || p.Stage == register.Expired {
			c.Lapsed = append(c.Lapsed, p)
		}
		if !p.Due() {
			continue
		}
		number, err := o.number(o.desk.renewing(p.Entry), p.Entry.Name)
		if err != nil {
			return nil, err
		}
		if number != "" {
			c.Underway = append(c.Underway, Underway{p, number})
		} else {
			due = append(due, p)
		}
	}
	return due, nil
}

// mailing drafts the letter of a batch.
func (d *Desk) mailing(o renewals, b register.Batch, by, note string) (Mailing, error) {
	m := Mailing{Batch: b, Service: d.renewing(b.Positions[0].Entry)}
	switch {
	case m.Service == "":
		m.Lacks = "no-service"
		return m, nil
	case len(addresses([]string{b.To.Email})) == 0:
		m.Lacks = "no-address"
	}
	t := &Ticket{Number: "baru", Requester: recipient(b), Service: m.Service, Received: d.Now().UTC(), Subject: d.reminding(m.Service, namesOf(b)), Names: namesOf(b)}
	r, err := o.waiting(m.Service, b)
	if err != nil {
		return m, err
	}
	if r != nil {
		m.Ticket, t.ID, t.Number = r.Number, r.ID, r.Number
	}
	m.Draft, err = d.remindDraft(t, b, by, note)
	if m.Lacks == "" && strings.Contains(m.Draft.Body, OpenMark) {
		m.Lacks = "open-mark"
	}
	return m, err
}

func (d *Desk) remindDraft(t *Ticket, b register.Batch, by, note string) (Draft, error) {
	about := *t
	about.Names = namesOf(b) // the ticket may have more, of a former reminder
	draft, err := d.Letters.Draft(letterValidity, LetterInput{Ticket: &about, Now: d.Now().UTC(), Officer: by, Note: note, Due: b.Positions})
	if err != nil {
		return draft, fmt.Errorf("remind %s: %w", b.Positions[0].Entry.Name, err)
	}
	draft.Template, draft.To, draft.Cc = letterValidity, addresses([]string{strings.ToLower(b.To.Email)}), nil
	return draft, nil
}

// renewing is the service that renews a name, "" where the catalogue has none.
func (d *Desk) renewing(e register.Entry) string {
	rules := d.validity()
	if e.Subdomain() {
		return rules.Subdomain.Opens
	}
	return rules.Name.Opens
}

// reminding is the subject of a ticket that waits for a renewal.
func (d *Desk) reminding(service string, names []string) string {
	title := service
	if s, ok := d.Catalogue.Service(service); ok {
		title = s.Title.ID
	}
	if len(names) == 1 {
		return title + " " + names[0]
	}
	return fmt.Sprintf("%s (%d nama)", title, len(names))
}

func recipient(b register.Batch) Party {
	return Party{Name: b.To.Name, Email: strings.ToLower(b.To.Email), Phone: b.To.Phone, Agency: b.Agency}
}

func namesOf(b register.Batch) []string {
	out := make([]string, len(b.Positions))
	for i, p := range b.Positions {
		out[i] = string(p.Entry.Name)
	}
	return out
}

// renewals finds the open tickets by which names are renewed, on one state of the
// record.
type renewals struct {
	desk *Desk
	tx   ReadTx
}

// of returns the rows of open tickets of a service about a name.
func (o renewals) of(service string, name domain.Name) (rows []*Row, err error) {
	ids, err := o.tx.Lookup(ByName, string(name))
	if err != nil {
		return nil, err
	}
	o.desk.mu.RLock()
	defer o.desk.mu.RUnlock()
	for _, id := range ids {
		if i, ok := o.desk.place[id]; ok && o.desk.rows[i].Service == service && !o.desk.rows[i].State.Done() {
			rows = append(rows, o.desk.rows[i])
		}
	}
	return rows, nil
}

// idle reports whether the desk opened the ticket and nobody has answered yet.
func (r *Row) idle() bool { return r.Source == ByRegister && r.State == WaitingRequester }

// number is that of an open ticket by which somebody renews the name, "" for none.
func (o renewals) number(service string, name domain.Name) (string, error) {
	rows, err := o.of(service, name)
	for _, r := range rows {
		if !r.idle() {
			return r.Number, err
		}
	}
	return "", err
}

// waiting is the ticket on which the desk waits for the recipient of a batch
// already, nil for none.
func (o renewals) waiting(service string, b register.Batch) (*Row, error) {
	for _, p := range b.Positions {
		rows, err := o.of(service, p.Entry.Name)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.idle() && strings.EqualFold(r.Email, b.To.Email) {
				return r, nil
			}
		}
	}
	return nil, nil
}

// Remind sends the letters of mailings that lack nothing, with the officer's own
// words in each, and returns how many. One that is not due any more, since another
// sent it, is passed over. Stopped between two letters it is called again for the rest.
func (d *Desk) Remind(ctx context.Context, by, note string, list []Mailing) (sent int, err error) {
	for _, m := range list {
		if m.Lacks != "" {
			continue
		}
		if err := d.allow(by, staff.Work, m.Service); err != nil {
			return sent, err
		}
		ok, err := d.remind(ctx, by, note, m)
		if err != nil {
			return sent, fmt.Errorf("reminder to %s: %w", m.Batch.To.Email, err)
		}
		if ok {
			sent++
		}
	}
	return sent, nil
}

func (d *Desk) remind(ctx context.Context, by, note string, m Mailing) (sent bool, err error) {
	err = d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		o := renewals{d, tx}
		b, err := d.stillDue(o, m)
		if err != nil || len(b.Positions) == 0 {
			return nil, err
		}
		dec, err := d.waitFor(tx, by, m.Service, b)
		if err != nil {
			return nil, err
		}
		draft, err := d.remindDraft(dec.t, b, by, note)
		if err != nil {
			return nil, err
		}
		letter, err := dec.queue(draft, "", true)
		if err != nil {
			return nil, err
		}
		told := NamesReminded{Ticket: dec.t.Number, Letter: letter}
		for _, p := range b.Positions {
			told.Names = append(told.Names, RemindedName{p.Entry.Name, p.End, p.Mark})
		}
		dec.aside = append(dec.aside, Event{At: dec.now, By: by, Body: told})
		sent = true
		return []*Ticket{dec.t}, d.commit(tx, dec)
	})
	return sent && (err == nil || unsure(err)), err
}

// stillDue is a mailing's batch with the names of which it is still true.
func (d *Desk) stillDue(o renewals, m Mailing) (register.Batch, error) {
	b := register.Batch{To: m.Batch.To, Agency: m.Batch.Agency}
	for _, was := range m.Batch.Positions {
		e, err := entry(o.tx, was.Entry.Name)
		if err != nil {
			return b, err
		}
		p := d.Radar([]register.Entry{e})[0]
		number, err := o.number(m.Service, e.Name)
		if err != nil {
			return b, err
		}
		if p.Due() && p.End == was.End && p.Mark == was.Mark && strings.EqualFold(e.Contact().Email, b.To.Email) && number == "" {
			b.Positions = append(b.Positions, p)
		}
	}
	return b, nil
}

// waitFor takes the ticket that waits for the recipient already, or opens one.
func (d *Desk) waitFor(tx Tx, by, service string, b register.Batch) (*decision, error) {
	now, names := d.Now().UTC(), namesOf(b)
	r, err := renewals{d, tx}.waiting(service, b)
	if err != nil {
		return nil, err
	}
	if r != nil {
		t, err := tx.Ticket(r.ID)
		if err != nil {
			return nil, err
		}
		dec := &decision{desk: d, tx: tx, t: t, by: by, now: now}
		if all := union(slices.Clone(t.Names), names, maxNames); len(all) > len(t.Names) {
			dec.emit(SubjectMatterSet{Names: all})
		}
		return dec, nil
	}
	s, ok := d.Catalogue.Service(service)
	if !ok {
		return nil, refuse("unknown-service", fmt.Sprintf("there is no service %q", service), "choose one of the catalogue", service)
	}
	to := recipient(b)
	dec, err := d.begin(tx, by, now, TicketOpened{Source: ByRegister, Subject: d.reminding(service, names), Requester: to, Official: d.official(to.Email), Received: now})
	if err != nil {
		return nil, err
	}
	dec.emit(SubjectMatterSet{Names: names})
	if err := dec.setService(s, nil); err != nil {
		return nil, err
	}
	dec.emit(Waited{Party: requester, Pause: true, Reason: s.Title.ID})
	return dec, nil
}
