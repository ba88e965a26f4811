package domain

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"
)

// Bounds on finding: bytes of a text that are read, and what is returned.
const (
	maxFindText  = 4 << 20
	maxFindNames = 5000
	maxFindURLs  = 5000
)

// Suspicion is something that looks like a name or an address and is none: a
// homograph, an invisible character, an xn-- form in a government zone. Text is
// as it stood in the mail and must cross package clean before it is shown.
type Suspicion struct {
	Text   string
	Reason Text
}

// FindNames returns the domain names that stand in a text, in prose, addresses
// of pages, defanged or not: in order of appearance, unique, lower-case, without
// a leading "www". The host of an e-mail address is no name unless it also
// stands alone. What ParseName refuses is left out; see FindSuspicious.
func FindNames(text string) []Name {
	seen := map[Name]bool{}
	var out []Name
	scan(text, func(c candidate) bool {
		n, ok := c.name()
		if ok && !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
		return len(out) < maxFindNames
	})
	return out
}

// FindSuspicious returns what looks like a name but was refused because of a
// character that is not plain ASCII or because of its form, at most 100.
func FindSuspicious(text string) []Suspicion {
	seen := map[string]bool{}
	var out []Suspicion
	scan(text, func(c candidate) bool {
		r, bad := c.suspicious()
		if bad && !seen[c.host] {
			seen[c.host] = true
			out = append(out, Suspicion{Text: c.host, Reason: r})
		}
		return len(out) < 100
	})
	return out
}

// candidate is a run of characters that could be a host, with what stands
// around it in the refanged text.
type candidate struct {
	host   string // as written, edges trimmed
	scheme string // "http", "https", "ftp" or empty
	rest   string // port, path, query, directly behind the host
}

// name returns the name of a candidate that is believable in its place.
func (c candidate) name() (Name, bool) {
	n, err := ParseName(c.host)
	if err != nil || !c.believable() {
		return "", false
	}
	if w, ok := strings.CutPrefix(string(n), "www."); ok && !isSuffix(w) {
		n = Name(w)
	}
	return n, true
}

// loose are top-level domains that are more often the end of a file name, an
// academic degree or an abbreviation in Indonesian prose.
var loose = map[string]bool{"zip": true, "mov": true, "py": true, "sh": true, "rs": true, "pl": true, "md": true, "ps": true, "ai": true, "si": true, "mt": true, "ag": true, "hk": true, "kom": true, "pd": true, "st": true, "sc": true}

// believable keeps "S.Kom", "M.Si", "a.n.", "surat.zip" and "selesai.Id" out.
func (c candidate) believable() bool {
	labels := strings.Split(c.host, ".")
	if len(labels) < 2 || labels[len(labels)-1] == "" {
		return false
	}
	tld := strings.ToLower(labels[len(labels)-1])
	suffix, icann := publicsuffix.PublicSuffix(strings.ToLower(c.host))
	if !icann && !strings.Contains(suffix, ".") {
		return false
	}
	if c.scheme != "" || strings.EqualFold(labels[0], "www") {
		return true
	}
	if loose[tld] {
		return false
	}
	last, before := labels[len(labels)-1], labels[len(labels)-2]
	if first := rune(last[0]); unicode.IsUpper(first) && !unicode.IsUpper(rune(last[len(last)-1])) && strings.ToLower(before) == before && len(labels) == 2 && c.rest == "" {
		return false // two sentences without a space between them
	}
	if len(labels) == 2 && len(before) < 2 {
		return false
	}
	if len(tld) == 2 && tld != "id" && len(labels) == 2 && c.rest == "" {
		return len(before) > 3 && before == strings.ToLower(before)
	}
	return true
}

// suspicious says why a believable-looking candidate was refused.
func (c candidate) suspicious() (Text, bool) {
	_, err := ParseName(c.host)
	if err == nil || !strings.Contains(c.host, ".") {
		return Text{}, false
	}
	var r *Refusal
	if !errors.As(err, &r) {
		return Text{}, false
	}
	folded := strings.ToLower(c.host)
	if strings.Contains(folded, "xn--") || c.scheme != "" && !isSuffix(folded) {
		return r.What, true
	}
	if isASCII(c.host) {
		return Text{}, false
	}
	last := folded[strings.LastIndexByte(folded, '.')+1:]
	return r.What, tldLike(last)
}

// tldLike reports whether the last label, once what is not ASCII is taken off,
// is a top-level domain or nearly: "id" written with one foreign letter.
func tldLike(s string) bool {
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		}
	}
	if b.Len() < len(s) {
		return utf8.RuneCountInString(s) <= 4
	}
	_, icann := publicsuffix.PublicSuffix("x." + s)
	return icann
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
