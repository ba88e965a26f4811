package rfc2136

import (
	"context"
	"errors"
	"fmt"

	"loket/domain/nameserver"

	"github.com/miekg/dns"
)

// Read gives what the server holds: by one transfer of the zone, or name by name
// where ByName is set and names are given.
func (s *Server) Read(ctx context.Context, zone string, names []string) (nameserver.State, error) {
	zone = dns.CanonicalName(zone)
	if s.ByName && len(names) > 0 {
		r := &reading{s: s, ctx: ctx, zone: zone}
		defer r.close()
		return r.names(names)
	}
	soa, records, err := s.transfer(ctx, zone)
	if err != nil {
		return nameserver.State{}, err
	}
	return nameserver.NewState(soa, records), nil
}

// transfer reads the whole zone (AXFR, RFC 5936). Every message must be signed.
func (s *Server) transfer(ctx context.Context, zone string) (*dns.SOA, []dns.RR, error) {
	e, err := s.open(ctx)
	if err != nil {
		return nil, nil, s.fail(nameserver.Unreachable, err)
	}
	defer e.close()
	question := new(dns.Msg).SetAxfr(zone)
	raw, err := s.pack(question, e)
	if err != nil {
		return nil, nil, s.fail(nameserver.BadPlan, err)
	}
	if _, err := s.send(ctx, e, raw); err != nil {
		return nil, nil, s.fail(nameserver.Unreachable, err)
	}
	var soa *dns.SOA
	var records []dns.RR
	for {
		m, err := e.receive()
		if failure := s.judge(e, m, err); failure != nil {
			if failure.Code == nameserver.Refused {
				failure.Code = nameserver.NoTransfer
			}
			return nil, nil, failure
		}
		for i, rr := range m.Answer {
			next, isSOA := rr.(*dns.SOA)
			switch {
			case soa == nil && !isSOA, isSOA && dns.CanonicalName(next.Hdr.Name) != zone:
				return nil, nil, s.fail(nameserver.BadAnswer, errors.New("the transfer does not begin with the zone's SOA"))
			case soa == nil:
				soa = next
			case isSOA && (next.Serial != soa.Serial || i != len(m.Answer)-1):
				return nil, nil, s.fail(nameserver.BadAnswer, errors.New("the zone changed during the transfer"))
			case isSOA:
				return soa, records, nil
			case !dns.IsSubDomain(zone, rr.Header().Name):
				return nil, nil, s.fail(nameserver.BadAnswer, fmt.Errorf("%s is not in the zone", rr.Header().Name))
			default:
				records = append(records, rr)
			}
		}
		if len(m.Answer) == 0 {
			return nil, nil, s.fail(nameserver.BadAnswer, errors.New("an empty message inside a transfer"))
		}
		if len(records) > MaxRecords {
			return nil, nil, s.fail(nameserver.TooBig, nil)
		}
	}
}
