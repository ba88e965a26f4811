package mailbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/mailbox"
	"loket/mailbox/demo"
	"loket/mailbox/dovecottest"
	"loket/mailbox/pull"
	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
)

func dovecotAccount(s *dovecottest.Server) pull.Account {
	return pull.Account{
		Name: "uji", Host: "localhost", Port: s.TLSPort, TLS: "tls", User: dovecottest.User, CAFile: s.CAFile,
		Secret: secret(dovecottest.Password), Timing: quick(),
	}
}

// mails are the rows of the journal that are mails, in order.
func mails(rows []ticket.MailRecord) []ticket.MailRecord {
	return slices.DeleteFunc(slices.Clone(rows), func(m ticket.MailRecord) bool { return m.Fate == ticket.FateNote })
}

// notes are what the journal says of folders.
func notes(rows []ticket.MailRecord) (out []string) {
	for _, m := range rows {
		if m.Fate == ticket.FateNote {
			out = append(out, m.Reason)
		}
	}
	return out
}

// TestFaultsOnTheWayToTheDesk has everything between the server and the desk go
// wrong. The tickets are those of an undisturbed pull, the journal has every
// message once, and the record is sound.
func TestFaultsOnTheWayToTheDesk(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	samples := demo.Samples(start, "")
	fill(t, server, samples)
	want := inMemory(t, samples)
	lie := func(more int) func(int) string { return func(n int) string { return fmt.Sprint(n + more) } }
	for name, faults := range map[string][]dovecottest.Fault{
		"cuts": {
			dovecottest.Cut(700), dovecottest.Bye(1), dovecottest.Cut(9_000), dovecottest.HalfLine(5), dovecottest.Cut(90_000), dovecottest.Bye(30), dovecottest.Cut(400_000),
		},
		"silences":      {dovecottest.Stall(1_200), dovecottest.Lie(2, lie(7)), dovecottest.Stall(60_000), dovecottest.Lie(20, lie(1e15))},
		"nonsense":      {dovecottest.Garbage(5_000), dovecottest.Flood(2_000, "x"), dovecottest.Lie(9, lie(-3)), dovecottest.Garbage(200_000), dovecottest.Flood(50_000, "((")},
		"bodies twice":  {dovecottest.Twice()},
		"forged bodies": {dovecottest.Insert(3, dovecottest.Unasked(99_999, "Subject: palsu\r\n\r\npalsu\r\n"))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			record := openStore(t, t.TempDir())
			d, lines := openDesk(t, record, &clock{at: start}, demo.HelpdeskAddress), &noted{}
			p := dovecottest.NewProxy(t, server.Port, faults...)
			a := dovecotAccount(server)
			a.Port, a.TLS = p.Port, "none"
			if name == "silences" {
				a.Timing.Silence = 400 * time.Millisecond
			}
			x := &mailbox.Exchange{Desk: d.Desk, Accounts: []pull.Account{a}, Sink: d.reader, Files: d.reader, Logger: lines.logger()}
			stop := run(t, x)
			d.until(t, "everything is read", func() bool {
				return len(mails(d.journal(t))) >= len(samples) && len(d.Awaiting(1)) == 0 && x.Status().State == pull.Idle
			})
			stop()
			rows := mails(d.journal(t))
			keys := map[string]bool{}
			for _, m := range rows {
				keys[m.Key] = true
			}
			if len(rows) != len(samples) || len(keys) != len(samples) {
				t.Errorf("%d rows, %d different, of %d messages", len(rows), len(keys), len(samples))
			}
			if diff := cmp.Diff(want, d.understood(t)); diff != "" {
				t.Errorf("the tickets differ from those of an undisturbed pull:\n%s", diff)
			}
			calm := name == "bodies twice" || name == "forged bodies"
			if said := strings.Count(lines.String(), "level=WARN"); calm != (said == 0) || said > len(faults)+2 {
				t.Errorf("%d warnings:\n%s", said, lines)
			}
			sound(t, record)
		})
	}
}

