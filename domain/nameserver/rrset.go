package nameserver

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// RRset is every record of one name and type (RFC 2181 section 5). Without Data
// it says that there is none.
type RRset struct {
	Name string   `json:"name"` // lower case, with the dot at its end
	Type string   `json:"type"` // A, AAAA, CNAME, ...
	TTL  uint32   `json:"ttl"`  // seconds, of the whole set
	Data []string `json:"data"` // canonical presentation form, sorted, each once
}

// Exists reports whether there is any record in the set.
func (s RRset) Exists() bool { return len(s.Data) > 0 }

// Equal reports whether both are the same set with the same TTL, or both none.
func (s RRset) Equal(o RRset) bool {
	return s.Name == o.Name && s.Type == o.Type && slices.Equal(s.Data, o.Data) && (s.TTL == o.TTL || !s.Exists())
}

// String writes the set on one line.
func (s RRset) String() string {
	if !s.Exists() {
		return s.Name + " " + s.Type + " -"
	}
	return fmt.Sprintf("%s %d %s %s", s.Name, s.TTL, s.Type, strings.Join(s.Data, " | "))
}

func (s RRset) clone() RRset {
	s.Data = slices.Clone(s.Data)
	return s
}

func compareSets(a, b RRset) int {
	return cmp.Or(compareNames(a.Name, b.Name), strings.Compare(a.Type, b.Type))
}

// compareNames orders a zone before what is below it, and names by their labels
// from the right (RFC 4034 section 6.1 for lower-case names).
func compareNames(a, b string) int {
	la, lb := dns.SplitDomainName(a), dns.SplitDomainName(b)
	slices.Reverse(la)
	slices.Reverse(lb)
	return slices.Compare(la, lb)
}

// made are the types that a server makes by itself, or that change with every
// update. They are neither planned nor compared.
var made = []uint16{
	dns.TypeSOA, dns.TypeRRSIG, dns.TypeNSEC, dns.TypeNSEC3, dns.TypeNSEC3PARAM,
	dns.TypeDNSKEY, dns.TypeCDS, dns.TypeCDNSKEY, dns.TypeZONEMD, 65534, // BIND's signing state
}

// Gather makes sets out of records, in any order: those of another class and
// those that a server makes by itself are left out. Where records of one set
// differ in TTL the lowest counts.
func Gather(records []dns.RR) []RRset {
	type key struct {
		name string
		typ  uint16
	}
	at := map[key]int{}
	var sets []RRset
	for _, rr := range records {
		h := rr.Header()
		if h.Class != dns.ClassINET || slices.Contains(made, h.Rrtype) {
			continue
		}
		k := key{dns.CanonicalName(h.Name), h.Rrtype}
		i, ok := at[k]
		if !ok {
			i = len(sets)
			at[k] = i
			sets = append(sets, RRset{Name: k.name, Type: dns.Type(h.Rrtype).String(), TTL: h.Ttl})
		}
		sets[i].TTL = min(sets[i].TTL, h.Ttl)
		sets[i].Data = append(sets[i].Data, data(rr))
	}
	for i := range sets {
		slices.Sort(sets[i].Data)
		sets[i].Data = slices.Compact(sets[i].Data)
	}
	slices.SortFunc(sets, compareSets)
	return sets
}

// data is the value of a record in canonical presentation form: the names in
// it in lower case (RFC 4034 section 6.2, the types that a desk handles).
func data(rr dns.RR) string {
	rr = dns.Copy(rr)
	switch rr := rr.(type) {
	case *dns.CNAME:
		rr.Target = dns.CanonicalName(rr.Target)
	case *dns.DNAME:
		rr.Target = dns.CanonicalName(rr.Target)
	case *dns.NS:
		rr.Ns = dns.CanonicalName(rr.Ns)
	case *dns.PTR:
		rr.Ptr = dns.CanonicalName(rr.Ptr)
	case *dns.MX:
		rr.Mx = dns.CanonicalName(rr.Mx)
	case *dns.SRV:
		rr.Target = dns.CanonicalName(rr.Target)
	case *dns.CAA:
		rr.Tag = strings.ToLower(rr.Tag)
	}
	return strings.TrimPrefix(rr.String(), rr.Header().String())
}

// Records turns the set into records for a message. What was kept somewhere and
// is no longer in canonical form is refused.
func (s RRset) Records() ([]dns.RR, error) {
	records := make([]dns.RR, 0, len(s.Data))
	for _, d := range s.Data {
		rr, err := parse(s.Name, s.Type, s.TTL, d)
		if err != nil {
			return nil, err
		}
		if got := data(rr); got != d {
			return nil, fmt.Errorf("%w: %s %s %q is not in canonical form (%q)", ErrPlan, s.Name, s.Type, d, got)
		}
		records = append(records, rr)
	}
	return records, nil
}

// parse reads one value in presentation form. A value cannot bring a comment, a
// second line or a directive along.
func parse(name, typ string, ttl uint32, value string) (dns.RR, error) {
	if strings.ContainsFunc(name+value, func(r rune) bool { return r < 0x20 || r > 0x7e }) {
		return nil, fmt.Errorf("%w: %s %s holds a character that may not be there", ErrPlan, name, typ)
	}
	if _, ok := dns.IsDomainName(name); !ok || strings.ContainsAny(name, " \t\"();$@") {
		return nil, fmt.Errorf("%w: %q is no name", ErrPlan, name)
	}
	code, ok := dns.StringToType[typ]
	if !ok || slices.Contains(made, code) && code != dns.TypeSOA { // the SOA for Plan.Pin only
		return nil, fmt.Errorf("%w: the type %q is not handled", ErrPlan, typ)
	}
	rr, err := dns.NewRR(fmt.Sprintf("%s %d IN %s %s", name, ttl, typ, value))
	if err != nil {
		return nil, fmt.Errorf("%w: %s %s: %w", ErrPlan, name, typ, err)
	}
	if rr == nil || rr.Header().Rrtype != code {
		return nil, fmt.Errorf("%w: %s %s has no value", ErrPlan, name, typ)
	}
	return rr, nil
}
