// Package dispatch takes the desk's letters to the SMTP server and keeps a copy
// in the Sent folder. It decides nothing: what to send, when, and what a failure
// means for the ticket is the desk's.
//
// Rules:
//
//  1. A try is noted before it begins. One whose outcome is not known (the
//     program ended, the connection broke after the last byte) is looked for in
//     the Sent folder, and is not repeated while that folder cannot be asked.
//  2. The secret of a letter is in the mail that leaves and nowhere else: the
//     copy kept has the mark in its place.
//  3. A letter that an officer left unfinished (letter.OpenMark) does not leave.
//  4. What left is noted even while the program stops.
package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"loket/mailbox/letter"
	"loket/mailbox/pull"
	"loket/mailbox/send"
	"loket/ticket"
)

// Post sends letters. Fill the exported fields before use.
type Post struct {
	Desk   *ticket.Desk
	Server send.Server
	// Mailbox is the account whose Sent folder keeps the copies; its Name is ""
	// where no mailbox is configured.
	Mailbox pull.Account
	Folder  string         // "" for the server's own
	Zone    *time.Location // nil: UTC
	Logger  *slog.Logger

	// Used by the one goroutine of Run.
	due  map[uint64]ticket.OutboxItem // as Due read them last
	gone map[uint64]bool              // taken back between Due and Started
}

var _ send.Outbox = (*Post)(nil)

// unknownMark begins the error of a try whose outcome is not known; it is how a
// later run of the program knows.
const unknownMark = "outcome unknown: "

// copyWithin bounds how long a copy for the Sent folder may hold up the next
// letter, and the end of the program.
const copyWithin = 10 * time.Second

var errGone = errors.New("the letter was taken back")

// Run sends what is due until ctx ends. It wakes when the desk changes. Call it
// once at a time.
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
	p.due, p.gone = make(map[uint64]ticket.OutboxItem, len(due)), make(map[uint64]bool)
	var jobs []send.Job
	for _, it := range due {
		if s := it.Letter.State; s != ticket.LetterHeld && s != ticket.LetterRetry && s != ticket.LetterSending {
			continue // nothing to send, whatever the work list says
		}
		p.due[it.Letter.ID] = it
		job := send.Job{
			ID: it.Letter.ID, From: p.sender(&it.Letter), To: append(append([]string{}, it.Letter.To...), it.Letter.Cc...),
			MessageID: it.Letter.MessageID, NotBefore: it.Job.NotBefore, Attempts: it.Job.Tries,
		}
		if !it.Job.Started.IsZero() {
			job.Attempts++ // begun, and nobody knows how it ended
		}
		jobs = append(jobs, job)
	}
	return jobs, next, nil
}

// sender is the envelope's sender: none for automatic letters, so that nothing
// answers them (RFC 3834 section 3.3).
func (p *Post) sender(l *ticket.Letter) string {
	if l.Auto {
		return ""
	}
	return p.Desk.Site.Address
}

