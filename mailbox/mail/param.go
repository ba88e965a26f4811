package mail

import (
	"sort"
	"strconv"
	"strings"
)

// valued is a header value with parameters, as Content-Type is.
type valued struct {
	value  string // lower-case
	params map[string]string
}

// parseValued reads "value; name=value; ..." as leniently as it can: missing
// quotes, RFC 2231 continuations and encodings, RFC 2047 words where they may
// not stand, stray semicolons.
func parseValued(s string) valued {
	const maxParams = 200
	v := valued{params: map[string]string{}}
	head, rest := cutParam(s)
	if i := strings.IndexByte(head, '('); i >= 0 {
		head = head[:i]
	}
	v.value = strings.ToLower(strings.TrimSpace(strings.Trim(strings.TrimSpace(head), `"`)))
	var pieces []piece
	for n := 0; rest != "" && n < maxParams; n++ {
		var item string
		item, rest = cutParam(rest)
		key, val, ok := strings.Cut(item, "=")
		if !ok {
			continue
		}
		key = strings.ToLower(strings.TrimSpace(key))
		val = unquote(strings.TrimSpace(val))
		if name, p, ok := splitPiece(key, val); ok {
			p.name = name
			pieces = append(pieces, p)
			continue
		}
		if _, dup := v.params[key]; !dup {
			v.params[key] = decodeHeader(val)
		}
	}
	joinPieces(v.params, pieces)
	return v
}

// cutParam returns s up to the next semicolon outside quotes. A quote that is
// never closed does not count as one.
func cutParam(s string) (item, rest string) {
	quotes := true
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ';':
			return s[:i], s[i+1:]
		case '"':
			if !quotes {
				continue
			}
			end := closingQuote(s[i+1:])
			if quotes = end >= 0; quotes {
				i += end + 1
			}
		}
	}
	return s, ""
}

// closingQuote returns the index of the quote that ends a quoted string, -1 for none.
func closingQuote(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\') {
				i++
			}
		case '"':
			return i
		}
	}
	return -1
}

// unquote takes the quotes off; a backslash stays unless it protects a quote or
// another backslash, because Windows paths come with single ones.
func unquote(s string) string {
	if !strings.HasPrefix(s, `"`) {
		if i := strings.Index(s, " ("); i > 0 && strings.HasSuffix(s, ")") && !strings.Contains(s[:i], ".") {
			return s[:i] // comment after a value, but "surat (1).pdf" never gets here
		}
		return s
	}
	s = s[1:]
	if end := closingQuote(s); end >= 0 {
		s = s[:end]
	}
	if !strings.Contains(s, `\`) {
		return s
	}
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s)
}

// piece is a numbered or encoded parameter of RFC 2231.
type piece struct {
	name    string
	index   int
	encoded bool
	value   string
}

func splitPiece(key, val string) (name string, p piece, ok bool) {
	star := strings.IndexByte(key, '*')
	if star <= 0 {
		return "", piece{}, false
	}
	tail := key[star+1:]
	p.value = val
	p.encoded = tail == "" || strings.HasSuffix(tail, "*")
	if tail = strings.TrimSuffix(tail, "*"); tail != "" {
		n, err := strconv.Atoi(tail)
		if err != nil || n < 0 {
			return "", piece{}, false
		}
		p.index = n
	}
	return key[:star], p, true
}

// joinPieces adds the RFC 2231 parameters to params; they win over plain ones.
func joinPieces(params map[string]string, pieces []piece) {
	sort.SliceStable(pieces, func(i, j int) bool {
		if pieces[i].name != pieces[j].name {
			return pieces[i].name < pieces[j].name
		}
		return pieces[i].index < pieces[j].index
	})
	for len(pieces) > 0 {
		n := 1
		for n < len(pieces) && pieces[n].name == pieces[0].name {
			n++
		}
		if v := joinOne(pieces[:n]); v != "" {
			params[pieces[0].name] = v
		}
		pieces = pieces[n:]
	}
}

func joinOne(pieces []piece) string {
	var raw strings.Builder
	set, encoded := "", false
	for i, p := range pieces {
		if i > 0 && p.index == pieces[i-1].index {
			continue // said twice
		}
		v := p.value
		if p.encoded {
			if i == 0 {
				if parts := strings.SplitN(v, "'", 3); len(parts) == 3 {
					set, v = parts[0], parts[2]
				}
			}
			encoded = true
			v = percentDecode(v)
		}
		raw.WriteString(v)
	}
	if !encoded {
		return decodeHeader(raw.String())
	}
	text, ok := toUTF8([]byte(raw.String()), set)
	if !ok {
		text = guess([]byte(raw.String()))
	}
	return decodeHeader(text)
}

func percentDecode(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if hi, lo := unhex(s[i+1]), unhex(s[i+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return string(out)
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
