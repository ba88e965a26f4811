package ticket

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/access"
)

// Action is the one obvious next thing to do on a ticket.
type Action struct {
	Kind      string // reopen, choose-service, verify, check, letter, wait, act, task, record, close
	Step      domain.Step
	Template  string   // of the letter
	Blocked   *Refusal // why it cannot be done yet, nil if it can
	Dangerous bool
}

// Next returns what to do next.
func (d *Desk) Next(t *Ticket) Action {
	switch {
	case t.State.Done():
		return Action{Kind: "reopen"}
	case t.Service == "" || t.Guess.NeedsHuman:
		return Action{Kind: "choose-service"}
	}
	s, ok := d.step(t)
	if !ok {
		return Action{Kind: "close"}
	}
	return Action{Kind: string(s.Kind), Step: s, Template: s.Letter, Blocked: d.blocked(t, s), Dangerous: s.Dangerous}
}

// blocked says why a step may not be finished: addresses were not looked at, a
// mandatory requirement is open, a condition does not hold. Receipts and questions
// may go before; from verification on nothing may.
func (d *Desk) blocked(t *Ticket, s domain.Step) *Refusal {
	if n := len(Unseen(t, s)); n > 0 {
		return refuse("urls-open", fmt.Sprintf("%d addresses were not looked at in this step", n),
			"look at each and set its state", strconv.Itoa(n))
	}
	strict := s.Kind == domain.KindVerify || s.Kind == domain.KindAct || s.Secret
	if r := d.unserved(t); r != nil && (strict || s.Kind == domain.KindCheck) {
		return r
	}
	if !strict {
		return nil
	}
	if missing := d.Missing(t); len(missing) > 0 {
		names := make([]string, len(missing))
		service, _ := d.Catalogue.Service(t.Service)
		for i, id := range missing {
			names[i] = d.Catalogue.RequirementTitle(service, id).ID
		}
		list := strings.Join(names, ", ")
		return refuse("requirements-open", "requirements are still open: "+list,
			"accept them, return the request for revision, or ask a supervisor for an exception", list)
	}
	if id := d.unmet(t); id != "" {
		title := domain.Text{ID: id, EN: id}
		if c, ok := d.Catalogue.Condition(id); ok {
			title = c.Title
		}
		return refuse("condition-unmet", "a condition does not hold: "+title.EN,
			"have the requester put it right, or ask a supervisor for an exception", title.ID, title.EN)
	}
	if s.Secret && t.Requester.Email != "" {
		return d.mayKnow(t, t.Requester.Email)
	}
	return nil
}

// Unseen returns the addresses that a step for every address still has to look
// at: those that nobody judged or whose owner was told since, and those that were
// there before it began.
func Unseen(t *Ticket, s domain.Step) []string {
	if !s.PerURL {
		return nil
	}
	var from time.Time
	if cur := t.Step(); cur != nil && cur.ID == s.ID {
		from = cur.From
	}
	var out []string
	for _, u := range t.URLs {
		switch access.State(u.State) {
		case access.Unseen, access.Notified, "":
			out = append(out, u.URL)
		case access.Verified, access.Still:
			if u.At.Before(from) {
				out = append(out, u.URL)
			}
		default: // clean, or with others
		}
	}
	return out
}

// unmet returns the first condition of the service that was found not to hold and
// that no supervisor excused. One that nobody looked at yet is the officer's to
// settle.
func (d *Desk) unmet(t *Ticket) string {
	s, ok := d.Catalogue.Service(t.Service)
	if !ok {
		return ""
	}
	for _, c := range t.Conditions {
		excused := c.Exception != "" && (!d.checksSender(c.ID) || c.Note == "" || d.excepted(t, t.Requester.Email))
		if !c.OK && !excused && slices.Contains(s.Conditions, c.ID) {
			return c.ID
		}
	}
	return ""
}

// unserved says which of the ticket's names the service is not for: any that it
// excludes, or all of them where it lists what it is for.
func (d *Desk) unserved(t *Ticket) *Refusal {
	service, ok := d.Catalogue.Service(t.Service)
	if !ok {
		return nil
	}
	var first *Refusal
	for _, n := range t.Names {
		name := domain.Name(n)
		served, why := service.Products.Accepts(name)
		if served {
			if len(service.Products.Allow) > 0 {
				return nil
			}
			continue
		}
		if first == nil {
			first = refuse("name-not-served", fmt.Sprintf("%s: %s", n, why.EN),
				"send the letter of refusal and close the request as refused, or correct the names", n, why.ID, why.EN)
		}
	}
	return first
}

// Missing returns the mandatory requirements that are neither accepted nor
// declared not applicable nor excepted.
func (d *Desk) Missing(t *Ticket) []string {
	var out []string
	for _, e := range t.Evidence {
		if e.Verdict != Accepted && e.Verdict != NotApplicable && e.Exception == "" {
			out = append(out, e.Requirement)
		}
	}
	return out
}

// Unfiled returns the mandatory requirements for which no file was sent.
func (d *Desk) Unfiled(t *Ticket) []string {
	var out []string
	for _, it := range d.Checklist(t) {
		if it.Optional || it.Evidence.Verdict == Accepted || it.Evidence.Verdict == NotApplicable {
			continue
		}
		if len(it.Files) == 0 && it.InMail == nil {
			out = append(out, it.Requirement.ID)
		}
	}
	return out
}

