package epp_test

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"time"

	"loket/domain/registry"
	"loket/domain/registry/epp"
	"loket/domain/registry/sandbox"
)

func TestSessionLimit(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := connect(t, s, nil)
	s.Order(sandbox.Fault{Kind: sandbox.Full, On: "login"})
	_, err := c.Do(t.Context(), renewal(), "TIKET-7-1")
	problem(t, err, registry.ErrNotSent, "2502")
	s.Order(sandbox.Fault{Kind: sandbox.Full, On: "renew"})
	refused(t, c, renewal(), 2502)
	do(t, c, renewal())
}

func wrongPassword(c *epp.Config) { c.Password = registry.NewSecret("salah-sekali") }

// TestWrongPassword: it is tried once, and again only when a person asks or time has
// gone by.
func TestWrongPassword(t *testing.T) {
	s := start(t, sandbox.Options{})
	tried := 0
	for range 5 {
		s.Order(sandbox.Fault{Kind: sandbox.Meddle, On: "login", First: func() { tried++ }})
	}
	c := connect(t, s, wrongPassword)
	for range 3 {
		_, err := c.Do(t.Context(), renewal(), "TIKET-7-1")
		problem(t, err, registry.ErrNotSent, "2200")
		if strings.Contains(err.Error(), "salah") {
			t.Errorf("the password is in the error: %v", err)
		}
	}
	problem(t, ping(c), registry.ErrNotSent, "2200")
	if tried != 2 {
		t.Errorf("the password was tried %d times, want once and once for the person who asked", tried)
	}
	c = connect(t, s, func(c *epp.Config) { wrongPassword(c); c.Rest = 1 })
	for tried < 4 { // the timer of a nanosecond fires when it likes
		_, err := c.Look(t.Context(), batam)
		problem(t, err, registry.ErrNotSent, "2200")
	}
}

func TestCertificates(t *testing.T) {
	good, theirs := start(t, sandbox.Options{}), start(t, sandbox.Options{})
	expired := start(t, sandbox.Options{Expired: true})
	for _, c := range []struct {
		name   string
		s      *sandbox.Server
		change func(*epp.Config)
		key    string
	}{
		{"none of ours", good, func(c *epp.Config) { c.TLS.Certificates = nil }, registry.KeyClientRefused},
		{"ours expired", good, func(c *epp.Config) { c.TLS = good.ExpiredClientTLS() }, registry.KeyClientExpired},
		{"ours from elsewhere", good, func(c *epp.Config) { c.TLS.Certificates = theirs.ClientTLS().Certificates }, registry.KeyClientRefused},
		{"the server's expired", expired, nil, registry.KeyServerExpired},
		{"an unknown authority", good, func(c *epp.Config) { c.TLS.RootCAs = theirs.ClientTLS().RootCAs }, registry.KeyTLS},
		{"another server's", good, func(c *epp.Config) { c.TLS.ServerName = "epp.test" }, registry.KeyTLS},
	} {
		t.Run(c.name, func(t *testing.T) {
			problem(t, ping(connect(t, c.s, c.change)), registry.ErrNotSent, c.key)
		})
	}
	c := connect(t, expired, nil)
	if list := c.Certificates(); len(list) != 1 || !list[0].Ours || !list[0].Until.After(time.Now()) {
		t.Errorf("before connecting: %+v", list)
	}
	problem(t, ping(c), registry.ErrNotSent, registry.KeyServerExpired)
	if list := c.Certificates(); len(list) != 2 || list[1].Ours || !list[1].Until.Before(time.Now()) {
		t.Errorf("after connecting: %+v", list)
	}
}

func TestPlainText(t *testing.T) {
	s := start(t, sandbox.Options{})
	s.Order(sandbox.Fault{Kind: sandbox.Banner, On: "greeting"})
	err := ping(connect(t, s, nil))
	problem(t, err, registry.ErrNotSent, registry.KeyNotEPP)
	if !strings.Contains(err.Error(), "Access denied: your address is not on the list") {
		t.Errorf("what it says is lost: %v", err)
	}
}

func TestNoTLS(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		if conn, err := l.Accept(); err == nil {
			conn.Write([]byte("220 mail.contohkab.go.id ESMTP\r\n"))
			conn.Read(make([]byte, 1000))
			conn.Close()
		}
	}()
	c, err := epp.New(epp.Config{Address: l.Addr().String(), TLS: &tls.Config{}, ClientID: sandbox.Desk.ID, Password: registry.NewSecret(sandbox.Desk.Password)})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	problem(t, ping(c), registry.ErrNotSent, registry.KeyNotEPP)
}

func TestDown(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := connect(t, s, nil)
	look(t, c, batam)
	s.Close()
	_, err := c.Do(t.Context(), renewal(), "TIKET-7-1")
	problem(t, err, registry.ErrNotSent, registry.KeyUnreachable)
}

func TestLongPassword(t *testing.T) {
	long := sandbox.Account{ID: "goid-registrar", Password: "sebuah kata sandi yang panjang"}
	set := func(c *epp.Config) { c.Password = registry.NewSecret(long.Password) }
	s := start(t, sandbox.Options{Accounts: []sandbox.Account{long}})
	if err := ping(connect(t, s, set)); err != nil {
		t.Error(err)
	}
	s = start(t, sandbox.Options{Accounts: []sandbox.Account{long}, Without: []string{sandbox.Long}})
	problem(t, ping(connect(t, s, set)), registry.ErrNotSent, registry.KeyNotOffered)
}

func ping(c *epp.Client) error {
	_, err := c.Offer(context.Background())
	return err
}
