package ticket_test

import (
	"strings"
	"testing"

	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
	"loket/ticket/document"
)

// TestEraseMerged: a mail that lives on in another ticket goes with the last of them,
// with its files, which both have.
func TestEraseMerged(t *testing.T) {
	dir := t.TempDir()
	o := openOffice(t, sealedStore(t, dir), &handClock{now: monday})
	for _, text := range []string{"rahasia keluarga satu", "rahasia keluarga dua"} {
		m := o.mail("Permohonan", text, "ktp-budi.pdf")
		m.From, m.Attachments[0].SHA, m.Attachments[0].Await = ticket.Party{Email: budi.Email}, strings.Repeat("cd", 32), true
		o.receive(m)
	}
	o.read(1, ticket.File{SHA: strings.Repeat("cd", 32)}, nil, cardText)
	if err := o.Merge(t.Context(), "ani", 1, 2); err != nil {
		t.Fatal(err)
	}
	o.clock.add(48 * 3600e9)
	o.deliver()
	if e, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan", false); err != nil || len(e.Tickets) != 1 || e.Tickets[0].Mails != 0 {
		t.Fatalf("%+v, %v", e, err) // the merged one; its mail is on the other
	}
	o.do("ani", 2, ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"})
	if e, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan", false); err != nil || len(e.Tickets) != 1 || e.Tickets[0].Mails != 2 {
		t.Fatalf("%+v, %v", e, err)
	}
	if err := o.Compact(); err != nil {
		t.Fatal(err)
	}
	if list := found(t, dir); len(list) > 0 {
		t.Errorf("what is left: %v", list)
	}
}

