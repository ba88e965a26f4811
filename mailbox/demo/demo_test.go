package demo

import (
	"net/smtp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/google/go-cmp/cmp"
)

func start(t *testing.T, o Options) *Server {
	t.Helper()
	if o.Now.IsZero() {
		o.Now = testNow
	}
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func signIn(t *testing.T, s *Server, o *imapclient.Options) *imapclient.Client {
	t.Helper()
	c, err := imapclient.DialInsecure(s.IMAPAddr(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.Login(s.User, s.Password).Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestIMAPHoldsTheSamples(t *testing.T) {
	s := start(t, Options{})
	c := signIn(t, s, nil)
	box, err := c.Select(FolderInbox, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		t.Fatal(err)
	}
	want := testSamples()
	if int(box.NumMessages) != len(want) {
		t.Fatalf("INBOX has %d mails, want %d", box.NumMessages, len(want))
	}
	var all imap.SeqSet
	all.AddRange(1, 0)
	whole := &imap.FetchItemBodySection{Peek: true}
	got, err := c.Fetch(all, &imap.FetchOptions{UID: true, InternalDate: true, RFC822Size: true, BodySection: []*imap.FetchItemBodySection{whole}}).Collect()
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range got {
		if !m.InternalDate.Equal(want[i].Internal) || !slices.Equal(m.FindBodySection(whole), want[i].Raw) {
			t.Errorf("mail %d (%s) is not as its sample: %s, want %s", i+1, want[i].Key, m.InternalDate, want[i].Internal)
		}
	}
}

func TestIdleIsToldOfDelivery(t *testing.T) {
	s := start(t, Options{Empty: true})
	told := make(chan uint32, 400)
	c := signIn(t, s, &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil {
				told <- *d.NumMessages
			}
		}}})
	if _, err := c.Select(FolderInbox, nil).Wait(); err != nil {
		t.Fatal(err)
	}
	idle, err := c.Idle()
	if err != nil {
		t.Fatal(err)
	}
	// The server says that it idles just before it listens: what is delivered in
	// between is told with the next one.
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for n, heard := uint32(0), false; !heard; n++ {
		if err := s.Deliver([]byte("Subject: baru\r\n\r\nisi\r\n"), time.Time{}); err != nil {
			t.Fatal(err)
		}
		select {
		case got := <-told:
			if heard = true; got < 1 || got > n+1 {
				t.Errorf("told of %d mails, %d were delivered", got, n+1)
			}
		case <-again.C:
			if n == 300 {
				t.Fatal("IDLE was not told")
			}
		}
	}
	if err := idle.Close(); err != nil {
		t.Fatal(err)
	}
	if err := idle.Wait(); err != nil {
		t.Fatal(err)
	}
}

func TestWrongPasswordIsRefused(t *testing.T) {
	s := start(t, Options{Empty: true})
	c, err := imapclient.DialInsecure(s.IMAPAddr(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login(s.User, "salah").Wait(); err == nil {
		t.Error("IMAP took a wrong password")
	}
	auth := smtp.PlainAuth("", s.User, "salah", "127.0.0.1")
	if err := smtp.SendMail(s.SMTPAddr(), auth, HelpdeskAddress, []string{"a@majujayakab.go.id"}, []byte("Subject: x\r\n\r\n")); err == nil {
		t.Error("SMTP took a wrong password")
	}
}

const testLetter = "From: helpdesk@domain-contoh.go.id\r\nTo: a@majujayakab.go.id\r\nSubject: =?utf-8?q?Tanda_terima?=\r\nMessage-ID: <1@domain-contoh.go.id>\r\n\r\nTelah kami terima.\r\n"

func TestSMTPLettersAreShown(t *testing.T) {
	s := start(t, Options{Empty: true})
	auth := smtp.PlainAuth("", s.User, s.Password, "127.0.0.1")
	to := []string{"a@majujayakab.go.id", "kepala@majujayakab.go.id"}
	s.RefuseMail(1)
	if err := smtp.SendMail(s.SMTPAddr(), auth, s.Address(), to, []byte(testLetter)); err == nil || !strings.HasPrefix(err.Error(), "451") {
		t.Errorf("refused letter: %v, want 451", err)
	}
	if err := smtp.SendMail(s.SMTPAddr(), auth, s.Address(), to, []byte(testLetter)); err != nil {
		t.Fatal(err)
	}
	want := []Letter{{From: s.Address(), To: to, Subject: "Tanda terima", Raw: []byte(testLetter)}}
	got := s.Outgoing()
	for i := range got {
		got[i].At = time.Time{}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	box, err := signIn(t, s, nil).Select(FolderRequesters, nil).Wait()
	if err != nil || box.NumMessages != 1 {
		t.Errorf("%s: %+v %v, want one mail", FolderRequesters, box, err)
	}
}

func TestSentKeepsWhatClientsAppend(t *testing.T) {
	s := start(t, Options{Empty: true})
	c := signIn(t, s, nil)
	cmd := c.Append(FolderSent, int64(len(testLetter)), &imap.AppendOptions{Time: testNow, Flags: []imap.Flag{imap.FlagSeen}})
	if _, err := cmd.Write([]byte(testLetter)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	got := s.Sent()
	if len(got) != 1 || got[0].Subject != "Tanda terima" || got[0].From != s.Address() || !got[0].At.Equal(testNow) {
		t.Errorf("Sent() = %+v", got)
	}
	box, err := c.Select(FolderSent, nil).Wait()
	if err != nil || box.NumMessages != 1 {
		t.Errorf("%s: %+v %v, want one mail", FolderSent, box, err)
	}
}

func TestCloseTwice(t *testing.T) {
	s := start(t, Options{Empty: true})
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
