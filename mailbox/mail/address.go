package mail

import (
	"bytes"
	"io"
	"mime"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"loket/domain/clean"
)

// Address is one mailbox of a header field.
type Address struct {
	Name  clean.Text // display name, "" if none
	Email string     // local part as written, domain lower-case; "" if unusable
}

// Domain returns what is behind the @ of the address.
func (a Address) Domain() string {
	return a.Email[strings.LastIndexByte(a.Email, '@')+1:]
}

// String returns the address as a person reads it.
func (a Address) String() string {
	if a.Name.Empty() {
		return a.Email
	}
	return a.Name.String() + " <" + a.Email + ">"
}

// addresses reads every field of the given names.
func (p *parser) addresses(names ...string) []Address {
	var out []Address
	for _, name := range names {
		for _, f := range p.m.header {
			if f.name != name {
				continue
			}
			for _, item := range splitAddresses(unfold(f.value)) {
				if len(out) == maxAddresses {
					p.warn("more than %d addresses in %s; the rest is not listed", maxAddresses, name)
					return out
				}
				a, exact := parseAddress(item)
				if !exact {
					p.warn("address in %s not well formed: %s", name, clean.Line(decodeHeader(item), 80).String())
				}
				if a.Email != "" || !a.Name.Empty() {
					out = append(out, a)
				}
			}
		}
	}
	return out
}

// splitAddresses cuts a list at commas and semicolons outside quotes, comments,
// encoded words and angle brackets, and takes group names off. A comma behind a
// piece without an @ is part of a name: "Budi Santoso, S.Kom. <budi@...>".
func splitAddresses(s string) []string {
	var out []string
	start, comment, angle, at := 0, 0, false, false
	add := func(end int) {
		if item := strings.TrimSpace(s[start:end]); item != "" && len(out) <= maxAddresses+1 {
			out = append(out, item)
		}
		start, at = end+1, false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case c == '=' && !angle:
			if _, _, n := encodedWord(s[i:]); n > 0 {
				i += n - 1
			}
		case c == '"' && comment == 0:
			if end := closingQuote(s[i+1 : min(len(s), i+2000)]); end >= 0 {
				i += end + 1
			}
		case c == '(':
			if comment > 0 || strings.IndexByte(s[i:min(len(s), i+2000)], ')') > 0 {
				comment++
			}
		case c == ')' && comment > 0:
			comment--
		case comment > 0:
		case c == '<':
			at = true
			angle = strings.IndexByte(s[i:min(len(s), i+2000)], '>') > 0
		case c == '>':
			angle = false
		case angle:
		case c == '@':
			at = true
		case c == ':' && !at:
			start = i + 1 // the name of a group
		case c == ';', c == ',' && at:
			add(i)
		}
	}
	if start < len(s) {
		add(len(s))
	}
	return out
}

// parseAddress reads one mailbox; exact is false when it had to be guessed.
func parseAddress(s string) (a Address, exact bool) {
	const maxAddress = 2000
	if len(s) > maxAddress {
		s = strings.ToValidUTF8(s[:maxAddress], "")
	}
	if parsed, err := strictAddress(s); err == nil {
		if email, ok := cleanEmail(parsed.Address); ok {
			return Address{clean.Line(parsed.Name, 200), email}, true
		}
	}
	return looseAddress(s)
}

// strictAddress lets net/mail read s. Encoded words are left to decodeHeader,
// which forgives more, so they are hidden from it by a reader that takes all.
func strictAddress(s string) (*mail.Address, error) {
	takeAll := func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	parser := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: takeAll}}
	a, err := parser.Parse(s)
	if err != nil {
		return nil, err
	}
	if strings.Contains(s, "=?") {
		name, _, _ := cutAngle(s)
		a.Name = strings.Trim(decodeHeader(name), `" `)
	}
	return a, nil
}

func cutAngle(s string) (name, email string, ok bool) {
	open := strings.LastIndexByte(s, '<')
	if open < 0 {
		return "", s, false
	}
	email = s[open+1:]
	if end := strings.IndexByte(email, '>'); end >= 0 {
		email = email[:end]
	}
	return strings.TrimSpace(s[:open]), email, true
}

