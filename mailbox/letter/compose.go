package letter

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"path"
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
// where the program wrote it. The same envelope gives the same bytes. Values
// that would break the header are an error.
func Compose(e Envelope) ([]byte, error) {
	l := &e.Letter
	h := new(header)
	h.add("From", (&mail.Address{Name: e.Name, Address: e.From}).String())
	h.addresses("To", l.To)
	h.addresses("Cc", l.Cc)
	h.add("Subject", mime.QEncoding.Encode("utf-8", l.Subject))
	h.add("Date", e.Date.Format(time.RFC1123Z))
	h.add("Message-ID", "<"+l.MessageID+">")
	if l.InReplyTo != "" {
		h.add("In-Reply-To", "<"+l.InReplyTo+">")
	}
	if len(l.Refs) > 0 {
		h.add("References", "<"+strings.Join(l.Refs, ">\r\n <")+">")
	}
	if l.Auto {
		h.add("Auto-Submitted", "auto-replied")
		h.add("X-Auto-Response-Suppress", "All")
	}
	h.add("X-Loket", "letter")
	h.add("X-Loket-Letter", l.Template)
	h.add("MIME-Version", "1.0")
	if h.err != nil {
		return nil, h.err
	}
	text := l.Body
	if e.Secret != "" {
		text = strings.ReplaceAll(text, ticket.SecretMark, e.Secret)
	}
	return h.body(e, text)
}

// header gathers fields; a value with a bare line break is refused, so nothing
// from a mail can add a field.
type header struct {
	bytes.Buffer
	err error
}

func (h *header) add(name, value string) {
	if bare := strings.ReplaceAll(value, "\r\n ", " "); strings.ContainsAny(bare, "\r\n\x00") && h.err == nil {
		h.err = fmt.Errorf("letter: %s holds a line break or NUL", name)
	}
	fmt.Fprintf(h, "%s: %s\r\n", name, value)
}

func (h *header) addresses(name string, list []string) {
	if len(list) > 0 {
		h.add(name, strings.Join(list, ",\r\n "))
	}
}

// body writes alternative text, within mixed when there are files. Boundaries
// come from the Message-ID, so that composing again gives the same bytes.
func (h *header) body(e Envelope, text string) ([]byte, error) {
	seed := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(e.Letter.MessageID))
	seed = seed[:min(len(seed), 40)]
	alt := new(bytes.Buffer)
	aw := multipart.NewWriter(alt)
	if err := aw.SetBoundary("alt-" + seed); err != nil {
		return nil, fmt.Errorf("letter: %w", err)
	}
	for _, part := range []struct{ kind, text string }{{"plain", text}, {"html", page(text)}} {
		if err := writeText(aw, part.kind, part.text); err != nil {
			return nil, err
		}
	}
	aw.Close()
	altType := "multipart/alternative; boundary=" + aw.Boundary()
	if len(e.Files) == 0 {
		h.add("Content-Type", altType)
		h.WriteString("\r\n")
		h.Write(alt.Bytes())
		return h.Bytes(), h.err
	}
	mw := multipart.NewWriter(&h.Buffer)
	if err := mw.SetBoundary("mix-" + seed); err != nil {
		return nil, fmt.Errorf("letter: %w", err)
	}
	h.add("Content-Type", "multipart/mixed; boundary="+mw.Boundary())
	h.WriteString("\r\n")
	part, err := mw.CreatePart(textproto.MIMEHeader{"Content-Type": {altType}})
	if err != nil {
		return nil, err
	}
	part.Write(alt.Bytes())
	for _, f := range e.Files {
		if err := writeFile(mw, f); err != nil {
			return nil, err
		}
	}
	mw.Close()
	return h.Bytes(), h.err
}

func writeText(w *multipart.Writer, kind, text string) error {
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {"text/" + kind + "; charset=utf-8"},
		"Content-Transfer-Encoding": {"quoted-printable"},
	})
	if err != nil {
		return err
	}
	q := quotedprintable.NewWriter(part)
	if _, err := q.Write([]byte(strings.ReplaceAll(text, "\n", "\r\n"))); err != nil {
		return err
	}
	return q.Close()
}

func writeFile(w *multipart.Writer, f File) error {
	typ := f.Type
	if typ == "" {
		if typ = mime.TypeByExtension(path.Ext(f.Name)); typ == "" {
			typ = "application/octet-stream"
		}
	}
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {typ},
		"Content-Transfer-Encoding": {"base64"},
		"Content-Disposition":       {mime.FormatMediaType("attachment", map[string]string{"filename": f.Name})},
	})
	if err != nil {
		return err
	}
	const line = 57 // bytes that make 76 characters
	for data := f.Data; len(data) > 0; {
		n := min(line, len(data))
		fmt.Fprintf(part, "%s\r\n", base64.StdEncoding.EncodeToString(data[:n]))
		data = data[n:]
	}
	return nil
}

// page is the HTML twin: the same words, set in a fixed pitch so that columns
// stay columns.
func page(text string) string {
	return "<!doctype html><html><body><pre style=\"font-family:monospace;white-space:pre-wrap\">" + html.EscapeString(text) + "</pre></body></html>\n"
}
