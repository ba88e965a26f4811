package driver_test

import (
	"context"
	"crypto/tls"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/registry"
	"loket/domain/registry/driver"
	"loket/domain/registry/epp"
	"loket/domain/registry/sandbox"
)

const name = "contohkab.go.id"

// office is a driver over EPP and TLS at a sandbox that has one name.
type office struct {
	*driver.Driver
	t    *testing.T
	side *sandbox.Server
}

func newOffice(t *testing.T, o sandbox.Options, change ...func(*tls.Config)) *office {
	t.Helper()
	side, err := sandbox.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { side.Close() })
	side.Put(registry.State{Name: name, Registered: true, Registrant: "PND-1", Sponsor: sandbox.Desk.ID, Hosts: []string{"ns1.contohkab.go.id"},
		Expires: time.Date(2027, 1, 15, 0, 0, 0, 0, time.UTC)}, "")
	trust := side.ClientTLS()
	for _, f := range change {
		f(trust)
	}
	c, err := epp.New(epp.Config{Address: side.Address, TLS: trust, ClientID: sandbox.Desk.ID, Password: registry.NewSecret(sandbox.Desk.Password), Timeout: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return &office{&driver.Driver{Registry: c, Name: "epp", Target: side.Address}, t, side}
}

func order(act string) action.Order {
	return action.Order{Action: act, Ticket: "2026-00042", Step: "hold", Name: name}
}

func (o *office) plan(ord action.Order) *action.Plan {
	o.t.Helper()
	p, err := o.Plan(o.t.Context(), ord)
	if err != nil {
		o.t.Fatal(err)
	}
	p.Order = ord
	return p
}

func (o *office) has(status registry.Status) bool {
	s, _ := o.side.State(name)
	return s.Has(status)
}

func try(n int) action.Try {
	return action.Try{Key: "LOKET-2026-00042-hold.1", Number: n, Started: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)}
}

func TestHoldIsProvedAndTakenBack(t *testing.T) {
	o := newOffice(t, sandbox.Options{})
	p := o.plan(order(driver.ClientHold))
	if len(p.Effects) != 1 || p.Effects[0].Sign != "+" || p.Effects[0].After != "clientHold" || p.Settled {
		t.Fatalf("%+v", p.Effects)
	}
	out := o.Do(t.Context(), p, try(1))
	if out.State != action.Done || !out.Proved || !o.has(registry.ClientHold) {
		t.Fatalf("%+v", out)
	}
	for _, fact := range []string{"clTRID", "svTRID", "status-before", "status-after"} {
		if !slices.ContainsFunc(out.Evidence, func(f action.Fact) bool { return f.Name == fact && f.Value != "" }) {
			t.Errorf("no evidence %s in %v", fact, out.Evidence)
		}
	}
	back := order(driver.ClientHold)
	back.Reverts = out.Reverts
	if out := o.Do(t.Context(), o.plan(back), try(1)); out.State != action.Done || o.has(registry.ClientHold) {
		t.Fatalf("%+v", out)
	}
}

func TestHoldTwiceChangesNothing(t *testing.T) {
	o := newOffice(t, sandbox.Options{})
	p := o.plan(order(driver.ClientHold))
	o.Do(t.Context(), p, try(1))
	before := len(o.side.Journal())
	out := o.Do(t.Context(), p, try(2))
	if out.State != action.Done || !out.Proved {
		t.Fatalf("%+v", out)
	}
	for _, e := range o.side.Journal()[before:] {
		if e.Verb == "domain:update" {
			t.Errorf("%+v was sent again", e)
		}
	}
	if p := o.plan(order(driver.ClientHold)); !p.Settled {
		t.Errorf("not settled: %+v", p)
	}
}

