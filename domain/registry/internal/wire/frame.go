package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Errors of frames.
var (
	// ErrNotEPP: the first bytes are plain text, not a length.
	ErrNotEPP = errors.New("plain text instead of an EPP frame")
	// ErrFrame: the length cannot be right.
	ErrFrame = errors.New("not an EPP frame")
)

const (
	header = 4
	// smallest is the shortest document that EPP knows: <epp/> with its namespace.
	smallest = header + 1
	banner   = 200 // bytes of a plain text that are shown
)

// ReadFrame reads one frame and returns its document. limit bounds the frame in
// bytes. The error is io.EOF when the connection ended between frames,
// io.ErrUnexpectedEOF when it ended within one; it wraps ErrNotEPP with the text
// that came, or ErrFrame.
func ReadFrame(r io.Reader, limit int) ([]byte, error) {
	var head [header]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	length := int64(binary.BigEndian.Uint32(head[:]))
	switch {
	case length > int64(limit) && printable(head[:]):
		more := make([]byte, banner)
		n, _ := r.Read(more)
		return nil, fmt.Errorf("%w: %q", ErrNotEPP, append(head[:], more[:n]...))
	case length > int64(limit):
		return nil, fmt.Errorf("%w: a length of %d bytes, the limit is %d", ErrFrame, length, limit)
	case length < smallest:
		return nil, fmt.Errorf("%w: a length of %d bytes", ErrFrame, length)
	}
	var document bytes.Buffer
	if _, err := io.CopyN(&document, r, length-header); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return document.Bytes(), nil
}

// WriteFrame writes one document as a frame, in a single Write.
func WriteFrame(w io.Writer, document []byte) error {
	_, err := w.Write(Frame(document))
	return err
}

// Frame puts the length in front of a document.
func Frame(document []byte) []byte {
	frame := make([]byte, header, header+len(document))
	binary.BigEndian.PutUint32(frame, uint32(header+len(document)))
	return append(frame, document...)
}

func printable(b []byte) bool {
	for _, c := range b {
		if (c < ' ' || c > '~') && c != '\r' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}
