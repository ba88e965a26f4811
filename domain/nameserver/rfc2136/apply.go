package rfc2136

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"loket/domain/nameserver"

	"github.com/miekg/dns"
)

var _ nameserver.Server = (*Server)(nil)

// Message is the plan as one unsigned RFC 2136 message.
func Message(p nameserver.Plan) (*dns.Msg, error) {
	m := new(dns.Msg).SetUpdate(p.Zone)
	for _, step := range p.Steps() {
		records, err := step.Set.Records() // made for this message: the library changes their headers
		if err != nil {
			return nil, err
		}
		typ := dns.StringToType[step.Set.Type]
		empty := []dns.RR{&dns.ANY{Hdr: dns.RR_Header{Name: step.Set.Name, Rrtype: typ}}}
		switch step.Kind {
		case nameserver.NameFree:
			m.NameNotUsed(empty)
		case nameserver.SetIs:
			m.Used(records)
		case nameserver.SetFree:
			m.RRsetNotUsed(empty)
		case nameserver.DeleteSet:
			m.RemoveRRset(empty)
		case nameserver.AddRecord:
			m.Insert(records)
		}
	}
	return m, nil
}

// Apply reads, sends the plan once, and proves it by reading again.
func (s *Server) Apply(ctx context.Context, p nameserver.Plan) (nameserver.Outcome, error) {
	out := nameserver.Outcome{Server: s.Address, Key: s.keyName(), Settles: int(p.Settles() / time.Second)}
	if err := p.Check(); err != nil {
		return out, s.fail(nameserver.BadPlan, err)
	}
	before, err := s.Read(ctx, p.Zone, p.Touched())
	if err != nil {
		return out, err
	}
	out.Before = before.Only(p.Touched()...)
	switch standing, diffs := p.Compare(before); standing {
	case nameserver.Done:
		out.Result, out.After = nameserver.Already, out.Before
		return out, nil
	case nameserver.Moved:
		f := s.fail(nameserver.Stale, nil)
		f.Differences = diffs
		return out, f
	case nameserver.Fresh:
	}
	if failure := s.update(ctx, p, &out); failure != nil {
		return s.settle(ctx, p, out, failure)
	}
	return s.prove(ctx, p, out)
}

// update sends the message and judges the answer.
func (s *Server) update(ctx context.Context, p nameserver.Plan, out *nameserver.Outcome) *nameserver.Failure {
	m, err := Message(p)
	if err != nil {
		return s.fail(nameserver.BadPlan, err)
	}
	e, err := s.open(ctx)
	if err != nil {
		return s.fail(nameserver.Unreachable, err)
	}
	defer e.close()
	e.change = true
	raw, err := s.pack(m, e)
	if err != nil || len(raw) > dns.MaxMsgSize-1 {
		return s.fail(nameserver.TooLarge, err)
	}
	out.ID, out.Sent = e.id, s.now()
	if wrote, err := s.send(ctx, e, raw); err != nil {
		f := s.fail(nameserver.Unreachable, err)
		if wrote {
			f.Code, f.Fate = nameserver.NoAnswer, nameserver.Unknown
		}
		return f
	}
	answer, err := e.receive()
	if answer != nil {
		out.Rcode = rcode(answer)
	}
	f := s.judge(e, answer, err)
	if f != nil && slices.Contains(undecided, f.Code) {
		f.Fate = nameserver.Unknown
	}
	return f
}

// undecided are the failures that do not say whether the server changed
// anything. Any other no means all or nothing, so nothing (RFC 2136 section
// 3.4.2); SERVFAIL does not: the server is not sure of itself.
var undecided = []nameserver.Code{
	nameserver.NoAnswer, nameserver.Unsigned, nameserver.Forged, nameserver.BadAnswer, nameserver.ServFail, nameserver.OtherRcode,
}

// unmet are the refusals that say that the zone is not as it was approved.
var unmet = []nameserver.Code{nameserver.YXDomain, nameserver.YXRRset, nameserver.NXRRset}

// settle looks, where the fate of the message is not known. What is seen is
// told; the message is not sent again.
func (s *Server) settle(ctx context.Context, p nameserver.Plan, out nameserver.Outcome, f *nameserver.Failure) (nameserver.Outcome, error) {
	if f.Fate != nameserver.Unknown {
		return s.stale(ctx, p, out, f)
	}
	after, err := s.Read(context.WithoutCancel(ctx), p.Zone, p.Touched())
	if err != nil {
		f.Err = errors.Join(f.Err, fmt.Errorf("look what became of it: %w", err))
		return out, f
	}
	out.After = after.Only(p.Touched()...)
	switch standing, diffs := p.Compare(after); standing {
	case nameserver.Done:
		out.Result, out.Doubt = nameserver.Applied, f.Code
		return out, nil
	case nameserver.Moved:
		f.Differences = diffs
	case nameserver.Fresh:
		// Without an answer the message may still arrive; only time proves that it
		// does not. A signed answer says that it has.
		if f.Signed {
			f.Fate = nameserver.NoEffect
		}
	}
	return out, f
}

// stale shows the three ways where a condition did not hold.
func (s *Server) stale(ctx context.Context, p nameserver.Plan, out nameserver.Outcome, f *nameserver.Failure) (nameserver.Outcome, error) {
	if slices.Contains(unmet, f.Code) {
		if now, err := s.Read(ctx, p.Zone, p.Touched()); err == nil {
			_, f.Differences = p.Compare(now)
		}
	}
	return out, f
}

// prove reads back after a yes.
func (s *Server) prove(ctx context.Context, p nameserver.Plan, out nameserver.Outcome) (nameserver.Outcome, error) {
	after, err := s.Read(context.WithoutCancel(ctx), p.Zone, p.Touched())
	if err != nil {
		return out, &nameserver.Failure{Code: nameserver.NoAnswer, Fate: nameserver.Unknown, Server: s.Address, Signed: true,
			Err: fmt.Errorf("the server said yes, reading back failed: %w", err)}
	}
	out.After = after.Only(p.Touched()...)
	standing, diffs := p.Compare(after)
	switch standing {
	case nameserver.Done:
		out.Result = nameserver.Applied
		return out, nil
	case nameserver.Fresh:
		return out, &nameserver.Failure{Code: nameserver.NotEffective, Fate: nameserver.NoEffect, Server: s.Address, Signed: true}
	case nameserver.Moved:
	}
	return out, &nameserver.Failure{Code: nameserver.NotEffective, Fate: nameserver.Partly, Server: s.Address, Signed: true, Differences: diffs}
}
