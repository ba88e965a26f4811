package pull_test

import (
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/mailbox/pull"
)

// proxy stands between the reader and a server. Each connection may have a
// fault: after so many bytes from the server it happens.
type proxy struct {
	t      *testing.T
	server string
	faults chan fault // taken by connections in turn; none left: no fault
	seen   atomic.Int32
	conns  sync.WaitGroup
}

type fault struct {
	after int64
	kind  string // "close", "stall", "garbage"
}

func newProxy(t *testing.T, server int, faults ...fault) (p *proxy, port int) {
	t.Helper()
	p = &proxy{t: t, server: fmt.Sprintf("127.0.0.1:%d", server), faults: make(chan fault, len(faults))}
	for _, f := range faults {
		p.faults <- f
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	p.conns.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.seen.Add(1)
			p.conns.Go(func() { p.carry(c) })
		}
	})
	t.Cleanup(func() { l.Close(); p.conns.Wait() })
	return p, l.Addr().(*net.TCPAddr).Port
}

func (p *proxy) carry(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	gone := make(chan struct{})
	go func() {
		io.Copy(server, client)
		close(gone)
		server.Close()
	}()
	select {
	case f := <-p.faults:
		io.CopyN(client, server, f.after)
		switch f.kind {
		case "close":
			return
		case "stall":
			<-gone // says nothing until the client gives up
			return
		case "garbage":
			client.Write([]byte("\x00\xff)))* 1 FETCH (UID ~{}\r\n* BYE (\r\n\r\n"))
			client.Write(make([]byte, 4096))
		}
	default:
	}
	io.Copy(client, server)
}

// Whatever cuts the connection, every message arrives once and in order.
func TestFaultsOnTheWay(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		const messages = 150
		c := other(t, w)
		for n := range messages {
			put(t, c, "INBOX", at, letter(n))
		}
		for _, kind := range []string{"close", "stall", "garbage"} {
			var faults []fault
			for after := int64(0); after < 30_000; after = after*2 + 37 {
				faults = append(faults, fault{after, kind})
			}
			p, port := newProxy(t, w.plainPort(), faults...)
			a := w.account()
			a.Port, a.TLS = port, "none"
			a.Timing.Silence, a.Timing.RetryUp = 100*time.Millisecond, 5*time.Millisecond
			s := newSink()
			states := running(t, a, s)
			s.until(t, messages)
			state(t, states, "idle", is(pull.Idle))
			if int(p.seen.Load()) <= len(faults)/2 {
				t.Errorf("%s: only %d connections were made", kind, p.seen.Load())
			}
			for i, m := range s.mail {
				if string(m.Raw) != string(letter(i)) {
					t.Fatalf("%s: message %d came as\n%s", kind, i, m.Raw)
				}
			}
			if len(s.mail) != messages {
				t.Errorf("%s: %d messages of %d", kind, len(s.mail), messages)
			}
		}
	})
}

// A connection that is up and dead is noticed while idle.
func TestHalfOpenIsNoticed(t *testing.T) {
	t.Parallel()
	m := newMemory(t)
	put(t, other(t, m), "INBOX", at, letter(1))
	// Enough for signing in and reading, then silence.
	_, port := newProxy(t, m.plainPort(), fault{1300, "stall"})
	a := m.account()
	a.Port, a.TLS = port, "none"
	a.Timing.Silence, a.Timing.Probe = time.Second, 100*time.Millisecond
	s := newSink()
	states := running(t, a, s)
	st := state(t, states, "waiting", is(pull.Waiting))
	if got := code(t, st.Err); got != pull.Stalled {
		t.Errorf("noticed as %s: %v", got, st.Err)
	}
	put(t, other(t, m), "INBOX", at, letter(2))
	s.until(t, 2)
}

func TestDefaultsNoticeADeadConnectionWithinAMinute(t *testing.T) {
	timing := pull.Timing{}.OrDefaults()
	if worst := timing.Probe + 2*timing.Silence; worst > 66*time.Second {
		t.Errorf("noticed after %v", worst)
	}
	if worst := timing.Probe + timing.Silence; worst > time.Minute {
		t.Errorf("noticed after %v", worst)
	}
}

func TestSilentServers(t *testing.T) {
	t.Parallel()
	m := newMemory(t)
	for _, mode := range []string{"tls", "starttls", "none"} {
		// The wait covers connecting as well, on a busy machine.
		_, port := newProxy(t, m.plainPort(), fault{0, "stall"})
		a := m.account()
		a.Port, a.TLS, a.Timing.Silence = port, mode, 500*time.Millisecond
		_, err := pull.Once(t.Context(), a, newSink(), nil)
		if code(t, err) != pull.Stalled {
			t.Errorf("%s: %v", mode, err)
		}
	}
}
