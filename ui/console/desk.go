package console

import (
	"context"
	"log/slog"
	"time"

	"loket/domain"
	"loket/domain/register"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ui/kit"
	"loket/ui/reportview"
)

// Desk is the desk as the console uses it; *ticket.Desk is one.
type Desk interface {
	Do(ctx context.Context, by string, id ticket.ID, version uint32, c ticket.Command) (*ticket.Ticket, error)
	OpenByHand(ctx context.Context, by string, m ticket.Manual) (*ticket.Ticket, error)
	Ticket(id ticket.ID) (*ticket.Ticket, error)
	Find(number string) (ticket.ID, error)
	Next(t *ticket.Ticket) ticket.Action
	Search(ctx context.Context, s ticket.Search) (*ticket.Found, error)
	Sit(officer string) *ticket.Seat
	May(by string, right staff.Right, service string) bool
	HandsOver(by, owner string) staff.Right
	SaveDraft(key, text string) error
	LoadDraft(key string) (string, error)
	Rows
	Mails
	Names
	Zones
	Line
	Histories
	Boards
}

// Boards is what a supervisor sees, as ticket.Desk has it.
type Boards interface {
	Board(now time.Time) *ticket.Board
	Unexplained() []*ticket.Row
	Told(by string, r *ticket.Row) bool
	BookFault() error
	PlanNow(each time.Duration) ticket.Plan
	WhatIf(was, then ticket.Plan) ([]ticket.Supposed, error)
}

// Histories is what reports are made of, as ticket.Desk has it.
type Histories interface {
	reportview.Desk
}

// Zones is the zone beside the register, as ticket.Desk has it.
type Zones interface {
	Zones() []string
	LastComparison(zone string) (c ticket.Comparison, ok bool, err error)
	CompareZone(ctx context.Context, by, zone string) (ticket.Comparison, error)
	AcceptRecords(ctx context.Context, by, zone string, records []domain.Record, reason string) error
}

// Line is the connection to the registry, as ticket.Desk has it.
type Line interface {
	LineState() (st ticket.LineState, ok bool)
	RegistrySaid() ([]ticket.RegistrySaid, error)
}

// Names is the register, as ticket.Desk has it.
type Names interface {
	Register() ([]register.Entry, error)
	RegisterEntry(name domain.Name) (e register.Entry, ok bool, err error)
	Radar(entries []register.Entry) []register.Position
	RegisterRev() uint64
	SetEntry(ctx context.Context, by string, e register.Entry) error
	Campaign(by, note string) (*ticket.Campaign, error)
	Reminders() (names int, err error)
	Remind(ctx context.Context, by, note string, list []ticket.Mailing) (sent int, err error)
	OpenLapse(ctx context.Context, by string, name domain.Name) (*ticket.Ticket, error)
}

// Rows is the queue in memory.
type Rows interface {
	Queue(v ticket.View, by string, q *ticket.Query, s ticket.Sort, desc bool, now time.Time) []*ticket.Row
	Mend(rows, changed []*ticket.Row, s ticket.Selection, now time.Time) []*ticket.Row
	Counts(by string, now time.Time) map[ticket.View]int
	Troubles() (letters, unsure int)
	Row(id ticket.ID) *ticket.Row
	Left(r *ticket.Row, now time.Time) ticket.Left
	Changed(since uint64) (rows []*ticket.Row, rev uint64, all bool)
	Subscribe() (<-chan struct{}, func())
}

// Mails is the mail journal and the letters on their way out.
type Mails interface {
	Journal(before uint64, limit int) ([]ticket.MailRecord, uint64, error)
	AttachMail(ctx context.Context, by, key string, id ticket.ID) error
	MailToTicket(ctx context.Context, by, key string) (*ticket.Ticket, error)
	IgnoreMail(ctx context.Context, by, key, reason string) error
	RetryMail(ctx context.Context, by, key string) error
	RawMail(by, hash string) ([]byte, error)
	Parked() int
	Outbox() ([]ticket.OutboxItem, error)
	Unsent() (again, lost int, err error)
}

// Options is what a console is made of. Desk and Officer are required.
type Options struct {
	Desk      Desk
	Catalogue *domain.Catalogue                            // names of services; nil shows ids
	Officer   string                                       // id of who sits here
	Officers  map[string]string                            // id -> name, of everybody who may be given work
	Zone      *time.Location                               // of the desk; nil means UTC
	Lang      kit.Lang                                     // where the officer has not chosen one
	Local     bool                                         // the console runs on the officer's machine: files may be written
	LangAsked bool                                         // Lang was asked for this time: it wins over what the officer chose before
	Plain     bool                                         // the terminal shows nothing but ASCII
	Theme     string                                       // auto, dark, light, none
	Picture   string                                       // one of picture.Ways; "" for auto
	Status    func() Status                                // asked once a second; nil: nothing is pulled
	PullNow   func()                                       // nil: not offered
	Settings  func() Settings                              // asked each time they are shown
	Arrivals  func() []Arrival                             // what requesters got, oldest first; nil: nobody can know
	Unset     string                                       // where a configuration would be written when there is none, "" when there is one
	Ticket    func(env *kit.Env, id ticket.ID) kit.Screen  // nil: tickets cannot be opened
	Compose   func(env *kit.Env, c kit.Compose) kit.Screen // nil: nothing can be written
	Logger    *slog.Logger                                 // nil: nothing is logged
	Now       func() time.Time                             // nil: time.Now
}

// Status is how the mailbox does.
type Status struct {
	// State is off, connecting, idle, polling, pulling, waiting (connection lost,
	// tried again at Next), failed or error (a person must mend it).
	State string
	Code  string    // of the refusal: key pull.<code> of the catalogue
	Error string    // plain words, shown where the catalogue lacks the code
	Next  time.Time // when it is tried again
	Read  time.Time // when every folder was last read to its end
	Done  int       // of Total while a large mailbox comes in
	Total int

	Record Record
	// Scanner is the malware scanner; the zero value where none is configured.
	Scanner document.ScannerStatus
}

// Settings is what the settings screen shows: groups of names and values, in
// the order given. Names are keys settings.<name> where the catalogue has them.
type Settings []Group

// Group is a part of the settings.
type Group struct {
	Name  string
	Items []Item
}

// Item is one setting. Never put a secret into it.
type Item struct {
	Name, Value string
	Now         func() string // where set it gives the value when it is shown, at once
}
