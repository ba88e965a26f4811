package console

import (
	"context"
	"errors"
	"strings"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/clean"
	"loket/domain/register"
	"loket/ui/kit"
)

// nameForm enters or corrects a name. Tickets, holds, records and reminders are the
// desk's own.
type nameForm struct {
	env   *kit.Env
	opt   *Options
	again func() kit.Intent // reads what is shown anew
}

// sheet asks for all that a person may say of a name; for a new one the name as well.
func (n nameForm) sheet(was register.Entry) kit.Intent {
	e := n.env
	in := func(id, key, value string) kit.Input {
		return kit.Input{ID: id, Label: e.T(key), Value: value}
	}
	day := func(id, key string, d calendar.Date) kit.Input {
		i := in(id, key, "")
		if i.Hint = e.T("names.day-hint"); !d.IsZero() {
			i.Value = d.String()
		}
		return i
	}
	inputs := []kit.Input{
		in("agency", "names.agency", was.Agency),
		in("officer", "names.officer", was.Officer.Name), in("officer-email", "names.email", was.Officer.Email), in("officer-phone", "names.phone", was.Officer.Phone),
		in("responsible", "names.responsible", was.Responsible.Name), in("responsible-email", "names.email", was.Responsible.Email), in("responsible-phone", "names.phone", was.Responsible.Phone),
		day("until", "names.until", was.Until), day("registered", "names.registered", was.Registered), day("ended", "names.ended", was.Ended),
		{ID: "fields", Label: e.T("names.fields"), Hint: e.T("names.fields-hint"), Value: fieldLines(was.Fields), Rows: 3},
	}
	title, added := e.T("names.edit-of", string(was.Name)), was.Name == ""
	if added {
		title = e.T("names.add-title")
		inputs = append([]kit.Input{{ID: "name", Label: e.T("names.name"), Hint: clean.Own("aplikasi.contohkab.go.id"), Required: true, Max: 253}}, inputs...)
	}
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{
		Title: title, Form: kit.NewForm(e, inputs...),
		Check: func(f *kit.Form) (string, clean.Text) { return n.check(f, added) },
		Then: func(f *kit.Form) kit.Intent {
			entry := filled(was, f)
			if added {
				entry.Name, _ = domain.ParseName(f.Value("name")) // it was checked
			}
			return n.keep(entry, added)
		},
	})}
}

// check finds the first field that cannot be kept.
func (n nameForm) check(f *kit.Form, added bool) (field string, why clean.Text) {
	if added {
		if _, err := domain.ParseName(f.Value("name")); err != nil {
			var r *domain.Refusal
			if errors.As(err, &r) {
				return "name", clean.Line(r.In(domain.Lang(n.env.Lang)), 300)
			}
			return "name", clean.Line(err.Error(), 300)
		}
	}
	for _, id := range []string{"officer-email", "responsible-email"} {
		if s := strings.TrimSpace(f.Value(id)); s != "" {
			if _, err := domain.EmailHost(s); err != nil {
				return id, n.env.T("names.bad-email")
			}
		}
	}
	for _, id := range []string{"until", "registered", "ended"} {
		if s := strings.TrimSpace(f.Value(id)); s != "" {
			if _, ok := register.ParseDay(s); !ok {
				return id, n.env.T("names.bad-day")
			}
		}
	}
	if e := filled(register.Entry{}, f); !e.Until.IsZero() && e.Until.Before(e.Registered) {
		return "until", n.env.T("names.bad-order")
	}
	if _, ok := parseFields(f.Value("fields")); !ok {
		return "fields", n.env.T("names.bad-field")
	}
	return "", clean.Text{}
}

// filled is an entry with what a form that was checked says.
func filled(e register.Entry, f *kit.Form) register.Entry {
	value := func(id string) string { return strings.TrimSpace(f.Value(id)) }
	day := func(id string) calendar.Date {
		d, _ := register.ParseDay(value(id)) // an empty field is no day
		return d
	}
	person := func(id string) register.Person {
		return register.Person{Name: value(id), Email: strings.ToLower(value(id + "-email")), Phone: value(id + "-phone")}
	}
	e.Agency, e.Officer, e.Responsible = value("agency"), person("officer"), person("responsible")
	e.Until, e.Registered, e.Ended = day("until"), day("registered"), day("ended")
	e.Fields, _ = parseFields(f.Value("fields"))
	return e
}

// fieldLines writes fields one on a line, as parseFields reads them.
func fieldLines(fields []register.Field) string {
	lines := make([]string, len(fields))
	for i, f := range fields {
		lines[i] = clean.Line(f.Label, 100).String() + ": " + clean.Line(f.Value, 1000).String()
	}
	return strings.Join(lines, "\n")
}

// parseFields reads lines of "label: value"; ok is false where one has no label, or
// two have the same.
func parseFields(text string) (fields []register.Field, ok bool) {
	seen := make(map[string]bool)
	for l := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(l) == "" {
			continue
		}
		label, value, found := strings.Cut(l, ":")
		label = strings.TrimSpace(label)
		key := strings.ToLower(label)
		if !found || label == "" || seen[key] {
			return nil, false
		}
		seen[key] = true
		fields = append(fields, register.Field{Label: label, Value: strings.TrimSpace(value)})
	}
	return fields, true
}

func (n nameForm) keep(entry register.Entry, added bool) kit.Intent {
	key := "names.kept"
	if added {
		key = "names.added"
	}
	return kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
		err := n.opt.Desk.SetEntry(ctx, n.opt.Officer, entry)
		return func() kit.Intent {
			return kit.Many{kit.Toast{Text: n.env.T(key, string(entry.Name))}, n.again()}
		}, err
	}, Else: func(error) kit.Intent { return n.again() }}
}
