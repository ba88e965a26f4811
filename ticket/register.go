package ticket

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"loket/domain/staff"
	"slices"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/calendar"
	"loket/domain/register"
)

// The register: every name and subdomain that the desk knows. It is filled by
// what tickets did and by imports; an officer may correct it. Every change is an
// event, the entry as a whole.

// NameKept is a name as the register has it from now on. It is an event of the
// desk: taking back what a ticket did does not make the desk forget a name.
type NameKept struct {
	Entry register.Entry `json:"entry"`
	Why   string         `json:"why,omitempty"` // ticket, import, officer
}

func (NameKept) kind() string { return "name-kept" }

// keepEntry puts the entry into the register, with what it changes in its history.
func keepEntry(tx Tx, e *Event, b NameKept) error {
	was, err := entry(tx, b.Entry.Name)
	if err != nil {
		return err
	}
	deed := register.Deed{At: e.At, By: e.By, Why: b.Why}
	if b.Why == "ticket" {
		deed.Ticket = b.Entry.UpdatedBy
	}
	return saveEntry(tx, was.Became(b.Entry, deed))
}

// noteReminders notes a letter at every name of whose end it reminds.
func noteReminders(tx Tx, e *Event, b NamesReminded) error {
	for _, n := range b.Names {
		was, err := entry(tx, n.Name)
		if err != nil {
			return err
		}
		if err := saveEntry(tx, was.Remind(register.Reminder{End: n.End, Mark: n.Mark, At: e.At, Ticket: b.Ticket, Letter: b.Letter})); err != nil {
			return err
		}
	}
	return nil
}

func saveEntry(tx Tx, e register.Entry) error {
	data, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("register %s: %w", e.Name, err)
	}
	return tx.SaveEntry(TableNames, string(e.Name), data)
}

func entry(tx ReadTx, name domain.Name) (e register.Entry, err error) {
	data, err := tx.Entry(TableNames, string(name))
	if err != nil || data == nil {
		return register.Entry{Name: name}, err
	}
	if err := json.Unmarshal(data, &e); err != nil {
		return e, fmt.Errorf("register %s: %w", name, err)
	}
	return e, nil
}

// Register gives every entry with what holds it, in the order of the names.
func (d *Desk) Register() (entries []register.Entry, err error) {
	holders, err := d.holders()
	if err != nil {
		return nil, fmt.Errorf("register: %w", err)
	}
	err = d.Log.View(func(tx ReadTx) error {
		entries = nil
		err := tx.Entries(TableNames, func(data []byte) error {
			var e register.Entry
			if err := json.Unmarshal(data, &e); err != nil {
				return fmt.Errorf("register: %w", err)
			}
			entries = append(entries, e)
			return nil
		})
		for i := range entries {
			if err != nil || len(holders) == 0 {
				return err
			}
			entries[i].Holds, err = d.heldBy(tx, string(entries[i].Name), holders)
		}
		return err
	})
	return entries, err
}

func (d *Desk) heldBy(tx ReadTx, name string, holders map[ID]bool) ([]action.Hold, error) {
	ids, err := tx.Lookup(ByName, name)
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(ids, func(id ID) bool { return !holders[id] })
	if len(ids) == 0 {
		return nil, nil
	}
	return d.holdsOf(tx, name, ids)
}

// RegisterRev grows whenever the register may have changed: an entry, a reminder, or
// what holds a name. Who has read it at a rev need not read it again.
func (d *Desk) RegisterRev() uint64 { return d.namesRev.Load() }

// touchesNames reports whether what was decided may change the register.
func (d *Desk) touchesNames(dec *decision) bool {
	for i := range dec.aside {
		switch dec.aside[i].Body.(type) {
		case NameKept, NamesReminded:
			return true
		}
	}
	if len(dec.events) > 0 {
		if _, made := dec.events[0].Body.(TicketOpened); made {
			return false
		}
	}
	if s := dec.service(); s == nil || !holds(s) {
		return slices.ContainsFunc(dec.events, func(e Event) bool { _, other := e.Body.(ServiceSet); return other })
	}
	return slices.ContainsFunc(dec.events, func(e Event) bool {
		switch e.Body.(type) {
		case ServiceSet, SubjectMatterSet, StepStarted, StepFinished, ActMoved, Undone, MergedAway:
			return true
		}
		return false
	})
}

// Radar places entries in time, by what the catalogue says of their ends.
func (d *Desk) Radar(entries []register.Entry) []register.Position {
	return register.Radar(entries, d.validity(), d.Calendar, d.Now())
}

