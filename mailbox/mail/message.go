// Package mail reads one e-mail from its raw bytes.
//
// What is only a container is opened: winmail.dat (package tnef), opaque S/MIME
// (package cms). A signature is noted and not checked, what is encrypted is
// said. A request that somebody passed on is found in the text or attached, see
// Forward.
//
// Rules. Parse never fails and never panics: what is broken is repaired and
// every repair is a warning on the message. Nothing is lost: each leaf of the
// MIME tree is the shown body, an alternate of it, a wrapping, or an attachment
// whose decoded bytes can be had, and the raw bytes stay with the caller.
// Everything is bounded: depth 32, 2,000 parts, 1 MiB of text, 500 addresses a field.
// Parts are slices of the raw bytes; an attachment is decoded when asked for.
//
// What it does not do: it keeps nothing, checks no signature, opens no archive
// and asks no network. Whether a message belongs to a ticket is not its matter.
package mail

import (
	"fmt"
	"time"

	"loket/domain/clean"
)

// Bounds of one message.
const (
	maxDepth     = 32      // multiparts within multiparts
	maxParts     = 2000    // parts of one raw message, forwarded ones included
	maxForwarded = 50      // inner messages parsed
	maxNested    = 8       // messages within messages
	maxText      = 1 << 20 // bytes of readable text
	maxAddresses = 500     // addresses of one header field
	maxWarnings  = 100
)

// Options is what a site knows about itself. The zero value is usable.
type Options struct {
	// AuthServID is the authserv-id (RFC 8601) of the site's own server; only
	// its Authentication-Results are believed. Empty: none are.
	AuthServID string
	// OwnAddresses are the addresses the desk writes from.
	OwnAddresses []string
}

// Message is one e-mail as read. It refers to the raw bytes given to Parse,
// which must not change while it is used. It is safe for concurrent reading.
type Message struct {
	MessageID   string   // without <>, "" if there is none
	InReplyTo   []string // without <>
	References  []string // without <>, oldest first, at most 200
	Subject     clean.Text
	From        []Address
	ReplyTo     []Address
	Sender      []Address
	To, Cc      []Address
	DeliveredTo []Address // Delivered-To, X-Original-To, Envelope-To
	Date        time.Time // of the header, in UTC; zero if unreadable

	Text   clean.Text // readable body, at most 1 MiB; a table's cells are four spaces apart
	Own    clean.Text // Text without quoted history and signature; may be empty
	Quoted clean.Text // the lines of Text that are not in Own
	HTML   bool       // Text was made from HTML

	Attachments []Attachment // every leaf that is not the body
	Alternates  []Attachment // other forms of the body: the HTML source, the HTML beside the plain text
	Wrapping    []Attachment // what was around the content: winmail.dat and smime.p7m that were opened, detached signatures
	Inner       []*Message   // message/rfc822 attachments, read
	Forwarded   []Forward    // requests that were passed on, outermost first, at most 20

	Signed    []Seal // how the content is signed; no signature is checked here
	Encrypted []Seal // how something is encrypted that cannot be read here

	Machine  Machine
	Bounce   *Bounce // nil unless the message reports a delivery
	Auth     Auth
	Loop     string   // the X-Loket header of a letter of a desk
	Warnings []string // every repair
	Size     int      // of the raw message, in bytes

	header header
	shown  int // leaves that Text was made of
}

// Parse reads raw. The result is never nil.
func Parse(raw []byte, opt Options) *Message {
	return parseWith(&budget{}, raw, opt, 0)
}

// HeaderOnly reads the header of raw, which may end anywhere: for a message
// whose body stays on the server.
func HeaderOnly(raw []byte, opt Options) *Message {
	p := &parser{opt: opt, budget: &budget{}, m: &Message{Size: len(raw)}}
	h, _ := p.splitHeader(unifyLines(p, raw), false)
	p.readHeader(h)
	p.m.Machine = classify(p.m, opt)
	p.m.Auth = readAuth(p.m, opt)
	return p.m
}

// Get returns the first field called name, decoded, cleaned to one line and at
// most 4,096 runes; "" if there is none.
func (m *Message) Get(name string) string {
	return clean.Line(decodeHeader(m.header.first(name)), 4096).String()
}

// Values returns up to 50 fields called name as Get does, in the order they stand.
func (m *Message) Values(name string) []string {
	var out []string
	for _, f := range m.header.all(name, 50) {
		out = append(out, clean.Line(decodeHeader(f), 4096).String())
	}
	return out
}

