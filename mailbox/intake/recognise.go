package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/domain/clean"
	"loket/mailbox/mail"
	"loket/ticket"
	"loket/ticket/document"
)

// Recogniser recognises the text of scans and pictures and inspects them with it.
type Recogniser interface {
	// Ready returns an error where nothing can be recognised.
	Ready(ctx context.Context) error
	Read(ctx context.Context, name, claimed string, data []byte, old *document.Report) (document.Report, error)
}

// recogniseTime bounds one file.
const recogniseTime = 3 * time.Minute

// RecogniseWhile recognises scans and pictures of open tickets, file by file, until
// none is left, ctx ends, or free says before a ticket that something else is to be
// done first. It runs beside InspectWhile: a long scan holds up no inspection.
func (r *Reader) RecogniseWhile(ctx context.Context, free func() bool) error {
	if !r.Recognises(ctx) {
		return nil
	}
	for ctx.Err() == nil && free() {
		ids := r.Desk.Illegible(1)
		if len(ids) == 0 || len(r.Desk.Awaiting(1)) > 0 {
			return nil // what waits to be inspected goes first
		}
		if err := r.recogniseTicket(ctx, ids[0]); err != nil {
			return fmt.Errorf("recognise the files of ticket %d: %w", ids[0], err)
		}
	}
	return ctx.Err()
}

// Recognises reports whether the text of scans can be recognised here at all.
func (r *Reader) Recognises(ctx context.Context) bool {
	return r.Scans != nil && r.Scans.Ready(ctx) == nil
}

func (r *Reader) recogniseTicket(ctx context.Context, id ticket.ID) error {
	t, err := r.Desk.Ticket(id)
	if err != nil {
		return err
	}
	for i := range t.Messages {
		for j := range t.Messages[i].Attachments {
			a := &t.Messages[i].Attachments[j]
			if !a.Illegible() {
				continue
			}
			rep, err := r.recogniseFile(ctx, a)
			if err != nil {
				return err
			}
			in := ticket.Inspected{Ticket: id, Files: []ticket.Inspection{{SHA: a.SHA, Report: rep}}}
			if err := r.Desk.Inspect(ctx, []ticket.Inspected{in}); err != nil {
				return err
			}
		}
	}
	return nil
}

// recogniseFile never leaves a file as it was: what cannot be recognised says so,
// and is not tried again.
func (r *Reader) recogniseFile(ctx context.Context, a *ticket.Attachment) (*document.Report, error) {
	known, err := r.Desk.Known(a.SHA, func(d *document.Report) bool { return d.OCR != nil && d.Signatures == 0 })
	if err != nil {
		return nil, err
	}
	if known != nil {
		return named(known, a), nil
	}
	none := *a.Report
	none.OCR = &document.OCR{}
	raw, err := r.Desk.Raw(a.Mail)
	if errors.Is(err, ticket.ErrNotFound) {
		none.OCR.Note = "the mail is gone"
		return &none, nil
	}
	if err != nil {
		return nil, err
	}
	m := mail.Parse(raw, r.Mail)
	data, err := r.bytes(ctx, m, a)
	if err != nil {
		none.OCR.Note = "the mail no longer gives this file"
		return &none, nil
	}
	limited, cancel := context.WithTimeout(ctx, recogniseTime)
	defer cancel()
	rep, err := r.Scans.Read(limited, a.Name, a.Report.Claimed, data, a.Report)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		none.OCR.Note = clean.Line(err.Error(), 200).String()
		return &none, nil
	case rep.OCR == nil: // the inspection with it came to no end
		none.OCR.Note = rep.Note
		return &none, nil
	}
	return &rep, nil
}

// named is a report of the same bytes under the name that they have here.
func named(r *document.Report, a *ticket.Attachment) *document.Report {
	out := *r
	out.Name = clean.Line(a.Name, 255).String()
	return &out
}
