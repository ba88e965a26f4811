package ticket

import (
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/probe"
	"loket/ticket/document"
)

// ByDesk is the actor of what the program does by itself.
const ByDesk = "loket"

// Event is one thing that happened. Events are never changed and never removed.
type Event struct {
	Seq     uint64    // position in the site's log, from 1; given by the Log
	Cmd     uint64    // Seq of the first event of the same command, on whichever ticket
	Ticket  ID        // 0: the desk itself
	Version uint32    // the ticket's version after it
	At      time.Time // UTC, one instant for a whole command
	By      string    // officer, or ByDesk
	Body    Body
	Seal    Seal // how what it says of persons is kept; given by the Log
}

// Body is what happened; the set of its types is closed (see bodies).
type Body interface{ kind() string }

// The events of a ticket, in the order in which they usually happen.
type (
	// TicketOpened makes a ticket.
	TicketOpened struct {
		Number    string    `json:"number"`
		Source    Source    `json:"source"`
		Subject   string    `json:"subject"`
		Requester Party     `json:"requester"`
		Official  bool      `json:"official,omitempty"`
		Received  time.Time `json:"received"`
	}
	// MessageJoined puts a mail or a typed-in message on the ticket.
	MessageJoined struct {
		Message Message `json:"message"`
	}
	// BodyFetched puts the whole mail in the place of one that came as headers.
	BodyFetched struct {
		Version uint32  `json:"version"` // Message.Version of the stub
		Message Message `json:"message"`
	}
	// MessageLeft takes a message off, when a ticket is split.
	MessageLeft struct {
		Version uint32 `json:"version"` // Message.Version
		To      ID     `json:"to"`
	}
	// ServiceSet says which service is asked for. Guess is nil when a person chose.
	ServiceSet struct {
		Service string   `json:"service"`
		Guess   *Guess   `json:"guess,omitempty"`
		Steps   []string `json:"steps,omitempty"`
		// Requires lists the mandatory requirements.
		Requires []string `json:"requires,omitempty"`
	}
	// SubjectMatterSet says what the request is about.
	SubjectMatterSet struct {
		Names   []string        `json:"names,omitempty"`
		URLs    []string        `json:"urls,omitempty"`
		Records []domain.Record `json:"records,omitempty"`
		Form    []Field         `json:"form,omitempty"`
		From    []Origin        `json:"from,omitempty"`  // of each of Records; none where an officer wrote them
		Mails   []string        `json:"mails,omitempty"` // that brought the files in which Form was read
	}
	// FormConfirmed says that an officer compared what was read in a form.
	FormConfirmed struct{}
	// RequesterSet corrects who asks.
	RequesterSet struct {
		Requester Party `json:"requester"`
		Official  bool  `json:"official,omitempty"`
	}
	// Claimed says who works on the ticket. Somebody else may have given it, with
	// words for who gets it.
	Claimed struct {
		Officer string `json:"officer"`
		Note    string `json:"note,omitempty"`
	}
	// Released puts the ticket back.
	Released struct{}
	// DocumentInspected is what the inspection of a file found. Report is nil
	// when it could not be inspected; Why says why then.
	DocumentInspected struct {
		SHA    string           `json:"sha"`
		Mail   string           `json:"mail,omitempty"` // that brought it; see decision.emit
		Report *document.Report `json:"report"`
		Why    string           `json:"why,omitempty"`
	}
	// MembersTaken makes attachments of members of an archive.
	MembersTaken struct {
		Archive string       `json:"archive"` // its SHA-256
		Files   []Attachment `json:"files"`
	}
	// DocumentScanned is what the malware scanner said of a file.
	DocumentScanned struct {
		SHA  string        `json:"sha"`
		Scan document.Scan `json:"scan"`
	}
	// QuarantineLifted lets a file be opened although malware was found.
	QuarantineLifted struct {
		SHA       string `json:"sha"`
		Reason    string `json:"reason"`
		Signature string `json:"signature"` // what was found
	}
	// DocumentMatched says which requirement an attachment is for ("" for none).
	DocumentMatched struct {
		SHA         string   `json:"sha"`
		Mail        string   `json:"mail,omitempty"` // as in DocumentInspected
		Requirement string   `json:"requirement"`
		Why         string   `json:"why,omitempty"`
		Problems    []string `json:"problems,omitempty"`
		Parts       []Part   `json:"parts,omitempty"`
		Doubts      []Doubt  `json:"doubts,omitempty"`
	}
	// VerdictGiven is an officer's word on a requirement.
	VerdictGiven struct {
		Evidence Evidence `json:"evidence"`
		Mails    []string `json:"mails,omitempty"` // that brought the files of its doubts
	}
	// ConditionChecked is an officer's word on a condition.
	ConditionChecked struct {
		Condition Condition `json:"condition"`
	}
	// DeadlineSet is a promise. Step "" is the service's own.
	DeadlineSet struct {
		Step     string          `json:"step,omitempty"`
		From     time.Time       `json:"from"`
		Target   calendar.Target `json:"target"`
		Deadline time.Time       `json:"deadline,omitzero"`
		Calendar string          `json:"calendar,omitempty"`
		Why      string          `json:"why,omitempty"`
	}
	// StepStarted makes a step the current one.
	StepStarted struct {
		Step    string `json:"step"`
		Waiting string `json:"waiting,omitempty"` // actor with the next move, "" for the desk
		// Probe is what the desk asks about while it is current.
		Probe probe.Kind `json:"probe,omitempty"`
	}
	// StepFinished ends a step; Skipped with the reason in Note.
	StepFinished struct {
		Step      string `json:"step"`
		Skipped   bool   `json:"skipped,omitempty"`
		Note      string `json:"note,omitempty"`
		Reference string `json:"reference,omitempty"`
	}
	// RevisionRequested returns the request to its requester.
	RevisionRequested struct {
		ReviseBy time.Time `json:"revise_by"`
		Round    int       `json:"round"`
	}
	// Waited says who has the next move; Pause whether the clock stands still.
	Waited struct {
		Party  string `json:"party"`
		Pause  bool   `json:"pause"`
		Reason string `json:"reason,omitempty"`
	}
	// Resumed ends waiting and an open pause.
	Resumed struct {
		Why string `json:"why,omitempty"` // reply, officer, step
	}
	// NoteAdded is an internal remark. Named are the officers whom it calls.
	NoteAdded struct {
		Text  string   `json:"text"`
		Named []string `json:"named,omitempty"`
	}
	// LetterQueued puts a letter in the outbox.
	LetterQueued struct {
		Letter Letter `json:"letter"`
	}
	// LetterMoved is what became of it.
	LetterMoved struct {
		ID    uint64      `json:"id"`
		State LetterState `json:"state"`
		Error string      `json:"error,omitempty"`
		Next  time.Time   `json:"next,omitzero"`
		Code  string      `json:"code,omitempty"` // see Letter.Code
		Args  []string    `json:"args,omitempty"`
		// Results are news of single recipients; without, State is that of all.
		Results []RecipientResult `json:"results,omitempty"`
		Copy    CopyState         `json:"copy,omitempty"` // set: news of the copy only
		Settled bool              `json:"settled,omitempty"`
	}
	// URLMarked is the state of one reported address.
	URLMarked struct {
		URL   string `json:"url"`
		State string `json:"state"`
		Note  string `json:"note,omitempty"`
		// Look is that which it rests on, as Sight.Look; Letter that which told the owner.
		Look   string `json:"look,omitempty"`
		Letter uint64 `json:"letter,omitempty"`
		// Untold: that letter did not reach the owner, who was not told after all.
		Untold bool `json:"untold,omitempty"`
	}
	// RecordAdjusted is a DNS record made otherwise than asked.
	RecordAdjusted struct {
		Index  int           `json:"index"`
		Made   domain.Record `json:"made"`
		Reason string        `json:"reason"`
	}
	// TaskScheduled and TaskFinished are dated work. One that is open already is
	// moved.
	TaskScheduled struct {
		Task Task `json:"task"`
	}
	// TaskFinished ends it.
	TaskFinished struct {
		ID   string `json:"id"`
		Note string `json:"note,omitempty"`
	}
	// Linked ties the ticket to another.
	Linked struct {
		Link Link `json:"link"`
	}
	// MergedAway ends this ticket in favour of another.
	MergedAway struct {
		Into   ID     `json:"into"`
		Number string `json:"number"`
	}
	// TicketClosed ends the ticket with an outcome.
	TicketClosed struct {
		Outcome string `json:"outcome"`
		Note    string `json:"note,omitempty"`
	}
	// TicketReopened takes it up again; the clock goes on without the closed span.
	TicketReopened struct {
		Reason string `json:"reason"`
	}
	// BreachRecorded is a missed target, recorded once.
	BreachRecorded struct {
		Breach Breach `json:"breach"`
	}
	// BreachExplained is the cause, given by a person.
	BreachExplained struct {
		What  string `json:"what"`
		Cause string `json:"cause"`
	}
	// Looked says that somebody read what is new.
	Looked struct{}
	// Undone takes back the events of one command.
	Undone struct {
		Versions []uint32 `json:"versions"`
	}
)

