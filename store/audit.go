package store

import (
	"context"
	"fmt"

	"loket/ticket"
)

// Audit looks the whole record over: Check, and whether every ticket is what its
// events make it. The last line sums up. It returns the number of problems.
func (s *Store) Audit(ctx context.Context, fold func([]ticket.Event) *ticket.Ticket, report func(string)) (problems int, err error) {
	sum, err := s.Check(ctx, report)
	if err != nil {
		return 0, err
	}
	_, differ, err := s.CompareReplay(ctx, func(events []ticket.Event) (*ticket.Ticket, error) { return fold(events), nil }, report)
	if err != nil {
		return 0, err
	}
	space := ticket.Bytes(s.Health().Free) + " free on the disk"
	if s.Health().State != Well {
		space += ", which is little"
	}
	if sum.Sealed > 0 {
		report(fmt.Sprintf("%d of %d blobs are sealed, %d of them destroyed", sum.Sealed, sum.Blobs, sum.Destroyed))
	}
	if sum.SealedEvents > 0 {
		report(fmt.Sprintf("%d of %d events say something of persons under seal, of %d of them it is destroyed", sum.SealedEvents, sum.Events, sum.Bare))
	}
	report(fmt.Sprintf("%d events, head %.16s; %d tickets (%d open), %d mails, %d raw mails in %d packs (%d bytes); %s; %d problems",
		sum.Events, sum.Head, sum.Tickets, sum.Open, sum.Mails, sum.Blobs, sum.Packs, sum.BlobBytes, space, sum.Problems+differ))
	return sum.Problems + differ, nil
}
