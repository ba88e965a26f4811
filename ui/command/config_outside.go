package command

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/nameserver"
	zone "loket/domain/nameserver/driver"
	"loket/domain/nameserver/rfc2136"
	"loket/domain/registry"
	registrar "loket/domain/registry/driver"
	"loket/domain/registry/epp"
	"loket/domain/registry/rdap"
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

// DNS is the way to the name server of a desk for subdomains.
type DNS struct {
	Backend   string `toml:"backend"` // manual, rfc2136
	Address   string `toml:"address"` // of the primary, host:port
	Key       string `toml:"key"`     // name of the TSIG key
	Algorithm string `toml:"algorithm"`
	TTL       uint32 `toml:"ttl"` // seconds, of new sets
	Pin       bool   `toml:"pin"` // refuse when anything in the zone changed since the plan
	ByName    bool   `toml:"by_name"`
	// Networks, OneLevel and Apex are what the desk knows about records.
	Networks []string `toml:"networks"`
	OneLevel bool     `toml:"one_level"`
	Apex     bool     `toml:"apex"` // the MX of the zone itself may change
	Secret
}

// check is what the desk knows about records.
func (d *DNS) check() domain.RecordCheck {
	c := domain.RecordCheck{OneLevel: d.OneLevel}
	for _, n := range d.Networks {
		if p, err := netip.ParsePrefix(n); err == nil { // Validate has seen it
			c.Networks = append(c.Networks, p.Masked())
		}
	}
	return c
}

// Actions are the rules for actions on the outside world.
type Actions struct {
	SecondOfficer []string `toml:"second_officer"`
	ApproveIn     string   `toml:"approve_in"`
	AuthcodeLife  string   `toml:"authcode_life"`
}

func (c *Config) completeOutside() {
	def(&c.Registry.Backend, "manual")
	def(&c.Registry.Console, "Registrar console PANDI")
	def(&c.DNS.Backend, "manual")
	def(&c.Actions.ApproveIn, "24h")
	def(&c.Actions.AuthcodeLife, "168h")
}

func (c *Config) checkOutside(p *problems) {
	r, d := &c.Registry, &c.DNS
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
	p.oneOf("dns.backend", "dns.backend", d.Backend, "manual", "rfc2136")
	if d.Backend == "rfc2136" || d.Address != "" {
		checkAddress(p, "dns.address", d.Address, "53")
		if d.Key == "" {
			p.add("dns.key", "dns.key: write the name of the TSIG key, as the name server knows it")
		}
		p.oneOf("dns.algorithm", "dns.algorithm", d.Algorithm, "", "hmac-sha256", "hmac-sha384", "hmac-sha512")
		d.Secret.check(p, section{"dns", "dns"})
	}
	for _, n := range d.Networks {
		if _, err := netip.ParsePrefix(n); err != nil {
			p.add("dns.networks", "dns.networks: %q is no network; write such as \"203.0.113.0/24\"", n)
		}
	}
	if d.TTL != 0 && (d.TTL < 60 || d.TTL > 86400) {
		p.add("dns.ttl", "dns.ttl = %d: write seconds from 60 to 86400", d.TTL)
	}
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
}

// Outside makes the drivers of actions. Nothing is reached before it is needed.
func (c *Config) Outside(env func(string) string, now func() time.Time) *Outside {
	drivers := make(map[string]action.Driver)
	byHand := &registrar.ByHand{Console: c.Registry.Console}
	if public, err := rdap.New(rdap.Config{Base: c.Registry.RDAP, Now: now}); err == nil {
		byHand.Looker = fresh{public}
	}
	var byRegistry action.Driver = byHand
	way := &lazyEPP{config: &c.Registry, reveal: c.Registry.Reveal(env)}
	if c.Registry.Backend == "epp" {
		byRegistry = &registrar.Driver{Registry: way, Name: "epp", Target: c.Registry.Address}
	}
	for _, a := range registrar.Actions() {
		drivers[a] = byRegistry
	}
	options, server := nameserver.Options{TTL: c.DNS.TTL, Pin: c.DNS.Pin, Apex: c.DNS.Apex, Check: c.DNS.check()}, &lazyDNS{config: &c.DNS, reveal: c.DNS.Reveal(env)}
	if c.DNS.Backend == "rfc2136" {
		drivers[zone.Update] = &zone.Driver{Name: "rfc2136", Target: c.DNS.Address, Now: now, Options: options, Server: server}
	} else {
		onPaper := &zone.ByHand{Options: options, Target: c.DNS.Address}
		if c.DNS.Address != "" {
			onPaper.Reader = server
		}
		drivers[zone.Update] = onPaper
	}
	return &Outside{way, drivers}
}

