package register

import (
	"cmp"
	"slices"
	"time"

	"loket/domain"
	"loket/domain/calendar"
)

// Rules are when the desk reminds. The zero value is that of the standard and of
// Batam's SOP: 60, 30 and 7 days, subdomains to 31 December and 31 March.
type Rules struct {
	Name      domain.Validity // of registered names: its Remind; their end is the registry's
	Subdomain domain.Validity // of names below; its Remind for both of its ends
}

func (r Rules) complete() Rules {
	usual := []int{60, 30, 7}
	if len(r.Name.Remind) == 0 {
		r.Name.Remind = usual
	}
	if r.Subdomain.Until == "" {
		r.Subdomain.Until = "12-31"
	}
	if r.Subdomain.Grace == "" {
		r.Subdomain.Grace = "03-31"
	}
	if len(r.Subdomain.Remind) == 0 {
		r.Subdomain.Remind = usual
	}
	return r
}

// Stage is where a name stands in time.
type Stage string

// The closed set of stages.
const (
	Valid   Stage = "valid"
	Due     Stage = "due"     // the end is nearer than the first reminder
	Grace   Stage = "grace"   // a subdomain past its end, not yet past its grace
	Expired Stage = "expired" // a name past its end: the registry's grace runs
	Lapsed  Stage = "lapsed"  // a subdomain past its grace: a person decides
	Unknown Stage = "unknown" // nobody knows until when
	Ended   Stage = "ended"   // deleted
)

// Position is an entry in time.
type Position struct {
	Entry Entry
	Stage Stage
	End   calendar.Date // the day that counts next: of validity, or of the grace; zero for Unknown and Ended
	Days  int           // from today to End, negative once it is past
	// Mark is the reminder that is due: the smallest number of days before End whose
	// day of sending has come, 0 for none. Sent is that day. Told says that the desk
	// has written it already.
	Mark int
	Sent calendar.Date
	Told bool
}

// Due reports whether a reminder is to be written now.
func (p Position) Due() bool { return p.Mark > 0 && !p.Told }

// Radar places entries in time, the most pressing first. A reminder whose day is
// none of work goes out on the working day before, so that it is never late. After
// a time in which nobody looked only the nearest reminder is due, not all.
func Radar(entries []Entry, rules Rules, cal *calendar.Calendar, now time.Time) []Position {
	rules = rules.complete()
	today := calendar.DateOf(now, cal.Zone())
	out := make([]Position, 0, len(entries))
	for _, e := range entries {
		out = append(out, rules.place(e, cal, today))
	}
	slices.SortStableFunc(out, func(a, b Position) int {
		return cmp.Or(cmp.Compare(a.Stage.order(), b.Stage.order()), a.End.Compare(b.End), cmp.Compare(a.Entry.Name, b.Entry.Name))
	})
	return out
}

func (s Stage) order() int {
	return slices.Index([]Stage{Lapsed, Expired, Grace, Due, Unknown, Valid, Ended}, s)
}

func (r Rules) place(e Entry, cal *calendar.Calendar, today calendar.Date) Position {
	p := Position{Entry: e, Stage: Valid, End: e.Until}
	marks, past := r.Name.Remind, Expired
	if e.Subdomain() {
		marks, past = r.Subdomain.Remind, Lapsed
		if end := domain.Yearly(r.Subdomain.Until, e.Registered); p.End.IsZero() && !e.Registered.IsZero() && !end.Before(today) {
			p.End = end // of its first year; later ones have to be told
		}
	}
	switch {
	case !e.Ended.IsZero():
		return Position{Entry: e, Stage: Ended}
	case p.End.IsZero():
		p.Stage = Unknown
		return p
	}
	if e.Subdomain() && p.End.Before(today) {
		p.Stage, p.End = Grace, domain.Yearly(r.Subdomain.Grace, p.End)
	}
	if p.Days = today.Days(p.End); p.Days < 0 {
		p.Stage = past
		return p
	}
	p.remind(marks, cal, today)
	p.Told = e.reminded(p.End, p.Mark)
	if p.Stage == Valid && (p.Mark > 0 || p.Days <= slices.Max(marks)) {
		p.Stage = Due
	}
	return p
}

// remind finds the nearest reminder whose day has come.
func (p *Position) remind(marks []int, cal *calendar.Calendar, today calendar.Date) {
	for _, m := range marks {
		day := workingDayUpTo(cal, p.End.AddDays(-m))
		if m > 0 && !today.Before(day) && (p.Mark == 0 || m < p.Mark) {
			p.Mark, p.Sent = m, day
		}
	}
}

// workingDayUpTo returns a day of work, the day itself or the last one before. A
// calendar without any gives the day itself.
func workingDayUpTo(cal *calendar.Calendar, d calendar.Date) calendar.Date {
	const longest = 31 // days without work in a row that are believed
	for back := range longest {
		if at := d.AddDays(-back); cal.IsWorkingDay(at) {
			return at
		}
	}
	return d
}
