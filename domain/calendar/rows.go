package calendar

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"loket/domain/clean"
)

// Errors of this file begin with the line, to follow the name of the file.

// maxRow bounds the days of one holiday entry.
const maxRow = 366

func (f *file) locate(data []byte) { f.raw = data }

// rowLine returns the line of the nth table of an array, or of its first
// mention when it is written in another style.
func (f *file) rowLine(table string, n int) int {
	mention := 0
	for number, line := range bytes.Split(f.raw, []byte("\n")) {
		text := strings.ReplaceAll(string(line), " ", "")
		if mention == 0 && strings.HasPrefix(text, table+"=") {
			mention = number + 1
		}
		if !strings.HasPrefix(text, "[["+table+"]]") {
			continue
		}
		if n == 0 {
			return number + 1
		}
		n--
	}
	return max(mention, 1)
}

// textLine returns the first line that mentions s.
func (f *file) textLine(s string) int {
	before, _, _ := bytes.Cut(f.raw, []byte(s))
	return bytes.Count(before, []byte("\n")) + 1
}

func dateOf(d toml.LocalDate) (Date, bool) {
	date, err := ParseDate(d.String())
	return date, err == nil
}

// between checks a first and a last date; no last date means one day.
func between(from, to toml.LocalDate) (first, last Date, err error) {
	first, ok := dateOf(from)
	if !ok {
		return first, last, fmt.Errorf("a date is missing or outside %d to %d: write it as 2026-03-19", firstYear, lastYear)
	}
	if to == (toml.LocalDate{}) {
		return first, first, nil
	}
	last, ok = dateOf(to)
	if !ok || last.Before(first) || first.AddDays(maxRow-1).Before(last) {
		return first, last, fmt.Errorf(`"to" must come after the first date, by at most %d days`, maxRow-1)
	}
	return first, last, nil
}

// holidaysInto adds the [[holiday]] rows to c.
func (f *file) holidaysInto(c *Calendar) error {
	for n, row := range f.Holidays {
		first, last, err := between(row.Date, row.To)
		name := clean.Line(row.Name, maxNameRunes).String()
		if err == nil && name == "" {
			err = fmt.Errorf(`a holiday needs a name: write name = "HUT Kota Batam"`)
		}
		h := Holiday{Name: name, Kind: Kind(row.Kind), Source: clean.Line(row.Source, maxNameRunes).String(), Verified: row.Verified}
		if h.Kind == 0 {
			h.Kind = Local
		}
		for _, s := range f.Sources {
			if s.ID == row.Source {
				h.Source, h.Verified = clean.Line(s.Title, maxNameRunes).String(), s.Verified
				c.years[s.Year] = true
			}
		}
		for d := first; err == nil && !last.Before(d); d = d.AddDays(1) {
			h.Date = d
			_, err = c.addHoliday(h)
		}
		if err != nil {
			return fmt.Errorf("%d: %w", f.rowLine("holiday", n), err)
		}
	}
	return nil
}

// workdaysOutOf removes the holidays that do not hold here.
func (f *file) workdaysOutOf(c *Calendar) error {
	for _, day := range f.Workdays {
		d, ok := dateOf(day)
		if _, known := c.holidays[d]; !ok || !known {
			return fmt.Errorf("%d: workdays: %s is not a holiday: leave it out", f.textLine(day.String()), day)
		}
		delete(c.holidays, d)
	}
	return nil
}

// embeddedInto switches on the periods named in use_special.
func (f *file) embeddedInto(c *Calendar) error {
	if len(f.UseSpecial) == 0 {
		return nil
	}
	national, err := decode(nationalData, "holidays.toml")
	if err != nil {
		return err
	}
	var known []string
	for _, row := range national.Special {
		known = append(known, strconv.Quote(row.ID))
	}
	for _, id := range f.UseSpecial {
		found := false
		for _, row := range national.Special {
			if row.ID != id {
				continue
			}
			s, err := row.over(c.weekly)
			if err != nil {
				return fmt.Errorf("%d: %w", f.textLine(id), err)
			}
			c.special, found = append(c.special, s), true
		}
		if !found || len(c.special) > maxRow {
			return fmt.Errorf("%d: use_special: %q is not known: write one of %s", f.textLine(id), shorten(id), strings.Join(known, ", "))
		}
	}
	return nil
}

// specialInto adds the [[special]] rows to c.
func (f *file) specialInto(c *Calendar) error {
	if len(f.Special) > maxRow {
		return fmt.Errorf("%d: more than %d special periods", f.rowLine("special", maxRow), maxRow)
	}
	for n, row := range f.Special {
		s, err := row.over(c.weekly)
		if err != nil {
			return fmt.Errorf("%d: %w", f.rowLine("special", n), err)
		}
		c.special = append(c.special, s)
	}
	return nil
}

// over returns the period; days of the week it does not name keep their hours.
func (row specialRow) over(weekly [7]Hours) (Special, error) {
	first, last, err := between(row.From, row.To)
	s := Special{
		ID: row.ID, Name: clean.Line(row.Name, maxNameRunes).String(), From: first, To: last,
		Hours: row.Hours.over(weekly), Source: clean.Line(row.Source, maxNameRunes).String(), Verified: row.Verified,
	}
	if err == nil && s.Name == "" {
		err = fmt.Errorf(`special hours need a name: write name = "Ramadan"`)
	}
	if err == nil && row.Hours == (week{}) {
		err = fmt.Errorf(`special hours need hours: write [special.hours] and under it monday = "08:00-12:00, 12:30-15:00"`)
	}
	return s, err
}
