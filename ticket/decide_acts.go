package ticket

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/action"
)

// The commands about actions on the outside world.
type (
	// ProposeAct asks for what PlanAct said. Confirm is the name as typed, for
	// dangerous steps.
	ProposeAct struct {
		Step    string
		Plan    action.Plan
		Confirm string
	}
	// ApproveAct is a second officer's word on the plan with that hash.
	ApproveAct struct{ ID, Hash string }
	// RejectAct is a second officer's no; WithdrawAct takes an action back that
	// has not begun.
	RejectAct struct{ ID, Reason string }
	// WithdrawAct takes back what has not begun.
	WithdrawAct struct{ ID, Reason string }
	// ConfirmAct says that a person did what a plan by hand says.
	ConfirmAct struct{ ID, Reference, Note string }
	// SettleAct is an officer's word on an action of unknown or pending outcome, who
	// looked at the other side.
	SettleAct struct {
		ID        string
		Done      bool
		Reference string
	}
	// LookAct has the other side asked again now.
	LookAct struct{ ID string }
)

// planBytes bounds a plan: one command stays within about 1 MiB.
const planBytes = 256 << 10

func (c ProposeAct) decide(d *decision) error {
	s, err := d.actStep(c.Step)
	if err != nil {
		return err
	}
	if a := d.t.OpenAct(s.ID); a != nil {
		return refuse("act-open", "an action of this step is under way", "wait for it, or withdraw it if it has not begun")
	}
	p := c.Plan
	if err := d.samePlan(&p, s); err != nil {
		return err
	}
	if s.Dangerous && !strings.EqualFold(strings.TrimSpace(c.Confirm), p.Order.Name) {
		return refuse("not-confirmed", "the name typed is not the one in the plan", "type the domain name exactly", p.Order.Name)
	}
	hash := p.Hash()
	if hash == "" || len(p.Seen)+len(p.Exact)+len(p.Script) > planBytes {
		return refuse("plan-size", "the plan is too large to be approved as a whole", "divide the request into several tickets")
	}
	d.own()
	turn := 1 + len(slices.DeleteFunc(slices.Clone(d.t.Acts), func(a Act) bool { return a.Step != s.ID }))
	b := ActProposed{ID: fmt.Sprintf("%s.%d", s.ID, turn), Step: s.ID, Plan: p, Hash: hash, Second: d.desk.Site.second(p.Order.Action)}
	if b.Second {
		b.Expires = d.now.Add(d.desk.Site.ApproveIn)
	}
	d.emit(b)
	return nil
}

// actStep returns the step whose action may be asked for now: the current one,
// or dated work of the ticket, which may be closed.
func (d *decision) actStep(id string) (domain.Step, error) {
	if s, ok := d.desk.taskStep(d.t, id); ok {
		return s, nil
	}
	if err := d.needOpen(); err != nil {
		return domain.Step{}, err
	}
	if s, ok := d.desk.reverting(d.t, id); ok {
		return s, nil
	}
	s, err := d.current(id)
	if err != nil {
		return s, err
	}
	if s.Action == "" {
		return s, refuse("no-action", "this step does nothing on the outside world", "finish it with its evidence")
	}
	if blocked := d.desk.blocked(d.t, s); blocked != nil {
		return s, blocked
	}
	return s, nil
}

// samePlan refuses a plan that is not for what the ticket wants now.
func (d *decision) samePlan(p *action.Plan, s domain.Step) error {
	changed := refuse("plan-changed", "the ticket has changed since the plan was made", "look at the new plan")
	if p.Order.Reverts != nil {
		for i := range d.t.Acts {
			if a := &d.t.Acts[i]; a.State == ActDone && a.Step == s.ID && string(a.Reverts) == string(p.Order.Reverts) {
				return nil
			}
		}
		return changed
	}
	if cur := d.t.Step(); s.Kind == domain.KindAct && (cur == nil || cur.ID != s.ID) {
		return changed
	}
	want, err := d.desk.order(d.tx, d.t, s, p.Order.Name)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(want, p.Order) {
		return changed
	}
	return nil
}

