package rfc2136

import (
	"context"
	"errors"
	"slices"

	"loket/domain/nameserver"

	"github.com/miekg/dns"
)

// asked are the types that are asked for at each name.
var asked = []uint16{
	dns.TypeCNAME, dns.TypeA, dns.TypeAAAA, dns.TypeMX, dns.TypeTXT, dns.TypeNS, dns.TypeSRV,
	dns.TypeCAA, dns.TypePTR, dns.TypeDS, dns.TypeTLSA, dns.TypeSVCB, dns.TypeHTTPS, dns.TypeSSHFP, dns.TypeNAPTR,
}

// reading asks name by name, one question after the other on one connection.
type reading struct {
	s    *Server
	ctx  context.Context
	zone string
	e    *exchange // nil: none is open
}

func (r *reading) close() {
	if r.e != nil {
		r.e.close()
		r.e = nil
	}
}

// names asks with authority for every type at every name, the SOA before and
// after: when both agree, all answers are of one version of the zone.
func (r *reading) names(names []string) (nameserver.State, error) {
	before, err := r.soa()
	if err != nil {
		return nameserver.State{}, err
	}
	var records []dns.RR
	for _, name := range names {
		at, err := r.at(dns.CanonicalName(name))
		if err != nil {
			return nameserver.State{}, err
		}
		records = append(records, at...)
	}
	after, err := r.soa()
	if err != nil {
		return nameserver.State{}, err
	}
	if before.Serial != after.Serial {
		return nameserver.State{}, r.s.fail(nameserver.BadAnswer, errors.New("the zone changed while it was read"))
	}
	return nameserver.NewState(after, records, names...), nil
}

// at gives the records of one name.
func (r *reading) at(name string) ([]dns.RR, error) {
	if err := r.noWildcard(name); err != nil {
		return nil, err
	}
	var records []dns.RR
	for _, typ := range asked {
		m, err := r.ask(name, typ)
		if err != nil {
			return nil, err
		}
		found := of(m.Answer, name, typ)
		if typ == dns.TypeNS && len(found) == 0 && !m.Authoritative {
			found = of(m.Ns, name, typ) // a delegation: its NS come in the referral
		}
		records = append(records, found...)
		if m.Rcode == dns.RcodeNameError {
			break
		}
	}
	return records, nil
}

// of gives the records of a name and type among others.
func of(records []dns.RR, name string, typ uint16) []dns.RR {
	return slices.DeleteFunc(records, func(rr dns.RR) bool {
		return dns.CanonicalName(rr.Header().Name) != name || rr.Header().Rrtype != typ
	})
}

// noWildcard refuses a name that a wildcard may answer for: what the server says
// about it would not be what stands at it.
func (r *reading) noWildcard(name string) error {
	for name != r.zone && name != "." {
		at, end := dns.NextLabel(name, 0)
		if end {
			return nil
		}
		star := "*." + name[at:]
		if star != name {
			m, err := r.ask(star, dns.TypeTXT)
			if err != nil {
				return err
			}
			if m.Rcode == dns.RcodeSuccess && m.Authoritative {
				f := r.s.fail(nameserver.Wildcard, nil)
				f.Args = map[string]string{"name": star}
				return f
			}
		}
		name = name[at:]
	}
	return nil
}

func (r *reading) soa() (*dns.SOA, error) {
	m, err := r.ask(r.zone, dns.TypeSOA)
	if err != nil {
		return nil, err
	}
	for _, rr := range of(m.Answer, r.zone, dns.TypeSOA) {
		if soa, ok := rr.(*dns.SOA); ok {
			return soa, nil
		}
	}
	return nil, r.s.fail(nameserver.Lame, nil)
}

// ask puts one signed question. A server may hang up between two of them
// (RFC 7766 section 6.2.3); then it is asked on a new connection, once.
func (r *reading) ask(name string, typ uint16) (*dns.Msg, error) {
	reused := r.e != nil
	m, err := r.once(name, typ)
	var f *nameserver.Failure
	if reused && errors.As(err, &f) && f.Code == nameserver.Unreachable && r.ctx.Err() == nil {
		m, err = r.once(name, typ)
	}
	return m, err
}

// once asks on the open connection or a new one. An answer without authority is
// a failure, unless it is a referral.
func (r *reading) once(name string, typ uint16) (m *dns.Msg, err error) {
	defer func() {
		if err != nil {
			r.close()
		}
	}()
	if r.e == nil {
		if r.e, err = r.s.open(r.ctx); err != nil {
			return nil, r.s.fail(nameserver.Unreachable, err)
		}
	}
	question := new(dns.Msg).SetQuestion(name, typ)
	question.RecursionDesired = false
	raw, err := r.s.pack(question, r.e)
	if err != nil {
		return nil, r.s.fail(nameserver.BadPlan, err)
	}
	if _, err := r.s.send(r.ctx, r.e, raw); err != nil {
		return nil, r.s.fail(nameserver.Unreachable, err)
	}
	m, err = r.e.receive()
	if failure := r.s.judge(r.e, m, err); failure != nil && (m == nil || m.Rcode != dns.RcodeNameError || err != nil) {
		return nil, failure
	}
	if referral := len(m.Ns) > 0 && m.Ns[0].Header().Rrtype == dns.TypeNS; !m.Authoritative && !referral {
		return nil, r.s.fail(nameserver.Lame, nil)
	}
	return m, nil
}
