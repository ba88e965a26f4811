package ticket

import (
	"fmt"
	"slices"
	"strings"

	"loket/domain"
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
	if c.Draft != nil {
		if _, err := d.queue(*c.Draft, s.ID, false); err != nil {
			return err
		}
	}
	d.emit(StepFinished{Step: s.ID, Note: c.Note, Reference: c.Reference})
	if err := d.resume("step"); err != nil {
		return err
	}
	return d.advance()
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
	if !s.Skippable && !s.Optional && !d.desk.Site.supervises(d.by) {
		return refuse("not-skippable", "this step may not be skipped", "a supervisor can, with a reason", s.Title.ID, s.Title.EN)
	}
	if s.Kind == domain.KindVerify && len(d.desk.Missing(d.t)) > 0 {
		return d.desk.blocked(d.t, s)
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
	d.emit(NoteAdded{fmt.Sprintf("Kembali ke langkah \u201c%s\u201d: %s", step.Title.ID, c.Reason)})
	return d.start(step)
}

func (c SendLetter) decide(d *decision) error {
	if d.t.State == Merged {
		return refuse("merged", "the ticket lives on in another", "write from there")
	}
	_, err := d.queue(c.Draft, "", false)
	return err
}

func (c CancelLetter) decide(d *decision) error {
	l := d.t.Letter(c.Letter)
	if l == nil {
		return refuse("unknown-letter", "there is no such letter on the ticket", "")
	}
	if l.State != LetterHeld && l.State != LetterRetry && l.State != LetterFailed {
		return refuse("letter-gone", "the letter has left already", "send another to correct it")
	}
	d.emit(LetterMoved{ID: l.ID, State: LetterCancelled})
	return nil
}

func (c RetryLetter) decide(d *decision) error {
	l := d.t.Letter(c.Letter)
	if l == nil {
		return refuse("unknown-letter", "there is no such letter on the ticket", "")
	}
	if l.State != LetterFailed && l.State != LetterRetry && l.State != LetterBounced {
		return refuse("letter-fine", "the letter did not fail", "")
	}
	d.emit(LetterMoved{ID: l.ID, State: LetterRetry, Next: d.now})
	return nil
}

// UndoLast is decided by the desk, which needs the ticket's history.
func (UndoLast) decide(d *decision) error {
	events, err := d.tx.Events(d.t.ID)
	if err != nil {
		return err
	}
	gone := make(map[uint32]bool)
	for _, v := range d.t.Undone {
		gone[v] = true
	}
	var cmd uint64
	var versions []uint32
	for i := len(events) - 1; i >= 0; i-- {
		e := events[i]
		if _, ok := e.Body.(Undone); ok || gone[e.Version] {
			continue
		}
		if cmd == 0 {
			if e.By != d.by {
				return refuse("not-yours", fmt.Sprintf("the last change is by %s", d.desk.Site.Officer(e.By)), "", d.desk.Site.Officer(e.By))
			}
			cmd = e.Cmd
		}
		if e.Cmd != cmd {
			break
		}
		if err := d.reversible(e); err != nil {
			return err
		}
		versions = append(versions, e.Version)
	}
	if len(versions) == 0 {
		return refuse("nothing-to-undo", "there is nothing to take back", "")
	}
	slices.Sort(versions)
	for _, v := range versions {
		d.dropLetter(v)
	}
	d.emit(Undone{versions})
	fold := Fold(append(events, d.events...))
	*d.t = *fold
	return nil
}

// reversible refuses what left the house or what only a reopen can mend.
func (d *decision) reversible(e Event) error {
	switch b := e.Body.(type) {
	case LetterQueued:
		l := d.t.Letter(b.Letter.ID)
		if l != nil && l.State != LetterCancelled && (l.State != LetterHeld || !d.now.Before(l.NotBefore)) {
			return refuse("letter-gone", "a letter has left already", "send another to correct it")
		}
	case TicketOpened, MessageJoined, MessageLeft, LetterMoved, MergedAway, Linked, BreachRecorded:
		return refuse("not-undoable", "this cannot be taken back", "put it right with another change")
	}
	return nil
}

// dropLetter takes a held letter of the undone version out of the outbox.
func (d *decision) dropLetter(version uint32) {
	for _, l := range d.t.Letters {
		if l.Version == version && l.State == LetterHeld {
			d.emit(LetterMoved{ID: l.ID, State: LetterCancelled})
		}
	}
}
