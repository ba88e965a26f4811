package ticket

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

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
	// ApproveAct is a second officer's word on the plan with that hash. Confirm is the
	// name as typed, for dangerous steps.
	ApproveAct struct{ ID, Hash, Confirm string }
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
	if s.Dangerous && !typed(c.Confirm, p.Order.Name) {
		return notConfirmed(p.Order.Name)
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
	gate := s
	if s.Kind == domain.KindWait { // doing it is more than waiting for it
		gate.Kind = domain.KindAct
	}
	if blocked := d.desk.blocked(d.t, gate); blocked != nil {
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

// typed reports whether somebody typed a name, as far as capitals matter in one.
func typed(confirm, name string) bool { return strings.EqualFold(strings.TrimSpace(confirm), name) }

func notConfirmed(name string) error {
	return refuse("not-confirmed", "the name typed is not the one in the plan", "type the domain name exactly", name)
}

// dangerous reports whether the name has to be typed before a step's action.
func (d *Desk) dangerous(t *Ticket, step string) bool {
	service, ok := d.Catalogue.Service(t.Service)
	if !ok {
		return false
	}
	s, _, _ := service.Step(step)
	return s.Dangerous
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
	if no := d.desk.MayApprove(d.by, a); no != nil {
		return no
	}
	switch {
	case c.Hash != a.Hash:
		return refuse("other-plan", "this is not the plan that was asked for", "look at the plan again")
	case d.desk.dangerous(d.t, a.Step) && !typed(c.Confirm, a.Plan.Order.Name):
		return notConfirmed(a.Plan.Order.Name)
	case !d.now.Before(a.Expires):
		return refuse("act-expired", "the plan was not approved in time", "have it planned anew")
	}
	d.emit(ActApproved{ID: a.ID, Hash: a.Hash})
	return nil
}

// MayApprove says why somebody is no second officer for an action that was asked for,
// nil where they are: who asked is not, nor who stands in for them today.
func (d *Desk) MayApprove(by string, a *Act) *Refusal {
	asker := d.OfficerName(a.By)
	switch {
	case by == a.By:
		return refuse("own-plan", "who asked for an action does not approve it", "another officer does, signed in as themselves", asker)
	case slices.Contains(d.StandsFor(by, d.Now()), a.By):
		return refuse("stand-in-plan", "who stands in for "+asker+" does not approve what they asked for", "another officer does", asker)
	}
	return nil
}

func (c RejectAct) decide(d *decision) error {
	a, err := d.act(c.ID, ActAsked)
	if err != nil {
		return err
	}
	if no := d.desk.MayApprove(d.by, a); no != nil {
		return no
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
	if a.State == ActAsked && d.by != a.By {
		asker := d.desk.OfficerName(a.By)
		return refuse("not-asker", "only "+asker+" takes back what they asked for", "reject it instead", asker)
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
		return d.takenBack(a)
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

// takenBack makes the step of an action that was taken back the current one again: what
// it was for is not done. Where the ticket has gone on further than the next step, an
// officer sees to that.
func (d *decision) takenBack(a *Act) error {
	i := slices.IndexFunc(d.t.Steps, func(s StepState) bool { return s.ID == a.Step })
	service := d.service()
	if i < 0 || service == nil || d.t.State.Done() || d.t.Steps[i].State != "done" {
		return nil
	}
	for _, s := range d.t.Steps[i+1:] {
		if s.State == "done" {
			return nil
		}
	}
	step, _, ok := service.Step(a.Step)
	if !ok {
		return nil
	}
	if err := d.resume("step"); err != nil {
		return err
	}
	return d.start(step)
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