// looseAddress takes what is in the last angle brackets, or the first word with an @.
func looseAddress(s string) (Address, bool) {
	name, email, angle := cutAngle(s)
	if !angle {
		name, email = "", ""
		for _, w := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"()[],;`, r) }) {
			if email == "" && strings.Contains(w, "@") {
				email = strings.TrimPrefix(strings.Trim(w, ".'"), "mailto:")
				continue
			}
			name += w + " "
		}
	}
	shown := clean.Line(strings.Trim(strings.TrimSpace(decodeHeader(name)), `"'<>`), 200)
	e, ok := cleanEmail(strings.Join(strings.Fields(decodeHeader(email)), ""))
	switch {
	case !ok && angle && email == "":
		return Address{Name: shown}, true // <>: the null sender
	case !ok:
		return Address{Name: clean.Line(decodeHeader(s), 200)}, false
	}
	return Address{shown, e}, false
}

// cleanEmail checks an address for use in headers and commands: no control
// byte, no space, no bracket, one @ that counts, a domain of letters, digits,
// dots and hyphens, or a literal.
func cleanEmail(s string) (string, bool) {
	at := strings.LastIndexByte(s, '@')
	if at <= 0 || at > 128 || len(s)-at > 255 || !utf8.ValidString(s) {
		return "", false
	}
	local, domain := s[:at], strings.ToLower(strings.TrimSuffix(s[at+1:], "."))
	for _, r := range local {
		if r <= ' ' || r == 0x7f || strings.ContainsRune("<>()[],;:\\\"@", r) || clean.Line(string(r), 0).Empty() {
			return "", false
		}
	}
	if domain == "" || strings.HasPrefix(domain, ".") || strings.Contains(domain, "..") {
		return "", false
	}
	if strings.HasPrefix(domain, "[") && strings.HasSuffix(domain, "]") {
		inner := domain[1 : len(domain)-1]
		return local + "@" + domain, strings.Trim(inner, "0123456789abcdefipv.:") == "" && inner != ""
	}
	for _, r := range domain {
		if r != '-' && r != '.' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
			return "", false
		}
	}
	return local + "@" + domain, true
}

// messageIDs returns up to max identifiers of a Message-ID, In-Reply-To or
// References value; the first and the last ones of a longer list.
func messageIDs(s string, max int) []string {
	var out []string
	for i := strings.IndexByte(s, '<'); i >= 0; i = strings.IndexByte(s, '<') {
		s = s[i+1:]
		end := strings.IndexByte(s, '>')
		if end < 0 {
			end = len(s)
		}
		if id := cleanID(s[:end]); id != "" {
			if out = append(out, id); len(out) > max {
				out = append(out[:1], out[2:]...)
			}
		}
		s = s[min(end+1, len(s)):]
	}
	if out == nil && strings.Contains(s, "@") {
		for _, w := range strings.Fields(s) {
			if id := cleanID(w); id != "" && strings.Contains(w, "@") && len(out) < max {
				out = append(out, id)
			}
		}
	}
	return out
}

// firstID reads a Message-ID field, with or without its brackets.
func firstID(s string) string {
	if ids := messageIDs(s, 1); len(ids) > 0 {
		return ids[0]
	}
	return cleanID(s)
}

// cleanID drops white space and writes what is not printable ASCII as %XX, so
// that the identifier can stand in a header and stays distinct.
func cleanID(s string) string {
	const maxID, hexDigits = 900, "0123456789ABCDEF"
	out := bytes.Buffer{}
	for i := 0; i < len(s) && out.Len() < maxID; i++ {
		switch c := s[i]; {
		case c <= ' ' || c == 0x7f || c == '<' || c == '>':
		case c > 0x7f:
			out.WriteByte('%')
			out.WriteByte(hexDigits[c>>4])
			out.WriteByte(hexDigits[c&15])
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}
