package ticket

import "time"

// lookTries and lookPause are how often and after what time a look is made again
// that came to nothing.
const (
	lookTries = 3
	lookPause = 30 * time.Minute
)

// dueLook is an address that is to be looked at.
type dueLook struct {
	ticket  ID
	url     string
	why, by string
	before  string // the look before, "" for none
}

// dueLooks returns what is to be looked at now, and when the next is.
func (d *Desk) dueLooks(t *Ticket, now time.Time) (due []dueLook, next time.Time) {
	if t.State.Done() {
		return nil, next
	}
	for i := range t.URLs {
		u := &t.URLs[i]
		l := dueLook{ticket: t.ID, url: u.URL, why: LookAsked, by: u.AskedBy}
		if last := u.Last(); last != nil {
			l.before = last.Look
		}
		if u.Asked.IsZero() {
			var later time.Time
			l.why, later = d.lookByItself(t, u, now)
			next = earlier(next, later)
		}
		if l.why != "" {
			due = append(due, l)
		}
	}
	return due, next
}

// lookByItself says why an address is to be looked at now, "" for not, and when
// next: some time before the owner's time is over, and once it is.
func (d *Desk) lookByItself(t *Ticket, u *URL, now time.Time) (why string, next time.Time) {
	if !u.pursued() {
		return "", next
	}
	over := d.ownersTime(t, u.Told)
	if over.IsZero() {
		return "", next
	}
	first := over.Add(-d.Site.LookBefore)
	if d.Site.LookBefore <= 0 || first.Before(u.Told) {
		first = over
	}
	switch {
	case now.Before(first):
		return "", first
	case now.Before(over):
		why, next = d.lookFrom(u, first, now, LookBefore)
		return why, earlier(next, over)
	}
	return d.lookFrom(u, over, now, LookAfter)
}

// lookFrom decides whether there was a look since an instant that came to
// something.
func (d *Desk) lookFrom(u *URL, from, now time.Time, why string) (string, time.Time) {
	vain := 0
	for i := range u.Sights {
		switch s := &u.Sights[i]; {
		case s.Brief.At.Before(from):
		case s.Brief.Passing():
			vain++
		default:
			return "", zeroTime
		}
	}
	switch {
	case vain == 0:
		return why, zeroTime
	case vain >= lookTries:
		return "", zeroTime
	}
	if again := u.Last().Brief.At.Add(lookPause); now.Before(again) {
		return "", again
	}
	return why, zeroTime
}

// ownersTime is when the time of an owner who was told is over: that of the step
// that looks at every address again.
func (d *Desk) ownersTime(t *Ticket, told time.Time) time.Time {
	s, ok := d.Catalogue.Service(t.Service)
	if !ok {
		return zeroTime
	}
	for _, st := range s.Steps {
		if !st.PerURL || st.After == "" {
			continue
		}
		at, err := d.after(told, st.After)
		if err == nil {
			return at
		}
	}
	return zeroTime
}
