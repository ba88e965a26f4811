package mail

import (
	"bytes"
	"strings"
)

const (
	maxFields     = 5000      // fields kept of one header; more are skipped
	maxFieldBytes = 128 << 10 // of one field's value
)

// field is one header field; value is raw, folds and all.
type field struct {
	name  string // lower-case, "" for a line that is no field
	value []byte
}

type header []field

// first returns the unfolded raw value of the first field called name.
func (h header) first(name string) string {
	for _, f := range h {
		if f.called(name) {
			return unfold(f.value)
		}
	}
	return ""
}

func (f field) called(name string) bool {
	return len(f.name) == len(name) && strings.EqualFold(f.name, name)
}

// count returns how many fields are called name, up to max.
func (h header) count(name string, max int) int {
	n := 0
	for _, f := range h {
		if f.called(name) {
			if n++; n == max {
				break
			}
		}
	}
	return n
}

// all returns up to max unfolded raw values of the fields called name.
func (h header) all(name string, max int) []string {
	var out []string
	for _, f := range h {
		if f.called(name) {
			if out = append(out, unfold(f.value)); len(out) == max {
				break
			}
		}
	}
	return out
}

// unfold joins the lines of a field value. NULs are dropped, bare CRs are space.
func unfold(v []byte) string {
	v = bytes.TrimSpace(v)
	if bytes.IndexByte(v, '\n') < 0 && bytes.IndexByte(v, '\r') < 0 && bytes.IndexByte(v, 0) < 0 {
		return string(v)
	}
	out := make([]byte, 0, len(v))
	for i := 0; i < len(v); i++ {
		switch c := v[i]; c {
		case 0:
		case '\r', '\n':
			for i+1 < len(v) && strings.IndexByte("\r\n \t", v[i+1]) >= 0 {
				i++
			}
			out = append(out, ' ')
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

// unifyLines turns a message whose lines, or whose header's lines, end in CR
// alone into one with LF.
func unifyLines(p *parser, raw []byte) []byte {
	const enough = 4 << 10
	top := raw[:min(len(raw), enough)]
	if bytes.IndexByte(top, '\r') < 0 {
		return raw
	}
	if line, _ := cutLine(top); bytes.IndexByte(line, '\r') < 0 {
		return raw // a first line that ends as it should
	}
	bare, field := 0, false
	for i, c := range top {
		if c == '\r' && i+1 < len(top) && top[i+1] != '\n' {
			bare++
			if name, _ := fieldName(top[i+1:]); knownField(name) {
				field = true
			}
		}
	}
	switch {
	case bytes.IndexByte(raw, '\n') < 0:
		p.warn("lines end in CR alone")
		return bytes.ReplaceAll(raw, []byte{'\r'}, []byte{'\n'})
	case field && bare > bytes.Count(top, []byte{'\n'}):
		p.warn("lines of the header end in CR alone")
		return append(bytes.ReplaceAll(top, []byte{'\r'}, []byte{'\n'}), raw[len(top):]...)
	}
	return raw
}

// cutLine returns the first line of b without its end, and the rest.
func cutLine(b []byte) (line, rest []byte) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return bytes.TrimRight(b, "\r"), nil
	}
	return bytes.TrimRight(b[:i], "\r"), b[i+1:]
}

// fieldName returns the lower-case name if line begins a header field.
func fieldName(line []byte) (string, int) {
	colon := bytes.IndexByte(line[:min(len(line), 200)], ':')
	if colon <= 0 {
		return "", 0
	}
	name := bytes.TrimRight(line[:colon], " \t\x00")
	if len(name) == 0 {
		return "", 0
	}
	var small [40]byte
	for i, c := range name {
		if c <= ' ' || c >= 0x7f {
			return "", 0
		}
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if i < len(small) {
			small[i] = c
		}
	}
	if len(name) > len(small) {
		return strings.ToLower(string(name)), colon
	}
	if known, ok := fieldNames[string(small[:len(name)])]; ok {
		return known, colon
	}
	return string(small[:len(name)]), colon
}

// fieldNames are the usual names, so that each needs no memory of its own.
var fieldNames = func() map[string]string {
	out := map[string]string{}
	for _, name := range []string{
		"from", "to", "cc", "subject", "date", "message-id", "mime-version", "received", "return-path", "reply-to", "sender", "references", "in-reply-to",
		"content-type", "content-transfer-encoding", "content-disposition", "content-id", "content-language", "content-description",
		"dkim-signature", "authentication-results", "arc-seal", "arc-message-signature", "arc-authentication-results", "received-spf",
		"delivered-to", "x-original-to", "user-agent", "x-mailer", "thread-topic", "thread-index", "x-loket", "auto-submitted", "x-priority", "importance",
		"list-id", "list-unsubscribe", "precedence", "x-google-dkim-signature", "x-gm-message-state", "x-received", "x-spam-status",
	} {
		out[name] = name
	}
	return out
}()

// knownField reports whether name is one that mail software writes.
func knownField(name string) bool {
	for _, prefix := range []string{"content-", "x-", "list-", "arc-", "resent-", "auto"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	switch name {
	case "from", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version", "received", "return-path",
		"reply-to", "sender", "references", "in-reply-to", "dkim-signature", "authentication-results",
		"delivered-to", "user-agent", "thread-topic", "thread-index", "importance", "priority", "precedence",
		"reporting-mta", "final-recipient", "original-recipient", "action", "status", "diagnostic-code":
		return true
	}
	return false
}

func isBlank(b []byte) bool { return len(bytes.Trim(b, " \t\r\n\x00")) == 0 }

// splitHeader cuts raw into its header and what follows. part says that raw is
// a part of a multipart, where text without any header is common.
func (p *parser) splitHeader(raw []byte, part bool) (header, []byte) {
	s := headerScan{p: p, rest: raw}
	if !part {
		s.skipEnvelope()
	}
	start := s.rest
	for !s.done && len(s.rest) > 0 {
		s.line()
	}
	s.flush(s.rest)
	if s.known == 0 && (part || !s.sawBlank) && len(bytes.TrimSpace(start)) > 0 && !(part && len(s.fields) == 0) {
		p.warn("no header before the text")
		return nil, start
	}
	return s.fields, s.rest
}

// headerScan holds the state of reading one header.
type headerScan struct {
	p        *parser
	fields   header
	rest     []byte
	open     bool   // a field is being read
	name     string // of the open field
	value    []byte // from here to the end of the header
	known    int
	dropped  int
	sawBlank bool
	done     bool
}

// skipEnvelope drops what is before the first field: blank lines and the
// "From " line of an mbox file.
func (s *headerScan) skipEnvelope() {
	for len(s.rest) > 0 {
		line, rest := cutLine(s.rest)
		mbox := bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From "))
		if !mbox {
			if !isBlank(line) {
				return
			}
			if next, _ := cutLine(rest); !isBlank(next) && !bytes.HasPrefix(next, []byte("From ")) {
				if name, _ := fieldName(next); !knownField(name) {
					return
				}
			}
			if len(rest) == 0 {
				return
			}
		}
		s.p.warn("lines before the header skipped")
		s.rest = rest
	}
}

func (s *headerScan) line() {
	line, rest := cutLine(s.rest)
	switch {
	case len(bytes.Trim(line, "\x00")) == 0:
		s.end(rest)
		return
	case line[0] == ' ' || line[0] == '\t':
		if isBlank(line) && !s.goesOn(rest) {
			s.end(rest)
			return
		}
		if s.open {
			s.rest = rest
			return
		}
	}
	if name, colon := fieldName(line); name != "" {
		s.flush(s.rest)
		s.open, s.name, s.value = true, name, s.rest[colon+1:]
		if knownField(name) {
			s.known++
		}
		s.rest = rest
		return
	}
	if s.open && s.unfinished(line) {
		s.p.warn("header line not indented")
		s.rest = rest
		return
	}
	if !s.goesOn(rest) {
		s.p.warn("no empty line between header and text")
		s.flush(s.rest)
		s.done = true
		return
	}
	s.p.warn("header line without a colon")
	s.flush(s.rest)
	s.open, s.name, s.value = true, "", s.rest
	s.rest = rest
}

// unfinished reports whether line is a parameter of the open field that lost
// its indentation on the way.
func (s *headerScan) unfinished(line []byte) bool {
	before := bytes.TrimRight(s.value[:len(s.value)-len(s.rest)], " \t\r\n")
	return strings.HasPrefix(s.name, "content-") && bytes.HasSuffix(before, []byte{';'}) && bytes.IndexByte(line, '=') > 0
}

// goesOn reports whether the header continues after a line that is no field.
func (s *headerScan) goesOn(rest []byte) bool {
	next, _ := cutLine(rest)
	name, _ := fieldName(next)
	return knownField(name)
}

func (s *headerScan) end(rest []byte) {
	s.flush(s.rest)
	s.rest, s.done, s.sawBlank = rest, true, true
}

// flush closes the open field where at begins.
func (s *headerScan) flush(at []byte) {
	if !s.open {
		return
	}
	s.open = false
	v := s.value[:len(s.value)-len(at)]
	if len(v) > maxFieldBytes {
		s.p.warn("header field %s of %d bytes cut", s.name, len(v))
		v = v[:maxFieldBytes]
	}
	if len(s.fields) >= maxFields {
		if s.dropped++; s.dropped == 1 {
			s.p.warn("more than %d header fields", maxFields)
		}
		return
	}
	s.fields = append(s.fields, field{s.name, v})
}
