package command

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"loket/domain"
	nameserver "loket/domain/nameserver/sandbox"
	"loket/domain/registry"
	"loket/domain/registry/sandbox"
	"loket/ticket"
)

// demoSecret names the variable that holds the demo servers' password.
const demoSecret = "LOKET_DEMO_PASSWORD"

// DemoEnv is an environment with the demo servers' password in it.
func DemoEnv(env func(string) string, password string) func(string) string {
	return func(k string) string {
		if k == demoSecret {
			return password
		}
		return env(k)
	}
}

// demoServer is the name under which the demo's mail server gives its results.
const demoServer = "mx.domain-contoh.go.id"

// demoZone is the zone of the demo's name server.
const demoZone = "batam.go.id"

// DemoConfig is the configuration of a throw-away desk on the demo servers, with
// a registry of its own that has the given names, some of them held, and a name
// server that holds the records of a zone file. Its register has names from before.
func DemoConfig(ctx context.Context, dir string, screen Screen, address, user, imap, smtp string, registered map[string]bool, records string, open func(context.Context, *Config) (*ticket.Desk, func() error, error)) (*Config, error) {
	c := &Config{Dir: filepath.Join(dir, "desk"), Screen: screen}
	c.Desk.Name, c.Desk.Unit, c.Desk.Address = "Helpdesk Nama Domain (contoh)", "Tim Nama Domain", address
	c.Desk.Hold = "8s"
	c.Desk.AuthServID = demoServer
	secret := Secret{Env: demoSecret}
	ihost, iport, err := split(imap)
	if err != nil {
		return nil, err
	}
	shost, sport, err := split(smtp)
	if err != nil {
		return nil, err
	}
	c.IMAP = []IMAP{{Name: "demo", Host: ihost, Port: iport, TLS: "none", User: user, Secret: secret}}
	c.SMTP = SMTP{Host: shost, Port: sport, TLS: "none", User: user, Sent: "Sent", Secret: secret}
	c.Officers = []Officer{{ID: "sari", Name: "Sari Puspita", Supervisor: true}, {ID: "bima", Name: "Bima"}, {ID: "ratna", Name: "Ratna", Supervisor: true}}
	c.Contacts = map[string]string{
		"head-diskominfo": "kadis.kominfo@contoh.go.id", "head-egov": "kabid.egov@contoh.go.id",
		"pai": "pai@contoh.go.id", "pandi": "admin@pandi.contoh.id", "csirt": "csirt@contoh.go.id",
	}
	if err := c.Registry.demo(ctx, dir, registered); err != nil {
		return nil, err
	}
	if err := c.DNS.demo(ctx, dir, records); err != nil {
		return nil, err
	}
	if err := c.Access.demo(dir); err != nil {
		return nil, fmt.Errorf("contacts of the demonstration: %w", err)
	}
	c.demo = true
	c.complete(func(string) string { return "" })
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return c, c.demoRegister(ctx, open)
}

// demo starts a registry on loopback that speaks EPP over TLS until ctx ends, and
// makes it the desk's.
func (r *Registry) demo(ctx context.Context, dir string, registered map[string]bool) error {
	side, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		return fmt.Errorf("registry of the demonstration: %w", err)
	}
	context.AfterFunc(ctx, func() { _ = side.Close() })
	now := time.Now().UTC()
	for name, held := range registered {
		s := registry.State{Name: domain.Name(name), Registered: true, Sponsor: sandbox.Desk.ID, Registrant: "PND-CONTOH",
			Created: now.AddDate(-2, -1, 0), Expires: now.AddDate(0, 11, 0), Statuses: []registry.Status{registry.ClientTransferProhibited}}
		if held {
			s.Statuses = append(s.Statuses, registry.ClientHold)
		}
		side.Put(s, "")
	}
	side.Tell(sandbox.Desk.ID, "Maintenance of the registry on Saturday, 22:00 to 24:00 WIB.")
	*r = Registry{Backend: "epp", Address: side.Address, User: sandbox.Desk.ID, Secret: Secret{File: filepath.Join(dir, "epp.secret")}}
	r.CAFile, r.Cert, r.Key, err = side.WriteFiles(dir)
	if err == nil {
		err = os.WriteFile(r.File, []byte(sandbox.Desk.Password+"\n"), 0o600)
	}
	if err != nil {
		return fmt.Errorf("registry of the demonstration: %w", err)
	}
	return nil
}

// demo starts a name server on loopback that takes signed updates until ctx ends,
// and makes it the desk's.
func (d *DNS) demo(ctx context.Context, dir, records string) error {
	side, err := nameserver.Start(nameserver.Options{Zone: demoZone, Records: records})
	if err != nil {
		return fmt.Errorf("name server of the demonstration: %w", err)
	}
	context.AfterFunc(ctx, func() { _ = side.Close() })
	*d = DNS{Backend: "rfc2136", Address: side.Address, Key: nameserver.KeyName, OneLevel: true, Networks: []string{"203.0.113.0/24"}, Secret: Secret{File: filepath.Join(dir, "tsig.secret")}}
	if err := os.WriteFile(d.File, []byte(nameserver.Secret+"\n"), 0o600); err != nil {
		return fmt.Errorf("name server of the demonstration: %w", err)
	}
	return nil
}

func split(addr string) (string, int, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, fmt.Errorf("address %q: %w", addr, err)
	}
	n, err := strconv.Atoi(port)
	return host, n, err
}

// ListQueue prints the open tickets.
func ListQueue(ctx context.Context, c *Config, open func(context.Context, *Config) (*ticket.Desk, func() error, error), w io.Writer) error {
	d, done, err := open(ctx, c)
	if err != nil {
		return err
	}
	now := d.Now().In(d.Calendar.Zone())
	listText(w, d, d.Queue(ticket.ViewAll, "", nil, ticket.SortDue, false, now), now)
	return done()
}
