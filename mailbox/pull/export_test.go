package pull

import (
	"bytes"
	"compress/flate"
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
	if err == io.EOF {
		err = nil
	}
	return taken, err
}
