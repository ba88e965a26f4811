package registry

import (
	"net/netip"
	"time"

	"loket/domain"
)

// Verb names a kind of request, as EPP does.
type Verb string

// The verbs.
const (
	VerbCreate   Verb = "create"
	VerbRenew    Verb = "renew"
	VerbUpdate   Verb = "update"
	VerbTransfer Verb = "transfer"
	VerbDelete   Verb = "delete"
	VerbRestore  Verb = "restore"
	VerbReport   Verb = "restore-report"
	VerbContact  Verb = "contact-create"
	VerbHost     Verb = "host-create"
)

// Request is one change at a registry: Create, Renew, Update, TransferName,
// Delete, Restore, RestoreReport, CreateContact or CreateHost. Encode and Decode
// carry it in a record.
type Request interface {
	// Verb names the kind.
	Verb() Verb
	// Object is the name, host or contact that changes.
	Object() string
	// Validate refuses what no registry could take; the error wraps ErrRequest.
	Validate() error
}

// Create registers a name. An empty Authcode means that none is set (RFC 9154).
type Create struct {
	Name       domain.Name `json:"name"`
	Years      int         `json:"years"`
	Registrant string      `json:"registrant,omitempty"` // contact id
	Contacts   []Role      `json:"contacts,omitempty"`
	Hosts      []string    `json:"hosts,omitempty"`
	DS         []DS        `json:"ds,omitempty"`
	Authcode   Secret      `json:"authcode,omitzero"`
	Fee        *Fee        `json:"fee,omitempty"` // what was agreed; sent only where fees are offered
}

// Renew lengthens a registration. Until is the expiry that the officer saw: a
// request that has been carried out already is refused instead of charged twice.
type Renew struct {
	Name  domain.Name `json:"name"`
	Until string      `json:"until"` // State.Day, "2027-01-15"
	Years int         `json:"years"`
	Fee   *Fee        `json:"fee,omitempty"`
}

// Update changes a name in one step. An empty part leaves things as they are.
type Update struct {
	Name       domain.Name `json:"name"`
	Add        Parts       `json:"add,omitzero"`
	Remove     Parts       `json:"remove,omitzero"`
	Registrant string      `json:"registrant,omitempty"` // the new one's contact id
	Authcode   Secret      `json:"authcode,omitzero"`    // set this one
	NoAuthcode bool        `json:"no_authcode,omitempty"`
}

// Parts are what can be added to a name and taken from it.
type Parts struct {
	Statuses []Status `json:"statuses,omitempty"`
	Note     string   `json:"note,omitempty"` // beside each added status, for those who see it at the registry
	Contacts []Role   `json:"contacts,omitempty"`
	Hosts    []string `json:"hosts,omitempty"`
	DS       []DS     `json:"ds,omitempty"`
}

// Op is what to do with a transfer.
type Op string

// The verbs of a transfer. Asking how one stands is an op too; it changes nothing.
const (
	TransferRequest Op = "request"
	TransferQuery   Op = "query"
	TransferApprove Op = "approve"
	TransferReject  Op = "reject"
	TransferCancel  Op = "cancel"
)

// TransferName moves a name between registrars, or answers such a wish.
type TransferName struct {
	Name     domain.Name `json:"name"`
	Op       Op          `json:"op"`
	Years    int         `json:"years,omitempty"` // with a request; 0 leaves it to the registry
	Authcode Secret      `json:"authcode,omitzero"`
}

// Delete gives a name up.
type Delete struct {
	Name domain.Name `json:"name"`
}

// Restore takes a deleted name back out of its redemption period (RFC 3915).
type Restore struct {
	Name domain.Name `json:"name"`
	Fee  *Fee        `json:"fee,omitempty"`
}

// RestoreReport tells the registry why, where it asks for that after Restore.
type RestoreReport struct {
	Name     domain.Name `json:"name"`
	Before   string      `json:"before"` // the registration before it was deleted, in words
	After    string      `json:"after"`
	Deleted  time.Time   `json:"deleted"`
	Restored time.Time   `json:"restored"`
	Reason   string      `json:"reason"`
}

// CreateContact makes a contact object. Repeating it is harmless: the id is ours,
// and a second one is refused with 2302.
type CreateContact struct {
	ID       string   `json:"id"` // 3 to 16 characters
	Name     string   `json:"name"`
	Org      string   `json:"org,omitempty"`
	Street   []string `json:"street,omitempty"` // at most 3
	City     string   `json:"city"`
	Province string   `json:"province,omitempty"`
	Code     string   `json:"code,omitempty"`
	Country  string   `json:"country"`         // two letters
	Voice    string   `json:"voice,omitempty"` // +62.778000000
	Email    string   `json:"email"`
	Hidden   bool     `json:"hidden,omitempty"` // ask the registry not to publish phone and e-mail
}

// CreateHost makes a name server object. Addresses are for one below a name of
// ours (glue). Repeating it is as harmless as with a contact.
type CreateHost struct {
	Name      string       `json:"name"`
	Addresses []netip.Addr `json:"addresses,omitempty"`
}

func (r Create) Verb() Verb        { return VerbCreate }
func (r Renew) Verb() Verb         { return VerbRenew }
func (r Update) Verb() Verb        { return VerbUpdate }
func (r TransferName) Verb() Verb  { return VerbTransfer }
func (r Delete) Verb() Verb        { return VerbDelete }
func (r Restore) Verb() Verb       { return VerbRestore }
func (r RestoreReport) Verb() Verb { return VerbReport }
func (r CreateContact) Verb() Verb { return VerbContact }
func (r CreateHost) Verb() Verb    { return VerbHost }

func (r Create) Object() string        { return r.Name.String() }
func (r Renew) Object() string         { return r.Name.String() }
func (r Update) Object() string        { return r.Name.String() }
func (r TransferName) Object() string  { return r.Name.String() }
func (r Delete) Object() string        { return r.Name.String() }
func (r Restore) Object() string       { return r.Name.String() }
func (r RestoreReport) Object() string { return r.Name.String() }
func (r CreateContact) Object() string { return r.ID }
func (r CreateHost) Object() string    { return r.Name }
