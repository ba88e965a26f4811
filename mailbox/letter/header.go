package letter

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/mail"
	"path"
	"strings"
	"unicode/utf8"

	"loket/domain/clean"
)

// Line lengths of RFC 5322 2.1.1 and of encoded words (RFC 2047 2).
const (
	foldAt  = 78
	maxLine = 998
	maxWord = 75
)

// header gathers fields. The first value that would break it is its error, so
// nothing from a mail can add a field.
type header struct {
	bytes.Buffer
	err error
}

// add writes a structured field, folded at its spaces.
func (h *header) add(name, value string) { h.fold(name, strings.Split(value, " ")) }

// fold writes a field's words, as many on a line as fit.
func (h *header) fold(name string, words []string) {
	room := foldAt - len(name) - 1
	h.WriteString(name + ":")
	for i, w := range words {
		if strings.ContainsFunc(w, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			h.fail(name, "holds a line break or another control character")
		}
		if len(w)+2 > maxLine {
			h.fail(name, fmt.Sprintf("holds a word of %d bytes", len(w)))
		}
		if i > 0 && len(w)+1 > room {
			h.WriteString("\r\n")
			room = foldAt
		}
		h.WriteString(" " + w)
		room -= len(w) + 1
	}
	h.WriteString("\r\n")
}

// text writes an unstructured field: as it is where that is ASCII and folds,
// else in encoded words.
func (h *header) text(name, value string) {
	if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		h.fail(name, "holds a line break or another control character")
		return
	}
	if asciiWords(value) {
		h.add(name, strings.Join(strings.Fields(value), " "))
		return
	}
	h.fold(name, encode(value, foldAt-len(name)-2))
}

// asciiWords reports whether a text may stand in a header as it is.
func asciiWords(s string) bool {
	if strings.Contains(s, "=?") {
		return false
	}
	for w := range strings.FieldsSeq(s) {
		if !plain(w) || len(w) > foldAt-12 {
			return false
		}
	}
	return true
}

// encode makes encoded words (RFC 2047, Q) whose first fits into room. A
// character is never cut.
func encode(s string, room int) []string {
	const head, tail = "=?utf-8?q?", "?="
	var words []string
	var b strings.Builder
	limit := min(max(room, 30), maxWord) - len(head) - len(tail)
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		code := qcode(r)
		if b.Len()+len(code) > limit {
			words = append(words, head+b.String()+tail)
			b.Reset()
			limit = maxWord - len(head) - len(tail)
		}
		b.WriteString(code)
	}
	return append(words, head+b.String()+tail)
}

// qcode writes one character so that it may stand in a phrase, too (RFC 2047 5).
func qcode(r rune) string {
	switch {
	case r == ' ':
		return "_"
	case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', strings.ContainsRune("!*+-/", r):
		return string(r)
	}
	return hexed(r, "=")
}

// mailbox writes one address with its name.
func (h *header) mailbox(field, name, address string) {
	if !h.address(field, address) {
		return
	}
	name = clean.Line(name, 200).String()
	var words []string
	switch {
	case name == "":
		h.fold(field, []string{address})
		return
	case !asciiWords(name):
		words = encode(name, foldAt-len(field)-2)
	case strings.ContainsAny(name, `()<>[]:;@\,."`):
		words = strings.Fields(`"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`)
	default:
		words = strings.Fields(name)
	}
	h.fold(field, append(words, "<"+address+">"))
}

// addresses writes a list of bare addresses; none: no field.
func (h *header) addresses(field string, list []string) {
	if len(list) == 0 {
		return
	}
	words := make([]string, len(list))
	for i, a := range list {
		if !h.address(field, a) {
			return
		}
		if words[i] = a; i < len(list)-1 {
			words[i] += ","
		}
	}
	h.fold(field, words)
}

// address takes nothing but a plain addr-spec.
func (h *header) address(field, a string) bool {
	p, err := mail.ParseAddress(a)
	if err != nil || p.Address != a || p.Name != "" || len(a) > 320 || strings.ContainsFunc(a, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		h.fail(field, fmt.Sprintf("holds %q, which is no address", clean.Line(a, 80).String()))
		return false
	}
	return true
}

