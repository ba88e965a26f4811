package dispatch_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"loket/mailbox/letter"
	"loket/mailbox/pull"
	"loket/ticket"
)

func TestLetterLeavesAndIsKeptOnce(t *testing.T) {
	w := newWorld(t, 0)
	raw := "From: Budi <budi@contohkab.go.id>\r\nTo: " + w.desk.Site.Address + "\r\nSubject: Perpanjangan domain contohkab.go.id\r\nMessage-ID: <1@contohkab.go.id>\r\nDate: Fri, 20 Nov 2026 09:00:00 +0700\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nMohon perpanjangan nama domain contohkab.go.id.\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"bukti.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--b--\r\n"
	must(t, w.read.Deliver(t.Context(), pull.Batch{Account: "demo", Folder: "INBOX", Mails: []pull.Fetched{{Account: "demo", Folder: "INBOX", UIDValidity: 1, UID: 1, Internal: w.clock.now(), Raw: []byte(raw)}}, Next: pull.Cursor{UIDValidity: 1, UID: 1}}))
	tk, err := w.desk.Ticket(1)
	must(t, err)
	receipt := tk.Letters[0]
	sha := tk.Messages[0].Attachments[0].SHA
	l := w.write(tk, ticket.Draft{Cc: []string{"kadis@contohkab.go.id"}, Attach: []string{sha}})
	stop := w.run(w.post)
	w.until(tk.ID, receipt.ID, ticket.LetterSent)
	w.until(tk.ID, l.ID, ticket.LetterSent)
	w.wait(func() bool { return w.copies() == 0 })
	stop()
	got := w.smtp.letters()
	if len(got) != 2 || w.jobs() != 0 {
		t.Fatalf("%d letters left, %d wait", len(got), w.jobs())
	}
	if got[0].from != "" || !strings.Contains(got[0].raw, "Auto-Submitted: auto-replied") {
		t.Errorf("the receipt has the sender %q; an automatic letter has none", got[0].from)
	}
	if got[1].from != w.desk.Site.Address || !slices.Equal(got[1].to, []string{"budi@contohkab.go.id", "kadis@contohkab.go.id"}) {
		t.Errorf("the envelope is %q to %q", got[1].from, got[1].to)
	}
	for _, want := range []string{"In-Reply-To: <1@contohkab.go.id>", "JVBERi0xLjQK", `filename="bukti.pdf"`, "Message-ID: <" + l.MessageID + ">"} {
		if !strings.Contains(got[1].raw, want) {
			t.Errorf("the letter lacks %q:\n%s", want, got[1].raw)
		}
	}
	kept := w.box.Sent()
	if len(kept) != 2 || string(kept[1].Raw) != got[1].raw {
		t.Errorf("%d copies are kept", len(kept))
	}
}

// A list that the desk made leaves with the letter as it was when that was queued.
func TestMadeListLeaves(t *testing.T) {
	w := newWorld(t, 0)
	tk := w.ticket("budi@contohkab.go.id")
	for _, c := range []ticket.Command{ticket.SetSubjectMatter{URLs: []string{"https://contohkab.go.id/slot"}}, ticket.MarkURLs{URLs: []string{"https://contohkab.go.id/slot"}, State: "still"}} {
		_, err := w.desk.Do(t.Context(), "sari", tk.ID, 0, c)
		must(t, err)
	}
	l := w.write(tk, ticket.Draft{Annex: &ticket.Annex{Kind: ticket.AnnexPAI}})
	_, err := w.desk.Do(t.Context(), "sari", tk.ID, 0, ticket.MarkURLs{URLs: []string{"https://contohkab.go.id/slot"}, State: "clean"})
	must(t, err)
	stop := w.run(w.post)
	w.until(tk.ID, l.ID, ticket.LetterSent)
	stop()
	raw := w.smtp.letters()[len(w.smtp.letters())-1].raw
	for _, f := range l.Made {
		if data, err := w.desk.Raw(f.SHA); err != nil || !strings.Contains(raw, base64.StdEncoding.EncodeToString(data)[:60]) || !strings.Contains(raw, f.Name) {
			t.Errorf("%s is not in the letter: %v\n%s", f.Name, err, raw)
		}
	}
	if len(l.Made) != 2 {
		t.Errorf("%+v", l.Made)
	}
}

