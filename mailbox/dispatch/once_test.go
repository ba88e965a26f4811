package dispatch_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"loket/mailbox/dispatch"
	"loket/mailbox/send"
	"loket/ticket"
)

// handOver brings a letter to where the program ended after it was handed over.
func (w *world) handOver(l *ticket.Letter) {
	w.t.Helper()
	items, err := w.desk.Outbox()
	must(w.t, err)
	for _, it := range items {
		if it.Letter.ID == l.ID {
			must(w.t, w.desk.HandOver(w.t.Context(), it))
			return
		}
	}
	w.t.Fatalf("letter %d is not in the outbox", l.ID)
}

// once runs a way out until nothing is due.
func (w *world) once(p *dispatch.Post) {
	w.t.Helper()
	for {
		due, _, err := p.Due(w.clock.now())
		must(w.t, err)
		if len(due) == 0 {
			return
		}
		for _, id := range due {
			if note := p.Try(w.t.Context(), id); note != nil {
				must(w.t, note())
			}
		}
	}
}

func (w *world) letter(t *ticket.Ticket, id uint64) *ticket.Letter {
	w.t.Helper()
	now, err := w.desk.Ticket(t.ID)
	must(w.t, err)
	return now.Letter(id)
}

func (w *world) bad(t *ticket.Ticket) bool {
	r := w.desk.Row(t.ID)
	return r != nil && r.LetterBad
}

// copies counts the copies still to be kept.
func (w *world) copies() (n int) {
	w.t.Helper()
	must(w.t, w.log.View(func(tx ticket.ReadTx) error {
		jobs, err := tx.Jobs()
		for _, j := range jobs {
			if j.Copy {
				n++
			}
		}
		return err
	}))
	return n
}

// A program that ends after it handed a letter over cannot know what became of
// it. It looks into the Sent folder, and never sends again by itself.
func TestUnknownOutcome(t *testing.T) {
	for _, folder := range []string{"", "Requesters"} {
		t.Run("folder "+folder, func(t *testing.T) {
			w := newWorld(t, 0)
			tk := w.ticket("budi@contohkab.go.id")
			left, lost := w.write(tk, ticket.Draft{}), w.write(tk, ticket.Draft{})
			w.handOver(left)
			w.handOver(lost)
			must(t, send.AppendSent(t.Context(), w.account(), folder, []byte("Message-ID: <"+left.MessageID+">\r\n\r\nx"), w.clock.now()))
			second := w.newPost()
			second.Folder = folder
			w.once(second)
			if got := w.letter(tk, left.ID); got.State != ticket.LetterSent {
				t.Errorf("it is in the Sent folder: %+v", got)
			}
			got := w.letter(tk, lost.ID)
			if got.State != ticket.LetterUnknown || got.Code != "letter.unknown" || !w.bad(tk) || len(w.smtp.letters()) != 0 {
				t.Errorf("%+v, shown %v, %d letters left", got, w.bad(tk), len(w.smtp.letters()))
			}
			w.clock.turn(48 * time.Hour)
			w.once(w.newPost())
			if w.letter(tk, lost.ID).State != ticket.LetterUnknown || len(w.smtp.letters()) != 0 || w.jobs() != 0 {
				t.Error("time makes it no better known")
			}
		})
	}
}

// What an officer may say of it.
func TestOfficerDecidesOnTheUnknown(t *testing.T) {
	w := newWorld(t, 0)
	tk := w.ticket("budi@contohkab.go.id")
	one, two := w.write(tk, ticket.Draft{}), w.write(tk, ticket.Draft{Body: "Authcode: " + ticket.SecretMark + "\n", Secret: "Kode-4711"})
	w.handOver(one)
	w.handOver(two)
	w.once(w.post)
	_, err := w.desk.Do(t.Context(), "sari", tk.ID, 0, ticket.SettleLetter{Letter: one.ID})
	must(t, err)
	if got := w.letter(tk, one.ID); got.State != ticket.LetterSent || !w.bad(tk) {
		t.Errorf("%+v; the other one is still unknown", got)
	}
	_, err = w.desk.Do(t.Context(), "sari", tk.ID, 0, ticket.RetryLetter{Letter: two.ID})
	must(t, err)
	w.once(w.post)
	got := w.smtp.letters()
	if len(got) != 1 || !strings.Contains(got[0].raw, "Message-ID: <"+two.MessageID+">") || !strings.Contains(got[0].raw, "Kode-4711") {
		t.Errorf("%d letters left; want one, with the same Message-ID and its secret", len(got))
	}
	if w.bad(tk) || w.letter(tk, two.ID).State != ticket.LetterSent {
		t.Errorf("%+v", w.letter(tk, two.ID))
	}
}

