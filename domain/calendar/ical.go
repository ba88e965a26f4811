package calendar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"loket/domain/clean"
)

// Bounds of an iCalendar file.
const (
	maxEvents   = 2000
	maxEventRun = 60 // days of one event
	maxYearly   = 50 // repetitions of a yearly event
	maxWarnings = 50
)

// AddICal adds the all-day events of an iCalendar file (RFC 5545) as holidays
// and renews the version. source names the file in explanations.
//
// Understood: DTSTART as a date, DTEND (exclusive) or DURATION in days or
// weeks, RRULE with FREQ=YEARLY (INTERVAL, COUNT, UNTIL), EXDATE, and
// STATUS:CANCELLED. Left out with a warning: events with a clock time, other
// repetitions, and observances that are no days off (as public feeds mark
// them). A day that already is a holiday keeps its name. An event called
// "cuti bersama" or "joint holiday" is Leave, one described as a public holiday
// is National, the rest Local; none is Verified.
//
// added counts days newly closed. On an error, which matches ErrData, the
// calendar is as it was. Not safe while others read the calendar.
func (c *Calendar) AddICal(data []byte, source string) (added int, warnings []string, err error) {
	if len(data) > maxFile {
		return 0, nil, fmt.Errorf("%w: %s: larger than %d bytes", ErrData, source, maxFile)
	}
	source = clean.Line(source, maxNameRunes).String()
	events, err := readEvents(string(data), source)
	if err != nil {
		return 0, nil, err
	}
	var days []Holiday
	for _, e := range events {
		holidays, warning := e.holidays(source)
		days = append(days, holidays...)
		if warning != "" && len(warnings) < maxWarnings {
			warnings = append(warnings, fmt.Sprintf("%s:%d: %s", source, e.line, warning))
		}
		if len(days) > 4*maxHolidays {
			return 0, warnings, fmt.Errorf("%w: %s: more than %d days", ErrData, source, 4*maxHolidays)
		}
	}
	fresh := map[Date]bool{}
	for _, h := range days {
		if _, known := c.holidays[h.Date]; !known {
			fresh[h.Date] = true
		}
	}
	if len(c.holidays)+len(fresh) > maxHolidays {
		return 0, warnings, fmt.Errorf("%w: %s: more than %d holidays", ErrData, source, maxHolidays)
	}
	for _, h := range days {
		if _, err := c.addHoliday(h); err != nil {
			return 0, warnings, err // not reached: counted above
		}
	}
	c.seal()
	return len(fresh), warnings, nil
}

// event is a VEVENT as written.
type event struct {
	line                           int
	start, end, duration, rule     string
	summary, description, category string
	cancelled                      bool
	except                         []string
}

// readEvents unfolds the lines and collects the events. Nested components
// (alarms) are passed over.
func readEvents(data, source string) ([]event, error) {
	data = strings.ReplaceAll(strings.TrimPrefix(data, "\ufeff"), "\r\n", "\n")
	lines := strings.Split(data, "\n")
	var events []event
	var open []string // components around the line
	began := false
	for n := 0; n < len(lines); n++ {
		line, number := lines[n], n+1
		if n+1 < len(lines) && isFold(lines[n+1]) {
			parts := []string{line}
			for ; n+1 < len(lines) && isFold(lines[n+1]); n++ {
				parts = append(parts, lines[n+1][1:])
			}
			line = strings.Join(parts, "")
		}
		head, value, ok := cutValue(line)
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(head, ";")
		switch name = strings.ToUpper(name); {
		case name == "BEGIN":
			began = began || strings.EqualFold(value, "VCALENDAR")
			if open = append(open, strings.ToUpper(value)); len(open) > 8 {
				return nil, fmt.Errorf("%w: %s:%d: components nested too deeply", ErrData, source, number)
			}
			if open[len(open)-1] == "VEVENT" {
				if events = append(events, event{line: number}); len(events) > maxEvents {
					return nil, fmt.Errorf("%w: %s:%d: more than %d events", ErrData, source, number, maxEvents)
				}
			}
		case name == "END" && len(open) > 0:
			open = open[:len(open)-1]
		case len(open) > 0 && open[len(open)-1] == "VEVENT":
			events[len(events)-1].set(name, value)
		}
	}
	if !began {
		return nil, fmt.Errorf("%w: %s: no BEGIN:VCALENDAR: this is not an iCalendar file (.ics)", ErrData, source)
	}
	return events, nil
}

func isFold(line string) bool { return line != "" && (line[0] == ' ' || line[0] == '\t') }

// cutValue splits a content line at the first colon outside quotes.
func cutValue(line string) (head, value string, ok bool) {
	quoted := false
	for n := 0; n < len(line); n++ {
		switch {
		case line[n] == '"':
			quoted = !quoted
		case line[n] == ':' && !quoted:
			return line[:n], strings.TrimSpace(line[n+1:]), true
		}
	}
	return "", "", false
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
		if len(e.except) < maxYearly {
			e.except = append(e.except, strings.Split(value, ",")...)
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
		for suffix, factor := range map[string]int{"D": 1, "W": 7} {
			if digits, ok := strings.CutSuffix(strings.TrimPrefix(text, "P"), suffix); ok {
				n, err := strconv.Atoi(digits)
				return n * factor, err == nil && n >= 1 && n <= maxEventRun/factor
			}
		}
		return 0, false
	}
	return 1, true
}

// yearly returns the first days of all occurrences, and why some are missing.
func (e *event) yearly(first Date) ([]Date, string) {
	if e.rule == "" {
		return []Date{first}, ""
	}
	const once = "only its first day is used: the repetition is not a plain yearly one"
	yearly, interval, count := false, 1, maxYearly
	until := Date{lastYear, 12, 31}
	for part := range strings.SplitSeq(strings.ToUpper(e.rule), ";") {
		key, value, _ := strings.Cut(part, "=")
		n, err := strconv.Atoi(value)
		ok := true
		switch key {
		case "FREQ":
			yearly, ok = value == "YEARLY", value == "YEARLY"
		case "INTERVAL":
			interval, ok = n, err == nil && n >= 1 && n <= lastYear
		case "COUNT":
			count, ok = min(n, maxYearly), err == nil && n >= 1
		case "UNTIL":
			until, ok = icalDate(value[:min(8, len(value))])
		case "BYMONTH":
			ok = n == int(first.Month)
		case "BYMONTHDAY":
			ok = n == first.Day
		default:
			ok = key == "WKST" || key == ""
		}
		if !ok {
			return []Date{first}, once
		}
	}
	if !yearly {
		return []Date{first}, once
	}
	var starts []Date
	for year := first.Year; len(starts) < count && year <= lastYear; year += interval {
		d := Date{year, first.Month, first.Day}
		if d.AddDays(0) != d {
			continue // 29 February
		}
		if until.Before(d) {
			break
		}
		starts = append(starts, d)
	}
	return starts, ""
}

// icalDate reads "20260319".
func icalDate(s string) (Date, bool) {
	if len(s) != 8 {
		return Date{}, false
	}
	d, err := ParseDate(s[:4] + "-" + s[4:6] + "-" + s[6:])
	return d, err == nil
}
