package ticket_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loket/domain/action"
	"loket/ticket"
)

// world is the other side of the tests: names that are held or not, and what
// goes wrong next.
type world struct {
	mu   sync.Mutex
	held map[string]bool
	keys []string // of every time something was really changed
	lost int      // this many answers get lost after the change
	dead int      // this many calls are lost before it
	lie  int      // this many looks cannot be answered
	slow chan struct{}
}

func (w *world) Plan(_ context.Context, o action.Order) (*action.Plan, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if o.Name == "tiada.go.id" {
		return nil, action.Refuse("no such name", "epp.2303", o.Name)
	}
	p := &action.Plan{Driver: "world", Target: "dunia", Seen: mustJSON(w.held[o.Name]), Settled: w.held[o.Name] == (o.Action != "lift-hold")}
	p.Effects = []action.Effect{{Sign: "+", Words: action.Say("effect.hold", o.Name)}}
	return p, nil
}

func mustJSON(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

func (w *world) Do(ctx context.Context, p *action.Plan, try action.Try) action.Outcome {
	if w.slow != nil {
		select {
		case <-w.slow:
		case <-ctx.Done():
			return action.Outcome{State: action.Unknown, Words: action.Say("act.unknown")}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dead > 0 {
		w.dead--
		return action.Outcome{State: action.Unknown, Words: action.Say("act.unknown")}
	}
	if string(p.Seen) != string(mustJSON(w.held[p.Order.Name])) {
		return action.Outcome{State: action.Stale, Now: []action.Effect{{Sign: " ", Words: action.Say("effect.held")}}}
	}
	if p.Order.Action == "authcode" {
		w.keys = append(w.keys, try.Key)
		return action.Outcome{State: action.Done, Proved: true, Secret: "KODE-RAHASIA-" + fmt.Sprint(len(w.keys))}
	}
	w.held[p.Order.Name] = p.Order.Action == "client-hold" && p.Order.Reverts == nil
	w.keys = append(w.keys, try.Key)
	if w.lost > 0 {
		w.lost--
		return action.Outcome{State: action.Unknown, Words: action.Say("act.unknown")}
	}
	return action.Outcome{State: action.Done, Proved: true, Evidence: []action.Fact{{Name: "svTRID", Value: "SV-1"}}, Reverts: json.RawMessage(`{"was":false}`)}
}

func (w *world) Look(_ context.Context, p *action.Plan, _ action.Try) action.Outcome {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lie > 0 {
		w.lie--
		return action.Outcome{State: action.Unknown, Words: action.Say("act.unknown")}
	}
	if w.held[p.Order.Name] == (p.Order.Action == "client-hold") {
		return action.Outcome{State: action.Done, Proved: true}
	}
	return action.Outcome{State: action.NotDone, Words: action.Say("act.not-done")}
}

func (w *world) done() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.keys)
}

// bureau is an office in a bubble with a world, whose actions run by themselves.
type bureau struct {
	*office
	world  *world
	ctx    context.Context
	leave  context.CancelFunc
	left   chan struct{}
	change []func(*ticket.Desk)
}

// inBureau runs a test in a bubble whose clock goes by itself, from the tests' Monday.
func inBureau(t *testing.T, test func(*testing.T, *bureau), change ...func(*ticket.Desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bureau{world: &world{held: map[string]bool{}}}
		shift := time.Until(monday)
		drivers := map[string]action.Driver{"client-hold": b.world, "lift-hold": b.world, "authcode": b.world, "authcode-unset": b.world}
		b.change = append([]func(*ticket.Desk){func(d *ticket.Desk) {
			d.Drivers = drivers
			d.Now = func() time.Time { return time.Now().Add(shift) }
		}}, change...)
		b.office = newOffice(t, b.change...)
		b.clock.set(monday)
		b.run()
		defer b.stop()
		test(t, b)
	})
}

func (b *bureau) run() {
	b.ctx, b.leave = context.WithCancel(context.Background())
	b.left = make(chan struct{})
	go func() { b.Run(b.ctx, nil); close(b.left) }()
}

func (b *bureau) stop() { b.leave(); <-b.left }

// again ends the program and starts it on the same record.
func (b *bureau) again() {
	b.stop()
	b.start()
}

// start starts the program on the record that there is.
func (b *bureau) start() {
	b.t.Helper()
	clock := b.clock
	uid := b.uid
	b.office = openOffice(b.t, b.log, clock, b.change...)
	b.uid = uid
	b.run()
}

// wait lets time pass until nothing moves any more.
func (b *bureau) wait(d time.Duration) { time.Sleep(d); synctest.Wait() }

