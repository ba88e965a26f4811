package mailbox_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"loket/mailbox"
	"loket/mailbox/demo"
	"loket/mailbox/dovecottest"
	"loket/mailbox/pull"
	"loket/ticket"
)

// TestBodyFetchedByHand: a mail larger than is taken is a ticket with its headers;
// an officer fetches the rest, which then stands in its place, with its files.
func TestBodyFetchedByHand(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	record := openStore(t, t.TempDir())
	d := openDesk(t, record, &clock{at: start}, demo.HelpdeskAddress)
	var big []byte
	for _, s := range demo.Samples(start, "") {
		if len(s.Raw) > len(big) && s.Want.Fate == "new" {
			big = s.Raw
		}
	}
	c := client(t, server)
	add(t, c, "INBOX", start.Add(-time.Hour), big)
	anonymous := append([]byte("From: ani@contohkab.go.id\r\nSubject: Tanpa nomor\r\n\r\n"), bytes.Repeat([]byte("Mohon domain.\r\n"), 300)...)
	add(t, c, "INBOX", start.Add(-time.Hour), anonymous)
	a := dovecotAccount(server)
	a.MaxSize = 3000
	_, err := pull.Once(t.Context(), a, d.reader, nil)
	must(t, err)
	tk, err := d.Ticket(1)
	must(t, err)
	m := tk.Messages[0]
	if !m.Stub || m.Fate != string(ticket.FateOversize) || m.Text != "" || len(m.Attachments) != 0 {
		t.Fatalf("the stub is %+v", m)
	}
	if n := len(tk.Letters); n != 0 {
		t.Errorf("%d receipts for a request nobody has read", n)
	}
	bodies := &mailbox.Bodies{Accounts: []pull.Account{a}, Reader: d.reader}
	refused := func(want string) {
		t.Helper()
		var r *ticket.Refusal
		if err := d.FetchBody(t.Context(), "ani", 1, m.Version, bodies); !errors.As(err, &r) || r.Code != want {
			t.Errorf("got %v, want the refusal %s", err, want)
		}
	}
	bodies.Accounts[0].MaxFetch = 4000
	refused("not-fetched")
	bodies.Accounts[0].MaxFetch = 0

	other, err := d.Ticket(2)
	must(t, err)
	must(t, d.FetchBody(t.Context(), "ani", 2, other.Messages[0].Version, bodies))
	server.Renumber("INBOX", 4711) // its number says nothing any more
	must(t, d.FetchBody(t.Context(), "ani", 1, m.Version, bodies))
	must(t, d.reader.InspectAll(t.Context()))
	tk, err = d.Ticket(1)
	must(t, err)
	whole := tk.Messages[0]
	if whole.Stub || whole.Text == "" || len(whole.Attachments) == 0 || whole.Version != m.Version || !whole.Date.Equal(m.Date) || len(tk.Messages) != 1 {
		t.Errorf("the whole mail is %+v", whole)
	}
	for i := range whole.Attachments {
		if data, err := d.Attachment(&whole.Attachments[i]); err != nil || int64(len(data)) != whole.Attachments[i].Size {
			t.Errorf("file %q: %d bytes, %v", whole.Attachments[i].Name, len(data), err)
		}
	}
	raw, err := d.Raw(whole.Hash)
	must(t, err)
	if !bytes.Equal(raw, asDovecot(big)) {
		t.Errorf("%d raw bytes are kept of %d", len(raw), len(big))
	}
	row := d.journal(t)[0]
	if row.Fate != ticket.FateNew || row.Hash != whole.Hash || row.Ticket != 1 || !strings.Contains(row.Reason, "ani") {
		t.Errorf("the journal says %+v", row)
	}
	refused("no-stub")
	_, err = pull.Once(t.Context(), a, d.reader, nil)
	must(t, err)
	if n := len(d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, start)); n != 2 {
		t.Errorf("%d tickets after the headers came again under other numbers", n)
	}
	sound(t, record)
	_, differ, err := record.CompareReplay(t.Context(), func(events []ticket.Event) (*ticket.Ticket, error) { return ticket.Fold(events), nil }, func(p string) { t.Error(p) })
	if err != nil || differ > 0 {
		t.Errorf("%d tickets differ from their events: %v", differ, err)
	}
}

// TestBodyThatIsGone is refused in words that an officer can use.
func TestBodyThatIsGone(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	d := openDesk(t, openStore(t, t.TempDir()), &clock{at: start}, demo.HelpdeskAddress)
	c := client(t, server)
	add(t, c, "INBOX", start, append(request(1, ""), bytes.Repeat([]byte("isi\r\n"), 2000)...))
	a := dovecotAccount(server)
	a.MaxSize = 3000
	_, err := pull.Once(t.Context(), a, d.reader, nil)
	must(t, err)
	tk, err := d.Ticket(1)
	must(t, err)
	bodies := &mailbox.Bodies{Accounts: []pull.Account{a}, Reader: d.reader}
	fetch := func(words string) {
		t.Helper()
		var r *ticket.Refusal
		if err := d.FetchBody(t.Context(), "ani", 1, tk.Messages[0].Version, bodies); !errors.As(err, &r) || r.Code != "not-fetched" || !strings.Contains(r.Error(), words) {
			t.Errorf("got %v, want %q", err, words)
		}
	}
	_, err = c.Select("INBOX", nil).Wait()
	must(t, err)
	must(t, c.Store(imap.UIDSetNum(1), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close())
	must(t, c.Expunge().Close())
	fetch("not in folder INBOX any more")
	server.Renumber("INBOX", 4711)
	fetch("numbers folder INBOX anew, and the message is not found")
	server.Kill()
	fetch("localhost:") // refused or cut, as the dying server has it
	bodies.Accounts = nil
	fetch("not configured any more")
}
