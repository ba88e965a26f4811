package command

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/register"
	"loket/ticket"
)

func (r *root) registerExport() *cobra.Command {
	return &cobra.Command{
		Use: "export FILE|-", Short: "Write the register as a table that an import reads", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var table bytes.Buffer
			err := r.registered(cmd.Context(), func(entries []register.Entry) error { return register.Export(&table, entries) })
			if err != nil {
				return err
			}
			if args[0] != "-" {
				return os.WriteFile(args[0], table.Bytes(), 0o600)
			}
			_, err = r.doors.Out.Write(table.Bytes())
			return err
		},
	}
}

func (r *root) registerImport() *cobra.Command {
	var yes bool
	var officer string
	cmd := &cobra.Command{
		Use: "import FILE", Short: "Say what a table would change in the register; with --yes, change it", Args: cobra.ExactArgs(1),
		Long: `Reads a CSV whose first row names the columns, in Indonesian or English: domain,
instansi, pejabat, email pejabat, telepon pejabat, penanggung jawab, email penanggung
jawab, telepon penanggung jawab, terdaftar, berlaku sampai, dihapus, rekaman (its DNS
records, as "app.batam.go.id A 203.0.113.7; app.batam.go.id TXT v=spf1 -all"). Every
other column is kept as a field. An empty cell leaves what is known. Without --yes nothing is changed.
One row that cannot be taken keeps the whole table out.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer file.Close()
			if yes {
				return r.withRecord(cmd.Context(), func(d *ticket.Desk, c *Config) error {
					p, err := d.PlanImport(file)
					if err != nil {
						return err
					}
					return r.keep(cmd.Context(), d, p, filepath.Base(args[0]), r.who(officer), r.language(c))
				})
			}
			c, err := r.load()
			if err != nil {
				return err
			}
			return r.registered(cmd.Context(), func(entries []register.Entry) error {
				p, err := register.Import(file, register.ByName(entries))
				if err != nil {
					return err
				}
				return r.tellPlan(p, filepath.Base(args[0]), r.language(c))
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "keep what the table says")
	cmd.Flags().StringVar(&officer, "officer", "", "who imports")
	return cmd
}

// registered gives the entries to fn in this process, whoever holds the record:
// a file that a person names is never opened by another process.
func (r *root) registered(ctx context.Context, fn func([]register.Entry) error) error {
	var answer bytes.Buffer
	asking := *r
	asking.args, asking.doors.Out = []string{"register", "list", "--json"}, &answer
	err := asking.reading(ctx, func(d *ticket.Desk, _ *Config) error {
		names, err := selectNames(d, "")
		if err != nil {
			return err
		}
		return writeJSON(&answer, nonNil(names))
	})
	if err != nil {
		return err
	}
	var entries []register.Entry
	if err := json.Unmarshal(answer.Bytes(), &entries); err != nil {
		return fmt.Errorf("the register as its holder gave it: %w", err)
	}
	return fn(entries)
}

// tellPlan prints what an import would do; its error says how many rows are in the way.
func (r *root) tellPlan(p register.Plan, file string, lang domain.Lang) error {
	out := r.doors.Out
	for _, c := range p.New {
		tellChange(out, "+", c)
	}
	for _, c := range p.Changed {
		tellChange(out, "~", c)
	}
	refused := 0
	for _, q := range p.Problems {
		if q.File = file; q.Level == domain.Refuse {
			refused++
		}
		fmt.Fprintf(out, "%s %s\n", map[bool]string{true: "!", false: "?"}[q.Level == domain.Refuse], clean.Line(q.In(lang), 1000))
	}
	fmt.Fprintf(out, "%d new, %d changed, %d the same, %d refused\n", len(p.New), len(p.Changed), p.Same, refused)
	if refused > 0 {
		return &exit{ExitProblems, fmt.Errorf("%s found and nothing changed; mend the rows marked ! and import the file again", counted(refused))}
	}
	return nil
}

func tellChange(w io.Writer, sign string, c register.Change) {
	fmt.Fprintf(w, "%s %s\n", sign, c.After.Name)
	for _, f := range c.Fields {
		before, after := c.Values(f)
		if before != "" {
			after = before + " -> " + after
		}
		fmt.Fprintf(w, "    %s: %s\n", clean.Line(f, 100), clean.Line(after, 2100))
	}
}

// keep tells a plan and, where nothing is in its way, does it.
func (r *root) keep(ctx context.Context, d *ticket.Desk, p register.Plan, file, by string, lang domain.Lang) error {
	if err := r.tellPlan(p, file, lang); err != nil {
		return err
	}
	kept, err := d.Import(ctx, by, p)
	fmt.Fprintf(r.doors.Out, "%d kept\n", kept)
	return err
}
