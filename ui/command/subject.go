package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// subject is what the desk holds of a person, and the end of it.
func (r *root) subject() *cobra.Command {
	cmd := &cobra.Command{
		Use: "subject", Short: "What the desk holds of a person, and its erasure",
		Long: `WHO is an e-mail address, a NIP or a name (of five letters or more; the words of it
next to one another, in any case). Both are a supervisor's work.`,
	}
	cmd.AddCommand(r.subjectReport(), r.subjectErase())
	return cmd
}

func (r *root) subjectReport() *cobra.Command {
	var officer, format string
	cmd := &cobra.Command{
		Use: "report WHO", Short: "List everything that the desk holds of a person", Args: cobra.ExactArgs(1),
		Long: `Lists the tickets of the person, and those in which the person is named or wrote, with
their mails, documents (class and until when they are kept), letters, survey and who
looked at what; mails that made no ticket; and the entries of the register. That it
was made is noted in the log, without the person.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usage(fmt.Errorf("--format %q: write text or json", format))
			}
			return r.reading(cmd.Context(), func(d *ticket.Desk, c *Config) error {
				return r.said(c, r.writeHolding(cmd.Context(), d, r.who(officer), args[0], format))
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	cmd.Flags().StringVar(&officer, "officer", "", "who asks: a supervisor")
	return cmd
}

// said puts a refusal into the language that was chosen.
func (r *root) said(c *Config, err error) error {
	if no := ticket.IsRefusal(err); no != nil {
		return &refused{kit.Lang(r.language(c)).Refusal(no).String(), err}
	}
	return err
}

func (r *root) writeHolding(ctx context.Context, d *ticket.Desk, by, who, format string) error {
	p, err := ticket.ParsePerson(who)
	if err != nil {
		return err
	}
	h, err := d.Holding(ctx, by, p)
	if err != nil {
		return err
	}
	var b strings.Builder
	if format == "json" {
		err = writeJSON(&b, h)
	} else {
		printHolding(&b, h, d.Calendar.Zone())
	}
	if err == nil {
		err = d.TakeReport(ctx, by, "subject report", []byte(b.String()), ticket.TakenSave)
	}
	if err != nil {
		return err
	}
	_, err = io.WriteString(r.doors.Out, b.String())
	return err
}

// printHolding writes a line for each thing, indented below its ticket.
func printHolding(w io.Writer, h *ticket.Holding, zone *time.Location) {
	at := func(t time.Time) string { return t.In(zone).Format("2006-01-02 15:04") }
	say := func(format string, args ...any) {
		line := fmt.Sprintf(format, args...)
		below := line[:len(line)-len(strings.TrimLeft(line, " "))]
		fmt.Fprintf(w, "%s%s\n", below, clean.Line(line, 400))
	}
	for i := range h.Tickets {
		t := &h.Tickets[i]
		say("ticket %s %s %s received %s, %s%s%s", t.Number, t.State, t.Service, at(t.Received), strings.Join(t.Parts, ", "), onHold(t), inClear(t.InClear))
		for _, m := range t.Mails {
			say("    mail %s %s %q%s", at(m.At), m.From, m.Subject, destroyed(m.Destroyed))
		}
		for _, f := range t.Documents {
			say("    document %q %s sha256 %s%s%s", f.Name, f.Requirement, f.SHA, class(&f, zone), destroyed(f.Destroyed))
		}
		for _, l := range t.Letters {
			say("    letter %s to %s %q %s", at(l.At), strings.Join(l.To, " "), l.Subject, l.State)
		}
		if t.Survey != nil {
			say("    survey %s %q", at(t.Survey.At), t.Survey.Comment)
		}
		for _, s := range t.Seen {
			say("    seen %s by %s, %s %s", at(s.At), s.By, s.How, s.File)
		}
	}
	for _, m := range h.Mails {
		say("mail %s %s %q %s", at(m.At), m.From, m.Subject, m.Fate)
	}
	for _, n := range h.Names {
		say("register %s officer %s, responsible %s", n.Name, n.Officer, n.Responsible)
	}
	say("tickets %d, mails without a ticket %d, names in the register %d", len(h.Tickets), len(h.Mails), len(h.Names))
}

func onHold(t *ticket.HeldTicket) string {
	if t.Hold {
		return ", legal hold"
	}
	return ""
}

func inClear(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d events in clear", n)
}

func destroyed(is bool) string {
	if is {
		return ", destroyed"
	}
	return ""
}

func class(f *ticket.HeldDocument, zone *time.Location) string {
	switch {
	case f.KeepDays == 0 && f.Until.IsZero():
		return ", kept for good"
	case f.Until.IsZero():
		return fmt.Sprintf(", kept %d days after closing", f.KeepDays)
	}
	return ", kept until " + f.Until.In(zone).Format("2006-01-02")
}

func (r *root) subjectErase() *cobra.Command {
	var officer, reason string
	var dry bool
	cmd := &cobra.Command{
		Use: "erase WHO --reason WHY [--dry-run]", Short: "Destroy what closed tickets say of a person", Args: cobra.ExactArgs(1),
		Long: `Of closed tickets that the person asked for, or whose form or staff card is about the
person, destroys all that they say of anybody: mails, files, what was read in them,
letters, notes, comments; and the mails on no ticket that came from the address. Numbers, services, times, verdicts, SHA-256 and the figures
of every report stay, and the log's chain; an event says who did it and why, so do
not name the person in the reason. A name of one word finds, but does not destroy: it
may be many people's. Needs a site key ([personal]).

Named with its reason is what stays: open tickets, those under a legal hold or with a
letter on its way, tickets of others, and the register with its history. What was kept
before the site had a key was not sealed: those events keep their words and are
counted. Backups made before, the mailbox on its server and its Sent folder are not
the record's.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if strings.TrimSpace(reason) == "" {
				return usage(errors.New("--reason: say why in a few words, without the person's name"))
			}
			dir := ""
			err := r.withRecord(cmd.Context(), func(d *ticket.Desk, c *Config) error {
				if !dry && r.open == nil {
					dir = c.Dir
				}
				return r.said(c, r.erase(cmd.Context(), d, c, r.who(officer), args[0], reason, dry))
			})
			return errors.Join(err, forgetSearch(dir))
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; it stays in the record")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "list only")
	cmd.Flags().StringVar(&officer, "officer", "", "who does it: a supervisor")
	return cmd
}

