package document

import (
	"bytes"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// Types that are named here because the sniffing library has no constant.
const (
	typePDF  = "application/pdf"
	typeZip  = "application/zip"
	typeDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typeODT  = "application/vnd.oasis.opendocument.text"
	typeRAR  = "application/vnd.rar"
	type7Z   = "application/x-7z-compressed"
	typeAny  = "application/octet-stream"
)

// scripts are extensions under which plain text runs on a double click.
var scripts = map[string]bool{
	".bat": true, ".cmd": true, ".vbs": true, ".vbe": true, ".js": true, ".jse": true, ".wsf": true, ".wsh": true,
	".ps1": true, ".hta": true, ".sh": true, ".scr": true, ".reg": true, ".py": true, ".pif": true,
}

// sniff tells kind and type by content. A PDF is what begins with its header,
// nothing before it but a byte order mark and line ends: a header further in
// opens in some viewers and not in others.
func (f *file) sniff(data []byte) (Kind, string) {
	if blank(data) {
		return KindEmpty, "application/x-empty"
	}
	if bytes.HasPrefix(lead(data), []byte("%PDF-")) {
		return KindPDF, typePDF
	}
	if i := bytes.Index(data[:min(len(data), 2048)], []byte("%PDF-")); i >= 0 {
		f.note("PDF header at offset %d, after foreign bytes", i)
	}
	if isZip(data) {
		return f.sniffZip(data)
	}
	m := mimetype.Detect(data[:min(len(data), 64<<10)])
	t := essence(m.String())
	switch {
	case program(data, m):
		return KindExecutable, t
	case strings.HasPrefix(t, "image/") && (images[t] || isUnshown(t)):
		return KindImage, t
	case t == typeRAR || bytes.HasPrefix(data, []byte("Rar!\x1a\x07")):
		return KindRAR, typeRAR
	case t == type7Z:
		return Kind7Z, t
	case t == typePDF: // its header does not come first
		return KindUnknown, typeAny
	case bytes.HasPrefix(data, oleMagic):
		return f.sniffOLE(data, t)
	}
	return f.sniffText(data, m, t)
}

func (f *file) sniffText(data []byte, m *mimetype.MIME, t string) (Kind, string) {
	if !textual(m) || !printable(data) {
		return KindUnknown, t
	}
	switch ext := strings.ToLower(path.Ext(f.Name)); {
	case scripts[ext]:
		return KindExecutable, t
	case markup(data, m):
		return KindHTML, "text/html"
	case letterhead(data):
		return KindEML, "message/rfc822"
	}
	return KindText, t
}

// images are the types whose size Inspect reads.
var images = map[string]bool{"image/jpeg": true, "image/png": true, "image/gif": true, "image/tiff": true, "image/webp": true, "image/bmp": true}

func blank(data []byte) bool {
	return len(bytes.TrimFunc(bytes.TrimPrefix(data, bom), func(r rune) bool { return unicode.IsSpace(r) || r == 0 })) == 0
}

var bom = []byte("\xef\xbb\xbf")

// lead drops what may stand before a PDF's header.
func lead(data []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(data, bom), "\r\n")
}

func isZip(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("PK\x05\x06"))
}

func essence(t string) string {
	t, _, _ = strings.Cut(t, ";")
	return strings.TrimSpace(t)
}

// programs are the types that run, by the sniffing library's names.
var programs = map[string]bool{
	"application/vnd.microsoft.portable-executable": true, "application/x-elf": true, "application/x-executable": true,
	"application/x-sharedlib": true, "application/x-object": true, "application/x-mach-binary": true,
	"application/x-ms-installer": true, "application/x-ms-shortcut": true, "application/wasm": true,
	"application/x-java-applet": true, "application/x-rpm": true, "application/vnd.debian.binary-package": true,
	"application/x-coredump": true, "application/x-installshield": true, "application/jar": true,
}

func program(data []byte, m *mimetype.MIME) bool {
	for p := m; p != nil; p = p.Parent() {
		if programs[essence(p.String())] {
			return true
		}
	}
	switch {
	case bytes.HasPrefix(data, []byte("MZ")) && len(data) > 64:
		return true
	case bytes.HasPrefix(data, []byte("#!")):
		return true
	case bytes.HasPrefix(data, []byte("\x4c\x00\x00\x00\x01\x14\x02\x00")): // Windows shortcut
		return true
	}
	return false
}

func textual(m *mimetype.MIME) bool {
	for p := m; p != nil; p = p.Parent() {
		if p.Is("text/plain") {
			return true
		}
	}
	return false
}

// printable refuses what only looks like text: more than a tenth controls.
func printable(data []byte) bool {
	head := data[:min(len(data), 8192)]
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return true
	}
	bad := 0
	for _, b := range head {
		if b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1b {
			bad++
		}
	}
	return bad*10 <= len(head)
}

func markup(data []byte, m *mimetype.MIME) bool {
	if m.Is("text/html") || m.Is("application/xhtml+xml") {
		return true
	}
	head := bytes.ToLower(bytes.TrimSpace(data[:min(len(data), 1024)]))
	return bytes.Contains(head, []byte("<html")) || bytes.HasPrefix(head, []byte("<!doctype html"))
}

// letterhead tells a mail by its first header lines (RFC 5322, 3.6).
func letterhead(data []byte) bool {
	known := 0
	for i, line := range strings.Split(string(data[:min(len(data), 4096)]), "\n") {
		name, _, ok := strings.Cut(strings.TrimRight(line, "\r"), ":")
		switch {
		case line == "" || line == "\r":
			return known >= 2
		case i > 0 && (line[0] == ' ' || line[0] == '\t'):
			continue
		case !ok || strings.ContainsAny(name, " \t") || !utf8.ValidString(name):
			return false
		}
		switch strings.ToLower(name) {
		case "received", "return-path", "from", "to", "subject", "date", "message-id", "mime-version", "delivered-to":
			known++
		}
	}
	return known >= 3
}

// wide is s as the directory of an OLE file writes it.
func wide(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}