func sound(t *testing.T, s *store.Store) {
	t.Helper()
	sum, err := s.Check(t.Context(), func(problem string) { t.Error(problem) })
	must(t, err)
	if sum.Problems > 0 {
		t.Errorf("the record is not sound: %+v", sum)
	}
}

// TestSameMailInTwoAccounts: a mail to two of the desk's addresses is one ticket;
// the journal has both copies, the second as a duplicate.
func TestSameMailInTwoAccounts(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	d := openDesk(t, storetest.NewMemory(), &clock{at: start}, demo.HelpdeskAddress)
	first := dovecotAccount(server)
	second := first
	second.Name, second.User = "aduan", dovecottest.Second
	first.Folders = []string{"INBOX", "Permohonan"}
	one, two := client(t, server), userClient(t, server, dovecottest.Second)
	must(t, one.Create("Permohonan", nil).Wait())
	x := &mailbox.Exchange{Desk: d.Desk, Accounts: []pull.Account{first, second}, Sink: d.reader, Files: d.reader}
	run(t, x)
	at := start.Add(-time.Hour)
	add(t, one, "INBOX", at, request(1, ""))
	d.until(t, "the first copy is a ticket", func() bool { return d.Row(1) != nil })
	add(t, two, "INBOX", at.Add(time.Minute), request(1, ""))
	add(t, one, "Permohonan", at.Add(time.Minute), request(1, "Received: from lain by sini\r\n"))
	add(t, two, "INBOX", at, request(2, ""))
	d.until(t, "four mails are in the journal", func() bool { return len(d.journal(t)) == 4 })
	fates := map[ticket.Fate]int{}
	for _, m := range d.journal(t) {
		fates[m.Fate]++
		if m.Fate == ticket.FateDuplicate && (m.Ticket != 1 || m.Reason == "") {
			t.Errorf("the duplicate is of ticket %d because %q", m.Ticket, m.Reason)
		}
	}
	if fates[ticket.FateNew] != 2 || fates[ticket.FateDuplicate] != 2 {
		t.Errorf("fates %v; two requests came, one of them thrice", fates)
	}
	if n := len(d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, start)); n != 2 {
		t.Errorf("%d tickets", n)
	}
	tk, err := d.Ticket(1)
	must(t, err)
	if !tk.Received.Equal(at) || len(tk.Messages) != 1 {
		t.Errorf("the clock begins at %v with %d messages; it began with the first delivery at %v", tk.Received, len(tk.Messages), at)
	}
}

// TestRenamedFolderOfTheDesk: a folder that got another name and is configured
// so is read again; nothing of it is doubled, and the journal tells.
func TestRenamedFolderOfTheDesk(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	d := openDesk(t, storetest.NewMemory(), &clock{at: start}, demo.HelpdeskAddress)
	a := dovecotAccount(server)
	a.Folders, a.Timing.Poll = []string{"Masuk"}, 20*time.Millisecond
	c := client(t, server)
	must(t, c.Create("Masuk", nil).Wait())
	for n := range 3 {
		add(t, c, "Masuk", start.Add(-time.Hour), request(n, ""))
	}
	x := &mailbox.Exchange{Desk: d.Desk, Accounts: []pull.Account{a}, Sink: d.reader}
	stop := run(t, x)
	d.until(t, "all are tickets", func() bool { return d.Row(3) != nil })
	must(t, c.Rename("Masuk", "Loket", nil).Wait())
	d.until(t, "the journal tells", func() bool {
		return slices.ContainsFunc(notes(d.journal(t)), func(s string) bool { return strings.Contains(s, "called Loket now") })
	})
	stop()
	a.Folders = []string{"Loket"}
	add(t, c, "Loket", start.Add(-time.Hour), request(9, ""))
	x = &mailbox.Exchange{Desk: d.Desk, Accounts: []pull.Account{a}, Sink: d.reader}
	run(t, x)
	d.until(t, "all are read again", func() bool { return len(mails(d.journal(t))) == 7 })
	fates := map[ticket.Fate]int{}
	for _, m := range mails(d.journal(t)) {
		fates[m.Fate]++
	}
	if fates[ticket.FateNew] != 4 || fates[ticket.FateDuplicate] != 3 {
		t.Errorf("fates %v", fates)
	}
}

