package letter

import (
	"slices"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/clean"
	"loket/ticket"
)

// Matter is what a template may speak of. Everything that came from outside is
// cleaned and cannot hold OpenMark or ticket.SecretMark.
type Matter struct {
	Number    string // 2026-00042
	Subject   string // of the request, without reply prefixes and number
	ServiceID string // "" while nobody knows
	Service   string // "pendaftaran nama domain", to follow "permohonan"; "nama domain" while nobody knows
	Title     string // "Pendaftaran nama domain"; "" while nobody knows
	Basis     string // where the service is written down
	Product   string // what it is for

	Requester, Agency string // "" if unknown
	Party             string // who is waited for, if not the requester: "PANDI"
	Names             []string
	OldName, NewName  string // of a change of name; "" elsewhere, or while only one is known
	Unserved          []Line // names that the service is not for, and why
	URLs              []URL
	Records           []Record
	Adjusted          bool // a record was made otherwise than asked

	Received, Deadline time.Time // Deadline is zero where there is none
	Target             string    // in words: "1 (satu) hari"
	RevisionTarget     string    // from the first revision on; "" for no switch
	Now, ReviseBy      time.Time
	ValidUntil         time.Time // of a subdomain; zero elsewhere
	GraceUntil         time.Time

	Step, StepID string // the current step
	Reasons      []Line // what is wrong with the documents
	Documents    []Line // what is asked for, and when
	Conditions   []string
	Duties       []Duties
	Fees         []domain.Quote // one for each name; empty where nothing is known to be paid
	Total        domain.Rupiah
	Unfree       []Line   // names that cannot be registered, and why
	Instead      []string // names that one could ask for
	Servers      []Line   // name servers that are not ready, and what to do
	Contacts     []string // complaint channels
	Copies       []string // who else gets the letter by rule

	Due  []Due // names of whose end a letter reminds
	Over bool  // their end is past: the grace runs

	Note    string // the officer's own words
	Officer string // name; "" for an automatic letter
	Desk    Desk
	Secret  string // the mark where the secret goes

	ticket *ticket.Ticket
	attach []string // hashes
	annex  *ticket.Annex
	step   domain.Step // that sends the letter
}

// Line is a point of a list with its explanation.
type Line struct{ Title, Text string }

// Record is a DNS record as made; Asked is set where it differs.
type Record struct{ Made, Asked, Reason string }

// Duties are what the responsible person does from now on. When says for whom,
// where the form does not tell.
type Duties struct {
	When  string
	Items []string
}

// Desk is who writes.
type Desk struct{ Name, Unit, City, Address string }

// Evidence is what was noted as proof of a finished step: its reference, else its
// note, as steps that record something have it; "" if nothing was.
func (m *Matter) Evidence(step string) string {
	s := m.stateOf(step)
	if s.Reference == "" {
		return line(s.Note, 200)
	}
	return line(s.Reference, 200)
}

// Done reports whether a step was done, and not skipped.
func (m *Matter) Done(step string) bool { return m.stateOf(step).State == "done" }

func (m *Matter) stateOf(id string) (none ticket.StepState) {
	for _, s := range m.ticket.Steps {
		if s.ID == id {
			return s
		}
	}
	return none
}

// Form returns a field of the service's form by the beginning of its label, in
// small letters; "" if it was not read.
func (m *Matter) Form(labels ...string) string { return line(m.ticket.Field(labels...), 200) }

// Attach puts the files offered for these requirements on the letter and
// reports whether there are any.
func (m *Matter) Attach(requirements ...string) bool {
	found := false
	for i := range m.ticket.Messages {
		for _, a := range m.ticket.Messages[i].Attachments {
			if a.Requirement != "" && slices.Contains(requirements, a.Requirement) {
				found = true
				if !slices.Contains(m.attach, a.SHA) {
					m.attach = append(m.attach, a.SHA)
				}
			}
		}
	}
	return found
}

var marks = strings.NewReplacer(OpenMark, "(!)", ticket.SecretMark, "(RAHASIA)")

// line is the way in for text that others wrote. Marks are taken out after
// cleaning: what cleaning drops could have hidden one.
func line(s string, max int) string { return marks.Replace(clean.Line(s, max).String()) }

