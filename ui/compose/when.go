package compose

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"loket/domain/clean"
	"loket/ui/kit"
)

// hourOf is when a letter leaves on a day of which no hour was said.
const hourOf = 8

var weekdays = map[string]time.Weekday{
	"minggu": time.Sunday, "ahad": time.Sunday, "senin": time.Monday, "selasa": time.Tuesday, "rabu": time.Wednesday,
	"kamis": time.Thursday, "jumat": time.Friday, "jum'at": time.Friday, "sabtu": time.Saturday,
	"sunday": time.Sunday, "monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday,
	"thursday": time.Thursday, "friday": time.Friday, "saturday": time.Saturday,
}

var (
	spanForm  = regexp.MustCompile(`^\+\s*(\d{1,4})\s*(m|mnt|menit|min|h|j|jam|hour|hours|d|hari|day|days)$`)
	clockForm = regexp.MustCompile(`^(\d{1,2})[:.](\d{2})$`)
	dayForm   = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})(?:/(\d{4}))?$`)
	isoForm   = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)
)

// parseWhen reads the time at which a letter is to leave, in either language:
// "besok 08:00", "tomorrow", "senin 9.30", "25/11 09:00", "2026-11-25", "14:00",
// "+2h", "+2 jam". A day without an hour is at eight; an hour or a day without a
// year that is over is the next one. false: it cannot be read, or is over.
func parseWhen(text string, now time.Time, zone *time.Location) (time.Time, bool) {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	now = now.In(zone)
	if m := spanForm.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		unit := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'j': time.Hour, 'd': 24 * time.Hour}[m[2][0]]
		if strings.HasPrefix(m[2], "hari") {
			unit = 24 * time.Hour
		}
		return now.Add(time.Duration(n) * unit).Truncate(time.Minute), n > 0
	}
	hour, minute, said := hourOf, 0, false
	if i := strings.LastIndexByte(text, ' '); clockForm.MatchString(text[i+1:]) {
		m := clockForm.FindStringSubmatch(text[i+1:])
		hour, _ = strconv.Atoi(m[1])
		minute, _ = strconv.Atoi(m[2])
		said = true
		text = strings.TrimSpace(text[:i+1])
	}
	if hour > 23 || minute > 59 {
		return now, false
	}
	at := func(y int, mo time.Month, d int) time.Time { return time.Date(y, mo, d, hour, minute, 0, 0, zone) }
	t, ok := dayOf(text, now, at)
	if text == "" {
		t, ok = at(now.Date()), said
		if !t.After(now) {
			t = at(now.Year(), now.Month(), now.Day()+1)
		}
	}
	return t, ok && t.After(now)
}

// dayOf reads the day.
func dayOf(text string, now time.Time, at func(int, time.Month, int) time.Time) (time.Time, bool) {
	y, mo, d := now.Date()
	switch text {
	case "hari ini", "today":
		return at(y, mo, d), true
	case "besok", "tomorrow":
		return at(y, mo, d+1), true
	case "lusa":
		return at(y, mo, d+2), true
	}
	if day, ok := weekdays[strings.TrimPrefix(text, "hari ")]; ok {
		return at(y, mo, d+1+(int(day)-int(now.Weekday())+6)%7), true
	}
	if m := isoForm.FindStringSubmatch(text); m != nil {
		return dated(at, m[1], m[2], m[3])
	}
	m := dayForm.FindStringSubmatch(text)
	if m == nil {
		return now, false
	}
	if m[3] != "" {
		return dated(at, m[3], m[2], m[1])
	}
	t, ok := dated(at, strconv.Itoa(y), m[2], m[1])
	if ok && !t.After(now) {
		t, ok = dated(at, strconv.Itoa(y+1), m[2], m[1])
	}
	return t, ok
}

func dated(at func(int, time.Month, int) time.Time, year, month, day string) (time.Time, bool) {
	y, _ := strconv.Atoi(year)
	mo, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	t := at(y, time.Month(mo), d)
	return t, int(t.Month()) == mo && t.Day() == d // no 31/11
}

// putOff shows or hides the field for the time at which the letter leaves.
func (s *Screen) putOff() kit.Intent {
	s.drawn = nil
	if s.later {
		s.later = false
		s.when.Set("")
		s.changed()
		s.focus(inBody)
		return nil
	}
	s.later = true
	s.focus(inWhen)
	return nil
}

// mayPutOff: a letter that ends a step or returns the request is the step, and
// the clock with it; it leaves at once.
func (s *Screen) mayPutOff() clean.Text {
	if s.c.Step != "" || s.c.Revision {
		return s.env.T("compose.why-step")
	}
	return clean.Text{}
}

// sendAt is when the letter leaves: zero where nobody put it off.
func (s *Screen) sendAt() (time.Time, bool) {
	if !s.later || strings.TrimSpace(s.when.Value()) == "" {
		return time.Time{}, true
	}
	return parseWhen(s.when.Value(), s.env.Now, s.zone())
}

// whenLine is the field with what was understood of it.
func (s *Screen) whenLine(w int) string {
	th := s.env.Theme
	read, ink := s.env.T("compose.when-hint"), th.Faint
	if at, ok := s.sendAt(); !ok {
		read, ink = s.env.T("compose.bad-when"), th.Late
	} else if !at.IsZero() {
		read, ink = s.whenText(at), th.OK
	}
	const field = 22
	return s.label(inWhen, s.env.T("compose.when")) + s.when.View(min(field, max(w-labelWidth-3, 2))) + "  " +
		ink.Render(clean.Own(kit.Cut(read, max(w-labelWidth-field-6, 0))))
}

// whenText names the day of the week, which is what one gets wrong.
func (s *Screen) whenText(at time.Time) clean.Text {
	days := [...]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
	return s.env.T("compose.leaves", s.env.Lang.Word("compose.day.", days[at.In(s.zone()).Weekday()]), s.env.Time(at))
}
