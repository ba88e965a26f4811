package intake

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"loket/domain/clean"
	"loket/mailbox/mail"
	"loket/ticket"
	"loket/ticket/document"
)

// Bounds on inspection, so that one mail of a thousand bombs cannot hold up the
// others: the time for one file and for all files of a ticket. Files beyond are
// listed and kept like the others, and said not to be inspected.
const (
	inspectTime  = 30 * time.Second
	inspectWhole = 2 * time.Minute
)

// Tickets are inspected and kept by so many, or by as many as have so many
// bytes of mail, whichever is less.
const (
	inspectTickets = 32
	inspectBytes   = 6 << 20
)

// InspectAll inspects the files that wait for it, the first come first, until
// none is left or ctx ends, and at last those whose report is out of date; where a malware scanner is configured it has them
// scanned first, and then those that it could not scan before. What was found is
// kept now and then; a program that ends in between inspects the rest again at
// its next start.
func (r *Reader) InspectAll(ctx context.Context) error {
	return r.InspectWhile(ctx, func() bool { return true })
}

// InspectWhile is InspectAll as long as free says that nothing else is to be done
// first. It is asked before each ticket; the one at hand is brought to its end, and
// what was found is kept.
func (r *Reader) InspectWhile(ctx context.Context, free func() bool) error {
	for ctx.Err() == nil && free() {
		n, err := r.inspectSome(ctx, free)
		if err != nil {
			return err
		}
		if n > 0 || !free() {
			continue
		}
		if more, err := r.Desk.ScanSome(ctx); err != nil {
			return err
		} else if !more {
			return r.inspectStale(ctx)
		}
	}
	return ctx.Err()
}

// inspectSome inspects a bounded number of tickets and keeps what was found.
func (r *Reader) inspectSome(ctx context.Context, free func() bool) (int, error) {
	var list []ticket.Inspected
	var held int64
	for _, id := range r.Desk.Awaiting(inspectTickets) {
		if !free() {
			break
		}
		in, size, err := r.inspectTicket(ctx, id)
		if err != nil {
			return 0, fmt.Errorf("inspect the files of ticket %d: %w", id, err)
		}
		list = append(list, in)
		if held += size; held > inspectBytes {
			break
		}
	}
	if len(list) == 0 || ctx.Err() != nil {
		return 0, ctx.Err() // what was cut short is no finding
	}
	return len(list), r.Desk.Inspect(ctx, list)
}

// inspectTicket inspects the files of one ticket; size is the mail it read.
func (r *Reader) inspectTicket(ctx context.Context, id ticket.ID) (out ticket.Inspected, size int64, err error) {
	out.Ticket = id
	t, err := r.Desk.Ticket(id)
	if err != nil {
		return out, 0, err
	}
	whole, done := context.WithTimeout(ctx, inspectWhole)
	defer done()
	seen := make(map[string]bool)
	for i := range t.Messages {
		var wait []ticket.Attachment
		for _, a := range t.Messages[i].Attachments {
			if a.Await && !seen[a.SHA] {
				seen[a.SHA] = true
				wait = append(wait, a)
			}
		}
		if len(wait) == 0 {
			continue
		}
		raw, err := r.Desk.Raw(wait[0].Mail)
		if errors.Is(err, ticket.ErrNotFound) {
			raw = nil // said of each file
		} else if err != nil {
			return out, size, err
		}
		size += int64(len(raw))
		out.Files = append(out.Files, r.inspectFiles(whole, raw, wait)...)
	}
	return out, size, nil
}

// inspectFiles inspects files of one mail side by side.
func (r *Reader) inspectFiles(ctx context.Context, raw []byte, wait []ticket.Attachment) []ticket.Inspection {
	m := mail.Parse(raw, r.Mail)
	scans := r.Desk.ScanFiles(ctx, raw, wait, func(a *ticket.Attachment) ([]byte, error) { return r.bytes(ctx, m, a) })
	out := make([]ticket.Inspection, len(wait))
	slots := make(chan struct{}, max(r.Parallel, 2))
	var wg sync.WaitGroup
	for i := range wait {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			a := &wait[i]
			if s := scans[a.SHA]; s != nil {
				a.Scan = s
			}
			if a.Quarantined() { // and no supervisor lifted that
				out[i].SHA = a.SHA
			} else {
				out[i] = r.inspectFile(ctx, m, a)
			}
			out[i].Scan = locked(scans[a.SHA], out[i].Report)
		})
	}
	wg.Wait()
	return out
}

func (r *Reader) inspectFile(ctx context.Context, m *mail.Message, a *ticket.Attachment) (out ticket.Inspection) {
	out.SHA = a.SHA
	defer func() {
		if p := recover(); p != nil {
			out.Why = fmt.Sprintf("inspecting it failed: %v", p)
		}
	}()
	if known, err := r.Desk.Known(a.SHA, func(d *document.Report) bool { return d.Signatures == 0 }); err == nil && known != nil {
		out.Report = named(known, a) // the same bytes came before
		return out
	}
	data, err := r.bytes(ctx, m, a)
	if err != nil {
		out.Why = "the mail no longer gives this file"
		return out
	}
	limited, cancel := context.WithTimeout(ctx, inspectTime)
	defer cancel()
	claimed := ""
	if a.Member == nil && a.Index < len(m.Attachments) {
		claimed = m.Attachments[a.Index].Type
	}
	rep, err := r.Inspector.Inspect(limited, a.Name, claimed, data)
	if err != nil {
		out.Why = clean.Line(err.Error(), 200).String()
		return out
	}
	out.Report = &rep
	return out
}

// locked takes back that a file is clean which the scanner could not look into.
func locked(s *document.Scan, r *document.Report) *document.Scan {
	if s == nil || s.State != document.ScanClean || r == nil || !r.Has(document.ProblemEncrypted) && !r.Opened {
		return s
	}
	out := *s
	out.State, out.Code = document.ScanNot, document.ScanLocked
	return &out
}
