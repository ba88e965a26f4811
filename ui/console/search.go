package console

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// finder searches what is written in tickets. The field has the letters, the
// arrows the results.
type finder struct {
	frameOf
	found ticket.Found
	asked string // what found answers
	wrong *ticket.QueryError
	gen   uint64
	list  *kit.List[string]
}

// maxSearch bounds what is typed, in letters; maxHits what is listed.
const (
	maxSearch = 200
	maxHits   = 100
)

func newFinder(env *kit.Env, opt *Options) *finder {
	f := &finder{frameOf: frameOf{env: env, opt: opt, field: kit.NewField(maxSearch)}}
	f.field.Hint(env.T("search.hint"))
	f.list = kit.NewList(
		func(i int) string { return hitKey(&f.found.Hits[i]) },
		func(i int) (uint64, string) { return f.gen, "" },
		func(i, w int, look kit.Look) string { return f.draw(&f.found.Hits[i], w, look) })
	return f
}

func (f *finder) Resize(w, h int) {
	f.resize(w, h)
	f.list.Resize(f.rects.List.Dx(), f.rects.List.Dy())
}

// Apply asks again: what is found may have changed, and the index follows a little
// later (see Tick).
func (f *finder) Apply(kit.Changes) kit.Intent { return f.ask() }

// Tick asks again while the index is being made.
func (f *finder) Tick(time.Time) kit.Intent {
	if f.found.State.Building {
		return f.ask()
	}
	return nil
}

// ask searches outside the event loop; of several answers the last counts.
func (f *finder) ask() kit.Intent {
	f.gen++
	gen, text := f.gen, f.field.Raw()
	s := ticket.Search{Text: text, By: f.opt.Officer, Now: f.env.Now, Limit: maxHits, Typing: true}
	if f.env.Zone != nil {
		s.Now = s.Now.In(f.env.Zone)
	}
	return kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
		found, err := f.opt.Desk.Search(ctx, s)
		var wrong *ticket.QueryError
		if err != nil && !errors.As(err, &wrong) {
			return nil, err
		}
		return func() kit.Intent {
			if gen != f.gen {
				return nil
			}
			f.wrong = wrong
			if wrong != nil {
				return nil // the last answer stays while a key is being typed
			}
			same := text == f.asked
			f.found, f.asked = *found, text
			f.list.Redraw()
			if f.list.SetCount(len(found.Hits)); !same {
				f.list.Select(0)
			}
			return nil
		}, nil
	}}
}

func hitKey(h *ticket.Hit) string {
	if h.Mail != nil {
		return h.Mail.Key
	}
	return h.Number
}

func (f *finder) hit() *ticket.Hit {
	if i := f.list.Index(); i >= 0 {
		return &f.found.Hits[i]
	}
	return nil
}

func (f *finder) Key(msg tea.KeyPressMsg) (kit.Intent, bool) {
	switch key := msg.String(); {
	case outside(key):
		return nil, false
	case key == "up" || key == "down" || key == "pgup" || key == "pgdown":
		return nil, f.list.Key(msg)
	case f.field.Key(msg):
		return f.ask(), true
	}
	return kit.Dispatch(msg, f.Bindings())
}

// Bindings are what keys do in the search.
func (f *finder) Bindings() []kit.Binding {
	e, why := f.env, clean.Text{}
	if f.hit() == nil {
		why = e.T("why.nothing")
	}
	empty := clean.Text{}
	if f.field.Raw() == "" {
		empty = e.T("why.nothing")
	}
	return []kit.Binding{
		kit.Bind("open", e.T("do.open"), f.open, "enter").Unless(why).Shown(),
		kit.Bind("search-clear", e.T("do.search-clear"), func() kit.Intent { f.field.Set(""); return f.ask() }, "ctrl+l").Unless(empty).Shown(),
		kit.Bind("back", e.T("do.back"), func() kit.Intent { return kit.Back{} }, "esc").Shown(),
	}
}

// open shows the ticket at the place that was found, or the mail in the journal.
func (f *finder) open() kit.Intent {
	h := f.hit()
	if h.Mail != nil {
		j := newJournal(f.env, f.opt)
		j.from = h.Mail.Position + 1
		return kit.Push{Screen: j}
	}
	at := h.Passage
	return kit.Open{ID: h.ID, At: &at}
}

func (f *finder) Paste(t clean.Text) kit.Intent {
	f.field.Paste(t)
	return f.ask()
}

func (f *finder) Mouse(m kit.Mouse) (kit.Intent, bool) {
	if f.list.Mouse(m.In(f.rects.List.Min.X, f.rects.List.Min.Y)) && f.hit() != nil {
		return f.open(), true
	}
	return nil, true
}

func (f *finder) Title() clean.Text { return f.env.T("do.search") }
func (f *finder) Busy() clean.Text  { return clean.Text{} }

func (f *finder) Cursor() *tea.Cursor {
	return kit.Shift(f.field.Cursor(), 3, f.rects.Query.Min.Y)
}
