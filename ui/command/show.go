package command

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/staff"
	"loket/ticket"
)

func (r *root) show() *cobra.Command {
	var asJSON bool
	var at string
	cmd := &cobra.Command{
		Use: "show NUMBER", Short: "Show a ticket", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.reading(cmd.Context(), func(d *ticket.Desk, c *Config) error {
				id, err := d.Find(args[0])
				if err != nil {
					return err
				}
				now := d.Now().In(d.Calendar.Zone())
				if asJSON && at != "" {
					return usage(errors.New("--json shows a ticket as it is now; leave --at out"))
				}
				if asJSON {
					e, err := exportTicket(d, id, now)
					if err != nil {
						return err
					}
					return writeJSON(r.doors.Out, e)
				}
				t, err := d.Ticket(id)
				if at != "" {
					if now, err = moment(at, now.Location()); err == nil {
						t, err = d.TicketAt(id, now)
					}
				}
				if err != nil {
					return err
				}
				if r.as != "" && !d.May(r.as, staff.Personal, t.Service) {
					t.MaskNumbers()
				}
				showTicket(r.doors.Out, d, t, now, r.language(c))
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	cmd.Flags().StringVar(&at, "at", "", "as the desk knew it at a time, 2026-11-22T13:00")
	return cmd
}

func line(w io.Writer, key, value string) {
	if value != "" {
		fmt.Fprintf(w, "%-14s %s\n", key, clean.Line(value, 500))
	}
}

func showTicket(w io.Writer, d *ticket.Desk, t *ticket.Ticket, now time.Time, lang domain.Lang) {
	fmt.Fprintf(w, "%s  %s\n\n", t.Number, clean.Line(t.Subject, 200))
	title := ""
	if s, ok := d.Catalogue.Service(t.Service); ok {
		title = s.Title.In(lang)
	}
	line(w, "service", strings.TrimSpace(t.Service+"  "+title))
	line(w, "guess", fmt.Sprintf("%.0f%%  %s", t.Guess.Confidence*100, strings.Join(t.Guess.Reasons, "; ")))
	line(w, "state", string(t.State)+" "+t.Clock.Waiting)
	line(w, "owner", d.OfficerName(t.Owner))
	line(w, "requester", strings.TrimSpace(t.Requester.Name+" <"+t.Requester.Email+">"))
	line(w, "agency", t.Requester.Agency)
	line(w, "names", strings.Join(t.Names, ", "))
	for _, r := range t.Records {
		line(w, "record", r.Asked.Host+" "+r.Asked.Type+" "+r.Asked.Value)
	}
	for _, u := range t.URLs {
		line(w, "url", u.URL+"  "+u.State)
	}
	line(w, "received", t.Received.In(now.Location()).Format("2006-01-02 15:04 MST"))
	if due := t.Clock.Due(); !due.IsZero() {
		line(w, "deadline", due.In(now.Location()).Format("2006-01-02 15:04 MST"))
	}
	for _, it := range d.Checklist(t) {
		var files []string
		for _, f := range it.Files {
			files = append(files, f.Name+" "+strings.Join(f.Problems, ","))
		}
		line(w, "document", fmt.Sprintf("%-20s %-14s %s", it.Requirement.ID, it.Evidence.Verdict, strings.Join(files, "; ")))
	}
	showWork(w, t, now.Location(), lang)
	for _, m := range t.Messages {
		fmt.Fprintf(w, "\n--- %s  %s <%s>\n%s\n", m.Date.In(now.Location()).Format("2006-01-02 15:04"), clean.Line(m.From.Name, 80), clean.Line(m.From.Email, 120), clean.Block(m.Text, 64<<10))
		for _, a := range m.Attachments {
			fmt.Fprintf(w, "    %s  %d bytes\n", clean.Line(a.Name, 120), a.Size)
		}
	}
	fmt.Fprintln(w)
	for _, l := range d.Explain(t, now, string(lang)) {
		fmt.Fprintln(w, clean.Line(l, 300))
	}
}

// showWork is what was done on a ticket and is to be done.
func showWork(w io.Writer, t *ticket.Ticket, zone *time.Location, lang domain.Lang) {
	for _, s := range t.Steps {
		line(w, "step", fmt.Sprintf("%-20s %s %s", s.ID, s.State, s.Reference))
	}
	showProbes(w, t, lang)
	for i := range t.Acts {
		a := &t.Acts[i]
		line(w, "action", fmt.Sprintf("%-20s %s %s %s %s", a.ID, a.State, a.Plan.Order.Name, a.Plan.Driver, a.Hash))
		for _, f := range a.Evidence {
			line(w, "", "  "+f.Name+" "+f.Value)
		}
	}
	for _, k := range t.Tasks {
		state := "due"
		if !k.Done.IsZero() {
			state = "done"
		}
		line(w, "task", fmt.Sprintf("%-20s %s %s %s", k.ID, state, k.Due.In(zone).Format(time.DateOnly), k.Text))
	}
	for i := range t.Letters {
		l := &t.Letters[i]
		line(w, "letter", fmt.Sprintf("%-20s %s %s", l.Template, l.State, strings.Join(l.To, ", ")))
	}
}

func showService(w io.Writer, cat *domain.Catalogue, s *domain.Service, lang domain.Lang) {
	fmt.Fprintf(w, "%s  %s\n%s\n\n", s.ID, clean.Line(s.Title.In(lang), 200), clean.Line(s.Summary.In(lang), 1000))
	line(w, "source", s.Source.Document.In(lang)+" "+s.Source.Annex)
	line(w, "target", s.Target.String())
	if !s.RevisionTarget.IsZero() {
		line(w, "when revised", s.RevisionTarget.String())
	}
	line(w, "fee", s.Fee.Note.In(lang))
	line(w, "product", s.Products.Label.In(lang))
	line(w, "staff", fmt.Sprint(s.Staff))
	for _, u := range s.Requirements {
		note := ""
		if u.When != "" {
			note = " (" + cat.Circumstance(u.When).In(lang) + ")"
		}
		line(w, "document", u.ID+"  "+cat.RequirementTitle(s, u.ID).In(lang)+note)
	}
	for _, id := range s.Conditions {
		if c, ok := cat.Condition(id); ok {
			line(w, "condition", id+"  "+c.Title.In(lang))
		}
	}
	for i := range s.Steps {
		st := &s.Steps[i]
		target := ""
		if !st.Target.IsZero() {
			target = " " + st.Target.String()
		}
		line(w, "step", fmt.Sprintf("%d %s  %s (%s, %s%s)", i+1, st.ID, st.Title.In(lang), cat.Actor(st.Actor).In(lang), st.Kind, target))
	}
	for _, group := range []struct {
		key  string
		list []domain.Text
	}{{"legal basis", s.LegalBasis}, {"facilities", s.Facilities}, {"competence", s.Competence}, {"supervision", s.Supervision},
		{"guarantee", s.ServiceGuarantee}, {"security", s.SecurityGuarantee}, {"evaluation", s.Evaluation}, {"warning", s.Warnings}} {
		for _, t := range group.list {
			line(w, group.key, t.In(lang))
		}
	}
	for _, id := range s.Complaints {
		if c, ok := cat.Contact(id); ok {
			line(w, "complaints", c.Title.In(lang)+": "+c.Value)
		}
	}
}

func showConfig(w io.Writer, c *Config) error {
	fmt.Fprintf(w, "# %s\n", configName(c))
	shown := *c
	shown.IMAP = slices.Clone(c.IMAP)
	for i := range shown.IMAP {
		shown.IMAP[i].Secret = shown.IMAP[i].veiled()
	}
	shown.SMTP.Secret, shown.Registry.Secret, shown.DNS.Secret = shown.SMTP.veiled(), shown.Registry.veiled(), shown.DNS.veiled()
	shown.Personal.KeyCommand = Secret{Command: shown.Personal.KeyCommand}.veiled().Command
	data, err := toml.Marshal(shown)
	if err != nil {
		return fmt.Errorf("show configuration: %w", err)
	}
	_, err = w.Write(data)
	return err
}
