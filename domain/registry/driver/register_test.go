package driver_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/registry"
	"loket/domain/registry/driver"
	"loket/domain/registry/sandbox"
)

const free = "barukab.go.id"

func registration() action.Order {
	return action.Order{Action: driver.Register, Ticket: "2026-00050", Step: "activation", Name: free, Years: 2, Registrant: "PND-7",
		Officer: &action.Person{Name: "Wayan Suarta", Agency: "Pemerintah Kabupaten Baru", Email: "wayan@barukab.go.id", Phone: "0812-3456-7890"},
		Hosts:   []string{"ns1.contohkab.go.id", "ns.luar.test 192.0.2.53"}}
}

func renewal() action.Order {
	ord := order(driver.Renew)
	ord.Expires, ord.Years = "2027-01-15", 1
	return ord
}

func (o *office) refused(ord action.Order) *action.Refused {
	o.t.Helper()
	_, err := o.Plan(o.t.Context(), ord)
	var no *action.Refused
	if !errors.As(err, &no) {
		o.t.Fatalf("%s was planned: %v", ord.Action, err)
	}
	return no
}

// changed counts what the registry did of a kind.
func (o *office) changed(verb string) (n int) {
	for _, e := range o.side.Changes() {
		if e.Verb == verb {
			n++
		}
	}
	return n
}

func fact(out action.Outcome, name string) string {
	i := slices.IndexFunc(out.Evidence, func(f action.Fact) bool { return f.Name == name })
	if i < 0 {
		return ""
	}
	return out.Evidence[i].Value
}

func effect(p *action.Plan, key string) (values []string) {
	for _, f := range p.Effects {
		if f.Key == key {
			values = append(values, strings.TrimSpace(f.Before+" "+f.After))
		}
	}
	return values
}

// A registration makes what it refers to, says its price and is proved.
func TestRegister(t *testing.T) {
	o := newOffice(t, sandbox.Options{})
	p := o.plan(registration())
	if p.Settled || !slices.Equal(effect(p, "registry.fee"), []string{"IDR 100000"}) || !slices.Equal(effect(p, "registry.host"), []string{"ns1.contohkab.go.id", "ns.luar.test"}) ||
		!slices.Equal(effect(p, "registry.new-host"), []string{"ns.luar.test 192.0.2.53"}) || len(effect(p, "registry.new-contact")) != 1 {
		t.Fatalf("%+v", p.Effects)
	}
	if o.changed("contact:create") != 0 {
		t.Fatal("a plan changed something")
	}
	out := o.Do(t.Context(), p, try(1))
	s, there := o.side.State(free)
	if out.State != action.Done || !out.Proved || out.Secret != "" || !there || s.Registrant != "PND-7" || len(s.Hosts) != 2 || s.Contacts[0].ID != "PND-7" {
		t.Fatalf("%+v\n%+v", out, s)
	}
	if fact(out, "expiry-after") != s.Day() || fact(out, "svTRID") == "" {
		t.Errorf("evidence %v", out.Evidence)
	}
	if again := o.plan(registration()); !again.Settled || len(effect(again, "registry.fee")) != 0 {
		t.Errorf("planned again: %+v", again)
	}
}

// What PANDI has activated meanwhile is seen, and only recorded.
func TestRegisteredByAnotherHand(t *testing.T) {
	o := newOffice(t, sandbox.Options{})
	o.side.Put(registry.State{Name: free, Sponsor: sandbox.Desk.ID, Registrant: "PND-7"}, "")
	p := o.plan(registration())
	out := o.Do(t.Context(), p, try(1))
	if !p.Settled || out.State != action.Done || !out.Proved || o.changed("domain:create") != 0 {
		t.Fatalf("%+v %+v", p, out)
	}
	o.side.Change(free, func(s *registry.State) { s.Registrant = "PND-9" })
	if no := o.refused(registration()); no.Words.Key != "registry.taken" {
		t.Errorf("%+v", no)
	}
	o.side.Change(free, func(s *registry.State) { s.Sponsor = sandbox.Other.ID })
	if no := o.refused(registration()); no.Code != "2302" {
		t.Errorf("%+v", no)
	}
}

