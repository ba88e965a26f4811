// Package dispatch takes the desk's letters to the SMTP server and keeps a copy
// in the Sent folder. It decides nothing: what to send, when, and what a failure
// means for the ticket is the desk's.
package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"loket/mailbox/letter"
	"loket/mailbox/pull"
	"loket/mailbox/send"
	"loket/ticket"
)

// Post sends letters. Fill the fields before use.
type Post struct {
	Desk   *ticket.Desk
	Server send.Server
	// Mailbox is the account whose Sent folder keeps the copies; its Name is ""
	// where no mailbox is configured.
	Mailbox pull.Account
	Folder  string // "" for the server's own
	Zone    *time.Location
	Logger  *slog.Logger
}

var _ send.Outbox = (*Post)(nil)

// Run sends what is due until ctx ends. It wakes when the desk changes.
func (p *Post) Run(ctx context.Context) error {
	wake, done := p.Desk.Subscribe()
	defer done()
	return send.Work(ctx, p, p.deliver, p.Desk.Now, wake)
}

// Due gives the letters whose time has come.
func (p *Post) Due(now time.Time) ([]send.Job, time.Time, error) {
	due, next, err := p.Desk.DueLetters(now)
	if err != nil {
		return nil, next, err
	}
	var jobs []send.Job
	for _, it := range due {
		job := send.Job{ID: it.Letter.ID, From: p.sender(&it.Letter), To: append(append([]string{}, it.Letter.To...), it.Letter.Cc...),
			MessageID: it.Letter.MessageID, NotBefore: it.Job.NotBefore, Attempts: it.Job.Tries}
		if !it.Job.Started.IsZero() {
			job.Attempts++ // begun, and nobody knows how it ended
		}
		jobs = append(jobs, job)
	}
	return jobs, next, nil
}

// sender is the envelope's sender: none for automatic letters, so that nothing
// answers them (RFC 3834 section 4).
func (p *Post) sender(l *ticket.Letter) string {
	if l.Auto {
		return ""
	}
	return p.Desk.Site.Address
}

func (p *Post) item(id uint64) (ticket.OutboxItem, error) {
	items, err := p.Desk.Outbox()
	if err != nil {
		return ticket.OutboxItem{}, err
	}
	for _, it := range items {
		if it.Letter.ID == id {
			return it, nil
		}
	}
	return ticket.OutboxItem{}, fmt.Errorf("letter %d: %w", id, ticket.ErrNotFound)
}

// Started notes that a try begins.
func (p *Post) Started(id uint64) error {
	it, err := p.item(id)
	if err != nil {
		return err
	}
	return p.Desk.StartLetter(context.Background(), it) // a letter that leaves is noted even while the program stops
}

// Sent notes that the server took it.
func (p *Post) Sent(id uint64, _ time.Time) error {
	it, err := p.item(id)
	if errors.Is(err, ticket.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return p.Desk.LetterLeft(context.Background(), it)
}

// Failed notes why it did not leave.
func (p *Post) Failed(id uint64, cause error, temporary bool, next time.Time) error {
	it, err := p.item(id)
	if errors.Is(err, ticket.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if temporary {
		return p.Desk.LetterTryAgain(context.Background(), it, cause.Error(), next)
	}
	return p.Desk.LetterRefused(context.Background(), it, cause.Error())
}

// deliver sends one letter, unless an earlier try of unknown outcome is found in
// the Sent folder.
func (p *Post) deliver(ctx context.Context, job send.Job) error {
	it, err := p.item(job.ID)
	if err != nil {
		return err
	}
	if !it.Job.Started.IsZero() && job.Attempts > 0 && p.Mailbox.Name != "" {
		if found, err := send.FindSent(ctx, p.Mailbox, job.MessageID); err == nil && found {
			return nil
		}
	}
	open, kept, err := p.compose(it)
	if err != nil {
		return &send.SendError{Message: err.Error()}
	}
	if err := send.Send(ctx, p.Server, job.From, job.To, open); err != nil {
		return err
	}
	p.keepCopy(ctx, it, kept)
	return nil
}

// keepCopy appends the letter to the Sent folder. The letter has left: a copy
// that cannot be kept is logged, and the record has the text anyway.
func (p *Post) keepCopy(ctx context.Context, it ticket.OutboxItem, raw []byte) {
	if p.Mailbox.Name == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := send.AppendSent(ctx, p.Mailbox, p.Folder, raw, p.Desk.Now()); err != nil && p.Logger != nil {
		p.Logger.Warn("no copy in the Sent folder", "ticket", it.Number, "letter", it.Letter.ID, "error", err)
	}
}

// compose makes the mail twice: as it leaves, and as it is kept, without the secret.
func (p *Post) compose(it ticket.OutboxItem) (open, kept []byte, err error) {
	e := letter.Envelope{From: p.Desk.Site.Address, Name: p.Desk.Site.Name, Letter: it.Letter, Date: it.Letter.NotBefore.In(p.Zone)}
	if len(it.Letter.Attach) > 0 {
		t, err := p.Desk.Ticket(it.Ticket)
		if err != nil {
			return nil, nil, err
		}
		for _, sha := range it.Letter.Attach {
			a := t.Attachment(sha)
			if a == nil {
				return nil, nil, fmt.Errorf("the file %.12s is no longer on the ticket", sha)
			}
			data, err := p.Desk.Attachment(a)
			if err != nil {
				return nil, nil, err
			}
			e.Files = append(e.Files, letter.File{Name: a.Name, Data: data})
		}
	}
	if kept, err = letter.Compose(e); err != nil || !it.Letter.HasSecret {
		return kept, kept, err
	}
	if e.Secret, err = p.Desk.LetterSecret(it.Letter.ID); err != nil {
		return nil, nil, fmt.Errorf("the secret of the letter: %w", err)
	}
	open, err = letter.Compose(e)
	return open, kept, err
}
