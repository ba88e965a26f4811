package worker

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"loket/ticket/document"
)

// member is one member of an archive, as document.Report.Members gives it.
type member struct {
	Name  string `json:"name"`
	Place int    `json:"place"`
}

// packed is the head of the answer: why there is no member, or its bytes follow
// with their length before them (4 bytes, big endian).
type packed struct {
	Code  int    `json:"code"` // 1 + place in faults; 0: the bytes follow
	Words string `json:"words,omitempty"`
}

var faults = [...]error{document.ErrPacked, document.ErrNoArchive, document.ErrNoMember, document.ErrLocked, document.ErrBomb}

// Unpack returns the bytes of one member of an archive, unpacked by a child. An
// error that is one of package document is about the archive.
func (p *Pool) Unpack(ctx context.Context, data []byte, name string, place int) ([]byte, error) {
	if len(data) > maxFile {
		return nil, fmt.Errorf("%w: %d bytes", document.ErrBomb, len(data))
	}
	q := p.request("", "", data)
	q.Member = &member{Name: name, Place: place}
	a, err := p.give(ctx, q)
	if err != nil {
		return nil, err
	}
	return a.data, a.fault
}

func writeMember(w io.Writer, q *request) error {
	data, err := document.Unpack(q.data, q.Member.Name, q.Member.Place, q.Password)
	if err != nil {
		head := packed{Code: 1, Words: err.Error()}
		for i, f := range faults {
			if errors.Is(err, f) {
				head.Code = 1 + i
			}
		}
		return writeFrame(w, head)
	}
	if err := writeFrame(w, packed{}); err != nil {
		return err
	}
	if _, err := w.Write(binary.BigEndian.AppendUint32(nil, uint32(len(data)))); err != nil {
		return fmt.Errorf("member: %w", err)
	}
	if _, err := w.Write(data); err != nil {
		return fmt.Errorf("member: %w", err)
	}
	return nil
}

func readMember(r *bufio.Reader) (data []byte, fault, err error) {
	head, err := readFrame[packed](r)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case head.Code < 0 || head.Code > len(faults):
		return nil, nil, errAnswer
	case head.Code > 0:
		return nil, fmt.Errorf("%w (%.200s)", faults[head.Code-1], head.Words), nil
	}
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, nil, fmt.Errorf("it ended: %w", err)
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > document.MaxMember {
		return nil, nil, fmt.Errorf("%w: %d bytes", errAnswer, n)
	}
	data = make([]byte, n)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, nil, fmt.Errorf("it ended: %w", err)
	}
	return data, nil, nil
}
