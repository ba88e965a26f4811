package ticket

import (
	"context"
	"slices"
	"time"

	"loket/domain/register"
	"loket/domain/staff"
)

// Holding is everything that the desk holds of a person. Of a ticket that is the
// person's own all is listed, of another what concerns them.
type Holding struct {
	At      time.Time    `json:"at"`
	Tickets []HeldTicket `json:"tickets"`
	Mails   []HeldMail   `json:"mails"` // that made no ticket
	Names   []HeldName   `json:"register"`
}

// HeldTicket is a ticket that has to do with the person.
type HeldTicket struct {
	Number    string         `json:"number"`
	Service   string         `json:"service,omitempty"`
	State     State          `json:"state"`
	Received  time.Time      `json:"received"`
	Closed    time.Time      `json:"closed,omitzero"`
	Parts     []string       `json:"parts"` // see Person.Parts
	Mails     []HeldMail     `json:"mails,omitempty"`
	Documents []HeldDocument `json:"documents,omitempty"`
	Letters   []HeldLetter   `json:"letters,omitempty"`
	Survey    *SurveyAnswer  `json:"survey,omitempty"`
	Seen      []Seeing       `json:"seen,omitempty"`
	Hold      bool           `json:"legal_hold,omitempty"`
	// InClear as in ErasedTicket.
	InClear int `json:"in_clear,omitempty"`
}

// HeldMail is a mail, by its bytes' SHA-256.
type HeldMail struct {
	At        time.Time `json:"at"`
	From      string    `json:"from"`
	Subject   string    `json:"subject"`
	Hash      string    `json:"sha256,omitempty"`
	Fate      string    `json:"fate,omitempty"`
	Destroyed bool      `json:"destroyed,omitempty"`
}

// HeldDocument is a file of a mail, with its class.
type HeldDocument struct {
	Name        string    `json:"name"`
	SHA         string    `json:"sha256"`
	Requirement string    `json:"requirement,omitempty"`
	KeepDays    int       `json:"keep_days,omitempty"` // of its class after closing; 0: it has none
	Until       time.Time `json:"until,omitzero"`      // when its mail's time is over; zero: not known yet, or never
	Destroyed   bool      `json:"destroyed,omitempty"`
}

// HeldLetter is a letter of the desk.
type HeldLetter struct {
	At      time.Time   `json:"at"`
	To      []string    `json:"to"`
	Subject string      `json:"subject"`
	State   LetterState `json:"state"`
}

// Seeing is somebody's look at a ticket, or at a file of it.
type Seeing struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	How  string    `json:"how"` // looked, or one of the Taken
	File string    `json:"file,omitempty"`
}

// HeldName is an entry of the register that names the person.
type HeldName struct {
	Name        string          `json:"name"`
	Officer     register.Person `json:"officer,omitzero"`
	Responsible register.Person `json:"responsible,omitzero"`
}

// Holding lists what the desk holds of a person. It reads every ticket and the words of
// every mail that made none. It is a supervisor's work.
func (d *Desk) Holding(ctx context.Context, by string, p Person) (*Holding, error) {
	if err := d.allow(by, staff.Supervise, ""); err != nil {
		return nil, err
	}
	out := &Holding{At: d.Now().UTC(), Tickets: []HeldTicket{}, Mails: []HeldMail{}, Names: []HeldName{}}
	taken, err := d.taken()
	if err != nil {
		return nil, err
	}
	err = d.concerned(ctx, p, func(tx ReadTx, t *Ticket, parts []string) error {
		h, err := d.held(tx, t, p, parts)
		if err != nil {
			return err
		}
		h.Seen = append(h.Seen, taken[t.ID]...)
		slices.SortStableFunc(h.Seen, func(a, b Seeing) int { return a.At.Compare(b.At) })
		out.Tickets = append(out.Tickets, h)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if out.Mails, err = d.loose(ctx, p); err != nil {
		return nil, err
	}
	entries, err := d.Register()
	for i := range entries {
		if e := &entries[i]; p.onRegister(e) {
			out.Names = append(out.Names, HeldName{string(e.Name), e.Officer, e.Responsible})
		}
	}
	return out, err
}

// loose lists the mails on no ticket that are from a person or speak of them.
func (d *Desk) loose(ctx context.Context, p Person) ([]HeldMail, error) {
	out := []HeldMail{}
	err := d.eachMail(ctx, func(m *MailRecord) {
		if m.Searched() && (p.Is("", m.From) || p.In(m.Subject) || p.In(d.mailText(m))) {
			out = append(out, HeldMail{At: m.Internal, From: m.From, Subject: m.Subject, Hash: m.Hash, Fate: string(m.Fate)})
		}
	})
	return out, err
}

// taken lists who took which files of tickets.
func (d *Desk) taken() (map[ID][]Seeing, error) {
	out := make(map[ID][]Seeing)
	err := d.Log.View(func(tx ReadTx) error {
		events, err := tx.Events(0, FileTaken{}.kind())
		for _, e := range events {
			b := e.Body.(FileTaken)
			out[b.Ticket] = append(out[b.Ticket], Seeing{e.At, e.By, b.How, b.Name})
		}
		return err
	})
	return out, err
}

// held is what a ticket holds of a person.
func (d *Desk) held(tx ReadTx, t *Ticket, p Person, parts []string) (h HeldTicket, err error) {
	h = HeldTicket{Number: t.Number, Service: t.Service, State: t.State, Received: t.Received, Closed: t.ClosedAt, Parts: parts, Hold: t.LegalHold != nil}
	own := Concerns(parts)
	if own {
		h.Survey = t.Survey
	}
	for i := range t.Messages {
		m := &t.Messages[i]
		if own || p.Is(m.From.Name, m.From.Email) || p.In(m.Subject) || p.In(m.Text) || p.In(m.Quoted) {
			h.Mails = append(h.Mails, HeldMail{m.Date, m.From.Email, m.Subject, m.Hash, m.Fate, slices.Contains(t.Destroyed, m.Hash)})
		}
		h.Documents = append(h.Documents, d.heldFiles(t, m, p, own)...)
	}
	for i := range t.Letters {
		l := &t.Letters[i]
		if own || p.Email != "" && (has(l.To, p.Email) || has(l.Cc, p.Email)) || p.In(l.Subject) || p.In(l.Body) {
			h.Letters = append(h.Letters, HeldLetter{l.At, l.To, l.Subject, l.State})
		}
	}
	looks, err := tx.Events(t.ID, Looked{}.kind())
	if err != nil {
		return h, err
	}
	for _, e := range looks {
		h.Seen = append(h.Seen, Seeing{At: e.At, By: e.By, How: "looked"})
	}
	h.InClear, err = inClear(tx, t.ID)
	return h, err
}

// heldFiles lists the files of a message that concern a person.
func (d *Desk) heldFiles(t *Ticket, m *Message, p Person, own bool) (out []HeldDocument) {
	days := 0
	s, _ := d.Catalogue.Service(t.Service)
	for i := range m.Attachments {
		a := &m.Attachments[i]
		f := HeldDocument{Name: a.Name, SHA: a.SHA, Requirement: a.Requirement, Destroyed: slices.Contains(t.Destroyed, a.Mail)}
		if s != nil {
			f.KeepDays = d.keepDays(s, a)
			days = max(days, f.KeepDays)
		}
		if !a.Inline && (own || p.In(filePassage(a, 0, nil).Text)) {
			out = append(out, f)
		}
	}
	if days > 0 && !t.ClosedAt.IsZero() {
		for i := range out {
			out[i].Until = t.ClosedAt.AddDate(0, 0, days) // the mail goes as a whole
		}
	}
	return out
}
