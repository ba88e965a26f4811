package ticket

import (
	"loket/domain/staff"
)

// May reports whether somebody has a right on tickets of a service, "" for any. The
// desk itself may everything. Where no officer is named at all everybody may: one
// person works alone, at the machine that holds the record. Somebody unknown can
// only sit at that machine, and is taken for an officer.
func (d *Desk) May(by string, right staff.Right, service string) bool {
	r := d.Staff()
	if by == ByDesk || len(r) == 0 {
		return true
	}
	o, known := r[by]
	if !known {
		o = staff.Officer{ID: by, Roles: []staff.Role{staff.Worker}}
	}
	if right == staff.Supervise {
		return !o.Disabled && d.Supervises(by)
	}
	return o.MayOn(right, service)
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
	return notAllowed(right, d.OfficerName(by))
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

// Right is what a command on a ticket needs; see Desk.Do. Rules of the matter, such
// as that who asked for an action does not approve it, are the command's own.
func Right(c Command) staff.Right {
	switch c.(type) {
	case Look, Watch:
		return staff.Read
	case GiveVerdict, CheckCondition, ReturnForRevision:
		return staff.Verify
	case ProposeAct, ConfirmAct, SettleAct:
		return staff.Act
	case SetHold, destroyMail:
		return staff.Supervise
	case ApproveAct, RejectAct:
		return staff.Approve
	}
	return staff.Work
}
