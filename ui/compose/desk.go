package compose

import (
	"time"

	"loket/domain"
	"loket/ticket"
)

// Desk is the desk as the composer uses it; *ticket.Desk is one. All methods
// but ConfirmWord may take as long as a disk takes.
type Desk interface {
	Drafts
	Ticket(id ticket.ID) (*ticket.Ticket, error)
	Write(t *ticket.Ticket, p ticket.Purpose, by, note string) (ticket.Draft, time.Time, error)
	ConfirmWord(t *ticket.Ticket) string
	MayKnow(t *ticket.Ticket, email string) *ticket.Refusal
}

// Drafts keep what is being written, by the kind of letter; nil removes one.
type Drafts interface {
	KeepDraft(s *ticket.Seat, by string, id ticket.ID, kind string, draft *ticket.LetterDraft) error
	LetterDraft(id ticket.ID, kind string) (*ticket.LetterDraft, error)
}

// Options is what the composers of one console share. Desk and Catalogue are
// required.
type Options struct {
	Desk      Desk
	Catalogue *domain.Catalogue
	Hold      time.Duration // how long a letter may be taken back
	Editor    string        // command of an outer editor, $EDITOR say; "" offers none
}
