package command

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
)

// writing is what "loket letter" was told.
type writing struct {
	send                      bool
	to, cc, subject           string
	body, secret, name, until string
	fill, attach              []string
}

// maxWritten bounds what is read of a letter's text or secret, in bytes.
const maxWritten = 64 << 10

func (r *root) letter() *cobra.Command {
	var w writing
	cmd := r.deed(&cobra.Command{
		Use: "letter NUMBER [KIND]", Short: "Write a letter: show it, or send it", Args: cobra.RangeArgs(1, 2),
		Long: `Writes the letter of the step under way, or one of another kind (plain, revision,
refusal, reminder ...), from its template, and prints it. With --send it is sent by
"loket work" or a console, after the time in which it can be taken back. The letter
of a step ends the step; a revision returns the request and waits. The kind "owners"
is a letter to each owner of reported addresses, by the contact book, about their own.

What a template leaves open, marked ` + ticket.OpenMark + `, is filled in by --fill, once for each place in
turn, or with a text of your own (--body). An Authcode that the desk made is put in
by the desk; one that was fetched by hand is read from a file (--secret-file).`,
		Example: "  loket letter 42\n  loket letter 42 --send\n  loket letter 42 revision --send --revise-by 2026-12-01\n  loket letter 42 plain --body - --subject 'Jadwal' --send < surat.txt",
	}, func(h *hand, args []string) error {
		kind := ""
		if len(args) > 0 {
			kind = args[0]
		}
		if kind == "owners" {
			return h.writeOwners(w.send)
		}
		return h.write(kind, w)
	})
	f := cmd.Flags()
	f.BoolVar(&w.send, "send", false, "send it; without this it is only shown")
	f.StringVar(&w.to, "to", "", "recipients instead of the template's")
	f.StringVar(&w.cc, "cc", "", "copies instead of the template's")
	f.StringVar(&w.subject, "subject", "", "subject instead of the template's")
	f.StringVar(&w.body, "body", "", "file with the text instead of the template's; - is standard input")
	f.StringArrayVar(&w.fill, "fill", nil, "words for the next open place")
	f.StringArrayVar(&w.attach, "attach", nil, "name of a file of the ticket")
	f.StringVar(&w.secret, "secret-file", "", "file with the secret of the letter; - is standard input")
	f.StringVar(&w.name, "name", "", "the domain name, typed before something dangerous")
	f.StringVar(&w.until, "revise-by", "", "day until which a revision is due, 2026-12-01")
	return cmd
}

// purpose is what a letter of a kind is for now.
func (h *hand) purpose(kind string) (ticket.Purpose, error) {
	next := h.desk.Next(h.t)
	ends := next.Kind == string(domain.KindLetter)
	switch {
	case kind == "" && !ends:
		return ticket.Purpose{}, usage(errors.New("no letter is due now; write which kind"))
	case ends && (kind == "" || kind == next.Template):
		return ticket.Purpose{Template: next.Template, Step: next.Step.ID}, nil
	}
	return ticket.Purpose{Template: kind, Revision: kind == "revision"}, nil
}

func (h *hand) write(kind string, w writing) error {
	p, err := h.purpose(kind)
	if err != nil {
		return err
	}
	d, by, err := h.desk.Write(h.t, p, h.by, "")
	if err != nil {
		return err
	}
	if err := errors.Join(h.addressed(&d, w), h.worded(&d, w)); err != nil {
		return err
	}
	if w.until != "" {
		day, err := time.ParseInLocation(time.DateOnly, w.until, h.desk.Calendar.Zone())
		if err != nil {
			return usage(fmt.Errorf("--revise-by %q: write it as 2026-12-01", w.until))
		}
		by = day.AddDate(0, 0, 1).Add(-time.Minute) // at its end
	}
	if !w.send {
		h.showDraft(&d)
		return nil
	}
	return h.do(p.Sending(d, w.name, by))
}

// writeOwners writes to every owner whom the contact book knows, and says of whom it
// does not: they are told one by one.
func (h *hand) writeOwners(send bool) error {
	all, err := h.desk.OwnerLetters(h.t, h.by, "")
	if err != nil {
		return err
	}
	known := slices.DeleteFunc(slices.Clone(all), func(l ticket.OwnerLetter) bool { return len(l.Draft.To) == 0 })
	if send {
		for _, l := range all {
			if len(l.Draft.To) == 0 {
				line(h.out, "no address", l.Owner)
			}
		}
		return h.do(ticket.TellOwners{Letters: known})
	}
	for i := range all {
		line(h.out, "owner", all[i].Owner)
		h.showDraft(&all[i].Draft)
	}
	h.shown = true
	return nil
}

// addressed puts in the recipients and files that were named.
func (h *hand) addressed(d *ticket.Draft, w writing) error {
	for _, list := range []struct {
		said string
		into *[]string
	}{{w.to, &d.To}, {w.cc, &d.Cc}} {
		good, bad := ticket.Addresses(list.said)
		if len(bad) > 0 {
			return usage(errors.New(h.lang.T("compose.bad-address", strings.Join(bad, ", ")).String()))
		}
		if list.said != "" {
			*list.into = good
		}
	}
	for _, name := range w.attach {
		a := h.file(name)
		if a == nil {
			return usage(fmt.Errorf("--attach %q: the ticket has no such file", name))
		}
		d.Attach = append(d.Attach, a.SHA)
	}
	return nil
}

// worded puts in the words that were given.
func (h *hand) worded(d *ticket.Draft, w writing) error {
	if w.subject != "" {
		d.Subject = clean.Line(w.subject, 998).String()
	}
	if w.body != "" {
		text, err := h.readFile(w.body)
		if err != nil {
			return err
		}
		d.Body = clean.Block(text, maxWritten).String()
	}
	for _, words := range w.fill {
		before, after, open := strings.Cut(d.Body, ticket.OpenMark)
		if !open {
			return usage(fmt.Errorf("--fill %q: the letter has no open place left", words))
		}
		_, after, _ = strings.Cut(after, "\n") // what the place asks for stands behind the mark
		d.Body = before + clean.Block(words, maxWritten).String() + "\n" + after
	}
	if !strings.Contains(d.Body, ticket.SecretMark) {
		return nil
	}
	if a := h.t.SecretToSend(); a != nil && w.secret == "" {
		d.Act = a.ID
		return nil
	}
	if w.secret == "" {
		return nil // the desk says what is missing
	}
	secret, err := h.readFile(w.secret)
	d.Secret = strings.TrimSpace(secret)
	return err
}

func (h *hand) readFile(name string) (string, error) {
	in, err := h.read(name)
	if err != nil {
		return "", err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, maxWritten))
	return string(data), err
}

func (h *hand) showDraft(d *ticket.Draft) {
	h.shown = true
	line(h.out, "to", strings.Join(d.To, ", "))
	line(h.out, "cc", strings.Join(d.Cc, ", "))
	line(h.out, "subject", d.Subject)
	fmt.Fprintf(h.out, "\n%s\n", clean.Block(d.Body, maxWritten))
}
