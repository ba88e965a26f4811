package domain

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"loket/domain/calendar"

	"github.com/pelletier/go-toml/v2"
)

// file is one TOML file: a service when it has an id, and definitions that
// services use. A service's file may bring its own definitions.
type file struct {
	Service
	DefRequirements  []Requirement `toml:"requirement"`
	DefConditions    []Condition   `toml:"condition"`
	DefCircumstances []Labelled    `toml:"circumstance"`
	DefActors        []Labelled    `toml:"actor"`
	DefLetters       []Labelled    `toml:"letter"`
	DefOutcomes      []Labelled    `toml:"outcome"`
	DefRoles         []Labelled    `toml:"role"`
	DefContacts      []Contact     `toml:"contact"`
	DefTaxes         []TaxRate     `toml:"tax"`
	DefOfficial      Official      `toml:"official"`

	name     string
	data     []byte
	site     bool
	at       *index
	problems []Problem
}

func (f *file) layer() int {
	if f.site {
		return 1
	}
	return 0
}

// note adds a refusing problem about the value at path.
func (f *file) note(path string, what, fix Text) {
	f.problems = append(f.problems, Problem{Level: Refuse, File: f.name, Line: f.at.line(path), Key: path, What: what, Fix: fix})
}

// parseFile decodes strictly and notes what is wrong; it never fails.
func parseFile(name string, data []byte, site bool) *file {
	f := &file{name: name, data: data, site: site, at: &index{}}
	if len(data) > maxFile {
		f.note("", Text{"berkas lebih besar dari 1 MiB", "the file is larger than 1 MiB"}, Text{"pecah menjadi beberapa berkas", "split it"})
		return f
	}
	f.at = newIndex(data)
	f.checkTargets()
	if len(f.problems) > 0 {
		return f
	}
	dec := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	f.decodeProblems(dec.Decode(f))
	return f
}

// checkTargets looks at all times first: the decoder would stop at the first.
func (f *file) checkTargets() {
	for _, l := range f.at.leaves {
		switch l.key {
		case "target", "revision_target", "grace", "reopen":
			if strings.HasPrefix(l.path, "validity.") {
				continue
			}
			if _, err := calendar.ParseTarget(l.value); err != nil && l.value != "" {
				f.note(l.path, Text{quote(l.value) + " bukan jangka waktu", quote(l.value) + " is not a time"},
					Text{`tulis misalnya "1d" (hari), "4wd" (hari kerja) atau "72h" (jam)`, `write for example "1d" (days), "4wd" (working days) or "72h" (hours)`})
			}
		}
	}
}

func (f *file) decodeProblems(err error) {
	var strict *toml.StrictMissingError
	var single *toml.DecodeError
	switch {
	case err == nil:
	case errors.As(err, &strict):
		for i := range strict.Errors {
			e := &strict.Errors[i]
			line, _ := e.Position()
			key := strings.Join(e.Key(), ".")
			p := Problem{Level: Refuse, File: f.name, Line: line, Key: key, What: Text{"kunci tidak dikenal", "unknown key"}}
			p.Fix = keyFix(e.Key())
			f.problems = append(f.problems, p)
		}
	case errors.As(err, &single):
		line, col := single.Position()
		msg := fmt.Sprintf("%s (column %d)", strings.TrimPrefix(single.Error(), "toml: "), col)
		f.problems = append(f.problems, Problem{Level: Refuse, File: f.name, Line: line, Key: strings.Join(single.Key(), "."),
			What: Text{"TOML tidak terbaca: " + msg, "cannot read the TOML: " + msg},
			Fix:  Text{"periksa tanda kutip, koma dan jenis nilainya", "look at quotes, commas and the kind of value"}})
	default:
		f.problems = append(f.problems, Problem{Level: Refuse, File: f.name, What: Text{err.Error(), err.Error()}})
	}
}

// keyFix names the key that was probably meant, from the keys of that table.
func keyFix(key []string) Text {
	t := reflect.TypeFor[file]()
	for _, k := range key[:max(len(key)-1, 0)] {
		t = fieldType(t, k)
	}
	keys := keysOf(t)
	if len(keys) == 0 || len(key) == 0 {
		return Text{"hapus baris ini", "take the line out"}
	}
	if n := nearest(key[len(key)-1], keys); n != "" {
		return Text{"mungkin maksudnya " + quote(n), "perhaps you mean " + quote(n)}
	}
	all := strings.Join(keys, ", ")
	return Text{"yang dikenal di sini: " + all, "known here: " + all}
}

func fieldType(t reflect.Type, key string) reflect.Type {
	if t == nil {
		return nil
	}
	for _, fl := range reflect.VisibleFields(t) {
		if fl.Tag.Get("toml") != key {
			continue
		}
		u := fl.Type
		for u.Kind() == reflect.Slice {
			u = u.Elem()
		}
		if u.Kind() == reflect.Struct {
			return u
		}
	}
	return nil
}

func keysOf(t reflect.Type) []string {
	var keys []string
	if t == nil {
		return nil
	}
	for _, fl := range reflect.VisibleFields(t) {
		if k := fl.Tag.Get("toml"); k != "" {
			keys = append(keys, k)
		}
	}
	return keys
}

func quote(s string) string {
	if len(s) > 80 {
		s = s[:80] + "..."
	}
	return fmt.Sprintf("%q", s)
}
