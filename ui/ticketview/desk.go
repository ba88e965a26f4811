package ticketview

import (
	"context"
	"sync"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/probe"
	"loket/domain/staff"
	"loket/domain/webcheck"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/page"
	"loket/ui/kit"
)

// Desk is the desk as this screen uses it; *ticket.Desk is one.
type Desk interface {
	Reads
	Ties
	Acts
	Evidence
	Next(t *ticket.Ticket) ticket.Action
	Objections(t *ticket.Ticket, it *ticket.CheckItem) []ticket.Doubt
	Checklist(t *ticket.Ticket) []ticket.CheckItem
	LinkedFiles(t *ticket.Ticket) ([]ticket.LinkedFile, error)
	Explain(t *ticket.Ticket, now time.Time, lang string) []string
	ConfirmWord(t *ticket.Ticket) string
	RecordCheck(t *ticket.Ticket) domain.RecordCheck
	EndsAs(t *ticket.Ticket) string
}

// Reads may take as long as a disk takes; they are called in a Run.
type Reads interface {
	Ticket(id ticket.ID) (*ticket.Ticket, error)
	History(id ticket.ID) ([]ticket.Event, error)
	LettersBegun(id ticket.ID) ([]ticket.Begun, error)
	Find(number string) (ticket.ID, error)
	Attachment(a *ticket.Attachment) ([]byte, error)
	TakeFile(ctx context.Context, by string, id ticket.ID, a *ticket.Attachment, how string) ([]byte, error)
	ScannerStatus() (st document.ScannerStatus, ok bool)
}

// Ties are the commands that change more than one ticket.
type Ties interface {
	Link(ctx context.Context, by string, a, b ticket.ID, kind string) error
	Merge(ctx context.Context, by string, from, into ticket.ID) error
	OpenLinked(ctx context.Context, by string, id ticket.ID, service string) (*ticket.Ticket, error)
	FetchBody(ctx context.Context, by string, id ticket.ID, version uint32, from ticket.Bodies) error
	Reinspect(ctx context.Context, by string, id ticket.ID, f ticket.Inspection) error
	Rescan(ctx context.Context, by string, id ticket.ID, sha string) error
	Split(ctx context.Context, by string, id ticket.ID, messages []uint32) (*ticket.Ticket, error)
}

// Acts ask about actions on the outside world, and about the world itself. Plans
// and Probe take as long as the other side takes; the others answer at once.
type Acts interface {
	PlanAct(ctx context.Context, id ticket.ID, step, name string) (*action.Plan, error)
	PlanRevert(ctx context.Context, id ticket.ID, act string) (*action.Plan, error)
	Drives(action string) bool
	Seconds(action string) bool
	MayApprove(by string, a *ticket.Act) *ticket.Refusal
	ActNames(t *ticket.Ticket, step string) (all, left []string)
	Asks(kind probe.Kind) bool
	Probe(ctx context.Context, by string, id ticket.ID, kind probe.Kind, hint string) (*ticket.Ticket, error)
}

// Evidence is about reported addresses. Look and OwnerLetters take as long as a
// disk takes; they are called in a Run.
type Evidence interface {
	Looking() bool
	Look(hash string) (webcheck.Look, error)
	Owners(t *ticket.Ticket) []ticket.Owner
	OwnerLetters(t *ticket.Ticket, by, note string) ([]ticket.OwnerLetter, error)
}

// Options is what the screens of one console share. Desk and Catalogue are
// required.
type Options struct {
	Desk      Desk
	Catalogue *domain.Catalogue
	Officers  map[string]string  // id -> name, of everybody who may be given work
	Bodies    ticket.Bodies      // brings mail that was too large; nil: not offered
	Inspector document.Inspector // reads a file's whole text; nil: not offered
	Trust     func() string      // signature.Trust.ID of what the site trusts now; nil: nothing
	Opener    Opener             // opens locked files; nil: not offered
	Unpacker  Unpacker           // takes files out of archives; nil: not offered
	Pages     page.Renderer      // draws pages; nil: not offered
	Outside   *Outside           // opens files with the desktop's programs; nil: not offered
	Local     bool               // the console runs on the officer's machine: files may be written

	viewed sync.Map // SHA-256 of the files that this console's officer was noted to look at
}

// viewing gives a file to look at. The first look of a console is noted.
func (s *Screen) viewing(ctx context.Context, a *ticket.Attachment) ([]byte, error) {
	how := ticket.TakenView
	if _, noted := s.opt.viewed.Load(a.SHA); noted {
		how = ticket.TakenAgain
	}
	data, err := s.taking(ctx, a, how)
	if err == nil {
		s.opt.viewed.Store(a.SHA, true)
	}
	return data, err
}

// taking gives a file that leaves the console, which is noted every time.
func (s *Screen) taking(ctx context.Context, a *ticket.Attachment, how string) ([]byte, error) {
	return s.opt.Desk.TakeFile(ctx, s.env.Officer, s.id, a, how)
}

// loaded is what was read of the ticket, and what the desk thinks of it.
type loaded struct {
	t       *ticket.Ticket
	row     ticket.Row
	service *domain.Service // nil while nobody knows
	next    ticket.Action
	items   []ticket.CheckItem
	linked  []ticket.LinkedFile // files of linked tickets that are wanted here
	events  []ticket.Event
	begun   []ticket.Begun // letters that somebody writes
	explain []string
	owners  []ticket.Owner       // of the reported addresses
	resent  *ticket.Resubmission // answer to a return for revision; nil: none
}

func (s *Screen) read(lang kit.Lang, now time.Time) (*loaded, error) {
	t, err := s.opt.Desk.Ticket(s.id)
	if err != nil {
		return nil, err
	}
	if !s.env.Bar(staff.Personal, t.Service).Empty() {
		t.MaskNumbers()
	}
	l := &loaded{t: t, row: ticket.RowOf(t, 0), next: s.opt.Desk.Next(t), items: s.opt.Desk.Checklist(t)}
	if l.linked, err = s.opt.Desk.LinkedFiles(t); err != nil {
		return nil, err
	}
	l.service, _ = s.opt.Catalogue.Service(t.Service)
	l.owners = s.opt.Desk.Owners(t)
	l.explain = s.opt.Desk.Explain(t, now, string(lang))
	if l.events, err = s.opt.Desk.History(s.id); err != nil {
		return nil, err
	}
	if l.begun, err = s.opt.Desk.LettersBegun(s.id); err != nil {
		return nil, err
	}
	l.resent = ticket.Resubmitted(t, l.events)
	l.changedFirst()
	return l, nil
}
