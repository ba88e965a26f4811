package ticket_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"loket/domain/action"
	"loket/domain/registry"
	"loket/ticket"
)

// later is an other side that takes an order and decides afterwards.
type later struct {
	world

	orders  []action.Order
	decided action.State
}

func (l *later) Plan(_ context.Context, o action.Order) (*action.Plan, error) {
	return &action.Plan{Driver: "epp", Exact: mustJSON(o.Name)}, nil
}

func (l *later) Do(_ context.Context, p *action.Plan, _ action.Try) action.Outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.orders = append(l.orders, p.Order)
	if p.Order.Action == "expiry" {
		return action.Outcome{State: action.Done, Proved: true, Evidence: []action.Fact{{Name: "expiry-after", Value: "2027-01-15"}}}
	}
	return action.Outcome{State: action.Pending, Code: "1001", Next: time.Now().Add(1000 * time.Hour)}
}

func (l *later) Look(context.Context, *action.Plan, action.Try) action.Outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	return action.Outcome{State: l.decided, Proved: l.decided == action.Done, Evidence: []action.Fact{{Name: "expiry-after", Value: "2028-01-15"}}}
}

// line is a registry's queue; fail is how often taking a message off fails.
type line struct {
	mu    sync.Mutex
	queue []registry.Message
	fail  int
	down  *registry.Problem
}

func (l *line) Next(context.Context) (registry.Message, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down != nil {
		return registry.Message{}, false, l.down
	}
	if len(l.queue) == 0 {
		return registry.Message{}, false, nil
	}
	return l.queue[0], true, nil
}

func (l *line) Ack(_ context.Context, id string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail > 0 {
		l.fail--
		return registry.NewProblem(registry.ErrUnknown, registry.KeyNoAnswer, "", nil)
	}
	if len(l.queue) == 0 || l.queue[0].ID != id {
		return registry.NewProblem(registry.ErrRefused, "2303", "", nil)
	}
	l.queue = l.queue[1:]
	return nil
}

// becomes changes the queue, and returns how many messages are left in it.
func (l *line) becomes(change func()) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	change()
	return len(l.queue)
}

func (l *line) left() int { return l.becomes(func() {}) }

func (l *line) Certificates() []registry.Certificate {
	return []registry.Certificate{{Ours: true, Subject: "CN=desk", Until: monday.Add(20 * 24 * time.Hour)}, {Subject: "CN=server", Until: monday.Add(90 * 24 * time.Hour)}}
}

func inRegistry(t *testing.T, test func(t *testing.T, b *bureau, side *later, l *line), change ...func(*ticket.Desk)) {
	t.Helper()
	side, l := &later{decided: action.Pending}, &line{}
	inBureau(t, func(t *testing.T, b *bureau) { test(t, b, side, l) }, append(change, func(d *ticket.Desk) {
		d.Drivers = map[string]action.Driver{"renew": side, "expiry": side}
		d.Line = l
	})...)
}

// toRenewal is a ticket whose renewal the registry has taken and not decided.
func (b *bureau) toRenewal() *ticket.Ticket {
	b.t.Helper()
	tk := b.open("renewal", "contohkab.go.id")
	b.work(tk.ID, "renew")
	b.do("ani", tk.ID, ticket.SetWanted{Wanted: ticket.Wanted{Years: 2, Expires: map[string]string{"contohkab.go.id": "2027-01-15"}}})
	b.propose(b.see(tk.ID), "")
	b.wait(time.Second)
	if a := b.last(tk.ID); a.State != ticket.ActPending {
		b.t.Fatalf("%+v", a)
	}
	return b.see(tk.ID)
}

func (b *bureau) ended(ok bool) registry.Message {
	return registry.Message{ID: "10001", Waiting: 1, At: monday, Text: "Pending action completed.", Name: "contohkab.go.id",
		Ended: &registry.Ended{OK: ok, ClTRID: "LOKET-" + b.see(1).Number + "-renew.1", SvTRID: "SV-9"}}
}

// What the registry says of a request that it had taken settles it: it is looked at
// at once, and the step ends with the new expiry in the register.
func TestMessageSettlesPending(t *testing.T) {
	inRegistry(t, func(t *testing.T, b *bureau, side *later, l *line) {
		tk := b.toRenewal()
		side.mu.Lock()
		side.decided = action.Done
		side.mu.Unlock()
		l.becomes(func() { l.queue, l.fail = []registry.Message{b.ended(true)}, 1 })
		if n, err := b.ReadInbox(b.ctx); err == nil || n != 0 || l.left() != 1 {
			t.Fatalf("%d %v", n, err)
		}
		b.wait(time.Second)
		a := b.last(tk.ID)
		if a.State != ticket.ActDone || !a.Proved || !slices.Contains(a.Evidence, action.Fact{Name: "message", Value: "10001"}) {
			t.Fatalf("%+v", a)
		}
		if s := b.see(tk.ID).Step(); s == nil || s.ID != "confirm" {
			t.Errorf("at %+v", s)
		}
		if n, err := b.ReadInbox(b.ctx); err != nil || n != 1 || l.left() != 0 { // it comes again and is known
			t.Errorf("%d %v", n, err)
		}
		said, err := b.RegistrySaid()
		if err != nil || len(said) != 1 || said[0].Number != tk.Number {
			t.Errorf("%+v %v", said, err)
		}
		if e, _, err := b.RegisterEntry("contohkab.go.id"); err != nil || e.Until.String() != "2028-01-15" {
			t.Errorf("%+v %v", e, err)
		}
	})
}

