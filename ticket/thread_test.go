package ticket_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/ticket"
)

func withPlus(d *ticket.Desk) { d.Site.Plus = true }

// letterOf sends a letter on a ticket and returns it.
func (o *office) letterOf(id ticket.ID) ticket.Letter {
	o.t.Helper()
	l := o.do("ani", id, ticket.SendLetter{Draft: draft()}).Letters
	return l[len(l)-1]
}

var tokenForm = regexp.MustCompile(`^2026-\d{5}-[34679ACDEFGHJKMNPQRTUVWXY]{3}$`)

func TestLettersCarryTheToken(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	token := "[" + o.Token(o.see(id)) + "]"
	if !tokenForm.MatchString(strings.Trim(token, "[]")) {
		t.Fatalf("token %s", token)
	}
	for subject, want := range map[string]string{
		"Perihal":                           "Perihal " + token,
		"Perihal [2026-00001]":              "Perihal " + token,
		"[#2026-00001] Perihal":             token + " Perihal",
		"Perihal " + token:                  "Perihal " + token,
		"Perihal " + strings.ToLower(token): "Perihal " + token,
		"Menurut [2026-00009] yang lalu":    "Menurut [2026-00009] yang lalu " + token,
		"Fwd: [2026-00001-AAA]":             "Fwd: [2026-00001-AAA] " + token,
	} {
		d := draft()
		d.Subject = subject
		l := o.do("ani", id, ticket.SendLetter{Draft: d}).Letters
		if got := l[len(l)-1].Subject; got != want {
			t.Errorf("%q leaves as %q, want %q", subject, got, want)
		}
	}
	shown, err := o.Draft(o.see(id), "plain", "ani", "")
	if err != nil || !strings.Contains(shown.Subject, token) {
		t.Errorf("the officer sees %q, %v", shown.Subject, err)
	}
	other := newOffice(t, func(d *ticket.Desk) { d.Site.Key = []byte("another key") })
	other.open("")
	if other.Token(other.see(1)) == o.Token(o.see(id)) {
		t.Error("two desks make the same check")
	}
}

func TestThreading(t *testing.T) {
	const colleague, stranger = "siti@contohkab.go.id", "x@penipu.example"
	type change = func(o *office, m *ticket.Incoming)
	subject := func(s string) change {
		return func(o *office, m *ticket.Incoming) { m.Subject = strings.ReplaceAll(s, "TOKEN", o.Token(o.see(1))) }
	}
	by := func(email string, c change) change {
		return func(o *office, m *ticket.Incoming) { c(o, m); m.From.Email = email }
	}
	to := func(where string) change {
		return func(o *office, m *ticket.Incoming) {
			a := o.letterOf(1).ReplyTo
			switch where {
			case "to":
				m.To = []string{strings.ToUpper(a)}
			case "cc":
				m.Cc = []string{"y@contohkab.go.id", a}
			case "delivered":
				m.Delivered = []string{a}
			case "forged":
				m.To = []string{strings.Replace(a, "+1.", "+2.", 1)}
			case "cut":
				m.To = []string{a[:strings.Index(a, ".")] + "@loket.example"}
			}
		}
	}
	for _, c := range []struct {
		name   string
		change change
		want   string
		says   string // in the journal's reason
	}{
		{"token", subject("Re: Bls: TW [TOKEN] x"), "joined", "number"},
		{"token in small letters", func(o *office, m *ticket.Incoming) { m.Subject = strings.ToLower("[" + o.Token(o.see(1)) + "]") }, "joined", ""},
		{"token of a colleague", by(colleague, subject("[TOKEN]")), "joined", ""},
		{"token of a stranger", by(stranger, subject("[TOKEN]")), "parked", "no part"},
		{"wrong check", subject("[2026-00001-333]"), "parked", "wrong"},
		{"wrong check, right one behind", subject("Fwd: [2026-00001-333] [TOKEN]"), "joined", ""},
		{"check of no ticket", subject("[2026-00007-333]"), "new", ""},
		{"bare number", subject("Re: [2026-00001]"), "parked", "no check"},
		{"typed number", subject("Menyusul tiket 2026-00001"), "parked", "speaks of"},
		{"typed with a hash", subject("tentang #2026-00001"), "parked", ""},
		{"typed No.", subject("Tiket No. 2026-00001, tambahan"), "parked", ""},
		{"number of a letter", subject("Surat 005/2026-00001"), "new", ""},
		{"typed, no such ticket", subject("tiket 2026-00009"), "new", ""},
		{"the same subject", subject("Re: Permohonan"), "new", ""},
		{"plus in To", to("to"), "joined", "address"},
		{"plus in Cc", to("cc"), "joined", ""},
		{"plus in the envelope", to("delivered"), "joined", ""},
		{"plus of a stranger", by(stranger, to("to")), "parked", "no part"},
		{"plus of another ticket", to("forged"), "new", ""},
		{"plus without its seal", to("cut"), "new", ""},
		{"sibling", func(_ *office, m *ticket.Incoming) { m.Refs = []string{"never-came@contohkab.go.id"} }, "joined", "thread"},
		{"letter of ours before the thread", func(o *office, m *ticket.Incoming) {
			m.Refs = []string{o.letterOf(1).MessageID, "m2@contohkab.go.id"}
		}, "joined 2026-00001", "our letter"},
		{"address before the thread", func(o *office, m *ticket.Incoming) {
			m.To, m.Refs = []string{o.letterOf(1).ReplyTo}, []string{"m2@contohkab.go.id"}
		}, "joined 2026-00001", "address"},
		{"thread before the token", func(o *office, m *ticket.Incoming) {
			m.Subject, m.Refs = "["+o.Token(o.see(2))+"]", []string{"m1@contohkab.go.id"}
		}, "joined 2026-00001", "thread"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			o := newOffice(t, withPlus)
			first := o.mail("Permohonan", "Mohon bantuannya.")
			first.Refs = []string{"never-came@contohkab.go.id"}
			second := o.mail("Lain", "Hal lain.")
			second.From.Email = "tuti@contohkab.go.id"
			o.receive(first, second)
			m := o.mail("Lain", "Isi.")
			c.change(o, &m)
			o.receive(m)
			rows, _, _ := o.Journal(0, 1)
			if got := string(rows[0].Fate) + " " + rows[0].Number; !strings.HasPrefix(got, c.want) || !strings.Contains(rows[0].Reason, c.says) {
				t.Errorf("%s: %q, want %s with %q", got, rows[0].Reason, c.want, c.says)
			}
			if rows[0].Fate == ticket.FateParked && (rows[0].Proposal != 1 || rows[0].Code == "" || !slices.Contains(rows[0].Args, "2026-00001")) {
				t.Errorf("proposal %d, reason %q %q", rows[0].Proposal, rows[0].Code, rows[0].Args)
			}
			if len(o.see(2).Messages) != 1 {
				t.Error("the mail went to the other ticket")
			}
		})
	}
}

