package pull

import (
	"context"
	"time"
)

// Cursor says how far a folder was read: every message up to and including UID
// under this UIDVALIDITY was delivered or passed over. The zero Cursor is a
// folder never read.
type Cursor struct {
	UIDValidity, UID uint32
	// Since is the latest Account.Since under which messages were passed over:
	// what the server received from then on was delivered. Zero: nothing was
	// passed over.
	Since time.Time
}

func (c Cursor) never() bool { return c.UIDValidity == 0 && c.UID == 0 }

// Fetched is one message as the server gave it.
type Fetched struct {
	Account, Folder  string
	UIDValidity, UID uint32
	Internal         time.Time // INTERNALDATE: when the server received it
	Size             int64     // RFC822.SIZE as the server says; need not equal len(Raw)
	Raw              []byte    // the whole message, or its headers when Oversize
	Oversize         bool      // larger than Account.MaxSize: Raw holds at most 1 MB of headers
	// Problem holds the server's words when it lists the message but refused
	// its bytes three times; Raw is then empty. The message is still there.
	Problem string
}

// Batch is what one delivery keeps, all of it or nothing.
type Batch struct {
	Account, Folder string
	// Mails are in UID order. There are none when only the cursor moved or
	// there is only something to note.
	Mails []Fetched
	Next  Cursor
	// Backfill: the mails are below the cursor, which does not move with them.
	Backfill bool
	// Note is what a person should find in the journal about the folder
	// itself, "" mostly. The same note may come again.
	Note string

	// Ahead is what Ahead.Prepare left for Deliver; nil where it was not called.
	Ahead any
}

// Sink is where mail goes.
//
// Calls for one account and folder never overlap; calls for different ones do.
type Sink interface {
	// Cursor gives the cursor last kept for the folder; zero if there is none.
	Cursor(account, folder string) (Cursor, error)
	// Deliver must have kept the batch and the cursor durably, both or none,
	// when it returns nil. Only then is anything changed on the server. After
	// an error the same messages come again, later. The sink must recognise
	// what it already has: after renumbering everything comes again.
	Deliver(ctx context.Context, b Batch) error
}

// Ahead is a Sink that can do a part of the work on a batch before its turn.
type Ahead interface {
	Sink
	// Prepare may be called with the mails of a batch while the one before is
	// being delivered. It begins the work and returns at once; what it leaves in
	// b.Ahead comes with the same mails to Deliver, or never. It keeps no cursor
	// and nothing that Deliver would have to take back. The channel is closed when
	// nothing of the work runs any more, soon after ctx ended.
	Prepare(ctx context.Context, b *Batch) (ended <-chan struct{})
}

// The states of a folder's connection.
const (
	Connecting = "connecting"
	Pulling    = "pulling"
	Idle       = "idle"    // told by the server when mail comes
	Polling    = "polling" // the server cannot tell: asking now and then
	Waiting    = "waiting" // connection lost; Next says when it is tried again
	Failed     = "failed"  // refused in a way a person must mend; tried again at Next all the same
)

// Status is the state of one folder, reported whenever it changes and after
// each batch.
type Status struct {
	Account, Folder string
	State           string
	Done, Total     int // messages of the current reading
	// Err is a *Refusal, or nil. With State Pulling it is a note (Renumbered,
	// Restored), not a failure.
	Err    error
	Next   time.Time // when a waiting or failed folder is tried again
	LastOK time.Time // when the folder was last read to its end
}
