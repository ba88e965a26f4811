package ticketview_test

import (
	"strings"
	"testing"

	"loket/domain/staff"
)

// TestNIPOnTheTicket: whoever may open documents about persons sees a NIP in the
// subject and in names of files, others see it masked, on every tab; history masks it
// for everybody.
func TestNIPOnTheTicket(t *testing.T) {
	const number = "198609262015051001"
	for _, c := range []struct {
		role  staff.Role
		whole bool
	}{{staff.Worker, true}, {staff.Auditor, true}, {staff.Overseer, false}, {staff.Administrator, false}} {
		w := newWorld(t)
		in := registration()
		in.Subject = "Permohonan a.n. " + number
		in.Attachments[0].Name = "kartu_" + number + ".pdf"
		id := w.receive(in)
		who := staff.Officer{ID: "x", Name: "X", Roles: []staff.Role{c.role}}
		w.env.May = func(right staff.Right, service string) bool { return who.MayOn(right, service) }
		w.open(id, 160, 60)
		seen := ""
		for _, tab := range []string{"1", "2", "3", "4"} {
			w.press(tab)
			seen += w.view()
		}
		if whole := strings.Contains(seen, number); whole != c.whole {
			t.Errorf("%s: the number is there whole: %v", c.role, whole)
		}
		if !c.whole && strings.Count(seen, "19860926**********") < 5 {
			t.Errorf("%s: nothing is masked:\n%s", c.role, seen)
		}
		w.press("5")
		history := strings.Join(strings.Split(w.view(), "\n")[1:], "\n") // the head is the ticket's
		if strings.Contains(history, number) || !strings.Contains(history, "19860926**********") {
			t.Errorf("%s: the history has\n%s", c.role, history)
		}
	}
}
