package document

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"unicode/utf16"
)

var (
	oleMagic  = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	errNotOLE = errors.New("not a compound file")
)

// maxEntriesOLE bounds the directory of a compound file.
const maxEntriesOLE = 4096

// compoundFile is a compound file (MS-CFB) in parts: its bytes, the tables that say
// which sector follows which, and its directory.
type compoundFile struct {
	data  []byte
	shift uint16
	table []uint32 // of sectors
	small []uint32 // of the small sectors, which lie in the stream of the root
	cut   uint32   // streams below this size lie in small sectors
	list  []streamEntry
}

// streamEntry is one entry of the directory, a stream or a storage.
type streamEntry struct {
	name  string
	kind  byte // 1 storage, 2 stream, 5 root
	first uint32
	size  uint64
}

// topSector is the number from which on numbers mean something else than a sector.
const topSector = 0xfffffffa

// openCompound reads the directory. Streams are read by stream alone.
func openCompound(data []byte) (*compoundFile, error) {
	if len(data) < 512 || !bytes.HasPrefix(data, oleMagic) {
		return nil, errNotOLE
	}
	c := &compoundFile{data: data, shift: binary.LittleEndian.Uint16(data[30:]), cut: binary.LittleEndian.Uint32(data[56:])}
	if c.shift != 9 && c.shift != 12 {
		return nil, errNotOLE
	}
	c.readTable()
	for _, n := range c.chain(c.table, binary.LittleEndian.Uint32(data[48:])) {
		s := c.sector(n)
		for e := 0; e+128 <= len(s) && len(c.list) < maxEntriesOLE; e += 128 {
			if x := s[e : e+128]; entryName(x) != "" {
				size := binary.LittleEndian.Uint64(x[120:])
				if c.shift == 9 { // the upper half has no meaning in small sectors
					size &= 0xffffffff
				}
				c.list = append(c.list, streamEntry{entryName(x), x[66], binary.LittleEndian.Uint32(x[116:]), size})
			}
		}
	}
	if len(c.list) == 0 {
		return nil, errNotOLE
	}
	for _, n := range c.chain(c.table, binary.LittleEndian.Uint32(data[60:])) {
		c.small = append(c.small, numbers(c.sector(n))...)
	}
	return c, nil
}

// sector returns the bytes of a sector, nil beyond the end.
func (c *compoundFile) sector(n uint32) []byte {
	at, size := (int64(n)+1)<<c.shift, int64(1)<<c.shift
	if n >= topSector || at >= int64(len(c.data)) {
		return nil
	}
	return c.data[at:min(at+size, int64(len(c.data)))]
}

func numbers(b []byte) []uint32 {
	out := make([]uint32, len(b)/4)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return out
}

// readTable gathers the table of sectors: 109 parts of it are named in the header,
// more in sectors of their own.
func (c *compoundFile) readTable() {
	parts := numbers(c.data[76:512])
	most := len(c.data)>>c.shift + 1
	next := binary.LittleEndian.Uint32(c.data[68:])
	for range most {
		more := numbers(c.sector(next))
		if len(more) == 0 || len(parts) > most {
			break
		}
		parts, next = append(parts, more[:len(more)-1]...), more[len(more)-1]
	}
	for _, n := range parts[:min(len(parts), most)] {
		if s := c.sector(n); s != nil {
			c.table = append(c.table, numbers(s)...)
		}
	}
}

// chain lists the sectors of a stream, none twice.
func (c *compoundFile) chain(table []uint32, first uint32) []uint32 {
	var out []uint32
	for n := first; n < topSector && len(out) <= len(table); n = table[n] {
		out = append(out, n)
		if int64(n) >= int64(len(table)) {
			break
		}
	}
	return out
}

// stream returns a stream's bytes, nil where there is none or it is cut off.
func (c *compoundFile) stream(name string) []byte {
	i := slices.IndexFunc(c.list, func(e streamEntry) bool { return e.kind == 2 && e.name == name })
	if i < 0 || c.list[i].size > uint64(len(c.data)) {
		return nil
	}
	e := c.list[i]
	if e.size >= uint64(c.cut) {
		return exactly(c.whole(e.first), e.size)
	}
	r := slices.IndexFunc(c.list, func(e streamEntry) bool { return e.kind == 5 })
	if r < 0 {
		return nil
	}
	root := c.whole(c.list[r].first)
	var out []byte
	for _, n := range c.chain(c.small, e.first) {
		if at := int64(n) * 64; at < int64(len(root)) {
			out = append(out, root[at:min(at+64, int64(len(root)))]...)
		}
	}
	return exactly(out, e.size)
}

func (c *compoundFile) whole(first uint32) []byte {
	var out []byte
	for _, n := range c.chain(c.table, first) {
		if out = append(out, c.sector(n)...); len(out) > len(c.data) {
			break
		}
	}
	return out
}

func exactly(b []byte, size uint64) []byte {
	if uint64(len(b)) < size {
		return nil
	}
	return b[:size]
}

// compound lists the names in the directory of a compound file, streams and
// storages alike (MS-CFB, 2.6).
func compound(data []byte) ([]string, error) {
	c, err := openCompound(data)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(c.list))
	for i, e := range c.list {
		names[i] = e.name
	}
	return names, nil
}

func entryName(e []byte) string {
	n := int(binary.LittleEndian.Uint16(e[64:]))
	if kind := e[66]; kind == 0 || kind > 5 || n < 4 || n > 64 || n%2 != 0 {
		return ""
	}
	units := make([]uint16, 0, 32)
	for i := 0; i < n-2; i += 2 {
		units = append(units, binary.LittleEndian.Uint16(e[i:]))
	}
	return string(utf16.Decode(units))
}

// sniffOLE tells the old office formats by the names of their streams.
func (f *file) sniffOLE(data []byte, t string) (Kind, string) {
	names, err := compound(data)
	if err != nil {
		f.note("%v", err)
	}
	has := func(list ...string) bool {
		return slices.ContainsFunc(list, func(n string) bool { return slices.Contains(names, n) })
	}
	if has("_VBA_PROJECT_CUR", "VBA", "Macros", "_VBA_PROJECT") {
		f.Active = append(f.Active, ActiveMacro)
	}
	switch {
	case has("EncryptedPackage") || err != nil && bytes.Contains(data, wide("EncryptedPackage")):
		f.Encrypted = true
		f.problem(ProblemEncrypted)
		return KindUnknown, t
	case has("WordDocument"):
		return KindDOC, "application/msword"
	case has("Workbook", "Book"):
		return KindXLS, "application/vnd.ms-excel"
	case has("PowerPoint Document"):
		return KindUnknown, "application/vnd.ms-powerpoint"
	case has("__properties_version1.0"):
		return KindUnknown, "application/vnd.ms-outlook"
	}
	return KindUnknown, t
}
