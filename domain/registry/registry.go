package registry

import (
	"context"
	"time"

	"loket/domain"
)

// Registry is a way to a registry. It is safe for concurrent use.
type Registry interface {
	// Do carries a request out, at most once, under a client transaction id of 3
	// to 64 characters that the caller has written down before. The error is nil
	// when the registry took the request, also if it is still pending there
	// (Outcome.Pending). Otherwise it is a *Problem that wraps ErrRefused,
	// ErrNotSent or ErrUnknown. The outcome holds what is known in each case.
	Do(ctx context.Context, r Request, clTRID string) (Outcome, error)

	// Look reads what the registry says of a name now. A name that is not
	// registered is a State with Registered false, not an error. It changes
	// nothing and may be repeated. The error is a *Problem.
	Look(ctx context.Context, name domain.Name) (State, error)
}

// Checker tells whether names can be registered and what that costs. The answers
// come in the order of the names. The error is a *Problem.
type Checker interface {
	Check(ctx context.Context, names []domain.Name, years int) ([]Availability, error)
}

// Shelf tells which hosts and contacts have to be created before a name can refer
// to them. The error is a *Problem.
type Shelf interface {
	Missing(ctx context.Context, hosts, contacts []string) (freeHosts, freeContacts []string, err error)
}

// Inbox is the registry's queue of messages. Next returns the oldest one without
// taking it off, false when there is none; Ack takes it off. Errors are *Problem.
type Inbox interface {
	Next(ctx context.Context) (Message, bool, error)
	Ack(ctx context.Context, id string) error
}

// Outcome is what a registry answered to a request: the evidence for the ticket.
// Texts are cleaned and bounded.
type Outcome struct {
	ClTRID  string   `json:"clTRID"`           // ours
	SvTRID  string   `json:"svTRID,omitempty"` // the registry's, to be quoted to it
	Code    int      `json:"code,omitempty"`   // RFC 5730 section 3; 0 when there was no answer
	Results []Result `json:"results,omitempty"`
	Pending bool     `json:"pending,omitempty"` // 1001: a message will tell how it ended

	Name     string    `json:"name,omitempty"` // the object as the registry calls it
	Created  time.Time `json:"created,omitzero"`
	Expires  time.Time `json:"expires,omitzero"`
	Transfer *Transfer `json:"transfer,omitempty"`
	Fee      *Fee      `json:"fee,omitempty"`
	Grace    []Status  `json:"grace,omitempty"` // RGP status after a restore

	// SHA-256 in hex of the documents as sent and as answered; the sent one is
	// hashed with its secrets blanked.
	Sent     string `json:"sent,omitempty"`
	Answered string `json:"answered,omitempty"`
}

// Result is one of the results in an answer; there may be several.
type Result struct {
	Code    int      `json:"code"`
	Message string   `json:"message"`
	Reasons []Reason `json:"reasons,omitempty"`
}

// Reason names a value that the registry did not like, and why.
type Reason struct {
	Value string `json:"value,omitempty"`
	Why   string `json:"why,omitempty"`
}

// Transfer is the state of a change of registrar (RFC 5731 section 3.1.3).
type Transfer struct {
	Status    string    `json:"status"` // pending, clientApproved, serverRejected ...
	By        string    `json:"by"`     // the registrar that asked
	At        time.Time `json:"at,omitzero"`
	Acts      string    `json:"acts"` // the registrar that must act or has acted
	ActsUntil time.Time `json:"acts_until,omitzero"`
	Expires   time.Time `json:"expires,omitzero"` // of the name once it is done
}

// Fee is an amount as the registry writes it (RFC 8748); nothing is rounded.
type Fee struct {
	Currency string `json:"currency"` // ISO 4217
	Amount   string `json:"amount"`   // decimal, "50000" or "50000.00"
}

// Availability is the answer to a check of one name.
type Availability struct {
	Name      domain.Name
	Available bool
	Reason    string       // why not, cleaned
	Class     string       // fee class, "standard" or "premium" and the like; empty when not told
	Fees      map[Verb]Fee // nothing when the registry tells no fees
	SvTRID    string       // of the answer
	Evidence  string       // SHA-256 in hex of the answer as it came
}

// Certificate is one whose end the console shows in time: most days on which "EPP
// is down", one has expired.
type Certificate struct {
	Ours    bool // the desk's own, else the server's
	Subject string
	From    time.Time
	Until   time.Time // UTC
}

// Message is one message in the registry's queue.
type Message struct {
	ID      string
	Waiting int // how many are in the queue, this one included
	At      time.Time
	Text    string // cleaned
	Ended   *Ended // a pending request has ended
	Moved   *Transfer
	Name    string // of the object that it is about
}

// Ended says how a request ended that had been answered with Pending.
type Ended struct {
	OK     bool
	ClTRID string // of the request
	SvTRID string
	At     time.Time
}