// toHold opens a ticket for deactivation that is at its action.
func (b *bureau) toHold(names ...string) *ticket.Ticket {
	b.t.Helper()
	tk := b.open("deactivation", names...)
	b.work(tk.ID, "hold")
	return b.see(tk.ID)
}

func (b *bureau) plan(id ticket.ID, name string) action.Plan {
	b.t.Helper()
	p, err := b.PlanAct(context.Background(), id, "", name)
	if err != nil || p == nil {
		b.t.Fatalf("plan: %v %v", p, err)
	}
	return *p
}

func (b *bureau) propose(tk *ticket.Ticket, name string) {
	b.t.Helper()
	p := b.plan(tk.ID, name)
	b.do("ani", tk.ID, ticket.ProposeAct{Plan: p, Confirm: p.Order.Name})
}

func (b *bureau) last(id ticket.ID) ticket.Act {
	b.t.Helper()
	acts := b.see(id).Acts
	if len(acts) == 0 {
		b.t.Fatal("no action on the ticket")
	}
	return acts[len(acts)-1]
}

func TestActDoneEndsTheStep(t *testing.T) {
	inBureau(t, func(t *testing.T, b *bureau) {
		tk := b.toHold("contohkab.go.id", "lama.go.id")
		b.refused("ani", tk.ID, ticket.ProposeAct{Plan: b.plan(tk.ID, ""), Confirm: "lain.go.id"}, "not-confirmed")
		b.propose(tk, "")
		b.wait(time.Second)
		if a := b.last(tk.ID); a.State != ticket.ActDone || a.Plan.Order.Name != "contohkab.go.id" {
			t.Fatalf("%s: %+v", a.State, a)
		}
		if s := b.see(tk.ID).Step(); s.ID != "hold" {
			t.Fatalf("the step ended after one of two names: %s", s.ID)
		}
		b.propose(b.see(tk.ID), "")
		b.wait(time.Second)
		got := b.see(tk.ID)
		if s := got.Step(); s.ID == "hold" {
			t.Fatal("the step did not end")
		}
		for _, s := range got.Steps {
			if s.ID == "hold" && (s.State != "done" || !strings.Contains(s.Reference, "SV-1")) {
				t.Errorf("%+v", s)
			}
		}
		if fmt.Sprint(b.world.keys) != fmt.Sprintf("[LOKET-%[1]s-hold.1 LOKET-%[1]s-hold.2]", got.Number) {
			t.Errorf("keys %v", b.world.keys)
		}
		holds, err := b.Holds("lama.go.id")
		if err != nil || len(holds) != 1 || holds[0].Reason != "deactivation" || holds[0].Ticket != got.Number {
			t.Errorf("%v %v", holds, err)
		}
	})
}

func TestSecondOfficer(t *testing.T) {
	second := func(d *ticket.Desk) { d.Site.Second = []string{"client-hold"}; d.Site.ApproveIn = 2 * time.Hour }
	inBureau(t, func(t *testing.T, b *bureau) {
		tk := b.toHold("contohkab.go.id")
		b.refused("ani", tk.ID, ticket.FinishStep{Reference: "konsol", Confirm: "contohkab.go.id"}, "second-officer")
		b.propose(tk, "")
		a := b.last(tk.ID)
		if rows := b.Queue(ticket.ViewApproval, "bayu", nil, ticket.SortDue, false, monday); len(rows) != 1 || rows[0].ID != tk.ID {
			t.Errorf("%d rows wait for approval", len(rows))
		}
		b.refused("ani", tk.ID, ticket.ApproveAct{ID: a.ID, Hash: a.Hash}, "own-plan")
		b.refused("bayu", tk.ID, ticket.ApproveAct{ID: a.ID, Hash: strings.Repeat("0", 64)}, "other-plan")
		b.refused("bayu", tk.ID, ticket.RejectAct{ID: a.ID}, "no-reason")
		b.wait(time.Hour)
		if b.world.done() != 0 {
			t.Fatal("it was done without the second officer")
		}
		b.refused("bayu", tk.ID, ticket.ApproveAct{ID: a.ID, Hash: a.Hash, Confirm: "lain.go.id"}, "not-confirmed")
		b.do("bayu", tk.ID, ticket.ApproveAct{ID: a.ID, Hash: a.Hash, Confirm: "contohkab.go.id"})
		b.wait(time.Second)
		if a := b.last(tk.ID); a.State != ticket.ActDone || a.By != "ani" || a.ApprovedBy != "bayu" {
			t.Fatalf("%+v", a)
		}

		other := b.toHold("lain.go.id")
		b.propose(other, "")
		b.wait(2*time.Hour + time.Second)
		if a := b.last(other.ID); a.State != ticket.ActExpired {
			t.Fatalf("%s after its time", a.State)
		}
		if r := b.Row(other.ID); r.Approval || !r.Setback {
			t.Errorf("row after it expired: %+v", r)
		}
		b.refused("bayu", other.ID, ticket.ApproveAct{ID: a.ID, Hash: a.Hash}, "act-gone")
		b.propose(b.see(other.ID), "")
		a = b.last(other.ID)
		b.do("bayu", other.ID, ticket.RejectAct{ID: a.ID, Reason: "suratnya belum ditandatangani"})
		b.wait(time.Minute)
		if a := b.last(other.ID); a.State != ticket.ActRejected || b.world.done() != 1 {
			t.Fatalf("%s, %d done", a.State, b.world.done())
		}
	}, second)
}

