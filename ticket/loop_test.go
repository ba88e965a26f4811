package ticket_test

import (
	"strings"
	"testing"
	"time"

	"loket/ticket"
)

// An absence notice neither ends a pause nor reopens, and makes nothing unread.
func TestAbsenceChangesNothing(t *testing.T) {
	for name, machine := range map[string]string{"absence": "out-of-office", "auto-reply": "auto-reply", "list": "list"} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			id := o.open("deactivation").ID
			letter := o.letterOf(id)
			o.do("ani", id, ticket.Look{})
			o.do("ani", id, ticket.Wait{Party: "requester", Pause: true, Reason: "berkas"})
			absent := func() {
				m := o.mail("Balasan otomatis: cuti", "Saya sedang cuti.")
				m.Machine, m.Refs, m.Quiet = machine, []string{letter.MessageID}, true
				o.receive(m)
			}
			absent()
			if tk := o.see(id); !tk.Clock.Paused() || tk.State != ticket.WaitingRequester || tk.Unread || len(tk.Messages) != 2 {
				t.Errorf("paused %v, %s, unread %v, %d messages", tk.Clock.Paused(), tk.State, tk.Unread, len(tk.Messages))
			}
			o.do("ani", id, ticket.CloseTicket{Outcome: "withdrawn", Note: "x"})
			absent()
			if tk := o.see(id); tk.State != ticket.Closed || tk.Unread {
				t.Errorf("a closed ticket is %s, unread %v", tk.State, tk.Unread)
			}
			o.receive(o.reply(id, "Ini orangnya."))
			if tk := o.see(id); tk.State == ticket.Closed {
				t.Error("a person's reply does not reopen")
			}
		})
	}
}

func TestOurOwnMailComesBack(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(o *office, l ticket.Letter, m *ticket.Incoming)
		want   ticket.Fate
	}{
		{"blind copy", func(_ *office, l ticket.Letter, m *ticket.Incoming) {
			m.From.Email, m.MessageID, m.Machine = address, l.MessageID, "own"
		}, ticket.FateOwn},
		{"from the plus address", func(_ *office, l ticket.Letter, m *ticket.Incoming) {
			m.From.Email, m.MessageID = strings.Replace(address, "@", "+1.x@", 1), l.MessageID
		}, ticket.FateOwn},
		{"through a list", func(_ *office, l ticket.Letter, m *ticket.Incoming) {
			m.From.Email, m.MessageID, m.Machine = "milis@lists.example", l.MessageID, "list"
		}, ticket.FateOwn},
		{"under another id", func(_ *office, l ticket.Letter, m *ticket.Incoming) {
			m.From.Email, m.Subject, m.Marked, m.Machine = address, l.Subject, true, "own"
		}, ticket.FateOwn},
		{"an officer's own mail program", func(_ *office, l ticket.Letter, m *ticket.Incoming) {
			m.From.Email, m.Subject, m.Machine = address, "Re: "+l.Subject, "own"
		}, ticket.FateMachine},
		{"a stranger with our id", func(_ *office, l ticket.Letter, m *ticket.Incoming) {
			m.From.Email, m.MessageID = "x@penipu.example", l.MessageID
		}, ticket.FateParked},
		{"a stranger with our mark", func(_ *office, l ticket.Letter, m *ticket.Incoming) {
			m.From.Email, m.Subject, m.Marked = "x@penipu.example", l.Subject, true
		}, ticket.FateParked},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			o := newOffice(t)
			l := o.letterOf(o.open("").ID)
			m := o.mail("x", "Isi.")
			c.change(o, l, &m)
			if got := o.receive(m); got[c.want] != 1 {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}

// Two programs that thank one another are stopped: what comes then waits.
func TestReopeningEnds(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation").ID
	thank := func() ticket.Received {
		o.do("ani", id, ticket.CloseTicket{Outcome: "withdrawn", Note: "x"})
		o.clock.add(time.Minute)
		return o.receive(o.reply(id, "Terima kasih."))
	}
	for i := range 3 {
		if got := thank(); got[ticket.FateJoined] != 1 {
			t.Fatalf("time %d: %v", i+1, got)
		}
	}
	if got := thank(); got[ticket.FateParked] != 1 || o.see(id).State != ticket.Closed {
		t.Errorf("the fourth: %v, %s", got, o.see(id).State)
	}
	o.clock.add(24 * time.Hour)
	if got := o.receive(o.reply(id, "Satu lagi.")); got[ticket.FateJoined] != 1 {
		t.Errorf("the day after: %v", got)
	}
}

func TestNoReceiptForAnotherDesksLetter(t *testing.T) {
	o := newOffice(t, func(d *ticket.Desk) { d.Site.Receipts = true })
	o.receive(o.mail("Tanda terima permohonan [2026-00731-K7M]", "Terima kasih atas permohonan Anda."), o.mail("Surat [2026-00731]", "Mohon."))
	if a, b := len(o.see(1).Letters), len(o.see(2).Letters); a != 0 || b != 1 {
		t.Errorf("%d letters to another desk, %d to a person", a, b)
	}
}

func TestSameRequestAgain(t *testing.T) {
	request := func(o *office, names string, files ...string) ticket.Incoming {
		m := o.mail("Permohonan pendaftaran domain", "Mohon pendaftaran domain "+names)
		for i, f := range files {
			m.Attachments = append(m.Attachments, ticket.File{Index: i, Name: f, Size: 9, SHA: "sha of " + f})
		}
		return m
	}
	for _, c := range []struct {
		name, names string
		files       []string
		link        string
		letters     int
	}{
		{"the same", "app.contohkab.go.id", []string{"b.pdf", "a.pdf"}, "repeat", 0},
		{"another file", "app.contohkab.go.id", []string{"a.pdf", "c.pdf"}, "related", 1},
		{"a file more", "app.contohkab.go.id", []string{"a.pdf", "b.pdf", "c.pdf"}, "related", 1},
		{"another name", "lain.contohkab.go.id", []string{"a.pdf", "b.pdf"}, "", 1},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			o := newOffice(t, func(d *ticket.Desk) { d.Site.Receipts = true })
			o.receive(request(o, "app.contohkab.go.id", "a.pdf", "b.pdf"))
			o.receive(request(o, c.names, c.files...))
			got := o.see(2)
			link := ""
			for _, l := range got.Links {
				link += l.Kind
			}
			if link != c.link || len(got.Letters) != c.letters || len(o.see(1).Messages) != 1 {
				t.Errorf("link %q, %d letters, %d messages on the first; want %q, %d", link, len(got.Letters), len(o.see(1).Messages), c.link, c.letters)
			}
		})
	}
}
