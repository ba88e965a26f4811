package mailbox_test

import (
	"bytes"
	"fmt"
	"net"
	netmail "net/mail"
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
	must(t, d.reader.Deliver(t.Context(), pull.Batch{Account: "a", Folder: "INBOX", Mails: batch, Next: pull.Cursor{UIDValidity: 1, UID: uint32(len(batch))}}))
	must(t, d.reader.InspectAll(t.Context()))
	return d.understood(t)
}

// client is another mail program at the mailbox.
func client(t *testing.T, s *dovecottest.Server) *imapclient.Client {
	t.Helper()
	return userClient(t, s, dovecottest.User)
}

func userClient(t *testing.T, s *dovecottest.Server, user string) *imapclient.Client {
	t.Helper()
	c, err := imapclient.DialInsecure(net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port)), nil)
	must(t, err)
	t.Cleanup(func() { _ = c.Close() })
	must(t, c.Login(user, dovecottest.Password).Wait())
	return c
}

func add(t *testing.T, c *imapclient.Client, folder string, at time.Time, raw []byte) {
	t.Helper()
	cmd := c.Append(folder, int64(len(raw)), &imap.AppendOptions{Time: at})
	_, err := cmd.Write(raw)
	must(t, err)
	must(t, cmd.Close())
	_, err = cmd.Wait()
	must(t, err)
}

