package command

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"sync"

	"loket/domain"
	"loket/domain/registry"
	"loket/domain/registry/epp"
)

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
		return registry.NewProblem(registry.ErrNotSent, registry.KeySetup, err.Error(), err)
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

// Check is that of the client.
func (l *lazyEPP) Check(ctx context.Context, names []domain.Name, years int) ([]registry.Availability, error) {
	c, err := l.open(ctx)
	if err != nil {
		return nil, err
	}
	return c.Check(ctx, names, cmp.Or(years, 1))
}

// Missing is that of the client.
func (l *lazyEPP) Missing(ctx context.Context, hosts, contacts []string) (freeHosts, freeContacts []string, err error) {
	c, err := l.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	return c.Missing(ctx, hosts, contacts)
}

// Next is that of the client.
func (l *lazyEPP) Next(ctx context.Context) (registry.Message, bool, error) {
	c, err := l.open(ctx)
	if err != nil {
		return registry.Message{}, false, err
	}
	return c.Next(ctx)
}

// Ack is that of the client.
func (l *lazyEPP) Ack(ctx context.Context, id string) error {
	c, err := l.open(ctx)
	if err != nil {
		return err
	}
	return c.Ack(ctx, id)
}

// Certificates are those of the client, none before it was first asked.
func (l *lazyEPP) Certificates() []registry.Certificate {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.client == nil {
		return nil
	}
	return l.client.Certificates()
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

// offer is what the server says of itself.
func (l *lazyEPP) offer(ctx context.Context) (epp.Offer, error) {
	c, err := l.open(ctx)
	if err != nil {
		return epp.Offer{}, err
	}
	return c.Offer(ctx)
}
