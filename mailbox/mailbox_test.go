package mailbox_test

import (
	"strings"
	"testing"
	"time"

	"loket/mailbox"
	"loket/mailbox/demo"
	"loket/mailbox/pull"
	"loket/store/storetest"
	"loket/ticket"
)

func demoAccount(s *demo.Server, name, password string) pull.Account {
	return pull.Account{Name: name, Host: "127.0.0.1", Port: port(s.IMAPAddr()), TLS: "none", User: s.User, Secret: secret(password), Timing: quick()}
}

func startDemo(t *testing.T) *demo.Server {
	t.Helper()
	s, err := demo.Start(t.Context(), demo.Options{Empty: true, Now: start})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestOneFailingAccount leaves the other one, the letters and the clock alone.
func TestOneFailingAccount(t *testing.T) {
	server, out, lines := startDemo(t), newSink(t), &noted{}
	c := &clock{at: start}
	d := openDesk(t, storetest.NewMemory(), c, demo.HelpdeskAddress)
	good, bad := demoAccount(server, "baik", server.Password), demoAccount(server, "salah", "bukan-sandinya")
	bad.Timing.Refused = time.Hour
	x := &mailbox.Exchange{Desk: d.Desk, Accounts: []pull.Account{bad, good}, Sink: d.reader, Post: post(d, out, good), Logger: lines.logger()}
	must(t, server.Deliver(request(1, ""), start.Add(-time.Minute)))
	stop := run(t, x)
	d.until(t, "the good account's mail is a ticket", func() bool { return d.Row(1) != nil })
	d.until(t, "its receipt has left", func() bool { return len(out.letters()) == 1 && len(server.Sent()) == 1 })
	d.until(t, "the bad account shows", func() bool { return x.Status().State == pull.Failed && x.Status().Err != nil })
	if got := strings.Count(lines.String(), "mailbox"); !strings.Contains(lines.String(), "account=salah") || got > 4 {
		t.Errorf("the log names the account, and once:\n%s", lines)
	}
	// Mail keeps coming in beside it.
	must(t, server.Deliver(request(2, ""), start.Add(-time.Minute)))
	d.until(t, "mail that comes later is a ticket", func() bool { return d.Row(2) != nil })
	stop()
	allEnded(t)
}

// TestNowConnectsAgain though the next try is an hour away.
func TestNowConnectsAgain(t *testing.T) {
	server := startDemo(t)
	d := openDesk(t, storetest.NewMemory(), &clock{at: start}, demo.HelpdeskAddress)
	password := "salah"
	a := demoAccount(server, "a", "")
	a.Timing.Refused, a.Timing.RetryUp = time.Hour, time.Hour
	gate := make(chan string, 1)
	gate <- password
	a.Secret = secretFrom(gate)
	x := &mailbox.Exchange{Desk: d.Desk, Accounts: []pull.Account{a}, Sink: d.reader}
	if s := x.Status(); s.State != pull.Connecting {
		t.Errorf("before it runs: %+v", s)
	}
	must(t, server.Deliver(request(1, ""), start.Add(-time.Minute)))
	stop := run(t, x)
	d.until(t, "the password is refused", func() bool { return x.Status().State == pull.Failed })
	if d.Row(1) != nil {
		t.Fatal("mail came in without the password")
	}
	<-gate
	gate <- server.Password
	x.Now()
	x.Now() // somebody impatient
	d.until(t, "mail is a ticket", func() bool { return d.Row(1) != nil })
	d.until(t, "the folder is listened to", func() bool { s := x.Status(); return s.State == pull.Idle && s.Err == nil })
	stop()
	x.Now() // nobody listens any more; it must not block
	allEnded(t)
}

// TestWithoutMailbox has nothing to pull and nothing to send with: letters wait.
func TestWithoutMailbox(t *testing.T) {
	c := &clock{at: start}
	d := openDesk(t, storetest.NewMemory(), c, demo.HelpdeskAddress)
	tk, err := d.OpenByHand(t.Context(), "sari", ticket.Manual{Source: ticket.ByPhone, Service: "deactivation", Subject: "Nonaktifkan", Text: "Mohon.",
		Requester: ticket.Party{Email: "ani@contohkab.go.id"}, Names: []string{"lama.go.id"}, Received: start.AddDate(0, 0, -10)})
	must(t, err)
	x := &mailbox.Exchange{Desk: d.Desk, Sink: d.reader}
	stop := run(t, x)
	if s := x.Status(); s.State != "off" || s.Err != nil {
		t.Errorf("status %+v", s)
	}
	d.until(t, "the clock has noticed the missed target", func() bool { return d.Row(tk.ID).Breached })
	stop()
	allEnded(t)
}
