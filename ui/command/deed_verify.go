package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"loket/ticket"
)

// verdicts are the words of "loket verify" for a requirement.
var verdicts = map[string]ticket.Verdict{
	"accept": ticket.Accepted, "reject": ticket.Rejected, "not-applicable": ticket.NotApplicable, "undo": ticket.Unjudged,
}

const verdictWords = "accept, reject, not-applicable, except, undo"

// judging is what "loket verify" was told.
type judging struct {
	all          bool
	reason, note string
}

func (r *root) verify() *cobra.Command {
	var j judging
	cmd := r.deed(&cobra.Command{
		Use: "verify NUMBER {REQUIREMENT VERDICT | --all}", Short: "Judge a requirement or a condition", Args: cobra.RangeArgs(1, 3),
		Long: `Judges what a service asks for: a document (request-letter) or a condition on the
requester (registrar-account). The verdict is one of ` + verdictWords + `;
a condition is accepted, rejected or excepted.

--all accepts every document that was offered and is not judged yet, and says that
every condition holds that nobody looked at.`,
		Example: "  loket verify 42 staff-card reject --reason unreadable\n  loket verify 42 --all",
	}, func(h *hand, args []string) error {
		switch {
		case j.all && len(args) == 0:
			return h.acceptAll()
		case j.all || len(args) != 2:
			return usage(errors.New("write a requirement and a verdict, or --all"))
		}
		return h.judge(args[0], args[1], j)
	})
	f := cmd.Flags()
	f.BoolVar(&j.all, "all", false, "accept what was offered and is not judged yet")
	f.StringVar(&j.reason, "reason", "", "of a rejection: "+strings.Join(ticket.ReasonCodes, ", "))
	f.StringVar(&j.note, "note", "", "words for the requester, or why it is not applicable or excepted")
	return cmd
}

func (h *hand) judge(id, word string, j judging) error {
	if word == "except" {
		return h.do(ticket.GrantException{Requirement: id, Reason: j.note})
	}
	v, ok := verdicts[word]
	if !ok {
		return usage(fmt.Errorf("verdict %q: write one of %s", word, verdictWords))
	}
	if _, is := h.desk.Catalogue.Condition(id); is {
		if v != ticket.Accepted && v != ticket.Rejected {
			return usage(fmt.Errorf("%s is a condition: write accept, reject or except", id))
		}
		return h.do(ticket.CheckCondition{Condition: id, OK: v == ticket.Accepted, Note: j.note})
	}
	g := ticket.GiveVerdict{Requirement: id, Verdict: v, Reason: j.reason, Note: j.note}
	for _, it := range h.desk.Checklist(h.t) {
		if it.Requirement.ID == id && v == ticket.Accepted && len(it.Files) == 0 && it.InMail != nil {
			g.InMail = it.InMail.Message
		}
	}
	return h.do(g)
}

// acceptAll accepts what was offered, then the conditions that nobody looked at.
func (h *hand) acceptAll() error {
	for _, it := range h.desk.Checklist(h.t) {
		if it.Evidence.Verdict != ticket.Unjudged || len(it.Files) == 0 && it.InMail == nil {
			continue
		}
		if err := h.judge(it.Requirement.ID, "accept", judging{}); err != nil {
			return fmt.Errorf("%s: %w", it.Requirement.ID, err)
		}
	}
	service, ok := h.desk.Catalogue.Service(h.t.Service)
	if !ok {
		return nil
	}
	for _, id := range service.Conditions {
		if slices.ContainsFunc(h.t.Conditions, func(c ticket.Condition) bool { return c.ID == id }) {
			continue
		}
		if err := h.do(ticket.CheckCondition{Condition: id, OK: true}); err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
	}
	return nil
}
