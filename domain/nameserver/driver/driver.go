// Package driver carries the record changes of tickets out at a name server: what
// a ticket's rows say becomes a plan over what stands, which is shown, approved,
// applied once and proved by reading back. What was applied can be taken back as
// long as nobody changed it since.
//
// What it does not do: judge rows (package domain), plan (package nameserver),
// speak DNS (package rfc2136).
package driver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/nameserver"
)

// Update is the action of the catalogue that a name server does.
const Update = "dns-update"

// Driver does it at one server.
type Driver struct {
	Server  nameserver.Server
	Options nameserver.Options
	Name    string // of the way there, "rfc2136"
	Target  string // host and port
	Now     func() time.Time
	Exists  nameserver.Exists // asked by Compare; nil: nobody is
}

var _ action.Driver = (*Driver)(nil)

// Plan reads what stands and lays the ticket's rows over it.
func (d *Driver) Plan(ctx context.Context, o action.Order) (*action.Plan, error) {
	var p nameserver.Plan
	var before nameserver.State
	var changes []nameserver.Change
	var err error
	if o.Reverts != nil {
		p, before, err = d.back(ctx, o.Reverts)
	} else {
		changes = nameserver.PutRows(o.Records...)
		if before, err = d.Server.Read(ctx, o.Name, nameserver.Names(o.Name, changes)); err == nil {
			p, err = nameserver.NewPlan(before, changes, d.Options)
		}
	}
	switch {
	case errors.Is(err, nameserver.ErrNothing):
		out := &action.Plan{Driver: d.Name, Target: d.Target, Settled: true}
		for _, s := range before.Sets {
			for _, v := range s.Data {
				out.Effects = append(out.Effects, action.Effect{Sign: " ", Words: action.Say("dns.record", s.Name, s.Type), Before: v, After: v})
			}
		}
		return out, nil
	case err != nil:
		return nil, refused(err)
	}
	return d.draw(p, before, changes)
}

// draw makes a zone's plan, of changes or of taking others back, one that people
// read.
func (d *Driver) draw(p nameserver.Plan, before nameserver.State, changes []nameserver.Change) (*action.Plan, error) {
	exact, err1 := json.Marshal(p)
	seen, err2 := json.Marshal(before.Only(p.Touched()...))
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("plan of %s: %w", p.Zone, err)
	}
	out := &action.Plan{Driver: d.Name, Target: d.Target, Exact: exact, Seen: seen, Effects: effects(p)}
	found := nameserver.Judge(p, before, d.Options)
	if len(changes) > 0 { // what was written in the form, too
		if all, err := nameserver.Findings(before, changes, d.Options); err == nil {
			found = all
		}
	}
	for _, f := range found {
		out.Notes = append(out.Notes, action.Words{Key: "dns." + f.Code, What: domain.Text{ID: f.Key + ": " + f.What.ID, EN: f.Key + ": " + f.What.EN}, Do: f.Fix})
	}
	out.Notes = append(out.Notes, adjusted(p.Zone, changes)...)
	if s := p.Settles(); s > 0 {
		out.Notes = append(out.Notes, action.Say("dns.settles", strconv.Itoa(int((s+time.Minute-1)/time.Minute))))
	}
	return out, nil
}

// adjusted says what was asked for, and why it is made otherwise.
func adjusted(zone string, changes []nameserver.Change) (notes []action.Words) {
	for _, c := range changes {
		asked := c.Asked.In(zone)
		if c.Asked != (domain.Record{}) && asked != c.Record.In(zone) {
			notes = append(notes, action.Say("dns.adjusted", asked.String(), c.Reason))
		}
	}
	return notes
}

// back is the plan that takes an applied one back, from what stands now.
func (d *Driver) back(ctx context.Context, reverts json.RawMessage) (p nameserver.Plan, now nameserver.State, err error) {
	var done nameserver.Plan
	if err = json.Unmarshal(reverts, &done); err == nil {
		err = done.Check()
	}
	if err != nil {
		return p, now, fmt.Errorf("take back: %w", err)
	}
	if now, err = d.Server.Read(ctx, done.Zone, done.Touched()); err != nil {
		return p, now, err
	}
	p, err = done.Inverse(now)
	return p, now, err
}

// effects are the lines of the plan, with the lifetime beside each value.
func effects(p nameserver.Plan) []action.Effect {
	lines := p.Lines()
	out := make([]action.Effect, len(lines))
	for i, l := range lines {
		e := action.Effect{Sign: string(l.Mark), Words: action.Say("dns.record", l.Name, l.Type)}
		if l.WholeSet {
			e.Words = action.Say("dns.record-ttl", l.Name, l.Type)
		}
		if l.Mark != nameserver.Added {
			e.Before = timed(l.Old, l.OldTTL)
		}
		if l.Mark != nameserver.Removed {
			e.After = timed(l.New, l.NewTTL)
		}
		out[i] = e
	}
	return out
}

