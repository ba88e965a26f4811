package document

import (
	"errors"
	"fmt"
	"io"

	"github.com/bodgit/sevenzip"
	"github.com/nwaples/rardecode/v2"

	"loket/domain/clean"
	"loket/ticket/document/locked"
)

// MaxMember is the largest member that Unpack gives: no attachment of a mail is
// larger.
const MaxMember = 32 << 20

// Errors of Unpack. Each is about the file, and its text is for a log.
var (
	ErrNoArchive = errors.New("not an archive that is unpacked here")
	ErrNoMember  = errors.New("the archive has no such member")
	ErrLocked    = errors.New("the member is locked with a password")
	ErrBomb      = errors.New("the member unpacks to too much")
	ErrPacked    = errors.New("the member cannot be unpacked")
)

// Unpack returns the bytes of one member of an archive, found by its place and
// name as Report.Members gives them, with the password where it is locked. It
// unpacks nothing else, follows no link and gives at most MaxMember bytes, and at
// most 200 times what the whole archive has. Archives inside stay archives. It
// never panics; like Inspect it belongs into the worker.
func Unpack(data []byte, name string, place int, password string) ([]byte, error) {
	f := begin("", "", data)
	if f.Kind != KindZIP && f.Kind != KindRAR && f.Kind != Kind7Z {
		return nil, ErrNoArchive
	}
	out, err := unpack(f.Kind, data, password, func(e *entry) bool { return e.place == place && memberName(e.name) == name })
	if errors.Is(err, ErrNoMember) {
		return nil, fmt.Errorf("%w: %s", ErrNoMember, clean.Line(name, 100))
	}
	return out, err
}

// unpack returns the bytes of the member that is meant.
func unpack(kind Kind, data []byte, password string, is func(*entry) bool) (out []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("%w: panic: %v", ErrPacked, p)
		}
	}()
	limit := min(int64(len(data))*maxRatio+1<<20, MaxMember)
	done := false
	list, err := entries(kind, data, password, func(e *entry, r io.Reader) bool {
		if !is(e) {
			return false
		}
		done = true
		out, err = unpacked(e, r, limit)
		return true
	})
	if done {
		return out, err
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPacked, err)
	}
	for i := range list {
		if e := &list[i]; is(e) && e.open != nil {
			return e.unpack(limit)
		}
	}
	return nil, ErrNoMember
}

func (e *entry) unpack(limit int64) ([]byte, error) {
	if e.locked {
		return nil, ErrLocked
	}
	r, err := e.open()
	if lockedError(err) {
		return nil, ErrLocked
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPacked, err)
	}
	defer r.Close()
	return unpacked(e, r, limit)
}

// lockedError tells a password that is wanted or wrong, which 7z says only when a member is
// read.
func lockedError(err error) bool {
	var seven *sevenzip.ReadError
	return errors.As(err, &seven) && seven.Encrypted || errors.Is(err, rardecode.ErrArchivedFileEncrypted) ||
		errors.Is(err, rardecode.ErrBadPassword) || errors.Is(err, locked.ErrPassword)
}

// unpacked reads a member to its end. What the archive claims of it is not
// believed.
func unpacked(e *entry, r io.Reader, limit int64) ([]byte, error) {
	switch {
	case e.locked:
		return nil, ErrLocked
	case e.size > uint64(limit), e.size > 1<<20 && e.ratio() > maxRatio:
		return nil, fmt.Errorf("%w: %d bytes packed in %d", ErrBomb, e.size, e.packed)
	}
	out, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case int64(len(out)) > limit:
		return nil, ErrBomb
	case lockedError(err):
		return nil, ErrLocked
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrPacked, err)
	}
	return out, nil
}
