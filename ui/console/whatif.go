package console

import (
	"context"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// whatIf shows what becomes of the open tickets on another calendar or with other
// people, beside what becomes of them as it is. It works on copies and keeps nothing.
// Tickets that change meanwhile are counted in when the officer asks for it: counting
// reads every open ticket.
type whatIf struct {
	frameOf
	what  ticket.Supposition
	each  time.Duration // working time of one ticket
	now   ticket.Plan
	then  ticket.Plan
	all   []ticket.Supposed // in the order in which they would be done
	shown []int
	lens  int
	done  bool // something was counted
	busy  bool
	old   bool // tickets changed since
	gen   uint64
	list  *kit.List[ticket.ID]
}

// whatIfEach is how long a ticket is supposed to take, until somebody says otherwise.
const whatIfEach = 45 * time.Minute

// whatIfLenses are what of the tickets is listed.
var whatIfLenses = [...]struct {
	key string
	has func(*ticket.Supposed) bool
}{
	{"worse", func(s *ticket.Supposed) bool { return s.NewLate() && !s.Late() }},
	{"better", func(s *ticket.Supposed) bool { return s.Late() && !s.NewLate() }},
	{"both", func(s *ticket.Supposed) bool { return s.Late() && s.NewLate() }},
	{"moved", func(s *ticket.Supposed) bool { return !s.Due.Equal(s.NewDue) }},
	{"all", func(*ticket.Supposed) bool { return true }},
}

func newWhatIf(env *kit.Env, opt *Options) *whatIf {
	w := &whatIf{frameOf: frameOf{env: env, opt: opt}, each: whatIfEach}
	w.reset()
	w.list = kit.NewList(
		func(i int) ticket.ID { return w.all[w.shown[i]].Row.ID },
		func(i int) (uint64, string) { return w.gen, strconv.Itoa(w.lens) },
		func(i, width int, look kit.Look) string { return w.draw(&w.all[w.shown[i]], width, look) })
	return w
}

// reset supposes nothing.
func (w *whatIf) reset() {
	now := w.opt.Desk.PlanNow(w.each)
	w.what = ticket.Supposition{Officers: now.Officers}
	if now.Calendar != nil {
		w.what.Day, w.what.Ends = now.Calendar.DayMeaning(), now.Calendar.Ends()
	}
}

func (w *whatIf) Resize(width, h int) {
	w.resize(width, h)
	w.list.Resize(w.rects.List.Dx(), w.rects.List.Dy())
}

// Apply counts for the first time, and says later that something has changed.
func (w *whatIf) Apply(kit.Changes) kit.Intent {
	if w.done || w.busy {
		w.old = true
		return nil
	}
	return w.count()
}

// count works both plans out.
func (w *whatIf) count() kit.Intent {
	w.gen++
	gen, desk, what := w.gen, w.opt.Desk, w.what
	now := desk.PlanNow(w.each)
	w.busy, w.old = true, false
	return kit.Run{Work: func(context.Context) (func() kit.Intent, error) {
		then, err := now.Suppose(what)
		if err != nil {
			return nil, err
		}
		all, err := desk.WhatIf(now, then)
		if err != nil {
			return nil, err
		}
		return func() kit.Intent {
			if gen == w.gen {
				w.now, w.then, w.all, w.done, w.busy = now, then, all, true, false
				w.narrow()
			}
			return nil
		}, nil
	}, Else: func(error) kit.Intent { w.busy = false; return nil }}
}

func (w *whatIf) narrow() {
	w.shown = w.shown[:0]
	for i := range w.all {
		if whatIfLenses[w.lens].has(&w.all[i]) {
			w.shown = append(w.shown, i)
		}
	}
	w.list.Redraw()
	w.list.SetCount(len(w.shown))
}

func (w *whatIf) tally(lens int) (n int) {
	for i := range w.all {
		if whatIfLenses[lens].has(&w.all[i]) {
			n++
		}
	}
	return n
}

func (w *whatIf) item() *ticket.Supposed {
	if i := w.list.Index(); i >= 0 {
		return &w.all[w.shown[i]]
	}
	return nil
}

func (w *whatIf) look(lens int) kit.Intent {
	w.lens = (lens + len(whatIfLenses)) % len(whatIfLenses)
	w.narrow()
	w.list.Select(0)
	return nil
}

func (w *whatIf) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	switch key := msg.String(); {
	case len(key) == 1 && key[0] >= '1' && key[0] < '1'+byte(len(whatIfLenses)):
		return w.look(int(key[0] - '1')), true
	case !reserved(key) && w.list.Key(msg):
		return nil, true
	}
	return kit.Dispatch(msg, w.Bindings())
}

// Bindings are what keys do here.
func (w *whatIf) Bindings() []kit.Binding {
	e, none, fewest := w.env, clean.Text{}, clean.Text{}
	if w.item() == nil {
		none = e.T("why.nothing")
	}
	if w.what.Officers <= 1 {
		fewest = e.T("whatif.fewest")
	}
	staffed := func(n int) func() kit.Intent {
		return func() kit.Intent { w.what.Officers += n; return w.count() }
	}
	return e.Within([]kit.Binding{
		kit.Bind("suppose", e.T("whatif.suppose"), w.suppose, "e").Shown(),
		kit.Bind("more-officers", e.T("whatif.more"), staffed(1), "+", "=").Shown(),
		kit.Bind("fewer-officers", e.T("whatif.fewer"), staffed(-1), "-").Unless(fewest).Shown(),
		kit.Bind("as-it-is", e.T("whatif.reset"), func() kit.Intent { w.each = whatIfEach; w.reset(); return w.count() }, "0").Shown(),
		kit.Bind("open", e.T("do.open"), func() kit.Intent { return kit.Open{ID: w.item().Row.ID} }, "enter", "o").Unless(none).Shown(),
		kit.Bind("recount", e.T("whatif.again"), w.count, "R"),
		kit.Bind("next-lens", e.T("board.next"), func() kit.Intent { return w.look(w.lens + 1) }, "tab", "l", "right"),
		kit.Bind("last-lens", e.T("board.last"), func() kit.Intent { return w.look(w.lens - 1) }, "shift+tab", "h", "left"),
	}, "", needs)
}

func (w *whatIf) Paste(clean.Text) kit.Intent { return nil }

func (w *whatIf) Mouse(m kit.Mouse) (kit.Intent, bool) {
	if w.list.Mouse(m.In(w.rects.List.Min.X, w.rects.List.Min.Y)) && w.item() != nil {
		return kit.Open{ID: w.item().Row.ID}, true
	}
	return nil, true
}

func (w *whatIf) Tick(time.Time) kit.Intent { return nil }
func (w *whatIf) Title() clean.Text         { return w.env.T("whatif.title") }
func (w *whatIf) Busy() clean.Text          { return clean.Text{} }
func (w *whatIf) Cursor() *tea.Cursor       { return nil }