func fill(t *testing.T, s *dovecottest.Server, samples []demo.Sample) {
	t.Helper()
	c := client(t, s)
	for _, m := range samples {
		add(t, c, "INBOX", m.Internal, m.Raw)
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

// day is a desk at a Dovecot, and what should have left it so far.
type day struct {
	*desk

	t       *testing.T
	server  *dovecottest.Server
	account pull.Account
	out     *sink
	x       *mailbox.Exchange
	letters []string // Message-IDs
	rows    int      // of the journal
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
	samples := demo.Samples(start, "")
	fill(t, server, samples)
	dir := t.TempDir()
	record := openStore(t, dir)
	w := &day{t: t, server: server, out: newSink(t), account: pull.Account{
		Name: "uji", Host: "localhost", Port: server.TLSPort, TLS: "tls", User: dovecottest.User, CAFile: server.CAFile,
		Secret: secret(dovecottest.Password), Timing: quick(),
	}}
	c := &clock{at: start}
	stop := w.open(record, c)
	w.comes("all samples", len(samples))
	if diff := cmp.Diff(inMemory(t, samples), w.understood(t)); diff != "" {
		t.Errorf("the desk understands mail from Dovecot otherwise than in memory:\n%s", diff)
	}
	w.receiptsToYoungOnly()
	w.until(t, "every letter left once and is in the Sent folder once", w.same)
	w.listens()
	c.set(time.Now().In(wib)) // a delivery agent stamps mail with the real time
	w.toldByIdle()
	w.outage()
	w.renumbered()
	w.listens()
	stop()
	allEnded(t)
	must(t, record.Close())
	w.open(openStore(t, dir), c)
	w.nothingTwice()
}

// open begins a run of the program.
func (w *day) open(record ticket.Log, c *clock) (stop func()) {
	w.t.Helper()
	w.desk = openDesk(w.t, record, c, demo.HelpdeskAddress)
	w.x = &mailbox.Exchange{Desk: w.Desk, Accounts: []pull.Account{w.account}, Sink: w.reader, Files: w.reader, Post: post(w.desk, w.out, w.account)}
	return run(w.t, w.x)
}

// comes waits for n more rows of the journal and returns the last.
func (w *day) comes(what string, n int) ticket.MailRecord {
	w.t.Helper()
	w.rows += n
	w.until(w.t, what+" came", func() bool { return len(w.journal(w.t)) >= w.rows && len(w.Awaiting(1)) == 0 })
	return w.journal(w.t)[w.rows-1]
}

func (w *day) listens() {
	w.t.Helper()
	w.until(w.t, "the folder is listened to", func() bool { return w.x.Status().State == pull.Idle })
}

func (w *day) tickets() []*ticket.Row {
	return w.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, w.clock.now())
}

// receipt waits until the ticket's receipt has left.
func (w *day) receipt(id ticket.ID) (l ticket.Letter) {
	w.t.Helper()
	w.until(w.t, "the receipt has left", func() bool {
		tk, err := w.Ticket(id)
		must(w.t, err)
		if len(tk.Letters) == 0 {
			return false
		}
		l = tk.Letters[0]
		return l.State == ticket.LetterSent
	})
	w.letters = append(w.letters, l.MessageID)
	return l
}

func (w *day) receiptsToYoungOnly() {
	for _, r := range w.tickets() {
		tk, err := w.Ticket(r.ID)
		must(w.t, err)
		age := start.Sub(tk.Received)
		repeat := slices.ContainsFunc(tk.Links, func(l ticket.Link) bool { return l.Kind == "repeat" })
		if want := age <= 24*time.Hour && !repeat; want != (len(tk.Letters) == 1) {
			w.t.Errorf("%s came %s ago and got %d receipts", tk.Number, age, len(tk.Letters))
		}
		for _, l := range tk.Letters {
			w.letters = append(w.letters, l.MessageID)
		}
	}
	if len(w.letters) == 0 {
		w.t.Error("no request got a receipt")
	}
}

// same reports whether every letter left once and is kept once, to the byte.
func (w *day) same() bool {
	left, kept := w.out.letters(), sent(w.t, w.server)
	slices.Sort(w.letters)
	if !slices.Equal(ids(left), w.letters) || !slices.Equal(ids(kept), w.letters) {
		return false
	}
	for _, l := range left {
		if !slices.ContainsFunc(kept, func(k taken) bool { return bytes.Equal(k.raw, l.raw) }) {
			w.t.Errorf("the copy kept differs from what left:\n%s", l.raw)
		}
	}
	return true
}

func (w *day) toldByIdle() {
	w.server.Drop("INBOX", "1.baru", request(1, ""))
	row := w.comes("a new mail", 1)
	if row.Fate != ticket.FateNew {
		w.t.Fatalf("the new mail's fate is %s (%s)", row.Fate, row.Reason)
	}
	w.server.Drop("INBOX", "2.balasan", fmt.Appendf(nil, "From: ani1@contohkab.go.id\r\nTo: x\r\nSubject: Terima kasih\r\nMessage-ID: <b1@contohkab.go.id>\r\nIn-Reply-To: <%s>\r\n\r\nTerima kasih.\r\n", w.receipt(row.Ticket).MessageID))
	if got := w.comes("the answer to a letter", 1); got.Fate != ticket.FateJoined || got.Ticket != row.Ticket {
		w.t.Errorf("the answer to our letter is %s of ticket %d (%s)", got.Fate, got.Ticket, got.Reason)
	}
}

func (w *day) outage() {
	w.server.Kill()
	w.until(w.t, "the loss is seen", func() bool { s := w.x.Status().State; return s == pull.Waiting || s == pull.Connecting })
	w.server.Drop("INBOX", "3.gelap", request(2, ""))
	w.server.Restart()
	w.receipt(w.comes("mail of the outage", 1).Ticket)
}

// renumbered: everything comes again, and nothing new is made of it.
func (w *day) renumbered() {
	before, tickets := w.rows, len(w.tickets())
	w.server.Renumber("INBOX", 4711)
	w.x.Now()
	w.comes("everything again, and a word on why", w.rows+1)
	again := w.journal(w.t)[before:]
	if again[0].Fate != ticket.FateNote || !strings.Contains(again[0].Reason, "UIDVALIDITY 4711") {
		w.t.Errorf("the journal says of the renumbering: %s %q", again[0].Fate, again[0].Reason)
	}
	for _, row := range again[1:] {
		if row.Fate != ticket.FateDuplicate {
			w.t.Errorf("%q came again and is %s (%s)", row.Subject, row.Fate, row.Reason)
		}
	}
	if got := len(w.tickets()); got != tickets {
		w.t.Errorf("%d tickets, there were %d", got, tickets)
	}
}

// nothingTwice looks at a second run: it begins where the first ended.
func (w *day) nothingTwice() {
	w.listens()
	tickets := len(w.tickets())
	w.server.Drop("INBOX", "4.akhir", request(3, "Auto-Submitted: auto-replied\r\n"))
	if got := w.comes("a machine's mail", 1); len(w.journal(w.t)) != w.rows || got.Fate != ticket.FateMachine {
		w.t.Errorf("after the restart: %d rows of %d, the last is %s", len(w.journal(w.t)), w.rows, got.Fate)
	}
	if got := len(w.tickets()); got != tickets {
		w.t.Errorf("%d tickets, there were %d", got, tickets)
	}
	// The copy of the last letter may still have been on its way when the first ended.
	w.until(w.t, "every letter is still there once", w.same)
}