// A hold stays as long as another reason for it stands.
func TestLiftOnlyTheLastReason(t *testing.T) {
	o := newOffice(t, sandbox.Options{})
	o.Do(t.Context(), o.plan(order(driver.ClientHold)), try(1))
	lift := order(driver.LiftHold)
	lift.Holds = []action.Hold{{Name: name, Ticket: "2026-00007", Reason: "deactivation"}}
	p := o.plan(lift)
	if !p.Settled || len(p.Effects) != 1 || p.Effects[0].Sign != " " || p.Effects[0].After != string(registry.ClientHold) {
		t.Fatalf("%+v", p)
	}
	if out := o.Do(t.Context(), p, try(1)); out.State != action.Done || !o.has(registry.ClientHold) {
		t.Fatalf("%+v", out)
	}
	lift.Holds = nil
	if out := o.Do(t.Context(), o.plan(lift), try(1)); out.State != action.Done || o.has(registry.ClientHold) {
		t.Fatalf("%+v", out)
	}
}

func TestStalePlanDoesNothing(t *testing.T) {
	o := newOffice(t, sandbox.Options{})
	p := o.plan(order(driver.ClientHold))
	o.side.Change(name, func(s *registry.State) { s.Registrant = "PND-2" })
	out := o.Do(t.Context(), p, try(1))
	if out.State != action.Stale || o.has(registry.ClientHold) || len(out.Now) != 1 || out.Now[0].After != "PND-2" {
		t.Fatalf("%+v", out)
	}
}

func TestLostAnswerIsLookedUp(t *testing.T) {
	for kind, want := range map[sandbox.Kind]action.State{
		sandbox.LoseReply: action.Done, sandbox.HalfFrame: action.Done, sandbox.WrongTRID: action.Done, sandbox.Silence: action.Done,
		sandbox.LoseRequest: action.NotDone,
	} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, sandbox.Options{})
			p := o.plan(order(driver.ClientHold))
			o.side.Order(sandbox.Fault{Kind: kind, On: "update"})
			if out := o.Do(t.Context(), p, try(1)); out.State != action.Unknown && kind != sandbox.LoseRequest {
				t.Fatalf("%d: %+v", kind, out)
			}
			if out := o.Look(t.Context(), p, try(1)); out.State != want {
				t.Fatalf("%d: %+v", kind, out)
			}
		})
	}
}

func TestPendingIsFollowed(t *testing.T) {
	o := newOffice(t, sandbox.Options{})
	p := o.plan(order(driver.Delete))
	o.side.Order(sandbox.Fault{Kind: sandbox.Later, On: "delete"})
	if out := o.Do(t.Context(), p, try(1)); out.State != action.Pending {
		t.Fatalf("%+v", out)
	}
	if out := o.Look(t.Context(), p, try(1)); out.State != action.Pending {
		t.Fatalf("%+v", out)
	}
	o.side.Finish(true)
	if out := o.Look(t.Context(), p, try(1)); out.State != action.Done {
		t.Fatalf("%+v", out)
	}
}

// The Authcode is in the outcome alone: no plan, evidence or words have it.
func TestAuthcode(t *testing.T) {
	o := newOffice(t, sandbox.Options{})
	var no *action.Refused
	if _, err := o.Plan(t.Context(), order(driver.Authcode)); !errors.As(err, &no) {
		t.Fatalf("an Authcode for go.id: %v", err)
	}
	o.side.Put(registry.State{Name: "pesona.id", Registered: true, Sponsor: sandbox.Desk.ID, Statuses: []registry.Status{registry.ClientTransferProhibited}}, "")
	ord := order(driver.Authcode)
	ord.Name = "pesona.id"
	p := o.plan(ord)
	out := o.Do(t.Context(), p, try(1))
	if out.State != action.Done || !o.side.Opens("pesona.id", out.Secret) || len(out.Secret) < 20 {
		t.Fatalf("%v %v", out.State, out.Words)
	}
	for _, f := range out.Evidence {
		if strings.Contains(f.Value, out.Secret) {
			t.Errorf("%s has the code", f.Name)
		}
	}
	if strings.Contains(string(p.Exact)+string(p.Seen)+string(out.Reverts), out.Secret) {
		t.Error("the plan has the code")
	}
	ord.Action = driver.UnsetAuthcode
	if got := o.Do(t.Context(), o.plan(ord), try(1)); got.State != action.Done || o.side.Opens("pesona.id", out.Secret) {
		t.Fatalf("%+v", got)
	}
}

