package register

import (
	"cmp"
	"slices"
	"strings"

	"loket/domain/calendar"
)

// Batch is one letter about several names: all that one person answers for and is
// to be reminded of now.
type Batch struct {
	To        Person // Email is empty where nobody is known to write to
	Agency    string // of the first name
	Positions []Position
}

// Batches puts due reminders together by whom they go to, those that were sent
// left out. Names below and registered names do not share a letter: what is to be
// done about them differs. Nobody to write to comes last.
func Batches(positions []Position, sent func(key string) bool) []Batch {
	type to struct {
		email string
		below bool
	}
	at := map[to]int{}
	var out []Batch
	for _, p := range positions {
		key := p.Key()
		if key == "" || sent(key) {
			continue
		}
		person := p.Entry.Contact()
		k := to{strings.ToLower(person.Email), p.Entry.Subdomain()}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, Batch{To: person, Agency: p.Entry.Agency})
		}
		out[i].Positions = append(out[i].Positions, p)
	}
	slices.SortStableFunc(out, func(a, b Batch) int {
		none := func(b Batch) int { return map[bool]int{true: 1}[b.To.Email == ""] }
		return cmp.Or(cmp.Compare(none(a), none(b)), cmp.Compare(a.To.Email, b.To.Email))
	})
	return out
}

// Progress is how far a year's re-registration of subdomains is.
type Progress struct {
	Renewed []Entry // valid beyond the end
	Waiting []Entry // valid up to the end, or not known
	Ended   []Entry // deleted since
}

// Reregistration divides the subdomains that were there before the end by what
// became of them.
func Reregistration(entries []Entry, end calendar.Date) Progress {
	var p Progress
	for _, e := range entries {
		switch {
		case !e.Subdomain() || end.Before(e.Registered):
		case !e.Ended.IsZero():
			p.Ended = append(p.Ended, e)
		case end.Before(e.Until):
			p.Renewed = append(p.Renewed, e)
		default:
			p.Waiting = append(p.Waiting, e)
		}
	}
	return p
}
