package search_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"loket/store/search"
	"loket/ticket"
	"loket/ticket/document"
)

// mailbox reads mails that are their own words.
type mailbox struct{ ticket.Reader }

func (mailbox) Plain(raw []byte) string { return string(raw) }

func (mailbox) Read(_ context.Context, raw []byte, m ticket.MailRecord) ticket.Incoming {
	return ticket.Incoming{Key: m.Key, Internal: m.Internal, Raw: raw, Subject: m.Subject, From: ticket.Party{Email: m.From}, Text: string(raw)}
}

func incoming(uid uint32, text string) ticket.Incoming {
	return ticket.Incoming{Key: ticket.MailKey("helpdesk", "INBOX", 1, uid), Internal: monday, Raw: []byte(text), MessageID: fmt.Sprintf("<%d@contohkab.go.id>", uid),
		Subject: "Surat", From: ticket.Party{Name: "Siti", Email: "siti@contohkab.go.id"}, Text: text}
}

func receive(t *testing.T, d *ticket.Desk, mails ...ticket.Incoming) {
	t.Helper()
	if _, err := d.Receive(t.Context(), ticket.Batch{Account: "helpdesk", Folder: "INBOX", Validity: 1, UID: uint32(len(mails)), Mails: mails}); err != nil {
		t.Fatal(err)
	}
}

// shown is what a search answers, hit by hit: which, where, and what is marked.
func shown(t *testing.T, d *ticket.Desk, text string) (out []string) {
	t.Helper()
	if err := d.Finder.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
	found, err := d.Search(t.Context(), ticket.Search{Text: text, Now: monday})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range found.Hits {
		what := h.Number
		if h.Mail != nil {
			what = string(h.Mail.Fate)
		}
		marked := ""
		for _, m := range h.Marks {
			marked += " " + h.Snippet[m.From:m.To]
		}
		out = append(out, what+" "+string(h.Passage.Where)+marked)
	}
	slices.Sort(out)
	return out
}

// TestWholeTexts: a ticket holds the beginning of a file's text; the end of it is
// found all the same, and shown.
func TestWholeTexts(t *testing.T) {
	d, _ := desk(t)
	m := incoming(1, "terlampir")
	m.Attachments = []ticket.File{{Name: "surat.pdf", SHA: "aa", Await: true}}
	receive(t, d, m)
	text := strings.Repeat("lembar kesatu dan seterusnya. ", 1500) + "tembusan kepada Inspektorat Daerah"
	report := &document.Report{Version: document.Version, SHA256: "aa", Kind: document.KindPDF, Text: text}
	if err := d.Inspect(t.Context(), []ticket.Inspected{{Ticket: 1, Files: []ticket.Inspection{{SHA: "aa", Report: report}}}}); err != nil {
		t.Fatal(err)
	}
	tk, err := d.Ticket(1)
	if err != nil {
		t.Fatal(err)
	}
	if a := tk.Messages[0].Attachments[0]; len(a.Report.Text) > 5000 || a.Report.Whole == "" || a.Outdated() || report.Whole != "" {
		t.Errorf("the ticket holds %d bytes, whole %q, outdated %v", len(a.Report.Text), a.Report.Whole, a.Outdated())
	}
	for query, want := range map[string]string{
		`inspektorat`:                 "2026-00001 file Inspektorat",
		`"inspektorat daerah"`:        "2026-00001 file Inspektorat Daerah",
		`tembusan inspektorat`:        "2026-00001 file tembusan Inspektorat",
		`"daerah inspektorat"`:        "",
		`surat -"daerah kedua"`:       "2026-00001 head Surat",
		`surat -inspektorat`:          "",
		`surat -"kepada inspektorat"`: "",
	} {
		if got := strings.Join(shown(t, d, query), ", "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

// TestMailsWithoutATicket are found as such, until one is made of them.
func TestMailsWithoutATicket(t *testing.T) {
	d, x := desk(t)
	machine := incoming(1, "Pemeliharaan terjadwal pada gerbang surat")
	machine.Machine, machine.MachineWhy = "auto", "Auto-Submitted: auto-generated"
	broken := incoming(2, "pemeliharaan yang rusak")
	broken.Failed = "it could not be read"
	receive(t, d, machine, broken, incoming(3, "pemeliharaan oleh pemohon"))
	look := func(query string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, shown(t, d, query), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
	look("pemeliharaan", "2026-00001 message pemeliharaan", "failed journal pemeliharaan", "machine journal Pemeliharaan")
	look("terjadwal", "machine journal terjadwal")
	look("auto-generated", "machine journal Auto auto-generated")
	look(`"terjadwal pada"`, "machine journal terjadwal pada")
	look("pemeliharaan is:paused") // keys are about tickets
	if err := d.RetryMail(t.Context(), "ani", broken.Key); err != nil {
		t.Fatal(err)
	}
	if err := d.IgnoreMail(t.Context(), "ani", machine.Key, "gerbang"); err != nil {
		t.Fatal(err)
	}
	now := []string{"2026-00001 message pemeliharaan", "2026-00002 message pemeliharaan", "ignored journal Pemeliharaan"}
	look("pemeliharaan", now...)
	anew := search.New(filepath.Join(t.TempDir(), "search"), d.Log.(search.Record), mailbox{}, nil)
	t.Cleanup(func() { _ = anew.Close() })
	followed := x
	for _, x := range []*search.Index{followed, anew} { // what followed the events, and what was made of the record
		d.Finder = x
		look("pemeliharaan", now...)
		look("rusak", "2026-00002 message rusak")
	}
	if err := anew.Remove(ticket.Doc{Mail: 1}); err != nil {
		t.Fatal(err)
	}
	found, err := d.Search(t.Context(), ticket.Search{Text: "terjadwal", Now: monday})
	if err != nil || len(found.Hits) != 0 {
		t.Errorf("removed, and found: %+v, %v", found.Hits, err)
	}
}
