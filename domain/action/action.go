// Package action is the language in which the desk and the outside world's
// drivers speak of one action: what a ticket orders, the plan that an officer
// reads and a second one approves by its hash, and what came of it, with the
// evidence.
//
// Rules:
//
//  1. A plan says its whole effect. What a driver does beyond it is a bug.
//  2. A plan is bound to what the driver saw when it made it. When the other side
//     has changed since, the driver refuses it as stale and does nothing.
//  3. A driver says Unknown whenever it cannot tell whether the other side acted.
//     It never repeats by itself what may have been done.
//  4. Nothing here is secret but Outcome.Secret, which nobody records.
//
// Texts for people are Words; what the other side itself said (an EPP reason, a
// server's answer) is an argument of them or a Fact.
package action

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"loket/domain"
)

// Order is what a step of a ticket wants done.
type Order struct {
	Action string `json:"action"` // of the catalogue, such as "client-hold"
	Ticket string `json:"ticket"` // number, for reasons that the other side keeps
	Step   string `json:"step,omitempty"`
	Name   string `json:"name"`            // domain name that it is about; the zone for DNS
	Years  int    `json:"years,omitempty"` // of a registration or renewal
	// Expires is the last day of validity that an officer saw, "2027-01-15": a
	// renewal counts from it, so that it is not done twice.
	Expires    string  `json:"expires,omitempty"`
	Registrant string  `json:"registrant,omitempty"` // the registry's id of who is to hold the name
	Officer    *Person `json:"officer,omitempty"`    // who that is, where the registry does not know the id yet
	// Hosts are the name servers that the name is to have, each with its addresses
	// behind it where the registry has to know them: "ns1.contoh.go.id 192.0.2.53".
	Hosts []string `json:"hosts,omitempty"`
	// Records are what a zone should hold for the ticket, beside what was asked for.
	Records []domain.RecordRow `json:"records,omitempty"`
	// Holds are the reasons for which the name is held, this ticket's not among
	// them: a hold is lifted at the registry only when none is left.
	Holds []Hold `json:"holds,omitempty"`
	// Reverts is the evidence of the action that is to be taken back.
	Reverts json.RawMessage `json:"reverts,omitempty"`
}

// Hold is one reason for which a name does not answer.
type Hold struct {
	Name   string    `json:"name"`
	Ticket string    `json:"ticket"`
	Reason string    `json:"reason"` // id of the service that asked for it
	Since  time.Time `json:"since"`
}

// Person is who answers for a name, as a registry wants to know it.
type Person struct {
	Name   string `json:"name"`
	Agency string `json:"agency,omitempty"`
	City   string `json:"city,omitempty"`
	Email  string `json:"email"`
	Phone  string `json:"phone,omitempty"`
}

// Words are a key of the screens' catalogues and what fills its places; or, where
// a driver has tables of its own, what happened and what to do about it in both
// languages, which are shown instead.
type Words struct {
	Key  string      `json:"key"`
	Args []string    `json:"args,omitempty"`
	What domain.Text `json:"what,omitzero"`
	Do   domain.Text `json:"do,omitzero"`
}

// Say makes Words.
func Say(key string, args ...string) Words { return Words{Key: key, Args: args} }

// Effect is one thing that will be different. Sign is '+', '-', '~' or ' ' for
// what stays and is shown for comparison.
type Effect struct {
	Sign   string `json:"sign"`
	Words         // what it is
	Before string `json:"before,omitempty"` // of '~' and '-'
	After  string `json:"after,omitempty"`  // of '~' and '+'
}

// Plan is the exact effect of an order, as it was when the driver looked.
type Plan struct {
	Order   Order     `json:"order"`
	Driver  string    `json:"driver"` // manual, epp, rfc2136
	Target  string    `json:"target"` // the other side: a host and port, or a console's name
	Made    time.Time `json:"made"`
	Effects []Effect  `json:"effects"`
	Notes   []Words   `json:"notes,omitempty"` // what an officer should know before
	// Settled says that the other side is already as wanted: doing it changes
	// nothing and is recorded as done.
	Settled bool `json:"settled,omitempty"`
	// ByHand says that a person does it; Script is what to type or paste.
	ByHand bool   `json:"by_hand,omitempty"`
	Script string `json:"script,omitempty"`
	// Seen is what the other side had, Exact what will be sent; both in the
	// driver's own form.
	Seen  json.RawMessage `json:"seen,omitempty"`
	Exact json.RawMessage `json:"exact,omitempty"`
}

