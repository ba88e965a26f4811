package register

import (
	"slices"
	"time"
)

// Deed is what somebody changed of an entry, and when.
type Deed struct {
	At     time.Time    `json:"at"`
	By     string       `json:"by"`            // an officer, or the program
	Why    string       `json:"why,omitempty"` // ticket, import, officer
	Ticket string       `json:"ticket,omitempty"`
	Fields []Alteration `json:"fields,omitempty"`
}

// Alteration is what one field was and became. Field is the title of a column of an
// import, or the label of a field.
type Alteration struct {
	Field  string `json:"field"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// keptDeeds bounds the history of one entry; the record of the desk has all of it.
const keptDeeds = 50

// Became returns what the entry is after a change, with the change in its history.
// Reminders and history are the desk's own: they stay those of e.
func (e Entry) Became(later Entry, d Deed) Entry {
	later.Reminders, later.History = e.Reminders, slices.Clone(e.History)
	d.Fields = alterations(e, later)
	if len(d.Fields) > 0 || d.Ticket != "" {
		later.History = append(later.History, d)
		later.History = later.History[max(0, len(later.History)-keptDeeds):]
	}
	return later
}

func alterations(a, b Entry) (out []Alteration) {
	was, is := a.said(), b.said()
	for _, f := range is {
		if before := valueOf(was, f.Label); before != f.Value {
			out = append(out, Alteration{f.Label, before, f.Value})
		}
	}
	for _, f := range a.Fields {
		if f.Value != "" && !slices.ContainsFunc(b.Fields, func(o Field) bool { return o.Label == f.Label }) {
			out = append(out, Alteration{Field: f.Label, Before: f.Value})
		}
	}
	return out
}
