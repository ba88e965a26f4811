package pull_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"loket/mailbox/dovecottest"
	"loket/mailbox/pull"
)

// impatience is how long tests wait for a server that says nothing.
const impatience = 200 * time.Millisecond

// disturbed reads everything through a proxy and fails unless each message came
// once, whole and in order. It gives the codes of what was said meanwhile.
func disturbed(t *testing.T, a pull.Account, p *dovecottest.Proxy, messages int) (codes []pull.Code) {
	t.Helper()
	a.Port = p.Port
	a.Timing.RetryUp = 5 * time.Millisecond
	s := newSink()
	states := running(t, a, s)
	s.until(t, messages)
	state(t, states, "idle", func(st pull.Status) bool {
		if r := new(pull.Refusal); errors.As(st.Err, &r) {
			codes = append(codes, r.Code)
			if r.Text == "" || r.Host == "" || r.Account != "uji" || r.Folder != "INBOX" && r.Code != pull.Stalled && r.Code != pull.Unreachable {
				t.Errorf("a refusal that does not say what and where: %+v", r)
			}
		}
		return st.State == pull.Idle
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.mail) != messages {
		t.Errorf("%d messages of %d", len(s.mail), messages)
	}
	for i, m := range s.mail {
		if string(m.Raw) != string(letter(i)) || m.Problem != "" {
			t.Fatalf("message %d came as %q\n%s", i, m.Problem, m.Raw)
		}
	}
	return codes
}

// Whatever breaks the connection at whatever byte, every message arrives once
// and in order.
func TestBrokenConnections(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		const messages = 150
		stock(t, w, messages)
		for _, kind := range []func(int64) dovecottest.Fault{
			dovecottest.Cut, dovecottest.Stall, dovecottest.Garbage,
		} {
			var faults []dovecottest.Fault
			for after := int64(0); after < 30_000; after = after*2 + 37 {
				faults = append(faults, kind(after), kind(rand.Int64N(40_000)))
			}
			p := dovecottest.NewProxy(t, w.plainPort(), faults...)
			a := w.account()
			a.TLS, a.Timing.Silence = "none", impatience
			disturbed(t, a, p, messages)
			if p.Connections() < 3 {
				t.Errorf("%s: only %d connections were made", faults[0].Name, p.Connections())
			}
		}
	})
}

// A server that gives a byte now and then is given up on before long, at
// whatever point it becomes slow.
func TestSlowServers(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		stock(t, w, 20)
		var faults []dovecottest.Fault
		for _, after := range []int64{0, 60, 900, 1500, 4000} {
			faults = append(faults, dovecottest.Slow(after, 20*time.Millisecond))
		}
		p := dovecottest.NewProxy(t, w.plainPort(), faults...)
		a := w.account()
		a.TLS, a.Timing.Silence = "none", impatience
		if codes := disturbed(t, a, p, 20); !slices.Contains(codes, pull.Stalled) || p.Connections() < 4 {
			t.Errorf("%d connections, said %v", p.Connections(), codes)
		}
	})
}

// The same under encryption: what is cut or damaged there is noticed.
func TestBrokenEncryption(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		stock(t, w, 50)
		var faults []dovecottest.Fault
		for after := int64(0); after < 30_000; after = after*2 + 100 {
			faults = append(faults, dovecottest.Cut(after), dovecottest.Garbage(after))
		}
		for _, mode := range []string{"tls", "starttls"} {
			a, port := w.account(), w.account().Port
			a.Timing.Silence = impatience
			if a.TLS = mode; mode == "starttls" {
				port = w.plainPort()
			}
			disturbed(t, a, dovecottest.NewProxy(t, port, faults...), 50)
		}
	})
}

