package rfc2136

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/miekg/dns"
)

// fudge is how far the clocks may lie apart, in seconds (RFC 8945 section 10).
const fudge = 300

var (
	errUnsigned = errors.New("the answer is not signed")
	errNoMatch  = errors.New("the answer belongs to another question")
)

func decoded(s Secret) (int, error) {
	b, err := base64.StdEncoding.DecodeString(string(s))
	return len(b), err
}

// exchange is one connection with one question at a time on it.
type exchange struct {
	server *Server
	conn   net.Conn
	id     uint16
	mac    string // of the message before, for the next signature
	change bool   // it may change the zone
	later  bool   // the answer after the first is signed with timers only
	signed uint64 // when the question was signed
	stop   func() bool
}

// open connects. The deadline covers everything on the connection; the context
// ends it at any time.
func (s *Server) open(ctx context.Context) (*exchange, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout())
	defer cancel()
	dial := s.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	conn, err := dial(ctx, "tcp", s.Address)
	if err != nil {
		return nil, err
	}
	return &exchange{server: s, conn: conn}, nil
}

func (e *exchange) close() {
	if e.stop != nil {
		e.stop()
	}
	e.conn.Close()
}

// pack signs a question and gives its bytes.
func (s *Server) pack(m *dns.Msg, e *exchange) ([]byte, error) {
	now := s.now()
	m.SetTsig(s.keyName(), s.algorithm(), fudge, now.Unix())
	out, mac, err := dns.TsigGenerate(m, string(s.Key.Secret), "", false)
	if err != nil {
		return nil, fmt.Errorf("sign the message: %w", err)
	}
	e.id, e.mac, e.later, e.signed = m.Id, mac, false, uint64(now.Unix())
	return out, nil
}

// send writes a packed question. wrote is false only where no byte can have
// reached the server.
func (s *Server) send(ctx context.Context, e *exchange, raw []byte) (wrote bool, err error) {
	if e.stop != nil {
		e.stop()
	}
	e.conn.SetDeadline(time.Now().Add(s.timeout()))
	e.stop = context.AfterFunc(ctx, func() { e.conn.SetDeadline(time.Unix(1, 0)) })
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	frame := binary.BigEndian.AppendUint16(nil, uint16(len(raw)))
	n, err := e.conn.Write(append(frame, raw...))
	return n > 0, err
}

// receive reads one message. The error is about its signature where the message
// is there; errUnsigned where there is none.
func (e *exchange) receive() (*dns.Msg, error) {
	var size [2]byte
	if _, err := io.ReadFull(e.conn, size[:]); err != nil {
		return nil, err
	}
	raw := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(e.conn, raw); err != nil {
		return nil, err
	}
	m := new(dns.Msg)
	if err := m.Unpack(raw); err != nil {
		return nil, fmt.Errorf("%w: %w", errNoMatch, err)
	}
	if m.Id != e.id || !m.Response {
		return nil, errNoMatch
	}
	t := m.IsTsig()
	if t == nil {
		return m, errUnsigned
	}
	if dns.CanonicalName(t.Hdr.Name) != e.server.keyName() || dns.CanonicalName(t.Algorithm) != e.server.algorithm() {
		return m, dns.ErrKey
	}
	err := dns.TsigVerify(raw, string(e.server.Key.Secret), e.mac, e.later)
	e.mac, e.later = t.MAC, true
	return m, err
}
