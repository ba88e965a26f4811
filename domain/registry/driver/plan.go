package driver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/registry"
)

// Plan looks at the name and says what the order changes.
func (d *Driver) Plan(ctx context.Context, o action.Order) (*action.Plan, error) {
	if err := errors.Join(leaves(o), lacks(o)); err != nil {
		return nil, err
	}
	s, err := d.Registry.Look(ctx, domain.Name(o.Name))
	if err != nil {
		return nil, refused(foreign(o, err))
	}
	if err := admit(o, s); err != nil {
		return nil, err
	}
	req, err := request(o, s)
	if err != nil {
		return nil, err
	}
	p := &action.Plan{Driver: d.Name, Target: d.Target}
	var first []registry.Request
	if req != nil && !stands(req, s, s) {
		if req, err = d.price(ctx, p, req, s); err != nil {
			return nil, err
		}
		if first, err = d.missing(ctx, o, req); err != nil {
			return nil, err
		}
	}
	return p, draw(p, o, req, first, s)
}

// leaves refuses to let a name of the government go.
func leaves(o action.Order) error {
	if o.Action == Authcode && !registry.TransferAllowed(domain.Name(o.Name)) {
		return action.Refuse("names of the government do not leave the registrar", "registry.no-transfer", o.Name)
	}
	return nil
}

// price puts the registry's own price into what costs something, and refuses a
// name that it does not give.
func (d *Driver) price(ctx context.Context, p *action.Plan, req registry.Request, s registry.State) (registry.Request, error) {
	var years int
	switch r := req.(type) {
	case registry.Create:
		years = r.Years
	case registry.Renew:
		years = r.Years
	case registry.Restore:
		years = 1
	default:
		return req, nil
	}
	asks, ok := d.Registry.(registry.Checker)
	if !ok {
		p.Notes = append(p.Notes, action.Say("registry.no-fee"))
		return req, nil
	}
	name := domain.Name(req.Object())
	told, err := asks.Check(ctx, []domain.Name{name}, years)
	if err != nil {
		return nil, refused(err)
	}
	if !s.Registered && !told[0].Available {
		return nil, action.Refuse(fmt.Sprintf("%s is not free: %s", name, told[0].Reason), "registry.not-free", name.String(), told[0].Reason)
	}
	fee, known := told[0].Fees[req.Verb()]
	if !known {
		p.Notes = append(p.Notes, action.Say("registry.no-fee"))
		return req, nil
	}
	p.Notes = append(p.Notes, action.Say("registry.charged"))
	switch r := req.(type) {
	case registry.Create:
		r.Fee = &fee
		return r, nil
	case registry.Renew:
		r.Fee = &fee
		return r, nil
	case registry.Restore:
		r.Fee = &fee
		return r, nil
	}
	return req, nil
}

// missing are the requests for hosts and contacts that the registry does not know
// and that this one refers to.
func (d *Driver) missing(ctx context.Context, o action.Order, req registry.Request) (first []registry.Request, err error) {
	shelf, ok := d.Registry.(registry.Shelf)
	if !ok || o.Reverts != nil {
		return nil, nil
	}
	var hosts, contacts []string
	switch r := req.(type) {
	case registry.Create:
		hosts, contacts = r.Hosts, []string{r.Registrant}
	case registry.Update:
		hosts = r.Add.Hosts
		if r.Registrant != "" {
			contacts = []string{r.Registrant}
		}
	}
	hosts, contacts, err = shelf.Missing(ctx, hosts, contacts)
	if err != nil {
		return nil, refused(err)
	}
	if len(contacts) > 0 {
		c, err := newContact(o)
		if err != nil {
			return nil, err
		}
		first = append(first, c)
	}
	for _, h := range hosts {
		c, err := newHost(o, h)
		if err != nil {
			return nil, err
		}
		first = append(first, c)
	}
	return first, nil
}

// draw writes a plan: what is sent, what that changes and what stood before it.
func draw(p *action.Plan, o action.Order, req registry.Request, first []registry.Request, s registry.State) (err error) {
	if p.Seen, err = json.Marshal(seen(s)); err != nil {
		return fmt.Errorf("plan %s: %w", o.Name, err)
	}
	p.Notes = append(notes(o, s), p.Notes...)
	if req == nil {
		p.Settled, p.Effects = true, stays(o, s)
		return nil
	}
	for _, r := range append(first, req) {
		if err := r.Validate(); err != nil {
			return refused(registry.NewProblem(registry.ErrNotSent, registry.KeyInvalid, err.Error(), err))
		}
		p.Effects = append(p.Effects, effects(r, s)...)
	}
	if p.Settled = stands(req, s, s); p.Settled && (o.Action == Register || o.Action == Renew) {
		p.Effects = stays(o, s)
	}
	if p.Exact, err = encode(req, first); err != nil {
		return fmt.Errorf("plan %s: %w", o.Name, err)
	}
	return nil
}

// stands reports whether a request wants what is there already.
func stands(req registry.Request, before, now registry.State) bool {
	if c, ok := req.(registry.Create); ok && before.Registered {
		return now.Registered && !now.Has(registry.PendingCreate) && (now.Registrant == "" || now.Registrant == c.Registrant)
	}
	return registry.Judge(req, before, now) == registry.Done
}

// record is what a plan sends: registry's record of a request, with those that go
// before it.
type record struct {
	Verb    registry.Verb     `json:"verb"`
	Request json.RawMessage   `json:"request"`
	First   []json.RawMessage `json:"first,omitempty"`
}

func encode(req registry.Request, first []registry.Request) (json.RawMessage, error) {
	data, err := registry.Encode(req)
	if err != nil || len(first) == 0 {
		return data, err
	}
	var rec record
	if err := json.Unmarshal(data, &rec); err != nil {
		return nil, err
	}
	for _, r := range first {
		data, err := registry.Encode(r)
		if err != nil {
			return nil, err
		}
		rec.First = append(rec.First, data)
	}
	return json.Marshal(rec)
}

// read takes a plan apart again.
func read(p *action.Plan) (req registry.Request, first []registry.Request, before registry.State, err error) {
	if p.Seen != nil { // none in plans of former versions that change nothing
		if err := json.Unmarshal(p.Seen, &before); err != nil {
			return nil, nil, before, err
		}
	}
	if p.Exact == nil {
		return nil, nil, before, nil
	}
	if req, err = registry.Decode(p.Exact); err != nil {
		return nil, nil, before, err
	}
	var rec record
	if err := json.Unmarshal(p.Exact, &rec); err != nil {
		return nil, nil, before, err
	}
	for _, data := range rec.First {
		r, err := registry.Decode(data)
		if err != nil {
			return nil, nil, before, err
		}
		first = append(first, r)
	}
	return req, first, before, nil
}