func (w *Writer) matter(id string, in ticket.LetterInput) *Matter {
	t := in.Ticket
	m := &Matter{
		Number: line(t.Number, 40), Subject: ticket.Topic(line(t.Subject, 160)), Requester: line(t.Requester.Name, 80), Agency: line(t.Requester.Agency, 120),
		Received: t.Received, Deadline: t.Clock.Deadline, Target: targetWords(t.Clock.Target), Now: in.Now, ReviseBy: in.ReviseBy,
		Note: clean.Block(in.Note, 8<<10).String(), Officer: line(in.Officer, 80), Secret: ticket.SecretMark,
		Desk:     Desk{w.site.Name, w.site.Unit, w.site.City, w.site.Address},
		Contacts: w.site.Contacts, Service: "nama domain", ticket: t,
	}
	if m.Agency == m.Requester {
		m.Agency = ""
	}
	for _, n := range t.Names {
		m.Names = append(m.Names, line(n, 253))
	}
	if in.Owner != nil {
		m.Names = []string{line(in.Owner.Title(), 253)}
	}
	for _, u := range t.URLs {
		if in.Owner != nil && !slices.Contains(in.Owner.URLs, u.URL) {
			continue
		}
		m.URLs = append(m.URLs, URL{line(u.URL, maxURL), u.State, stateWords(u.State), u.State == "clean" || u.State == "gone" || u.State == "restored"})
	}
	m.records(t)
	s, ok := w.catalogue.Service(t.Service)
	m.Reasons = w.reasons(s, in.Reasons)
	if ok {
		w.serve(m, id, s, t)
		w.due(m, s, in.Due)
	}
	return m
}

// serve adds what the catalogue says of the ticket's service.
func (w *Writer) serve(m *Matter, id string, s *domain.Service, t *ticket.Ticket) {
	m.ServiceID, m.Title, m.Service, m.Product = s.ID, s.Title.ID, inSentence(s.Title.ID), s.Products.Label.ID
	if m.Basis = s.Source.Document.ID; m.Basis != "" && s.Source.Annex != "" {
		m.Basis += ", Lampiran " + s.Source.Annex
	}
	if s.Renames && len(m.Names) > 1 {
		m.OldName, m.NewName = m.Names[0], m.Names[len(m.Names)-1]
	}
	m.RevisionTarget = targetWords(s.RevisionTarget)
	m.documents(w.catalogue, s)
	m.Duties = duties(w.catalogue, s, t)
	m.probes(t)
	m.Fees = ticket.Fees(w.catalogue, t, m.Now.In(w.zone))
	for i := range m.Fees {
		q := &m.Fees[i]
		q.Name = domain.Name(line(q.Name.String(), 253))
		m.Total += q.Total
	}
	for _, n := range t.Names {
		if ok, why := s.Products.Accepts(domain.Name(n)); !ok {
			m.Unserved = append(m.Unserved, Line{line(n, 253), why.ID})
		}
	}
	if len(m.Contacts) == 0 {
		m.Contacts = w.complaints(s)
	}
	m.step = w.sender(id, t)
	to, _, _ := w.recipients(id, t)
	for _, who := range copies(m.step, to, t) {
		title := w.title(who)
		if c, ok := w.catalogue.Contact(who); ok {
			title = c.Title.ID
		}
		m.Copies = append(m.Copies, title)
	}
	until, grace := s.Validity.From(calendar.DateOf(m.Now, w.zone), s.Validity.Opens == s.ID)
	m.ValidUntil, m.GraceUntil = noon(until, w.zone), noon(grace, w.zone)
	if st := t.Step(); st != nil {
		if step, _, ok := s.Step(st.ID); ok {
			m.Step, m.StepID = step.Title.ID, step.ID
		}
	}
	if p := t.Clock.Waiting; p != "" && p != "requester" && p != "desk" {
		m.Party = w.catalogue.Actor(p).ID
	}
}

func (m *Matter) records(t *ticket.Ticket) {
	for _, r := range t.Records {
		show := func(r domain.Record) string { return line(r.Host+"  "+r.Type+"  "+r.Value, 1000) }
		rec := Record{Made: line(r.Made.Host, 253) + "  " + line(r.Made.Type, 10) + "  " + line(r.Made.Value, 700)}
		if r.Made != r.Asked {
			m.Adjusted = true
			rec.Asked, rec.Reason = show(r.Asked), line(r.Reason, 400)
		}
		m.Records = append(m.Records, rec)
	}
}

func (m *Matter) documents(c *domain.Catalogue, s *domain.Service) {
	for _, r := range s.Requirements {
		l := Line{Title: c.RequirementTitle(s, r.ID).ID}
		switch {
		case r.When != "":
			l.Text = "bila " + c.Circumstance(r.When).ID
		case r.Optional:
			l.Text = "bila ada"
		}
		m.Documents = append(m.Documents, l)
	}
	for _, id := range s.Conditions {
		if cond, ok := c.Condition(id); ok {
			m.Conditions = append(m.Conditions, cond.Title.ID)
		}
	}
}

func (w *Writer) complaints(s *domain.Service) []string {
	var out []string
	for _, id := range s.Complaints {
		if c, ok := w.catalogue.Contact(id); ok && c.Value != "" {
			out = append(out, c.Title.ID+": "+c.Value)
		}
	}
	return out
}