func TestStaleActDoesNothing(t *testing.T) {
	inBureau(t, func(t *testing.T, b *bureau) {
		tk := b.toHold("contohkab.go.id")
		p := b.plan(tk.ID, "")
		b.world.held["contohkab.go.id"] = true
		b.do("ani", tk.ID, ticket.ProposeAct{Plan: p, Confirm: "contohkab.go.id"})
		b.wait(time.Second)
		if a := b.last(tk.ID); a.State != ticket.ActStale || len(a.Now) != 1 || b.world.done() != 0 {
			t.Fatalf("%+v", a)
		}
		b.do("ani", tk.ID, ticket.SetSubjectMatter{Names: []string{"baru.go.id"}})
		b.refused("ani", tk.ID, ticket.ProposeAct{Plan: p, Confirm: "contohkab.go.id"}, "no-name")
		if _, err := b.PlanAct(b.ctx, tk.ID, "", "contohkab.go.id"); ticket.IsRefusal(err) == nil {
			t.Errorf("a plan for a name that is not the ticket's: %v", err)
		}
	})
}

// An answer that got lost is looked for; what was done is not done again, what
// was not is.
func TestUnknownActIsLookedUp(t *testing.T) {
	tests := map[string]func(*world){
		"lost after it was done":          func(w *world) { w.lost = 1 },
		"lost before":                     func(w *world) { w.dead = 1 },
		"and the other side says nothing": func(w *world) { w.lost, w.lie = 1, 5 },
	}
	for name, harm := range tests {
		t.Run(name, func(t *testing.T) {
			inBureau(t, func(t *testing.T, b *bureau) {
				tk := b.toHold("contohkab.go.id")
				harm(b.world)
				b.propose(tk, "")
				b.wait(time.Second)
				if a := b.last(tk.ID); a.State != ticket.ActUnknown || !b.Row(tk.ID).Unsure {
					t.Fatalf("%s at once", a.State)
				}
				b.refused("ani", tk.ID, ticket.WithdrawAct{ID: b.last(tk.ID).ID}, "act-gone")
				b.refused("ani", tk.ID, ticket.UndoLast{}, "not-yours")
				b.wait(3 * time.Hour)
				if a := b.last(tk.ID); a.State != ticket.ActDone || b.world.done() != 1 {
					t.Fatalf("%s, done %d times", a.State, b.world.done())
				}
			})
		})
	}
}

// A program that ends in the middle takes the action up again by looking.
func TestActSurvivesTheProgram(t *testing.T) {
	inBureau(t, func(t *testing.T, b *bureau) {
		tk := b.toHold("contohkab.go.id")
		b.world.slow = make(chan struct{})
		b.propose(tk, "")
		b.wait(time.Second)
		b.again() // the call ends without an answer
		b.world.slow = nil
		b.wait(time.Minute)
		if a := b.last(tk.ID); a.State != ticket.ActDone || b.world.done() != 1 || a.Tries != 2 {
			t.Fatalf("%s after %d tries, done %d times", a.State, a.Tries, b.world.done())
		}
	})
}

func TestRestorationLiftsOnlyItsOwnHold(t *testing.T) {
	inBureau(t, func(t *testing.T, b *bureau) {
		tk := b.toHold("contohkab.go.id")
		b.propose(tk, "")
		b.wait(time.Second)
		cut := b.open("access-termination", "contohkab.go.id")
		b.work(cut.ID, "suspend-parent")
		b.do("ani", cut.ID, ticket.FinishStep{Reference: "konsol", Confirm: "contohkab.go.id"}) // by hand
		back := b.open("access-restoration", "contohkab.go.id")
		b.work(back.ID, "lift-hold")
		p := b.plan(back.ID, "")
		if len(p.Order.Holds) != 1 || p.Order.Holds[0].Reason != "deactivation" {
			t.Fatalf("the hold of the deactivation stands: %+v", p.Order.Holds)
		}
		b.do("ani", back.ID, ticket.ProposeAct{Plan: p, Confirm: "contohkab.go.id"})
		b.wait(time.Minute)
		holds, err := b.Holds("contohkab.go.id")
		if err != nil || len(holds) != 1 || holds[0].Reason != "deactivation" {
			t.Errorf("%v %v", holds, err)
		}
	})
}

