package console

import (
	"context"
	"os/exec"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
	"loket/ui/kit/picture"
)

// do carries out an intent.
func (a *App) do(in kit.Intent) tea.Cmd {
	switch in := in.(type) {
	case nil:
		return nil
	case kit.Many:
		cmds := make([]tea.Cmd, 0, len(in))
		for _, one := range in {
			cmds = append(cmds, a.do(one))
		}
		return tea.Batch(cmds...)
	case kit.Do:
		return a.command(in)
	case kit.Bulk:
		return a.bulk(in)
	case kit.Run:
		return a.run(in)
	case kit.Exec:
		return tea.ExecProcess(exec.Command(in.Name, in.Args...), func(err error) tea.Msg { //nolint:noctx // the terminal is the editor's until it ends
			return afterMsg{func() kit.Intent { return in.Then(err) }}
		})
	case kit.Copy:
		a.say(a.env.T("did.copy", in.Text), kit.Note, false)
		return tea.Raw(ansi.SetSystemClipboard(in.Text.String()))
	case kit.Toast:
		a.say(in.Text, in.Level, in.Undo)
	case kit.Show:
		a.overlays = append(a.overlays, in.Overlay)
		if in.Self {
			a.mode.calm = a.opt.Now()
		}
	case kit.Shut:
		a.shut(in.Overlay)
	case kit.Set:
		return a.set(in)
	case kit.Quit:
		return a.quit(in)
	default:
		return a.travel(in)
	}
	return nil
}

// travel carries out the intents that change the screen.
func (a *App) travel(in kit.Intent) tea.Cmd {
	switch in := in.(type) {
	case kit.Open:
		if a.opt.Ticket == nil {
			return nil
		}
		s := a.opt.Ticket(a.env, in.ID)
		if p, ok := s.(placed); ok && in.At != nil {
			p.Reveal(*in.At)
		}
		return tea.Batch(a.show(s), a.do(a.alarm.see(a, in.ID)))
	case kit.Compose:
		if a.opt.Compose == nil {
			return nil
		}
		return a.compose(in)
	case kit.Push:
		return a.show(in.Screen)
	case kit.Back:
		return a.back(in)
	case kit.View:
		a.stack = a.stack[:1]
		return a.do(a.queue().show(in))
	}
	return nil
}

// show puts a screen on top. A screen of the root's own that is open already
// is not opened twice.
func (a *App) show(s kit.Screen) tea.Cmd {
	for i, t := range a.stack {
		if sameKind(s, t) {
			a.stack = a.stack[:i+1]
			return nil
		}
	}
	s.Resize(a.rects.Body.Dx(), a.rects.Body.Dy())
	a.stack = append(a.stack, s)
	return a.do(s.Apply(kit.Changes{All: true}))
}

// placed is a ticket's screen that can open at a place.
type placed interface{ Reveal(ticket.Passage) }

func sameKind(s, t kit.Screen) bool {
	switch s.(type) {
	case *journal:
		_, ok := t.(*journal)
		return ok
	case *outbox:
		_, ok := t.(*outbox)
		return ok
	case *registryLine:
		_, ok := t.(*registryLine)
		return ok
	case *finder:
		_, ok := t.(*finder)
		return ok
	case *settings:
		_, ok := t.(*settings)
		return ok
	case *drift:
		_, ok := t.(*drift)
		return ok
	case *monthly:
		_, ok := t.(*monthly)
		return ok
	case *board:
		_, ok := t.(*board)
		return ok
	}
	return false
}

func (a *App) back(in kit.Back) tea.Cmd {
	if len(a.stack) == 1 {
		return a.quit(kit.Quit{})
	}
	if why := a.top().Busy(); !in.Leave && !why.Empty() {
		return a.do(a.ask(why, kit.Back{Leave: true}))
	}
	a.stack = a.stack[:len(a.stack)-1]
	return a.do(a.top().Tick(a.env.Now))
}

// quit leaves, and asks first only where a screen has something unsent.
func (a *App) quit(in kit.Quit) tea.Cmd {
	if !in.Sure {
		for _, s := range a.stack {
			if why := s.Busy(); !why.Empty() {
				return a.do(a.ask(why, kit.Quit{Sure: true}))
			}
		}
	}
	return tea.Sequence(a.keepAs(a.current()), a.unpaint(), tea.Quit)
}

func (a *App) ask(why clean.Text, then kit.Intent) kit.Intent {
	return kit.Show{Overlay: kit.NewConfirm(a.env, kit.Confirm{
		Title: a.env.T("leave.title"), Effect: why, Yes: a.env.T("leave.yes"), Then: func() kit.Intent { return then },
	})}
}

// say shows a toast.
func (a *App) say(text clean.Text, level kit.Level, undo bool) {
	last := 5 * time.Second
	if undo || level >= kit.Warn {
		last = 10 * time.Second
	}
	a.toast = toast{text: text, level: level, until: a.env.Now.Add(last), undo: undo}
}

// undoer is a screen whose undo key is its own: it takes back changes of one
// ticket only.
type undoer interface{ Undoes(ticket.ID) bool }

