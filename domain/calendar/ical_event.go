package calendar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"loket/domain/clean"
)

// event is a VEVENT as written.
type event struct {
	line                           int
	start, end, duration, rule     string
	summary, description, category string
	cancelled                      bool
	except                         []string
}

func (e *event) set(name, value string) {
	switch name {
	case "DTSTART":
		e.start = value
	case "DTEND":
		e.end = value
	case "DURATION":
		e.duration = value
	case "RRULE":
		e.rule = value
	case "SUMMARY":
		e.summary = value
	case "DESCRIPTION":
		e.description = value
	case "CATEGORIES":
		e.category = value
	case "STATUS":
		e.cancelled = strings.EqualFold(value, "CANCELLED")
	case "EXDATE":
		for day := range strings.SplitSeq(value, ",") {
			if len(e.except) >= maxYearly {
				return
			}
			e.except = append(e.except, day)
		}
	}
}

// holidays returns the days of e, and why days of it were left out.
func (e *event) holidays(source string) (days []Holiday, warning string) {
	if e.cancelled {
		return nil, ""
	}
	name := e.name()
	first, ok := icalDate(e.start)
	if !ok {
		return nil, fmt.Sprintf("%q is not an all-day event of the years %d to %d: left out", name, firstYear, lastYear)
	}
	about := strings.ToLower(e.description + " " + e.category)
	if strings.Contains(about, "observance") || strings.Contains(about, "perayaan") {
		return nil, fmt.Sprintf("%q is an observance and no day off: left out", name)
	}
	length, ok := e.length(first)
	if !ok {
		return nil, fmt.Sprintf("%q has no length from 1 to %d days: left out", name, maxEventRun)
	}
	starts, warning := e.yearly(first)
	if warning != "" {
		warning = fmt.Sprintf("%q: %s", name, warning)
	}
	h := Holiday{Name: name, Kind: e.kind(name, about), Source: source}
	for _, start := range starts {
		if slices.ContainsFunc(e.except, func(s string) bool { d, ok := icalDate(s); return ok && d == start }) {
			continue
		}
		for n := range length {
			if h.Date = start.AddDays(n); h.Date.charted() {
				days = append(days, h)
			}
		}
	}
	return days, warning
}

func (e *event) name() string {
	text := strings.NewReplacer(`\n`, " ", `\N`, " ", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(e.summary)
	if name := clean.Line(text, maxNameRunes).String(); name != "" {
		return name
	}
	return "-"
}

func (e *event) kind(name, about string) Kind {
	name = strings.ToLower(name)
	switch {
	case strings.Contains(name, "cuti bersama"), strings.Contains(name, "joint holiday"):
		return Leave
	case strings.Contains(about, "public holiday"), strings.Contains(about, "hari libur nasional"):
		return National
	}
	return Local
}

// length returns the days of one occurrence.
func (e *event) length(first Date) (int, bool) {
	switch {
	case e.end != "":
		end, ok := icalDate(e.end)
		for n := 1; ok && n <= maxEventRun; n++ {
			if first.AddDays(n) == end {
				return n, true
			}
		}
		return 1, ok && end == first // some writers repeat the first day
	case e.duration != "":
		text := strings.ToUpper(e.duration)
		factor := 1
		if strings.HasSuffix(text, "W") {
			factor = 7
		} else if !strings.HasSuffix(text, "D") {
			return 0, false
		}
		n, err := strconv.Atoi(strings.Trim(text, "PDW"))
		return n * factor, err == nil && n >= 1 && n <= maxEventRun/factor
	}
	return 1, true
}

// yearly returns the first days of all occurrences, and why some are missing.
func (e *event) yearly(first Date) ([]Date, string) {
	if e.rule == "" {
		return []Date{first}, ""
	}
	r, ok := parseRule(e.rule, first)
	if !ok {
		return []Date{first}, "only its first day is used: the repetition is not a plain yearly one"
	}
	var starts []Date
	for year := first.Year; len(starts) < r.count && year <= lastYear; year += r.interval {
		d := Date{year, first.Month, first.Day}
		if d.AddDays(0) != d {
			continue // 29 February
		}
		if r.until.Before(d) {
			break
		}
		starts = append(starts, d)
	}
	return starts, ""
}

// rule is a plain yearly repetition.
type rule struct {
	interval, count int
	until           Date
}

// parseRule refuses every repetition that is not the same day of each year.
func parseRule(text string, first Date) (rule, bool) {
	r := rule{interval: 1, count: maxYearly, until: Date{lastYear, 12, 31}}
	yearly := false
	for part := range strings.SplitSeq(strings.ToUpper(text), ";") {
		key, value, _ := strings.Cut(part, "=")
		n, err := strconv.Atoi(value)
		ok := true
		switch key {
		case "FREQ":
			yearly, ok = value == "YEARLY", value == "YEARLY"
		case "INTERVAL":
			r.interval, ok = n, err == nil && n >= 1 && n <= lastYear
		case "COUNT":
			r.count, ok = min(n, maxYearly), err == nil && n >= 1
		case "UNTIL":
			r.until, ok = icalDate(value[:min(8, len(value))])
		case "BYMONTH":
			ok = n == int(first.Month)
		case "BYMONTHDAY":
			ok = n == first.Day
		default:
			ok = key == "WKST" || key == ""
		}
		if !ok {
			return r, false
		}
	}
	return r, yearly
}

// icalDate reads "20260319".
func icalDate(s string) (Date, bool) {
	if len(s) != 8 {
		return Date{}, false
	}
	d, err := ParseDate(s[:4] + "-" + s[4:6] + "-" + s[6:])
	return d, err == nil
}
