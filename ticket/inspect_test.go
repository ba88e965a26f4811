package ticket_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/signature"
)

const letterText = "PEMERINTAH KABUPATEN CONTOH\nDINAS SOSIAL\nNomor 045/12/2026\nHal: Penonaktifan nama domain\n\nBersama ini kami memohon penonaktifan domain lama.go.id karena tidak dipakai lagi.\n"

// awaited is a desk with one request that says little itself and brings a file.
func awaited(t *testing.T) (*office, ticket.File) {
	o := newOffice(t, func(d *ticket.Desk) { d.Site.Receipts = true })
	m := o.mail("Surat", "Terlampir surat kami.", "surat.pdf")
	m.Attachments[0].Await = true
	o.receive(m)
	return o, m.Attachments[0]
}

func (o *office) inspect(id ticket.ID, f ticket.File, text string) {
	o.t.Helper()
	r := &document.Report{SHA256: f.SHA, Kind: document.KindPDF, Pages: 1, Text: text, Problems: []string{"scan"}}
	if err := o.Inspect(context.Background(), []ticket.Inspected{{Ticket: id, Files: []ticket.Inspection{{SHA: f.SHA, Report: r}}}}); err != nil {
		o.t.Fatal(err)
	}
}

// TestInspectedLater: a request is on the queue at once, and understood anew when
// its files are; the receipt waits for that.
func TestInspectedLater(t *testing.T) {
	o, f := awaited(t)
	tk := o.see(1)
	if len(tk.Letters) != 0 || tk.Service != "" || !tk.Awaits() || !slices.Equal(o.Awaiting(9), []ticket.ID{1}) {
		t.Fatalf("before the inspection: service %q, %d letters, awaiting %v", tk.Service, len(tk.Letters), o.Awaiting(9))
	}
	o.inspect(1, f, letterText)
	tk = o.see(1)
	if tk.Service != "deactivation" || !slices.Equal(tk.Names, []string{"lama.go.id"}) || tk.Requester.Agency != "Dinas Sosial Kabupaten Contoh" {
		t.Errorf("after it: service %q, names %v, agency %q", tk.Service, tk.Names, tk.Requester.Agency)
	}
	if len(tk.Letters) != 1 || tk.Letters[0].Template != "receipt" {
		t.Errorf("%d letters, want the receipt", len(tk.Letters))
	}
	if a := tk.Messages[0].Attachments[0]; a.Await || a.Report == nil || !slices.Equal(a.Problems, []string{"scan"}) || len(o.Awaiting(9)) != 0 {
		t.Errorf("the file is %+v, awaiting %v", a, o.Awaiting(9))
	}
	before := o.head()
	if o.inspect(1, f, letterText); o.head() != before {
		t.Error("a second inspection was kept")
	}
}

// TestReinspect: a later look replaces the report and nothing else.
func TestReinspect(t *testing.T) {
	o, f := awaited(t)
	o.inspect(1, f, letterText)
	o.do("ani", 1, ticket.SetService{Service: "renewal"})
	before := o.see(1)
	signed := &signature.Result{Version: signature.Version, Trust: "abc", Findings: []signature.Finding{{Verdict: signature.Valid}}}
	r := &document.Report{SHA256: f.SHA, Kind: document.KindPDF, Signed: signed}
	if !(&document.Report{Signatures: 1}).Outdated("abc") || r.Outdated("abc") || !r.Outdated("") {
		t.Error("outdated is told wrongly")
	}
	if err := o.Reinspect(t.Context(), ticket.ByDesk, 1, ticket.Inspection{SHA: f.SHA, Report: r}); err != nil {
		t.Fatal(err)
	}
	tk := o.see(1)
	if a := tk.Messages[0].Attachments[0]; a.Report.Signed == nil || a.Report.Signed.Trust != "abc" || tk.Service != "renewal" || len(tk.Letters) != len(before.Letters) {
		t.Errorf("service %q, report %+v", tk.Service, a.Report)
	}
	if err := o.Reinspect(t.Context(), ticket.ByDesk, 1, ticket.Inspection{SHA: "other", Report: r}); !errors.Is(err, ticket.ErrNotFound) {
		t.Errorf("another file: %v", err)
	}
}

