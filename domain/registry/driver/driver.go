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
//  4. An Authcode is made after the plan was approved and is in no plan. The one of
//     a registration is forgotten at once: a transfer makes its own (RFC 9154).
//  5. A renewal counts from the expiry that an officer saw. A name that has moved
//     on from it by the years ordered is renewed; by others, the order is refused.
//  6. Hosts and contacts that the registry does not know go before what refers to
//     them. Sending those twice is harmless, so a try that ended among them may
//     begin anew.
//
// What it does not do: decide who may do what (package ticket), speak EPP
// (package epp).
package driver

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"loket/domain/action"
	"loket/domain/registry"
)

// Driver does actions at a registry. What Registry can do besides (Checker, Shelf)
// is used: prices are on the plan then, and missing objects are made.
type Driver struct {
	Registry registry.Registry
	Name     string // of the way there, "epp"
	Target   string // host and port
}

var _ action.Driver = (*Driver)(nil)

// Do carries the plan out once, unless the registry shows something else than
// when it was made.
func (d *Driver) Do(ctx context.Context, p *action.Plan, t action.Try) action.Outcome {
	req, first, before, err := read(p)
	if err != nil {
		return action.Outcome{State: action.Failed, Words: action.Say("act.bad-plan", err.Error())}
	}
	if req == nil {
		return d.settled(ctx, p, before)
	}
	now, err := d.Registry.Look(ctx, before.Name)
	if err != nil {
		return failed(err, action.Failed) // nothing was changed yet
	}
	if stands(req, before, now) {
		return action.Outcome{State: action.Done, Proved: true, Words: action.Say("registry.already"), Evidence: states(before, now)}
	}
	_, restoring := req.(registry.Restore)
	restoring = restoring && now.Has(registry.PendingRestore) // by an earlier try
	if !restoring && !same(before, now) {
		return action.Outcome{State: action.Stale, Words: action.Say("registry.stale"), Now: difference(before, now)}
	}
	for i, r := range first {
		if _, err := d.Registry.Do(ctx, r, key(t, i+1)); err != nil && !there(err) {
			return failed(err, action.Failed) // the name itself was not touched
		}
	}
	if restoring {
		return d.report(ctx, p, req, before, action.Outcome{State: action.Done}, t)
	}
	return d.send(ctx, p, req, before, t)
}

// send hands the request over and judges the answer.
func (d *Driver) send(ctx context.Context, p *action.Plan, req registry.Request, before registry.State, t action.Try) action.Outcome {
	req, secret := withCode(req)
	answer, err := d.Registry.Do(ctx, req, t.Key)
	out := action.Outcome{State: action.Done, Evidence: answered(answer), Secret: secret}
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
	if _, ok := req.(registry.Restore); ok {
		return d.report(ctx, p, req, before, out, t)
	}
	return d.prove(ctx, req, before, out)
}

// withCode puts a fresh Authcode where the plan has none; only one that opens a
// transfer is handed on.
func withCode(req registry.Request) (registry.Request, string) {
	switch r := req.(type) {
	case registry.Update:
		if r.Authcode.Lost() {
			r.Authcode = registry.NewAuthcode()
			return r, r.Authcode.Reveal()
		}
	case registry.Create:
		r.Authcode = registry.NewAuthcode()
		return r, ""
	}
	return req, ""
}

// report gives the registry the report that it waits for after a restore (RFC 3915
// section 4.2.5); one that wants none has the name back already.
func (d *Driver) report(ctx context.Context, p *action.Plan, req registry.Request, before registry.State, out action.Outcome, t action.Try) action.Outcome {
	now, err := d.Registry.Look(ctx, before.Name)
	if err != nil || !now.Has(registry.PendingRestore) {
		return d.prove(ctx, req, before, out)
	}
	deleted := before.Updated
	if deleted.IsZero() {
		deleted = t.Started
	}
	text := fmt.Sprintf("%s, registrant %s, expires %s", before.Name, before.Registrant, before.Day())
	answer, err := d.Registry.Do(ctx, registry.RestoreReport{Name: before.Name, Before: text, After: text, Deleted: deleted, Restored: t.Started,
		Reason: "Asked for by the registrant, ticket " + p.Order.Ticket}, key(t, 0))
	out.Evidence = append(out.Evidence, answered(answer)...)
	if err != nil { // the name is safe; the report is still owed
		no := failed(err, action.Unknown)
		no.Evidence = out.Evidence
		return no
	}
	return d.prove(ctx, req, before, out)
}

