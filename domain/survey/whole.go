package survey

import (
	"regexp"
	"strings"
)

// Answers that mark many elements at once: "semua 4", "U1-U9: 4", "4 untuk semua
// kecuali U3: 2". A line is one only where every word of it is of such an answer:
// "semua berkas 4 lembar" is none.

var (
	every   = regexp.MustCompile(`(?i)\b(?:semua(?:nya)?|seluruh(?:nya)?|keseluruhan|all|everything|every)\b`)
	around  = regexp.MustCompile(`(?i)\b(?:unsur|elemen|pertanyaan|poin|point|aspek|butir|untuk|nilai(?:nya)?|skor(?:nya)?|kami|saya|beri|kasih|memberi(?:kan)?|berikan|dengan|adalah|yaitu|jawaban(?:nya)?|terima|terimakasih|pelayanan|layanan|of|the|for|elements?|questions?|score|mark|rating|give|we|i|is|are|thank|thanks|you|ke|sembilan|9)\b`)
	but     = regexp.MustCompile(`(?i)\s*[,(]?\s*\b(?:kecuali|selain|except(?:\s+for)?|but)\b`)
	span    = regexp.MustCompile(`(?i)(?:^|[\s,;(])(?:(u|q|no\.?|nomor|unsur)\s*)?([1-9])\s*(?:-|–|s/d|s\.?d\.?|sampai(?:\s+dengan)?|hingga|to)\s*(?:(?:u|q|no\.?|nomor|unsur)\s*)?([2-9])\s*([:=]|nilai(?:nya)?|\s)\s*([1-4])(?:$|[\s,;.)])`)
	without = regexp.MustCompile(`(?i)(?:^|[\s,;(])(?:u|q|no\.?|nomor|unsur|poin)?\s*([1-9])\s*(?:nilai(?:nya)?|skor(?:nya)?|dengan|diberi|[:=(\-])?\s*(?:nilai(?:nya)?)?\s*([1-4])(?:$|[\s,;.)!])`)
)

// whole reads a line that marks all elements, and those that it leaves out.
func (r *reader) whole(l string) bool {
	if !every.MatchString(l) || len(l) > 160 {
		return false
	}
	rest, others := l, ""
	if at := but.FindStringIndex(l); at != nil {
		rest, others = l[:at[0]], l[at[1]:]
	}
	v := mark(strings.TrimSpace(around.ReplaceAllString(every.ReplaceAllString(rest, " "), " ")), 0)
	if v == 0 || !alone(around.ReplaceAllString(every.ReplaceAllString(rest, " "), " ")) {
		return false
	}
	apart := without.FindAllStringSubmatch(others, Elements)
	if strings.TrimSpace(others) != "" && len(apart) == 0 {
		return false // what is left out is not clear, so neither is the rest
	}
	for _, m := range apart {
		r.set(int(m[1][0]-'0'), m[2][0]-'0')
	}
	r.all, r.named = v, true
	return true
}

// spans reads "U1-U5: 4, U6-U9: 3".
func (r *reader) spans(l string) bool {
	found := false
	for len(l) > 0 {
		m := span.FindStringSubmatchIndex(l)
		if m == nil {
			break
		}
		from, to, v := int(l[m[4]]-'0'), int(l[m[6]]-'0'), l[m[10]]-'0'
		sign := strings.TrimSpace(l[m[8]:m[9]])
		if from < to && (m[2] >= 0 || sign != "" && from == 1) {
			for n := from; n <= to; n++ {
				r.set(n, v)
			}
			found, r.named = true, true
		}
		l = l[m[11]:]
	}
	return found
}

// Several answers that a program or a telephone ran together in one line.
var (
	codes  = regexp.MustCompile(`(?i)(?:^|[\s,;|/(])(u\s?[1-9]\b)`)
	called = regexp.MustCompile(`[,;]\s*`)
	remark = regexp.MustCompile(`(?i)\s((?:kritik(?:\s*(?:dan|&|/)\s*saran)?|saran|komentar|comments?)\s*:)`)
)

// apart gives each answer of a line a line of its own.
func apart(l string) []string {
	l = remark.ReplaceAllString(l, "\n$1")
	var out []string
	for _, l := range strings.Split(l, "\n") {
		out = append(out, parted(l)...)
	}
	return out
}

func parted(l string) (out []string) {
	if strings.ContainsAny(l, "\t|") || span.MatchString(l) || every.MatchString(l) {
		return []string{l} // a table's row, or many at once
	}
	if at := codes.FindAllStringSubmatchIndex(l, 2*Elements); len(at) > 1 {
		from := 0
		for _, m := range at {
			out = append(out, strings.TrimRight(l[from:m[2]], " ,;/("))
			from = m[2]
		}
		return append(out, l[from:])
	}
	list := called.Split(l, 2*Elements)
	for _, one := range list {
		if n, rest, named := element(strings.TrimSpace(one)); n == 0 || !named || mark(rest, n) == 0 {
			return []string{l}
		}
	}
	return list
}

// plain writes digits and signs of other keyboards as usual, and leaves out what pictures
// and marks put around a digit.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xff01 && r <= 0xff5e: // full width
			return r - 0xfee0
		case r == 0xfe0f || r == 0x20e3 || r == 0x200b || r == 0x2060:
			return -1
		case r == 0xa0:
			return ' '
		}
		return r
	}, s)
}
