package tnef

import (
	"encoding/binary"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Properties a reader needs (MS-OXPROPS).
const (
	propSubject     = 0x0037
	propSenderName  = 0x0c1a
	propSenderEmail = 0x0c1f
	propBody        = 0x1000
	propRich        = 0x1009
	propHTML        = 0x1013
	propDisplayName = 0x3001
	propData        = 0x3701
	propShortName   = 0x3704
	propLongName    = 0x3707
	propMimeTag     = 0x370e
	propContentID   = 0x3712
	propCodepage    = 0x3fde
	propSenderSMTP  = 0x5d01
	propSentForSMTP = 0x5d02
	propHidden      = 0x7ffe
)

// Kinds of values.
const (
	kindShort   = 0x0002
	kindLong    = 0x0003
	kindFloat   = 0x0004
	kindError   = 0x000a
	kindBool    = 0x000b
	kindObject  = 0x000d
	kindString  = 0x001e
	kindUnicode = 0x001f
	kindClass   = 0x0048
	kindBinary  = 0x0102
	manyValues  = 0x1000
	firstNamed  = 0x8000
)

// property is one value; of several values the first.
type property struct {
	id, kind uint16
	data     []byte
}

// cursor reads little-endian numbers; after a failure it stays at the end.
type cursor struct {
	b  []byte
	ok bool
}

func (c *cursor) take(n uint64) []byte {
	if n > uint64(len(c.b)) {
		c.b, c.ok = nil, false
		return nil
	}
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

func (c *cursor) u16() uint16 {
	if b := c.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (c *cursor) u32() uint32 {
	if b := c.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// padded takes n bytes and what fills them up to four. The last value of a
// stream may come without.
func (c *cursor) padded(n uint32) []byte {
	out := c.take(uint64(n))
	if fill := (4 - n%4) % 4; uint64(fill) <= uint64(len(c.b)) {
		c.take(uint64(fill))
	}
	return out
}

// properties adds the values in b that a reader needs; ok is false when b is
// damaged or the bound is reached.
func (r *reader) properties(b []byte, into *[]property) (ok bool) {
	c := &cursor{b: b, ok: true}
	count := c.u32()
	for range count {
		if r.props++; r.props > maxProps {
			return false
		}
		p := property{kind: c.u16(), id: c.u16()}
		if p.id >= firstNamed {
			c.name()
		}
		p.data = c.values(p.kind)
		if !c.ok {
			return false
		}
		if p.kind &^= manyValues; wanted(p.id) {
			*into = append(*into, p)
		}
	}
	return true
}

// name skips the name of a named property.
func (c *cursor) name() {
	c.take(16)
	if c.u32() == 0 {
		c.take(4)
		return
	}
	c.padded(c.u32())
}

// values takes all values of a property and returns the first.
func (c *cursor) values(kind uint16) []byte {
	width := fixedWidth(kind &^ manyValues)
	n := uint32(1)
	if kind&manyValues != 0 || width == 0 {
		n = c.u32()
	}
	var first []byte
	for i := uint32(0); i < n && c.ok; i++ {
		size := width
		if width == 0 {
			size = c.u32()
		}
		v := c.padded(size)
		if i == 0 {
			first = v
		}
	}
	return first
}

// fixedWidth returns the bytes of one value, 0 for a kind that tells its length.
func fixedWidth(kind uint16) uint32 {
	switch kind {
	case kindShort:
		return 2
	case kindLong, kindFloat, kindError, kindBool:
		return 4
	case kindClass:
		return 16
	case kindObject, kindString, kindUnicode, kindBinary:
		return 0
	}
	return 8 // doubles, money, times, long integers
}

func wanted(id uint16) bool {
	switch id {
	case propSubject, propSenderName, propSenderEmail, propBody, propRich, propHTML, propDisplayName, propData, propShortName,
		propLongName, propMimeTag, propContentID, propCodepage, propSenderSMTP, propSentForSMTP, propHidden:
		return true
	}
	return false
}

// text returns the value as UTF-8, at most 4 MiB of it.
func (p property) text(r *reader, codepage int) string {
	b := p.data[:min(len(p.data), maxText)]
	switch p.kind {
	case kindUnicode:
		return zero(wide(b))
	case kindString, kindBinary:
		return zero(r.decode(b, codepage))
	}
	return ""
}

// page returns the HTML body and its charset, "" where another property tells it.
func (p property) page(r *reader, codepage int) ([]byte, string) {
	switch p.kind {
	case kindBinary:
		return p.data, ""
	case kindUnicode, kindString:
		return []byte(p.text(r, codepage)), "utf-8"
	}
	return nil, ""
}

func (p property) number() int {
	if len(p.data) < 4 {
		return 0
	}
	return int(binary.LittleEndian.Uint32(p.data))
}

// wide decodes UTF-16, little-endian.
func wide(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return strings.ToValidUTF8(string(utf16.Decode(units)), "\uFFFD")
}

// charsetName returns the MIME name of a Windows code page, "" for 0.
func charsetName(codepage int) string {
	switch codepage {
	case 0:
		return ""
	case 65001:
		return "utf-8"
	case 20127:
		return "us-ascii"
	case 28591:
		return "iso-8859-1"
	}
	return "cp" + strconv.Itoa(codepage)
}