// TestOpenedWithItsPassword: a locked file is refused, and is offered, compared and
// accepted once it was opened.
func TestOpenedWithItsPassword(t *testing.T) {
	for _, chosen := range []bool{false, true} {
		o, f := awaited(t)
		r := &document.Report{Version: document.Version, SHA256: f.SHA, Kind: document.KindPDF, Encrypted: true, Problems: []string{"encrypted"}}
		if err := o.Inspect(t.Context(), []ticket.Inspected{{Ticket: 1, Files: []ticket.Inspection{{SHA: f.SHA, Report: r}}}}); err != nil {
			t.Fatal(err)
		}
		o.do("ani", 1, ticket.SetService{Service: "deactivation"})
		if chosen {
			o.do("ani", 1, ticket.Match{SHA: f.SHA, Requirement: "request-letter"})
		}
		accept := ticket.GiveVerdict{Requirement: "request-letter", Verdict: ticket.Accepted, Attachments: []string{f.SHA}}
		o.refused("ani", 1, accept, "unreadable-file")
		open := *r
		open.Problems, open.Opened, open.OpenedBy, open.Pages, open.Text = nil, true, "ani", 1, letterText
		if err := o.Reinspect(t.Context(), ticket.ByDesk, 1, ticket.Inspection{SHA: f.SHA, Report: &open}); err != nil {
			t.Fatal(err)
		}
		if a := o.see(1).Attachment(f.SHA); a.Requirement != "request-letter" || (a.Why == "officer") != chosen || len(a.Problems) != 0 || a.Outdated() {
			t.Errorf("chosen %v: file %+v", chosen, a)
		}
		before := o.head()
		if err := o.Reinspect(t.Context(), ticket.ByDesk, 1, ticket.Inspection{SHA: f.SHA, Report: &open}); err != nil || o.head() != before+1 {
			t.Errorf("chosen %v: a second look made %d events, %v", chosen, o.head()-before, err)
		}
		o.do("ani", 1, accept)
	}
}

// TestInspectionLeavesAnOfficersWork: what a person chose stands.
func TestInspectionLeavesAnOfficersWork(t *testing.T) {
	o, f := awaited(t)
	o.do("ani", 1, ticket.SetSubjectMatter{Names: []string{"lain.go.id"}})
	o.do("ani", 1, ticket.SetService{Service: "renewal"})
	o.inspect(1, f, letterText)
	if tk := o.see(1); tk.Service != "renewal" || !slices.Equal(tk.Names, []string{"lain.go.id"}) || len(tk.Letters) != 1 {
		t.Errorf("service %q, names %v, %d letters", tk.Service, tk.Names, len(tk.Letters))
	}
}

// TestInspectionUnderAnOfficer: an inspection that comes while an officer acts
// neither makes the command stale nor stands in the way of taking it back.
func TestInspectionUnderAnOfficer(t *testing.T) {
	o, f := awaited(t)
	seen := o.do("ani", 1, ticket.Claim{}).Version
	o.inspect(1, f, "Foto.")
	if _, err := o.Do(context.Background(), "ani", 1, seen, ticket.AddNote{Text: "Sedang saya periksa."}); err != nil {
		t.Errorf("a note right after the inspection: %v", err)
	}
	o, f = awaited(t)
	o.do("ani", 1, ticket.Claim{})
	o.inspect(1, f, "Foto.")
	if tk := o.do("ani", 1, ticket.UndoLast{}); tk.Owner != "" || tk.Awaits() || len(tk.Letters) != 1 {
		t.Errorf("after undo: owner %q, awaits %v, %d letters", tk.Owner, tk.Awaits(), len(tk.Letters))
	}
}

// TestInspectionThatFails is said once and is not tried for ever.
func TestInspectionThatFails(t *testing.T) {
	o, f := awaited(t)
	err := o.Inspect(context.Background(), []ticket.Inspected{
		{Ticket: 1, Files: []ticket.Inspection{{SHA: f.SHA, Why: "it took too long"}}}, {Ticket: 77},
	})
	if err != nil {
		t.Fatal(err)
	}
	if a := o.see(1).Messages[0].Attachments[0]; a.Await || a.Failed != "it took too long" || len(o.Awaiting(9)) != 0 || len(o.see(1).Letters) != 1 {
		t.Errorf("the file is %+v", a)
	}
}

// TestAwaitingSurvivesAnEnd: a desk that is opened again knows what to inspect.
func TestAwaitingSurvivesAnEnd(t *testing.T) {
	o, f := awaited(t)
	again := openOffice(t, o.log, o.clock)
	if got := again.Awaiting(9); !slices.Equal(got, []ticket.ID{1}) {
		t.Fatalf("awaiting %v", got)
	}
	again.inspect(1, f, letterText)
	if got := openOffice(t, o.log, o.clock).Awaiting(9); len(got) != 0 {
		t.Errorf("awaiting %v after the inspection", got)
	}
}
