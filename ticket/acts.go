package ticket

import (
	"encoding/json"
	"slices"
	"time"

	"loket/domain/action"
)

// Actions on the outside world. An officer asks for one by its plan; where the
// site wants it, a second officer approves that plan by its hash; then the desk
// does it once and keeps what the other side answered. What may have been done is
// looked up before anything else happens to it.

// ActState is how far an action is.
type ActState string

// The states of an action.
const (
	ActAsked     ActState = "asked"     // a second officer has to approve it
	ActReady     ActState = "ready"     // to be done by the desk
	ActByHand    ActState = "by-hand"   // to be done by a person, who then says so
	ActRunning   ActState = "running"   // handed over; nobody but the other side knows
	ActPending   ActState = "pending"   // taken; the other side decides later
	ActUnknown   ActState = "unknown"   // it may have been done; the other side is asked
	ActDone      ActState = "done"      // see Act.Proved
	ActFailed    ActState = "failed"    // refused; nothing was changed
	ActStale     ActState = "stale"     // the other side had changed; nothing was done
	ActRejected  ActState = "rejected"  // by the second officer
	ActWithdrawn ActState = "withdrawn" // before it began
	ActExpired   ActState = "expired"   // nobody approved it in time
)

// Open reports whether something may still come of it.
func (s ActState) Open() bool {
	switch s {
	case ActAsked, ActReady, ActByHand, ActRunning, ActPending, ActUnknown:
		return true
	case ActDone, ActFailed, ActStale, ActRejected, ActWithdrawn, ActExpired:
	}
	return false
}

// Act is one action on the outside world, from the plan to its proof.
type Act struct {
	ID         string      `json:"id"` // within the ticket: step and turn, "hold.1"
	Step       string      `json:"step"`
	Plan       action.Plan `json:"plan"`
	Hash       string      `json:"hash"` // of the plan
	State      ActState    `json:"state"`
	By         string      `json:"by"`
	At         time.Time   `json:"at"`
	Expires    time.Time   `json:"expires,omitzero"` // of the wait for a second officer
	ApprovedBy string      `json:"approved_by,omitempty"`
	ApprovedAt time.Time   `json:"approved_at,omitzero"`
	Reason     string      `json:"reason,omitempty"` // of a rejection or withdrawal
	Tries      int         `json:"tries,omitempty"`
	Started    time.Time   `json:"started,omitzero"` // of the last try
	Ended      time.Time   `json:"ended,omitzero"`
	EndedBy    string      `json:"ended_by,omitempty"`

	Words    action.Words    `json:"words,omitzero"` // what the other side said last
	Code     string          `json:"code,omitempty"`
	Evidence []action.Fact   `json:"evidence,omitempty"`
	Reverts  json.RawMessage `json:"reverts,omitempty"`
	Now      []action.Effect `json:"now,omitempty"`    // of ActStale: what the order would change now
	Proved   bool            `json:"proved,omitempty"` // the other side was asked and has it
	Looks    int             `json:"looks,omitempty"`  // times it was asked in vain
	Next     time.Time       `json:"next,omitzero"`    // when it is asked again
	Vault    uint64          `json:"vault,omitempty"`  // where the secret lies that it yielded
}

// Key is the idempotency key of every try, at most 64 characters of a token.
func (a *Act) Key(t *Ticket) string {
	key := "LOKET-" + t.Number + "-" + a.ID
	return key[:min(len(key), 64)]
}

// due is when the desk has to do something about it, zero for never.
func (a *Act) due() time.Time {
	switch a.State {
	case ActReady:
		return a.At
	case ActAsked:
		return a.Expires
	case ActRunning:
		return a.Started.Add(settle)
	case ActPending, ActUnknown, ActDone:
		return a.Next
	case ActByHand, ActFailed, ActStale, ActRejected, ActWithdrawn, ActExpired:
	}
	return time.Time{}
}

