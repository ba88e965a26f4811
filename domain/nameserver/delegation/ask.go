package delegation

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// one asks an address for the SOA and the NS of the domain, over UDP and TCP.
func (c *check) one(ctx context.Context, q question) Answer {
	a := Answer{Server: q.server, Address: q.address}
	m, err := c.exchange(ctx, "udp", q.address, c.zone, dns.TypeSOA)
	if err != nil {
		m, err = c.exchange(ctx, "udp", q.address, c.zone, dns.TypeSOA)
	}
	if err != nil {
		a.Error = err.Error()
		return a
	}
	a.Rcode, a.Authority, a.Recursion = dns.RcodeToString[m.Rcode], m.Authoritative, m.RecursionAvailable
	for _, rr := range m.Answer {
		if soa, ok := rr.(*dns.SOA); ok && dns.CanonicalName(soa.Hdr.Name) == c.zone {
			a.Serial = soa.Serial
			f := strings.Fields(strings.TrimPrefix(soa.String(), soa.Hdr.String()))
			a.SOA = strings.ToLower(strings.Join(slices.Delete(f, 2, 3), " "))
		}
	}
	if m, err := c.exchange(ctx, "tcp", q.address, c.zone, dns.TypeNS); err == nil {
		a.TCP = true
		for _, rr := range m.Answer {
			if ns, ok := rr.(*dns.NS); ok && dns.CanonicalName(ns.Hdr.Name) == c.zone {
				a.Names = append(a.Names, strings.TrimSuffix(dns.CanonicalName(ns.Ns), "."))
			}
		}
		slices.Sort(a.Names)
	}
	if q.inside {
		a.Addresses, a.Alias = c.itself(ctx, q)
	}
	return a
}

// itself asks a server inside the domain where its own name leads.
func (c *check) itself(ctx context.Context, q question) (addresses []netip.Addr, alias bool) {
	for _, typ := range []uint16{dns.TypeA, dns.TypeAAAA} {
		m, err := c.exchange(ctx, "udp", q.address, dns.Fqdn(q.server), typ)
		if err != nil {
			continue
		}
		for _, rr := range m.Answer {
			var ip net.IP
			switch rr := rr.(type) {
			case *dns.A:
				ip = rr.A
			case *dns.AAAA:
				ip = rr.AAAA
			case *dns.CNAME:
				alias = true
			}
			if a, ok := netip.AddrFromSlice(ip); ok {
				addresses = append(addresses, a.Unmap())
			}
		}
	}
	slices.SortFunc(addresses, netip.Addr.Compare)
	return slices.Compact(addresses), alias
}

var errOther = errors.New("the answer belongs to another question")

// exchange puts one question and reads one answer. Recursion is asked for, so
// that a server that offers it to everybody says so.
func (c *check) exchange(ctx context.Context, network string, to netip.Addr, name string, typ uint16) (*dns.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	dial := c.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	conn, err := dial(ctx, network, net.JoinHostPort(to.String(), strconv.Itoa(int(c.Port))))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if end, ok := ctx.Deadline(); ok {
		conn.SetDeadline(end)
	}
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	question := new(dns.Msg).SetQuestion(name, typ)
	wire := &dns.Conn{Conn: conn, UDPSize: 1232}
	if err := wire.WriteMsg(question); err != nil {
		return nil, err
	}
	m, err := wire.ReadMsg()
	if err != nil {
		return nil, err
	}
	if m.Id != question.Id || !m.Response || len(m.Question) > 0 && m.Question[0].Qtype != typ {
		return nil, errOther
	}
	return m, nil
}
