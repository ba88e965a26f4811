package command

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"loket/domain/clean"
	"loket/domain/register"
	"loket/ticket"
)

// registerRemind shows the reminders that are due, and sends them when told to.
func (r *root) registerRemind() *cobra.Command {
	var o remindOptions
	cmd := &cobra.Command{
		Use: "remind --dry-run|--send", Short: "Show the letters of reminder that are due; with --send, send them", Args: cobra.NoArgs,
		Long: `One letter for each recipient lists the names whose end is near: registered names 60, 30
and 7 days before it, subdomains before 31 December and, in their grace, 31 March, or
as the catalogue says. Each letter goes on a ticket of the service that renews, which
waits for the answer. A name gets one letter for each of these days, however often
this is run. What somebody renews already is left out; what has no address is named.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.dry == o.send || o.send && r.open != nil { // another process only reads
				return usage(errors.New("choose one: --dry-run or --send"))
			}
			by := r.who(o.officer)
			show := func(d *ticket.Desk, _ *Config) error {
				c, err := d.Campaign(by, o.note)
				if err != nil {
					return err
				}
				o.tell(r.doors.Out, c)
				if !o.send {
					return nil
				}
				n, err := d.Remind(cmd.Context(), by, o.note, c.Mailings)
				fmt.Fprintf(r.doors.Out, "%d sent\n", n)
				return err
			}
			if o.send {
				return r.withRecord(cmd.Context(), show)
			}
			return r.reading(cmd.Context(), show)
		},
	}
	cmd.Flags().BoolVar(&o.dry, "dry-run", false, "write nothing")
	cmd.Flags().BoolVar(&o.send, "send", false, "put the letters into the outbox")
	cmd.Flags().BoolVar(&o.letters, "letters", false, "show each letter")
	cmd.Flags().StringVar(&o.note, "note", "", "words of one's own for every letter")
	cmd.Flags().StringVar(&o.officer, "officer", "", "who sends")
	return cmd
}

type remindOptions struct {
	dry, send, letters bool
	note, officer      string
}

// tell lists the letters and what keeps any from being sent.
func (o *remindOptions) tell(w io.Writer, c *ticket.Campaign) {
	for _, m := range c.Mailings {
		on := m.Service
		if m.Ticket != "" {
			on += " " + m.Ticket
		}
		to := m.Batch.To.String()
		if m.Lacks != "" {
			to = strings.TrimSpace("! " + m.Lacks + " " + m.Batch.Agency)
		}
		fmt.Fprintf(w, "%s %s %s\n", fit(to, 48), fit(on, 28), countNames(len(m.Batch.Positions)))
		for _, p := range m.Batch.Positions {
			fmt.Fprintf(w, "    %s %s %s reminder %d\n", fit(string(p.Entry.Name), 40), p.End, fit(daysTo(p.Days), 13), p.Mark)
		}
		if o.letters {
			fmt.Fprintf(w, "\n%s\n\n%s\n", clean.Line(m.Draft.Subject, 400), clean.Block(m.Draft.Body, 64<<10))
		}
	}
	for _, u := range c.Underway {
		fmt.Fprintf(w, "= %s is being renewed: %s\n", fit(string(u.Position.Entry.Name), 40), u.Ticket)
	}
	fmt.Fprintf(w, "%d letters, %d that lack something, %d names being renewed\n", len(c.Ready()), len(c.Mailings)-len(c.Ready()), len(c.Underway))
}

func countNames(n int) string {
	if n == 1 {
		return "1 name"
	}
	return fmt.Sprintf("%d names", n)
}

// registerCampaign shows how far the year's re-registration is.
func (r *root) registerCampaign() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "campaign", Short: "Show who has re-registered subdomains for the year, and what lapsed", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.reading(cmd.Context(), func(d *ticket.Desk, _ *Config) error {
				c, err := d.Campaign("", "")
				if err != nil {
					return err
				}
				if asJSON {
					return writeJSON(r.doors.Out, yearOf(c))
				}
				tellYear(r.doors.Out, c)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return cmd
}

// year is a year's re-registration as scripts read it.
type year struct {
	End     string   `json:"end"`
	Renewed []string `json:"renewed"`
	Waiting []string `json:"waiting"`
	Ended   []string `json:"ended"`
	Lapsed  []string `json:"lapsed"`
}

func yearOf(c *ticket.Campaign) year {
	names := func(entries []register.Entry) []string {
		out := []string{}
		for _, e := range entries {
			out = append(out, string(e.Name))
		}
		return out
	}
	y := year{End: written(c.Progress.End), Renewed: names(c.Progress.Renewed), Waiting: names(c.Progress.Waiting), Ended: names(c.Progress.Ended), Lapsed: []string{}}
	for _, p := range c.Lapsed {
		y.Lapsed = append(y.Lapsed, string(p.Entry.Name))
	}
	return y
}

func tellYear(w io.Writer, c *ticket.Campaign) {
	p := &c.Progress
	fmt.Fprintf(w, "re-registration for %s: %d renewed, %d waiting, %d deleted\n", p.End, len(p.Renewed), len(p.Waiting), len(p.Ended))
	for _, e := range p.Waiting {
		told := "never reminded"
		if n := len(e.Reminders); n > 0 {
			told = "reminded " + e.Reminders[n-1].At.Format("2006-01-02") + " " + e.Reminders[n-1].Ticket
		}
		fmt.Fprintf(w, "waiting %s %s %s\n", fit(string(e.Name), 40), fit(e.Agency, 28), told)
	}
	for _, l := range c.Lapsed {
		fmt.Fprintf(w, "%-7s %s %s %s\n", l.Stage, fit(string(l.Entry.Name), 40), l.End, daysTo(l.Days))
	}
}
