package pull

import (
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"net"
)

func (t Timing) OrDefaults() Timing { return t.orDefaults() }

func Loopback(a net.Addr) bool { return loopback(a) }

// Swell reads a compressed stream to its end or refusal.
func Swell(plain []byte) (taken int64, err error) {
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.BestCompression)
	w.Write(plain)
	w.Flush()
	near, far := net.Pipe()
	far.Close()
	s := newStream(near, "")
	s.in = flate.NewReader(&packed)
	for err == nil {
		var n int
		n, err = s.Read(make([]byte, 4096))
		taken += int64(n)
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return taken, err
}

// Guarded passes a stream through the guard in pieces of at most size bytes and
// gives where it was refused, -1 if it was not.
func Guarded(stream []byte, size int) (refusedAt int, held int) {
	var g guard
	for at := 0; at < len(stream); at += size {
		if g.pass(stream[at:min(at+size, len(stream))]) != nil {
			return at, g.held
		}
		held = max(held, g.held)
	}
	return -1, held
}
