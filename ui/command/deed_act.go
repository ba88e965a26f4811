package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/domain/action"
	"loket/domain/clean"
	"loket/ticket"
)

// acting is what "loket act" was told.
type acting struct {
	domain, name, hash, evidence, note string
	failed                             bool
}

const actWords = "plan, ask, approve, reject, withdraw, done, settle, look, revert"

func (r *root) act() *cobra.Command {
	var a acting
	var verb string
	cmd := r.deed(&cobra.Command{
		Use: "act NUMBER VERB [STEP|ACTION]", Short: "Plan, ask for, approve or confirm an action on the outside world", Args: cobra.RangeArgs(2, 3),
		Long: `An action is asked for by its plan, and carried out by "loket work" or a console.

  plan [STEP]       show what would change, and the plan's hash; nothing happens
  ask [STEP]        ask for it; before something dangerous the name is typed (--name)
  approve [ACTION]  a second officer's yes to the plan with that --hash
  reject [ACTION]   a second officer's no, with --note
  withdraw [ACTION] take back what has not begun
  done [ACTION]     note that a person did what a plan by hand says, with --evidence
  settle [ACTION]   an officer's word on an action of which nobody knows the outcome,
                    with --evidence; --not-done: it did not happen
  look [ACTION]     have the other side asked again
  revert [ACTION]   ask for what takes back an action that was done

STEP is the step under way, or dated work of the ticket. ACTION is like hold.1; it
may be left out where there is only one that it can be.`,
		Example: "  loket act 42 plan\n  loket act 42 ask --name contohkab.go.id\n  loket act 42 approve --hash 3f9c... --name contohkab.go.id --officer bima",
	}, func(h *hand, args []string) error {
		id := ""
		if len(args) > 1 {
			id = args[1]
		}
		verb = args[0]
		return h.acted(verb, id, a)
	})
	f := cmd.Flags()
	f.StringVar(&a.domain, "domain", "", "which of the ticket's names (plan, ask); default: the next to do")
	f.StringVar(&a.name, "name", "", "the domain name, typed before something dangerous")
	f.StringVar(&a.hash, "hash", "", "of the plan that was read: another one is refused (ask, approve)")
	f.StringVar(&a.evidence, "evidence", "", "reference of the other side (done, settle)")
	f.StringVar(&a.note, "note", "", "remark, or why (reject, withdraw, done)")
	f.BoolVar(&a.failed, "not-done", false, "it did not happen (settle)")
	return cmd
}

func (h *hand) acted(verb, id string, a acting) error {
	switch verb {
	case "plan":
		return h.plan(id, a.domain)
	case "ask":
		return h.ask(id, a)
	case "revert":
		return h.revert(id, a)
	}
	states, known := map[string][]ticket.ActState{
		"approve": {ticket.ActAsked}, "reject": {ticket.ActAsked}, "withdraw": {ticket.ActAsked, ticket.ActReady, ticket.ActByHand},
		"done": {ticket.ActByHand}, "settle": {ticket.ActUnknown, ticket.ActPending}, "look": {ticket.ActUnknown, ticket.ActPending, ticket.ActDone},
	}[verb]
	if !known {
		return usage(fmt.Errorf("%q: write one of %s", verb, actWords))
	}
	id = h.actID(id, states...)
	return h.do(map[string]ticket.Command{
		"approve": ticket.ApproveAct{ID: id, Hash: a.hash, Confirm: a.name}, "reject": ticket.RejectAct{ID: id, Reason: a.note},
		"withdraw": ticket.WithdrawAct{ID: id, Reason: a.note}, "done": ticket.ConfirmAct{ID: id, Reference: a.evidence, Note: a.note},
		"settle": ticket.SettleAct{ID: id, Done: !a.failed, Reference: a.evidence}, "look": ticket.LookAct{ID: id},
	}[verb])
}

// actID is an action that was named, else the last one in one of the states, else "":
// the desk says that there is none.
func (h *hand) actID(id string, states ...ticket.ActState) string {
	for _, a := range slices.Backward(h.t.Acts) {
		if id == "" && slices.Contains(states, a.State) {
			return a.ID
		}
	}
	return id
}

// planned makes the plan of a step's action.
func (h *hand) planned(step, name string) (*action.Plan, error) {
	p, err := h.desk.PlanAct(h.ctx, h.t.ID, step, name)
	if err == nil && p == nil {
		err = fmt.Errorf("no back end does this action: do it by hand, and finish the step with its evidence (loket step %s finish --evidence)", h.t.Number)
	}
	return p, err
}

func (h *hand) plan(step, name string) error {
	p, err := h.planned(step, name)
	if err != nil {
		return err
	}
	h.showPlan(p)
	return nil
}

func (h *hand) ask(step string, a acting) error {
	if step == "" && h.t.Step() != nil {
		step = h.t.Step().ID
	}
	p, err := h.planned(step, a.domain)
	if err != nil {
		return err
	}
	if hash := p.Hash(); a.hash != "" && a.hash != hash {
		return fmt.Errorf("things have changed since that plan was made; the plan is %s now (loket act %s plan)", hash, h.t.Number)
	}
	return h.do(ticket.ProposeAct{Step: step, Plan: *p, Confirm: a.name})
}

func (h *hand) revert(id string, a acting) error {
	id = h.actID(id, ticket.ActDone)
	p, err := h.desk.PlanRevert(h.ctx, h.t.ID, id)
	if err != nil {
		return err
	}
	if p == nil {
		return fmt.Errorf("no back end takes %s back: do it by hand and leave a note", id)
	}
	return h.do(ticket.ProposeAct{Step: p.Order.Step, Plan: *p, Confirm: a.name})
}

// showPlan prints a plan as a console shows it: where, every effect, what an officer
// should know, what is to be typed by hand, and the hash.
func (h *hand) showPlan(p *action.Plan) {
	lang := h.lang
	h.shown = true
	line(h.out, "name", p.Order.Name)
	line(h.out, "via", strings.TrimSpace(lang.Word("outside.driver.", p.Driver).String()+"  "+p.Target))
	if p.Settled {
		line(h.out, "settled", lang.T("acts.plan.settled").String())
	}
	for _, e := range p.Effects {
		value := e.After
		if e.Before != "" && e.After != "" && e.Before != e.After {
			value = e.Before + " -> " + e.After
		} else if value == "" {
			value = e.Before
		}
		line(h.out, "effect", strings.TrimSpace(fmt.Sprintf("%s %s  %s", e.Sign, lang.Outside(e.Words), value)))
	}
	for _, n := range p.Notes {
		line(h.out, "note", lang.Outside(n).String())
	}
	for _, o := range p.Order.Holds {
		line(h.out, "hold", o.Reason+"  "+o.Ticket)
	}
	if h.desk.Seconds(p.Order.Action) {
		line(h.out, "second", lang.T("acts.plan.second").String())
	}
	if p.ByHand {
		h.byHand(p)
	}
	line(h.out, "hash", p.Hash())
}

// byHand prints what a person does and types.
func (h *hand) byHand(p *action.Plan) {
	if s, ok := h.step(p.Order.Step); ok && p.Order.Reverts == nil {
		for l := range strings.SplitSeq(strings.TrimSpace(s.Instructions.In(domain.Lang(h.lang))), "\n") {
			line(h.out, "by hand", l)
		}
		line(h.out, "evidence", s.Evidence.In(domain.Lang(h.lang)))
	}
	if p.Script != "" {
		fmt.Fprintf(h.out, "\n%s\n\n", clean.Block(strings.TrimRight(p.Script, "\n"), 256<<10))
	}
}