func TestRegistrationsThatCannotBe(t *testing.T) {
	tests := map[string]struct {
		change func(*action.Order)
		want   string // code, or key of the words
	}{
		"no registrant":    {func(o *action.Order) { o.Registrant = "" }, "registry.no-registrant"},
		"no expiry":        {func(o *action.Order) { o.Action, o.Name = driver.Renew, name }, "registry.no-expiry"},
		"no hosts":         {func(o *action.Order) { o.Action, o.Name, o.Hosts = driver.Hosts, name, nil }, "registry.no-hosts"},
		"reserved":         {func(o *action.Order) { o.Name = "presiden.go.id" }, "registry.not-free"},
		"unknown contact":  {func(o *action.Order) { o.Officer = nil }, "registry.no-contact"},
		"host without IP":  {func(o *action.Order) { o.Hosts = []string{"ns1." + free} }, "registry.no-address"},
		"host with no IP":  {func(o *action.Order) { o.Hosts = []string{"ns.luar.test x"} }, "registry.bad-address"},
		"contact too long": {func(o *action.Order) { o.Registrant = "PEJABAT-NAMA-DOMAIN" }, registry.KeyInvalid},
	}
	o := newOffice(t, sandbox.Options{Reserved: []string{"presiden.go.id"}})
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			ord := registration()
			tt.change(&ord)
			if no := o.refused(ord); no.Code != tt.want && no.Words.Key != tt.want {
				t.Errorf("%+v", no)
			}
		})
	}
}

// An answer that is lost after the deed is found out by looking: the name is
// registered and renewed once, and paid for once.
func TestLostAnswersCostOnce(t *testing.T) {
	tests := map[string]struct {
		order action.Order
		on    string
		price int64
	}{
		"create": {registration(), "domain:create", 100_000},
		"renew":  {renewal(), "domain:renew", 50_000},
	}
	for what, tt := range tests {
		for _, kind := range []sandbox.Kind{sandbox.LoseReply, sandbox.HalfFrame, sandbox.WrongTRID, sandbox.Silence, sandbox.LoseRequest} {
			t.Run(what, func(t *testing.T) {
				t.Parallel()
				o := newOffice(t, sandbox.Options{})
				p := o.plan(tt.order)
				o.side.Order(sandbox.Fault{Kind: kind, On: tt.on})
				if out := o.Do(t.Context(), p, try(1)); out.State != action.Unknown {
					t.Fatalf("%d: %+v", kind, out)
				}
				out := o.Look(t.Context(), p, try(1))
				if kind == sandbox.LoseRequest && out.State == action.NotDone { // then it may begin anew
					out = o.Do(t.Context(), p, try(2))
				}
				if out.State != action.Done || !out.Proved {
					t.Fatalf("%d: %+v", kind, out)
				}
				if out := o.Do(t.Context(), p, try(3)); out.State != action.Done { // by mistake
					t.Errorf("%d: %+v", kind, out)
				}
				if spent := o.side.Spent(sandbox.Desk.ID); o.changed(tt.on) != 1 || spent != tt.price {
					t.Errorf("%d: done %d times for %d", kind, o.changed(tt.on), spent)
				}
			})
		}
	}
}

// A registry that decides later has the name as pending, and may turn it down.
func TestRegistrationDecidedLater(t *testing.T) {
	for _, agreed := range []bool{true, false} {
		o := newOffice(t, sandbox.Options{})
		p := o.plan(registration())
		o.side.Order(sandbox.Fault{Kind: sandbox.Later, On: "domain:create"})
		if out := o.Do(t.Context(), p, try(1)); out.State != action.Pending || out.Code != "1001" {
			t.Fatalf("%+v", out)
		}
		if out := o.Look(t.Context(), p, try(1)); out.State != action.Pending {
			t.Fatalf("%+v", out)
		}
		o.side.Finish(agreed)
		want := map[bool]action.State{true: action.Done, false: action.NotDone}[agreed]
		if out := o.Look(t.Context(), p, try(1)); out.State != want {
			t.Errorf("agreed %v: %+v", agreed, out)
		}
	}
}