// Has reports whether there is a field called name, be it empty.
func (m *Message) Has(name string) bool { return m.header.count(name, 1) > 0 }

// Open returns the decoded bytes of attachment index, or ErrNoAttachment.
func (m *Message) Open(index int) ([]byte, error) {
	if index < 0 || index >= len(m.Attachments) {
		return nil, fmt.Errorf("attachment %d of %d: %w", index, len(m.Attachments), ErrNoAttachment)
	}
	return m.Attachments[index].Bytes(), nil
}

// Find returns the bytes of the leaf whose SHA-256 is sum: the attachment at
// index if it fits, else any leaf, because a later version of this package may
// list the leaves of the same raw message in another order. ErrNoAttachment if
// there is none.
func (m *Message) Find(index int, sum [32]byte) ([]byte, error) {
	if index >= 0 && index < len(m.Attachments) && m.Attachments[index].SHA256 == sum {
		return m.Attachments[index].Bytes(), nil
	}
	for _, list := range [][]Attachment{m.Attachments, m.Wrapping, m.Alternates} {
		for _, a := range list {
			if a.SHA256 == sum {
				return a.Bytes(), nil
			}
		}
	}
	return nil, fmt.Errorf("attachment %x: %w", sum[:4], ErrNoAttachment)
}

// budget is shared by a message and those inside it.
type budget struct{ parts, forwarded, inflated int }

// parser reads one message; inner messages have their own, with the same budget.
type parser struct {
	opt    Options
	budget *budget
	nested int
	m      *Message
	body   body

	fallbacks []*part   // bodies within winmail.dat, shown if there is no other
	calendars []*part   // shown if there is no other body
	attached  []Forward // messages embedded in a winmail.dat
}

func parseWith(b *budget, raw []byte, opt Options, nested int) *Message {
	p := &parser{opt: opt, budget: b, nested: nested, m: &Message{Size: len(raw)}}
	raw = unifyLines(p, raw)
	h, rest := p.splitHeader(raw, false)
	p.readHeader(h)
	root := p.splitPart(h, rest, "1", "text/plain", 0)
	p.gather(root)
	p.finishBody()
	p.m.finishBounce()
	p.m.Machine = classify(p.m, opt)
	p.m.Auth = readAuth(p.m, opt)
	p.findForwards()
	p.markInline()
	return p.m
}

// readHeader fills what the header of the message itself says.
func (p *parser) readHeader(h header) {
	m := p.m
	m.header = h
	for _, name := range []string{"from", "subject", "date", "to", "message-id", "content-type"} {
		if h.count(name, 2) > 1 {
			p.warn("more than one %s field; the first counts", name)
		}
	}
	m.Subject = clean.Line(decodeHeader(h.first("subject")), 500)
	m.MessageID = firstID(h.first("message-id"))
	m.InReplyTo = messageIDs(h.first("in-reply-to"), 20)
	m.References = messageIDs(h.first("references"), 200)
	m.From = p.addresses("from")
	m.ReplyTo = p.addresses("reply-to")
	m.Sender = p.addresses("sender")
	m.To = p.addresses("to")
	m.Cc = p.addresses("cc")
	m.DeliveredTo = p.addresses("delivered-to", "x-original-to", "envelope-to")
	m.Loop = clean.Line(h.first("x-loket"), 200).String()
	p.readDate()
	if m.MessageID == "" {
		p.warn("no usable Message-ID")
	}
	if len(m.From) == 0 {
		p.warn("no usable From")
	}
}

func (p *parser) readDate() {
	v := p.m.header.first("date")
	if v == "" {
		p.warn("no Date")
		return
	}
	t, repaired, ok := parseDate(v)
	switch {
	case !ok:
		p.warn("date %q not readable", clean.Line(v, 60).String())
	case repaired:
		p.warn("date %q read as %s", clean.Line(v, 60).String(), t.Format(time.RFC3339))
	}
	p.m.Date = t
}

func (p *parser) warn(format string, args ...any) {
	switch n := len(p.m.Warnings); {
	case n < maxWarnings:
		w := clean.Line(fmt.Sprintf(format, args...), 300).String()
		for _, old := range p.m.Warnings {
			if old == w {
				return
			}
		}
		p.m.Warnings = append(p.m.Warnings, w)
	case n == maxWarnings:
		p.m.Warnings = append(p.m.Warnings, "more warnings than are kept")
	}
}