// A server that lies, repeats itself, or speaks of other things.
func TestServersThatLie(t *testing.T) {
	fixed := func(s string) func(int) string { return func(int) string { return s } }
	more := func(d int) func(int) string { return func(n int) string { return strconv.Itoa(n + d) } }
	tests := []struct {
		name  string
		fault func(nth int) dovecottest.Fault
		want  []pull.Code // one of them is said; none: nothing is
	}{
		{"literal a little longer", func(n int) dovecottest.Fault { return dovecottest.Lie(n, more(1)) }, []pull.Code{pull.Protocol, pull.Stalled}},
		{"literal far longer", func(n int) dovecottest.Fault { return dovecottest.Lie(n, more(50_000)) }, []pull.Code{pull.Stalled}},
		{"literal a little shorter", func(n int) dovecottest.Fault { return dovecottest.Lie(n, more(-1)) }, []pull.Code{pull.Protocol}},
		{"literal of nothing", func(n int) dovecottest.Fault { return dovecottest.Lie(n, fixed("0")) }, []pull.Code{pull.Protocol}},
		{"negative literal", func(n int) dovecottest.Fault { return dovecottest.Lie(n, fixed("-1")) }, []pull.Code{pull.Protocol}},
		{"literal without number", func(n int) dovecottest.Fault { return dovecottest.Lie(n, fixed("")) }, []pull.Code{pull.Protocol}},
		{"literal of an exabyte", func(n int) dovecottest.Fault { return dovecottest.Lie(n, fixed("999999999999999999")) }, []pull.Code{pull.Stalled}},
		{"literal beyond numbers", func(n int) dovecottest.Fault { return dovecottest.Lie(n, fixed("99999999999999999999")) }, []pull.Code{pull.Protocol}},
		{"half a line", dovecottest.HalfLine, []pull.Code{pull.Closed}},
		{"BYE in the middle", dovecottest.Bye, []pull.Code{pull.Closed}},
		{"garbage line", func(n int) dovecottest.Fault { return dovecottest.Insert(n, "ini bukan IMAP\r\n") }, []pull.Code{pull.Protocol}},
		{"empty line", func(n int) dovecottest.Fault { return dovecottest.Insert(n, "\r\n") }, []pull.Code{pull.Protocol}},
		{"body never asked for", func(n int) dovecottest.Fault {
			return dovecottest.Insert(n, strings.Repeat(dovecottest.Unasked(4_000_000_000, "Subject: palsu\r\n\r\npalsu\r\n"), 50))
		}, nil},
		{"other words between", func(n int) dovecottest.Fault {
			return dovecottest.Insert(n, "* OK Still here\r\n* 3 RECENT\r\n* FLAGS (\\Seen)\r\n* 1 FETCH (FLAGS (\\Seen))\r\n")
		}, nil},
		{"renumbered by a word", func(n int) dovecottest.Fault { return dovecottest.Insert(n, "* OK [UIDVALIDITY 99] new\r\n") }, nil},
		{"answer to another command", func(n int) dovecottest.Fault { return dovecottest.Insert(n, "T9999 OK done\r\n") }, []pull.Code{pull.Protocol}},
		{"refusal of nothing", func(n int) dovecottest.Fault { return dovecottest.Insert(n, "* NO disk is almost full\r\n") }, nil},
		{"twice", func(int) dovecottest.Fault { return dovecottest.Twice() }, nil},
		{"string of a gigabyte", func(n int) dovecottest.Fault {
			return dovecottest.Insert(n, "* 1 FETCH (ENVELOPE ({1000000000}\r\n")
		}, []pull.Code{pull.Protocol}},
	}
	eachWorld(t, func(t *testing.T, w world) {
		const messages = 100
		stock(t, w, messages)
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				p := dovecottest.NewProxy(t, w.plainPort(), tt.fault(1), tt.fault(2), tt.fault(40), tt.fault(90))
				a := w.account()
				a.TLS = "none"
				if slices.Contains(tt.want, pull.Stalled) {
					a.Timing.Silence = impatience
				}
				codes := disturbed(t, a, p, messages)
				said := func(c pull.Code) bool { return slices.Contains(codes, c) }
				if len(tt.want) == 0 && len(codes) > 0 || len(tt.want) > 0 && !slices.ContainsFunc(tt.want, said) {
					t.Errorf("said %v, want one of %v", codes, tt.want)
				}
			})
		}
	})
}

// A lie about one message that is told every time keeps no other message out:
// it is passed on as a problem.
func TestLieToldEveryTime(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		stock(t, w, 12)
		for _, lie := range []string{"-1", "3", "99999999", "999999999999999999"} {
			t.Run(lie, func(t *testing.T) {
				t.Parallel()
				liar := dovecottest.Fault{Twist: func(r []byte) ([]byte, bool) {
					if !strings.Contains(string(r), "Permohonan 5\r\n") {
						return r, false
					}
					open := strings.IndexByte(string(r), '{')
					end := open + strings.IndexByte(string(r[open:]), '}')
					return []byte(string(r[:open+1]) + lie + string(r[end:])), false
				}}
				p := dovecottest.NewProxy(t, w.plainPort()).Always(liar)
				a := w.account()
				a.Port, a.TLS, a.MaxSize = p.Port, "none", 1<<20
				a.Timing.Silence, a.Timing.RetryUp = time.Second, 5*time.Millisecond
				s := newSink()
				states := running(t, a, s)
				s.until(t, 12)
				state(t, states, "idle", is(pull.Idle))
				for i, m := range s.mail {
					if i == 5 && (m.Problem == "" || len(m.Raw) != 0) || i != 5 && string(m.Raw) != string(letter(i)) {
						t.Errorf("%s: message %d came as %q\n%s", lie, i, m.Problem, m.Raw)
					}
				}
			})
		}
	})
}

