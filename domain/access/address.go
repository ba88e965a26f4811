package access

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"loket/domain"
)

// ErrAddress says that something is no address on the web.
var ErrAddress = errors.New("not an address on the web")

// maxAddress bounds an address, in bytes.
const maxAddress = 4096

// Address is an address on the web in its normal form (RFC 3986 section 6.2).
type Address struct {
	URL  string // "http://dinas.contohkab.go.id/a?b=1"; http where none was written
	Host string // ASCII
	// Name is the registered name that the host is below; empty for an IP and for
	// a host that is no name.
	Name domain.Name
	// Key is the same for addresses that lead to the same page as far as can be
	// told: the scheme, a leading www, a slash at the end and what counts visits
	// do not matter.
	Key string
}

// Parse reads one address, defanged or not: upper case, default ports,
// fragments, needless escapes and dots in the path go. The error wraps
// ErrAddress.
func Parse(s string) (Address, error) {
	s = strings.TrimSpace(domain.Refang(s))
	if s == "" || len(s) > maxAddress {
		return Address{}, fmt.Errorf("%w: %d bytes", ErrAddress, len(s))
	}
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil {
		return Address{}, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	if u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "ftp" {
		return Address{}, fmt.Errorf("%w: scheme %q", ErrAddress, u.Scheme)
	}
	a := Address{Host: hostOf(u)}
	if a.Host == "" || u.User != nil {
		return Address{}, fmt.Errorf("%w: host %q", ErrAddress, u.Host)
	}
	if n, err := domain.ParseName(strings.ReplaceAll(a.Host, "_", "-")); err == nil {
		a.Name = n.Registrable()
	}
	normal(u, a.Host)
	a.URL, a.Key = u.String(), key(*u)
	return a, nil
}

// hostOf returns a host that the public could ask for, "" for others.
func hostOf(u *url.URL) string {
	h, err := domain.ParseHost(u.Hostname())
	if err != nil || !strings.ContainsAny(h, ".:") || strings.Contains(h, "%") {
		return ""
	}
	return h
}

// normal brings scheme, host, port, path and query to their normal form.
func normal(u *url.URL, host string) {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if p := u.Port(); p != "" && p != map[string]string{"http": "80", "https": "443", "ftp": "21"}[u.Scheme] {
		host += ":" + p
	}
	u.Host, u.Fragment, u.RawFragment, u.ForceQuery = host, "", "", false
	u.RawQuery = escapes(u.RawQuery)
	if p := escapes(u.EscapedPath()); p != "" {
		if plain, err := url.PathUnescape(p); err == nil {
			u.Path, u.RawPath = plain, p
		}
	}
	*u = *u.ResolveReference(u) // takes "." and ".." out
	if u.Path == "" {
		u.Path = "/"
	}
}

// escapes brings percent-encoding to its normal form: signs that need none are
// written plainly, digits in upper case. An escaped slash stays one.
func escapes(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' || i+2 >= len(s) {
			b.WriteByte(s[i])
			continue
		}
		c, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
		switch {
		case err != nil:
			b.WriteByte('%')
			continue
		case unreserved(byte(c)):
			b.WriteByte(byte(c))
		default:
			b.WriteString(strings.ToUpper(s[i : i+3]))
		}
		i += 2
	}
	return b.String()
}

// unreserved is RFC 3986 section 2.3.
func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// key drops what does not change the page.
func key(u url.URL) string {
	host := strings.TrimPrefix(u.Host, "www.")
	query := u.RawQuery
	if strings.Contains(query, "utm_") || strings.Contains(query, "clid=") {
		q := u.Query()
		for k := range q {
			if strings.HasPrefix(k, "utm_") || k == "fbclid" || k == "gclid" {
				q.Del(k)
			}
		}
		query = q.Encode()
	}
	k := host + strings.TrimSuffix(u.EscapedPath(), "/")
	if query != "" {
		k += "?" + query
	}
	return k
}

// Defang writes an address so that no program makes a link of it:
// hxxps://contohkab[.]go[.]id/judi.
func Defang(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		scheme, rest = "", address
	}
	at := strings.IndexAny(rest, "/?#")
	if at < 0 {
		at = len(rest)
	}
	host := strings.ReplaceAll(rest[:at], ".", "[.]")
	if ok {
		return strings.Replace(scheme, "http", "hxxp", 1) + "://" + host + rest[at:]
	}
	return host + rest[at:]
}
