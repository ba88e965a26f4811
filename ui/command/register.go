package command

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/register"
	"loket/domain/table"
	"loket/ticket"
)

// register is what can be done with the register. For another process it is what
// touches no file.
func (r *root) register() *cobra.Command {
	cmd := &cobra.Command{Use: "register", Short: "Every name and subdomain that the desk knows"}
	cmd.AddCommand(r.registerList(), r.registerShow(), r.registerDue(), r.registerRemind(), r.registerCampaign())
	if r.open == nil {
		cmd.AddCommand(r.registerImport(), r.registerExport())
	}
	return cmd
}

func (r *root) registerList() *cobra.Command {
	var asJSON, asCSV bool
	cmd := &cobra.Command{
		Use: "list [WORDS]", Short: "List names, with words those that have them all",
		Long: `List names with who holds them, until when, and where they stand in time: valid, due,
grace, expired, lapsed, unknown or ended. Words are looked for in the name, the
agency, people, tickets and fields.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.reading(cmd.Context(), func(d *ticket.Desk, _ *Config) error {
				if asJSON && asCSV {
					return usage(errors.New("--json and --csv: choose one"))
				}
				names, err := selectNames(d, strings.Join(args, " "))
				switch {
				case err != nil:
					return err
				case asJSON:
					return writeJSON(r.doors.Out, nonNil(names))
				case asCSV:
					return namesCSV(r.doors.Out, names)
				}
				for _, n := range names {
					fmt.Fprintf(r.doors.Out, "%s %-10s %-7s %s %s %s\n", fit(string(n.Name), 32), written(n.Until), n.Stage, held(n.Entry), fit(n.Agency, 28), fit(n.Officer.Name, 24))
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	cmd.Flags().BoolVar(&asCSV, "csv", false, "as CSV; what an import reads is written by 'loket register export'")
	return cmd
}

// named is an entry as scripts read it. A day that is not known is left out.
type named struct {
	register.Entry
	Stage    register.Stage `json:"stage"`
	End      calendar.Date  `json:"end,omitzero"`       // that counts next
	Days     int            `json:"days"`               // to End
	Reminder int            `json:"reminder,omitempty"` // that is due: days before End
}

func toNamed(p register.Position) named { return named{p.Entry, p.Stage, p.End, p.Days, p.Mark} }

func selectNames(d *ticket.Desk, words string) ([]named, error) {
	all, err := d.Register()
	if err != nil {
		return nil, err
	}
	place := make(map[domain.Name]register.Position, len(all))
	for _, p := range d.Radar(all) {
		place[p.Entry.Name] = p
	}
	var out []named
	for _, e := range all {
		if e.Matches(words) {
			n := toNamed(place[e.Name])
			n.History = nil // of one name alone
			out = append(out, n)
		}
	}
	return out, nil
}

func namesCSV(w io.Writer, names []named) error {
	cells := make([][]string, len(names))
	for i, n := range names {
		cells[i] = []string{string(n.Name), n.Agency, n.Officer.Name, n.Officer.Email, written(n.Registered), written(n.Until), string(n.Stage), written(n.End), strconv.Itoa(n.Days), strconv.Itoa(len(n.Holds)), strings.Join(n.Tickets, " ")}
	}
	return table.Write(w, []string{"name", "agency", "officer", "officer_email", "registered", "until", "stage", "end", "days", "holds", "tickets"}, cells)
}

// written is a day or nothing.
func written(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func held(e register.Entry) string {
	if e.Held() {
		return "held"
	}
	return "    "
}

func (r *root) registerShow() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "show NAME", Short: "Show what the register has of a name", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.reading(cmd.Context(), func(d *ticket.Desk, c *Config) error {
				name, err := domain.ParseName(args[0])
				if err != nil {
					return usage(err)
				}
				e, ok, err := d.RegisterEntry(name)
				if err != nil {
					return err
				}
				if !ok {
					return &exit{ExitNotFound, fmt.Errorf("%s is not in the register", name)}
				}
				n := toNamed(d.Radar([]register.Entry{e})[0])
				if asJSON {
					return writeJSON(r.doors.Out, n)
				}
				showName(r.doors.Out, d, n)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return cmd
}

func showName(w io.Writer, d *ticket.Desk, n named) {
	fmt.Fprintf(w, "%s\n\n", n.Name)
	line(w, "agency", n.Agency)
	line(w, "officer", n.Officer.String())
	line(w, "responsible", n.Responsible.String())
	line(w, "registered", written(n.Registered))
	line(w, "until", written(n.Until))
	line(w, "ended", written(n.Ended))
	stage := string(n.Stage)
	if !n.End.IsZero() {
		stage += fmt.Sprintf("  %s, %s", n.End, daysTo(n.Days))
	}
	line(w, "stage", stage)
	for _, h := range n.Holds {
		line(w, "held", fmt.Sprintf("%s  %s  since %s", h.Ticket, h.Reason, h.Since.In(d.Calendar.Zone()).Format("2006-01-02 15:04")))
	}
	line(w, "tickets", strings.Join(n.Tickets, ", "))
	for _, rec := range n.Records {
		line(w, "record", rec.Host+" "+rec.Type+" "+rec.Value)
	}
	for _, f := range n.Fields {
		line(w, "field", f.Label+": "+f.Value)
	}
	for _, m := range n.Reminders {
		line(w, "reminder", fmt.Sprintf("%s  %d d before %s  %s", m.At.In(d.Calendar.Zone()).Format("2006-01-02 15:04"), m.Mark, m.End, m.Ticket))
	}
	line(w, "changed", n.Updated.In(d.Calendar.Zone()).Format("2006-01-02 15:04")+" "+n.UpdatedBy)
}

func daysTo(n int) string {
	switch {
	case n == 0:
		return "today"
	case n < 0:
		return fmt.Sprintf("%d d ago", -n)
	}
	return fmt.Sprintf("in %d d", n)
}

func (r *root) registerDue() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "due", Short: "List what ends soon and what lapsed; nothing is deleted", Args: cobra.NoArgs,
		Long: `List the names whose end is near or past, the most pressing first: registered names 60,
30 and 7 days before it, subdomains before 31 December and, in their grace, 31 March,
or as the catalogue says. Names whose end nobody knows are counted at the end.
Nothing is deleted: what becomes of a lapsed name is decided by a person.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.reading(cmd.Context(), func(d *ticket.Desk, _ *Config) error {
				all, err := d.Register()
				if err != nil {
					return err
				}
				due, unknown := []named{}, 0
				for _, p := range d.Radar(all) {
					switch p.Stage {
					case register.Unknown:
						unknown++
					case register.Lapsed, register.Expired, register.Grace, register.Due:
						due = append(due, toNamed(p))
					case register.Valid, register.Ended:
					}
				}
				if asJSON {
					return writeJSON(r.doors.Out, due)
				}
				dueText(r.doors.Out, due, unknown)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return cmd
}

func dueText(w io.Writer, due []named, unknown int) {
	for _, n := range due {
		reminder := ""
		if n.Reminder > 0 {
			reminder = fmt.Sprintf("reminder %d", n.Reminder)
		}
		fmt.Fprintf(w, "%-7s %s %s %-11s %s %s %s\n", n.Stage, n.End, fit(daysTo(n.Days), 13), reminder, fit(string(n.Name), 32), fit(n.Agency, 28), fit(n.Contact().String(), 48))
	}
	if unknown > 0 {
		fmt.Fprintf(w, "%d of unknown end; 'loket register list' shows them\n", unknown)
	}
}
