package command

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/nameserver"
	"loket/ticket"
)

func (r *root) dnsAccept() *cobra.Command {
	var zone, reason, officer string
	var all bool
	cmd := &cobra.Command{
		Use: "accept [NAME [TYPE]]", Short: "Say that records which no ticket made are right", Args: cobra.MaximumNArgs(2),
		Long: `Takes the foreign records of a name that the last comparison found as right, or all
that it found with --all: a comparison no longer lists them. Only a supervisor may, and
says why. The zone itself is not changed. Compare first: 'loket dns drift'.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args) > 0) {
				return &exit{ExitUsage, errors.New("name the records that are right, or give --all")}
			}
			return r.reading(cmd.Context(), func(d *ticket.Desk, _ *Config) error {
				if zones := d.Zones(); zone == "" && len(zones) > 0 {
					zone = zones[0]
				}
				last, _, err := d.LastComparison(zone)
				if err != nil {
					return err
				}
				sets := foreignOf(&last, args)
				if len(sets) == 0 {
					return &exit{ExitNotFound, fmt.Errorf("the last comparison of %s found no such foreign records; 'loket dns drift --last' lists what it found", zone)}
				}
				var records []domain.Record
				for _, s := range sets {
					records = append(records, s.Records()...)
				}
				if err := d.AcceptRecords(cmd.Context(), r.who(officer), zone, records, reason); err != nil {
					return err
				}
				for _, rec := range records {
					fmt.Fprintln(r.doors.Out, clean.Line(rec.String(), 1000))
				}
				fmt.Fprintf(r.doors.Out, "%d accepted\n", len(records))
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "all foreign records that the last comparison found")
	cmd.Flags().StringVar(&reason, "reason", "", "why they are right")
	cmd.Flags().StringVar(&zone, "zone", "", "the zone, where the desk keeps several")
	if r.as == "" {
		cmd.Flags().StringVar(&officer, "officer", "", "the supervisor who says so")
	}
	return cmd
}

// foreignOf are the foreign sets that a comparison found of a name and type, all
// without a name.
func foreignOf(c *ticket.Comparison, of []string) (sets []nameserver.Drifted) {
	for _, s := range c.Drift.Sets {
		named := len(of) == 0 || strings.EqualFold(strings.TrimSuffix(of[0], "."), strings.TrimSuffix(s.Name, "."))
		typed := len(of) < 2 || strings.EqualFold(of[1], s.Type)
		if s.Kind == nameserver.Foreign && named && typed {
			sets = append(sets, s)
		}
	}
	return sets
}
