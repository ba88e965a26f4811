package rfc2136_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"loket/domain/nameserver"
	"loket/domain/nameserver/nameservertest"
	"loket/domain/nameserver/rfc2136"

	"github.com/miekg/dns"
)

// tampered is a connection on which something goes wrong with the answer.
type tampered struct {
	net.Conn
	swallow bool                // what is written never arrives
	twist   func([]byte) []byte // of the answer's bytes; nil: none comes
	rest    *bytes.Reader
}

func (c *tampered) Write(p []byte) (int, error) {
	if c.swallow {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

func (c *tampered) Read(p []byte) (int, error) {
	if c.swallow {
		return 0, os.ErrDeadlineExceeded
	}
	if c.rest == nil {
		var size [2]byte
		if _, err := io.ReadFull(c.Conn, size[:]); err != nil {
			return 0, err
		}
		answer := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(c.Conn, answer); err != nil {
			return 0, err
		}
		if c.twist == nil {
			return 0, os.ErrDeadlineExceeded
		}
		answer = c.twist(answer)
		c.rest = bytes.NewReader(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...))
	}
	return c.rest.Read(p)
}

// onUpdate tampers with the connection that carries the update: the second one,
// after the zone was read.
func onUpdate(s *rfc2136.Server, c tampered) *atomic.Int32 {
	var dials atomic.Int32
	s.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if dials.Add(1) == 2 && err == nil {
			c.Conn = conn
			return &c, nil
		}
		return conn, err
	}
	return &dials
}

func repack(answer []byte, change func(*dns.Msg)) []byte {
	m := new(dns.Msg)
	if err := m.Unpack(answer); err != nil {
		panic(err)
	}
	change(m)
	out, err := m.Pack()
	if err != nil {
		panic(err)
	}
	return out
}

// TestFaults loses and spoils the answer to an update that the server took, and
// the update itself. The outcome is found by looking; nothing is sent twice.
func TestFaults(t *testing.T) {
	t.Parallel()
	server := nameservertest.BIND(t, nameservertest.Records)
	for i, c := range []struct {
		name string
		on   tampered
		code nameserver.Code // what is said of the answer
	}{
		{"answer lost", tampered{}, nameserver.NoAnswer},
		{"answer cut", tampered{twist: func(b []byte) []byte { return b[:5] }}, nameserver.BadAnswer},
		{"another id", tampered{twist: func(b []byte) []byte { b[0]++; return b }}, nameserver.BadAnswer},
		{"a question", tampered{twist: func(b []byte) []byte { b[2] &= 0x7f; return b }}, nameserver.BadAnswer},
		{"unsigned yes", tampered{twist: func(b []byte) []byte { return repack(b, func(m *dns.Msg) { m.Extra = nil }) }}, nameserver.Unsigned},
		{"spoilt signature", tampered{twist: func(b []byte) []byte { b[len(b)-8] ^= 1; return b }}, nameserver.Forged},
		{"signed with another key", tampered{twist: func(b []byte) []byte { return repack(b, func(m *dns.Msg) { m.IsTsig().Hdr.Name = "other." }) }}, nameserver.Forged},
		{"SERVFAIL instead", tampered{twist: func(b []byte) []byte {
			return repack(b, func(m *dns.Msg) { m.Rcode, m.Extra = dns.RcodeServerFailure, nil })
		}}, nameserver.ServFail},
		{"update lost", tampered{swallow: true}, nameserver.NoAnswer},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := officer(server)
			p := plan(t, s, nameserver.Options{}, change(nameserver.Put, "baru"+strconv.Itoa(i), "A", "192.0.2.20"))
			dials := onUpdate(s, c.on)
			out, err := s.Apply(t.Context(), p)
			if dials.Load() != 3 {
				t.Errorf("%d connections, want read, update, read", dials.Load())
			}
			if !c.on.swallow {
				if err != nil || out.Result != nameserver.Applied || out.Doubt != c.code {
					t.Fatalf("%+v, %v", out, err)
				}
				return
			}
			var f *nameserver.Failure
			if !errors.As(err, &f) || f.Code != c.code || f.Fate != nameserver.Unknown {
				t.Fatalf("%+v, %v", out, err)
			}
			standing, certain, _, err := nameserver.Resolve(t.Context(), officer(server), p, out.Sent, out.Sent.Add(time.Minute))
			if err != nil || standing != nameserver.Fresh || certain {
				t.Errorf("%s %v %v", standing, certain, err)
			}
		})
	}
}

