package survey

import (
	"regexp"
	"strings"
)

// How elements are called at the beginning of a line.
var (
	coded    = regexp.MustCompile(`(?i)^\(?\s*(?:u|q|unsur|no\.?|nomor|pertanyaan|question|element)[\s.\-]*([1-9])\b[\s.,):=\-]*`)
	numbered = regexp.MustCompile(`^\(?([1-9])(?:\s*[.):=\-]+|\s+)\s*`)
	lettered = regexp.MustCompile(`(?i)^\(?([a-i])\s*[.)=:]+\s*`)
)

// names are what each element is called; a text is of the first that it begins with.
var names = [Elements]*regexp.Regexp{
	regexp.MustCompile(`(?i)^(?:kesesuaian\s+)?(?:persyaratan|syarat|requirements?)\b`),
	regexp.MustCompile(`(?i)^(?:kemudahan\s+)?(?:sistem|mekanisme|prosedur|systems?|mechanism|procedures?)\b`),
	regexp.MustCompile(`(?i)^(?:kecepatan\s+)?(?:waktu|time|speed|completion)\b`),
	regexp.MustCompile(`(?i)^(?:kewajaran\s+)?(?:biaya|tarif|costs?|fees?|tariff)\b`),
	regexp.MustCompile(`(?i)^(?:kesesuaian\s+)?(?:produk|product|result)\b`),
	regexp.MustCompile(`(?i)^(?:kompetensi|kemampuan|competen\w+)\b`),
	regexp.MustCompile(`(?i)^(?:perilaku|sikap|kesopanan|behaviou?r|attitude|conduct)\b`),
	regexp.MustCompile(`(?i)^(?:penanganan|pengaduan|handling|complaints?)\b`),
	regexp.MustCompile(`(?i)^(?:kualitas\s+)?(?:sarana|prasarana|facilit\w+|infrastructure)\b`),
}

// element says which element a line speaks of, 0 for none, and what follows. named is
// whether more than a number or a letter says so.
func element(l string) (n int, rest string, named bool) {
	switch {
	case coded.MatchString(l):
		m := coded.FindStringSubmatchIndex(l)
		n, rest, named = int(l[m[2]]-'0'), l[m[1]:], true
	case numbered.MatchString(l):
		m := numbered.FindStringSubmatchIndex(l)
		n, rest = int(l[m[2]]-'0'), l[m[1]:]
	case lettered.MatchString(l):
		m := lettered.FindStringSubmatchIndex(l)
		n, rest = int(strings.ToLower(l[m[2] : m[2]+1])[0]-'a')+1, l[m[1]:]
	default:
		rest = l
	}
	for i, name := range names {
		if at := name.FindStringIndex(rest); at != nil && (n == 0 || n == i+1) {
			return i + 1, after(rest, at[1]), true
		}
	}
	return n, rest, named
}

// after leaves out the other words of an element's name.
func after(s string, at int) string {
	if i := strings.LastIndexAny(s, ":=|\t"); i >= at {
		return s[i+1:]
	}
	return more.ReplaceAllString(s[at:], "")
}

// more are words with which an element's name goes on.
var more = regexp.MustCompile(`(?i)^(?:[\s,/]*\b(?:dan|and|of|the|sistem|mekanisme|prosedur|penyelesaian|tarif|spesifikasi|jenis|pelayanan|layanan|pelaksana|petugas|pengaduan|saran|masukan|prasarana|system|mechanism|procedures?|time|costs?|fees?|staff|complaints|service)\b)+[\s:=]*`)

// remarked reads a mark that a remark follows: "4, prosesnya cepat", "3 agak lama".
// One that its own words gainsay, and two numbers, are none.
func remarked(s string) (v uint8, words string) {
	m := begun.FindStringSubmatch(s)
	if m == nil || digits.MatchString(m[3]) || either.MatchString(m[3]) {
		return 0, ""
	}
	v = m[1][0] - '0'
	if g := word(m[3]); g != 0 && g != v && !strings.ContainsAny(m[2], ",;.!-–") {
		return 0, ""
	}
	return v, strings.Trim(m[3], " ,;.!-–()")
}

var (
	begun  = regexp.MustCompile(`^[\s✓✔☑*:=]*([1-4])($|[\s,;.!)\-–(]+)(\D*)$`)
	either = regexp.MustCompile(`(?i)^\s*(?:atau|or|sampai|hingga|to|lembar|dokumen|berkas|hari|jam|%)\b`)
)

// Words for marks. The adjectives are those of the ministry's form.
const adjective = `(?:baik|puas|memuaskan|mudah|cepat|sesuai|jelas|sopan|ramah|mampu|kompeten|murah|lengkap|bagus|wajar|good|satisf\w+|easy|fast|clear|polite|competent|appropriate)`

var grades = []struct {
	mark  uint8
	words *regexp.Regexp
}{
	{4, regexp.MustCompile(`(?i)\b(?:(?:sangat|amat|very)\s+` + adjective + `|excellent|outstanding)\b`)},
	{2, regexp.MustCompile(`(?i)\b(?:(?:kurang|less)\s+` + adjective + `|fair|poor)\b`)},
	{1, regexp.MustCompile(`(?i)\b(?:(?:tidak|tdk|sangat\s+tidak|not|un)\s*` + adjective + `|(?:sangat\s+)?(?:buruk|jelek)|very\s+(?:bad|poor)|bad)\b`)},
	{3, regexp.MustCompile(`(?i)\b` + adjective + `\b`)},
}

