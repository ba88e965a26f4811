package dispatch_test

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"loket/mailbox/send"
	"loket/ticket"
)

// result is what became of a letter for one recipient: what is said of the
// whole letter unless something is said of that one.
func result(l *ticket.Letter, to string) ticket.RecipientResult {
	for _, r := range l.Results {
		if strings.EqualFold(r.To, to) {
			return r
		}
	}
	return ticket.RecipientResult{To: to, State: l.State, Words: l.Error, At: l.SentAt}
}

// TestEachRecipientHasAResult: one is there, one is full for now, one is unknown.
func TestEachRecipientHasAResult(t *testing.T) {
	w := newWorld(t, 0)
	const there, full, gone = "budi@contohkab.go.id", "penuh@contohkab.go.id", "tiada@contohkab.go.id"
	busy := &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "Kotak surat penuh"}
	w.smtp.onRcpt = func(to string) error {
		if to == full {
			return busy
		}
		return nil
	}
	tk := w.ticket(there)
	l := w.write(tk, ticket.Draft{To: []string{there, full}, Cc: []string{gone}})
	w.once(w.post)
	got := w.letter(tk, l.ID)
	if got.State != ticket.LetterRetry || result(got, there).State != ticket.LetterSent || result(got, full).State != ticket.LetterRetry {
		t.Fatalf("%+v", got)
	}
	if r := result(got, gone); r.State != ticket.LetterFailed || r.Code != 550 || r.Enhanced != "5.1.1" || r.Words != "Alamat tidak dikenal" {
		t.Errorf("%+v", r)
	}
	if !slices.Equal(got.Pending(), []string{full}) || w.copies() != 0 {
		t.Errorf("%v is still tried, %d copies", got.Pending(), w.copies())
	}
	w.smtp.set(func() { w.smtp.onRcpt = nil })
	w.clock.turn(2 * time.Minute)
	w.once(w.newPost())
	got = w.letter(tk, l.ID)
	left := w.smtp.letters()
	if got.State != ticket.LetterPartial || !w.bad(tk) || len(left) != 2 || !slices.Equal(left[1].to, []string{full}) || len(w.box.Sent()) != 1 {
		t.Fatalf("%+v, %d letters left, %d copies", got, len(left), len(w.box.Sent()))
	}
	if _, ok := mustTicket(w, tk).Bouncing(gone); !ok {
		t.Error("the unknown address is not marked")
	}
	// An officer has seen it; or tries again, for the one who does not have it.
	_, err := w.desk.Do(t.Context(), "sari", tk.ID, 0, ticket.SettleLetter{Letter: l.ID})
	must(t, err)
	if w.bad(tk) {
		t.Error("who has seen it is told again")
	}
	_, err = w.desk.Do(t.Context(), "sari", tk.ID, 0, ticket.RetryLetter{Letter: l.ID})
	must(t, err)
	if got := w.letter(tk, l.ID); !slices.Equal(got.Pending(), []string{gone}) {
		t.Errorf("%v is tried again", got.Pending())
	}
	w.once(w.post)
	if got := w.letter(tk, l.ID); got.State != ticket.LetterPartial || !w.bad(tk) || len(w.smtp.letters()) != 2 {
		t.Errorf("%+v", got)
	}
}

func closeConn(conn net.Conn) { conn.Close() }

func appendSent(w *world, l *ticket.Letter) error {
	return send.AppendSent(w.t.Context(), w.account(), "", []byte("Message-ID: <"+l.MessageID+">\r\n\r\nx"), w.clock.now())
}

func mustTicket(w *world, t *ticket.Ticket) *ticket.Ticket {
	w.t.Helper()
	now, err := w.desk.Ticket(t.ID)
	must(w.t, err)
	return now
}

// TestUnknownForSome: the connection is lost after the last byte of a letter that
// one of two was refused.
func TestUnknownForSome(t *testing.T) {
	w := newWorld(t, 0)
	tk := w.ticket("budi@contohkab.go.id")
	l := w.write(tk, ticket.Draft{To: []string{"budi@contohkab.go.id", "tiada@contohkab.go.id"}})
	w.smtp.after = closeConn
	w.once(w.post)
	w.clock.turn(2 * time.Minute)
	w.once(w.post)
	got := w.letter(tk, l.ID)
	if got.State != ticket.LetterUnknown || result(got, "budi@contohkab.go.id").State != ticket.LetterUnknown || result(got, "tiada@contohkab.go.id").State != ticket.LetterFailed {
		t.Fatalf("%+v", got)
	}
	_, err := w.desk.Do(t.Context(), "sari", tk.ID, 0, ticket.SettleLetter{Letter: l.ID})
	must(t, err)
	if got := w.letter(tk, l.ID); got.State != ticket.LetterPartial || result(got, "budi@contohkab.go.id").State != ticket.LetterSent || len(w.smtp.letters()) != 1 {
		t.Errorf("%+v", got)
	}
}

