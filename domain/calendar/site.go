package calendar

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"loket/domain/clean"
)

//go:embed holidays.toml
var nationalData []byte

const maxFile = 1 << 20

// file is a holiday file or a site file; the embedded one has the same form.
type file struct {
	Version    string           `toml:"version"`
	Zone       zoneText         `toml:"zone"`
	Day        dayText          `toml:"day"`
	Ends       endsText         `toml:"ends"`
	Hours      week             `toml:"hours"`
	UseSpecial []string         `toml:"use_special"`
	Workdays   []toml.LocalDate `toml:"workdays"`
	Sources    []sourceRow      `toml:"source"`
	Holidays   []holidayRow     `toml:"holiday"`
	Special    []specialRow     `toml:"special"`

	raw []byte
}

type sourceRow struct {
	ID       string `toml:"id"`
	Year     int    `toml:"year"`
	Title    string `toml:"title"`
	Verified bool   `toml:"verified"`
}

type holidayRow struct {
	Date     toml.LocalDate `toml:"date"`
	To       toml.LocalDate `toml:"to"`
	Name     string         `toml:"name"`
	Kind     kindText       `toml:"kind"`
	Source   string         `toml:"source"`
	Verified bool           `toml:"verified"`
}

type specialRow struct {
	ID       string         `toml:"id"`
	Name     string         `toml:"name"`
	From     toml.LocalDate `toml:"from"`
	To       toml.LocalDate `toml:"to"`
	Hours    week           `toml:"hours"`
	Source   string         `toml:"source"`
	Verified bool           `toml:"verified"`
}

// week is hours per weekday; a day that is not named has none of its own.
type week struct {
	Monday    *hoursText `toml:"monday"`
	Tuesday   *hoursText `toml:"tuesday"`
	Wednesday *hoursText `toml:"wednesday"`
	Thursday  *hoursText `toml:"thursday"`
	Friday    *hoursText `toml:"friday"`
	Saturday  *hoursText `toml:"saturday"`
	Sunday    *hoursText `toml:"sunday"`
}

// over returns base with the named days replaced.
func (w week) over(base [7]Hours) [7]Hours {
	for n, h := range [7]*hoursText{w.Sunday, w.Monday, w.Tuesday, w.Wednesday, w.Thursday, w.Friday, w.Saturday} {
		if h != nil {
			base[n] = Hours(*h)
		}
	}
	return base
}

// The texts of a file report what to write; the decoder adds the line.
type (
	hoursText Hours
	kindText  Kind
	dayText   DayMeaning
	endsText  Ends
	zoneText  struct{ name string } // a plain string would be taken unchecked
)

func (h *hoursText) UnmarshalText(b []byte) error {
	hours, err := ParseHours(string(b))
	*h = hoursText(hours)
	return err
}

func (k *kindText) UnmarshalText(b []byte) error {
	n := slices.Index(kindNames[:], string(b))
	if n < 1 {
		return fmt.Errorf(`kind %q: write "national", "leave" or "local"`, shorten(string(b)))
	}
	*k = kindText(n)
	return nil
}

func (d *dayText) UnmarshalText(b []byte) error {
	switch string(b) {
	case "working":
		*d = dayText(WorkingDays)
	case "calendar":
		*d = dayText(CalendarDays)
	default:
		return fmt.Errorf(`day %q: write "working" or "calendar"`, shorten(string(b)))
	}
	return nil
}

func (e *endsText) UnmarshalText(b []byte) error {
	switch string(b) {
	case "closing-time":
		*e = endsText(ClosingTime)
	case "same-time":
		*e = endsText(SameTime)
	default:
		return fmt.Errorf(`ends %q: write "closing-time" or "same-time"`, shorten(string(b)))
	}
	return nil
}

func (z *zoneText) UnmarshalText(b []byte) error {
	_, err := loadZone(string(b))
	z.name = string(b)
	return err
}

