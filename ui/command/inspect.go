package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"loket/domain/clean"
)

func (r *root) inspect() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: "inspect", Short: "Inspect files again whose report an older version made", Args: cobra.NoArgs,
		Long: `Inspects the files of open tickets again whose report an older version of the
inspection made. A console does the same for each ticket that is opened. What was
decided about a file stays as it is.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			tickets, files, failed, err := r.doors.Inspect(cmd.Context(), c, all, func(s string) { fmt.Fprintln(r.doors.Err, clean.Line(s, 300)) })
			if err != nil {
				return err
			}
			fmt.Fprintf(r.doors.Out, "files inspected again %d, on tickets %d; not inspected %d\n", files, tickets, failed)
			return nil
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "closed tickets too")
	return cmd
}
