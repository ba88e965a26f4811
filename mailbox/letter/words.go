package letter

import (
	"fmt"
	"regexp"
	"strings"
	"text/template"
	"time"
	"unicode"

	"loket/domain"
	"loket/domain/calendar"
	"loket/ticket"
)

func (w *Writer) funcs() template.FuncMap {
	return template.FuncMap{
		"date":  func(t time.Time) string { return dateWords(t.In(w.zone)) },
		"when":  func(t time.Time) string { return w.whenWords(t) },
		"names": nameWords,
		"join":  strings.Join,
		"add":   func(a, b int) int { return a + b },
		"upper": upper,
		"fill":  func(what string) string { return OpenMark + " " + what },
		"print": bounded(func(a ...any) string { return fmt.Sprint(a...) }), "println": bounded(func(a ...any) string { return fmt.Sprintln(a...) }),
		"printf": bounded(format),
		"html":   absent, "js": absent, "urlquery": absent, "call": absent,
	}
}

func dateWords(t time.Time) string {
	months := [...]string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

func (w *Writer) whenWords(t time.Time) string {
	days := [...]string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}
	t = t.In(w.zone)
	return fmt.Sprintf("%s, %s pukul %02d.%02d %s", days[t.Weekday()], dateWords(t), t.Hour(), t.Minute(), t.Format("MST"))
}

// shownNames is how many names stand in a sentence or a subject.
const shownNames = 5

// nameWords writes "a", "a dan b", "a, b, dan c", and a count for the rest.
func nameWords(list []string) string {
	if n := len(list) - shownNames; n > 0 {
		list = append(append([]string{}, list[:shownNames]...), fmt.Sprintf("%d nama lainnya", n))
	}
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0]
	case 2:
		return list[0] + " dan " + list[1]
	}
	return strings.Join(list[:len(list)-1], ", ") + ", dan " + list[len(list)-1]
}

func upper(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// inSentence writes a title's first letter small, unless its first word is an
// abbreviation.
func inSentence(s string) string {
	r := []rune(s)
	if len(r) < 2 || unicode.IsUpper(r[1]) {
		return s
	}
	return string(unicode.ToLower(r[0])) + string(r[1:])
}

// stateWords says in Indonesian where a reported address stands.
func stateWords(state string) string {
	switch state {
	case "reported":
		return "dilaporkan"
	case "found":
		return "konten negatif ditemukan"
	case "notified":
		return "sudah diberitahukan kepada pemilik"
	case "clean":
		return "telah bersih"
	case "gone":
		return "tidak dapat dibuka lagi"
	case "still":
		return "konten negatif masih ada"
	case "forwarded":
		return "diteruskan ke Dit. PAI"
	case "blocked":
		return "akses telah diputus"
	case "restored":
		return "akses telah dipulihkan"
	}
	return line(state, 40)
}

// Boxes of a form in front of or behind the words Ya and Tidak.
var (
	box         = `(?:\[[^\]]?\]|\([^)]?\)|[\x{2610}-\x{2612}\x{25A0}\x{25A1}\x{2713}\x{2714}])`
	boxFirst    = regexp.MustCompile(`(?i)^\s*` + box)
	ticked      = `(?:\[\s*[xv\x{2713}\x{2714}\x{221A}]\s*\]|\(\s*[xv\x{2713}\x{2714}\x{221A}]\s*\)|[\x{2611}\x{2612}\x{25A0}\x{2713}\x{2714}])`
	tickedFront = regexp.MustCompile(`(?i)` + ticked + `\s*(ya|tidak)\b`)
	tickedAfter = regexp.MustCompile(`(?i)\b(ya|tidak)\s*` + ticked)
	yesOrNo     = regexp.MustCompile(`(?i)\b(ya|tidak)\b`)
)

// managed reads from the form whether the desk's agency runs the server.
func managed(t *ticket.Ticket) (yes, known bool) {
	v := t.Field("server dikelola", "server yang dikelola", "dikelola oleh diskominfo")
	find := yesOrNo
	if len(yesOrNo.FindAllString(v, 3)) > 1 {
		if find = tickedAfter; boxFirst.MatchString(v) {
			find = tickedFront
		}
	}
	said := find.FindAllStringSubmatch(v, 3)
	if len(said) != 1 {
		return false, false
	}
	return strings.EqualFold(said[0][1], "ya"), true
}

// duties are those that apply; both lists with their circumstance where the form
// does not tell which.
func duties(c *domain.Catalogue, s *domain.Service, t *ticket.Ticket) []Duties {
	yes, known := managed(t)
	var out []Duties
	for _, d := range s.Duties {
		if known && (d.When == "server-managed" && !yes || d.When == "server-own" && yes) {
			continue
		}
		var items []string
		for _, item := range d.Items {
			items = append(items, item.ID)
		}
		when := ""
		if !known && d.When != "" {
			when = c.Circumstance(d.When).ID
		}
		out = append(out, Duties{when, items})
	}
	return out
}

// targetWords writes a promise as the standard does: "4 (empat) hari kerja".
func targetWords(t calendar.Target) string {
	words := [...]string{"nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas", "dua belas"}
	if t.IsZero() {
		return ""
	}
	n := fmt.Sprint(t.N)
	if t.N >= 0 && t.N < len(words) {
		n = fmt.Sprintf("%d (%s)", t.N, words[t.N])
	}
	switch t.Unit {
	case calendar.Hour:
		if t.N%24 == 0 {
			return fmt.Sprintf("%d x 24 jam", t.N/24)
		}
		return n + " jam"
	case calendar.WorkingDay:
		return n + " hari kerja"
	case calendar.Minute:
		return n + " menit kerja"
	case calendar.Day:
	}
	return n + " hari"
}
