package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"loket/domain/clean"
	"loket/ticket"
)

// sieve is what of the log is wanted.
type sieve struct {
	number, officer string
	kinds           []string
	since, until    string
	access          bool
	newest          int

	about    ticket.ID
	from, to time.Time
}

func (r *root) log() *cobra.Command {
	var s sieve
	var asJSON, head bool
	cmd := &cobra.Command{
		Use: "log", Short: "What happened, event by event", Args: cobra.NoArgs,
		Long: `Prints the log, oldest first: number, time, officer, ticket, kind, and what the event
holds. Every event is chained to the one before it; 'loket check' verifies the chain,
and --head prints its end, which proves everything before it to whoever keeps it.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.reading(cmd.Context(), func(d *ticket.Desk, _ *Config) error {
				if head {
					seq, hash, err := d.Head()
					fmt.Fprintf(r.doors.Out, "%d %s\n", seq, hash)
					return err
				}
				if err := s.ready(d); err != nil {
					return err
				}
				by := r.as
				if by == "" { // at the machine that holds the record nothing of it is hidden
					by = ticket.ByDesk
				}
				return s.run(d, by, r.doors.Out, asJSON)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.number, "ticket", "", "only of this ticket")
	f.StringVar(&s.officer, "officer", "", "only by this officer; desk: what the program did")
	f.StringSliceVar(&s.kinds, "kind", nil, "only these, such as verdict-given,act-started")
	f.StringVar(&s.since, "since", "", "from a day or a time: 2026-11-22, 2026-11-22T13:00")
	f.StringVar(&s.until, "until", "", "before a day or a time")
	f.BoolVar(&s.access, "access", false, "only sign-ins, sign-outs, refusals at the door, officers changed and files taken")
	f.IntVar(&s.newest, "newest", 0, "only so many, the newest")
	f.BoolVar(&asJSON, "json", false, "one JSON object a line, with all that the event holds")
	f.BoolVar(&head, "head", false, "print the number and the hash of the last event")
	return cmd
}

// ready reads what was written on the command line.
func (s *sieve) ready(d *ticket.Desk) (err error) {
	zone := d.Calendar.Zone()
	if s.from, err = moment(s.since, zone); err == nil {
		s.to, err = moment(s.until, zone)
	}
	if err != nil {
		return err
	}
	if s.newest < 0 {
		return usage(errors.New("--newest: write a number of events"))
	}
	if s.number != "" {
		if s.about, err = d.Find(s.number); err != nil {
			return err
		}
	}
	known := ticket.Kinds()
	for _, k := range s.kinds {
		if !slices.Contains(known, k) {
			return usage(fmt.Errorf("--kind %q: there is no such event; there are %v", clean.Line(k, 40), known))
		}
	}
	if s.access {
		s.kinds = append(s.kinds, "signed-in", "signed-out", "sign-in-refused", "officer-kept", "file-taken")
	}
	return nil
}

// moment reads a day or a time of the desk's zone, "" as none.
func moment(text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usage(fmt.Errorf("time %q: write a day as 2026-11-22 or a time as 2026-11-22T13:00", clean.Line(text, 40)))
}

func (s *sieve) takes(e *ticket.Event) bool {
	switch {
	case s.about != 0 && e.About() != s.about,
		s.officer != "" && e.By != s.officer,
		len(s.kinds) > 0 && !slices.Contains(s.kinds, e.Kind()),
		!s.from.IsZero() && e.At.Before(s.from),
		!s.to.IsZero() && !e.At.Before(s.to):
		return false
	}
	return true
}

func (s *sieve) run(d *ticket.Desk, by string, w io.Writer, asJSON bool) error {
	print := func(e *ticket.Event) error { return printEvent(w, d, e) }
	if asJSON {
		print = func(e *ticket.Event) error {
			line, err := ticket.EncodeEvent(*e, nil)
			if err == nil {
				_, err = fmt.Fprintf(w, "%s\n", line)
			}
			return err
		}
	}
	var last []ticket.Event
	var failed error
	err := d.Trail(by, 0, func(e ticket.Event) bool {
		switch {
		case !s.takes(&e):
		case s.newest == 0:
			failed = print(&e)
		default:
			if last = append(last, e); len(last) > 2*s.newest {
				last = slices.Clone(last[len(last)-s.newest:])
			}
		}
		return failed == nil
	})
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	for i := max(len(last)-s.newest, 0); i < len(last); i++ {
		if err := print(&last[i]); err != nil {
			return err
		}
	}
	return nil
}

func printEvent(w io.Writer, d *ticket.Desk, e *ticket.Event) error {
	body, err := json.Marshal(e.Body)
	if err != nil {
		return err
	}
	number := "-"
	if r := d.Row(e.About()); r != nil {
		number = r.Number
	} else if id := e.About(); id != 0 {
		number = "#" + strconv.FormatUint(uint64(id), 10)
	}
	_, err = fmt.Fprintf(w, "%7d %s %-12s %-10s %-18s %s\n", e.Seq, e.At.In(d.Calendar.Zone()).Format(time.DateTime),
		clean.Line(e.By, 32), number, e.Kind(), clean.Line(string(body), 160))
	return err
}
