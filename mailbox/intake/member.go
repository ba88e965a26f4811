package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"loket/mailbox/mail"
	"loket/ticket"
)

// Unpacker unpacks one member of an archive, in a process that can be stopped.
type Unpacker interface {
	Unpack(ctx context.Context, data []byte, name string, place int) ([]byte, error)
}

var (
	_ ticket.Unpacker = (*Reader)(nil)

	errNoUnpacker = errors.New("archives are not unpacked here")
	errChanged    = errors.New("the archive gives other bytes now")
)

// Member returns the bytes of a file that was taken out of an archive. What the
// archive gives must be what it gave when the file was taken.
func (r *Reader) Member(raw []byte, a *ticket.Attachment) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), inspectTime)
	defer cancel()
	return r.bytes(ctx, mail.Parse(raw, r.Mail), a)
}

// bytes returns the bytes of a file of a mail, or of a member of one.
func (r *Reader) bytes(ctx context.Context, m *mail.Message, a *ticket.Attachment) ([]byte, error) {
	if a.Member == nil {
		return find(m, a.Index, a.SHA)
	}
	if r.Unpacker == nil {
		return nil, errNoUnpacker
	}
	archive, err := find(m, a.Index, a.Member.Archive)
	if err != nil {
		return nil, err
	}
	data, err := r.Unpacker.Unpack(ctx, archive, a.Member.Name, a.Member.Place)
	if err != nil {
		return nil, fmt.Errorf("member %q: %w", a.Member.Name, err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != a.SHA {
		return nil, fmt.Errorf("member %q: %w", a.Member.Name, errChanged)
	}
	return data, nil
}
