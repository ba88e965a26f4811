package ticket_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"loket/domain/staff"
	"loket/ticket"
)

// keep enters an officer and fails the test where the desk refuses.
func (o *office) keep(by string, who staff.Officer) {
	o.t.Helper()
	if err := o.KeepOfficer(context.Background(), by, who, "", true); err != nil {
		o.t.Fatalf("keep %s: %v", who.ID, err)
	}
}

func refusal(t *testing.T, err error, code string) {
	t.Helper()
	if no := ticket.IsRefusal(err); no == nil || no.Code != code {
		t.Errorf("%v, want a refusal %s", err, code)
	}
}

// TestRightsAreAskedOfTheDesk: what a role does not allow is refused by the desk,
// whatever a screen offered.
func TestRightsAreAskedOfTheDesk(t *testing.T) {
	o := newOffice(t)
	tk := o.open("deactivation", "contohkab.go.id")
	o.keep("ani", staff.Officer{ID: "tono", Name: "Tono", Roles: []staff.Role{staff.Overseer}})
	o.keep("ani", staff.Officer{ID: "vera", Name: "Vera", Roles: []staff.Role{staff.Verifier}})
	o.keep("ani", staff.Officer{ID: "batam", Name: "Bayu B.", Roles: []staff.Role{staff.Worker}, Services: []string{"subdomain"}})
	for _, c := range []struct {
		by   string
		do   ticket.Command
		code string
	}{
		{"tono", ticket.Claim{}, "not-allowed-work"},
		{"tono", ticket.AddNote{Text: "x"}, "not-allowed-work"},
		{"batam", ticket.Claim{}, "not-allowed-work"},
		{"batam", ticket.GiveVerdict{Requirement: "request-letter", Verdict: ticket.Accepted}, "not-allowed-verify"},
		{"vera", ticket.ProposeAct{}, "not-allowed-act"},
		{"tono", ticket.ApproveAct{}, "not-allowed-approve"},
	} {
		_, err := o.Do(context.Background(), c.by, tk.ID, 0, c.do)
		refusal(t, err, c.code)
	}
	before := o.see(tk.ID).Version
	if _, err := o.Do(context.Background(), "tono", tk.ID, 0, ticket.Look{}); err != nil {
		t.Errorf("who may only read cannot look: %v", err)
	}
	if after := o.see(tk.ID).Version; after != before {
		t.Error("who may only read marked the ticket as read")
	}
	refusal(t, o.Trail("tono", 0, func(ticket.Event) bool { return true }), "not-allowed-read")
	refusal(t, o.IgnoreMail(context.Background(), "tono", "x", "y"), "not-allowed-work")
	o.do("vera", tk.ID, ticket.Claim{Steal: true})
}

func TestWhoIsDisabledMayNothing(t *testing.T) {
	o := newOffice(t)
	tk := o.open("deactivation", "contohkab.go.id")
	who := staff.Officer{ID: "bayu", Name: "Bayu", Roles: []staff.Role{staff.Worker}, Disabled: true}
	o.keep("citra", who)
	_, err := o.Do(context.Background(), "bayu", tk.ID, 0, ticket.Claim{})
	refusal(t, err, "not-allowed-work")
	if got := o.OfficerNames()["bayu"]; got != "" {
		t.Errorf("%q is still offered work", got)
	}
	if got := o.OfficerName("bayu"); got != "Bayu" {
		t.Errorf("the record forgot the name: %q", got)
	}
}

// TestTheFirstAdministrator: anybody at the machine makes the first one, afterwards
// only administrators change officers.
func TestTheFirstAdministrator(t *testing.T) {
	o := newOffice(t)
	err := o.KeepOfficer(context.Background(), "ani", staff.Officer{ID: "ani", Name: "Ani", Roles: []staff.Role{staff.Administrator}}, "", false)
	refusal(t, err, "not-allowed-manage") // somebody far away makes nobody an administrator
	o.keep("root", staff.Officer{ID: "admin", Name: "Admin", Roles: []staff.Role{staff.Administrator}})
	err = o.KeepOfficer(context.Background(), "ani", staff.Officer{ID: "ani", Name: "Ani", Roles: []staff.Role{staff.Administrator}}, "", true)
	refusal(t, err, "not-allowed-manage")
	err = o.KeepOfficer(context.Background(), "root", staff.Officer{ID: "root", Name: "R", Roles: []staff.Role{staff.Administrator}}, "", true)
	refusal(t, err, "not-known") // whom the machine calls root
	o.keep("admin", staff.Officer{ID: "dewi", Name: "Dewi", Roles: []staff.Role{staff.Worker}})
}

// TestStaffIsKept: officers come back with the record, and from its events alone.
func TestStaffIsKept(t *testing.T) {
	o := newOffice(t)
	key := staff.Key{Line: "ssh-ed25519 AAAA", Fingerprint: "SHA256:x"}
	o.keep("citra", staff.Officer{ID: "dewi", Name: "Dewi", Roles: []staff.Role{staff.Worker}, Keys: []staff.Key{key}})
	err := o.KeepOfficer(context.Background(), "citra", staff.Officer{ID: "eko", Name: "Eko", Roles: []staff.Role{staff.Worker}, Keys: []staff.Key{key}}, "", true)
	refusal(t, err, "key-taken")
	again, err := ticket.OpenDesk(&ticket.Desk{Log: o.Log, Catalogue: o.Catalogue, Calendar: o.Calendar, Letters: o.Letters, Site: o.Site, Now: o.Now})
	if err != nil {
		t.Fatal(err)
	}
	if who, _, ok := again.Staff().ByKey("SHA256:x"); !ok || who.ID != "dewi" {
		t.Errorf("the key is %+v's", who)
	}
	if _, known := again.Staff()["ani"]; !known {
		t.Error("who is in the configuration is not at the desk")
	}
	var kept int
	history, err := o.History(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range history {
		if _, ok := e.Body.(ticket.OfficerKept); ok && e.By == "citra" {
			kept++
		}
	}
	if kept != 1 {
		t.Errorf("%d events say that dewi was entered", kept)
	}
}

// TestTicketAsItWas: a ticket can be seen as the desk knew it.
func TestTicketAsItWas(t *testing.T) {
	o := newOffice(t)
	tk := o.open("deactivation", "contohkab.go.id")
	then := o.clock.Now()
	o.clock.add(time.Hour)
	o.do("bayu", tk.ID, ticket.Claim{Steal: true})
	was, err := o.TicketAt(tk.ID, then)
	if err != nil || was.Owner == "bayu" {
		t.Errorf("%+v, %v", was, err)
	}
	if is, err := o.TicketAt(tk.ID, o.clock.Now()); err != nil || is.Owner != "bayu" {
		t.Errorf("%+v, %v", is, err)
	}
	if _, err := o.TicketAt(tk.ID, then.AddDate(-1, 0, 0)); !errors.Is(err, ticket.ErrNotFound) {
		t.Errorf("before it came: %v", err)
	}
}
