package command

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

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
but for what was kept before the site had a key. Mails on no ticket are destroyed as
[retention] says. Needs a site key ([personal]). The record and the index of the search
are made anew afterwards. Backups made before still hold it. The desk does all of this
once a day by itself.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir := ""
			err := r.withRecord(cmd.Context(), func(d *ticket.Desk, c *Config) error {
				if err := r.listExpired(cmd.Context(), d); err != nil || dry {
					return err
				}
				dir = c.Dir
				did, err := d.Retain(cmd.Context(), r.who(officer))
				fmt.Fprintf(r.doors.Out, "mails destroyed %d of %d, without a ticket %d\n", did.Mails, did.Mails+did.Stays, did.Strays)
				return err
			})
			return errors.Join(err, forgetSearch(dir))
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "list only")
	cmd.Flags().StringVar(&officer, "officer", "", "who does it: a supervisor")
	return cmd
}

// listExpired prints what has been kept long enough. Of a mail on no ticket it says
// when it came and what became of it, not who wrote.
func (r *root) listExpired(ctx context.Context, d *ticket.Desk) error {
	list, err := d.Expired(d.Now())
	if err != nil {
		return err
	}
	strays, err := d.Strays(ctx, d.Now())
	if err != nil {
		return err
	}
	for _, x := range list {
		fmt.Fprintf(r.doors.Out, "%s %s %s%s\n", x.Number, fate(&x), clean.Line(strings.Join(x.Files, ", "), 200), inClear(x.InClear))
	}
	for _, s := range strays {
		m := &s.Rows[0]
		fmt.Fprintf(r.doors.Out, "- destroy mail of %s, %s\n", m.At.In(d.Calendar.Zone()).Format(time.DateTime), m.Fate)
	}
	return nil
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
