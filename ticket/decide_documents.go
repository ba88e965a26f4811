package ticket

import (
	"fmt"
	"slices"
	"strings"

	"loket/domain"
)

// ReasonCodes are why a requirement is rejected, in the order in which a menu
// offers them. The letter has the words.
var ReasonCodes = []string{"missing", "unreadable", "not-pdf", "encrypted", "wrong-document", "wrong-name",
	"wrong-agency", "not-signed", "expired", "incomplete", "malware", "other"}

func (c GiveVerdict) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	s := d.service()
	if s == nil {
		return refuse("no-service", "the ticket has no service yet", "choose it first")
	}
	if !slices.Contains(s.RequirementIDs(), c.Requirement) {
		return refuse("unknown-requirement", fmt.Sprintf("the service does not ask for %q", c.Requirement), "choose one of the list", c.Requirement)
	}
	if len(c.Attachments) == 0 {
		c.Attachments = d.offered(c.Requirement)
	}
	if slices.ContainsFunc(c.Attachments, func(sha string) bool { return d.t.Attachment(sha) == nil }) {
		return refuse("unknown-file", "that file is not on the ticket", "")
	}
	if err := c.check(d); err != nil {
		return err
	}
	d.own()
	d.emit(VerdictGiven{Evidence: Evidence{Requirement: c.Requirement, Attachments: c.Attachments, Pages: d.pagesOf(c.Attachments, c.Requirement),
		Verdict: c.Verdict, Reason: c.Reason, Note: c.Note, Doubts: c.Doubts, Optional: optional(s, c.Requirement), InMail: inMailOf(c)}})
	return nil
}

// check looks whether the verdict may be given, and leaves out what does not
// belong to it.
func (c *GiveVerdict) check(d *decision) error {
	if c.Verdict != Rejected {
		c.Doubts = nil
	}
	switch c.Verdict {
	case Accepted:
		return c.accepts(d)
	case Rejected:
		if err := d.objected(c); err != nil {
			return err
		}
		if !slices.Contains(ReasonCodes, c.Reason) {
			return refuse("no-reason", "a rejection needs a reason", "choose one of "+strings.Join(ReasonCodes, ", "))
		}
		if c.Reason == "other" && len(c.Doubts) == 0 && strings.TrimSpace(c.Note) == "" {
			return refuse("no-reason", "the reason \"other\" needs words", "say what is wrong; the requester will read it")
		}
	case NotApplicable:
		if strings.TrimSpace(c.Note) == "" {
			return refuse("no-reason", "\"not applicable\" needs a reason", "say why in a few words")
		}
	case Unjudged:
	default:
		return refuse("bad-verdict", fmt.Sprintf("%q is no verdict", c.Verdict), "")
	}
	return nil
}

func (c *GiveVerdict) accepts(d *decision) error {
	if c.InMail != 0 {
		if m := d.t.Message(c.InMail); m == nil || m.Machine != "" || strings.TrimSpace(m.Text) == "" {
			return refuse("no-text", "that message has no text that a person wrote", "choose another, or reject the requirement as missing")
		}
		c.Attachments = nil
		return nil
	}
	if len(c.Attachments) == 0 {
		return refuse("no-file", "no file is offered for this requirement", "choose the file first, or reject it as missing", c.Requirement)
	}
	if err := d.quarantined(c.Attachments); err != nil {
		return err
	}
	if d.allBroken(c.Attachments) {
		return refuse("unreadable-file", "the file cannot be read, so it cannot be accepted", "reject it; the requester is asked for another", c.Requirement)
	}
	return nil
}

// pagesOf are the pages of files that a verdict on a requirement is bound to; none
// of a file that is offered whole.
func (d *decision) pagesOf(files []string, requirement string) []Pages {
	var out []Pages
	for _, sha := range files {
		for _, p := range d.t.Attachment(sha).Parts {
			if p.Requirement == requirement {
				out = append(out, Pages{sha, p.From, p.To})
			}
		}
	}
	return out
}

// inMailOf is the message that a verdict is bound to: only an acceptance is.
func inMailOf(c GiveVerdict) uint32 {
	if c.Verdict != Accepted {
		return 0
	}
	return c.InMail
}

func optional(s *domain.Service, requirement string) bool {
	return slices.ContainsFunc(s.Requirements, func(r domain.RequirementUse) bool {
		return r.ID == requirement && (r.Optional || r.When != "")
	})
}

