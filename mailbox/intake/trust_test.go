package intake_test

import (
	"context"
	"testing"

	"loket/mailbox/demo"
	"loket/mailbox/pull"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/signature"
)

// notary finds one signature in every PDF, by whom the site trusts now, and counts.
type notary struct {
	trust string
	asked int
}

func (n *notary) Inspect(_ context.Context, name, claimed string, data []byte) (document.Report, error) {
	n.asked++
	r := document.Inspect(document.Surroundings{}, name, claimed, data)
	if r.Kind == document.KindPDF {
		r.Signatures = 1
		r.Signed = &signature.Result{Version: signature.Version, Trust: n.trust, Findings: []signature.Finding{{Kind: signature.Approval, Verdict: signature.Untrusted}}}
	}
	return r, nil
}

// TestTrustChanges: when the site trusts another root, every signature of an open
// ticket is verified again behind everything else, once; a file without one is not.
func TestTrustChanges(t *testing.T) {
	d, r := newDesk(t)
	n := &notary{trust: "satu"}
	r.Inspector, r.Trust = n, func() string { return n.trust }
	for i, s := range demo.Samples(now, "")[:8] {
		f := pull.Fetched{Account: "a", Folder: "INBOX", UIDValidity: 1, UID: uint32(i + 1), Internal: s.Internal, Size: int64(len(s.Raw)), Raw: s.Raw}
		if err := r.Deliver(t.Context(), pull.Batch{Account: "a", Folder: "INBOX", Mails: []pull.Fetched{f}, Next: pull.Cursor{UIDValidity: 1, UID: f.UID}}); err != nil {
			t.Fatal(err)
		}
	}
	signed := func(trust string) (with, other int) {
		for _, row := range d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, now) {
			tk, err := d.Ticket(row.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range tk.Messages {
				for _, a := range m.Attachments {
					switch {
					case a.Report == nil || a.Report.Signed == nil:
					case a.Report.Signed.Trust == trust:
						with++
					default:
						other++
					}
				}
			}
		}
		return with, other
	}
	all := func() {
		if err := r.InspectAll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	all()
	first := n.asked
	if with, other := signed("satu"); with < 3 || other != 0 {
		t.Fatalf("%d files with the first trust, %d with another", with, other)
	}
	if all(); n.asked != first {
		t.Errorf("%d files were inspected again for nothing", n.asked-first)
	}
	n.trust = "dua"
	all()
	with, other := signed("dua")
	if other != 0 || n.asked-first < 3 || n.asked-first > with {
		t.Errorf("after the change %d with the new trust, %d with the old; %d inspected", with, other, n.asked-first)
	}
	again := n.asked
	if all(); n.asked != again {
		t.Errorf("%d files were inspected once more", n.asked-again)
	}
}
