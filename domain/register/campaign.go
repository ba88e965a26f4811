package register

import "loket/domain/calendar"

// Progress is how far a year's re-registration of subdomains is.
type Progress struct {
	End     calendar.Date // of the year
	Renewed []Entry       // valid beyond the end
	Waiting []Entry       // valid up to the end, or not known
	Ended   []Entry       // deleted since
}

// Reregistration divides the subdomains that were there before the end by what
// became of them.
func Reregistration(entries []Entry, end calendar.Date) Progress {
	p := Progress{End: end}
	for _, e := range entries {
		switch {
		case !e.Subdomain() || end.Before(e.Registered):
		case !e.Ended.IsZero():
			if !e.Ended.Before(end.AddDays(-yearLong)) {
				p.Ended = append(p.Ended, e)
			}
		case end.Before(e.Until):
			p.Renewed = append(p.Renewed, e)
		default:
			p.Waiting = append(p.Waiting, e)
		}
	}
	return p
}

// yearLong is how many days before an end belong to its year.
const yearLong = 365

// Campaign returns the end of the year's re-registration that a day belongs to: the
// last end while its grace runs and until the first reminder of the next, then that.
func (r Rules) Campaign(today calendar.Date) calendar.Date {
	r = r.complete()
	next, _ := r.Subdomain.From(today, false)
	last := next
	last.Year--
	if soon, _ := r.Subdomain.From(today, true); soon != next {
		return next
	}
	return last
}
