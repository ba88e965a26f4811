package domain

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"
)

//go:embed services/*.toml
var embedded embed.FS

// maxFile bounds a catalogue file, in bytes.
const maxFile = 1 << 20

// CatalogueError carries every problem that was found; it wraps ErrCatalogue.
type CatalogueError struct{ Problems []Problem }

// Error lists the problems, one per line.
func (e *CatalogueError) Error() string { return e.In(English) }

// In lists the problems, one per line, in the language.
func (e *CatalogueError) In(l Lang) string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.In(l)
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns ErrCatalogue.
func (e *CatalogueError) Unwrap() error { return ErrCatalogue }

// LoadCatalogue reads the embedded files and those *.toml of site, which may be
// nil. A site's file adds a service, a requirement, a contact ... or replaces the
// one with the same id; with extends = "<id>" it only states what differs. The
// error is a *CatalogueError with every problem, or what reading site said.
func LoadCatalogue(site fs.FS) (*Catalogue, error) {
	files, err := readFiles(embedded, "services", false)
	if err != nil {
		return nil, fmt.Errorf("read embedded catalogue: %w", err)
	}
	if site != nil {
		own, err := readFiles(site, ".", true)
		if err != nil {
			return nil, fmt.Errorf("read site catalogue: %w", err)
		}
		files = append(files, own...)
	}
	l := build(files)
	if bad := refusals(l.problems); len(bad) > 0 {
		return nil, &CatalogueError{Problems: bad}
	}
	l.cat.compile()
	return l.cat, nil
}

// CheckFile reads one file of a site against the embedded catalogue. The service
// is nil when the file holds none or cannot be read; problems have the name as
// their file.
func CheckFile(name string, data []byte) (*Service, []Problem) {
	files, err := readFiles(embedded, "services", false)
	if err != nil {
		return nil, []Problem{{Level: Refuse, File: name, What: Text{err.Error(), err.Error()}}}
	}
	return checkFile(files, name, data)
}

func checkFile(base []*file, name string, data []byte) (*Service, []Problem) {
	f := parseFile(name, data, true)
	l := build(append(slices.Clip(base), f))
	if f.ID == "" || len(refusals(f.problems)) > 0 {
		return nil, l.problems
	}
	return l.cat.bases[f.ID], l.problems
}

func refusals(ps []Problem) []Problem {
	var bad []Problem
	for _, p := range ps {
		if p.Level == Refuse {
			bad = append(bad, p)
		}
	}
	return bad
}

func readFiles(from fs.FS, dir string, site bool) ([]*file, error) {
	names, err := fs.Glob(from, path.Join(dir, "*.toml"))
	if err != nil {
		return nil, err
	}
	var files []*file
	for _, n := range names {
		data, err := fs.ReadFile(from, n)
		if err != nil {
			return nil, err
		}
		files = append(files, parseFile(path.Base(n), data, site))
	}
	return files, nil
}

// loader collects files into a catalogue and notes problems on the way.
type loader struct {
	cat      *Catalogue
	files    []*file
	raw      [2]map[string]*file // services by id: embedded, site
	owner    map[string]*file    // file of each definition, "requirement pa16"
	problems []Problem
}

func build(files []*file) *loader {
	l := &loader{cat: &Catalogue{bases: map[string]*Service{}}, files: files, owner: map[string]*file{}}
	l.raw = [2]map[string]*file{{}, {}}
	sum := sha256.New()
	for _, f := range files {
		fmt.Fprintf(sum, "%s %d\n", f.name, len(f.data))
		sum.Write(f.data)
		l.problems = append(l.problems, f.problems...)
		if len(refusals(f.problems)) == 0 {
			l.add(f)
		}
	}
	l.cat.Version = hex.EncodeToString(sum.Sum(nil))[:12]
	l.resolveAll()
	l.check()
	l.cat.sortServices()
	return l
}

