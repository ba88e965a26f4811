package kit

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"loket/domain/clean"
)

// Lang is a language of the screens.
type Lang string

// The languages. Bahasa Indonesia is the one to fall back on.
const (
	Indonesian Lang = "id"
	English    Lang = "en"
)

// ParseLang takes "id", "en" or a locale such as "en_US.UTF-8". Everything else
// is Indonesian.
func ParseLang(s string) Lang {
	if len(s) >= 2 && strings.EqualFold(s[:2], "en") {
		return English
	}
	return Indonesian
}

// Other returns the other language.
func (l Lang) Other() Lang {
	if l == English {
		return Indonesian
	}
	return English
}

// The catalogues are locale/PART.LANG.toml, one part per package or subject, so
// that a screen brings its own. Tables join their keys with dots.
//
//go:embed locale/*.toml
var localeFiles embed.FS

// catalogues are read once and never change. A file that cannot be read leaves
// its keys out; TestLocale fails on it.
var catalogues = sync.OnceValues(func() (map[Lang]map[string]string, error) { return readLocales(localeFiles) })

func readLocales(files fs.FS) (map[Lang]map[string]string, error) {
	all := map[Lang]map[string]string{Indonesian: {}, English: {}}
	names, err := fs.Glob(files, "locale/*.toml")
	if err != nil {
		return all, err
	}
	for _, name := range names {
		part := strings.Split(strings.TrimSuffix(name, ".toml"), ".")
		into := all[Lang(part[len(part)-1])]
		if into == nil {
			return all, fmt.Errorf("%s: no such language", name)
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return all, err
		}
		var tree map[string]any
		if err := toml.Unmarshal(data, &tree); err != nil {
			return all, fmt.Errorf("%s: %w", name, err)
		}
		if err := flatten(into, "", tree); err != nil {
			return all, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
}

func flatten(into map[string]string, prefix string, tree map[string]any) error {
	for k, v := range tree {
		key := prefix + k
		switch v := v.(type) {
		case string:
			if _, twice := into[key]; twice {
				return fmt.Errorf("key %s is there twice", key)
			}
			into[key] = v
		case map[string]any:
			if err := flatten(into, key+".", v); err != nil {
				return err
			}
		default:
			return fmt.Errorf("key %s is no text", key)
		}
	}
	return nil
}

// T returns the text for key; see Env.T. A key that is missing is shown as
// itself in brackets.
func (l Lang) T(key string, args ...any) clean.Text {
	s, ok := l.lookup(key)
	if !ok {
		return clean.Line("["+key+"]", 80)
	}
	if len(args) == 0 {
		return clean.Own(s)
	}
	words := make([]string, len(args))
	for i, a := range args {
		words[i] = l.arg(a)
	}
	pairs := make([]string, 0, 2*len(args))
	for i, w := range words {
		pairs = append(pairs, "{"+strconv.Itoa(i)+"}", w)
	}
	return clean.Own(strings.NewReplacer(pairs...).Replace(numbered(s, words)))
}

// numbered chooses between the forms of "{0:ticket|tickets}": the first where
// argument 0 is one. Only a catalogue's own text is looked at, never an argument.
func numbered(s string, args []string) string {
	var b strings.Builder
	for {
		at := strings.Index(s, ":")
		if at < 2 || at+1 >= len(s) || s[at-2] != '{' || s[at-1] < '0' || s[at-1] > '9' {
			if at < 0 {
				break
			}
			b.WriteString(s[:at+1])
			s = s[at+1:]
			continue
		}
		one, rest, ok := strings.Cut(s[at+1:], "|")
		many, rest, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			break
		}
		b.WriteString(s[:at-2])
		if i := int(s[at-1] - '0'); i < len(args) && args[i] == "1" {
			b.WriteString(one)
		} else {
			b.WriteString(many)
		}
		s = rest
	}
	return b.String() + s
}

// Has reports whether the catalogue knows the key.
func (l Lang) Has(key string) bool { _, ok := l.lookup(key); return ok }

// Word returns the text for prefix + id, or the id itself, cleaned, where the
// catalogue has none: for ids that come from data.
func (l Lang) Word(prefix, id string) clean.Text {
	if s, ok := l.lookup(prefix + id); ok {
		return clean.Own(s)
	}
	return clean.Line(id, 40)
}

func (l Lang) lookup(key string) (string, bool) {
	all, _ := catalogues()
	if s, ok := all[l][key]; ok {
		return s, true
	}
	s, ok := all[Indonesian][key]
	return s, ok
}

func (l Lang) arg(a any) string {
	switch a := a.(type) {
	case clean.Text:
		return a.String()
	case string:
		return clean.Line(a, 200).String()
	case int:
		return l.Number(int64(a)).String()
	default:
		return clean.Line(fmt.Sprint(a), 200).String()
	}
}