// undoHint reports whether the undo key takes back what the toast tells of: not
// where letters are typed, nor on the screen of another ticket.
func (a *App) undoHint() bool {
	if !a.toast.undo || len(a.undo) == 0 || len(a.overlays) > 0 || a.top().Cursor() != nil {
		return false
	}
	if s, ok := a.top().(undoer); ok {
		return len(a.undo) == 1 && s.Undoes(a.undo[0])
	}
	return true
}

// holdEnds is when a letter of the ticket's last command leaves: from then on it
// cannot be taken back. Zero without one.
func holdEnds(t *ticket.Ticket) (end time.Time) {
	if t == nil {
		return end
	}
	for _, l := range t.Letters {
		if l.State == ticket.LetterHeld && l.At.Equal(t.Updated) && (end.IsZero() || l.NotBefore.Before(end)) {
			end = l.NotBefore
		}
	}
	return end
}

func (a *App) set(in kit.Set) tea.Cmd {
	switch in.Name {
	case "lang":
		a.env.Lang = kit.ParseLang(in.Value)
		a.restyle()
		a.say(a.env.T("did.language"), kit.Note, false)
	case "theme":
		a.opt.Theme = in.Value
		a.mode.auto = in.Value == "auto"
		a.theme(in.Value)
	case "picture":
		if w := picture.Way(in.Value); w.Valid() {
			a.pics.setting = w
			return a.decide()
		}
	case "mouse":
		a.mode.mouse = !a.mode.mouse
		key := "did.mouse-off"
		if a.mode.mouse {
			key = "did.mouse-on"
		}
		a.say(a.env.T(key), kit.Note, false)
	}
	return nil
}

// run does slow work and comes back into the event loop with what it returns.
func (a *App) run(in kit.Run) tea.Cmd {
	ctx := a.ctx
	return func() tea.Msg {
		then, err := in.Work(ctx)
		return afterMsg{func() kit.Intent {
			if err != nil {
				return kit.Many{a.failed(err), orElse(in.Else, err)}
			}
			if then == nil {
				return nil
			}
			return then()
		}}
	}
}

func orElse(f func(error) kit.Intent, err error) kit.Intent {
	if f == nil {
		return nil
	}
	return f(err)
}

// command gives one command to the desk.
func (a *App) command(in kit.Do) tea.Cmd {
	return a.run(kit.Run{
		Work: func(ctx context.Context) (func() kit.Intent, error) {
			t, err := a.opt.Desk.Do(ctx, a.opt.Officer, in.ID, in.Version, in.Command)
			return func() kit.Intent { return a.did(in, t) }, err
		},
		Else: in.Else,
	})
}

func (a *App) did(in kit.Do, t *ticket.Ticket) kit.Intent {
	a.undo = nil
	if in.Undo {
		a.undo = []ticket.ID{in.ID}
	}
	if !in.Done.Empty() {
		a.say(in.Done, kit.Good, in.Undo)
		if end := holdEnds(t); in.Undo && !end.IsZero() {
			a.toast.until = end
		}
	}
	if in.Then == nil {
		return nil
	}
	return in.Then(t)
}

// bulk gives commands to the desk one after the other and reports once.
func (a *App) bulk(in kit.Bulk) tea.Cmd {
	return a.run(kit.Run{Work: func(ctx context.Context) (func() kit.Intent, error) {
		var done []ticket.ID
		var failed []error
		for _, one := range in.Items {
			if ctx.Err() != nil {
				break
			}
			if _, err := a.opt.Desk.Do(ctx, a.opt.Officer, one.ID, one.Version, one.Command); err != nil {
				failed = append(failed, err)
				continue
			}
			done = append(done, one.ID)
		}
		return func() kit.Intent { return a.didMany(in, done, failed) }, nil
	}})
}

func (a *App) didMany(in kit.Bulk, done []ticket.ID, failed []error) kit.Intent {
	_, back := in.Items[0].Command.(ticket.UndoLast) // is not taken back itself
	if a.undo = done; back {
		a.undo = nil
	}
	if len(failed) == 0 {
		a.say(a.env.T("did.bulk", in.Name, len(done)), kit.Good, !back)
		return nil
	}
	lines := make([]string, 0, len(failed))
	for _, err := range failed {
		lines = append(lines, kit.Wrap(clean.Own("· "+a.words(err).String()), 90)...)
	}
	a.say(a.env.T("did.bulk-part", in.Name, len(done), len(failed)), kit.Warn, len(a.undo) > 0)
	return kit.Show{Overlay: kit.NewInfoLines(a.env, a.env.T("did.bulk-part", in.Name, len(done), len(failed)), lines)}
}

// undoLast takes back what the officer did last, where the desk allows it.
func (a *App) undoLast() kit.Intent {
	ids := a.undo
	a.undo = nil
	if len(ids) == 1 {
		return kit.Do{ID: ids[0], Command: ticket.UndoLast{}, Done: a.env.T("did.undo")}
	}
	items := make([]kit.Do, len(ids))
	for i, id := range ids {
		items[i] = kit.Do{ID: id, Command: ticket.UndoLast{}}
	}
	return kit.Bulk{Items: items, Name: a.env.T("did.undo")}
}