// A request that was turned down is at its end; it is not sent again by itself.
func TestTurnedDown(t *testing.T) {
	for _, told := range []bool{true, false} { // by a message, or seen by looking
		inRegistry(t, func(t *testing.T, b *bureau, side *later, l *line) {
			tk := b.toRenewal()
			side.mu.Lock()
			side.decided = action.NotDone
			side.mu.Unlock()
			if told {
				l.becomes(func() { l.queue = []registry.Message{b.ended(false)} })
				if _, err := b.ReadInbox(b.ctx); err != nil {
					t.Fatal(err)
				}
			} else {
				b.do("ani", tk.ID, ticket.LookAct{ID: "renew.1"})
			}
			b.wait(time.Hour)
			if a := b.last(tk.ID); a.State != ticket.ActFailed || a.Words.Key != "act.turned-down" || a.Tries != 1 {
				t.Errorf("%+v", a)
			}
		})
	}
}

// The queue is read by itself; a line that is down is told of and tried again.
func TestInboxIsReadByItself(t *testing.T) {
	inRegistry(t, func(t *testing.T, b *bureau, _ *later, l *line) {
		b.wait(time.Second)
		if st, ok := b.LineState(); !ok || !st.Up || st.Ending(monday) == nil || st.Ending(monday).Subject != "CN=desk" || st.Ending(monday.Add(-30*24*time.Hour)) != nil {
			t.Errorf("%+v", st)
		}
		l.becomes(func() { l.down = registry.NewProblem(registry.ErrNotSent, registry.KeyUnreachable, "mati", nil) })
		b.wait(5 * time.Minute)
		if st, _ := b.LineState(); st.Up || st.Problem == nil || st.Problem.Key != registry.KeyUnreachable {
			t.Errorf("%+v", st)
		}
		l.becomes(func() {
			l.down, l.queue = nil, []registry.Message{{ID: "7", At: monday, Text: "Transfer requested.", Name: "tiada.id", Moved: &registry.Transfer{By: "lain"}}}
		})
		b.wait(2 * time.Minute)
		if said, err := b.RegistrySaid(); err != nil || len(said) != 1 || l.left() != 0 {
			t.Errorf("%+v %v", said, err)
		}
	})
}

// A renewal counts from the day that was seen for this ticket before anything was
// renewed, and from no other.
func TestRenewalNeedsTheDayThatWasSeen(t *testing.T) {
	inRegistry(t, func(t *testing.T, b *bureau, side *later, _ *line) {
		const name = "contohkab.go.id"
		tk := b.open("renewal", name)
		b.work(tk.ID, "renew") // the look was finished by hand, with no day
		if p := b.plan(tk.ID, name); p.Order.Expires != "" {
			t.Fatalf("a day from nowhere: %+v", p.Order)
		}
		for _, bad := range []ticket.Wanted{{Years: 11}, {Registrant: "x"}, {Hosts: []string{"ns_1"}}, {Expires: map[string]string{name: "15-01-2027"}}} {
			if _, err := b.Do(b.ctx, "ani", tk.ID, 0, ticket.SetWanted{Wanted: bad}); ticket.IsRefusal(err) == nil {
				t.Errorf("%+v was taken: %v", bad, err)
			}
		}
		b.do("ani", tk.ID, ticket.BackToStep{Step: "check-expiry", Reason: "tanggal"})
		b.propose(b.see(tk.ID), "")
		b.wait(time.Second)
		b.work(tk.ID, "renew")
		b.propose(b.see(tk.ID), "")
		b.wait(time.Second)
		if o := side.orders[len(side.orders)-1]; o.Action != "renew" || o.Expires != "2027-01-15" || o.Years != 1 {
			t.Errorf("%+v", o)
		}
	})
}

// Where another officer approves every action, a look at the expiry needs none.
func TestLookNeedsNoApproval(t *testing.T) {
	inRegistry(t, func(t *testing.T, b *bureau, _ *later, _ *line) {
		tk := b.open("renewal", "contohkab.go.id")
		b.work(tk.ID, "check-expiry")
		b.propose(b.see(tk.ID), "")
		b.wait(time.Second)
		if a := b.last(tk.ID); a.State != ticket.ActDone || b.Seconds("expiry") || !b.Seconds("renew") {
			t.Errorf("%+v", a)
		}
	}, func(d *ticket.Desk) { d.Site.Second = []string{"all"} })
}

// Without a registry there is nothing to read.
func TestNoLine(t *testing.T) {
	o := newOffice(t)
	if _, ok := o.LineState(); ok {
		t.Error("a line from nowhere")
	}
	if _, err := o.ReadInbox(t.Context()); ticket.IsRefusal(err) == nil {
		t.Errorf("%v", err)
	}
}
