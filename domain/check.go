package domain

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"
)

var idRule = Text{"pakai huruf kecil, angka dan tanda hubung, misalnya request-letter", "use lower-case letters, digits and hyphens, for example request-letter"}

// plainID reports whether s can be an id: it stands in files, JSON and filters.
func plainID(s string) bool {
	if s == "" || len(s) > 48 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		if !ldh(s[i]) {
			return false
		}
	}
	return true
}

// note adds a problem of a file to the file and to the whole.
func (l *loader) note(f *file, path string, what, fix Text) {
	f.note(path, what, fix)
	l.problems = append(l.problems, f.problems[len(f.problems)-1])
}

func (l *loader) suggest(got string, valid []string) Text {
	if n := nearest(got, valid); n != "" && got != "" {
		return Text{"mungkin maksudnya " + quote(n), "perhaps you mean " + quote(n)}
	}
	all := strings.Join(valid, ", ")
	return Text{"pilih salah satu: " + all, "choose one of: " + all}
}

func (l *loader) serviceIDs() []string {
	var ids []string
	for _, layer := range l.raw {
		for id := range layer {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// known are the ids that may be referred to.
type known struct {
	services, requirements, conditions, circumstances, actors, letters, outcomes, recipients, contacts []string
}

func (l *loader) known() known {
	c := l.cat
	k := known{services: l.serviceIDs()}
	k.requirements = ids(c.Requirements, func(r Requirement) string { return r.ID })
	k.conditions = ids(c.Conditions, func(r Condition) string { return r.ID })
	k.contacts = ids(c.Contacts, func(r Contact) string { return r.ID })
	label := func(r Labelled) string { return r.ID }
	k.circumstances, k.actors = ids(c.Circumstances, label), ids(c.Actors, label)
	k.letters, k.outcomes = ids(c.Letters, label), ids(c.Outcomes, label)
	k.recipients = append(ids(c.Roles, label), k.contacts...)
	return k
}

func ids[T any](list []T, id func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = id(x)
	}
	return out
}

// check looks at the meaning of every readable file.
func (l *loader) check() {
	k := l.known()
	for _, f := range l.files {
		if len(refusals(f.problems)) > 0 && f.ID == "" && len(f.DefRequirements) == 0 {
			continue
		}
		l.checkTexts(f, reflect.ValueOf(f).Elem(), "")
		l.checkDefinitions(f)
		if s := l.cat.bases[f.ID]; s != nil && l.top(f.ID) == f {
			c := checker{l, f, s, k}
			c.service()
		}
	}
}

var typeText = reflect.TypeFor[Text]()

// checkTexts finds every text that is written in one language only.
func (l *loader) checkTexts(f *file, v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == typeText {
			t := v.Interface().(Text)
			if (t.ID == "") != (t.EN == "") {
				missing := "en"
				if t.ID == "" {
					missing = "id"
				}
				l.note(f, path, Text{"teks " + quote(missing) + " belum ada", "the text in " + quote(missing) + " is missing"},
					Text{`tulis { id = "...", en = "..." }`, `write { id = "...", en = "..." }`})
			}
			return
		}
		for i := range v.NumField() {
			fl := v.Type().Field(i)
			if key := fl.Tag.Get("toml"); key != "" {
				l.checkTexts(f, v.Field(i), join(path, key))
			} else if fl.Anonymous {
				l.checkTexts(f, v.Field(i), path)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			l.checkTexts(f, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	}
}

// checkDefinitions looks at what is not a service.
func (l *loader) checkDefinitions(f *file) {
	for i, r := range f.DefRequirements {
		p := fmt.Sprintf("requirement[%d]", i)
		l.needTitle(f, p, r.Title)
		l.oneOf(f, p+".in_mail", r.InMail, []string{"", "urls", "form", "letter"})
		l.signals(f, p+".signals", r.Signals, []string{"", "any", "name", "content"})
		if r.KeepDays < 0 {
			l.note(f, p+".keep_days", Text{"masa simpan tidak boleh negatif", "a time to keep is not negative"}, Text{"tulis jumlah hari, atau hapus baris ini", "write a number of days, or leave it out"})
		}
	}
	for i, c := range f.DefConditions {
		p := fmt.Sprintf("condition[%d]", i)
		l.needTitle(f, p, c.Title)
		l.oneOf(f, p+".check", c.Check, []string{"", "official-email"})
	}
	for i, c := range f.DefContacts {
		p := fmt.Sprintf("contact[%d]", i)
		l.needTitle(f, p, c.Title)
		l.oneOf(f, p+".kind", c.Kind, []string{"email", "web", "whatsapp", "phone"})
		if _, err := EmailHost(c.Value); c.Kind == "email" && c.Value != "" && err != nil {
			l.note(f, p+".value", Text{quote(c.Value) + " bukan alamat surel", quote(c.Value) + " is not an e-mail address"}, Text{"tulis nama@instansi.go.id", "write name@agency.go.id"})
		}
	}
	for kind, list := range map[string][]Labelled{"circumstance": f.DefCircumstances, "actor": f.DefActors, "letter": f.DefLetters, "outcome": f.DefOutcomes, "role": f.DefRoles} {
		for i, x := range list {
			l.needTitle(f, fmt.Sprintf("%s[%d]", kind, i), x.Title)
		}
	}
	for i, t := range f.DefTaxes {
		p := fmt.Sprintf("tax[%d]", i)
		if _, err := time.Parse(time.DateOnly, t.From); err != nil {
			l.note(f, p+".from", Text{quote(t.From) + " bukan tanggal", quote(t.From) + " is not a date"}, Text{`tulis misalnya "2022-04-01"`, `write for example "2022-04-01"`})
		}
		if t.Percent < 0 || t.Percent > 100 || t.Base < 0 || t.BaseOf < 0 || t.Base > 1e6 || t.BaseOf > 1e6 {
			l.note(f, p+".percent", Text{"tarif di luar 0-100 persen", "the rate is outside 0-100 percent"}, Text{"tulis percent = 11", "write percent = 11"})
		}
	}
}

func (l *loader) needTitle(f *file, path string, t Text) {
	if t.Empty() {
		l.note(f, path+".title", Text{"judul belum ada", "there is no title"}, Text{`tulis title = { id = "...", en = "..." }`, `write title = { id = "...", en = "..." }`})
	}
}

func (l *loader) oneOf(f *file, path, got string, valid []string) {
	if !slices.Contains(valid, got) {
		l.note(f, path, Text{quote(got) + " tidak dikenal", quote(got) + " is not known"}, l.suggest(got, valid))
	}
}

func (l *loader) signals(f *file, path string, list []Signal, where []string) {
	for i, s := range list {
		p := fmt.Sprintf("%s[%d]", path, i)
		l.oneOf(f, p+".where", s.Where, where)
		if len(words(s.Phrase)) == 0 {
			l.note(f, p+".phrase", Text{"frasa kosong", "the phrase is empty"}, Text{"tulis satu kata atau lebih", "write one word or more"})
		}
		if s.Weight == 0 || s.Weight < -100 || s.Weight > 100 {
			l.note(f, p+".weight", Text{"bobot 0 atau di luar -100..100", "the weight is 0 or outside -100..100"}, Text{"tulis misalnya weight = 3", "write for example weight = 3"})
		}
	}
}

var monthDay = regexp.MustCompile(`^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`)

func isPublicSuffix(s string) bool {
	p, icann := publicsuffix.PublicSuffix(s)
	return icann && p == s && s != ""
}
