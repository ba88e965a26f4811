package worker

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"

	"loket/ticket/document"
)

// request is one inspection. On the wire: length of the head (4 bytes, big
// endian), length of the data (4), head as JSON, data. The answer: length (4),
// report as JSON.
type request struct {
	Name    string `json:"name"`
	Claimed string `json:"claimed"`
	data    []byte
}

func writeRequest(w io.Writer, q request) error {
	q.Name, q.Claimed = q.Name[:min(len(q.Name), 4096)], q.Claimed[:min(len(q.Claimed), 4096)]
	head, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("request: %w", err)
	}
	var sizes [8]byte
	binary.BigEndian.PutUint32(sizes[:4], uint32(len(head)))
	binary.BigEndian.PutUint32(sizes[4:], uint32(len(q.data)))
	for _, b := range [][]byte{sizes[:], head, q.data} {
		if _, err := w.Write(b); err != nil {
			return fmt.Errorf("request: %w", err)
		}
	}
	return nil
}

// readRequest returns io.EOF when the parent has no more to ask.
func readRequest(r io.Reader) (q request, err error) {
	var sizes [8]byte
	if _, err := io.ReadFull(r, sizes[:]); err != nil {
		return q, err
	}
	head := binary.BigEndian.Uint32(sizes[:4])
	data := binary.BigEndian.Uint32(sizes[4:])
	if head > 64<<10 || data > maxFile {
		return q, fmt.Errorf("request of %d and %d bytes", head, data)
	}
	b := make([]byte, head)
	if _, err := io.ReadFull(r, b); err != nil {
		return q, fmt.Errorf("request: %w", err)
	}
	if err := json.Unmarshal(b, &q); err != nil {
		return q, fmt.Errorf("request: %w", err)
	}
	q.data = make([]byte, data)
	if _, err := io.ReadFull(r, q.data); err != nil {
		return q, fmt.Errorf("request: %w", err)
	}
	return q, nil
}

func writeReport(w io.Writer, r document.Report) error {
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	out := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(b)), uint32(len(b)))
	if _, err := w.Write(append(out, b...)); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

func readReport(r *bufio.Reader) (report document.Report, err error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return report, fmt.Errorf("it ended: %w", err)
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > maxFrame {
		return report, fmt.Errorf("%w: %d bytes", errAnswer, n)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return report, fmt.Errorf("it ended: %w", err)
	}
	if err := json.Unmarshal(b, &report); err != nil {
		return report, fmt.Errorf("%w: %w", errAnswer, err)
	}
	return report, nil
}