// notEffective: BIND and Knot say yes to a CNAME beside an A and do nothing.
// Such a plan is never made by NewPlan; one made by hand is found out.
func notEffective(t *testing.T, server *nameservertest.Server) {
	s := officer(server)
	p := plan(t, s, nameserver.Options{}, change(nameserver.Put, "lama", "A", "192.0.2.30"))
	p.Names[0].After = append(slices.Clone(p.Names[0].Before), nameserver.RRset{Name: "lama." + nameservertest.Zone, Type: "CNAME", TTL: 60, Data: []string{"proxy." + nameservertest.Zone}})
	f := failure(t, s, p)
	want := nameserver.Code(says(server.Kind, []string{"not-effective", "not-effective", "refused"}))
	if f.Code != want || f.Fate != nameserver.NoEffect {
		t.Errorf("%s, %s: %v", f.Code, f.Fate, f)
	}
}

// races: somebody else is faster, between reading and sending.
func races(t *testing.T, server *nameservertest.Server) {
	s, rival := officer(server), officer(server)
	for _, c := range []struct {
		name         string
		ours, theirs nameserver.Change
		code         nameserver.Code
		now          string
	}{
		{"the name is taken", change(nameserver.Put, "baru", "A", "192.0.2.20"), change(nameserver.Put, "baru", "TXT", "x"), nameserver.YXDomain, "baru TXT"},
		{"the value is another", change(nameserver.Put, "lama", "A", "192.0.2.20"), change(nameserver.Put, "lama", "A", "192.0.2.21"), nameserver.NXRRset, "lama A"},
		{"the set is there", change(nameserver.Put, "dua", "TXT", "a"), change(nameserver.Put, "dua", "TXT", "b"), nameserver.YXRRset, "dua TXT"},
	} {
		p := plan(t, s, nameserver.Options{}, c.ours)
		theirs := plan(t, rival, nameserver.Options{}, c.theirs)
		var dials atomic.Int32
		s.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if dials.Add(1) == 2 {
				apply(t, rival, theirs)
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		}
		f := failure(t, s, p)
		s.Dial = nil
		if f.Code != c.code || !f.Signed || f.Fate != nameserver.NoEffect || len(f.Differences) != 1 {
			t.Fatalf("%s: %v %+v", c.name, f, f)
		}
		d := f.Differences[0]
		if got := strings.TrimSuffix(d.Name, "."+nameservertest.Zone) + " " + d.Type; got != c.now || d.Wanted.Equal(d.Now) {
			t.Errorf("%s: %+v", c.name, d)
		}
	}
}

// TestUnreachable: nobody there, a caller that gives up, a server that is no
// name server, and one that hangs up.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	server := nameservertest.BIND(t, nameservertest.Records)
	s := officer(server)
	p := plan(t, s, nameserver.Options{}, change(nameserver.Put, "baru", "A", "192.0.2.20"))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Apply(gone, p); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller that gave up: %v", err)
	}
	server.Kill()
	if f := failure(t, s, p); f.Code != nameserver.Unreachable || f.Fate != nameserver.NoEffect {
		t.Errorf("nobody there: %v", f)
	}
	server.Restart()
	for name, banner := range map[string]string{"another protocol": "HTTP/1.1 400 Bad Request\r\n\r\n" + strings.Repeat("x", 1<<16), "hangs up": "", "half a message": "\x00\x40\x00"} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				conn.Read(make([]byte, 512))
				conn.Write([]byte(banner))
				conn.Close()
			}
		}()
		s.Address = l.Addr().String()
		if f := failure(t, s, p); f.Fate != nameserver.NoEffect {
			t.Errorf("%s: %v", name, f)
		}
		l.Close()
	}
}

// TestLargeZone reads a transfer of several messages, each signed.
func TestLargeZone(t *testing.T) {
	t.Parallel()
	var records strings.Builder
	records.WriteString(nameservertest.Records)
	for i := range 6_000 {
		records.WriteString("banyak" + string(rune('a'+i%26)) + strings.Repeat("x", i%7) + strconv.Itoa(i) + " IN A 192.0.2.9\n")
	}
	for _, start := range []func(testing.TB, string) *nameservertest.Server{nameservertest.BIND, nameservertest.Knot} {
		server := start(t, records.String())
		state := whole(t, officer(server))
		if len(state.Sets) < 6_000 {
			t.Errorf("%s: %d sets", server.Kind, len(state.Sets))
		}
	}
}

// TestServfail: a BIND that cannot write its journal changes nothing, and that is
// what the failure says, after looking.
func TestServfail(t *testing.T) {
	t.Parallel()
	server := nameservertest.BIND(t, nameservertest.Records)
	server.Seal()
	s := officer(server)
	f := failure(t, s, plan(t, s, nameserver.Options{}, change(nameserver.Put, "baru", "A", "192.0.2.20")))
	if f.Code != nameserver.ServFail || f.Fate != nameserver.NoEffect || !f.Signed {
		t.Errorf("%v %+v\n%s", f, f, server.Log())
	}
}
