package driver

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/registry"
)

// Looker shows what a registry says of a name, RDAP for one.
type Looker interface {
	// Look is as registry.Registry has it.
	Look(ctx context.Context, name domain.Name) (registry.State, error)
}

// ByHand has a person do it at the registrar's console.
type ByHand struct {
	Console string // what the console is called, on the plan
	Looker  Looker // proves it; nil: the officer's reference is the evidence
}

var _ action.Driver = (*ByHand)(nil)

// Plan says what to type. What stands now is on it where it can be asked.
func (d *ByHand) Plan(ctx context.Context, o action.Order) (*action.Plan, error) {
	if err := leaves(o); err != nil {
		return nil, err
	}
	name := domain.Name(o.Name)
	p := &action.Plan{Driver: "manual", Target: d.Console}
	s := registry.State{Name: name, Registered: o.Action != Register, Source: "manual"}
	blind := d.Looker == nil
	if !blind {
		now, err := d.Looker.Look(ctx, name)
		if err != nil { // the console may well answer where RDAP does not
			p.Notes, blind = append(p.Notes, failed(err, action.Unknown).Words), true
		} else {
			s = now
		}
	}
	if o.Action == Renew && o.Expires == "" { // a person sees the day there and renews once
		o.Expires = s.Day()
	}
	if no := (*action.Refused)(nil); o.Action != Register && errors.As(lacks(o), &no) {
		p.ByHand, p.Notes, p.Script = true, append(p.Notes, no.Words), script(o, nil)
		return p, nil
	}
	if err := admit(o, s); err != nil {
		return nil, err
	}
	req, err := request(o, s)
	if err != nil {
		return nil, err
	}
	if err := draw(p, o, req, nil, s); err != nil {
		return nil, err
	}
	if blind && (req != nil || o.Action == Expiry) {
		p.Settled = false // nobody saw that it is so
	}
	if p.ByHand = !p.Settled; p.ByHand {
		p.Script = script(o, req)
	}
	return p, nil
}

// script are the values to type, in the order of the console.
func script(o action.Order, r registry.Request) string {
	lines := []string{"Domain: " + o.Name}
	add := func(label, value string) {
		if value != "" {
			lines = append(lines, label+": "+value)
		}
	}
	switch r := r.(type) {
	case registry.Create:
		add("Periode (tahun)", strconv.Itoa(r.Years))
		add("Registrant", r.Registrant)
		add("Kontak admin", r.Registrant)
		for _, h := range o.Hosts {
			add("Name server +", h)
		}
	case registry.Renew:
		add("Kedaluwarsa sekarang", r.Until)
		add("Periode (tahun)", strconv.Itoa(r.Years))
		add("Kedaluwarsa sesudahnya", later(r))
	case registry.Update:
		changes(o, r, add)
	}
	return strings.Join(lines, "\n")
}

// changes are the values of an update.
func changes(o action.Order, u registry.Update, add func(label, value string)) {
	for _, st := range u.Remove.Statuses {
		add("Status -", string(st))
	}
	for _, st := range u.Add.Statuses {
		add("Status +", string(st))
	}
	add("Keterangan", u.Add.Note)
	add("Registrant", u.Registrant)
	for _, c := range u.Remove.Contacts {
		add("Kontak "+c.Role+" -", c.ID)
	}
	for _, c := range u.Add.Contacts {
		add("Kontak "+c.Role+" +", c.ID)
	}
	for _, h := range u.Remove.Hosts {
		add("Name server -", h)
	}
	for _, h := range u.Add.Hosts {
		value := h
		for _, line := range o.Hosts { // with its addresses
			if strings.HasPrefix(line, h+" ") {
				value = line
			}
		}
		add("Name server +", value)
	}
}

// Do has nothing to do but where nothing changes.
func (d *ByHand) Do(ctx context.Context, p *action.Plan, t action.Try) action.Outcome {
	if p.ByHand || d.Looker == nil && p.Exact != nil {
		return action.Outcome{State: action.Failed, Words: action.Say("act.by-hand-only")}
	}
	if d.Looker == nil {
		return action.Outcome{State: action.Done, Proved: true, Words: action.Say("registry.still-held")}
	}
	looking := Driver{Registry: onlyLooks{d.Looker}}
	return looking.Do(ctx, p, t)
}

// Look proves what a person says was done.
func (d *ByHand) Look(ctx context.Context, p *action.Plan, t action.Try) action.Outcome {
	if d.Looker == nil || p.Exact == nil {
		return action.Outcome{State: action.Unknown, Words: action.Say("act.no-proof"), Blind: true}
	}
	if req, _, before, err := read(p); err == nil && req.Verb() == registry.VerbCreate && !before.Registered {
		// Who holds a name is seldom shown to everybody. One that was free, and is
		// there since a person registered it, is proof.
		if now, err := d.Looker.Look(ctx, before.Name); err == nil && now.Registered && now.Redacted {
			return action.Outcome{State: action.Done, Proved: true, Evidence: states(before, now)}
		}
	}
	looking := Driver{Registry: onlyLooks{d.Looker}}
	return looking.Look(ctx, p, t)
}

// onlyLooks is a registry that takes no requests.
type onlyLooks struct{ Looker }

func (onlyLooks) Do(_ context.Context, r registry.Request, _ string) (registry.Outcome, error) {
	return registry.Outcome{}, registry.NewProblem(registry.ErrNotSent, registry.KeyInvalid, r.Object(), registry.ErrRequest)
}
