package domain

import (
	"regexp"
	"strings"
)

var (
	dotted   = regexp.MustCompile(`[\w.+*-]*@?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+(?:[/?#]\S*)?`)
	namedIt  = regexp.MustCompile(`(?i)(?:domain|subdomain|website|situs|web)(?:nya)?[\s:"'(]*$`)
	pathSign = "/?#"
)

// spoken writes a text as people would say it: a name becomes the word "domain",
// a name below a registered one "sub-domain", an IP "ip"; so "tutup contoh.go.id"
// is read like "tutup domain". Where the word stands before the name already the
// name just goes. Of the address of a page the path stays, which may tell what is
// on it; addresses of mail go.
func spoken(text string) string {
	text = withoutSchemes(refang(text))
	if !dottedInside(text, inName) && !strings.Contains(text, "@") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 64)
	last := 0
	for _, at := range findDotted(text, 2000) {
		word, ok := spokenWord(text[at[0]:at[1]], text[max(0, at[0]-24):at[0]])
		if !ok {
			continue
		}
		b.WriteString(text[last:at[0]])
		if word != "" {
			word = placed + word
		}
		b.WriteString(" " + word + " ")
		last = at[1]
	}
	b.WriteString(text[last:])
	return b.String()
}

// findDotted returns the places of dotted, at most limit. No such place has a
// blank in it, and most words have no dot, so that the pattern sees few of them.
func findDotted(text string, limit int) (out [][]int) {
	for dot := strings.IndexByte(text, '.'); dot >= 0 && len(out) < limit; {
		from := strings.LastIndexAny(text[:dot], blanks) + 1
		to := len(text)
		if n := strings.IndexAny(text[dot:], blanks); n >= 0 {
			to = dot + n
		}
		if dottedInside(text[from:to], inHost) { // which most ends of sentences are not
			for _, at := range dotted.FindAllStringIndex(text[from:to], limit-len(out)) {
				out = append(out, []int{from + at[0], from + at[1]})
			}
		}
		if dot = strings.IndexByte(text[to:], '.'); dot >= 0 {
			dot += to
		}
	}
	return out
}

// inHost reports whether a byte may stand beside a dot of dotted.
func inHost(c byte) bool { return inWord(c) || c == '-' }

const blanks = " \t\n\f\r"

// withoutSchemes takes "http://" away, and how it is written to be no link.
func withoutSchemes(text string) string {
	var b strings.Builder
	for {
		at := strings.Index(text, "://")
		if at < 0 {
			break
		}
		end := strings.ToLower(text[max(0, at-5):at])
		head := at
		for _, s := range []string{"https", "hxxps", "h**ps", "http", "hxxp", "h**p"} {
			if strings.HasSuffix(end, s) && (at == len(s) || !inWord(text[at-len(s)-1])) {
				head = at - len(s)
				break
			}
		}
		b.WriteString(text[:head])
		if head == at {
			b.WriteString("://")
		}
		text = text[at+len("://"):]
	}
	if b.Len() == 0 {
		return text
	}
	return b.String() + text
}

func spokenWord(s, before string) (string, bool) {
	if strings.Contains(s, "@") {
		return "", true
	}
	host, path := s, ""
	if at := strings.IndexAny(s, pathSign); at >= 0 {
		host, path = s[:at], s[at:]
	}
	host = strings.Trim(host, ".-*")
	if isIPv4(host) {
		return "ip", true
	}
	if isSuffix(strings.ToLower(host)) {
		return "", path == "" // "a go.id domain"
	}
	c := candidate{host: host, rest: path}
	n, ok := c.name()
	switch {
	case !ok:
		return "", false
	case len(path) > 1:
		return "url " + path, true
	case namedIt.MatchString(before):
		return "", true
	case n == n.Registrable():
		return "domain", true
	}
	return below, true
}

// below is what a name below a registered one is called, as words writes it.
const below = "sub" + "domain"

// placed marks a word that stands for a name.
const placed = "qqxz"

// newSpoken makes the vocabulary of a text that spoken has read. A word that
// stands for a name is no signal by itself.
func newSpoken(x *lexicon, text string) *vocabulary {
	list := words(spoken(text))
	var given []bool
	for i, w := range list {
		rest, ok := strings.CutPrefix(w, placed)
		if !ok {
			continue
		}
		if given == nil {
			given = make([]bool, len(list))
		}
		list[i], given[i] = rest, true
	}
	return x.read(list, given)
}

// belowMail begins a block that says nothing of the request: a signature after
// "--", a disclaimer, which speaks of deleting.
var belowMail = regexp.MustCompile(`(?im)^(?:--[ \t]*$|[ \t*_]*(?:disclaimer|penafian|confidentiality notice|pernyataan kerahasiaan)\b)`)

// withoutSignature takes those blocks out, each to the next empty line: a mail
// that was forwarded may follow.
func withoutSignature(body string) string {
	body = strings.ReplaceAll(body, "\r\n", "\n")
	var b strings.Builder
	for range 20 {
		at := findBelow(body)
		if at == nil || b.Len() == 0 && strings.TrimSpace(body[:at[0]]) == "" {
			break
		}
		b.WriteString(body[:at[0]])
		body = body[at[0]:]
		end := strings.Index(body, "\n\n")
		if end < 0 {
			end = len(body)
		}
		body = body[end:]
	}
	return b.String() + body
}

// findBelow is the first place of belowMail. The pattern is tried on lines that
// begin right only.
func findBelow(body string) []int {
	for from := 0; from < len(body); {
		end := len(body)
		if n := strings.IndexByte(body[from:], '\n'); n >= 0 {
			end = from + n
		}
		line := strings.TrimLeft(body[from:end], " \t*_")
		if line != "" && strings.IndexByte("-dDpPcC", line[0]) >= 0 {
			if at := belowMail.FindStringIndex(body[from:end]); at != nil {
				return []int{from + at[0], from + at[1]}
			}
		}
		from = end + 1
	}
	return nil
}
