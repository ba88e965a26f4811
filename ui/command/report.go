package command

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loket/ticket"
	"loket/ticket/report"
	"loket/ui/kit"
	"loket/ui/reportview"
)

// reporting is what the command line asks of a report.
type reporting struct {
	month, period, known, format, part, out string
	services                                []string
}

func (r *root) report() *cobra.Command {
	var q reporting
	cmd := &cobra.Command{
		Use: "report", Short: "Report on a month, quarter, half-year or year", Args: cobra.NoArgs,
		Long: `Report on a month: volumes, promises kept, times, revisions, waiting, backlog,
officers, missed targets, fees and satisfaction, each with what it counts. All of
it comes from the log of events: the same log gives the same figures, whatever
happens after the month. Three things count where they belong although they are
known later: a request that had reached the mail server and was pulled after the
month, a breach that was noticed later, and the cause of one. --as-of leaves out
what was recorded from that day (or instant) on: the report as it was handed in.

--part assessment is the monthly performance assessment (Penilaian Kinerja
Bulanan), --part coordination the list for the coordination meeting on termination
and restoration of access.

csv has a line for each figure, json the figures themselves; xlsx and html are files
for other people. Without --out the report is printed.`,
		Example: `  loket report --month 2026-10
  loket report --month 2026-10 --format xlsx --out 2026-10.xlsx
  loket report --period 2026-S2 --as-of 2027-01-05`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := r.checkReport(&q); err != nil {
				return usage(err)
			}
			return r.intoFile(q.out, func() error {
				return r.reading(cmd.Context(), func(d *ticket.Desk, c *Config) error { return r.makeReport(cmd.Context(), d, c, &q) })
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.month, "month", "", "as 2026-10 (default: this month, so far)")
	f.StringVar(&q.period, "period", "", "a longer one: 2026-Q4, 2026-S2 (half-year) or 2026")
	f.StringVar(&q.known, "as-of", "", "leave out what was recorded from then on, 2026-11-02 or \"2026-11-02 16:00\"")
	f.StringSliceVar(&q.services, "service", nil, "ids of the services that it is about (default: all)")
	f.StringVar(&q.format, "format", "text", strings.Join(reportview.Formats(), ", "))
	f.StringVar(&q.part, "part", string(reportview.Whole), "all, assessment or coordination")
	f.StringVar(&q.out, "out", "", "write to this file instead of printing")
	return cmd
}

func (r *root) checkReport(q *reporting) error {
	switch {
	case !slices.Contains(reportview.Formats(), q.format):
		return fmt.Errorf("--format %q: write one of %s", q.format, strings.Join(reportview.Formats(), ", "))
	case !slices.Contains(reportview.Parts(), reportview.Part(q.part)):
		return fmt.Errorf("--part %q: write one of %v", q.part, reportview.Parts())
	case q.month != "" && q.period != "":
		return errors.New("--month and --period: write one of them")
	case q.out != "" && r.as != "":
		return errors.New("--out: files of this machine are not written for others; leave it out and keep what is printed")
	}
	return nil
}

// makeReport makes the report and prints it.
func (r *root) makeReport(ctx context.Context, d *ticket.Desk, c *Config, q *reporting) error {
	zone := d.Calendar.Zone()
	rules := report.Rules{Catalogue: d.Catalogue, Calendar: d.Calendar, Now: d.Now().In(zone), Services: q.services}
	if err := q.times(&rules, zone); err != nil {
		return usage(err)
	}
	if list := report.Unknown(d.Catalogue, q.services); len(list) > 0 {
		return usage(fmt.Errorf("--service: there is no %s; there are %s", strings.Join(list, ", "), strings.Join(d.Catalogue.IDs(), ", ")))
	}
	made, err := report.Make(ctx, d, rules)
	if err != nil {
		return err
	}
	names := reportview.NamesOf(d, kit.Lang(r.language(c)), d.Catalogue, zone)
	var b bytes.Buffer
	if err := reportview.Write(made, names, reportview.Part(q.part)).Put(&b, q.format); err != nil {
		return err
	}
	data := b.Bytes()
	switch {
	case q.format == "json":
		data = inertJSON(data)
	case q.format == "text" && !r.lines():
		data = []byte(typed.Replace(string(data)))
	}
	_, err = r.doors.Out.Write(data)
	return err
}

// lines reports whether whoever reads has letters for lines and bars: a locale that is
// named and is none of Unicode has not.
func (r *root) lines() bool {
	for _, k := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(r.doors.Env(k)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return true
}

// typed is a report as a typewriter has it.
var typed = strings.NewReplacer("━", "=", "╸", "-", "─", "-", "–", "-", "…", ".", "·", "-")

// times reads what the report is on, and as of when.
func (q *reporting) times(rules *report.Rules, zone *time.Location) (err error) {
	rules.Period = report.MonthOf(rules.Now)
	switch {
	case q.month != "":
		rules.Period, err = report.Month(q.month, zone)
	case q.period != "":
		rules.Period, err = report.ParsePeriod(q.period, zone)
	}
	if err != nil || q.known == "" {
		return err
	}
	for _, form := range []string{time.DateOnly, "2006-01-02 15:04", time.RFC3339} {
		if rules.Known, err = time.ParseInLocation(form, q.known, zone); err == nil {
			break
		}
	}
	switch {
	case err != nil:
		return fmt.Errorf("--as-of %q: write it as 2026-11-02 or \"2026-11-02 16:00\"", q.known)
	case !rules.Known.After(rules.Period.From):
		return fmt.Errorf("--as-of %q: the period had not begun", q.known)
	}
	return nil
}

// intoFile puts what do prints into a file of this machine; "" prints it. The file is
// written by this process, whichever holds the record, and only when all went well.
func (r *root) intoFile(name string, do func() error) error {
	if name == "" || r.open != nil { // the process that asked writes
		return do()
	}
	var b bytes.Buffer
	out := r.doors.Out
	r.doors.Out = &b
	err := do()
	r.doors.Out = out
	if err != nil {
		return err
	}
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	fmt.Fprintln(out, name)
	return nil
}

// Shelved is a desk with its reports among its files, as it is served.
type Shelved struct {
	*ticket.Desk
	Config *Config
}

// Files is ssh.Shelf's.
func (d Shelved) Files(by string) fs.FS {
	return &reportview.Shelf{By: by, Base: d.Desk.Files(by), Desk: d.Desk, Catalogue: d.Catalogue, Lang: kit.Lang(cmp.Or(d.Config.Screen.Lang, string(kit.Indonesian))), Now: d.Now}
}