// What a server sends without end is not gathered: the connection is given up
// after a bounded part of it.
func TestEndlessAnswersAreNotHeld(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		stock(t, w, 20)
		for _, kind := range []string{"a", "(", "\"", "x (y ", "{10}\r\n0123456789", "\\\\"} {
			p := dovecottest.NewProxy(t, w.plainPort(), dovecottest.Flood(0, kind), dovecottest.Flood(600, kind), dovecottest.Flood(2500, kind))
			a := w.account()
			a.TLS = "none"
			disturbed(t, a, p, 20)
			// 1 MB of each line is read; the rest is what sockets hold.
			if got := p.Down(); got > 40<<20 {
				t.Errorf("%q: %d bytes of endless lines were taken", kind, got)
			}
		}
	})
}

// Bodies never asked for are read past, not held, however many there are.
func TestBodiesNeverAskedForAreNotHeld(t *testing.T) {
	m := newMemory(t)
	put(t, other(t, m), "INBOX", at, letter(0))
	var words strings.Builder
	for uid := range 400 {
		words.WriteString(dovecottest.Unasked(uint32(1000+uid), strings.Repeat("x", 100_000)))
	}
	p := dovecottest.NewProxy(t, m.plainPort(), dovecottest.Insert(1, words.String()))
	a := m.account()
	a.Port, a.TLS = p.Port, "none"
	s := newSink()
	once(t, a, s, 1)
	if string(s.mail[0].Raw) != string(letter(0)) || p.Down() < 40_000_000 {
		t.Errorf("%d bytes came, and the message as %q", p.Down(), s.mail[0].Raw)
	}
}

// A folder that gets other numbers while its mail is being read is read again;
// under its new numbers every message comes once.
func TestRenumberedInTheMiddle(t *testing.T) {
	eachWorld(t, func(t *testing.T, w world) {
		if _, ok := w.(*dovecot); !ok {
			t.Skip("the in-memory server renumbers only what is empty")
		}
		const messages = 600
		stock(t, w, messages)
		a, s := w.account(), newSink()
		a.Timing.Poll = 50 * time.Millisecond
		first := true
		s.onDeliver = func([]pull.Fetched) {
			if first {
				first = false
				w.renumber("INBOX")
			}
		}
		running(t, a, s)
		s.noted(t, "numbers this folder anew")
		s.until(t, messages+1)
		validity := func() (uint32, map[string]int) {
			s.mu.Lock()
			defer s.mu.Unlock()
			last, seen := s.cursors["uji\x00INBOX"].UIDValidity, map[string]int{}
			for _, m := range s.mail {
				if m.UIDValidity == last {
					seen[string(m.Raw)]++
				}
			}
			return last, seen
		}
		limit := time.NewTimer(time.Minute)
		defer limit.Stop()
		for {
			_, seen := validity()
			if len(seen) == messages {
				for raw, n := range seen {
					if n != 1 {
						t.Errorf("%d times under one number\n%s", n, raw)
					}
				}
				return
			}
			select {
			case <-s.grown:
			case <-limit.C:
				t.Fatalf("%d of %d under the new numbers", len(seen), messages)
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
	p := dovecottest.NewProxy(t, m.plainPort(), dovecottest.Stall(1300))
	a := m.account()
	a.Port, a.TLS = p.Port, "none"
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
		a := m.account()
		a.Port = dovecottest.NewProxy(t, m.plainPort(), dovecottest.Stall(0)).Port
		a.TLS, a.Timing.Silence = mode, 500*time.Millisecond
		_, err := pull.Once(t.Context(), a, newSink(), nil)
		if code(t, err) != pull.Stalled {
			t.Errorf("%s: %v", mode, err)
		}
	}
}
