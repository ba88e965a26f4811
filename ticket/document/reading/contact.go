package reading

import (
	"regexp"
	"strings"

	"loket/domain"
)

var (
	emailForm  = regexp.MustCompile(`(?i)[a-z0-9][a-z0-9._%+-]*\s?@\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+`)
	phoneLabel = regexp.MustCompile(`(?i)\b(?:telp|telepon|tlp|telpon|phone|hp|handphone|ponsel|wa|whatsapp|fax|faks(?:imile)?|kontak)\b[. ]*(?:/\s?(?:wa|hp|whatsapp)\s*)?[:.]?\s*(\(?\+?[0-9][0-9 ()./-]{5,20}[0-9])`)
	mobileForm = regexp.MustCompile(`(?:^|[^\d.])((?:\+62|62|0)\s?8[0-9]{2}[ -]?[0-9]{3,4}[ -]?[0-9]{3,5})(?:[^\d]|$)`)
)

// contacts finds domain names, addresses and phones below the letterhead, which
// says nothing of the request.
func (r *reader) contacts(d *paper) {
	var b strings.Builder
	for i := range d.all {
		l := &d.all[i]
		if l.head && d.kind != StaffCard && d.kind != PA16 && d.kind != URLList {
			continue
		}
		b.WriteString(l.text)
		b.WriteByte('\n')
		for _, m := range emailForm.FindAllStringIndex(l.text, 8) {
			r.add(Email, strings.ToLower(strings.ReplaceAll(l.text[m[0]:m[1]], " ", "")), l, m[0], m[1])
		}
		for _, re := range [...]*regexp.Regexp{phoneLabel, mobileForm} {
			for _, m := range re.FindAllStringSubmatchIndex(l.text, 8) {
				if n := phone(l.text[m[2]:m[3]]); n != "" {
					r.add(Phone, n, l, m[2], m[3])
				}
			}
		}
	}
	text := domain.Unwrap(b.String())
	for i, n := range domain.FindNames(text) {
		if i >= maxField {
			break
		}
		l, from, to := d.place(string(n))
		r.add(Domain, string(n), l, from, to)
	}
	for i, u := range domain.FindURLs(text) {
		if i >= maxField {
			break
		}
		l, from, to := d.place(u)
		r.add(URL, u, l, from, to)
	}
}

// place finds the line where a value stands, the nearest to it where it was
// broken over two: that of its longest beginning.
func (d *paper) place(v string) (*line, int, int) {
	v = strings.ToLower(v)
	for n := len(v); n >= 4; n = n * 2 / 3 {
		for i := range d.all {
			if d.all[i].head && n < len(v) {
				continue
			}
			if at := strings.Index(strings.ToLower(d.all[i].text), v[:n]); at >= 0 && at+n <= len(d.all[i].text) {
				return &d.all[i], at, at + n
			}
		}
	}
	return &d.all[0], 0, 0
}

// phone keeps the digits, with the country's number as 0.
func phone(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	n := b.String()
	if strings.HasPrefix(n, "62") {
		n = "0" + n[2:]
	}
	if len(n) < 7 || len(n) > 14 {
		return ""
	}
	return n
}