// validity is what the catalogue says of the ends of names: a yearly one is that of
// names below. Of several services the first that says it counts.
func (d *Desk) validity() (rules register.Rules) {
	for i := range d.Catalogue.Services {
		v, said := d.Catalogue.Services[i].Validity, &rules.Name
		if v.Until != "" {
			said = &rules.Subdomain
		}
		said.Until, said.Grace = cmp.Or(said.Until, v.Until), cmp.Or(said.Grace, v.Grace)
		said.Opens, said.Lapses = cmp.Or(said.Opens, v.Opens), cmp.Or(said.Lapses, v.Lapses)
		if len(said.Remind) == 0 {
			said.Remind = v.Remind
		}
	}
	return rules
}

// RegisterEntry gives what the register has of a name; ok is false for one that
// it does not have.
func (d *Desk) RegisterEntry(name domain.Name) (e register.Entry, ok bool, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		if e, err = entry(tx, name); err != nil {
			return err
		}
		ok = e.Agency != "" || !e.Updated.IsZero()
		e.Holds, err = d.holds(tx, string(name))
		return err
	})
	return e, ok, err
}

// SetEntry keeps an entry as an officer corrected it. One that was changed since it
// was read is refused with "register-changed".
func (d *Desk) SetEntry(ctx context.Context, by string, e register.Entry) error {
	if err := d.allow(by, staff.Work, ""); err != nil {
		return err
	}
	if _, err := domain.ParseName(string(e.Name)); err != nil {
		return refuse("bad-name", fmt.Sprintf("%q is no domain name", e.Name), "correct it first", string(e.Name))
	}
	return d.keepEntries(ctx, by, "officer", []register.Entry{e})
}

// PlanImport reads a CSV and says what it would change; nothing else happens.
func (d *Desk) PlanImport(in io.Reader) (register.Plan, error) {
	all, err := d.Register()
	if err != nil {
		return register.Plan{}, err
	}
	return register.Import(in, register.ByName(all))
}

// importBatch bounds one transaction.
const importBatch = 100

// Import keeps what a plan says, in parts; a repeated import goes on where one
// was cut off. One with rows that were refused is refused as a whole.
func (d *Desk) Import(ctx context.Context, by string, p register.Plan) (kept int, err error) {
	if err := d.allow(by, staff.Work, ""); err != nil {
		return 0, err
	}
	if p.Refused() {
		return 0, refuse("import-refused", "some rows cannot be taken", "mend the rows that are named and import the file again")
	}
	var list []register.Entry
	for _, c := range slices.Concat(p.New, p.Changed) {
		list = append(list, c.After)
	}
	for part := range slices.Chunk(list, importBatch) {
		if err := d.keepEntries(ctx, by, "import", part); err != nil {
			return kept, err
		}
		kept += len(part)
	}
	return kept, nil
}