// add puts the definitions of a file into the catalogue.
func (l *loader) add(f *file) {
	c := l.cat
	c.Requirements = merge(l, f, "requirement", c.Requirements, f.DefRequirements, func(r Requirement) string { return r.ID })
	c.Conditions = merge(l, f, "condition", c.Conditions, f.DefConditions, func(r Condition) string { return r.ID })
	c.Contacts = merge(l, f, "contact", c.Contacts, f.DefContacts, func(r Contact) string { return r.ID })
	label := func(r Labelled) string { return r.ID }
	c.Circumstances = merge(l, f, "circumstance", c.Circumstances, f.DefCircumstances, label)
	c.Actors = merge(l, f, "actor", c.Actors, f.DefActors, label)
	c.Letters = merge(l, f, "letter", c.Letters, f.DefLetters, label)
	c.Outcomes = merge(l, f, "outcome", c.Outcomes, f.DefOutcomes, label)
	c.Roles = merge(l, f, "role", c.Roles, f.DefRoles, label)
	if len(f.DefTaxes) > 0 {
		c.Taxes = f.DefTaxes
	}
	override(&c.Official, f.DefOfficial, func(key string) bool { return f.at.has("official." + key) })
	if f.ID == "" {
		return
	}
	layer := l.raw[f.layer()]
	if old, ok := layer[f.ID]; ok {
		l.note(f, "id", Text{"layanan " + f.ID + " sudah ada di " + place(old.name, old.at.line("id")), "the service " + f.ID + " is already in " + place(old.name, old.at.line("id"))},
			Text{"pakai id lain atau satukan kedua berkas", "use another id or join the two files"})
		return
	}
	layer[f.ID] = f
}

// merge appends items or replaces those of an earlier file with the same id.
func merge[T any](l *loader, f *file, kind string, have, more []T, id func(T) string) []T {
	for i, m := range more {
		key, at := kind+" "+id(m), fmt.Sprintf("%s[%d].id", kind, i)
		if !plainID(id(m)) {
			l.note(f, at, Text{"id " + quote(id(m)) + " tidak sah", "the id " + quote(id(m)) + " is not valid"}, idRule)
			continue
		}
		old, seen := l.owner[key]
		if seen && old.site == f.site {
			l.note(f, at, Text{key + " sudah ada di " + old.name, key + " is already in " + old.name}, Text{"pakai id lain", "use another id"})
			continue
		}
		l.owner[key] = f
		if !seen {
			have = append(have, m)
			continue
		}
		for j := range have {
			if id(have[j]) == id(m) {
				have[j] = m
			}
		}
	}
	return have
}

// resolveAll follows extends and fills the services.
func (l *loader) resolveAll() {
	for _, f := range l.files {
		if f.ID == "" || l.top(f.ID) != f {
			continue
		}
		s, err := l.resolve(f, 0)
		if err != nil {
			l.note(f, "extends", Text{err.Error(), err.Error()}, l.suggest(f.Extends, l.serviceIDs()))
			continue
		}
		l.cat.bases[s.ID] = s
		if !s.Abstract {
			l.cat.Services = append(l.cat.Services, *s)
		}
	}
}

// top returns the file that decides about a service: the site's before ours.
func (l *loader) top(id string) *file {
	if f := l.raw[1][id]; f != nil {
		return f
	}
	return l.raw[0][id]
}

var errDepth = errors.New("extends goes in a circle")

func (l *loader) resolve(f *file, depth int) (*Service, error) {
	s := f.Service
	if s.Extends == "" {
		return &s, nil
	}
	base := l.top(s.Extends)
	if s.Extends == s.ID {
		base = l.raw[0][s.ID]
	}
	if base == nil || base == f {
		return nil, fmt.Errorf("extends names no service: %q", s.Extends)
	}
	if depth > 8 {
		return nil, errDepth
	}
	from, err := l.resolve(base, depth+1)
	if err != nil {
		return nil, err
	}
	out := *from
	override(&out, s, func(key string) bool {
		// Only a file about the same service inherits that it is abstract.
		return f.at.has(key) || key == "extends" || key == "abstract" && s.ID != s.Extends
	})
	return &out, nil
}

// override copies those fields of from into to whose TOML key is given.
func override[T any](to *T, from T, given func(key string) bool) {
	dst, src := reflect.ValueOf(to).Elem(), reflect.ValueOf(from)
	for i := range dst.NumField() {
		if given(dst.Type().Field(i).Tag.Get("toml")) {
			dst.Field(i).Set(src.Field(i))
		}
	}
}