// Refusals say what happened and what to do, in both languages.
func TestRefusalsExplain(t *testing.T) {
	tests := map[string]func(o *office) (action.Words, string){
		"not registered": func(o *office) (action.Words, string) {
			ord := order(driver.ClientHold)
			ord.Name = "tiada.go.id"
			var no *action.Refused
			if _, err := o.Plan(o.t.Context(), ord); !errors.As(err, &no) {
				o.t.Fatal(err)
			}
			return no.Words, no.Code
		},
		"registry down": func(o *office) (action.Words, string) {
			o.side.Close()
			var no *action.Refused
			if _, err := o.Plan(o.t.Context(), order(driver.ClientHold)); !errors.As(err, &no) {
				o.t.Fatal(err)
			}
			return no.Words, no.Code
		},
		"meanwhile forbidden": func(o *office) (action.Words, string) {
			p := o.plan(order(driver.Delete))
			o.side.Order(sandbox.Fault{Kind: sandbox.Fail, On: "delete"})
			out := o.Do(o.t.Context(), p, try(1))
			if out.State != action.Failed {
				o.t.Fatalf("%+v", out)
			}
			return out.Words, out.Code
		},
	}
	for name, do := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, code := do(newOffice(t, sandbox.Options{}))
			for _, text := range []domain.Text{w.What, w.Do} {
				if text.ID == "" || text.EN == "" || text.ID == text.EN {
					t.Errorf("%s: %+v", code, text)
				}
			}
		})
	}
}

// rdap is a source that only shows.
type rdap struct {
	states map[domain.Name]registry.State
}

func (r rdap) Look(_ context.Context, n domain.Name) (registry.State, error) {
	if s, ok := r.states[n]; ok {
		return s, nil
	}
	return registry.State{}, registry.NewProblem(registry.ErrNotSent, registry.KeyUnreachable, "mati", nil)
}

func TestByHandIsProvedByLooking(t *testing.T) {
	source := rdap{map[domain.Name]registry.State{name: {Name: name, Registered: true, Source: "rdap", Redacted: true}}}
	d := &driver.ByHand{Console: "Konsol", Looker: source}
	ord := order(driver.ClientHold)
	p, err := d.Plan(t.Context(), ord)
	if err != nil || !p.ByHand || !strings.Contains(p.Script, "clientHold") || !strings.Contains(p.Script, "2026-00042") {
		t.Fatalf("%+v %v", p, err)
	}
	if out := d.Look(t.Context(), p, try(0)); out.State != action.NotDone {
		t.Fatalf("%+v", out)
	}
	source.states[name] = registry.State{Name: name, Registered: true, Source: "rdap", Redacted: true, Statuses: []registry.Status{registry.ClientHold}}
	if out := d.Look(t.Context(), p, try(0)); out.State != action.Done || !out.Proved {
		t.Fatalf("%+v", out)
	}
	delete(source.states, name)
	if out := d.Look(t.Context(), p, try(0)); out.State != action.Unknown {
		t.Fatalf("%+v", out)
	}
	if _, err := d.Plan(t.Context(), ord); err != nil {
		t.Errorf("no plan while RDAP is down: %v", err)
	}
}

// Where nobody can look, nothing is taken for done: an officer does it and says so.
func TestByHandBlind(t *testing.T) {
	for _, act := range []string{driver.ClientHold, driver.LiftHold, driver.Authcode, driver.UnsetAuthcode, driver.Delete, driver.Expiry} {
		o := order(act)
		if act == driver.Authcode {
			o.Name = "koperasicontoh.id"
		}
		p, err := (&driver.ByHand{Console: "Konsol"}).Plan(t.Context(), o)
		if err != nil || p.Settled || !p.ByHand || p.Script == "" {
			t.Errorf("%s: %+v, %v", act, p, err)
		}
	}
	held := order(driver.LiftHold) // another reason keeps the name held: there is nothing to do
	held.Holds = []action.Hold{{Name: held.Name, Ticket: "2026-00007", Reason: "deactivation"}}
	if p, err := (&driver.ByHand{Console: "Konsol"}).Plan(t.Context(), held); err != nil || !p.Settled {
		t.Errorf("another reason stands: %+v, %v", p, err)
	}
}
