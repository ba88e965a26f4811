package command

import (
	"fmt"
	"io"
	"sync"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/nameserver/delegation"
	"loket/domain/naming"
	"loket/domain/probe"
	registrar "loket/domain/registry/driver"
)

// Delegation says who looks at the name servers of a new registration.
type Delegation struct {
	Backend string `toml:"backend"` // manual, dns
}

// Payment says when a requester is reminded to pay.
type Payment struct {
	Remind []string `toml:"remind"`
}

// The site's own files about names.
const (
	reservedFile = "reserved.toml"
	placesFile   = "wilayah.csv"
)

func (c *Config) checkProbes(p *problems) {
	p.oneOf("delegation.backend", "delegation.backend", c.Delegation.Backend, "manual", "dns")
	for _, after := range c.Payment.Remind {
		if t, err := calendar.ParseTarget(after); err != nil || t.N == 0 {
			p.add("payment.remind", "payment.remind %q: write times such as \"3wd\" or \"72h\"", after)
		}
	}
}

// naming reads what names are judged by: the list that comes with the program and
// the site's own files. The error names what is wrong in them.
func (c *Config) naming() (r naming.Rules, err error) {
	reserved, err := c.readSite(reservedFile)
	if err != nil {
		return r, err
	}
	var own [][]byte
	if reserved != nil {
		own = append(own, reserved)
	}
	if r.Reserved, err = naming.ReservedNames(own...); err != nil {
		return r, err
	}
	f, err := c.SiteFile(placesFile)
	if f == nil || err != nil {
		return r, err
	}
	defer f.Close()
	places, wrong, err := naming.ReadPlaces(f)
	if err == nil && len(wrong) > 0 {
		err = fmt.Errorf("%s:%d: %s", placesFile, wrong[0].Line, wrong[0].In(domain.English))
	}
	r.Places = places
	return r, err
}

// readSite reads one of the site's own files, nil where there is none.
func (c *Config) readSite(name string) ([]byte, error) {
	f, err := c.SiteFile(name)
	if f == nil || err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxConfig))
}

// probes are the ways to ask about names, name servers and payments.
func (c *Config) probes(way *lazyEPP, public registrar.Looker) *probe.Set {
	set := &probe.Set{Rules: sync.OnceValues(c.naming)}
	looker := public
	switch {
	case c.Registry.Backend == "epp":
		set.Free, looker = registrar.CheckFree(way, c.Registry.Address), way
	case public != nil:
		set.Free = registrar.LookFree(public, c.Registry.RDAP)
	}
	if c.Delegation.Backend == "dns" {
		asks := &delegation.Prober{}
		if looker != nil {
			asks.Registry = registrar.Delegated(looker)
		}
		set.Servers = asks.Probe
	}
	return set
}
