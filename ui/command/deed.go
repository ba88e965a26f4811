package command

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/ticket"
	"loket/ui/kit"
)

// The commands that work on one ticket. Each gives the desk what a key of the
// console gives it, as the officer named with --officer, and is refused in the same
// words. What it prints is how the ticket stands after it, one line:
//
//	NUMBER STATE STEP      2026-00042 open hold
//
// STEP is the outcome of a closed ticket and "-" where no step is under way. With
// --json it is the ticket as "loket show --json" gives it.

// onTickets is the group of these commands in the help.
const onTickets = "tickets"

// hand is a ticket under an officer's hands.
type hand struct {
	ctx  context.Context
	desk *ticket.Desk
	lang kit.Lang
	by   string
	t    *ticket.Ticket                           // as it is now
	read func(name string) (io.ReadCloser, error) // see root.file
	out  io.Writer

	shown bool // something was printed that is the answer
}

// deed makes a command on one ticket, whose number is the first argument. do gets
// the others.
func (r *root) deed(cmd *cobra.Command, do func(h *hand, args []string) error) *cobra.Command {
	var officer string
	var asJSON bool
	cmd.GroupID = onTickets
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return r.withRecord(cmd.Context(), func(d *ticket.Desk, c *Config) error {
			h := &hand{ctx: cmd.Context(), desk: d, lang: kit.Lang(r.language(c)), by: r.who(officer), read: r.file, out: r.doors.Out}
			id, err := d.Find(args[0])
			if err != nil {
				return err
			}
			if h.t, err = d.Ticket(id); err != nil {
				return err
			}
			if err := do(h, args[1:]); err != nil {
				return h.said(err)
			}
			if h.shown {
				return nil
			}
			return h.tell(asJSON)
		})
	}
	if r.as == "" {
		cmd.Flags().StringVar(&officer, "officer", "", "who does it (default: LOKET_OFFICER, then the user's name)")
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the ticket as JSON afterwards")
	return cmd
}

// refused is a refusal in the words of the screens.
type refused struct {
	words string
	error
}

func (r *refused) Error() string { return r.words }
func (r *refused) Unwrap() error { return r.error }

// said puts a refusal into the language that was chosen.
func (h *hand) said(err error) error {
	if no := ticket.IsRefusal(err); no != nil {
		return &refused{h.lang.Refusal(no).String(), err}
	}
	return err
}

// do gives a command to the desk, which decides it on the ticket as it was read.
func (h *hand) do(c ticket.Command) error {
	t, err := h.desk.Do(h.ctx, h.by, h.t.ID, h.t.Version, c)
	if err == nil {
		h.t = t
	}
	return err
}

// tell prints how the ticket stands.
func (h *hand) tell(asJSON bool) error {
	if asJSON {
		e, err := exportTicket(h.desk, h.t.ID, h.desk.Now().In(h.desk.Calendar.Zone()))
		if err != nil {
			return err
		}
		return writeJSON(h.out, e)
	}
	at := "-"
	if h.t.State.Done() {
		at = h.t.Outcome
	} else if s := h.t.Step(); s != nil {
		at = s.ID
	}
	_, err := fmt.Fprintln(h.out, h.t.Number, h.t.State, at)
	return err
}

// step is a step of the ticket's service, the one under way for "".
func (h *hand) step(id string) (domain.Step, bool) {
	service, ok := h.desk.Catalogue.Service(h.t.Service)
	if id == "" && h.t.Step() != nil {
		id = h.t.Step().ID
	}
	if !ok || id == "" {
		return domain.Step{}, false
	}
	s, _, ok := service.Step(id)
	return s, ok
}

func (r *root) deeds() []*cobra.Command {
	return []*cobra.Command{r.take(), r.field(), r.verify(), r.probe(), r.step(), r.act(), r.letter(), r.url(), r.note(), r.closing(), r.reopen(), r.answer()}
}

func (r *root) take() *cobra.Command {
	var over bool
	cmd := r.deed(&cobra.Command{
		Use: "take NUMBER", Short: "Take a ticket", Args: cobra.ExactArgs(1),
	}, func(h *hand, _ []string) error { return h.do(ticket.Claim{Steal: over}) })
	cmd.Flags().BoolVar(&over, "over", false, "also from the colleague who has it; it is recorded")
	return cmd
}

func (r *root) note() *cobra.Command {
	return r.deed(&cobra.Command{
		Use: "note NUMBER TEXT", Short: "Leave an internal note on a ticket; - for TEXT is standard input", Args: cobra.ExactArgs(2),
	}, func(h *hand, args []string) (err error) {
		text := args[0]
		if text == "-" {
			text, err = h.readFile(text)
		}
		if err != nil {
			return err
		}
		return h.do(ticket.AddNote{Text: text})
	})
}

func (r *root) closing() *cobra.Command {
	var note string
	cmd := r.deed(&cobra.Command{
		Use: "close NUMBER [OUTCOME]", Short: "Close a ticket", Args: cobra.RangeArgs(1, 2),
		Long: `Closes a ticket with the outcome of its steps, or with the one that is named. What
is dated stays and comes back by itself.`,
	}, func(h *hand, args []string) error {
		outcome := h.desk.EndsAs(h.t)
		if len(args) > 0 {
			outcome = args[0]
		}
		return h.do(ticket.CloseTicket{Outcome: outcome, Note: note})
	})
	cmd.Flags().StringVar(&note, "note", "", "why, for every outcome but done and duplicate")
	return cmd
}

func (r *root) reopen() *cobra.Command {
	var note string
	cmd := r.deed(&cobra.Command{
		Use: "reopen NUMBER --note WHY", Short: "Take a closed ticket up again", Args: cobra.ExactArgs(1),
	}, func(h *hand, _ []string) error { return h.do(ticket.Reopen{Reason: note}) })
	cmd.Flags().StringVar(&note, "note", "", "why")
	return cmd
}