// validID reports whether a Message-ID may stand in a header. Ids without "@"
// exist and are fine.
func validID(id string) bool {
	return id != "" && len(id) <= 900 && plain(id) && !strings.ContainsAny(id, "<>")
}

func (h *header) id(field, id string) {
	if !validID(id) {
		h.fail(field, "is no message id")
		return
	}
	h.add(field, "<"+id+">")
}

// ids writes other messages' ids; those that cannot be written are left out.
func (h *header) ids(field string, list []string) {
	var words []string
	for _, id := range list {
		if validID(id) {
			words = append(words, "<"+id+">")
		}
	}
	if len(words) > 0 {
		h.fold(field, words)
	}
}

// file writes a part with an attachment.
func (h *header) file(f File) {
	name := fileName(f.Name)
	h.fold("Content-Type", []string{fileType(f, name)})
	h.add("Content-Transfer-Encoding", "base64")
	h.fold("Content-Disposition", append([]string{"attachment;"}, nameParam(name)...))
	h.line("")
	const perLine = 57 // bytes that make 76 characters
	for data := f.Data; len(data) > 0; {
		n := min(perLine, len(data))
		h.line(base64.StdEncoding.EncodeToString(data[:n]))
		data = data[n:]
	}
}

// fileName takes out of a name what a path, a control character or a reserved
// character would do on the reader's machine, and shortens it before its ending.
func fileName(s string) string {
	const longest = 100
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, clean.Line(s, 0).String())
	s = strings.TrimLeft(s, ". ")
	if r := []rune(s); len(r) > longest {
		end := []rune(path.Ext(s))
		end = end[:min(len(end), 10)]
		s = strings.TrimSpace(string(r[:longest-len(end)])) + string(end)
	}
	if s == "" {
		return "lampiran"
	}
	return s
}

// fileType is the type given if it is one that base64 may carry, else the one
// that the name tells.
func fileType(f File, name string) string {
	if kind, sub, ok := strings.Cut(f.Type, "/"); ok && token(kind) && token(sub) && kind != "multipart" && kind != "message" {
		return strings.ToLower(f.Type)
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".pdf":
		return "application/pdf"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".png":
		return "image/png"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ".zip":
		return "application/zip"
	}
	return "application/octet-stream"
}

func token(s string) bool {
	return s != "" && len(s) <= 127 && plain(s) && !strings.ContainsAny(s, `()<>@,;:\"/[]?=`)
}

// nameParam writes a file's name: quoted where it is short ASCII, else in the
// sections of RFC 2231.
func nameParam(name string) []string {
	if plain(strings.ReplaceAll(name, " ", "")) && len(name) <= 50 && !strings.ContainsAny(name, `"\;=?%*`) {
		return []string{`filename="` + name + `"`}
	}
	const most = 50
	var parts []string
	var b strings.Builder
	b.WriteString("utf-8''")
	for _, r := range name {
		code := percent(r)
		if b.Len()+len(code) > most {
			parts = append(parts, b.String())
			b.Reset()
		}
		b.WriteString(code)
	}
	parts = append(parts, b.String())
	if len(parts) == 1 {
		return []string{"filename*=" + parts[0]}
	}
	for i, p := range parts {
		parts[i] = fmt.Sprintf("filename*%d*=%s", i, p)
		if i < len(parts)-1 {
			parts[i] += ";"
		}
	}
	return parts
}

func percent(r rune) string {
	if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '.' || r == '-' || r == '_' {
		return string(r)
	}
	return hexed(r, "%")
}

// hexed writes the bytes of a character in hexadecimal.
func hexed(r rune, mark string) string {
	var buf [utf8.UTFMax]byte
	var b strings.Builder
	for _, c := range buf[:utf8.EncodeRune(buf[:], r)] {
		fmt.Fprintf(&b, "%s%02X", mark, c)
	}
	return b.String()
}
