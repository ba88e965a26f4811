package ticket_test

import (
	"context"
	"slices"
	"testing"

	"loket/ticket"
	"loket/ticket/document"
)

// What is taken out of an archive stands beside it, waits for the inspection, can
// be taken back, and is no second request.
func TestTakeMembers(t *testing.T) {
	o := newOffice(t, func(d *ticket.Desk) { d.Site.Receipts = true })
	m := o.mail("Berkas", "Terlampir berkas kami dalam arsip.", "berkas.zip")
	m.Attachments[0].Await = true
	o.receive(m)
	zip := m.Attachments[0]
	o.inspect(1, zip, "")
	letters := len(o.see(1).Letters)
	take := ticket.TakeMembers{Archive: zip.SHA, Files: []ticket.Taken{{Name: "surat/permohonan.pdf", Place: 3, Size: 9, SHA: "aa"}, {Name: "lagi.pdf", Place: 4, Size: 9, SHA: "aa"}}}
	if _, err := o.Do(context.Background(), "rina", 1, 0, take); err != nil {
		t.Fatal(err)
	}
	tk := o.see(1)
	a := tk.Attachment("aa")
	if a == nil || len(tk.Messages[0].Attachments) != 2 || a.Name != "permohonan.pdf" || !a.Await || a.Mail != zipMail(tk, zip.SHA) ||
		a.Member == nil || *a.Member != (ticket.Member{Archive: zip.SHA, Name: "surat/permohonan.pdf", Place: 3}) {
		t.Fatalf("%+v", a)
	}
	if !slices.Equal(o.Awaiting(9), []ticket.ID{1}) {
		t.Errorf("awaiting %v", o.Awaiting(9))
	}
	o.inspect(1, ticket.File{SHA: "aa"}, letterText)
	tk = o.see(1)
	if a := tk.Attachment("aa"); a.Await || a.Report == nil || len(tk.Letters) != letters || tk.Service == "deactivation" {
		t.Errorf("inspected: %+v, %d letters of %d, service %q", a, len(tk.Letters), letters, tk.Service)
	}
	_, err := o.Do(context.Background(), "rina", 1, 0, take)
	if no := ticket.IsRefusal(err); no == nil || no.Code != "taken-already" {
		t.Errorf("taken twice: %v", err)
	}
	nested := ticket.TakeMembers{Archive: "aa", Files: []ticket.Taken{{Name: "x", SHA: "bb"}}}
	if no := ticket.IsRefusal(errOf(o.Do(context.Background(), "rina", 1, 0, nested))); no == nil || no.Code != "nested-archive" {
		t.Errorf("out of a member: %v", no)
	}
	if _, err := o.Do(context.Background(), "rina", 1, 0, ticket.UndoLast{}); err != nil || o.see(1).Attachment("aa") != nil {
		t.Errorf("taken back: %v", err)
	}
}

func errOf(_ *ticket.Ticket, err error) error { return err }

func zipMail(t *ticket.Ticket, sha string) string { return t.Attachment(sha).Mail }

// A report of an older version is made again, unless a password was needed.
func TestOutdated(t *testing.T) {
	for _, tt := range []struct {
		a    ticket.Attachment
		want bool
	}{
		{ticket.Attachment{}, false},
		{ticket.Attachment{Report: &document.Report{Version: document.Version}}, false},
		{ticket.Attachment{Report: &document.Report{Version: document.Version - 1}}, true},
		{ticket.Attachment{Report: &document.Report{Version: document.Version - 1, Opened: true}}, false},
		{ticket.Attachment{Report: &document.Report{Version: document.Version - 1}, Await: true}, false},
	} {
		if got := tt.a.Outdated(); got != tt.want {
			t.Errorf("%+v: %v", tt.a, got)
		}
	}
}
