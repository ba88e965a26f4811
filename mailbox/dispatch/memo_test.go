package dispatch_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"loket/domain/staff"
	"loket/mailbox/mail"
	"loket/ticket"
)

// telling makes the desk tell a supervisor, who reads English, by mail.
func telling(s *ticket.Site) {
	s.Staff = []staff.Officer{{ID: "citra", Name: "Citra Contoh", Email: "citra@contohkab.go.id", Lang: "en", Roles: []staff.Role{staff.Worker, staff.Supervisor}}}
	s.Alerts.Mail, s.HeadMail = true, ticket.HeadMail{On: true, After: time.Hour}
}

// memos waits until so many memos are in the outbox, and gives them.
func (w *world) memos(n int) (items []ticket.OutboxItem) {
	w.t.Helper()
	w.wait(func() bool {
		all, err := w.desk.Outbox()
		must(w.t, err)
		items = nil
		for _, it := range all {
			if it.Ticket == 0 {
				items = append(items, it)
			}
		}
		return len(items) == n
	})
	return items
}

func (w *world) mailHead() {
	w.t.Helper()
	_, n, err := w.desk.MailHead(w.t.Context())
	if must(w.t, err); n != 1 {
		w.t.Fatalf("%d memos", n)
	}
}

// TestHeadLeaves: the head leaves as an automatic mail from nobody, in the officer's
// language, and proves the record that it is of. No copy is kept, and a mail that
// comes back opens nothing.
func TestHeadLeaves(t *testing.T) {
	w := newWorld(t, 0, telling)
	w.ticket("budi@contohkab.go.id")
	seq, hash, err := w.desk.Head()
	must(t, err)
	w.mailHead()
	must(t, w.post.Drain(t.Context()))
	got := w.smtp.letters()
	if len(got) != 1 || got[0].from != "" || strings.Join(got[0].to, " ") != "citra@contohkab.go.id" {
		t.Fatalf("%+v", got)
	}
	m := mail.Parse([]byte(got[0].raw), mail.Options{})
	text := m.Text.String()
	head := ticket.Head{Seq: seq, Hash: hash}
	if !strings.Contains(text, "Dear Citra Contoh") || !strings.Contains(text, "loket check --head "+head.String()) {
		t.Errorf("%s\nhas no head %s", text, &head)
	}
	for _, want := range []string{"Auto-Submitted: auto-generated", "Reply-To: citra@contohkab.go.id"} {
		if !strings.Contains(got[0].raw, want) {
			t.Errorf("%q is missing in\n%s", want, got[0].raw)
		}
	}
	if w.memos(0); len(w.box.Sent()) != 0 {
		t.Errorf("%d copies are kept", len(w.box.Sent()))
	}
	w.arrive(got[0].raw)
	if rows, _, err := w.desk.Journal(0, 1); err != nil || rows[0].Fate != ticket.FateOwn {
		t.Errorf("what came back is %+v, %v", rows, err)
	}
}

// TestMemoIsTriedAgain: a server that is away, or has no room, gets the memo later, and
// once.
func TestMemoIsTriedAgain(t *testing.T) {
	w := newWorld(t, 0, telling)
	w.ticket("budi@contohkab.go.id")
	w.smtp.stop()
	w.mailHead()
	must(t, w.post.Drain(t.Context()))
	if it := w.memos(1)[0]; it.Letter.State != ticket.LetterRetry || it.Job.Tries != 1 {
		t.Fatalf("%+v", it)
	}
	w.smtp.restart(t)
	w.smtp.hook(func(int) error {
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "Kotak surat penuh"}
	})
	w.clock.turn(2 * time.Minute)
	must(t, w.post.Drain(t.Context()))
	if it := w.memos(1)[0]; it.Letter.State != ticket.LetterRetry || it.Job.Tries != 2 {
		t.Fatalf("%+v", it)
	}
	w.smtp.hook(nil)
	w.clock.turn(10 * time.Minute)
	must(t, w.newPost().Drain(t.Context())) // as after a restart
	must(t, w.newPost().Drain(t.Context()))
	if w.memos(0); len(w.smtp.letters()) != 1 {
		t.Errorf("%d letters", len(w.smtp.letters()))
	}
}

// TestMemoOfUnknownFate: where the connection ends before the answer the memo is not
// sent again by itself, and is shown.
func TestMemoOfUnknownFate(t *testing.T) {
	w := newWorld(t, 0, telling)
	w.ticket("budi@contohkab.go.id")
	w.smtp.set(func() { w.smtp.after = func(c net.Conn) { _ = c.Close() } })
	w.mailHead()
	must(t, w.post.Drain(t.Context()))
	for range 3 {
		w.clock.turn(time.Hour)
		must(t, w.post.Drain(t.Context()))
	}
	if it := w.memos(1)[0]; it.Letter.State != ticket.LetterUnknown || !it.Lost() || len(w.smtp.letters()) != 1 {
		t.Errorf("%d letters, %+v", len(w.smtp.letters()), it)
	}
}

// TestAlertLeaves: an alert is refused for good, is shown, and goes when a supervisor
// asks for it.
func TestAlertLeaves(t *testing.T) {
	w := newWorld(t, 0, telling)
	tk := w.ticket("budi@contohkab.go.id")
	w.clock.turn(tk.Clock.Deadline.Sub(w.clock.now()) - time.Minute)
	w.smtp.set(func() {
		w.smtp.onRcpt = func(string) error {
			return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "Alamat tidak dikenal"}
		}
	})
	_, err := w.desk.RaiseAlerts(t.Context())
	must(t, err)
	must(t, w.post.Drain(t.Context()))
	it := w.memos(1)[0]
	if it.Letter.State != ticket.LetterFailed || !it.Lost() {
		t.Fatalf("%+v", it.Letter)
	}
	w.smtp.set(func() { w.smtp.onRcpt = nil })
	_, err = w.desk.Do(t.Context(), "citra", 0, 0, ticket.RetryLetter{Letter: it.Letter.ID})
	must(t, err)
	must(t, w.post.Drain(t.Context()))
	got := w.smtp.letters()
	if w.memos(0); len(got) != 1 || !strings.Contains(got[0].raw, "Deadlines: 1 ticket") || strings.Contains(got[0].raw, "budi@") {
		t.Errorf("%+v", got)
	}
}
