package console

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/clean"
	"loket/domain/register"
	"loket/ui/kit"
)

// namePage is everything that the register has of one name.
type namePage struct {
	env   *kit.Env
	opt   *Options
	w, h  int
	p     register.Position
	gen   uint64
	pager kit.Pager
}

func newNamePage(env *kit.Env, opt *Options, p register.Position) *namePage {
	return &namePage{env: env, opt: opt, p: p}
}

func (n *namePage) Resize(w, h int) {
	n.w, n.h = w, h
	n.pager.Resize(w, h-2)
	n.draw()
}

func (n *namePage) draw() {
	lines := nameFacts(n.env, n.opt, &n.p, max(n.w-3, 1))
	for i := range lines {
		lines[i] = " " + lines[i]
	}
	n.pager.SetLines(lines)
}

// Apply reads the name again.
func (n *namePage) Apply(kit.Changes) kit.Intent {
	n.gen++
	gen, name := n.gen, n.p.Entry.Name
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		entry, ok, err := n.opt.Desk.RegisterEntry(name)
		if err != nil || !ok {
			return nil, err
		}
		p := n.opt.Desk.Radar([]register.Entry{entry})[0]
		return func() kit.Intent {
			if gen == n.gen {
				n.p = p
				n.draw()
			}
			return nil
		}, nil
	}}
}

func (n *namePage) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	if !n.pager.Typing() {
		if in, used := kit.Dispatch(msg, n.Bindings()); used {
			return in, true
		}
	}
	return nil, n.pager.Key(msg)
}

// Bindings are what keys do on the page.
func (n *namePage) Bindings() []kit.Binding {
	e, why := n.env, clean.Text{}
	if len(n.tickets()) == 0 {
		why = e.T("names.no-ticket")
	}
	return []kit.Binding{
		kit.Bind("open", e.T("names.open"), n.open, "enter", "o").Unless(why).Shown(),
		kit.Bind("edit", e.T("names.edit"), n.edit, "e").Shown(),
	}
}

// tickets are the numbers that made the entry, and those that hold the name, the
// latest first.
func (n *namePage) tickets() []string {
	list := slices.Clone(n.p.Entry.Tickets)
	for _, h := range n.p.Entry.Holds {
		if !slices.Contains(list, h.Ticket) {
			list = append(list, h.Ticket)
		}
	}
	slices.Reverse(list)
	return list
}

// open shows the ticket, or asks which.
func (n *namePage) open() kit.Intent {
	list := n.tickets()
	if len(list) == 1 {
		return openNumber(n.opt.Desk, list[0])
	}
	entries := make([]kit.Entry, len(list))
	for i, number := range list {
		entries[i] = kit.Entry{Text: clean.Line(number, 20), Then: func() kit.Intent { return openNumber(n.opt.Desk, number) }}
	}
	return kit.Show{Overlay: kit.NewChoose(n.env, kit.Choose{Title: n.env.T("names.open"), Entries: entries, Filter: true})}
}

// edit corrects what is known. Tickets, holds and records are the desk's own.
func (n *namePage) edit() kit.Intent {
	e, was := n.env, n.p.Entry
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
	form := kit.NewForm(e, in("agency", "names.agency", was.Agency),
		in("officer", "names.officer", was.Officer.Name), in("officer-email", "names.email", was.Officer.Email), in("officer-phone", "names.phone", was.Officer.Phone),
		in("responsible", "names.responsible", was.Responsible.Name), in("responsible-email", "names.email", was.Responsible.Email), in("responsible-phone", "names.phone", was.Responsible.Phone),
		day("until", "names.until", was.Until), day("registered", "names.registered", was.Registered), day("ended", "names.ended", was.Ended))
	return kit.Show{Overlay: kit.NewSheet(e, kit.Sheet{
		Title: e.T("names.edit-of", string(was.Name)), Form: form, Check: n.check,
		Then: func(f *kit.Form) kit.Intent { return n.keep(filled(was, f)) },
	})}
}

// check finds the first field that cannot be kept.
func (n *namePage) check(f *kit.Form) (field string, why clean.Text) {
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
	return e
}

func (n *namePage) keep(entry register.Entry) kit.Intent {
	again := func() kit.Intent { return n.Apply(kit.Changes{All: true}) }
	return kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
		err := n.opt.Desk.SetEntry(ctx, n.opt.Officer, entry)
		return func() kit.Intent {
			return kit.Many{kit.Toast{Text: n.env.T("names.kept", string(entry.Name))}, again()}
		}, err
	}, Else: func(error) kit.Intent { return again() }}
}

func (n *namePage) View() string {
	th := n.env.Theme
	title := kit.Pad(" "+th.Title.Fit(clean.Line(string(n.p.Entry.Name), 253), max(n.w-2, 1)), n.w)
	lines := append([]string{title, kit.Spaces(n.w)}, n.pager.Lines(th)...)
	return strings.Join(kit.Exactly(lines, n.h), "\n")
}

func (n *namePage) Paste(t clean.Text) kit.Intent        { n.pager.Paste(t); return nil }
func (n *namePage) Mouse(m kit.Mouse) (kit.Intent, bool) { n.pager.Wheel(m.Wheel); return nil, true }
func (n *namePage) Tick(time.Time) kit.Intent            { return nil }
func (n *namePage) Title() clean.Text                    { return clean.Line(string(n.p.Entry.Name), 253) }
func (n *namePage) Busy() clean.Text                     { return clean.Text{} }
func (n *namePage) Cursor() *tea.Cursor                  { return kit.Shift(n.pager.Cursor(), 0, 2) }
