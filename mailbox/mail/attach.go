package mail

import (
	"crypto/sha256"
	"path"
	"strings"

	"loket/domain/clean"
)

// Attachment is one leaf of the message.
type Attachment struct {
	Index       int        // in Message.Attachments, or in Alternates
	Path        string     // of the MIME tree: "1.2"
	Name        clean.Text // file name without any path, never empty, at most 120 runes
	Type        string     // as claimed, lower-case; "application/octet-stream" if unreadable
	Disposition string     // "attachment", "inline", "" or another word, lower-case
	ContentID   string     // without <>
	Size        int        // decoded, in bytes
	SHA256      [32]byte   // of the decoded bytes
	Related     bool       // beside the HTML in a multipart/related: a picture within it, often only a logo
	Inline      bool       // a small picture of the letter itself (logo, icon, pixel), no document
	Inner       *Message   // of a message/rfc822 that was read, else nil

	data   []byte
	enc    encoding
	hidden bool
}

// Bytes decodes the attachment. The caller must not change the result: where
// there is no encoding it is a slice of the raw message.
func (a Attachment) Bytes() []byte {
	b, _ := decodeAll(a.data, a.enc)
	return b
}

// attach keeps n as an attachment. An empty part without a name is nothing.
func (p *parser) attach(n *part) {
	a := p.leaf(n)
	if a.Size == 0 && n.fileName() == "" {
		return
	}
	a.Index, a.Related, a.hidden = len(p.m.Attachments), n.related, n.hidden
	switch {
	case n.is("message/rfc822", "message/global", "message/news", "text/rfc822"):
		a.Inner = p.readInner(a)
	case n.is("message/delivery-status", "message/global-delivery-status"):
		p.readDeliveryStatus(a.Bytes())
	case n.is("message/rfc822-headers", "text/rfc822-headers"):
		p.readReturnedHeader(a.Bytes())
	case n.bare:
		p.warn("part %s: S/MIME without content: certificates alone", n.path)
	case isCalendar(n):
		p.calendars = append(p.calendars, n)
	}
	p.m.Attachments = append(p.m.Attachments, a)
}

// leaf describes n and hashes its decoded bytes.
func (p *parser) leaf(n *part) Attachment {
	a := Attachment{Path: n.path, Type: n.typ.value, data: n.data, enc: n.enc}
	if !validType(a.Type) {
		a.Type = "application/octet-stream"
	}
	a.Disposition = clean.Line(n.disp.value, 40).String()
	a.ContentID = firstID(n.head.first("content-id"))
	h := sha256.New()
	bad := decode(a.data, a.enc, func(b []byte) {
		a.Size += len(b)
		h.Write(b)
	})
	h.Sum(a.SHA256[:0])
	if bad > 0 {
		p.warn("part %s: %d bytes of its encoding make no sense", n.path, bad)
	}
	a.Name = p.attachmentName(n, a.Type)
	return a
}

// readInner parses a message inside this one, within the bounds. Its
// Authentication-Results were written by a stranger, so none are believed.
func (p *parser) readInner(a Attachment) *Message {
	if p.nested >= maxNested || p.budget.forwarded >= maxForwarded || p.budget.parts >= maxParts {
		p.warn("part %s: inner message not read", a.Path)
		return nil
	}
	p.budget.forwarded++
	opt := p.opt
	opt.AuthServID = ""
	inner := parseWith(p.budget, a.Bytes(), opt, p.nested+1)
	p.m.Inner = append(p.m.Inner, inner)
	return inner
}

// fileName returns the name the sender gave, decoded and raw otherwise.
func (n *part) fileName() string {
	for _, s := range []string{n.disp.params["filename"], n.typ.params["name"], n.disp.params["name"], n.typ.params["filename"]} {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

func (p *parser) attachmentName(n *part, typ string) clean.Text {
	given := n.fileName()
	if name := fileName(given); !name.Empty() {
		if strings.ContainsAny(given, "/\\\x00\x1b\r\n") {
			p.warn("part %s: file name repaired to %s", n.path, name.String())
		}
		return name
	}
	return clean.Own("lampiran-" + n.path + extension(typ))
}

// fileName makes a name of s that cannot leave its directory, hide its
// extension, or be taken for an option. It is empty if nothing is left.
func fileName(s string) clean.Text {
	const maxName, maxExt = 120, 12
	s = clean.Line(s, 2000).String()
	if looksLikePath(s) {
		s = s[strings.LastIndexAny(s, `/\`)+1:]
	}
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\<>:"|?*`, r) {
			return '_'
		}
		return r
	}, s)
	s = strings.TrimRight(strings.TrimLeft(s, ". "), ". ")
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "~") {
		s = "_" + s[1:]
	}
	if stem, _, _ := strings.Cut(strings.ToLower(s), "."); reserved(stem) {
		s = "_" + s
	}
	if strings.Trim(s, "_") == "" {
		return clean.Text{}
	}
	if runes := []rune(s); len(runes) > maxName {
		ext := []rune(path.Ext(s))
		if len(ext) > maxExt {
			ext = nil
		}
		s = strings.TrimRight(string(runes[:maxName-len(ext)]), " ") + string(ext)
	}
	return clean.Line(s, maxName)
}

// looksLikePath tells "../../etc/passwd" and "C:\surat.pdf" from the number of
// a letter, "005/12/Diskominfo.pdf", whose slashes carry meaning.
func looksLikePath(s string) bool {
	return strings.HasPrefix(s, "/") || strings.HasPrefix(s, "~") || strings.Contains(s, `\`) || strings.Contains(s, "./") ||
		strings.HasPrefix(strings.ToLower(s), "file:") || len(s) > 1 && s[1] == ':'
}

// reserved reports the device names that Windows has in every directory.
func reserved(stem string) bool {
	switch stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt")) && stem[3] >= '0' && stem[3] <= '9'
}

// extension returns the usual file extension of a type, ".bin" if there is none.
func extension(typ string) string {
	switch typ {
	case "text/html":
		return ".html"
	case "text/calendar":
		return ".ics"
	case "text/csv":
		return ".csv"
	case "image/jpeg", "image/jpg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "image/gif":
		return ".gif"
	case "application/zip", "application/x-zip-compressed":
		return ".zip"
	case "application/msword":
		return ".doc"
	case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
		return ".docx"
	case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
		return ".xlsx"
	case "application/pdf":
		return ".pdf"
	case "message/rfc822", "message/global", "text/rfc822":
		return ".eml"
	case "text/plain", "message/delivery-status", "message/rfc822-headers", "text/rfc822-headers", "message/disposition-notification":
		return ".txt"
	case "application/pkcs7-signature", "application/x-pkcs7-signature":
		return ".p7s"
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return ".p7m"
	case "application/pgp-signature":
		return ".asc"
	case "application/ms-tnef":
		return ".dat"
	}
	return ".bin"
}
