package ticket

import (
	"fmt"
	"slices"
	"strings"

	"loket/domain"
)

func (c Claim) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	if d.t.Owner == d.by {
		return refuse("yours-already", "you have this ticket already", "")
	}
	if d.t.Owner != "" && !c.Steal {
		return refuse("claimed", fmt.Sprintf("%s has this ticket", d.desk.OfficerName(d.t.Owner)),
			"take it over if you must; it will be recorded", d.desk.OfficerName(d.t.Owner))
	}
	d.emit(Claimed{Officer: d.by})
	return nil
}

func (Release) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	if d.t.Owner == "" {
		return refuse("unclaimed", "nobody has this ticket", "")
	}
	d.emit(Released{})
	return nil
}

func (c Assign) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	if names := d.desk.OfficerNames(); len(names) > 0 && names[c.Officer] == "" {
		return refuse("unknown-officer", fmt.Sprintf("there is no officer %q", c.Officer), "choose one of the list", c.Officer)
	}
	if c.Officer == "" || c.Officer == d.t.Owner {
		return refuse("nothing-changes", "that changes nothing", "")
	}
	d.emit(Claimed{Officer: c.Officer, Note: strings.TrimSpace(c.Note)})
	return nil
}

func (c SetService) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	s, ok := d.desk.Catalogue.Service(c.Service)
	if !ok {
		return refuse("unknown-service", fmt.Sprintf("there is no service %q", c.Service), "choose one of the catalogue", c.Service)
	}
	if c.Service == d.t.Service && !d.t.Guess.NeedsHuman && d.t.Guess.Confidence >= 1 {
		return refuse("nothing-changes", "that changes nothing", "")
	}
	d.own()
	if s.Renames && c.Service != d.t.Service && len(d.t.Messages) > 0 {
		if names, sure := domain.OldThenNew(whole(&d.t.Messages[0]), d.t.Names); sure && !slices.Equal(names, d.t.Names) {
			d.emit(SubjectMatterSet{Names: names})
		}
	}
	return d.setService(s, nil)
}

// setService makes the ticket one of this service: its steps, its mandatory
// requirements, its promise from the start, and which file is for what.
func (d *decision) setService(s *domain.Service, g *Guess) error {
	same := s.ID == d.t.Service && len(d.t.Steps) > 0
	b := ServiceSet{Service: s.ID, Guess: g}
	for _, st := range s.Steps {
		b.Steps = append(b.Steps, st.ID)
	}
	for _, r := range s.Requirements {
		if !r.Optional && r.When == "" {
			b.Requires = append(b.Requires, r.ID)
		}
	}
	done := d.t.Steps
	d.emit(b)
	if same { // the service is confirmed, not changed: what was done stays done
		for _, st := range done {
			if st.State == "done" || st.State == "skipped" {
				d.emit(StepFinished{Step: st.ID, Skipped: st.State == "skipped", Note: st.Note, Reference: st.Reference})
			}
		}
	}
	d.checkSender(s)
	target := s.Target
	if d.t.Clock.Rounds > 0 && !s.RevisionTarget.IsZero() {
		target = s.RevisionTarget
	}
	if err := d.promise(target, "service"); err != nil {
		return err
	}
	if err := d.match(); err != nil {
		return err
	}
	return d.advance()
}

func (c SetSubjectMatter) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	b := SubjectMatterSet{URLs: c.URLs, Records: c.Records}
	if c.Names != nil {
		b.Names = []string{}
		for _, n := range c.Names {
			name, err := domain.ParseName(n)
			if err != nil {
				return refuse("bad-name", fmt.Sprintf("%s: %v", n, err), "correct the name", n, err.Error())
			}
			if !slices.Contains(b.Names, string(name)) {
				b.Names = append(b.Names, string(name))
			}
		}
	}
	d.emit(b)
	return d.match()
}

func (c SetRequester) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	c.Requester.Email = strings.ToLower(strings.TrimSpace(c.Requester.Email))
	if c.Requester.Email != "" && len(addresses([]string{c.Requester.Email})) == 0 {
		return refuse("bad-address", fmt.Sprintf("%q is not an e-mail address", c.Requester.Email), "write it as nama@instansi.go.id", c.Requester.Email)
	}
	d.emit(RequesterSet{c.Requester, d.desk.official(c.Requester.Email)})
	if s := d.service(); s != nil {
		d.checkSender(s)
	}
	return nil
}

