package ticket

import (
	"time"

	"loket/domain/register"
)

// LetterState is where a letter is on its way, or what became of it for one
// recipient.
type LetterState string

// The states of a letter.
const (
	LetterHeld      LetterState = "held"    // queued; may still be taken back until it is handed over
	LetterSending   LetterState = "sending" // handed over; no answer was noted yet
	LetterSent      LetterState = "sent"
	LetterRetry     LetterState = "retry"  // failed for now, will be tried again
	LetterFailed    LetterState = "failed" // the server refused it for good
	LetterCancelled LetterState = "cancelled"
	LetterBounced   LetterState = "bounced"
	LetterUnknown   LetterState = "unknown" // handed over, and nobody knows whether it was taken; never repeated by itself
	LetterPartial   LetterState = "partial" // some recipients have it, some do not get it
	LetterDelayed   LetterState = "delayed" // of a recipient: it has left and is held up on the way
)

// CopyState is how it is with the copy in the Sent folder. "" says nothing
// against it.
type CopyState string

// The states of a copy that could not be kept.
const (
	CopyDue  CopyState = "due"  // tried again later
	CopyKept CopyState = "kept" // it was late
	CopyNone CopyState = "none" // given up
)

// RecipientResult is what became of a letter for one of its recipients.
type RecipientResult struct {
	To       string      `json:"to"`
	State    LetterState `json:"state"`
	Code     int         `json:"code,omitempty"`     // SMTP reply, 0 if there was none
	Enhanced string      `json:"enhanced,omitempty"` // RFC 3463, "5.1.1"
	Words    string      `json:"words,omitempty"`    // the server's own, cleaned
	At       time.Time   `json:"at"`
}

// Draft is a letter that has not been queued. Secret is put in place of the
// mark SecretMark when the mail is made and is never stored with the letter.
type Draft struct {
	Template string   `json:"template"`
	To       []string `json:"to"`
	Cc       []string `json:"cc,omitempty"`
	Subject  string   `json:"subject"`
	Body     string   `json:"body"`
	Attach   []string `json:"attach,omitempty"` // SHA-256 of attachments on the ticket
	Annex    *Annex   `json:"annex,omitempty"`  // a list of addresses, made when the letter is queued
	Secret   string   `json:"-"`
	Act      string   `json:"act,omitempty"` // the action whose secret it carries, instead of Secret
	// SendAt is when the letter is to leave; zero: after the site's hold.
	SendAt time.Time `json:"send_at,omitzero"`
	// Seen is the version of the ticket that the writer had read: the letter is refused
	// with Overtaken where more was said since. 0: nobody asks.
	Seen uint32 `json:"-"`
}

// SecretMark stands in a letter's text where the secret (an Authcode) goes.
const SecretMark = "[[RAHASIA]]"

// OpenMark stands in a draft where the officer has to fill something in. A letter
// that still has it does not leave.
const OpenMark = "[!]"

// Letter is a letter to a requester or to another office.
type Letter struct {
	ID        uint64      `json:"id"` // unique within the site
	Template  string      `json:"template"`
	Step      string      `json:"step,omitempty"`
	Auto      bool        `json:"auto,omitempty"` // written by the program
	To        []string    `json:"to"`
	Cc        []string    `json:"cc,omitempty"`
	ReplyTo   string      `json:"reply_to,omitempty"` // the ticket's own address, where the site has those
	Subject   string      `json:"subject"`
	Body      string      `json:"body"` // with SecretMark, never with the secret
	Attach    []string    `json:"attach,omitempty"`
	Annex     *Annex      `json:"annex,omitempty"`
	Made      []MadeFile  `json:"made,omitempty"` // what Annex asked for
	MessageID string      `json:"message_id"`
	InReplyTo string      `json:"in_reply_to,omitempty"`
	Refs      []string    `json:"refs,omitempty"`
	By        string      `json:"by"`
	At        time.Time   `json:"at"`
	NotBefore time.Time   `json:"not_before"`
	State     LetterState `json:"state"`
	SentAt    time.Time   `json:"sent_at,omitzero"`
	Tries     int         `json:"tries,omitempty"`
	Error     string      `json:"error,omitempty"`
	Code      string      `json:"code,omitempty"` // of an error that the program made itself; "" for a server's words
	Args      []string    `json:"args,omitempty"` // what the error of that code speaks of
	HasSecret bool        `json:"has_secret,omitempty"`
	Vault     uint64      `json:"vault,omitempty"` // of the action that yielded the secret
	Version   uint32      `json:"version"`
	// Results are those recipients for whom it is not as State says.
	Results []RecipientResult `json:"results,omitempty"`
	Copy    CopyState         `json:"copy,omitempty"`
	// Settled says that an officer has seen the failure and needs no more.
	Settled bool `json:"settled,omitempty"`
}

// LetterInput is what a template may speak of.
type LetterInput struct {
	Ticket   *Ticket
	Now      time.Time
	Officer  string    // name of who signs, "" where the desk itself writes
	Reasons  []Reason  // what is wrong, for a revision
	ReviseBy time.Time // for a revision
	Note     string    // the officer's own words
	// Due are the names of whose end a letter reminds.
	Due []register.Position
	// Owner narrows a letter about addresses to those of one owner, who gets it; nil:
	// all addresses.
	Owner *Owner
}

// Reason is one line of a revision letter.
type Reason struct {
	Requirement string
	Code        string
	Note        string
	Files       []string
	Doubts      []Doubt // what was found, where that is the reason
}

// Letters writes drafts from templates. Unknown templates are a Refusal.
type Letters interface {
	Draft(template string, in LetterInput) (Draft, error)
}
