package rfc2136_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"loket/domain/nameserver"
	"loket/domain/nameserver/nameservertest"
	"loket/domain/nameserver/rfc2136"

	"github.com/google/go-cmp/cmp"
)

// TestByName reads without a transfer what a transfer shows, and refuses what it
// cannot tell.
func TestByName(t *testing.T) {
	t.Parallel()
	const more = "*.liar IN A 192.0.2.90\nada.liar IN A 192.0.2.91\nkosong.di.bawah IN TXT x\n"
	for _, start := range []func(testing.TB, string) *nameservertest.Server{nameservertest.BIND, nameservertest.Knot, nameservertest.PowerDNS} {
		server := start(t, nameservertest.Records+more)
		s := officer(server)
		s.ByName = true
		zone := whole(t, officer(server))
		dials := counted(s, nil)
		names := []string{nameservertest.Zone, "lama." + nameservertest.Zone, "dua." + nameservertest.Zone, "www." + nameservertest.Zone, "tiada." + nameservertest.Zone, "di.bawah." + nameservertest.Zone, "anak." + nameservertest.Zone}
		got, err := s.Read(t.Context(), nameservertest.Zone, names)
		if err != nil {
			t.Fatalf("%s: %v", server.Kind, err)
		}
		if diff := cmp.Diff(zone.Only(names...).Sets, got.Sets); diff != "" || got.Whole || dials.Load() != 1 {
			t.Errorf("%s: %d connections: %s", server.Kind, dials.Load(), diff)
		}
		var f *nameserver.Failure
		for _, name := range []string{"apa.liar.", "ada.liar.", "jauh.apa.liar."} {
			if _, err := s.Read(t.Context(), nameservertest.Zone, []string{name + nameservertest.Zone}); !errors.As(err, &f) || f.Code != nameserver.Wildcard {
				t.Errorf("%s: below a wildcard: %v", server.Kind, err)
			}
		}
		if _, err := s.Read(t.Context(), "contohkab.go.id.", []string{"a.contohkab.go.id."}); !errors.As(err, &f) || f.Fate != nameserver.NoEffect {
			t.Errorf("%s: a zone that it does not have: %v", server.Kind, err)
		}
	}
}

// counted counts connections; each is changed by wrap, where that is given.
func counted(s *rfc2136.Server, wrap func(net.Conn) net.Conn) *atomic.Int32 {
	var dials atomic.Int32
	s.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		dials.Add(1)
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if err == nil && wrap != nil {
			conn = wrap(conn)
		}
		return conn, err
	}
	return &dials
}

// brief hangs up after some questions, as a server may.
type brief struct {
	net.Conn
	left int
}

func (b *brief) Write(p []byte) (int, error) {
	if b.left--; b.left < 0 {
		return 0, io.ErrClosedPipe
	}
	return b.Conn.Write(p)
}

// midway does something before its fifth question.
type midway struct {
	net.Conn
	left int
	do   func()
}

func (m *midway) Write(p []byte) (int, error) {
	if m.left--; m.left == 0 {
		m.do()
	}
	return m.Conn.Write(p)
}