// Default returns the calendar of an Indonesian agency: Monday to Thursday
// 07:30-12:00 and 13:00-16:00, Friday 07:30-11:30 and 13:00-16:30 (37.5 hours,
// Perpres 21/2023), the embedded holidays, ordinary hours in Ramadan. zone is
// "WIB", "WITA", "WIT" or an IANA name; otherwise the error matches ErrZone.
func Default(zone string) (*Calendar, error) {
	location, err := loadZone(zone)
	if err != nil {
		return nil, err
	}
	national, err := decode(nationalData, "holidays.toml")
	if err != nil {
		return nil, err
	}
	c := &Calendar{zoneName: location.String(), zone: location, holidays: map[Date]*Holiday{}, years: map[int]bool{}, data: national.Version}
	usual := Hours{{Clock{7, 30}, Clock{12, 0}}, {Clock{13, 0}, Clock{16, 0}}}
	for d := 1; d <= 4; d++ {
		c.weekly[d] = usual
	}
	c.weekly[5] = Hours{{Clock{7, 30}, Clock{11, 30}}, {Clock{13, 0}, Clock{16, 30}}}
	if err := national.holidaysInto(c); err != nil {
		return nil, err
	}
	return c.seal(), nil
}

// Parse reads a site's calendar file over Default: zone (WIB when absent), day,
// ends, [hours] per weekday, [[holiday]] (kind "local" when absent), workdays
// (dates on which a listed holiday does not hold), [[special]] hours, and
// use_special (embedded periods to switch on, such as "ramadan-2026").
// name is the file's name for errors, which say the line and what to write;
// they match ErrData.
func Parse(data []byte, name string) (*Calendar, error) {
	site, err := decode(data, name)
	if err != nil {
		return nil, err
	}
	c, err := Default(cmp.Or(site.Zone.name, "WIB"))
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrData, name, err)
	}
	c.day, c.ends = DayMeaning(site.Day), Ends(site.Ends)
	c.weekly = site.Hours.over(c.weekly)
	for _, step := range []func(*Calendar) error{site.workdaysOutOf, site.holidaysInto, site.embeddedInto, site.specialInto} {
		if err := step(c); err != nil {
			return nil, fmt.Errorf("%w: %s:%w", ErrData, name, err)
		}
	}
	return c.seal(), nil
}

// decode reads the form of a file; what it refuses carries name and line.
func decode(data []byte, name string) (*file, error) {
	if len(data) > maxFile {
		return nil, fmt.Errorf("%w: %s: larger than %d bytes", ErrData, name, maxFile)
	}
	f := new(file)
	err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(f)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case err == nil:
		f.locate(data)
		return f, nil
	case errors.As(err, &unknown) && len(unknown.Errors) > 0:
		line, _ := unknown.Errors[0].Position()
		key := strings.Join(unknown.Errors[0].Key(), ".")
		return nil, fmt.Errorf("%w: %s:%d: %q is not known here: write %s", ErrData, name, line, shorten(key), knownKeys(key))
	case errors.As(err, &wrong):
		line, _ := wrong.Position()
		text := strings.TrimPrefix(strings.TrimPrefix(wrong.Error(), "toml: "), ErrData.Error()+": ")
		return nil, fmt.Errorf("%w: %s:%d: %s", ErrData, name, line, text)
	}
	return nil, fmt.Errorf("%w: %s: %s", ErrData, name, clean.Line(err.Error(), 200))
}

// knownKeys says what a table takes.
func knownKeys(key string) string {
	table, _, nested := strings.Cut(key, ".")
	switch {
	case strings.Contains(key, "hours."):
		return "monday, tuesday, wednesday, thursday, friday, saturday or sunday"
	case nested && table == "holiday":
		return "date, to, name, kind, source or verified"
	case nested && table == "special":
		return "id, name, from, to, source, verified or [special.hours]"
	}
	return "zone, day, ends, use_special, workdays, [hours], [[holiday]] or [[special]]"
}
