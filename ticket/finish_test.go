package ticket_test

import (
	"context"
	"testing"
	"time"

	"loket/ticket"
)

// Finish does what is due and what becomes due by it, and waits for nothing.
func TestFinish(t *testing.T) {
	inBureau(t, func(t *testing.T, b *bureau) {
		b.stop()
		one, other := b.toHold("contohkab.go.id"), b.toHold("lama.go.id")
		b.propose(one, "")
		b.propose(other, "")
		begun := time.Now()
		if err := b.Finish(context.Background()); err != nil {
			t.Fatal(err)
		}
		for _, tk := range []*ticket.Ticket{one, other} {
			if a := b.last(tk.ID); a.State != ticket.ActDone {
				t.Errorf("%s: %s", tk.Number, a.State)
			}
		}
		if err := b.Finish(context.Background()); err != nil || b.world.done() != 2 {
			t.Errorf("%d done: %v", b.world.done(), err)
		}
		if took := time.Since(begun); took != 0 {
			t.Errorf("it waited for %v", took)
		}
	})
}
