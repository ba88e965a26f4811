package intake_test

import (
	"context"
	"errors"
	"testing"

	"loket/mailbox/demo"
	"loket/mailbox/pull"
	"loket/ticket"
	"loket/ticket/document"
)

// eye recognises the same words in every picture; it fails on a file once asked to.
type eye struct {
	read map[string]int // by content
	fail string
}

func (e *eye) Ready(context.Context) error { return nil }

func (e *eye) Read(_ context.Context, name, claimed string, data []byte, old *document.Report) (document.Report, error) {
	e.read[old.SHA256]++
	if old.SHA256 == e.fail {
		return document.Report{}, errors.New("no such engine")
	}
	p := document.RecognisedPage{Page: old.Unread[0], Text: "KARTU PEGAWAI\nNama : Budi Santoso\nNIP : 199003082015031004\n", Words: 8, Confidence: 88}
	return document.Inspect(document.Surroundings{Read: document.Recognition{Engine: "eye", Pages: []document.RecognisedPage{p}}}, name, claimed, data), nil
}

// TestRecognise: each scan is recognised once, a failure is kept as one, and
// nothing is left to do.
func TestRecognise(t *testing.T) {
	d, r := newDesk(t)
	free := func() bool { return true }
	samples := demo.Samples(now, "")
	for i, s := range samples {
		f := pull.Fetched{Account: "a", Folder: "INBOX", UIDValidity: 1, UID: uint32(i + 1), Internal: s.Internal, Size: int64(len(s.Raw)), Raw: s.Raw}
		if err := r.Deliver(t.Context(), pull.Batch{Account: "a", Folder: "INBOX", Mails: []pull.Fetched{f}, Next: pull.Cursor{UIDValidity: 1, UID: f.UID}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.RecogniseWhile(t.Context(), free); err != nil { // nothing recognises here
		t.Fatal(err)
	}
	e := &eye{read: map[string]int{}}
	r.Scans = e
	if err := r.RecogniseWhile(t.Context(), free); err != nil || len(e.read) != 0 {
		t.Fatalf("before the inspection %d files were recognised, %v", len(e.read), err)
	}
	if err := r.InspectAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	ids := d.Illegible(1000)
	if len(ids) < 2 {
		t.Fatalf("%d tickets with scans", len(ids))
	}
	first, err := d.Ticket(ids[0])
	if err != nil {
		t.Fatal(err)
	}
	e.fail = scan(first)
	if err := r.RecogniseWhile(t.Context(), free); err != nil {
		t.Fatal(err)
	}
	for sha, n := range e.read {
		if n != 1 {
			t.Errorf("%.8s was recognised %d times", sha, n)
		}
	}
	if left := d.Illegible(1000); len(left) != 0 {
		t.Errorf("left %v", left)
	}
	for _, id := range ids {
		tk, err := d.Ticket(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range tk.Messages {
			for _, a := range m.Attachments {
				if a.Report == nil || len(a.Report.Unread) == 0 || a.Inline {
					continue
				}
				o := a.Report.OCR
				if o == nil || (a.SHA == e.fail) != (o.Words == 0 && o.Note != "") || a.SHA != e.fail && (a.Report.Facts == nil || !a.Report.Facts.OCR) {
					t.Errorf("ticket %d, %s: %+v", id, a.Name, o)
				}
			}
		}
	}
}

func scan(t *ticket.Ticket) string {
	for _, m := range t.Messages {
		for _, a := range m.Attachments {
			if a.Illegible() {
				return a.SHA
			}
		}
	}
	return ""
}
