package pull

import (
	"bytes"
	"fmt"
)

// Bounds of what the client library would hold of one response. Bodies are
// literals behind BODY[...] and are streamed; they are bounded where they are
// read, see Fetched.read.
const (
	maxResponse = 1 << 20  // everything but bodies
	maxLiteral  = 64 << 10 // a literal that is no body
	maxAnnounce = 40       // bytes of a line's end that tell of a literal
)

// guard follows the server's stream and refuses what would fill the memory: the
// library holds lines and strings whole, however long they are.
type guard struct {
	held    int    // bytes of the response so far
	literal int64  // bytes of a literal still to come
	tail    []byte // end of the line so far
}

func (g *guard) pass(p []byte) error {
	for len(p) > 0 {
		if g.literal > 0 {
			n := min(g.literal, int64(len(p)))
			g.literal -= n
			p = p[n:]
			continue
		}
		line, ends := p, false
		if i := bytes.IndexByte(p, '\n'); i >= 0 {
			line, ends = p[:i+1], true
		}
		p = p[len(line):]
		if g.held += len(line); g.held > maxResponse {
			return fmt.Errorf("%w: a response of more than %d bytes", ErrProtocol, maxResponse)
		}
		g.tail = append(g.tail, line[max(0, len(line)-maxAnnounce):]...)
		g.tail = g.tail[max(0, len(g.tail)-maxAnnounce):]
		if !ends {
			return nil
		}
		if err := g.line(); err != nil {
			return err
		}
	}
	return nil
}

// line ends a line: it announces a literal, or the response is over.
func (g *guard) line() error {
	tail := bytes.TrimRight(g.tail, "\r\n")
	g.tail = g.tail[:0]
	size, before, ok := announced(tail)
	if !ok {
		g.held = 0
		return nil
	}
	body := bytes.HasSuffix(before, []byte("] ")) || bytes.HasSuffix(before, []byte("> "))
	if !body {
		if size > maxLiteral {
			return fmt.Errorf("%w: a string of %d bytes", ErrProtocol, size)
		}
		g.held += int(size)
	}
	g.literal = size
	return nil
}

// announced reads "{123}" at the end of a line.
func announced(line []byte) (size int64, before []byte, ok bool) {
	open := bytes.LastIndexByte(line, '{')
	if open < 0 || line[len(line)-1] != '}' {
		return 0, nil, false
	}
	digits := line[open+1 : len(line)-1]
	if len(digits) == 0 || len(digits) > 18 {
		return 0, nil, false // the library refuses it, too
	}
	for _, d := range digits {
		if d < '0' || d > '9' {
			return 0, nil, false
		}
		size = size*10 + int64(d-'0')
	}
	return size, line[:open], true
}
