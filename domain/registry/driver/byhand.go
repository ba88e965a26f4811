package driver

import (
	"context"
	"encoding/json"
	"fmt"
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
	name := domain.Name(o.Name)
	if o.Action == Authcode && !registry.TransferAllowed(name) {
		return nil, action.Refuse("names of the government do not leave the registrar", "registry.no-transfer", o.Name)
	}
	p := &action.Plan{Driver: "manual", Target: d.Console, ByHand: true}
	s := registry.State{Name: name, Registered: true, Source: "manual"}
	if d.Looker != nil {
		now, err := d.Looker.Look(ctx, name)
		switch {
		case err != nil: // the console may well answer where RDAP does not
			p.Notes = append(p.Notes, failed(err, action.Unknown).Words)
		case !now.Registered:
			return nil, refused(registry.NewProblem(registry.ErrRefused, "2303", o.Name, nil))
		default:
			s = now
			p.Notes = append(p.Notes, notes(o, s)...)
		}
	}
	req, err := request(o, s)
	if err != nil {
		return nil, err
	}
	if req == nil {
		p.ByHand, p.Settled = false, true
		stays(p)
		return p, nil
	}
	if p.Exact, err = registry.Encode(req); err != nil {
		return nil, fmt.Errorf("plan %s: %w", o.Name, err)
	}
	if p.Seen, err = json.Marshal(seen(s)); err != nil {
		return nil, fmt.Errorf("plan %s: %w", o.Name, err)
	}
	p.Effects = effects(req, s)
	p.Script = script(o, req)
	return p, nil
}

// script are the values to type, in the order of the console.
func script(o action.Order, r registry.Request) string {
	lines := []string{"Domain: " + o.Name}
	if u, ok := r.(registry.Update); ok {
		for _, st := range u.Remove.Statuses {
			lines = append(lines, "Status -: "+string(st))
		}
		for _, st := range u.Add.Statuses {
			lines = append(lines, "Status +: "+string(st))
		}
		if u.Add.Note != "" {
			lines = append(lines, "Keterangan: "+u.Add.Note)
		}
	}
	return strings.Join(lines, "\n")
}

// Do has nothing to do but where the name stays held for other reasons.
func (d *ByHand) Do(_ context.Context, p *action.Plan, _ action.Try) action.Outcome {
	if p.Exact == nil {
		return action.Outcome{State: action.Done, Proved: true, Words: action.Say("registry.still-held")}
	}
	return action.Outcome{State: action.Failed, Words: action.Say("act.by-hand-only")}
}

// Look proves what a person says was done.
func (d *ByHand) Look(ctx context.Context, p *action.Plan, t action.Try) action.Outcome {
	if d.Looker == nil || p.Exact == nil {
		return action.Outcome{State: action.Unknown, Words: action.Say("act.no-proof"), Blind: true}
	}
	looking := Driver{Registry: onlyLooks{d.Looker}}
	return looking.Look(ctx, p, t)
}

// onlyLooks is a registry that takes no requests.
type onlyLooks struct{ Looker }

func (onlyLooks) Do(_ context.Context, r registry.Request, _ string) (registry.Outcome, error) {
	return registry.Outcome{}, registry.NewProblem(registry.ErrNotSent, registry.KeyInvalid, r.Object(), registry.ErrRequest)
}
