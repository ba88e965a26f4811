// Package driver carries the actions of tickets out at a registry: it turns an
// order into a request, shows what that changes, does it once and proves it by
// looking. By hand (ByHand) it writes down what a person types at the registrar's
// console, and proves it where something can be asked.
//
// Rules:
//
//  1. A plan is bound to what the registry showed when it was made. Statuses,
//     contacts, name servers, expiry or registrar that are others now make it
//     stale.
//  2. Nothing is sent that stands already.
//  3. A hold is lifted only when no other reason for it is left; the order brings
//     those along.
//  4. An Authcode is made after the plan was approved and is in no plan.
//
// What it does not do: decide who may do what (package ticket), speak EPP
// (package epp).
package driver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/registry"
)

// The actions of the catalogue that a registry does.
const (
	ClientHold    = "client-hold"
	LiftHold      = "lift-hold"
	Authcode      = "authcode"
	UnsetAuthcode = "authcode-unset"
	Delete        = "delete"
)

// Actions are those that the drivers of this package know.
func Actions() []string { return []string{ClientHold, LiftHold, Authcode, UnsetAuthcode, Delete} }

// Driver does actions at a registry.
type Driver struct {
	Registry registry.Registry
	Name     string // of the way there, "epp"
	Target   string // host and port
}

var _ action.Driver = (*Driver)(nil)

// Plan looks at the name and says what the order changes.
func (d *Driver) Plan(ctx context.Context, o action.Order) (*action.Plan, error) {
	name := domain.Name(o.Name)
	if o.Action == Authcode && !registry.TransferAllowed(name) {
		return nil, action.Refuse("names of the government do not leave the registrar", "registry.no-transfer", o.Name)
	}
	s, err := d.Registry.Look(ctx, name)
	if err != nil {
		return nil, refused(err)
	}
	if !s.Registered {
		return nil, refused(registry.NewProblem(registry.ErrRefused, "2303", o.Name, nil))
	}
	if blocked := forbids(s, o.Action); blocked != "" {
		return nil, action.Refuse(fmt.Sprintf("%s stands on %s", blocked, o.Name), "registry.forbidden", o.Name, string(blocked))
	}
	p := &action.Plan{Driver: d.Name, Target: d.Target}
	if p.Seen, err = json.Marshal(seen(s)); err != nil {
		return nil, fmt.Errorf("plan %s: %w", o.Name, err)
	}
	req, err := request(o, s)
	if err != nil {
		return nil, err
	}
	if req == nil { // other reasons hold the name
		p.Settled = true
		stays(p)
		return p, nil
	}
	if p.Exact, err = registry.Encode(req); err != nil {
		return nil, fmt.Errorf("plan %s: %w", o.Name, err)
	}
	p.Effects = effects(req, s)
	p.Notes = notes(o, s)
	p.Settled = registry.Judge(req, s, s) == registry.Done
	return p, nil
}

// stays says that the hold is not lifted: the order names the reasons.
func stays(p *action.Plan) {
	p.Effects = []action.Effect{{Sign: " ", Words: action.Say("registry.status", string(registry.ClientHold)), Before: string(registry.ClientHold), After: string(registry.ClientHold)}}
}

// forbids is the status that only the registry or another request can take away
// before the action; "" for none.
func forbids(s registry.State, act string) registry.Status {
	list := []registry.Status{registry.ServerUpdateProhibited, registry.PendingDelete, registry.PendingTransfer, registry.PendingUpdate}
	switch act {
	case LiftHold:
		list = append(list, registry.ServerHold)
	case Authcode:
		list = append(list, registry.ServerTransferProhibited)
	case Delete:
		list = []registry.Status{registry.ServerDeleteProhibited, registry.ClientDeleteProhibited, registry.PendingTransfer}
	}
	for _, status := range list {
		if s.Has(status) {
			return status
		}
	}
	return ""
}

// request is what is sent; nil where other reasons keep the name held.
func request(o action.Order, s registry.State) (registry.Request, error) {
	if o.Reverts != nil {
		r, err := registry.Decode(o.Reverts)
		if err != nil {
			return nil, fmt.Errorf("take back: %w", err)
		}
		if u, ok := r.(registry.Update); ok && len(o.Holds) > 0 {
			for _, status := range u.Remove.Statuses {
				if status == registry.ClientHold {
					return nil, nil
				}
			}
		}
		return r, nil
	}
	switch o.Action {
	case ClientHold:
		return registry.Hold(s, o.Ticket), nil
	case LiftHold:
		if len(o.Holds) > 0 {
			return nil, nil
		}
		return registry.Unhold(s), nil
	case Authcode:
		return registry.SetAuthcode(s, registry.NewSecret(strings.Repeat("x", registry.CodeLength))), nil
	case UnsetAuthcode:
		return registry.UnsetAuthcode(s), nil
	case Delete:
		return registry.Delete{Name: s.Name}, nil
	}
	return nil, fmt.Errorf("no registry does %q", o.Action)
}