// key is the transaction id of what goes along with a try.
func key(t action.Try, n int) string {
	const room = 60
	return t.Key[:min(len(t.Key), room)] + "-" + strconv.Itoa(n)
}

// there reports whether an object was not made because it exists.
func there(err error) bool {
	var p *registry.Problem
	return errors.As(err, &p) && p.Code() == 2302
}

// settled does what changes nothing: it looks, where there is something to be told.
func (d *Driver) settled(ctx context.Context, p *action.Plan, before registry.State) action.Outcome {
	if p.Order.Action == LiftHold || p.Order.Reverts != nil {
		return action.Outcome{State: action.Done, Proved: true, Words: action.Say("registry.still-held")}
	}
	now, err := d.Registry.Look(ctx, before.Name)
	if err != nil {
		return failed(err, action.Failed)
	}
	if !same(before, now) {
		return action.Outcome{State: action.Stale, Words: action.Say("registry.stale"), Now: difference(before, now)}
	}
	out := action.Outcome{State: action.Done, Proved: true, Words: action.Say("registry.already"), Evidence: states(before, now)}
	if p.Order.Action == Expiry {
		out.Words = action.Say("registry.expires", now.Day())
	}
	return out
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
	if out.Secret == "" {
		out.Reverts = inverse(req, before, now)
	}
	return out
}

// Look finds out what became of the plan.
func (d *Driver) Look(ctx context.Context, p *action.Plan, _ action.Try) action.Outcome {
	req, _, before, err := read(p)
	if err != nil {
		return action.Outcome{State: action.Unknown, Words: action.Say("act.bad-plan", err.Error())}
	}
	if req == nil {
		return d.settled(ctx, p, before)
	}
	now, err := d.Registry.Look(ctx, before.Name)
	if err != nil {
		return failed(err, action.Unknown)
	}
	out := action.Outcome{Evidence: states(before, now)}
	switch verdict := registry.Judge(req, before, now); {
	case verdict == registry.Done || stands(req, before, now):
		out.State, out.Proved, out.Reverts = action.Done, true, inverse(req, before, now)
	case verdict == registry.Pending && now.Has(registry.PendingRestore), verdict == registry.NotDone, verdict == registry.Unsure && hidden(req):
		// A restore still owes its report. Whether a code was set cannot be seen;
		// that it was made is lost with the answer. Another one takes its place.
		out.State, out.Words = action.NotDone, action.Say("act.not-done")
	case verdict == registry.Pending:
		out.State = action.Pending
	default:
		out.State, out.Words = action.Unknown, action.Say("registry.unsure")
	}
	return out
}

// hidden reports whether nothing shows that a request was done.
func hidden(req registry.Request) bool {
	u, ok := req.(registry.Update)
	return ok && (!u.Authcode.Empty() || u.NoAuthcode)
}

// inverse is what takes a request back, nil where nothing does. A deleted name
// comes back as long as the registry keeps it (RFC 3915).
func inverse(req registry.Request, before, now registry.State) []byte {
	var back registry.Request
	switch r := req.(type) {
	case registry.Update:
		u := registry.Update{Name: r.Name, Add: r.Remove, Remove: r.Add}
		u.Add.Note, u.Remove.Note = "", ""
		if r.Registrant != "" {
			u.Registrant = before.Registrant
		}
		back = u
	case registry.Delete:
		if !now.Has(registry.RedemptionPeriod) {
			return nil
		}
		back = registry.Restore{Name: r.Name}
	default:
		return nil
	}
	data, err := registry.Encode(back)
	if err != nil { // it was just read from such a record
		return nil
	}
	return data
}
