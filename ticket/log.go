package ticket

import (
	"fmt"
	"time"
)

// Fate is what became of a mail.
type Fate string

// The fates.
const (
	FateNew       Fate = "new"       // made a ticket
	FateJoined    Fate = "joined"    // joined one
	FateDuplicate Fate = "duplicate" // the same bytes were here before
	FateMachine   Fate = "machine"   // written by a program; kept, answers nobody
	FateParked    Fate = "parked"    // waits for a person, with a proposal
	FateFailed    Fate = "failed"    // could not be processed; raw bytes are kept
	FateOversize  Fate = "oversize"  // too large; a ticket with the headers only
	FateOwn       Fate = "own"       // our own letter came back
	FateIgnored   Fate = "ignored"   // a person set it aside
	FateNote      Fate = "note"      // no mail: something about the mailbox itself
)

// MailRecord is one row of the mail journal: every message ever seen.
type MailRecord struct {
	Position  uint64    `json:"-"`   // in the journal, from 1; the Log gives it with every row that is read
	Key       string    `json:"key"` // account/folder/validity/uid, see MailKey
	MessageID string    `json:"message_id,omitempty"`
	Hash      string    `json:"hash"` // SHA-256 of the raw bytes
	Internal  time.Time `json:"internal"`
	Size      int64     `json:"size"`
	From      string    `json:"from"`
	Subject   string    `json:"subject"`
	Fate      Fate      `json:"fate"`
	Reason    string    `json:"reason,omitempty"` // in English, or in the words of who gave it
	// Code and Args are the reason for a screen, which words it in its language; ""
	// where somebody else gave the reason, and in records of former versions.
	Code        string    `json:"code,omitempty"`
	Args        []string  `json:"args,omitempty"`
	Ticket      ID        `json:"ticket,omitempty"`
	Number      string    `json:"number,omitempty"`
	Proposal    ID        `json:"proposal,omitempty"` // for parked: the ticket it may belong to
	Attachments int       `json:"attachments,omitempty"`
	At          time.Time `json:"at"`
	Destroyed   bool      `json:"destroyed,omitempty"` // its bytes are gone, and what was said of it
}

// Waits reports whether a person has to say what becomes of the mail.
func (m *MailRecord) Waits() bool { return m.Fate == FateParked || m.Fate == FateFailed }

// MailKey names a message on its server for ever. Keys of one folder sort by UID.
func MailKey(account, folder string, validity, uid uint32) string {
	return fmt.Sprintf("%s\x00%s\x00%010d\x00%010d", account, folder, validity, uid)
}

// Job is a letter on its way out: the work list of the outbox.
type Job struct {
	Letter    uint64    `json:"letter"`
	Ticket    ID        `json:"ticket"` // 0: a memo
	NotBefore time.Time `json:"not_before"`
	Tries     int       `json:"tries"`
	Copy      bool      `json:"copy,omitempty"`   // the letter has left, its copy is still to be put into the Sent folder
	Started   time.Time `json:"started,omitzero"` // by a former version: a try ran, its outcome is unknown
}

// Log is the record of a desk. Implementations keep everything durably and run
// one Update at a time. All methods may be called from several goroutines.
type Log interface {
	// Update runs fn in one transaction: all of it is kept, durably, or none.
	Update(fn func(Tx) error) error
	// View runs fn on one state of the record.
	View(fn func(ReadTx) error) error
	// PutBlobs keeps raw bytes durably and returns their SHA-256 in hex.
	// Bytes that are there already are not written again.
	PutBlobs(blobs ...[]byte) ([]string, error)
	// Blob returns the bytes with that hash, checked; ErrNotFound if there are none.
	Blob(hash string) ([]byte, error)
	// Events calls fn for every event after a number, in order, outside of any
	// transaction, until fn returns an error.
	Events(after uint64, fn func(Event) error) error
	// Rows calls fn for every row of the queue, those of open tickets
	// (open true) or of closed ones, until fn returns false.
	Rows(open bool, fn func(data []byte) bool) error
	// PutSecret, Secret and DropSecret keep what must really be gone once it
	// was used, apart from the record, found by a letter's ID.
	PutSecret(letter uint64, secret string) error
	Secret(letter uint64) (string, error)
	DropSecret(letter uint64) error
}