// A copy in the Sent folder proves nothing about somebody who gets the letter
// later than others.
func TestCopyOfOthersProvesNothing(t *testing.T) {
	w := newWorld(t, 0)
	const there, full = "budi@contohkab.go.id", "penuh@contohkab.go.id"
	w.smtp.onRcpt = func(to string) error {
		if to == full {
			return &smtp.SMTPError{Code: 452, Message: "Penuh"}
		}
		return nil
	}
	tk := w.ticket(there)
	l := w.write(tk, ticket.Draft{To: []string{there, full}})
	w.once(w.post)
	must(t, appendSent(w, l))
	w.clock.turn(2 * time.Minute)
	w.handOver(l)
	w.once(w.newPost())
	if got := w.letter(tk, l.ID); got.State != ticket.LetterUnknown || result(got, there).State != ticket.LetterSent || result(got, full).State != ticket.LetterUnknown {
		t.Errorf("%+v", got)
	}
}

// TestDeliveryReportMarksItsRecipient, tied by the envelope's id alone.
func TestDeliveryReportMarksItsRecipient(t *testing.T) {
	for _, v := range []struct {
		action string
		letter ticket.LetterState
		rcpt   ticket.LetterState
	}{{"failed", ticket.LetterPartial, ticket.LetterBounced}, {"delayed", ticket.LetterSent, ticket.LetterDelayed}, {"relayed", ticket.LetterSent, ticket.LetterSent}} {
		t.Run(v.action, func(t *testing.T) {
			w := newWorld(t, 0)
			tk := w.ticket("budi@contohkab.go.id")
			l := w.write(tk, ticket.Draft{Cc: []string{"ani@contohkab.go.id"}})
			w.once(w.post)
			envid := w.smtp.letters()[0].envid
			if !strings.HasPrefix(l.MessageID, envid+"@") {
				t.Fatalf("ENVID %q of the letter %s", envid, l.MessageID)
			}
			w.clock.turn(time.Minute)
			report := fmt.Sprintf("From: Mailer <mailer-daemon@mx.example>\r\nTo: %s\r\nSubject: Laporan\r\nMessage-ID: <r@mx.example>\r\nMIME-Version: 1.0\r\n"+
				"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nMaaf.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"+
				"Reporting-MTA: dns; mx.example\r\nOriginal-Envelope-Id: %s\r\n\r\nFinal-Recipient: rfc822; Ani@contohkab.go.id\r\nAction: %s\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 tidak ada\r\n\r\n--b--\r\n",
				w.desk.Site.Address, envid, v.action)
			w.arrive(report)
			got := w.letter(tk, l.ID)
			if got.State != v.letter || result(got, "ani@contohkab.go.id").State != v.rcpt || result(got, "budi@contohkab.go.id").State != ticket.LetterSent {
				t.Errorf("%+v", got)
			}
			if _, ok := mustTicket(w, tk).Bouncing("ani@contohkab.go.id"); ok != (v.action == "failed") {
				t.Errorf("marked: %v", ok)
			}
		})
	}
}

// TestNullSenderRefused: it is asked once in a run.
func TestNullSenderRefused(t *testing.T) {
	w := newWorld(t, 0)
	w.smtp.noNull = true
	var mails []string
	for i := range 3 {
		mails = append(mails, fmt.Sprintf("From: Budi <budi%d@contohkab.go.id>\r\nTo: %s\r\nSubject: Perpanjangan\r\nMessage-ID: <%d@contohkab.go.id>\r\n\r\nMohon perpanjangan contohkab.go.id.\r\n", i, w.desk.Site.Address, i))
	}
	w.arrive(mails...)
	w.once(w.post)
	us := w.desk.Site.Address
	if got := w.smtp.letters(); len(got) != 3 || got[0].from != us || !strings.Contains(got[0].raw, "Auto-Submitted: auto-replied") {
		t.Errorf("the server took %+v", got)
	}
	if want := []string{"", us, us, us}; !slices.Equal(w.smtp.froms, want) {
		t.Errorf("senders %q, want %q", w.smtp.froms, want)
	}
	if n := strings.Count(w.lines.String(), "without a sender"); n != 1 {
		t.Errorf("the log says so %d times", n)
	}
}
