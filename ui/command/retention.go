package command

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"loket/domain/clean"
	"loket/ticket"
)

func (r *root) retention() *cobra.Command {
	cmd := &cobra.Command{Use: "retention", Short: "Destroy documents whose time is over, and hold what must stay"}
	cmd.AddCommand(r.retentionRun(), r.hold("hold", "Keep everything of a ticket from being destroyed", true),
		r.hold("lift", "Lift a legal hold", false))
	return cmd
}

func (r *root) retentionRun() *cobra.Command {
	var dry bool
	var officer string
	cmd := &cobra.Command{
		Use: "run [--dry-run]", Short: "Destroy the documents that have been kept long enough", Args: cobra.NoArgs,
		Long: `Destroys the mails of closed tickets whose documents have been kept for keep_days of
their requirement in the catalogue, with all files of the mail: their keys are
dropped. Verdicts, letters, the text of the mail and every number stay. A legal hold,
or another ticket with the same mail, keeps it. What was read in the files goes too,
but for what was kept before the site had a key. Needs a site key ([personal]). The
record and the index of the search are made anew afterwards. Backups made before still
hold it.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir := ""
			err := r.withRecord(cmd.Context(), func(d *ticket.Desk, c *Config) error {
				list, err := d.Expired(d.Now())
				if err != nil {
					return err
				}
				for _, x := range list {
					fmt.Fprintf(r.doors.Out, "%s %s %s\n", x.Number, fate(&x), clean.Line(strings.Join(x.Files, ", "), 200))
				}
				if dry {
					return nil
				}
				dir = c.Dir
				n, err := d.DestroyExpired(cmd.Context(), r.who(officer), list)
				fmt.Fprintf(r.doors.Out, "mails destroyed %d of %d\n", n, len(list))
				if err == nil && n > 0 {
					err = r.compact(d)
				}
				return err
			})
			return errors.Join(err, forgetSearch(dir))
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "list only")
	cmd.Flags().StringVar(&officer, "officer", "", "who does it: a supervisor")
	return cmd
}

func fate(x *ticket.Expired) string {
	switch {
	case x.Held:
		return "held"
	case x.Needed:
		return "needed"
	}
	return "destroy"
}

func (r *root) hold(use, short string, on bool) *cobra.Command {
	var reason, officer string
	cmd := &cobra.Command{
		Use: use + " NUMBER --reason WHY", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.withRecord(cmd.Context(), func(d *ticket.Desk, _ *Config) error {
				id, err := d.Find(args[0])
				if err != nil {
					return err
				}
				_, err = d.Do(cmd.Context(), r.who(officer), id, 0, ticket.SetHold{On: on, Reason: reason})
				return err
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	cmd.Flags().StringVar(&officer, "officer", "", "who does it: a supervisor")
	return cmd
}
