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

// compound lists the names in the directory of a compound file, streams and
// storages alike (MS-CFB, 2.6). The content of no stream is read.
func compound(data []byte) ([]string, error) {
	if len(data) < 512 || !bytes.HasPrefix(data, oleMagic) {
		return nil, errNotOLE
	}
	shift := binary.LittleEndian.Uint16(data[30:])
	if shift != 9 && shift != 12 {
		return nil, errNotOLE
	}
	size := 1 << shift
	sector := func(n uint32) []byte { // nil beyond the end
		at := (int64(n) + 1) << shift
		if n >= 0xfffffffa || at+int64(size) > int64(len(data)) {
			return nil
		}
		return data[at : at+int64(size)]
	}
	next := chain(data, sector, size)
	var names []string
	seen := map[uint32]bool{}
	for n := binary.LittleEndian.Uint32(data[48:]); !seen[n] && len(names) < maxEntriesOLE; n = next(n) {
		seen[n] = true
		s := sector(n)
		if s == nil {
			break
		}
		for e := 0; e+128 <= len(s); e += 128 {
			if name := entryName(s[e : e+128]); name != "" {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return nil, errNotOLE
	}
	return names, nil
}

// chain returns what follows a sector. The table of sectors is found through the
// header alone, which is enough for 6.8 MB and for the directory of most files;
// beyond that the sectors are taken to follow each other.
func chain(data []byte, sector func(uint32) []byte, size int) func(uint32) uint32 {
	per := uint32(size / 4)
	return func(n uint32) uint32 {
		if i := n / per; i < 109 {
			if table := sector(binary.LittleEndian.Uint32(data[76+4*i:])); table != nil {
				return binary.LittleEndian.Uint32(table[4*(n%per):])
			}
		}
		return n + 1
	}
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
