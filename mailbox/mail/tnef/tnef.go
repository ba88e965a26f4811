// Package tnef reads the Transport Neutral Encapsulation Format, the
// "winmail.dat" that Outlook and Exchange send (MS-OXTNEF, MS-OXMSG).
//
// Rules. Input is hostile: every length is checked against what is left, no
// input panics, and everything is bounded: messages within one another, files,
// properties, and the size of the rich text. Bytes of files are slices of the
// input. What is damaged ends the reading of its level; what was found before
// stays, and Damaged says so.
//
// What it does not do: it writes none, keeps no property beyond those a reader
// needs, and follows no link.
package tnef

import (
	"encoding/binary"
	"errors"
	"strings"

	"loket/mailbox/mail/rtf"
)

// ErrNotTNEF is returned for bytes without the signature of the format.
var ErrNotTNEF = errors.New("not TNEF")

// Bounds of one stream with those inside it.
const (
	maxFiles = 500
	maxDepth = 5
	maxProps = 20000 // of one stream with those inside it
	maxRich  = 4 << 20
	maxText  = 4 << 20
)

// Message is what one stream holds. Text is UTF-8 but not cleaned.
type Message struct {
	Subject  string
	From     Sender
	Text     string
	HTML     []byte // in the charset HTMLSet
	HTMLSet  string
	Rich     []byte // RTF, inflated, at most 4 MiB
	Codepage int
	Files    []File
	Damaged  bool // it ends early or makes no sense somewhere
	Beyond   bool // a bound was reached, files may be missing
}

// Sender is who wrote the message, as far as the stream tells.
type Sender struct{ Name, Email string }

// File is one attachment.
type File struct {
	Name      string // the long name if there is one, not cleaned
	Type      string // MIME type as claimed, "" if none
	ContentID string // without <>
	Hidden    bool   // a picture of the text
	Data      []byte
	Message   *Message // an embedded message, else nil
}

// Charset decodes bytes of a Windows code page (0 for unknown) to UTF-8.
type Charset func(b []byte, codepage int) string

// IsTNEF reports whether b begins with the signature of the format.
func IsTNEF(b []byte) bool {
	return len(b) >= 6 && binary.LittleEndian.Uint32(b) == signature
}

// Open reads one stream.
func Open(b []byte, decode Charset) (*Message, error) {
	if !IsTNEF(b) {
		return nil, ErrNotTNEF
	}
	r := &reader{decode: decode}
	return r.message(b, 0), nil
}

const signature = 0x223e9f78

// Attributes of a stream.
const (
	attrSubject  = 0x00018004
	attrFrom     = 0x00008000
	attrBody     = 0x0002800c
	attrData     = 0x0006800f
	attrTitle    = 0x00018010
	attrRendData = 0x00069002
	attrProps    = 0x00069003
	attrFileProp = 0x00069005
	attrCodepage = 0x00069007
)

// reader counts over a stream and those inside it.
type reader struct {
	decode Charset
	props  int
	files  int
}

// message reads a stream whose signature was checked.
func (r *reader) message(b []byte, depth int) *Message {
	m := &Message{}
	b = b[6:]
	file := (*found)(nil)
	late := found{} // properties of the message, decoded when the code page is known
	for len(b) >= 9 {
		level, id := b[0], binary.LittleEndian.Uint32(b[1:])
		size := binary.LittleEndian.Uint32(b[5:])
		b = b[9:]
		if level != 1 && level != 2 {
			break
		}
		cut := uint64(size) > uint64(len(b))
		data := b[:min(uint64(size), uint64(len(b)))]
		switch {
		case id == attrCodepage && len(data) >= 4:
			m.Codepage = int(binary.LittleEndian.Uint32(data))
		case id == attrRendData:
			r.close(m, file, depth)
			file = &found{}
		case level == 2 || id == attrFileProp:
			if file == nil {
				file = &found{}
			}
			r.fileAttribute(m, file, id, data)
		case id == attrProps:
			m.Damaged = !r.properties(data, &late.props) || m.Damaged
		default:
			late.attribute(id, data)
		}
		if cut || len(data)+2 > len(b) {
			m.Damaged = true
			b = nil
			break
		}
		b = b[len(data)+2:] // a checksum, which many programs write wrong
	}
	m.Damaged = m.Damaged || len(b) > 0
	r.close(m, file, depth)
	r.finish(m, &late)
	return m
}

// found is what was read of one file, or of the message, before it is understood.
type found struct {
	subject, from, body, title, data []byte
	props                            []property
}

