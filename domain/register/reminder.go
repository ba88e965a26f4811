package register

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"loket/domain/calendar"
)

// Reminder is a letter about the end of a name's validity that the desk wrote. One
// end and mark have one letter, whatever became of it: a letter that was taken back
// or did not arrive is a person's to write again.
type Reminder struct {
	End    calendar.Date `json:"end"`  // that it reminded of
	Mark   int           `json:"mark"` // days before it
	At     time.Time     `json:"at"`
	Ticket string        `json:"ticket"`           // number of the ticket that has it
	Letter uint64        `json:"letter,omitempty"` // of that ticket
}

// Remind adds a reminder that was written.
func (e Entry) Remind(r Reminder) Entry {
	if !e.reminded(r.End, r.Mark) {
		e.Reminders = append(slices.Clip(e.Reminders), r)
	}
	return e
}

func (e Entry) reminded(end calendar.Date, mark int) bool {
	return slices.ContainsFunc(e.Reminders, func(r Reminder) bool { return r.End == end && r.Mark == mark })
}

// Batch is one letter about several names: all that one person answers for and is
// to be reminded of now.
type Batch struct {
	To        Person // Email is empty where nobody is known to write to
	Agency    string // of the first name
	Positions []Position
}

// namesOfLetter bounds the names of one letter, and with them one transaction.
const namesOfLetter = 50

// Batches puts due reminders together by whom they go to, those that were written
// left out. Names below and registered names do not share a letter, and neither do
// names before and after their end: what is to be done about them differs. Nobody
// to write to comes last, an agency for itself.
func Batches(positions []Position) []Batch {
	type to struct {
		email, agency string
		below, over   bool
		part          int
	}
	at, count := map[to]int{}, map[to]int{}
	var out []Batch
	for _, p := range positions {
		if !p.Due() {
			continue
		}
		person := p.Entry.Contact()
		k := to{email: strings.ToLower(person.Email), below: p.Entry.Subdomain(), over: p.Stage == Grace}
		if k.email == "" {
			k.agency = strings.ToLower(p.Entry.Agency)
		}
		all := k
		k.part = count[all] / namesOfLetter
		count[all]++
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
		return cmp.Or(cmp.Compare(none(a), none(b)), cmp.Compare(strings.ToLower(a.To.Email), strings.ToLower(b.To.Email)), cmp.Compare(a.Agency, b.Agency))
	})
	return out
}
