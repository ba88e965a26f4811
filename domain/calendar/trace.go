package calendar

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// EntryKind is what a line of the trace tells. The order is the order of
// entries that begin at the same instant.
type EntryKind uint8

// The kinds of entries.
const (
	Start     EntryKind = iota + 1 // received
	Opening                        // the clock began later than that
	Uncharted                      // holidays of the year in Note are not known
	Weekend                        // closed days of the week, adjoining ones in one entry
	HolidayOn                      // a holiday, named in Note
	Closed                         // closed by special hours, named in Note
	Paused                         // the clock stood still; Note is the reason
	DayZero                        // open time of the day the clock began
	DayN                           // open time of working day number Day
	Counted                        // open time beyond the last day or of a target in minutes; clock time of hours
	Due                            // the deadline
)

var entryNames = [...]string{
	Start: "start", Opening: "opening", Uncharted: "uncharted", Weekend: "weekend", HolidayOn: "holiday",
	Closed: "closed", Paused: "pause", DayZero: "day-zero", DayN: "day", Counted: "counted", Due: "due",
}

// String returns the kind as written in exports.
func (k EntryKind) String() string {
	if k == 0 || int(k) >= len(entryNames) {
		return ""
	}
	return entryNames[k]
}

// MarshalText writes the name of the kind.
func (k EntryKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the name of a kind; the error matches ErrData.
func (k *EntryKind) UnmarshalText(text []byte) error {
	n := slices.Index(entryNames[:], string(text))
	if n < 1 {
		return fmt.Errorf("%w: trace entry %q", ErrData, shorten(string(text)))
	}
	*k = EntryKind(n)
	return nil
}

// Entry is one line of a deadline's trace. The sum of Counted over a trace is
// the time the target was worth; pauses do not change it.
type Entry struct {
	From, To time.Time
	Kind     EntryKind
	Day      int           // DayN: which working day
	Counted  time.Duration // DayZero, DayN, Counted: time that ran
	Moved    time.Duration // Paused: by how much the deadline moved
	Open     bool          // Paused: still lasting, reckoned up to now
	Note     string        // holiday name, pause reason, special hours in force, year
	Holiday  *Holiday      // HolidayOn: the whole record
}

// trace lists how d came to be. zero is day 0, last the Nth working day.
func (c *Calendar) trace(d *Deadline, start time.Time, zero, last Date, stops []stop) []Entry {
	list := make([]Entry, 0, 8)
	list = append(list, Entry{From: start, To: start, Kind: Start})
	if !d.Started.Equal(start) {
		list = append(list, Entry{From: d.Started, To: d.Started, Kind: Opening})
	}
	for _, s := range stops {
		list = append(list, Entry{From: s.from, To: s.to, Kind: Paused, Moved: s.moved, Open: s.open, Note: s.reason})
	}
	if d.Working {
		list = c.traceDays(list, d, start, zero, last, stops)
	} else {
		list = appendRuns(list, Entry{From: start, To: d.At, Kind: Counted}, stops)
	}
	list = append(list, Entry{From: d.At, To: d.At, Kind: Due})
	slices.SortStableFunc(list, func(a, b Entry) int {
		if order := a.From.Compare(b.From); order != 0 {
			return order
		}
		return int(a.Kind) - int(b.Kind)
	})
	return list
}

// traceDays walks from the day of receipt to the deadline.
func (c *Calendar) traceDays(list []Entry, d *Deadline, start time.Time, zero, last Date, stops []stop) []Entry {
	number, year := 0, 0
	for day := earlierDate(zero, DateOf(start, c.zone)); ; day = day.AddDays(1) {
		midnight := c.at(day, Clock{})
		if !midnight.Before(d.At) {
			return list
		}
		if day.Year != year {
			if year = day.Year; !c.years[year] {
				list = append(list, Entry{From: later(midnight, start), To: later(midnight, start), Kind: Uncharted, Note: strconv.Itoa(year)})
			}
		}
		hours := c.Hours(day)
		if len(hours) == 0 {
			list = c.appendClosed(list, day, later(midnight, start), c.at(day, Clock{Hour: 24}))
			continue
		}
		e := Entry{Kind: Counted, Note: c.specialOn(day)}
		if d.Target.Unit != Minute && !last.Before(day) {
			e.Kind, e.Day = DayZero, 0
			if zero.Before(day) {
				number++
				e.Kind, e.Day = DayN, number
			}
		}
		for _, i := range hours {
			e.From, e.To = later(c.at(day, i.From), d.Started), earlier(c.at(day, i.To), d.At)
			list = appendRuns(list, e, stops)
		}
	}
}

// appendClosed adds a closed day, joining days of one weekend.
func (c *Calendar) appendClosed(list []Entry, day Date, from, to time.Time) []Entry {
	if h := c.holidays[day]; h != nil {
		return append(list, Entry{From: from, To: to, Kind: HolidayOn, Note: h.Name, Holiday: h})
	}
	if len(c.weekly[day.Weekday()]) > 0 {
		return append(list, Entry{From: from, To: to, Kind: Closed, Note: c.specialOn(day)})
	}
	if n := len(list) - 1; list[n].Kind == Weekend && list[n].To.Equal(from) {
		list[n].To = to
		return list
	}
	return append(list, Entry{From: from, To: to, Kind: Weekend})
}

// specialOn names the special hours in force on a day, "" for none.
func (c *Calendar) specialOn(d Date) string {
	for n := len(c.special) - 1; n >= 0; n-- {
		if s := &c.special[n]; !d.Before(s.From) && !s.To.Before(d) {
			return s.Name
		}
	}
	return ""
}

// appendRuns adds what of e lies outside the stops.
func appendRuns(list []Entry, e Entry, stops []stop) []Entry {
	end := e.To
	for _, s := range stops {
		if !s.to.After(e.From) {
			continue
		}
		if !s.from.Before(end) {
			break
		}
		if e.To = s.from; e.To.After(e.From) {
			e.Counted = e.To.Sub(e.From)
			list = append(list, e)
		}
		e.From = s.to
	}
	if e.To = end; e.To.After(e.From) {
		e.Counted = e.To.Sub(e.From)
		list = append(list, e)
	}
	return list
}

func earlierDate(a, b Date) Date {
	if b.Before(a) {
		return b
	}
	return a
}