// Receipts of unknown fate are shown on the ticket and are no failure.
func TestUnknownReceiptIsNoFailure(t *testing.T) {
	w := newWorld(t, 0)
	raw := "From: Budi <budi@contohkab.go.id>\r\nTo: " + w.desk.Site.Address + "\r\nSubject: Perpanjangan\r\nMessage-ID: <1@contohkab.go.id>\r\n\r\nMohon perpanjangan contohkab.go.id.\r\n"
	w.arrive(raw)
	tk, err := w.desk.Ticket(1)
	must(t, err)
	w.handOver(&tk.Letters[0])
	w.once(w.post)
	if got := w.letter(tk, tk.Letters[0].ID); got.State != ticket.LetterUnknown || w.bad(tk) || len(w.smtp.letters()) != 0 {
		t.Errorf("%+v, counted as a failure: %v, %d letters left", got, w.bad(tk), len(w.smtp.letters()))
	}
}

// A try of a former version of the program that had begun is unknown as well.
func TestTryOfAFormerVersion(t *testing.T) {
	w := newWorld(t, 0)
	tk := w.ticket("budi@contohkab.go.id")
	l := w.write(tk, ticket.Draft{})
	must(t, w.log.Update(func(tx ticket.Tx) error {
		return tx.SaveJob(ticket.Job{Letter: l.ID, Ticket: tk.ID, NotBefore: l.NotBefore, Started: w.clock.now()})
	}))
	w.once(w.post)
	if got := w.letter(tk, l.ID); got.State != ticket.LetterUnknown || len(w.smtp.letters()) != 0 {
		t.Errorf("%+v, %d letters left", got, len(w.smtp.letters()))
	}
}

// While the Sent folder cannot be asked, the letter is shown as unknown.
func TestUnknownOutcomeWaitsForTheSentFolder(t *testing.T) {
	w := newWorld(t, 0)
	tk := w.ticket("budi@contohkab.go.id")
	l := w.write(tk, ticket.Draft{})
	w.handOver(l)
	second := w.newPost()
	second.Mailbox.Port = port(w.smtp.addr) // no IMAP server
	w.once(second)
	if got := w.letter(tk, l.ID); got.State != ticket.LetterUnknown || got.Code != "letter.unasked" || !w.bad(tk) || w.jobs() != 1 || len(w.smtp.letters()) != 0 {
		t.Fatalf("%+v, %d wait", got, w.jobs())
	}
	must(t, send.AppendSent(t.Context(), w.account(), "", []byte("Message-ID: <"+l.MessageID+">\r\n\r\nx"), w.clock.now()))
	w.clock.turn(time.Hour)
	w.once(w.newPost())
	if got := w.letter(tk, l.ID); got.State != ticket.LetterSent || w.bad(tk) || len(w.smtp.letters()) != 0 {
		t.Errorf("it was in the Sent folder: %+v", got)
	}
}

// TestConnectionLostAfterTheLastByte: the server took it and its answer is lost.
// Whether the folder has it or not, it is not sent again.
func TestConnectionLostAfterTheLastByte(t *testing.T) {
	for name, kept := range map[string]bool{"the server keeps what it takes": true, "it keeps nothing": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 0)
			w.smtp.after = func(conn net.Conn) { conn.Close() }
			tk := w.ticket("budi@contohkab.go.id")
			l := w.write(tk, ticket.Draft{})
			w.run(w.post)
			if got := w.until(tk.ID, l.ID, ticket.LetterUnknown); got.Code != "letter.unanswered" || !w.bad(tk) {
				t.Errorf("%+v", got)
			}
			want := ticket.LetterUnknown
			if kept {
				must(t, send.AppendSent(t.Context(), w.account(), "", []byte(w.smtp.letters()[0].raw), w.clock.now()))
				want = ticket.LetterSent
			}
			w.clock.turn(2 * time.Hour)
			w.nudge(tk.ID)
			w.wait(func() bool { return w.jobs() == 0 })
			w.until(tk.ID, l.ID, want)
			if n := len(w.smtp.letters()); n != 1 {
				t.Errorf("%d letters left", n)
			}
		})
	}
}