// The events of an action.
type (
	// ActProposed asks for an action by its plan.
	ActProposed struct {
		ID      string      `json:"id"`
		Step    string      `json:"step"`
		Plan    action.Plan `json:"plan"`
		Hash    string      `json:"hash"`
		Second  bool        `json:"second,omitempty"` // another officer has to approve
		Expires time.Time   `json:"expires,omitzero"`
	}
	// ActApproved is the second officer's word on exactly this plan.
	ActApproved struct {
		ID   string `json:"id"`
		Hash string `json:"hash"`
	}
	// ActTurned ends it before it began: rejected, withdrawn or expired.
	ActTurned struct {
		ID     string   `json:"id"`
		State  ActState `json:"state"`
		Reason string   `json:"reason,omitempty"`
	}
	// ActStarted says that it is about to be handed over.
	ActStarted struct {
		ID  string `json:"id"`
		Try int    `json:"try"`
	}
	// ActMoved is what came of it, or of asking about it.
	ActMoved struct {
		ID       string          `json:"id"`
		State    ActState        `json:"state"`
		Words    action.Words    `json:"words,omitzero"`
		Code     string          `json:"code,omitempty"`
		Evidence []action.Fact   `json:"evidence,omitempty"`
		Reverts  json.RawMessage `json:"reverts,omitempty"`
		Now      []action.Effect `json:"now,omitempty"`
		Proved   bool            `json:"proved,omitempty"`
		Looked   bool            `json:"looked,omitempty"` // the other side was asked
		Next     time.Time       `json:"next,omitzero"`
		Vault    uint64          `json:"vault,omitempty"`
		Reason   string          `json:"reason,omitempty"` // an officer's, who said so
	}
)

func (ActProposed) kind() string { return "act-proposed" }
func (ActApproved) kind() string { return "act-approved" }
func (ActTurned) kind() string   { return "act-turned" }
func (ActStarted) kind() string  { return "act-started" }
func (ActMoved) kind() string    { return "act-moved" }

// Act finds an action by its ID, nil if there is none.
func (t *Ticket) Act(id string) *Act {
	if i := slices.IndexFunc(t.Acts, func(a Act) bool { return a.ID == id }); i >= 0 {
		return &t.Acts[i]
	}
	return nil
}

// OpenAct returns the action of a step that something may still come of, nil for
// none.
func (t *Ticket) OpenAct(step string) *Act {
	for i := range t.Acts {
		if t.Acts[i].Step == step && t.Acts[i].State.Open() {
			return &t.Acts[i]
		}
	}
	return nil
}

// actDue is when the desk next has to do something about an action or a question.
func (t *Ticket) actDue() (due time.Time) {
	due = t.unsetDue()
	if at, _ := t.probeDue(); !at.IsZero() && (due.IsZero() || at.Before(due)) {
		due = at
	}
	for i := range t.Acts {
		if at := t.Acts[i].due(); !at.IsZero() && (due.IsZero() || at.Before(due)) {
			due = at
		}
	}
	return due
}

// asked reports whether an action waits for a second officer.
func (t *Ticket) asked() bool {
	return slices.ContainsFunc(t.Acts, func(a Act) bool { return a.State == ActAsked })
}

func (t *Ticket) applyActs(e Event) {
	switch b := e.Body.(type) {
	case ActProposed:
		a := Act{ID: b.ID, Step: b.Step, Plan: b.Plan, Hash: b.Hash, By: e.By, At: e.At, Expires: b.Expires}
		switch {
		case b.Second:
			a.State = ActAsked
		case b.Plan.ByHand:
			a.State = ActByHand
		default:
			a.State = ActReady
		}
		t.Acts = append(t.Acts, a)
	case ActApproved:
		if a := t.Act(b.ID); a != nil {
			a.ApprovedBy, a.ApprovedAt, a.State = e.By, e.At, ActReady
			if a.Plan.ByHand {
				a.State = ActByHand
			}
		}
	case ActTurned:
		if a := t.Act(b.ID); a != nil {
			a.State, a.Reason, a.Ended, a.EndedBy = b.State, b.Reason, e.At, e.By
		}
	case ActStarted:
		if a := t.Act(b.ID); a != nil {
			a.State, a.Tries, a.Started, a.Looks = ActRunning, b.Try, e.At, 0
		}
	case ActMoved:
		if a := t.Act(b.ID); a != nil {
			a.move(e, &b)
		}
	}
}

func (a *Act) move(e Event, b *ActMoved) {
	if b.State != a.State && !b.State.Open() {
		a.Ended, a.EndedBy = e.At, e.By
	}
	a.State, a.Words, a.Code, a.Next = b.State, b.Words, b.Code, b.Next
	a.Proved = a.Proved || b.Proved
	a.Evidence = append(slices.Clone(a.Evidence), b.Evidence...)
	if b.Reverts != nil {
		a.Reverts = b.Reverts
	}
	if b.Now != nil {
		a.Now = b.Now
	}
	if b.Looked {
		a.Looks++
	}
	if b.Vault != 0 {
		a.Vault = b.Vault
	}
	if b.Reason != "" {
		a.Reason = b.Reason
	}
}
