package mail

import (
	"bytes"
	"errors"
	"path"
	"strconv"
	"strings"

	"loket/domain/clean"
	"loket/mailbox/mail/cms"
	"loket/mailbox/mail/rtf"
	"loket/mailbox/mail/tnef"
)

// Seal is a way to sign or encrypt a message.
type Seal string

// The seals that mail carries (RFC 8551, RFC 3156, RFC 9580 cleartext).
const (
	SealSMIME     Seal = "S/MIME"
	SealPGP       Seal = "PGP"
	SealPGPInline Seal = "PGP in the text"
)

// maxInflated is how much compressed content of one message is inflated.
const maxInflated = 16 << 20

// unwrap looks into a leaf that is a container: S/MIME or TNEF.
func (p *parser) unwrap(n *part, depth int) {
	switch name := strings.ToLower(n.fileName()); {
	case n.is("application/pkcs7-mime", "application/x-pkcs7-mime"), name == "smime.p7m" && n.is("application/octet-stream"):
		p.openCMS(n, depth)
	case n.is("application/ms-tnef", "application/vnd.ms-tnef"), name == "winmail.dat" || name == "win.dat":
		p.openTNEF(n, depth)
	case n.is("application/octet-stream") && len(n.data) > 0:
		const enough = 64
		if start, _ := decodeAll(n.data[:min(len(n.data), enough)], n.enc); tnef.IsTNEF(start) {
			p.openTNEF(n, depth)
		}
	}
}

// mayUnwrap keeps containers within containers bounded.
func (p *parser) mayUnwrap(n *part, depth int) bool {
	if depth >= maxDepth || p.budget.parts >= maxParts {
		p.warn("part %s: not opened, the message is nested too deep or has too many parts", n.path)
		return false
	}
	return true
}

// openCMS shows what is signed without asking by whom: the raw bytes stay, so
// that a signature can be checked elsewhere.
func (p *parser) openCMS(n *part, depth int) {
	if !p.mayUnwrap(n, depth) {
		return
	}
	raw, _ := decodeAll(n.data, n.enc)
	kind, content, err := cms.Open(raw, maxInflated-p.budget.inflated)
	switch {
	case kind == cms.Enveloped:
		p.sealed(n, SealSMIME)
		return
	case err != nil && kind == cms.Signed:
		n.bare = true
		return
	case err != nil:
		if !errors.Is(err, cms.ErrNotCMS) || len(raw) > 0 {
			p.warn("part %s: S/MIME %s not readable, kept closed", n.path, n.typ.params["smime-type"])
		}
		return
	case kind == cms.Compressed:
		p.budget.inflated += len(content)
	case kind == cms.Signed:
		p.signed(SealSMIME)
	}
	n.wrap = true
	n.kids = []*part{p.entity(n, content, depth)}
}

// entity reads the MIME entity in a container; what is none is a file.
func (p *parser) entity(n *part, content []byte, depth int) *part {
	kidPath := n.path + ".1"
	name, _ := fieldName(content)
	if strings.HasPrefix(name, "content-") || name == "mime-version" || len(content) > 0 && strings.IndexByte("\r\n", content[0]) >= 0 {
		h, body := p.splitHeader(content, true)
		return p.splitPart(h, body, kidPath, "text/plain", depth+1)
	}
	p.budget.parts++
	if name = n.fileName(); strings.EqualFold(path.Ext(name), ".p7m") {
		name = name[:len(name)-len(".p7m")]
	}
	return loosePart(kidPath, "application/octet-stream", name, content)
}

// loosePart makes a part of bytes that have no header of their own.
func loosePart(at, typ, name string, data []byte) *part {
	return &part{path: at, data: data, typ: valued{value: typ, params: map[string]string{"name": name}}, disp: valued{value: "attachment"}}
}

func (p *parser) signed(s Seal) {
	for _, old := range p.m.Signed {
		if old == s {
			return
		}
	}
	p.m.Signed = append(p.m.Signed, s)
}

func (p *parser) sealed(n *part, s Seal) {
	p.warn("part %s: encrypted (%s); it cannot be read here", n.path, s)
	for _, old := range p.m.Encrypted {
		if old == s {
			return
		}
	}
	p.m.Encrypted = append(p.m.Encrypted, s)
}

// noteSeals marks the signature of a multipart/signed and the version note of a
// multipart/encrypted (RFC 1847): neither is a document.
func (p *parser) noteSeals(n *part) {
	protocol := strings.ToLower(n.typ.params["protocol"])
	switch {
	case n.is("multipart/signed"):
		for _, kid := range n.kids {
			switch {
			case kid.is("application/pkcs7-signature", "application/x-pkcs7-signature"), kid.bare:
				p.signed(SealSMIME)
				kid.wrap = true
			case kid.is("application/pgp-signature"):
				p.signed(SealPGP)
				kid.wrap = true
			}
		}
	case n.is("multipart/encrypted"):
		seal := SealSMIME
		for _, kid := range n.kids {
			if kid.is("application/pgp-encrypted") {
				kid.wrap, seal = true, SealPGP
			}
		}
		if strings.Contains(protocol, "pgp") {
			seal = SealPGP
		}
		p.sealed(n, seal)
	}
}

