package driver

import (
	"context"
	"errors"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/nameserver"
)

// ByHand has a person change the zone: the plan has the lines for the zone file
// and the script for nsupdate.
type ByHand struct {
	// Reader shows what stands and proves what was done; nil: nobody looks, and the
	// officer's reference is the evidence.
	Reader  nameserver.Reader
	Options nameserver.Options
	Target  string            // host and port of the primary, "" where it is not said
	Exists  nameserver.Exists // asked by Compare; nil: nobody is
}

var _ action.Driver = (*ByHand)(nil)

func (d *ByHand) seeing() *Driver {
	return &Driver{Server: nameserver.Manual{Reader: d.Reader}, Options: d.Options, Name: "manual", Target: d.Target}
}

// Plan is as Driver has it, over what stands or, where nobody looks, over nothing:
// that is said.
func (d *ByHand) Plan(ctx context.Context, o action.Order) (*action.Plan, error) {
	var out *action.Plan
	var err error
	if d.Reader != nil {
		out, err = d.seeing().Plan(ctx, o)
	} else {
		out, err = d.blind(o)
	}
	if err != nil || out.Settled {
		return out, err
	}
	p, err := read(out)
	if err != nil {
		return nil, err
	}
	out.ByHand, out.Script = true, p.Snippet(domain.Indonesian)+"\n"+p.Script(d.Target)
	return out, nil
}

func (d *ByHand) blind(o action.Order) (*action.Plan, error) {
	if o.Reverts != nil {
		return nil, action.Refuse("nobody sees what stands now", "dns.no-reader")
	}
	changes := nameserver.PutRows(o.Records...)
	before := nameserver.Blind(o.Name, nameserver.Names(o.Name, changes)...)
	p, err := nameserver.NewPlan(before, changes, d.Options)
	if err != nil {
		return nil, refused(err)
	}
	s := d.seeing()
	out, err := s.draw(p, before, changes)
	if err == nil {
		out.Notes = append([]action.Words{action.Say("dns.blind")}, out.Notes...)
	}
	return out, err
}

// Do has nothing to do but where all is as wanted.
func (d *ByHand) Do(ctx context.Context, p *action.Plan, t action.Try) action.Outcome {
	if p.Exact == nil {
		return d.seeing().settled(ctx, p, t)
	}
	return action.Outcome{State: action.Failed, Words: action.Say("act.by-hand-only")}
}

// Look proves what a person says was done.
func (d *ByHand) Look(ctx context.Context, p *action.Plan, _ action.Try) action.Outcome {
	unproved := action.Outcome{State: action.Unknown, Words: action.Say("act.no-proof"), Blind: d.Reader == nil}
	plan, err := read(p)
	if err != nil || d.Reader == nil {
		return unproved
	}
	now, err := d.Reader.Read(ctx, plan.Zone, plan.Touched())
	var f *nameserver.Failure
	if errors.As(err, &f) {
		out := failed(err)
		out.State = action.Unknown
		return out
	}
	if err != nil {
		return unproved
	}
	if standing, _ := plan.Compare(now); standing != nameserver.Done {
		return action.Outcome{State: action.NotDone, Words: action.Say("act.not-done")}
	}
	return action.Outcome{State: action.Done, Proved: true, Words: action.Say("dns.applied"),
		Evidence: evidence(nameserver.Outcome{After: now.Only(plan.Touched()...)})}
}