// EndsAs returns the outcome with which a ticket ends whose steps are behind it.
func (d *Desk) EndsAs(t *Ticket) string {
	out := "done"
	s, ok := d.Catalogue.Service(t.Service)
	if !ok {
		return out
	}
	for _, st := range t.Steps {
		if step, _, ok := s.Step(st.ID); ok && st.State == "done" && step.SetsOutcome != "" {
			out = step.SetsOutcome
		}
	}
	return out
}

// stepsLeft returns the titles of steps that are neither done nor skipped nor
// optional, in Indonesian as the record has them.
func (d *Desk) stepsLeft(t *Ticket) []string {
	s, ok := d.Catalogue.Service(t.Service)
	if !ok {
		return nil
	}
	var out []string
	for _, st := range t.Steps {
		step, _, ok := s.Step(st.ID)
		if ok && st.State != "done" && st.State != "skipped" && !step.Optional && step.Kind != domain.KindTask {
			out = append(out, step.Title.ID)
		}
	}
	return out
}

// CheckItem is a requirement on the checklist with what was offered for it.
type CheckItem struct {
	Requirement domain.Requirement
	Title       domain.Text
	Optional    bool
	When        string // circumstance under which it is asked for
	Evidence    Evidence
	Files       []*Attachment
	Problems    []string
	InMail      *InMail // the mail's own text, offered where there is no file; nil for none
}

// Checklist returns the service's requirements in the order of the standard.
func (d *Desk) Checklist(t *Ticket) []CheckItem {
	s, ok := d.Catalogue.Service(t.Service)
	if !ok {
		return nil
	}
	var items []CheckItem
	for _, use := range s.Requirements {
		it := CheckItem{Title: d.Catalogue.RequirementTitle(s, use.ID), Optional: use.Optional || use.When != "", When: use.When}
		if r, ok := d.Catalogue.Requirement(use.ID); ok {
			it.Requirement = *r
		} else {
			it.Requirement.ID = use.ID
		}
		it.Evidence = Evidence{Requirement: use.ID}
		if i := slices.IndexFunc(t.Evidence, func(e Evidence) bool { return e.Requirement == use.ID }); i >= 0 {
			it.Evidence = t.Evidence[i]
		}
		for i := len(t.Messages) - 1; i >= 0; i-- { // newest first: a revision supersedes
			for j := range t.Messages[i].Attachments {
				a := &t.Messages[i].Attachments[j]
				if a.For(use.ID) {
					it.Files = append(it.Files, a)
					for _, p := range a.Problems {
						if !slices.Contains(it.Problems, p) {
							it.Problems = append(it.Problems, p)
						}
					}
				}
			}
		}
		if len(it.Files) == 0 {
			it.InMail = d.inMail(t, &it.Requirement)
		}
		items = append(items, it)
	}
	return items
}

// Reasons compiles what is wrong, for a revision letter: what was rejected, and
// what is mandatory and not there at all.
func (d *Desk) Reasons(t *Ticket) []Reason {
	var out []Reason
	for _, it := range d.Checklist(t) {
		e := it.Evidence
		switch {
		case e.Exception != "":
		case e.Verdict == Rejected:
			out = append(out, Reason{e.Requirement, e.Reason, e.Note, d.fileNames(t, e.Attachments), e.Doubts})
		case e.Verdict == Unjudged && !it.Optional && len(it.Files) == 0 && it.InMail == nil:
			out = append(out, Reason{Requirement: e.Requirement, Code: "missing"})
		}
	}
	return out
}

func (d *Desk) fileNames(t *Ticket, hashes []string) []string {
	var out []string
	for _, h := range hashes {
		if a := t.Attachment(h); a != nil {
			out = append(out, a.Name)
		}
	}
	return out
}

// Draft writes a letter from a template.
func (d *Desk) Draft(t *Ticket, template, by, note string) (Draft, error) {
	draft, err := d.Letters.Draft(template, d.letterInput(t, by, note))
	if draft.Template = template; err == nil {
		draft.Subject = d.stamped(draft.Subject, t)
	}
	return draft, err
}

// Revision writes the revision letter and says until when the requester has time.
func (d *Desk) Revision(t *Ticket, by, note string) (Draft, time.Time, error) {
	in := d.letterInput(t, by, note)
	in.Reasons = d.Reasons(t)
	dl, err := d.Calendar.Deadline(in.Now, d.Site.ReviseIn, nil, in.Now)
	if err != nil {
		return Draft{}, time.Time{}, err
	}
	in.ReviseBy = dl.At
	draft, err := d.Letters.Draft("revision", in)
	if draft.Template = "revision"; err == nil {
		draft.Subject = d.stamped(draft.Subject, t)
	}
	return draft, dl.At, err
}

func (d *Desk) letterInput(t *Ticket, by, note string) LetterInput {
	return LetterInput{Ticket: t, Now: d.Now().UTC(), Officer: d.signer(by), Note: note, Reasons: d.Reasons(t), ReviseBy: t.Clock.ReviseBy}
}

// Explain says in the given language how the ticket's deadlines came to be.
func (d *Desk) Explain(t *Ticket, now time.Time, lang string) []string {
	var out []string
	if !t.Clock.Target.IsZero() {
		if dl, err := d.deadline(t, t.Received, t.Clock.Target, now); err == nil {
			out = append(out, dl.Explain(lang)...)
		} else {
			out = append(out, err.Error())
		}
	}
	if !t.Clock.Step.IsZero() {
		if dl, err := d.deadline(t, t.Clock.StepFrom, t.Clock.Step, now); err == nil {
			out = append(append(out, ""), dl.Explain(lang)...)
		}
	}
	return out
}
