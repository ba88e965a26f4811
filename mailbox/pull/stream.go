package pull

import (
	"bufio"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
)

const (
	readAhead  = 64 << 10 // of the network, for the many small reads of a listing
	inflateBuf = 32 << 10
	maxLine    = 8 << 10 // of what is read before the client library takes over
)

// stream is the way of the client library to the server, above TLS. It keeps
// the guard, and knows two exchanges the library does not: STARTTLS before the
// library begins, and COMPRESS (RFC 4978) in between.
type stream struct {
	net.Conn

	in    io.Reader
	out   io.Writer
	guard guard
	// refused: the guard closed the connection. The library loses its error.
	refused atomic.Bool

	first []byte // what the library reads before anything of the server's

	mu      sync.Mutex
	deflate *flate.Writer
	asked   chan error // while an answer to COMPRESS is waited for
	held    []byte     // of its lines
}

func newStream(conn net.Conn, first string) *stream {
	return &stream{Conn: conn, in: bufio.NewReaderSize(conn, readAhead), out: conn, first: []byte(first)}
}

// Read gives what the server sends, checked by the guard.
func (s *stream) Read(p []byte) (int, error) {
	if len(s.first) > 0 {
		n := copy(p, s.first)
		s.first = s.first[n:]
		return n, nil
	}
	for {
		n, err := s.in.Read(p)
		n, err = s.negotiate(p, n, err)
		if n > 0 {
			if bad := s.guard.pass(p[:n]); bad != nil {
				s.refused.Store(true)
				s.Conn.Close()
				return 0, bad
			}
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// Write sends a command, compressed if so agreed.
func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if string(p) == "=\r\n" {
		// The library's way to write an empty answer of SASL, which is right
		// only within AUTHENTICATE (RFC 4959); on its own line it is empty
		// (RFC 3501, 6.2.2).
		_, err := s.out.Write(p[1:])
		return len(p), err
	}
	if s.deflate == nil {
		return s.out.Write(p)
	}
	n, err := s.deflate.Write(p)
	return n, errors.Join(err, s.deflate.Flush())
}

// compressTag is the tag of the only command that the library does not send.
const compressTag = "Z1"

// compress asks for COMPRESS=DEFLATE and waits for the answer. No command may
// be under way. A NO leaves everything as it is; any other error ends the
// connection.
func (s *stream) compress() error {
	answer := make(chan error, 1)
	s.mu.Lock()
	s.asked = answer
	_, err := io.WriteString(s.out, compressTag+" COMPRESS DEFLATE\r\n")
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return <-answer
}

// errNoCompression: the server offered COMPRESS and refused it.
var errNoCompression = errors.New("the server does not compress")

// negotiate takes the answer to COMPRESS out of what was read. Lines before it
// are the library's.
func (s *stream) negotiate(p []byte, n int, err error) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked == nil {
		return n, err
	}
	s.held = append(s.held, p[:n]...)
	given := 0
	for {
		line, rest, whole := bytes.Cut(s.held, []byte("\n"))
		switch {
		case !whole && err != nil:
			s.answered(err)
			return given, err
		case !whole && len(s.held) > maxLine, whole && given+len(line) >= len(p):
			err = fmt.Errorf("%w: too much before the answer to COMPRESS", ErrProtocol)
			s.answered(err)
			return 0, err
		case !whole:
			return given, nil
		case !bytes.HasPrefix(line, []byte(compressTag+" ")):
			given += copy(p[given:], s.held[:len(line)+1])
			s.held = rest
			continue
		case !strings.HasPrefix(strings.ToUpper(string(line)), compressTag+" OK"):
			given += copy(p[given:], rest)
			s.answered(errNoCompression)
			return given, nil
		}
		var werr error
		s.deflate, werr = flate.NewWriter(s.out, flate.BestSpeed)
		s.in = flate.NewReader(bufio.NewReaderSize(io.MultiReader(bytes.NewReader(bytes.Clone(rest)), s.in), inflateBuf))
		s.answered(werr)
		return given, nil
	}
}

func (s *stream) answered(err error) {
	s.asked <- err
	s.asked, s.held = nil, nil
}

// startTLS asks for encryption in clear, before the library takes over, and
// reads not one byte beyond the answer: what somebody put behind it is no part
// of the secured stream (RFC 3501, 6.2.1; CVE-2011-0411 and its kin). text is
// the server's refusal.
func startTLS(conn net.Conn) (text string, err error) {
	greeting, err := plainLine(conn)
	if err != nil {
		return "", err
	}
	if !strings.HasPrefix(strings.ToUpper(greeting), "* OK") {
		// PREAUTH cannot be secured any more (RFC 9051, 7.1.4).
		return greeting, nil
	}
	if _, err := io.WriteString(conn, "S1 STARTTLS\r\n"); err != nil {
		return "", err
	}
	for range 20 {
		line, err := plainLine(conn)
		switch upper := strings.ToUpper(line); {
		case err != nil:
			return "", err
		case strings.HasPrefix(upper, "S1 OK"):
			return "", nil
		case strings.HasPrefix(upper, "S1 "):
			return line[3:], nil
		case !strings.HasPrefix(line, "* "):
			return line, nil
		}
	}
	return "", fmt.Errorf("%w: no answer to STARTTLS", ErrProtocol)
}

// plainLine reads byte by byte, so that nothing behind the line is taken.
func plainLine(conn net.Conn) (string, error) {
	var line []byte
	var b [1]byte
	for len(line) < maxLine {
		if _, err := io.ReadFull(conn, b[:]); err != nil {
			return "", err
		}
		if b[0] == '\n' {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		line = append(line, b[0])
	}
	return "", fmt.Errorf("%w: a line of more than %d bytes", ErrProtocol, maxLine)
}
