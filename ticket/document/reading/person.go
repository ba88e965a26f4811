package reading

import (
	"regexp"
	"strings"

	"loket/domain"
)

var (
	nameLabel = regexp.MustCompile(`(?i)^(?:\d+[.)]\s*|[a-z][.)]\s*)?nama(?:\s+(?:lengkap|pegawai|pejabat|penanggung\s+jawab|pic))?\s*(?:[:;.=]|$|\s)`)
	jobLabel  = regexp.MustCompile(`(?i)^(?:\d+[.)]\s*|[a-z][.)]\s*)?jabatan(?:\s+(?:dinas|struktural))?\s*(?:[:;.=]|$|\s)`)
	rankLabel = regexp.MustCompile(`(?i)^(?:\d+[.)]\s*|[a-z][.)]\s*)?(?:pangkat|gol\b|golongan)[^:]{0,24}(?:[:;=]|$)`)
	bareNIP   = regexp.MustCompile(`(?:^|[^\d])((?:19|20)\d{2}[01]\d[0-3]\d[ .-]{0,2}(?:19|20)\d{2}[0-9]{2}[ .-]{0,2}[12][ .-]{0,2}\d{3})(?:[^\d]|$)`)
	nipRun    = regexp.MustCompile(`^[0-9OolISB|][0-9OolISB| .,-]{5,40}`)
)

// nipAfter reads the digits that follow a NIP's label.
func nipAfter(s string, ocr bool) string {
	run := nipRun.FindString(s)
	if run == "" {
		return ""
	}
	if i := strings.Index(run, "   "); i > 0 {
		run = run[:i]
	}
	if ocr {
		run = nipDigits.Replace(run)
	}
	var b strings.Builder
	for _, r := range run {
		if r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if !strings.ContainsRune(" .,-", r) {
			break
		}
	}
	n := b.String()
	if ocr && len(n) == 19 && n[0] == '1' { // a colon that was taken for a digit
		if _, err := domain.ParseNIP(n[1:]); err == nil {
			return n[1:]
		}
	}
	if len(n) < 6 {
		return ""
	}
	return n
}

// rank mends what recognition makes of "Tingkat I".
func rank(s string, ocr bool) string {
	if !ocr {
		return s
	}
	return brokenRank.ReplaceAllString(s, "$1 I $2")
}

var brokenRank = regexp.MustCompile(`(?i)(tingkat|tk\.?)\s*[|1l]?\s*(\(|$)`)

// What recognition takes digits for.
var nipDigits = strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1", "|", "1", "S", "5", "B", "8")

// people finds names, NIPs, ranks and jobs that stand beside labels, and NIPs
// that stand anywhere.
func (r *reader) people(d *paper) {
	for i := range d.all {
		l := &d.all[i]
		for j, c := range l.cells {
			r.labelled(d, i, j)
			if m := nipLabel.FindStringIndex(c.text); m != nil {
				if v := l.beside(j, m[1]); !v.blank && v.column-c.end() < 40 {
					r.add(NIP, nipAfter(v.text, l.ocr), l, v.from, v.to)
				}
			}
			if m := rankForm.FindStringIndex(c.text); m != nil && (m[0] == 0 || rankLabel.MatchString(c.text) || len(l.cells) > 1) && len(c.text) < 80 {
				r.add(Rank, rank(c.text[m[0]:m[1]], l.ocr), l, c.from+m[0], c.from+m[1])
			} else if m := classForm.FindStringIndex(c.text); m != nil && len(c.text) < 60 {
				r.add(Rank, c.text[m[0]:m[1]], l, c.from+m[0], c.from+m[1])
			}
		}
		for _, m := range bareNIP.FindAllStringSubmatchIndex(l.text, 8) {
			if n, err := domain.ParseNIP(l.text[m[2]:m[3]]); err == nil {
				r.add(NIP, n.Digits, l, m[2], m[3])
			}
		}
	}
}

func (r *reader) labelled(d *paper, i, j int) {
	l := &d.all[i]
	c := l.cells[j]
	take := func(f Field, end int) {
		v := l.beside(j, end)
		if v.blank || !v.colon && !strings.ContainsAny(c.text[:end], ":;=") {
			return
		}
		text := cellEnd(v.text)
		if f == Name && (!personal(text) || strings.Contains(strings.ToLower(text), "domain")) {
			return
		}
		r.add(f, text, l, v.from, v.from+len(text))
	}
	if m := nameLabel.FindString(c.text); m != "" && !strings.HasPrefix(strings.ToLower(c.text), "nama domain") && !strings.HasPrefix(strings.ToLower(c.text), "nama instansi") {
		take(Name, len(m))
	}
	if m := jobLabel.FindString(c.text); m != "" {
		take(Title, len(m))
	}
}
