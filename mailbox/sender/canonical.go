package sender

import (
	"bytes"
	"io"
	"strings"
)

// canonicalField is a field as it is signed (RFC 6376 section 3.4.1 and 3.4.2).
func canonicalField(text []byte, relaxed bool) string {
	if !relaxed {
		return crlf(text)
	}
	name, value, _ := strings.Cut(string(text), ":")
	words := strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' })
	return strings.ToLower(strings.TrimSpace(name)) + ":" + strings.Join(words, " ") + "\r\n"
}

// crlf ends every line as it was sent: kept mail may have bare line feeds.
func crlf(text []byte) string {
	return strings.ReplaceAll(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n", "\r\n")
}

// withoutB empties the tag b= of a field, and no other.
func withoutB(text []byte) []byte {
	name, value, _ := bytes.Cut(text, []byte{':'})
	end := []byte{}
	if i := len(bytes.TrimRight(value, "\r\n")); i < len(value) {
		value, end = value[:i], value[i:]
	}
	items := bytes.Split(value, []byte{';'})
	for i, item := range items {
		if key, _, found := bytes.Cut(item, []byte{'='}); found && string(bytes.TrimSpace(key)) == "b" {
			items[i] = item[:len(key)+1]
		}
	}
	out := append(bytes.Clone(name), ':')
	return append(append(out, bytes.Join(items, []byte{';'})...), end...)
}

// writeBody writes a body as it is signed (RFC 6376 section 3.4.3 and 3.4.4).
func writeBody(w io.Writer, body []byte, relaxed bool) {
	empty, wrote := 0, false
	write := func(b []byte) { _, _ = w.Write(b) } // a hash takes everything
	for len(body) > 0 {
		line, rest, _ := bytes.Cut(body, []byte{'\n'})
		body = rest
		line = bytes.TrimSuffix(line, []byte{'\r'})
		if relaxed {
			line = foldBlanks(line)
		}
		if len(line) == 0 {
			empty++
			continue
		}
		for ; empty > 0; empty-- {
			write([]byte("\r\n"))
		}
		write(line)
		write([]byte("\r\n"))
		wrote = true
	}
	if !wrote && !relaxed {
		write([]byte("\r\n"))
	}
}

// foldBlanks makes one space of every run of blanks and drops those at the end.
func foldBlanks(line []byte) []byte {
	line = bytes.TrimRight(line, " \t")
	if !bytes.ContainsAny(line, "\t") && !bytes.Contains(line, []byte("  ")) {
		return line
	}
	out := make([]byte, 0, len(line))
	for i, c := range line {
		if c == '\t' {
			c = ' '
		}
		if c == ' ' && i > 0 && len(out) > 0 && out[len(out)-1] == ' ' {
			continue
		}
		out = append(out, c)
	}
	return out
}
