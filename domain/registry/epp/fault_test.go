package epp_test

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/registry"
	"loket/domain/registry/epp"
	"loket/domain/registry/sandbox"
)

// renewal is a change that must never happen twice.
func renewal() registry.Renew {
	return registry.Renew{Name: batam, Until: expires.Format(time.DateOnly), Years: 1}
}

// problem wants an error of a kind and a key.
func problem(t *testing.T, err, kind error, key string) {
	t.Helper()
	var p *registry.Problem
	if !errors.As(err, &p) || !errors.Is(err, kind) || p.Key != key {
		t.Errorf("got %v, want %v with key %s", err, kind, key)
	}
}

// TestLostAnswer lets every fault happen to a renewal that the registry has carried
// out, or not, and resolves it by looking. It is sent once.
func TestLostAnswer(t *testing.T) {
	for _, c := range []struct {
		name string
		kind sandbox.Kind
		key  string
		want registry.Verdict
	}{
		{"request lost", sandbox.LoseRequest, registry.KeyNoAnswer, registry.NotDone},
		{"reply lost", sandbox.LoseReply, registry.KeyNoAnswer, registry.Done},
		{"half a frame", sandbox.HalfFrame, registry.KeyNoAnswer, registry.Done},
		{"another command's answer", sandbox.WrongTRID, registry.KeyMismatch, registry.Done},
		{"plain text", sandbox.Banner, registry.KeyNotEPP, registry.Done},
		{"a length of 1 GiB", sandbox.Huge, registry.KeyGarbled, registry.Done},
		{"elements without end", sandbox.Deep, registry.KeyGarbled, registry.Done},
		{"entities", sandbox.Doctype, registry.KeyGarbled, registry.Done},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, sandbox.Options{})
			client := connect(t, s, nil)
			before := look(t, client, batam)
			s.Order(sandbox.Fault{Kind: c.kind, On: "renew"})
			o, err := client.Do(t.Context(), renewal(), "TIKET-7-1")
			problem(t, err, registry.ErrUnknown, c.key)
			if o.ClTRID != "TIKET-7-1" || o.Sent == "" || o.Code != 0 {
				t.Errorf("outcome %+v", o)
			}
			if got := registry.Judge(renewal(), before, look(t, client, batam)); got != c.want {
				t.Errorf("the look says %s, want %s", got, c.want)
			}
			sent := 0
			for _, e := range s.Journal() {
				if e.Verb == "domain:renew" {
					sent++
				}
			}
			if done := len(s.Changes()); sent > 1 || done == 1 != (c.want == registry.Done) {
				t.Errorf("sent %d times, done %d times", sent, done)
			}
		})
	}
}

func TestSilence(t *testing.T) {
	s := start(t, sandbox.Options{})
	client := connect(t, s, nil)
	before := look(t, client, batam)
	ctx, cancel := context.WithCancel(t.Context())
	s.Order(sandbox.Fault{Kind: sandbox.Silence, On: "renew", First: cancel})
	_, err := client.Do(ctx, renewal(), "TIKET-7-1")
	problem(t, err, registry.ErrUnknown, registry.KeyNoAnswer)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the reason is lost: %v", err)
	}
	if got := registry.Judge(renewal(), before, look(t, client, batam)); got == registry.Unsure {
		t.Errorf("the look says %s", got)
	}
}

// TestTwoFrames: the answer is good, but nobody asked for the second one; it must
// not be taken for the answer to the next command.
func TestTwoFrames(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := connect(t, s, nil)
	s.Order(sandbox.Fault{Kind: sandbox.TwoFrames, On: "renew"})
	do(t, c, renewal())
	s.Order(sandbox.Fault{Kind: sandbox.TwoFrames, On: "info"})
	for range 3 {
		look(t, c, batam)
	}
	if n := len(s.Changes()); n != 1 {
		t.Errorf("%d changes", n)
	}
}

func TestWrongName(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := connect(t, s, nil)
	s.Order(sandbox.Fault{Kind: sandbox.WrongName, On: "info"})
	_, err := c.Look(t.Context(), batam)
	problem(t, err, registry.ErrUnknown, registry.KeyMismatch)
}

func TestLater(t *testing.T) {
	for _, ok := range []bool{true, false} {
		s := start(t, sandbox.Options{})
		c := connect(t, s, nil)
		before := look(t, c, batam)
		s.Order(sandbox.Fault{Kind: sandbox.Later, On: "domain:renew"})
		o, err := c.Do(t.Context(), renewal(), "TIKET-7-1")
		if err != nil || !o.Pending || o.Code != 1001 {
			t.Fatalf("outcome %+v, %v", o, err)
		}
		if v := registry.Judge(renewal(), before, look(t, c, batam)); v != registry.Pending {
			t.Errorf("before it ends it is %s", v)
		}
		s.Finish(ok)
		m, there, err := c.Next(t.Context())
		if err != nil || !there || m.Ended == nil {
			t.Fatalf("message %+v, %v", m, err)
		}
		if m.Ended.OK != ok || m.Ended.ClTRID != "TIKET-7-1" || m.Ended.SvTRID != o.SvTRID || m.Name != batam.String() {
			t.Errorf("ended: %+v of %s, want %v", m.Ended, m.Name, ok)
		}
		if v := registry.Judge(renewal(), before, look(t, c, batam)); (v == registry.Done) != ok {
			t.Errorf("after it ended with %v it is %s", ok, v)
		}
	}
}

