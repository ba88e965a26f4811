package console

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/domain/register"
	"loket/ticket"
	"loket/ui/kit"
)

// namePage is everything that the register has of one name.
type namePage struct {
	env   *kit.Env
	opt   *Options
	w, h  int
	p     register.Position
	sent  map[uint64]ticket.LetterState // of the letters that reminded
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
	w := max(n.w-3, 1)
	lines := append(nameFacts(n.env, n.opt, &n.p, w), nameStory(n.env, &n.p.Entry, n.sent, w)...)
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
		p, sent := n.opt.Desk.Radar([]register.Entry{entry})[0], n.letters(entry)
		return func() kit.Intent {
			if gen == n.gen {
				n.p, n.sent = p, sent
				n.draw()
			}
			return nil
		}, nil
	}}
}

// letters are the states of the letters that reminded of the name's end. Of a letter
// that cannot be read nothing is said.
func (n *namePage) letters(e register.Entry) map[uint64]ticket.LetterState {
	sent := make(map[uint64]ticket.LetterState)
	for _, r := range e.Reminders {
		id, err := n.opt.Desk.Find(r.Ticket)
		if err != nil {
			continue
		}
		if t, err := n.opt.Desk.Ticket(id); err == nil {
			if l := t.Letter(r.Letter); l != nil {
				sent[l.ID] = l.State
			}
		}
	}
	return sent
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
	return e.Within([]kit.Binding{
		kit.Bind("open", e.T("names.open"), n.open, "enter", "o").Unless(why).Shown(),
		kit.Bind("edit", e.T("names.edit"), n.edit, "e").Shown(),
	}, "", needs)
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
	for _, r := range n.p.Entry.Reminders {
		if !slices.Contains(list, r.Ticket) {
			list = append(list, r.Ticket)
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

// edit corrects what is known.
func (n *namePage) edit() kit.Intent {
	again := func() kit.Intent { return n.Apply(kit.Changes{All: true}) }
	return nameForm{n.env, n.opt, again}.sheet(n.p.Entry)
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
