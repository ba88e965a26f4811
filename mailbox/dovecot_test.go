package mailbox_test

import (
	"bytes"
	"fmt"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/google/go-cmp/cmp"

	"loket/mailbox"
	"loket/mailbox/demo"
	"loket/mailbox/dovecottest"
	"loket/mailbox/pull"
	"loket/store/storetest"
	"loket/ticket"
)

// understood is what the desk made of one mail.
type understood struct {
	Fate      ticket.Fate
	Number    string
	Subject   string
	Service   string
	Names     []string
	Received  time.Time
	Deadline  time.Time
	Documents []string
}

func (d *desk) understood(t testing.TB) (out []understood) {
	t.Helper()
	for _, row := range d.journal(t) {
		u := understood{Fate: row.Fate, Number: row.Number, Subject: row.Subject}
		if row.Fate == ticket.FateNew {
			tk, err := d.Ticket(row.Ticket)
			must(t, err)
			u.Service, u.Names, u.Received, u.Deadline = tk.Service, tk.Names, tk.Received, tk.Clock.Deadline
			for _, m := range tk.Messages {
				for _, a := range m.Attachments {
					u.Documents = append(u.Documents, fmt.Sprint(a.Name, " ", a.Requirement, " ", a.Problems, " ", a.SHA))
				}
			}
		}
		out = append(out, u)
	}
	return out
}

// asDovecot is mail as that server gives it: IMAP knows no NUL (RFC 3501 section
// 4.3.1), so it gives 0x80 in its place, and every line ends with CRLF.
func asDovecot(raw []byte) []byte {
	raw = bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
	return bytes.ReplaceAll(raw, []byte{0}, []byte{0x80})
}

// inMemory is what the desk makes of the samples without a server and without
// receipts on their way.
func inMemory(t *testing.T, samples []demo.Sample) []understood {
	t.Helper()
	d := openDesk(t, storetest.NewMemory(), &clock{at: start}, demo.HelpdeskAddress)
	var batch []pull.Fetched
	for i, s := range samples {
		batch = append(batch, pull.Fetched{Account: "a", Folder: "INBOX", UIDValidity: 1, UID: uint32(i + 1), Internal: s.Internal, Size: int64(len(s.Raw)), Raw: asDovecot(s.Raw)})
	}
	must(t, d.reader.Deliver(t.Context(), batch, pull.Cursor{UIDValidity: 1, UID: uint32(len(batch))}))
	return d.understood(t)
}

// client is another mail program at the mailbox.
func client(t *testing.T, s *dovecottest.Server) *imapclient.Client {
	t.Helper()
	c, err := imapclient.DialInsecure(net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port)), nil)
	must(t, err)
	t.Cleanup(func() { _ = c.Close() })
	must(t, c.Login(dovecottest.User, dovecottest.Password).Wait())
	return c
}

func fill(t *testing.T, s *dovecottest.Server, samples []demo.Sample) {
	t.Helper()
	c := client(t, s)
	for _, m := range samples {
		cmd := c.Append("INBOX", int64(len(m.Raw)), &imap.AppendOptions{Time: m.Internal})
		_, err := cmd.Write(m.Raw)
		must(t, err)
		must(t, cmd.Close())
		_, err = cmd.Wait()
		must(t, err)
	}
}

// sent gives the mails in the Sent folder.
func sent(t *testing.T, s *dovecottest.Server) (mails []taken) {
	t.Helper()
	c := client(t, s)
	defer c.Close()
	whole := &imap.FetchItemBodySection{Peek: true}
	box, err := c.Select(dovecottest.SentFolder, &imap.SelectOptions{ReadOnly: true}).Wait()
	must(t, err)
	if box.NumMessages == 0 {
		return nil
	}
	all, err := c.Fetch(imap.SeqSet{imap.SeqRange{Start: 1, Stop: 0}}, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{whole}}).Collect()
	must(t, err)
	for _, m := range all {
		mails = append(mails, taken{raw: m.FindBodySection(whole)})
	}
	return mails
}

