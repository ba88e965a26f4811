package console

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"loket/domain/calendar"
	"loket/domain/clean"
	"loket/ui/kit"
)

// Bounds of what is supposed.
const (
	whatIfDays   = 366
	whatIfStaff  = 1000
	whatIfLonger = 1000 // hours of one ticket
)

var errDays = errors.New("not days")

// suppose asks what is to be supposed; what stands there is what is supposed now.
func (w *whatIf) suppose() kit.Intent {
	e := w.env
	option := func(n int, key string) kit.Option { return kit.Option{Value: strconv.Itoa(n), Text: e.T(key)} }
	form := kit.NewForm(e,
		kit.Input{ID: "closed", Label: e.T("whatif.closed"), Hint: e.T("whatif.days-hint"), Value: daysText(w.what.Closed)},
		kit.Input{ID: "open", Label: e.T("whatif.open"), Hint: e.T("whatif.days-hint"), Value: daysText(w.what.Open)},
		kit.Input{ID: "officers", Label: e.T("whatif.officers"), Value: strconv.Itoa(w.what.Officers), Required: true, Max: 4},
		kit.Input{ID: "each", Label: e.T("whatif.each"), Value: strconv.Itoa(int(w.each / time.Minute)), Required: true, Max: 5},
		kit.Input{ID: "day", Label: e.T("whatif.day"), Value: strconv.Itoa(int(w.what.Day)), Options: []kit.Option{
			option(int(calendar.WorkingDays), "whatif.day-working"), option(int(calendar.CalendarDays), "whatif.day-calendar")}},
		kit.Input{ID: "ends", Label: e.T("whatif.ends"), Value: strconv.Itoa(int(w.what.Ends)), Options: []kit.Option{
			option(int(calendar.ClosingTime), "whatif.ends-closing"), option(int(calendar.SameTime), "whatif.ends-same")}},
	)
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{Title: e.T("whatif.suppose-title"), Note: e.T("whatif.note"), Form: form, Check: w.check, Then: w.supposed})}
}

// check finds the first field that cannot be supposed.
func (w *whatIf) check(f *kit.Form) (field string, why clean.Text) {
	e := w.env
	for _, id := range []string{"closed", "open"} {
		if _, err := parseDays(f.Value(id)); err != nil {
			return id, e.T("whatif.bad-days")
		}
	}
	if n, err := strconv.Atoi(strings.TrimSpace(f.Value("officers"))); err != nil || n < 1 || n > whatIfStaff {
		return "officers", e.T("whatif.bad-officers")
	}
	if n, err := strconv.Atoi(strings.TrimSpace(f.Value("each"))); err != nil || n < 1 || n > whatIfLonger*60 {
		return "each", e.T("whatif.bad-each")
	}
	return "", clean.Text{}
}

// supposed takes over a form that was checked.
func (w *whatIf) supposed(f *kit.Form) kit.Intent {
	number := func(id string) int { n, _ := strconv.Atoi(strings.TrimSpace(f.Value(id))); return n }
	w.what.Closed, _ = parseDays(f.Value("closed"))
	w.what.Open, _ = parseDays(f.Value("open"))
	w.what.Officers, w.each = number("officers"), time.Duration(number("each"))*time.Minute
	w.what.Day, w.what.Ends = calendar.DayMeaning(number("day")), calendar.Ends(number("ends"))
	return w.count()
}

// parseDays reads "2026-12-24, 2026-12-28..2026-12-31".
func parseDays(text string) (out []calendar.Date, err error) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		first, last, span := strings.Cut(part, "..")
		from, err := calendar.ParseDate(first)
		if err != nil {
			return nil, err
		}
		to := from
		if span {
			if to, err = calendar.ParseDate(last); err != nil {
				return nil, err
			}
		}
		for d := from; d.Compare(to) <= 0; d = d.AddDays(1) {
			if out = append(out, d); len(out) > whatIfDays {
				return nil, errDays
			}
		}
		if to.Compare(from) < 0 {
			return nil, errDays
		}
	}
	return out, nil
}

// daysText writes days as parseDays reads them.
func daysText(days []calendar.Date) string {
	var out []string
	for i := 0; i < len(days); {
		j := i
		for j+1 < len(days) && days[j+1] == days[j].AddDays(1) {
			j++
		}
		text := days[i].String()
		if j > i {
			text += ".." + days[j].String()
		}
		out, i = append(out, text), j+1
	}
	return strings.Join(out, ", ")
}