func (d *decision) act(id string, states ...ActState) (*Act, error) {
	a := d.t.Act(id)
	if a == nil || !slices.Contains(states, a.State) {
		return nil, refuse("act-gone", "the action is not in that state any more", "look again")
	}
	return a, nil
}

func (c ApproveAct) decide(d *decision) error {
	a, err := d.act(c.ID, ActAsked)
	if err != nil {
		return err
	}
	switch {
	case d.by == a.By:
		return refuse("own-plan", "who asked for an action does not approve it", "another officer does, signed in as themselves", d.desk.Site.Officer(a.By))
	case c.Hash != a.Hash:
		return refuse("other-plan", "this is not the plan that was asked for", "look at the plan again")
	case !d.now.Before(a.Expires):
		return refuse("act-expired", "the plan was not approved in time", "have it planned anew")
	}
	d.emit(ActApproved{ID: a.ID, Hash: a.Hash})
	return nil
}

func (c RejectAct) decide(d *decision) error {
	a, err := d.act(c.ID, ActAsked)
	if err != nil {
		return err
	}
	if strings.TrimSpace(c.Reason) == "" {
		return refuse("no-reason", "a rejection needs a reason", "say why in a few words")
	}
	d.emit(ActTurned{ID: a.ID, State: ActRejected, Reason: c.Reason})
	return nil
}

func (c WithdrawAct) decide(d *decision) error {
	a, err := d.act(c.ID, ActAsked, ActReady, ActByHand)
	if err != nil {
		return err
	}
	d.emit(ActTurned{ID: a.ID, State: ActWithdrawn, Reason: c.Reason})
	return nil
}

func (c ConfirmAct) decide(d *decision) error {
	a, err := d.act(c.ID, ActByHand)
	if err != nil {
		return err
	}
	if strings.TrimSpace(c.Reference) == "" {
		return refuse("no-evidence", "an action needs its evidence", "note what was done and the other side's reference")
	}
	b := ActMoved{ID: a.ID, State: ActDone, Words: action.Say("act.by-hand"), Evidence: []action.Fact{{Name: "reference", Value: c.Reference}}, Reason: c.Note}
	if d.desk.Drivers[a.Plan.Order.Action] != nil {
		b.Next = d.now // the other side is asked for the proof
	}
	d.emit(b)
	return d.acted(a.ID)
}

func (c SettleAct) decide(d *decision) error {
	a, err := d.act(c.ID, ActUnknown, ActPending)
	if err != nil {
		return err
	}
	if strings.TrimSpace(c.Reference) == "" {
		return refuse("no-evidence", "an action needs its evidence", "note what the other side shows")
	}
	b := ActMoved{ID: a.ID, State: ActFailed, Words: action.Say("act.settled-not"), Evidence: []action.Fact{{Name: "reference", Value: c.Reference}}}
	if !c.Done {
		d.emit(b)
		return nil
	}
	b.State, b.Words = ActDone, action.Say("act.settled")
	d.emit(b)
	return d.acted(a.ID)
}

func (c LookAct) decide(d *decision) error {
	a, err := d.act(c.ID, ActUnknown, ActPending, ActDone)
	if err != nil {
		return err
	}
	d.emit(ActMoved{ID: a.ID, State: a.State, Words: a.Words, Code: a.Code, Next: d.now})
	return nil
}

// acted goes on with the ticket after an action was done: the step ends when it
// was done for every name, dated work ends with it.
func (d *decision) acted(id string) error {
	a := d.t.Act(id)
	if a.Plan.Order.Reverts != nil {
		return nil
	}
	if err := d.keepNames(); err != nil {
		return err
	}
	if i := slices.IndexFunc(d.t.Tasks, func(k Task) bool { return k.ID == a.Step && k.Done.IsZero() }); i >= 0 {
		d.emit(TaskFinished{ID: a.Step, Note: proof(a)})
		if cur := d.t.Step(); cur == nil || cur.ID != a.Step {
			return nil
		}
	}
	s, ok := d.step()
	if !ok || s.ID != a.Step || len(d.desk.unacted(d.t, s)) > 0 {
		return nil
	}
	d.emit(StepFinished{Step: s.ID, Reference: proof(a)})
	for _, m := range Becoming(d.t, s) {
		d.emit(m)
	}
	if err := d.resume("step"); err != nil {
		return err
	}
	return d.advance()
}

