package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"loket/domain/access"
	"loket/ticket"
)

func (r *root) urls() *cobra.Command {
	var asCSV bool
	cmd := &cobra.Command{
		Use: "urls NUMBER", Short: "List a ticket's reported addresses with their states, by owner", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.reading(cmd.Context(), func(d *ticket.Desk, _ *Config) error {
				id, err := d.Find(args[0])
				if err != nil {
					return err
				}
				t, err := d.Ticket(id)
				if err != nil {
					return err
				}
				s := access.Sheet{Title: "Daftar URL/subdomain yang dilaporkan", Ticket: t.Number, Day: d.Now().In(d.Calendar.Zone()).Format("02-01-2006")}
				for _, o := range d.Owners(t) {
					s.Groups = append(s.Groups, o.Group)
				}
				if asCSV {
					return s.CSV(r.doors.Out)
				}
				_, err = fmt.Fprint(r.doors.Out, s.Text())
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&asCSV, "csv", false, "as CSV")
	return cmd
}
