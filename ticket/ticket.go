package ticket

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/probe"
	"loket/ticket/document"
)

// ID identifies a ticket within a site for ever. Zero means none.
type ID uint64

// String returns the decimal form.
func (id ID) String() string { return strconv.FormatUint(uint64(id), 10) }

// State is where a ticket stands, as the queue shows it.
type State string

// The states. Waiting states say who has the next move.
const (
	New              State = "new"               // nobody has it yet
	Open             State = "open"              // an officer works on it
	WaitingRequester State = "waiting-requester" // the requester has the next move
	WaitingOther     State = "waiting-other"     // PANDI, Dit. PAI, TrustPositif, an owner
	Closed           State = "closed"
	Merged           State = "merged" // lives on in another ticket
)

// Done reports whether the ticket needs no more work.
func (s State) Done() bool { return s == Closed || s == Merged }

// Source is how a request came in.
type Source string

// The sources.
const (
	ByMail     Source = "mail"
	ByPhone    Source = "phone"
	ByWhatsApp Source = "whatsapp"
	ByLetter   Source = "letter"
	ByRegister Source = "register" // the desk asked first: a reminder
)

// Party is a person or office outside the desk. Texts are cleaned.
type Party struct {
	Name   string `json:"name,omitempty"`
	Email  string `json:"email,omitempty"` // lower case
	Agency string `json:"agency,omitempty"`
	Phone  string `json:"phone,omitempty"`
}

// Guess is why a service was chosen by the program.
type Guess struct {
	Service    string   `json:"service,omitempty"`
	Confidence float64  `json:"confidence"` // 0 to 1
	Reasons    []string `json:"reasons,omitempty"`
	NeedsHuman bool     `json:"needs_human,omitempty"`
}

// Ticket is one request. It is a projection: only Apply changes it.
type Ticket struct {
	ID        ID        `json:"id"`
	Number    string    `json:"number"` // 2026-00042
	Version   uint32    `json:"version"`
	State     State     `json:"state"`
	Source    Source    `json:"source"`
	Subject   string    `json:"subject"`
	Service   string    `json:"service,omitempty"` // "" while nobody knows
	Guess     Guess     `json:"guess"`
	Requester Party     `json:"requester"`
	Official  bool      `json:"official,omitempty"` // requester writes from an official address
	Owner     string    `json:"owner,omitempty"`
	Received  time.Time `json:"received"` // the clock's start: INTERNALDATE of the first delivery
	Opened    time.Time `json:"opened"`   // when the desk entered it
	Updated   time.Time `json:"updated"`
	Unread    bool      `json:"unread,omitempty"` // the requester wrote and nobody looked

	Names   []string `json:"names,omitempty"`
	URLs    []URL    `json:"urls,omitempty"`
	Records []Record `json:"records,omitempty"`
	Wanted  Wanted   `json:"wanted,omitzero"` // of the registry
	Form    []Field  `json:"form,omitempty"`  // read from the service's form, PA-16 say
	// Confirmed is who compared Form and Records with where they were read.
	Confirmed *Confirmation `json:"confirmed,omitempty"`

	Messages   []Message   `json:"messages,omitempty"`
	Notes      []Note      `json:"notes,omitempty"`
	Calls      []Call      `json:"calls,omitempty"`
	Watchers   []string    `json:"watchers,omitempty"` // ids of officers who follow it
	Letters    []Letter    `json:"letters,omitempty"`
	Evidence   []Evidence  `json:"evidence,omitempty"`
	Conditions []Condition `json:"conditions,omitempty"`
	Steps      []StepState `json:"steps,omitempty"` // follows the service's steps
	Tasks      []Task      `json:"tasks,omitempty"`
	Links      []Link      `json:"links,omitempty"`
	Acts       []Act       `json:"acts,omitempty"`   // on the outside world
	Probes     []Probe     `json:"probes,omitempty"` // questions about it
	// Survey is how the requester found it; nil before an answer came.
	Survey *SurveyAnswer `json:"survey,omitempty"`

	Clock Clock `json:"clock"`

	Outcome    string    `json:"outcome,omitempty"` // done, refused, withdrawn, duplicate, no-answer, other
	ClosedAt   time.Time `json:"closed_at,omitzero"`
	MergedInto ID        `json:"merged_into,omitempty"`
	Undone     []uint32  `json:"undone,omitempty"` // versions that were taken back
	// LegalHold keeps everything from being destroyed; Destroyed are the hashes of
	// what was: mails and the texts of files.
	LegalHold *LegalHold `json:"legal_hold,omitempty"`
	Destroyed []string   `json:"destroyed,omitempty"`
	Erased    *Erasure   `json:"erased,omitempty"` // why what it said of persons was destroyed; nil: it was not
	LastCmd   uint64     `json:"last_cmd,omitempty"`
}

