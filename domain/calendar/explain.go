package calendar

import (
	"fmt"
	"strings"
	"time"

	"loket/domain/clean"
)

const maxReasonRunes = 200

// Explain returns the trace as lines for a person to read, in "id" or "en"
// (anything else is "id"): receipt, each day counted with its hours, each
// holiday with its source, each pause, the deadline, the calendar's version.
func (d Deadline) Explain(lang string) []string {
	w := &indonesian
	if strings.HasPrefix(lang, "en") {
		w = &english
	}
	lines := make([]string, 0, len(d.Trace)+1)
	for n := 0; n < len(d.Trace); {
		e, run := d.Trace[n], 1
		for n+run < len(d.Trace) && sameLine(e, d.Trace[n+run]) && d.Working {
			run++
		}
		switch e.Kind {
		case DayZero, DayN, Counted:
			lines = append(lines, w.runs(d.Trace[n:n+run], d.Working))
		default:
			run = 1
			lines = append(lines, w.entry(e, d.Target))
		}
		n += run
	}
	return append(lines, fmt.Sprintf(w.version, d.Version))
}

// sameLine reports whether two entries are intervals of one day.
func sameLine(a, b Entry) bool {
	return a.Kind == b.Kind && DateOf(a.From, a.From.Location()) == DateOf(b.From, b.From.Location())
}

// runs writes the intervals of one day, or one stretch of clock time.
func (w *words) runs(entries []Entry, working bool) string {
	e := entries[0]
	if !working {
		return fmt.Sprintf(w.clock, w.instant(e.From), w.instant(e.To), w.length(e.Counted))
	}
	var sum time.Duration
	parts := make([]string, len(entries))
	for n, i := range entries {
		parts[n] = hourMinute(i.From) + "-" + closing(i)
		sum += i.Counted
	}
	intervals := strings.Join(parts, ", ")
	if e.Note != "" {
		intervals += ", " + e.Note
	}
	if e.Kind == DayZero {
		return fmt.Sprintf(w.zero, w.day(e.From), intervals, w.length(sum))
	}
	if e.Kind == DayN {
		return fmt.Sprintf(w.dayN, w.day(e.From), e.Day, intervals, w.length(sum))
	}
	return fmt.Sprintf(w.counted, w.day(e.From), intervals, w.length(sum))
}

// closing writes the end of an interval, midnight as the end of its day.
func closing(e Entry) string {
	if e.To.Day() != e.From.Day() {
		return "24:00"
	}
	return hourMinute(e.To)
}

func (w *words) entry(e Entry, t Target) string {
	switch e.Kind {
	case Start:
		return fmt.Sprintf(w.received, w.instant(e.From), w.target(t))
	case Opening:
		return fmt.Sprintf(w.opening, w.instant(e.From))
	case Uncharted:
		return fmt.Sprintf(w.uncharted, e.Note)
	case Weekend:
		return fmt.Sprintf(w.weekend, w.stretch(e))
	case Closed:
		return fmt.Sprintf(w.closed, w.day(e.From), e.Note)
	case HolidayOn:
		if e.Holiday == nil {
			return fmt.Sprintf(w.closed, w.day(e.From), e.Note)
		}
		kind, source, verified := w.holidayMarks(e.Holiday)
		return fmt.Sprintf(w.holiday, w.day(e.From), e.Note, kind, source, verified)
	case Paused:
		reason, form := clean.Line(e.Note, maxReasonRunes).String(), w.paused
		if reason == "" {
			reason = w.noReason
		}
		if e.Open {
			form = w.pausedOpen
		}
		return fmt.Sprintf(form, w.instant(e.From), w.instant(e.To), reason, w.length(e.Moved))
	case Due:
		return fmt.Sprintf(w.due, w.instant(e.From))
	case DayZero, DayN, Counted: // written by runs
	}
	return ""
}

// stretch writes one day or "Sabtu 21 Maret 2026 - Minggu 22 Maret 2026".
func (w *words) stretch(e Entry) string {
	last := e.To.Add(-1)
	if last.Day() == e.From.Day() {
		return w.day(e.From)
	}
	return w.day(e.From) + " - " + w.day(last)
}
