// Package dispatch takes the desk's letters to the SMTP server and keeps a copy
// in the Sent folder. It decides nothing: what to send, when, and what a failure
// means for the ticket is the desk's.
//
// Rules:
//
//  1. Nothing is sent twice. That a letter is handed over is noted durably before
//     the byte with which the server takes it; before that byte a try may be
//     repeated, from it on it is not, whatever happens: the program ends, the
//     power fails, the connection breaks before the answer. Such a letter is
//     looked for in the Sent folder, where some servers put what they take; if it
//     is not there its fate is unknown, which the ticket shows, and an officer
//     says that it arrived or sends it again.
//  2. Nothing is lost: every letter ends as sent, or as something that a person
//     is shown. Automatic letters of unknown fate are shown on the ticket and not
//     counted with the failures: a receipt that comes twice is worse than none.
//  3. The secret of a letter is in the mail that leaves and nowhere else: the
//     copy kept has the mark in its place.
//  4. A letter that an officer left unfinished (letter.OpenMark) does not leave.
//  5. What left is noted first, and then its copy put into the Sent folder. A copy
//     that cannot be kept is tried again for about a day and a half, also after a
//     new start; then the ticket says that there is none. One that is there (a
//     server may keep what it takes) is not put there twice.
//  6. A server that refuses the null sender gets automatic letters with the desk's
//     address for the rest of the run. They say that they are automatic anyway.
//  7. Letters are not signed (DKIM): the server they are handed to does that.
package dispatch

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

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
	due         map[uint64]ticket.OutboxItem // as Due read them last
	nullRefused bool                         // by the server, in this run
}

var _ send.Outbox = (*Post)(nil)

const (
	// copyWithin bounds how long a copy for the Sent folder may hold up the next
	// letter, and the end of the program.
	copyWithin = 10 * time.Second
	copyTries  = 12
	// lookAgain is how long a server has to put a letter whose answer was lost
	// into the Sent folder.
	lookAgain = time.Minute
	// lookTries is how often a Sent folder that cannot be asked is asked again.
	lookTries = 40
)

// Run sends what is due until ctx ends. It wakes when the desk changes. Call it
// once at a time.
func (p *Post) Run(ctx context.Context) error {
	wake, done := p.Desk.Subscribe()
	defer done()
	return send.Work(ctx, p, p.Desk.Now, wake)
}

// Drain sends what is due now and returns. Do not call it while Run runs.
func (p *Post) Drain(ctx context.Context) error { return send.Drain(ctx, p, p.Desk.Now) }

// Due gives the letters whose time has come.
func (p *Post) Due(now time.Time) ([]uint64, time.Time, error) {
	items, next, err := p.Desk.DueLetters(now)
	if err != nil {
		return nil, next, err
	}
	p.due = make(map[uint64]ticket.OutboxItem, len(items))
	ids := make([]uint64, len(items))
	for i, it := range items {
		ids[i] = it.Letter.ID
		p.due[it.Letter.ID] = it
	}
	return ids, next, nil
}

// Try does what is due with one letter. Notes are made even while the program
// stops.
func (p *Post) Try(ctx context.Context, id uint64) func() error {
	it, ok := p.due[id]
	if !ok {
		return nil
	}
	var o *ticket.Outcome
	switch {
	case it.Job.Copy:
		return p.keepCopy(ctx, it)
	case handedOver(&it):
		o = p.look(ctx, it)
	default:
		o = p.deliver(ctx, it)
	}
	if o == nil {
		return nil
	}
	o.Copy = o.Copy && p.Mailbox.Name != ""
	return func() error {
		err := p.Desk.LetterTried(context.Background(), it, *o)
		if errors.Is(err, ticket.ErrNotFound) {
			return nil
		}
		return err
	}
}

// oldMark begins the error of a try of unknown outcome of a former version.
const oldMark = "outcome unknown: "

// handedOver reports whether an earlier try came to where only the server knows.
func handedOver(it *ticket.OutboxItem) bool {
	if s := it.Letter.State; s == ticket.LetterSending || s == ticket.LetterUnknown {
		return true
	}
	return !it.Job.Started.IsZero() || strings.HasPrefix(it.Letter.Error, oldMark)
}

// look looks for a letter that was handed over in the Sent folder. What is there
// proves nothing when the letter had left for somebody before. nil: the program
// ends.
func (p *Post) look(ctx context.Context, it ticket.OutboxItem) *ticket.Outcome {
	unknown := &ticket.Outcome{State: ticket.LetterUnknown, Code: "letter.unknown", Error: "the letter was handed over and no answer came: it may have left"}
	if p.Mailbox.Name == "" || !it.Letter.SentAt.IsZero() {
		return unknown
	}
	found, err := send.FindSent(ctx, p.Mailbox, p.Folder, it.Letter.MessageID)
	switch {
	case ctx.Err() != nil && err != nil:
		return nil
	case err != nil:
		unknown.Code, unknown.Error = "letter.unasked", "the letter was handed over and no answer came; the Sent folder cannot be asked: "+err.Error()
		if it.Job.Tries < lookTries {
			unknown.Next = p.Desk.Now().Add(send.Backoff(it.Job.Tries))
		}
		return unknown
	case found:
		return &ticket.Outcome{State: ticket.LetterSent}
	}
	return unknown
}