// Clock is the time side of a ticket.
type Clock struct {
	Target   calendar.Target `json:"target"` // of the service, after a switch the new one
	Deadline time.Time       `json:"deadline,omitzero"`
	Calendar string          `json:"calendar,omitempty"` // version that the deadline was counted with
	Step     calendar.Target `json:"step"`               // of the current step; zero: none
	StepFrom time.Time       `json:"step_from,omitzero"`
	StepDue  time.Time       `json:"step_due,omitzero"`
	Pauses   []Pause         `json:"pauses,omitempty"`
	Waiting  string          `json:"waiting,omitempty"` // actor with the next move: requester, pandi, pai, ...
	Since    time.Time       `json:"since,omitzero"`    // when waiting for them began
	Rounds   int             `json:"rounds,omitempty"`  // returns for revision so far
	ReviseBy time.Time       `json:"revise_by,omitzero"`
	Promises []Promise       `json:"promises,omitempty"` // every deadline that was ever given
	Breaches []Breach        `json:"breaches,omitempty"`
	Alerted  Alerted         `json:"alerted,omitzero"` // of the promises that run now
}

// Pause is a time that does not count. An open one has a zero To.
type Pause struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to,omitzero"`
	Party  string    `json:"party"`
	Reason string    `json:"reason,omitempty"`
}

// Promise is a deadline as it was given, kept for the record.
type Promise struct {
	At       time.Time       `json:"at"` // when it was given
	Deadline time.Time       `json:"deadline"`
	Target   calendar.Target `json:"target"`
	Calendar string          `json:"calendar"`
	Why      string          `json:"why,omitempty"` // received, service, revision, resumed, calendar, reopened
}

// Breach is a target that was missed. It stays.
type Breach struct {
	What     string          `json:"what"` // service or the step's id
	Target   calendar.Target `json:"target"`
	Deadline time.Time       `json:"deadline"`
	Noticed  time.Time       `json:"noticed"`
	State    State           `json:"state"` // where the ticket stood then
	Owner    string          `json:"owner,omitempty"`
	Cause    string          `json:"cause,omitempty"` // given by a person
}

// Paused reports whether the clock stands still.
func (c *Clock) Paused() bool {
	n := len(c.Pauses)
	return n > 0 && c.Pauses[n-1].To.IsZero()
}

// Due returns the nearer of the service's and the step's deadline, zero for none.
func (c *Clock) Due() time.Time {
	if c.StepDue.IsZero() || (!c.Deadline.IsZero() && c.Deadline.Before(c.StepDue)) {
		return c.Deadline
	}
	return c.StepDue
}

