package document

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/bodgit/sevenzip"
	"github.com/nwaples/rardecode/v2"

	"loket/domain/clean"
	"loket/ticket/document/locked"
)

// maxDictionary is the memory that a RAR archive may ask for.
const maxDictionary = 64 << 20

// entry is one file of an archive of any kind.
type entry struct {
	name   string // as the archive writes it
	place  int    // in the archive's own order, folders counted
	size   uint64 // as claimed
	packed uint64 // 0 where the archive packs several files as one
	locked bool
	open   func() (io.ReadCloser, error) // nil where its bytes come in order only
}

// archive lists what is inside. Nothing is unpacked.
func (f *file) archive(data []byte) {
	list, err := entries(f.Kind, data, "", nil)
	if f.password != "" && (errors.Is(err, errLockedList) || slices.ContainsFunc(list, func(e entry) bool { return e.locked })) {
		if open, why := opens(f.Kind, data, f.password, list); why == nil {
			list, err, f.Opened, f.Encrypted = open, nil, true, true
		} else {
			f.notOpened(why)
		}
	}
	switch {
	case errors.Is(err, errLockedList):
		f.Encrypted = true
		f.problem(ProblemEncrypted)
		f.remark(RemarkLockedList)
		f.note("archive: %v", err)
		return
	case err != nil:
		f.problem(ProblemCorrupt)
		f.note("archive: %v", err)
		if len(list) == 0 {
			f.remark(RemarkStructure)
			return
		}
	}
	f.members(list, uint64(len(data)))
}

func (f *file) members(list []entry, size uint64) {
	var total uint64
	locked, nested := 0, 0
	for _, e := range list {
		total += min(e.size, 1<<40)
		if e.locked {
			locked++
		}
		if archived[strings.ToLower(path.Ext(e.name))] {
			nested++
		}
		if len(f.Members) < maxMembers {
			f.Members = append(f.Members, Member{Name: memberName(e.name), Place: e.place, Size: int64(min(e.size, 1<<60)), Ratio: e.ratio(), Locked: e.locked})
		}
	}
	if locked > 0 {
		f.Encrypted = true
		f.problem(ProblemEncrypted)
		f.remark(RemarkLocked, locked)
	}
	if nested > 0 {
		f.remark(RemarkNested, nested)
	}
	if total > size*maxRatio {
		f.remark(RemarkBomb, total)
		f.note("archive claims %d bytes in %d: a bomb or nearly so", total, size)
	}
	f.note("%d members", len(list))
}

var archived = map[string]bool{".zip": true, ".rar": true, ".7z": true, ".gz": true, ".tar": true, ".tgz": true, ".bz2": true, ".xz": true, ".iso": true, ".cab": true}

// memberName cleans the path of a member: no drive, no step upwards, one kind of
// slash. It is for people; a member is found by its place.
func memberName(name string) string {
	name = strings.ReplaceAll(clean.Line(name, 255).String(), `\`, "/")
	if len(name) > 1 && name[1] == ':' {
		name = name[2:]
	}
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}

func (e *entry) ratio() float64 {
	if e.packed == 0 {
		return 0
	}
	return float64(e.size) / float64(e.packed)
}

// errLockedList says that not even the names can be read without a password.
var errLockedList = errors.New("the list of members is locked")

// entries lists the files of an archive; with a password those that are locked
// open with it. Where found is set it is called for each
// one that can only be read in order, with its bytes, and true ends the list.
func entries(kind Kind, data []byte, password string, found func(e *entry, r io.Reader) bool) ([]entry, error) {
	switch kind {
	case KindRAR:
		return rarEntries(data, password, found)
	case Kind7Z:
		return sevenEntries(data, password)
	default: // a ZIP, or an office file, which is one
	}
	z, err := openZip(data)
	if err != nil {
		return nil, err
	}
	var out []entry
	for i, m := range z.File {
		if strings.HasSuffix(m.Name, "/") {
			continue
		}
		e := entry{name: m.Name, place: i, size: m.UncompressedSize64, packed: m.CompressedSize64, locked: m.Flags&1 != 0, open: m.Open}
		if e.locked && password != "" {
			e.locked, e.open = false, func() (io.ReadCloser, error) { return locked.Member(m, password) }
		}
		out = append(out, e)
	}
	return out, nil
}

func rarEntries(data []byte, password string, found func(e *entry, r io.Reader) bool) (out []entry, err error) {
	options := []rardecode.Option{rardecode.MaxDictionarySize(maxDictionary)}
	if password != "" {
		options = append(options, rardecode.Password(password))
	}
	r, err := rardecode.NewReader(bytes.NewReader(data), options...)
	if err != nil {
		return nil, rarError(err)
	}
	for place := 0; place < maxEntries; place++ {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, rarError(err)
		}
		if h.IsDir || h.LinkType != rardecode.LinkTypeNone {
			continue
		}
		e := entry{name: h.Name, place: place, size: uint64(max(h.UnPackedSize, 0)), packed: uint64(max(h.PackedSize, 0)), locked: h.Encrypted && password == ""}
		if h.Solid {
			e.packed = 0
		}
		out = append(out, e)
		if found != nil && found(&e, r) {
			return out, nil
		}
	}
	return out, errTooMany
}

func rarError(err error) error {
	if errors.Is(err, rardecode.ErrArchiveEncrypted) || errors.Is(err, rardecode.ErrBadPassword) {
		return fmt.Errorf("%w: %w", errLockedList, err)
	}
	return err
}

func sevenEntries(data []byte, password string) ([]entry, error) {
	z, err := sevenzip.NewReaderWithPassword(bytes.NewReader(data), int64(len(data)), password)
	if err != nil {
		var shut *sevenzip.ReadError
		if errors.As(err, &shut) && shut.Encrypted {
			return nil, fmt.Errorf("%w: %w", errLockedList, err)
		}
		return nil, err
	}
	if len(z.File) > maxEntries {
		return nil, errTooMany
	}
	var out []entry
	for i, m := range z.File {
		if m.FileInfo().IsDir() {
			continue
		}
		out = append(out, entry{name: m.Name, place: i, size: m.UncompressedSize, open: m.Open})
	}
	lockSeven(out)
	return out, nil
}

// lockSeven marks the members of an archive that has a clear list and locked
// members, which shows when one is opened. They have one password.
func lockSeven(list []entry) {
	for i := range list {
		if list[i].size == 0 {
			continue
		}
		r, err := list[i].open()
		if err == nil {
			_, err = r.Read(make([]byte, 1))
			r.Close()
		}
		if lockedError(err) {
			for j := range list {
				list[j].locked = list[j].size > 0
			}
		}
		return
	}
}

func ratio(m *zip.File) float64 {
	if m.CompressedSize64 == 0 {
		return 0
	}
	return float64(m.UncompressedSize64) / float64(m.CompressedSize64)
}