func (c Wait) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	if c.Party == "" || c.Party == "desk" {
		return refuse("no-party", "nobody is named to wait for", "choose who has the next move")
	}
	d.own()
	if err := d.resume("officer"); err != nil { // who had the next move no longer has
		return err
	}
	d.emit(Waited(c))
	return nil
}

func (c Resume) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	if d.t.Clock.Waiting == "" && !d.t.Clock.Paused() {
		return refuse("not-waiting", "the ticket waits for nobody", "")
	}
	why := c.Why
	if why == "" {
		why = "officer"
	}
	return d.resume(why)
}

func (c AdjustRecord) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	if c.Index < 0 || c.Index >= len(d.t.Records) {
		return refuse("unknown-record", "there is no such record on the ticket", "choose one of the list")
	}
	if c.Made != d.t.Records[c.Index].Asked && strings.TrimSpace(c.Reason) == "" {
		return refuse("no-reason", "a record made otherwise than asked needs a reason", "say why; the requester will be told")
	}
	d.own()
	d.emit(RecordAdjusted(c))
	return nil
}

func (c ScheduleTask) decide(d *decision) error {
	if strings.TrimSpace(c.Text) == "" || c.Due.IsZero() {
		return refuse("bad-task", "a task needs words and a date", "give both")
	}
	d.emit(TaskScheduled{Task{ID: fmt.Sprintf("t%d", len(d.t.Tasks)+1), Text: c.Text, Due: c.Due}})
	return nil
}

func (c FinishTask) decide(d *decision) error {
	i := slices.IndexFunc(d.t.Tasks, func(k Task) bool { return k.ID == c.ID && k.Done.IsZero() })
	if i < 0 {
		return refuse("unknown-task", "there is no such open task on the ticket", "")
	}
	if s, acts := d.desk.taskStep(d.t, c.ID); acts && d.desk.Drives(s.Action) && d.desk.Seconds(s.Action) {
		return secondNeeded()
	}
	d.emit(TaskFinished(c))
	return nil
}

func (c CloseTicket) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	if ids := d.desk.Outcomes(); !slices.Contains(ids, c.Outcome) {
		return refuse("bad-outcome", fmt.Sprintf("%q is no outcome", c.Outcome), "choose one of "+strings.Join(ids, ", "), c.Outcome)
	}
	if c.Outcome == "done" {
		if d.t.Service == "" {
			return refuse("no-service", "the ticket has no service yet", "choose it, or close with another outcome")
		}
		if left := d.desk.stepsLeft(d.t); len(left) > 0 {
			return refuse("steps-left", "steps are still to do: "+strings.Join(left, ", "),
				"finish or skip them, or close with another outcome", strings.Join(left, ", "))
		}
	} else if c.Outcome != "duplicate" && strings.TrimSpace(c.Note) == "" {
		return refuse("no-reason", "closing with this outcome needs a reason", "say why in a few words")
	}
	d.own()
	if err := d.resume("closed"); err != nil { // a pause counts up to the end
		return err
	}
	d.emit(TicketClosed(c))
	if c.Outcome != "done" {
		return nil
	}
	if err := d.keepNames(); err != nil {
		return err
	}
	return d.survey()
}

// Outcomes returns the ids of how a ticket may end, from the catalogue.
func (d *Desk) Outcomes() []string {
	ids := make([]string, len(d.Catalogue.Outcomes))
	for i, o := range d.Catalogue.Outcomes {
		ids[i] = o.ID
	}
	return ids
}

func (c Reopen) decide(d *decision) error {
	if d.t.State != Closed {
		return refuse("not-closed", "the ticket is not closed", "")
	}
	if strings.TrimSpace(c.Reason) == "" {
		return refuse("no-reason", "reopening needs a reason", "say why in a few words")
	}
	return d.reopen(c.Reason)
}

// reopen takes the ticket up again; its deadlines move by the closed span.
func (d *decision) reopen(reason string) error {
	d.emit(TicketReopened{reason})
	if err := d.promiseStep("reopened"); err != nil {
		return err
	}
	return d.promise(d.t.Clock.Target, "reopened")
}

func (c ExplainBreach) decide(d *decision) error {
	if !slices.ContainsFunc(d.t.Clock.Breaches, func(b Breach) bool { return b.What == c.What }) {
		return refuse("no-breach", "no such target was missed", "")
	}
	if strings.TrimSpace(c.Cause) == "" {
		return refuse("no-reason", "the cause is empty", "say in a few words why it was late")
	}
	d.emit(BreachExplained(c))
	return nil
}
