package mail

import (
	"net/mail"
	"regexp"
	"strings"
	"time"
)

// Patterns of dates that net/mail refuses.
var (
	dateWords = regexp.MustCompile(`(?i)\p{L}+`)
	dateZone  = regexp.MustCompile(`([+-]\d{2}):(\d{2})$`)
)

// looseLayouts are tried on a date whose words were translated.
var looseLayouts = []string{
	"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04 -0700", "2 Jan 06 15:04:05 -0700",
	"2 Jan 2006 15:04:05", "2 Jan 2006 15:04", "2 Jan 06 15:04:05", "2 Jan 2006",
	"2-Jan-2006 15:04:05 -0700", "2-Jan-2006 15:04:05",
	"Jan 2 15:04:05 2006", "Jan 2 15:04:05 2006 -0700", "Jan 2 15:04:05 -0700 2006", "Jan 2 2006 15:04:05 -0700",
	"2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-01-02 15:04",
	"2/1/2006 15:04:05", "2/1/2006 15:04",
}

// dateWord translates Indonesian months; days of the week and noise become "".
func dateWord(w string) string {
	w = strings.ToLower(w)
	switch w {
	case "t", "z":
		return strings.ToUpper(w)
	case "wib":
		return "+0700"
	case "wita":
		return "+0800"
	case "wit":
		return "+0900"
	case "utc", "gmt", "ut":
		return "+0000"
	case "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt":
		return "" // read as UTC, with the warning of a repaired date
	}
	if len(w) < 3 {
		return ""
	}
	switch w[:3] {
	case "jan", "feb", "mar", "apr", "jun", "jul", "sep", "nov":
		return strings.ToUpper(w[:1]) + w[1:3]
	case "mei", "may":
		return "May"
	case "agu", "ags", "aug":
		return "Aug"
	case "okt", "oct":
		return "Oct"
	case "des", "dec":
		return "Dec"
	case "nop":
		return "Nov"
	}
	return ""
}

// parseDate reads a Date field in UTC. repaired is true when it is not as RFC
// 5322 has it; a year outside 1980 to 2100 counts as unreadable.
func parseDate(s string) (t time.Time, repaired, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) > 200 {
		return time.Time{}, false, false
	}
	t, err := time.Parse("Mon, 2 Jan 2006 15:04:05 -0700", s) // as nearly all are; the library tries its forms one by one
	if err != nil {
		t, err = mail.ParseDate(s)
	}
	if err != nil {
		repaired = true
		if t, ok = looseDate(s); !ok {
			return time.Time{}, true, false
		}
	}
	t = t.UTC()
	if t.Year() < 1980 || t.Year() > 2100 {
		return time.Time{}, true, false
	}
	return t, repaired, true
}

func looseDate(s string) (time.Time, bool) {
	if i := strings.IndexByte(s, '('); i > 0 {
		s = s[:i]
	}
	s = dateWords.ReplaceAllStringFunc(s, func(w string) string {
		if w == "T" || w == "Z" {
			return w
		}
		return " " + dateWord(w) + " "
	})
	s = strings.Join(strings.Fields(strings.NewReplacer(",", " ", "GMT", " ").Replace(s)), " ")
	s = strings.ReplaceAll(s, "- ", "-")
	s = strings.ReplaceAll(s, " -", "-")
	s = strings.TrimLeft(s, "-. ")
	variants := []string{s, dateZone.ReplaceAllString(s, "$1$2")}
	if day, clock, found := strings.Cut(s, "-"); found && !strings.Contains(day, "-") {
		variants = append(variants, strings.TrimSpace(day)+" -"+clock)
	}
	if day, clock, found := strings.Cut(s, " "); found { // 08.30 for 08:30
		variants = append(variants, day+" "+strings.ReplaceAll(clock, ".", ":"))
	}
	for _, v := range variants {
		for _, layout := range looseLayouts {
			if t, err := time.Parse(layout, v); err == nil {
				return t, true
			}
		}
	}
	return time.Time{}, false
}