// Letters from before numbers had checks are still answered: by their
// recipients, and by nobody else.
func TestOldLettersNumber(t *testing.T) {
	for from, want := range map[string]ticket.Fate{asker: ticket.FateJoined, "siti@contohkab.go.id": ticket.FateParked, "x@penipu.example": ticket.FateParked} {
		o := newOffice(t)
		id := o.open("").ID
		old := ticket.Letter{ID: 77, To: []string{asker}, Subject: "Tanda terima [2026-00001]", Body: "x", MessageID: "lama@loket.example", By: ticket.ByDesk, State: ticket.LetterSent}
		err := o.log.Update(func(tx ticket.Tx) error {
			tk, err := tx.Ticket(id)
			if err != nil {
				return err
			}
			e := ticket.Event{Ticket: id, Version: tk.Version + 1, At: o.clock.Now(), By: ticket.ByDesk, Body: ticket.LetterQueued{Letter: old}}
			if err := tx.Append(&e); err != nil {
				return err
			}
			tk.Apply(e)
			return tx.SaveTicket(tk)
		})
		if err != nil {
			t.Fatal(err)
		}
		m := o.mail("Bls: Tanda terima [2026-00001]", "Menyusul.")
		m.From.Email = from
		if got := o.receive(m); got[want] != 1 {
			t.Errorf("from %s: %v, want %s", from, got, want)
		}
	}
}

// Two late replies to the same old letter make one new ticket.
func TestLateRepliesShareATicket(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation").ID
	letter := o.letterOf(id)
	o.do("ani", id, ticket.CloseTicket{Outcome: "withdrawn", Note: "x"})
	o.clock.add(30 * 24 * time.Hour)
	for i, want := range []ticket.Fate{ticket.FateNew, ticket.FateJoined, ticket.FateJoined} {
		m := o.mail("Re: lama", strings.Repeat("lagi ", i+1))
		m.Refs = []string{letter.MessageID}
		if got := o.receive(m); got[want] != 1 {
			t.Errorf("reply %d: %v, want %s", i+1, got, want)
		}
	}
	if n := len(o.see(2).Messages); n != 3 || o.see(id).State != ticket.Closed {
		t.Errorf("%d messages on the ticket that follows, the old one is %s", n, o.see(id).State)
	}
}

func TestPlusAddressOnlyWhereConfigured(t *testing.T) {
	o := newOffice(t)
	if l := o.letterOf(o.open("").ID); l.ReplyTo != "" {
		t.Errorf("Reply-To %q where the server knows none", l.ReplyTo)
	}
	o = newOffice(t, withPlus)
	l := o.letterOf(o.open("").ID)
	if !strings.HasPrefix(l.ReplyTo, "helpdesk+1.") || !strings.HasSuffix(l.ReplyTo, "@loket.example") || !o.Site.Own(l.ReplyTo) {
		t.Errorf("Reply-To %q", l.ReplyTo)
	}
	if local, _, _ := strings.Cut(l.ReplyTo, "@"); len(local) > 64 {
		t.Errorf("%q is too long for an address", local)
	}
}

func TestTopic(t *testing.T) {
	for in, want := range map[string]string{
		"Permohonan": "Permohonan", "Re: Bls: Balas: Fw: Fwd: Trs: WG: AW: TR: SV: Permohonan": "Permohonan",
		"RE[2]: RE(3): Re^4: Permohonan": "Permohonan", "Bls： Trs ： Permohonan": "Permohonan", "re:re:RE :  Permohonan   domain": "Permohonan domain",
		"Re: [2026-00042-K7M] Bls: Permohonan": "Permohonan", "Permohonan [#2026-00042]": "Permohonan", "Re: [2026-00042-K7M]": "Re: [2026-00042-K7M]",
		"Rekap: data": "Rekap: data", "Resmi: surat": "Resmi: surat", "Fwd:": "Fwd:", "": "",
		"[EKSTERNAL] Permohonan": "[EKSTERNAL] Permohonan",
	} {
		if got := ticket.Topic(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if got := ticket.Topic(ticket.Topic(in)); got != ticket.Topic(in) {
			t.Errorf("%q is not settled: %q", in, got)
		}
	}
}
