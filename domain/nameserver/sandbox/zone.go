package sandbox

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// zone is what the server holds, by name in lower case. One that is served is not
// changed any more: a change is made to a clone, which takes its place.
type zone struct {
	name string
	at   map[string][]dns.RR
}

func parseZone(name, text string) (*zone, error) {
	z := &zone{name: dns.CanonicalName(name), at: map[string][]dns.RR{}}
	parser := dns.NewZoneParser(strings.NewReader(text), z.name, "")
	for rr, ok := parser.Next(); ok; rr, ok = parser.Next() {
		if !z.holds(rr.Header().Name) {
			return nil, fmt.Errorf("%s is not in %s", rr.Header().Name, z.name)
		}
		z.add(rr)
	}
	if err := parser.Err(); err != nil {
		return nil, err
	}
	if len(z.set(z.name, dns.TypeSOA)) != 1 {
		return nil, errors.New("a zone needs one SOA")
	}
	return z, nil
}

func (z *zone) clone() *zone {
	c := &zone{name: z.name, at: maps.Clone(z.at)}
	soa := dns.Copy(z.soa())
	c.replace(soa.Header().Name, func(rr dns.RR) bool { return rr.Header().Rrtype == dns.TypeSOA }, soa)
	return c
}

func (z *zone) holds(name string) bool { return dns.IsSubDomain(z.name, dns.CanonicalName(name)) }

func (z *zone) soa() *dns.SOA {
	soa, _ := z.set(z.name, dns.TypeSOA)[0].(*dns.SOA)
	return soa
}

func ofType(typ uint16) func(dns.RR) bool {
	return func(rr dns.RR) bool { return rr.Header().Rrtype == typ }
}

// set gives the records of a name and type.
func (z *zone) set(name string, typ uint16) []dns.RR {
	var set []dns.RR
	for _, rr := range z.at[dns.CanonicalName(name)] {
		if rr.Header().Rrtype == typ {
			set = append(set, rr)
		}
	}
	return set
}

// replace takes the records of a name that are meant out and puts others there.
func (z *zone) replace(name string, meant func(dns.RR) bool, come ...dns.RR) {
	name = dns.CanonicalName(name)
	list := slices.DeleteFunc(slices.Clone(z.at[name]), meant)
	if list = append(list, come...); len(list) == 0 {
		delete(z.at, name)
		return
	}
	z.at[name] = list
}

// add joins a record to its set, in the place of one with the same value; the
// whole set takes its TTL (RFC 2181 section 5.2).
func (z *zone) add(rr dns.RR) {
	h := rr.Header()
	set := z.set(h.Name, h.Rrtype)
	for i := range set {
		set[i] = dns.Copy(set[i])
		set[i].Header().Ttl = h.Ttl
	}
	set = slices.DeleteFunc(set, func(o dns.RR) bool { return dns.IsDuplicate(o, rr) })
	z.replace(h.Name, ofType(h.Rrtype), append(set, rr)...)
}

// all gives every record but the SOA.
func (z *zone) all() []dns.RR {
	var all []dns.RR
	for _, name := range slices.Sorted(maps.Keys(z.at)) {
		for _, rr := range z.at[name] {
			if rr.Header().Rrtype != dns.TypeSOA {
				all = append(all, rr)
			}
		}
	}
	return all
}

// exists reports whether a name, or one below it, has records.
func (z *zone) exists(name string) bool {
	if len(z.at[name]) > 0 {
		return true
	}
	for other := range z.at {
		if dns.IsSubDomain(name, other) {
			return true
		}
	}
	return false
}
