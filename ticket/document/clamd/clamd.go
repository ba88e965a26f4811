// Package clamd has files scanned for malware by a ClamAV daemon, over its unix
// socket or over TCP on this machine.
//
// Rules: the bytes go to the daemon by INSTREAM and to no disk of ours. Only its
// "OK" on all of a file is clean; whatever else comes, half an answer, a limit,
// silence, is "not scanned". A daemon that does not answer is left alone for a
// while, so that a hanging one does not hold up the desk. The members of a ZIP
// are given to it one by one besides, since its own limits on archives end
// silently in "OK".
//
// What it does not do: decide what becomes of a file (package ticket), update
// signatures, start the daemon.
//
// Source: clamd(8), "COMMANDS".
package clamd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"loket/domain/clean"
	"loket/ticket/document"
)

// Bounds of one conversation.
const (
	chunkBytes  = 64 << 10
	answerBytes = 4 << 10
	nameRunes   = 120
	scanTime    = 60 * time.Second // for one stream; a daemon loading new signatures answers late
	askTime     = 5 * time.Second
	askAgain    = time.Minute      // age from which the version is asked for anew
	leaveAlone  = 15 * time.Second // after a failure
)

// Client is a document.Scanner. Make one with New.
type Client struct {
	network, address string
	now              func() time.Time
	scanTime         time.Duration

	mu     sync.Mutex
	status document.ScannerStatus
}

var _ document.Scanner = (*Client)(nil)

// ErrAddress says that an address is neither a socket nor on this machine.
var ErrAddress = errors.New(`write "unix:/run/clamav/clamd.ctl", or an address of this machine such as "127.0.0.1:3310"`)

// ParseAddress takes "unix:/path" or a loopback "host:port": what goes over the
// wire is mail in clear.
func ParseAddress(s string) (network, address string, err error) {
	if path, ok := strings.CutPrefix(s, "unix:"); ok {
		if !strings.HasPrefix(path, "/") {
			return "", "", ErrAddress
		}
		return "unix", path, nil
	}
	host, port, err := net.SplitHostPort(strings.TrimPrefix(s, "tcp:"))
	if err != nil || port == "" {
		return "", "", ErrAddress
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return "tcp", net.JoinHostPort(host, port), nil
	}
	return "", "", ErrAddress
}

// New returns a client of the daemon at an address for ParseAddress. It connects
// to nobody yet. now is the clock, nil the system's.
func New(address string, now func() time.Time) (*Client, error) {
	if now == nil {
		now = time.Now
	}
	c := &Client{now: now, scanTime: scanTime, status: document.ScannerStatus{Address: address}}
	var err error
	c.network, c.address, err = ParseAddress(address)
	return c, err
}

// Status says what is known without asking.
func (c *Client) Status() document.ScannerStatus {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.status
}

// Ask asks the daemon for its version.
func (c *Client) Ask(ctx context.Context) document.ScannerStatus {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	answer, err := c.talk(ctx, "VERSION", nil)
	st := document.ScannerStatus{Address: c.Status().Address, Asked: true, At: c.now()}
	if err == nil {
		st.Engine, st.Base, st.BaseAt, err = parseVersion(answer)
	}
	if st.Up = err == nil; err != nil {
		st.Why = clean.Line(err.Error(), 200).String()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if ctx.Err() != nil && errors.Is(context.Cause(ctx), context.Canceled) {
		return c.status // who asked has gone; that says nothing
	}
	c.status = st
	return st
}

// asked is how the daemon does, asked for anew where that is due.
func (c *Client) asked(ctx context.Context) document.ScannerStatus {
	st := c.Status()
	age := c.now().Sub(st.At)
	if st.Asked && age >= 0 && (st.Up && age < askAgain || !st.Up && age < leaveAlone) {
		return st
	}
	return c.Ask(ctx)
}

// failed notes that the daemon did not answer.
func (c *Client) failed(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.status.Asked, c.status.Up, c.status.At, c.status.Why = true, false, c.now(), clean.Line(err.Error(), 200).String()
}

// Scan has the daemon look at data, and at each member where data is a ZIP.
func (c *Client) Scan(ctx context.Context, data []byte) document.Scan {
	st := c.asked(ctx)
	out := document.Scan{State: document.ScanNot, Code: document.ScanDown, Why: st.Why, At: c.now()}
	if !st.Up {
		return out
	}
	out = c.stream(ctx, data)
	if out.State == document.ScanClean {
		out = c.members(ctx, data)
	}
	out.Engine, out.Base, out.BaseAt, out.At = st.Engine, st.Base, st.BaseAt, c.now()
	return out
}

// stream gives the daemon one stream.
func (c *Client) stream(ctx context.Context, data []byte) document.Scan {
	limited, cancel := context.WithTimeout(ctx, c.scanTime)
	defer cancel()
	answer, err := c.talk(limited, "INSTREAM", data)
	if err != nil {
		out := document.Scan{State: document.ScanNot, Code: document.ScanDown, Why: clean.Line(err.Error(), 200).String()}
		switch {
		case ctx.Err() != nil: // who asked has gone
		case limited.Err() != nil:
			c.failed(err)
		case c.Ask(ctx).Up: // it hung up on this stream and lives
			out.Code = document.ScanError
		}
		return out
	}
	return parseAnswer(answer)
}

// talk makes one connection: a command, its stream if there is one, an answer.
func (c *Client) talk(ctx context.Context, command string, data []byte) (string, error) {
	conn, err := new(net.Dialer).DialContext(ctx, c.network, c.address)
	if err != nil {
		return "", fmt.Errorf("connect: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()
	// The answer is read even where not all could be written: a daemon whose limit
	// is reached says so and hangs up.
	_, werr := io.WriteString(conn, "z"+command+"\x00")
	if werr == nil && command == "INSTREAM" {
		werr = writeStream(conn, data)
	}
	answer, err := bufio.NewReaderSize(io.LimitReader(conn, answerBytes), answerBytes).ReadString(0)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil && werr != nil:
		return "", werr
	case err != nil:
		return "", fmt.Errorf("half an answer: %w", err)
	}
	return strings.TrimSuffix(answer, "\x00"), nil
}

func writeStream(w io.Writer, data []byte) error {
	var size [4]byte
	for len(data) > 0 {
		part := data[:min(len(data), chunkBytes)]
		data = data[len(part):]
		binary.BigEndian.PutUint32(size[:], uint32(len(part)))
		if _, err := (&net.Buffers{size[:], part}).WriteTo(w); err != nil {
			return err
		}
	}
	_, err := w.Write(make([]byte, 4))
	return err
}