// fresh asks anew each time: an answer kept for a minute may be older than the deed
// that it is to prove.
type fresh struct{ public *rdap.Client }

// Look is as registrar.Looker has it.
func (f fresh) Look(ctx context.Context, name domain.Name) (registry.State, error) {
	return f.public.Fresh(ctx, name)
}

// lazyEPP connects when it is first asked: a desk starts without its registry.
type lazyEPP struct {
	config *Registry
	reveal func(context.Context) (string, error)

	mu     sync.Mutex
	client *epp.Client
}

func (l *lazyEPP) open(ctx context.Context) (*epp.Client, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.client != nil {
		return l.client, nil
	}
	set := func(err error) error {
		return registry.NewProblem(registry.ErrNotSent, registry.KeyUnreachable, err.Error(), err)
	}
	password, err := l.reveal(ctx)
	if err != nil {
		return nil, set(err)
	}
	pair, err := tls.LoadX509KeyPair(l.config.Cert, l.config.Key)
	if err != nil {
		return nil, set(fmt.Errorf("registry.cert and registry.key: %w", err))
	}
	t := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if l.config.CAFile != "" {
		pem, err := os.ReadFile(l.config.CAFile)
		if err != nil {
			return nil, set(fmt.Errorf("registry.ca_file: %w", err))
		}
		if t.RootCAs = x509.NewCertPool(); !t.RootCAs.AppendCertsFromPEM(pem) {
			return nil, set(fmt.Errorf("registry.ca_file: %s has no certificate in PEM form", l.config.CAFile))
		}
	}
	c, err := epp.New(epp.Config{Address: l.config.Address, TLS: t, ClientID: l.config.User, Password: registry.NewSecret(password)})
	if err != nil {
		return nil, set(err)
	}
	l.client = c
	return c, nil
}

// Do is that of the client.
func (l *lazyEPP) Do(ctx context.Context, r registry.Request, clTRID string) (registry.Outcome, error) {
	c, err := l.open(ctx)
	if err != nil {
		return registry.Outcome{ClTRID: clTRID}, err
	}
	return c.Do(ctx, r, clTRID)
}

// Look is that of the client.
func (l *lazyEPP) Look(ctx context.Context, name domain.Name) (registry.State, error) {
	c, err := l.open(ctx)
	if err != nil {
		return registry.State{}, err
	}
	return c.Look(ctx, name)
}

// Close ends the session, if there is one.
func (l *lazyEPP) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.client == nil {
		return nil
	}
	return l.client.Close()
}

// lazyDNS reads the key when it is needed, each time anew: it may be rotated.
type lazyDNS struct {
	config *DNS
	reveal func(context.Context) (string, error)
}

func (l *lazyDNS) open(ctx context.Context) (*rfc2136.Server, error) {
	secret, err := l.reveal(ctx)
	if err == nil {
		if _, bad := base64.StdEncoding.DecodeString(strings.TrimSpace(secret)); bad != nil {
			err = errors.New("the TSIG secret is not base64")
		}
	}
	s := &rfc2136.Server{Address: l.config.Address, ByName: l.config.ByName,
		Key: rfc2136.Key{Name: l.config.Key, Algorithm: l.config.Algorithm, Secret: rfc2136.Secret(strings.TrimSpace(secret))}}
	if err == nil {
		err = s.Validate()
	}
	if err != nil {
		return nil, &nameserver.Failure{Code: nameserver.BadKey, Fate: nameserver.NoEffect, Server: l.config.Address, Err: err}
	}
	return s, nil
}

// Read is that of the server.
func (l *lazyDNS) Read(ctx context.Context, zone string, names []string) (nameserver.State, error) {
	s, err := l.open(ctx)
	if err != nil {
		return nameserver.State{}, err
	}
	return s.Read(ctx, zone, names)
}

// Apply is that of the server.
func (l *lazyDNS) Apply(ctx context.Context, p nameserver.Plan) (nameserver.Outcome, error) {
	s, err := l.open(ctx)
	if err != nil {
		return nameserver.Outcome{}, err
	}
	return s.Apply(ctx, p)
}
