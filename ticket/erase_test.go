package ticket_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/store"
	"loket/store/storetest"
	"loket/ticket"
	"loket/ticket/document"
	monthly "loket/ticket/report"
)

// traces are words that only Budi's ticket, its mails and its files hold. They are in
// the files of the record in small and capital letters.
var traces = []string{"budi.santoso", "budi santoso", "199003082015031004", "rahasia keluarga", "ktp-budi", "catatan perilaku", "jawaban pribadi", "konsep surat", "kesan pribadi"}

// found names the files below dir that hold a trace, with what they hold.
func found(t *testing.T, dir string) (list []string) {
	t.Helper()
	return holding(t, dir, traces...)
}

// holding names the files below dir that hold one of the words, in small letters.
func holding(t *testing.T, dir string, words ...string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, w := range words {
			if bytes.Contains(bytes.ToLower(data), []byte(w)) {
				list = append(list, filepath.Base(path)+": "+w)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func sealedStore(t *testing.T, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(dir, store.Options{Key: func() ([]byte, error) { return bytes.Repeat([]byte("kunci"), 8), nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// forgettable is a desk with a closed ticket of Budi Santoso, with everything that a
// ticket can hold of somebody, and one of somebody else.
func forgettable(t *testing.T, log ticket.Log, names ...string) *office {
	t.Helper()
	o := openOffice(t, log, &handClock{now: monday}, func(d *ticket.Desk) { d.Site.NoSurvey = false })
	m := o.mail("Permohonan Budi Santoso", "Dengan hormat,\nNama: Budi Santoso\nNIP: 199003082015031004\nini rahasia keluarga saya, selama 2 tahun.", "ktp-budi.pdf")
	m.From = ticket.Party{Name: "Budi Santoso", Email: "budi.santoso@contohkab.go.id"}
	m.MessageID = "budi.santoso.1@contohkab.go.id"
	m.Attachments[0].SHA, m.Attachments[0].Await = strings.Repeat("ab", 32), true
	o.receive(m)
	o.read(1, m.Attachments[0], nil, cardText)
	if len(names) > 0 {
		o.do("ani", 1, ticket.SetSubjectMatter{Names: names})
	}
	o.do("ani", 1, ticket.SetService{Service: "renewal"})
	o.do("ani", 1, ticket.AddNote{Text: "catatan perilaku Budi Santoso"})
	o.clock.add(time.Hour)
	o.do("ani", 1, ticket.SendLetter{Draft: ticket.Draft{Template: "plain", To: []string{"budi.santoso@contohkab.go.id"}, Subject: "Perihal", Body: "jawaban pribadi"}})
	o.work(1, "")
	o.do("ani", 1, ticket.CloseTicket{Outcome: "done", Note: "Budi Santoso puas"})
	for _, l := range o.see(1).Letters {
		if l.Template == "survey" {
			a := o.mail("Re: Survei", "U1: 4\nU2: 3\n\nkesan pribadi")
			a.Refs, a.From = []string{l.MessageID}, m.From
			o.receive(a)
		}
	}
	if err := o.KeepDraft(nil, "ani", 1, "plain", &ticket.LetterDraft{Body: "konsep surat"}); err != nil {
		t.Fatal(err)
	}
	o.receive(o.mail("Permohonan lain", "Mohon bantuannya."))
	o.clock.add(time.Hour)
	o.deliver()
	return o
}

// deliver has every letter leave.
func (o *office) deliver() {
	o.t.Helper()
	due, _, err := o.DueLetters(o.clock.Now())
	for _, it := range due {
		err = errors.Join(err, o.HandOver(context.Background(), it), o.LetterLeft(context.Background(), it))
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// figures are what the report of the month and that of the next say, without words of
// persons.
func (o *office) figures() string {
	o.t.Helper()
	p := monthly.MonthOf(o.clock.Now().In(o.Calendar.Zone()))
	var all []string
	for _, p := range []monthly.Period{p, p.Next()} {
		for _, known := range []time.Time{{}, monday.Add(90 * time.Minute)} {
			r, err := monthly.Make(context.Background(), o.Desk, monthly.Rules{Catalogue: o.Catalogue, Calendar: o.Calendar, Period: p, Now: o.clock.Now(), Known: known})
			if err != nil {
				o.t.Fatal(err)
			}
			r.Comments = nil // the words are gone, and the marks with them are in the satisfaction
			data, err := json.Marshal(r)
			if err != nil {
				o.t.Fatal(err)
			}
			all = append(all, string(data))
		}
	}
	return strings.Join(all, "\n")
}

var budi = ticket.Person{Email: "budi.santoso@contohkab.go.id"}

// TestEraseSubject: after it no file of the record's directory holds a word of the
// person, whatever the ticket was full of; the figures of every report are the same,
// the chain goes on, and every ticket is what its events make it, also when all of it
// is made anew.
func TestEraseSubject(t *testing.T) {
	dir := t.TempDir()
	s := sealedStore(t, dir)
	o := forgettable(t, s)
	if n := len(found(t, dir)); n < len(traces) {
		t.Fatalf("this shows nothing: %d traces", n)
	}
	before, events := o.figures(), o.events(1)
	seq := o.head()
	verdicts := o.see(1).Evidence

	dry, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan pemilik data", true)
	if err != nil || len(dry.Tickets) != 1 || dry.Tickets[0].Mails == 0 || dry.Tickets[0].InClear != 0 || o.events(1) != events {
		t.Fatalf("%+v, %v", dry, err)
	}
	_, err = o.EraseSubject(t.Context(), "ani", budi, "x", true)
	refusal(t, err, "not-allowed-supervise")
	_, err = o.EraseSubject(t.Context(), "citra", budi, "diminta budi.santoso@contohkab.go.id", false)
	refusal(t, err, "reason-names")
	done, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan pemilik data", false)
	if err != nil || len(done.Tickets) != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	wantDiff(t, []string{"subject-erased"}, o.kinds(1, events))
	if err := o.Compact(); err != nil {
		t.Fatal(err)
	}
	if list := found(t, dir); len(list) > 0 {
		t.Errorf("what is left: %v", list)
	}
	wantDiff(t, before, o.figures())
	tk := o.see(1)
	if tk.Number == "" || tk.Service != "renewal" || tk.Outcome != "done" || tk.Survey == nil || tk.Survey.Marks[0] != 4 || tk.Erased == nil || len(tk.Evidence) != len(verdicts) {
		t.Errorf("%+v", tk)
	}
	if again, err := o.EraseSubject(t.Context(), "citra", budi, "lagi", false); err != nil || len(again.Tickets) != 0 {
		t.Errorf("again: %+v, %v", again, err)
	}
	if now := o.head(); now != seq+1 {
		t.Errorf("%d events, were %d", now, seq)
	}
	sound(t, s)

	if err := s.Rebuild(ticket.Project, nil); err != nil {
		t.Fatal(err)
	}
	wantDiff(t, tk, o.see(1))
	wantDiff(t, before, o.figures())
	sound(t, s)
}

func sound(t *testing.T, s *store.Store) {
	t.Helper()
	if n, err := s.Audit(t.Context(), ticket.Fold, func(line string) { t.Log(line) }); n != 0 || err != nil {
		t.Errorf("%d problems, %v", n, err)
	}
}

// TestEraseGoesOn: a crash between the record's word and the keys is made good by the
// next run, and the compaction that is due is done when the record is opened.
func TestEraseGoesOn(t *testing.T) {
	dir := t.TempDir()
	s := sealedStore(t, dir)
	o := forgettable(t, &cutting{s, true})
	if _, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan", false); !errors.Is(err, errEndedHere) {
		t.Fatal(err)
	}
	sound(t, s) // the ticket is as it will be, whether the keys are gone or not
	if _, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan", false); err != nil {
		t.Fatal(err)
	}
	if len(found(t, dir)) == 0 {
		t.Fatal("this shows nothing")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = sealedStore(t, dir)
	if list := found(t, dir); len(list) > 0 {
		t.Errorf("what is left: %v", list)
	}
	sound(t, s)
}

var errEndedHere = errors.New("cut")

// cutting is a record whose keys cannot be dropped once.
type cutting struct {
	*store.Store

	cut bool
}

func (c *cutting) DestroyTickets(ids ...ticket.ID) error {
	if c.cut {
		c.cut = false
		return errEndedHere
	}
	return c.Store.DestroyTickets(ids...)
}

// TestEraseStays: what may not go is named with its reason, and stays as it is.
func TestEraseStays(t *testing.T) {
	o := forgettable(t, storetest.NewMemory())
	stays := func(want string) {
		t.Helper()
		e, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan", false)
		if err != nil || len(e.Tickets) != 0 || len(e.Stays) != 1 || e.Stays[0].Why.Code != want {
			t.Errorf("%+v, %v; want %s", e, err, want)
		}
	}
	o.do("citra", 1, ticket.SetHold{On: true, Reason: "perkara"})
	stays("legal-hold")
	o.do("citra", 1, ticket.SetHold{Reason: "selesai"})
	o.do("ani", 1, ticket.Reopen{Reason: "belum aktif"})
	stays("still-open")
	o.do("ani", 1, ticket.SendLetter{Draft: draft("budi.santoso@contohkab.go.id")})
	o.do("ani", 1, ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"})
	stays("letter-underway")
	o.do("ani", 2, ticket.AddNote{Text: "lihat juga budi.santoso@contohkab.go.id"})
	e, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan", true)
	if err != nil || len(e.Stays) != 2 || e.Stays[1].Why.Code != "others-ticket" || e.Stays[1].Parts[0] != ticket.PartNamed {
		t.Errorf("%+v, %v", e, err)
	}
}

// TestEraseLeavesRegister: the register still says who is responsible for a name, what
// was paid is counted, and nothing else is left.
func TestEraseLeavesRegister(t *testing.T) {
	dir := t.TempDir()
	s := sealedStore(t, dir)
	o := forgettable(t, s, "contohkab.go.id")
	before := o.figures()
	e, err := o.EraseSubject(t.Context(), "citra", budi, "permintaan", false)
	if err != nil || len(e.Tickets) != 1 || len(e.Names) != 1 || e.Names[0] != "contohkab.go.id" {
		t.Fatalf("%+v, %v", e, err)
	}
	if err := o.Compact(); err != nil {
		t.Fatal(err)
	}
	for _, f := range found(t, dir) {
		if f != "loket.db: budi.santoso" && f != "loket.db: budi santoso" {
			t.Errorf("left is %s", f)
		}
	}
	wantDiff(t, before, o.figures())
	if !strings.Contains(before, `"base":100000`) { // of two years
		t.Errorf("no fee is counted: %s", before)
	}
}

// TestRetentionForgetsReading: what was read in the files of a mail goes with it, out of
// the form, the doubts and every file of the record; the words of the mail itself stay.
func TestRetentionForgetsReading(t *testing.T) {
	dir := t.TempDir()
	s := sealedStore(t, dir)
	o, a := keeping(t, s)
	o.happened(1, ticket.DocumentInspected{SHA: a.SHA, Mail: a.Mail, Report: &document.Report{SHA256: a.SHA, Text: cardText}})
	o.happened(1, ticket.SubjectMatterSet{Mails: []string{a.Mail}, Form: []ticket.Field{{Label: "NIP", Value: "199003082015031004", File: a.SHA}, {Label: "Nama", Value: "Agus"}}})
	o.do("ani", 1, ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Rejected, Reason: "wrong-name", Attachments: []string{a.SHA}})
	o.do("ani", 1, ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"})
	if len(found(t, dir)) == 0 {
		t.Fatal("this shows nothing")
	}
	o.clock.now = o.clock.now.AddDate(0, 0, 31)
	if n, err := o.DestroyExpired(t.Context(), "citra", o.expired(1)); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	if err := o.Compact(); err != nil {
		t.Fatal(err)
	}
	if list := found(t, dir); len(list) > 0 {
		t.Errorf("what is left: %v", list)
	}
	tk := o.see(1)
	if tk.Field("nama") != "Agus" || tk.Messages[0].Text != "Terlampir." || o.item(1, "staff-card").Evidence.Reason != "wrong-name" {
		t.Errorf("%+v", tk)
	}
	sound(t, s)
	if err := s.Rebuild(ticket.Project, nil); err != nil {
		t.Fatal(err)
	}
	wantDiff(t, tk, o.see(1))
}

// happened puts an event on a ticket that no command makes alone.
func (o *office) happened(id ticket.ID, b ticket.Body) {
	o.t.Helper()
	err := o.log.Update(func(tx ticket.Tx) error {
		t, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		e := ticket.Event{Ticket: id, Version: t.Version + 1, At: o.clock.Now().UTC(), By: ticket.ByDesk, Body: b}
		if err := tx.Append(&e); err != nil {
			return err
		}
		t.Apply(e)
		return tx.SaveTicket(t)
	})
	if err != nil {
		o.t.Fatal(err)
	}
}