// ReadTx reads one state of the record. Nothing it returns may be changed.
type ReadTx interface {
	// Ticket returns the projection, ErrNotFound if there is none. The caller owns it.
	Ticket(id ID) (*Ticket, error)
	// Events returns the events of a ticket in order: those of the kinds, or all
	// where none is named.
	Events(id ID, kinds ...string) ([]Event, error)
	// Lookup returns the tickets filed under a key, oldest first.
	Lookup(index Index, key string) ([]ID, error)
	// Count returns how many Lookup would.
	Count(index Index, key string) (int, error)
	// Mail returns the journal row of a message; ok is false if it was never seen.
	Mail(key string) (m MailRecord, ok bool, err error)
	// MailByHash returns the first journal row with those raw bytes.
	MailByHash(hash string) (m MailRecord, ok bool, err error)
	// Journal returns journal rows, newest first, at most limit, older than before (0: from the newest).
	// Each row comes with its position for the next call.
	Journal(before uint64, limit int) ([]MailRecord, uint64, error)
	// Cursor returns how far a folder was read.
	Cursor(account, folder string) (validity, uid uint32, err error)
	// Jobs returns the letters on their way out, in the order of NotBefore.
	Jobs() ([]Job, error)
	// Draft returns what an officer was writing, "" if nothing. Drafts gives all whose
	// keys begin with a prefix, in the order of the keys.
	Draft(key string) (string, error)
	Drafts(prefix string, fn func(key, text string) error) error
	// Entry returns what a table has under a key, nil if nothing; Entries gives all
	// of it in the order of the keys.
	Entry(table Table, key string) ([]byte, error)
	Entries(table Table, fn func(data []byte) error) error
	// Keep returns a small value of the desk's own, nil if there is none.
	Keep(key string) ([]byte, error)
	// Head returns the last event's number and chain hash.
	Head() (seq uint64, hash string, err error)
}

// Tx writes. Nothing is visible to others before Update returns.
type Tx interface {
	ReadTx
	// NextTicket, NextLetter give numbers that are never used again.
	NextTicket() (ID, error)
	NextLetter() (uint64, error)
	// NextNumber gives the next running number of a year, from 1.
	NextNumber(year int) (int, error)
	// Append gives the event its Seq (and its Cmd, when zero), chains and keeps it.
	Append(e *Event) error
	// SaveTicket keeps the projection and its row in the queue.
	SaveTicket(t *Ticket) error
	// File puts the ticket under a key of an index.
	File(index Index, key string, id ID) error
	// Unfile takes it out again; what is not there is no error.
	Unfile(index Index, key string, id ID) error
	SaveMail(m MailRecord) error
	SetCursor(account, folder string, validity, uid uint32) error
	SaveJob(j Job) error
	DropJob(letter uint64) error
	// SaveEntry puts an entry into a table; nil takes it away.
	SaveEntry(table Table, key string, data []byte) error
	SaveDraft(key, text string) error
	SetKeep(key string, value []byte) error
}

// Table is a projection of the desk's own events, beside the tickets: small things
// found by a key.
type Table string

// The tables.
const (
	TableNames Table = "names" // the register: domain name -> entry
	TableStaff Table = "staff" // officer id -> officer
	TableMemos Table = "memos" // letter ID -> memo that is not done with
)

// Tables lists them.
func Tables() []Table { return []Table{TableNames, TableStaff, TableMemos} }

// Index is one of the ways to find tickets.
type Index string

// The indexes.
const (
	ByMessageID Index = "message-id" // every id of References too
	ByNumber    Index = "number"
	ByName      Index = "name"      // domain name
	ByRequester Index = "requester" // address
	BySender    Index = "sender"    // address of a person who wrote; "@" and the domain of an official requester
	ByLetterID  Index = "letter"    // letter ID, decimal
	ByDocument  Index = "document"  // SHA-256 of an attachment
	ByPerson    Index = "person"    // see personKey: the NIP on a staff card
)
