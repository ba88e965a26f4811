package dovecottest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Proxy stands between a mail program and a server and does what networks and
// broken servers do. Each connection takes the next fault; when none is left,
// connections are sound.
type Proxy struct {
	Port int

	server string
	faults chan Fault
	always atomic.Pointer[Fault]
	seen   atomic.Int32
	down   atomic.Int64
	up     atomic.Int64
	conns  sync.WaitGroup
}

// Fault is what goes wrong on one connection. Name says so in a test's words.
type Fault struct {
	Name string
	// After is how many bytes of the server's pass unharmed before Break.
	After int64
	// Break takes the connection to the mail program over, until it returns;
	// gone is closed when the mail program hung up. nil: it is cut.
	Break func(client net.Conn, rest io.Reader, gone <-chan struct{})
	// Twist, where set, is given every response of the server instead, and
	// returns what is sent in its place; end cuts the connection after it.
	Twist func(response []byte) (send []byte, end bool)
}

// NewProxy stands before a port of this machine until the test ends.
func NewProxy(t testing.TB, server int, faults ...Fault) *Proxy {
	t.Helper()
	p := &Proxy{server: net.JoinHostPort("127.0.0.1", strconv.Itoa(server)), faults: make(chan Fault, len(faults))}
	for _, f := range faults {
		p.faults <- f
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	p.Port = l.Addr().(*net.TCPAddr).Port
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
	return p
}

// Always gives every connection from now on the same fault.
func (p *Proxy) Always(f Fault) *Proxy { p.always.Store(&f); return p }

// Connections is how many were made.
func (p *Proxy) Connections() int { return int(p.seen.Load()) }

// Down and Up are the bytes that went to the mail program and to the server.
func (p *Proxy) Down() int64 { return p.down.Load() }
func (p *Proxy) Up() int64   { return p.up.Load() }

type counted struct {
	net.Conn
	n *atomic.Int64
}

func (c counted) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.n.Add(int64(n))
	return n, err
}

func (p *Proxy) carry(conn net.Conn) {
	client := counted{conn, &p.down}
	defer client.Close()
	conn2, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	server := counted{conn2, &p.up}
	defer server.Close()
	gone := make(chan struct{})
	p.conns.Go(func() {
		defer close(gone)
		io.Copy(server, client)
		io.Copy(io.Discard, client) // a server that hung up does not end a silence
		server.Close()
	})
	f := Fault{After: 1 << 62}
	if always := p.always.Load(); always != nil {
		f = *always
	} else {
		select {
		case f = <-p.faults:
		default:
		}
	}
	if f.Twist != nil {
		twist(client, server, f.Twist)
		return
	}
	if _, err := io.CopyN(client, server, f.After); err == nil && f.Break != nil {
		f.Break(client, server, gone)
	}
}

func twist(client io.Writer, server io.Reader, f func([]byte) ([]byte, bool)) {
	in := bufio.NewReader(server)
	for {
		r, err := response(in)
		if err != nil {
			return
		}
		send, end := f(r)
		if _, err := client.Write(send); err != nil || end {
			return
		}
	}
}

// response reads one response with its literals.
func response(in *bufio.Reader) (out []byte, err error) {
	for {
		line, err := in.ReadBytes('\n')
		out = append(out, line...)
		if err != nil {
			return out, err
		}
		size, ok := literal(string(line))
		if !ok {
			return out, nil
		}
		body := make([]byte, size)
		if _, err := io.ReadFull(in, body); err != nil {
			return out, err
		}
		out = append(out, body...)
	}
}

func literal(line string) (int, bool) {
	line = strings.TrimRight(line, "\r\n")
	open := strings.LastIndexByte(line, '{')
	if open < 0 || !strings.HasSuffix(line, "}") {
		return 0, false
	}
	n, err := strconv.Atoi(line[open+1 : len(line)-1])
	return n, err == nil
}

// Cut ends the connection after so many bytes.
func Cut(after int64) Fault { return Fault{Name: "cut", After: after} }