// The Authcode goes into one letter; the record, the events and the vault have
// nothing of it afterwards.
func TestAuthcodeLeavesNoTrace(t *testing.T) {
	inBureau(t, func(t *testing.T, b *bureau) {
		tk := b.open("transfer", "contohkab.id")
		b.work(tk.ID, "authcode")
		b.propose(b.see(tk.ID), "")
		b.wait(time.Second)
		got := b.see(tk.ID)
		act := got.SecretAct()
		if act == nil || got.Step().ID != "send-authcode" {
			t.Fatalf("%+v", b.last(tk.ID))
		}
		if got.SecretToSend() != act {
			t.Error("the code waits for its letter, and nobody knows")
		}
		b.do("ani", tk.ID, ticket.FinishStep{Draft: &ticket.Draft{To: []string{asker}, Subject: "Authcode", Body: "Kode: " + ticket.SecretMark, Act: act.ID}, Confirm: "contohkab.id"})
		if a := b.see(tk.ID).SecretToSend(); a != nil {
			t.Errorf("a second letter may carry the code of %s", a.ID)
		}
		l := b.see(tk.ID).Letters
		letter := l[len(l)-1]
		if s, err := b.LetterSecret(letter.ID); err != nil || s != "KODE-RAHASIA-1" {
			t.Fatalf("%q %v", s, err)
		}
		b.wait(time.Minute)
		if err := b.LetterLeft(b.ctx, ticket.OutboxItem{Letter: letter, Ticket: tk.ID}); err != nil {
			t.Fatal(err)
		}
		for _, id := range []uint64{letter.ID, act.Vault} {
			if s, err := b.log.Secret(id); err == nil && s != "" {
				t.Errorf("secret %d is still there", id)
			}
		}
		events, err := b.History(tk.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			data, err := ticket.EncodeEvent(e, nil)
			if err != nil || strings.Contains(string(data), "KODE-RAHASIA") {
				t.Errorf("%s has the code (%v)", e.Kind(), err)
			}
		}
		b.wait(8 * 24 * time.Hour)
		if a := b.last(tk.ID); a.Step != "authcode-unset" || a.State != ticket.ActDone {
			t.Errorf("after its time: %s of %s", a.State, a.Step)
		}
	})
}

func TestActRevert(t *testing.T) {
	inBureau(t, func(t *testing.T, b *bureau) {
		tk := b.toHold("contohkab.go.id")
		b.propose(tk, "")
		b.wait(time.Second)
		step := b.see(tk.ID).Step().ID
		p, err := b.PlanRevert(b.ctx, tk.ID, b.last(tk.ID).ID)
		if err != nil {
			t.Fatal(err)
		}
		b.do("ani", tk.ID, ticket.ProposeAct{Step: "hold", Plan: *p, Confirm: "contohkab.go.id"})
		b.wait(time.Second)
		if a := b.last(tk.ID); a.State != ticket.ActDone || b.world.held["contohkab.go.id"] || b.see(tk.ID).Step().ID != "hold" {
			t.Errorf("at %s: %+v", b.see(tk.ID).Step().ID, a)
		}
		if holds, err := b.Holds("contohkab.go.id"); err != nil || len(holds) != 0 {
			t.Errorf("after it was taken back: %v %v", holds, err)
		}
		forged := *p
		forged.Order.Reverts = json.RawMessage(`{"was":true}`)
		b.refused("ani", tk.ID, ticket.ProposeAct{Step: "hold", Plan: forged, Confirm: "contohkab.go.id"}, "plan-changed")
		b.wait(time.Second)
		b.propose(b.see(tk.ID), "") // the step is to be done again, and ends as before
		b.wait(time.Second)
		if got := b.see(tk.ID).Step().ID; got != step {
			t.Errorf("done again: at %s, want %s", got, step)
		}
	})
}

// What happened to actions is the same when the record is read again.
func TestActsFold(t *testing.T) {
	inBureau(t, func(t *testing.T, b *bureau) {
		b.world.lost = 1
		tk := b.toHold("contohkab.go.id")
		b.propose(tk, "")
		b.wait(time.Minute)
		events, err := b.History(tk.ID)
		if err != nil {
			t.Fatal(err)
		}
		want, got := b.see(tk.ID), ticket.Fold(events)
		if a, b := mustJSON(want), mustJSON(got); string(a) != string(b) {
			t.Errorf("kept\n%s\nfolded\n%s", a, b)
		}
	})
}
