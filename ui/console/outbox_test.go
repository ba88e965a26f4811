package console

import (
	"slices"
	"strings"
	"testing"
	"time"

	"loket/ticket"
	"loket/ui/kit"
)

// TestLostMemo: the status line counts the letters to officers that did not arrive and
// names the key; the outbox shows them, without a ticket to open, and a supervisor may
// send them again.
func TestLostMemo(t *testing.T) {
	for _, k := range []struct {
		lang         kit.Lang
		badge, ofRow string
		bound        bool
	}{
		{kit.Indonesian, "O ! 1 surat untuk petugas tidak sampai", "helpdesk", false},
		{kit.English, "O ! 1 letter to officers lost", "desk", true},
	} {
		f := newFake(fakeRows(4))
		f.bound = k.bound
		f.letters = []ticket.OutboxItem{
			{Job: ticket.Job{Letter: 7, Tries: 12}, Letter: ticket.Letter{ID: 7, Auto: true, To: []string{"citra@loket.example"}, Subject: "Peringatan tenggat: 1 tiket", Body: "Yth. Citra,", State: ticket.LetterFailed, Error: "550 tidak ada"}},
			{Job: ticket.Job{Letter: 8, NotBefore: start.Add(time.Minute)}, Letter: ticket.Letter{ID: 8, Auto: true, To: []string{"dedi@loket.example"}, Subject: "Peringatan tenggat: 1 tiket", State: ticket.LetterHeld}},
		}
		a := testApp(t, f, 120, 40, func(o *Options) { o.Lang = k.lang })
		a.settle(a.do(a.unsent()))
		if s := a.text(); !strings.Contains(s, k.badge) {
			t.Errorf("no %q on\n%s", k.badge, s)
		}
		a.press("O")
		if s := a.text(); !strings.Contains(s, k.ofRow+" ") || !strings.Contains(s, "550 tidak ada") {
			t.Errorf("the outbox is\n%s", s)
		}
		depth := len(a.stack)
		a.press("enter")
		if len(a.stack) != depth {
			t.Error("a memo opens a ticket")
		}
		a.press("R")
		if sent := slices.Contains(f.did, "rina ticket.RetryLetter 0 v0"); sent == k.bound {
			t.Errorf("bound %v: did %q", k.bound, f.did)
		}
	}
}

// TestListsMaskNIPs: the journal, the outbox and the preview's list of files have no
// NIP whole.
func TestListsMaskNIPs(t *testing.T) {
	const number = "198609262015051001"
	f := demoFake()
	f.mails[0].Subject, f.letters[0].Letter.Subject = "SK "+number, "Balasan "+number
	for _, r := range f.rows {
		f.tickets[r.ID] = fakeTicket(r)
		f.tickets[r.ID].Messages[0].Attachments[0].Name = "kartu_" + number + ".pdf"
	}
	for _, keys := range []string{"6", "J", "O"} {
		a := testApp(t, f, 160, 60)
		a.press(keys)
		if s := a.text(); strings.Contains(s, number) || !strings.Contains(s, "19860926**********") {
			t.Errorf("%s shows\n%s", keys, s)
		}
	}
}
