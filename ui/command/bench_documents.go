package command

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"loket/ticket"
)

func (r *root) benchDocuments() *cobra.Command {
	o := DocumentSamples{}
	desk := false
	cmd := &cobra.Command{
		Use: "documents", Short: "Measure what is read out of letters, cards and forms", Args: cobra.NoArgs,
		Long: `Makes letters, appointments, cards, decrees, forms and lists in many layouts, as
text PDFs and as scans, whose contents are known; inspects them as attachments
are and prints for each field how often it was found, wrong or missed. Then the
time that the five files of a registration take, and the most memory that a child
process held. Scans need Tesseract; without it they are left out, and said so.

With --desk it reads the record instead: how often an officer corrected which
requirement a file was offered for. Nothing is changed by either.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Text < 0 || o.Text > 10000 || o.Scans < 0 || o.Scans > 1000 || o.Turns < 1 || o.Turns > 1000 {
				return usage(errors.New("write --text 0 to 10000, --scans 0 to 1000, --turns 1 to 1000"))
			}
			if !desk {
				return r.doors.Bench.Documents(cmd.Context(), r.doors.Out, o)
			}
			return r.withRecord(cmd.Context(), func(d *ticket.Desk, _ *Config) error {
				c, err := d.Corrections()
				if err != nil {
					return err
				}
				fmt.Fprintf(r.doors.Out, "%d files matched by the desk and judged, %d of them corrected by an officer (%.1f%%)\n", c.Judged, c.Corrected, 100*c.Rate())
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.Uint64Var(&o.Seed, "seed", 1, "of the samples")
	f.IntVar(&o.Text, "text", 208, "text PDFs")
	f.IntVar(&o.Scans, "scans", 26, "scans")
	f.IntVar(&o.Turns, "turns", 21, "how often the five files are inspected")
	f.BoolVar(&o.Mistakes, "mistakes", false, "tell each mistake")
	f.BoolVar(&desk, "desk", false, "count the corrections in the record instead")
	return cmd
}