// ids gives the Message-IDs of mails, sorted.
func ids(letters []taken) (out []string) {
	for _, l := range letters {
		m, err := netmail.ReadMessage(strings.NewReader(string(l.raw)))
		if err != nil {
			out = append(out, err.Error())
			continue
		}
		out = append(out, strings.Trim(m.Header.Get("Message-ID"), "<>"))
	}
	slices.Sort(out)
	return out
}

// unlock takes away what a killed Dovecot may leave: its next run would wait two
// minutes for the lock of a process that is gone.
func unlock(t *testing.T, maildir string) {
	t.Helper()
	locks, err := filepath.Glob(filepath.Join(maildir, "*.lock"))
	must(t, err)
	for _, l := range locks {
		must(t, os.Remove(l))
	}
}

// TestDayOnDovecot goes through a day of a desk on a real server: the sample
// mailbox, receipts, a mail that comes in, an answer, the server's death, a
// renumbered folder, and the program's own end and beginning.
func TestDayOnDovecot(t *testing.T) {
	server := dovecottest.Start(t)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("Dovecot says:\n%s", server.Log())
		}
	})
	samples := demo.Samples(start)
	fill(t, server, samples)
	out, lines, dir, c := newSink(t), &noted{}, t.TempDir(), &clock{at: start}
	account := pull.Account{Name: "uji", Host: "localhost", Port: server.TLSPort, TLS: "tls", User: dovecottest.User, CAFile: server.CAFile,
		Secret: secret(dovecottest.Password), Timing: quick()}
	record := openStore(t, dir)
	d := openDesk(t, record, c, demo.HelpdeskAddress)
	x := &mailbox.Exchange{Desk: d.Desk, Accounts: []pull.Account{account}, Sink: d.reader, Post: post(d, out, account), Logger: lines.logger()}
	stop := run(t, x)
	seen := func(n int) func() bool { return func() bool { return len(d.journal(t)) >= n } }
	n := len(samples)

	d.until(t, "all samples are in the journal", seen(n))
	if diff := cmp.Diff(inMemory(t, samples), d.understood(t)); diff != "" {
		t.Errorf("the desk understands mail from Dovecot otherwise than in memory:\n%s", diff)
	}

	// Receipts went to young requests only, and each is in the Sent folder once.
	var want, letters []string
	for _, r := range d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, c.now()) {
		tk, err := d.Ticket(r.ID)
		must(t, err)
		for _, l := range tk.Letters {
			letters = append(letters, l.MessageID)
			if start.Sub(tk.Received) > 24*time.Hour {
				t.Errorf("%s came %s ago and got a receipt", tk.Number, start.Sub(tk.Received))
			}
		}
		if len(tk.Letters) == 0 && start.Sub(tk.Received) < 24*time.Hour && !slices.ContainsFunc(tk.Links, func(l ticket.Link) bool { return l.Kind == "repeat" }) {
			want = append(want, tk.Number)
		}
	}
	if len(letters) == 0 || len(want) > 0 {
		t.Errorf("%d receipts; young requests without one: %v", len(letters), want)
	}
	same := func() bool {
		left, kept := out.letters(), sent(t, server)
		slices.Sort(letters)
		if !slices.Equal(ids(left), letters) || !slices.Equal(ids(kept), letters) {
			return false
		}
		for _, l := range left { // to the byte
			if !slices.ContainsFunc(kept, func(k taken) bool { return bytes.Equal(k.raw, l.raw) }) {
				t.Errorf("the copy kept differs from what left:\n%s", l.raw)
			}
		}
		return true
	}
	d.until(t, "every letter left once and is in the Sent folder once", same)

	// A mail comes in and is told of by IDLE; its answer joins.
	d.until(t, "the folder is listened to", func() bool { return x.Status().State == pull.Idle })
	c.mu.Lock()
	c.at = time.Now().In(wib) // a delivery agent stamps mail with the real time
	c.mu.Unlock()
	server.Drop("INBOX", "1.baru", request(1, ""))
	d.until(t, "a new mail is in the journal", seen(n+1))
	row := d.journal(t)[n]
	if row.Fate != ticket.FateNew {
		t.Fatalf("the new mail's fate is %s (%s)", row.Fate, row.Reason)
	}
	var receipt ticket.Letter
	d.until(t, "its receipt has left", func() bool {
		tk, err := d.Ticket(row.Ticket)
		must(t, err)
		receipt = tk.Letters[0]
		return receipt.State == ticket.LetterSent
	})
	letters = append(letters, receipt.MessageID)
	server.Drop("INBOX", "2.balasan", fmt.Appendf(nil, "From: ani1@contohkab.go.id\r\nTo: x\r\nSubject: Terima kasih\r\nMessage-ID: <b1@contohkab.go.id>\r\nIn-Reply-To: <%s>\r\n\r\nTerima kasih.\r\n", receipt.MessageID))
	d.until(t, "the answer is in the journal", seen(n+2))
	if got := d.journal(t)[n+1]; got.Fate != ticket.FateJoined || got.Ticket != row.Ticket {
		t.Errorf("the answer to our letter is %s of ticket %d (%s)", got.Fate, got.Ticket, got.Reason)
	}

	// The server dies; what was delivered meanwhile comes in when it is back.
	inbox := strings.TrimSpace(server.Doveadm("mailbox", "path", "-u", dovecottest.User, "INBOX"))
	server.Kill()
	unlock(t, inbox)
	d.until(t, "the loss is seen", func() bool { s := x.Status().State; return s == pull.Waiting || s == pull.Connecting })
	server.Drop("INBOX", "3.gelap", request(2, ""))
	server.Restart()
	d.until(t, "mail of the outage is in the journal", seen(n+3))
	last := d.journal(t)[n+2]
	d.until(t, "its receipt has left", func() bool {
		tk, err := d.Ticket(last.Ticket)
		must(t, err)
		return len(tk.Letters) == 1 && tk.Letters[0].State == ticket.LetterSent
	})
	tk, err := d.Ticket(last.Ticket)
	must(t, err)
	letters = append(letters, tk.Letters[0].MessageID)

	// A folder with new numbers brings everything again, and nothing new.
	tickets := len(d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, c.now()))
	server.Renumber("INBOX", 4711)
	x.Now()
	d.until(t, "everything came again", seen(2*(n+3)))
	for _, row := range d.journal(t)[n+3:] {
		if row.Fate != ticket.FateDuplicate {
			t.Errorf("%q came again and is %s (%s)", row.Subject, row.Fate, row.Reason)
		}
	}

	// The program ends and begins again: nothing comes twice, nothing leaves twice.
	d.until(t, "the folder is listened to", func() bool { return x.Status().State == pull.Idle })
	stop()
	allEnded(t)
	must(t, record.Close())
	d = openDesk(t, openStore(t, dir), c, demo.HelpdeskAddress)
	x = &mailbox.Exchange{Desk: d.Desk, Accounts: []pull.Account{account}, Sink: d.reader, Post: post(d, out, account), Logger: lines.logger()}
	run(t, x)
	d.until(t, "the folder is listened to", func() bool { return x.Status().State == pull.Idle })
	server.Drop("INBOX", "4.akhir", request(3, "Auto-Submitted: auto-replied\r\n"))
	d.until(t, "a machine's mail is in the journal", seen(2*(n+3)+1))
	rows := d.journal(t)
	if got := rows[len(rows)-1]; len(rows) != 2*(n+3)+1 || got.Fate != ticket.FateMachine {
		t.Errorf("after the restart: %d rows, the last is %s", len(rows), got.Fate)
	}
	if got := len(d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, c.now())); got != tickets {
		t.Errorf("%d tickets, there were %d", got, tickets)
	}
	if !same() {
		t.Errorf("letters sent %d, in the Sent folder %d, of %d", len(out.letters()), len(sent(t, server)), len(letters))
	}
}
