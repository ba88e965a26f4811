package command

import (
	"context"
	"io"
	"log/slog"
	"net"
	"time"

	"loket/domain"
	"loket/domain/access"
	"loket/domain/action"
	zone "loket/domain/nameserver/driver"
	"loket/domain/probe"
	"loket/domain/registry"
	registrar "loket/domain/registry/driver"
	"loket/domain/registry/rdap"
	"loket/ticket"
)

// Registry is the way to the registry.
type Registry struct {
	Backend string `toml:"backend"` // manual, epp
	Console string `toml:"console"` // what the registrar's console is called
	RDAP    string `toml:"rdap"`    // of the registry's public service, proves what was done by hand
	Address string `toml:"address"` // of the EPP server, host:port
	User    string `toml:"user"`
	Cert    string `toml:"cert"` // PEM files
	Key     string `toml:"key"`
	CAFile  string `toml:"ca_file"`
	Secret
}

// Actions are the rules for actions on the outside world.
type Actions struct {
	SecondOfficer []string `toml:"second_officer"`
	ApproveIn     string   `toml:"approve_in"`
	AuthcodeLife  string   `toml:"authcode_life"`
}

func (c *Config) completeOutside() {
	c.completeWeb()
	def(&c.Registry.Backend, "manual")
	def(&c.Registry.Console, "Registrar console PANDI")
	def(&c.DNS.Backend, "manual")
	def(&c.Delegation.Backend, "manual")
	def(&c.Actions.ApproveIn, "24h")
	def(&c.Actions.AuthcodeLife, "168h")
	def(&c.Trail.After, "1h")
}

func (c *Config) checkOutside(p *problems) {
	c.checkWeb(p)
	c.Personal.check(p)
	r := &c.Registry
	p.oneOf("registry.backend", "registry.backend", r.Backend, "manual", "epp")
	if r.RDAP != "" {
		if _, err := rdap.New(rdap.Config{Base: r.RDAP}); err != nil {
			p.add("registry.rdap", "registry.rdap: %w", err)
		}
	}
	if r.Backend == "epp" {
		at := section{"registry", "registry"}
		checkAddress(p, "registry.address", r.Address, "700")
		for key, v := range map[string]string{"user": r.User, "cert": r.Cert, "key": r.Key} {
			if v == "" {
				p.add("registry."+key, "registry: %s is needed for backend = \"epp\"", key)
			}
		}
		r.Secret.check(p, at)
	}
	c.DNS.validate(p)
	c.checkProbes(p)
	for _, v := range []struct{ key, value string }{{"actions.approve_in", c.Actions.ApproveIn}, {"actions.authcode_life", c.Actions.AuthcodeLife}} {
		if t, err := time.ParseDuration(v.value); err != nil || t <= 0 {
			p.add(v.key, "%s = %q: write a time such as \"24h\"", v.key, v.value)
		}
	}
	for _, a := range c.Actions.SecondOfficer {
		p.oneOf("actions.second_officer", "actions.second_officer", a, append([]string{"all", zone.Update}, registrar.Actions()...)...)
	}
}

func checkAddress(p *problems, key, address, port string) {
	if host, _, err := net.SplitHostPort(address); err != nil || host == "" {
		p.add(key, "%s = %q: write the server and its port, such as \"server.contoh.id:%s\"", key, address, port)
	}
}

// Outside are the ways to the outside world as configured. Close ends what was
// opened of them.
type Outside struct {
	io.Closer

	Drivers map[string]action.Driver // by the action's id
	Probes  *probe.Set
	Looker  ticket.Looker // nil: pages are not fetched
	Book    func() (*access.Book, error)
	Line    ticket.Line // to the registry; nil where a person is the way
}

// Outside makes the drivers of actions and what fetches pages. Nothing is reached
// before it is needed.
func (c *Config) Outside(env func(string) string, now func() time.Time, logger *slog.Logger) *Outside {
	drivers := make(map[string]action.Driver)
	byHand := &registrar.ByHand{Console: c.Registry.Console}
	var looker registrar.Looker
	if public, err := rdap.New(rdap.Config{Base: c.Registry.RDAP, Now: now}); err == nil {
		looker = fresh{public}
		byHand.Looker = looker
	}
	var byRegistry action.Driver = byHand
	way := &lazyEPP{config: &c.Registry, reveal: c.Registry.Reveal(env)}
	if c.Registry.Backend == "epp" {
		byRegistry = &registrar.Driver{Registry: way, Name: "epp", Target: c.Registry.Address}
	}
	for _, a := range registrar.Actions() {
		drivers[a] = byRegistry
	}
	drivers[zone.Update] = c.DNS.driver(env, now)
	book := &contactBook{file: c.Access.Contacts, logger: logger}
	out := &Outside{Closer: way, Drivers: drivers, Probes: c.probes(way, looker), Looker: c.looker(now), Book: book.read}
	if c.Registry.Backend == "epp" {
		out.Line = way
	}
	return out
}

// fresh asks anew each time: an answer kept for a minute may be older than the deed
// that it is to prove.
type fresh struct{ public *rdap.Client }

// Look is as registrar.Looker has it.
func (f fresh) Look(ctx context.Context, name domain.Name) (registry.State, error) {
	return f.public.Fresh(ctx, name)
}
