package nameserver

import (
	"context"
	"time"
)

// Reader says what stands in a zone.
type Reader interface {
	// Read gives the state of the names (with the dot at their end) of a zone;
	// without names, of the whole zone. It asks the server that takes changes, not
	// a cache. Errors are *Failure where there is something to say to a person.
	Read(ctx context.Context, zone string, names []string) (State, error)
}

// Server takes changes to a zone.
type Server interface {
	Reader
	// Apply carries a plan out once and proves it by reading back. It reads first
	// and refuses a plan that has Moved; one that is Done already is a success.
	// With a *Failure of Fate Unknown nobody may run the plan again before Resolve
	// has looked.
	Apply(ctx context.Context, p Plan) (Outcome, error)
}

// Result is what an Apply came to.
type Result string

// Applied: the change was sent and is proved. Already: all was as wanted, nothing
// was sent. ByHand: a person does it, see Outcome.Script and Outcome.Snippet.
const (
	Applied Result = "applied"
	Already Result = "already"
	ByHand  Result = "by-hand"
)

// Outcome is the evidence of an Apply, for the ticket.
type Outcome struct {
	Result Result    `json:"result"`
	Server string    `json:"server,omitempty"` // host:port
	Key    string    `json:"key,omitempty"`    // name of the TSIG key; never the secret
	ID     uint16    `json:"id,omitempty"`     // of the message
	Rcode  string    `json:"rcode,omitempty"`
	Sent   time.Time `json:"sent,omitzero"`
	Before State     `json:"before"` // the touched names, as observed
	After  State     `json:"after"`  // read back
	// Doubt is what was wrong with the server's answer, where looking proved the
	// change all the same.
	Doubt   Code   `json:"doubt,omitempty"`
	Settles int    `json:"settles,omitempty"` // seconds until nobody sees what was
	Snippet string `json:"snippet,omitempty"` // zone file, for ByHand
	Script  string `json:"script,omitempty"`  // for nsupdate, for ByHand
}
