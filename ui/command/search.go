package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/domain/clean"
	"loket/domain/term"
	"loket/ticket"
)

func (r *root) search() *cobra.Command {
	var asJSON bool
	var limit int
	var officer string
	cmd := &cobra.Command{
		Use: "search QUERY", Short: "Find tickets, and mails that made none, by what is written in them",
		Long: `Find tickets by the words in subjects, messages, attachments, notes and letters,
by names, NIP and letter numbers; and by their words the mails that made no
ticket: those of machines, waiting, unreadable and set aside. Words find their relatives: "kirim" finds
"pengiriman". "..." keeps words together, * behind a word is anything that begins
so, - before one is without it. Terms with a key select as in "loket list".

  loket search 'pergantian pejabat layanan:registration'
  loket search '"surat kuasa" 800/123/Kominfo sejak:2026-01-01'
  loket search '19800101 200501 1 001'`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.reading(cmd.Context(), func(d *ticket.Desk, c *Config) error {
				if limit < 1 || limit > 1000 {
					return usage(fmt.Errorf("--limit %d: write a number from 1 to 1000", limit))
				}
				found, err := r.find(cmd.Context(), d, ticket.Search{Text: strings.Join(args, " "), By: r.who(officer),
					Now: d.Now().In(d.Calendar.Zone()), Limit: limit})
				if err != nil {
					return err
				}
				if asJSON {
					return foundJSON(r.doors.Out, found)
				}
				foundText(r.doors.Out, found, r.language(c))
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.BoolVar(&asJSON, "json", false, "as JSON")
	f.IntVar(&limit, "limit", 50, "hits to print")
	f.StringVar(&officer, "officer", "", "who \"me\" is")
	return cmd
}

// find searches an index that is up to date. One that proves damaged meanwhile is
// made anew once.
func (r *root) find(ctx context.Context, d *ticket.Desk, s ticket.Search) (found *ticket.Found, err error) {
	for range 2 {
		if err = r.caughtUp(ctx, d); err != nil {
			return nil, err
		}
		if found, err = d.Search(ctx, s); err == nil {
			return found, nil
		}
		var bad *ticket.QueryError
		if errors.As(err, &bad) {
			return nil, usage(err)
		}
	}
	return nil, err
}

// caughtUp brings the index up to date. While it is made anew it says how far it is.
func (r *root) caughtUp(ctx context.Context, d *ticket.Desk) error {
	if err := d.LoadClosed(); err != nil {
		return err
	}
	if d.Finder == nil {
		return ticket.ErrNoSearch
	}
	done := make(chan error, 1)
	go func() { done <- d.Finder.Catch(ctx) }()
	t := time.NewTicker(2 * time.Second)
	defer t.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-t.C:
			if s := d.Finder.State(); s.Total > 0 {
				fmt.Fprintf(r.doors.Err, "index: %d of %d tickets\n", s.Done, s.Total)
			}
		}
	}
}

// sought is a hit as scripts read it. A mail that made no ticket has its key in the
// journal and what became of it instead of a number.
type sought struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	State   string `json:"state"`
	Service string `json:"service"`
	Subject string `json:"subject"`
	Updated string `json:"updated"`
	Where   string `json:"where"`
	Title   string `json:"title"`
	File    string `json:"file"` // SHA-256
	Version uint32 `json:"version"`
	Snippet string `json:"snippet"`
	Marks   []span `json:"marks"` // bytes of the snippet
	More    int    `json:"more"`
	Mail    string `json:"mail"` // account/folder/validity/uid
	Fate    string `json:"fate"`
}

type span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

func foundJSON(w io.Writer, f *ticket.Found) error {
	hits := make([]sought, len(f.Hits))
	for i, h := range f.Hits {
		hits[i] = sought{ID: h.ID.String(), Number: h.Number, State: string(h.State), Service: h.Service, Subject: h.Subject, Updated: stamp(h.Updated),
			Where: string(h.Passage.Where), Title: h.Passage.Title, File: h.Passage.Ref, Version: h.Passage.Version, Snippet: h.Snippet, Marks: []span{}, More: h.More}
		if h.Mail != nil {
			hits[i].ID, hits[i].Mail, hits[i].Fate = "", strings.ReplaceAll(h.Mail.Key, "\x00", "/"), string(h.Mail.Fate)
		}
		for _, m := range h.Marks {
			hits[i].Marks = append(hits[i].Marks, span{m.From, m.To})
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Total   int      `json:"total"`
		AtLeast bool     `json:"at_least"` // there may be more
		Hits    []sought `json:"hits"`
	}{f.Total, f.AtLeast, hits})
}

// places say where something was found.
var places = map[ticket.Where]domain.Text{
	ticket.InHead: {ID: "perihal", EN: "subject"}, ticket.InRequester: {ID: "pemohon", EN: "requester"}, ticket.InNames: {ID: "nama domain", EN: "names"},
	ticket.InForm: {ID: "formulir", EN: "form"}, ticket.InMessage: {ID: "surel", EN: "message"}, ticket.InQuoted: {ID: "kutipan", EN: "quoted"},
	ticket.InFile: {ID: "lampiran", EN: "attachment"}, ticket.InNote: {ID: "catatan", EN: "note"}, ticket.InLetter: {ID: "surat", EN: "letter"},
	ticket.InWork: {ID: "pengerjaan", EN: "work"}, ticket.InJournal: {ID: "jurnal", EN: "journal"},
}

func foundText(w io.Writer, f *ticket.Found, lang domain.Lang) {
	for _, h := range f.Hits {
		if h.Mail != nil {
			fmt.Fprintf(w, "%s %s %s\n", fit(string(h.Mail.Fate), 10), fit(h.Mail.From, 18), clean.Line(h.Subject, 80))
		} else {
			fmt.Fprintf(w, "%s %s %s\n", h.Number, fit(h.Service, 18), clean.Line(h.Subject, 80))
		}
		where := places[h.Passage.Where].In(lang)
		if h.Passage.Where == ticket.InFile || h.Passage.Where == ticket.InLetter {
			where += " " + clean.Line(h.Passage.Title, 60).String()
		}
		more := ""
		if h.More > 0 {
			more = fmt.Sprintf(" (+%d)", h.More)
		}
		fmt.Fprintf(w, "    %s%s: %s\n", where, more, clean.Line(marked(h.Snippet, h.Marks), 0))
	}
}

// marked puts signs around what was found: a colour would not reach a file.
func marked(s string, marks []term.Span) string {
	var b strings.Builder
	at := 0
	for _, m := range marks {
		b.WriteString(s[at:m.From] + "»" + s[m.From:m.To] + "«")
		at = m.To
	}
	return b.String() + s[at:]
}
