package command

import (
	"strings"

	"github.com/spf13/cobra"

	"loket/ticket"
)

func (r *root) answer() *cobra.Command {
	var comment string
	cmd := r.deed(&cobra.Command{
		Use: "answer NUMBER MARKS...", Short: "Note how a requester found the service", Args: cobra.MinimumNArgs(2),
		Long: `Writes down the answer to the satisfaction survey of a requester who gave it by
telephone, or in a mail that no program reads: the marks of the nine elements from
1 to 4. It takes the place of an earlier one, and says who wrote it down.`,
		Example: "  loket answer 42 4 4 3 4 4 4 3 4 4 --comment \"Lewat telepon\"\n  loket answer 42 U1=4 U3=2",
	}, func(h *hand, args []string) error {
		return h.do(ticket.NoteAnswer{Marks: strings.Join(args, " "), Comment: comment})
	})
	cmd.Flags().StringVar(&comment, "comment", "", "what the requester said beside the marks")
	return cmd
}
