package console

import (
	"image"
	"time"

	tea "charm.land/bubbletea/v2"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// calmFor is how long typing must pause before an overlay that opened by
// itself takes a key.
const calmFor = 700 * time.Millisecond

// key routes a key: overlay, screen, root, in this order.
func (a *App) key(msg tea.KeyPressMsg) kit.Intent {
	now := a.opt.Now()
	quick := now.Sub(a.mode.last) < calmFor
	a.mode.last = now
	switch msg.String() {
	case "ctrl+c":
		return kit.Quit{}
	case "alt+esc": // pressed twice, faster than a slow line tells apart
		msg = tea.KeyPressMsg{Code: tea.KeyEscape}
	}
	if n := len(a.overlays); n > 0 {
		if quick && !a.mode.calm.IsZero() {
			return nil
		}
		a.mode.calm = time.Time{}
		top := a.overlays[n-1]
		in, done := top.Key(msg)
		if done {
			a.shut(top)
			return typed(top, in)
		}
		return in
	}
	if in, used := a.top().Key(msg); used {
		return in
	}
	in, _ := kit.Dispatch(msg, a.own())
	return in
}

// shut closes an overlay, wherever it is on the stack.
func (a *App) shut(o kit.Overlay) {
	for i := range a.overlays {
		if a.overlays[i] == o {
			a.overlays = append(a.overlays[:i:i], a.overlays[i+1:]...)
			return
		}
	}
}

func (a *App) paste(t clean.Text) kit.Intent {
	if n := len(a.overlays); n > 0 {
		a.overlays[n-1].Paste(t)
		return nil
	}
	return a.top().Paste(t)
}

func click(m tea.Mouse) kit.Mouse {
	return kit.Mouse{X: m.X, Y: m.Y, Left: m.Button == tea.MouseLeft, Right: m.Button == tea.MouseRight,
		Shift: m.Mod.Contains(tea.ModShift), Ctrl: m.Mod.Contains(tea.ModCtrl)}
}

func wheel(m tea.Mouse) kit.Mouse {
	out := kit.Mouse{X: m.X, Y: m.Y}
	switch m.Button {
	case tea.MouseWheelUp:
		out.Wheel = -1
	case tea.MouseWheelDown:
		out.Wheel = 1
	}
	return out
}

func (a *App) mouse(m kit.Mouse) kit.Intent {
	at := image.Pt(m.X, m.Y)
	if n := len(a.overlays); n > 0 {
		top := a.overlays[n-1]
		if !at.In(a.box) {
			return nil
		}
		in, done := top.Mouse(m.In(a.box.Min.X, a.box.Min.Y))
		if done {
			a.shut(top)
		}
		return in
	}
	if at.In(a.rects.Hints) && m.Left {
		for _, h := range a.hints {
			if m.X >= h.From && m.X < h.To {
				return h.Binding.Press()
			}
		}
		return nil
	}
	if at.In(a.rects.Status) && m.Left && a.toast.text.Empty() && a.status.parked > 0 {
		return a.toParked()
	}
	if !at.In(a.rects.Body) {
		return nil
	}
	in, _ := a.top().Mouse(m)
	return in
}

// bindings are all keys that work now: the screen's and the root's. A key that
// the screen has is not shown for the root's, which can still be chosen from the
// palette; what the screen does by the same name is the screen's alone.
func (a *App) bindings() []kit.Binding {
	all := a.top().Bindings()
	keys, ids := map[string]bool{}, map[string]bool{}
	for _, b := range all {
		ids[b.ID] = true
		for _, k := range b.Key.Keys() {
			keys[k] = true
		}
	}
	for _, b := range a.own() {
		if !ids[b.ID] {
			all = append(all, b.Without(keys))
		}
	}
	return all
}

// own are the root's keys. They work on every screen that does not take them.
func (a *App) own() []kit.Binding {
	e, show := a.env, func(in kit.Intent) func() kit.Intent { return func() kit.Intent { return in } }
	back, name := show(kit.Intent(kit.Back{})), e.T("do.back")
	if len(a.stack) == 1 {
		back, name = show(kit.Quit{}), e.T("do.quit")
	}
	bindings := []kit.Binding{
		kit.Bind("help", e.T("do.help"), func() kit.Intent {
			return kit.Show{Overlay: kit.NewHelp(e, e.T("help.title", a.top().Title()), a.bindings())}
		}, "?", "f1").Shown(),
		kit.Bind("palette", e.T("do.palette"), func() kit.Intent { return kit.Show{Overlay: a.palette()} }, ":", "ctrl+p").Shown(),
		kit.Bind("undo", e.T("do.undo"), a.undoLast, "u", "ctrl+z").Unless(a.noUndo()),
		kit.Bind("parked", e.T("do.parked"), a.toParked, "p").Unless(a.noParked()),
		kit.Bind("approval", e.T("do.approval"), show(kit.View{View: string(ticket.ViewApproval)}), "8").Unless(a.noApproval()),
		kit.Bind("search", e.T("do.search"), a.push(func() kit.Screen { return newFinder(e, &a.opt) }), "f"),
		kit.Bind("journal", e.T("do.journal"), a.push(func() kit.Screen { return newJournal(e, &a.opt) }), "J"),
		kit.Bind("outbox", e.T("do.outbox"), a.push(func() kit.Screen { return newOutbox(e, &a.opt) }), "O"),
		kit.Bind("names", e.T("do.names"), a.push(func() kit.Screen { return newNames(e, &a.opt) }), "D"),
		kit.Bind("registry", e.T("do.registry"), a.push(func() kit.Screen { return newRegistryLine(e, &a.opt) }), "E"),
		kit.Bind("zone", e.T("do.zone"), a.push(func() kit.Screen { return newDrift(e, &a.opt) }), "Z").Unless(a.noZone()),
		kit.Bind("board", e.T("do.board"), a.push(func() kit.Screen { return newBoard(e, &a.opt, &a.alarm) }), "B"),
		kit.Bind("alerts", e.T("do.alerts"), a.toAlerts, "!"),
		kit.Bind("report", e.T("do.report"), a.push(func() kit.Screen { return newMonthly(e, &a.opt) }), "M"),
		kit.Bind("settings", e.T("do.settings"), a.push(func() kit.Screen { return newSettings(e, &a.opt) }), ","),
		kit.Bind("pull", e.T("do.pull"), a.pullNow, "r").Unless(a.noPull()),
		kit.Bind("language", e.T("do.language"), show(kit.Set{Name: "lang", Value: string(e.Lang.Other())}), "L"),
		kit.Bind("theme", e.T("do.theme"), a.themeMenu, "T"),
		kit.Bind("mouse", e.T("do.mouse"), show(kit.Set{Name: "mouse"}), "%"),
		kit.Bind("notify", e.T("alarm.notify"), a.toggleNotify).Unless(a.noNotify()),
		kit.Bind("back", name, back, "q", "esc"),
	}
	if a.opt.Arrivals != nil {
		bindings = append(bindings, kit.Bind("arrivals", e.T("do.arrivals"), a.arrivals, "I"))
	}
	return e.Within(bindings, "", needs)
}

// push opens a screen of the root's own, once.
func (a *App) push(make func() kit.Screen) func() kit.Intent {
	return func() kit.Intent { return kit.Push{Screen: make()} }
}

// toParked shows the mails that wait for a person.
func (a *App) toParked() kit.Intent {
	j := newJournal(a.env, &a.opt)
	for _, s := range a.stack {
		if open, ok := s.(*journal); ok {
			j = open
		}
	}
	j.text = a.env.Lang.Word("fate.", string(ticket.FateParked)).String()
	j.narrow()
	return kit.Push{Screen: j}
}

func (a *App) noParked() clean.Text {
	if a.status.parked == 0 {
		return a.env.T("why.no-parked")
	}
	return clean.Text{}
}

func (a *App) noApproval() clean.Text {
	if a.status.asked == 0 {
		return a.env.T("why.no-approval")
	}
	return clean.Text{}
}

func (a *App) noZone() clean.Text {
	if len(a.opt.Desk.Zones()) == 0 {
		return a.env.T("drift.no-zone")
	}
	return clean.Text{}
}

func (a *App) pullNow() kit.Intent {
	a.opt.PullNow()
	return kit.Toast{Text: a.env.T("did.pull"), Level: kit.Note}
}

func (a *App) noPull() clean.Text {
	if a.opt.PullNow == nil {
		return a.env.T("why.no-pull")
	}
	return clean.Text{}
}

func (a *App) noUndo() clean.Text {
	if len(a.undo) == 0 {
		return a.env.T("why.no-undo")
	}
	return clean.Text{}
}

func (a *App) themeMenu() kit.Intent {
	e := a.env
	var entries []kit.Entry
	for _, name := range []string{"auto", "dark", "light", "none"} {
		entries = append(entries, kit.Entry{Key: name[:1], Text: e.T("theme." + name), Then: func() kit.Intent {
			return kit.Set{Name: "theme", Value: name}
		}})
	}
	return kit.Show{Overlay: kit.NewChoose(e, kit.Choose{Title: e.T("do.theme"), Entries: entries})}
}
