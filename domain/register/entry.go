package register

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/calendar"
)

// Person is somebody who answers for a name.
type Person struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// String is the person on one line, "Name <mail> phone" with what is known.
func (p Person) String() string {
	email := ""
	if p.Email != "" {
		email = "<" + p.Email + ">"
	}
	return strings.Join(strings.Fields(p.Name+" "+email+" "+p.Phone), " ")
}

// Field is what a site keeps beside.
type Field struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Entry is a name or a subdomain. The zero values say that something is not known.
type Entry struct {
	Name        domain.Name     `json:"name"`
	Agency      string          `json:"agency,omitempty"`     // that holds it
	Officer     Person          `json:"officer,omitzero"`     // Pejabat Nama Domain
	Responsible Person          `json:"responsible,omitzero"` // penanggung jawab, of a subdomain
	Registered  calendar.Date   `json:"registered,omitzero"`  // first
	Until       calendar.Date   `json:"until,omitzero"`       // last day of validity
	Ended       calendar.Date   `json:"ended,omitzero"`       // deleted on
	Holds       []action.Hold   `json:"holds,omitempty"`      // why it does not answer
	Tickets     []string        `json:"tickets,omitempty"`    // numbers, oldest first
	Records     []domain.Record `json:"records,omitempty"`    // as the desk made them
	Fields      []Field         `json:"fields,omitempty"`     // by label
	Reminders   []Reminder      `json:"reminders,omitempty"`  // of its end, oldest first
	History     []Deed          `json:"history,omitempty"`    // who changed what, oldest first
	Updated     time.Time       `json:"updated,omitzero"`     // last change
	UpdatedBy   string          `json:"updated_by,omitempty"` // an officer, a ticket, "import"
}

// Subdomain reports whether the name is below a registered one.
func (e Entry) Subdomain() bool { return e.Name != e.Name.Registrable() }

// Held reports whether any reason keeps the name from answering.
func (e Entry) Held() bool { return len(e.Holds) > 0 }

// Contact is whom the desk writes to about the validity of the name.
func (e Entry) Contact() Person {
	if e.Subdomain() && e.Responsible.Email != "" || e.Officer.Email == "" {
		return e.Responsible
	}
	return e.Officer
}

// Hold adds a reason. One that the same ticket gave already stays as it is.
func (e Entry) Hold(h action.Hold) Entry {
	if slices.ContainsFunc(e.Holds, func(o action.Hold) bool { return o.Ticket == h.Ticket && o.Reason == h.Reason }) {
		return e
	}
	h.Name = string(e.Name)
	e.Holds = append(slices.Clip(e.Holds), h)
	return e
}

// Lift takes the reasons off that a ticket gave, and reports whether there were
// any. The name may answer only when Held says that no other is left.
func (e Entry) Lift(ticket string) (Entry, bool) {
	left := slices.DeleteFunc(slices.Clone(e.Holds), func(h action.Hold) bool { return h.Ticket == ticket })
	lifted := len(left) < len(e.Holds)
	if e.Holds = left; len(left) == 0 {
		e.Holds = nil
	}
	return e, lifted
}

// Merge returns the entry with what a later source says of the same name: what
// that knows wins, what it leaves open stays, tickets, holds and fields come
// together. Records are a whole: those of the later source replace all.
func (e Entry) Merge(later Entry) Entry {
	out := e
	out.Name = cmp.Or(later.Name, e.Name)
	out.Agency = cmp.Or(later.Agency, e.Agency)
	out.Officer, out.Responsible = e.Officer.merge(later.Officer), e.Responsible.merge(later.Responsible)
	out.Registered = cmp.Or(e.Registered, later.Registered)
	out.Until, out.Ended = cmp.Or(later.Until, e.Until), cmp.Or(later.Ended, e.Ended)
	out.Holds = nil
	for _, h := range slices.Concat(e.Holds, later.Holds) {
		out = out.Hold(h)
	}
	out.Tickets = nil
	for _, t := range slices.Concat(e.Tickets, later.Tickets) {
		if !slices.Contains(out.Tickets, t) {
			out.Tickets = append(out.Tickets, t)
		}
	}
	if later.Records != nil {
		out.Records = later.Records
	}
	for _, r := range later.Reminders {
		out = out.Remind(r)
	}
	out.Fields = mergeFields(e.Fields, later.Fields)
	if later.Updated.After(e.Updated) {
		out.Updated, out.UpdatedBy = later.Updated, later.UpdatedBy
	}
	return out
}

// merge keeps the parts of one person together: another name is another person.
func (p Person) merge(later Person) Person {
	if later.Name != "" && !strings.EqualFold(later.Name, p.Name) {
		return later
	}
	return Person{cmp.Or(later.Name, p.Name), cmp.Or(later.Email, p.Email), cmp.Or(later.Phone, p.Phone)}
}

func mergeFields(old, later []Field) []Field {
	out := slices.Clone(old)
	for _, f := range later {
		i := slices.IndexFunc(out, func(o Field) bool { return strings.EqualFold(o.Label, f.Label) })
		if i < 0 {
			out = append(out, f)
		} else {
			out[i].Value = f.Value
		}
	}
	return out
}

// Text is what a query looks for, in small letters: the name, the agency, people,
// tickets and fields.
func (e Entry) Text() string {
	parts := []string{string(e.Name), e.Agency, e.Officer.Name, e.Officer.Email, e.Responsible.Name, e.Responsible.Email}
	parts = append(parts, e.Tickets...)
	for _, f := range e.Fields {
		parts = append(parts, f.Value)
	}
	return strings.ToLower(strings.Join(parts, "\n"))
}

// Matches reports whether every word of a query stands in the entry's Text. Case does
// not matter; an empty query matches.
func (e Entry) Matches(query string) bool { return MatchText(e.Text(), query) }

// MatchText is Matches for a Text that is at hand.
func MatchText(text, query string) bool {
	for w := range strings.FieldsSeq(strings.ToLower(query)) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
