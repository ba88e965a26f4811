package command

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/nameserver"
	"loket/ticket"
)

// dns is what can be asked about the desk's zone. For another process it is what
// touches no file.
func (r *root) dns() *cobra.Command {
	cmd := &cobra.Command{Use: "dns", Short: "The zone of a desk for subdomains"}
	cmd.AddCommand(r.dnsDrift(), r.dnsAccept())
	if r.open == nil {
		cmd.AddCommand(r.dnsCheck())
	}
	return cmd
}

func (r *root) dnsDrift() *cobra.Command {
	var asJSON, last bool
	var zone string
	cmd := &cobra.Command{
		Use: "drift", Short: "Compare the zone with the register; nothing is changed", Args: cobra.NoArgs,
		Long: `Reads the zone from its primary (AXFR) and compares it with the records of the
register: what stands there and no ticket made (foreign), what should stand there and
does not (missing), what is not as it was made (differs), and, with dangling in
[dns], what points at a name that is gone. What was found is kept, for
--last and for the console. Exit code 5 says that something was found.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.reading(cmd.Context(), func(d *ticket.Desk, c *Config) error {
				if zones := d.Zones(); zone == "" && len(zones) > 0 {
					zone = zones[0]
				}
				found, ok, err := d.LastComparison(zone)
				if !last {
					found, err = d.CompareZone(cmd.Context(), r.who(""), zone)
					ok = true
				}
				switch {
				case err != nil:
					return err
				case !ok:
					return &exit{ExitNotFound, fmt.Errorf("%s was not compared yet; leave --last out", zone)}
				case asJSON:
					err = writeJSON(r.doors.Out, found)
				default:
					driftText(r.doors.Out, d, &found, r.language(c))
				}
				if err == nil && !found.Clean() {
					err = &exit{ExitProblems, errors.New(driftWords(&found))}
				}
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON, with the records that are as the register has them")
	cmd.Flags().BoolVar(&last, "last", false, "what the last comparison found, without asking the name server")
	cmd.Flags().StringVar(&zone, "zone", "", "the zone, where the desk keeps several")
	return cmd
}

// driftWords count what was found.
func driftWords(c *ticket.Comparison) string {
	if c.Fails() {
		return c.Zone + " could not be read"
	}
	d := &c.Drift
	return fmt.Sprintf("%s: %d foreign, %d missing, %d differing, %d dangling sets of records", c.Zone,
		d.Count(nameserver.Foreign), d.Count(nameserver.Missing), d.Count(nameserver.Differs), len(d.Dangling))
}

func driftText(w io.Writer, d *ticket.Desk, c *ticket.Comparison, lang domain.Lang) {
	fmt.Fprintf(w, "%s  %s %s\n", c.Zone, c.At.In(d.Calendar.Zone()).Format("2006-01-02 15:04"), c.By)
	if c.Fails() {
		fmt.Fprintf(w, "! %s\n  %s\n", clean.Line(c.Failed.What.In(lang), 1000), clean.Line(c.Failed.Do.In(lang), 1000))
		return
	}
	fmt.Fprintf(w, "serial %d, %d records, %d sets as the register has them\n", c.Drift.Serial, c.Drift.Records, c.Same)
	for _, s := range c.Drift.Sets {
		fmt.Fprintln(w, strings.TrimRight(clean.Line(s.String(), 1000).String()+"  "+strings.Join(s.Sources, ", "), " "))
	}
	if c.Left > 0 {
		fmt.Fprintf(w, "and %d more sets\n", c.Left)
	}
	for _, p := range append(c.Drift.Unreadable, c.Drift.Dangling...) {
		fmt.Fprintln(w, clean.Line(p.In(lang), 1000))
	}
	if c.Drift.Unsure != "" {
		fmt.Fprintln(w, clean.Line(c.Drift.Unsure, 300))
	}
}

func (r *root) dnsCheck() *cobra.Command {
	var zone string
	cmd := &cobra.Command{
		Use: "check FILE|-", Short: "Judge records as a form PA-16 is judged", Args: cobra.ExactArgs(1),
		Long: `Reads lines such as "aplikasi A 203.0.113.7" and judges them by the rules of
a form PA-16 and those of [dns]: each by itself and all of them together. Empty lines
and those that begin with ; or # are left out. No name server is asked. Exit code 5
says that one is refused.`,
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := r.load()
			if err != nil {
				return err
			}
			in, err := r.file(args[0])
			if err != nil {
				return err
			}
			defer in.Close()
			check := c.TicketSite().Records
			if check.Zone = zone; zone == "" {
				cat, err := r.doors.Catalogue(c)
				if err != nil {
					return err
				}
				for i := range cat.Services {
					check.Zone = max(check.Zone, cat.Services[i].Zone)
				}
			}
			return checkRecords(r.doors.Out, in, check, r.language(c))
		},
	}
	cmd.Flags().StringVar(&zone, "zone", "", "the zone that the hosts are in (default: that of the services)")
	return cmd
}

// checkRecords prints what is wrong with the records of a text, "!" before what is
// refused.
func checkRecords(w io.Writer, in io.Reader, check domain.RecordCheck, lang domain.Lang) error {
	var records []domain.Record
	refused := 0
	say := func(refuses bool, text string) {
		mark := "?"
		if refuses {
			mark = "!"
			refused++
		}
		fmt.Fprintf(w, "%s %s\n", mark, clean.Line(text, 1000))
	}
	lines := bufio.NewScanner(io.LimitReader(in, maxConfig))
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || strings.HasPrefix(text, ";") || strings.HasPrefix(text, "#") {
			continue
		}
		host, rest, _ := strings.Cut(strings.Join(strings.Fields(text), " "), " ")
		typ, value, _ := strings.Cut(rest, " ")
		rec, err := domain.ParseRecord(host, strings.ToUpper(typ), value)
		if no := (*domain.Refusal)(nil); errors.As(err, &no) {
			say(true, fmt.Sprintf("%d: %s", n, no.In(lang)))
			continue
		} else if err != nil {
			say(true, fmt.Sprintf("%d: %v", n, err))
			continue
		}
		records = append(records, rec)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read the records: %w", err)
	}
	for _, p := range check.Records(records) {
		say(p.Level == domain.Refuse, p.In(lang))
	}
	fmt.Fprintf(w, "%d records, %d refused\n", len(records), refused)
	if refused > 0 {
		return &exit{ExitProblems, fmt.Errorf("%s found; mend the lines marked !, then check again", counted(refused))}
	}
	return nil
}
