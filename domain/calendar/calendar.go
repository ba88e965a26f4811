package calendar

import (
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
	_ "time/tzdata" // a console machine may come without a zone database
)

const (
	firstYear, lastYear = 1900, 2200
	horizonYears        = 40 // no promise reaches further
	maxHolidays         = 5000
	maxNameRunes        = 120
)

// Kind is why a day is a holiday.
type Kind uint8

// The kinds of holidays.
const (
	National Kind = iota + 1 // libur nasional
	Leave                    // cuti bersama
	Local                    // of the region or the site
)

var kindNames = [...]string{National: "national", Leave: "leave", Local: "local"}

// String returns the kind as written in files.
func (k Kind) String() string {
	if k == 0 || int(k) >= len(kindNames) {
		return ""
	}
	return kindNames[k]
}

// Holiday is a day on which the desk stays closed. Source is the decree or the
// file that says so; Verified reports whether the date was checked against
// a second source.
type Holiday struct {
	Date     Date
	Name     string
	Kind     Kind
	Source   string
	Verified bool
}

// Special is a period with its own hours per weekday, such as Ramadan, or a
// single day that closes early. Of overlapping periods the last one wins.
type Special struct {
	ID       string
	Name     string
	From, To Date // both included
	Hours    [7]Hours
	Source   string
	Verified bool
}

// DayMeaning is what a bare "d" means at this site.
type DayMeaning uint8

// The meanings of a bare day.
const (
	// WorkingDays: "d" is "wd". The default.
	WorkingDays DayMeaning = iota
	// CalendarDays: N days end at the same clock time N days later, day and
	// night, whatever Ends says.
	CalendarDays
)

// Ends is when the last working day of a promise ends.
type Ends uint8

// The ends of a promise in working days.
const (
	// ClosingTime: at the close of the Nth working day. The default.
	ClosingTime Ends = iota
	// SameTime: at the clock time at which the clock began, on the Nth working
	// day. A time outside that day's hours is drawn to the last open moment
	// before it, or to the opening when the day opens later.
	SameTime
)

// Calendar is the working time of one desk. Build it with Default or Parse.
// In a zone with summer time, hours must not touch the hour the clock jumps.
type Calendar struct {
	zoneName string
	zone     *time.Location
	day      DayMeaning
	ends     Ends
	weekly   [7]Hours // by time.Weekday
	special  []Special
	holidays map[Date]*Holiday
	years    map[int]bool // years for which national holidays are known
	data     string       // version of the embedded data
	version  string
}

// Version names the calendar's content: the version of the holiday data and a
// hash of everything that can move a deadline. Equal content, equal version.
func (c *Calendar) Version() string { return c.version }

// Zone returns the zone of the desk.
func (c *Calendar) Zone() *time.Location { return c.zone }

// DayMeaning returns what a bare "d" means here.
func (c *Calendar) DayMeaning() DayMeaning { return c.day }

// Ends returns when the last working day of a promise ends.
func (c *Calendar) Ends() Ends { return c.ends }

// With returns a copy that reads "d" and the end of a promise in another way.
func (c *Calendar) With(day DayMeaning, ends Ends) *Calendar {
	twin := *c
	twin.holidays = maps.Clone(c.holidays)
	twin.day, twin.ends = day, ends
	return twin.seal()
}

// Hours returns the open intervals of a day, none when it is closed.
func (c *Calendar) Hours(d Date) Hours {
	if _, closed := c.holidays[d]; closed {
		return nil
	}
	for n := len(c.special) - 1; n >= 0; n-- {
		if s := &c.special[n]; !d.Before(s.From) && !s.To.Before(d) {
			return s.Hours[d.Weekday()]
		}
	}
	return c.weekly[d.Weekday()]
}

// IsWorkingDay reports whether the desk opens on d.
func (c *Calendar) IsWorkingDay(d Date) bool { return len(c.Hours(d)) > 0 }

// working reports whether a target runs in working time.
func (c *Calendar) working(t Target) bool {
	return t.Unit == WorkingDay || t.Unit == Minute || t.Unit == Day && c.day == WorkingDays
}

// addHoliday adds h unless the calendar is full. It reports whether the day
// was open before; a second name for the same day is kept out.
func (c *Calendar) addHoliday(h Holiday) (bool, error) {
	if len(c.holidays) >= maxHolidays {
		return false, fmt.Errorf("%w: more than %d holidays", ErrData, maxHolidays)
	}
	if _, known := c.holidays[h.Date]; known {
		return false, nil
	}
	c.holidays[h.Date] = &h
	return true, nil
}

// seal derives the version from the content.
func (c *Calendar) seal() *Calendar {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%d %d\n", c.zoneName, c.day, c.ends)
	writeHours(sum, c.weekly)
	for _, s := range c.special {
		fmt.Fprintf(sum, "%q %s %s\n", s.Name, s.From, s.To)
		writeHours(sum, s.Hours)
	}
	dates := slices.SortedFunc(maps.Keys(c.holidays), Date.Compare)
	for _, d := range dates {
		h := c.holidays[d]
		fmt.Fprintf(sum, "%s %d %q %q %t\n", d, h.Kind, h.Name, h.Source, h.Verified)
	}
	c.version = fmt.Sprintf("%s-%x", c.data, sum.Sum(nil)[:5])
	return c
}

func writeHours(w io.Writer, week [7]Hours) {
	for _, h := range week {
		fmt.Fprintln(w, h)
	}
}

// loadZone knows the three Indonesian zones by name and as fixed offsets (none
// has summer time), and every IANA zone.
func loadZone(name string) (*time.Location, error) {
	switch name {
	case "WIB", "Asia/Jakarta", "Asia/Pontianak":
		return time.FixedZone("WIB", 7*3600), nil
	case "WITA", "Asia/Makassar", "Asia/Ujung_Pandang":
		return time.FixedZone("WITA", 8*3600), nil
	case "WIT", "Asia/Jayapura":
		return time.FixedZone("WIT", 9*3600), nil
	case "", "Local":
	default:
		if zone, err := time.LoadLocation(name); err == nil {
			return zone, nil
		}
	}
	return nil, fmt.Errorf(`%w: %q: write "WIB", "WITA", "WIT" or a name such as "Asia/Jakarta"`, ErrZone, shorten(name))
}