// TestIdle: a connection that the registry has ended is found before anything is at
// stake.
func TestIdle(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := connect(t, s, nil)
	look(t, c, batam)
	s.Hangup()
	do(t, c, renewal())
	s.Hangup()
	look(t, c, batam)
	if n := len(s.Changes()); n != 1 {
		t.Errorf("%d changes", n)
	}
}

func TestKeepAlive(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := connect(t, s, func(c *epp.Config) { c.Idle = time.Millisecond })
	look(t, c, batam)
	said := make(chan struct{})
	s.Order(sandbox.Fault{Kind: sandbox.Meddle, On: "hello", First: func() { close(said) }})
	<-said
	lost := make(chan struct{})
	s.Order(sandbox.Fault{Kind: sandbox.LoseReply, On: "hello", First: func() { close(lost) }})
	<-lost
	look(t, c, batam) // on a new connection
}

// TestWithoutFees: where no fees are offered none are sent, and everything works.
func TestWithoutFees(t *testing.T) {
	s := start(t, sandbox.Options{Without: []string{sandbox.Fees, sandbox.RGP}})
	c := connect(t, s, nil)
	list, err := c.Check(t.Context(), []domain.Name{"baru.go.id"}, 1)
	if err != nil || !list[0].Available || list[0].Fees != nil {
		t.Errorf("check: %+v, %v", list, err)
	}
	r := renewal()
	r.Fee = &registry.Fee{Currency: "IDR", Amount: "50000"}
	if o := do(t, c, r); o.Fee != nil {
		t.Errorf("a fee was told: %+v", o.Fee)
	}
	_, err = c.Do(t.Context(), registry.Restore{Name: batam}, "TIKET-7-1")
	problem(t, err, registry.ErrNotSent, registry.KeyNotOffered)
}

func TestFees(t *testing.T) {
	s := start(t, sandbox.Options{Balance: 50_000})
	c := connect(t, s, nil)
	r := renewal()
	r.Fee = &registry.Fee{Currency: "IDR", Amount: "49999"}
	refused(t, c, r, 2004)
	r.Fee.Amount = "50000.00"
	if o := do(t, c, r); o.Fee == nil || *o.Fee != (registry.Fee{Currency: "IDR", Amount: "50000"}) {
		t.Errorf("charged: %+v", o.Fee)
	}
	r.Until = look(t, c, batam).Day()
	refused(t, c, r, 2104)
	if got := s.Spent(sandbox.Desk.ID); got != 50_000 {
		t.Errorf("spent %d", got)
	}
}

// TestMeddle: the registry changes the name between the look and the change.
func TestMeddle(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := connect(t, s, nil)
	plan := registry.Hold(look(t, c, batam), "")
	s.Order(sandbox.Fault{Kind: sandbox.Meddle, On: "update", First: func() {
		s.Change(batam, func(st *registry.State) { st.Statuses = append(st.Statuses, registry.ServerUpdateProhibited) })
	}})
	refused(t, c, plan, 2304)
}

func TestClose(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := connect(t, s, nil)
	look(t, c, batam)
	c.Close()
	c.Close()
	_, err := c.Do(t.Context(), renewal(), "TIKET-7-1")
	problem(t, err, registry.ErrNotSent, registry.KeyClosed)
}

// TestCrowd: many at once share one session, one request at a time.
func TestCrowd(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := connect(t, s, nil)
	errs := make(chan error)
	const many = 20
	for i := range many {
		go func() {
			if i%2 == 0 {
				_, err := c.Look(t.Context(), batam)
				errs <- err
				return
			}
			_, err := c.Do(t.Context(), renewal(), "TIKET-7-1")
			if errors.Is(err, registry.ErrRefused) {
				err = nil // somebody was faster
			}
			errs <- err
		}()
	}
	for range many {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if n := len(s.Changes()); n != 1 {
		t.Errorf("%d changes", n)
	}
}

func TestNew(t *testing.T) {
	good := epp.Config{Address: "epp.test:700", TLS: &tls.Config{}, ClientID: "goid-registrar", Password: registry.NewSecret("rahasia-1")}
	if _, err := epp.New(good); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*epp.Config){
		"address":  func(c *epp.Config) { c.Address = "epp.test" },
		"TLS":      func(c *epp.Config) { c.TLS = nil },
		"client":   func(c *epp.Config) { c.ClientID = "ab" },
		"password": func(c *epp.Config) { c.Password = registry.NewSecret("12345") },
	} {
		bad := good
		change(&bad)
		if _, err := epp.New(bad); err == nil {
			t.Errorf("a bad %s is taken", name)
		}
	}
}

func TestInvalid(t *testing.T) {
	c := connect(t, start(t, sandbox.Options{}), nil)
	for _, id := range []string{"", "ab", strings.Repeat("x", 65), "a b c", "a\nbc"} {
		_, err := c.Do(t.Context(), renewal(), id)
		problem(t, err, registry.ErrNotSent, registry.KeyInvalid)
	}
	_, err := c.Do(t.Context(), registry.Update{Name: batam}, "TIKET-7-1")
	problem(t, err, registry.ErrNotSent, registry.KeyInvalid)
	_, err = c.Do(t.Context(), nil, "TIKET-7-1")
	problem(t, err, registry.ErrNotSent, registry.KeyInvalid)
}
