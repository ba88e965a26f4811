package letter

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"text/template"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/register"
	"loket/ticket"
)

//go:embed templates/*.txt
var embedded embed.FS

// maxFile bounds a template file, in bytes.
const maxFile = 64 << 10

// New reads the embedded templates and the site's own (own may be nil). A file
// of the site that no letter uses, that does not parse, or that fails on a
// sample ticket of a service it is for is an error that names the file.
func New(catalogue *domain.Catalogue, site ticket.Site, zone *time.Location, own fs.FS) (*Writer, error) {
	w := &Writer{catalogue: catalogue, site: site.WithDefaults(), zone: zone, templates: make(map[string]*template.Template)}
	base, err := fs.Sub(embedded, "templates")
	if err != nil {
		return nil, err
	}
	files, err := readAll(base, "")
	if err != nil {
		return nil, err
	}
	var mine []file
	if own != nil {
		if mine, err = readAll(own, "letters/"); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(w.parse(append(files, mine...)), w.parseMemos()); err != nil {
		return nil, err
	}
	for _, l := range catalogue.Letters {
		if w.templates[l.ID] == nil {
			return nil, fmt.Errorf("letter %q of the catalogue has no template: write letters/%s.txt", l.ID, l.ID)
		}
	}
	return w, w.try(mine)
}

// file is one template file.
type file struct{ id, name, text string }

func (f file) shared() bool { return strings.HasPrefix(f.id, "_") }

func readAll(from fs.FS, prefix string) ([]file, error) {
	names, err := fs.Glob(from, "*.txt")
	if err != nil {
		return nil, err
	}
	var files []file
	for _, name := range names {
		info, err := fs.Stat(from, name)
		if err == nil && info.Size() > maxFile {
			err = fmt.Errorf("has %d bytes, the most is %d", info.Size(), maxFile)
		}
		var text []byte
		if err == nil {
			text, err = fs.ReadFile(from, name)
		}
		if err != nil {
			return nil, fmt.Errorf("letter %s: %w", prefix+name, err)
		}
		files = append(files, file{strings.TrimSuffix(name, ".txt"), prefix + name, strings.ReplaceAll(string(text), "\r\n", "\n")})
	}
	return files, nil
}

// parse reads the shared parts first: every letter may use them, and a site's
// own part replaces the embedded one in all letters.
func (w *Writer) parse(files []file) error {
	root := template.New("").Option("missingkey=error").Funcs(w.funcs())
	g := guard{}
	for _, f := range files {
		if !f.shared() {
			continue
		}
		if _, err := root.New(f.name).Parse(f.text); err != nil {
			return fmt.Errorf("letter %s: %w", f.name, err)
		}
	}
	g.templates(root)
	for _, f := range files {
		if f.shared() {
			continue
		}
		set, err := root.Clone()
		if err != nil {
			return err
		}
		t, err := set.New(f.name).Parse(f.text)
		if err != nil {
			return fmt.Errorf("letter %s: %w", f.name, err)
		}
		g.templates(set)
		w.templates[f.id] = t
	}
	return nil
}

// try drafts the site's own letters for every service they are for, so that a
// mistake is found at the start and not in front of an officer. A shared part
// is tried with every letter.
func (w *Writer) try(mine []file) error {
	var shared []string
	for _, f := range mine {
		if f.shared() {
			shared = append(shared, f.name)
		} else if !w.known(f.id) {
			return fmt.Errorf("letter %s: no letter of the catalogue has that name; write <letter>.txt or <letter>-<service>.txt, or begin the name with _ for a shared part", f.name)
		}
	}
	for _, l := range w.catalogue.Letters {
		for _, service := range append([]string{""}, w.catalogue.IDs()...) {
			alone := slices.ContainsFunc(mine, func(f file) bool { return f.id == l.ID || f.id == l.ID+"-"+service })
			if len(shared) == 0 && !alone {
				continue
			}
			_, err := w.Draft(l.ID, sample(service))
			switch {
			case err != nil && alone:
				return fmt.Errorf("%w (tried with service %q)", err, service)
			case err != nil:
				return fmt.Errorf("%w (with the parts in %s, tried with service %q)", err, strings.Join(shared, ", "), service)
			}
		}
	}
	return nil
}

func (w *Writer) known(id string) bool {
	return slices.ContainsFunc(w.catalogue.Letters, func(l domain.Labelled) bool {
		return id == l.ID || slices.ContainsFunc(w.catalogue.IDs(), func(s string) bool { return id == l.ID+"-"+s })
	})
}

// sample is a ticket on which a site's templates are tried.
func sample(service string) ticket.LetterInput {
	at := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	asked := domain.Record{Host: "aplikasi.contohkab.go.id", Type: "A", Value: "192.0.2.10"}
	made := domain.Record{Host: "aplikasi.contohkab.go.id", Type: "CNAME", Value: "proxy.contohkab.go.id"}
	t := &ticket.Ticket{
		Number: "2026-00042", Subject: "Permohonan", Service: service, Received: at, Names: []string{"contohkab.go.id"},
		Requester: ticket.Party{Name: "Nama Pemohon", Email: "pemohon@contohkab.go.id", Agency: "Dinas Contoh"},
		Records:   []ticket.Record{{Asked: asked, Made: made, Reason: "reverse proxy"}},
		URLs:      []ticket.URL{{URL: "https://contohkab.go.id/judi", State: "found"}, {URL: "https://contohkab.go.id/slot", State: "clean"}},
	}
	t.Clock.Deadline = at.Add(24 * time.Hour)
	return ticket.LetterInput{
		Ticket: t, Now: at, Officer: "petugas", Note: "catatan", ReviseBy: at,
		Due:     []register.Position{{Entry: register.Entry{Name: "contohkab.go.id"}, Stage: register.Due, End: calendar.Date{Year: 2026, Month: 12, Day: 31}, Days: 41}},
		Reasons: []ticket.Reason{{Requirement: "request-letter", Code: "not-pdf", Files: []string{"surat.docx"}}},
	}
}