// item is a letter as Due read it, else as the desk has it now.
func (p *Post) item(id uint64) (ticket.OutboxItem, error) {
	if it, ok := p.due[id]; ok {
		return it, nil
	}
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

// Started notes that a try begins. A letter that was taken back meanwhile is no
// error: it must not hold up those behind it.
func (p *Post) Started(id uint64) error {
	it, err := p.item(id)
	if err == nil {
		err = p.Desk.StartLetter(context.Background(), it) // a letter that leaves is noted even while the program stops
	}
	if errors.Is(err, ticket.ErrNotFound) || ticket.IsRefusal(err) != nil {
		p.gone[id] = true
		return nil
	}
	return err
}

// Sent notes that the server took it.
func (p *Post) Sent(id uint64, _ time.Time) error {
	it, err := p.item(id)
	if err != nil {
		return absent(err)
	}
	return absent(p.Desk.LetterLeft(context.Background(), it))
}

// Failed notes why it did not leave.
func (p *Post) Failed(id uint64, cause error, temporary bool, next time.Time) error {
	it, err := p.item(id)
	if err != nil || errors.Is(cause, errGone) {
		return absent(err)
	}
	why := cause.Error()
	var e *send.SendError
	if errors.As(cause, &e) && e.Uncertain {
		why = unknownMark + why
	}
	if temporary {
		return absent(p.Desk.LetterTryAgain(context.Background(), it, why, next))
	}
	return absent(p.Desk.LetterRefused(context.Background(), it, why))
}

// absent passes over a letter that is no longer there to be noted.
func absent(err error) error {
	if errors.Is(err, ticket.ErrNotFound) {
		return nil
	}
	return err
}

// deliver sends one letter, unless an earlier try of unknown outcome is found in
// the Sent folder.
func (p *Post) deliver(ctx context.Context, job send.Job) error {
	if p.gone[job.ID] {
		return errGone
	}
	it, err := p.item(job.ID)
	if err != nil {
		return err
	}
	unknown := !it.Job.Started.IsZero() || strings.HasPrefix(it.Letter.Error, unknownMark)
	if unknown && p.Mailbox.Name != "" {
		found, err := p.inSent(ctx, job.MessageID)
		if err != nil {
			return &send.SendError{Temporary: true, Uncertain: true, Message: "the Sent folder cannot be asked whether it left before: " + err.Error(), Err: err}
		}
		if found {
			return nil
		}
	}
	open, kept, err := p.compose(it)
	if err != nil {
		return &send.SendError{Message: err.Error(), Err: err}
	}
	place := p.place(ctx, it, kept)
	err = send.SendThen(ctx, p.Server, job.From, job.To, open, func() { p.keepCopy(ctx, it, kept, place) })
	if err != nil && place != nil {
		place.Drop()
	}
	return err
}

// place readies the copy before the letter leaves, so that hardly any time lies
// between its leaving and its being found in the Sent folder. nil: it is made
// afterwards, if it can.
func (p *Post) place(ctx context.Context, it ticket.OutboxItem, raw []byte) *send.Copy {
	if p.Mailbox.Name == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, copyWithin)
	defer cancel()
	c, err := send.OpenCopy(ctx, p.Mailbox, p.Folder, raw, p.Desk.Now())
	if err != nil && p.Logger != nil {
		p.Logger.Warn("the Sent folder is not ready", "ticket", it.Number, "letter", it.Letter.ID, "error", err)
	}
	return c
}

// keepCopy puts the letter into the Sent folder. The letter has left: a copy that
// cannot be kept is logged, and the record has the text anyway.
func (p *Post) keepCopy(ctx context.Context, it ticket.OutboxItem, raw []byte, place *send.Copy) {
	if p.Mailbox.Name == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), copyWithin)
	defer cancel()
	if place != nil && place.Keep(ctx) == nil {
		return
	}
	// Not readied, or the server did not wait so long.
	if err := send.AppendSent(ctx, p.Mailbox, p.Folder, raw, p.Desk.Now()); err != nil && p.Logger != nil {
		p.Logger.Warn("no copy in the Sent folder", "ticket", it.Number, "letter", it.Letter.ID, "error", err)
	}
}

// compose makes the mail twice: as it leaves, and as it is kept, without the
// secret.
func (p *Post) compose(it ticket.OutboxItem) (open, kept []byte, err error) {
	if strings.Contains(it.Letter.Subject+it.Letter.Body, letter.OpenMark) {
		return nil, nil, fmt.Errorf("the letter still has a place marked %s: write it anew with what is missing", letter.OpenMark)
	}
	zone := p.Zone
	if zone == nil {
		zone = time.UTC
	}
	e := letter.Envelope{From: p.Desk.Site.Address, Name: p.Desk.Site.Name, Letter: it.Letter, Date: it.Letter.NotBefore.In(zone)}
	if e.Files, err = p.files(it); err != nil {
		return nil, nil, err
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

func (p *Post) files(it ticket.OutboxItem) (files []letter.File, err error) {
	if len(it.Letter.Attach) == 0 {
		return nil, nil
	}
	t, err := p.Desk.Ticket(it.Ticket)
	if err != nil {
		return nil, err
	}
	for _, sha := range it.Letter.Attach {
		a := t.Attachment(sha)
		if a == nil {
			return nil, fmt.Errorf("the file %.12s is no longer on the ticket", sha)
		}
		data, err := p.Desk.Attachment(a)
		if err != nil {
			return nil, fmt.Errorf("the file %q cannot be read: %w", a.Name, err)
		}
		files = append(files, letter.File{Name: a.Name, Data: data})
	}
	return files, nil
}