// Stall says nothing more after so many bytes: a black hole.
func Stall(after int64) Fault {
	return Fault{Name: "black hole", After: after, Break: func(_ net.Conn, _ io.Reader, gone <-chan struct{}) { <-gone }}
}

// Garbage sends what is no IMAP, then what the server says.
func Garbage(after int64) Fault {
	return Fault{Name: "garbage", After: after, Break: func(client net.Conn, rest io.Reader, _ <-chan struct{}) {
		client.Write([]byte("\x00\xff)))* 1 FETCH (UID ~{}\r\n* BYE (\r\n\r\n"))
		client.Write(make([]byte, 4096))
		io.Copy(client, rest)
	}}
}

// Flood sends a line without an end, as much as the other side takes, at most
// 256 MB.
func Flood(after int64, words string) Fault {
	return Fault{Name: "endless line", After: after, Break: func(client net.Conn, _ io.Reader, _ <-chan struct{}) {
		block := []byte(strings.Repeat(words, 1+(64<<10)/len(words)))
		client.Write([]byte("\r\n* OK "))
		for range (256 << 20) / len(block) {
			if _, err := client.Write(block); err != nil {
				return
			}
		}
	}}
}

// Slow gives one byte now and then.
func Slow(after int64, pause time.Duration) Fault {
	return Fault{Name: "one byte now and then", After: after, Break: func(client net.Conn, rest io.Reader, _ <-chan struct{}) {
		tick := time.NewTicker(pause)
		defer tick.Stop()
		var b [1]byte
		for range tick.C {
			if _, err := rest.Read(b[:]); err != nil {
				return
			}
			if _, err := client.Write(b[:]); err != nil {
				return
			}
		}
	}}
}

// onBody calls f for the nth response that carries a body, counted from 1, and
// leaves the others alone.
func onBody(name string, nth int, f func(r []byte) ([]byte, bool)) Fault {
	var n atomic.Int32
	return Fault{Name: name, Twist: func(r []byte) ([]byte, bool) {
		if !strings.Contains(string(r[:min(len(r), 300)]), "BODY[") || int(n.Add(1)) != nth {
			return r, false
		}
		return f(r)
	}}
}

// Lie announces the nth body with another size.
func Lie(nth int, size func(true int) string) Fault {
	return onBody("a lie about a literal", nth, func(r []byte) ([]byte, bool) {
		open := strings.IndexByte(string(r), '{')
		end := open + strings.IndexByte(string(r[open:]), '}')
		n, _ := strconv.Atoi(string(r[open+1 : end]))
		return []byte(string(r[:open+1]) + size(n) + string(r[end:])), false
	})
}

// Insert puts words before the nth body.
func Insert(nth int, words string) Fault {
	return onBody("inserted words", nth, func(r []byte) ([]byte, bool) { return append([]byte(words), r...), false })
}

// HalfLine sends the nth body's first line by half, and ends.
func HalfLine(nth int) Fault {
	return onBody("half a line", nth, func(r []byte) ([]byte, bool) { return r[:9], true })
}

// Bye takes leave in the middle, and ends.
func Bye(nth int) Fault {
	return onBody("BYE in the middle", nth, func([]byte) ([]byte, bool) { return []byte("* BYE Server shutting down.\r\n"), true })
}

// Twice sends every body twice.
func Twice() Fault {
	return Fault{Name: "every body twice", Twist: func(r []byte) ([]byte, bool) {
		if strings.Contains(string(r[:min(len(r), 300)]), "BODY[") {
			return append(r, r...), false
		}
		return r, false
	}}
}

// Unasked is a body that nobody asked for.
func Unasked(uid uint32, raw string) string {
	return fmt.Sprintf("* 1 FETCH (UID %d RFC822.SIZE %d INTERNALDATE \"02-Mar-2026 09:30:00 +0700\" BODY[] {%d}\r\n%s)\r\n", uid, len(raw), len(raw), raw)
}