var (
	digits  = regexp.MustCompile(`\d+(?:[.,]\d+)?`)
	ofFour  = regexp.MustCompile(`(?i)([1-4])\s*(?:/|dari|of|out\s+of)\s*4\b`)
	hedge   = regexp.MustCompile(`(?i)\b(?:cukup|lumayan|agak|fairly|quite|atau|or)\b`)
	free    = regexp.MustCompile(`(?i)\b(?:gratis|tidak dipungut|free)\b`)
	filler  = regexp.MustCompile(`(?i)^[\s:=.\-_()\[\]|]*(?:nilai|skor|score|rating)?[\s:=.,!\-_()\[\]|]*$`)
	trimmed = strings.NewReplacer("(", " ", ")", " ", "[", " ", "]", " ", "*", " ", "_", " ")
)

// mark reads the mark in what stands behind an element's name, 0 for none. element
// is which, 0 where nobody said: only costs can be "gratis".
func mark(s string, element int) uint8 {
	s = trimmed.Replace(ofFour.ReplaceAllString(s, "$1"))
	if hedge.MatchString(s) || len(s) > 120 {
		return 0
	}
	found := digits.FindAllString(s, 3)
	if len(found) > 1 {
		return 0
	}
	if len(found) == 1 {
		if v := found[0]; len(v) == 1 && v[0] >= '1' && v[0] <= '4' && worded(s, v[0]-'0') {
			return v[0] - '0'
		}
		return 0
	}
	if element == 4 && free.MatchString(s) {
		return 4
	}
	if v := short[strings.ToLower(strings.Trim(s, " .,:=-"))]; v != 0 {
		return v
	}
	return word(s)
}

// short are marks in one word or in the letters of the ministry's form.
var short = map[string]uint8{"sb": 4, "b": 3, "kb": 2, "tb": 1, "empat": 4, "tiga": 3, "dua": 2, "satu": 1, "four": 4, "three": 3, "two": 2, "one": 1}

// worded reports whether the words beside a number are a mark's own, or none that
// would make the number something else ("2 dokumen").
func worded(s string, v uint8) bool {
	if g := word(s); g != 0 {
		return g == v
	}
	rest := strings.TrimSpace(digits.ReplaceAllString(s, ""))
	return blank(rest) || len(strings.Fields(rest)) > 0 && strings.ContainsAny(rest, ":=")
}

func word(s string) uint8 {
	for _, g := range grades {
		if g.words.MatchString(s) {
			return g.mark
		}
	}
	return 0
}

// blank reports whether nothing but signs stands in it.
func blank(s string) bool { return filler.MatchString(s) }

// alone reports whether a line holds a mark and nothing else.
func alone(l string) bool {
	l = digits.ReplaceAllString(trimmed.Replace(ofFour.ReplaceAllString(l, "$1")), "")
	if short[strings.ToLower(strings.Trim(l, " .,:=-"))] != 0 {
		return true
	}
	for _, g := range grades {
		if at := g.words.FindStringIndex(l); at != nil {
			l = l[:at[0]] + l[at[1]:]
			break
		}
	}
	return blank(l)
}

// Where a comment begins, and where it ends.
var (
	label  = regexp.MustCompile(`(?i)^(?:kritik(?:\s*(?:dan|&|/)\s*saran)?|saran(?:\s*(?:dan|&|/)\s*(?:masukan|kritik))?|masukan|komentar|catatan|comments?|suggestions?|remarks?)\s*:`)
	ending = regexp.MustCompile(`(?i)^(?:--\s*$|salam\b|hormat kami|best regards|regards\b|terima kasih[.,]?\s*$|terimakasih[.,]?\s*$|thank you[.,]?\s*$|sent from|dikirim dari)`)
	polite = regexp.MustCompile(`(?i)^(?:yth\b|kepada\b|dear\b|dengan hormat|selamat (?:pagi|siang|sore|malam)|assalamu|berikut\b.{0,80}[:.]$|here (?:is|are)\b.{0,60}:$)`)
)

// comment is what of the lines is a comment: behind its label where there is one,
// else all of it without greeting and close.
func comment(lines []string) string {
	labelled := false
	for i, l := range lines {
		if m := label.FindStringIndex(strings.TrimSpace(l)); m != nil {
			lines = append([]string{strings.TrimSpace(l)[m[1]:]}, lines[i+1:]...)
			labelled = true
			break
		}
	}
	var out []string
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if ending.MatchString(l) {
			break
		}
		if blank(l) || strings.Contains(l, "\t") || strings.Count(l, "|") > 1 || strings.Count(l, wide) > 1 || !labelled && polite.MatchString(l) {
			continue
		}
		out = append(out, l)
	}
	return strings.TrimSpace(bound(strings.Join(out, "\n"), maxComment))
}
