package console

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/domain/register"
	"loket/ui/kit"
)

// names lists every name that the desk knows, the most pressing first.
type names struct {
	frameOf
	all   []register.Position
	texts []string // of all, see register.MatchText
	shown []int
	read  bool // the register was read once
	rev   uint64
	day   string // on which the names were placed in time
	gen   uint64
	list  *kit.List[string]
}

func newNames(env *kit.Env, opt *Options) *names {
	n := &names{frameOf: frameOf{env: env, opt: opt}}
	n.list = kit.NewList(
		func(i int) string { return string(n.at(i).Entry.Name) },
		func(int) (uint64, string) { return n.gen, "" },
		func(i, w int, look kit.Look) string { return n.draw(n.at(i), w, look) })
	return n
}

func (n *names) at(i int) *register.Position { return &n.all[n.shown[i]] }

func (n *names) position() *register.Position {
	if i := n.list.Index(); i >= 0 {
		return n.at(i)
	}
	return nil
}

func (n *names) Resize(w, h int) {
	n.resize(w, h)
	n.list.Resize(n.rects.List.Dx(), n.rects.List.Dy())
}

// Apply reads the register again where it changed: tickets fill it, and hold names.
func (n *names) Apply(kit.Changes) kit.Intent {
	if n.read && n.opt.Desk.RegisterRev() == n.rev && n.today() == n.day {
		return nil
	}
	return n.reload()
}

// today is the day of the desk.
func (n *names) today() string { return n.env.Now.In(n.env.Place()).Format(time.DateOnly) }

func (n *names) reload() kit.Intent {
	n.gen++
	gen, day := n.gen, n.today()
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		rev := n.opt.Desk.RegisterRev() // before the reading: what changes meanwhile is read again
		all, err := n.opt.Desk.Register()
		if err != nil {
			return nil, err
		}
		positions := n.opt.Desk.Radar(all)
		texts := make([]string, len(positions))
		for i := range positions {
			texts[i] = positions[i].Entry.Text()
		}
		return func() kit.Intent {
			if gen == n.gen {
				n.all, n.texts, n.read, n.rev, n.day = positions, texts, true, rev, day
				n.narrow()
			}
			return nil
		}, nil
	}}
}

func (n *names) narrow() {
	n.shown = n.shown[:0]
	for i := range n.all {
		if register.MatchText(n.texts[i], n.text) {
			n.shown = append(n.shown, i)
		}
	}
	n.list.Redraw()
	n.list.SetCount(len(n.shown))
}

func (n *names) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	if n.field != nil {
		return n.typed(msg)
	}
	if !reserved(msg.String()) && n.list.Key(msg) {
		return nil, true
	}
	if msg.String() == "esc" && n.text != "" {
		return n.clear(), true
	}
	return kit.Dispatch(msg, n.Bindings())
}

// typed edits the filter.
func (n *names) typed(msg tea.KeyPressMsg) (kit.Intent, bool) {
	switch {
	case outside(msg.String()):
		return nil, false
	case n.field.Key(msg):
		n.text = n.field.Raw()
		n.narrow()
		return nil, true
	}
	in, _ := kit.Dispatch(msg, n.Bindings())
	return in, true
}

func (n *names) clear() kit.Intent {
	n.field, n.text = nil, ""
	n.narrow()
	return nil
}

// Bindings are what keys do in the register.
func (n *names) Bindings() []kit.Binding {
	e := n.env
	if n.field != nil {
		return []kit.Binding{
			kit.Bind("filter-done", e.T("do.filter-done"), func() kit.Intent { n.field = nil; return nil }, "enter", "down").Shown(),
			kit.Bind("filter-clear", e.T("do.filter-clear"), n.clear, "esc").Shown(),
		}
	}
	why := clean.Text{}
	if n.position() == nil {
		why = e.T("why.nothing")
	}
	return e.Within([]kit.Binding{
		kit.Bind("open", e.T("do.open"), n.open, "enter", "o").Unless(why).Shown(),
		kit.Bind("filter", e.T("do.filter"), n.openFilter, "/").Shown(),
		kit.Bind("campaign", e.T("names.campaign"), func() kit.Intent { return kit.Push{Screen: newCampaign(e, n.opt)} }, "R").Shown(),
		kit.Bind("add", e.T("names.add"), n.add, "a").Shown(),
	}, "", needs)
}

// add enters a name that no ticket brought.
func (n *names) add() kit.Intent {
	return nameForm{n.env, n.opt, n.reload}.sheet(register.Entry{})
}

func (n *names) open() kit.Intent {
	return kit.Push{Screen: newNamePage(n.env, n.opt, *n.position())}
}

func (n *names) Paste(t clean.Text) kit.Intent {
	if n.field != nil {
		n.field.Paste(t)
		n.text = n.field.Raw()
		n.narrow()
	}
	return nil
}

func (n *names) Mouse(m kit.Mouse) (kit.Intent, bool) {
	if n.list.Mouse(m.In(n.rects.List.Min.X, n.rects.List.Min.Y)) && n.position() != nil {
		return n.open(), true
	}
	return nil, true
}

// Tick places the names anew on a new day.
func (n *names) Tick(time.Time) kit.Intent {
	if !n.read || n.today() == n.day {
		return nil
	}
	n.day = n.today() // asked for once
	return n.reload()
}

func (n *names) Title() clean.Text { return n.env.T("do.names") }
func (n *names) Busy() clean.Text  { return clean.Text{} }

func (n *names) Cursor() *tea.Cursor {
	if n.field == nil {
		return nil
	}
	return kit.Shift(n.field.Cursor(), 3, n.rects.Query.Min.Y)
}
