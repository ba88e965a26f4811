package mail

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf16"
)

// encoding is a content transfer encoding.
type encoding uint8

const (
	encNone encoding = iota
	encBase64
	encQuoted
	encUU
)

// encodingOf reads Content-Transfer-Encoding; ok is false for an unknown one.
func encodingOf(s string) (enc encoding, ok bool) {
	switch s {
	case "", "7bit", "8bit":
		return encNone, true
	case "base64":
		return encBase64, true
	case "quoted-printable":
		return encQuoted, true
	}
	s, _, _ = strings.Cut(strings.ToLower(s), ";")
	s, _, _ = strings.Cut(s, "(")
	switch strings.TrimPrefix(strings.NewReplacer(" ", "", "\t", "", `"`, "", "'", "", "-", "").Replace(s), "x") {
	case "", "7bit", "8bit", "binary", "none", "7bits", "8bits":
		return encNone, true
	case "base64", "b64":
		return encBase64, true
	case "quotedprintable", "qp":
		return encQuoted, true
	case "uuencode", "uue":
		return encUU, true
	}
	return encNone, false
}

// decodeAll returns the decoded bytes and how many bytes of the input made no sense.
func decodeAll(data []byte, enc encoding) ([]byte, int) {
	var out []byte
	switch enc {
	case encBase64:
		out = make([]byte, 0, len(data)*3/4+3)
	case encNone:
		return data, 0
	default:
		out = make([]byte, 0, len(data))
	}
	bad := decode(data, enc, func(b []byte) { out = append(out, b...) })
	return out, bad
}

// decode gives the decoded bytes to emit piece by piece, so that hashing a
// large attachment needs no memory for it.
func decode(data []byte, enc encoding, emit func([]byte)) (bad int) {
	switch enc {
	case encBase64:
		return decodeBase64(data, emit)
	case encQuoted:
		return decodeQuoted(data, emit)
	case encUU:
		return decodeUU(data, emit)
	default:
		emit(data)
		return 0
	}
}

// base64Digit marks the bytes of both alphabets of RFC 4648.
func base64Digit(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/'
}

// Kinds of bytes in a base64 body.
const (
	digits = iota
	padding
	blank
	junk
)

// base64Byte says what a byte is, a digit in the standard alphabet.
func base64Byte(c byte) (digit byte, kind int) {
	switch {
	case base64Digit(c):
		return c, digits
	case c == '-':
		return '+', digits
	case c == '_':
		return '/', digits
	case c == '=':
		return 0, padding
	case c == '\r' || c == '\n' || c == ' ' || c == '\t':
		return 0, blank
	}
	return 0, junk
}

// decodeBase64 skips what is no digit, takes padding in the middle as the end
// of one run and goes on behind it, and accepts missing padding.
func decodeBase64(data []byte, emit func([]byte)) (bad int) {
	const chunk = 4096
	var in [chunk]byte
	var out [chunk/4*3 + slack]byte
	n, careful := 0, 0
	flush := func(last bool) {
		whole := n
		if !last {
			whole = n &^ 3
		} else if n%4 == 1 {
			whole--
			bad++
		}
		if m, _ := base64.RawStdEncoding.Decode(out[:], in[:whole]); m > 0 {
			emit(out[:m])
		}
		n = 0
	}
	for len(data) > 0 {
		if n == 0 && careful <= 0 { // whole lines need no look at each byte
			m, used := decodeLines(out[:], data[:min(len(data), chunk)])
			if used > 0 {
				emit(out[:m])
				data = data[used:]
				continue
			}
			careful = chunk
		}
		line, rest := data, []byte(nil)
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			line, rest = data[:i+1], data[i+1:]
		}
		data = rest
		careful -= len(line)
		for _, c := range line {
			digit, kind := base64Byte(c)
			switch kind {
			case padding:
				if n%4 != 0 {
					flush(true)
				}
				continue
			case blank:
				continue
			case junk:
				bad++
				continue
			}
			in[n] = digit
			if n++; n == chunk {
				flush(false)
			}
		}
		if n%4 == 0 && n > 0 {
			flush(false)
		}
	}
	flush(true)
	return bad
}