// TestEraseInClear: what was kept before there was a key stays in the log, and is said
// to; the ticket as it stands has none of it, nor when it is made anew.
func TestEraseInClear(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	forgettable(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = sealedStore(t, dir)
	o := openOffice(t, s, &handClock{now: monday.AddDate(0, 0, 1)})
	before := o.figures()
	e, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan", false)
	if err != nil || len(e.Tickets) != 1 || e.Tickets[0].InClear < 10 {
		t.Fatalf("%+v, %v", e, err)
	}
	for range 2 {
		tk := o.see(1)
		for _, p := range ticket.Passages(tk, nil) {
			if budi.In(p.Text) || strings.Contains(p.Text, "rahasia") {
				t.Errorf("left on the ticket is %q", p.Text)
			}
		}
		if h, err := o.Holding(t.Context(), "citra", budi); err != nil || len(h.Tickets) != 0 {
			t.Errorf("%+v, %v", h, err)
		}
		wantDiff(t, before, o.figures())
		sound(t, s)
		if err := s.Rebuild(ticket.Project, nil); err != nil {
			t.Fatal(err)
		}
	}
	if len(found(t, dir)) == 0 {
		t.Error("the log of events was rewritten")
	}
}

// TestEraseSplitOff: of a mail that was split off the log of the first ticket says so.
func TestEraseSplitOff(t *testing.T) {
	o := openOffice(t, sealedStore(t, t.TempDir()), &handClock{now: monday})
	o.receive(o.mail("Permohonan", "Mohon bantuannya."))
	m := o.mail("Lain lagi", "rahasia keluarga")
	m.From, m.Refs = ticket.Party{Email: budi.Email}, []string{o.see(1).Messages[0].MessageID}
	m.From.Email = asker
	o.receive(m)
	split, err := o.Split(t.Context(), "ani", 1, []uint32{o.see(1).Messages[1].Version})
	if err != nil {
		t.Fatal(err)
	}
	o.do("ani", split.ID, ticket.SetRequester{Requester: ticket.Party{Email: budi.Email}})
	o.do("ani", split.ID, ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"})
	o.clock.add(48 * 3600e9)
	o.deliver()
	e, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan", true)
	if err != nil || len(e.Tickets) != 1 || len(e.Stays) != 1 || e.Stays[0].Why.Code != "split-off" {
		t.Errorf("%+v, %v", e, err)
	}
}

// TestEraseByOneWord: a name that may be many people's destroys nothing, and is found.
func TestEraseByOneWord(t *testing.T) {
	o := newOffice(t)
	p, err := ticket.ParsePerson("Santoso")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.EraseSubject(t.Context(), "citra", p, "permintaan", true); err != nil {
		t.Errorf("it is not even looked for: %v", err)
	}
	_, err = o.EraseSubject(t.Context(), "citra", p, "permintaan", false)
	refusal(t, err, "one-word")
	if p, err = ticket.ParsePerson("Budi Santoso"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.EraseSubject(t.Context(), "citra", p, "permintaan", false); err != nil {
		t.Errorf("two words: %v", err)
	}
}

// TestEraseStrays: mails on no ticket that came from the address go, those of others
// that speak of it stay.
func TestEraseStrays(t *testing.T) {
	o := newOffice(t, func(d *ticket.Desk) { d.Reader = shelf{} })
	o.strew()
	e, err := o.EraseSubject(t.Context(), "citra", ticket.Person{Email: "toko@iklan.example"}, "permintaan", false)
	if err != nil || e.Strays != 1 || e.Spoken != 0 {
		t.Fatalf("%+v, %v", e, err)
	}
	h, err := o.Holding(t.Context(), "citra", ticket.Person{Email: "toko@iklan.example"})
	if err != nil || len(h.Mails) != 0 {
		t.Errorf("%+v, %v", h, err)
	}
	if h, err := o.Holding(t.Context(), "citra", ticket.Person{Email: "orang@lain.example"}); err != nil || len(h.Mails) != 1 {
		t.Errorf("%+v, %v", h, err)
	}
}

// TestHolding: all of one's own ticket is listed, of another what concerns them.
func TestHolding(t *testing.T) {
	o := forgettable(t, storetest.NewMemory(), "contohkab.go.id")
	o.do("ani", 2, ticket.AddNote{Text: "lihat juga Budi  SANTOSO."})
	o.do("ani", 2, ticket.Look{})
	for _, p := range []string{"Budi.Santoso@contohkab.go.id", "budi santoso", "19900308 201503 1 004"} {
		who, err := ticket.ParsePerson(p)
		if err != nil {
			t.Fatal(err)
		}
		h, err := o.Holding(t.Context(), "citra", who)
		if err != nil || len(h.Tickets) == 0 {
			t.Fatalf("%s: %+v, %v", p, h, err)
		}
		own := h.Tickets[0]
		if own.Number != "2026-00001" || len(own.Mails) != 2 || len(own.Documents) != 1 || len(own.Letters) < 2 || own.Survey == nil || !ticket.Concerns(own.Parts) {
			t.Errorf("%s: %+v", p, own)
		}
		if who.Name != "" && (len(h.Tickets) != 2 || len(h.Tickets[1].Mails) != 0 || h.Tickets[1].Parts[0] != ticket.PartNamed || len(h.Names) != 1) {
			t.Errorf("%s: %+v", p, h)
		}
	}
}

// TestParsePerson: what says too little is refused, and a person is found where the
// whole of the word stands.
func TestParsePerson(t *testing.T) {
	for _, s := range []string{"", "  ", "Budi", "12345", "a@", "19900308"} {
		_, err := ticket.ParsePerson(s)
		refusal(t, err, "bad-person")
	}
	name, mail, nip := ticket.Person{Name: "budi santoso"}, ticket.Person{Email: "budi@a.go.id"}, ticket.Person{NIP: "199003082015031004"}
	for _, c := range []struct {
		p    ticket.Person
		text string
		want bool
	}{
		{name, "Yth. BUDI\n  Santoso,", true}, {name, "budi santosos", false}, {name, "sibudi santoso", false}, {name, "Budi, Santoso", true}, {name, "", false},
		{mail, "<Budi@a.go.id>", true}, {mail, "budi@a.go.id.", true}, {mail, "xbudi@a.go.id", false}, {mail, "budi@a.go.id.example", false}, {mail, "budi@a.go.idx", false},
		{nip, "NIP 19900308 201503 1 004", true}, {nip, "1199003082015031004", false}, {nip, "199003082015031004", true},
	} {
		if got := c.p.In(c.text); got != c.want {
			t.Errorf("%+v in %q: %v", c.p, c.text, got)
		}
	}
}

// TestRetentionInClear: what was read in files before there was a key is counted.
func TestRetentionInClear(t *testing.T) {
	for _, c := range []struct {
		open func(dir string) *store.Store
		want int
	}{
		{func(dir string) *store.Store { return sealedStore(t, dir) }, 0},
		{func(dir string) *store.Store {
			s, err := store.Open(dir, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			return s
		}, 1},
	} {
		o, a := keeping(t, c.open(t.TempDir()))
		o.happened(1, ticket.DocumentInspected{SHA: a.SHA, Mail: a.Mail, Report: &document.Report{SHA256: a.SHA, Text: cardText}})
		o.do("ani", 1, ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"})
		o.clock.now = o.clock.now.AddDate(0, 0, 31)
		if list := o.expired(1); list[0].InClear != c.want {
			t.Errorf("%d events in clear, want %d", list[0].InClear, c.want)
		}
	}
}
