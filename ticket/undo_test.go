package ticket_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"loket/domain/calendar"
	"loket/ticket"
)

// Taking a command back leaves the ticket as it was, but for its version.
func TestUndoRestores(t *testing.T) {
	letter := draft()
	for name, c := range map[string]ticket.Command{
		"claim":       ticket.Claim{Steal: true},
		"release":     ticket.Release{},
		"verdict":     ticket.GiveVerdict{Requirement: "staff-card", Verdict: ticket.Rejected, Reason: "expired"},
		"exception":   ticket.GrantException{Requirement: "staff-card", Reason: "baru pindah"},
		"service":     ticket.SetService{Service: "registration"},
		"letter":      ticket.SendLetter{Draft: letter},
		"skip":        ticket.SkipStep{Reason: "sudah"},
		"wait":        ticket.Wait{Party: "pandi", Pause: true},
		"note":        ticket.AddNote{Text: "x"},
		"close":       ticket.CloseTicket{Outcome: "refused", Note: "x"},
		"matter":      ticket.SetSubjectMatter{Names: []string{"lain.go.id"}},
		"task":        ticket.ScheduleTask{Text: "x", Due: monday.Add(time.Hour)},
		"step-letter": ticket.FinishStep{Draft: &letter},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			service := "transfer"
			if name == "step-letter" {
				service = "subdomain"
			}
			id := o.open(service, "contohkab.batam.go.id").ID
			by := "citra"
			before := o.see(id)
			o.do(by, id, c)
			if cmp.Equal(before, o.see(id), bookkeeping) {
				t.Fatal("the command changed nothing")
			}
			got := o.do(by, id, ticket.UndoLast{})
			if d := cmp.Diff(before, got, bookkeeping, cmpopts.EquateEmpty()); d != "" {
				t.Errorf("(-before +undone):\n%s", d)
			}
			if items, err := o.Outbox(); err != nil || len(items) != 0 {
				t.Errorf("the outbox holds %v, %v", items, err)
			}
			o.clock.add(time.Hour)
			if due, _, err := o.DueLetters(o.clock.Now()); err != nil || len(due) != 0 {
				t.Errorf("an undone letter is due: %v, %v", due, err)
			}
		})
	}
}

var bookkeeping = cmpopts.IgnoreFields(ticket.Ticket{}, "Version", "Updated", "LastCmd", "Undone")

func TestUndoGoesOnBackwards(t *testing.T) {
	o := newOffice(t)
	id := o.open("subdomain", "app.batam.go.id").ID
	letter := draft()
	o.do("ani", id, ticket.AddNote{Text: "satu"})
	o.do("ani", id, ticket.FinishStep{Draft: &letter})
	o.do("bayu", id, ticket.Look{})
	o.do("ani", id, ticket.UndoLast{}) // with the letter
	if tk := o.do("ani", id, ticket.UndoLast{}); len(tk.Notes) != 0 {
		t.Error("the command before the undone one was not taken back")
	}
	o.do("bayu", id, ticket.AddNote{Text: "dua"})
	o.refused("ani", id, ticket.UndoLast{}, "not-yours")
	o.do("bayu", id, ticket.UndoLast{})
	if n := len(o.see(id).Notes); n != 0 {
		t.Errorf("%d notes are left", n)
	}
}

func TestUndoNotAfterTheLetterLeft(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID
	o.revise(id)
	o.clock.add(31 * time.Second)
	o.refused("ani", id, ticket.UndoLast{}, "letter-gone") // due, though not yet sent
	o.sendAll()
	o.refused("ani", id, ticket.UndoLast{}, "letter-gone")
	o.refused("ani", 1, ticket.CancelLetter{Letter: o.see(id).Letters[0].ID}, "letter-gone")
}

