package domain

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// RecordCheck is what a desk knows about the records it is asked for.
type RecordCheck struct {
	Zone string // "" where it is not known yet; then less is judged
	// Networks are where the desk's servers are; an address elsewhere is worth a
	// look. None: no such rule.
	Networks []netip.Prefix
	// OneLevel asks for hosts right below the zone, as Batam's SOP does.
	OneLevel bool
}

// Validate judges one record by itself against the rules that need no server and
// no other record.
func (r Record) Validate(zone string) []Problem { return RecordCheck{Zone: zone}.Record(r) }

// Record judges one record by itself.
func (c RecordCheck) Record(r Record) []Problem {
	c.Zone = strings.TrimSuffix(strings.ToLower(c.Zone), ".")
	r = r.In(c.Zone)
	v := &validation{RecordCheck: c, r: r}
	v.host()
	switch r.Type {
	case "A":
		v.address(netip.Addr.Is4, "ipv4")
	case "AAAA":
		v.address(func(a netip.Addr) bool { return a.Is6() && !a.Is4In6() && a.Zone() == "" }, "ipv6")
	case "CNAME", "NS", "PTR":
		v.target(r.Value)
		if c.Zone != "" && Absolute(r.Value, c.Zone) == r.Host+"." || strings.TrimSuffix(r.Value, ".") == r.Host {
			v.say("self")
		}
	case "MX":
		v.exchange()
	case "TXT":
		v.text()
	case "SRV":
		v.service()
	case "CAA":
		v.authority()
	}
	return v.found
}

type validation struct {
	RecordCheck
	r     Record
	found []Problem
}

func (v *validation) say(code string, args ...string) {
	v.found = append(v.found, Finding(code, v.r.Host+" "+v.r.Type, args...))
}

// shown is a value inside a sentence.
func shown(s string) string { return fmt.Sprintf("%q", cut(s, 60)) }

func (v *validation) host() {
	h := v.r.Host
	bare := strings.TrimPrefix(h, "*.")
	apex := v.Zone != "" && h == v.Zone
	switch {
	case v.Zone != "" && !under(bare, v.Zone):
		v.say("outside-zone", v.Zone)
	case len(h) > maxName:
		v.say("name-long")
	case v.OneLevel && !apex && !strings.Contains(h, "_") && strings.Contains(strings.TrimSuffix(bare, "."+v.Zone), "."):
		v.say("deep", v.Zone)
	}
	if strings.HasPrefix(h, "*") {
		v.say("wildcard")
	}
	if strings.Contains(h, "_") && slices.Contains([]string{"A", "AAAA", "MX", "NS"}, v.r.Type) {
		v.say("underscore")
	}
	switch {
	case v.r.Type == "NS" && apex:
		v.say("apex", "NS")
	case v.r.Type == "NS":
		v.say("delegates")
	case v.r.Type == "MX" && apex:
		v.say("apex-mx", v.Zone)
	}
}

func (v *validation) address(fits func(netip.Addr) bool, code string) {
	a, err := netip.ParseAddr(v.r.Value)
	if err != nil || !fits(a) {
		v.say(code, shown(v.r.Value))
		return
	}
	switch own := inAny(v.Networks, a); {
	case inAny(documentation, a) && !own:
		v.say("documentation")
	case !own && !PublicAddress(a) || a.IsPrivate():
		v.say("private")
	case len(v.Networks) > 0 && !own:
		v.say("unknown-range", a.String())
	}
}

// PublicAddress reports whether an address can be reached from the Internet: it
// is in none of the registries of special addresses (RFC 6890).
func PublicAddress(a netip.Addr) bool {
	return a.IsGlobalUnicast() && !a.IsPrivate() && !a.Is4In6() && !inAny(unreachable, a) && !inAny(documentation, a)
}

func inAny(networks []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(a) })
}

// Networks of the registries of special addresses (RFC 6890).
var (
	documentation = []netip.Prefix{
		netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"),
		netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("3fff::/20"),
	}
	unreachable = []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
		netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"),
		netip.MustParsePrefix("64:ff9b::/16"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001:2::/48"),
	}
)

// target checks a name in a value, and the trailing dot that nobody else misses:
// in a zone file "server.example.com" becomes server.example.com.<zone>.
func (v *validation) target(name string) {
	bare := strings.TrimSuffix(strings.ToLower(name), ".")
	if _, err := netip.ParseAddr(bare); err == nil {
		v.say("target-ip")
		return
	}
	if name == "." || bare == "@" {
		return
	}
	if !hostShape(bare) || strings.HasPrefix(bare, "*") {
		v.say("target-name", shown(name))
		return
	}
	_, icann := publicsuffix.PublicSuffix(bare)
	if !strings.HasSuffix(name, ".") && strings.Contains(bare, ".") && icann {
		v.say("missing-dot", bare, v.Zone)
	}
}

func (v *validation) exchange() {
	f := strings.Fields(v.r.Value)
	if len(f) == 1 {
		v.say("mx-preference", f[0])
		v.target(f[0])
		return
	}
	if len(f) != 2 || !number16(f[0]) {
		v.say("mx")
		return
	}
	v.target(f[1])
}

func number16(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

func (v *validation) service() {
	f := strings.Fields(v.r.Value)
	if len(f) != 4 || !number16(f[0]) || !number16(f[1]) || !number16(f[2]) {
		v.say("srv")
		return
	}
	if l := strings.Split(v.r.Host, "."); len(l) < 2 || !strings.HasPrefix(l[0], "_") || !strings.HasPrefix(l[1], "_") {
		v.say("srv-owner")
	}
	if f[3] == "." {
		v.say("no-service")
	}
	v.target(f[3])
}

func (v *validation) authority() {
	f := strings.Fields(v.r.Value)
	if len(f) < 3 {
		v.say("caa")
		return
	}
	flag, err := strconv.ParseUint(f[0], 10, 8)
	tag := strings.ToLower(f[1])
	if err != nil || !slices.Contains([]string{"issue", "issuewild", "iodef", "issuemail"}, tag) {
		v.say("caa")
		return
	}
	if flag != 0 && flag != 128 {
		v.say("caa-flag", f[0])
	}
	value := strings.Trim(strings.Join(f[2:], " "), `"`)
	issuer, _, _ := strings.Cut(value, ";")
	issuer = strings.ToLower(strings.TrimSpace(issuer))
	report := strings.HasPrefix(value, "mailto:") || strings.HasPrefix(value, "https:") || strings.HasPrefix(value, "http:")
	if tag == "iodef" && !report || tag != "iodef" && issuer != "" && (!hostShape(issuer) || !strings.Contains(issuer, ".")) {
		v.say("caa-value", shown(value))
	}
}