func TestSecretIsOnlyInTheMail(t *testing.T) {
	const secret = "Kode-Rahasia-4711"
	w := newWorld(t, 0)
	tk := w.ticket("budi@contohkab.go.id")
	w.smtp.hook(func(n int) error {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Nanti"}
	})
	l := w.write(tk, ticket.Draft{Body: "Authcode:\n    " + ticket.SecretMark + "\n", Secret: secret})
	w.run(w.post)
	w.until(tk.ID, l.ID, ticket.LetterRetry)
	w.smtp.hook(nil)
	w.clock.turn(2 * time.Minute)
	w.nudge(tk.ID)
	w.until(tk.ID, l.ID, ticket.LetterSent)
	if got := w.smtp.letters(); len(got) != 1 || strings.Count(got[0].raw, secret) != 2 || strings.Contains(got[0].raw, "RAHASIA") {
		t.Fatalf("the secret did not leave: %v", got)
	}
	w.wait(func() bool { return len(w.box.Sent()) == 1 })
	if kept := string(w.box.Sent()[0].Raw); strings.Contains(kept, secret) || !strings.Contains(kept, ticket.SecretMark) {
		t.Errorf("the copy kept:\n%s", kept)
	}
	events, err := w.desk.History(tk.ID)
	must(t, err)
	now, err := w.desk.Ticket(tk.ID)
	must(t, err)
	record, err := json.Marshal([]any{events, now})
	must(t, err)
	if strings.Contains(string(record)+w.lines.String(), secret) {
		t.Error("the secret is in the record or the log")
	}
	w.wait(func() bool { _, err := w.desk.LetterSecret(l.ID); return errors.Is(err, ticket.ErrNotFound) })
}

// wait looks again after each change of the desk.
func (w *world) wait(ok func() bool) {
	w.t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-limit.C:
			w.t.Fatal("it did not come to be")
		}
	}
}

func TestTemporaryFailureIsTriedAgain(t *testing.T) {
	w := newWorld(t, 0)
	tk := w.ticket("budi@contohkab.go.id")
	w.smtp.hook(func(int) error { return &smtp.SMTPError{Code: 451, Message: "Kotak penuh"} })
	l := w.write(tk, ticket.Draft{})
	w.run(w.post)
	got := w.until(tk.ID, l.ID, ticket.LetterRetry)
	if got.Tries != 1 || !strings.Contains(got.Error, "Kotak penuh") || got.NotBefore.Sub(w.clock.now()) < 50*time.Second || got.NotBefore.Sub(w.clock.now()) > 70*time.Second {
		t.Errorf("after a temporary failure: %+v at %s", got, w.clock.now())
	}
	w.smtp.hook(nil)
	w.nudge(tk.ID) // before its time nothing happens
	w.clock.turn(2 * time.Minute)
	w.nudge(tk.ID)
	w.until(tk.ID, l.ID, ticket.LetterSent)
	if n := len(w.smtp.letters()); n != 1 {
		t.Errorf("%d letters left", n)
	}
}

func TestPermanentFailureIsShown(t *testing.T) {
	for name, v := range map[string]struct {
		draft ticket.Draft
		want  string
	}{
		"recipient unknown": {ticket.Draft{To: []string{"tiada@contohkab.go.id"}}, "Alamat tidak dikenal"},
		"file is gone":      {ticket.Draft{Attach: []string{strings.Repeat("ab", 32)}}, "no longer on the ticket"},
		"bad subject":       {ticket.Draft{Subject: "Surat \x00 surat"}, "Subject"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 0)
			tk := w.ticket("budi@contohkab.go.id")
			l := w.write(tk, v.draft)
			fine := w.write(tk, ticket.Draft{})
			w.run(w.post)
			if got := w.until(tk.ID, l.ID, ticket.LetterFailed); !strings.Contains(got.Error, v.want) {
				t.Errorf("error %q, want %q", got.Error, v.want)
			}
			w.until(tk.ID, fine.ID, ticket.LetterSent) // it holds up no other
			if n := len(w.smtp.letters()); n != 1 || w.jobs() != 0 {
				t.Errorf("%d letters left, %d wait", n, w.jobs())
			}
		})
	}
}

