package intake

import (
	"context"
	"errors"
	"fmt"

	"loket/mailbox/mail"
	"loket/ticket"
	"loket/ticket/document"
)

// Keeper keeps a later look at a file; *ticket.Desk is one.
type Keeper interface {
	Reinspect(ctx context.Context, by string, id ticket.ID, f ticket.Inspection) error
}

// Again is what InspectAgain did.
type Again struct {
	Tickets, Files, Failed int
}

// InspectAgain inspects the files whose report an older version of the inspection
// made, or whose signatures were verified against another trust: those of open
// tickets, and of closed ones too with all. say is told about each file that could
// not be.
func (r *Reader) InspectAgain(ctx context.Context, k Keeper, all bool, say func(string)) (Again, error) {
	var done Again
	if r.Inspector == nil {
		return done, nil
	}
	var ids []ticket.ID
	list := func(data []byte) bool {
		if row, err := ticket.DecodeRow(data); err == nil && row.Documents > 0 {
			ids = append(ids, row.ID)
		}
		return ctx.Err() == nil
	}
	for _, open := range []bool{true, false} {
		if !open && !all {
			break
		}
		if err := r.Log.Rows(open, list); err != nil {
			return done, fmt.Errorf("list the tickets: %w", err)
		}
	}
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		if err := r.ticketAgain(ctx, k, id, &done, say); err != nil {
			return done, err
		}
	}
	return done, nil
}

// inspectStale inspects again what InspectAgain does, once after the inspection or
// the site's trust became another. A file that cannot be inspected keeps the report
// that it has.
func (r *Reader) inspectStale(ctx context.Context) error {
	trust := r.trust()
	stale, err := r.Desk.Stale(trust)
	if err != nil || !stale {
		return err
	}
	if _, err := r.InspectAgain(ctx, r.Desk, false, func(string) {}); err != nil {
		return fmt.Errorf("inspect again: %w", err)
	}
	return r.Desk.Fresh(trust)
}

func (r *Reader) trust() string {
	if r.Trust == nil {
		return ""
	}
	return r.Trust()
}

func (r *Reader) ticketAgain(ctx context.Context, k Keeper, id ticket.ID, done *Again, say func(string)) error {
	t, err := r.Desk.Ticket(id)
	if err != nil {
		return fmt.Errorf("inspect ticket %d: %w", id, err)
	}
	before := done.Files
	seen := map[string]bool{}
	for i := range t.Messages {
		for _, a := range t.Messages[i].Attachments {
			if seen[a.SHA] || !a.StaleFor(r.trust()) {
				continue
			}
			seen[a.SHA] = true
			switch rep, err := r.again(ctx, &a); {
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil:
				done.Failed++
				say(fmt.Sprintf("%s, %s: %v", t.Number, a.Name, err))
			default:
				if err := k.Reinspect(ctx, ticket.ByDesk, id, ticket.Inspection{SHA: a.SHA, Report: a.Renewed(rep)}); err != nil {
					return err
				}
				done.Files++
			}
		}
	}
	if done.Files > before {
		done.Tickets++
	}
	return nil
}

func (r *Reader) again(ctx context.Context, a *ticket.Attachment) (*document.Report, error) {
	raw, err := r.Desk.Raw(a.Mail)
	if err != nil {
		return nil, fmt.Errorf("its mail: %w", err)
	}
	in := r.inspectFile(ctx, mail.Parse(raw, r.Mail), a)
	if in.Report == nil {
		return nil, errors.New(in.Why)
	}
	return in.Report, nil
}