// What ends before the last byte has not left, and is sent.
func TestConnectionLostBeforeTheLastByte(t *testing.T) {
	w := newWorld(t, 0)
	tk := w.ticket("budi@contohkab.go.id")
	w.smtp.onRcpt = func(string) error { w.smtp.stopLater(); return nil }
	l := w.write(tk, ticket.Draft{})
	w.once(w.post)
	if got := w.letter(tk, l.ID); got.State != ticket.LetterRetry || w.bad(tk) {
		t.Fatalf("%+v", got)
	}
	w.smtp.set(func() { w.smtp.onRcpt = nil })
	w.smtp.serving.Wait()
	w.smtp.restart(t)
	w.clock.turn(2 * time.Minute)
	w.once(w.newPost())
	if got := w.letter(tk, l.ID); got.State != ticket.LetterSent || len(w.smtp.letters()) != 1 {
		t.Errorf("%+v, %d letters left", got, len(w.smtp.letters()))
	}
}

// stopLater closes all connections while one of them waits for its answer.
func (s *sink) stopLater() {
	closed := make(chan struct{})
	s.serving.Go(func() { _ = s.server.Close(); close(closed) })
	<-closed
}

// A copy that cannot be kept is tried again, also by the next run of the program,
// and given up after a while.
func TestCopyIsKeptLater(t *testing.T) {
	w := newWorld(t, 0)
	tk := w.ticket("budi@contohkab.go.id")
	l := w.write(tk, ticket.Draft{})
	away := w.newPost()
	away.Mailbox.Port = port(w.smtp.addr) // no IMAP server
	w.once(away)
	got := w.letter(tk, l.ID)
	if got.State != ticket.LetterSent || got.Copy != ticket.CopyDue || w.jobs() != 0 || w.copies() != 1 || w.bad(tk) {
		t.Fatalf("%+v, %d wait, %d copies to keep", got, w.jobs(), w.copies())
	}
	if !strings.Contains(w.lines.String(), "no copy in the Sent folder") {
		t.Errorf("the log says %q", w.lines)
	}
	w.clock.turn(2 * time.Minute)
	w.once(w.newPost())
	if got := w.letter(tk, l.ID); got.Copy != ticket.CopyKept || w.copies() != 0 || len(w.box.Sent()) != 1 || len(w.smtp.letters()) != 1 {
		t.Errorf("%+v, %d copies to keep, %d kept", got, w.copies(), len(w.box.Sent()))
	}
	other := w.write(tk, ticket.Draft{})
	for range 40 {
		w.once(away)
		w.clock.turn(5 * time.Hour)
	}
	if got := w.letter(tk, other.ID); got.State != ticket.LetterSent || got.Copy != ticket.CopyNone || w.copies() != 0 || len(w.smtp.letters()) != 2 {
		t.Errorf("%+v, %d copies to keep, %d letters left", got, w.copies(), len(w.smtp.letters()))
	}
}

// The program may end between the letter's leaving and its copy.
func TestCopyAfterAnEnd(t *testing.T) {
	w := newWorld(t, 0)
	tk := w.ticket("budi@contohkab.go.id")
	l := w.write(tk, ticket.Draft{})
	due, _, err := w.post.Due(w.clock.now())
	must(t, err)
	must(t, w.post.Try(t.Context(), due[0])())
	if got := w.letter(tk, l.ID); got.State != ticket.LetterSent || len(w.box.Sent()) != 0 {
		t.Fatalf("%+v; its leaving is noted before the copy", got)
	}
	w.once(w.newPost())
	w.once(w.newPost())
	if got := w.letter(tk, l.ID); len(w.box.Sent()) != 1 || got.Copy != "" || w.copies() != 0 {
		t.Errorf("%d copies, %+v", len(w.box.Sent()), got)
	}
}