// Message is one mail (or a typed-in request) on the ticket.
type Message struct {
	MessageID   string       `json:"message_id,omitempty"`
	Hash        string       `json:"hash,omitempty"` // SHA-256 of the raw bytes, hex; "" for typed-in
	Subject     string       `json:"subject"`
	From        Party        `json:"from"`
	To          []string     `json:"to,omitempty"`
	Cc          []string     `json:"cc,omitempty"`
	Date        time.Time    `json:"date"` // INTERNALDATE
	Text        string       `json:"text"` // what the writer wrote
	Quoted      string       `json:"quoted,omitempty"`
	Machine     string       `json:"machine,omitempty"` // auto-reply, bounce, ...; "" for a person
	Auth        string       `json:"auth,omitempty"`    // the site's mail server on the sender's authenticity
	Sender      *Judgement   `json:"sender,omitempty"`  // nil where nobody looked
	Attachments []Attachment `json:"attachments,omitempty"`
	Warnings    []string     `json:"warnings,omitempty"`
	Refs        []string     `json:"refs,omitempty"` // In-Reply-To and References
	Version     uint32       `json:"version"`        // ticket version that brought it
	Fate        string       `json:"fate"`
	Stub        bool         `json:"stub,omitempty"`  // too large: the body stayed on the server
	Quiet       bool         `json:"quiet,omitempty"` // asks for no automatic answer
	// Forwarded is who seems to ask, in a request that somebody else passed on.
	Forwarded *Party `json:"forwarded,omitempty"`
}

// Attachment is one file of a message. Its bytes are found again by the raw
// mail's hash and Index.
type Attachment struct {
	Mail        string           `json:"mail"` // Message.Hash
	Index       int              `json:"index"`
	Name        string           `json:"name"`
	Size        int64            `json:"size"`
	SHA         string           `json:"sha"`
	Member      *Member          `json:"member,omitempty"` // taken out of an archive; nil: came as it is
	Inline      bool             `json:"inline,omitempty"` // a logo or pixel of the mail's text, no document
	Await       bool             `json:"await,omitempty"`  // still to be inspected
	Report      *document.Report `json:"report,omitempty"`
	Failed      string           `json:"failed,omitempty"` // why the inspection found nothing
	Scan        *document.Scan   `json:"scan,omitempty"`   // for malware; nil: never scanned
	Lifted      *Lifted          `json:"lifted,omitempty"` // although malware was found
	Problems    []string         `json:"problems,omitempty"`
	Requirement string           `json:"requirement,omitempty"` // what it was offered for
	Why         string           `json:"why,omitempty"`
	Parts       []Part           `json:"parts,omitempty"`  // where the file holds several documents
	Doubts      []Doubt          `json:"doubts,omitempty"` // what an officer should look at
}

// Verdict is an officer's word on a requirement.
type Verdict string

// The verdicts. Unjudged is the absence of one.
const (
	Unjudged      Verdict = ""
	Accepted      Verdict = "accepted"
	Rejected      Verdict = "rejected"
	NotApplicable Verdict = "not-applicable"
)

// Evidence is a requirement and what stands behind it.
type Evidence struct {
	Requirement string    `json:"requirement"`
	Attachments []string  `json:"attachments,omitempty"` // SHA-256 of what the verdict is bound to
	Pages       []Pages   `json:"pages,omitempty"`       // of those that hold more than this
	Verdict     Verdict   `json:"verdict"`
	Reason      string    `json:"reason,omitempty"` // coded: missing, unreadable, wrong-name, not-signed, expired, wrong-document, not-pdf, other
	Note        string    `json:"note,omitempty"`
	Doubts      []Doubt   `json:"doubts,omitempty"` // what was found, where that is the reason; the letter has the words
	By          string    `json:"by,omitempty"`
	At          time.Time `json:"at,omitzero"`
	InMail      uint32    `json:"in_mail,omitempty"`   // Message.Version whose text was accepted instead of a file
	Exception   string    `json:"exception,omitempty"` // a supervisor's reason
	Optional    bool      `json:"optional,omitempty"`  // asked for only under a circumstance
}

