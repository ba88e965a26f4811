package store

import (
	"context"
	"encoding/hex"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"loket/ticket"
)

// Audit looks the whole record over: Check, whether every ticket is what its events
// make it, and whether heads that somebody kept elsewhere are in the chain. The last
// line sums up. It returns the number of problems.
func (s *Store) Audit(ctx context.Context, fold func([]ticket.Event) *ticket.Ticket, report func(string), kept ...ticket.Head) (problems int, err error) {
	sum, err := s.Check(ctx, report)
	if err != nil {
		return 0, err
	}
	_, differ, err := s.CompareReplay(ctx, func(events []ticket.Event) (*ticket.Ticket, error) { return fold(events), nil }, report)
	if err != nil {
		return 0, err
	}
	foreign, err := s.compareHeads(kept, report)
	if err != nil {
		return 0, err
	}
	differ += foreign
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

// compareHeads reports whether heads are in the chain, and counts those that are not.
// A chain without a break that has a head proves every event up to it: what was
// changed, taken out or put in before would have given another hash.
func (s *Store) compareHeads(kept []ticket.Head, report func(string)) (foreign int, err error) {
	err = s.view(func(b *bolt.Tx) error {
		last, _, err := (&readTx{b: b}).Head()
		if err != nil {
			return err
		}
		for _, h := range kept {
			have := ""
			if v := b.Bucket(bucketEvents).Get(be64(h.Seq)); len(v) >= hashSize {
				have = hex.EncodeToString(v[:hashSize])
			}
			switch {
			case have == h.Hash:
				report(fmt.Sprintf("head %d is in the chain: the events up to it are those of then, and %d came since", h.Seq, last-h.Seq))
				continue
			case have == "":
				report(fmt.Sprintf("head %d is not in the chain: the record ends at event %d; events were taken out, or this is an older record", h.Seq, last))
			default:
				report(fmt.Sprintf("head %d is not in the chain: event %d has the hash %s; an event up to it was changed, taken out or put in, or this is another record", h.Seq, h.Seq, have))
			}
			foreign++
		}
		return nil
	})
	return foreign, err
}
