package mail

import (
	"regexp"
	"strings"

	"loket/domain/clean"
)

// Bounce is what a delivery report says (RFC 3464), or what could be read of
// one in another form.
type Bounce struct {
	OriginalID   string // Message-ID of the letter that came back, "" if not told
	EnvelopeID   string // Original-Envelope-Id
	ReportingMTA string
	Recipients   []BouncedRecipient // at most 500
}

// BouncedRecipient is one address the report is about.
type BouncedRecipient struct {
	Email      string
	Action     string     // failed, delayed, delivered, relayed, expanded; "" if not told
	Status     string     // "5.1.1"
	Diagnostic clean.Text // the server's own words
}

// Permanent reports whether the letter will not arrive.
func (r BouncedRecipient) Permanent() bool {
	return r.Action == "failed" || r.Action == "" && strings.HasPrefix(r.Status, "5")
}

// bounceNote is created at the first sign of a report.
func (m *Message) bounceNote() *Bounce {
	if m.Bounce == nil {
		m.Bounce = &Bounce{}
	}
	return m.Bounce
}

// readDeliveryStatus reads the groups of fields of message/delivery-status.
func (p *parser) readDeliveryStatus(data []byte) {
	b := p.m.bounceNote()
	for groups := 0; len(data) > 0 && groups <= maxAddresses; groups++ {
		for len(data) > 0 {
			line, rest := cutLine(data)
			if !isBlank(line) {
				break
			}
			data = rest
		}
		if len(data) == 0 {
			return
		}
		before := len(data)
		h, rest := p.splitHeader(data, true)
		if data = rest; len(data) == before {
			p.warn("delivery report not readable")
			return
		}
		if v := h.first("reporting-mta"); v != "" && b.ReportingMTA == "" {
			b.ReportingMTA = clean.Line(typedValue(v), 200).String()
		}
		if v := h.first("original-envelope-id"); v != "" && b.EnvelopeID == "" {
			b.EnvelopeID = cleanID(v)
		}
		recipient := h.first("original-recipient")
		if recipient == "" || !strings.Contains(recipient, "@") {
			recipient = h.first("final-recipient")
		}
		if recipient != "" {
			b.add(BouncedRecipient{
				Email:      looseEmail(typedValue(recipient)),
				Action:     strings.ToLower(clean.Line(h.first("action"), 20).String()),
				Status:     statusCode.FindString(h.first("status")),
				Diagnostic: clean.Line(typedValue(h.first("diagnostic-code")), 500),
			})
		}
	}
}

func (b *Bounce) add(r BouncedRecipient) {
	for _, old := range b.Recipients {
		if old == r {
			return
		}
	}
	if r.Email != "" && len(b.Recipients) < maxAddresses {
		b.Recipients = append(b.Recipients, r)
	}
}

// typedValue takes the type off "rfc822; someone@example".
func typedValue(s string) string {
	if kind, v, ok := strings.Cut(s, ";"); ok && !strings.ContainsAny(strings.TrimSpace(kind), " @") {
		return strings.TrimSpace(v)
	}
	return strings.TrimSpace(s)
}

func looseEmail(s string) string {
	a, _ := parseAddress(s)
	return a.Email
}

// readReturnedHeader takes the Message-ID of the letter from its header.
func (p *parser) readReturnedHeader(data []byte) {
	h, _ := p.splitHeader(data, false)
	if b := p.m.bounceNote(); b.OriginalID == "" {
		b.OriginalID = firstID(h.first("message-id"))
	}
}

var (
	statusCode   = regexp.MustCompile(`[245]\.\d{1,3}\.\d{1,3}`)
	returnedID   = regexp.MustCompile(`(?im)^[> ]*message-id:\s*(<[^<>\s]{1,900}>)`)
	returnedMail = regexp.MustCompile(`(?im)(?:^\s*|rcpt to:\s*)<([^<>\s]{1,250}@[^<>\s]{1,250})>`)
)

// finishBounce adds what the returned letter itself tells.
func (m *Message) finishBounce() {
	if m.Bounce == nil {
		return
	}
	if m.Bounce.OriginalID == "" && len(m.Inner) > 0 {
		m.Bounce.OriginalID = m.Inner[0].MessageID
	}
	if m.Bounce.OriginalID == "" && len(m.InReplyTo) > 0 {
		m.Bounce.OriginalID = m.InReplyTo[0]
	}
}

// readLooseBounce reads a report that is not of RFC 3464: the Message-ID from
// the copy of the letter in the text, the recipients from X-Failed-Recipients
// from lines of "<address>:", or the only one the letter went to.
func (m *Message) readLooseBounce() {
	b := m.bounceNote()
	text := m.Text.String()
	text = strings.ToValidUTF8(text[:min(len(text), 64<<10)], "")
	if id := returnedID.FindStringSubmatch(text); id != nil && b.OriginalID == "" {
		b.OriginalID = firstID(id[1])
	}
	status := statusCode.FindString(text)
	for _, v := range splitAddresses(m.Get("X-Failed-Recipients")) {
		b.add(BouncedRecipient{Email: looseEmail(v), Action: "failed", Status: status})
	}
	if len(b.Recipients) == 0 {
		for _, v := range returnedMail.FindAllStringSubmatch(text, 20) {
			b.add(BouncedRecipient{Email: looseEmail(v[1]), Status: status})
		}
	}
	m.finishBounce()
	if len(b.Recipients) == 0 && len(m.Inner) > 0 && len(m.Inner[0].To) == 1 && len(m.Inner[0].Cc) == 0 {
		b.add(BouncedRecipient{Email: m.Inner[0].To[0].Email, Status: status}) // who else
	}
}