// Do carries the plan out once, unless the registry shows something else than
// when it was made.
func (d *Driver) Do(ctx context.Context, p *action.Plan, t action.Try) action.Outcome {
	if p.Exact == nil {
		return action.Outcome{State: action.Done, Proved: true, Words: action.Say("registry.still-held")}
	}
	req, before, err := read(p)
	if err != nil {
		return action.Outcome{State: action.Failed, Words: action.Say("act.bad-plan", err.Error())}
	}
	now, err := d.Registry.Look(ctx, before.Name)
	if err != nil {
		return failed(err, action.Failed) // nothing was changed yet
	}
	if registry.Judge(req, before, now) == registry.Done {
		return action.Outcome{State: action.Done, Proved: true, Words: action.Say("registry.already"), Evidence: states(before, now)}
	}
	if !same(before, now) {
		return action.Outcome{State: action.Stale, Words: action.Say("registry.stale"), Now: difference(before, now)}
	}
	out := action.Outcome{State: action.Done}
	if u, ok := req.(registry.Update); ok && u.Authcode.Lost() {
		u.Authcode = registry.NewAuthcode()
		req, out.Secret = u, u.Authcode.Reveal()
	}
	answer, err := d.Registry.Do(ctx, req, t.Key)
	out.Evidence = answered(answer)
	if err != nil {
		lost := action.Failed
		if errors.Is(err, registry.ErrUnknown) {
			lost = action.Unknown
		}
		no := failed(err, lost)
		no.Evidence = out.Evidence
		return no
	}
	out.Code, out.Words = strconv.Itoa(answer.Code), words(registry.Explain(strconv.Itoa(answer.Code)), answer.Code, answer.Said())
	if answer.Pending {
		out.State, out.Secret = action.Pending, ""
		return out
	}
	return d.prove(ctx, req, before, out)
}

// prove asks what stands now. An answer that does not come leaves the proof to a
// later look.
func (d *Driver) prove(ctx context.Context, req registry.Request, before registry.State, out action.Outcome) action.Outcome {
	now, err := d.Registry.Look(ctx, before.Name)
	if err != nil {
		return out
	}
	out.Evidence = append(out.Evidence, states(before, now)...)
	switch registry.Judge(req, before, now) {
	case registry.Done:
		out.Proved = true
	case registry.Unsure:
		out.Proved = out.Secret != "" // a code is never shown; that it was taken is all there is
	case registry.NotDone, registry.Pending:
	}
	if u, ok := req.(registry.Update); ok && out.Secret == "" {
		if back, err := registry.Encode(inverse(u)); err == nil {
			out.Reverts = back
		}
	}
	return out
}

// Look finds out what became of the plan.
func (d *Driver) Look(ctx context.Context, p *action.Plan, _ action.Try) action.Outcome {
	if p.Exact == nil {
		return action.Outcome{State: action.Done, Proved: true, Words: action.Say("registry.still-held")}
	}
	req, before, err := read(p)
	if err != nil {
		return action.Outcome{State: action.Unknown, Words: action.Say("act.bad-plan", err.Error())}
	}
	now, err := d.Registry.Look(ctx, before.Name)
	if err != nil {
		return failed(err, action.Unknown)
	}
	out := action.Outcome{Evidence: states(before, now)}
	switch registry.Judge(req, before, now) {
	case registry.Done:
		out.State, out.Proved = action.Done, true
		if u, ok := req.(registry.Update); ok {
			out.Reverts, _ = registry.Encode(inverse(u))
		}
	case registry.Pending:
		out.State = action.Pending
	case registry.NotDone:
		out.State, out.Words = action.NotDone, action.Say("act.not-done")
	case registry.Unsure:
		out.State, out.Words = action.Unknown, action.Say("registry.unsure")
		if u, ok := req.(registry.Update); ok && (!u.Authcode.Empty() || u.NoAuthcode) {
			// Whether a code was set cannot be seen; that it was made is lost with
			// the answer. Another one takes its place.
			out.State, out.Words = action.NotDone, action.Say("act.not-done")
		}
	}
	return out
}

func read(p *action.Plan) (req registry.Request, before registry.State, err error) {
	if req, err = registry.Decode(p.Exact); err != nil {
		return nil, before, err
	}
	err = json.Unmarshal(p.Seen, &before)
	return req, before, err
}

// inverse is the update that takes another back.
func inverse(u registry.Update) registry.Update {
	back := registry.Update{Name: u.Name, Add: u.Remove, Remove: u.Add}
	back.Add.Note, back.Remove.Note = "", ""
	return back
}