func (d *Desk) keepEntries(ctx context.Context, by, why string, list []register.Entry) error {
	return d.update(ctx, func(tx Tx) ([]*Ticket, error) {
		now := d.Now().UTC()
		head, _, err := tx.Head()
		if err != nil {
			return nil, err
		}
		d.renamed = true
		for _, e := range list {
			was, err := entry(tx, e.Name)
			if err != nil {
				return nil, err
			}
			if why == "officer" && e.Updated.IsZero() && !was.Updated.IsZero() {
				return nil, refuse("name-known", fmt.Sprintf("%s stands in the register already", e.Name), "correct it there", string(e.Name))
			}
			if !was.Updated.Equal(e.Updated) || was.UpdatedBy != e.UpdatedBy {
				return nil, refuse("register-changed", fmt.Sprintf("%s was changed meanwhile by %s", e.Name, was.UpdatedBy), "look at it again", string(e.Name), was.UpdatedBy)
			}
			if err := d.maySettle(by, why, was, e); err != nil {
				return nil, err
			}
			e = stripped(e)
			e.Updated, e.UpdatedBy = now, by
			ev := Event{At: now, By: by, Cmd: head + 1, Body: NameKept{Entry: e, Why: why}}
			if err := tx.Append(&ev); err != nil {
				return nil, err
			}
			if err := index(tx, &ev); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
}

// maySettle leaves to a supervisor what takes a name away by hand: to say that it was
// deleted, or that it ends before what is known.
func (d *Desk) maySettle(by, why string, was, e register.Entry) error {
	if why == "officer" && (e.Ended != was.Ended || !was.Until.IsZero() && e.Until.Before(was.Until)) {
		return d.allow(by, staff.Supervise, "")
	}
	return nil
}

// keepNames puts what a ticket did into the register: when its record step or its
// action is done, and when it closes as done.
func (d *decision) keepNames() error {
	service := d.service()
	if service == nil {
		return nil
	}
	for _, n := range d.names(service) {
		was, err := entry(d.tx, n)
		if err != nil {
			return err
		}
		now := was.Merge(d.entryOf(service, n, was))
		now = stripped(now)
		if same(stripped(was), now) {
			continue
		}
		now.Updated, now.UpdatedBy = d.now, d.t.Number
		d.aside = append(d.aside, Event{At: d.now, By: d.by, Body: NameKept{Entry: now, Why: "ticket"}})
	}
	return nil
}

// stripped is an entry without what an event of its own says: what holds a name is
// counted from the tickets, reminders and history from what happened.
func stripped(e register.Entry) register.Entry {
	e.Holds, e.Reminders, e.History = nil, nil, nil
	return e
}

func same(a, b register.Entry) bool {
	a.Updated, a.UpdatedBy, b.Updated, b.UpdatedBy = time.Time{}, "", time.Time{}, ""
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

// names are those of the ticket that it serves: of a desk for subdomains those
// below its zone, of a change of name the new one too.
func (d *decision) names(service *domain.Service) []domain.Name {
	var out []domain.Name
	add := func(s string) {
		n, err := domain.ParseName(s)
		if err == nil && n != domain.Name(service.Zone) && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	for _, n := range d.t.Names {
		add(n)
	}
	if service.Zone != "" {
		for _, r := range d.t.Records {
			add(strings.TrimSuffix(r.Made.In(service.Zone).Host, "."))
		}
	}
	return out
}

// entryOf is what the ticket says of a name.
func (d *decision) entryOf(service *domain.Service, n domain.Name, was register.Entry) register.Entry {
	e := register.Entry{Name: n, Agency: d.t.Requester.Agency, Tickets: []string{d.t.Number}}
	person := register.Person{Name: d.t.Requester.Name, Email: d.t.Requester.Email, Phone: d.t.Requester.Phone}
	if service.Zone == "" {
		if o := d.t.Wanted.Officer; o != nil { // who asks for a change of officer may be the old one
			person = register.Person{Name: o.Name, Email: o.Email, Phone: o.Phone}
		}
		if slices.Contains(service.Registers, "officer") || was.Officer == (register.Person{}) {
			e.Officer = person
		}
	} else {
		e.Responsible = person
		for _, r := range d.t.Records {
			if strings.TrimSuffix(r.Made.In(service.Zone).Host, ".") == string(n) {
				e.Records = append(e.Records, r.Made)
			}
		}
	}
	today := calendar.DateOf(d.now, d.desk.Calendar.Zone())
	e.Until = d.until(service, was, today)
	if was.Registered.IsZero() && slices.Contains(service.Registers, "registered") {
		e.Registered = today
	}
	if rules := d.desk.validity(); d.t.Source == ByRegister && d.t.Outcome == "done" && was.Subdomain() && service.ID == rules.Subdomain.Lapses {
		e.Ended = today
	}
	for i := range d.t.Acts {
		a := &d.t.Acts[i]
		if a.State != ActDone || a.Plan.Order.Name != string(n) {
			continue
		}
		if a.Plan.Order.Action == "delete" {
			e.Ended = calendar.DateOf(a.Ended, d.desk.Calendar.Zone())
		}
		if day, err := time.Parse(time.DateOnly, a.sawExpiry()); err == nil {
			e.Until = calendar.DateOf(day, time.UTC)
		}
	}
	return e
}

// until is the end of validity that the ticket gives, zero where it gives none: the
// yearly one, counted from when it was recorded; or what an officer wrote down. A
// renewal takes nothing away.
func (d *decision) until(service *domain.Service, was register.Entry, today calendar.Date) calendar.Date {
	var written string
	for _, st := range d.t.Steps {
		if s, _, ok := service.Step(st.ID); ok && s.Kind == domain.KindRecord && st.State == "done" {
			today, written = calendar.DateOf(st.At, d.desk.Calendar.Zone()), st.Reference+" "+st.Note
		}
	}
	if slices.Contains(service.Registers, "until") {
		end, _, _ := calendar.FindDate(written, false)
		return end
	}
	renews := service.Validity.Opens == service.ID
	end, _ := service.Validity.From(today, renews)
	if renews && end.Before(was.Until) {
		return was.Until
	}
	return end
}
