package delegation

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/probe"
)

// Prober finds the name servers of a name and checks them for a ticket. Which ones
// they are an officer says, else the registry, else the system's resolver.
type Prober struct {
	Options

	Registry func(context.Context, domain.Name) ([]string, error) // nil: nobody to ask
	NS       func(context.Context, domain.Name) ([]string, error) // nil: the system's resolver
}

// What there is to say where no server was asked.
var (
	nobody = domain.Rule{Level: domain.Warn,
		What: domain.Text{ID: "tidak dapat diketahui yang mana server namanya: {0}", EN: "nobody could say which its name servers are: {0}"},
		Fix:  domain.Text{ID: "tanyakan lagi nanti, atau tulis server namanya", EN: "ask again later, or name the servers"}}
	none = domain.Rule{Level: domain.Refuse,
		What: domain.Text{ID: "nama ini belum mempunyai server nama", EN: "the name has no name servers yet"},
		Fix:  domain.Text{ID: "minta pemohon melengkapinya di aplikasi registrar", EN: "ask the requester to complete them in the registrar application"}}
)

// Probe is as probe.Set has it.
func (s *Prober) Probe(ctx context.Context, name domain.Name, said string) probe.Answer {
	servers, from, err := ParseServers(said), "officer", error(nil)
	if len(servers) == 0 {
		servers, from, err = s.find(ctx, name)
	}
	out := probe.Answer{Verdict: probe.Open, Source: "dns", Facts: []action.Fact{{Name: "named-by", Value: from}}}
	switch {
	case err != nil:
		out.Findings = findings(name.String(), []domain.Problem{nobody.Finding("nobody", name.String(), err.Error())})
		return out.Tidy()
	case len(servers) == 0:
		out.Verdict = probe.Bad
		out.Findings = findings(name.String(), []domain.Problem{none.Finding("none", name.String())})
		return out.Tidy()
	}
	s.glue(ctx, name, servers)
	r := Check(ctx, name, servers, s.Options)
	if ctx.Err() != nil {
		return out
	}
	out.Verdict, out.Findings = probe.Bad, findings(r.Domain, r.Problems)
	if r.Ready() && len(r.Answers) > 0 {
		out.Verdict = probe.Good
	}
	for _, a := range r.Answers {
		out.Facts = append(out.Facts, action.Fact{Name: "name-server", Value: told(a)})
	}
	return out.Tidy()
}

// findings are problems as a ticket keeps them: those of a server name it.
func findings(zone string, list []domain.Problem) []probe.Finding {
	out := make([]probe.Finding, len(list))
	for i, p := range list {
		out[i] = probe.Finding{Level: p.Level, Code: p.Code, What: p.What, Do: p.Fix}
		if p.Key != zone {
			out[i].Subject = p.Key
		}
	}
	return out
}

func (s *Prober) find(ctx context.Context, name domain.Name) (servers []Server, from string, err error) {
	var hosts []string
	var asked error
	from = "registry"
	if s.Registry != nil {
		hosts, asked = s.Registry(ctx, name)
	}
	if len(hosts) == 0 {
		ns := s.NS
		if ns == nil {
			ns = lookupNS
		}
		from = "resolver"
		if hosts, err = ns(ctx, name); err != nil {
			return nil, from, errors.Join(asked, err)
		}
	}
	for _, h := range hosts {
		servers = append(servers, Server{Name: h})
	}
	return servers, from, nil
}

// glue finds the addresses of servers inside the name: what the resolver finds
// came from the glue of the zone above.
func (s *Prober) glue(ctx context.Context, name domain.Name, servers []Server) {
	for i := range servers {
		at := &servers[i]
		if len(at.Glue) > 0 || !domain.Name(at.Name).Under(name.String()) {
			continue
		}
		if found, err := s.Addresses(ctx, at.Name); err == nil {
			at.Glue = found
		}
	}
}

// lookupNS asks the system's resolver. A name without name servers is no error.
func lookupNS(ctx context.Context, name domain.Name) ([]string, error) {
	list, err := net.DefaultResolver.LookupNS(ctx, name.String()+".")
	var no *net.DNSError
	if errors.As(err, &no) && no.IsNotFound && !no.IsTemporary {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("name servers of %s: %w", name, err)
	}
	var out []string
	for _, ns := range list {
		out = append(out, strings.TrimSuffix(ns.Host, "."))
	}
	return out, nil
}

// told is what one address of a server said: one fact of the evidence.
func told(a Answer) string {
	at := a.Server + " " + a.Address.String()
	switch {
	case a.Rcode == "":
		return at + ": " + a.Error
	case a.SOA == "":
		return at + ": " + a.Rcode
	}
	return fmt.Sprintf("%s: %s, SOA %d, NS %s", at, a.Rcode, a.Serial, strings.Join(a.Names, " "))
}
