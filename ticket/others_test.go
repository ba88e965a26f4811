package ticket_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"loket/domain/action"
	"loket/domain/staff"
	"loket/ticket"
)

// TestGivingAwayOthersWork: one's own tickets, nobody's and those of whom one stands
// in for; others are a supervisor's to give.
func TestGivingAwayOthersWork(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "a.go.id").ID // ani's
	for _, c := range []ticket.Command{ticket.Assign{Officer: "citra"}, ticket.Release{}} {
		o.refused("bayu", id, c, "not-allowed-supervise")
	}
	o.do("citra", id, ticket.Assign{Officer: "bayu"})
	o.do("bayu", id, ticket.Assign{Officer: "ani"})
	ani := o.Staff()["ani"]
	ani.Leaves = []staff.Leave{{From: "2026-05-04", To: "2026-05-04", StandIn: "bayu"}}
	o.keep("citra", ani)
	o.do("bayu", id, ticket.Release{})
	o.do("bayu", id, ticket.Assign{Officer: "ani"})
	o.clock.add(24 * time.Hour)
	o.refused("bayu", id, ticket.Release{}, "not-allowed-supervise")
}

// TestNobodySupervises: then whoever works does, and who only reads does not.
func TestNobodySupervises(t *testing.T) {
	o := newOffice(t, func(d *ticket.Desk) {
		d.Site.Staff = []staff.Officer{{ID: "ani", Name: "Ani", Roles: []staff.Role{staff.Worker}}, {ID: "tono", Name: "Tono", Roles: []staff.Role{staff.Overseer}},
			{ID: "audi", Name: "Audi", Roles: []staff.Role{staff.Auditor}}, {ID: "admin", Name: "Admin", Roles: []staff.Role{staff.Administrator}}}
	})
	for by, want := range map[string]bool{"ani": true, "tono": false, "audi": false, "admin": false} {
		if got := o.Supervises(by); got != want {
			t.Errorf("%s supervises: %v", by, got)
		}
		err := o.AcceptRecords(context.Background(), by, "x", nil, "")
		if no := ticket.IsRefusal(err); no == nil || (no.Code == "not-allowed-supervise") == want {
			t.Errorf("%s: %v", by, err)
		}
	}
}

// TestActingByHandNeedsTheRight: whoever ends a step that acts says that they acted.
func TestActingByHandNeedsTheRight(t *testing.T) {
	o := newOffice(t)
	crew(o)
	id := at("deactivation", "hold", "contohkab.go.id")(o)
	done := ticket.FinishStep{Note: "x", Confirm: "contohkab.go.id"}
	o.refused("r-verifier", id, done, "not-allowed-act")
	o.do("r-officer", id, done)
}

// TestDatedWorkByHandWantsTheSecondOfficer: what two have to agree on is not ended by
// one of them as dated work, nor as a step.
func TestDatedWorkByHandWantsTheSecondOfficer(t *testing.T) {
	for second, code := range map[string]string{"delete": "second-officer", "client-hold": ""} {
		o := newOffice(t, func(d *ticket.Desk) {
			d.Drivers = map[string]action.Driver{"delete": &world{}}
			d.Site.Second = []string{second}
		})
		crew(o)
		letter := draft()
		id := after(at("deactivation", "result", "contohkab.go.id"), ticket.FinishStep{Draft: &letter})(o)
		task := o.see(id).Tasks[0].ID
		o.refused("r-verifier", id, ticket.FinishTask{ID: task}, "not-allowed-act")
		if code == "" {
			o.do("ani", id, ticket.FinishTask{ID: task})
			continue
		}
		o.refused("ani", id, ticket.FinishTask{ID: task}, code)
		o.refused("ani", id, ticket.FinishStep{Step: task, Note: "x", Confirm: "contohkab.go.id"}, code)
	}
}

// TestTheAskerTakesBackAndOthersReject: neither does the other's part.
func TestTheAskerTakesBackAndOthersReject(t *testing.T) {
	second := func(d *ticket.Desk) { d.Site.Second, d.Site.ApproveIn = []string{"all"}, time.Hour }
	inBureau(t, func(t *testing.T, b *bureau) {
		tk := b.toHold("contohkab.go.id")
		b.propose(tk, "")
		act := b.see(tk.ID).Acts[0].ID
		b.refused("ani", tk.ID, ticket.RejectAct{ID: act, Reason: "x"}, "own-plan")
		b.refused("bayu", tk.ID, ticket.WithdrawAct{ID: act, Reason: "x"}, "not-asker")
		b.do("bayu", tk.ID, ticket.RejectAct{ID: act, Reason: "salah nama"})
		b.propose(tk, "")
		b.do("ani", tk.ID, ticket.WithdrawAct{ID: b.see(tk.ID).Acts[1].ID, Reason: "x"})
	}, second)
}

// TestNobodyApprovesForTheAsker: neither who asked, nor who stands in for them while they
// are away; a third officer does.
func TestNobodyApprovesForTheAsker(t *testing.T) {
	second := func(d *ticket.Desk) { d.Site.Second, d.Site.ApproveIn = []string{"all"}, 48*time.Hour }
	inBureau(t, func(t *testing.T, b *bureau) {
		tk := b.toHold("contohkab.go.id")
		b.propose(tk, "")
		a := b.last(tk.ID)
		ani := b.Staff()["ani"]
		ani.Leaves = []staff.Leave{{From: "2026-05-04", To: "2026-05-04", StandIn: "bayu"}}
		b.keep("citra", ani)
		yes := ticket.ApproveAct{ID: a.ID, Hash: a.Hash, Confirm: "contohkab.go.id"}
		b.refused("ani", tk.ID, yes, "own-plan")
		b.refused("bayu", tk.ID, yes, "stand-in-plan")
		b.refused("bayu", tk.ID, ticket.RejectAct{ID: a.ID, Reason: "x"}, "stand-in-plan")
		b.wait(24 * time.Hour) // ani is back
		b.do("bayu", tk.ID, yes)
	}, second)
}

// TestTheFirstOneWins: who comes second is told who was first, and with what.
func TestTheFirstOneWins(t *testing.T) {
	o := newOffice(t)
	id := o.open("deactivation", "contohkab.go.id").ID
	o.do("ani", id, ticket.Release{})
	seen := o.see(id).Version
	o.do("ani", id, ticket.CloseTicket{Outcome: "withdrawn", Note: "dicabut"}) // which takes it first
	_, err := o.Do(context.Background(), "bayu", id, seen, ticket.CloseTicket{Outcome: "duplicate"})
	var stale *ticket.Stale
	if !errors.As(err, &stale) || stale.By != "ani" || stale.Kind != "ticket-closed" {
		t.Errorf("%v", err)
	}
}
