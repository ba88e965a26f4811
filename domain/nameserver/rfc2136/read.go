package rfc2136

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"loket/domain/nameserver"

	"github.com/miekg/dns"
)

// Read gives what the server holds: by one transfer of the zone, or name by name
// where ByName is set and names are given.
func (s *Server) Read(ctx context.Context, zone string, names []string) (nameserver.State, error) {
	zone = dns.CanonicalName(zone)
	if s.ByName && len(names) > 0 {
		return s.readNames(ctx, zone, names)
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

// asked are the types that readNames asks for at each name.
var asked = []uint16{
	dns.TypeCNAME, dns.TypeA, dns.TypeAAAA, dns.TypeMX, dns.TypeTXT, dns.TypeNS, dns.TypeSRV,
	dns.TypeCAA, dns.TypePTR, dns.TypeDS, dns.TypeTLSA, dns.TypeSVCB, dns.TypeHTTPS, dns.TypeSSHFP, dns.TypeNAPTR,
}

// readNames asks with authority for every type at every name, the SOA before and
// after: when both agree, all answers are of one version of the zone.
func (s *Server) readNames(ctx context.Context, zone string, names []string) (nameserver.State, error) {
	before, err := s.soa(ctx, zone)
	if err != nil {
		return nameserver.State{}, err
	}
	var records []dns.RR
	for _, name := range names {
		name = dns.CanonicalName(name)
		if err := s.noWildcard(ctx, zone, name); err != nil {
			return nameserver.State{}, err
		}
		for _, typ := range asked {
			m, err := s.ask(ctx, name, typ)
			if err != nil {
				return nameserver.State{}, err
			}
			at := slices.DeleteFunc(m.Answer, func(rr dns.RR) bool {
				return dns.CanonicalName(rr.Header().Name) != name || rr.Header().Rrtype != typ
			})
			if typ == dns.TypeNS && len(at) == 0 {
				at = delegated(m, name)
			}
			records = append(records, at...)
			if m.Rcode == dns.RcodeNameError {
				break
			}
		}
	}
	after, err := s.soa(ctx, zone)
	if err != nil {
		return nameserver.State{}, err
	}
	if before.Serial != after.Serial {
		return nameserver.State{}, s.fail(nameserver.BadAnswer, errors.New("the zone changed while it was read"))
	}
	return nameserver.NewState(after, records, names...), nil
}

// delegated gives the NS of a name that is delegated; they come in the referral.
func delegated(m *dns.Msg, name string) []dns.RR {
	return slices.DeleteFunc(m.Ns, func(rr dns.RR) bool {
		return dns.CanonicalName(rr.Header().Name) != name || rr.Header().Rrtype != dns.TypeNS
	})
}

// noWildcard refuses a name that a wildcard may answer for: what the server says
// about it would not be what stands at it.
func (s *Server) noWildcard(ctx context.Context, zone, name string) error {
	for at, end := dns.NextLabel(name, 0); !end && name != zone; at, end = dns.NextLabel(name, at) {
		star := "*." + name[at:]
		if star != name {
			m, err := s.ask(ctx, star, dns.TypeTXT)
			if err != nil {
				return err
			}
			if m.Rcode == dns.RcodeSuccess && m.Authoritative {
				f := s.fail(nameserver.Wildcard, nil)
				f.Args = map[string]string{"name": star}
				return f
			}
		}
		if name[at:] == zone {
			break
		}
	}
	return nil
}

func (s *Server) soa(ctx context.Context, zone string) (*dns.SOA, error) {
	m, err := s.ask(ctx, zone, dns.TypeSOA)
	if err != nil {
		return nil, err
	}
	for _, rr := range m.Answer {
		if soa, ok := rr.(*dns.SOA); ok && dns.CanonicalName(soa.Hdr.Name) == zone {
			return soa, nil
		}
	}
	return nil, s.fail(nameserver.Lame, nil)
}

// ask puts one signed question. An answer without authority is a failure, unless
// it is a referral.
func (s *Server) ask(ctx context.Context, name string, typ uint16) (*dns.Msg, error) {
	e, err := s.open(ctx)
	if err != nil {
		return nil, s.fail(nameserver.Unreachable, err)
	}
	defer e.close()
	question := new(dns.Msg).SetQuestion(name, typ)
	question.RecursionDesired = false
	raw, err := s.pack(question, e)
	if err != nil {
		return nil, s.fail(nameserver.BadPlan, err)
	}
	if _, err := s.send(ctx, e, raw); err != nil {
		return nil, s.fail(nameserver.Unreachable, err)
	}
	m, err := e.receive()
	if m != nil && err == nil && m.Rcode == dns.RcodeNameError {
		m.Rcode = dns.RcodeSuccess
		defer func() { m.Rcode = dns.RcodeNameError }()
	}
	if failure := s.judge(e, m, err); failure != nil {
		return nil, failure
	}
	referral := len(m.Ns) > 0 && m.Ns[0].Header().Rrtype == dns.TypeNS
	if !m.Authoritative && !referral {
		return nil, s.fail(nameserver.Lame, nil)
	}
	return m, nil
}