func TestRenewOnce(t *testing.T) {
	o := newOffice(t, sandbox.Options{})
	p := o.plan(renewal())
	if !slices.Equal(effect(p, "registry.expiry"), []string{"2027-01-15 2028-01-15"}) || !slices.Equal(effect(p, "registry.fee"), []string{"IDR 50000"}) {
		t.Fatalf("%+v", p.Effects)
	}
	out := o.Do(t.Context(), p, try(1))
	if out.State != action.Done || !out.Proved || fact(out, "expiry-before") != "2027-01-15" || fact(out, "expiry-after") != "2028-01-15" {
		t.Fatalf("%+v", out)
	}
	again := o.plan(renewal()) // the ticket still has the day from before
	if !again.Settled {
		t.Errorf("would be renewed twice: %+v", again)
	}
	if out := o.Do(t.Context(), again, try(1)); out.State != action.Done || o.changed("domain:renew") != 1 {
		t.Errorf("%+v", out)
	}
	other := renewal()
	other.Expires = "2026-01-15"
	if no := o.refused(other); no.Words.Key != "registry.other-expiry" || !slices.Equal(no.Words.Args, []string{name, "2028-01-15", "2026-01-15"}) {
		t.Errorf("%+v", no.Words)
	}
}

// A name that moved between plan and deed is not renewed on top of that.
func TestRenewalGoesStale(t *testing.T) {
	o := newOffice(t, sandbox.Options{})
	ord := renewal()
	ord.Years = 3
	p := o.plan(ord)
	o.side.Change(name, func(s *registry.State) { s.Expires = s.Expires.AddDate(1, 0, 0) })
	if out := o.Do(t.Context(), p, try(1)); out.State != action.Stale || o.changed("domain:renew") != 0 {
		t.Errorf("%+v", out)
	}
}

func TestOfficerAndHostsAreTakenBack(t *testing.T) {
	tests := map[string]struct {
		change func(*action.Order)
		as     func(registry.State) string
		want   string
	}{
		driver.Officer: {func(o *action.Order) {
			o.Registrant, o.Officer = "PND-8", &action.Person{Name: "Siti", Email: "siti@contohkab.go.id"}
		},
			func(s registry.State) string { return s.Registrant + " " + s.Contacts[0].ID }, "PND-8 PND-8"},
		driver.Hosts: {func(o *action.Order) { o.Hosts = []string{"ns2.contohkab.go.id 192.0.2.2", "ns.luar.test"} },
			func(s registry.State) string { return strings.Join(s.Hosts, " ") }, "ns.luar.test ns2.contohkab.go.id"},
	}
	for act, tt := range tests {
		t.Run(act, func(t *testing.T) {
			o := newOffice(t, sandbox.Options{})
			o.side.Change(name, func(s *registry.State) {
				s.Contacts = []registry.Role{{Role: "admin", ID: "PND-1"}}
				s.Statuses = []registry.Status{registry.ClientUpdateProhibited}
			})
			before, _ := o.side.State(name)
			ord := order(act)
			tt.change(&ord)
			out := o.Do(t.Context(), o.plan(ord), try(1))
			s, _ := o.side.State(name)
			if out.State != action.Done || !out.Proved || tt.as(s) != tt.want {
				t.Fatalf("%+v %+v", out, s)
			}
			if p := o.plan(ord); !p.Settled || p.Exact != nil {
				t.Errorf("planned again: %+v", p)
			}
			ord.Reverts = out.Reverts
			if out := o.Do(t.Context(), o.plan(ord), try(2)); out.State != action.Done {
				t.Fatalf("%+v", out)
			}
			if s, _ := o.side.State(name); tt.as(s) != tt.as(before) || !s.Has(registry.ClientUpdateProhibited) {
				t.Errorf("%+v", s)
			}
		})
	}
}

