package document

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// rar packs name, content pairs without compression (RAR 5.0, technical note).
func rar(pairs ...string) []byte {
	vint := func(n int) []byte { return binary.AppendUvarint(nil, uint64(n)) }
	var out bytes.Buffer
	out.WriteString("Rar!\x1a\x07\x01\x00")
	block := func(fields ...[]byte) {
		body := slices.Concat(fields...)
		body = append(vint(len(body)), body...)
		out.Write(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(body)))
		out.Write(body)
	}
	block(vint(1), vint(0), vint(0))
	for i := 0; i < len(pairs); i += 2 {
		name, data := pairs[i], pairs[i+1]
		block(vint(2), vint(2), vint(len(data)), vint(4), vint(len(data)), vint(0o100644),
			binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(data))), vint(0), vint(1), vint(len(name)), []byte(name))
		out.WriteString(data)
	}
	block(vint(5), vint(0), vint(0))
	return out.Bytes()
}

// seven packs name, content pairs without compression (7zFormat.txt).
func seven(pairs ...string) []byte {
	var packed, names, sizes, sums bytes.Buffer
	number := func(n int) []byte { return append([]byte{0xc0 | byte(n>>16)}, byte(n), byte(n>>8)) }
	files := len(pairs) / 2
	for i := 0; i < len(pairs); i += 2 {
		for _, u := range append(utf16.Encode([]rune(pairs[i])), 0) {
			names.Write([]byte{byte(u), byte(u >> 8)})
		}
		packed.WriteString(pairs[i+1])
		if i+2 < len(pairs) {
			sizes.Write(number(len(pairs[i+1])))
		}
		sums.Write(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(pairs[i+1]))))
	}
	size := number(packed.Len())
	head := slices.Concat([]byte{1, 4, 6, 0, 1, 9}, size, []byte{0, 7, 0x0b, 1, 0, 1, 1, 0, 0x0c}, size, []byte{0},
		[]byte{8, 0x0d, byte(files), 9}, sizes.Bytes(), []byte{0x0a, 1}, sums.Bytes(), []byte{0, 0},
		[]byte{5, byte(files), 0x11}, number(names.Len()+1), []byte{0}, names.Bytes(), []byte{0, 0})
	start := binary.LittleEndian.AppendUint64(nil, uint64(packed.Len()))
	start = binary.LittleEndian.AppendUint64(start, uint64(len(head)))
	start = binary.LittleEndian.AppendUint32(start, crc32.ChecksumIEEE(head))
	out := append([]byte("7z\xbc\xaf\x27\x1c\x00\x04"), binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(start))...)
	return slices.Concat(out, start, packed.Bytes(), head)
}

var archives = map[Kind]func(testing.TB, ...string) []byte{
	KindZIP: zipped,
	KindRAR: func(_ testing.TB, pairs ...string) []byte { return rar(pairs...) },
	Kind7Z:  func(_ testing.TB, pairs ...string) []byte { return seven(pairs...) },
}

// Every kind of archive is listed, and gives the member that is asked for.
func TestArchives(t *testing.T) {
	for kind, pack := range archives {
		t.Run(string(kind), func(t *testing.T) {
			data := pack(t, "surat.pdf", string(letter("")), "../../etc/kartu.pdf", "isi kartu", `C:\data\lagi.zip`, "PK\x03\x04")
			r := Inspect(Surroundings{}, "berkas."+string(kind), "", data)
			if r.Kind != kind || r.Has(ProblemCorrupt) || len(r.Members) != 3 {
				t.Fatalf("%+v", r)
			}
			for i, want := range []string{"surat.pdf", "etc/kartu.pdf", "data/lagi.zip"} {
				if r.Members[i].Name != want {
					t.Errorf("member %d is %q, want %q", i, r.Members[i].Name, want)
				}
			}
			if !remarks(r, RemarkNested) {
				t.Errorf("remarks %v", r.Remarks)
			}
			m := r.Members[1]
			if got, err := Unpack(data, m.Name, m.Place, ""); err != nil || string(got) != "isi kartu" {
				t.Errorf("unpacked %q, %v", got, err)
			}
			m = r.Members[0]
			if got, err := Unpack(data, m.Name, m.Place, ""); err != nil || !bytes.Equal(got, letter("")) {
				t.Errorf("unpacked %d bytes, %v", len(got), err)
			}
			if _, err := Unpack(data, m.Name, 1, ""); !errors.Is(err, ErrNoMember) {
				t.Errorf("another name at a place: %v", err)
			}
		})
	}
}