// sendAll plays the sender: everything that is due leaves.
func (o *office) sendAll() {
	o.t.Helper()
	due, _, err := o.DueLetters(o.clock.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	for _, it := range due {
		if err := o.HandOver(context.Background(), it); err != nil {
			o.t.Fatal(err)
		}
		if err := o.LetterLeft(context.Background(), it); err != nil {
			o.t.Fatal(err)
		}
	}
}

func TestUndoNotOfWhatCame(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	o.refused("ani", id, ticket.UndoLast{}, "not-yours")
	made, err := o.OpenByHand(context.Background(), "ani", ticket.Manual{Source: ticket.ByPhone, Subject: "Telepon", Text: "Minta tolong"})
	if err != nil {
		t.Fatal(err)
	}
	o.refused("ani", made.ID, ticket.UndoLast{}, "not-undoable")
	if err := o.Link(context.Background(), "ani", id, made.ID, "related"); err != nil {
		t.Fatal(err)
	}
	o.refused("ani", id, ticket.UndoLast{}, "not-undoable")
}

// What the program notes meanwhile does not stand in the way of undo.
func TestUndoAfterADeadlineEvent(t *testing.T) {
	o := newOffice(t)
	id := o.open("registration", "contohkab.go.id").ID
	o.revise(id)
	o.clock.add(20 * time.Second)
	cal, err := calendar.Parse([]byte(moreHolidays), "site.toml")
	if err != nil {
		t.Fatal(err)
	}
	p := openOffice(t, o.log, o.clock, func(d *ticket.Desk) { d.Calendar = cal })
	if n, err := p.Recount(context.Background()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	p.wantDeadline(id, "4wd", "2026-05-11 16:00")
	tk := p.do("ani", id, ticket.UndoLast{})
	p.wantDeadline(id, "1d", "2026-05-06 16:00")
	if tk.State != ticket.Open || tk.Clock.Rounds != 0 {
		t.Errorf("state %s, round %d", tk.State, tk.Clock.Rounds)
	}

	p.do("ani", id, ticket.AddNote{Text: "x"})
	p.clock.add(30 * 24 * time.Hour)
	if err := p.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
	if tk = p.do("ani", id, ticket.UndoLast{}); len(tk.Notes) != 0 || len(tk.Clock.Breaches) != 1 {
		t.Errorf("%d notes, breaches %v", len(tk.Notes), tk.Clock.Breaches)
	}
}

func TestStaleSaysWhoWasFirst(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID
	seen := o.see(id).Version
	o.clock.add(time.Minute)
	o.do("bayu", id, ticket.AddNote{Text: "dua"})
	_, err := o.Do(context.Background(), "ani", id, seen, ticket.Release{})
	var s *ticket.Stale
	if !errors.As(err, &s) || s.By != "bayu" || s.Kind != "note-added" || !s.At.Equal(o.clock.Now()) {
		t.Fatalf("got %v", err)
	}
	if o.see(id).Owner != "ani" {
		t.Error("the stale command was kept")
	}
	// One's own changes and the program's make nothing stale; a new mail does.
	if _, err := o.Do(context.Background(), "bayu", id, seen, ticket.AddNote{Text: "tiga"}); err != nil {
		t.Errorf("own change: %v", err)
	}
	seen = o.see(id).Version
	o.clock.add(72 * time.Hour)
	if err := o.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
	o.do("citra", id, ticket.Look{})
	if _, err := o.Do(context.Background(), "ani", id, seen, ticket.Release{}); err != nil {
		t.Errorf("after a breach and a look: %v", err)
	}
	seen = o.see(id).Version
	o.receive(o.reply(id, "Ada lagi."))
	if _, err := o.Do(context.Background(), "ani", id, seen, ticket.Claim{}); !errors.As(err, &s) || s.By != ticket.ByDesk {
		t.Errorf("a mail that nobody saw: %v", err)
	}
}

func TestSecretsAreDropped(t *testing.T) {
	secret := draft()
	secret.Body, secret.Secret = "Kode: "+ticket.SecretMark, "abc-123"
	has := func(o *office, letter uint64) bool {
		s, err := o.LetterSecret(letter)
		return err == nil && s != ""
	}
	end := map[string]func(o *office, id ticket.ID, letter uint64){
		"cancelled": func(o *office, id ticket.ID, letter uint64) { o.do("ani", id, ticket.CancelLetter{Letter: letter}) },
		"undone":    func(o *office, id ticket.ID, _ uint64) { o.do("ani", id, ticket.UndoLast{}) },
		"sent":      func(o *office, _ ticket.ID, _ uint64) { o.clock.add(time.Minute); o.sendAll() },
	}
	for name, f := range end {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			id := o.open("transfer", "contohkab.id").ID
			l := o.do("ani", id, ticket.SendLetter{Draft: secret}).Letters[0]
			if !has(o, l.ID) || !l.HasSecret {
				t.Fatal("the secret was not kept")
			}
			f(o, id, l.ID)
			if has(o, l.ID) {
				t.Error("the secret is still kept")
			}
		})
	}
}
