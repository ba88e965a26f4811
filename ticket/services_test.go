package ticket_test

import (
	"testing"

	"loket/ticket"
)

// Every service of the catalogue goes from its mail to closed by doing what
// Next says and nothing else.
func TestEveryServiceCanBeCompleted(t *testing.T) {
	cat, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	ids := cat.IDs()
	if len(ids) != 11 {
		t.Fatalf("the catalogue has %d services, want 11", len(ids))
	}
	for _, id := range ids {
		t.Run(id, func(t *testing.T) {
			o := newOffice(t)
			name := "contohkab.go.id"
			if id == "transfer" {
				name = "contohkab.id"
			}
			tk := o.open(id, name)
			if tk.Owner != "ani" || tk.State != ticket.Open {
				t.Fatalf("after choosing the service: %s of %q", tk.State, tk.Owner)
			}
			o.work(tk.ID, "")
			o.do("ani", tk.ID, ticket.CloseTicket{Outcome: "done"})
			got := o.see(tk.ID)
			if got.State != ticket.Closed || got.Outcome != "done" || got.ClosedAt.IsZero() {
				t.Fatalf("state %s, outcome %q", got.State, got.Outcome)
			}
			if a := o.Next(got); a.Kind != "reopen" {
				t.Errorf("next on a closed ticket: %q", a.Kind)
			}
			o.refused("ani", tk.ID, ticket.FinishStep{}, "closed")
		})
	}
}