// pasted returns the mail's text that is offered for a requirement, nil for none.
func (d *decision) pasted(requirement string) *InMail {
	r, ok := d.desk.Catalogue.Requirement(requirement)
	if !ok {
		return nil
	}
	return d.desk.inMail(d.t, r)
}

// offered returns the files that are matched to a requirement.
func (d *decision) offered(requirement string) []string {
	var out []string
	for _, m := range d.t.Messages {
		for _, a := range m.Attachments {
			if a.For(requirement) && !slices.Contains(out, a.SHA) {
				out = append(out, a.SHA)
			}
		}
	}
	return out
}

// allBroken reports whether none of the files can be read by anybody.
func (d *decision) allBroken(files []string) bool {
	for _, sha := range files {
		a := d.t.Attachment(sha)
		if a == nil || !slices.ContainsFunc(a.Problems, func(p string) bool {
			return p == "corrupt" || p == "empty" || p == "encrypted" && (a.Report == nil || !a.Report.Opened)
		}) {
			return false
		}
	}
	return true
}

func (c CheckCondition) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	if s := d.service(); s == nil || !slices.Contains(s.Conditions, c.Condition) {
		return refuse("unknown-condition", fmt.Sprintf("the service has no condition %q", c.Condition), "choose one of the list", c.Condition)
	}
	if email := d.t.Requester.Email; c.OK && email != "" && d.desk.checksSender(c.Condition) && !d.desk.officialSender(d.t, email) {
		return refuse("needs-exception", "the requester's address is not an official one, or a mail in its name looks forged",
			"correct the requester, or ask a supervisor for an exception", email)
	}
	d.own()
	d.emit(ConditionChecked{Condition{ID: c.Condition, OK: c.OK, Note: c.Note}})
	return nil
}

func (c GrantException) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	if strings.TrimSpace(c.Reason) == "" {
		return refuse("no-reason", "an exception needs a reason", "say why; it stays in the record")
	}
	if s := d.service(); s != nil && d.desk.guardsSender(s, c.Requirement) {
		excuse := Condition{ID: c.Requirement, Exception: c.Reason}
		if d.desk.checksSender(c.Requirement) {
			excuse.Note = d.t.Requester.Email // it holds for this address and no other
		}
		d.emit(ConditionChecked{excuse})
		return nil
	}
	i := slices.IndexFunc(d.t.Evidence, func(e Evidence) bool { return e.Requirement == c.Requirement })
	if i < 0 {
		return refuse("unknown-requirement", fmt.Sprintf("the service does not ask for %q", c.Requirement), "choose one of the list", c.Requirement)
	}
	ev := d.t.Evidence[i]
	ev.Exception = c.Reason
	d.emit(VerdictGiven{Evidence: ev})
	return nil
}

func (c ReturnForRevision) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	s := d.service()
	if s == nil {
		return refuse("no-service", "the ticket has no service yet", "choose it first")
	}
	if len(d.desk.Reasons(d.t)) == 0 {
		return refuse("nothing-wrong", "nothing is rejected or missing", "reject what is wrong first")
	}
	if !c.ReviseBy.After(d.now) {
		return refuse("past-date", "the revise-by date has passed", "give a later one")
	}
	d.own()
	// Judged before the letter goes: what is missing becomes a verdict, so the
	// record says what the requester was told.
	for _, ev := range d.t.Evidence {
		if ev.Verdict == Unjudged && ev.Exception == "" && len(d.offered(ev.Requirement)) == 0 && d.pasted(ev.Requirement) == nil {
			d.emit(VerdictGiven{Evidence: Evidence{Requirement: ev.Requirement, Verdict: Rejected, Reason: "missing"}})
		}
	}
	if err := d.resume("revision"); err != nil { // whoever else was waited for
		return err
	}
	round := d.t.Clock.Rounds + 1
	d.emit(RevisionRequested{ReviseBy: c.ReviseBy, Round: round})
	if round == 1 && !s.RevisionTarget.IsZero() {
		if err := d.promise(s.RevisionTarget, "revision"); err != nil {
			return err
		}
	}
	pause := s.RevisionTarget.IsZero() // a service that switches its target does not pause
	step := ""
	if st, ok := d.step(); ok {
		step = st.ID
	}
	if _, err := d.queue(c.Draft, step, false); err != nil {
		return err
	}
	d.emit(Waited{Party: requester, Pause: pause, Reason: "revision"})
	return nil
}
