package sender

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"loket/domain"
)

// display looks at what the name in From claims.
func (c *court) display() {
	name := norm.NFKC.String(c.name)
	if c.j.Email == "" || name == "" {
		return
	}
	if c.displayAddress(name) || c.displayAgency(name) {
		c.j.DisplayWarning = true
		return
	}
	if word := officeWord(name); word != "" && !c.j.Official {
		c.j.DisplayWarning = true
		c.say("display-office", -1, word)
	}
}

// displayAddress finds an address or an official domain in the name that is
// not of the organisation that writes.
func (c *court) displayAddress(name string) bool {
	words := strings.FieldsFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`<>()[]{}"',;:/|`, r)
	})
	for _, w := range words {
		w = strings.ToLower(strings.Trim(w, ".-"))
		at := strings.LastIndexByte(w, '@')
		host := w[at+1:]
		if !strings.Contains(host, ".") || organisation(host) == "" || organisation(host) == c.org {
			continue
		}
		official := underAny(host, c.o.Official)
		switch {
		case at > 0 && official && !c.j.Official:
			c.say("display-address", decisive, w, c.j.Email)
		case at > 0:
			c.say("display-address", -4, w, c.j.Email)
		case official:
			c.say("display-domain", -3, w, c.j.Email)
		default:
			continue
		}
		return true
	}
	return false
}

// displayAgency finds the name of a known agency that has another domain.
func (c *court) displayAgency(name string) bool {
	a, ok := c.o.Agencies.named(wordsOf(name))
	if !ok || a.Domain == c.org || c.j.Shared {
		return false
	}
	weight := -3
	if c.j.Official {
		weight = -1
	}
	c.say("display-agency", weight, a.Name, a.Domain, c.host)
	return true
}

// wordsOf returns the words of s in lower case.
func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// officeWord returns the word of an office that stands in a name.
func officeWord(name string) string {
	for _, w := range wordsOf(name) {
		switch w {
		case "pemerintah", "pemkab", "pemkot", "pemprov", "pemdes", "kementerian", "dinas", "diskominfo", "kominfo",
			"komdigi", "bssn", "sekretariat", "setda", "kecamatan", "kelurahan", "badan", "inspektorat", "bappeda",
			"government", "ministry", "secretariat":
			return w
		}
	}
	return ""
}

// underAny reports whether host is one of the zones or below it.
func underAny(host string, zones []string) bool {
	n, err := domain.ParseName(host)
	if err != nil {
		return false
	}
	for _, z := range zones {
		if n.Under(z) {
			return true
		}
	}
	return false
}
