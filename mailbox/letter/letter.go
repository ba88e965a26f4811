// Package letter writes what the desk sends: drafts from templates in formal
// Indonesian, and the mail that carries a letter (plain text with a simple HTML
// twin, threaded, marked as automatic where it is).
//
// Templates are text/template files named after a letter of the catalogue; the
// first line is the subject. A site's own file of the same name wins. The
// package decides nothing about tickets and sends nothing.
package letter

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"text/template"
	"time"

	"loket/domain"
	"loket/domain/clean"
	"loket/ticket"
)

//go:embed templates/*.txt
var embedded embed.FS

// ErrNoTemplate says that there is no letter of that name.
var ErrNoTemplate = errors.New("no such letter")

// Writer drafts letters. It implements ticket.Letters. It is read-only after
// New and safe for concurrent use.
type Writer struct {
	catalogue *domain.Catalogue
	site      ticket.Site
	zone      *time.Location
	templates map[string]*template.Template
}

// New reads the embedded templates and the site's own (site may be nil). The
// error names the file and what is wrong with it.
func New(catalogue *domain.Catalogue, site ticket.Site, zone *time.Location, own fs.FS) (*Writer, error) {
	w := &Writer{catalogue: catalogue, site: site.WithDefaults(), zone: zone, templates: make(map[string]*template.Template)}
	base, err := fs.Sub(embedded, "templates")
	if err != nil {
		return nil, err
	}
	for _, from := range []fs.FS{base, own} {
		if from == nil {
			continue
		}
		if err := w.read(from); err != nil {
			return nil, err
		}
	}
	for _, l := range catalogue.Letters {
		if w.templates[l.ID] == nil {
			return nil, fmt.Errorf("letter %q of the catalogue has no template; write %s.txt", l.ID, l.ID)
		}
	}
	return w, nil
}

func (w *Writer) read(from fs.FS) error {
	files, err := fs.Glob(from, "*.txt")
	if err != nil {
		return err
	}
	for _, name := range files {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return fmt.Errorf("letter %s: %w", name, err)
		}
		t, err := template.New(name).Option("missingkey=error").Funcs(w.funcs()).Parse(string(text))
		if err != nil {
			return fmt.Errorf("letter %s: %w", name, err)
		}
		id := strings.TrimSuffix(name, ".txt")
		w.templates[id] = t
		if _, err := w.Draft(id, sample()); err != nil {
			return fmt.Errorf("letter %s: %w", name, err)
		}
	}
	return nil
}

// Draft writes a letter. The recipients come from the current step where it
// sends this letter, else it goes to the requester.
func (w *Writer) Draft(id string, in ticket.LetterInput) (ticket.Draft, error) {
	t, ok := w.templates[id]
	if !ok {
		return ticket.Draft{}, fmt.Errorf("letter %q: %w", id, ErrNoTemplate)
	}
	var b strings.Builder
	if err := t.Execute(&b, w.matter(id, in)); err != nil {
		return ticket.Draft{}, fmt.Errorf("letter %q: %w", id, err)
	}
	subject, body, ok := strings.Cut(b.String(), "\n")
	if !ok || strings.TrimSpace(subject) == "" {
		return ticket.Draft{}, fmt.Errorf("letter %q has no subject; the first line is the subject", id)
	}
	d := ticket.Draft{Template: id, Subject: clean.Line(subject, 200).String(), Body: tidy(body)}
	d.To, d.Cc = w.recipients(id, in.Ticket)
	return d, nil
}

// tidy folds runs of empty lines, which conditions in templates leave behind.
func tidy(s string) string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		line = strings.TrimRight(line, " ")
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}

// recipients resolves the roles and contacts of the step that sends the letter.
func (w *Writer) recipients(id string, t *ticket.Ticket) (to, cc []string) {
	var step domain.Step
	if s, ok := w.catalogue.Service(t.Service); ok {
		if cur := t.Step(); cur != nil {
			if st, _, ok := s.Step(cur.ID); ok && st.Letter == id {
				step = st
			}
		}
	}
	for _, who := range step.To {
		if a := w.address(who, t); a != "" {
			to = append(to, a)
		}
	}
	for _, who := range step.CC {
		if a := w.address(who, t); a != "" {
			cc = append(cc, a)
		}
	}
	if len(step.To) == 0 && t.Requester.Email != "" {
		to = []string{t.Requester.Email}
	}
	return to, cc
}

func (w *Writer) address(who string, t *ticket.Ticket) string {
	switch who {
	case "requester":
		return t.Requester.Email
	case "responsible", "new-officer":
		if e := email(t.Field("email", "e-mail", "surel")); e != "" {
			return e
		}
		return t.Requester.Email
	}
	if c, ok := w.catalogue.Contact(who); ok {
		return c.Value
	}
	return ""
}

// email takes the first address out of a form field.
func email(s string) string {
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,;<>()", r) }) {
		if strings.Count(f, "@") == 1 && !strings.HasPrefix(f, "@") && !strings.HasSuffix(f, "@") {
			return strings.ToLower(f)
		}
	}
	return ""
}

// sample is a ticket on which every template is tried when it is read, so that
// a mistake in a site's file is found at the start and not in front of an officer.
func sample() ticket.LetterInput {
	at := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	return ticket.LetterInput{
		Ticket: &ticket.Ticket{Number: "2026-00042", Subject: "Permohonan", Received: at, Names: []string{"contohkab.go.id"},
			Requester: ticket.Party{Name: "Nama Pemohon", Email: "pemohon@contohkab.go.id", Agency: "Dinas Contoh"}},
		Now: at, Officer: "petugas", Note: "catatan", ReviseBy: at,
		Reasons: []ticket.Reason{{Requirement: "request-letter", Code: "not-pdf", Files: []string{"surat.docx"}}},
	}
}
