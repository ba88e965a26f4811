package sandbox

import (
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// decide carries an update out, or gives the reason against (RFC 2136 section 3).
func (s *Server) decide(q *dns.Msg) (rcode int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() { s.journal = append(s.journal, Entry{ID: q.Id, Rcode: rcode, Serial: s.zone.soa().Serial}) }()
	if q.IsTsig() == nil {
		return dns.RcodeRefused
	}
	if q.Question[0].Qtype != dns.TypeSOA {
		return dns.RcodeFormatError
	}
	if dns.CanonicalName(q.Question[0].Name) != s.zone.name {
		return dns.RcodeNotAuth
	}
	if code := s.zone.conditions(q.Answer); code != dns.RcodeSuccess {
		return code
	}
	next := s.zone.clone()
	for _, rr := range q.Ns {
		if code := s.permit(rr); code != dns.RcodeSuccess {
			return code
		}
	}
	for _, rr := range q.Ns {
		next.change(rr)
	}
	if !next.sound(q.Ns) {
		return dns.RcodeRefused
	}
	if !slices.EqualFunc(s.zone.all(), next.all(), func(a, b dns.RR) bool { return a.String() == b.String() }) {
		next.soa().Serial++
		s.zone = next
	}
	return dns.RcodeSuccess
}

// conditions judges the prerequisites (RFC 2136 section 3.2).
func (z *zone) conditions(list []dns.RR) int {
	wanted := map[string][]dns.RR{}
	for _, rr := range list {
		h := rr.Header()
		set, whole := z.set(h.Name, h.Rrtype), h.Rrtype == dns.TypeANY
		switch {
		case h.Ttl != 0 || h.Class != dns.ClassINET && h.Rdlength != 0:
			return dns.RcodeFormatError
		case !z.holds(h.Name):
			return dns.RcodeNotZone
		case h.Class == dns.ClassINET:
			key := dns.CanonicalName(h.Name) + " " + dns.Type(h.Rrtype).String()
			wanted[key] = append(wanted[key], rr)
		case h.Class == dns.ClassANY && whole && len(z.at[dns.CanonicalName(h.Name)]) == 0:
			return dns.RcodeNameError
		case h.Class == dns.ClassANY && !whole && len(set) == 0:
			return dns.RcodeNXRrset
		case h.Class == dns.ClassNONE && whole && len(z.at[dns.CanonicalName(h.Name)]) > 0:
			return dns.RcodeYXDomain
		case h.Class == dns.ClassNONE && !whole && len(set) > 0:
			return dns.RcodeYXRrset
		}
	}
	for _, set := range wanted {
		h := set[0].Header()
		if stands := z.set(h.Name, h.Rrtype); !within(set, stands) || !within(stands, set) {
			return dns.RcodeNXRrset
		}
	}
	return dns.RcodeSuccess
}

// within reports whether every value of a is one of b.
func within(a, b []dns.RR) bool {
	return !slices.ContainsFunc(a, func(x dns.RR) bool {
		return !slices.ContainsFunc(b, func(y dns.RR) bool { return dns.IsDuplicate(x, y) })
	})
}

// permit judges one change by itself (RFC 2136 sections 3.3 and 3.4.1): its form,
// the zone, the types of the key, and hosts that are no hosts, as BIND does with
// check-names.
func (s *Server) permit(rr dns.RR) int {
	h := rr.Header()
	name := dns.CanonicalName(h.Name)
	whole := h.Rrtype == dns.TypeANY
	switch {
	case !s.zone.holds(name):
		return dns.RcodeNotZone
	case h.Class == dns.ClassANY && (h.Ttl != 0 || h.Rdlength != 0), h.Class == dns.ClassNONE && (h.Ttl != 0 || whole), h.Class == dns.ClassINET && whole:
		return dns.RcodeFormatError
	case whole:
		for _, o := range s.zone.at[name] {
			if !s.granted(o.Header().Rrtype) {
				return dns.RcodeRefused
			}
		}
	case !s.granted(h.Rrtype):
		return dns.RcodeRefused
	case h.Class == dns.ClassINET && strings.Contains(h.Name, "_") && slices.Contains([]uint16{dns.TypeA, dns.TypeAAAA, dns.TypeMX}, h.Rrtype):
		return dns.RcodeRefused
	}
	return dns.RcodeSuccess
}

func (s *Server) granted(typ uint16) bool { return slices.Contains(s.types, dns.Type(typ).String()) }

// change does one change (RFC 2136 section 3.4.2). What may not stand together is
// left out without a word.
func (z *zone) change(rr dns.RR) {
	h := rr.Header()
	name := dns.CanonicalName(h.Name)
	switch h.Class {
	case dns.ClassANY:
		z.replace(name, func(o dns.RR) bool { return h.Rrtype == dns.TypeANY || o.Header().Rrtype == h.Rrtype })
	case dns.ClassNONE:
		gone := dns.Copy(rr)
		gone.Header().Class = dns.ClassINET
		z.replace(name, func(o dns.RR) bool { return dns.IsDuplicate(o, gone) })
	default:
		other := func(o dns.RR) bool { return o.Header().Rrtype != dns.TypeCNAME }
		switch isCNAME := h.Rrtype == dns.TypeCNAME; {
		case isCNAME && slices.ContainsFunc(z.at[name], other):
		case !isCNAME && len(z.set(name, dns.TypeCNAME)) > 0:
		case isCNAME:
			z.replace(name, ofType(dns.TypeCNAME), rr)
		default:
			z.add(rr)
		}
	}
}

// sound reports whether no MX that came leads to a CNAME, as BIND checks with
// check-integrity.
func (z *zone) sound(changes []dns.RR) bool {
	return !slices.ContainsFunc(changes, func(rr dns.RR) bool {
		mx, ok := rr.(*dns.MX)
		return ok && mx.Hdr.Class == dns.ClassINET && len(z.set(mx.Mx, dns.TypeCNAME)) > 0
	})
}
