// Package delegation asks the name servers that a new registration names whether
// they are ready: that each answers for the domain with authority over UDP and
// TCP, that they agree on the SOA and on who they are, and that names inside the
// domain come with their addresses (glue, RFC 1034 section 4.2.1).
//
// Rules:
//   - Only public addresses are asked, by address, after the name was resolved: a
//     request form cannot make the desk look into its own network. Options.Allow
//     is for tests.
//   - Everything is bounded: servers, addresses, time of a question, questions at
//     once.
//   - One question that is not answered is asked once more over UDP; nothing else
//     is repeated.
//   - What is wrong is a finding, not an error; what was seen stays beside it.
//
// What it does not do: DNSSEC (DS against DNSKEY), changing anything, judging
// records.
package delegation

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"loket/domain"

	"github.com/miekg/dns"
)

// Bounds of one check.
const (
	maxServers   = 13
	maxAddresses = 4
	atOnce       = 8
)

// Server is a name server as a registration names it.
type Server struct {
	Name string
	Glue []netip.Addr // needed where the name is inside the domain
}

// Options are how a Checker asks. The zero value asks the world.
type Options struct {
	// Allow says which addresses may be asked beside the public ones.
	Allow func(netip.Addr) bool
	// Resolve gives the addresses of a name; nil: the system's resolver.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Dial connects to an address; nil: net.Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Port that servers are asked at; 0: 53.
	Port uint16
	// Timeout of one question; 0: 3 s.
	Timeout time.Duration
}

// Answer is what one address of a server said.
type Answer struct {
	Server    string
	Address   netip.Addr
	Serial    uint32
	SOA       string   // its value in presentation form, without the serial
	Names     []string // NS of the domain as this server has them, sorted
	Rcode     string   // "" where there was no answer over UDP
	Authority bool
	Recursion bool         // offers to ask others for anybody
	TCP       bool         // answers over TCP too
	Addresses []netip.Addr // of the server's own name, where that is inside the domain
	Alias     bool         // the server's own name is a CNAME
	Error     string
}

// Report is what was seen, and what is wrong with it.
type Report struct {
	Domain   string
	Answers  []Answer
	Problems []domain.Problem // Key is the server's name, or the domain
}

// Ready reports whether nothing stands against the delegation.
func (r Report) Ready() bool {
	return !slices.ContainsFunc(r.Problems, func(p domain.Problem) bool { return p.Level == domain.Refuse })
}

// Check asks every address of every server about the domain. It returns when all
// have answered or their time is over; the context ends it early.
func Check(ctx context.Context, name domain.Name, servers []Server, o Options) Report {
	c := &check{Options: o, zone: dns.CanonicalName(name.String()), report: Report{Domain: name.String()}}
	c.Port = cmp.Or(c.Port, 53)
	c.Timeout = cmp.Or(c.Timeout, timeout)
	if len(servers) > maxServers {
		c.say("too-many", c.report.Domain)
		servers = servers[:maxServers]
	}
	var asked []question
	for _, s := range servers {
		s.Name = strings.TrimSuffix(strings.ToLower(s.Name), ".")
		asked = append(asked, c.addresses(ctx, s)...)
		c.names = append(c.names, s.Name)
	}
	slices.Sort(c.names)
	c.ask(ctx, asked)
	c.judge(asked)
	return c.report
}

type check struct {
	Options
	zone   string
	names  []string // of the servers, sorted
	report Report
}

// question is one address to be asked.
type question struct {
	server  string
	address netip.Addr
	inside  bool
	glue    []netip.Addr // sorted
}

func (c *check) say(code, key string, args ...string) {
	c.report.Problems = append(c.report.Problems, rules[code].Finding(code, key, args...))
}

// addresses finds where a server is: by its glue where it is inside the domain,
// else by its name. What may not be asked is a finding.
func (c *check) addresses(ctx context.Context, s Server) []question {
	if _, err := domain.ParseName(s.Name); err != nil {
		c.say("name", s.Name)
		return nil
	}
	found := s.Glue
	inside := dns.IsSubDomain(c.zone, dns.Fqdn(s.Name))
	if inside && len(found) == 0 {
		c.say("glue-missing", s.Name)
		return nil
	}
	if !inside {
		var err error
		if found, err = c.Addresses(ctx, s.Name); err != nil || len(found) == 0 {
			c.say("no-address", s.Name)
			return nil
		}
	}
	var asked []question
	for _, a := range found[:min(len(found), maxAddresses)] {
		a = a.Unmap()
		if !domain.PublicAddress(a) && (c.Allow == nil || !c.Allow(a)) {
			c.say("private", s.Name, a.String())
			continue
		}
		asked = append(asked, question{s.Name, a, inside, slices.SortedFunc(slices.Values(s.Glue), netip.Addr.Compare)})
	}
	return asked
}

// ask puts all questions, some at once, and keeps the answers in their order.
func (c *check) ask(ctx context.Context, asked []question) {
	c.report.Answers = make([]Answer, len(asked))
	places := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for i, q := range asked {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			c.report.Answers[i] = c.one(ctx, q)
		})
	}
	all.Wait()
}