// forgetSearch takes the search index of a record away that nobody has open: it holds
// the words, and the next search makes it anew. "" is none.
func forgetSearch(dir string) error {
	if dir == "" {
		return nil
	}
	return os.RemoveAll(filepath.Join(dir, "search"))
}

func (r *root) erase(ctx context.Context, d *ticket.Desk, c *Config, by, who, reason string, dry bool) error {
	p, err := ticket.ParsePerson(who)
	if err != nil {
		return err
	}
	e, err := d.EraseSubject(ctx, by, p, reason, dry)
	if e == nil {
		return err
	}
	lang := kit.Lang(r.language(c))
	words, clear := "erased", 0
	if dry {
		words = "would be erased"
	}
	for _, t := range e.Tickets {
		fmt.Fprintf(r.doors.Out, "%s %s, mails %d%s\n", t.Number, words, t.Mails, inClear(t.InClear))
		clear += t.InClear
	}
	for _, s := range e.Stays {
		fmt.Fprintf(r.doors.Out, "%s stays (%s): %s\n", s.Number, strings.Join(s.Parts, ", "), lang.Refusal(s.Why))
	}
	for _, n := range e.Names {
		fmt.Fprintf(r.doors.Out, "%s stays in the register\n", n)
	}
	if e.Spoken > 0 {
		fmt.Fprintf(r.doors.Out, "%d mails on no ticket stay, which others sent\n", e.Spoken)
	}
	fmt.Fprintf(r.doors.Out, "tickets %s %d, mails on no ticket %d, staying %d\n", words, len(e.Tickets), e.Strays, len(e.Stays)+len(e.Names)+e.Spoken)
	if clear > 0 {
		fmt.Fprintf(r.doors.Out, "%d events were kept before the site had a key: what they say stays in the log of events in clear\n", clear)
	}
	if dry || err != nil || len(e.Tickets)+e.Strays == 0 {
		return err
	}
	return r.compact(d)
}

// compact takes what was destroyed out of the files, at once where nobody else works on
// the record.
func (r *root) compact(d *ticket.Desk) error {
	if r.open == nil {
		return d.Compact()
	}
	_, err := fmt.Fprintln(r.doors.Out, "what is left of it in free pages of loket.db goes when the record is opened next")
	return err
}