// proof is what a person quotes of an action's evidence; all of it is with the
// action.
func proof(a *Act) string {
	parts := []string{a.ID}
	for _, f := range a.Evidence {
		switch f.Name {
		case "reference", "clTRID", "svTRID", "serial-after":
			parts = append(parts, f.Name+" "+f.Value)
		}
	}
	return oneLine(strings.Join(parts, "; "))
}

// PlanAct asks the driver of a step's action what it would do, for one name, ""
// for the next that is to do. nil without an error: no driver does this action,
// an officer finishes the step with its evidence.
func (d *Desk) PlanAct(ctx context.Context, id ID, step, name string) (*action.Plan, error) {
	var o action.Order
	err := d.Log.View(func(tx ReadTx) error {
		t, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		dec := &decision{desk: d, t: t}
		s, err := dec.actStep(step)
		if err != nil {
			return err
		}
		if name == "" {
			if left := d.unacted(t, s); len(left) > 0 {
				name = left[0]
			}
		}
		o, err = d.order(tx, t, s, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("plan for ticket %d: %w", id, err)
	}
	return d.plan(ctx, o)
}

// PlanRevert asks what would take back an action that was done.
func (d *Desk) PlanRevert(ctx context.Context, id ID, act string) (*action.Plan, error) {
	t, err := d.Ticket(id)
	if err != nil {
		return nil, err
	}
	a := t.Act(act)
	if a == nil || a.State != ActDone || a.Reverts == nil {
		return nil, refuse("not-undoable", "this cannot be taken back", "put it right with another change")
	}
	o := a.Plan.Order
	o.Reverts = a.Reverts
	return d.plan(ctx, o)
}

func (d *Desk) plan(ctx context.Context, o action.Order) (*action.Plan, error) {
	driver := d.Drivers[o.Action]
	if driver == nil {
		return nil, nil
	}
	p, err := driver.Plan(ctx, o)
	if no := (*action.Refused)(nil); errors.As(err, &no) {
		return nil, &Refusal{Code: no.Words.Key, Args: no.Words.Args, Text: no.Text, Words: no.Words}
	}
	if err != nil {
		return nil, fmt.Errorf("plan %s for %s: %w", o.Action, o.Name, err)
	}
	p.Order, p.Made = o, d.Now().UTC()
	return p, nil
}

// taskStep returns the step of dated work that is still to do.
func (d *Desk) taskStep(t *Ticket, id string) (domain.Step, bool) {
	service, ok := d.Catalogue.Service(t.Service)
	if !ok || !slices.ContainsFunc(t.Tasks, func(k Task) bool { return k.ID == id && k.Done.IsZero() }) {
		return domain.Step{}, false
	}
	s, _, ok := service.Step(id)
	return s, ok && s.Action != ""
}

// reverting returns the step of an action that was done and can be taken back.
func (d *Desk) reverting(t *Ticket, id string) (domain.Step, bool) {
	service, ok := d.Catalogue.Service(t.Service)
	if !ok || !slices.ContainsFunc(t.Acts, func(a Act) bool { return a.Step == id && a.State == ActDone && a.Reverts != nil }) {
		return domain.Step{}, false
	}
	s, _, ok := service.Step(id)
	return s, ok
}

// order is what a step of a ticket wants done to one name.
func (d *Desk) order(tx ReadTx, t *Ticket, s domain.Step, name string) (action.Order, error) {
	o := action.Order{Action: s.Action, Ticket: t.Number, Step: s.ID, Name: name}
	service, ok := d.Catalogue.Service(t.Service)
	if !ok || s.Action == "" {
		return o, refuse("no-action", "this step does nothing on the outside world", "finish it with its evidence")
	}
	if !slices.Contains(d.subjects(t, s), name) {
		return o, refuse("no-name", "the ticket does not say which name this is about", "set the domain name first")
	}
	if service.Zone != "" {
		for _, r := range t.Records {
			o.Records = append(o.Records, domain.RecordRow{Asked: r.Asked, Made: r.Made, Reason: r.Reason})
		}
		return o, nil
	}
	holds, err := d.holds(tx, name)
	if err != nil {
		return o, err
	}
	for _, h := range holds {
		if h.Ticket != t.Number && !slices.Contains(s.Lifts, h.Reason) {
			o.Holds = append(o.Holds, h)
		}
	}
	return o, nil
}

// subjects are the names that a step acts on, one action for each: the zone of a
// desk for subdomains, the name that is given up, else all of the ticket's.
func (d *Desk) subjects(t *Ticket, s domain.Step) []string {
	service, ok := d.Catalogue.Service(t.Service)
	switch {
	case !ok:
		return nil
	case service.Zone != "":
		return []string{service.Zone}
	case service.Renames && len(t.Names) > 0:
		return t.Names[:1]
	}
	return t.Names
}

// unacted are the names for which a step's action is still to be done.
func (d *Desk) unacted(t *Ticket, s domain.Step) []string {
	var from time.Time
	if cur := t.Step(); cur != nil && cur.ID == s.ID {
		from = cur.From // what was done before the step was taken up again does not count
	}
	return slices.DeleteFunc(slices.Clone(d.subjects(t, s)), func(n string) bool {
		return slices.ContainsFunc(t.Acts, func(a Act) bool {
			return a.Step == s.ID && a.State == ActDone && a.Plan.Order.Name == n && a.Plan.Order.Reverts == nil && !a.At.Before(from)
		})
	})
}

// Holds are the reasons for which a name does not answer, oldest first, by what
// the desk did: every ticket that had it held, less what others lifted.
func (d *Desk) Holds(name string) (holds []action.Hold, err error) {
	err = d.Log.View(func(tx ReadTx) error {
		holds, err = d.holds(tx, name)
		return err
	})
	return holds, err
}

func (d *Desk) holds(tx ReadTx, name string) ([]action.Hold, error) {
	ids, err := tx.Lookup(ByName, name)
	if err != nil {
		return nil, err
	}
	var holds []action.Hold
	lifted := make(map[string]time.Time) // by reason: the last time
	for _, id := range ids {
		t, err := tx.Ticket(id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		service, ok := d.Catalogue.Service(t.Service)
		if !ok || !slices.Contains(t.Names, name) {
			continue
		}
		for _, st := range t.Steps {
			s, _, ok := service.Step(st.ID)
			at := actedAt(t, &st, name)
			if !ok || at.IsZero() {
				continue
			}
			if s.Action == "client-hold" {
				holds = append(holds, action.Hold{Name: name, Ticket: t.Number, Reason: service.ID, Since: at})
			}
			for _, reason := range s.Lifts {
				if at.After(lifted[reason]) {
					lifted[reason] = at
				}
			}
		}
	}
	holds = slices.DeleteFunc(holds, func(h action.Hold) bool { return !h.Since.After(lifted[h.Reason]) })
	slices.SortFunc(holds, func(a, b action.Hold) int { return a.Since.Compare(b.Since) })
	return holds, nil
}

// actedAt is when a step's action was done for a name, by the desk or by hand.
func actedAt(t *Ticket, st *StepState, name string) (at time.Time) {
	acted := false
	for i := range t.Acts {
		a := &t.Acts[i]
		if a.Step != st.ID {
			continue
		}
		acted = true
		switch {
		case a.State != ActDone || a.Plan.Order.Name != name:
		case a.Plan.Order.Reverts != nil:
			at = time.Time{}
		default:
			at = a.Ended
		}
	}
	if !acted && st.State == "done" {
		return st.At
	}
	return at
}
