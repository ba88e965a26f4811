package ticket_test

import (
	"errors"
	"testing"

	"loket/ticket"
)

// TestEraseKeepsWhatComesMeanwhile: what is said of a ticket after it was erased stays,
// even where the program ended before the key was gone.
func TestEraseKeepsWhatComesMeanwhile(t *testing.T) {
	dir := t.TempDir()
	s := sealedStore(t, dir)
	cut := &cutting{s, true}
	o := forgettable(t, cut)
	if _, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan", false); !errors.Is(err, errEndedHere) {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = sealedStore(t, dir)
	o = openOffice(t, s, o.clock)
	o.do("ani", 1, ticket.AddNote{Text: "sesudahnya"})
	if _, err := o.EraseSubject(t.Context(), "citra", budi, "sekali lagi", true); err != nil {
		t.Fatal(err)
	}
	if _, err := o.DestroyExpired(t.Context(), "citra", nil); err != nil {
		t.Fatal(err)
	}
	sound(t, s)
	if err := s.Rebuild(ticket.Project, nil); err != nil {
		t.Fatal(err)
	}
	if notes := o.see(1).Notes; notes[len(notes)-1].Text != "sesudahnya" {
		t.Errorf("what was said afterwards is lost: %+v", notes)
	}
	if err := o.Compact(); err != nil {
		t.Fatal(err)
	}
	if list := found(t, dir); len(list) > 0 {
		t.Errorf("what is left: %v", list)
	}
}

// TestEraseKeepsNothingBeforeItsEnd: while the key of an erased ticket cannot be
// dropped nothing is kept that it would seal.
func TestEraseKeepsNothingBeforeItsEnd(t *testing.T) {
	s := sealedStore(t, t.TempDir())
	cut := &cutting{s, true}
	o := forgettable(t, cut)
	if _, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan", false); !errors.Is(err, errEndedHere) {
		t.Fatal(err)
	}
	cut.cut = true
	if _, err := o.Do(t.Context(), "ani", 1, 0, ticket.AddNote{Text: "terlalu dini"}); !errors.Is(err, errEndedHere) {
		t.Fatalf("%v", err)
	}
	o.do("ani", 1, ticket.AddNote{Text: "sesudahnya"})
	sound(t, s)
	if err := s.Rebuild(ticket.Project, nil); err != nil {
		t.Fatal(err)
	}
	if notes := o.see(1).Notes; notes[len(notes)-1].Text != "sesudahnya" {
		t.Errorf("%+v", notes)
	}
}

// TestErasedComesAgain: mails that were destroyed stay so when their server numbers the
// folder anew and they are fetched again.
func TestErasedComesAgain(t *testing.T) {
	dir := t.TempDir()
	s := sealedStore(t, dir)
	o := forgettable(t, s)
	hash := o.see(1).Messages[0].Hash
	raw, err := s.Blob(hash)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan", false); err != nil {
		t.Fatal(err)
	}
	m := o.mail("Permohonan Budi Santoso", "Dengan hormat")
	m.From, m.Raw = ticket.Party{Name: "Budi Santoso", Email: "budi.santoso@contohkab.go.id"}, raw
	o.receive(m)
	if rows, _, err := o.Journal(0, 1); err != nil || rows[0].Fate != ticket.FateDuplicate || rows[0].From != "" || rows[0].Subject != "" || rows[0].Hash != hash {
		t.Errorf("%+v, %v", rows, err)
	}
	if _, err := s.Blob(hash); !errors.Is(err, ticket.ErrDestroyed) {
		t.Errorf("the mail is here again: %v", err)
	}
	if err := o.Compact(); err != nil {
		t.Fatal(err)
	}
	if list := found(t, dir); len(list) > 0 {
		t.Errorf("what is left: %v", list)
	}
	sound(t, s)
}

// TestRetainedComesAgain: so do those whose time was over; who wrote stays known.
func TestRetainedComesAgain(t *testing.T) {
	s := sealedStore(t, t.TempDir())
	o, a := keeping(t, s)
	raw, err := s.Blob(a.Mail)
	if err != nil {
		t.Fatal(err)
	}
	o.do("ani", 1, ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"})
	o.clock.now = o.clock.now.AddDate(0, 0, 31)
	if n, err := o.DestroyExpired(t.Context(), "citra", o.expired(1)); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	m := o.mail("Permohonan", "Terlampir.")
	m.Raw = raw
	o.receive(m)
	if rows, _, err := o.Journal(0, 1); err != nil || rows[0].Fate != ticket.FateDuplicate || rows[0].From == "" || rows[0].Destroyed {
		t.Errorf("%+v, %v", rows, err)
	}
	if _, err := s.Blob(a.Mail); !errors.Is(err, ticket.ErrDestroyed) {
		t.Errorf("the mail is here again: %v", err)
	}
	sound(t, s)
}

// TestPersonBesideNumbers: a NIP is found whatever numbers stand beside it.
func TestPersonBesideNumbers(t *testing.T) {
	p, err := ticket.ParsePerson("199003082015031004")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"199003082015031004":               true,
		"1. 199003082015031004":            true,
		"NIP.199003082015031004, 12":       true,
		"NIP 19900308 201503 1 004 - 0812": true,
		"2. 19900308-201503.1\u00a0004 20": true,
		"1 1990 199003082015031004":        true,
		"9199003082015031004":              false,
		"1990030820150310041":              false,
		"19900308 201503 1 0045":           false,
		"19900308/2015031004":              false,
		"1990030820150310":                 false,
		"":                                 false,
	} {
		if p.In(text) != want {
			t.Errorf("%q: found %v", text, !want)
		}
	}
}

// TestEraseIsNotUndone: what is destroyed cannot be taken back.
func TestEraseIsNotUndone(t *testing.T) {
	o := forgettable(t, sealedStore(t, t.TempDir()))
	if _, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan", false); err != nil {
		t.Fatal(err)
	}
	for _, by := range []string{"citra", "ani"} {
		if _, err := o.Do(t.Context(), by, 1, 0, ticket.UndoLast{}); ticket.IsRefusal(err) == nil {
			t.Errorf("%s undoes it: %v", by, err)
		}
	}
	if o.see(1).Erased == nil {
		t.Error("it is not erased any more")
	}
}
