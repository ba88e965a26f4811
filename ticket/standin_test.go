package ticket_test

import (
	"testing"

	"loket/domain/staff"
	"loket/ticket"
)

// TestWhoStandsInSeesTheAbsentOnesTickets: during a leave, and not before.
func TestWhoStandsInSeesTheAbsentOnesTickets(t *testing.T) {
	o := newOffice(t)
	id := o.open("").ID
	o.do("ani", id, ticket.Claim{})
	mine := func(by string) int {
		rows := o.Queue(ticket.ViewMine, by, nil, ticket.SortDue, false, o.clock.Now())
		if n := o.Counts(by, o.clock.Now())[ticket.ViewMine]; n != len(rows) {
			t.Errorf("%s has %d tickets, and the tab says %d", by, len(rows), n)
		}
		return len(rows)
	}
	away := func(from, to string) {
		ani := o.Staff()["ani"]
		ani.Leaves = []staff.Leave{{From: from, To: to, StandIn: "bayu"}}
		o.keep("ani", ani)
	}
	away("2026-05-05", "2026-05-06")
	if mine("bayu") != 0 {
		t.Error("before the leave")
	}
	away("2026-05-01", "2026-05-04")
	if mine("bayu") != 1 || mine("ani") != 1 || mine("citra") != 0 {
		t.Errorf("on the last day: bayu %d, ani %d, citra %d", mine("bayu"), mine("ani"), mine("citra"))
	}
}