// The events of the desk itself.
type (
	// MailRecorded is a row of the mail journal.
	MailRecorded struct {
		Mail MailRecord `json:"mail"`
	}
	// MailMoved is a later fate of the same mail, given by a person.
	MailMoved struct {
		Key    string `json:"key"`
		Fate   Fate   `json:"fate"`
		Ticket ID     `json:"ticket,omitempty"`
		Reason string `json:"reason,omitempty"`
		// Code and Args as in MailRecord.
		Code string   `json:"code,omitempty"`
		Args []string `json:"args,omitempty"`
	}
	// MailFetched is the whole of a mail of which the journal had the headers.
	MailFetched struct {
		Key         string `json:"key"`
		Hash        string `json:"hash"`
		Size        int64  `json:"size"`
		Fate        Fate   `json:"fate"`
		Attachments int    `json:"attachments,omitempty"`
	}
	// MailboxChanged is something about the mailbox that a person should know,
	// such as a new UIDVALIDITY.
	MailboxChanged struct {
		Account string `json:"account"`
		Folder  string `json:"folder"`
		Text    string `json:"text"`
	}
)

func (TicketOpened) kind() string      { return "ticket-opened" }
func (MessageJoined) kind() string     { return "message-joined" }
func (BodyFetched) kind() string       { return "body-fetched" }
func (MailFetched) kind() string       { return "mail-fetched" }
func (MessageLeft) kind() string       { return "message-left" }
func (ServiceSet) kind() string        { return "service-set" }
func (SubjectMatterSet) kind() string  { return "subject-matter-set" }
func (FormConfirmed) kind() string     { return "form-confirmed" }
func (RequesterSet) kind() string      { return "requester-set" }
func (Claimed) kind() string           { return "claimed" }
func (Released) kind() string          { return "released" }
func (DocumentInspected) kind() string { return "document-inspected" }
func (MembersTaken) kind() string      { return "members-taken" }
func (DocumentScanned) kind() string   { return "document-scanned" }
func (QuarantineLifted) kind() string  { return "quarantine-lifted" }
func (DocumentMatched) kind() string   { return "document-matched" }
func (VerdictGiven) kind() string      { return "verdict-given" }
func (ConditionChecked) kind() string  { return "condition-checked" }
func (DeadlineSet) kind() string       { return "deadline-set" }
func (StepStarted) kind() string       { return "step-started" }
func (StepFinished) kind() string      { return "step-finished" }
func (RevisionRequested) kind() string { return "revision-requested" }
func (Waited) kind() string            { return "waited" }
func (Resumed) kind() string           { return "resumed" }
func (NoteAdded) kind() string         { return "note-added" }
func (LetterQueued) kind() string      { return "letter-queued" }
func (LetterMoved) kind() string       { return "letter-moved" }
func (URLMarked) kind() string         { return "url-marked" }
func (RecordAdjusted) kind() string    { return "record-adjusted" }
func (TaskScheduled) kind() string     { return "task-scheduled" }
func (TaskFinished) kind() string      { return "task-finished" }
func (Linked) kind() string            { return "linked" }
func (MergedAway) kind() string        { return "merged-away" }
func (TicketClosed) kind() string      { return "ticket-closed" }
func (TicketReopened) kind() string    { return "ticket-reopened" }
func (BreachRecorded) kind() string    { return "breach-recorded" }
func (BreachExplained) kind() string   { return "breach-explained" }
func (Looked) kind() string            { return "looked" }
func (Undone) kind() string            { return "undone" }
func (MailRecorded) kind() string      { return "mail-recorded" }
func (MailMoved) kind() string         { return "mail-moved" }
func (MailboxChanged) kind() string    { return "mailbox-changed" }