// Hash names the plan: what is approved under it is this order on this state with
// this effect. When it was made does not count.
func (p Plan) Hash() string {
	p.Made = time.Time{}
	data, err := json.Marshal(p)
	if err != nil { // RawMessage that is no JSON: a driver's bug, and no plan's hash
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// SameEffect reports whether two plans do the same to the same.
func (p *Plan) SameEffect(o *Plan) bool {
	return p.Driver == o.Driver && p.Target == o.Target && string(p.Exact) == string(o.Exact) && slices.EqualFunc(p.Effects, o.Effects, func(a, b Effect) bool {
		return a.Sign == b.Sign && a.Key == b.Key && a.Before == b.Before && a.After == b.After && slices.Equal(a.Args, b.Args)
	})
}

// State is what came of doing it.
type State string

// The states of an outcome.
const (
	Done    State = "done"     // and the other side says so
	Pending State = "pending"  // taken, and decided by the other side later
	Failed  State = "failed"   // refused, or not possible; nothing was changed
	Stale   State = "stale"    // the other side has changed since the plan; nothing was done
	Unknown State = "unknown"  // it may have been done
	NotDone State = "not-done" // of Look: it was not done, and no longer will be
)

// Fact is one piece of evidence, such as ("svTRID", "ABC-123"). Name is a key of
// the catalogues below "fact.".
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Outcome is what the other side said.
type Outcome struct {
	State    State
	Words    Words  // what happened, what it means; the catalogue says what to do
	Code     string // the other side's own: "2304", "NOTAUTH/BADTIME"
	Evidence []Fact
	// Reverts is what Order.Reverts needs to take it back, nil where that cannot be.
	Reverts json.RawMessage
	// Now is what is otherwise than the plan saw it, of Stale: as it was seen and as
	// it is now.
	Now []Effect
	// Proved says that the other side was asked afterwards and has it as wanted.
	Proved bool
	// Blind says that there is nobody to ask, now or later.
	Blind bool
	// Next is when to look again, of Pending and Unknown; zero leaves that to the desk.
	Next time.Time
	// Secret is what the action yields, an Authcode say. It goes into one letter.
	Secret string
}

// Driver does the actions of one other side. Its methods may be called from
// several goroutines, and end when ctx does.
type Driver interface {
	// Plan looks and says what an order would change. It changes nothing. The error
	// of an order that cannot be is a *Refused.
	Plan(ctx context.Context, o Order) (*Plan, error)
	// Do does what the plan says, once.
	Do(ctx context.Context, p *Plan, t Try) Outcome
	// Look finds out what became of a plan that may have been done: Done, Pending,
	// NotDone, or Unknown where the other side cannot be asked. NotDone says that
	// it no longer can be: nothing of the try is on its way.
	Look(ctx context.Context, p *Plan, t Try) Outcome
}

// Try is one try of an action.
type Try struct {
	Key     string    // the same for every try of one action: an idempotency key, 3 to 64 characters of a token
	Number  int       // from 1; 0 of an action that a person did
	Started time.Time // when it was noted that it begins
}

// Refused is an order that cannot be carried out.
type Refused struct {
	Words Words
	Code  string
	Text  string // plain English, for logs
	Apart []Apart
}

// Apart is one thing that stands in the way of an order because it is no longer as
// an earlier action left it: as left, as it is now, as it should be; "" where there
// is nothing.
type Apart struct {
	Words
	Left, Now, Wanted string
}

// Error returns Text.
func (r *Refused) Error() string { return r.Text }

// Refuse makes a Refused.
func Refuse(text, key string, args ...string) *Refused {
	return &Refused{Words: Say(key, args...), Text: text}
}
