package ticket

import (
	"regexp"
	"slices"
	"strings"

	"loket/domain/staff"
)

// What officers say to one another on a ticket: a note that names somebody, the words
// with which a ticket is handed over, and who follows one that is not theirs.

// The events of it; the words themselves are in NoteAdded and Claimed.
type (
	// WatchSet says that an officer follows the ticket, or no longer does.
	WatchSet struct {
		Officer string `json:"officer"`
		On      bool   `json:"on"`
	}
	// Heeded says that whom the ticket called (see Ticket.Calls) has seen why.
	Heeded struct{}
	// WritingTaken says that somebody took over a letter that another was writing.
	WritingTaken struct {
		From string `json:"from"`
	}
)

func (WatchSet) kind() string     { return "watch-set" }
func (Heeded) kind() string       { return "heeded" }
func (WritingTaken) kind() string { return "writing-taken" }

// Call is a word to an officer who has not looked since.
type Call struct {
	Officer string `json:"officer"`
	By      string `json:"by"`
	Version uint32 `json:"version"` // of the event with the words
	Text    string `json:"text"`
	Handed  bool   `json:"handed,omitempty"` // the ticket was handed over with it; else a note names the officer
}

// CallsFor gives what an officer has not seen yet, oldest first.
func (t *Ticket) CallsFor(officer string) []Call {
	return slices.DeleteFunc(slices.Clone(t.Calls), func(c Call) bool { return c.Officer != officer })
}

// unseen gives the officers whom a note calls and who have not looked since.
func (t *Ticket) unseen(version uint32) (out []string) {
	for _, c := range t.Calls {
		if c.Version == version {
			out = append(out, c.Officer)
		}
	}
	return out
}

func (t *Ticket) applyPeople(e Event) {
	switch b := e.Body.(type) {
	case NoteAdded:
		t.Notes = append(t.Notes, Note{e.By, e.At, b.Text, e.Version})
		for _, o := range b.Named {
			t.Calls = append(t.Calls, Call{Officer: o, By: e.By, Version: e.Version, Text: b.Text})
		}
	case Claimed:
		t.Owner, t.Unread = b.Officer, t.Unread && e.By != b.Officer
		if b.Note != "" {
			t.Calls = append(t.Calls, Call{Officer: b.Officer, By: e.By, Version: e.Version, Text: b.Note, Handed: true})
		}
	case Heeded:
		t.Calls = slices.DeleteFunc(t.Calls, func(c Call) bool { return c.Officer == e.By })
	case WatchSet:
		t.Watchers = slices.DeleteFunc(t.Watchers, func(o string) bool { return o == b.Officer })
		if b.On {
			t.Watchers = append(t.Watchers, b.Officer)
		}
	}
}

// The commands.
type (
	// Watch follows the ticket, or ends that.
	Watch struct{ On bool }
	// takeWriting records that a letter was taken over from who was writing it; see
	// Seat.TakeOver, which does it.
	takeWriting struct{ from string }
)

func (c Watch) decide(d *decision) error {
	if slices.Contains(d.t.Watchers, d.by) == c.On {
		return refuse("nothing-changes", "that changes nothing", "")
	}
	d.emit(WatchSet{d.by, c.On})
	return nil
}

func (c takeWriting) decide(d *decision) error {
	d.emit(WritingTaken{c.from})
	return nil
}

func (c AddNote) decide(d *decision) error {
	if strings.TrimSpace(c.Text) == "" {
		return refuse("empty-note", "the note is empty", "write it")
	}
	d.emit(NoteAdded{Text: c.Text, Named: slices.DeleteFunc(Named(c.Text, d.desk.Staff()), func(o string) bool { return o == d.by })})
	return nil
}

func (Look) decide(d *decision) error {
	if len(d.t.CallsFor(d.by)) > 0 {
		d.emit(Heeded{})
	}
	if !d.desk.May(d.by, staff.Work, d.t.Service) {
		return nil // who only reads marks nothing as read
	}
	if d.t.Unread && (d.t.Owner == d.by || len(d.events) == 0) { // who came because of a call looks for themselves
		d.emit(Looked{})
	}
	return nil
}

// atName finds "@name" that is no part of an address.
var atName = regexp.MustCompile(`(?:^|[^\pL\pN@._%+-])@([\pL\pN._-]+)`)

// Named finds the officers whom a note calls: "@bima", by the id or, where only one
// has it, by the first name. Who is disabled is not called.
func Named(text string, r staff.Roster) []string {
	var out []string
	for _, m := range atName.FindAllStringSubmatch(text, -1) {
		if id := called(strings.ToLower(strings.TrimRight(m[1], ".-_")), r); id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func called(word string, r staff.Roster) string {
	if o, ok := r[word]; ok && !o.Disabled {
		return word
	}
	found := ""
	for id, o := range r {
		first, _, _ := strings.Cut(strings.ToLower(o.Name), " ")
		if first != word || o.Disabled {
			continue
		}
		if found != "" {
			return "" // of two nobody knows which is meant
		}
		found = id
	}
	return found
}
