package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"loket/domain/clean"
)

// Work is what "loket work" asks for.
type Work struct {
	UntilIdle bool          // end when nothing is left to do now
	Scans     time.Duration // how long scans are recognised at most, of UntilIdle
	Report    func(string)
}

func (r *root) work() *cobra.Command {
	var w Work
	cmd := &cobra.Command{
		Use: "work", Short: "Do the desk's own work without a console: mail in, actions, mail out", Args: cobra.NoArgs,
		Long: `Pulls the mailboxes, inspects files, does the actions that officers asked for and
those whose date has come, and sends letters, until it is interrupted. It is what a
console does beside its screen.

With --until-idle it ends when nothing is left to do at this instant: for scripts,
and for a desk that is worked from the command line.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			w.Report = r.reporting()
			got, err := r.doors.Work(cmd.Context(), c, w)
			if w.UntilIdle && (err == nil || len(got) > 0) {
				fmt.Fprintln(r.doors.Out, Fates(got))
			}
			if errors.Is(err, context.Canceled) && cmd.Context().Err() != nil && !w.UntilIdle {
				return nil
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&w.UntilIdle, "until-idle", false, "end when nothing is left to do now")
	cmd.Flags().DurationVar(&w.Scans, "scans", 0, "how long scans are recognised at most with --until-idle; 0: not at all")
	return cmd
}

// reporting says what a server says: the same at every folder, maybe, and then once.
func (r *root) reporting() func(string) {
	last := ""
	return func(s string) {
		if s != last {
			fmt.Fprintln(r.doors.Err, clean.Line(s, maxError))
		}
		last = s
	}
}
