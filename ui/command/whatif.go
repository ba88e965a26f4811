package command

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loket/domain/calendar"
	"loket/domain/staff"
	"loket/ticket"
	"loket/ui/kit"
)

// supposing is what somebody supposes.
type supposing struct {
	holidays []string
	open     []string
	file     string
	officers int
	each     time.Duration
}

func (r *root) whatif() *cobra.Command {
	var s supposing
	var asJSON bool
	cmd := &cobra.Command{
		Use: "whatif", Short: "Work out who would be late on another calendar or with other people", Args: cobra.NoArgs,
		Long: `Counts the deadlines of open tickets anew on a copy, and supposes that the desk does them
in the order of their deadlines, each in the same working time. Nothing is kept.

  loket whatif --holiday 2026-12-24 --holiday 2026-12-31
  loket whatif --open 2026-12-24 --officers 4
  loket whatif --calendar /etc/loket/ramadan.toml --officers 2 --each 30m

Tickets on which somebody else has the next move are left out.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.check(r.as != ""); err != nil {
				return usage(err)
			}
			return r.reading(cmd.Context(), func(d *ticket.Desk, c *Config) error {
				if !d.May(r.who(""), staff.Read, "") {
					return fmt.Errorf("%s may not read this", r.who(""))
				}
				was := d.PlanNow(s.each)
				then, err := s.plan(was, c)
				if err != nil {
					return err
				}
				list, err := d.WhatIf(was, then)
				if err != nil {
					return err
				}
				if asJSON {
					return writeJSON(r.doors.Out, toSupposed(list))
				}
				supposedText(r.doors.Out, d, list, was, then, kit.Lang(r.language(c)))
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&s.holidays, "holiday", nil, "a day on which the desk stays closed, as 2026-12-24; may be given again")
	f.StringArrayVar(&s.open, "open", nil, "a holiday on which the desk works; may be given again")
	f.StringVar(&s.file, "calendar", "", "a calendar file in place of the desk's; an absolute path")
	f.IntVar(&s.officers, "officers", 0, "how many work (default: those who are here today)")
	f.DurationVar(&s.each, "each", 45*time.Minute, "working time of one ticket")
	f.BoolVar(&asJSON, "json", false, "as JSON")
	return cmd
}

// check refuses what cannot be supposed. The file is read by the process that holds
// the record: who is far away may not choose what it reads.
func (s *supposing) check(far bool) error {
	switch {
	case far && s.file != "":
		return errors.New("--calendar reads a file of the desk's machine: use it there")
	case s.file != "" && !filepath.IsAbs(s.file):
		return fmt.Errorf("--calendar %q: write the whole path", s.file)
	case s.officers < 0 || s.officers > 1000:
		return fmt.Errorf("--officers %d: write 1 or more", s.officers)
	case s.each < time.Minute || s.each > 1000*time.Hour:
		return fmt.Errorf("--each %s: write a time such as 45m", s.each)
	}
	return nil
}

func (s *supposing) plan(was ticket.Plan, c *Config) (then ticket.Plan, err error) {
	then = was
	if s.file != "" {
		other := *c
		other.Calendar.File = s.file
		if then.Calendar, err = other.OpenCalendar(); err != nil {
			return then, err
		}
	}
	what := ticket.Supposition{Officers: s.officers, Day: then.Calendar.DayMeaning(), Ends: then.Calendar.Ends()}
	if what.Closed, err = days("--holiday", s.holidays); err != nil {
		return then, err
	}
	if what.Open, err = days("--open", s.open); err != nil {
		return then, err
	}
	return then.Suppose(what)
}

// days reads the days of a flag.
func days(flag string, texts []string) (out []calendar.Date, err error) {
	for _, text := range texts {
		day, err := calendar.ParseDate(text)
		if err != nil {
			return nil, usage(fmt.Errorf("%s %q: write a day as 2026-12-24", flag, text))
		}
		out = append(out, day)
	}
	return out, nil
}

// supposed is one ticket as scripts read it.
type supposed struct {
	Number  string `json:"number"`
	Service string `json:"service"`
	Owner   string `json:"owner"`
	Due     string `json:"due"`
	NewDue  string `json:"new_due"`
	Done    string `json:"done"`
	NewDone string `json:"new_done"`
	Late    bool   `json:"late"`
	NewLate bool   `json:"new_late"`
}

func toSupposed(list []ticket.Supposed) []supposed {
	out := make([]supposed, 0, len(list))
	for _, s := range list {
		out = append(out, supposed{s.Row.Number, s.Row.Service, s.Row.Owner, stamp(s.Due), stamp(s.NewDue), stamp(s.Done), stamp(s.NewEnd), s.Late(), s.NewLate()})
	}
	return out
}

func supposedText(w io.Writer, d *ticket.Desk, list []ticket.Supposed, was, then ticket.Plan, lang kit.Lang) {
	var worse, better []ticket.Supposed
	late, newLate, moved := 0, 0, 0
	for _, s := range list {
		switch {
		case s.NewLate() && !s.Late():
			worse = append(worse, s)
		case s.Late() && !s.NewLate():
			better = append(better, s)
		}
		if s.Late() {
			late++
		}
		if s.NewLate() {
			newLate++
		}
		if !s.Due.Equal(s.NewDue) {
			moved++
		}
	}
	fmt.Fprintln(w, lang.T("whatif.sum", len(list), was.Officers, late, then.Officers, newLate))
	fmt.Fprintln(w, lang.T("whatif.moved", moved))
	zone := d.Calendar.Zone()
	for _, part := range []struct {
		key  string
		list []ticket.Supposed
	}{{"whatif.worse", worse}, {"whatif.better", better}} {
		fmt.Fprintf(w, "\n%s\n", lang.T(part.key, len(part.list)))
		for _, s := range part.list {
			line := fmt.Sprintf("%s %s %s %s  %s", s.Row.Number, fit(serviceName(d.Catalogue, s.Row.Service, lang), 24), fit(d.OfficerName(s.Row.Owner), 16),
				s.NewDue.In(zone).Format("2006-01-02 15:04"), lang.T("whatif.end", s.NewEnd.In(zone).Format("2006-01-02 15:04")))
			fmt.Fprintln(w, strings.TrimRight(line, " "))
		}
	}
}
