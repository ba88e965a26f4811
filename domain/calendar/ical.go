package calendar

import (
	"fmt"
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

// reader collects the events of a file. Nested components (alarms) are passed
// over.
type reader struct {
	source string
	events []event
	open   []string // components around the line
	began  bool
}

// readEvents unfolds the lines and collects the events.
func readEvents(data, source string) ([]event, error) {
	data = strings.ReplaceAll(strings.TrimPrefix(data, "\ufeff"), "\r\n", "\n")
	lines := strings.Split(data, "\n")
	r := reader{source: source}
	for n := 0; n < len(lines); n++ {
		line, number := lines[n], n+1
		if n+1 < len(lines) && isFold(lines[n+1]) {
			parts := []string{line}
			for ; n+1 < len(lines) && isFold(lines[n+1]); n++ {
				parts = append(parts, lines[n+1][1:])
			}
			line = strings.Join(parts, "")
		}
		if err := r.line(line, number); err != nil {
			return nil, err
		}
	}
	if !r.began {
		return nil, fmt.Errorf("%w: %s: no BEGIN:VCALENDAR: this is not an iCalendar file (.ics)", ErrData, source)
	}
	return r.events, nil
}

// line takes one unfolded line; lines it does not know are passed over.
func (r *reader) line(line string, number int) error {
	head, value, ok := cutValue(line)
	if !ok {
		return nil
	}
	name, _, _ := strings.Cut(head, ";")
	switch name = strings.ToUpper(name); {
	case name == "BEGIN":
		return r.begin(strings.ToUpper(value), number)
	case len(r.open) == 0:
	case name == "END":
		r.open = r.open[:len(r.open)-1]
	case r.open[len(r.open)-1] == "VEVENT":
		r.events[len(r.events)-1].set(name, value)
	}
	return nil
}

func (r *reader) begin(component string, number int) error {
	r.began = r.began || component == "VCALENDAR"
	if r.open = append(r.open, component); len(r.open) > 8 {
		return fmt.Errorf("%w: %s:%d: components nested too deeply", ErrData, r.source, number)
	}
	if component != "VEVENT" {
		return nil
	}
	if r.events = append(r.events, event{line: number}); len(r.events) > maxEvents {
		return fmt.Errorf("%w: %s:%d: more than %d events", ErrData, r.source, number, maxEvents)
	}
	return nil
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
