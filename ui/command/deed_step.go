package command

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/ticket"
)

// stepping is what "loket step" was told.
type stepping struct{ note, evidence, name string }

func (r *root) step() *cobra.Command {
	var s stepping
	cmd := r.deed(&cobra.Command{
		Use: "step NUMBER finish|skip|back|resume [STEP]", Short: "Finish, skip or go back to a step", Args: cobra.RangeArgs(2, 3),
		Long: `Finishes or skips the step under way, goes back to an earlier one, or ends waiting.
STEP names the step that is meant: when another is under way by now nothing happens.
finish also ends dated work of that name, on a closed ticket, too.

A step that acts on the outside world takes its evidence, and a dangerous one the
name typed, unless "loket act" did it. A skipped step needs a reason in --note; the
catalogue's own is taken where it has one.`,
		Example: "  loket step 42 finish\n  loket step 42 skip revise\n  loket step 42 finish hold --evidence PANDI-771 --name contohkab.go.id",
	}, func(h *hand, args []string) error {
		id := ""
		if len(args) > 1 {
			id = args[1]
		}
		return h.stepped(args[0], id, s)
	})
	f := cmd.Flags()
	f.StringVar(&s.note, "note", "", "what was found, or why")
	f.StringVar(&s.evidence, "evidence", "", "reference or answer of the other side")
	f.StringVar(&s.name, "name", "", "the domain name, typed before something dangerous")
	return cmd
}

func (h *hand) stepped(verb, id string, s stepping) error {
	step, _ := h.step(id)
	switch verb {
	case "finish":
		if h.dated(id) {
			return h.do(ticket.FinishTask{ID: id, Note: s.note})
		}
		return h.do(ticket.FinishStep{Step: id, Note: s.note, Reference: s.evidence, Confirm: s.name})
	case "skip":
		if s.note == "" {
			s.note = step.SkipWhen.In(domain.Lang(h.lang))
		}
		return h.do(ticket.SkipStep{Step: id, Reason: s.note})
	case "back":
		return h.do(ticket.BackToStep{Step: id, Reason: s.note})
	case "resume":
		return h.do(ticket.Resume{Why: s.note})
	}
	return usage(fmt.Errorf("%q: write finish, skip, back or resume", verb))
}

// dated reports whether an ID is dated work that is not the step under way.
func (h *hand) dated(id string) bool {
	if s := h.t.Step(); s != nil && s.ID == id && !h.t.State.Done() {
		return false
	}
	return slices.ContainsFunc(h.t.Tasks, func(k ticket.Task) bool { return k.ID == id && k.Done.IsZero() })
}