// Condition is a condition on the requester and whether it holds.
type Condition struct {
	ID   string    `json:"id"`
	OK   bool      `json:"ok"`
	Note string    `json:"note,omitempty"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	// Exception is a supervisor's reason to go on although it does not hold.
	Exception string `json:"exception,omitempty"`
	// Auto says that the program saw it by itself, whoever asked it to look.
	Auto bool `json:"auto,omitempty"`
}

// StepState is how far one step of the service is.
type StepState struct {
	ID        string    `json:"id"`
	State     string    `json:"state"` // todo, current, done, skipped
	From      time.Time `json:"from,omitzero"`
	At        time.Time `json:"at,omitzero"`
	By        string    `json:"by,omitempty"`
	Note      string    `json:"note,omitempty"`
	Reference string    `json:"reference,omitempty"`
	// Probe is what the desk asks about while the step is current.
	Probe probe.Kind `json:"probe,omitempty"`
}

// URL is one reported address with its own state.
type URL struct {
	URL   string    `json:"url"`
	State string    `json:"state"` // reported, found, clean, gone, forwarded, blocked, restored
	Note  string    `json:"note,omitempty"`
	By    string    `json:"by,omitempty"`
	At    time.Time `json:"at,omitzero"`

	Told    time.Time `json:"told,omitzero"`    // when its owner was told last
	Letter  uint64    `json:"letter,omitempty"` // that told them; 0: one for all addresses
	Against *Against  `json:"against,omitempty"`
	Asked   time.Time `json:"asked,omitzero"` // when a look was asked for that was not made yet
	AskedBy string    `json:"asked_by,omitempty"`
	Sights  []Sight   `json:"sights,omitempty"` // newest last
}

// Record is a DNS record as asked for and as made.
type Record struct {
	Asked  domain.Record `json:"asked"`
	Made   domain.Record `json:"made"`
	Reason string        `json:"reason,omitempty"` // why they differ
	From   Origin        `json:"from,omitzero"`    // where it was read
}

// Field is one "label: value" of a form.
type Field struct {
	Label string `json:"label"`
	Value string `json:"value"`

	File string `json:"file,omitempty"` // SHA-256 of the attachment that it was read in; "": the mail
	Page int    `json:"page,omitempty"` // of it, from 1; 0: unknown
	OCR  bool   `json:"ocr,omitempty"`  // recognised in a picture
}

// Note is an internal remark. It never leaves the desk.
type Note struct {
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Text    string    `json:"text"`
	Version uint32    `json:"version"`
}

// Link ties two tickets.
type Link struct {
	Other  ID     `json:"other"`
	Number string `json:"number"`
	Kind   string `json:"kind"` // related, registration, parent, child, merged, split, repeat
}

// Task is dated work that comes back by itself, also after the ticket closed.
type Task struct {
	ID   string    `json:"id"`
	Text string    `json:"text"`
	Due  time.Time `json:"due"`
	Done time.Time `json:"done,omitzero"`
	By   string    `json:"by,omitempty"`
	// Step is the step that is recalled to whom it waits for; the task ends with it.
	Step   string     `json:"step,omitempty"`
	Letter string     `json:"letter,omitempty"` // the letter that is due
	Probe  probe.Kind `json:"probe,omitempty"`  // what the desk asks about when it is due
}

// Step returns the step that is current, nil when all are done or none exist.
func (t *Ticket) Step() *StepState {
	for i := range t.Steps {
		if t.Steps[i].State == "current" {
			return &t.Steps[i]
		}
	}
	return nil
}

// Attachment finds an attachment by its SHA-256.
func (t *Ticket) Attachment(sha string) *Attachment {
	for i := range t.Messages {
		for j := range t.Messages[i].Attachments {
			if t.Messages[i].Attachments[j].SHA == sha {
				return &t.Messages[i].Attachments[j]
			}
		}
	}
	return nil
}

// Participant reports whether the address has a part in the ticket.
func (t *Ticket) Participant(email string) bool {
	if email == t.Requester.Email {
		return true
	}
	for _, m := range t.Messages {
		if m.Machine == "" && (m.From.Email == email || has(m.Cc, email)) {
			return true
		}
	}
	for _, l := range t.Letters {
		if has(l.To, email) || has(l.Cc, email) {
			return true
		}
	}
	return false
}

func has(list []string, s string) bool { return slices.Contains(list, s) }

// Field returns the value of the first form field whose label begins with one
// of the given words, "" if there is none. Labels compare without case.
func (t *Ticket) Field(labels ...string) string {
	for _, want := range labels {
		for _, f := range t.Form {
			if strings.HasPrefix(strings.ToLower(f.Label), want) {
				return f.Value
			}
		}
	}
	return ""
}
