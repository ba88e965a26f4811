package tnef

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

func latin(b []byte, _ int) string {
	s, _ := charmap.Windows1252.NewDecoder().Bytes(b)
	return string(s)
}

// The writers below make streams as Exchange does.

func num(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }

func pad(s string) string { return s + strings.Repeat("\x00", (4-len(s)%4)%4) }

func utf16le(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s + "\x00")) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

func attribute(level byte, id uint32, data string) string {
	b := binary.LittleEndian.AppendUint32([]byte{level}, id)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
	sum := uint16(0)
	for i := range len(data) {
		sum += uint16(data[i])
	}
	return string(binary.LittleEndian.AppendUint16(append(b, data...), sum))
}

func stream(attributes ...string) string {
	return num(signature) + "\x01\x00" + attribute(1, attrCodepage, num(1252)+num(0)) + strings.Join(attributes, "")
}

func prop(kind, id int, value string) string {
	head := string(binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, uint16(kind)), uint16(id)))
	if fixedWidth(uint16(kind)) > 0 {
		return head + pad(value)
	}
	return head + num(1) + num(len(value)) + pad(value)
}

func props(list ...string) string { return num(len(list)) + strings.Join(list, "") }

func file(title, data string, list ...string) string {
	return attribute(2, attrRendData, strings.Repeat("\x00", 14)) + attribute(2, attrTitle, title+"\x00") +
		attribute(2, attrData, data) + attribute(2, attrFileProp, props(list...))
}

func TestOpen(t *testing.T) {
	embedded := stream(attribute(1, attrSubject, "Di dalam\x00"), file("d.pdf", "DALAM"))
	in := stream(
		attribute(1, attrSubject, "Permohonan\x00"),
		attribute(1, attrBody, "Mohon caf\xe9.\x00"),
		attribute(1, attrProps, props(
			prop(kindUnicode, propSubject, utf16le("Permohonan – domain")),
			prop(kindBinary, propHTML, "<p>Mohon</p>"),
			prop(kindLong, propCodepage, num(65001)),
			prop(kindString, propSenderName, "Budi\x00"),
			prop(kindUnicode, propSenderSMTP, utf16le("budi@contohkab.go.id")),
			prop(kindLong|manyValues, 0x1234, num(2)+num(7)+num(8)),
			prop(0x40, 0x8001, "")[:4]+strings.Repeat("g", 16)+num(1)+num(6)+pad("n\x00a\x00m\x00")+"12345678",
		)),
		file("SURAT~1.PDF", "PDF", prop(kindUnicode, propLongName, utf16le("surat permohonan é.pdf")), prop(kindString, propMimeTag, "application/pdf\x00")),
		file("logo.png", "PNG", prop(kindString, propContentID, "<logo@x>\x00"), prop(kindBool, propHidden, "\x01")),
		attribute(2, attrRendData, ""), attribute(2, attrFileProp, props(prop(kindUnicode, propDisplayName, utf16le("Surat dalam")), prop(kindObject, propData, strings.Repeat("i", 16)+embedded))),
		attribute(2, attrRendData, ""), attribute(2, attrFileProp, props(prop(kindBinary, propData, "BIN"), prop(kindString, propShortName, "b.bin\x00"))),
	)
	m, err := Open([]byte(in), latin)
	if err != nil {
		t.Fatal(err)
	}
	if m.Damaged || m.Beyond || m.Subject != "Permohonan – domain" || m.Text != "Mohon café." || string(m.HTML) != "<p>Mohon</p>" || m.HTMLSet != "utf-8" ||
		m.From != (Sender{"Budi", "budi@contohkab.go.id"}) {
		t.Errorf("%+v", m)
	}
	if len(m.Files) != 4 {
		t.Fatalf("%d files", len(m.Files))
	}
	for i, want := range []File{
		{Name: "surat permohonan é.pdf", Type: "application/pdf", Data: []byte("PDF")},
		{Name: "logo.png", ContentID: "logo@x", Hidden: true, Data: []byte("PNG")},
		{Name: "Surat dalam", Data: []byte(embedded)},
		{Name: "b.bin", Data: []byte("BIN")},
	} {
		got := m.Files[i]
		if got.Name != want.Name || got.Type != want.Type || got.ContentID != want.ContentID || got.Hidden != want.Hidden || string(got.Data) != string(want.Data) {
			t.Errorf("file %d: %+v", i, got)
		}
	}
	inner := m.Files[2].Message
	if inner == nil || inner.Subject != "Di dalam" || len(inner.Files) != 1 || string(inner.Files[0].Data) != "DALAM" {
		t.Errorf("embedded: %+v", inner)
	}
}

