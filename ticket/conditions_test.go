package ticket_test

import (
	"slices"
	"testing"
	"time"

	"loket/ticket"
)

// TestConditionUnmet checks that nothing passes verification from another
// address than an official one without a supervisor's recorded reason.
func TestConditionUnmet(t *testing.T) {
	unofficial := func(o *office) ticket.ID {
		m := o.mail("Permohonan", "Mohon bantuannya.")
		m.From.Email = "budi@example.com"
		o.receive(m)
		o.do("ani", 1, ticket.SetService{Service: "registration"})
		o.do("ani", 1, ticket.FinishStep{Note: "nama tersedia"})
		for _, id := range o.Missing(o.see(1)) {
			o.do("ani", 1, ticket.GiveVerdict{Requirement: id, Verdict: ticket.NotApplicable, Note: "contoh"})
		}
		return 1
	}
	finish := ticket.FinishStep{Step: "verify"}
	except := ticket.GrantException{Requirement: "official-email", Reason: "surel dinas sedang rusak"}
	verify := func(o *office, id ticket.ID) {
		o.do("ani", id, finish)
		if s := o.see(id).Step(); s == nil || s.ID == "verify" {
			o.t.Errorf("still at %+v", s)
		}
	}
	for name, test := range map[string]func(o *office, id ticket.ID){
		"refused": func(o *office, id ticket.ID) {
			o.refused("ani", id, finish, "condition-unmet")
			o.refused("citra", id, ticket.SkipStep{Step: "verify", Reason: "x"}, "condition-unmet")
		},
		"exception": func(o *office, id ticket.ID) {
			o.refused("ani", id, except, "not-allowed-supervise")
			o.refused("citra", id, ticket.GrantException{Requirement: "official-email"}, "no-reason")
			got := o.do("citra", id, except)
			i := slices.IndexFunc(got.Conditions, func(c ticket.Condition) bool { return c.ID == "official-email" })
			if c := got.Conditions[i]; c.OK || c.By != "citra" || c.Exception != except.Reason {
				o.t.Errorf("condition %+v", c)
			}
			verify(o, id)
		},
		"another address": func(o *office, id ticket.ID) {
			o.do("ani", id, ticket.SetRequester{Requester: ticket.Party{Name: "Budi", Email: asker}})
			verify(o, id)
		},
		"an officer's own word": func(o *office, id ticket.ID) {
			o.refused("ani", id, ticket.CheckCondition{Condition: "official-email", OK: true}, "needs-exception")
			o.refused("citra", id, ticket.CheckCondition{Condition: "official-email", OK: true}, "needs-exception")
		},
		"an exception for one address": func(o *office, id ticket.ID) {
			o.do("citra", id, except)
			o.do("ani", id, ticket.SetRequester{Requester: ticket.Party{Name: "Budi", Email: "lain@example.com"}})
			o.refused("ani", id, finish, "condition-unmet")
		},
		"another condition": func(o *office, id ticket.ID) {
			o.do("citra", id, except)
			o.do("ani", id, ticket.CheckCondition{Condition: "civil-servant", Note: "kontrak"})
			o.refused("ani", id, finish, "condition-unmet")
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			test(o, unofficial(o))
		})
	}
}

// TestEveryURL checks that a step for every address does not end before each was
// looked at, and that looking again means again.
func TestEveryURL(t *testing.T) {
	o := newOffice(t)
	id := o.open("access-termination", "contohkab.go.id").ID
	urls := []string{"https://contohkab.go.id/a", "https://contohkab.go.id/b", "https://contohkab.go.id/c"}
	o.do("ani", id, ticket.SetSubjectMatter{URLs: urls})
	o.work(id, "check-urls")
	finish := ticket.FinishStep{Step: "check-urls", Note: "sudah dilihat"}
	o.refused("ani", id, finish, "urls-open")
	if a := o.Next(o.see(id)); a.Blocked == nil || a.Blocked.Args[0] != "3" {
		t.Errorf("next %+v", a)
	}
	o.refused("ani", id, ticket.MarkURLs{URLs: append(urls[:1:1], "https://lain.id"), State: "clean"}, "unknown-url")
	o.refused("ani", id, ticket.MarkURLs{URLs: urls, State: "nice"}, "bad-url-state")
	o.do("ani", id, ticket.MarkURLs{URLs: []string{urls[0]}, State: "clean"})
	o.refused("ani", id, finish, "urls-open")
	o.do("ani", id, ticket.MarkURLs{URLs: urls[1:], State: "found", Note: "judi"})
	if u := o.see(id).URLs; u[0].State != "clean" || u[1].State != "found" || u[2].Note != "judi" {
		t.Fatalf("addresses %+v", u)
	}
	o.do("ani", id, finish)
	o.clock.add(24 * time.Hour)
	o.work(id, "recheck")
	step, _ := o.Catalogue.Service("access-termination")
	recheck, _, _ := step.Step("recheck")
	if left := ticket.Unseen(o.see(id), recheck); !slices.Equal(left, urls[1:]) {
		t.Errorf("to look at again: %v", left)
	}
	o.refused("ani", id, ticket.FinishStep{Step: "recheck"}, "urls-open")
	if u := o.see(id).URLs; u[1].State != "notified" || u[0].State != "clean" {
		t.Errorf("the owner was told: %+v", u)
	}
	o.do("ani", id, ticket.MarkURLs{URLs: urls, State: "found"})
	if u := o.see(id).URLs; u[1].State != "still" || u[2].State != "still" || u[0].State != "found" {
		t.Errorf("content that is still there, and one that came back: %+v", u)
	}
	o.do("ani", id, ticket.FinishStep{Step: "recheck"})
}

// What a party is waited for to do to the addresses is what they become when it
// did; skipping the step makes nothing of them, and undo takes it back.
func TestAddressesBecomeWhatTheStepMakesThem(t *testing.T) {
	for _, c := range []struct {
		service, step, was, then, undone string
	}{
		{"access-termination", "forward-pai", "found", "forwarded", "found"},
		{"access-termination", "forward-pai", "still", "forwarded", "still"},
		{"access-termination", "pai", "forwarded", "blocked", "forwarded"},
		{"access-restoration", "trustpositif", "clean", "restored", "clean"},
		{"access-restoration", "lift-hold", "blocked", "restored", "blocked"},
	} {
		t.Run(c.service+" "+c.step, func(t *testing.T) {
			o := newOffice(t)
			id := o.open(c.service, "contohkab.go.id").ID
			kept, urls := "https://contohkab.go.id/", []string{"https://contohkab.go.id/slot", "https://contohkab.go.id/"}
			o.work(id, c.step)
			o.do("ani", id, ticket.SetSubjectMatter{URLs: urls})
			o.do("ani", id, ticket.MarkURLs{URLs: []string{urls[0]}, State: c.was, Note: "judi"})
			o.do("ani", id, ticket.MarkURLs{URLs: []string{kept}, State: "gone"})
			o.doNext(o.see(id), o.Next(o.see(id)))
			if u := o.see(id).URLs; u[0].State != c.then || u[0].Note != "judi" || u[1].State != "gone" {
				t.Fatalf("after the step: %+v", u)
			}
			o.do("ani", id, ticket.UndoLast{})
			if u := o.see(id).URLs; u[0].State != c.undone {
				t.Fatalf("undone: %+v", u)
			}
			o.do("ani", id, ticket.SkipStep{Step: c.step, Reason: "tidak perlu"})
			if u := o.see(id).URLs; u[0].State != c.undone {
				t.Errorf("skipped: %+v", u)
			}
		})
	}
}
