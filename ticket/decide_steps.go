package ticket

import (
	"fmt"
	"slices"
	"strings"

	"loket/domain"
	"loket/domain/access"
)

func (c FinishStep) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	s, err := d.current(c.Step)
	if err != nil {
		return err
	}
	if err := d.mayFinish(s, c); err != nil {
		return err
	}
	d.own()
	letter := uint64(0)
	if c.Draft != nil {
		if letter, err = d.queue(*c.Draft, s.ID, false); err != nil {
			return err
		}
	}
	return d.finish(s, c.Note, c.Reference, letter)
}

// finish ends a step and goes on to the next. letter is that which the step sent, 0 for
// none.
func (d *decision) finish(s domain.Step, note, reference string, letter uint64) error {
	d.emit(StepFinished{Step: s.ID, Note: note, Reference: reference})
	for _, m := range Becoming(d.t, s) {
		if m.State == string(access.Notified) {
			m.Letter = letter
		}
		d.emit(m)
	}
	if s.Kind == domain.KindRecord {
		if err := d.keepNames(); err != nil {
			return err
		}
	}
	if err := d.resume("step"); err != nil {
		return err
	}
	return d.advance()
}

// Becoming returns what doing a step makes of the ticket's addresses: those that
// Dit. PAI cut, say. What they were is in the record.
func Becoming(t *Ticket, s domain.Step) []URLMarked {
	var out []URLMarked
	for _, u := range t.URLs {
		if to := s.SetsURLs[u.State]; to != "" {
			out = append(out, URLMarked{URL: u.URL, State: to, Note: u.Note})
		}
	}
	return out
}

// current returns the current step if it is the one that is meant.
func (d *decision) current(id string) (domain.Step, error) {
	s, ok := d.step()
	if !ok {
		return s, refuse("no-step", "no step is under way", "choose the service first, or close the ticket")
	}
	if id != "" && id != s.ID {
		return s, refuse("other-step", fmt.Sprintf("the current step is %q", s.Title.EN), "look again", s.Title.ID, s.Title.EN)
	}
	return s, nil
}

func (d *decision) mayFinish(s domain.Step, c FinishStep) error {
	if blocked := d.desk.blocked(d.t, s); blocked != nil {
		return blocked
	}
	if s.Kind == domain.KindWait { // another party did what is dangerous or wants two officers
		return nil
	}
	if d.desk.Drives(s.Action) && d.desk.Seconds(s.Action) {
		return secondNeeded()
	}
	if taken := d.desk.notFree(d.t, s); taken != nil && strings.TrimSpace(c.Note) == "" {
		return taken
	}
	switch s.Kind {
	case domain.KindLetter:
		if c.Draft == nil {
			return refuse("no-letter", "this step sends a letter", "write it first")
		}
	case domain.KindAct:
		if strings.TrimSpace(c.Reference)+strings.TrimSpace(c.Note) == "" {
			return refuse("no-evidence", "an action needs its evidence", "note what was done and the other side's reference")
		}
	case domain.KindVerify, domain.KindCheck, domain.KindWait, domain.KindTask, domain.KindRecord:
	}
	if s.Dangerous && !d.desk.confirms(d.t, c.Confirm) {
		return refuse("not-confirmed", "the name typed is not the ticket's", "type the domain name exactly", d.desk.ConfirmWord(d.t))
	}
	return nil
}

// secondNeeded refuses to end by hand what another officer has to approve.
func secondNeeded() error {
	return refuse("second-officer", "another officer has to approve this action", "ask for it by its plan; it is done once it was approved")
}

// ConfirmWord is what has to be typed before a dangerous action: the first
// domain name, else the ticket's number.
func (d *Desk) ConfirmWord(t *Ticket) string {
	if len(t.Names) > 0 {
		return t.Names[0]
	}
	return t.Number
}

func (d *Desk) confirms(t *Ticket, typed string) bool {
	return strings.EqualFold(strings.TrimSpace(typed), d.ConfirmWord(t))
}

func (c SkipStep) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	s, err := d.current(c.Step)
	if err != nil {
		return err
	}
	if !s.Skippable && !s.Optional && !d.desk.Supervises(d.by) {
		return refuse("not-skippable", "this step may not be skipped", "a supervisor can, with a reason", s.Title.ID, s.Title.EN)
	}
	if blocked := d.desk.blocked(d.t, s); blocked != nil && (s.Kind == domain.KindVerify || s.Secret) {
		return blocked
	}
	if strings.TrimSpace(c.Reason) == "" {
		return refuse("no-reason", "skipping a step needs a reason", "say why in a few words")
	}
	d.own()
	d.emit(StepFinished{Step: s.ID, Skipped: true, Note: c.Reason})
	if err := d.resume("step"); err != nil {
		return err
	}
	return d.advance()
}

func (c BackToStep) decide(d *decision) error {
	if err := d.needOpen(); err != nil {
		return err
	}
	i := slices.IndexFunc(d.t.Steps, func(s StepState) bool { return s.ID == c.Step })
	if i < 0 {
		return refuse("no-step", "the service has no such step", "")
	}
	if strings.TrimSpace(c.Reason) == "" {
		return refuse("no-reason", "going back needs a reason", "say why in a few words")
	}
	s := d.service()
	step, _, ok := s.Step(c.Step)
	if !ok {
		return refuse("no-step", "the catalogue no longer has this step", "")
	}
	d.own()
	if err := d.resume("step"); err != nil {
		return err
	}
	d.emit(NoteAdded{Text: fmt.Sprintf("Kembali ke langkah \u201c%s\u201d: %s", step.Title.ID, c.Reason)})
	return d.start(step)
}
