package ticket_test

import (
	"context"
	"testing"
	"time"

	"loket/ticket"
)

// TestOwnerWhoGotNoLetterWasNotTold: the addresses of a letter that came back, failed or
// was taken back are again what they were; sent once more they are told of, and what was
// said of one in between stands.
func TestOwnerWhoGotNoLetterWasNotTold(t *testing.T) {
	const a, b2, other = "https://contohkab.go.id/a", "https://contohkab.go.id/b", "https://rsud.contohkab.go.id/c"
	for name, lose := range map[string]func(b *bureau, it ticket.OutboxItem){
		"bounced": func(b *bureau, it ticket.OutboxItem) {
			if err := b.LetterLeft(context.Background(), it); err != nil {
				b.t.Fatal(err)
			}
			b.report(it.Letter, ticket.RecipientResult{To: it.Letter.To[0], State: ticket.LetterBounced, Enhanced: "5.1.1"})
		},
		"failed": func(b *bureau, it ticket.OutboxItem) {
			if err := b.LetterTried(context.Background(), it, ticket.Outcome{State: ticket.LetterFailed, Error: "550"}); err != nil {
				b.t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWeb(t, func(t *testing.T, b *bureau, _ *web) {
				tk := b.told(a, b2, other)
				due, _, err := b.DueLetters(b.Now())
				if err != nil || len(due) != 2 {
					t.Fatalf("%d letters are due, %v", len(due), err)
				}
				for _, it := range due {
					if err := b.HandOver(context.Background(), it); err != nil {
						t.Fatal(err)
					}
				}
				lost := due[0]
				lose(b, lost)
				b.states(tk.ID, "found found notified")
				if u := b.see(tk.ID).URLs[0]; !u.Told.IsZero() || u.Letter != 0 {
					t.Errorf("still told: %+v", u)
				}
				if list, err := b.OwnerLetters(b.see(tk.ID), "ani", ""); err != nil || len(list) != 1 {
					t.Errorf("%d letters are to be written, %v", len(list), err)
				}
				b.do("ani", tk.ID, ticket.MarkURLs{URLs: []string{b2}, State: "clean"})
				b.do("ani", tk.ID, ticket.RetryLetter{Letter: lost.Letter.ID})
				b.states(tk.ID, "notified clean notified")
				b.do("ani", tk.ID, ticket.CancelLetter{Letter: lost.Letter.ID})
				b.states(tk.ID, "found clean notified")
			}, withBook(t))
		})
	}
}

// told opens a ticket whose owners were written to about their addresses.
func (b *bureau) told(addresses ...string) *ticket.Ticket {
	b.t.Helper()
	tk := b.takedown("check-urls", addresses...)
	b.do("ani", tk.ID, ticket.MarkURLs{URLs: addresses, State: "found"})
	b.work(tk.ID, "notify-owner")
	list, err := b.OwnerLetters(b.see(tk.ID), "ani", "")
	if err != nil {
		b.t.Fatal(err)
	}
	b.do("ani", tk.ID, ticket.TellOwners{Letters: list})
	b.wait(time.Minute)
	b.clock.set(b.Now())
	return b.see(tk.ID)
}

func (b *bureau) states(id ticket.ID, want string) {
	b.t.Helper()
	got := ""
	for i, u := range b.see(id).URLs {
		if i > 0 {
			got += " "
		}
		got += u.State
	}
	if got != want {
		b.t.Errorf("the addresses are %s, want %s", got, want)
	}
}
