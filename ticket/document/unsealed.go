package document

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"

	"loket/ticket/document/locked"
)

// What is locked is opened with the password of the inspection, in memory: an
// office file is decrypted as a whole, an archive member by member.

// unsealed returns the office file inside a locked one and says what that is; data
// as it is where there is none, or where the password does not open it.
func (f *file) unsealed(data []byte) []byte {
	if f.Kind != KindUnknown || !f.Encrypted || f.password == "" || !bytes.HasPrefix(data, oleMagic) {
		return data
	}
	c, err := openCompound(data)
	if err != nil {
		return data
	}
	inner, err := locked.Office(c.stream("EncryptionInfo"), c.stream("EncryptedPackage"), f.password)
	if err != nil || !isZip(inner) {
		f.notOpened(err)
		return data
	}
	f.Opened = true
	delete(f.found, ProblemEncrypted)
	f.Kind, f.Type = f.sniff(inner)
	return inner
}

// notOpened says that the password did not open the file, or why none does here.
func (f *file) notOpened(err error) {
	if err == nil || errors.Is(err, locked.ErrPassword) || errors.Is(err, ErrLocked) || errors.Is(err, errLockedList) {
		f.remark(RemarkWrongWord)
	} else {
		f.note("%v", err)
	}
}

// sealedMember decrypts a member of a locked OpenDocument file.
func (f *file) sealedMember(z *zip.Reader, name string) ([]byte, error) {
	for _, m := range z.File {
		if m.Name != name || m.CompressedSize64 > maxPart {
			continue
		}
		open := m.Open
		if m.Method == zip.Store { // its sum is that of what is inside
			open = func() (io.ReadCloser, error) {
				r, err := m.OpenRaw()
				return io.NopCloser(r), err
			}
		}
		r, err := open()
		if err != nil {
			return nil, fmt.Errorf("part %s: %w", name, err)
		}
		defer r.Close()
		b, err := io.ReadAll(io.LimitReader(r, maxPart))
		if err != nil {
			return nil, fmt.Errorf("part %s: %w", name, err)
		}
		return locked.OpenDocument(member(z, "META-INF/manifest.xml", maxRel), name, b, f.password)
	}
	return nil, fmt.Errorf("part %s: missing", name)
}

// sealedPart is part for a locked file.
func (f *file) sealedPart(z *zip.Reader, name string, v vocabulary) error {
	b, err := f.sealedMember(z, name)
	if err != nil {
		return err
	}
	limit := min(int64(len(b))*maxRatio+1<<20, maxPart)
	return f.words(io.LimitReader(flate.NewReader(bytes.NewReader(b)), limit), name, v)
}

// opens reports whether a password opens an archive of which these entries are
// locked, or of which not even the list can be read: its smallest locked member
// is unpacked.
func opens(kind Kind, data []byte, password string, shut []entry) ([]entry, error) {
	list, err := entries(kind, data, password, nil)
	if err != nil {
		return nil, err
	}
	was := map[int]bool{}
	for _, e := range shut {
		was[e.place] = e.locked
	}
	var least *entry
	for i := range list {
		if e := &list[i]; (len(shut) == 0 || was[e.place]) && e.size > 0 && (least == nil || e.size < least.size) {
			least = e
		}
	}
	if least == nil {
		return list, nil
	}
	if _, err := unpack(kind, data, password, func(e *entry) bool { return e.place == least.place }); err != nil {
		return nil, err
	}
	for i := range list {
		list[i].locked = false
	}
	return list, nil
}
