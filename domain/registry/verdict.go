package registry

import (
	"slices"
	"time"
)

// Verdict is what two looks at a name prove about a request.
type Verdict string

// The verdicts.
const (
	Done    Verdict = "done"     // what was asked stands
	NotDone Verdict = "not-done" // nothing of it stands
	Pending Verdict = "pending"  // the registry has it and has not finished
	Unsure  Verdict = "unsure"   // it cannot be told from here: a person decides
)

// Judge compares what a request wants with what stands now. before is the look
// that the request was planned on; it tells a renewal of ours from the expiry that
// was there. It serves three questions: is there anything to do at all, was it
// done (proof), and what became of a request whose answer was lost.
//
// An Authcode is never seen: a request that sets or unsets one is at best Unsure,
// and setting a new one is harmless. Contacts and hosts are not seen by a look at
// a name: Unsure too, and repeating is harmless.
func Judge(r Request, before, now State) Verdict {
	switch r := r.(type) {
	case Create:
		return judgeCreate(r, before, now)
	case Renew:
		return judgeRenew(r, now)
	case Update:
		return judgeUpdate(r, now)
	case TransferName:
		return judgeTransfer(r, before, now)
	case Delete:
		switch {
		case !now.Registered || now.Has(RedemptionPeriod):
			return Done
		case now.Has(PendingDelete):
			return Pending
		}
		return NotDone
	case Restore:
		switch {
		case !now.Registered:
			return NotDone
		case now.Has(PendingRestore):
			return Pending
		case now.Has(RedemptionPeriod) || now.Has(PendingDelete):
			return NotDone
		}
		return Done
	case RestoreReport:
		if now.Registered && !now.Has(PendingRestore) && !now.Has(RedemptionPeriod) && !now.Has(PendingDelete) {
			return Done
		}
		return NotDone
	}
	return Unsure
}

func judgeCreate(r Create, before, now State) Verdict {
	switch {
	case !now.Registered:
		return NotDone
	case before.Registered:
		return Unsure // it was there before us
	case now.Has(PendingCreate):
		return Pending
	case now.Redacted || r.Registrant == "":
		return Unsure // someone has it; who, is not shown
	case now.Registrant != r.Registrant:
		return NotDone // someone else was faster
	}
	return Done
}

func judgeRenew(r Renew, now State) Verdict {
	old, err := time.Parse(time.DateOnly, r.Until)
	switch {
	case err != nil || now.Expires.IsZero():
		return Unsure
	case near(now.Expires, old.AddDate(r.Years, 0, 0)):
		return Done
	case now.Has(PendingRenew):
		return Pending
	case now.Day() == r.Until:
		return NotDone
	}
	return Unsure
}

// near forgives the 29th of February, which registries carry either way.
func near(expires, wanted time.Time) bool {
	const day = 24 * time.Hour
	apart := expires.UTC().Truncate(day).Sub(wanted)
	return apart >= -day && apart <= day
}

// judgeUpdate counts the parts that stand as wanted.
func judgeUpdate(r Update, now State) Verdict {
	if !now.Registered {
		return Unsure
	}
	stand, parts := 0, 0
	see := func(ok bool) {
		parts++
		if ok {
			stand++
		}
	}
	count(now.Statuses, r.Add.Statuses, r.Remove.Statuses, see)
	if !now.Redacted {
		count(now.Contacts, r.Add.Contacts, r.Remove.Contacts, see)
		if r.Registrant != "" {
			see(now.Registrant == r.Registrant)
		}
	}
	count(now.Hosts, r.Add.Hosts, r.Remove.Hosts, see)
	count(now.DS, r.Add.DS, r.Remove.DS, see)
	hidden := now.Redacted && (len(r.Add.Contacts)+len(r.Remove.Contacts) > 0 || r.Registrant != "")
	switch {
	case stand < parts && now.Has(PendingUpdate):
		return Pending
	case parts == 0 || hidden && stand == parts:
		return Unsure
	case stand == parts && r.Authcode.Empty() && !r.NoAuthcode:
		return Done
	case stand == 0:
		return NotDone
	}
	return Unsure
}

func count[T comparable](now, add, remove []T, see func(bool)) {
	for _, v := range add {
		see(slices.Contains(now, v))
	}
	for _, v := range remove {
		see(!slices.Contains(now, v))
	}
}

func judgeTransfer(r TransferName, before, now State) Verdict {
	moved := now.Sponsor != "" && before.Sponsor != "" && now.Sponsor != before.Sponsor
	waits := now.Has(PendingTransfer)
	switch r.Op {
	case TransferRequest:
		switch {
		case moved:
			return Done
		case waits && !before.Has(PendingTransfer):
			return Pending
		case waits:
			return Unsure
		}
		return NotDone
	case TransferApprove:
		if moved {
			return Done
		}
	case TransferReject, TransferCancel:
		if !waits && !moved {
			return Done
		}
	case TransferQuery:
		return Unsure
	}
	if waits {
		return NotDone
	}
	return Unsure
}