// TestTimesThatCannotBe: a ticket's clock begins when the server received the
// mail, however late it is pulled, but never in time to come.
func TestTimesThatCannotBe(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	d := openDesk(t, storetest.NewMemory(), &clock{at: start}, demo.HelpdeskAddress)
	c := client(t, server)
	late, ahead := start.Add(-9*24*time.Hour), start.Add(3*time.Hour)
	for i, at := range []time.Time{late, ahead, start.Add(time.Minute)} {
		raw := strings.Replace(string(request(i, "")), "Date: Fri, 20 Nov 2026", "Date: Fri, 20 Nov 2099", 1)
		add(t, c, "INBOX", at, []byte(raw))
	}
	_, err := pull.Once(t.Context(), dovecotAccount(server), d.reader, nil)
	must(t, err)
	for i, want := range []time.Time{late, start, start} {
		tk, err := d.Ticket(ticket.ID(i + 1))
		must(t, err)
		if !tk.Received.Equal(want) {
			t.Errorf("ticket %d: the clock begins at %v, want %v", i+1, tk.Received, want)
		}
		said := slices.ContainsFunc(tk.Messages[0].Warnings, func(w string) bool { return strings.Contains(w, "to come") })
		if said != (i == 1) {
			t.Errorf("ticket %d: warnings %q", i+1, tk.Messages[0].Warnings)
		}
	}
	if n := len(d.letters(t)); n != 2 {
		t.Errorf("%d receipts; old mail gets none", n)
	}
}

// letters are all letters of all tickets.
func (d *desk) letters(t *testing.T) (out []ticket.Letter) {
	t.Helper()
	for _, r := range d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, d.clock.now()) {
		tk, err := d.Ticket(r.ID)
		must(t, err)
		out = append(out, tk.Letters...)
	}
	return out
}

// TestOldMailIsPassedOver with a word, and read when since is set back; it is
// never answered.
func TestOldMailIsPassedOver(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	record := openStore(t, t.TempDir())
	d := openDesk(t, record, &clock{at: start}, demo.HelpdeskAddress)
	c := client(t, server)
	for n := range 6 {
		add(t, c, "INBOX", start.AddDate(0, 0, n-6), request(n, ""))
	}
	a := dovecotAccount(server)
	a.Since = start.AddDate(0, 0, -2).Add(-time.Hour)
	_, err := pull.Once(t.Context(), a, d.reader, nil)
	must(t, err)
	rows := d.journal(t)
	if len(mails(rows)) != 2 || len(notes(rows)) != 1 || !strings.Contains(notes(rows)[0], "4 messages") {
		t.Errorf("%d mails, notes %q", len(mails(rows)), notes(rows))
	}
	_, err = pull.Once(t.Context(), a, d.reader, nil)
	must(t, err)
	if n := len(d.journal(t)); n != 3 {
		t.Errorf("a second reading made %d rows of it", n)
	}
	a.Since = time.Time{}
	_, err = pull.Once(t.Context(), a, d.reader, nil)
	must(t, err)
	if n := len(mails(d.journal(t))); n != 6 {
		t.Errorf("%d of 6 mails after since was taken away", n)
	}
	for _, l := range d.letters(t) {
		tk, err := d.Ticket(1)
		must(t, err)
		if start.Sub(tk.Received) > 48*time.Hour {
			t.Errorf("old mail was answered: %v", l.To)
		}
	}
	sound(t, record)
}
