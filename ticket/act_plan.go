package ticket

import (
	"context"
	"errors"
	"fmt"
	"loket/domain"
	"loket/domain/action"
	"slices"
	"time"
)

// PlanAct asks the driver of a step's action what it would do, for one name, ""
// for the next that is to do. nil without an error: no driver does this action,
// an officer finishes the step with its evidence.
func (d *Desk) PlanAct(ctx context.Context, id ID, step, name string) (*action.Plan, error) {
	var o action.Order
	err := d.Log.View(func(tx ReadTx) error {
		t, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		dec := &decision{desk: d, t: t}
		s, err := dec.actStep(step)
		if err != nil {
			return err
		}
		if name == "" {
			if left := d.unacted(t, s); len(left) > 0 {
				name = left[0]
			}
		}
		o, err = d.order(tx, t, s, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("plan for ticket %d: %w", id, err)
	}
	return d.plan(ctx, o)
}

// PlanRevert asks what would take back an action that was done.
func (d *Desk) PlanRevert(ctx context.Context, id ID, act string) (*action.Plan, error) {
	t, err := d.Ticket(id)
	if err != nil {
		return nil, err
	}
	a := t.Act(act)
	if a == nil || a.State != ActDone || a.Reverts == nil {
		return nil, refuse("not-undoable", "this cannot be taken back", "put it right with another change")
	}
	o := a.Plan.Order
	o.Reverts = a.Reverts
	return d.plan(ctx, o)
}

func (d *Desk) plan(ctx context.Context, o action.Order) (*action.Plan, error) {
	driver := d.Drivers[o.Action]
	if driver == nil {
		return nil, nil
	}
	p, err := driver.Plan(ctx, o)
	if no := (*action.Refused)(nil); errors.As(err, &no) {
		return nil, &Refusal{Code: no.Words.Key, Args: no.Words.Args, Text: no.Text, Words: no.Words, Apart: no.Apart}
	}
	if err != nil {
		return nil, fmt.Errorf("plan %s for %s: %w", o.Action, o.Name, err)
	}
	p.Order, p.Made = o, d.Now().UTC()
	return p, nil
}

// taskStep returns the step of dated work that is still to do.
func (d *Desk) taskStep(t *Ticket, id string) (domain.Step, bool) {
	service, ok := d.Catalogue.Service(t.Service)
	if !ok || !slices.ContainsFunc(t.Tasks, func(k Task) bool { return k.ID == id && k.Done.IsZero() }) {
		return domain.Step{}, false
	}
	s, _, ok := service.Step(id)
	return s, ok && s.Action != ""
}

// reverting returns the step of an action that was done and can be taken back.
func (d *Desk) reverting(t *Ticket, id string) (domain.Step, bool) {
	service, ok := d.Catalogue.Service(t.Service)
	if !ok || !slices.ContainsFunc(t.Acts, func(a Act) bool { return a.Step == id && a.State == ActDone && a.Reverts != nil }) {
		return domain.Step{}, false
	}
	s, _, ok := service.Step(id)
	return s, ok
}

// order is what a step of a ticket wants done to one name.
func (d *Desk) order(tx ReadTx, t *Ticket, s domain.Step, name string) (action.Order, error) {
	o := action.Order{Action: s.Action, Ticket: t.Number, Step: s.ID, Name: name}
	service, ok := d.Catalogue.Service(t.Service)
	if !ok || s.Action == "" {
		return o, refuse("no-action", "this step does nothing on the outside world", "finish it with its evidence")
	}
	if !slices.Contains(d.subjects(t, s), name) {
		return o, refuse("no-name", "the ticket does not say which name this is about", "set the domain name first")
	}
	if service.Zone != "" {
		o.Records = t.RecordRows()
		return o, nil
	}
	t.tell(&o, s, service)
	if o.Officer != nil {
		o.Officer.City = d.Site.City
	}
	holds, err := d.holds(tx, name)
	if err != nil {
		return o, err
	}
	for _, h := range holds {
		if h.Ticket != t.Number && !slices.Contains(s.Lifts, h.Reason) {
			o.Holds = append(o.Holds, h)
		}
	}
	return o, nil
}

// subjects are the names that a step acts on, one action for each: the zone of a
// desk for subdomains, the name that is given up, else all of the ticket's.
func (d *Desk) subjects(t *Ticket, s domain.Step) []string {
	service, ok := d.Catalogue.Service(t.Service)
	switch {
	case !ok:
		return nil
	case service.Zone != "":
		return []string{service.Zone}
	case service.Renames && len(t.Names) > 0:
		return t.Names[:1]
	}
	return t.Names
}

// unacted are the names for which a step's action is still to be done.
func (d *Desk) unacted(t *Ticket, s domain.Step) []string {
	var from time.Time
	if cur := t.Step(); cur != nil && cur.ID == s.ID {
		from = cur.From // what was done before the step was taken up again does not count
	}
	return slices.DeleteFunc(slices.Clone(d.subjects(t, s)), func(n string) bool {
		return slices.ContainsFunc(t.Acts, func(a Act) bool {
			return a.Step == s.ID && a.State == ActDone && a.Plan.Order.Name == n && a.Plan.Order.Reverts == nil && !a.At.Before(from) && !t.reverted(&a)
		})
	})
}

// reverted reports whether an action was taken back.
func (t *Ticket) reverted(a *Act) bool {
	return a.Reverts != nil && slices.ContainsFunc(t.Acts, func(b Act) bool {
		return b.State == ActDone && b.Step == a.Step && b.At.After(a.At) && string(b.Plan.Order.Reverts) == string(a.Reverts)
	})
}

// RecordRows are the ticket's records as rows of a form.
func (t *Ticket) RecordRows() []domain.RecordRow {
	var rows []domain.RecordRow
	for _, r := range t.Records {
		rows = append(rows, domain.RecordRow{Asked: r.Asked, Made: r.Made, Reason: r.Reason})
	}
	return rows
}

// RecordCheck is what the desk knows about the records of a ticket: the rules of
// the site in the zone of the service.
func (d *Desk) RecordCheck(t *Ticket) domain.RecordCheck {
	check := d.Site.Records
	if service, ok := d.Catalogue.Service(t.Service); ok {
		check.Zone = service.Zone
	}
	return check
}