func (f *found) attribute(id uint32, data []byte) {
	switch id {
	case attrSubject:
		f.subject = data
	case attrFrom:
		f.from = data
	case attrBody:
		f.body = data
	}
}

func (r *reader) fileAttribute(m *Message, f *found, id uint32, data []byte) {
	switch id {
	case attrTitle:
		f.title = data
	case attrData:
		f.data = data
	case attrFileProp:
		m.Damaged = !r.properties(data, &f.props) || m.Damaged
	}
}

// close makes a file of what was read of one.
func (r *reader) close(m *Message, f *found, depth int) {
	if f == nil || f.data == nil && f.title == nil && f.props == nil {
		return
	}
	if r.files++; r.files > maxFiles {
		m.Beyond = true
		return
	}
	out := File{Name: zero(r.decode(f.title, m.Codepage)), Data: f.data}
	for _, p := range f.props {
		s := func() string { return p.text(r, m.Codepage) }
		switch p.id {
		case propLongName:
			out.Name = orElse(s(), out.Name)
		case propShortName, propDisplayName:
			out.Name = orElse(out.Name, s())
		case propMimeTag:
			out.Type = s()
		case propContentID:
			out.ContentID = strings.Trim(s(), "<> ")
		case propHidden:
			out.Hidden = len(p.data) > 0 && p.data[0] != 0
		case propData:
			r.object(m, &out, p, depth)
		}
	}
	m.Files = append(m.Files, out)
}

// object takes the bytes of a file, or the message that is one.
func (r *reader) object(m *Message, out *File, p property, depth int) {
	const classID = 16
	switch {
	case p.kind == kindBinary:
		if len(out.Data) == 0 {
			out.Data = p.data
		}
	case p.kind == kindObject && len(p.data) > classID:
		inner := p.data[classID:]
		out.Data = inner
		if !IsTNEF(inner) {
			return
		}
		if depth+1 >= maxDepth {
			m.Beyond = true
			return
		}
		out.Message = r.message(inner, depth+1)
		m.Damaged = m.Damaged || out.Message.Damaged
		m.Beyond = m.Beyond || out.Message.Beyond
	}
}

// finish reads the texts of the message.
func (r *reader) finish(m *Message, f *found) {
	m.Subject = zero(r.decode(f.subject, m.Codepage))
	m.From = oldSender(f.from, func(b []byte) string { return r.decode(b, m.Codepage) })
	if len(f.body) > 0 {
		m.Text = zero(r.decode(f.body[:min(len(f.body), maxText)], m.Codepage))
	}
	internet := 0
	for _, p := range f.props {
		s := func() string { return p.text(r, m.Codepage) }
		switch p.id {
		case propSubject:
			m.Subject = orElse(s(), m.Subject)
		case propSenderName:
			m.From.Name = orElse(s(), m.From.Name)
		case propSenderSMTP, propSentForSMTP:
			m.From.Email = orElse(s(), m.From.Email)
		case propSenderEmail:
			if v := s(); strings.Contains(v, "@") && !strings.Contains(m.From.Email, "@") {
				m.From.Email = v
			}
		case propBody:
			m.Text = orElse(s(), m.Text)
		case propHTML:
			m.HTML, m.HTMLSet = p.page(r, m.Codepage)
		case propCodepage:
			internet = p.number()
		case propRich:
			rich, err := rtf.Inflate(p.data, maxRich)
			m.Rich, m.Damaged = rich, m.Damaged || err != nil
		}
	}
	if m.HTML != nil && m.HTMLSet == "" {
		m.HTMLSet = charsetName(internet)
	}
}

// oldSender reads attFrom: a structure with a display name and "SMTP:address".
func oldSender(b []byte, decode func([]byte) string) Sender {
	const head = 8 // a type and three lengths of two bytes
	if len(b) < head {
		return Sender{}
	}
	name, address := int(binary.LittleEndian.Uint16(b[4:])), int(binary.LittleEndian.Uint16(b[6:]))
	if head+name+address > len(b) {
		return Sender{}
	}
	email := zero(decode(b[head+name : head+name+address]))
	if kind, rest, ok := strings.Cut(email, ":"); ok && strings.EqualFold(kind, "smtp") {
		email = rest
	}
	if !strings.Contains(email, "@") {
		email = ""
	}
	return Sender{Name: zero(decode(b[head : head+name])), Email: email}
}

// zero cuts s at its first NUL.
func zero(s string) string {
	s, _, _ = strings.Cut(s, "\x00")
	return s
}

func orElse(s, other string) string {
	if strings.TrimSpace(s) == "" {
		return other
	}
	return s
}