func TestUnpackRefuses(t *testing.T) {
	locked := zipped(t, "a.pdf", "rahasia")
	for _, mark := range []string{"PK\x01\x02", "PK\x03\x04"} {
		at := bytes.Index(locked, []byte(mark)) + map[string]int{"PK\x01\x02": 8, "PK\x03\x04": 6}[mark]
		locked[at] |= 1
	}
	for name, tt := range map[string]struct {
		data []byte
		want error
	}{
		"a PDF":          {letter(""), ErrNoArchive},
		"an office file": {docx(t), ErrNoArchive},
		"a bomb":         {zipped(t, "a.pdf", strings.Repeat("\x00", 40<<20)), ErrBomb},
		"a liar":         {liarOf(t, "a.pdf"), ErrPacked},
		"a small bomb":   {zipped(t, "a.pdf", strings.Repeat("\x00", 3<<20)), ErrBomb},
		"locked":         {locked, ErrLocked},
		"torn":           {zipped(t, "a.pdf", "x")[:50], ErrPacked},
	} {
		if _, err := Unpack(tt.data, "a.pdf", 0, ""); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func FuzzArchive(f *testing.F) {
	for _, pack := range archives {
		f.Add(pack(f, "a.pdf", "isi", "b/c.txt", "lagi"))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, kind := range []Kind{KindZIP, KindRAR, Kind7Z} {
			g := begin("", "", data)
			g.Kind = kind
			if !safely(func() { g.archive(data) }) {
				continue // a library's panic, which InspectWith makes a finding
			}
			if len(g.Members) > maxMembers {
				t.Fatalf("%d members", len(g.Members))
			}
			for _, m := range g.Members {
				if strings.HasPrefix(m.Name, "/") || strings.Contains("/"+m.Name+"/", "/../") {
					t.Fatalf("member %q", m.Name)
				}
			}
		}
		if r := Inspect(Surroundings{}, "", "", data); len(r.Members) > 0 {
			if b, _ := Unpack(data, r.Members[0].Name, r.Members[0].Place, ""); len(b) > MaxMember {
				t.Fatalf("%d bytes", len(b))
			}
		}
	})
}

func safely(do func()) (ok bool) {
	defer func() { ok = recover() == nil }()
	do()
	return true
}

func crcOf(b []byte) uint32 { return crc32.ChecksumIEEE(b) }

// ole is a compound file whose directory has the names.
func ole(names ...string) []byte {
	data := make([]byte, 3*512)
	copy(data, oleMagic)
	binary.LittleEndian.PutUint16(data[30:], 9)
	binary.LittleEndian.PutUint32(data[48:], 1) // the directory
	binary.LittleEndian.PutUint32(data[76:], 0) // the table
	for i := range 108 {
		binary.LittleEndian.PutUint32(data[80+4*i:], 0xffffffff)
	}
	for i := range 128 {
		binary.LittleEndian.PutUint32(data[512+4*i:], 0xfffffffe)
	}
	for i, n := range append([]string{"Root Entry"}, names...) {
		e := data[1024+128*i:]
		units := utf16.Encode([]rune(n))
		for j, u := range units {
			binary.LittleEndian.PutUint16(e[2*j:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(units)+2))
		e[66] = 2
	}
	return data
}

func TestOldOffice(t *testing.T) {
	for _, tt := range []struct {
		names          []string
		kind           Kind
		active, locked bool
	}{
		{[]string{"WordDocument", "1Table"}, KindDOC, false, false},
		{[]string{"WordDocument", "Macros"}, KindDOC, true, false},
		{[]string{"Workbook", "_VBA_PROJECT_CUR"}, KindXLS, true, false},
		{[]string{"EncryptedPackage", "EncryptionInfo"}, KindUnknown, false, true},
		{[]string{"PowerPoint Document"}, KindUnknown, false, false},
	} {
		r := Inspect(Surroundings{}, "lama.doc", "application/msword", ole(tt.names...))
		if r.Kind != tt.kind || r.Encrypted != tt.locked || slices.Contains(r.Active, ActiveMacro) != tt.active {
			t.Errorf("%v: %+v", tt.names, r)
		}
		if remarks(r, RemarkLegacy) != (tt.kind != KindUnknown) {
			t.Errorf("%v: remarks %v", tt.names, r.Remarks)
		}
	}
}

func FuzzOLE(f *testing.F) {
	f.Add(ole("WordDocument", "Macros"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if names, _ := compound(data); len(names) > maxEntriesOLE+32 {
			t.Fatalf("%d names", len(names))
		}
	})
}
