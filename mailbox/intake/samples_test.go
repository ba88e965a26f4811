package intake_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/mailbox/demo"
	"loket/mailbox/intake"
	"loket/mailbox/mail"
	"loket/mailbox/pull"
	"loket/store/storetest"
	"loket/ticket"
	"loket/ticket/document"
)

type inProcess struct{}

func (inProcess) Inspect(_ context.Context, name, claimed string, data []byte) (document.Report, error) {
	return document.Inspect(document.Surroundings{}, name, claimed, data), nil
}

type plainLetters struct{}

func (plainLetters) Draft(template string, in ticket.LetterInput) (ticket.Draft, error) {
	return ticket.Draft{Template: template, To: []string{in.Ticket.Requester.Email}, Subject: "Re: " + in.Ticket.Subject, Body: "Yth."}, nil
}

var now = time.Date(2026, 11, 20, 10, 0, 0, 0, time.FixedZone("WIB", 7*3600))

func newDesk(t testing.TB) (*ticket.Desk, *intake.Reader) {
	t.Helper()
	cat, err := domain.LoadCatalogue(nil)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Default("WIB")
	if err != nil {
		t.Fatal(err)
	}
	log := storetest.NewMemory()
	r := &intake.Reader{Mail: mail.Options{OwnAddresses: []string{demo.HelpdeskAddress}}, Inspector: inProcess{}, Log: log}
	d, err := ticket.OpenDesk(&ticket.Desk{
		Log: log, Catalogue: cat, Calendar: cal, Letters: plainLetters{}, Reader: r,
		Site: ticket.Site{Address: demo.HelpdeskAddress, Receipts: true}, Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	r.Desk = d
	return d, r
}

// TestSamples compares what the desk understands of every sample mail with the
// truth its author wrote down.
func TestSamples(t *testing.T) {
	d, r := newDesk(t)
	samples := demo.Samples(now, "")
	var batch []pull.Fetched
	for i, s := range samples {
		batch = append(batch, pull.Fetched{Account: "a", Folder: "INBOX", UIDValidity: 1, UID: uint32(i + 1), Internal: s.Internal, Size: int64(len(s.Raw)), Raw: s.Raw})
	}
	if err := r.Deliver(context.Background(), pull.Batch{Account: "a", Folder: "INBOX", Mails: batch, Next: pull.Cursor{UIDValidity: 1, UID: uint32(len(batch))}}); err != nil {
		t.Fatal(err)
	}
	if err := r.InspectAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, _, err := d.Journal(0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	byKey := map[string]ticket.MailRecord{}
	for _, row := range rows {
		byKey[row.Key] = row
	}
	services, right := 0, 0
	for i, s := range samples {
		row, ok := byKey[ticket.MailKey("a", "INBOX", 1, uint32(i+1))]
		if !ok {
			t.Errorf("sample %d has no row in the journal", i)
			continue
		}
		name := fmt.Sprintf("%d %q", i, row.Subject)
		if s.Want.Fate == "duplicate" && row.Fate == ticket.FateNew {
			// A new Message-ID is a new request that is shown as a repeat, never joined by itself.
			tk, err := d.Ticket(row.Ticket)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(tk.Links, func(l ticket.Link) bool { return l.Kind == "repeat" }) {
				t.Errorf("%s: a repeated request is not linked to the first", name)
			}
		} else if string(row.Fate) != s.Want.Fate {
			t.Errorf("%s: fate %s (%s), want %s", name, row.Fate, row.Reason, s.Want.Fate)
		}
		if row.Fate != ticket.FateNew {
			continue
		}
		tk, err := d.Ticket(row.Ticket)
		if err != nil {
			t.Fatal(err)
		}
		services++
		got := tk.Service
		if tk.Guess.NeedsHuman && s.Want.Service == "" {
			got = ""
		}
		if got == s.Want.Service {
			right++
		} else {
			t.Logf("%s: service %q (%.2f %v), want %q", name, tk.Service, tk.Guess.Confidence, tk.Guess.Reasons, s.Want.Service)
		}
		want := slices.Clone(s.Want.Domains)
		have := slices.Clone(tk.Names)
		slices.Sort(want)
		slices.Sort(have)
		if !slices.Equal(want, have) {
			t.Errorf("%s: names %v, want %v", name, have, want)
		}
		checkFiles(t, name, tk, s.Want)
	}
	t.Logf("services right: %d of %d", right, services)
	if right*100 < services*95 {
		t.Errorf("services right: %d of %d, want 95%%", right, services)
	}
}

func checkFiles(t *testing.T, name string, tk *ticket.Ticket, want demo.Want) {
	t.Helper()
	for _, a := range tk.Messages[0].Attachments {
		// A file that holds several documents is offered for one of them.
		if req, ok := want.Documents[a.Name]; ok && !slices.Contains(strings.Split(req, ","), a.Requirement) {
			t.Errorf("%s: %s is for %q (%s), want %q", name, a.Name, a.Requirement, a.Why, req)
		}
		problems := want.Problems[a.Name]
		if !slices.Equal(problems, a.Problems) && !(len(problems) == 0 && len(a.Problems) == 0) {
			t.Errorf("%s: %s has problems %v, want %v", name, a.Name, a.Problems, problems)
		}
	}
}

func TestFileComesBackWhole(t *testing.T) {
	d, r := newDesk(t)
	for i, s := range demo.Samples(now, "") {
		f := pull.Fetched{Account: "a", Folder: "INBOX", UIDValidity: 1, UID: uint32(i + 1), Internal: s.Internal, Raw: s.Raw}
		if err := r.Deliver(context.Background(), pull.Batch{Account: "a", Folder: "INBOX", Mails: []pull.Fetched{f}, Next: pull.Cursor{UIDValidity: 1, UID: f.UID}}); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for _, row := range d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, now) {
		tk, err := d.Ticket(row.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range tk.Messages {
			for i := range m.Attachments {
				data, err := d.Attachment(&m.Attachments[i])
				if err != nil {
					t.Fatal(err)
				}
				sum := sha256.Sum256(data)
				if hex.EncodeToString(sum[:]) != m.Attachments[i].SHA || strings.ContainsAny(m.Attachments[i].Name, "/\\\x1b") {
					t.Errorf("%s: %q came back otherwise", tk.Number, m.Attachments[i].Name)
				}
				n++
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d files were looked at", n)
	}
}

// TestLogoIsNoDocument: a logo in the text is shown and kept, and neither
// inspected nor offered.
func TestLogoIsNoDocument(t *testing.T) {
	d, r := newDesk(t)
	const logo = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
	raw := "From: budi@contohkab.go.id\r\nSubject: Perpanjangan contohkab.go.id\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Mohon perpanjangan contohkab.go.id</p><img src=\"cid:logo\">\r\n" +
		"--b\r\nContent-Type: image/png; name=\"surat permohonan.png\"\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\n" + logo + "\r\n--b--\r\n"
	f := pull.Fetched{Account: "a", Folder: "INBOX", UIDValidity: 1, UID: 1, Internal: now, Raw: []byte(raw)}
	if err := r.Deliver(t.Context(), pull.Batch{Account: "a", Folder: "INBOX", Mails: []pull.Fetched{f}, Next: pull.Cursor{UIDValidity: 1, UID: 1}}); err != nil {
		t.Fatal(err)
	}
	tk, err := d.Ticket(1)
	if err != nil {
		t.Fatal(err)
	}
	if a := tk.Messages[0].Attachments; len(a) != 1 || !a[0].Inline || a[0].Await || a[0].Requirement != "" || d.Row(1).Documents != 0 {
		t.Errorf("the logo is %+v, %d documents", a, d.Row(1).Documents)
	}
	if data, err := d.Attachment(&tk.Messages[0].Attachments[0]); err != nil || len(data) == 0 {
		t.Errorf("the logo does not come back: %v", err)
	}
}
