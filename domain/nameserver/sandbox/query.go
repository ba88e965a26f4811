package sandbox

import (
	"slices"

	"github.com/miekg/dns"
)

// answer fills the answer to an ordinary question, with authority (RFC 1034
// section 4.3.2).
func (z *zone) answer(said *dns.Msg) {
	name, typ := dns.CanonicalName(said.Question[0].Name), said.Question[0].Qtype
	if !z.holds(name) {
		said.Rcode = dns.RcodeRefused
		return
	}
	said.Authoritative = true
	for range 8 { // a chain of CNAMEs ends somewhere
		if z.refer(said, name, typ) {
			return
		}
		from, ok := z.source(name)
		if !ok {
			said.Rcode, said.Ns = dns.RcodeNameError, []dns.RR{z.soa()}
			return
		}
		found := named(name, z.set(from, typ))
		cname := named(name, z.set(from, dns.TypeCNAME))
		switch {
		case len(found) > 0:
			said.Answer = append(said.Answer, found...)
			return
		case len(cname) == 0:
			said.Ns = []dns.RR{z.soa()}
			return
		}
		said.Answer = append(said.Answer, cname[0])
		next, _ := cname[0].(*dns.CNAME)
		if name = dns.CanonicalName(next.Target); !z.holds(name) {
			return
		}
	}
}

// refer sends to the servers of a delegation, where the name lies below one.
func (z *zone) refer(said *dns.Msg, name string, typ uint16) bool {
	for at := name; at != z.name; {
		servers := z.set(at, dns.TypeNS)
		if len(servers) > 0 && (at != name || typ != dns.TypeDS) {
			said.Authoritative = len(said.Answer) > 0
			said.Ns = servers
			for _, rr := range servers {
				if ns, ok := rr.(*dns.NS); ok {
					said.Extra = append(said.Extra, slices.Concat(z.set(ns.Ns, dns.TypeA), z.set(ns.Ns, dns.TypeAAAA))...)
				}
			}
			return true
		}
		i, _ := dns.NextLabel(at, 0)
		at = at[i:]
	}
	return false
}

// source is the name whose records answer for another: itself, or the wildcard
// beside its nearest ancestor (RFC 4592).
func (z *zone) source(name string) (string, bool) {
	if z.exists(name) {
		return name, true
	}
	for at := name; at != z.name; {
		i, _ := dns.NextLabel(at, 0)
		if at = at[i:]; z.exists(at) {
			return "*." + at, len(z.at["*."+at]) > 0
		}
	}
	return "", false
}

// named gives copies of records under the name that was asked for.
func named(name string, records []dns.RR) []dns.RR {
	out := make([]dns.RR, len(records))
	for i, rr := range records {
		out[i] = dns.Copy(rr)
		out[i].Header().Name = name
	}
	return out
}

// transfer sends the whole zone (RFC 5936) to who holds the key.
func (s *Server) transfer(w dns.ResponseWriter, q, said *dns.Msg) {
	s.mu.Lock()
	z := s.zone.clone()
	s.mu.Unlock()
	if q.IsTsig() == nil || w.RemoteAddr().Network() != "tcp" {
		said.Rcode = dns.RcodeRefused
		s.write(w, q, said, 0)
		return
	}
	if dns.CanonicalName(q.Question[0].Name) != z.name {
		said.Rcode = dns.RcodeNotAuth
		s.write(w, q, said, 0)
		return
	}
	const most = 200 // records in one message
	all := slices.Concat([]dns.RR{z.soa()}, z.all(), []dns.RR{z.soa()})
	for part := range slices.Chunk(all, most) {
		m := new(dns.Msg).SetReply(q)
		m.Authoritative, m.Answer = true, part
		s.write(w, q, m, 0)
		w.TsigTimersOnly(true)
	}
}