// TestUnfinishedLetterIsNotQueued: the desk refuses before the step is done.
func TestUnfinishedLetterIsNotQueued(t *testing.T) {
	w := newWorld(t, 0)
	tk := w.ticket("budi@contohkab.go.id")
	for _, d := range []ticket.Draft{
		{Subject: "Perihal", Body: "Tanggal baru: " + letter.OpenMark + " isi tanggal\n"},
		{Subject: letter.OpenMark + " perihal", Body: "Dengan hormat"},
	} {
		d.To = []string{"budi@contohkab.go.id"}
		_, err := w.desk.Do(t.Context(), "sari", tk.ID, 0, ticket.SendLetter{Draft: d})
		if r := ticket.IsRefusal(err); r == nil || r.Code != "open-mark" {
			t.Errorf("%q: %v, want the refusal open-mark", d.Subject, err)
		}
	}
	if w.jobs() != 0 {
		t.Errorf("%d letters wait", w.jobs())
	}
}

func TestTakenBack(t *testing.T) {
	for name, back := range map[string]func(*world, *ticket.Ticket, uint64) error{
		"cancelled": func(w *world, tk *ticket.Ticket, l uint64) error {
			_, err := w.desk.Do(w.t.Context(), "sari", tk.ID, 0, ticket.CancelLetter{Letter: l})
			return err
		},
		"undone": func(w *world, tk *ticket.Ticket, _ uint64) error {
			_, err := w.desk.Do(w.t.Context(), "sari", tk.ID, 0, ticket.UndoLast{})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 10*time.Second)
			tk := w.ticket("budi@contohkab.go.id")
			l := w.write(tk, ticket.Draft{})
			w.run(w.post)
			w.nudgeOther()
			must(t, back(w, tk, l.ID))
			w.clock.turn(time.Minute)
			other := w.ticket("ani@contohkab.go.id")
			later := w.write(other, ticket.Draft{})
			w.clock.turn(time.Minute)
			w.nudge(other.ID)
			w.until(other.ID, later.ID, ticket.LetterSent)
			if got := w.smtp.letters(); len(got) != 1 || got[0].to[0] != "ani@contohkab.go.id" || w.jobs() != 0 {
				t.Errorf("%d letters left, %d wait", len(got), w.jobs())
			}
		})
	}
}

func (w *world) nudgeOther() { w.nudge(w.ticket("lain@contohkab.go.id").ID) }

// TestTakenBackAtTheLastMoment: up to the byte with which the server takes it.
func TestTakenBackAtTheLastMoment(t *testing.T) {
	w := newWorld(t, 0)
	tk := w.ticket("budi@contohkab.go.id")
	l := w.write(tk, ticket.Draft{})
	w.smtp.set(func() {
		w.smtp.onRcpt = func(string) error {
			_, err := w.desk.Do(t.Context(), "sari", tk.ID, 0, ticket.CancelLetter{Letter: l.ID})
			return err
		}
	})
	other := w.write(w.ticket("ani@contohkab.go.id"), ticket.Draft{})
	due, _, err := w.post.Due(w.clock.now())
	must(t, err)
	if note := w.post.Try(t.Context(), due[0]); note != nil {
		t.Error("there is nothing to note")
	}
	w.smtp.set(func() { w.smtp.onRcpt = nil })
	w.run(w.post)
	w.until(2, other.ID, ticket.LetterSent)
	w.until(tk.ID, l.ID, ticket.LetterCancelled)
	if got := w.smtp.letters(); len(got) != 1 || got[0].to[0] != "ani@contohkab.go.id" || w.jobs() != 0 {
		t.Errorf("%d letters left, %d wait", len(got), w.jobs())
	}
}

func TestServerDownAndUp(t *testing.T) {
	w := newWorld(t, 0)
	w.smtp.stop()
	tk := w.ticket("budi@contohkab.go.id")
	var all []*ticket.Letter
	for i := range 3 {
		all = append(all, w.write(tk, ticket.Draft{Subject: fmt.Sprintf("Surat %d", i)}))
	}
	w.run(w.post)
	for _, l := range all {
		w.until(tk.ID, l.ID, ticket.LetterRetry)
	}
	w.smtp.restart(t)
	w.clock.turn(5 * time.Minute)
	w.nudge(tk.ID)
	for _, l := range all {
		w.until(tk.ID, l.ID, ticket.LetterSent)
	}
	w.wait(func() bool { return len(w.box.Sent()) == 3 })
	if n := len(w.smtp.letters()); n != 3 {
		t.Errorf("%d letters left of 3", n)
	}
}
