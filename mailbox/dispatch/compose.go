package dispatch

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"loket/mailbox/letter"
	"loket/ticket"
)

// compose makes the mail twice: as it leaves, and as it is kept, without the
// secret. failed says why it cannot be made; it ends the tries.
func (p *Post) compose(it ticket.OutboxItem) (open, kept []byte, failed *ticket.Outcome) {
	fail := func(code string, err error, args ...string) ([]byte, []byte, *ticket.Outcome) {
		return nil, nil, &ticket.Outcome{State: ticket.LetterFailed, Code: "letter." + code, Args: args, Error: err.Error()}
	}
	if strings.Contains(it.Letter.Subject+it.Letter.Body, letter.OpenMark) {
		return fail("open-mark", fmt.Errorf("the letter still has a place marked %s: write it anew with what is missing", letter.OpenMark), letter.OpenMark)
	}
	zone := p.Zone
	if zone == nil {
		zone = time.UTC
	}
	e := letter.Envelope{From: p.Desk.Site.Address, Name: p.Desk.Site.Name, Letter: it.Letter, Date: it.Letter.NotBefore.In(zone)}
	var err error
	if e.Files, err = p.files(it); err != nil {
		var gone *fileError
		errors.As(err, &gone)
		return fail("file-gone", err, gone.name)
	}
	if kept, err = letter.Compose(e); err != nil {
		return fail("not-written", err)
	}
	if !it.Letter.HasSecret || it.Job.Copy {
		return kept, kept, nil
	}
	if e.Secret, err = p.Desk.LetterSecret(it.Letter.ID); err != nil {
		return fail("secret-gone", fmt.Errorf("the secret of the letter: %w", err))
	}
	if open, err = letter.Compose(e); err != nil {
		return fail("not-written", err)
	}
	return open, kept, nil
}

// fileError is a file that a letter cannot take along.
type fileError struct {
	name string
	err  error
}

func (e *fileError) Error() string {
	return fmt.Sprintf("the file %q cannot be read: %s", e.name, e.err)
}
func (e *fileError) Unwrap() error { return e.err }

func (p *Post) files(it ticket.OutboxItem) (files []letter.File, err error) {
	for _, f := range it.Letter.Made {
		data, err := p.Desk.Raw(f.SHA)
		if err != nil {
			return nil, &fileError{f.Name, err}
		}
		files = append(files, letter.File{Name: f.Name, Data: data})
	}
	if len(it.Letter.Attach) == 0 {
		return files, nil
	}
	t, err := p.Desk.Ticket(it.Ticket)
	if err != nil {
		return nil, &fileError{it.Number, err}
	}
	for _, sha := range it.Letter.Attach {
		a := t.Attachment(sha)
		if a == nil {
			return nil, &fileError{sha[:min(12, len(sha))], errors.New("it is no longer on the ticket")}
		}
		data, err := p.Desk.Attachment(a)
		if err != nil {
			return nil, &fileError{a.Name, err}
		}
		files = append(files, letter.File{Name: a.Name, Data: data})
	}
	return files, nil
}