func timed(value string, ttl uint32) string { return fmt.Sprintf("%s (TTL %d)", value, ttl) }

// Do applies the plan.
func (d *Driver) Do(ctx context.Context, p *action.Plan, t action.Try) action.Outcome {
	if p.Exact == nil {
		return d.settled(ctx, p, t)
	}
	plan, err := read(p)
	if err != nil {
		return action.Outcome{State: action.Failed, Words: action.Say("act.bad-plan", err.Error())}
	}
	got, err := d.Server.Apply(ctx, plan)
	out := action.Outcome{State: action.Done, Proved: true, Words: action.Say("dns." + string(got.Result)), Evidence: evidence(got)}
	if err != nil {
		no := failed(err)
		no.Evidence = out.Evidence
		return no
	}
	if got.Doubt != "" { // proved by looking; the answer is not to be trusted all the same
		what, do := (&nameserver.Failure{Code: got.Doubt, Server: got.Server}).Texts()
		out.Words, out.Code = action.Words{Key: "dns." + string(got.Doubt), What: what, Do: do}, string(got.Doubt)
	}
	if got.Result == nameserver.Applied {
		out.Reverts = p.Exact
	}
	return out
}

// Look finds out what became of the plan.
func (d *Driver) Look(ctx context.Context, p *action.Plan, t action.Try) action.Outcome {
	if p.Exact == nil {
		return d.settled(ctx, p, t)
	}
	plan, err := read(p)
	if err != nil {
		return action.Outcome{State: action.Unknown, Words: action.Say("act.bad-plan", err.Error())}
	}
	standing, certain, at, err := nameserver.Resolve(ctx, d.Server, plan, t.Started, d.Now())
	if err != nil {
		out := failed(err)
		out.State = action.Unknown
		return out
	}
	facts := []action.Fact{{Name: "serial-after", Value: strconv.FormatUint(uint64(at.Serial), 10)}}
	switch {
	case standing == nameserver.Done:
		return action.Outcome{State: action.Done, Proved: true, Words: action.Say("dns.applied"), Evidence: facts, Reverts: p.Exact}
	case standing == nameserver.Fresh && certain:
		return action.Outcome{State: action.NotDone, Words: action.Say("act.not-done"), Evidence: facts}
	case standing == nameserver.Fresh:
		return action.Outcome{State: action.Unknown, Words: action.Say("dns.may-arrive"), Next: t.Started.Add(nameserver.Lifetime + time.Second)}
	}
	_, diffs := plan.Compare(at)
	out := action.Outcome{State: action.Unknown, Words: action.Say("dns.moved"), Evidence: facts, Now: differences(diffs)}
	if certain { // the message is dead, and what stands is not what it wanted
		out.State = action.Stale
	}
	return out
}

// settled is a plan that wanted nothing: it is proved by planning again.
func (d *Driver) settled(ctx context.Context, p *action.Plan, _ action.Try) action.Outcome {
	again, err := d.Plan(ctx, p.Order)
	switch {
	case err != nil:
		return action.Outcome{State: action.Failed, Words: action.Say("dns.moved")}
	case !again.Settled:
		return action.Outcome{State: action.Stale, Words: action.Say("dns.moved"), Now: undone(again.Effects)}
	}
	return action.Outcome{State: action.Done, Proved: true, Words: action.Say("dns.already")}
}

func read(p *action.Plan) (plan nameserver.Plan, err error) {
	if err = json.Unmarshal(p.Exact, &plan); err == nil {
		err = plan.Check()
	}
	return plan, err
}

// evidence is what an Apply came to, for the ticket.
func evidence(o nameserver.Outcome) (facts []action.Fact) {
	put := func(name, value string) {
		if value != "" {
			facts = append(facts, action.Fact{Name: name, Value: value})
		}
	}
	number := func(n uint32) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatUint(uint64(n), 10)
	}
	put("server", o.Server)
	put("key", o.Key)
	put("message-id", number(uint32(o.ID)))
	put("rcode", o.Rcode)
	put("serial-before", number(o.Before.Serial))
	put("serial-after", number(o.After.Serial))
	put("records-before", zoneLines(o.Before))
	put("records-after", zoneLines(o.After))
	return facts
}

func zoneLines(s nameserver.State) string {
	var lines []string
	for _, set := range s.Sets {
		for _, v := range set.Data {
			lines = append(lines, fmt.Sprintf("%s %d %s %s", set.Name, set.TTL, set.Type, v))
		}
	}
	const most = 50
	if len(lines) > most {
		lines = slices.Concat(lines[:most], []string{"…"})
	}
	return strings.Join(lines, "\n")
}