// TestByNameTorn: what was read before and after a change is no state.
func TestByNameTorn(t *testing.T) {
	t.Parallel()
	server := nameservertest.Knot(t, nameservertest.Records)
	rival := officer(server)
	s := officer(server)
	s.ByName = true
	theirs := plan(t, rival, nameserver.Options{}, change(nameserver.Put, "lain", "A", "192.0.2.20"))
	counted(s, func(c net.Conn) net.Conn { return &midway{c, 5, func() { apply(t, rival, theirs) }} })
	var f *nameserver.Failure
	if got, err := s.Read(t.Context(), nameservertest.Zone, []string{"lama." + nameservertest.Zone}); !errors.As(err, &f) || f.Code != nameserver.BadAnswer {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestByNameHangsUp(t *testing.T) {
	t.Parallel()
	server := nameservertest.Knot(t, nameservertest.Records)
	s := officer(server)
	s.ByName = true
	dials := counted(s, func(c net.Conn) net.Conn { return &brief{c, 5} })
	if _, err := s.Read(t.Context(), nameservertest.Zone, []string{"lama." + nameservertest.Zone}); err != nil || dials.Load() < 3 {
		t.Errorf("%d connections: %v", dials.Load(), err)
	}
	dials = counted(s, func(c net.Conn) net.Conn { return &brief{c, 0} })
	if _, err := s.Read(t.Context(), nameservertest.Zone, []string{"lama." + nameservertest.Zone}); err == nil || dials.Load() > 2 {
		t.Errorf("%d connections to a server that never listens: %v", dials.Load(), err)
	}
}

// TestTooLarge: a plan that no message holds is refused before anything is sent.
func TestTooLarge(t *testing.T) {
	t.Parallel()
	server := nameservertest.Knot(t, nameservertest.Records)
	s := officer(server)
	var changes []nameserver.Change
	for i := range 30 {
		changes = append(changes, change(nameserver.Put, fmt.Sprint("besar", i), "TXT", strings.Repeat("x", 4000)))
	}
	before := whole(t, s)
	f := failure(t, s, plan(t, s, nameserver.Options{}, changes...))
	if f.Code != nameserver.TooLarge || f.Fate != nameserver.NoEffect {
		t.Errorf("%v", f)
	}
	if diff := cmp.Diff(before, whole(t, s)); diff != "" {
		t.Error(diff)
	}
}

// TestServerKilled kills the server around an update. Whatever it had done, the
// plan is resolved when it is back, and nothing is done twice.
func TestServerKilled(t *testing.T) {
	t.Parallel()
	for _, start := range []func(testing.TB, string) *nameservertest.Server{nameservertest.BIND, nameservertest.Knot, nameservertest.PowerDNS} {
		server := start(t, nameservertest.Records)
		for i, killed := range []string{"before the message", "after the message", "before the answer is read"} {
			s := officer(server)
			p := plan(t, s, nameserver.Options{}, change(nameserver.Put, fmt.Sprint("mati", i), "A", "192.0.2.20"))
			var dials atomic.Int32
			s.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := new(net.Dialer).DialContext(ctx, network, address)
				if dials.Add(1) == 2 && err == nil {
					return &killing{conn, killed, server.Kill}, nil
				}
				return conn, err
			}
			out, err := s.Apply(t.Context(), p)
			var f *nameserver.Failure
			if err == nil || !errors.As(err, &f) || f.Fate != nameserver.Unknown {
				t.Fatalf("%s, killed %s: %+v, %v", server.Kind, killed, out, err)
			}
			server.Restart()
			s.Dial = nil
			standing, certain, _, err := nameserver.Resolve(t.Context(), s, p, out.Sent, out.Sent.Add(2*nameserver.Lifetime))
			if err != nil || !certain || standing == nameserver.Moved {
				t.Fatalf("%s, killed %s: %s %v %v", server.Kind, killed, standing, certain, err)
			}
			want := nameserver.Applied
			if standing == nameserver.Done {
				want = nameserver.Already
			}
			if out := apply(t, s, p); out.Result != want {
				t.Errorf("%s, killed %s: %s, then %s", server.Kind, killed, standing, out.Result)
			}
			t.Logf("%s, killed %s: %s", server.Kind, killed, standing)
		}
	}
}

// killing ends the server at a point of the exchange.
type killing struct {
	net.Conn
	when string
	kill func()
}

func (k *killing) Write(p []byte) (int, error) {
	if k.when == "before the message" {
		k.kill()
	}
	n, err := k.Conn.Write(p)
	if k.when == "after the message" {
		k.kill()
	}
	return max(n, 1), err // some of it may have left
}

func (k *killing) Read(p []byte) (int, error) {
	if k.when == "before the answer is read" {
		// The server has answered when the first byte is there.
		if n, err := io.ReadFull(k.Conn, p[:1]); err != nil {
			return n, err
		}
		k.kill()
		return 0, io.ErrUnexpectedEOF
	}
	return k.Conn.Read(p)
}
