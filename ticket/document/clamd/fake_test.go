package clamd

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"loket/ticket/document"
)

// eicar is the EICAR test file, in two parts: no scanner should find this test.
const eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR` + `-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

const version = "ClamAV 1.4.6/27812/Mon Nov 16 09:22:11 2026"

// fake is a daemon that answers as a test wants it to.
type fake struct {
	net.Listener
	streams atomic.Int32
	answer  func(conn net.Conn, data []byte)
	ask     func(conn net.Conn)
	limit   int // of a stream; 0: none
}

func say(words string) func(net.Conn, []byte) {
	return func(c net.Conn, _ []byte) { io.WriteString(c, words) }
}

// judge is what a daemon in order does.
func judge(c net.Conn, data []byte) {
	if strings.Contains(string(data), eicar) {
		io.WriteString(c, "stream: Eicar-Test-Signature FOUND\x00")
	} else {
		io.WriteString(c, "stream: OK\x00")
	}
}

func daemon(t *testing.T, answer func(net.Conn, []byte)) *fake {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	f := &fake{Listener: l, answer: answer, ask: func(c net.Conn) { io.WriteString(c, version+"\x00") }}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go f.serve(c)
		}
	}()
	return f
}

func (f *fake) serve(c net.Conn) {
	defer c.Close()
	r := bufio.NewReader(c)
	command, _ := r.ReadString(0)
	if command == "zVERSION\x00" {
		f.ask(c)
		return
	}
	f.streams.Add(1)
	var data []byte
	for {
		var n uint32
		if binary.Read(r, binary.BigEndian, &n) != nil {
			return
		}
		if n == 0 {
			break
		}
		part := make([]byte, n)
		if _, err := io.ReadFull(r, part); err != nil {
			return
		}
		if data = append(data, part...); f.limit > 0 && len(data) > f.limit {
			io.WriteString(c, "INSTREAM size limit exceeded. ERROR\x00")
			io.Copy(io.Discard, r) // else the answer is lost with the connection
			return
		}
	}
	f.answer(c, data)
}

// watch is a clock that a test turns.
type watch struct{ at time.Time }

func (w *watch) now() time.Time { return w.at }

func dial(t *testing.T, f *fake) (*Client, *watch) {
	t.Helper()
	w := &watch{time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)}
	c, err := New(f.Addr().String(), w.now)
	if err != nil {
		t.Fatal(err)
	}
	c.scanTime = time.Minute
	return c, w
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		name, answer string
		want         document.Scan
	}{
		{"clean", "stream: OK\x00", document.Scan{State: document.ScanClean}},
		{"found", "stream: Win.Test.EICAR_HDB-1 FOUND\x00", document.Scan{State: document.ScanFound, Signature: "Win.Test.EICAR_HDB-1"}},
		{"a name that acts on a terminal", "stream: Evil\x1b[31m\u202e FOUND\x00", document.Scan{State: document.ScanFound, Signature: "Evil"}},
		{"error", "stream: Can't allocate memory ERROR\x00", document.Scan{State: document.ScanNot, Code: document.ScanError}},
		{"limit", "INSTREAM size limit exceeded. ERROR\x00", document.Scan{State: document.ScanNot, Code: document.ScanLarge}},
		{"archive too deep", "stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND\x00", document.Scan{State: document.ScanNot, Code: document.ScanLarge}},
		{"encrypted", "stream: Heuristics.Encrypted.Zip FOUND\x00", document.Scan{State: document.ScanNot, Code: document.ScanLocked}},
		{"garbage", "HTTP/1.1 400 Bad Request\r\n\r\n\x00", document.Scan{State: document.ScanNot, Code: document.ScanError}},
		{"empty", "\x00", document.Scan{State: document.ScanNot, Code: document.ScanError}},
		{"half", "stream: O", document.Scan{State: document.ScanNot, Code: document.ScanError}},
		{"clean without an end", "stream: OK", document.Scan{State: document.ScanNot, Code: document.ScanError}},
		{"nothing", "", document.Scan{State: document.ScanNot, Code: document.ScanError}},
		{"endless", strings.Repeat("stream: OK ", 1000), document.Scan{State: document.ScanNot, Code: document.ScanError}},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := dial(t, daemon(t, say(c.answer)))
			got := client.Scan(t.Context(), []byte("surat"))
			if got.State != c.want.State || got.Code != c.want.Code || c.want.Signature != "" && got.Signature != c.want.Signature {
				t.Errorf("got %+v", got)
			}
			if got.Engine != "ClamAV 1.4.6" || got.Base != "27812" || got.BaseAt.IsZero() || got.At.IsZero() {
				t.Errorf("engine, signatures or time are missing: %+v", got)
			}
			if got.State == document.ScanNot && got.Why == "" {
				t.Error("it does not say why")
			}
		})
	}
}