func TestDamage(t *testing.T) {
	whole := stream(file("a.pdf", "AAAA"), file("b.pdf", strings.Repeat("B", 1000)))
	for _, c := range []struct {
		name, in string
		files    int
		damaged  bool
	}{
		{"cut in a file", whole[:len(whole)-100], 2, true},
		{"cut in the first", whole[:80], 1, true},
		{"wrong checksum", strings.Replace(whole, "AAAA", "AAAB", 1), 2, false},
		{"garbage behind", whole + strings.Repeat("x", 50), 2, true},
		{"a huge count of properties", stream(attribute(2, attrRendData, ""), attribute(2, attrTitle, "a\x00"), attribute(2, attrFileProp, num(-1))), 1, true},
		{"a huge value", stream(attribute(2, attrRendData, ""), attribute(2, attrTitle, "a\x00"), attribute(2, attrFileProp, num(1)+prop(kindBinary, propData, "")[:4]+num(1)+num(-1)+"x")), 1, true},
		{"nothing", stream(), 0, false},
	} {
		m, err := Open([]byte(c.in), latin)
		if err != nil || len(m.Files) != c.files || m.Damaged != c.damaged {
			t.Errorf("%s: %d files, damaged %v, %v", c.name, len(m.Files), m.Damaged, err)
		}
	}
	if _, err := Open([]byte("PK\x03\x04abcd"), latin); !errors.Is(err, ErrNotTNEF) {
		t.Errorf("a zip: %v", err)
	}
}

func TestBounds(t *testing.T) {
	m, _ := Open([]byte(stream(strings.Repeat(file("a", "b"), 2*maxFiles))), latin)
	if len(m.Files) != maxFiles || !m.Beyond {
		t.Errorf("%d files, %v", len(m.Files), m.Beyond)
	}
	deep := stream(file("a", "b"))
	for range 2 * maxDepth {
		deep = stream(attribute(2, attrRendData, ""), attribute(2, attrFileProp, props(prop(kindObject, propData, strings.Repeat("i", 16)+deep))))
	}
	m, _ = Open([]byte(deep), latin)
	depth := 0
	for at := m; at != nil && len(at.Files) > 0; at = at.Files[0].Message {
		depth++
	}
	if depth != maxDepth || !m.Beyond {
		t.Errorf("%d deep, %v", depth, m.Beyond)
	}
	m, _ = Open([]byte(stream(attribute(1, attrProps, num(1<<20)+strings.Repeat(prop(kindLong, 1, num(0)), 1<<17)))), latin)
	if !m.Damaged {
		t.Error("131,072 properties were read")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(stream(attribute(1, attrBody, "x"), file("a", "b", prop(kindUnicode, propLongName, utf16le("c"))))))
	f.Add([]byte(stream(attribute(2, attrRendData, ""), attribute(2, attrFileProp, props(prop(kindObject, propData, strings.Repeat("i", 16)+stream(file("x", "y"))))))))
	f.Add([]byte(stream(attribute(1, attrFrom, "\x04\x00\x10\x00\x02\x00\x08\x00a\x00SMTP:b@c"))))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Open(b, latin)
		if err != nil {
			return
		}
		count := 0
		var walk func(*Message)
		walk = func(m *Message) {
			for _, f := range m.Files {
				if count++; len(f.Data) > len(b) {
					t.Fatalf("%d bytes of %d", len(f.Data), len(b))
				}
				if f.Message != nil {
					walk(f.Message)
				}
			}
		}
		walk(m)
		if count > maxFiles || len(m.Rich) > maxRich+17 || len(m.Text) > 4*len(b) {
			t.Fatalf("%d files, %d of RTF, %d of text from %d", count, len(m.Rich), len(m.Text), len(b))
		}
	})
}
