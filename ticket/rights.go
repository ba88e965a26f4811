package ticket

import (
	"slices"

	"loket/domain"
	"loket/domain/staff"
)

// May reports whether somebody has a right on tickets of a service, "" for any. The
// desk itself may everything. Where no officer is named at all everybody may: one
// person works alone, at the machine that holds the record. Somebody unknown can
// only sit at that machine, and is taken for an officer. Where nobody supervises,
// whoever works on the service does.
func (d *Desk) May(by string, right staff.Right, service string) bool {
	r := d.Staff()
	if by == ByDesk || len(r) == 0 {
		return true
	}
	o, known := r[by]
	if !known {
		o = staff.Officer{ID: by, Roles: []staff.Role{staff.Worker}}
	}
	if right == staff.Supervise && !d.supervised() {
		right = staff.Work
	}
	return o.MayOn(right, service)
}

// supervised reports whether anybody at the desk is a supervisor.
func (d *Desk) supervised() bool {
	for _, o := range d.Staff() {
		if o.May(staff.Supervise) {
			return true
		}
	}
	return false
}

// unmanaged reports whether nobody is an administrator yet.
func (d *Desk) unmanaged() bool {
	for _, o := range d.Staff() {
		if o.May(staff.Manage) {
			return false
		}
	}
	return true
}

// allow refuses what somebody may not do.
func (d *Desk) allow(by string, right staff.Right, service string) error {
	if d.May(by, right, service) {
		return nil
	}
	if _, known := d.Staff()[by]; !known {
		return refuse("not-known", "nobody who works here has the id "+by, "say who you are with LOKET_OFFICER", by)
	}
	return notAllowed(right, d.OfficerName(by))
}

// mayWork refuses who may not work on a ticket.
func (d *Desk) mayWork(by string, id ID) error {
	if by == ByDesk {
		return nil
	}
	t, err := d.Ticket(id)
	if err != nil {
		return err
	}
	return d.allow(by, staff.Work, t.Service)
}

func notAllowed(right staff.Right, name string) *Refusal {
	const next = "ask somebody whose role allows it, or an administrator to change yours"
	switch right {
	case staff.Verify:
		return refuse("not-allowed-verify", name+" may not judge documents of this service", next, name)
	case staff.Act:
		return refuse("not-allowed-act", name+" may not act at the registry or the name server", next, name)
	case staff.Approve:
		return refuse("not-allowed-approve", name+" may not approve actions", next, name)
	case staff.Supervise:
		return refuse("not-allowed-supervise", name+" may not do a supervisor's work", next, name)
	case staff.Personal:
		return refuse("not-allowed-personal", name+" may not open documents about persons", next, name)
	case staff.Manage:
		return refuse("not-allowed-manage", name+" may not change officers", next, name)
	case staff.Read, staff.Trail:
		return refuse("not-allowed-read", name+" may not read this", next, name)
	case staff.Work:
	}
	return refuse("not-allowed-work", name+" may not work on tickets of this service", next, name)
}

// Right is what a command needs on any ticket; see Desk.Do. A command that is not
// named here is nobody's. Rules of the matter, such as that who asked for an action
// does not approve it, are the command's own.
func Right(c Command) staff.Right {
	switch c.(type) {
	case Look, Watch: // of the reader alone
		return staff.Read
	case GiveVerdict, CheckCondition, ReturnForRevision:
		return staff.Verify
	case ProposeAct, WithdrawAct, ConfirmAct, SettleAct, LookAct:
		return staff.Act
	case ApproveAct, RejectAct:
		return staff.Approve
	case GrantException, LiftQuarantine, ExplainBreach, SetHold, destroyMail:
		return staff.Supervise
	case Claim, Release, Assign, SetService, SetSubjectMatter, SetWanted, ConfirmForm, SetRequester, Match, Bring, TakeMembers,
		FinishStep, SkipStep, BackToStep, Wait, Resume, AddNote, takeWriting, SendLetter, CancelLetter, RetryLetter, SettleLetter,
		MarkURLs, AskLooks, AcceptLooks, TellOwners, AdjustRecord, ScheduleTask, FinishTask, CloseTicket, Reopen, NoteAnswer, UndoLast:
		return staff.Work
	}
	return ""
}

// right is what a command needs on this ticket: more than Right where the ticket is
// somebody else's to give away, and where a step acts on the outside world by hand.
func (d *Desk) right(t *Ticket, by string, c Command) staff.Right {
	switch c := c.(type) {
	case Assign, Release:
		return d.HandsOver(by, t.Owner)
	case FinishStep:
		return d.Finishing(t, c.Step)
	case FinishTask:
		if _, acts := d.taskStep(t, c.ID); acts {
			return staff.Act
		}
	}
	return Right(c)
}

// HandsOver is what it needs to give a ticket away or to put it back: to work, where
// it is nobody's, one's own or that of somebody one stands in for today; else to
// supervise. Whoever works may take it over first, which tells the owner.
func (d *Desk) HandsOver(by, owner string) staff.Right {
	if owner == "" || owner == by || by == ByDesk || slices.Contains(d.StandsFor(by, d.Now()), owner) {
		return staff.Work
	}
	return staff.Supervise
}

// Finishing is what it needs to end a step of a ticket by hand, "" for the current
// one: ending one that acts says that one acted.
func (d *Desk) Finishing(t *Ticket, step string) staff.Right {
	if st := t.Step(); step == "" && st != nil {
		step = st.ID
	}
	service, ok := d.Catalogue.Service(t.Service)
	if !ok {
		return staff.Work
	}
	s, _, _ := service.Step(step)
	if s.Kind == domain.KindAct || s.Action != "" && s.Kind != domain.KindWait { // who is waited for acts themselves
		return staff.Act
	}
	return staff.Work
}
