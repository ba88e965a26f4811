package nameserver

import (
	"fmt"
	"slices"
	"strings"

	"loket/domain"

	"github.com/miekg/dns"
)

// Op is what a Change does to the set of its name and type.
type Op string

// Put makes the set hold exactly the values that are put; Add joins a value to
// it; Drop takes a value out of it; Clear takes the whole set away (the value of
// the record does not matter).
const (
	Put   Op = "put"
	Add   Op = "add"
	Drop  Op = "drop"
	Clear Op = "clear"
)

// Change is one row of what is wanted. Asked is what the requester wrote where an
// officer may have made something else of it, for the Reason given; with the zero
// Asked nobody asks for reasons.
type Change struct {
	Op     Op            `json:"op"`
	Record domain.Record `json:"record"`
	TTL    uint32        `json:"ttl,omitempty"` // seconds; 0: what stands, else Options.TTL
	Asked  domain.Record `json:"asked,omitzero"`
	Reason string        `json:"reason,omitempty"`
}

// PutRows makes the rows of a form into changes, with what was asked and why it
// was changed.
func PutRows(rows ...domain.RecordRow) []Change {
	changes := make([]Change, len(rows))
	for i, r := range rows {
		changes[i] = Change{Op: Put, Record: r.Record(), Asked: r.Asked, Reason: r.Reason}
	}
	return changes
}

// comes reports whether the change brings a record into the zone.
func (c Change) comes() bool { return c.Op == Put || c.Op == Add }

// Names are the names that a Reader should look at for changes of a zone: those
// that they touch and those that they point at, inside the zone.
func Names(zone string, changes []Change) []string {
	zone = dns.CanonicalName(zone)
	var names []string
	for _, c := range changes {
		if name := owner(c.Record, zone); dns.IsSubDomain(zone, name) {
			names = append(names, name)
		}
		v, err := value(c.Record, zone)
		if err != nil || !c.comes() || !slices.Contains(pointing, c.Record.Type) {
			continue
		}
		if target := targetOf(v); dns.IsSubDomain(zone, target) {
			names = append(names, target)
		}
	}
	slices.SortFunc(names, compareNames)
	return slices.Compact(names)
}

// pointing are the types whose value ends in a name that must lead to an address.
var pointing = []string{"CNAME", "MX", "NS", "SRV"}

func targetOf(value string) string { return value[strings.LastIndexByte(value, ' ')+1:] }

func owner(r domain.Record, zone string) string { return dns.CanonicalName(r.In(zone).Host) }

// value gives the canonical presentation form of what a row of a form says. Names
// in it become complete: those that end in a public suffix or in the zone are,
// with or without a dot; others are below the zone.
func value(r domain.Record, zone string) (string, error) {
	r = r.In(zone)
	f := strings.Fields(r.Value)
	text := r.Value
	if len(f) == 0 || r.Type != "TXT" && r.Type != "CAA" && strings.ContainsAny(r.Value, "\"();\\$") {
		return "", fmt.Errorf("%w: %q", ErrPlan, r.String())
	}
	switch r.Type {
	case "CNAME", "NS", "PTR", "MX", "SRV":
		if r.Type == "MX" && len(f) == 1 {
			f = []string{"10", f[0]}
		}
		f[len(f)-1] = domain.Absolute(f[len(f)-1], zone)
		text = strings.Join(f, " ")
	case "TXT":
		parts, err := domain.TextStrings(r.Value)
		if err != nil {
			return "", fmt.Errorf("%w: %w", ErrPlan, err)
		}
		text = quote(parts)
	case "CAA":
		if len(f) < 3 {
			return "", fmt.Errorf("%w: %q", ErrPlan, r.String())
		}
		tail := strings.Trim(strings.Join(f[2:], " "), `"`)
		text = f[0] + " " + strings.ToLower(f[1]) + " " + quote([]string{tail})
	}
	rr, err := parse(owner(r, zone), r.Type, 0, text)
	if err != nil {
		return "", err
	}
	return data(rr), nil
}

// quote writes character strings as a zone file has them (RFC 1035 section 5.1).
func quote(parts []string) string {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteByte('"')
		for _, c := range []byte(p) {
			switch {
			case c == '"' || c == '\\':
				b.WriteByte('\\')
				b.WriteByte(c)
			case c < 0x20 || c > 0x7e:
				fmt.Fprintf(&b, "\\%03d", c)
			default:
				b.WriteByte(c)
			}
		}
		b.WriteByte('"')
	}
	return b.String()
}