// deliver sends one letter. nil: there is nothing to note.
func (p *Post) deliver(ctx context.Context, it ticket.OutboxItem) *ticket.Outcome {
	open, _, failed := p.compose(it)
	if failed != nil {
		return failed
	}
	handed := false
	l := send.Letter{From: p.sender(&it.Letter), To: it.Letter.Pending(), Raw: open}
	if l.From == "" {
		l.Instead = p.Desk.Site.Address
	}
	l.ID, _, _ = strings.Cut(it.Letter.MessageID, "@")
	l.Handing = func() error {
		err := p.Desk.HandOver(context.Background(), it)
		handed = err == nil
		return err
	}
	r, err := send.Send(ctx, p.Server, l)
	switch {
	case err == nil:
		if r.NullRefused && !p.nullRefused {
			p.nullRefused = true
			p.warn("the server refuses letters without a sender; automatic letters have the desk's address from here on", it, nil)
		}
		return &ticket.Outcome{State: ticket.LetterSent, Results: p.refused(r.Refused), Copy: true, Next: p.next(it)}
	case ticket.IsRefusal(err) != nil || errors.Is(err, ticket.ErrNotFound):
		return nil // taken back or put off at the last moment
	}
	var e *send.SendError
	known := errors.As(err, &e)
	switch {
	case handed && (!known || e.Code == 0 && !e.Uncertain): // only an answer says that it was not taken
		err = &send.SendError{Temporary: true, Uncertain: true, Kind: send.Unanswered, Message: err.Error(), Err: err, Refused: refusedOf(e)}
	case !known && ctx.Err() != nil:
		return nil // nothing has left; the next start sends it
	}
	return p.failure(it, err)
}

func refusedOf(e *send.SendError) []send.Refused {
	if e == nil {
		return nil
	}
	return e.Refused
}

// failure is what an error means for the recipients.
func (p *Post) failure(it ticket.OutboxItem, err error) *ticket.Outcome {
	o := &ticket.Outcome{State: ticket.LetterRetry, Error: err.Error(), Next: p.next(it), Copy: true}
	if ticket.FaultOf(err) != nil {
		o.Next = p.Desk.Now() // the record's fault, not the server's: at once when this can be noted
	}
	var e *send.SendError
	if !errors.As(err, &e) {
		return o
	}
	o.Code, o.Args = codeOf(e)
	o.Results = p.refused(e.Refused)
	switch {
	case e.Uncertain:
		o.State, o.Next = ticket.LetterUnknown, p.Desk.Now().Add(lookAgain)
		if p.Mailbox.Name == "" {
			o.Next = time.Time{}
		}
	case len(e.Refused) == len(it.Letter.Pending()) && len(e.Refused) > 0:
		if !e.Temporary {
			o.State = ticket.LetterFailed
		}
	case !e.Temporary:
		o.State = ticket.LetterFailed
	}
	return o
}

// codeOf names an error in the words of a catalogue, "" for the server's own.
func codeOf(e *send.SendError) (string, []string) {
	var r *pull.Refusal
	switch {
	case e.Kind != "":
		return "letter." + e.Kind, e.Args
	case errors.As(e.Err, &r):
		return "pull." + string(r.Code), nil
	}
	return "", nil
}

func (p *Post) refused(list []send.Refused) (out []ticket.RecipientResult) {
	at := p.Desk.Now().UTC()
	for _, r := range list {
		state := ticket.LetterFailed
		if r.Temporary() {
			state = ticket.LetterRetry
		}
		out = append(out, ticket.RecipientResult{To: r.Address, State: state, Code: r.Code, Enhanced: r.Enhanced, Words: r.Message, At: at})
	}
	return out
}

func (p *Post) next(it ticket.OutboxItem) time.Time {
	return p.Desk.Now().Add(send.Backoff(it.Job.Tries))
}

// sender is the envelope's sender: none for automatic letters, so that nothing
// answers them (RFC 3834 section 3.3).
func (p *Post) sender(l *ticket.Letter) string {
	if l.Auto && !p.nullRefused {
		return ""
	}
	return p.Desk.Site.Address
}

// keepCopy puts a letter that has left into the Sent folder.
func (p *Post) keepCopy(ctx context.Context, it ticket.OutboxItem) func() error {
	var next time.Time
	kept := p.Mailbox.Name == "" // it was configured when the letter left: nothing to keep it in now
	if _, raw, failed := p.compose(it); failed == nil && !kept {
		inner, cancel := context.WithTimeout(ctx, copyWithin)
		err := send.AppendSent(inner, p.Mailbox, p.Folder, raw, p.Desk.Now())
		cancel()
		if ctx.Err() != nil && err != nil {
			return nil
		}
		if kept = err == nil; !kept {
			p.warn("no copy in the Sent folder", it, err)
			if it.Job.Tries+1 < copyTries {
				next = p.next(it)
			}
		}
	}
	return func() error {
		err := p.Desk.LetterCopied(context.Background(), it, kept, next)
		if errors.Is(err, ticket.ErrNotFound) {
			return nil
		}
		return err
	}
}

func (p *Post) warn(what string, it ticket.OutboxItem, err error) {
	if p.Logger == nil {
		return
	}
	args := []any{"ticket", it.Number, "letter", it.Letter.ID}
	if err != nil {
		args = append(args, "error", err)
	}
	p.Logger.Warn(what, args...)
}
