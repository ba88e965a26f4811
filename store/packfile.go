package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// A pack begins with packMagic and goes on with records: recordMagic, length
// (4 bytes, big-endian), SHA-256 of the bytes, bytes. A sealed record has another
// magic, the SHA-256 of what the bytes say, and behind the sealed bytes, counted
// with them, a SHA-256 of those: a torn or damaged one is known without a key.
const (
	packMagic   = "LOKETPK1"
	recordMagic = "LKB1"
	sealedMagic = "LKS1"
	recordHead  = len(recordMagic) + 4 + hashSize
	packSuffix  = ".pack"
	packsName   = "packs"
)

// MaxBlob bounds one blob, in bytes.
const MaxBlob = 1 << 30

// place is where a blob lies: the offset is that of its record.
type place struct {
	pack   uint32
	offset uint64
	length uint32
}

func (p place) end() uint64 { return p.offset + uint64(recordHead) + uint64(p.length) }

func (p place) bytes() []byte {
	b := binary.BigEndian.AppendUint32(nil, p.pack)
	b = binary.BigEndian.AppendUint64(b, p.offset)
	return binary.BigEndian.AppendUint32(b, p.length)
}

func parsePlace(b []byte) (place, bool) {
	if len(b) != 16 {
		return place{}, false
	}
	return place{binary.BigEndian.Uint32(b), binary.BigEndian.Uint64(b[4:]), binary.BigEndian.Uint32(b[12:])}, true
}

// mark says that all records before it are in the index.
type mark struct {
	pack   uint32
	offset uint64
}

func (m mark) bytes() []byte { return place{pack: m.pack, offset: m.offset}.bytes() }

func parseMark(b []byte) mark {
	p, _ := parsePlace(b)
	return mark{p.pack, p.offset}
}

// packFile is what packs need of a file; tests put failing ones in its place.
type packFile interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Sync() error
	Truncate(size int64) error
	Stat() (os.FileInfo, error)
}

type openPack func(name string, flag int) (packFile, error)

func openOSFile(name string, flag int) (packFile, error) {
	f, err := os.OpenFile(name, flag, 0o600)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func packName(n uint32) string { return fmt.Sprintf("%08d%s", n, packSuffix) }

// packNumbers lists the packs of a directory in order.
func packNumbers(dir string) ([]uint32, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var list []uint32
	for _, e := range entries {
		if n, ok := packNumber(e.Name()); ok {
			list = append(list, n)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
	return list, nil
}

func packNumber(name string) (uint32, bool) {
	digits, ok := strings.CutSuffix(name, packSuffix)
	n, err := strconv.ParseUint(digits, 10, 32)
	return uint32(n), ok && err == nil && len(digits) == 8
}

// recordBytes returns the record of a blob without its bytes.
func recordBytes(sum [hashSize]byte, length int, sealed bool) []byte {
	b := append(make([]byte, 0, recordHead), magicOf(sealed)...)
	b = binary.BigEndian.AppendUint32(b, uint32(length))
	return append(b, sum[:]...)
}

func magicOf(sealed bool) string {
	if sealed {
		return sealedMagic
	}
	return recordMagic
}

// body is what a record holds of a blob.
type body struct {
	data   []byte
	sealed bool
}

// smallBlob is written in one call with its record and those beside it.
const smallBlob = 64 << 10

// readRecord returns what the record at p holds, checked: against the hash, or a
// sealed one against its own.
func readRecord(f io.ReaderAt, p place, sum [hashSize]byte) (body, error) {
	buf := make([]byte, recordHead+int(p.length))
	if n, err := f.ReadAt(buf, int64(p.offset)); n < len(buf) {
		return body{}, fmt.Errorf("%s ends after %d of %d bytes: %w: %w", packName(p.pack), n, len(buf), ErrDamaged, err)
	}
	data, want := buf[recordHead:], sum
	sealed := string(buf[:len(sealedMagic)]) == sealedMagic
	if !bytes.Equal(buf[:recordHead], recordBytes(sum, len(data), sealed)) || sealed && len(data) < hashSize {
		return body{}, fmt.Errorf("%s at %d: not the record of %x: %w", packName(p.pack), p.offset, sum, ErrDamaged)
	}
	if sealed {
		data, want = data[:len(data)-hashSize], [hashSize]byte(data[len(data)-hashSize:])
	}
	if sha256.Sum256(data) != want {
		return body{}, fmt.Errorf("%s at %d: bytes do not have the hash %x: %w", packName(p.pack), p.offset, want, ErrDamaged)
	}
	return body{data, sealed}, nil
}

// scanPack calls fn for every whole record from offset on. It returns where
// the whole records end; torn is true if anything follows.
func scanPack(f packFile, n uint32, offset uint64, fn func(sum [hashSize]byte, p place, sealed bool) error) (end uint64, torn bool, err error) {
	info, err := f.Stat()
	if err != nil {
		return 0, false, err
	}
	size := uint64(info.Size())
	if offset < uint64(len(packMagic)) {
		head := make([]byte, len(packMagic))
		if _, err := f.ReadAt(head, 0); err != nil || string(head) != packMagic {
			return 0, size > 0, nil
		}
		offset = uint64(len(packMagic))
	}
	var head [recordHead]byte
	for offset < size {
		p := place{pack: n, offset: offset}
		if _, err := f.ReadAt(head[:], int64(offset)); err != nil || string(head[:len(recordMagic)]) != recordMagic && string(head[:len(sealedMagic)]) != sealedMagic {
			return offset, true, nil
		}
		p.length = binary.BigEndian.Uint32(head[len(recordMagic):])
		sum := [hashSize]byte(head[recordHead-hashSize:])
		if p.end() > size || p.length > MaxBlob+sealedExtra+hashSize {
			return offset, true, nil
		}
		got, err := readRecord(f, p, sum)
		if err != nil {
			return offset, true, nil
		}
		if err := fn(sum, p, got.sealed); err != nil {
			return offset, false, err
		}
		offset = p.end()
	}
	return offset, false, nil
}

func parseHash(s string) (sum [hashSize]byte, ok bool) {
	if len(s) != hex.EncodedLen(hashSize) {
		return sum, false
	}
	_, err := hex.Decode(sum[:], []byte(s))
	return sum, err == nil
}

// syncDir makes the names in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func packPath(dir string, n uint32) string { return filepath.Join(dir, packName(n)) }
