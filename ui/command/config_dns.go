package command

import (
	"context"
	"encoding/base64"
	"errors"
	"net"
	"net/netip"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/nameserver"
	"loket/domain/nameserver/delegation"
	zone "loket/domain/nameserver/driver"
	"loket/domain/nameserver/rfc2136"
)

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
	// Drift is the time between two comparisons of the zone with the register.
	Drift    string `toml:"drift"`
	Dangling bool   `toml:"dangling"` // ask about the names outside that records point at
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

func (d *DNS) validate(p *problems) {
	p.oneOf("dns.backend", "dns.backend", d.Backend, "manual", "rfc2136")
	if d.Backend == "rfc2136" || d.Address != "" {
		checkAddress(p, "dns.address", d.Address, "53")
		if d.Key == "" {
			p.add("dns.key", "dns.key: write the name of the TSIG key, as the name server knows it")
		}
		p.oneOf("dns.algorithm", "dns.algorithm", d.Algorithm, "", "hmac-sha256", "hmac-sha384", "hmac-sha512")
		d.Secret.check(p, section{"dns", "dns"})
	}
	if t, err := time.ParseDuration(d.Drift); d.Drift != "" && (err != nil || t < time.Hour) {
		p.add("dns.drift", "dns.drift = %q: write a time of an hour or more, such as \"24h\"", d.Drift)
	}
	for _, n := range d.Networks {
		if _, err := netip.ParsePrefix(n); err != nil {
			p.add("dns.networks", "dns.networks: %q is no network; write such as \"203.0.113.0/24\"", n)
		}
	}
	if d.TTL != 0 && (d.TTL < 60 || d.TTL > 86400) {
		p.add("dns.ttl", "dns.ttl = %d: write seconds from 60 to 86400", d.TTL)
	}
}

// driver is who changes and compares the zone. Nothing is reached before it is
// needed.
func (d *DNS) driver(env func(string) string, now func() time.Time) action.Driver {
	options := nameserver.Options{TTL: d.TTL, Pin: d.Pin, Apex: d.Apex, Check: d.check()}
	server := &lazyDNS{config: d, reveal: d.Reveal(env)}
	var exists nameserver.Exists
	if d.Dangling {
		exists = delegation.Exists(net.DefaultResolver)
	}
	if d.Backend == "rfc2136" {
		return &zone.Driver{Name: "rfc2136", Target: d.Address, Now: now, Options: options, Server: server, Exists: exists}
	}
	onPaper := &zone.ByHand{Options: options, Target: d.Address, Exists: exists}
	if d.Address != "" {
		onPaper.Reader = server
	}
	return onPaper
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
