package letter

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"mime/quotedprintable"
	"strings"
	"time"

	"loket/ticket"
)

// File is an attachment of a letter.
type File struct {
	Name string
	Type string // MIME type; "" is told by the name
	Data []byte
}

// Envelope is a letter with all it needs to become a mail.
type Envelope struct {
	From   string // address of the desk
	Name   string // of the desk, shown beside the address
	Letter ticket.Letter
	Secret string // put in place of ticket.SecretMark; "" leaves the mark
	Files  []File
	Date   time.Time // in the desk's zone
}

// Compose makes the mail: plain text with a simple HTML twin and attachments,
// threaded by In-Reply-To and References, marked by RFC 3834's Auto-Submitted
// where the program wrote it. Lines end with CRLF, none is longer than 998
// bytes, those of the header are folded at 78 where that can be done (RFC 5322
// 2.1.1). The same envelope gives the same bytes. An address, a subject or a
// Message-ID that would break the header is an error; ids of other people's
// messages that would are left out.
func Compose(e Envelope) ([]byte, error) {
	l := &e.Letter
	h := new(header)
	h.mailbox("From", e.Name, e.From)
	h.addresses("To", l.To)
	h.addresses("Cc", l.Cc)
	if l.ReplyTo != "" {
		h.addresses("Reply-To", []string{l.ReplyTo})
	}
	h.text("Subject", l.Subject)
	h.add("Date", e.Date.Format(time.RFC1123Z))
	h.id("Message-ID", l.MessageID)
	h.ids("In-Reply-To", []string{l.InReplyTo})
	h.ids("References", l.Refs)
	h.automatic(l)
	h.add("X-Loket", "letter")
	h.text("X-Loket-Letter", l.Template)
	h.add("MIME-Version", "1.0")
	if len(l.To)+len(l.Cc) == 0 {
		h.fail("To", "is empty")
	}
	if h.err != nil {
		return nil, h.err
	}
	text := l.Body
	if e.Secret != "" {
		text = strings.ReplaceAll(text, ticket.SecretMark, e.Secret)
	}
	h.body(e, text)
	return h.Bytes(), h.err
}

// automatic marks what the program wrote, so that no program answers it.
func (h *header) automatic(l *ticket.Letter) {
	if !l.Auto {
		return
	}
	kind := "auto-generated"
	if l.InReplyTo != "" {
		kind = "auto-replied"
	}
	h.add("Auto-Submitted", kind)
	h.add("X-Auto-Response-Suppress", "All")
}

// boundary makes a line that no part can hold: "=_" is neither quoted-printable
// nor base64, and all parts are one or the other.
func boundary(level string, l *ticket.Letter) string {
	sum := sha256.Sum256([]byte(l.MessageID))
	return "=_" + level + "_" + hex.EncodeToString(sum[:12])
}

func (h *header) body(e Envelope, text string) {
	inner, outer := boundary("alt", &e.Letter), boundary("mix", &e.Letter)
	if len(e.Files) > 0 {
		h.add("Content-Type", `multipart/mixed; boundary="`+outer+`"`)
		h.line("")
		h.line("--" + outer)
	}
	h.add("Content-Type", `multipart/alternative; boundary="`+inner+`"`)
	h.line("")
	h.part(inner, "text/plain", text)
	h.part(inner, "text/html", page(text))
	h.line("--" + inner + "--")
	if len(e.Files) == 0 {
		return
	}
	for _, f := range e.Files {
		h.line("--" + outer)
		h.file(f)
	}
	h.line("--" + outer + "--")
}

func (h *header) line(s string) { h.WriteString(s + "\r\n") }

func (h *header) part(boundary, kind, text string) {
	h.line("--" + boundary)
	h.add("Content-Type", kind+"; charset=utf-8")
	h.add("Content-Transfer-Encoding", "quoted-printable")
	h.line("")
	var b bytes.Buffer
	q := quotedprintable.NewWriter(&b)
	// A bytes.Buffer takes everything.
	_, _ = q.Write([]byte(strings.ReplaceAll(lines(text), "\n", "\r\n")))
	_ = q.Close()
	h.Write(b.Bytes())
	h.line("")
}

// lines brings line ends to "\n" and what is not UTF-8 to U+FFFD.
func lines(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.ToValidUTF8(s, "\uFFFD")
}

// page is the HTML twin: the same words, set in a fixed pitch so that columns
// stay columns.
func page(text string) string {
	return "<!DOCTYPE html>\n<html lang=\"id\"><head><meta charset=\"utf-8\"></head><body>" +
		"<pre style=\"font-family:monospace;white-space:pre-wrap\">" + html.EscapeString(lines(text)) + "</pre></body></html>\n"
}

func (h *header) fail(name, why string) {
	if h.err == nil {
		h.err = fmt.Errorf("letter: %s %s", name, why)
	}
}
