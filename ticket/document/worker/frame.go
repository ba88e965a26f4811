package worker

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"loket/ticket/document"
	"loket/ticket/document/signature"
)

// request is one inspection. On the wire: length of the head (4 bytes, big
// endian), length of the data (4), head as JSON, data, and what the site trusts
// as JSON when the child does not have it yet. The answer: length (4), report as
// JSON; for a member see member.go. Before its first answer a child says in the
// same way how it is confined.
type request struct {
	Name    string    `json:"name"`
	Claimed string    `json:"claimed"`
	Now     time.Time `json:"now"`
	Trust   uint32    `json:"trust,omitempty"` // length of what follows the data

	Read *document.Recognition `json:"read,omitempty"`

	// Password opens a locked file. It goes through this pipe and nowhere else.
	Password string `json:"password,omitempty"`
	// Member asks for the bytes of one member of an archive instead of a report.
	Member *member `json:"member,omitempty"`

	data  []byte
	trust signature.Trust
	id    string // of trust
}

// maxTrust bounds the trust as JSON, which is in base 64.
const maxTrust = signature.MaxTrust/3*4 + 1<<20

// writeRequest sends a request, with the trust unless the child has it.
func writeRequest(w io.Writer, q request, has bool) error {
	var trust []byte
	if !has {
		var err error
		if trust, err = json.Marshal(q.trust); err != nil {
			return fmt.Errorf("request: %w", err)
		}
		q.Trust = uint32(len(trust))
	}
	q.Name, q.Claimed = q.Name[:min(len(q.Name), 4096)], q.Claimed[:min(len(q.Claimed), 4096)]
	head, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("request: %w", err)
	}
	var sizes [8]byte
	binary.BigEndian.PutUint32(sizes[:4], uint32(len(head)))
	binary.BigEndian.PutUint32(sizes[4:], uint32(len(q.data)))
	for _, b := range [][]byte{sizes[:], head, q.data, trust} {
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
	if head > maxHead || data > maxFile {
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
	return q, q.readTrust(r)
}

func (q *request) readTrust(r io.Reader) error {
	if q.Trust == 0 {
		return nil
	}
	if q.Trust > maxTrust {
		return fmt.Errorf("request: a trust of %d bytes", q.Trust)
	}
	b := make([]byte, q.Trust)
	if _, err := io.ReadFull(r, b); err != nil {
		return fmt.Errorf("request: %w", err)
	}
	if err := json.Unmarshal(b, &q.trust); err != nil {
		return fmt.Errorf("request: %w", err)
	}
	return nil
}

// writeFrame sends v as JSON, as one answer of a child.
func writeFrame(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	out := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(b)), uint32(len(b)))
	if _, err := w.Write(append(out, b...)); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

func readFrame[T any](r *bufio.Reader) (report T, err error) {
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