// TestSlow: a daemon that hangs is waited for once and then left alone.
func TestSlow(t *testing.T) {
	held := make(chan struct{})
	defer close(held)
	f := daemon(t, func(net.Conn, []byte) { <-held })
	c, w := dial(t, f)
	c.scanTime = 50 * time.Millisecond
	for range 3 {
		if got := c.Scan(t.Context(), []byte("surat")); got.State != document.ScanNot || got.Code != document.ScanDown {
			t.Fatalf("got %+v", got)
		}
	}
	if n := f.streams.Load(); n != 1 {
		t.Errorf("%d streams, want the first alone", n)
	}
	w.at = w.at.Add(leaveAlone)
	if c.Scan(t.Context(), []byte("surat")); f.streams.Load() != 2 {
		t.Error("it is not tried again")
	}
}

// TestCancelled: who gives up says nothing about the daemon.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c, _ := dial(t, daemon(t, func(net.Conn, []byte) { cancel() }))
	if got := c.Scan(ctx, []byte("surat")); got.State != document.ScanNot || !c.Status().Up {
		t.Errorf("got %+v, status %+v", got, c.Status())
	}
}

func TestDownAndBack(t *testing.T) {
	f := daemon(t, judge)
	c, w := dial(t, f)
	good := c.address
	c.address = "127.0.0.1:1"
	if got := c.Scan(t.Context(), []byte(eicar)); got.Code != document.ScanDown || c.Status().Up || c.Status().Why == "" {
		t.Fatalf("got %+v, status %+v", got, c.Status())
	}
	c.address = good
	w.at = w.at.Add(leaveAlone)
	if got := c.Scan(t.Context(), []byte(eicar)); got.State != document.ScanFound || !c.Status().Up {
		t.Errorf("got %+v", got)
	}
}

func TestTooLarge(t *testing.T) {
	f := daemon(t, judge)
	f.limit = 100 << 10
	c, _ := dial(t, f)
	if got := c.Scan(t.Context(), make([]byte, 3<<20)); got.State != document.ScanNot || got.Code != document.ScanLarge || !c.Status().Up {
		t.Errorf("got %+v", got)
	}
	if got := c.Scan(t.Context(), make([]byte, 100<<10)); got.State != document.ScanClean {
		t.Errorf("at the limit: %+v", got)
	}
}

func TestVersion(t *testing.T) {
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		says  string
		up    bool
		stale bool
		base  string
	}{
		{version, true, false, "27812"},
		{"ClamAV 1.0.9/27000/Sun Mar  3 10:00:00 2026", true, true, "27000"},
		{"ClamAV 1.4.6", true, false, ""},
		{"ClamAV 1.4.6/27812/yesterday", true, false, "27812"},
		{"Squid 5.7", false, false, ""},
		{"", false, false, ""},
	} {
		f := daemon(t, judge)
		f.ask = func(conn net.Conn) { io.WriteString(conn, c.says+"\x00") }
		client, _ := dial(t, f)
		st := client.Ask(t.Context())
		if st.Up != c.up || st.Stale(now) != c.stale || st.Base != c.base || !c.up && st.Why == "" {
			t.Errorf("%q: %+v", c.says, st)
		}
	}
}

func TestAddresses(t *testing.T) {
	for s, ok := range map[string]bool{
		"unix:/run/clamav/clamd.ctl": true, "127.0.0.1:3310": true, "tcp:[::1]:3310": true, "localhost:3310": true,
		"": false, "unix:clamd.ctl": false, "192.0.2.1:3310": false, "scan.contoh.go.id:3310": false, "127.0.0.1": false, "/run/clamd": false,
	} {
		if _, _, err := ParseAddress(s); (err == nil) != ok {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	for _, s := range []string{"stream: OK", "stream: A FOUND", "INSTREAM size limit exceeded. ERROR", "stream: \x1b FOUND", version} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := parseAnswer(s)
		switch got.State {
		case document.ScanClean:
			if s != "stream: OK" {
				t.Errorf("%q is called clean", s)
			}
		case document.ScanFound:
			if got.Signature == "" || strings.ContainsAny(got.Signature, "\x1b\n\r") {
				t.Errorf("signature %q", got.Signature)
			}
		case document.ScanNot:
			if got.Code == "" || got.Why == "" {
				t.Errorf("no reason: %+v", got)
			}
		default:
			t.Errorf("state %q", got.State)
		}
		if engine, _, _, err := parseVersion(s); err == nil && !strings.HasPrefix(engine, "ClamAV") {
			t.Errorf("engine %q", engine)
		}
	})
}
