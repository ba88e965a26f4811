package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
	"loket/ticket/document"
	"loket/ticket/document/clamd"
	"loket/ui/console"
)

// ClamAV is where the malware scanner listens.
type ClamAV struct {
	// Address is "unix:/path" or a loopback "host:port"; "": files are not scanned.
	Address string `toml:"address"`
}

func (a *ClamAV) check(p *problems) {
	if a.Address == "" {
		return
	}
	if _, _, err := clamd.ParseAddress(a.Address); err != nil {
		p.add("clamav.address", "clamav.address = %q: %w", clean.Line(a.Address, 80), err)
	}
}

// Scanner is the malware scanner, nil where none is configured.
func (c *Config) Scanner(now func() time.Time) document.Scanner {
	if c.ClamAV.Address == "" {
		return nil
	}
	s, err := clamd.New(c.ClamAV.Address, now)
	if err != nil { // Validate has seen it
		return nil
	}
	return s
}

// scannerSettings is what the settings screen says of it.
func scannerSettings(d *ticket.Desk) console.Group {
	item := func(name, value string) console.Item { return console.Item{Name: name, Value: value} }
	st, ok := d.ScannerStatus()
	if !ok {
		return console.Group{Name: "malware", Items: []console.Item{item("scanner", "")}}
	}
	return console.Group{Name: "malware", Items: []console.Item{item("scanner", st.Address), item("engine", scannerEngine(&st)), item("signatures", signatures(&st, d.Now()))}}
}

func scannerEngine(st *document.ScannerStatus) string {
	if st.Asked && !st.Up {
		return "! " + st.Why
	}
	return st.Engine
}

func signatures(st *document.ScannerStatus, now time.Time) string {
	switch {
	case st.BaseAt.IsZero():
		return st.Base
	case st.Stale(now):
		return fmt.Sprintf("! %s (%s, %d d)", st.Base, st.BaseAt.Format("2006-01-02"), int(now.Sub(st.BaseAt)/(24*time.Hour)))
	}
	return fmt.Sprintf("%s (%s)", st.Base, st.BaseAt.Format("2006-01-02"))
}

func (r *root) scan() *cobra.Command {
	return &cobra.Command{
		Use: "scan [TICKET...]", Short: "Scan files for malware: those of tickets, or all that were not scanned",
		Long: `Has the ClamAV daemon of the configuration (clamav.address) scan files. With the
numbers of tickets their files are scanned again; without, those of open tickets
that were never scanned or could not be. The exit code is 5 where something was
found.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.withRecord(cmd.Context(), func(d *ticket.Desk, _ *Config) error {
				if d.Scanner == nil {
					return usage(errors.New(`no malware scanner: write  address = "unix:/run/clamav/clamd.ctl"  under [clamav] into the configuration`))
				}
				return r.scanFiles(cmd.Context(), d, args)
			})
		},
	}
}

func (r *root) scanFiles(ctx context.Context, d *ticket.Desk, numbers []string) error {
	st := d.Scanner.Ask(ctx)
	if !st.Up {
		return fmt.Errorf("%s does not answer: %s", clean.Line(st.Address, 200), st.Why)
	}
	fmt.Fprintln(r.doors.Out, "scanner:", st.Engine+",", "signatures:", signatures(&st, d.Now()))
	if len(numbers) == 0 {
		for more := true; more; {
			var err error
			if more, err = d.ScanSome(ctx); err != nil {
				return err
			}
		}
	}
	var ids []ticket.ID
	for _, n := range numbers {
		id, err := d.Find(n)
		if err != nil {
			return &exit{ExitNotFound, err}
		}
		if err := d.Rescan(ctx, ticket.ByDesk, id, ""); err != nil {
			return err
		}
		ids = append(ids, id)
	}
	if len(numbers) == 0 {
		for _, row := range d.Queue(ticket.ViewAll, "", nil, ticket.SortNumber, false, d.Now()) {
			if row.Unscanned || row.Quarantined {
				ids = append(ids, row.ID)
			}
		}
	}
	return r.scanned(d, ids)
}

// scanned prints what is not clean.
func (r *root) scanned(d *ticket.Desk, ids []ticket.ID) error {
	bad := 0
	for _, id := range ids {
		t, err := d.Ticket(id)
		if err != nil {
			return err
		}
		for _, m := range t.Messages {
			for i := range m.Attachments {
				a := &m.Attachments[i]
				if a.Quarantined() {
					bad++
				}
				fmt.Fprintf(r.doors.Out, "%s  %s  %s\n", t.Number, clean.Line(domain.MaskNIPs(a.Name), 120), scanWords(a))
			}
		}
	}
	if bad > 0 {
		return &exit{ExitProblems, fmt.Errorf("%d files are in quarantine", bad)}
	}
	return nil
}

func scanWords(a *ticket.Attachment) string {
	switch {
	case a.Scan == nil:
		return "not scanned"
	case a.Quarantined():
		return "QUARANTINE: " + a.Scan.Signature
	case a.Scan.State == document.ScanFound:
		return "lifted: " + a.Scan.Signature
	case a.Scan.State == document.ScanNot:
		return "not scanned: " + a.Scan.Code
	}
	return "clean"
}
