package intake_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/mailbox"
	"loket/mailbox/demo"
	"loket/mailbox/intake"
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

// deliver brings the sample mails.
func deliver(t *testing.T, r *intake.Reader) {
	t.Helper()
	for i, s := range demo.Samples(now, "") {
		f := pull.Fetched{Account: "a", Folder: "INBOX", UIDValidity: 1, UID: uint32(i + 1), Internal: s.Internal, Size: int64(len(s.Raw)), Raw: s.Raw}
		if err := r.Deliver(t.Context(), pull.Batch{Account: "a", Folder: "INBOX", Mails: []pull.Fetched{f}, Next: pull.Cursor{UIDValidity: 1, UID: f.UID}}); err != nil {
			t.Fatal(err)
		}
	}
}

// slow comes to no end by itself.
type slow struct{ eye }

func (*slow) Read(ctx context.Context, _, _ string, _ []byte, _ *document.Report) (document.Report, error) {
	<-ctx.Done()
	return document.Report{}, ctx.Err()
}

// TestOnceRecognises: a pull without a console inspects and recognises, within its
// time, and says what is left.
func TestOnceRecognises(t *testing.T) {
	d, r := newDesk(t)
	deliver(t, r)
	var said []string
	once := func(scans time.Duration) {
		t.Helper()
		if _, err := mailbox.Once(t.Context(), nil, r, d, scans, func(s string) { said = append(said, s) }); err != nil {
			t.Fatal(err)
		}
	}
	e := &eye{read: map[string]int{}}
	r.Scans = e
	once(0)
	left := d.Illegible(1000)
	if len(left) < 2 || len(d.Awaiting(1)) > 0 || len(said) > 0 || len(e.read) > 0 {
		t.Fatalf("%d tickets with scans, %d awaiting, %d recognised, said %q", len(left), len(d.Awaiting(1)), len(e.read), said)
	}
	r.Scans = &slow{}
	once(time.Millisecond)
	if now := d.Illegible(1000); len(now) != len(left) || len(said) != 1 || !strings.Contains(said[0], fmt.Sprint(len(left), " tickets")) {
		t.Errorf("%d of %d left, said %q", len(now), len(left), said)
	}
	r.Scans = e
	if once(time.Hour); len(d.Illegible(1000)) != 0 || len(said) != 1 {
		t.Errorf("left %v, said %q", d.Illegible(1000), said)
	}
}

// TestRecognise: each scan is recognised once, a failure is kept as one, and
// nothing is left to do.
func TestRecognise(t *testing.T) {
	d, r := newDesk(t)
	free := func() bool { return true }
	deliver(t, r)
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
