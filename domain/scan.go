package domain

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"
)

// scan calls found for every run in the text that could be a host, until it
// returns false. Hosts of e-mail addresses are passed over. A host has a dot, so
// what stands around the dots is looked at.
func scan(text string, found func(candidate) bool) {
	s := refang(text)
	for i := 0; ; {
		dot := strings.IndexByte(s[i:], '.')
		if dot < 0 {
			return
		}
		start, end := runAround(s, i, i+dot)
		c, next := trimmed(s, start, end)
		if i = max(next, end); c.host != "" && !found(c) {
			return
		}
	}
}

// runAround returns the run of hostRunes that has the dot, not before from.
func runAround(s string, from, dot int) (start, end int) {
	for start = dot; start > from; {
		r, size := rune(s[start-1]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeLastRuneInString(s[from:start])
		}
		if !hostRune(r) {
			break
		}
		start -= size
	}
	for end = dot + 1; end < len(s); {
		r, size := rune(s[end]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[end:])
		}
		if !hostRune(r) {
			break
		}
		end += size
	}
	return start, end
}

// hostRune also takes what is not ASCII, so that a homograph stays one run.
func hostRune(r rune) bool {
	switch {
	case r == utf8.RuneError:
		return false
	case r < utf8.RuneSelf:
		return r == '-' || r == '.' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	case r == '\u2013' || r == '\u2014' || r == '\u2026' || r == '\u00b7':
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r) || r == '\u3002' || r == '\uff0e' || r == '\uff61'
}

// maxRun is the longest run, in bytes, that is looked at as a host.
const maxRun = 2 * maxName

// trimmed makes a candidate of s[start:end] and returns where to go on. The host
// is empty for an e-mail address.
func trimmed(s string, start, end int) (candidate, int) {
	full := end
	start += len(s[start:end]) - len(strings.TrimLeftFunc(s[start:end], edge))
	end = start + len(strings.TrimRightFunc(s[start:end], edge))
	if end-start > maxRun {
		return candidate{}, full // no host is so long; keeps the work linear
	}
	if end < full && !strings.Contains(s[start:end], ".") {
		return candidate{}, full // a word that ends a sentence
	}
	if start < end {
		end = start + sentence(s[start:end])
	}
	if start > 0 && s[start-1] == '@' || full < len(s) && s[full] == '@' {
		return candidate{}, full
	}
	c := candidate{host: s[start:end], scheme: schemeBefore(s, start)}
	if end < full {
		return c, full // "contoh.go.id." ends a sentence
	}
	n := restLen(s[end:])
	c.rest = s[end : end+n]
	return c, end + n
}

// edge is what may hang on a name by accident.
func edge(r rune) bool {
	return r == '.' || r == '-' || r == '_' || unicode.Is(unicode.Cf, r)
}

// sentence returns the length of the host when the next sentence follows without
// a blank: "contoh.go.id.Demikian".
func sentence(host string) int {
	for end := len(host); ; {
		suffix, icann := publicsuffix.PublicSuffix(strings.ToLower(host[:end]))
		if icann || strings.Contains(suffix, ".") {
			return end
		}
		if end = strings.LastIndexByte(host[:end], '.'); end <= 0 {
			return len(host)
		}
		if !strings.HasSuffix(strings.ToLower(host[:end]), ".id") && !unicode.IsUpper(rune(host[min(end+1, len(host)-1)])) {
			return len(host)
		}
	}
}

// schemeBefore returns the scheme that ends right before i: hxxp counts as http,
// "https:/" and "https//" as what was meant.
func schemeBefore(s string, i int) string {
	head := s[max(0, i-12):i]
	head = strings.ToLower(head)
	if at := strings.LastIndexAny(head, "@ \n\t"); at >= 0 {
		head = head[at+1:]
	}
	if !strings.HasSuffix(head, "/") {
		return ""
	}
	head = strings.TrimRight(head, "/:")
	for _, v := range []struct{ written, scheme string }{
		{"https", "https"}, {"hxxps", "https"}, {"hxtps", "https"}, {"htxps", "https"}, {"h**ps", "https"},
		{"http", "http"}, {"hxxp", "http"}, {"hxtp", "http"}, {"htxp", "http"}, {"h**p", "http"}, {"ftp", "ftp"}, {"fxp", "ftp"},
	} {
		if strings.HasSuffix(head, v.written) {
			return v.scheme
		}
	}
	return ""
}

// restLen returns how much of s still belongs to an address whose host ended
// right before: a port, a path, a query, a fragment.
func restLen(s string) int {
	n := 0
	if strings.HasPrefix(s, ":") {
		for n = 1; n < len(s) && n < 6 && s[n] >= '0' && s[n] <= '9'; n++ {
		}
		if n == 1 {
			return 0
		}
	}
	if n == len(s) || strings.IndexByte("/?#", s[n]) < 0 {
		return n
	}
	end, depth := n, 0
	for end < len(s) && end < 2048 {
		r, size := utf8.DecodeRuneInString(s[end:])
		if r == '(' {
			depth++
		} else if r == ')' {
			depth--
		}
		if depth < 0 || !urlRune(r) || cellEnd(s[end:]) {
			break
		}
		end += size
	}
	return len(strings.TrimRight(s[:end], ".,;:!?'*_"))
}

// cellEnd reports whether a semicolon or comma ends a cell rather than being part
// of a path: what follows is no parameter (";jsessionid=1"), or is an address
// itself.
func cellEnd(s string) bool {
	if s[0] != ';' && s[0] != ',' {
		return false
	}
	word, _, _ := strings.Cut(s[1:min(len(s), 200)], "\n")
	if f := strings.Fields(word); len(f) > 0 && word[0] == f[0][0] {
		word = f[0]
	} else {
		return true
	}
	return hasScheme(word) || s[0] == ';' && !strings.Contains(word, "=")
}

func urlRune(r rune) bool {
	if r <= 0x20 || r == 0x7f || r == utf8.RuneError || strings.ContainsRune("<>\"`{}|\\^[]", r) {
		return false
	}
	return r < utf8.RuneSelf || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// FindURLs returns the addresses of pages in a text: with a scheme, or a host
// with a path behind it. They are refanged, scheme and host lower-case, unique,
// in order, at most 5,000; one written without a scheme stays without. A host
// alone is no address; see FindNames.
func FindURLs(text string) []string {
	seen := map[string]bool{}
	var out []string
	scan(text, func(c candidate) bool {
		u, ok := c.url()
		if ok && !seen[u] {
			seen[u] = true
			out = append(out, u)
		}
		return len(out) < maxFindURLs
	})
	return out
}

func (c candidate) url() (string, bool) {
	if c.scheme == "" && !strings.ContainsAny(c.rest, "/?#") {
		return "", false
	}
	host := strings.ToLower(c.host)
	if !c.believable() && !numeric(host, c.scheme) || !isASCII(host) {
		return "", false
	}
	if _, err := ParseName(host); err != nil && !numeric(host, c.scheme) && !underscored(host) {
		return "", false
	}
	if c.scheme != "" {
		return c.scheme + "://" + host + c.rest, true
	}
	return host + c.rest, true
}

// underscored lets hosts such as app_lama.contoh.go.id pass as addresses: they
// are no valid names, yet browsers open them.
func underscored(host string) bool {
	_, err := ParseName(strings.ReplaceAll(host, "_", "x"))
	return err == nil && strings.Contains(host, "_")
}

// numeric reports whether the host of an address with a scheme is an IPv4.
func numeric(host, scheme string) bool {
	return scheme != "" && isIPv4(host)
}