// addWrapping keeps a container that was opened, or a signature.
func (p *parser) addWrapping(n *part) {
	a := p.leaf(n)
	if a.Size > 0 || n.fileName() != "" {
		a.Index = len(p.m.Wrapping)
		p.m.Wrapping = append(p.m.Wrapping, a)
	}
}

// openTNEF makes parts of the files in a winmail.dat. One that is damaged stays
// an attachment beside them.
func (p *parser) openTNEF(n *part, depth int) {
	if !p.mayUnwrap(n, depth) {
		return
	}
	raw, _ := decodeAll(n.data, n.enc)
	m, err := tnef.Open(raw, decodePage)
	if err != nil {
		p.warn("part %s: %s not readable, kept closed", n.path, fileName(n.fileName()).String())
		return
	}
	n.wrap, n.kids = true, []*part{}
	p.tnefFiles(n, m, n.path, depth)
	p.fallbacks = append(p.fallbacks, tnefBody(n.path, m)...)
	if m.Damaged || m.Beyond {
		p.warn("part %s: winmail.dat is damaged or too large, what could be read is listed beside it", n.path)
		n.kids = append(n.kids, &part{path: n.path, head: n.head, typ: n.typ, disp: n.disp, enc: n.enc, data: n.data, stray: true})
	}
}

func (p *parser) tnefFiles(n *part, m *tnef.Message, at string, depth int) {
	for i, f := range m.Files {
		if p.budget.parts++; p.budget.parts > maxParts {
			m.Beyond = true
			return
		}
		filePath := at + "." + strconv.Itoa(i+1)
		if f.Message != nil {
			p.tnefMessage(n, f, filePath, depth)
			continue
		}
		typ := strings.ToLower(f.Type)
		if !validType(typ) || strings.HasPrefix(typ, "multipart/") {
			typ = "application/octet-stream"
		}
		kid := loosePart(filePath, typ, f.Name, f.Data)
		kid.hidden = f.Hidden
		if f.ContentID != "" {
			kid.head = header{{"content-id", []byte("<" + f.ContentID + ">")}}
		}
		p.unwrap(kid, depth+1)
		n.kids = append(n.kids, kid)
	}
}

// tnefMessage makes a text file of an embedded message, and parts of its files:
// it has no raw form of its own that another program could open.
func (p *parser) tnefMessage(n *part, f tnef.File, at string, depth int) {
	inner := f.Message
	name := strings.TrimSpace(inner.Subject)
	if name == "" {
		name = strings.TrimSpace(f.Name)
	}
	if name == "" {
		name = "pesan"
	}
	var text string
	if forms := tnefBody(at, inner); len(forms) > 0 {
		if kid := forms[0]; kid.is("text/html") {
			kid.typ.params["name"], kid.disp.value = name+".html", "attachment"
			n.kids = append(n.kids, kid)
			page, _ := p.partText(kid, kid.data, true)
			text, _, _ = htmlText(page)
		} else {
			kid.typ.params["name"], kid.disp.value = name+".txt", "attachment"
			n.kids = append(n.kids, kid)
			text = string(kid.data)
		}
	}
	p.attached = append(p.attached, Forward{
		From:     Address{Name: clean.Line(inner.From.Name, maxName), Email: looseEmail(inner.From.Email)},
		Subject:  clean.Line(inner.Subject, 500),
		Text:     clean.Block(strings.Trim(text, "\n"), maxForwardText),
		Attached: true,
	})
	p.tnefFiles(n, inner, at, depth)
}

// tnefBody returns the body of m as a part, the richest readable form; none for
// a message without text.
func tnefBody(at string, m *tnef.Message) []*part {
	body := func(typ, set string, data []byte) []*part {
		return []*part{{path: at + ".0", data: data, typ: valued{value: typ, params: map[string]string{"charset": set}}}}
	}
	switch {
	case len(m.HTML) > 0:
		return body("text/html", m.HTMLSet, m.HTML)
	case len(m.Rich) > 0:
		text, isHTML := rtf.Text(m.Rich, decodePage, maxBodyPart)
		if isHTML {
			return body("text/html", "utf-8", []byte(text))
		}
		if strings.TrimSpace(text) != "" {
			return body("text/plain", "utf-8", []byte(text))
		}
	}
	if strings.TrimSpace(m.Text) == "" {
		return nil
	}
	return body("text/plain", "utf-8", []byte(m.Text))
}

// decodePage decodes a Windows code page.
func decodePage(b []byte, codepage int) string {
	set := ""
	switch codepage {
	case 0, 20127:
	case 932:
		set = "shift_jis"
	case 936:
		set = "gbk"
	case 949:
		set = "euc-kr"
	case 950:
		set = "big5"
	case 65001:
		set = "utf-8"
	default:
		set = "windows-" + strconv.Itoa(codepage)
	}
	text, _ := toUTF8(bytes.TrimRight(b, "\x00"), set)
	return text
}