// decodeLines decodes the start of in as far as it is sound lines; used is 0 if
// the first is not.
func decodeLines(out, in []byte) (m, used int) {
	if m, used = wholeQuads(out, in); used > 0 {
		return m, used
	}
	lines := wholeLines(in)
	if m, err := base64.StdEncoding.Decode(out, lines); err == nil && m > 0 && m%3 == 0 {
		return m, len(lines)
	}
	return 0, 0
}

// wholeLines returns b up to and with its last line end.
func wholeLines(b []byte) []byte { return b[:bytes.LastIndexByte(b, '\n')+1] }

// decodeQuoted keeps what is no valid escape as it stands.
func decodeQuoted(data []byte, emit func([]byte)) (bad int) {
	buf := make([]byte, 0, 1024)
	for len(data) > 0 {
		line, rest := data, []byte(nil)
		eol := ""
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			line, rest, eol = data[:i], data[i+1:], "\n"
			if bytes.HasSuffix(line, []byte{'\r'}) {
				line, eol = line[:len(line)-1], "\r\n"
			}
		}
		data = rest
		line = bytes.TrimRight(line, " \t")
		if bytes.HasSuffix(line, []byte{'='}) {
			line, eol = line[:len(line)-1], ""
		}
		buf = buf[:0]
		for i := 0; i < len(line); i++ {
			if line[i] != '=' {
				buf = append(buf, line[i])
				continue
			}
			if i+2 < len(line) && unhex(line[i+1]) >= 0 && unhex(line[i+2]) >= 0 {
				buf = append(buf, byte(unhex(line[i+1])<<4|unhex(line[i+2])))
				i += 2
				continue
			}
			bad++
			buf = append(buf, '=')
		}
		emit(append(buf, eol...))
	}
	return bad
}

// decodeUU reads the lines between "begin" and "end", or all if there are none.
func decodeUU(data []byte, emit func([]byte)) (bad int) {
	var buf []byte
	for len(data) > 0 {
		var line []byte
		line, data = cutLine(data)
		if bytes.HasPrefix(line, []byte("begin ")) || len(line) == 0 {
			continue
		}
		if bytes.Equal(line, []byte("end")) || line[0] == '`' {
			continue
		}
		var ok bool
		if buf, ok = uuLine(buf[:0], line); !ok {
			bad++
		}
		emit(buf)
	}
	return bad
}

// uuLine appends the bytes of one line; ok is false when the line is too short or strange.
func uuLine(out, line []byte) (_ []byte, ok bool) {
	if line[0] < ' ' || line[0] > '`' {
		return out, false
	}
	want := int(line[0]-' ') & 63
	start := len(out)
	for body := line[1:]; len(body) > 0 && len(out)-start < want; {
		var q [4]byte
		for i := range q {
			if i < len(body) {
				q[i] = (body[i] - ' ') & 63
			}
		}
		out = append(out, q[0]<<2|q[1]>>4, q[1]<<4|q[2]>>2, q[2]<<6|q[3])
		body = body[min(4, len(body)):]
	}
	if len(out)-start < want {
		return out, false
	}
	return out[:start+want], true
}

// decodeUTF7 reads RFC 2152; what is not valid stays as it is.
func decodeUTF7(b []byte) string {
	var out strings.Builder
	for i := 0; i < len(b); {
		if b[i] != '+' {
			out.WriteByte(b[i])
			i++
			continue
		}
		j := i + 1
		for j < len(b) && base64Digit(b[j]) {
			j++
		}
		raw, err := base64.RawStdEncoding.DecodeString(string(b[i+1 : j]))
		switch {
		case j == i+1:
			out.WriteByte('+')
		case err != nil && len(raw) < 2:
			out.Write(b[i:j])
		default:
			units := make([]uint16, len(raw)/2)
			for k := range units {
				units[k] = uint16(raw[2*k])<<8 | uint16(raw[2*k+1])
			}
			out.WriteString(string(utf16.Decode(units)))
		}
		if i = j; i < len(b) && b[i] == '-' {
			i++
		}
	}
	return strings.ToValidUTF8(out.String(), "\uFFFD")
}