// A deleted name comes back with the report that the registry wants, once, also
// when an answer on the way was lost.
func TestDeletedNameComesBack(t *testing.T) {
	for _, fault := range []sandbox.Fault{{}, {Kind: sandbox.LoseReply, On: "update"}} {
		o := newOffice(t, sandbox.Options{})
		del := o.plan(order(driver.Delete))
		if out := o.Do(t.Context(), del, try(1)); out.State != action.Pending {
			t.Fatalf("%+v", out)
		}
		out := o.Look(t.Context(), del, try(1))
		if out.State != action.Done || out.Reverts == nil {
			t.Fatalf("%+v", out)
		}
		back := order(driver.Delete)
		back.Reverts = out.Reverts
		p := o.plan(back)
		if !slices.Equal(effect(p, "registry.fee"), []string{"IDR 200000"}) {
			t.Errorf("%+v", p.Effects)
		}
		if fault.Kind != 0 {
			o.side.Order(fault)
			if out := o.Do(t.Context(), p, try(1)); out.State != action.Unknown {
				t.Fatalf("%+v", out)
			}
			if out := o.Look(t.Context(), p, try(1)); out.State != action.NotDone { // the report is owed
				t.Fatalf("%+v", out)
			}
		}
		out = o.Do(t.Context(), p, try(2))
		if s, _ := o.side.State(name); out.State != action.Done || !out.Proved || s.Has(registry.PendingDelete) || s.Has(registry.PendingRestore) {
			t.Fatalf("%+v %+v", out, s)
		}
		if spent := o.side.Spent(sandbox.Desk.ID); spent != 200_000 {
			t.Errorf("paid %d", spent)
		}
	}
}

func TestExpiryIsLookedUp(t *testing.T) {
	o := newOffice(t, sandbox.Options{})
	ord := order(driver.Expiry)
	p := o.plan(ord)
	out := o.Do(t.Context(), p, try(1))
	if !p.Settled || out.State != action.Done || fact(out, "expiry-after") != "2027-01-15" {
		t.Fatalf("%+v %+v", p, out)
	}
	ord.Expires = "2027-01-15"
	if no := o.refused(ord); no.Words.Key != "registry.not-renewed" {
		t.Errorf("%+v", no)
	}
}

// A registry without the extension of RFC 8748 tells no price, and gets none.
func TestNoPriceIsSaid(t *testing.T) {
	o := newOffice(t, sandbox.Options{Without: []string{sandbox.Fees}})
	p := o.plan(renewal())
	if len(effect(p, "registry.fee")) != 0 || !slices.ContainsFunc(p.Notes, func(w action.Words) bool { return w.Key == "registry.no-fee" }) {
		t.Fatalf("%+v", p)
	}
	if out := o.Do(t.Context(), p, try(1)); out.State != action.Done {
		t.Errorf("%+v", out)
	}
}

// By hand the values are written down, and proved by who shows the name.
func TestByHandRegistration(t *testing.T) {
	source := rdap{map[domain.Name]registry.State{free: {Name: free, Source: "rdap"}, name: {Name: name, Registered: true, Redacted: true, Source: "rdap"}}}
	d := &driver.ByHand{Console: "Konsol", Looker: source}
	p, err := d.Plan(t.Context(), registration())
	if err != nil || !p.ByHand || !strings.Contains(p.Script, "Periode (tahun): 2\nRegistrant: PND-7") || !strings.Contains(p.Script, "Name server +: ns.luar.test 192.0.2.53") {
		t.Fatalf("%+v %v", p, err)
	}
	if out := d.Look(t.Context(), p, try(0)); out.State != action.NotDone {
		t.Errorf("%+v", out)
	}
	source.states[free] = registry.State{Name: free, Registered: true, Redacted: true, Source: "rdap"}
	if out := d.Look(t.Context(), p, try(0)); out.State != action.Done || !out.Proved {
		t.Errorf("%+v", out)
	}
	if p, err = d.Plan(t.Context(), registration()); err != nil || p.ByHand || !p.Settled {
		t.Errorf("%+v %v", p, err)
	}
	source.states[name] = registry.State{Name: name, Registered: true, Redacted: true, Source: "rdap", Expires: time.Date(2027, 1, 15, 0, 0, 0, 0, time.UTC)}
	if p, err = d.Plan(t.Context(), order(driver.Renew)); err != nil || !strings.Contains(p.Script, "Kedaluwarsa sesudahnya: 2028-01-15") {
		t.Errorf("%+v %v", p, err)
	}
	if p, err = d.Plan(t.Context(), order(driver.Officer)); err != nil || !p.ByHand || p.Exact != nil || p.Notes[0].Key != "registry.no-registrant" {
		t.Errorf("by hand needs no id: %+v %v", p, err)
	}
	if p, err = (&driver.ByHand{Console: "Konsol"}).Plan(t.Context(), order(driver.Expiry)); err != nil || !p.ByHand || p.Settled {
		t.Errorf("nobody can be asked: %+v %v", p, err)
	}
}
